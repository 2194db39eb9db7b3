"""An exercise in a real browser: on a page without a kernel, and in JupyterLab and Notebook 7 with one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

import infogap as ig
from infogap.exercises.exercise import Exercise

CASE = {"margin": 200, "retention_rate": 1, "discount_rate": 0.1, "years": 3}
ALL_KINDS: dict[str, Callable[[], Exercise]] = {
    "compute": lambda: ig.clv.exercise(fixed=CASE, name="03-1", story="A customer pays {margin} a year."),
    "invert": lambda: ig.acquisition.exercise("invert", quantity="marketing_cost", seed=1),
    "direction": lambda: ig.clv.exercise("direction", quantity="discount_rate", fixed=CASE),
    "estimate": lambda: ig.bayes.exercise("estimate", quantity="prior", seed=3),
    "wrong_step": lambda: ig.clv.exercise("wrong_step", fixed=CASE, seed=2),
    "article": lambda: ig.clv.exercise("article", fixed=CASE, seed=2),
    "choose": lambda: ig.acquisition.exercise(
        "choose", ask="Which?", choices=[("One", "Right: one."), ("Two", "No: one.")], hint="Count.", seed=1
    ),
}
OUTSIDE = """width => [...document.querySelectorAll('.infogap-exercise *')]
    .filter(node => !node.closest('.infogap-scroll, .infogap-hidden, clipPath, style'))
    .filter(node => node.checkVisibility())
    .filter(node => { const box = node.getBoundingClientRect(); return box.left < 0 || box.right > width; })
    .map(node => node.outerHTML.slice(0, 100))"""


@pytest.fixture(autouse=True)
def _no_console_errors(console_errors: list[str]) -> Iterator[None]:
    yield
    assert console_errors == []


@pytest.fixture
def opened(new_page: Callable[..., Page], tmp_path: Path) -> Callable[..., Page]:
    """A function that writes an exercise's page and opens it from the disk, without a network."""

    def open_exercise(exercise: Exercise, **options: Any) -> Page:
        page = new_page(**options)
        page.context.set_offline(True)
        page.goto(exercise.to_html(tmp_path / "exercise.html").as_uri())
        expect(page.locator(".infogap-exercise")).to_be_visible()
        return page

    return open_exercise


def verdict(where: Page | Locator) -> Locator:
    return where.locator(".infogap-verdict")


def button(where: Page | Locator, name: str | re.Pattern[str]) -> Locator:
    return where.get_by_role("button", name=name)


def test_an_answer_is_typed_and_judged_by_keyboard_alone(opened: Callable[..., Page]) -> None:
    exercise = ALL_KINDS["compute"]()
    page = opened(exercise)
    expect(page.locator(".infogap-sheet > p").first).to_have_text("A customer pays $200 a year.")
    page.keyboard.press("Tab")
    field = page.get_by_role("textbox", name="What is the customer lifetime value?")
    expect(field).to_be_focused()
    for answer in ("", "150.26", "five", "1,234", "497,37"):
        field.fill(answer)
        page.keyboard.press("Enter")
        expect(verdict(page)).to_have_text(str(exercise.check(answer)))
        expect(verdict(page)).to_have_attribute("data-right", str(bool(exercise.check(answer))).lower())


def test_help_comes_one_step_at_a_time(opened: Callable[..., Page]) -> None:
    exercise = ALL_KINDS["compute"]()
    page = opened(exercise)
    solution = button(page, "Solution")
    expect(solution).to_have_attribute("aria-disabled", "true")
    solution.click(force=True)
    expect(page.locator(".infogap-solution")).to_have_count(0)
    reasons = [hint.lines[0].reason for hint in exercise.full_question.hints]
    for number, reason in enumerate(reasons, start=1):
        button(page, f"Hint {number} of {len(reasons)}").click()
        expect(page.locator(".infogap-hint")).to_have_count(number)
        expect(page.locator(".infogap-hint").nth(number - 1)).to_contain_text(reason)
    expect(page.locator(".infogap-hint math").first).to_be_visible()
    solution.click()
    expect(page.locator(".infogap-solution")).to_contain_text("$497.37")
    expect(page.locator(".infogap-solution math")).to_have_count(len(exercise.solution().lines))


def test_a_choice_is_made_by_the_arrow_keys(opened: Callable[..., Page]) -> None:
    exercise = ALL_KINDS["direction"]()
    page = opened(exercise)
    button(page, "Check").click()
    expect(verdict(page)).to_have_text("There is no answer yet. Choose one.")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="It falls")).to_be_checked()
    expect(verdict(page)).to_have_text(str(exercise.check("B")))


def test_the_wrong_step_is_shown_as_mathematics(opened: Callable[..., Page]) -> None:
    exercise = ALL_KINDS["wrong_step"]()
    page = opened(exercise)
    expect(page.locator(".infogap-steps math")).to_have_count(4)
    for place, letter in enumerate("ABCD"):
        page.get_by_role("radio").nth(place).check()
        button(page, "Check").click()
        expect(verdict(page)).to_have_text(str(exercise.check(letter)))


@pytest.mark.parametrize("touch", [False, True])
def test_a_handle_is_dragged_to_the_answer(opened: Callable[..., Page], touch: bool) -> None:
    exercise = ALL_KINDS["estimate"]()
    page = opened(exercise)
    question = exercise.full_question
    button(page, "Check").click()
    expect(verdict(page)).to_have_text("There is no answer yet. Drag the handle, or give its place as a number.")
    handle = page.locator(".infogap-handle")
    track, grip = page.locator(".infogap-chart").bounding_box(), handle.locator(".infogap-target").bounding_box()
    assert track
    assert grip
    y = grip["y"] + grip["height"] / 2
    for share in (0.02, question.right / 100):
        here = handle.locator(".infogap-target").bounding_box()
        assert here
        page.mouse.move(here["x"] + here["width"] / 2, y)
        page.mouse.down()
        page.mouse.move(track["x"] + share * track["width"], y, steps=5)
        page.mouse.up()
        button(page, "Check").click()
        expected = "That is too small. Look at the chart again, or take a hint." if share == 0.02 else "Right: "
        expect(verdict(page)).to_contain_text(expected)


def test_a_handle_is_moved_by_keys_and_shows_no_number(opened: Callable[..., Page]) -> None:
    exercise = ig.regression.exercise(
        "estimate", output="slope", quantity="y", entry=5, fixed={"x": [1, 2, 3, 4, 5], "y": [20, 22, 25, 28, 30]}
    )
    page = opened(exercise)
    for part in (".infogap-results", ".infogap-inputs", ".infogap-formula", ".infogap-sentence", ".infogap-data"):
        expect(page.locator(part)).to_be_hidden()
    assert all(not words.is_visible() for words in page.locator(".infogap-words").all())
    others, moved = page.locator(".infogap-handle").nth(0), page.locator(".infogap-handle").nth(4)
    before = others.get_attribute("transform")
    others.focus()
    page.keyboard.press("ArrowUp")
    assert others.get_attribute("transform") == before
    steps = round((30 - exercise.full_question.chart["start"]["y"][4]) / 0.1)
    moved.focus()
    for _ in range(abs(steps) // 10):
        page.keyboard.press("PageUp" if steps > 0 else "PageDown")
    button(page, "Check").click()
    expect(verdict(page)).to_contain_text("Right: ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_it_fits_a_phone_and_axe_finds_nothing(opened: Callable[..., Page], kind: str, scheme: str) -> None:
    page = opened(ALL_KINDS[kind](), viewport={"width": 360, "height": 740}, color_scheme=scheme)
    if page.get_by_role("radio").count():
        page.get_by_role("radio").first.check()
    button(page, "Check").click()
    button(page, re.compile("Hint")).click()
    button(page, "Solution").click()
    expect(page.locator(".infogap-solution")).to_be_visible()
    assert page.evaluate(OUTSIDE, 360) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []


def test_markup_in_a_question_stays_text(opened: Callable[..., Page]) -> None:
    hostile = "<img src=x onerror=document.title='hit'>"
    exercise = ig.clv.exercise(fixed=CASE, story=hostile)
    page = opened(exercise)
    expect(page.locator(".infogap-sheet > p").first).to_have_text(hostile)
    page.get_by_role("textbox").fill(hostile)
    page.keyboard.press("Enter")
    expect(verdict(page)).to_have_text(str(exercise.check(hostile)))
    assert page.title() != "hit"
    assert page.locator("img").count() == 0


def test_only_mathml_comes_out_of_mathematics(opened: Callable[..., Page], tmp_path: Path) -> None:
    from infogap.widgets import exercise as module

    exercise = ig.clv.exercise(fixed=CASE)
    data = module.question_data(exercise)
    hostile = (
        "<math onclick=1 href='javascript:1'><mi style='x'>a</mi><annotation-xml encoding='text/html'>"
        "<img src=x onerror=document.title='hit'></annotation-xml><maction href=x>b</maction></math><script>1</script>"
    )
    data["given"] = [["x", hostile, "1"]]
    exercise.widget.question = module.packed(data)
    page = opened(exercise)
    given = page.locator(".infogap-given").inner_html()
    assert re.sub(r"\s+", " ", given).startswith("<span>x <math><mi>a</mi><maction>b</maction></math> = <b>1</b>")


# With a kernel.


@pytest.mark.parametrize("notebook", [False, True])
def test_a_notebook_takes_an_answer_and_python_knows_it(
    page: Page, jupyterlab: Any, run_all: Callable[[Page], None], notebook: bool
) -> None:
    cells = ["import infogap as ig", f"asked = ig.clv.exercise(fixed={CASE}); asked", "print(asked.check())"]
    name = f"exercise-{notebook}.ipynb"
    address = jupyterlab.notebook(name, cells)
    page.goto(jupyterlab.notebook_url(name) if notebook else address)
    run_all(page)
    field = page.get_by_role("textbox", name="What is the customer lifetime value?")
    field.click()
    # Each of these keys does something to a cell when it gets away: d twice deletes one.
    page.keyboard.type("dd150.26")
    expect(field).to_have_value("dd150.26")
    expect(page.locator(".jp-NotebookPanel-notebook .jp-CodeCell")).to_have_count(3)
    field.fill("150.26")
    page.keyboard.press("Enter")
    said = "You discounted one margin over the whole lifetime; each year's margin is discounted by its own number of years."
    expect(verdict(page)).to_have_text(said)
    run_all_again = page.locator(".jp-NotebookPanel-notebook .jp-CodeCell").nth(2)
    run_all_again.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(run_all_again.locator(".jp-OutputArea-output")).to_have_text(said)
