"""The student edition: a lesson without what only its instructor should see, and with a place to hand in answers."""

from __future__ import annotations

import nbformat
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode

from infogap.course.editions.hand_in import HAND_IN, add_hand_in
from infogap.course.editions.pictures import drop_dead_views

FOR_INSTRUCTORS = {"instructor", "solution"}
KEPT_CELL_METADATA = {"alt", "jupyter", "tags"}


def student_edition(lesson: NotebookNode) -> NotebookNode:
    """Make the student edition of one lesson.

    Parameters
    ----------
    lesson : NotebookNode
        The lesson; cells tagged `instructor` or `solution` are left out. It stays as it is.

    Returns
    -------
    NotebookNode
        A notebook with the other cells, their outputs, and execution counts from 1 without a gap. Where the lesson
        has exercises, a place to hand in the answers follows.
    """
    # The place to hand in is always made anew, so an edition of an edition is the same edition.
    edition = without_cells(lesson, FOR_INSTRUCTORS | {HAND_IN})
    edition.metadata = _notebook_metadata(lesson)
    for cell in edition.cells:
        cell.metadata = {name: cell.metadata[name] for name in KEPT_CELL_METADATA & cell.metadata.keys()}
    _renumber(edition)
    drop_dead_views(edition)
    add_hand_in(edition)
    return edition


def without_cells(notebook: NotebookNode, tags: set[str]) -> NotebookNode:
    """Return a copy of a notebook without the cells that have one of these tags."""
    remover = TagRemovePreprocessor(enabled=True, remove_cell_tags=tags)
    copy: NotebookNode
    copy, _ = remover.preprocess(nbformat.from_dict(notebook), {})
    return copy


def _notebook_metadata(lesson: NotebookNode) -> NotebookNode:
    """Keep what opens the notebook without a question; versions and widget state differ between machines."""
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    language = lesson.metadata.get("language_info", {}).get("name", "python")
    return NotebookNode(kernelspec=lesson.metadata.get("kernelspec", kernel), language_info=NotebookNode(name=language))


def _renumber(edition: NotebookNode) -> None:
    """Close the gaps that removed cells left in the execution counts."""
    executed = [cell for cell in edition.cells if cell.get("execution_count") is not None]
    for count, cell in enumerate(executed, start=1):
        for output in cell.outputs:
            _renumber_output(output, cell.execution_count, count)
        cell.execution_count = count


def _renumber_output(output: NotebookNode, old: int, new: int) -> None:
    """Say the new count where a result or a traceback says the old one."""
    if output.output_type == "execute_result":
        output.execution_count = new
    if output.output_type == "error":
        output.traceback = [line.replace(f"In[{old}]", f"In[{new}]") for line in output.traceback]
