"""What is expected of the code: not much of it, short, and no logic."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from infogap.course.form import CODE_CELLS, LINES
from infogap.course.lesson import Lesson
from infogap.course.rules.wording import count, more_or_less

LOGIC: dict[type[ast.AST], str] = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.ClassDef: "class",
    ast.Lambda: "lambda",
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.While: "while",
    ast.If: "if",
}


def enough(lesson: Lesson) -> Iterator[str]:
    """Expect students to run something every few minutes."""
    (low, high), found = CODE_CELLS, sum(cell.for_students for cell in lesson.code)
    if not low <= found <= high:
        yield f"Students see {count(found, 'code cell')}. Expected are {low} to {high}. {more_or_less(found, low)}"


def is_short(lesson: Lesson) -> Iterator[str]:
    """Expect so few lines that students read each."""
    low, high = LINES
    for cell in (cell for cell in lesson.code if cell.for_students):
        lines = sum(bool(line.strip()) for line in cell.source.splitlines())
        if not low <= lines <= high:
            advice = "Split the cell." if lines > high else "Write some, or delete the cell."
            yield f"{cell} has {count(lines, 'line')} of code. Expected are {low} to {high}. {advice}"


def has_no_logic(lesson: Lesson) -> Iterator[str]:
    """Expect lessons to call models: what needs logic is in infogap, where it is tested."""
    for cell in lesson.code:
        try:
            found = _logic(cell.source)
        except SyntaxError:
            yield f"{cell} is not Python: it cannot be run. Correct it."
        else:
            for word in found:
                yield f'{cell} uses "{word}". Expected is no logic in a lesson. Call a model instead, or leave it out.'


def _logic(source: str) -> list[str]:
    # IPython knows what `%load` becomes; it takes a moment to import.
    from IPython.core.inputtransformer2 import TransformerManager

    tree = ast.parse(TransformerManager().transform_cell(source))
    return sorted({LOGIC[type(node)] for node in ast.walk(tree) if type(node) in LOGIC})
