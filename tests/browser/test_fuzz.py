"""Two thousand wrong and strange texts in every calculator's fields and in the addresses that set them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from playwright.sync_api import Page

import infogap as ig

FIELD_CASES = 1280
ADDRESS_CASES = 640
# Always the same cases; one that fails is shrunk.
profile = partial(
    settings,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)

# What no calculator shows; "never" and "∞" are results that Python has, too.
NO_NUMBER = re.compile(r"NaN|undefined|Infinity|null|\[object")
MOST_WORDS = 250

MARKUP = [
    "<img src=x onerror='trap=1'>",
    "<script>trap=1</script>",
    '"><svg onload=trap=1>',
    "javascript:trap=1",
    "${trap=1}",
    "{margin}",
    "</style><script>trap=1</script>",
    "&lt;b&gt;",
]
PLAIN = """0 -0 1 -1 0.5 100 1e3 1E-3 +5 .5 5. 1e308 1e309 -1e308 1e-308 5e-324 1e999 -1e999 1e15 1e-15 0.1e-30 1e21
NaN nan Infinity -Infinity inf ∞ 0x10 0b1 1,000 1,00 1,000,000.5 1.000,5 1_000 --5 1e e5 . - + 1.2.3 $5 1e5e5 1/2 2**3
−5 ٣ १२ ½ ５ Ⅷ true null undefined [] {} 99.99999999999999999 123456789012345678901234567890"""
NUMBERS = [*PLAIN.split(), "", " ", "\t", "\u200b7", "1 000", "5 %", "9" * 400, "0." + "0" * 400 + "1"]
# One of these once left a chart without axes, for good.
EXTREMES = ["5e-324", "1.7e308", "-1.7e308", "-0"]
digits = st.one_of(
    st.floats(allow_nan=False, width=64).map(repr),
    st.floats(-1e3, 1e3).map(lambda number: f"{number:.6g}"),
    st.integers(-(10**30), 10**30).map(str),
    st.integers(0, 40).map(str),
)
junk = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789.,-+eE %$−∞", max_size=12),
    st.sampled_from(MARKUP),
    st.tuples(st.sampled_from(["x", "9", "<", "\u202e", "é"]), st.integers(1000, 20_000)).map(
        lambda pair: pair[0] * pair[1]
    ),
)
texts = st.one_of(st.sampled_from(NUMBERS), digits, junk)

# What one page does with one case: it returns the text that it then shows, and the values that it then has.
PREPARE = """() => {
    window.requestAnimationFrame = act => { queueMicrotask(act); return 1; };
    window.cancelAnimationFrame = () => {};
    window.trap = 0;
    window.problems = [];
    addEventListener('error', event => problems.push(event.message));
    addEventListener('unhandledrejection', event => problems.push(String(event.reason)));
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => { window.copied = text; } } });
    const root = document.querySelector('.infogap-calculator');
    const settle = async () => { for (let turn = 0; turn < 5; turn += 1) await null; };
    const click = name => root.querySelector(`[aria-label="${name}"]`).dispatchEvent(new MouseEvent('click'));
    const change = (field, value) => {
        field.value = value;
        for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    };
    window.type = async (name, text) => {
        click('Reset');
        await settle();
        const field = root.querySelector(`[name="${name}"]`);
        change(field, text);
        await settle();
        const said = document.getElementById(field.getAttribute('aria-describedby'))?.textContent ?? '';
        return { refused: field.getAttribute('aria-invalid') === 'true', said, ...state() };
    };
    window.visit = async text => {
        click('Reset');
        await settle();
        location.replace('#' + text);
        dispatchEvent(new HashChangeEvent('hashchange'));
        await settle();
        return state();
    };
    const state = () => {
        click('Copy as Python');
        const parts = root.querySelectorAll('svg text, .infogap-formula mn, td');
        const drawn = [...root.querySelectorAll('svg *')].flatMap(node => [...node.attributes].map(({ value }) => value));
        const said = root.querySelector('.infogap-sentence');
        return {
            call: copied, sentence: said.textContent, failed: said.classList.contains('infogap-failed'),
            outputs: [...root.querySelectorAll('output')].map(node => node.textContent),
            beside: [...parts].map(part => part.textContent),
            drawn: drawn.filter(value => /NaN|undefined|Infinity/.test(value)),
            strangers: document.querySelectorAll('img, script:not([type]), iframe, svg svg, [onload], [onerror]').length,
            tools: root.querySelectorAll('.infogap-tool').length,
            trap, problems: problems.splice(0),
        };
    };
}"""
FIELDS = """root => [...root.querySelectorAll('.infogap-field, select')].map(node => node.name)"""


@pytest.fixture(scope="module")
def tally(say: Callable[[str], None]) -> Iterator[Counter[str]]:
    """What was tried, in all models together."""
    counted: Counter[str] = Counter()
    yield counted
    typed = f"{counted['typed']:,} texts typed into fields ({counted['accepted']:,} accepted, computed as in Python)"
    visited = f"{counted['visited']:,} addresses ({counted['set']:,} with values that can be)"
    say(f"fuzz: {typed} and {visited}: {counted['typed'] + counted['visited']:,} cases")


@pytest.fixture
def opened(new_page: Callable[..., Page], tmp_path: Path, console_errors: list[str]) -> Iterator[Callable[[str], Page]]:
    """A function that opens a model's page, ready to be abused."""

    def open_page(model: str) -> Page:
        page = new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto(getattr(ig, model).calculator().to_html(tmp_path / f"{model}.html").as_uri())
        page.locator(".infogap-chart text, .infogap-chart path").first.wait_for(state="attached")
        page.evaluate(PREPARE)
        return page

    yield open_page
    assert console_errors == []


def values_of(call: str) -> dict[str, Any]:
    """The values that a page has, as its "Copy as Python" says them; numbers are read by Python."""
    arguments: dict[str, Any] = eval("dict" + call[call.index("(") :], {"__builtins__": {"dict": dict}})
    return arguments


def assert_sound(model: str, found: dict[str, Any]) -> None:
    """Nothing ran, nothing broke, and the page shows what Python computes for the values that it has."""
    assert (found["trap"], found["problems"], found["strangers"], found["drawn"]) == (0, [], 0, []), found
    assert found["tools"] == 7
    shown = " ".join([*found["outputs"], found["sentence"], *found["beside"]])
    assert NO_NUMBER.search(shown) is None, found
    assert_as_python(model, found)


def assert_as_python(model: str, found: dict[str, Any]) -> None:
    values = values_of(found["call"])
    if found["failed"]:
        assert found["outputs"] == ["—"] * len(found["outputs"])
        with pytest.raises(ValueError, match=re.escape(found["sentence"])):
            getattr(ig, model)(**values)
        return
    result = getattr(ig, model)(**values)
    for name, text, wanted in zip(result.texts(), found["outputs"], result.texts().values(), strict=True):
        assert alike(text, wanted), (name, text, wanted, found["call"])
        assert text != "—" or found["sentence"], found


def alike(one: str, other: str) -> bool:
    """Equal, or numbers that differ in their last digit: two libraries' powers do, now and then."""
    if one == other:
        return True
    pairs = [re.split(r"(\d[\d,.]*(?:e[+-]?\d+)?)", text) for text in (one, other)]
    if len(pairs[0]) != len(pairs[1]):
        return False
    return all(
        left == right or (place % 2 == 1 and math.isclose(number(left), number(right), rel_tol=1e-3))
        for place, (left, right) in enumerate(zip(*pairs, strict=True))
    )


def number(text: str) -> float:
    return float(text.replace(",", ""))


@pytest.mark.parametrize("model", ig.models())
def test_fields_hold_against_anything_typed(opened: Callable[[str], Page], model: str, tally: Counter[str]) -> None:
    page = opened(model)
    names = page.locator(".infogap-calculator").evaluate(FIELDS)
    facts = getattr(ig, model).compiled.facts
    before = tally["accepted"]

    def hold(name: str, text: str) -> None:
        tally["typed"] += 1
        found = page.evaluate("([name, text]) => type(name, text)", [name, text])
        assert_sound(model, found)
        quantity = facts[re.split(r"-field|\[", name)[0]]
        if found["refused"]:
            assert found["call"] == f"ig.{model}()"
            assert found["said"].lower().startswith(f"{quantity.label} must be ".lower())
            assert len(found["said"]) < MOST_WORDS
        elif quantity.kind != "choice":
            tally["accepted"] += 1
            assert_read(text, values_of(found["call"]), name, quantity)

    for name, text in product(names, EXTREMES):
        hold(name, text)
    profile(max_examples=FIELD_CASES // len(ig.models()))(given(st.sampled_from(names), texts)(hold))()
    assert tally["accepted"] - before > 20


def assert_read(text: str, values: dict[str, Any], name: str, facts: Any) -> None:
    """A plain decimal was read as the number that Python's decimals make of it."""
    try:
        wanted = Decimal(text.strip()) / Decimal(repr(facts.format.scale))
    except InvalidOperation:
        return
    value = values.get(facts.name, facts.default)
    read = value[int(name.partition("[")[2][:-1])] if facts.kind == "array" else value
    assert math.isclose(read, wanted, rel_tol=1e-12, abs_tol=0), (text, read)


def parts_of(model: str) -> SearchStrategy[str]:
    """One `name=value` of an address: known and unknown names, right and wrong values, each written somehow."""
    facts = getattr(ig, model).compiled.facts
    strangers = st.sampled_from(
        ["spec", "wording", "__proto__", "constructor", "toString", "margin", "", "_esm", "layout"]
    )
    names = st.one_of(st.sampled_from(sorted(facts)), strangers, st.text(max_size=5))
    lists = st.lists(st.one_of(st.sampled_from(NUMBERS), digits), max_size=6).map(",".join)
    signs = st.sampled_from(["=", "=", "==", ":", "", "%3D", "=%", "=%00", "=%ff", "=%E2%82", "=+", "=%2C"])
    wrong = st.tuples(names, signs, st.one_of(texts, lists), st.booleans())
    right = st.sampled_from(sorted(facts)).flatmap(
        lambda name: st.tuples(st.just(name), st.just("="), usual_values(facts[name]), st.booleans())
    )
    return st.one_of(right, wrong).map(written)


def usual_values(facts: Any) -> SearchStrategy[str]:
    if facts.kind == "choice":
        return st.sampled_from([name for name, _ in facts.options])
    if facts.total is not None:
        return st.integers(0, 100).map(lambda share: f"{share / 100},{1 - share / 100}")
    low, high, step = facts.slider
    numbers = st.integers(0, int((high - low) / step)).map(lambda steps: f"{low + steps * step:.10g}")
    length = len(facts.default) if facts.kind == "array" else 1
    return st.lists(numbers, min_size=length, max_size=length).map(",".join)


def written(part: tuple[str, str, str, bool]) -> str:
    name, sign, value, escaped = part
    return name + sign + (quote(value, errors="replace") if escaped else value)


@pytest.mark.parametrize("model", ig.models())
def test_addresses_set_values_or_nothing(opened: Callable[[str], Page], model: str, tally: Counter[str]) -> None:
    page = opened(model)
    before = tally["set"]
    usual = {name: each.default for name, each in getattr(ig, model).compiled.facts.items()}

    @profile(max_examples=ADDRESS_CASES // len(ig.models()))
    @given(st.lists(parts_of(model), min_size=1, max_size=4), st.sampled_from(["&", "&", "&", ";", "&&", "#", "?"]))
    def hold(parts: list[str], between: str) -> None:
        tally["visited"] += 1
        found = page.evaluate("text => visit(text)", between.join(parts))
        values = values_of(found["call"])
        tally["set"] += bool(values)
        assert values.keys() <= usual.keys()
        assert_sound(model, found)

    hold()
    assert tally["set"] - before > 20
