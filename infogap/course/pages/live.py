"""What is live on a page: calculators with the values that their cells show, exercises with their questions packed."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from infogap.core.language import translate
from infogap.course.editions.hand_in import EXERCISE, ExerciseCell, exercises_in, names_the_student, statements
from infogap.course.editions.pictures import calculator_in
from infogap.course.editions.template import show_questions

if TYPE_CHECKING:
    from infogap.faces.compiled import Compiled

SAME_NUMBERS = (
    "On this page everybody has the same numbers. For numbers of your own, open the lesson as a notebook and write "
    "your name into it."
)


def enliven(edition: NotebookNode) -> str:
    """Mark what is to be live on the page of a lesson, for the template.

    Parameters
    ----------
    edition : NotebookNode
        A student edition, changed in place.

    Returns
    -------
    str
        The script that makes it live; empty if nothing is.
    """
    from infogap.widgets.browser import site_script

    found = _exercises(edition)
    models = dict([*_calculators(edition), *(_model(each) for each in found if _is_on_a_chart(each))])
    return site_script([models[name] for name in sorted(models)]) if models or found else ""


def _calculators(edition: NotebookNode) -> Iterator[tuple[str, Compiled]]:
    for output in (output for cell in edition.cells for output in cell.get("outputs", [])):
        shown = calculator_in(output)
        if shown is not None:
            output.metadata["live"] = {"model": shown.model.name, "values": json.dumps(dict(shown.values))}
            yield shown.model.name, shown.model.compiled


def _exercises(edition: NotebookNode) -> list[ExerciseCell]:
    """Give each cell with an exercise its question, and the cell that names the student a word on that."""
    from infogap.widgets.exercise import packed, question_data

    for cell in edition.cells:
        if any(names_the_student(statement) for statement in statements(cell)):
            cell.metadata["note"] = translate(SAME_NUMBERS)
        tags = cell.metadata.get("tags", [])
        if EXERCISE not in tags and _shows_an_exercise(cell):
            cell.metadata["tags"] = [*tags, EXERCISE]
    show_questions(edition)
    found = exercises_in(edition)
    for each in found:
        each.cell.metadata["exercise"] |= {
            "packed": packed(question_data(each.exercise)),
            "model": _model(each)[0] if _is_on_a_chart(each) else "",
        }
    return found


def _shows_an_exercise(cell: NotebookNode) -> bool:
    """Tell whether a cell is nothing but the call that makes an exercise, so that it is one without a tag, too."""
    written = statements(cell)
    call = written[0].value if len(written) == 1 and isinstance(written[0], ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == EXERCISE


def _is_on_a_chart(found: ExerciseCell) -> bool:
    return found.exercise.full_question.chart is not None


def _model(found: ExerciseCell) -> tuple[str, Compiled]:
    return found.exercise.model.name, found.exercise.model.compiled
