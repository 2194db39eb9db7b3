"""The instructor's key: every student's own answers, as the student's own notebook has them."""

from __future__ import annotations

import csv
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import infogap as ig
from infogap.course.key import read_roster, write_key

ASKED = ['ig.clv.exercise(name="06-1")', 'shown = 1\nig.bayes.exercise("direction", quantity="prior", name="06-2")']


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    folder.mkdir()
    tagged = [new_code_cell(source, metadata={"tags": ["exercise", "objective-1"]}) for source in ASKED]
    cells = [new_code_cell("raise SystemExit"), *tagged]
    nbformat.write(new_notebook(cells=cells), folder / "06-pricing.ipynb")
    return folder


def roster(folder: Path, text: str) -> Path:
    path = folder / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_student_has_every_answer(lessons: Path, tmp_path: Path) -> None:
    output = tmp_path / "key.csv"
    assert write_key(lessons, roster(tmp_path, "student,group\nAda,1\n李雷,2\n"), output) == 4
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["student"], row["lesson"], row["exercise"]) for row in rows] == [
        ("Ada", "06-pricing", "06-1"),
        ("Ada", "06-pricing", "06-2"),
        ("李雷", "06-pricing", "06-1"),
        ("李雷", "06-pricing", "06-2"),
    ]
    ig.student("李雷")
    own = ig.clv.exercise(name="06-1")
    assert rows[2]["answer"] == own.answer != rows[0]["answer"]
    assert own.check(rows[2]["answer"])
    ig.student("")


def test_the_present_student_stays(lessons: Path, tmp_path: Path) -> None:
    ig.student("Grace")
    before = ig.clv.exercise(name="06-1").question
    write_key(lessons, roster(tmp_path, "Ada\n"), tmp_path / "key.csv")
    assert ig.clv.exercise(name="06-1").question == before
    ig.student("")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada\nGrace\n", ["Ada", "Grace"]),
        ("Ada,x\n\n ,\nGrace,y\nAda,z\n", ["Ada", "Grace"]),
        ("group,Name\n1,Ada\n2,Grace\n", ["Ada", "Grace"]),
        ("\ufeffid\n17\n18\n", ["17", "18"]),
        ('student\n"Lovelace, Ada"\n', ["Lovelace, Ada"]),
    ],
)
def test_a_roster_may_have_a_heading(tmp_path: Path, text: str, names: list[str]) -> None:
    assert read_roster(roster(tmp_path, text)) == names


@pytest.mark.parametrize("text", ["", "\n\n", "student\n", "group,name\n1,\n"])
def test_a_roster_without_students_is_refused(tmp_path: Path, text: str) -> None:
    path = roster(tmp_path, text)
    with pytest.raises(ValueError, match="expected a student") as raised:
        read_roster(path)
    assert str(raised.value) == (
        f"{path}: expected a student in each line, found none. Give a CSV file with a column “student”."
    )


def test_lessons_without_exercises_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected lessons") as raised:
        write_key(tmp_path, roster(tmp_path, "Ada\n"), tmp_path / "key.csv")
    assert str(raised.value) == f"{tmp_path}: expected lessons with cells tagged “exercise”, found none."
