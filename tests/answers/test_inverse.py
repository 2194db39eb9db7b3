"""The inverse: what it finds gives the output back, and it says so where there is none or more than one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import infogap as ig

GAMBLE = {"outcomes": [0, 50], "probabilities": [0.5, 0.5], "utility": "crra"}
FOUR_POINTS = {"x": [1, 2, 3, 4], "y": [1, 3, 2, 3]}
SIGNAL = {"true_positive_rate": 0.8, "false_positive_rate": 0.1}

# By hand, from the textbook definition.
BY_HAND: list[tuple[str, str, dict[str, Any], float]] = [
    ("clv", "margin", {"clv": 1000, "discount_rate": 0.1, "years": 3}, 1000 / (1 / 1.1 + 1 / 1.21 + 1 / 1.331)),
    ("clv", "margin", {"clv": 600, "discount_rate": 0}, 200),
    ("clv", "margin", {"clv": 0}, 0),
    ("clv", "years", {"clv": 200 / 1.1 + 200 / 1.21}, 2),
    ("clv", "acquisition_cost", {"ratio": 2, "years": 1}, 100 / 1.1),
    ("clv", "acquisition_cost", {"net_value": 0, "years": 1}, 200 / 1.1),
    ("clv", "discount_rate", {"clv": 100, "years": 1}, 1),
    ("clv", "retention_rate", {"clv": 300, "years": 2, "discount_rate": 0}, 0.5),
    ("acquisition", "new_customers", {"cac": 50}, 200),
    ("acquisition", "visitors", {"conversion_rate": 0.5}, 200),
    ("acquisition", "visitors", {"conversion_rate": 0.5, "new_customers": 10_000}, 20_000),
    ("acquisition", "marketing_cost", {"cost_per_visitor": 3}, 15_000),
    ("bayes", "prior", {"posterior": 0.5, **SIGNAL}, 1 / 9),
    ("bayes", "false_positive_rate", {"likelihood_ratio": 8, "true_positive_rate": 0.8}, 0.1),
    ("bayes", "false_positive_rate", {"evidence": 0.3, "prior": 0}, 0.3),
    ("bayes", "true_positive_rate", {"posterior_if_negative": 0.2, "prior": 0.5, "false_positive_rate": 0.25}, 0.8125),
    ("expected_utility", "risk_aversion", {"certainty_equivalent": 50**0.7 * 30**0.3, "utility": "crra"}, 1),
    ("expected_utility", "risk_aversion", {"certainty_equivalent": 12.5, **GAMBLE}, 0.5),
    ("regression", "at", {"forecast": 40}, (40 - 17.2) / 2.6),
    ("regression", "confidence", {"low": 32.8 - 3.182446305284263 * (0.28) ** 0.5}, 0.95),
]


@pytest.mark.parametrize(("model", "quantity", "known", "wanted"), BY_HAND, ids=lambda part: str(part)[:40])
def test_one_solution(model: str, quantity: str, known: dict[str, Any], wanted: float) -> None:
    found = getattr(ig, model).solve(quantity, **known)
    assert type(found) is float
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-12)


# What has no closed form is found between brackets: the way there and back.
THERE_AND_BACK: list[tuple[str, str, float, str, dict[str, Any]]] = [
    ("clv", "discount_rate", 0.37, "clv", {"years": 20, "retention_rate": 0.8}),
    ("clv", "discount_rate", 1e-6, "clv", {"years": 20}),
    ("clv", "discount_rate", -0.4, "net_value", {"years": 7}),
    ("clv", "retention_rate", 0.123, "ratio", {"years": 11}),
    ("expected_utility", "risk_aversion", 2.5, "certainty_equivalent", {"utility": "crra"}),
    ("expected_utility", "risk_aversion", 0.04, "risk_premium", {"utility": "cara"}),
    ("expected_utility", "risk_aversion", 0.7, "expected_utility", {"utility": "crra"}),
    ("regression", "at", 9, "high", {}),
    ("regression", "at", 4.5, "low", {}),
    ("regression", "confidence", 0.63, "high", {"at": 8}),
]


@pytest.mark.parametrize(("model", "quantity", "value", "output", "given"), THERE_AND_BACK)
def test_there_and_back(model: str, quantity: str, value: float, output: str, given: dict[str, Any]) -> None:
    target = getattr(ig, model)(**given, **{quantity: value})[output]
    found = getattr(ig, model).solve(quantity, **given, **{output: float(target)})
    assert found == pytest.approx(value, rel=1e-7)


def test_arrays() -> None:
    margins = ig.clv.solve("margin", clv=[[100], [200]], discount_rate=[0, 0.25, 1], years=1)
    assert margins == pytest.approx(np.array([[100, 125, 200], [200, 250, 400]]), rel=1e-12)
    assert ig.regression.solve("at", forecast=np.array([32.8, 35.4])) == pytest.approx([6, 7])


def test_more_than_one_solution_is_named() -> None:
    # Around the mean the upper limit bends like a parabola: one place on either side.
    found = ig.regression.solve("at", high=20, **FOUR_POINTS)
    assert list(found) == ["at_1", "at_2"]
    assert len(found) == 2
    below, above = found.values()
    assert below < 2.5 < above
    for place in (below, above):
        assert ig.regression(**FOUR_POINTS, at=place).high == pytest.approx(20, rel=1e-9)
    assert repr(found) == f"at_1 = {below:.10g}, at_2 = {above:.10g}"


def test_all_values_of_a_stretch_are_named() -> None:
    # Two margins of 200, the first worth 181.82 and both 347.11, pay back in the second year whatever lies between.
    found = ig.clv.solve("acquisition_cost", payback_years=2)
    assert list(found) == ["acquisition_cost_from", "acquisition_cost_to"]
    assert list(found.values()) == pytest.approx([200 / 1.1, 200 / 1.1 + 200 / 1.21], rel=1e-6)
    everything = ig.bayes.solve("prior", evidence=0.3, true_positive_rate=0.3, false_positive_rate=0.3)
    assert dict(everything) == {"prior_from": 0, "prior_to": 1}


@pytest.mark.parametrize(
    ("model", "quantity", "known", "kind", "message"),
    [
        (
            "clv",
            "margin",
            {"clv": -5, "years": 1, "discount_rate": 0},
            ValueError,
            "No margin gives clv = -5: while margin is a number of at least 0, clv lies between 0 and 1e+15.",
        ),
        (
            "clv",
            "years",
            {"clv": 300},
            ValueError,
            "No whole number years gives clv = 300: while years is a whole number of at least 1, clv lies between 181.818 "
            "and 2000.",
        ),
        (
            "clv",
            "retention_rate",
            {"clv": 5000},
            ValueError,
            "No retention_rate gives clv = 5000: while retention_rate is a number of at least 0 and at most 1, clv lies "
            "between 181.818 and 497.37.",
        ),
        (
            "acquisition",
            "visitors",
            {"conversion_rate": 2},
            ValueError,
            "No visitors gives conversion_rate = 2: while visitors is a number above 0, conversion_rate lies between "
            "5e-15 and 1.",
        ),
        (
            "expected_utility",
            "risk_aversion",
            {"certainty_equivalent": 40},
            ValueError,
            "No risk_aversion gives certainty_equivalent = 40: while risk_aversion is a number of at least 0, "
            "certainty_equivalent lies between 44 and 44.",
        ),
        (
            "clv",
            "margin",
            {"clv": 5, "net_value": 3},
            TypeError,
            "solve needs exactly one output of clv with the value it is to have, but 2 arrived. "
            "Its outputs are: clv, net_value, ratio, payback_years.",
        ),
        (
            "clv",
            "margin",
            {"discount_rate": 0.1},
            TypeError,
            "solve needs exactly one output of clv with the value it is to have, but 0 arrived. "
            "Its outputs are: clv, net_value, ratio, payback_years.",
        ),
        (
            "clv",
            "margni",
            {"clv": 5},
            ValueError,
            'solve cannot find "margni". Did you mean "margin"? The quantities of clv that are numbers are: '
            "margin, retention_rate, discount_rate, years, acquisition_cost.",
        ),
        (
            "regression",
            "x",
            {"low": 5},
            ValueError,
            'solve cannot find "x". The quantities of regression that are numbers are: at, confidence.',
        ),
        (
            "clv",
            "margin",
            {"clv": 5, "margin": 3},
            TypeError,
            "margin is what solve is to find, so it cannot be given. Leave it out.",
        ),
        ("clv", "margin", {"clv": float("nan")}, ValueError, "clv must be a finite number, but nan arrived."),
        ("clv", "margin", {"clv": "much"}, ValueError, "clv must be a finite number, but 'much' arrived."),
        (
            "clv",
            "margin",
            {"clv": 5, "discount_rate": -1},
            ValueError,
            "discount_rate must be a number above -1, but -1 arrived. Give for example discount_rate=0.1.",
        ),
    ],
)
def test_what_cannot_be_solved(
    model: str, quantity: str, known: dict[str, Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as raised:
        getattr(ig, model).solve(quantity, **known)
    assert str(raised.value) == message


def test_a_row_with_two_solutions_is_named() -> None:
    with pytest.raises(ValueError, match="more than one") as raised:
        ig.regression.solve("at", high=[20], **FOUR_POINTS)
    both = ig.regression.solve("at", high=20, **FOUR_POINTS)
    assert str(raised.value) == f"at has more than one solution in row (0,): {both!r}. Solve that row alone."
