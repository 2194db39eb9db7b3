"""The edition for paper: what is on it, and what is not."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from infogap.course.editions import printed, with_pictures

CALCULATOR = (
    "acquisition.calculator(marketing_cost=10000.0, new_customers=100.0, visitors=5000.0): "
    "cac $100.00, conversion_rate 2.0 %, cost_per_visitor $2.00"
)


@pytest.fixture
def page(exercise_lesson: NotebookNode) -> BeautifulSoup:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1", "version_major": 2, "version_minor": 0}}
    shown = new_output("execute_result", data={"text/plain": CALCULATOR, **view}, execution_count=6)
    exercise_lesson.cells += [
        new_markdown_cell("A rate $r$, and \\$5.", id="formula"),
        new_markdown_cell("How much do you think?", id="guess", metadata={"tags": ["prediction"]}),
        new_code_cell("ig.acquisition.calculator()", id="calculator", execution_count=6, outputs=[shown]),
        new_code_cell("", id="yours"),
    ]
    return BeautifulSoup(printed(with_pictures(exercise_lesson)), "html.parser")


def test_it_is_for_students(page: BeautifulSoup) -> None:
    text = page.get_text()
    assert "Money that comes later is worth less." in text
    for secret in ("Half of the class", "explain_discounting", "A year of waiting takes", "Hand in", "score("):
        assert secret not in text


def test_exercises_are_asked_with_room_for_the_answer(page: BeautifulSoup) -> None:
    exercises = [[each.get_text() for each in exercise.select("h3, p")] for exercise in page.select(".exercise")]
    assert exercises == [
        ["Exercise 07-1", "What is 40 discounted once at 10 %, in cents?"],
        ["Exercise 07-2", "Does the value rise if the rate falls? (yes or no)"],
        ["Exercise 07-3", "Which margin gives 1,000?"],
    ]
    before = [room.find_previous_sibling().get_text().strip().splitlines()[-1:] for room in page.select(".answer")]
    assert before == [
        ["What is 40 discounted once at 10 %, in cents?"],
        ["Does the value rise if the rate falls? (yes or no)"],
        ["Which margin gives 1,000?"],
        ["How much do you think?"],
        [],
    ]


def test_pictures_stand_for_widgets_and_say_what_they_show(page: BeautifulSoup) -> None:
    (picture,) = page.select("img")
    assert str(picture["alt"]).startswith("The same budget, spread over more customers, costs less for each. Inputs: ")
    assert "widget" not in str(page)


def test_it_needs_nothing_from_elsewhere(page: BeautifulSoup) -> None:
    assert page.select("script, link, iframe") == []
    assert [str(each["src"])[:22] for each in page.select("[src]")] == ["data:image/png;base64,"]
    assert set(re.findall(r"https?://[^\"'\s<]+", str(page))) == {"http://www.w3.org/1998/Math/MathML"}
    assert page.select_one("math mi").get_text() == "r"
    assert "and $5." in page.get_text()


def test_it_says_whose_it_is(page: BeautifulSoup) -> None:
    assert page.title.get_text() == "Wait a year"
    assert page.footer.get_text() == "Wait a year · infogap, CC BY 4.0"
