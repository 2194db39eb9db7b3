"""Lesson 05: every number that it states, computed here without infogap, and the exercises' right answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
import statsmodels.api as sm

import infogap as ig

LESSON = Path(__file__).parents[2] / "lessons" / "05-reading-an-article-critically.ipynb"
QUARTERS, SHARES = [1, 2, 3, 4, 5], [20, 22, 25, 28, 30]
TERMS = [200 / 1.1, 200 / 1.1 / 1.1, 200 / 1.1 / 1.1 / 1.1]


@pytest.fixture(scope="module")
def line() -> Any:
    return sm.OLS(SHARES, sm.add_constant(QUARTERS)).fit()


def test_value_by_hand(prose: str) -> None:
    assert [f"{term:.2f}" for term in TERMS] == ["181.82", "165.29", "150.26"]
    for term in TERMS:
        assert rf"**\${term:.2f}**" in prose or rf"| \${term:.2f} |" in prose
    assert f"{sum(TERMS):.2f}" == "497.37"
    assert r"**\$497.37**" in prose
    assert f"{sum(TERMS) - 426.49:.2f}" == "70.88"
    assert "which is 70.88 too little" in prose
    assert ig.clv(margin=200, discount_rate=0.1, years=3).clv == pytest.approx(sum(TERMS), rel=1e-12)


def test_bounds_reject_both_printed_values(prose: str) -> None:
    assert f"{TERMS[-1]:.3f}" == "150.263"
    assert f"{3 * TERMS[-1]:.2f}" == "450.79"
    assert r"$$3 \cdot 150.263 = 450.79 \le \mathrm{CLV} \le 3 \cdot 200 = 600.$$" in prose
    assert 150.26 < 426.49 < 3 * TERMS[-1] < sum(TERMS) < 3 * 200


def test_limit_and_rescue(prose: str, outputs: dict[str, str]) -> None:
    values = [sum(200 / (1 + rate) ** year for year in (1, 2, 3)) for rate in (0, 0.1, 0.2, 0.5)]
    shown = next(text for source, text in outputs.items() if "discount_rate=[0," in source)
    assert [float(row.split()[-1]) for row in shown.splitlines()[1:]] == [round(value, 2) for value in values]
    # With x = 1 / (1 + r): 200 (x + x² + x³) = 426.49.
    (root,) = [x.real for x in mpmath.polyroots([200, 200, 200, -426.49]) if abs(x.imag) < 1e-12]
    rate = float(1 / root - 1)
    assert f"{100 * rate:.2f} %" == "19.22 %"
    assert "It would take 19.22 %" in prose
    assert ig.clv.solve("discount_rate", clv=426.49, margin=200, years=3) == pytest.approx(rate, abs=1e-9)


def test_line_mended(prose: str, line: Any) -> None:
    intercept, slope = line.params
    squares = [(quarter - 3) ** 2 for quarter in QUARTERS]
    products = [(quarter - 3) * share for quarter, share in zip(QUARTERS, SHARES, strict=True)]
    assert squares == [4, 1, 0, 1, 4]
    assert (sum(squares), sum(products)) == (10, 26)
    assert (round(slope, 10), round(intercept, 10)) == (2.6, 17.2)
    assert sum(SHARES) / 5 == 25
    assert f"{intercept + 6 * slope:.1f}" == "32.8"
    assert "$26 / 10 = 2.6$" in prose
    assert "25 − 2.6 · 3 = 17.2" in prose
    assert "17.2 + 2.6 · 6 = 32.8" in prose
    low, high = line.get_prediction([[1, 6]]).conf_int(obs=True, alpha=0.05)[0]
    assert f"between {low:.2f} and {high:.2f}" == "between 31.12 and 34.48"
    assert "between 31.12 and 34.48" in prose
    result = ig.regression(x=QUARTERS, y=SHARES, at=6)
    assert [result[name] for name in ("intercept", "slope", "forecast", "low", "high")] == pytest.approx(
        [17.2, 2.6, 32.8, low, high]
    )


def test_line_as_printed_follows_from_nothing(prose: str) -> None:
    # The article's own lines, each computed from the line before it.
    deviations = [(quarter - 3) * (share - 14.2) for quarter, share in zip(QUARTERS, SHARES, strict=True)]
    assert sum(deviations) / (1 + 1 + 0 + 1 + 1) == pytest.approx(6.5)
    assert "$26 / 4 = 6.5$" in prose
    assert round(24.2 - 0.4 * 15, 9) == 18.2
    assert r"$24.2 - 0.4 \cdot 15$ is 18.2" in prose
    assert round(14.2 + 0.4 * 6, 9) == 16.6
    assert r"$14.2 + 0.4 \cdot 6$ is 16.6" in prose


def test_dragging_the_last_point(prose: str) -> None:
    slope, intercept = np.polyfit(QUARTERS, [20, 22, 25, 28, 19], 1)
    assert (round(slope, 10), round(intercept + 6 * slope, 10)) == (0.4, 24.0)
    assert "fall from 30 to 19 to give a slope of 0.4. Even then the forecast is 24.0" in prose
    assert ig.regression(y=[20, 22, 25, 28, 19]).forecast == pytest.approx(24)


def test_average_and_market(prose: str) -> None:
    assert (round(0.7 * 50, 9), round(0.3 * 30, 9)) == (35, 9)
    assert "35 + 9 = 44" in prose
    assert 42.5 + 9 == 51.5
    assert "51.5" in prose
    # At 44 good phones, which owners sell from 45, are not sold; each would have gained 50 − 45.
    assert 30 < 44 < 45 < 51.5
    assert 50 - 45 == 5
    assert "loses a gain of 5 dollars" in prose
    assert ig.expected_utility(outcomes=[50, 30], probabilities=[0.7, 0.3]).expected_utility == pytest.approx(44)


def test_evidence(prose: str, outputs: dict[str, str]) -> None:
    high, low = 0.6 * 0.2, 0.4 * 0.05
    assert f"{100 * high / (high + low):.1f}" == "85.7"
    assert r"\frac{0.12}{0.14} = 85.7\,\%" in prose
    assert ig.bayes(prior=0.6, true_positive_rate=0.2, false_positive_rate=0.05).posterior == pytest.approx(6 / 7)
    assert any(text.startswith("The signal must be possible, but P(B) = 0") for text in outputs.values())


def test_decision(prose: str, outputs: dict[str, str]) -> None:
    assert 10_000 / 100 == 100
    assert 10_000 / 20 == 500
    assert "and each cost 500." in prose
    assert f"{500 - sum(TERMS):.2f}" == "2.63"
    assert "At 500 dollars each customer loses 2.63." in prose
    assert 100 < 150.26 < 426.49 < sum(TERMS) < 500
    shown = next(text for source, text in outputs.items() if "acquisition_cost=[100, 500]" in source)
    assert [float(row.split()[-1]) for row in shown.splitlines()[1:]] == [397.37, -2.63]


def test_three_of_seven_agree(prose: str) -> None:
    # Each claim recomputed from the article's own inputs, in the order of `ig.examples()`.
    claims = [
        (100, 10_000 / 100, 2),
        (426.49, sum(TERMS), 2),
        (0.02, 20 / 1000, 4),
        (150.26, sum(TERMS), 2),
        (51.5, 0.7 * 50 + 0.3 * 30, 1),
        (1, 1 * 0.6 / (1 * 0.6 + 0 * 0.4), 2),
        (18.6, 32.8, 1),
    ]
    agree = [abs(claimed - right) <= 0.5 * 10**-decimals for claimed, right, decimals in claims]
    assert sum(agree) == 3
    assert "Three of the seven agree" in prose
    assert [case.agrees for case in ig.examples()] == agree


def answered(number: int, answer: object) -> bool:
    return bool(ig.exercise(f"05-{number}", seed=1).check(answer))


def value(margin: float, rate: float, years: int) -> float:
    return sum(margin / (1 + rate) ** year for year in range(1, years + 1))


def test_exercise_1() -> None:
    exercise = ig.exercise("05-1", seed=1)
    right = value(150, 0.05, 4)
    assert "$150" in exercise.question
    assert "5 %" in exercise.question
    assert "4 years" in exercise.question
    # Each margin a year too early is worth 5 % more.
    assert f"It prints ${right * 1.05:.2f} " in exercise.question
    assert answered(
        1, "It is wrong: it discounted each margin by one year too few, as if it came at the start of its year."
    )
    assert not answered(1, "It is right.")


def test_exercise_2() -> None:
    # The four results of the report, and the bounds that one of them breaks.
    assert round(0.6 * 80 + 0.4 * 120, 9) == 96
    assert not 80 <= 124 <= 120
    assert f"{value(50, 0.05, 4):.2f}" == "177.30"
    assert f"{4 * 50 / 1.05**4:.2f}" == "164.54"
    slope, intercept = np.polyfit(QUARTERS, [30, 27, 25, 22, 20], 1)
    assert slope < 0
    assert intercept + 6 * slope == pytest.approx(17.3)
    assert 150 * 40 == 6000
    texts = [choice.text for choice in ig.exercise("05-2", seed=1).full_question.choices]
    assert [text for text in texts if answered(2, text)] == [text for text in texts if "$124" in text]


def test_exercise_3() -> None:
    assert "$200" in ig.exercise("05-3", seed=1).question
    assert "$760.00" in ig.exercise("05-3", seed=1).question
    rate = mpmath.findroot(lambda r: value(200, r, 5) - 760, 0.1)
    assert answered(3, f"{100 * float(rate):.1f} %")
    assert not answered(3, f"{100 * float(rate) + 1:.1f} %")


def test_exercise_4(line: Any) -> None:
    # At the right line, steps 2 and 3 as shown give the intercept, and step 1 as shown is not 0.
    intercept, slope = line.params
    step_1 = sum(2 * intercept + 2 * slope * x - 2 for x in QUARTERS)
    step_2 = sum(y - slope * x for x, y in zip(QUARTERS, SHARES, strict=True)) / 5
    assert step_1 != pytest.approx(0)
    assert step_2 == pytest.approx(25 - 3 * slope) == pytest.approx(intercept)
    shown = ig.exercise("05-4", seed=1).question
    assert r"\sum_{i=1}^{n} \left(2 \cdot a + 2 \cdot b \cdot {x}_{i} - 2\right) = 0" in shown
    assert answered(4, "Step 1")
    assert not answered(4, "Step 2")


def test_exercise_5() -> None:
    shares = [22, 29, 21, 24, 21]
    assert ig.exercise("05-5", seed=1).values["y"].tolist() == shares
    assert sum((quarter - 3) * share for quarter, share in zip(QUARTERS, shares, strict=True)) < 0
    assert answered(5, "It falls")
    assert not answered(5, "It rises")


def test_exercise_6() -> None:
    values = ig.exercise("05-6", seed=1).values
    assert (values["prior"], values["true_positive_rate"], values["false_positive_rate"]) == (0.5, 0.4, 0.05)
    assert answered(6, f"{100 * 0.5 * 0.4 / (0.5 * 0.4 + 0.5 * 0.05):.1f} %")
    assert not answered(6, "100 %")


def test_exercise_7() -> None:
    texts = [choice.text for choice in ig.exercise("05-7", seed=1).full_question.choices]
    assert [text for text in texts if answered(7, text)] == [text for text in texts if "random half" in text]


@pytest.mark.parametrize("seed", range(31))
def test_exercise_8(seed: int) -> None:
    exercise = ig.exercise("05-8", seed=seed)
    cost = exercise.values["acquisition_cost"]
    assert 426.49 < cost < sum(TERMS)
    right = "by the printed value you would not win such customers, and by the right one you should."
    assert exercise.answer == f"It turns it round: {right}"
    said = f"The printed one would cost you ${sum(TERMS) - cost:.2f} for each customer that you do not win."
    assert exercise.check(exercise.answer).text == f"Right: ${cost:.0f} lies between the two values. {said}"
