"""Elasticities against the derivatives of the textbook definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isnan
from typing import Any

import mpmath
import pytest

import infogap as ig

Numbers = dict[str, Any]


def closed_clv(definition: Callable[..., Numbers]) -> Callable[..., Numbers]:
    """A sum cannot be cut in the middle of a year; the geometric series can (and is the sum at whole years)."""

    def evaluate(**values: Any) -> Numbers:
        kept = values["retention_rate"] / (1 + values["discount_rate"])
        share = (1 - kept ** values["years"]) / (1 - kept) if kept != 1 else values["years"]
        worth = values["margin"] / (1 + values["discount_rate"]) * share
        cost = values["acquisition_cost"]
        payback = definition(**values | {"years": 3})["payback_years"]
        return {"clv": worth, "net_value": worth - cost, "ratio": worth / cost, "payback_years": payback}

    return evaluate


def moved(values: Numbers, name: str, factor: Any) -> Numbers:
    value = values[name]
    return values | {name: [entry * factor for entry in value] if isinstance(value, list) else value * factor}


def mpf(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return [mpmath.mpf(entry) for entry in value] if isinstance(value, list) else mpmath.mpf(value)


POINTS: list[tuple[str, Numbers]] = [
    ("clv", {}),
    ("clv", {"discount_rate": 0.25, "retention_rate": 0.8, "acquisition_cost": 330}),
    ("clv", {"discount_rate": 0, "retention_rate": 0.9}),
    ("clv", {"discount_rate": -0.2, "retention_rate": 0.5}),
    ("acquisition", {}),
    ("bayes", {"prior": 0.01, "true_positive_rate": 0.8, "false_positive_rate": 0.096}),
    ("expected_utility", {"utility": "log"}),
    ("expected_utility", {"utility": "sqrt"}),
    ("expected_utility", {"utility": "crra", "risk_aversion": 2.5}),
    ("expected_utility", {"utility": "crra", "risk_aversion": 1.01}),
    ("expected_utility", {"utility": "cara", "risk_aversion": 0.07}),
    ("regression", {}),
]


@pytest.mark.parametrize(("model", "given"), POINTS, ids=str)
def test_elasticities(definitions: Mapping[str, Callable[..., Numbers]], model: str, given: Numbers) -> None:
    found = getattr(ig, model).sensitivity(**given)
    facts = getattr(ig, model).compiled.facts
    values = {name: mpf(given.get(name, each.default)) for name, each in facts.items()}
    definition = closed_clv(definitions["clv"]) if model == "clv" else definitions[model]
    assert found.columns.tolist() == getattr(ig, model).compiled.outputs
    assert found.index.tolist() == [
        name for name, each in facts.items() if each.kind != "choice" and each.total is None
    ]
    with mpmath.workdps(30):
        here = definition(**values)
        for name in found.index:
            for output in found.columns:
                slope = mpmath.diff(lambda factor, n=name, o=output: definition(**moved(values, n, factor))[o], 1)
                assert found.loc[name, output] == pytest.approx(
                    float(slope / here[output]), rel=1e-7, abs=1e-9, nan_ok=True
                )


def test_at_the_domains_ends() -> None:
    # At retention 1 and prior 1 only one side is left; at rate 0 one per cent of nothing is nothing.
    customers = ig.clv.sensitivity(retention_rate=1, discount_rate=0, years=2)
    # 200 + 200 q: a per cent of q moves half of it.
    assert customers.loc["retention_rate", "clv"] == pytest.approx(0.5, rel=1e-9)
    assert customers.loc["discount_rate", "clv"] == 0
    assert customers.loc["acquisition_cost", "clv"] == 0
    beliefs = ig.bayes.sensitivity(prior=1, true_positive_rate=0.8, false_positive_rate=0.1)
    # P = 0.8π / (0.8π + 0.1(1 − π)): dP/dπ at 1 is 0.1/0.8.
    assert beliefs.loc["prior", "posterior"] == pytest.approx(0.125, rel=1e-9)


def test_what_is_0_or_undefined_has_no_elasticity() -> None:
    assert isnan(ig.bayes.sensitivity().loc["prior", "likelihood_ratio"])
    assert isnan(ig.expected_utility.sensitivity().loc["outcomes", "risk_premium"])
    assert isnan(ig.clv.sensitivity(margin=0).loc["margin", "clv"])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"discount_rate": -1},
            "discount_rate must be a number above -1, but -1 arrived. Give for example discount_rate=0.1.",
        ),
        ({"margin": [1, 2]}, "margin must be one case, but an array arrived. Take one case at a time."),
    ],
    ids=str,
)
def test_bad_input_is_named(given: Numbers, message: str) -> None:
    with pytest.raises(ValueError, match="arrived") as raised:
        ig.clv.sensitivity(**given)
    assert str(raised.value) == message
