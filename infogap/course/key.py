"""The instructor's key: the right answer to every exercise of every lesson, for every student's own numbers."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import nbformat

from infogap.exercises.exercise import Exercise
from infogap.exercises.student import present_student_stays

TAG = "exercise"
NAMED = ("student", "name", "id", "number")


class Row(NamedTuple):
    """One line of the key."""

    student: str
    lesson: str
    exercise: str
    answer: str
    question: str


class Asking(NamedTuple):
    """A cell that asks: its lesson, and what gives its exercise."""

    lesson: str
    code: CodeType


def write_key(lessons: Path, roster: Path, output: Path) -> int:
    """Write the right answers of all students as a table.

    Parameters
    ----------
    lessons : Path
        A folder of lessons, or one lesson.
    roster : Path
        A CSV file with one student a line, under "student", "name", "id" or "number" if its first line is a heading,
        else in the first column.
    output : Path
        The CSV file to write.

    Returns
    -------
    int
        The number of answers written.

    Raises
    ------
    ValueError
        If the roster names nobody, or no lesson has an exercise.
    """
    students, cells = read_roster(roster), asking_cells(lessons)
    with present_student_stays():
        rows = [row for student in students for row in _rows(student, cells)]
    with output.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([Row._fields, *rows])
    return len(rows)


def read_roster(path: Path) -> list[str]:
    """Return the names in a roster, each once, in its order.

    Parameters
    ----------
    path : Path
        The CSV file; see `write_key`.

    Raises
    ------
    ValueError
        If it names nobody.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [[cell.strip() for cell in line] for line in csv.reader(file) if any(cell.strip() for cell in line)]
    heading = [cell.casefold() for cell in lines[0]] if lines else []
    column = next((heading.index(name) for name in NAMED if name in heading), None)
    rest = lines if column is None else lines[1:]
    names = dict.fromkeys(line[column or 0] for line in rest if len(line) > (column or 0) and line[column or 0])
    if not names:
        raise ValueError(
            f"{path}: expected a student in each line, found none. Give a CSV file with a column “student”."
        )
    return list(names)


def asking_cells(lessons: Path) -> list[Asking]:
    """Return the cells of all lessons that ask an exercise.

    Parameters
    ----------
    lessons : Path
        A folder of lessons, or one lesson.

    Raises
    ------
    ValueError
        If there is none.
    """
    paths = sorted(lessons.glob("*.ipynb")) if lessons.is_dir() else [lessons]
    cells = [Asking(path.stem, _expression(cell.source)) for path in paths for cell in _tagged(path)]
    if not cells:
        raise ValueError(f"{lessons}: expected lessons with cells tagged “{TAG}”, found none.")
    return cells


def _tagged(path: Path) -> Iterator[Any]:
    notebook = nbformat.read(path, as_version=4)
    return (cell for cell in notebook.cells if cell.cell_type == "code" and TAG in cell.metadata.get("tags", []))


def _expression(source: str) -> CodeType:
    """Return what a cell shows: the expression that it ends with."""
    return compile(ast.Expression(ast.parse(source).body[-1].value), "<exercise>", "eval")  # type: ignore[attr-defined]


def _rows(student: str, cells: list[Asking]) -> Iterator[Row]:
    # The cell is the instructor's own, and runs as it does in the notebook.
    import infogap

    infogap.student(student)
    for lesson, code in cells:
        exercise: Exercise = eval(code, {"ig": infogap, "infogap": infogap})
        question = " ".join(exercise.full_question.text().split())
        yield Row(student, lesson, exercise.name, exercise.answer, question)
