"""The calculator in Python: its traits, its page, and text from users that stays text."""

from __future__ import annotations

import base64
import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import ipywidgets
import pytest
import traitlets

import infogap as ig


class Page(HTMLParser):
    """What a browser finds: the tags in order, and the text in each kind of them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.inside.setdefault(self.tags[-1][0], []).append(data)


@pytest.mark.parametrize("model", ig.models())
def test_quantities_are_traits(model: str) -> None:
    calculator = getattr(ig, model).calculator()
    facts = getattr(ig, model).compiled.facts
    assert isinstance(calculator, ipywidgets.DOMWidget)
    assert {name: getattr(calculator, name) for name in facts} == {name: each.default for name, each in facts.items()}
    assert dict(calculator.result) == dict(getattr(ig, model)())
    assert set(facts) <= set(calculator.get_state())


def test_python_hears_and_sets() -> None:
    calculator, heard = ig.clv.calculator(margin=300), []
    calculator.observe(lambda change: heard.append((change.old, change.new)), "margin")
    calculator.margin = 250
    assert heard == [(300, 250)]
    assert calculator.result.clv == ig.clv(margin=250).clv
    other = ig.clv.calculator()
    traitlets.link((calculator, "years"), (other, "years"))
    calculator.years = 7
    assert other.years == 7
    # What the browser says arrives the same way.
    calculator.set_state({"margin": 150})
    assert heard[-1] == (250, 150)
    assert ipywidgets.VBox([calculator, other]).children == (calculator, other)


def test_two_calculators_are_apart() -> None:
    first, second = ig.clv.calculator(margin=1), ig.clv.calculator()
    first.margin = 5
    assert second.margin == 200
    assert ig.clv().inputs["margin"] == 200


@pytest.mark.parametrize(
    ("model", "name", "value", "kind", "message"),
    [
        ("clv", "margin", -1, ValueError, "margin must be a number of at least 0, but -1 arrived. Give for example margin=200."),
        ("clv", "margin", "ten", TypeError, "margin must be a number of at least 0, but the text 'ten' arrived. Give for example margin=200."),
        ("clv", "years", 2.5, ValueError, "years must be a whole number of at least 1, but 2.5 arrived. Give for example years=3."),
        ("clv", "margin", [1, 2], ValueError, "margin must be one case in a calculator, but an array of (2,) arrived."),
        ("clv", "discount_rate", -1, ValueError, "discount_rate must be a number above -1, but -1 arrived. Give for example discount_rate=0.1."),
        ("expected_utility", "probabilities", [0.5, 0.6], ValueError, "probabilities must add up to 1, but they add up to 1.1. Give for example probabilities=[0.7, 0.3]."),
        ("expected_utility", "utility", "lgo", ValueError, "utility must be one of ['linear', 'log', 'sqrt', 'crra', 'cara'], but 'lgo' arrived. Did you mean \"log\"? Give for example utility='linear'."),
        ("regression", "x", [1, 2], ValueError, "x must have at least 3 entries, but 2 arrived. Give for example x=[1, 2, 3, 4, 5]."),
    ],
)  # fmt: skip
def test_a_refused_value_changes_nothing(
    model: str, name: str, value: Any, kind: type[Exception], message: str
) -> None:
    calculator, heard = getattr(ig, model).calculator(), []
    before = calculator.values
    calculator.observe(heard.append)
    with pytest.raises(kind) as raised:
        setattr(calculator, name, value)
    assert str(raised.value) == message
    assert calculator.values == before
    assert heard == []
    with pytest.raises(kind) as raised:
        getattr(ig, model).calculator(**{name: value})
    assert str(raised.value) == message


def test_a_wrong_start_is_refused() -> None:
    with pytest.raises(TypeError) as raised:
        ig.clv.calculator(margni=3)
    assert str(raised.value) == (
        'clv has no quantity "margni". Did you mean "margin"? '
        "Its quantities are: margin, retention_rate, discount_rate, years, acquisition_cost."
    )


@pytest.mark.parametrize("name", ig.models())
def test_repr_carries_rounded_results(name: str) -> None:
    calculator = getattr(ig, name).calculator()
    results = ", ".join(f"{output} {text}" for output, text in calculator.result.texts().items())
    assert repr(calculator).endswith(f": {results}")
    assert repr(calculator) == repr(getattr(ig, name).calculator())
    data, _ = calculator._repr_mimebundle_()
    assert data["text/plain"] == repr(calculator)
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_text_of_a_calculator_is_always_the_same() -> None:
    wanted = (
        "clv.calculator(margin=200.0, retention_rate=1.0, discount_rate=0.1, years=3, acquisition_cost=100.0): "
        "clv $497.37, net_value $397.37, ratio 4.97, payback_years 1 year"
    )
    assert repr(ig.clv.calculator()) == repr(ig.clv.calculator()) == wanted
    assert ig.clv.calculator()._repr_mimebundle_()[0]["text/plain"] == wanted


def test_the_text_of_an_impossible_state_says_so() -> None:
    calculator = ig.bayes.calculator()
    calculator.prior = 0
    assert repr(calculator) == (
        "bayes.calculator(prior=0.0, true_positive_rate=1.0, false_positive_rate=0.0): The signal must be possible, but "
        "P(B) = 0: give a prior and a true_positive_rate above 0, or a false_positive_rate above 0. "
        "Arrived: prior=0, true_positive_rate=1, false_positive_rate=0."
    )


@pytest.mark.parametrize("model", ig.models())
def test_a_saved_calculator_is_small(model: str) -> None:
    state = getattr(ig, model).calculator().get_state()
    assert len(json.dumps(state, default=str)) <= 40 * 1024


@pytest.mark.parametrize("model", ig.models())
def test_the_page_needs_nothing_else(tmp_path: Path, model: str) -> None:
    file = getattr(ig, model).calculator().to_html(tmp_path / "page.html")
    text = file.read_text(encoding="utf-8")
    assert len(text.encode()) <= 60 * 1024
    page = Page(text)
    assert not [attributes for _, attributes in page.tags if {"src", "href"} & attributes.keys()]
    # The module travels compressed; what it unpacks to names no address but those of SVG and MathML.
    packed = re.search(r'const packed = "([^"]+)"', text)
    assert packed is not None
    module = gzip.decompress(base64.b85decode(packed[1])).decode()
    assert set(re.findall(r"https?://[\w./]+", module + text.replace(packed[1], ""))) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1998/Math/MathML",
        "http://www.w3.org/1999/xhtml",
    }


def test_an_existing_page_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("old" * 100_000)
    assert ig.clv.calculator(margin=7).to_html(str(file)) == file
    assert json.loads(Page(file.read_text(encoding="utf-8")).inside["script"][0])["margin"] == 7
