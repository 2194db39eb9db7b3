"""Expected utility against the definitions, with their inverses to a hundred digits and more."""

from __future__ import annotations

from collections.abc import Callable
from math import log, sqrt

import mpmath
import numpy as np
import pandas as pd
import pytest

import infogap as ig

# A risk premium can be no more exact than the amounts that it lies between.
SCALES = {"risk_premium": "expected_value"}
FAMILIES = ["linear", "log", "sqrt", "crra", "cara"]
CURVED = ["crra", "cara"]


def test_keywords_defaults_and_outputs() -> None:
    assert repr(ig.expected_utility) == (
        "expected_utility(outcomes=[50, 30], probabilities=[0.7, 0.3], utility='linear', risk_aversion=0)"
        " -> expected_value, expected_utility, certainty_equivalent, risk_premium"
    )
    assert dict(ig.expected_utility()) == {
        "expected_value": 44,
        "expected_utility": 44,
        "certainty_equivalent": 44,
        "risk_premium": 0,
    }


def test_the_families_by_name() -> None:
    # Two outcomes, 100 and 25, equally likely: the means of school.
    gamble = {"outcomes": [100, 25], "probabilities": [0.5, 0.5]}
    geometric, harmonic, of_roots = sqrt(100 * 25), 2 / (1 / 100 + 1 / 25), ((10 + 5) / 2) ** 2
    sure = {
        "linear": ig.expected_utility(**gamble),
        "log": ig.expected_utility(**gamble, utility="log"),
        "sqrt": ig.expected_utility(**gamble, utility="sqrt"),
        "crra 2": ig.expected_utility(**gamble, utility="crra", risk_aversion=2),
    }
    assert {name: found.certainty_equivalent for name, found in sure.items()} == pytest.approx(
        {"linear": 62.5, "log": geometric, "sqrt": of_roots, "crra 2": harmonic}, rel=1e-14
    )


@pytest.mark.parametrize("utility", FAMILIES)
def test_ordinary_points(assert_ordinary: Callable[..., None], utility: str) -> None:
    assert_ordinary("expected_utility", 60, SCALES, utility=utility)


@pytest.mark.parametrize("utility", CURVED)
@pytest.mark.parametrize(
    "risk_aversion", [0, 1e-15, 1e-12, 1e-9, 1e-6, 1 - 1e-9, 1 - 1e-15, 1, 1 + 1e-9, 1 + 1e-15, 50]
)
@pytest.mark.parametrize("outcomes", [[50, 30], [0.1, 100], [100, 100 + 1e-9], [7, 7]], ids=str)
def test_edges_of_risk_aversion(
    assert_agrees: Callable[..., None], utility: str, risk_aversion: float, outcomes: list[float]
) -> None:
    assert_agrees("expected_utility", 1e-9, SCALES, outcomes=outcomes, utility=utility, risk_aversion=risk_aversion)


@pytest.mark.parametrize("risk_aversion", [0.874, 0.875, 0.876, 0.9, 1.1, 1.124, 1.125, 1.126])
def test_where_the_formula_changes(assert_agrees: Callable[..., None], risk_aversion: float) -> None:
    assert_agrees("expected_utility", 1e-12, SCALES, utility="crra", risk_aversion=risk_aversion)


@pytest.mark.parametrize("risk_aversion", [0.0499, 0.05, 0.0501])
def test_where_the_formula_of_cara_changes(assert_agrees: Callable[..., None], risk_aversion: float) -> None:
    assert_agrees("expected_utility", 1e-12, SCALES, utility="cara", risk_aversion=risk_aversion)


@pytest.mark.parametrize(
    ("utility", "risk_aversion", "outcomes"),
    [("cara", 0.5, [-50, 30]), ("cara", 2, [-100, -200]), ("linear", 0, [-5, 6])],
)
def test_losses(assert_agrees: Callable[..., None], utility: str, risk_aversion: float, outcomes: list[float]) -> None:
    assert_agrees("expected_utility", 1e-12, outcomes=outcomes, utility=utility, risk_aversion=risk_aversion)


@pytest.mark.parametrize(
    ("utility", "risk_aversion", "sure"),
    [("sqrt", 0, 0.49 * 100), ("crra", 0.5, 0.49 * 100), ("crra", 0, 70), ("cara", 0, 70), ("linear", 0, 70)],
)
def test_an_outcome_of_nothing(utility: str, risk_aversion: float, sure: float) -> None:
    gamble = {"outcomes": [100, 0], "probabilities": [0.7, 0.3], "utility": utility, "risk_aversion": risk_aversion}
    assert ig.expected_utility(**gamble).certainty_equivalent == pytest.approx(sure, rel=1e-13)


@pytest.mark.parametrize("utility", FAMILIES)
@pytest.mark.parametrize("risk_aversion", [0, 0.5, 1, 3])
def test_a_sure_thing_has_no_premium(utility: str, risk_aversion: float) -> None:
    # What cannot happen does not count, however good or bad it is.
    for outcomes in ([40, 1e6], [40, 1e-6]):
        sure = {"outcomes": outcomes, "probabilities": [1, 0], "utility": utility, "risk_aversion": risk_aversion}
        found = ig.expected_utility(**sure)
        assert found.certainty_equivalent == pytest.approx(40, rel=1e-12)
        assert found.risk_premium == pytest.approx(0, abs=1e-11)


def test_one_outcome() -> None:
    assert ig.expected_utility(outcomes=[7], probabilities=[1], utility="log").certainty_equivalent == pytest.approx(7)


def test_no_power_and_no_exponential_overflows() -> None:
    # A very careful person takes no more than the worst that can happen.
    for utility, risk_aversion in (("crra", 1e4), ("cara", 1e4)):
        found = ig.expected_utility(outcomes=[1e4, 10], utility=utility, risk_aversion=risk_aversion)
        assert found.certainty_equivalent == pytest.approx(10, rel=1e-3)


def test_the_sure_amount_has_the_expected_utility(assert_close: Callable[..., None]) -> None:
    # Not by the inverse, but by a root of the definition.
    with mpmath.workdps(50):
        level = mpmath.mpf(0.7) * mpmath.mpf(50) ** -2 + mpmath.mpf(0.3) * mpmath.mpf(30) ** -2
        sure = mpmath.findroot(lambda amount: amount**-2 - level, 40)
    found = ig.expected_utility(outcomes=[50, 30], probabilities=[0.7, 0.3], utility="crra", risk_aversion=3)
    assert_close(found.certainty_equivalent, sure)


def test_the_articles_example_is_found_wrong() -> None:
    (example,) = ig.expected_utility.examples
    note = "0.7 · 50 is 35, not 42.5; no average exceeds its greatest entry"
    assert example.rows() == [("expected utility", "51.5", "44.0", note)]
    assert example.right == {"expected_utility": 44}
    assert not example.agrees


def test_lists_arrays_series_and_many_gambles() -> None:
    for kind in (list, tuple, np.array, pd.Series):
        found = ig.expected_utility(outcomes=kind([50, 30]), probabilities=kind([0.7, 0.3]), utility="log")
        assert found.expected_utility == pytest.approx(0.7 * log(50) + 0.3 * log(30), rel=1e-14)
        assert isinstance(found.expected_utility, float)
    gambles = np.array([[50, 30], [100, 0], [7, 7]])
    assert ig.expected_utility(outcomes=gambles).expected_value.tolist() == pytest.approx([44, 70, 7])
    averse = ig.expected_utility(utility="crra", risk_aversion=[0, 1, 2]).certainty_equivalent
    geometric, harmonic = 50**0.7 * 30**0.3, 1 / (0.7 / 50 + 0.3 / 30)
    assert averse.tolist() == pytest.approx([44, geometric, harmonic], rel=1e-14)
    both = ig.expected_utility(outcomes=gambles[:, np.newaxis, :] + 1, utility="cara", risk_aversion=[0, 0.1])
    assert both.certainty_equivalent.shape == (3, 2)
    assert both.certainty_equivalent[:, 0].tolist() == pytest.approx([45, 71, 8])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {},
            "The gamble is worth $44.00 on average, and just as much for sure: risk does not matter here.",
        ),
        (
            {"utility": "log"},
            "The gamble is worth $44.00 on average. To be rid of its risk, someone like this would take $42.90 for sure and "
            "so give up $1.10.",
        ),
    ],
)
def test_sentence(given: dict[str, str], sentence: str) -> None:
    assert ig.expected_utility(**given).sentence == sentence
