"""The editions of a lesson, all from one notebook: for students, for the screen in class, for paper.

`build` reads the instructors' notebooks and writes the others. The lesson itself is the instructor's edition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from infogap.course.editions.hand_in import exercises_in
from infogap.course.editions.pictures import pictures_without_alt, with_pictures
from infogap.course.editions.printed import printed
from infogap.course.editions.slides import slides
from infogap.course.editions.student import student_edition

__all__ = ["build", "exercises_in", "pictures_without_alt", "printed", "slides", "student_edition", "with_pictures"]

PAGES: Mapping[str, Callable[[NotebookNode], str]] = {"slides": slides, "print": printed}


def build(lessons: Path, notebooks: Path, editions: Path | None = None) -> list[Path]:
    """Write every edition of every lesson.

    The same lessons always give the same bytes, so running it again changes nothing.

    Parameters
    ----------
    lessons : Path
        The folder of the instructors' notebooks. Their calculators and figures get pictures with alternative text,
        where these are missing or show other numbers; nothing else in them changes.
    notebooks : Path
        The folder that receives the student editions; made if missing.
    editions : Path, optional
        The folder that receives the pages for the screen and for paper, in `slides` and `print`; without it there
        are none.

    Returns
    -------
    list of Path
        The files of the editions, in the order of the lessons' names.

    Raises
    ------
    FileNotFoundError
        If `lessons` holds no notebook.
    """
    sources = sorted(lessons.glob("*.ipynb"))
    if not sources:
        raise FileNotFoundError(f"lessons: expected a folder with notebooks (*.ipynb), found none in {lessons}")
    notebooks.mkdir(parents=True, exist_ok=True)
    return [path for source in sources for path in _build_one(source, notebooks / source.name, editions)]


def _build_one(source: Path, target: Path, editions: Path | None) -> list[Path]:
    lesson = _refreshed(source)
    pages = [] if editions is None else [_page(kind, lesson, editions / kind / f"{source.stem}.html") for kind in PAGES]
    return [_write(student_edition(lesson), target), *pages]


def _page(kind: str, lesson: NotebookNode, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(PAGES[kind](lesson), encoding="utf-8", newline="\n")
    return target


def _refreshed(source: Path) -> NotebookNode:
    """Return a lesson with its pictures, and write it where it had not all of them."""
    lesson: NotebookNode = nbformat.read(source, as_version=4)
    fresh = with_pictures(lesson)
    if fresh != lesson:
        _write(fresh, source)
    return fresh


def _write(notebook: NotebookNode, target: Path) -> Path:
    nbformat.validate(notebook)
    target.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return target
