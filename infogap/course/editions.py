"""Student editions: each lesson without what only its instructor should see."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode

FOR_INSTRUCTORS = {"instructor", "solution"}
KEPT_CELL_METADATA = {"jupyter", "tags"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def build(lessons: Path, notebooks: Path) -> list[Path]:
    """Write the student edition of every lesson.

    The same lessons always give the same bytes, so running it again changes nothing.

    Parameters
    ----------
    lessons : Path
        The folder of the instructors' notebooks.
    notebooks : Path
        The folder that receives the student editions; made if missing.

    Returns
    -------
    list of Path
        The files written, in the order of the lessons' names.

    Raises
    ------
    FileNotFoundError
        If `lessons` holds no notebook.
    """
    sources = sorted(lessons.glob("*.ipynb"))
    if not sources:
        raise FileNotFoundError(f"lessons: expected a folder with notebooks (*.ipynb), found none in {lessons}")
    notebooks.mkdir(parents=True, exist_ok=True)
    return [_write(student_edition(_read(source)), notebooks / source.name) for source in sources]


def student_edition(lesson: NotebookNode) -> NotebookNode:
    """Make the student edition of one lesson.

    Parameters
    ----------
    lesson : NotebookNode
        The lesson; cells tagged `instructor` or `solution` are left out. It stays as it is.

    Returns
    -------
    NotebookNode
        A notebook with the other cells, their outputs, and execution counts from 1 without a gap.
    """
    remover = TagRemovePreprocessor(enabled=True, remove_cell_tags=FOR_INSTRUCTORS)
    edition: NotebookNode
    edition, _ = remover.preprocess(nbformat.from_dict(lesson), {})
    edition.metadata = _notebook_metadata(lesson)
    for cell in edition.cells:
        cell.metadata = {name: cell.metadata[name] for name in KEPT_CELL_METADATA & cell.metadata.keys()}
    _renumber(edition)
    _drop_widget_views(edition)
    return edition


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


def _drop_widget_views(edition: NotebookNode) -> None:
    """Drop what would show as "model not found", so that the picture and the text beside it show instead."""
    for cell in edition.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)


def _read(source: Path) -> NotebookNode:
    lesson: NotebookNode = nbformat.read(source, as_version=4)
    return lesson


def _write(edition: NotebookNode, target: Path) -> Path:
    nbformat.validate(edition)
    target.write_text(nbformat.writes(edition) + "\n", encoding="utf-8", newline="\n")
    return target
