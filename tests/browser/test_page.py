"""A calculator's own page, opened from the disk: everything that needs no kernel."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib.image
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Locator, Page, expect

import infogap as ig

MOST_BYTES = 60_000
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
LEAST_CONTRAST = 4.5
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
OUTSIDE = """width => [...document.querySelectorAll('.infogap-calculator *')]
    .filter(node => !node.closest('.infogap-scroll, .infogap-formula, .infogap-hidden, clipPath, style'))
    .filter(node => node.checkVisibility())
    .filter(node => { const box = node.getBoundingClientRect(); return box.left < 0 || box.right > width; })
    .map(node => node.outerHTML.slice(0, 100))"""
CONTRASTS = """root => {
    const parts = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255);
    const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const light = colour => parts(colour).map(linear).reduce((sum, part, i) => sum + [0.2126, 0.7152, 0.0722][i] * part, 0);
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
    const shape = (part.getAttribute('d') ?? '').replace(/[^a-z]/gi, '').slice(0, 4);
    const handle = node.localName === 'g';
    const filled = style.fill !== 'none';
    return [node.dataset.quantity ?? '', [part.localName, shape, handle, filled, filled && style.fillOpacity,
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
    page = opened(model)
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.locator("output").first).not_to_be_empty()
    before, drawn = result_of(page), picture(page)
    page.locator("input[type=range]").first.press("ArrowRight")
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
    found = page.locator(".infogap-formula").evaluate(NUMBERS_IN_FORMULA)
    known = {**result.inputs, **result}
    expected = [in_formula(known[name][int(index) - 1] if index else known[name]) for name, index, _ in found]
    assert [text for *_, text in found] == expected
    assert {name for name, *_ in found} == IN_FORMULA[model]
    for name, value in result.inputs.items():
        places = {int(index) for other, index, _ in found if other == name and index}
        assert places in (set(), set(range(1, len(value) + 1)) if places else set())


def in_formula(value: Any) -> str:
    digits = "∞" if math.isinf(value) else str(float(f"{abs(value):.6g}")).removesuffix(".0")
    return f"(−{digits})" if value < 0 else digits


@pytest.mark.parametrize("model", CASES)
def test_formula_is_drawn_as_mathematics(opened: Callable[..., Page], model: str) -> None:
    page = opened(model)
    formula = page.get_by_role("math").first
    assert formula.evaluate("node => node.namespaceURI") == "http://www.w3.org/1998/Math/MathML"
    shown = formula.evaluate("node => [...node.querySelectorAll('mn')].every(n => n.getBoundingClientRect().width > 0)")
    assert shown


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
        return [
            named(slider(page, name), page.get_by_label(label)),
            named(field(page, f"{name}-field"), page.get_by_label(label)),
        ]
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
    drag_by_touch(page, (x, y), (x - 30, y + 30))
    after = inputs(page)
    assert {each for each in after if after[each] != before[each]} >= {quantity}
    assert page.evaluate("scrollY") == scrolled
    shows(page, result_of(page))
    click(tool(page, "Undo"))
    assert inputs(page) == before


def drag_by_touch(page: Page, start: tuple[float, float], end: tuple[float, float], steps: int = 5) -> None:
    """Send what a touch screen sends."""
    screen = page.context.new_cdp_session(page)
    places = [
        [one + (other - one) * step / steps for one, other in zip(start, end, strict=True)] for step in range(steps + 1)
    ]
    for index, (x, y) in enumerate(places):
        kind = "touchMove" if index else "touchStart"
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
    ("regression", "forecast at", {"at": []}),
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
        ("regression", "forecast at", "End", {"at": 12}),
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
