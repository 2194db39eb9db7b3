"""The inverse: symbolic where it can be, else by root finding; one value, all of them, or why there is none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

import infogap as ig

# Each right-hand value follows from the textbook formula, turned round by hand.
BY_HAND = [
    ("clv", "margin", {"clv": 1000, "discount_rate": 0.1, "years": 3}, 1000 / sum(1.1**-t for t in (1, 2, 3))),
    ("clv", "acquisition_cost", {"net_value": 100, "discount_rate": 0, "years": 2}, 300),
    ("clv", "discount_rate", {"clv": 600}, 0),
    ("clv", "years", {"clv": 600, "discount_rate": 0}, 3),
    ("acquisition", "new_customers", {"cac": 50}, 200),
    ("acquisition", "visitors", {"conversion_rate": 0.04}, 2500),
    ("bayes", "prior", {"posterior": 0.5, "true_positive_rate": 0.8, "false_positive_rate": 0.2}, 0.2),
    ("bayes", "true_positive_rate", {"likelihood_ratio": 3, "false_positive_rate": 0.2}, 0.6),
    ("expected_utility", "risk_aversion", {"certainty_equivalent": 50**0.7 * 30**0.3, "utility": "crra"}, 1),
    ("regression", "at", {"forecast": 32.8}, 6),
]


@pytest.mark.parametrize(("model", "quantity", "known", "wanted"), BY_HAND)
def test_the_inverse_is_right(model: str, quantity: str, known: dict[str, Any], wanted: float) -> None:
    assert getattr(ig, model).solve(quantity, **known) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_without_a_closed_form_it_is_the_root() -> None:
    found = ig.clv.solve("discount_rate", clv=450)
    assert found == pytest.approx(brentq(lambda r: sum(200 / (1 + r) ** t for t in (1, 2, 3)) - 450, 0.01, 1), rel=1e-9)


def test_arrays_are_solved_row_by_row() -> None:
    found = ig.clv.solve("margin", clv=[1000, 2000], years=[1, 2], discount_rate=0)
    assert np.allclose(found, [1000, 1000])


def test_several_solutions_are_all_returned_by_name() -> None:
    found = ig.regression.solve("at", low=17.0, x=[1, 2, 3, 4, 5], y=[20, 18, 17, 18, 20], confidence=0.5)
    assert list(found) == ["at_1", "at_2"]
    for place in found.values():
        low = ig.regression(x=[1, 2, 3, 4, 5], y=[20, 18, 17, 18, 20], confidence=0.5, at=place).low
        assert low == pytest.approx(17.0)


def test_a_stretch_of_solutions_is_returned_by_its_ends() -> None:
    found = ig.clv.solve("margin", payback_years=2, acquisition_cost=100, discount_rate=0, years=3)
    assert list(found) == ["margin_from", "margin_to"]
    assert found["margin_from"] == pytest.approx(50, rel=1e-6)
    assert found["margin_to"] == pytest.approx(100, rel=1e-6)


@pytest.mark.parametrize(
    ("quantity", "known", "message"),
    [
        (
            "years",
            {"clv": 1000, "discount_rate": 0.1},
            "No whole number years gives clv = 1000: while years is a whole number of at least 1, "
            "clv lies between 181.818 and 2000.",
        ),
        (
            "retention_rate",
            {"clv": 5000},
            "No retention_rate gives clv = 5000: while retention_rate is a number of at least 0 and at most 1, "
            "clv lies between 181.818 and 497.37.",
        ),
    ],
)
def test_no_solution_says_so(quantity: str, known: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="No ") as raised:
        ig.clv.solve(quantity, **known)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("quantity", "known", "error", "message"),
    [
        (
            "margni",
            {"clv": 1},
            ValueError,
            'solve cannot find "margni". Did you mean "margin"? The quantities of clv that are numbers are: '
            "margin, retention_rate, discount_rate, years, acquisition_cost.",
        ),
        (
            "margin",
            {},
            TypeError,
            "solve needs exactly one output of clv with the value it is to have, but 0 arrived. "
            "Its outputs are: clv, net_value, ratio, payback_years.",
        ),
        (
            "margin",
            {"clv": 1, "margin": 2},
            TypeError,
            "margin is what solve is to find, so it cannot be given. Leave it out.",
        ),
        ("margin", {"clv": math.nan}, ValueError, "clv must be a finite number, but nan arrived."),
    ],
)
def test_a_wrong_question_says_so(quantity: str, known: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        ig.clv.solve(quantity, **known)
    assert str(raised.value) == message
