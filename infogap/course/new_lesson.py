"""The start of a lesson: the template, with a title and the next free number."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import nbformat
from nbformat import NotebookNode

TEMPLATE = Path(__file__).with_name("template.ipynb")
LONGEST_NAME = 60
LAST_NUMBER = 99


def new_lesson(title: str, lessons: Path) -> Path:
    """Start a lesson from the template.

    Parameters
    ----------
    title : str
        What the lesson is called, in any language.
    lessons : Path
        The folder of the lessons; made if missing.

    Returns
    -------
    Path
        The notebook written: a new one always.

    Raises
    ------
    ValueError
        If the title has no letter, or all numbers are taken.
    """
    name, number = file_name(title), next_number(lessons)
    lessons.mkdir(parents=True, exist_ok=True)
    path = lessons / f"{number}-{name}.ipynb"
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(nbformat.writes(filled_in(" ".join(title.split()), number)) + "\n")
    return path


def file_name(title: str) -> str:
    """Turn a title into the name of a file, without number and ending.

    Parameters
    ----------
    title : str
        What the lesson is called, in any language.

    Returns
    -------
    str
        Its letters and digits, with hyphens between the words.

    Raises
    ------
    ValueError
        If there are none.

    Examples
    --------
    >>> file_name("What's a customer worth?"), file_name("学习如何定价")
    ('whats-a-customer-worth', '学习如何定价')
    """
    joined = re.sub("['’]", "", unicodedata.normalize("NFKC", title).casefold())
    name = "-".join(re.findall(r"[^\W_]+", joined))[:LONGEST_NAME].rstrip("-")
    if not name:
        raise ValueError(f'title: expected words, but "{title}" arrived. Give for example "Learning to price".')
    return name


def next_number(lessons: Path) -> str:
    """Find the number after that of the last lesson.

    Parameters
    ----------
    lessons : Path
        The folder of the lessons.

    Returns
    -------
    str
        Two digits, from 01: number 00 is for a tour.

    Raises
    ------
    ValueError
        If the last lesson is number 99.
    """
    taken = [int(path.name[:2]) for path in lessons.glob("[0-9][0-9]-*.ipynb")]
    number = max(taken, default=0) + 1
    if number > LAST_NUMBER:
        raise ValueError(
            f"lessons: expected a number up to {LAST_NUMBER} to be free after the last lesson in {lessons}"
        )
    return f"{number:02d}"


def filled_in(title: str, number: str) -> NotebookNode:
    """Fill a title and a number into the template.

    Parameters
    ----------
    title : str
        What the lesson is called.
    number : str
        Its number, in two digits.

    Returns
    -------
    NotebookNode
        The template, with them where it says TITLE and NN.
    """
    notebook: NotebookNode = nbformat.read(TEMPLATE, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("NN", number).replace("TITLE", title)
    return notebook
