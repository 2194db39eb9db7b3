"""The exercise's widget: the browser judges as Python does, and nobody reads the answer by accident."""

from __future__ import annotations

import base64
import gzip
import json
import re
import unicodedata
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

import infogap as ig
from infogap.exercises.exercise import Exercise
from infogap.widgets.exercise import question_data

ANSWERS = [
    *("497.37", "$497.37", "497,37", "1,497.37", "1.497,37", "1 497,37", "1'497.37", "49737 cents", "49,737 cents"),
    *("1,234", "1.234", "0,123", "1,23,4", "1.2.3", "1,234,567", "1.234.567", "-12.50", "\N{MINUS SIGN}$12", "1e3"),
    *(
        "",
        "  ",
        "five",
        "1/3",
        "497 €",
        "about 5",
        "62.5 %",
        "３",
        "never",
        "∞",
        "+inf",
        "5.",
        ".5",
        ".",
        ",",
        "$",
        "--5",
    ),
    *("5 6", "1 000 000", "12 34", "NaN", "0", "-0", "1e400", "99999999999999999999", "½", "<b>5</b>", "3 years"),
]
EXERCISES: dict[str, Exercise] = {
    "dollars": ig.clv.exercise(seed=1),
    "per cent": ig.bayes.exercise(seed=1),
    "years": ig.clv.exercise(output="payback_years", seed=1),
    "never": ig.clv.exercise(output="payback_years", fixed={"margin": 0, "acquisition_cost": 100}, seed=1),
    "plain": ig.bayes.exercise(output="likelihood_ratio", seed=2),
    "inverse": ig.clv.exercise("invert", quantity="discount_rate", seed=1),
    "chart": ig.bayes.exercise("estimate", quantity="prior", seed=1),
}


@pytest.fixture(scope="module")
def engine() -> MiniRacer:
    """The exercise's own module in V8; its exports become plain names."""
    made = MiniRacer()
    for name in ("common.js", "exercise.js"):
        text = (files("infogap.widgets") / name).read_text(encoding="utf-8")
        made.eval(re.sub(r"^export ", "", text, flags=re.MULTILINE))
    return made


def in_browser(engine: MiniRacer, exercise: Exercise, answer: str) -> tuple[bool, str]:
    question = json.dumps(question_data(exercise))
    verdict = json.loads(str(engine.eval(f"JSON.stringify(judge({question}, {json.dumps(answer)}))")))
    return verdict["right"], verdict["said"]


def in_python(exercise: Exercise, answer: str) -> tuple[bool, str]:
    verdict = exercise.check(answer)
    return bool(verdict), str(verdict)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_browser_says_what_python_says(engine: MiniRacer, name: str) -> None:
    exercise = EXERCISES[name]
    question = exercise.full_question
    known = [str(wrong.value) for wrong in question.diagnoses]
    right = question.right
    near = [right, -right, right * 1.004, right * 10, right / 1000, right + question.tolerance, right * 2, right - 1]
    for answer in [*ANSWERS, *known, *(f"{value:.10g}" for value in near)]:
        assert in_browser(engine, exercise, answer) == in_python(exercise, answer), answer


# Browsers and Pythons come with Unicode of different years: what was in it in 2002, all of them know.
LETTERS = st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]).filter(
    lambda letter: unicodedata.ucd_3_2_0.category(letter) != "Cn"
)


@settings(max_examples=300, deadline=None)
@given(answer=st.text("0123456789.,-+ $%'e−a\u202f", max_size=12) | st.text(LETTERS, max_size=6))
def test_the_browser_reads_whatever_is_typed_as_python_does(engine: MiniRacer, answer: str) -> None:
    for name in ("dollars", "per cent"):
        assert in_browser(engine, EXERCISES[name], answer) == in_python(EXERCISES[name], answer)


def test_the_browser_judges_a_choice_by_its_place(engine: MiniRacer) -> None:
    exercise = ig.clv.exercise("direction", quantity="discount_rate", seed=1)
    said = [in_browser(engine, exercise, str(place)) for place in range(3)]
    assert said == [in_python(exercise, letter) for letter in "ABC"]
    assert (
        in_browser(engine, exercise, " ") == in_python(exercise, "") == (False, "There is no answer yet. Choose one.")
    )


def test_the_answer_is_not_in_the_state_as_text() -> None:
    exercise = ig.clv.exercise(seed=1)
    state = json.dumps(exercise.widget.get_state())
    for text in (
        exercise.answer,
        exercise.answer.strip("$"),
        exercise.full_question.diagnoses[0].said,
        "geometric series",
    ):
        assert text not in state
    data = json.loads(gzip.decompress(base64.b64decode(exercise.widget.question)))
    assert data["answer"] == exercise.answer


def test_the_text_beside_the_widget_is_the_question_alone() -> None:
    exercise = ig.clv.exercise(seed=1, name="03-1")
    bundle, _ = exercise._repr_mimebundle_()
    assert bundle["text/plain"] == repr(exercise) == exercise.question
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert exercise.answer not in bundle["text/plain"]


def test_what_was_typed_is_what_is_checked() -> None:
    exercise = ig.clv.exercise(seed=1)
    exercise.widget.answer = exercise.answer
    assert exercise.check()
    exercise.widget.answer = ""
    assert str(exercise.check()) == "There is no answer yet. Write a number, such as 1234.57."


def test_a_typed_choice_is_checked_by_its_place() -> None:
    exercise = ig.clv.exercise("direction", quantity="discount_rate", seed=1)
    exercise.widget.answer = "1"
    assert exercise.check()


def test_markup_in_a_story_stays_text() -> None:
    data: dict[str, Any] = question_data(ig.clv.exercise(seed=1, story="<img src=x onerror=alert(1)>"))
    assert data["story"] == "<img src=x onerror=alert(1)>"


def test_a_page_holds_one_exercise_and_asks_for_nothing(tmp_path: Any) -> None:
    exercise = ig.clv.exercise(seed=1, name="03-1")
    text = exercise.to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<title>Exercise 03-1</title>" in text
    assert not re.search(r"(src|href)=|https?://(?!www\.w3\.org/)", text)
    assert exercise.answer not in text
