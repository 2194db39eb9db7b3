"""The edition for paper: one page in one file, with pictures in place of widgets and room to write answers."""

from __future__ import annotations

from nbconvert import HTMLExporter
from nbformat import NotebookNode

from infogap.course.editions.hand_in import EXERCISE, HAND_IN
from infogap.course.editions.student import student_edition, without_cells
from infogap.course.editions.template import settings, show_questions, title_of

ANSWERED = {EXERCISE, "prediction"}


def printed(lesson: NotebookNode) -> str:
    """Make the edition of a lesson that is printed for students.

    Parameters
    ----------
    lesson : NotebookNode
        The lesson, with its pictures. It stays as it is.

    Returns
    -------
    str
        A page that loads nothing from elsewhere. It has no solutions and no notes for instructors.
    """
    edition = without_cells(student_edition(lesson), {HAND_IN})
    show_questions(edition)
    for cell in edition.cells:
        # An empty cell waits for an answer too.
        cell.metadata["room"] = bool(ANSWERED & set(cell.metadata.get("tags", []))) or not cell.source.strip()
    exporter = HTMLExporter(**settings("print"))
    page, _ = exporter.from_notebook_node(edition, {"metadata": {"name": title_of(edition)}})
    return str(page)
