"""The place to hand in answers: which cells there are, and that they show what a kernel shows."""

from __future__ import annotations

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from infogap.course.editions import student_edition

ANSWERS = """answers = {
    "07-1": None,
    "07-2": None,
    "07-3": None,
}"""


def test_every_exercise_gets_a_cell_that_scores_it(exercise_lesson: NotebookNode) -> None:
    edition = student_edition(exercise_lesson)
    assert [cell.source for cell in edition.cells[-4:]] == [
        ANSWERS,
        'ig.exercise("07-1").score(answers["07-1"])',
        'ig.exercise("07-2").score(answers["07-2"])',
        'ig.exercise("07-3").score(answers["07-3"])',
    ]
    assert edition.cells[-5].source.startswith("## Hand in\n\nOnly if your class is graded: ")
    counts = [cell.execution_count for cell in edition.cells if cell.cell_type == "code"]
    assert counts == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_cells_for_nbgrader_are_as_it_wants_them(exercise_lesson: NotebookNode) -> None:
    edition = student_edition(exercise_lesson)
    marked = [cell.metadata.nbgrader for cell in edition.cells if "nbgrader" in cell.metadata]
    locked = {"cell_type": "code", "locked": True, "schema_version": 3, "solution": False, "task": False}
    assert marked == [
        *({"grade": False, "grade_id": f"exercise-07-{number}", **locked} for number in (1, 2, 3)),
        *({"grade": True, "grade_id": f"score-07-{number}", "points": 1, **locked} for number in (1, 2, 3)),
    ]
    answers, *scores = edition.cells[-4:]
    assert "nbgrader" not in answers.metadata
    assert [(cell.metadata.editable, cell.metadata.deletable) for cell in scores] == [(False, False)] * 3


def test_what_is_stored_is_what_a_kernel_shows(exercise_lesson: NotebookNode) -> None:
    edition = student_edition(exercise_lesson)
    stored = [cell.outputs for cell in edition.cells[-3:]]
    NotebookClient(edition).execute()
    assert [cell.outputs for cell in edition.cells[-3:]] == stored
    assert stored[0][0].text == "There is no answer yet.\n"
    assert stored[0][1].data == {"text/plain": "0.0"}


def test_the_edition_of_an_edition_is_the_same(exercise_lesson: NotebookNode) -> None:
    edition = student_edition(exercise_lesson)
    assert student_edition(edition) == edition


def test_a_lesson_without_exercises_has_nothing_to_hand_in(exercise_lesson: NotebookNode) -> None:
    exercise_lesson.cells = [cell for cell in exercise_lesson.cells if "exercise" not in cell.metadata.get("tags", [])]
    assert [cell.id for cell in student_edition(exercise_lesson).cells] == ["title", "import", "last"]


def test_an_exercise_twice_is_an_error(exercise_lesson: NotebookNode) -> None:
    exercise_lesson.cells.append(new_code_cell('ig.exercise("07-2")', metadata={"tags": ["exercise"]}))
    with pytest.raises(ValueError, match="exercises") as caught:
        student_edition(exercise_lesson)
    assert str(caught.value) == "exercises: expected one cell for each, but 07-2 is in two. Remove one of them."


def test_a_cell_that_shows_no_exercise_is_an_error(exercise_lesson: NotebookNode) -> None:
    exercise_lesson.cells.append(new_code_cell("mine = 3", metadata={"tags": ["exercise"]}))
    with pytest.raises(ValueError, match="exercise") as caught:
        student_edition(exercise_lesson)
    assert str(caught.value) == (
        "exercise: expected a cell that ends with an exercise, but this arrived: 'mine = 3'. "
        'Write for example ig.exercise("03-2").'
    )
