"""A calculator's own page, opened from the disk: everything that needs no kernel."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib.image
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

import infogap as ig

MOST_BYTES = 60_000
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
LEAST_CONTRAST = 4.5
# What shows a slider of each model.
SLIDING = {"expected_utility": {"utility": "crra"}}
# Every kind of quantity away from its default, and the far ends of the models.
CASES: dict[str, list[dict[str, Any]]] = {
    "clv": [
        {"margin": 300},
        {"margin": 312.5, "retention_rate": 0.8, "discount_rate": 0.055, "years": 10, "acquisition_cost": 450},
        {"discount_rate": 0, "acquisition_cost": 5000, "years": 30},
        {"margin": 0, "acquisition_cost": 0, "discount_rate": -0.25},
    ],
    "acquisition": [
        {"marketing_cost": 12345.67, "new_customers": 7, "visitors": 90},
        {"marketing_cost": 0, "new_customers": 2.5},
        {"marketing_cost": 1e9, "new_customers": 1},
    ],
    "expected_utility": [
        {"utility": "log"},
        {"utility": "sqrt", "outcomes": [0, 80], "probabilities": [0.25, 0.75]},
        {"utility": "crra", "risk_aversion": 2, "outcomes": [80, 20, 5], "probabilities": [0.5, 0.3, 0.2]},
        {"utility": "crra", "risk_aversion": 1},
        {"utility": "cara", "risk_aversion": 1.25},
        {"utility": "cara", "risk_aversion": 0.1, "outcomes": [-40, 60], "probabilities": [1, 0]},
    ],
    "bayes": [
        {"prior": 0.01, "true_positive_rate": 0.8, "false_positive_rate": 0.096},
        {"prior": 1},
        {"prior": 0.001, "true_positive_rate": 0.3, "false_positive_rate": 0.0001},
    ],
    "regression": [
        {"at": -2.5, "confidence": 0.8},
        {"x": [1, 2, 4, 8], "y": [3, -1, 4, -1.5], "at": 10},
        {"x": [0, 1, 2], "y": [0, 0.5, 1], "confidence": 0.99},
    ],
}
# What the main formula is written in.
IN_FORMULA = {
    "clv": {"margin", "retention_rate", "discount_rate", "years", "clv"},
    "acquisition": {"marketing_cost", "new_customers", "cac"},
    "expected_utility": {"outcomes", "probabilities", "expected_value"},
    "bayes": {"prior", "true_positive_rate", "false_positive_rate", "posterior"},
    "regression": {"intercept", "slope", "at", "forecast"},
}

# What the browser is asked.
SET_HASH = """hash => new Promise(done => {
    addEventListener('hashchange', () => requestAnimationFrame(done), { once: true });
    location.hash = hash;
})"""
NUMBERS_IN_FORMULA = """formula => [...formula.querySelectorAll('mn[data-quantity], mn[data-output]')]
    .filter(number => number.checkVisibility())
    .map(({ dataset, textContent }) => [dataset.quantity ?? dataset.output, dataset.index ?? '', textContent])"""
DRAWN = """math => math.namespaceURI.endsWith('/MathML')
    && [...math.querySelectorAll('mn')].every(number => number.getBoundingClientRect().width > 0)"""
OUTSIDE = """width => [...document.querySelectorAll('.infogap-calculator *')]
    .filter(node => !node.closest('.infogap-scroll, .infogap-formula, .infogap-hidden, clipPath, style'))
    .filter(node => node.checkVisibility())
    .filter(node => { const box = node.getBoundingClientRect(); return box.left < 0 || box.right > width; })
    .map(node => node.outerHTML.slice(0, 100))"""
CONTRASTS = """root => {
    const parts = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255);
    const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const weigh = (sum, part, index) => sum + [0.2126, 0.7152, 0.0722][index] * part;
    const light = colour => parts(colour).map(linear).reduce(weigh, 0);
    const ground = light(getComputedStyle(root).backgroundColor);
    return [...root.querySelectorAll('svg text')].map(text => {
        const [low, high] = [ground, light(getComputedStyle(text).fill)].sort((one, other) => one - other);
        return (high + 0.05) / (low + 0.05);
    });
}"""
# What a person who sees no hue can tell marks apart by.
LOOKS = """root => [...root.querySelectorAll('.infogap-mark, .infogap-handle')].map(node => {
    const part = node.localName === 'g' ? node.lastElementChild : node;
    const style = getComputedStyle(part);
    const handle = node.localName === 'g';
    const filled = style.fill !== 'none';
    const shape = (filled && part.getAttribute('d') || '').replace(/[^a-z]/gi, '').slice(0, 4);
    const paint = style.fill === 'none' ? style.stroke : style.fill;
    const faint = paint === getComputedStyle(root).borderTopColor;
    return [node.dataset.quantity ?? '', [faint, part.localName, shape, handle, filled, filled && style.fillOpacity,
        style.opacity, !filled && style.strokeDasharray, part.getAttribute('r')].join(' ')];
})"""


@pytest.fixture(autouse=True)
def _no_console_errors(console_errors: list[str]) -> Iterator[None]:
    yield
    assert console_errors == []


@pytest.fixture
def opened(new_page: Callable[..., Page], tmp_path: Path) -> Callable[..., Page]:
    """A function that writes a model's page and opens it from the disk."""

    def open_calculator(model: str, values: Mapping[str, Any] | None = None, **options: Any) -> Page:
        page = new_page(**options)
        file = getattr(ig, model).calculator(**values or {}).to_html(tmp_path / f"{model}.html")
        page.goto(file.as_uri())
        expect(page.locator("output").first).not_to_be_empty()
        return page

    return open_calculator


def address_of(values: Mapping[str, Any]) -> str:
    texts = {name: ",".join(map(str, value)) if isinstance(value, list) else value for name, value in values.items()}
    return "#" + "&".join(f"{name}={text}" for name, text in texts.items())


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def click(button: Locator) -> None:
    """Click without moving the focus or the pointer."""
    button.dispatch_event("click")


def call(page: Page) -> str:
    """The call that "Copy as Python" gives."""
    page.evaluate("navigator.clipboard.writeText('')")
    click(tool(page, "Copy as Python"))
    page.wait_for_function("async () => await navigator.clipboard.readText()")
    return str(page.evaluate("navigator.clipboard.readText()"))


def result_of(page: Page) -> Any:
    """What Python makes of the values that the page has."""
    return eval(call(page), {"ig": ig})


def shows(page: Page, result: Any) -> None:
    """All outputs and the sentence are Python's."""
    expect(page.locator("output")).to_have_text(list(result.texts().values()))
    expect(page.locator(".infogap-sentence")).to_have_text(result.sentence)
    assert [output.get_attribute("name") for output in page.locator("output").all()] == list(result.texts())


def picture(page: Page) -> str:
    return str(page.locator(".infogap-chart").inner_html())


def field(page: Page, name: str) -> Locator:
    return page.locator(f"input[name='{name}']")


def slider(page: Page, name: str) -> Locator:
    return page.locator(f"input[type=range][name={name}]")


def handle(page: Page, name: str) -> Locator:
    return page.locator(".infogap-handle").and_(page.get_by_role("slider", name=name, exact=True))


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def grip(locator: Locator) -> tuple[float, float]:
    return middle(locator.locator(".infogap-target"))


def plainly(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value


def inputs(page: Page) -> dict[str, Any]:
    return {name: plainly(value) for name, value in result_of(page).inputs.items()}


# The page by itself.


@pytest.mark.parametrize("model", CASES)
def test_page_lives_without_a_network(opened: Callable[..., Page], tmp_path: Path, model: str) -> None:
    page = opened(model, SLIDING.get(model))
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.locator("output").first).not_to_be_empty()
    before, drawn = result_of(page), picture(page)
    page.locator("input[type=range]:visible").first.press("ArrowRight")
    after = result_of(page)
    assert after.texts() != before.texts()
    shows(page, after)
    assert picture(page) != drawn
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    assert len([url for url in asked if url.startswith("file:")]) == 1
    assert (tmp_path / f"{model}.html").stat().st_size <= MOST_BYTES


@pytest.mark.parametrize("model", CASES)
def test_page_computes_what_python_computes(opened: Callable[..., Page], model: str) -> None:
    page = opened(model)
    shows(page, getattr(ig, model)())
    for values in CASES[model]:
        page.evaluate(SET_HASH, address_of({**defaults(model), **values}))
        result = getattr(ig, model)(**values)
        shows(page, result)
        assert_formula_holds(page, model, result)


def defaults(model: str) -> dict[str, Any]:
    return {name: facts.default for name, facts in getattr(ig, model).compiled.facts.items()}


def assert_formula_holds(page: Page, model: str, result: Any) -> None:
    formula = page.locator(".infogap-formula math")
    found = formula.evaluate(NUMBERS_IN_FORMULA)
    known = {**result.inputs, **result}
    expected = [in_formula(known[name][int(index) - 1] if index else known[name]) for name, index, _ in found]
    assert [text for *_, text in found] == expected
    assert formula.evaluate(DRAWN)
    assert {name for name, *_ in found} == IN_FORMULA[model]
    for name, value in result.inputs.items():
        places = {int(index) for other, index, _ in found if other == name and index}
        assert places in (set(), set(range(1, len(value) + 1)) if places else set())


def in_formula(value: Any) -> str:
    digits = "∞" if math.isinf(value) else str(float(f"{abs(value):.6g}")).removesuffix(".0")
    return f"(−{digits})" if value < 0 else digits


def test_formula_changes_with_the_choice(opened: Callable[..., Page]) -> None:
    page = opened("expected_utility")
    formula = page.locator(".infogap-formula")
    page.get_by_role("combobox", name="Attitude to risk").select_option("log")
    shows(page, ig.expected_utility(utility="log"))
    expect(formula.locator("math")).to_have_count(1)


@pytest.mark.parametrize("model", CASES)
def test_every_control_has_a_name_and_a_label(opened: Callable[..., Page], model: str) -> None:
    page = opened(model, CASES[model][-1])
    for name, facts in getattr(ig, model).compiled.facts.items():
        for locator, label in controls(page, name, facts):
            expect(locator).to_have_count(1)
            assert facts.label.lower() in label.lower()
            expect(locator).to_be_visible()


def controls(page: Page, name: str, facts: Any) -> list[tuple[Locator, str]]:
    """A quantity's controls, found by role and name, each with its name."""
    label = facts.label
    if facts.kind == "choice":
        return [named(page.locator(f"select[name={name}]"), page.get_by_label(label))]
    if facts.kind == "number":
        return [named(each, page.get_by_label(label)) for each in (slider(page, name), field(page, f"{name}-field"))]
    count = len(page.locator(f"input[name^='{name}[']").all())
    places = range(count)
    return [named(field(page, f"{name}[{at}]"), page.get_by_label(f"{label} {at + 1}", exact=True)) for at in places]


def named(locator: Locator, by_label: Locator) -> tuple[Locator, str]:
    both = locator.and_(by_label)
    return both, str(both.aria_snapshot())


@pytest.mark.parametrize(
    ("hash_", "expected"),
    [
        ("#margin=300", {"margin": 300}),
        ("#margin=300&years=7&nonsense=1", {"margin": 300, "years": 7}),
        ("#margin=-5&years=7", {"years": 7}),
        ("#discount_rate=0.05&margin=1e3", {"discount_rate": 0.05, "margin": 1000}),
    ],
)
def test_address_sets_values(opened: Callable[..., Page], hash_: str, expected: dict[str, Any]) -> None:
    page = opened("clv")
    page.goto(page.url + hash_)
    page.reload()
    shows(page, ig.clv(**expected))
    page.evaluate(SET_HASH, "#margin=400&years=2")
    shows(page, ig.clv(**expected | {"margin": 400, "years": 2}))


BAD_ADDRESSES = {
    "clv": [
        "margin",
        "margin=",
        "margin=abc",
        "margin=-5",
        "margin=NaN",
        "margin=Infinity",
        "margin=1e999",
        "margin=1,2",
        "years=2.5",
        "years=0",
        "discount_rate=-1",
        "spec=1",
        "__proto__=1",
        "constructor=1",
        "%",
        "margin=<img src=x onerror=alert(1)>",
    ],
    "expected_utility": [
        "utility=toString",
        "utility=",
        "outcomes=1,2,3",
        "probabilities=0.5,0.6",
        "probabilities=-0.5,1.5",
        "outcomes=",
        "outcomes=1,2,3&probabilities=0.5,0.5",
        "risk_aversion=-1",
    ],
    "regression": ["x=1,2&y=1,2", "x=1,2,3", "x=1,2,three,4,5", "confidence=1", "confidence=0"],
}


@pytest.mark.parametrize("model", BAD_ADDRESSES)
def test_address_with_bad_values_changes_nothing(opened: Callable[..., Page], model: str) -> None:
    page = opened(model)
    for bad in BAD_ADDRESSES[model]:
        page.evaluate(SET_HASH, f"#{bad}")
        assert call(page) == f"ig.{model}()", bad
    shows(page, getattr(ig, model)())


# Themes, phones and people who do not use a mouse or do not see.


@pytest.mark.parametrize("model", CASES)
def test_axe_finds_nothing_in_either_theme(opened: Callable[..., Page], model: str) -> None:
    page = opened(model, CASES[model][0])
    page.get_by_text("Chart data as a table").click()
    root = page.locator(".infogap-calculator")
    grounds = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"resultTypes": ["violations", "passes"]})
        assert found.violations_count == 0, found.generate_report()
        contrasts = next(rule for rule in found.response["passes"] if rule["id"] == "color-contrast")
        assert len(contrasts["nodes"]) > len(page.locator("output").all())
        assert min(root.evaluate(CONTRASTS)) >= LEAST_CONTRAST
        grounds.add(root.evaluate("node => getComputedStyle(node).backgroundColor"))
    assert len(grounds) == 2


def test_axe_finds_nothing_beside_messages(opened: Callable[..., Page]) -> None:
    page = opened("bayes")
    field(page, "prior-field").fill("0")
    field(page, "true_positive_rate-field").fill("200")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("model", CASES)
def test_phone_shows_everything(opened: Callable[..., Page], model: str) -> None:
    page = opened(model, CASES[model][-1], **PHONE)
    page.get_by_text("Chart data as a table").tap()
    expect(page.locator(".infogap-data td").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(OUTSIDE, 360) == []


@pytest.mark.parametrize(
    ("model", "name", "quantity"),
    [
        ("regression", "x, y 4", "y"),
        ("expected_utility", "outcome 1", "outcomes"),
        ("bayes", "prior probability", "prior"),
        ("acquisition", "new customers", "new_customers"),
    ],
)
def test_handle_follows_a_finger(opened: Callable[..., Page], model: str, name: str, quantity: str) -> None:
    page = opened(model, **PHONE)
    moved = handle(page, name)
    moved.scroll_into_view_if_needed()
    before, scrolled = inputs(page), page.evaluate("scrollY")
    x, y = grip(moved)
    drag_by_touch(page, (x, y), (x - 30, y - 45))
    after = inputs(page)
    assert {each for each in after if after[each] != before[each]} >= {quantity}
    assert page.evaluate("scrollY") == scrolled
    shows(page, result_of(page))
    click(tool(page, "Undo"))
    assert inputs(page) == before


def drag_by_touch(page: Page, start: tuple[float, float], end: tuple[float, float], steps: int = 5) -> None:
    """Send what a touch screen sends."""
    screen = page.context.new_cdp_session(page)
    across, down = end[0] - start[0], end[1] - start[1]
    for step in range(steps + 1):
        x, y = start[0] + across * step / steps, start[1] + down * step / steps
        kind = "touchMove" if step else "touchStart"
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_slider_and_field_follow_a_finger(opened: Callable[..., Page]) -> None:
    page = opened("clv", **PHONE)
    margin = slider(page, "margin")
    box = margin.bounding_box()
    assert box
    height = box["y"] + box["height"] / 2
    drag_by_touch(page, (box["x"] + box["width"] * 0.2, height), (box["x"] + box["width"] * 0.7, height))
    page.wait_for_function("document.querySelector('[name=margin]').valueAsNumber > 500")
    shows(page, result_of(page))
    field(page, "years-field").tap()
    expect(field(page, "years-field")).to_be_focused()
    field(page, "years-field").fill("9")
    assert inputs(page)["years"] == 9


# Handles, with the mouse and by keyboard.

# What moving the handle 24 pixels to the right and 18 up does to which entries.
DRAGS = [
    ("regression", "x, y 2", {"x": [1], "y": [1]}),
    ("regression", "x of the forecast", {"at": []}),
    ("expected_utility", "outcome 2", {"outcomes": [1]}),
    ("bayes", "prior probability", {"prior": []}),
    ("acquisition", "new customers", {"new_customers": []}),
]


@pytest.mark.parametrize(
    ("model", "name", "changes"), DRAGS, ids=lambda each: str(each) if isinstance(each, str) else ""
)
def test_handle_follows_the_mouse(
    opened: Callable[..., Page], model: str, name: str, changes: dict[str, list[int]]
) -> None:
    page = opened(model)
    before = inputs(page)
    x, y = grip(handle(page, name))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 24, y - 18, steps=4)
    followed, _ = grip(handle(page, name))
    assert abs(followed - (x + 24)) <= 8
    page.mouse.up()
    after = inputs(page)
    assert {each for each in after if after[each] != before[each]} == set(changes)
    for quantity, places in changes.items():
        assert grown(before[quantity], after[quantity]) == places
    shows(page, result_of(page))
    click(tool(page, "Undo"))
    assert inputs(page) == before
    expect(tool(page, "Undo")).to_have_attribute("aria-disabled", "true")


def grown(before: Any, after: Any) -> list[int]:
    """The entries that became greater; others must be as they were."""
    if not isinstance(before, list):
        assert after > before
        return []
    assert all(new >= old for old, new in zip(before, after, strict=True))
    return [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if new != old]


@pytest.mark.parametrize(
    ("model", "name", "key", "expected"),
    [
        ("regression", "x, y 1", "ArrowUp", {"y": [20.1, 22, 25, 28, 30]}),
        ("regression", "x, y 1", "ArrowRight", {"x": [1.1, 2, 3, 4, 5]}),
        ("regression", "x of the forecast", "End", {"at": 12}),
        ("expected_utility", "outcome 1", "ArrowLeft", {"outcomes": [49, 30]}),
        ("bayes", "prior probability", "PageDown", {"prior": 0.59}),
        ("bayes", "prior probability", "Home", {"prior": 0}),
        ("acquisition", "new customers", "ArrowDown", {"new_customers": 99}),
    ],
)
def test_handle_moves_by_keys(
    opened: Callable[..., Page], model: str, name: str, key: str, expected: dict[str, Any]
) -> None:
    page = opened(model, {"false_positive_rate": 0.1} if model == "bayes" else {})
    before = inputs(page)
    handle(page, name).press(key)
    assert inputs(page) == before | expected
    expect(handle(page, name)).to_be_focused()
    shows(page, result_of(page))


def test_keys_of_controls_do_not_reach_the_page_around(opened: Callable[..., Page]) -> None:
    page = opened("regression")
    page.evaluate("{ heard = []; document.addEventListener('keydown', event => heard.push(event.key)); }")
    for control in (slider(page, "at"), field(page, "x[0]"), handle(page, "x, y 1"), tool(page, "Copy link")):
        control.focus()
        for key in ("ArrowUp", "Home", "j", "d", "Delete", "Enter", "Shift+Enter", "Control+s", "Escape"):
            page.keyboard.press(key)
    heard = page.evaluate("heard.filter(key => !['Shift', 'Control'].includes(key))")
    assert heard == ["Enter", "s", "Escape"] * 4


def test_axes_hold_still_while_a_slider_is_dragged(opened: Callable[..., Page]) -> None:
    page = opened("clv")
    heights = page.locator(".infogap-tick[text-anchor=end]")
    before = heights.all_text_contents()
    box = slider(page, "margin").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.21, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 3, box["y"] + box["height"] / 2, steps=5)
    expect(page.locator("output").first).not_to_have_text(ig.clv().texts()["clv"])
    assert inputs(page)["margin"] < 50
    assert heights.all_text_contents() == before
    page.mouse.up()
    expect(heights).not_to_have_text(before)


# The table of an array.


def test_table_is_edited_by_keyboard(opened: Callable[..., Page]) -> None:
    page = opened("regression")
    field(page, "x[0]").focus()
    for key in ("Tab", "ControlOrMeta+a", "2", "1", ".", "5", "Tab"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Remove row 1")).to_be_focused()
    assert inputs(page)["y"] == [21.5, 22, 25, 28, 30]
    page.keyboard.press("Enter")
    assert inputs(page)["y"] == [22, 25, 28, 30]
    page.get_by_role("button", name="Add a row").press("Enter")
    assert (inputs(page)["x"], inputs(page)["y"]) == ([2, 3, 4, 5, 6], [22, 25, 28, 30, 32])
    shows(page, result_of(page))
    expect(page.locator(".infogap-handle")).to_have_count(6)


# All within a frame, before the button can show that there is no more to do.
CLICK_QUICKLY = "button => { for (let time = 0; time < 20; time += 1) button.click(); }"


def test_rows_stay_within_what_makes_sense(opened: Callable[..., Page]) -> None:
    page = opened("regression", {"x": [1, 2, 3], "y": [1, 3, 2]})
    remove, more = page.get_by_role("button", name="Remove row 2"), page.get_by_role("button", name="Add a row")
    expect(remove).to_have_attribute("aria-disabled", "true")
    click(remove)
    assert len(inputs(page)["x"]) == 3
    more.evaluate(CLICK_QUICKLY)
    expect(more).to_have_attribute("aria-disabled", "true")
    assert len(inputs(page)["x"]) == len(inputs(page)["y"]) == 12
    remove.evaluate(CLICK_QUICKLY)
    expect(remove).to_have_attribute("aria-disabled", "true")
    assert len(inputs(page)["x"]) == len(inputs(page)["y"]) == 3


def test_probabilities_keep_their_total(opened: Callable[..., Page]) -> None:
    page = opened("expected_utility")
    field(page, "probabilities[0]").fill("40")
    assert inputs(page)["probabilities"] == [0.4, 0.6]
    page.get_by_role("button", name="Add a row").click()
    field(page, "probabilities[2]").fill("50")
    assert inputs(page)["probabilities"] == [0.2, 0.3, 0.5]
    page.get_by_role("button", name="Remove row 3").click()
    assert inputs(page)["probabilities"] == [0.4, 0.6]
    shows(page, result_of(page))


# Tools.


def test_undo_redo_and_reset(opened: Callable[..., Page]) -> None:
    page = opened("clv", {"years": 5})
    undo, redo, reset = (tool(page, name) for name in ("Undo", "Redo", "Reset"))
    field(page, "margin-field").fill("310")
    field(page, "margin-field").blur()
    slider(page, "discount_rate").press("ArrowRight")
    calls = ["ig.clv(years=5)", "ig.clv(margin=310, years=5)", "ig.clv(margin=310, discount_rate=0.11, years=5)"]
    reset.click()
    assert call(page) == "ig.clv()"
    for expected in reversed(calls):
        undo.click()
        assert call(page) == expected
        shows(page, result_of(page))
    expect(undo).to_have_attribute("aria-disabled", "true")
    for expected in [*calls[1:], "ig.clv()"]:
        redo.click()
        assert call(page) == expected
    expect(redo).to_have_attribute("aria-disabled", "true")
    undo.click()
    slider(page, "years").press("ArrowRight")
    expect(redo).to_have_attribute("aria-disabled", "true")


def test_one_drag_of_a_slider_is_one_step(opened: Callable[..., Page]) -> None:
    page = opened("clv")
    box = slider(page, "margin").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    assert inputs(page)["margin"] > 700
    tool(page, "Undo").click()
    assert call(page) == "ig.clv()"


@pytest.mark.parametrize("model", CASES)
def test_copied_python_and_link_give_the_same_result(opened: Callable[..., Page], model: str) -> None:
    values = CASES[model][-1]
    page = opened(model, values)
    written = ", ".join(f"{name}={value!r}" for name, value in values.items())
    copied = call(page)
    assert eval(f"dict{copied.removeprefix(f'ig.{model}')}") == eval(f"dict({written})")
    shows(page, eval(copied, {"ig": ig}))
    click(tool(page, "Copy link"))
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(page.url + "#")
    page.evaluate(SET_HASH, address_of(defaults(model)))
    assert call(page) == f"ig.{model}()"
    page.evaluate(SET_HASH, link.partition("#")[2])
    assert call(page) == copied


def test_what_was_copied_is_said(opened: Callable[..., Page]) -> None:
    page = opened("clv")
    tool(page, "Copy link").click()
    expect(page.locator(".infogap-notice")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_without_a_clipboard_the_text_is_shown(opened: Callable[..., Page]) -> None:
    page = opened("clv", {"margin": 300})
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('denied')))")
    tool(page, "Copy as Python").click()
    text = page.get_by_role("textbox", name="Copy this text")
    expect(text).to_have_value("ig.clv(margin=300)")
    expect(text).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "ig.clv(margin=300)"
    text.blur()
    expect(text).to_have_count(0)


def downloaded(page: Page, name: str) -> Path:
    with page.expect_download() as download:
        tool(page, name).click()
    return Path(download.value.path())


@pytest.mark.parametrize("model", CASES)
def test_svg_stands_alone(opened: Callable[..., Page], model: str) -> None:
    page = opened(model)
    page.emulate_media(color_scheme="light")
    text = downloaded(page, "Download as SVG").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert float(root.attrib["width"]) > 300
    assert float(root.attrib["height"]) > 200
    assert "var(" not in text
    assert "infogap-colour" not in text
    nodes = list(root.iter())
    assert [node.tag for node in nodes if {"class", "style"} & set(node.attrib)] == []
    drawn = [node for node in nodes if node.tag.endswith(("path", "rect", "circle", "line", "text"))]
    assert len(drawn) > 5
    assert all(node.get("fill", "").startswith(("rgb", "none", "color(")) for node in drawn)
    assert len({node.get("fill") for node in drawn} | {node.get("stroke") for node in drawn}) >= 4


def test_svg_has_the_colours_of_the_theme(opened: Callable[..., Page]) -> None:
    page = opened("clv")
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        root = ElementTree.parse(downloaded(page, "Download as SVG"))
        grounds.append(root.findall("{*}rect")[0].get("fill"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(21, 24, 28)"]


@pytest.mark.parametrize("model", CASES)
def test_png_shows_the_chart(opened: Callable[..., Page], model: str) -> None:
    page = opened(model)
    box = page.locator(".infogap-chart").bounding_box()
    assert box
    pixels = matplotlib.image.imread(downloaded(page, "Download as PNG"), format="png")
    height, width, _ = pixels.shape
    assert (abs(width - 2 * box["width"]) <= 2, abs(height - 2 * box["height"]) <= 2) == (True, True)
    shades = {tuple(pixel) for row in pixels[::3, ::3, :3].round(2).tolist() for pixel in row}
    assert len(shades) > 20
    assert pixels[2, 2, :3].min() == 1


# What cannot be.

REFUSED = [
    ("clv", "margin-field", "-5", "Margin per year must be at least $0, not -5"),
    ("clv", "margin-field", "", "Margin per year must be a number, not —"),
    ("clv", "margin-field", "ten", "Margin per year must be a number, not ten"),
    ("clv", "margin-field", "NaN", "Margin per year must be a number, not NaN"),
    ("clv", "margin-field", "Infinity", "Margin per year must be a number, not Infinity"),
    ("clv", "margin-field", "1e999", "Margin per year must be a number, not 1e999"),
    ("clv", "discount_rate-field", "-100", "Discount rate per year must be above -100 %, not -100"),
    ("clv", "years-field", "2.5", "Years counted must be a whole number, not 2.5"),
    ("clv", "years-field", "0", "Years counted must be at least 1 year, not 0"),
    ("clv", "retention_rate-field", "101", "Retention rate must be at least 0 % and at most 100 %, not 101"),
    ("acquisition", "new_customers-field", "0", "New customers must be above 0, not 0"),
    ("expected_utility", "outcomes[1]", "much", "Outcome must be a number, not much"),
    ("expected_utility", "probabilities[0]", "120", "Probability must be at least 0 % and at most 100 %, not 120"),
    ("regression", "confidence-field", "100", "Confidence must be above 0 % and below 100 %, not 100"),
    ("regression", "x[2]", "", "x must be a number, not —"),
]


def test_field_says_what_it_cannot_take_and_keeps_the_last_good_value(opened: Callable[..., Page]) -> None:
    shown = None
    for model, name, typed, message in REFUSED:
        if shown != model:
            page, shown = opened(model), model
        entry = field(page, name)
        before = entry.input_value()
        entry.fill(typed)
        expect(entry).to_have_attribute("aria-invalid", "true")
        said = page.locator(f"[id='{entry.get_attribute('aria-describedby')}']")
        expect(said).to_have_text(message)
        expect(said).to_have_role("alert")
        assert said.evaluate(
            "node => node.scrollWidth <= node.clientWidth || getComputedStyle(node).display === 'inline'"
        )
        assert page.evaluate(OUTSIDE, page.viewport_size["width"]) == []
        entry.blur()
        expect(entry).to_have_value(typed)
        assert call(page) == f"ig.{model}()"
        shows(page, getattr(ig, model)())
        entry.fill(before)
        expect(entry).not_to_have_attribute("aria-invalid", "true")
        expect(page.locator(".infogap-error").filter(has_text="must")).to_have_count(0)


def test_message_goes_when_another_value_comes(opened: Callable[..., Page]) -> None:
    page = opened("clv")
    field(page, "margin-field").fill("much")
    slider(page, "margin").press("ArrowRight")
    expect(field(page, "margin-field")).to_have_value("210")
    expect(page.locator(".infogap-error").filter(has_text="must")).to_have_count(0)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("$1,250.50", 1250.5), ("1e3", 1000), (" 42 ", 42), ("1,000,000", 1_000_000), ("1234.5", 1234.5)],
)
def test_field_reads_numbers_as_people_write_them(opened: Callable[..., Page], typed: str, value: float) -> None:
    page = opened("clv")
    field(page, "margin-field").fill(typed)
    assert inputs(page)["margin"] == value
    shows(page, ig.clv(margin=value))


FAILING = [
    ("bayes", {"prior-field": "0"}, {"prior": 0}),
    ("bayes", {"true_positive_rate-field": "0"}, {"true_positive_rate": 0}),
    ("regression", {f"x[{place}]": "3" for place in range(5)}, {"x": [3] * 5}),
    ("expected_utility", {"outcomes[1]": "-1", "utility": "log"}, {"outcomes": [50, -1], "utility": "log"}),
    ("acquisition", {"visitors-field": "50"}, {"visitors": 50}),
]


@pytest.mark.parametrize(("model", "typed", "values"), FAILING)
def test_failing_requirement_says_why_and_shows_no_number(
    opened: Callable[..., Page], model: str, typed: dict[str, str], values: dict[str, Any]
) -> None:
    page = opened(model)
    page.get_by_text("Chart data as a table").click()
    good = page.locator("output").all_text_contents()
    with pytest.raises(ValueError, match=r"\w") as refused:
        getattr(ig, model)(**values)
    for name, text in typed.items():
        entry = page.locator(f"[name='{name}']")
        entry.select_option(text) if name == "utility" else entry.fill(text)
    expect(page.locator(".infogap-sentence")).to_have_text(str(refused.value).partition(" Arrived:")[0])
    expect(page.locator("output")).to_have_text(["—"] * len(good))
    expect(page.locator(".infogap-chart")).to_have_css("opacity", "0.3")
    root = page.locator(".infogap-sheet")
    assert [
        word for word in ("NaN", "Infinity", "undefined", "null") if word in root.evaluate("node => node.outerHTML")
    ] == []
    tool(page, "Reset").click()
    expect(page.locator("output")).to_have_text(good)
    shows(page, getattr(ig, model)())


# Looks, links and words.


@pytest.mark.parametrize(
    ("model", "quantity", "sources"),
    [
        ("clv", "margin", ["label", ".infogap-symbol", "input[type=range]", ".infogap-field", "mn", "rect"]),
        ("clv", "acquisition_cost", ["label", "line", "b"]),
        ("bayes", "prior", ["label", "mn", "b", ".infogap-handle"]),
        ("regression", "y", [".infogap-field", "th", ".infogap-handle"]),
    ],
)
def test_everything_of_a_quantity_lights_up_together(
    opened: Callable[..., Page], model: str, quantity: str, sources: list[str]
) -> None:
    page = opened(model)
    own, lit = f"[data-quantity={quantity}]", page.locator(".infogap-lit")
    everything = page.locator(own)
    assert lit.count() == 0
    for source in sources:
        page.mouse.move(*middle(page.locator(f"{source}:is({own}, {own} *)").first))
        expect(lit).to_have_count(everything.count())
        expect(lit.and_(everything)).to_have_count(everything.count())
    visibly = lit.evaluate_all(VISIBLY_LIT)
    assert len(visibly) >= 3
    page.mouse.move(0, 0)
    expect(lit).to_have_count(0)
    page.locator(f"{own} :is(input), {own}.infogap-handle").first.focus()
    expect(lit).to_have_count(everything.count())
    page.locator(f"{own} :is(input), {own}.infogap-handle").first.blur()
    expect(lit).to_have_count(0)


VISIBLY_LIT = """nodes => nodes.filter(node => {
    const lit = getComputedStyle(node);
    const [shadow, ground] = [lit.filter, lit.backgroundColor];
    node.classList.remove('infogap-lit');
    const plain = getComputedStyle(node);
    const differs = shadow !== plain.filter || ground !== plain.backgroundColor;
    node.classList.add('infogap-lit');
    return differs;
}).map(node => node.localName)"""


@pytest.mark.parametrize("model", CASES)
def test_a_quantity_has_one_colour_and_the_others_have_others(opened: Callable[..., Page], model: str) -> None:
    page = opened(model)
    found = page.locator(".infogap-calculator").evaluate(COLOURS)
    colours: dict[str, set[str]] = {}
    for quantity, colour in found:
        colours.setdefault(quantity, set()).add(colour)
    assert set(colours) >= set(getattr(ig, model).compiled.facts)
    assert {quantity for quantity, shown in colours.items() if len(shown) > 1} == set()
    assert len({next(iter(shown)) for shown in colours.values()}) == len(colours)


COLOURS = """root => [...root.querySelectorAll('[data-quantity]')].flatMap(node => {
    const style = getComputedStyle(node);
    if (node.matches('.infogap-symbol, b, mn')) return [[node.dataset.quantity, style.color]];
    if (node.matches('[type=range]')) return [[node.dataset.quantity, style.accentColor]];
    if (node.matches('.infogap-line')) return [[node.dataset.quantity, style.stroke]];
    if (node.matches('.infogap-dots, .infogap-handle, .infogap-bars:not(.infogap-outline), .infogap-area, text')) {
        return style.fill === 'none' ? [] : [[node.dataset.quantity, style.fill]];
    }
    return [];
})"""


@pytest.mark.parametrize("model", CASES)
def test_marks_differ_by_more_than_their_colour(opened: Callable[..., Page], model: str) -> None:
    page = opened(model, CASES[model][0] if model == "bayes" else None)
    root = page.locator(".infogap-calculator")
    words = page.locator(".infogap-words")
    labelled = {word.get_attribute("data-quantity") or "" for word in words.all()}
    looks: dict[str, set[str]] = {}
    for quantity, look in root.evaluate(LOOKS):
        looks.setdefault(look, set()).add(quantity)
    alike = {look: quantities - labelled for look, quantities in looks.items() if len(quantities - labelled) > 1}
    assert alike == {}
    assert len(looks) > 1


@pytest.mark.parametrize("model", CASES)
def test_result_is_announced(opened: Callable[..., Page], model: str) -> None:
    page = opened(model, SLIDING.get(model))
    said = page.locator("[aria-live=polite]")
    expect(said).to_have_text("")
    page.locator("input[type=range]:visible").last.press("ArrowRight")
    result = result_of(page)
    label, name = main_of(model)
    expect(said).to_have_text(f"{label[0].upper()}{label[1:]}: {result.texts()[name]}. {result.sentence}")


def main_of(model: str) -> tuple[str, str]:
    compiled = getattr(ig, model).compiled
    return compiled.labels[compiled.main], compiled.main


# The chart's data, computed once more by hand.


def clv_rows(margin: float, kept: float, rate: float, years: int) -> list[list[str]]:
    expected = [margin * kept**year for year in range(years)]
    today = [amount / (1 + rate) ** (year + 1) for year, amount in enumerate(expected)]
    rows = enumerate(zip(expected, today, strict=True), 1)
    return [[str(year), f"${one:,.2f}", f"${other:,.2f}", f"${sum(today[:year]):,.2f}"] for year, (one, other) in rows]


DATA = [
    ("clv", {}, clv_rows(200, 1, 0.1, 3)),
    ("clv", {"margin": 1200, "retention_rate": 0.8, "years": 12}, clv_rows(1200, 0.8, 0.1, 12)),
    ("acquisition", {"marketing_cost": 5000}, [["100", "$50.00", "$5,000.00"]]),
    ("expected_utility", {"utility": "sqrt"}, [["$50.00", "70 %", "7.07"], ["$30.00", "30 %", "5.48"]]),
    ("bayes", {"prior": 0.01, "true_positive_rate": 0.8, "false_positive_rate": 0.096}, [["8", "2", "95", "895"]]),
    (
        "regression",
        {"x": [0, 1, 2], "y": [1, 2, 6]},
        [["0", "1", "0.5", "0.5"], ["1", "2", "3", "−1"], ["2", "6", "5.5", "0.5"]],
    ),
]


@pytest.mark.parametrize(("model", "values", "rows"), DATA)
def test_chart_can_be_read_as_a_table(
    opened: Callable[..., Page], model: str, values: dict[str, Any], rows: list[list[str]]
) -> None:
    page = opened(model, values)
    page.get_by_text("Chart data as a table").press("Enter")
    body = page.locator(".infogap-data tbody tr")
    expect(body).to_have_count(len(rows))
    assert [[as_number(cell) for cell in row.locator("td").all_text_contents()] for row in body.all()] == [
        [as_number(cell) for cell in row] for row in rows
    ]
    expect(page.get_by_role("table").last.get_by_role("columnheader")).to_have_count(len(rows[0]))


def as_number(text: str) -> str | float:
    """Numbers without a unit may have more zeros."""
    try:
        return float(text.replace("−", "-").replace("%", "").strip())
    except ValueError:
        return text


# Text of strangers.

STRANGE = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "\"'><img src=x onerror=alert(3)>",
    "<img src=x onerror='alert(4)'>&lt;b&gt;",
    "\u202eleft\u202c \u200fmark\u2067",
    "<!--<script>",
    "]]>{margin}{nothing}",
]


@pytest.mark.parametrize("text", STRANGE)
def test_text_is_text(new_page: Callable[..., Page], tmp_path: Path, text: str) -> None:
    page = new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    assert nodes_with(page, tmp_path, "plain") == nodes_with(page, tmp_path, text)
    assert page.title() == text
    assert page.locator(".infogap-title").text_content() == text
    label = text[0].upper() + text[1:]
    assert page.locator("label").first.text_content() == f"{label}\u00a0m"
    assert field(page, "margin-field").get_attribute("aria-label") == f"{text} $"
    field(page, "margin-field").fill(text)
    assert page.locator(".infogap-error").first.text_content() == f"{label} must be a number, not {text.strip()}"
    assert page.locator("img, iframe, object, embed").count() == 0
    shows(page, ig.clv())
    assert dialogs == []


def nodes_with(page: Page, folder: Path, text: str) -> list[str]:
    """The names of all elements of a page with a strange title and label."""
    calculator = ig.clv.calculator(title=text, labels={"margin": text})
    page.goto(calculator.to_html(folder / "strange.html").as_uri())
    expect(page.locator("output").first).not_to_be_empty()
    # The chart is drawn once it knows its size, a moment after the numbers.
    expect(page.locator(".infogap-chart .infogap-bars").first).to_be_attached()
    return list(page.evaluate("[...document.querySelectorAll('*')].map(node => node.localName)"))


def test_table_heads_and_handles_are_text(new_page: Callable[..., Page], tmp_path: Path) -> None:
    page = new_page()
    text = "<img src=x onerror=alert(1)>"
    labels = dict.fromkeys(["x", "y", "at"], text)
    page.goto(ig.regression.calculator(title=text, labels=labels).to_html(tmp_path / "strange.html").as_uri())
    expect(page.locator(".infogap-array th[scope=col]").first).to_have_text(f"{text} x")
    assert page.locator(".infogap-handle").first.get_attribute("aria-label") == f"{text}, {text} 1"
    assert page.locator("img").count() == 0
