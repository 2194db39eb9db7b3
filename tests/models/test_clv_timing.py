"""Three conventions of lifetime value against their plain sums over years."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import numpy as np
import pandas as pd
import pytest

import infogap as ig

OUTPUTS = ["at_start", "at_end", "if_retained", "endless"]


def test_keywords_defaults_and_outputs() -> None:
    assert repr(ig.clv_timing) == (
        "clv_timing(margin=200, retention_rate=0.8, discount_rate=0.1, years=10)"
        " -> at_start, at_end, if_retained, endless"
    )
    assert list(ig.clv_timing()) == OUTPUTS


def test_two_years_by_hand() -> None:
    # 100 today and 80 a year later at 25 %: 100 + 64; a year later each: 80 + 51.2; and only who stays: 64 + 40.96.
    found = ig.clv_timing(margin=100, retention_rate=0.8, discount_rate=0.25, years=2)
    assert dict(found) == pytest.approx(
        {"at_start": 164, "at_end": 131.2, "if_retained": 104.96, "endless": 100 / 0.45}, rel=1e-14
    )


def test_the_second_convention_is_that_of_clv() -> None:
    given = {"margin": 120, "retention_rate": 0.7, "discount_rate": 0.08, "years": 7}
    assert ig.clv_timing(**given).at_end == pytest.approx(ig.clv(**given).clv, rel=1e-14)


def test_ordinary_points(assert_ordinary: Callable[..., None]) -> None:
    assert_ordinary("clv_timing", 200)


@pytest.mark.parametrize("discount_rate", [0, 1e-15, 1e-12, 1e-6, -1e-15, -1e-6, -0.999, 10])
@pytest.mark.parametrize("retention_rate", [0, 1e-12, 0.5, 1 - 1e-12, 1])
@pytest.mark.parametrize("years", [1, 2, 30])
def test_edges(assert_agrees: Callable[..., None], discount_rate: float, retention_rate: float, years: int) -> None:
    assert_agrees("clv_timing", 1e-9, discount_rate=discount_rate, retention_rate=retention_rate, years=years)


def test_nothing_lost_nobody_staying_and_no_margin() -> None:
    kept = ig.clv_timing(margin=100, retention_rate=1, discount_rate=0, years=7)
    assert dict(kept) == {"at_start": 700, "at_end": 700, "if_retained": 700, "endless": inf}
    gone = ig.clv_timing(margin=110, retention_rate=0, discount_rate=0.1, years=7)
    assert dict(gone) == pytest.approx({"at_start": 110, "at_end": 100, "if_retained": 0, "endless": 100}, rel=1e-14)
    assert dict(ig.clv_timing(margin=0, retention_rate=1, discount_rate=0)) == dict.fromkeys(OUTPUTS, 0)


@pytest.mark.parametrize(("retention_rate", "discount_rate"), [(0.8, 0.1), (1, 0.05), (0.5, -0.4), (0, 0.2)])
def test_endless_years_are_what_many_come_to(retention_rate: float, discount_rate: float) -> None:
    given = {"retention_rate": retention_rate, "discount_rate": discount_rate}
    assert ig.clv_timing(**given).endless == pytest.approx(ig.clv_timing(**given, years=1000).at_end, rel=1e-12)


@pytest.mark.parametrize(("retention_rate", "discount_rate"), [(1, 0), (0.8, -0.25), (1, -0.1)])
def test_endless_years_without_bound(retention_rate: float, discount_rate: float) -> None:
    assert ig.clv_timing(retention_rate=retention_rate, discount_rate=discount_rate).endless == inf


def test_lists_arrays_and_series() -> None:
    assert ig.clv_timing(margin=[0, 100], years=1, discount_rate=0.25).at_end.tolist() == pytest.approx([0, 80])
    assert ig.clv_timing(years=np.array([[1], [2]]), margin=[1, 2, 3]).if_retained.shape == (2, 3)
    found = ig.clv_timing(margin=pd.Series([0, 9], index=["a", "b"]), years=1).at_start
    pd.testing.assert_series_equal(found, pd.Series([0.0, 9.0], index=["a", "b"], name="at_start"))


@pytest.mark.parametrize(
    ("given", "last"),
    [
        ({}, "Endless years would make the second $666.67."),
        (
            {"discount_rate": -0.2},
            "Endless years would have no bound, because a year's wait loses nothing.",
        ),
    ],
)
def test_sentence(given: dict[str, float], last: str) -> None:
    values = {"years": 1, "margin": 100, **given}
    at_end = 100 / (1 + given.get("discount_rate", 0.1))
    endless = last.replace("666.67", "333.33")
    assert ig.clv_timing(**values).sentence == (
        f"Counted over 1 year, one customer is worth $100.00 if the margins come at the start of each year, ${at_end:.2f} if "
        f"they come at its end, and ${0.8 * at_end:.2f} if only those who stay pay at its end. {endless}"
    )
