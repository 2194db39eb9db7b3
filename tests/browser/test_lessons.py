"""Every lesson as a student goes through it: opened in JupyterLab, run whole, each exercise answered wrong and right."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

import infogap as ig
from infogap.course.editions import exercises_in
from infogap.exercises.exercise import Exercise

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("0[1-9]-*.ipynb"))
# A formula that was not meant, between two dollar signs of prose, and one that could not be typeset.
TYPESET_BY_MISTAKE = "() => [...document.querySelectorAll('mjx-merror, .MathJax_Error')].map(node => node.textContent)"


@pytest.fixture
def student() -> None:
    """Whoever the lessons' own line says; the numbers below are then those on the screen."""
    before = ig.student("your name or number")
    assert before.key
    yield
    ig.student("")


def answer_with(asked: Locator, exercise: Exercise, right: bool) -> None:
    """Give the right answer, or one that is wrong and that nobody would call near."""
    question = exercise.full_question
    if question.choices:
        place = int(question.right) if right else (int(question.right) + 1) % len(question.choices)
        asked.get_by_role("radio").nth(place).check()
    else:
        asked.get_by_role("textbox").fill(exercise.answer if right else f"{abs(question.right) * 3 + 7:.4f}")
    asked.get_by_role("button", name="Check").click()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_student_goes_through_the_lesson(
    lesson: Path,
    student: None,
    page: Page,
    jupyterlab: Any,
    run_all: Callable[[Page], None],
    console_errors: list[str],
) -> None:
    shutil.copyfile(lesson, jupyterlab.root / lesson.name)
    page.goto(jupyterlab.lab_url(lesson.name))
    run_all(page)
    notebook = page.locator(".jp-NotebookPanel-notebook")
    expect(notebook.locator("[data-mime-type='application/vnd.jupyter.stderr']")).to_have_count(0)
    asked = notebook.locator(".infogap-exercise")
    exercises = [found.exercise for found in exercises_in(nbformat.read(lesson, 4))]
    expect(asked).to_have_count(len(exercises))
    for place, exercise in enumerate(exercises):
        go_through(asked.nth(place), exercise)
    assert page.evaluate(TYPESET_BY_MISTAKE) == []
    assert console_errors == []


def go_through(asked: Locator, exercise: Exercise) -> None:
    verdict = asked.locator(".infogap-verdict")
    expect(asked.locator(".infogap-title").first).to_have_text(f"Exercise {exercise.name}")
    if exercise.full_question.chart is None:
        for right in (False, True):
            answer_with(asked, exercise, right)
            expect(verdict).to_have_attribute("data-right", str(right).lower())
            expect(verdict).not_to_be_empty()
    else:
        asked.get_by_role("button", name="Check").click()
        expect(verdict).to_have_text("There is no answer yet. Drag the handle, or give its place as a number.")
    asked.get_by_role("button", name="Solution").click()
    expect(asked.locator(".infogap-solution")).to_be_visible()
