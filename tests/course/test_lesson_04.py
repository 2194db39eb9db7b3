"""Lesson 04: every number it states, and every exercise's answer, from statsmodels, SciPy, SymPy or arithmetic."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import sympy
from scipy import optimize, stats

import infogap as ig

LESSON = Path(__file__).parents[2] / "lessons" / "04-forecasting-market-share.ipynb"
X = np.array([1.0, 2, 3, 4, 5])
Y = np.array([20.0, 22, 25, 28, 30])
# What the class has seen after each round of the activity.
LATER = [31.2, 31.6, 31.7]
MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def cells() -> list[Any]:
    return list(nbformat.read(LESSON, as_version=4).cells)


def fitted(x: Any = X, y: Any = Y) -> Any:
    return sm.OLS(np.asarray(y, float), sm.add_constant(np.asarray(x, float))).fit()


def interval(at: float, confidence: float, y: Any = Y, *, of_the_line: bool = False) -> tuple[float, float]:
    """Return an interval at a place, from statsmodels."""
    frame = fitted(np.arange(1, len(y) + 1), y).get_prediction([[1, at]]).summary_frame(alpha=1 - confidence)
    kind = "mean_ci" if of_the_line else "obs_ci"
    return float(frame[f"{kind}_lower"].iloc[0]), float(frame[f"{kind}_upper"].iloc[0])


def chance_below(target: float) -> float:
    """Return the probability that quarter 6 falls below a target: Student's t with 3 degrees of freedom."""
    error = np.sqrt(0.4 / 3) * np.sqrt(1 + 1 / 5 + 9 / 10)
    return float(stats.t.cdf((target - 32.8) / error, 3))


def minus(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}".replace("-", MINUS)


# By hand.


def test_the_table_by_hand(prose: str) -> None:
    for quarter, share in zip(X, Y, strict=True):
        apart, above = quarter - X.mean(), share - Y.mean()
        row = (quarter, share, apart, above, apart * above, apart**2)
        assert "| " + " | ".join(minus(number, 0) for number in row) + " |" in prose
    products, squares = ((X - 3) * (Y - 25)).sum(), ((X - 3) ** 2).sum()
    assert f"| | | | **sum** | **{products:.0f}** | **{squares:.0f}** |" in prose
    assert f"$b = {products:.0f} / {squares:.0f} = {products / squares}$" in prose
    intercept, slope = fitted().params
    assert f"$a = 25 - {slope:.1f} \\cdot 3 = {intercept:.1f}$" in prose
    assert f"${intercept:.1f} + {slope:.1f} \\cdot 6 = {intercept + 6 * slope:.1f}$" in prose
    found = ig.regression(y=[20, 22, 25, 28, 30], at=6)
    assert [found.intercept, found.slope, found.forecast] == pytest.approx([17.2, 2.6, 32.8], rel=1e-12)


def test_the_residuals_by_hand(prose: str) -> None:
    line, residuals = fitted().fittedvalues, fitted().resid
    assert "stands at {:.1f}, {:.1f}, {:.1f}, {:.1f} and {:.1f}, which".format(*line) in prose
    said = [minus(abs(number) if abs(number) < 1e-9 else number, 1).removesuffix(".0") for number in residuals]
    assert "leaves {}, {}, {}, {} and {}.".format(*said) in prose
    assert residuals.sum() == pytest.approx(0, abs=1e-12)
    assert f"squares add up to {(residuals**2).sum():.2f}." in prose
    error = np.sqrt((residuals**2).sum() / 3)
    assert f"$s = \\sqrt{{0.40 / 3}} = {error:.3f}$" in prose
    assert ig.regression().residual_error == pytest.approx(error, rel=1e-12)


def test_the_outermost_points_almost_give_the_slope(prose: str) -> None:
    assert f"On the brand's numbers it gives {(Y[4] - Y[0]) / 4} and" in prose


# The derivation.


def test_the_normal_equations_with_numbers(prose: str) -> None:
    a, b = sympy.symbols("a b")
    total = sum((sympy.Integer(int(y)) - a - b * int(x)) ** 2 for x, y in zip(X, Y, strict=True))
    in_slope, in_intercept = (sympy.expand(-sympy.diff(total, each) / 2) for each in (b, a))
    assert in_slope == 401 - 15 * a - 55 * b
    assert in_intercept == 125 - 5 * a - 15 * b
    assert "$401 = 15a + 55b$ and $125 = 5a + 15b$" in prose
    assert sympy.expand(in_slope - 3 * in_intercept) == 26 - 10 * b
    assert "$26 = 10b$" in prose


def test_the_derivation_has_the_steps_that_are_talked_about() -> None:
    lines = ig.regression.derivation("slope").lines
    assert len(lines) == 4
    assert r"\cdot {x}_{i}\right) = 0" in lines[0].latex
    assert "in the slope" in lines[0].reason or "with the slope" in lines[0].reason
    assert "intercept" in lines[1].reason
    assert lines[2].latex.startswith(r"b = \frac{n \cdot")
    assert "S_{xx}" in lines[3].latex


# Leverage.


def test_what_each_point_does_to_the_forecast(prose: str) -> None:
    now = fitted().predict([[1, 6]])[0]
    moved = [fitted(X, Y + unit).predict([[1, 6]])[0] - now for unit in np.eye(5)]
    assert moved == pytest.approx([-0.4, -0.1, 0.2, 0.5, 0.8], abs=1e-12)
    assert f"The last point moves the forecast by {moved[4]:.1f}, the middle one by {moved[2]:.1f}." in prose
    assert f"*lowers* the forecast by {-moved[0]:.1f}." in prose
    assert (
        "$$\\hat y_6 = -0.4 \\cdot 20 - 0.1 \\cdot 22 + 0.2 \\cdot 25 + 0.5 \\cdot 28 + 0.8 \\cdot 30 = 32.8$$" in prose
    )
    assert float(np.dot(moved, Y)) == pytest.approx(32.8, rel=1e-12)
    up = ig.regression(y=Y + np.eye(5)[4])
    assert up.forecast - 32.8 == pytest.approx(0.8, rel=1e-9)
    assert up.slope - 2.6 == pytest.approx(0.2, rel=1e-9)
    assert "one unit of the fifth point turns the slope by 0.2" in prose


# Intervals.


def test_two_intervals_by_hand(prose: str) -> None:
    quantile = stats.t.ppf(0.975, 3)
    assert f"asks for {quantile:.3f}" in prose
    assert f"the scatter, {stats.norm.ppf(0.975):.2f}." in prose
    s = np.sqrt(0.4 / 3)
    for inside, of_the_line in (("0.2 + 0.9", True), ("1 + 0.2 + 0.9", False)):
        error = s * np.sqrt(sum(map(float, inside.split("+"))))
        low, high = interval(6, 0.95, of_the_line=of_the_line)
        sentence = (
            f"${s:.4f} \\cdot \\sqrt{{{inside}}} = {error:.3f}$, times 3.182 is {quantile * error:.2f}: "
            f"from {low:.1f} to {high:.1f}."
        )
        assert sentence in prose
    found = ig.regression()
    assert (found.mean_low, found.mean_high) == pytest.approx(interval(6, 0.95, of_the_line=True), rel=1e-9)
    assert (found.low, found.high) == pytest.approx(interval(6, 0.95), rel=1e-9)


def shown_frame(cells: list[Any], beginning: str) -> pd.DataFrame:
    """Return a table that a cell shows."""
    cell = next(cell for cell in cells if cell.cell_type == "code" and beginning in cell.source)
    rows = [line.split() for line in cell.outputs[0].data["text/plain"].splitlines()]
    return pd.DataFrame([row[1:] for row in rows[1:]], columns=rows[0]).astype(float)


def test_the_table_of_intervals(cells: list[Any]) -> None:
    shown = shown_frame(cells, "at=[3, 6, 9]")
    for row in shown.to_dict("records"):
        line, point = interval(row["at"], 0.95, of_the_line=True), interval(row["at"], 0.95)
        right = [fitted().predict([[1, row["at"]]])[0], *line, *point]
        assert list(row.values())[1:] == pytest.approx(right, abs=0.05 + 1e-9)
    # The lower end rises with the date, as exercise 6 says.
    assert shown["low"].is_monotonic_increasing


def test_a_thousand_quarters_leave_the_new_points_luck() -> None:
    # Same scatter s, x = 1 .. 1000, in the middle: s / sqrt(1000) against s sqrt(1 + 1/1000).
    line, point = 1 / np.sqrt(1000), np.sqrt(1 + 1 / 1000)
    assert line < 0.04
    assert point > 1


# Too far.


def test_too_far_along_the_line(cells: list[Any], prose: str) -> None:
    shown = shown_frame(cells, "at=[6, 12, 24, 32, 40]")
    for row in shown.to_dict("records"):
        right = [17.2 + 2.6 * row["at"], *interval(row["at"], 0.95)]
        assert list(row.values())[1:] == pytest.approx(right, abs=0.05 + 1e-9)
    assert ig.regression.solve("at", forecast=100) == pytest.approx((100 - 17.2) / 2.6, rel=1e-9)
    assert 17.2 + 2.6 * 31 < 100 < 17.2 + 2.6 * 32
    assert "In quarter 32, almost seven years after the last number," in prose
    assert (32 - 5) / 4 == 6.75
    assert f"At quarter 40 even the lower end of the interval is at {interval(40, 0.95)[0]:.1f} %." in prose
    assert f"at quarter {MINUS}7 the line is below 0." in prose
    assert 17.2 - 2.6 * 7 < 0 < 17.2 - 2.6 * 6
    assert "grew by {:.0f}, {:.0f}, {:.0f} and {:.0f}.".format(*np.diff(Y)) in prose


# Anscombe.


def test_four_sets_with_one_line(cells: list[Any], prose: str) -> None:
    four = ig.data("anscombe")
    shown = shown_frame(cells, 'ig.data("anscombe")')
    assert len(shown) == 4
    for number, row in enumerate(shown.to_dict("records"), start=1):
        fit = fitted(four[f"x{number}"], four[f"y{number}"])
        frame = fit.get_prediction([[1, 15]]).summary_frame(alpha=0.05)
        right = [*fit.params, fit.rsquared, *frame[["mean", "obs_ci_lower", "obs_ci_upper"]].iloc[0]]
        assert list(row.values()) == [round(float(number), 1) for number in right]
    assert shown.nunique().tolist() == [1] * 6
    assert f"The brand's line explains {fitted().rsquared:.0%} of".replace("%", " %") in prose


def test_what_the_four_pictures_show(cells: list[Any], prose: str) -> None:
    four = ig.data("anscombe")
    curve = np.polyfit(four["x2"], four["y2"], 2)
    assert np.polyval(curve, four["x2"]) == pytest.approx(four["y2"], abs=0.01)
    assert f"at 15 it comes down to {np.polyval(curve, 15):.1f}, where the line says 10.5." in prose
    others = four[four["y3"] < 12]
    assert len(others) == 10
    assert fitted(others["x3"], others["y3"]).resid == pytest.approx(np.zeros(10), abs=0.01)
    assert sorted(set(four["x4"])) == [8, 19]
    assert (four["x4"] == 19).sum() == 1
    (picture,) = (output for cell in cells for output in cell.get("outputs", []) if "4 Axes" in str(output.get("data")))
    assert picture.metadata["image/png"]["alt"]


# The decision.


def test_how_often_a_target_is_missed(prose: str) -> None:
    assert f"it is missed with a probability of {chance_below(33):.0%}.".replace("%", " %") in prose
    said = f"A target of 32 % is missed with {chance_below(32):.0%}, one of 31 % with {chance_below(31):.0%}."
    assert re.sub(r"(?<=\d)%", " %", said) in prose
    confidence = 1 - 2 * chance_below(32)
    assert ig.regression.solve("confidence", low=32) == pytest.approx(confidence, rel=1e-9)
    assert f"An interval that begins at 32 has a confidence of {100 * confidence:.0f} %." in prose
    assert f"Of the other {100 - 100 * confidence:.0f} %," in prose


def test_the_target_that_costs_least(cells: list[Any], prose: str) -> None:
    shown = shown_frame(cells, "confidence=[0.5")
    error = np.sqrt(0.4 / 3 * 2.1)
    for row, ratio in zip(shown.to_dict("records"), (3, 4, 9, 39), strict=True):
        # The mean cost by integration, and its lowest point: nothing is known here of 1 / (1 + k).
        def cost(target: float, ratio: float = ratio) -> float:
            share = 32.8 + error * stats.t.ppf((np.arange(40000) + 0.5) / 40000, 3)
            return float(np.mean(np.where(share < target, ratio * (target - share), share - target)))

        best = optimize.minimize_scalar(cost, bounds=(28, 34), method="bounded", options={"xatol": 1e-6}).x
        assert row["low"] == pytest.approx(best, abs=0.01)
        assert row["confidence"] == pytest.approx(1 - 2 / (1 + ratio))
        assert row["low"] == pytest.approx(interval(6, row["confidence"])[0], abs=0.005 + 1e-9)
    assert "costs of 3, 4, 9 and 39 to 1. So commit to 32.3 % if missing costs four times" in prose
    assert [round(float(low), 1) for low in shown["low"]] == [32.4, 32.3, 31.9, 31.1]
    assert "and to 31.9 % if it costs nine times as much." in prose
    assert "familiar 95 % interval, 31.1 %," in prose
    assert "If missing costs 4 times as much, accept 20 %: the lower end of the 60 % interval." in prose


# The activity.


def test_the_line_misses_three_times(prose: str) -> None:
    ends = [interval(6 + n, 0.8, [*Y, *LATER[:n]]) for n in range(3)]
    assert all(share < low for share, (low, _) in zip(LATER, ends, strict=True))
    assert "Quarters 6, 7 and 8 are {}, {} and {} %".format(*LATER) in prose
    said = [f"{low:.1f} to {high:.1f}" for low, high in ends]
    assert "writes {}, then {}, then {}, and misses three times.".format(*said) in prose


# The exercises, for seed 1.


def asked(number: int) -> Any:
    return ig.exercise(f"04-{number}", seed=1)


def test_exercise_1_the_slope() -> None:
    each = asked(1)
    products = [(x - 3) * (y - np.mean(each.values["y"])) for x, y in zip(X, each.values["y"], strict=True)]
    assert each.check(f"{sum(products) / 10:.2f}")
    assert str(each.check(f"{sum(products) / 5:.2f}")).startswith("You divided the products of the deviations")
    outermost = (each.values["y"][4] - each.values["y"][0]) / 4
    assert str(each.check(f"{outermost:.2f}")).startswith("You drew the line through the outermost points only")


def test_exercise_2_the_printed_line() -> None:
    each = asked(2)
    printed = 14.2 + 0.4 * X
    assert printed[2] == pytest.approx(15.4)
    assert (printed < Y).all()
    assert each.check("In the middle quarter the line stands at 15.4, not at the mean of the shares.")
    said = [str(each.check(letter)) for letter in "ABCD"]
    assert sum(text.startswith("Right:") for text in said) == 1
    assert sum(text.startswith("No:") for text in said) == 3
    assert "32.80" in repr(each.solution())


def test_exercise_3_the_wrong_step() -> None:
    each = asked(3)
    steps = each.full_question.shown.lines
    right = ig.regression.derivation("slope").lines
    changed = [number for number in range(4) if steps[number].latex != right[number].latex]
    assert [number for number in range(4) if each.check(number + 1)] == changed
    assert len(changed) == 1


def test_exercise_4_the_fifth_point() -> None:
    each = asked(4)
    y = each.values["y"]
    target = float(re.search(r"is ([\d.]+)\.$", each.full_question.ask)[1])
    # b = (-2 y1 - y2 + y4 + 2 y5) / 10, solved for y5.
    fifth = (10 * target + 2 * y[0] + y[1] - y[3]) / 2
    assert each.check(fifth)
    assert not each.check(fifth + 2)


def test_exercise_5_the_upper_end() -> None:
    each = asked(5)
    y = each.values["y"]
    assert each.check(f"{interval(6, 0.95, y)[1]:.2f}")
    line = each.check(f"{interval(6, 0.95, y, of_the_line=True)[1]:.2f}")
    assert str(line).startswith("You gave the confidence interval of the line itself;")


def test_exercise_6_growth_against_doubt() -> None:
    answers = {}
    for seed in range(31):
        each = ig.exercise("04-6", seed=seed)
        rises = interval(6.001, 0.95, each.values["y"])[0] > interval(6, 0.95, each.values["y"])[0]
        assert each.check("It rises" if rises else "It falls")
        answers[seed] = rises
    assert set(answers.values()) == {True, False}


def test_exercise_7_the_ruler() -> None:
    each = asked(7)
    target = float(re.search(r"reach ([\d.]+) %", each.full_question.ask)[1])
    intercept, slope = fitted(X, each.values["y"]).params
    assert each.check(f"{(target - intercept) / slope:.1f}")
    assert str(each.check(f"{target / slope:.1f}")).startswith(
        "You worked back from a formula that left out the intercept;"
    )


def test_exercise_8_what_the_board_bets_on() -> None:
    each = asked(8)
    y = each.values["y"]
    target = float(re.search(r"proposes ([\d.]+) %", each.full_question.ask)[1])
    right = optimize.brentq(lambda confidence: interval(6, confidence, y)[0] - target, 0.01, 0.999)
    assert target < fitted(X, y).predict([[1, 6]])[0]
    assert each.check(f"{100 * right:.0f} %")
    assert str(each.check(f"{right:.2f}")).startswith("That is the share,")


@pytest.mark.parametrize("seed", range(31))
def test_the_numbers_are_sensible_for_everyone(seed: int) -> None:
    for number in (1, 4, 5, 6, 7, 8):
        each = ig.exercise(f"04-{number}", seed=seed)
        assert all(10 <= share <= 40 and float(share).is_integer() for share in each.values["y"])
        assert fitted(X, each.values["y"]).params[1] >= 0.5
    assert 0 < ig.exercise("04-8", seed=seed).full_question.right < 95
    assert 10 < ig.exercise("04-7", seed=seed).full_question.right < 40
