"""Customer lifetime value against the plain sum over years."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from math import ceil, inf
from typing import Any

import numpy as np
import pandas as pd
import pytest

import infogap as ig

Numbers = dict[str, Any]
QUANTITIES = ["margin", "retention_rate", "discount_rate", "years", "acquisition_cost"]
OUTPUTS = ["clv", "net_value", "ratio", "payback_years"]
DEFAULTS = {"margin": 200, "retention_rate": 1, "discount_rate": 0.1, "years": 3, "acquisition_cost": 100}


@pytest.fixture
def agrees(assert_agrees: Callable[..., None]) -> Callable[..., None]:
    return partial(assert_agrees, "clv", scales={"net_value": "clv"})


def test_keywords_defaults_and_outputs() -> None:
    assert repr(ig.clv) == (
        "clv(margin=200, retention_rate=1, discount_rate=0.1, years=3, acquisition_cost=100)"
        " -> clv, net_value, ratio, payback_years"
    )
    assert list(ig.clv()) == OUTPUTS
    assert dict(ig.clv().inputs) == DEFAULTS


def test_the_articles_customer_is_worth_497() -> None:
    # 200/1.1 + 200/1.1² + 200/1.1³, the first article's own terms: 181.8181… + 165.2892… + 150.2629…
    assert ig.clv(margin=200, discount_rate=0.10, years=3).clv == pytest.approx(497.3703981968445, rel=1e-15)


def test_ordinary_points(assert_ordinary: Callable[..., None]) -> None:
    assert_ordinary("clv", 200, {"net_value": "clv"})


@pytest.mark.parametrize("discount_rate", [0, 1e-15, 1e-12, 1e-6, -1e-15, -1e-6, -0.999, 10])
@pytest.mark.parametrize("retention_rate", [0, 1e-12, 0.5, 1 - 1e-12, 1])
@pytest.mark.parametrize("years", [1, 2, 30])
def test_edges(agrees: Callable[..., None], discount_rate: float, retention_rate: float, years: int) -> None:
    agrees(1e-9, discount_rate=discount_rate, retention_rate=retention_rate, years=years)


@pytest.mark.parametrize(
    ("discount_rate", "retention_rate"), [(0, 1), (1e-15, 1), (1e-12, 1), (1e-6, 1), (1e-15, 0.9), (0.1, 0)]
)
def test_ten_thousand_years(agrees: Callable[..., None], discount_rate: float, retention_rate: float) -> None:
    agrees(1e-9, discount_rate=discount_rate, retention_rate=retention_rate, years=10_000)


@pytest.mark.parametrize("discount_rate", [-0.5, -0.25, -1e-9])
def test_where_leaving_and_waiting_cancel(agrees: Callable[..., None], discount_rate: float) -> None:
    agrees(1e-9, discount_rate=discount_rate, retention_rate=1 + discount_rate, years=40)


@pytest.mark.parametrize(
    "given",
    [
        {"margin": 0},
        {"acquisition_cost": 0},
        {"margin": 0, "acquisition_cost": 0},
        {"retention_rate": 0, "acquisition_cost": 500},
        {"discount_rate": 0, "retention_rate": 0},
        {"margin": 1e-300, "acquisition_cost": 1e-300},
        {"margin": 1e200, "acquisition_cost": 1e-100},
    ],
    ids=str,
)
def test_nothing_coming_in_or_nothing_spent(agrees: Callable[..., None], given: Numbers) -> None:
    agrees(1e-12, **given)


def first_year_paid_back(margin: Fraction, kept: Fraction, rate: Fraction, years: int, cost: Fraction) -> float:
    """Accumulate in exact fractions, for decimals as they are written."""
    worth, year = Fraction(0), 0
    while worth < cost and year < years:
        year += 1
        worth += margin * kept ** (year - 1) / (1 + rate) ** year
    return float(year) if worth >= cost else inf


@pytest.mark.parametrize(
    ("margin", "kept", "rate", "years", "cost", "wanted"),
    [
        ("100", "1", "0", 3, "300", 3),
        ("100", "1", "0", 3, "300.01", inf),
        ("100", "1", "0", 2, "300", inf),
        ("110", "1", "0.1", 3, "100", 1),
        ("121", "1", "0.1", 3, "210", 2),
        ("0.1", "1", "0", 10, "0.3", 3),
        ("0.1", "1", "0", 10, "0.7", 7),
        ("100", "0.5", "0", 9, "175", 3),
        ("100", "0.5", "0", 9, "200", inf),
        ("100", "0", "0", 9, "100", 1),
        ("110", "0", "0.1", 9, "100", 1),
        ("100", "0", "0", 9, "100.01", inf),
        ("50", "0.5", "-0.5", 9, "300", 3),
        ("0", "1", "0.1", 9, "100", inf),
        ("0", "1", "0.1", 9, "0", 0),
        ("100", "1", "0.1", 9, "0", 0),
    ],
)
def test_ties_of_payback_years(margin: str, kept: str, rate: str, years: int, cost: str, wanted: float) -> None:
    written = [Fraction(margin), Fraction(kept), Fraction(rate), years, Fraction(cost)]
    assert first_year_paid_back(*written) == wanted
    values = dict(zip(QUANTITIES, [float(number) for number in written], strict=True))
    assert ig.clv(**values).payback_years == wanted


def test_payback_years_of_round_decimals_as_if_accumulated() -> None:
    cases = [
        (Fraction(margin), Fraction(kept, 10), Fraction(rate, 20), years, Fraction(cost))
        for margin in (20, 50, 100)
        for kept in (5, 8, 10)
        for rate in (0, 1, 2, 5)
        for years in (3, 7)
        for cost in (20, 50, 100, 150, 200)
    ]
    found = ig.clv(**dict(zip(QUANTITIES, np.array(cases, dtype=float).T, strict=True))).payback_years
    assert found.tolist() == [first_year_paid_back(*case) for case in cases]


@pytest.mark.parametrize("years", [200, 10_000])
def test_payback_years_far_off(years: int) -> None:
    # With nothing discounted and nobody leaving, k years bring k margins.
    assert ig.clv(margin=3, discount_rate=0, years=years, acquisition_cost=500).payback_years == ceil(500 / 3)


def test_lists_arrays_and_series() -> None:
    one = [ig.clv(margin=margin, years=years).clv for margin, years in ((100, 1), (200, 2), (300, 3))]
    for kind in (list, tuple, np.array):
        found = ig.clv(margin=kind([100, 200, 300]), years=kind([1, 2, 3])).clv
        assert isinstance(found, np.ndarray)
        assert found.tolist() == pytest.approx(one, rel=1e-14)
    index = pd.Index(["ann", "bob", "cem"], name="who")
    series = ig.clv(margin=pd.Series([100, 200, 300], index=index), years=pd.Series([1, 2, 3], index=index)).clv
    pd.testing.assert_series_equal(series, pd.Series(one, index=index, name="clv"))


@pytest.mark.parametrize("kind", [np.int8, np.int32, np.uint8, np.int64, np.float32, np.float64])
def test_every_kind_of_number(kind: type) -> None:
    wanted = ig.clv(margin=100.0, years=3, acquisition_cost=50.0).net_value
    found = ig.clv(margin=np.array([100], dtype=kind), years=kind(3), acquisition_cost=kind(50)).net_value
    assert found.tolist() == pytest.approx([wanted], rel=1e-15)


def test_broadcasting() -> None:
    margins, rates = np.array([[100.0], [200.0]]), np.array([0.0, 0.1, 0.2])
    found = ig.clv(margin=margins, discount_rate=rates)
    assert found.clv.shape == found.payback_years.shape == (2, 3)
    for place in np.ndindex(2, 3):
        alone = ig.clv(margin=margins[place[0], 0], discount_rate=rates[place[1]]).clv
        assert found.clv[place] == pytest.approx(alone, rel=1e-14)


def test_table() -> None:
    table = pd.DataFrame({"margin": [100, 200], "rate": [0.0, 0.1], "other": ["a", "b"]}, index=[7, 9])
    found = ig.clv(table, discount_rate="rate", years=2)
    assert found.clv.tolist() == pytest.approx([200, 200 / 1.1 + 200 / 1.21], rel=1e-14)
    assert found.clv.index.tolist() == [7, 9]
    frame = found.frame()
    assert frame.columns.tolist() == [*QUANTITIES, *OUTPUTS]
    assert frame.index.tolist() == [7, 9]
    assert frame["years"].tolist() == [2, 2]
    assert frame["net_value"].tolist() == pytest.approx([100, 200 / 1.1 + 200 / 1.21 - 100], rel=1e-14)


@pytest.mark.parametrize("rows", [16_384, 16_385, 30_001])
def test_many_rows_are_those_of_few(rows: int) -> None:
    rates = np.linspace(-0.5, 0.5, rows)
    years = np.arange(rows) % 30 + 1
    found = ig.clv(discount_rate=rates, years=years)
    some = [0, 8_191, 8_192, rows // 2, rows - 2, rows - 1]
    for name in OUTPUTS:
        assert found[name].shape == (rows,)
        assert found[name][some] == pytest.approx(ig.clv(discount_rate=rates[some], years=years[some])[name], rel=1e-13)


def test_examples_say_what_went_wrong() -> None:
    by_hand, by_code = ig.clv.examples
    assert by_hand.rows() == [
        (
            "customer lifetime value",
            "$426.49",
            "$497.37",
            "the three terms 181.82, 165.29 and 150.26 add up to more",
        )
    ]
    mistake = (
        "discounted one margin over the whole lifetime; each year's margin is discounted by its own number of years"
    )
    assert by_code.rows() == [("customer lifetime value", "$150.26", "$497.37", mistake)]
    assert not by_hand.agrees
    assert not by_code.agrees
    assert by_code.right == {"clv": pytest.approx(497.3703981968445, rel=1e-15)}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {},
            "Counted over 3 years, a customer is worth $497.37 today. That earns back the $100.00 it costs to win one in "
            "1 year and leaves $397.37.",
        ),
        (
            {"acquisition_cost": 600, "years": 1},
            "Counted over 1 year, a customer is worth $181.82 today: $418.18 less than the $600.00 it costs to win one.",
        ),
    ],
)
def test_sentence(given: Numbers, sentence: str) -> None:
    assert ig.clv(**given).sentence == sentence
