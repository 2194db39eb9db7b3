"""The calculator as Python sees it: traits, results, and refusals that change nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import traitlets

import infogap as ig

LARGEST_STATE = 40_000
LARGEST_PAGE = 60_000


def test_traits_are_the_quantities() -> None:
    calculator = ig.clv.calculator(margin=300)
    assert calculator.values == {
        "margin": 300.0,
        "retention_rate": 1.0,
        "discount_rate": 0.1,
        "years": 3,
        "acquisition_cost": 100.0,
    }
    calculator.years = 10
    assert calculator.result.clv == ig.clv(margin=300, years=10).clv


def test_python_sees_every_change() -> None:
    calculator, other = ig.clv.calculator(), ig.clv.calculator()
    seen: list[Any] = []
    calculator.observe(lambda change: seen.append(change["new"]), "margin")
    link = traitlets.link((calculator, "margin"), (other, "margin"))
    calculator.set_state({"margin": 250})
    link.unlink()
    assert (seen, other.margin) == ([250.0], 250.0)


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        (
            "margin",
            -1,
            ValueError,
            "margin must be a number of at least 0, but -1 arrived. Give for example margin=200.",
        ),
        (
            "margin",
            "ten",
            TypeError,
            "margin must be a number of at least 0, but the text 'ten' arrived. Give for example margin=200.",
        ),
        (
            "years",
            2.5,
            ValueError,
            "years must be a whole number of at least 1, but 2.5 arrived. Give for example years=3.",
        ),
        ("margin", [1, 2], ValueError, "margin must be one case in a calculator, but an array of (2,) arrived."),
    ],
)
def test_what_is_refused_changes_nothing(name: str, value: Any, error: type[Exception], message: str) -> None:
    calculator = ig.clv.calculator()
    before = calculator.values
    with pytest.raises(error) as raised:
        setattr(calculator, name, value)
    assert (str(raised.value), calculator.values) == (message, before)


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


def test_repr_says_why_there_is_no_result() -> None:
    calculator = ig.bayes.calculator()
    calculator.prior = 0
    assert repr(calculator) == (
        "bayes.calculator(prior=0.0, true_positive_rate=1.0, false_positive_rate=0.0): The signal must be possible, "
        "but P(B) = 0: give a prior and a true_positive_rate above 0, or a false_positive_rate above 0. "
        "Arrived: prior=0, true_positive_rate=1, false_positive_rate=0."
    )


@pytest.mark.parametrize("name", ig.models())
def test_state_and_page_stay_small(name: str, tmp_path: Path) -> None:
    calculator = getattr(ig, name).calculator()
    assert len(json.dumps(calculator.get_state(), default=str)) <= LARGEST_STATE
    assert calculator.to_html(tmp_path / "page.html").stat().st_size <= LARGEST_PAGE
