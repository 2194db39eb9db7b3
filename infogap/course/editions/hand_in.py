"""The place at the end of a student edition where answers are handed in, as nbgrader grades them.

Ungraded, its cells are ordinary ones: they say of each answer whether it is right. For nbgrader, the cells that show
and score the exercises are locked, and each score is the last value of its cell.
"""

from __future__ import annotations

import ast
import io
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from infogap.exercises.student import present_student_stays

EXERCISE = "exercise"
HAND_IN = "hand-in"
LOCKED = {"deletable": False, "editable": False}
EXPLAINED = """## Hand in

Only if your class is graded: write each answer in place of `None`. It can be a number, text in quotes such as \
`"1,234.50 dollars"`, or the letter of a choice such as `"B"`. Run the cells from here on; each says whether its \
answer is right. Then save the notebook and hand it in."""


@dataclass(frozen=True)
class ExerciseCell:
    """A cell that shows an exercise.

    Parameters
    ----------
    cell : NotebookNode
        The cell itself.
    expression : str
        What makes the exercise: the cell's last expression.
    exercise : object
        The exercise.
    """

    cell: NotebookNode
    expression: str
    exercise: Any


def exercises_in(notebook: NotebookNode) -> list[ExerciseCell]:
    """Find the exercises of a lesson or of its student edition.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook whose exercises are in cells tagged `exercise`.

    Returns
    -------
    list of ExerciseCell
        The exercises in their order. Each is made anew, as by whoever runs nothing but the imports and the line that
        says which student it is.

    Raises
    ------
    ValueError
        If a cell shows no exercise, or two cells show the same.
    """
    tagged = [cell for cell in notebook.cells if EXERCISE in cell.metadata.get("tags", []) and cell.cell_type == "code"]
    expressions = [_last_expression(cell.source) for cell in tagged]
    with present_student_stays():
        names = _prepared(notebook)
        found = [ExerciseCell(*each, eval(each[1], dict(names))) for each in zip(tagged, expressions, strict=True)]
    twice = [name for name, count in Counter(each.exercise.name for each in found).items() if count > 1]
    if twice:
        raise ValueError(f"exercises: expected one cell for each, but {twice[0]} is in two. Remove one of them.")
    return found


def add_hand_in(edition: NotebookNode) -> None:
    """Lock the exercises of a student edition for nbgrader, and add the cells that score the answers.

    Parameters
    ----------
    edition : NotebookNode
        The student edition, changed in place; one without exercises stays as it is.

    Raises
    ------
    ValueError
        If a cell shows no exercise, or two cells show the same.
    """
    found = exercises_in(edition)
    if not found:
        return
    for each in found:
        each.cell.metadata["nbgrader"] = _nbgrader(f"exercise-{each.exercise.name}", graded=False)
    count = 1 + max((cell.get("execution_count") or 0 for cell in edition.cells), default=0)
    scores = [_score(each, count + place) for place, each in enumerate(found, start=1)]
    edition.cells += [_explained(), _answers([each.exercise.name for each in found], count), *scores]


def _last_expression(source: str) -> str:
    body = ast.parse(source).body
    text = ast.get_source_segment(source, body[-1]) if body and isinstance(body[-1], ast.Expr) else None
    if text is None:
        raise ValueError(
            f"exercise: expected a cell that ends with an exercise, but this arrived: {source!r}. "
            'Write for example ig.exercise("03-2").'
        )
    return text


def _prepared(edition: NotebookNode) -> dict[str, Any]:
    """Return what the notebook imports, by name, and let it say whose exercises these are."""
    names: dict[str, Any] = {}
    for statement in (statement for cell in edition.cells for statement in statements(cell)):
        if isinstance(statement, ast.Import | ast.ImportFrom) or names_the_student(statement):
            exec(compile(ast.Module([statement], []), "<lesson>", "exec"), names)
    return names


def names_the_student(statement: ast.stmt) -> bool:
    """Tell whether a statement says which student's exercises these are."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "student"


def statements(cell: NotebookNode) -> list[ast.stmt]:
    """Return the statements in a cell; none in text, and none in a magic command."""
    try:
        return ast.parse(cell.source).body if cell.cell_type == "code" else []
    except SyntaxError:  # a magic command
        return []


def _explained() -> NotebookNode:
    cell: NotebookNode = new_markdown_cell(EXPLAINED, id=HAND_IN, metadata={"tags": [HAND_IN]})
    return cell


def _answers(names: list[str], count: int) -> NotebookNode:
    entries = "".join(f'    "{name}": None,\n' for name in names)
    return _code(f"answers = {{\n{entries}}}", "answers", count)


def _score(found: ExerciseCell, count: int) -> NotebookNode:
    name = found.exercise.name
    cell = _code(f'{found.expression}.score(answers["{name}"])', name, count)
    cell.metadata |= LOCKED | {"nbgrader": _nbgrader(f"score-{name}", graded=True)}
    cell.outputs = _outputs_without_answer(found.exercise, count)
    return cell


def _code(source: str, name: str, count: int) -> NotebookNode:
    metadata = {"tags": [HAND_IN]}
    cell: NotebookNode = new_code_cell(source, id=f"{HAND_IN}-{name}", metadata=metadata, execution_count=count)
    return cell


def _outputs_without_answer(exercise: Any, count: int) -> list[NotebookNode]:
    """Return what a kernel would show: the exercise says that there is no answer, and gives no mark."""
    with redirect_stdout(io.StringIO()) as said:
        value = exercise.score(None)
    stream = [new_output("stream", name="stdout", text=said.getvalue())] if said.getvalue() else []
    return [*stream, new_output("execute_result", data={"text/plain": repr(value)}, execution_count=count)]


def _nbgrader(identity: str, graded: bool) -> dict[str, Any]:
    """Return the metadata of a locked cell, as nbgrader's format 3 has it."""
    points = {"points": 1} if graded else {}
    return points | {
        "cell_type": "code",
        "grade": graded,
        "grade_id": identity,
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
