"""Bad input gets a sentence: the quantity, what was expected, what arrived, what to do. Nothing is changed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import infogap as ig

NAN, INFINITY = float("nan"), float("inf")
MARGIN = "margin must be a number of at least 0, but {} arrived. Give for example margin=200."
RATE = "discount_rate must be a number above -1, but {} arrived. Give for example discount_rate=0.1."
YEARS = "years must be a whole number of at least 1, but {} arrived. Give for example years=3."
PRIOR = "prior must be a number of at least 0 and at most 1, but {} arrived. Give for example prior=0.6."
SHARES = "probabilities must be a list, each entry a number of at least 0 and at most 1, but {} arrived. "
SHARES += "Give for example probabilities=[0.7, 0.3]."
POINTS = "x must be a list, each entry a number, but {} arrived. Give for example x=[1, 2, 3, 4, 5]."

CASES: list[tuple[str, dict[str, Any], type[Exception], str]] = [
    ("clv", {"margin": -1}, ValueError, MARGIN.format("-1")),
    ("clv", {"margin": NAN}, ValueError, MARGIN.format("NaN")),
    ("clv", {"margin": INFINITY}, ValueError, MARGIN.format("infinity")),
    ("clv", {"margin": "200"}, TypeError, MARGIN.format("the text '200'")),
    ("clv", {"margin": True}, TypeError, MARGIN.format("the boolean True")),
    ("clv", {"margin": np.True_}, TypeError, MARGIN.format("the boolean True")),
    ("clv", {"margin": None}, TypeError, MARGIN.format("None")),
    ("clv", {"margin": 1j}, TypeError, MARGIN.format("a complex")),
    ("clv", {"margin": 10**400}, ValueError, MARGIN.format("a number too large for floating point")),
    ("clv", {"margin": [1, "2"]}, TypeError, MARGIN.format("a list with the text '1'")),
    ("clv", {"margin": [True, False]}, TypeError, MARGIN.format("a list with the boolean True")),
    ("clv", {"margin": [1, NAN]}, ValueError, MARGIN.format("NaN")),
    ("clv", {"margin": []}, ValueError, MARGIN.format("an empty list")),
    ("clv", {"margin": np.array([5.0, -2.5])}, ValueError, MARGIN.format("-2.5")),
    ("clv", {"margin": [[1, 2], [3]]}, TypeError, MARGIN.format("a list of unequal lists")),
    ("clv", {"discount_rate": -1}, ValueError, RATE.format("-1")),
    ("clv", {"discount_rate": [0.1, -1.5]}, ValueError, RATE.format("-1.5")),
    ("clv", {"years": 0}, ValueError, YEARS.format("0")),
    ("clv", {"years": 2.5}, ValueError, YEARS.format("2.5")),
    ("clv", {"years": [1, 2.25]}, ValueError, YEARS.format("2.25")),
    (
        "clv",
        {"margni": 3},
        TypeError,
        'clv has no quantity "margni". Did you mean "margin"? '
        "Its quantities are: margin, retention_rate, discount_rate, years, acquisition_cost.",
    ),
    (
        "clv",
        {"margin": [1, 2], "years": [1, 2, 3]},
        ValueError,
        "The arrays must have shapes that fit together, but these arrived: margin (2,), years (3,). "
        "Give one value for each row.",
    ),
    (
        "acquisition",
        {"new_customers": 0},
        ValueError,
        "new_customers must be a number above 0, but 0 arrived. Give for example new_customers=100.",
    ),
    (
        "acquisition",
        {"new_customers": 20, "visitors": 10},
        ValueError,
        "new_customers must be at most visitors: every customer was a visitor first. "
        "Arrived: new_customers=20, visitors=10.",
    ),
    ("bayes", {"prior": 1.5}, ValueError, PRIOR.format("1.5")),
    (
        "bayes",
        {"prior": 0},
        ValueError,
        "The signal must be possible, but P(B) = 0: give a prior and a true_positive_rate above 0, or a "
        "false_positive_rate above 0. Arrived: prior=0, true_positive_rate=1, false_positive_rate=0.",
    ),
    (
        "expected_utility",
        {"probabilities": [0.5, 0.4]},
        ValueError,
        "probabilities must add up to 1, but they add up to 0.9. Give for example probabilities=[0.7, 0.3].",
    ),
    ("expected_utility", {"probabilities": [1.2, -0.2]}, ValueError, SHARES.format("-0.2")),
    ("expected_utility", {"probabilities": 1}, TypeError, SHARES.format("the single number 1")),
    (
        "expected_utility",
        {"outcomes": [1, 2, 3]},
        ValueError,
        "outcomes and probabilities must have the same length, but 3 and 2 entries arrived. "
        "Give one probabilities for each outcomes.",
    ),
    (
        "expected_utility",
        {"utility": "lgo"},
        ValueError,
        "utility must be one of ['linear', 'log', 'sqrt', 'crra', 'cara'], but 'lgo' arrived. Did you mean \"log\"? "
        "Give for example utility='linear'.",
    ),
    (
        "expected_utility",
        {"utility": 3},
        TypeError,
        "utility must be one of ['linear', 'log', 'sqrt', 'crra', 'cara'], but a int arrived. "
        "Give for example utility='linear'.",
    ),
    (
        "expected_utility",
        {"utility": "log", "outcomes": [0, 5]},
        ValueError,
        "Every outcome must be positive for this utility function (it may be 0 for sqrt, and for crra with a "
        "risk_aversion below 1): shift the outcomes, or choose linear or cara. "
        "Arrived: outcomes=[0, 5], utility='log', risk_aversion=0.",
    ),
    ("regression", {"x": "12345"}, TypeError, POINTS.format("the text '12345'")),
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
        "regression",
        {"confidence": 1},
        ValueError,
        "confidence must be a number above 0 and below 1, but 1 arrived. Give for example confidence=0.95.",
    ),
]


@pytest.mark.parametrize(("model", "given", "error", "message"), CASES)
def test_bad_input_gets_a_sentence(model: str, given: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        getattr(ig, model)(**given)
    assert (type(raised.value), str(raised.value)) == (error, message)


def test_a_table_without_the_column_says_so() -> None:
    frame = pd.DataFrame({"yearly": [100.0, 200.0], "years": [1, 2]})
    with pytest.raises(ValueError, match="column") as raised:
        ig.clv(frame, margin="yearli")
    assert str(raised.value) == (
        'The column "yearli" is not in the table. Did you mean "yearly"? '
        "The table contains these columns: yearly, years."
    )
    with pytest.raises(TypeError) as wrong:
        ig.clv([1, 2])  # type: ignore[arg-type]
    assert str(wrong.value) == "data must be a pandas DataFrame, but a list arrived. Name the quantities."


def test_a_table_gives_named_and_implied_columns() -> None:
    frame = pd.DataFrame({"yearly": [100.0, 200.0], "years": [1, 2]}, index=["a", "b"])
    found = ig.clv(frame, margin="yearly", discount_rate=0)
    assert found.clv.to_dict() == {"a": 100.0, "b": 400.0}
    assert list(found.frame().index) == ["a", "b"]


def test_series_with_different_indexes_are_refused() -> None:
    with pytest.raises(ValueError, match="index") as raised:
        ig.clv(margin=pd.Series([1, 2]), years=pd.Series([1, 2], index=[5, 6]))
    assert str(raised.value) == "margin and years must have the same index, but theirs differ. Align them first."


def test_numbers_of_all_kinds_are_numbers() -> None:
    for margin in (200, 200.0, np.float32(200), np.int16(200), Fraction(200)):
        assert ig.clv(margin=margin).clv == ig.clv().clv
    with pytest.raises(TypeError):
        ig.clv(margin=Decimal(200))


def test_what_was_given_stays_as_it_was() -> None:
    margins = np.array([300, 100])
    ig.clv(margin=margins).frame()
    assert margins.tolist() == [300, 100]


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=5),
    st.floats(),
    st.integers(-(10**6), 10**6),
    st.lists(st.one_of(st.floats(), st.text(max_size=2), st.booleans(), st.none()), max_size=4),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.binary(max_size=3),
)
NAMES = [(model, name) for model in ig.models() for name in getattr(ig, model).compiled.facts]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NAMES), JUNK)
def test_junk_works_or_is_refused_by_name(place: tuple[str, str], junk: Any) -> None:
    model, name = place
    try:
        found = getattr(ig, model)(**{name: junk})
    except (TypeError, ValueError) as refused:
        assert name in str(refused)  # noqa: PT017 - which error it is depends on the junk
    else:
        assert set(found.texts()) == set(getattr(ig, model).compiled.outputs)
