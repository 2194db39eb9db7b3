"""Winning customers: three quotients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import infogap as ig


def test_keywords_defaults_and_outputs() -> None:
    assert repr(ig.acquisition) == (
        "acquisition(marketing_cost=10000, new_customers=100, visitors=5000) -> cac, conversion_rate, cost_per_visitor"
    )
    assert dict(ig.acquisition()) == {"cac": 100, "conversion_rate": 0.02, "cost_per_visitor": 2}


def test_ordinary_points(assert_ordinary: Callable[..., None]) -> None:
    assert_ordinary("acquisition", 100)


@pytest.mark.parametrize(
    "given",
    [
        {"marketing_cost": 0},
        {"new_customers": 5000, "visitors": 5000},
        {"new_customers": 1e-300, "visitors": 1e-300},
        {"marketing_cost": 1e300, "new_customers": 1, "visitors": 1e300},
    ],
    ids=str,
)
def test_edges(assert_agrees: Callable[..., None], given: dict[str, float]) -> None:
    assert_agrees("acquisition", 1e-15, **given)


def test_the_articles_examples_are_right() -> None:
    cost, conversion = ig.acquisition.examples
    assert cost.rows() == [("cost to win a customer", "$100.00", "$100.00", "right")]
    assert conversion.rows() == [("conversion rate", "2.00 %", "2.00 %", "right")]
    assert cost.right == {"cac": 100}
    assert conversion.right == {"conversion_rate": 0.02}
    assert cost.agrees
    assert conversion.agrees


def test_lists_arrays_and_series() -> None:
    assert ig.acquisition(new_customers=[100, 200]).cac.tolist() == [100, 50]
    assert ig.acquisition(new_customers=np.array([[100], [200]]), visitors=[1000, 2000]).conversion_rate.tolist() == [
        [0.1, 0.05],
        [0.2, 0.1],
    ]
    found = ig.acquisition(marketing_cost=pd.Series([100, 300], index=["a", "b"]), new_customers=2).cac
    pd.testing.assert_series_equal(found, pd.Series([50.0, 150.0], index=["a", "b"], name="cac"))


def test_sentence() -> None:
    assert ig.acquisition().sentence == (
        "Winning 100 customers for $10,000.00 costs $100.00 each. Of 5,000 visitors, 2.0 % became customers, and each "
        "visitor cost $2.00."
    )
