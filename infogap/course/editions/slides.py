"""The edition for the screen in class: reveal.js, in one file that asks no network for anything."""

from __future__ import annotations

from copy import deepcopy

import nbformat
from nbconvert import SlidesExporter
from nbformat import NotebookNode

from infogap.course.editions.layout import laid_out
from infogap.course.editions.template import settings, show_questions, title_of


def slides(lesson: NotebookNode) -> str:
    """Make the slides of a lesson; press S for the speaker's view, with the notes and solutions.

    Parameters
    ----------
    lesson : NotebookNode
        The lesson, with its pictures. It stays as it is.

    Returns
    -------
    str
        A page for a browser. Its notes are in it, so it is not for students.
    """
    copy: NotebookNode = nbformat.from_dict(deepcopy(lesson))
    show_questions(copy)
    exporter = SlidesExporter(**settings("slides"))
    page, _ = exporter.from_notebook_node(laid_out(copy), {"metadata": {"name": title_of(lesson)}})
    return str(page)
