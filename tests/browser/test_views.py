"""Two views of one calculator are one calculator: whatever is done in either, both show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

import infogap as ig

# All that a view shows, without the names that each view gives its own nodes and the light under the pointer.
LOOK = """root => {
    const names = / (id|aria-labelledby|aria-describedby|clip-path)="[^"]*"/g;
    const plain = text => text.replace(names, '').replace(/ ?infogap-lit/g, '');
    const controls = [...root.querySelectorAll('input, select')].map(({ name, value, min, max }) => [name, value, min, max]);
    const words = ['output', '.infogap-sentence', '.infogap-python', '.infogap-error', 'td', '.infogap-formula'];
    const texts = words.flatMap(which => [...root.querySelectorAll(which)].map(node => node.textContent));
    const tools = [...root.querySelectorAll('.infogap-tool')].map(tool => tool.getAttribute('aria-disabled'));
    return JSON.stringify([controls, texts, tools, plain(root.querySelector('.infogap-chart').outerHTML)]);
}"""
ALIKE = f"""roots => {{
    const [one, other] = roots.map({LOOK});
    return one === other && one;
}}"""


@pytest.fixture(autouse=True)
def _no_console_errors(console_errors: list[str]) -> Iterator[None]:
    yield
    assert console_errors == []


@pytest.fixture
def views(page: Page, jupyterlab: Any, run_all: Callable[[Page], None]) -> Callable[[str], tuple[Locator, Locator]]:
    """A function that shows a calculator in two cells of JupyterLab and returns its views."""

    def show(made: str) -> tuple[Locator, Locator]:
        page.goto(jupyterlab.notebook("views.ipynb", ["import infogap as ig", f"calc = {made}; calc", "calc"]))
        run_all(page)
        both = page.locator(".infogap-calculator")
        expect(both).to_have_count(2)
        expect(both.last.locator("output").first).not_to_be_empty()
        return both.first, both.last

    return show


def alike(page: Page) -> str:
    """Wait until both views show the same, and return it."""
    page.wait_for_function(f"() => ({ALIKE})([...document.querySelectorAll('.infogap-calculator')])", timeout=5_000)
    return str(page.locator(".infogap-calculator").first.evaluate(LOOK))


def drag(page: Page, start: Locator, right: float, up: float) -> Iterator[None]:
    """Drag by so many pixels, and pause on the way."""
    start.scroll_into_view_if_needed()
    box = start.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for share in (0.5, 1):
        page.mouse.move(x + share * right, y - share * up, steps=6)
        yield
    page.mouse.up()
    yield


def test_two_views_stay_equal(page: Page, views: Callable[[str], tuple[Locator, Locator]]) -> None:
    one, other = views("ig.regression.calculator()")
    seen = [alike(page)]
    for view, name in ((one, "x, y 2"), (other, "x of the forecast")):
        handle = view.locator(".infogap-handle").and_(view.get_by_role("slider", name=name, exact=True))
        seen += [alike(page) for _ in drag(page, handle.locator(".infogap-target"), 90, 60)]
    for view, name in ((other, "Undo"), (one, "Undo"), (other, "Redo"), (one, "Redo"), (one, "Reset")):
        view.get_by_role("button", name=name).click()
        seen.append(alike(page))
    # What was let go, and what was undone and done again, looks the same.
    assert len(set(seen)) >= 5
    for view in (one, other):
        expect(view.locator("output")).to_have_text(list(ig.regression().texts().values()))


def test_views_of_one_range_stay_equal_however_far_a_slider_goes(
    page: Page, views: Callable[[str], tuple[Locator, Locator]]
) -> None:
    one, other = views("ig.clv.calculator(margin=100)")
    for view, keys in ((one, ["End", "PageDown"]), (other, ["Home", "ArrowRight", "PageUp"]), (one, ["End", "Home"])):
        margin = view.locator("input[type=range][name=margin]")
        for key in keys:
            margin.press(key)
        alike(page)
    margin = other.locator("input[type=range][name=margin]")
    for _ in drag(page, margin, 120, 0):
        alike(page)
    margin.press("ArrowRight")
    alike(page)
    result = float(margin.input_value())
    expect(one.locator("output")).to_have_text(list(ig.clv(margin=result).texts().values()))
