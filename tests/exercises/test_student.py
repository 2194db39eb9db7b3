"""The same student always gets the same numbers; others get others."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

import infogap as ig


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    yield
    ig.student("")


def test_a_student_keeps_the_numbers() -> None:
    ig.student("Ada")
    first = ig.clv.exercise(name="03-1").question
    ig.student("Grace")
    other = ig.clv.exercise(name="03-1").question
    ig.student(" ADA ")
    assert ig.clv.exercise(name="03-1").question == first != other


def test_the_numbers_are_those_of_another_process() -> None:
    ig.student(17)
    program = "import infogap as ig; ig.student('17'); print(ig.bayes.exercise(name='02-1').question)"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ig.bayes.exercise(name="02-1").question


def test_the_numbers_never_change_between_versions() -> None:
    # A class that has begun must not get new numbers from an update: if this fails, a release note is due.
    ig.student("Ada")
    assert (
        ig.acquisition.exercise(name="01-1").question.splitlines()[1] == "Marketing cost = $8,000, new customers = 80."
    )


def test_two_exercises_of_one_student_differ() -> None:
    ig.student("Ada")
    questions = {ig.clv.exercise(name=f"03-{number}").values["margin"] for number in range(12)}
    assert len(questions) > 3


def test_a_seed_goes_before_the_student() -> None:
    ig.student("Ada")
    first = ig.clv.exercise(seed=7).question
    ig.student("Grace")
    assert ig.clv.exercise(seed=7).question == first


@pytest.mark.parametrize("seed", range(50))
def test_numbers_are_round(seed: int) -> None:
    values = ig.clv.exercise(seed=seed).values
    assert values["margin"] % 50 == 0
    assert round(values["discount_rate"] * 100, 9).is_integer()
    assert 2 <= values["years"] <= 6


@pytest.mark.parametrize("name", [None, 1.5, True, ["Ada"]])
def test_a_name_is_text_or_a_whole_number(name: object) -> None:
    with pytest.raises(TypeError) as raised:
        ig.student(name)  # type: ignore[arg-type]
    kind = type(name).__name__
    assert str(raised.value) == f'student must be a name or a number, but a {kind} arrived. Write student("Ada").'
