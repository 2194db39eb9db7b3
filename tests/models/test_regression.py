"""Regression against the normal equations, statsmodels and SciPy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import isnan
from typing import Any

import mpmath
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

import infogap as ig

OUTPUTS = [
    "intercept",
    "slope",
    "residual_error",
    "intercept_error",
    "slope_error",
    "r_squared",
    "forecast",
    "mean_low",
    "mean_high",
    "low",
    "high",
]
# An intercept far below the means, or an end of an interval near 0, can be no more exact than what it is taken from.
SCALES = {"intercept": "forecast", "mean_low": "high", "mean_high": "high", "low": "high"}
QUARTERS = {"x": [1, 2, 3, 4, 5], "y": [20, 22, 25, 28, 30]}


@pytest.fixture
def agrees(assert_agrees: Callable[..., None]) -> Callable[..., None]:
    return partial(assert_agrees, "regression", scales=SCALES)


def scattered(count: int, offset: float = 0.0) -> dict[str, Any]:
    random = np.random.default_rng(3)
    x = offset + random.uniform(0, 10, count)
    return {"x": x, "y": 3 + 2 * (x - offset) + random.normal(0, 1, count)}


def test_keywords_defaults_and_outputs() -> None:
    assert repr(ig.regression) == (
        "regression(x=[1, 2, 3, 4, 5], y=[20, 22, 25, 28, 30], at=6, confidence=0.95)"
        " -> intercept, slope, residual_error, intercept_error, slope_error, r_squared, forecast, mean_low, mean_high,"
        " low, high"
    )
    assert list(ig.regression()) == OUTPUTS


def test_the_articles_market_share() -> None:
    # By hand: means 3 and 25, Sxx = 10, Sxy = 26, SSE = 0.4; t = 3.182446 from Fisher's table for 3 degrees at 5 %.
    found = ig.regression(**QUARTERS, at=6)
    reach = 3.182446305284263 * (0.4 / 3 * (1 + 1 / 5 + 9 / 10)) ** 0.5
    of_line = 3.182446305284263 * (0.4 / 3 * (1 / 5 + 9 / 10)) ** 0.5
    assert dict(found) == pytest.approx(
        {
            "intercept": 17.2,
            "slope": 2.6,
            "residual_error": (0.4 / 3) ** 0.5,
            "intercept_error": (0.4 / 3 * (1 / 5 + 9 / 10)) ** 0.5,
            "slope_error": (0.4 / 3 / 10) ** 0.5,
            "r_squared": 1 - 0.4 / 68,
            "forecast": 32.8,
            "mean_low": 32.8 - of_line,
            "mean_high": 32.8 + of_line,
            "low": 32.8 - reach,
            "high": 32.8 + reach,
        },
        rel=1e-13,
    )
    assert (round(found.low, 2), round(found.high, 2)) == (31.12, 34.48)


def test_ordinary_points(assert_ordinary: Callable[..., None]) -> None:
    assert_ordinary("regression", 60, SCALES)


@pytest.mark.parametrize("at", [0, -5, 3, 1e6])
@pytest.mark.parametrize("confidence", [1e-9, 0.5, 0.95, 1 - 1e-9])
def test_edges_of_place_and_confidence(agrees: Callable[..., None], at: float, confidence: float) -> None:
    agrees(1e-9, **QUARTERS, at=at, confidence=confidence)


@pytest.mark.parametrize("count", [3, 4, 30])
def test_few_points(agrees: Callable[..., None], count: int) -> None:
    agrees(1e-12, **scattered(count))


def test_ten_thousand_points(agrees: Callable[..., None]) -> None:
    agrees(1e-9, **scattered(10_000))


@pytest.mark.parametrize("offset", [1e3, 1e6])
def test_x_far_from_0_costs_no_digits(
    textbook: Callable[..., dict[str, Any]], assert_close: Callable[..., None], offset: float
) -> None:
    # Years such as 2026 are what x often is.
    points = scattered(12, offset) | {"at": offset + 12, "confidence": 0.95}
    found, wanted = ig.regression(**points), textbook("regression", **points)
    for name in [name for name in OUTPUTS if name != "intercept"]:
        assert_close(found[name], wanted[name], 1e-9)


@pytest.mark.parametrize("points", [QUARTERS, scattered(40)], ids=["quarters", "scattered"])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_statsmodels_agrees(points: dict[str, Any], confidence: float) -> None:
    found = ig.regression(**points, at=6, confidence=confidence)
    fitted = sm.OLS(np.asarray(points["y"], float), sm.add_constant(np.asarray(points["x"], float))).fit()
    summary = fitted.get_prediction([1, 6]).summary_frame(alpha=1 - confidence).iloc[0]
    wanted = [
        *fitted.params,
        np.sqrt(fitted.mse_resid),
        *fitted.bse,
        fitted.rsquared,
        summary["mean"],
        summary["mean_ci_lower"],
        summary["mean_ci_upper"],
        summary["obs_ci_lower"],
        summary["obs_ci_upper"],
    ]
    assert dict(found) == pytest.approx(dict(zip(OUTPUTS, map(float, wanted), strict=True)), rel=1e-11)


@pytest.mark.parametrize("points", [QUARTERS, scattered(40)], ids=["quarters", "scattered"])
def test_scipy_agrees(points: dict[str, Any]) -> None:
    found, line = ig.regression(**points), stats.linregress(points["x"], points["y"])
    assert [found[name] for name in ("intercept", "slope", "intercept_error", "slope_error", "r_squared")] == (
        pytest.approx([line.intercept, line.slope, line.intercept_stderr, line.stderr, line.rvalue**2], rel=1e-11)
    )


def test_points_on_a_line_leave_no_doubt() -> None:
    found = ig.regression(x=[1, 2, 3], y=[2, 4, 6], at=4)
    assert dict(found) == {
        "intercept": 0,
        "slope": 2,
        "residual_error": 0,
        "intercept_error": 0,
        "slope_error": 0,
        "r_squared": 1,
        "forecast": 8,
        "mean_low": 8,
        "mean_high": 8,
        "low": 8,
        "high": 8,
    }


def test_equal_y_leave_nothing_to_explain() -> None:
    found = ig.regression(x=[1, 2, 3], y=[5, 5, 5])
    assert (found.slope, found.forecast, found.low) == (0, 5, 5)
    assert isnan(found.r_squared)


def test_the_articles_example_is_found_wrong() -> None:
    (example,) = ig.regression.examples
    assert [row[:3] for row in example.rows()] == [
        ("intercept", "14.2", "17.2"),
        ("slope", "0.4", "2.6"),
        ("forecast", "18.6", "32.8"),
        ("lower end of the prediction interval", "not given", "31.12"),
        ("upper end of the prediction interval", "not given", "34.48"),
    ]
    assert "right" not in {row[3] for row in example.rows()}
    # No slip that people make happens to give what the article prints: its own note says what went wrong, once.
    assert [row[3] for row in example.rows()] == [example.example.note, "", "", "", ""]
    assert not example.agrees
    assert [example.right[name] for name in example.example.claimed] == pytest.approx([17.2, 2.6, 32.8], rel=1e-14)


def test_lists_arrays_series_and_tables() -> None:
    wanted = dict(ig.regression(**QUARTERS))
    for kind in (tuple, np.array, pd.Series):
        assert dict(ig.regression(x=kind(QUARTERS["x"]), y=kind(QUARTERS["y"]))) == wanted
    table = pd.DataFrame({"quarter": QUARTERS["x"], "share": QUARTERS["y"]}, index=list("abcde"))
    assert dict(ig.regression(table, x="quarter", y="share")) == wanted
    assert dict(ig.regression(table.rename(columns={"quarter": "x", "share": "y"}))) == wanted


def test_many_places_and_many_samples() -> None:
    places = ig.regression(**QUARTERS, at=pd.Series([6, 7], index=["next", "after"]))
    pd.testing.assert_series_equal(places.forecast, pd.Series([32.8, 35.4], index=["next", "after"], name="forecast"))
    assert places.slope.tolist() == pytest.approx([2.6, 2.6])
    samples = ig.regression(x=QUARTERS["x"], y=[[20, 22, 25, 28, 30], [1, 2, 3, 4, 5]], at=[6, 0])
    assert samples.slope.tolist() == pytest.approx([2.6, 1])
    assert samples.forecast.tolist() == pytest.approx([32.8, 0], abs=1e-13)
    assert ig.regression(**QUARTERS, at=[[6], [7]], confidence=[0.5, 0.9, 0.95]).low.shape == (2, 3)


@pytest.mark.parametrize(("degrees", "tail"), [(1, 0.025), (3, 0.025), (3, 1e-9), (9998, 0.025)])
def test_students_quantile(assert_close: Callable[..., None], degrees: int, tail: float) -> None:
    # The tail beyond the quantile that the interval was drawn with, by Abramowitz and Stegun (1964), 26.7.1.
    x = np.arange(degrees + 2.0)
    confidence = 1 - 2 * tail
    found = ig.regression(x=x, y=x + np.sin(x), at=0, confidence=confidence)
    t = (found.forecast - found.low) / (
        found.residual_error * np.sqrt(1 + 1 / len(x) + x.mean() ** 2 / ((x - x.mean()) ** 2).sum())
    )
    with mpmath.workdps(50):
        share = degrees / (degrees + mpmath.mpf(t) ** 2)
        assert_close(mpmath.betainc(degrees / 2, 0.5, 0, share, regularized=True), 1 - confidence, 1e-9)


def test_sentence() -> None:
    assert ig.regression().sentence == (
        "One more x changes y by 2.60. At x = 6.0 the line forecasts 32.80; a new value falls between 31.12 and 34.48 with "
        "95 % confidence."
    )
