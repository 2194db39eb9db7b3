"""A student edition is an assignment for nbgrader: from its release to the marks and what students get back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook

import infogap as ig
from infogap.course.editions import exercises_in, student_edition

ROOT = Path(__file__).parents[2]
SETTINGS = 'c = get_config()\nc.CourseDirectory.course_id = "course"\n'
# What each hands in, and the marks that it is worth.
HANDED_IN: dict[str, tuple[dict[str, Any], list[float]]] = {
    "all-right": ({"07-1": 3636, "07-2": "yes", "07-3": "402.11"}, [1.0, 1.0, 1.0]),
    "some-wrong": ({"07-1": "3636", "07-2": "no", "07-3": [402.11]}, [1.0, 0.0, 0.0]),
    "some-missing": ({"07-1": "", "07-2": "yes", "07-3": None}, [0.0, 1.0, 0.0]),
    "nothing": ({}, [0.0, 0.0, 0.0]),
}


def nbgrader(course: Path, *words: str) -> None:
    places = {f"JUPYTER_{name}_DIR": str(course / "jupyter" / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = os.environ | places | {"HOME": str(course), "IPYTHONDIR": str(course / "ipython")}
    command = [sys.executable, "-m", "nbgrader", *words, "--assignment=lesson"]
    ran = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def hand_in(course: Path, student: str, answers: Mapping[str, Any], name: str = "") -> None:
    """Do what a student does: give a name, fill in the dictionary, and, here, try to make a scoring cell kinder."""
    notebook = nbformat.read(course / "release" / "lesson" / "lesson.ipynb", 4)
    for cell in notebook.cells:
        if cell.source.startswith("ig.student("):
            cell.source = f"ig.student({name!r})"
        if cell.source.startswith("answers = {"):
            cell.source = f"answers = {dict(answers)!r}"
        if student == "some-wrong" and cell.source.endswith('.score(answers["07-2"])'):
            cell.source = "1.0"
    target = course / "submitted" / student / "lesson" / "lesson.ipynb"
    target.parent.mkdir(parents=True)
    nbformat.write(notebook, target)


def marks(course: Path, student: str) -> list[float]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "course") as book:
        grades = book.find_submission_notebook("lesson", "lesson", student).grades
        assert all(grade.max_score == 1.0 and not grade.needs_manual_grade for grade in grades)
        return [grade.score for grade in sorted(grades, key=lambda grade: grade.name)]


@pytest.fixture
def course(exercise_lesson: NotebookNode, tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    source = folder / "source" / "lesson"
    source.mkdir(parents=True)
    nbformat.write(student_edition(exercise_lesson), source / "lesson.ipynb")
    (folder / "nbgrader_config.py").write_text(SETTINGS)
    return folder


def test_from_release_to_feedback(course: Path) -> None:
    nbgrader(course, "generate_assignment", "--create")
    for student, (answers, _) in HANDED_IN.items():
        hand_in(course, student, answers)
    nbgrader(course, "autograde", "--create")
    assert {student: marks(course, student) for student in HANDED_IN} == {
        student: wanted for student, (_, wanted) in HANDED_IN.items()
    }
    nbgrader(course, "generate_feedback")
    feedback = (course / "feedback" / "some-wrong" / "lesson" / "lesson.html").read_text()
    assert "lesson (Score: 1.0 / 3.0)" in feedback
    assert feedback.count("That is not right.") == 2


def test_a_student_is_graded_on_numbers_of_their_own(tmp_path: Path) -> None:
    lesson = next((ROOT / "lessons").glob("03-*.ipynb"))
    course = tmp_path / "course"
    (course / "source" / "lesson").mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(SETTINGS)
    shutil.copyfile(ROOT / "notebooks" / lesson.name, course / "source" / "lesson" / "lesson.ipynb")
    nbgrader(course, "generate_assignment", "--create")
    names = [each.exercise.name for each in exercises_in(nbformat.read(lesson, 4))]
    answers = {}
    for student in ("Ada", "Grace"):
        ig.student(student)
        answers[student] = {name: ig.exercise(name).answer for name in names}
    ig.student("")
    # Grace hands in what is right for Ada.
    for student in ("Ada", "Grace"):
        hand_in(course, student, answers["Ada"], name=student)
    nbgrader(course, "autograde", "--create")
    assert marks(course, "Ada") == [1.0] * len(names)
    ig.student("Grace")
    right = [float(ig.exercise(name).check(answers["Ada"][name]).right) for name in names]
    ig.student("")
    assert marks(course, "Grace") == right
    assert sum(right) < len(names) / 2
