"""Twelve students open the start notebook by the link they were given, at the same time, and run it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import nbformat
import pytest
import yaml
from jupyterhub.traitlets import ByteSpecification
from nbformat import NotebookNode

from infogap.course.invitations import NOTEBOOK, course, hub_link
from infogap.course.laboratory import START, shipped_notebooks

if TYPE_CHECKING:
    from tests.hub.conftest import Hub, Student, Use

STUDENTS = 12
MEGABYTE = 10**6
VALUES = Path(__file__).parents[2] / "binder" / "jupyterhub" / "values.yaml"
Said = list[tuple[str, str]]


@dataclass(frozen=True)
class Lesson:
    """What came of a student's lesson.

    Attributes
    ----------
    path : str
        The notebook that was opened.
    opening, running : float
        The seconds from the click to the notebook, and from its first cell to its last.
    said : list
        What every code cell said.
    """

    path: str
    opening: float
    running: float
    said: list[Said]


@dataclass(frozen=True)
class Day:
    """What came of all students' lessons.

    Attributes
    ----------
    lessons : list of Lesson
        The lessons, one a student.
    use : list of Use
        What each student's server and kernel used.
    hub : float
        The seconds that a core worked for the hub itself, a student.
    transports : list of str
        What the kernels listened on.
    left : list of str
        The processes that outlived the hub.
    """

    lessons: list[Lesson]
    use: list[Use]
    hub: float
    transports: list[str]
    left: list[str]


@pytest.fixture(scope="module")
def day(hub: Hub, home: Path, new_student: Callable[[str], Student], say: Callable[[str], None]) -> Day:
    students = [new_student(f"student-{number}") for number in range(STUDENTS)]
    link = hub_link(course(hub.course), hub.url)
    before = hub.use().seconds
    with ThreadPoolExecutor(STUDENTS) as together:
        lessons = list(together.map(lambda student: attended(student, link), students))
    use, of_the_hub = [student.use() for student in students], (hub.use().seconds - before) / STUDENTS
    kernels = [json.loads(file.read_text())["transport"] for file in home.glob("kernels-*/kernel-*.json")]
    lived = Day(lessons, use, of_the_hub, kernels, hub.end())
    for figure in figures(lived):
        say(figure)
    return lived


def attended(student: Student, link: str) -> Lesson:
    began = time.monotonic()
    path = student.open(link)
    opened = time.monotonic()
    outputs = student.run(path)
    return Lesson(path, opened - began, time.monotonic() - opened, list(map(said, outputs)))


def said(outputs: list[NotebookNode]) -> Said:
    """Return the words of a cell's outputs; what is printed may come in pieces."""
    printed = "".join(each.text for each in outputs if each.output_type == "stream")
    shown = [(each.output_type, words(each)) for each in outputs if each.output_type != "stream"]
    return [*([("stream", printed)] if printed else []), *shown]


def words(output: NotebookNode) -> str:
    return "\n".join(output.traceback) if output.output_type == "error" else str(output.data["text/plain"])


def figures(day: Day) -> Iterator[str]:
    measured = {
        "from the click to the notebook": ([lesson.opening for lesson in day.lessons], "s"),
        "to run it": ([lesson.running for lesson in day.lessons], "s"),
        "a core's work for a student's server and kernel": ([use.seconds for use in day.use], "s"),
        "a core's work for the hub, a student": ([day.hub], "s"),
        "server and kernel, proportional share": ([use.proportional for use in day.use], "MB"),
        "server and kernel, all resident": ([use.resident for use in day.use], "MB"),
    }
    for what, (values, unit) in measured.items():
        yield f"hub, {STUDENTS} students at once, {what}: median {median(values):.1f} {unit}, most {max(values):.1f} {unit}"


def test_the_link_opens_the_notebook_for_everyone(day: Day) -> None:
    assert [lesson.path for lesson in day.lessons] == [f"prices/{NOTEBOOK}"] * STUDENTS


def test_everyone_sees_what_is_stored(day: Day) -> None:
    stored = nbformat.read(shipped_notebooks() / START, 4)
    wanted = [said(cell.outputs) for cell in stored.cells if cell.cell_type == "code"]
    assert [lesson.said for lesson in day.lessons] == [wanted] * STUDENTS


def test_everyone_fits_into_what_the_recipe_reserves(day: Day) -> None:
    reserved = yaml.safe_load(VALUES.read_text(encoding="utf-8"))["singleuser"]["memory"]["guarantee"]
    bytes_reserved = ByteSpecification().validate(None, reserved)
    assert max(use.resident for use in day.use) <= bytes_reserved / MEGABYTE


def test_kernels_take_no_ports_from_each_other(day: Day) -> None:
    assert day.transports == ["ipc"] * STUDENTS


def test_nothing_is_left_behind(day: Day) -> None:
    assert day.left == []
