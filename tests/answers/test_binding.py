"""What people may give a model, and what they are told where they may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import infogap as ig

TABLE = pd.DataFrame({"margins": [1, 2], "years": [1, 2]})
MARGIN = "margin must be a number of at least 0, but {} arrived. Give for example margin=200."
OUTCOMES = "outcomes must be a list, each entry a number, but {} arrived. Give for example outcomes=[50, 30]."
X = "x must be a list, each entry a number, but {} arrived. Give for example x=[1, 2, 3, 4, 5]."
UTILITY = "utility must be one of ['linear', 'log', 'sqrt', 'crra', 'cara'], but {} arrived. Give for example utility='linear'."
POSSIBLE = (
    "The signal must be possible, but P(B) = 0: give a prior and a true_positive_rate above 0, or a false_positive_rate "
    "above 0. Arrived: prior={}, true_positive_rate={}, false_positive_rate={}."
)
POSITIVE = (
    "Every outcome must be positive for this utility function (it may be 0 for sqrt, and for crra with a risk_aversion "
    "below 1): shift the outcomes, or choose linear or cara. Arrived: outcomes={}, utility={}, risk_aversion={}."
)
VISITORS = (
    "new_customers must be at most visitors: every customer was a visitor first. Arrived: new_customers={}, visitors=5."
)
QUANTITIES_OF_CLV = "Its quantities are: margin, retention_rate, discount_rate, years, acquisition_cost."

REFUSED: list[tuple[str, dict[str, Any], type[Exception], str]] = [
    # An unknown keyword.
    ("clv", {"margni": 3}, TypeError, f'clv has no quantity "margni". Did you mean "margin"? {QUANTITIES_OF_CLV}'),
    ("clv", {"zzz": 3}, TypeError, f'clv has no quantity "zzz". {QUANTITIES_OF_CLV}'),
    # No number.
    ("clv", {"margin": "ten"}, TypeError, MARGIN.format("the text 'ten'")),
    ("clv", {"margin": "200"}, TypeError, MARGIN.format("the text '200'")),
    ("clv", {"margin": b"200"}, TypeError, MARGIN.format("a bytes")),
    ("clv", {"margin": True}, TypeError, MARGIN.format("the boolean True")),
    ("clv", {"margin": np.bool_(False)}, TypeError, MARGIN.format("the boolean False")),
    ("clv", {"margin": None}, TypeError, MARGIN.format("None")),
    ("clv", {"margin": 1j}, TypeError, MARGIN.format("a complex")),
    ("clv", {"margin": {"a": 1}}, TypeError, MARGIN.format("a dict")),
    ("clv", {"margin": {1}}, TypeError, MARGIN.format("a set")),
    ("clv", {"margin": Decimal(10)}, TypeError, MARGIN.format("a Decimal")),
    ("clv", {"margin": date(2026, 1, 1)}, TypeError, MARGIN.format("a date")),
    ("clv", {"margin": TABLE}, TypeError, MARGIN.format("a DataFrame")),
    ("clv", {"margin": [1, "two"]}, TypeError, MARGIN.format("a list with the text 'two'")),
    ("clv", {"margin": [1, True]}, TypeError, MARGIN.format("a list with the boolean True")),
    ("clv", {"margin": [True, False]}, TypeError, MARGIN.format("a list with the boolean True")),
    ("clv", {"margin": np.array([False])}, TypeError, MARGIN.format("a list with the boolean False")),
    ("clv", {"margin": [1, None]}, TypeError, MARGIN.format("a list with None")),
    ("clv", {"margin": np.array(["1"])}, TypeError, MARGIN.format("a list with the text '1'")),
    ("clv", {"margin": np.array([1j])}, TypeError, MARGIN.format("a list with a complex")),
    ("clv", {"margin": pd.Series(["a", "b"])}, TypeError, MARGIN.format("a list with the text 'a'")),
    ("clv", {"margin": [[1], [1, 2]]}, TypeError, MARGIN.format("a list of unequal lists")),
    ("regression", {"x": "abc"}, TypeError, X.format("the text 'abc'")),
    ("expected_utility", {"outcomes": ["a", "b"]}, TypeError, OUTCOMES.format("a list with the text 'a'")),
    ("expected_utility", {"outcomes": 5}, TypeError, OUTCOMES.format("the single number 5")),
    # Not-a-number and infinity.
    ("clv", {"margin": nan}, ValueError, MARGIN.format("NaN")),
    ("clv", {"margin": inf}, ValueError, MARGIN.format("infinity")),
    ("clv", {"margin": [1, nan]}, ValueError, MARGIN.format("NaN")),
    ("clv", {"margin": pd.Series([1, None])}, ValueError, MARGIN.format("NaN")),
    ("clv", {"margin": np.array([-inf, 1])}, ValueError, MARGIN.format("infinity")),
    ("clv", {"margin": 10**400}, ValueError, MARGIN.format("a number too large for floating point")),
    ("clv", {"margin": [1, 10**400]}, ValueError, MARGIN.format("a number too large for floating point")),
    ("regression", {"at": nan}, ValueError, "at must be a number, but NaN arrived. Give for example at=6."),
    ("regression", {"x": [1, 2, nan, 4, 5]}, ValueError, X.format("NaN")),
    ("expected_utility", {"outcomes": [1, inf]}, ValueError, OUTCOMES.format("infinity")),
    # Outside the domain.
    ("clv", {"margin": -1}, ValueError, MARGIN.format("-1")),
    ("clv", {"margin": [1, -2]}, ValueError, MARGIN.format("-2")),
    ("clv", {"margin": []}, ValueError, MARGIN.format("an empty list")),
    *(
        (
            "clv",
            {"discount_rate": rate},
            ValueError,
            f"discount_rate must be a number above -1, but {arrived} arrived. Give for example discount_rate=0.1.",
        )
        for rate, arrived in ((-1, "-1"), (-1.5, "-1.5"), ([0.1, -1], "-1"))
    ),
    *(
        (
            "clv",
            {"retention_rate": rate},
            ValueError,
            f"retention_rate must be a number of at least 0 and at most 1, but {arrived} arrived. "
            "Give for example retention_rate=1.",
        )
        for rate, arrived in ((1.1, "1.1"), (-0.1, "-0.1"), (np.array([0.5, 2]), "2"))
    ),
    *(
        (
            "clv",
            {"years": years},
            ValueError,
            f"years must be a whole number of at least 1, but {arrived} arrived. Give for example years=3.",
        )
        for years, arrived in ((0, "0"), (2.5, "2.5"), ([1, 2.5], "2.5"), (inf, "infinity"))
    ),
    *(
        (
            "acquisition",
            {"new_customers": customers},
            ValueError,
            "new_customers must be a number above 0, but 0 arrived. Give for example new_customers=100.",
        )
        for customers in (0, 0.0, [5, 0])
    ),
    *(
        (
            "regression",
            {"confidence": end},
            ValueError,
            f"confidence must be a number above 0 and below 1, but {end} arrived. Give for example confidence=0.95.",
        )
        for end in (0, 1)
    ),
    (
        "bayes",
        {"prior": 1.2},
        ValueError,
        "prior must be a number of at least 0 and at most 1, but 1.2 arrived. Give for example prior=0.6.",
    ),
    (
        "expected_utility",
        {"risk_aversion": -1},
        ValueError,
        "risk_aversion must be a number of at least 0, but -1 arrived. Give for example risk_aversion=0.",
    ),
    # Probabilities.
    (
        "expected_utility",
        {"probabilities": [0.5, 0.6]},
        ValueError,
        "probabilities must add up to 1, but they add up to 1.1. Give for example probabilities=[0.7, 0.3].",
    ),
    (
        "expected_utility",
        {"probabilities": [[0.5, 0.5], [0.5, 0.4]]},
        ValueError,
        "probabilities must add up to 1, but they add up to 0.9. Give for example probabilities=[0.7, 0.3].",
    ),
    (
        "expected_utility",
        {"probabilities": [1.2, -0.2]},
        ValueError,
        "probabilities must be a list, each entry a number of at least 0 and at most 1, but -0.2 arrived. "
        "Give for example probabilities=[0.7, 0.3].",
    ),
    # A choice.
    (
        "expected_utility",
        {"utility": "lgo"},
        ValueError,
        "utility must be one of ['linear', 'log', 'sqrt', 'crra', 'cara'], but 'lgo' arrived. Did you mean \"log\"? "
        "Give for example utility='linear'.",
    ),
    ("expected_utility", {"utility": 3}, TypeError, UTILITY.format("a int")),
    ("expected_utility", {"utility": ["log", "log"]}, TypeError, UTILITY.format("a list")),
    # Several quantities at once.
    (
        "expected_utility",
        {"outcomes": [1, 2, 3]},
        ValueError,
        "outcomes and probabilities must have the same length, but 3 and 2 entries arrived. "
        "Give one probabilities for each outcomes.",
    ),
    (
        "regression",
        {"x": [1, 2, 3]},
        ValueError,
        "x and y must have the same length, but 3 and 5 entries arrived. Give one y for each x.",
    ),
    (
        "regression",
        {"x": [1, 2], "y": [1, 2]},
        ValueError,
        "x must have at least 3 entries, but 2 arrived. Give for example x=[1, 2, 3, 4, 5].",
    ),
    (
        "regression",
        {"x": [2, 2, 2], "y": [1, 2, 3]},
        ValueError,
        "x must hold at least two different numbers: a line needs a direction. Arrived: x=[2, 2, 2].",
    ),
    (
        "clv",
        {"margin": [1, 2], "years": [1, 2, 3]},
        ValueError,
        "The arrays must have shapes that fit together, but these arrived: margin (2,), years (3,). "
        "Give one value for each row.",
    ),
    (
        "clv",
        {"margin": pd.Series([1, 2]), "years": pd.Series([1, 2], index=[5, 6])},
        ValueError,
        "margin and years must have the same index, but theirs differ. Align them first.",
    ),
    ("acquisition", {"new_customers": 10, "visitors": 5}, ValueError, VISITORS.format(10)),
    ("acquisition", {"new_customers": [1, 10], "visitors": 5}, ValueError, VISITORS.format([1, 10])),
    (
        "acquisition",
        {"new_customers": range(1, 10), "visitors": 5},
        ValueError,
        VISITORS.format("an array of 9 (row 5)"),
    ),
    ("bayes", {"prior": 0}, ValueError, POSSIBLE.format(0, 1, 0)),
    ("bayes", {"prior": [0.5, 0]}, ValueError, POSSIBLE.format([0.5, 0.0], 1, 0)),
    ("bayes", {"prior": 1, "true_positive_rate": 0}, ValueError, POSSIBLE.format(1, 0, 0)),
    ("expected_utility", {"utility": "log", "outcomes": [0, 5]}, ValueError, POSITIVE.format([0, 5], "'log'", 0)),
    ("expected_utility", {"utility": "sqrt", "outcomes": [-1, 5]}, ValueError, POSITIVE.format([-1, 5], "'sqrt'", 0)),
    (
        "expected_utility",
        {"utility": "crra", "risk_aversion": 1, "outcomes": [0, 5]},
        ValueError,
        POSITIVE.format([0, 5], "'crra'", 1),
    ),
]


@pytest.mark.parametrize(("model", "quantities", "kind", "message"), REFUSED, ids=lambda part: str(part)[:40])
def test_bad_input(model: str, quantities: dict[str, Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as raised:
        getattr(ig, model)(**quantities)
    assert str(raised.value) == message
    assert type(raised.value) is kind


@pytest.mark.parametrize(
    ("data", "quantities", "kind", "message"),
    [
        (
            TABLE,
            {"margin": "margin"},
            ValueError,
            'The column "margin" is not in the table. Did you mean "margins"? The table contains these columns: '
            "margins, years.",
        ),
        (
            TABLE,
            {"margin": "cost"},
            ValueError,
            'The column "cost" is not in the table. The table contains these columns: margins, years.',
        ),
        ([1, 2], {}, TypeError, "data must be a pandas DataFrame, but a list arrived. Name the quantities."),
        (pd.DataFrame({"margin": ["a"]}), {}, TypeError, MARGIN.format("a list with the text 'a'")),
        (pd.DataFrame({"margin": [1, -1]}), {}, ValueError, MARGIN.format("-1")),
    ],
    ids=["near", "far", "list", "text", "domain"],
)
def test_bad_tables(data: Any, quantities: dict[str, str], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as raised:
        ig.clv(data, **quantities)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("model", "quantities"),
    [
        ("clv", {"margin": Fraction(1, 2)}),
        ("clv", {"margin": [Fraction(1, 2), 1]}),
        ("clv", {"margin": range(3)}),
        ("clv", {"margin": (number for number in (1, 2))}),
        ("clv", {"margin": np.array(3)}),
        ("clv", {"margin": -0.0}),
        ("clv", {"years": 3.0}),
        ("clv", {"years": np.int8(3)}),
        ("clv", {"margin": pd.Series([1, 2], dtype="Int64")}),
        ("expected_utility", {"outcomes": (1, 2, 3), "probabilities": (0.1, 0.2, 0.7)}),
        ("expected_utility", {"probabilities": [1 / 3, 2 / 3]}),
    ],
    ids=str,
)
def test_unusual_but_good_input(model: str, quantities: dict[str, Any]) -> None:
    for number in getattr(ig, model)(**quantities).values():
        assert np.all(np.isfinite(number) | (number == inf))


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=5),
    st.binary(max_size=3),
    st.dates(),
    st.decimals(),
    st.fractions(),
    st.lists(st.one_of(st.integers(-3, 3), st.floats(), st.none(), st.booleans(), st.text(max_size=2)), max_size=4),
    st.lists(st.lists(st.floats(-2, 2), max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.sets(st.integers(), max_size=2),
    st.sampled_from(
        ["log", "crra", np.array(3), np.array([[1, 2]]), np.array([], dtype=int), np.datetime64("2026-01-01")]
    ),
    st.sampled_from([pd.Series([1, 2, 3]), pd.Series([], dtype=float), TABLE, object(), int, len]),
)


def all_keywords() -> list[tuple[str, str]]:
    return [(model, name) for model in ig.models() for name in getattr(ig, model).compiled.facts]


@pytest.mark.parametrize(("model", "quantity"), all_keywords())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(junk=JUNK)
def test_whatever_arrives_works_or_is_named(model: str, quantity: str, junk: Any) -> None:
    try:
        found = dict(getattr(ig, model)(**{quantity: junk}))
    except (TypeError, ValueError) as problem:
        # Which error it is depends on the junk; both are right, and both have to name the quantity.
        assert re.search(rf"\b{quantity}\b", str(problem)), problem  # noqa: PT017
        assert type(problem) in (TypeError, ValueError)  # noqa: PT017
    else:
        assert list(found) == getattr(ig, model).compiled.outputs


def test_arrays_are_left_as_they_were() -> None:
    margins, outcomes = np.array([1, 2, 3]), [50, 30]
    before = margins.copy()
    dict(ig.clv(margin=margins))
    dict(ig.expected_utility(outcomes=outcomes, utility="cara", risk_aversion=1))
    for quantities in ({"margin": margins, "years": [0, 1, 2]}, {"margin": margins, "discount_rate": -2}):
        with pytest.raises(ValueError, match="must be"):
            ig.clv(**quantities)
    assert margins.dtype == before.dtype
    assert margins.tolist() == before.tolist()
    assert outcomes == [50, 30]
    assert ig.clv().clv == ig.clv(margin=200).clv


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: ig.clv().profit,
            AttributeError,
            'clv has no output "profit". Its outputs are: clv, net_value, ratio, payback_years.',
        ),
        (lambda: ig.clv()["profit"], KeyError, "'profit'"),
    ],
    ids=["attribute", "key"],
)
def test_an_output_that_is_none(call: Callable[[], Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as raised:
        call()
    assert str(raised.value) == message
