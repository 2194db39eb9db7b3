"""Elasticities agree with derivatives of the textbook formulas, taken by mpmath."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath
import numpy as np
import pytest

import infogap as ig

POINTS: dict[str, dict[str, Any]] = {
    "clv": {"margin": 300.0, "retention_rate": 0.8, "discount_rate": 0.07, "years": 6, "acquisition_cost": 120.0},
    "acquisition": {"marketing_cost": 9000.0, "new_customers": 120.0, "visitors": 4000.0},
    "bayes": {"prior": 0.3, "true_positive_rate": 0.8, "false_positive_rate": 0.1},
    "expected_utility": {
        "outcomes": [50.0, 30.0],
        "probabilities": [0.7, 0.3],
        "utility": "crra",
        "risk_aversion": 2.5,
    },
    "regression": {"x": [1.0, 2.0, 3.0, 4.0], "y": [20.0, 22.0, 27.0, 28.0], "at": 6.0, "confidence": 0.9},
}
# The textbook sum has no number of years between whole ones.
LEFT_OUT = {"years"}


@pytest.mark.parametrize("name", ig.models())
def test_elasticities_are_the_derivatives(name: str, definitions: Mapping[str, Callable[..., dict[str, Any]]]) -> None:
    point = POINTS[name]
    found = getattr(ig, name).sensitivity(**point)
    for quantity in set(found.index) - LEFT_OUT:
        for output in set(found.columns) - {"payback_years"}:
            wanted = _elasticity(definitions[name], point, quantity, output)
            assert found.loc[quantity, output] == pytest.approx(wanted, rel=1e-8, abs=1e-9), (quantity, output)


def _elasticity(definition: Callable[..., dict[str, Any]], point: dict[str, Any], quantity: str, output: str) -> float:
    def along(share: Any) -> Any:
        old = point[quantity]
        moved = [mpmath.mpf(entry) * share for entry in old] if isinstance(old, list) else mpmath.mpf(old) * share
        return definition(**point | {quantity: moved})[output]

    with mpmath.workdps(40):
        return float((along(1 + mpmath.mpf(10) ** -15) - along(1 - mpmath.mpf(10) ** -15)) / (2 * along(1)) * 10**15)


def test_nothing_breaks_at_the_edges() -> None:
    at_zero = ig.clv.sensitivity(discount_rate=0)
    assert at_zero.loc["margin", "clv"] == pytest.approx(1)
    assert at_zero.loc["discount_rate", "clv"] == 0
    # With q = 1, years 1 to 3: the elasticity in q is (0 + 1 + 2) / 3, reached from below.
    assert at_zero.loc["retention_rate", "clv"] == pytest.approx(1)
    assert ig.bayes.sensitivity(prior=1, false_positive_rate=0.1).loc["prior", "evidence"] == pytest.approx(0.9)


def test_probabilities_that_add_up_stay_out() -> None:
    assert list(ig.expected_utility.sensitivity().index) == ["outcomes", "risk_aversion"]
    assert np.isnan(ig.expected_utility.sensitivity().loc["outcomes", "risk_premium"])
