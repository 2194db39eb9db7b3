"""Lesson 01: every number that it states, computed here without infogap, and the exercises' right answers."""

from __future__ import annotations

from math import exp, log, sqrt
from pathlib import Path

import mpmath
import pytest

import infogap as ig

LESSON = Path(__file__).parents[2] / "lessons" / "01-deciding-without-knowing.ipynb"
CHANCES = (0.7, 0.3)
JOB_A, JOB_B = (50, 30), (56, 16)
REPAIRS = {  # repair cost, failure probability, warranty price
    "kettle": (25, 0.08, 9),
    "toaster": (35, 0.06, 12),
    "vacuum cleaner": (90, 0.12, 39),
    "coffee machine": (140, 0.15, 49),
    "television": (320, 0.07, 89),
    "dishwasher": (210, 0.18, 79),
    "washing machine": (240, 0.16, 45),
    "laptop": (650, 0.20, 159),
}


def average(amounts: tuple[float, ...], chances: tuple[float, ...] = CHANCES) -> float:
    return sum(chance * amount for chance, amount in zip(chances, amounts, strict=True))


def power_mean(amounts: tuple[float, ...], chances: tuple[float, ...], risk_aversion: float) -> float:
    """The certainty equivalent with constant relative risk aversion other than 1, to 50 digits."""
    with mpmath.workdps(50):
        power = 1 - mpmath.mpf(risk_aversion)
        mean = sum(
            mpmath.mpf(chance) * mpmath.mpf(amount) ** power for chance, amount in zip(chances, amounts, strict=True)
        )
        return float(mean ** (1 / power))


def highest_price(wealth: float, loss: float, chance: float, risk_aversion: float) -> float:
    return wealth - power_mean((wealth, wealth - loss), (1 - chance, chance), risk_aversion)


def chance_for(price: float, wealth: float, loss: float, risk_aversion: float) -> float:
    """The probability at which the expected utility without insurance is the utility of the wealth less the price."""
    power = 1 - risk_aversion
    insured, whole, broken = (amount**power for amount in (wealth - price, wealth, wealth - loss))
    return float((insured - whole) / (broken - whole))


def test_both_jobs_pay_the_same_on_average(prose: str) -> None:
    assert [round(average(job), 10) for job in (JOB_A, JOB_B)] == [44, 44]
    assert "| Job A | 50 | 30 | 44 |\n| Job B | 56 | 16 | 44 |" in prose


def test_job_by_hand(prose: str) -> None:
    roots = [sqrt(pay) for pay in JOB_A]
    weighed = [chance * root for chance, root in zip(CHANCES, roots, strict=True)]
    for pay, chance, root, part in zip(JOB_A, CHANCES, roots, weighed, strict=True):
        assert f"| {pay} | {chance} | {root:.4f} | {part:.4f} |" in prose
    utility = sum(weighed)
    assert f"{utility:.4f}" == "6.5929"
    assert "| together | 1 | | 6.5929 |" in prose
    # The rounded numbers that a student has on paper lead to the same place.
    assert f"{4.9497 + 1.6432:.4f} {6.5929**2:.2f}" == "6.5929 43.47"
    assert "$6.5929^2 = 43.47$" in prose
    assert f"{44 - utility**2:.2f} {1000 * (44 - utility**2):.0f}" == "0.53 533"
    assert "$44 - 43.47 = 0.53$ to be sure. With pay in thousands, that is 533 dollars a year" in prose
    found = ig.expected_utility(outcomes=JOB_A, probabilities=CHANCES, utility="sqrt")
    assert dict(found) == pytest.approx(
        {
            "expected_value": 44,
            "expected_utility": utility,
            "certainty_equivalent": utility**2,
            "risk_premium": 44 - utility**2,
        }
    )


def test_premium_of_job_b(prose: str, outputs: dict[str, str]) -> None:
    premium_a, premium_b = (44 - average((sqrt(good), sqrt(bad))) ** 2 for good, bad in (JOB_A, JOB_B))
    assert f"{premium_b:.2f} {premium_a:.2f}" == "2.55 0.53"
    assert 4.5 < premium_b / premium_a < 5
    assert "nearly five times its premium: 2.55 against 0.53" in prose
    shown = next(text for source, text in outputs.items() if 'explain("risk_premium"' in source)
    assert shown.endswith("= $2.55")


def test_families(prose: str) -> None:
    good, bad = JOB_B
    worth = {
        ("linear", 0): average(JOB_B),
        ("sqrt", 0): average((sqrt(good), sqrt(bad))) ** 2,
        ("log", 0): exp(average((log(good), log(bad)))),
        ("crra", 2): 1 / average((1 / good, 1 / bad)),
        ("cara", 0.05): -log(average((exp(-0.05 * good), exp(-0.05 * bad)))) / 0.05,
    }
    assert [f"{value:.2f}" for value in worth.values()] == ["44.00", "41.45", "38.46", "32.00", "34.59"]
    rows = [line.split(" | ")[-1].rstrip(" |") for line in prose.splitlines() if line.count(" | ") == 2]
    assert [row for row in rows if row in {f"{value:.2f}" for value in worth.values()}] == [
        f"{value:.2f}" for value in worth.values()
    ]
    for (utility, aversion), value in worth.items():
        found = ig.expected_utility(outcomes=JOB_B, probabilities=CHANCES, utility=utility, risk_aversion=aversion)
        assert found.certainty_equivalent == pytest.approx(value, rel=1e-12)
    # The members that the prose names: the root at a risk aversion of 0.5, the logarithm at 1.
    for aversion, utility in ((0.5, "sqrt"), (1, "log")):
        found = ig.expected_utility(outcomes=JOB_B, probabilities=CHANCES, utility="crra", risk_aversion=aversion)
        assert found.certainty_equivalent == pytest.approx(worth[utility, 0], rel=1e-12)


def test_allais(prose: str, outputs: dict[str, str]) -> None:
    # Kahneman and Tversky (1979), problems 1 and 2: per cent who chose each option.
    shown = next(text for source, text in outputs.items() if 'ig.data("allais")' in source)
    rows = [line.split()[1:] for line in shown.splitlines()[1:]]
    assert rows == [["1", "A", "0.18"], ["1", "B", "0.82"], ["2", "C", "0.83"], ["2", "D", "0.17"]]
    assert "82 % chose B, and 83 % chose C" in prose
    # With u(0) = 0 each problem is about u(2500) / u(2400): B needs it below 34/33, C above.
    for ratio in (1.0, 34 / 33 - 1e-6, 34 / 33 + 1e-6, 2.0):
        prefers_b = 0.33 * ratio + 0.66 < 1
        prefers_c = 0.33 * ratio > 0.34
        assert prefers_b != prefers_c
    assert "would have to be below 34/33 and above it" in prose


def test_averages_that_exercise_5_names() -> None:
    averages = [
        average((2500, 2400, 0), (0.33, 0.66, 0.01)),
        average((2400,), (1,)),
        average((2500, 0), (0.33, 0.67)),
        average((2400, 0), (0.34, 0.66)),
    ]
    assert [round(value, 8) for value in averages] == [2409, 2400, 825, 816]
    said = [choice.said for choice in ig.exercise("01-5", seed=1).full_question.choices]
    assert any("825 against 816. But so was A's, 2,409 against 2,400" in text for text in said)


def test_insurance_by_hand(prose: str) -> None:
    sure = 1 / (0.9 / 2000 + 0.1 / 1600)
    price = 2000 - sure
    assert f"{sure:.2f} {price:.2f}" == "1951.22 48.78"
    assert r"= 1951.22, \qquad P^* = 48.78" in prose
    assert f"{price / 40:.2f} {60 / 40:.1f}" == "1.22 1.5"
    assert "This customer bears up to $48.78 / 40 = 1.22$" in prose
    assert "0.5 where this lesson says 1.5" in prose
    half = 2000 - 1 / (0.9 / 2000 + 0.1 / 1800)
    assert f"{price - 40:.2f} {half - 20:.2f}" == "8.78 1.98"
    assert half - 20 < (price - 40) / 4
    assert "falls from 8.78 to 1.98, less than a quarter" in prose
    found = ig.insurance(wealth=2000, loss=[400, 200], loss_probability=0.1, price=60, risk_aversion=2)
    assert found.highest_price == pytest.approx([price, half], rel=1e-12)
    assert found.loading[0] == pytest.approx(1.5)


def test_premium_grows_with_the_square_of_a_small_stake() -> None:
    premiums = [highest_price(2000, loss, 0.1, 2) - 0.1 * loss for loss in (1, 2)]
    assert premiums[1] / premiums[0] == pytest.approx(4, rel=2e-3)


def test_risk_aversion_that_accepts_the_price(prose: str) -> None:
    needed = float(mpmath.findroot(lambda aversion: highest_price(2000, 400, 0.1, aversion) - 60, 4))
    assert f"{needed:.1f}" == "4.0"
    assert "the price of 60 needs a risk aversion of about 4" in prose
    assert ig.insurance.solve("risk_aversion", highest_price=60) == pytest.approx(needed, rel=1e-9)


def test_data_of_the_warranties(outputs: dict[str, str]) -> None:
    shown = next(text for source, text in outputs.items() if source.startswith("products = "))
    for name, repair in REPAIRS.items():
        row = next(line for line in shown.splitlines() if name in line).split(name)[1].split()
        assert tuple(float(number) for number in row[1:]) == repair


def test_no_warranty_is_worth_its_price(prose: str, outputs: dict[str, str]) -> None:
    shown = next(text for source, text in outputs.items() if source.startswith("till = "))
    worth = {name: highest_price(20_000, loss, chance, 2) for name, (loss, chance, _) in REPAIRS.items()}
    for name, (loss, chance, price) in REPAIRS.items():
        row = next(line for line in shown.splitlines() if line.startswith(name)).removeprefix(name).split()
        expected = [price, chance * loss, worth[name], price / (chance * loss)]
        assert [float(number) for number in row] == [round(number, 2) for number in expected]
        assert price > worth[name]
    assert f"{max(worth[name] - REPAIRS[name][0] * REPAIRS[name][1] for name in REPAIRS):.2f}" == "3.47"
    assert "at most 3.47 above the expected losses" in prose
    assert round(0.08 * 25, 10) == 2
    assert "For the kettle you would pay 9 dollars for repairs that cost 2 on average" in prose


def test_risk_aversion_that_would_buy(prose: str, outputs: dict[str, str]) -> None:
    shown = next(text for source, text in outputs.items() if source.startswith("known = "))
    needed = {name: float(line.split()[-1]) for name in REPAIRS for line in shown.splitlines() if name in line}
    for name, (loss, chance, price) in REPAIRS.items():
        # The shown number, moved by its rounding, has to lie on either side of the price.
        below, above = (highest_price(20_000, loss, chance, needed[name] + step) for step in (-0.051, 0.051))
        assert below < price < above
    assert min(needed, key=lambda name: needed[name]) == "laptop"
    assert needed["laptop"] == 15.4
    assert "The lowest is 15.4, for the laptop" in prose


def test_what_such_a_risk_aversion_means(prose: str) -> None:
    sure = power_mean((20_000, 10_000), (0.5, 0.5), 15)
    assert f"{sure:,.0f}" == "10,508"
    assert "With a risk aversion of 15 you would rather take 10,508 for sure" in prose
    found = ig.expected_utility(outcomes=[20_000, 10_000], probabilities=[0.5, 0.5], utility="crra", risk_aversion=15)
    assert found.certainty_equivalent == pytest.approx(sure, rel=1e-12)


def test_who_turns_down_100_against_110_turns_down_1000_against_any_sum(prose: str) -> None:
    assert "loses 100 dollars or wins 110" in prose
    assert "loses 1,000 or wins any sum whatever" in prose
    # Let r be the utility that a loss of 100 takes away now. The first 110 won add at most r, and each further 110 add
    # at most 100/110 of what the 110 before added. Each 200 lost take twice what their first 100 do, and these take at
    # least 110/100 of what the first 100 of the 200 before took.
    won = 1 / (1 - 100 / 110)
    lost = sum(2 * (110 / 100) ** step for step in range(5))
    assert lost > won
    # One such person, with constant absolute risk aversion, says so to infogap.
    aversion = float(mpmath.findroot(lambda a: (mpmath.exp(100 * a) + mpmath.exp(-110 * a)) / 2 - 1, 1e-3))
    offered = {"probabilities": [0.5, 0.5], "utility": "cara", "risk_aversion": aversion}
    assert ig.expected_utility(outcomes=[-100, 110], **offered).certainty_equivalent == pytest.approx(0, abs=1e-6)
    assert ig.expected_utility(outcomes=[-1000, 1e12], **offered).certainty_equivalent < 0


def test_what_would_turn_the_decision(prose: str) -> None:
    worth = highest_price(3000, 650, 0.2, 3)
    assert f"{worth:.2f}" == "172.75"
    assert "3,000 dollars is all you can lay hands on and your risk aversion is 3" in prose
    assert "warranty is worth 172.75 to you and costs 159" in prose
    assert ig.insurance(wealth=3000, loss=650, loss_probability=0.2, price=159, risk_aversion=3).highest_price == (
        pytest.approx(worth, rel=1e-12)
    )
    chance = chance_for(159, 20_000, 650, 2)
    assert f"{100 * chance:.1f}" == "23.9"
    assert "At 23.9 % you would be right to buy" in prose
    found = ig.insurance.solve("loss_probability", highest_price=159, wealth=20_000, loss=650, risk_aversion=2)
    assert found == pytest.approx(chance, rel=1e-9)
    assert round(159 - 0.2 * 650, 10) == 29
    assert "for the laptop it costs 29 dollars above the expected loss" in prose


def test_activity(prose: str) -> None:
    assert 0.1 * 10 == 1
    assert f"{20 - 20**0.9 * 10**0.1:.2f}" == "1.34"
    assert "The expected loss is 1 point. Someone with a logarithmic utility would pay up to 1.34." in prose
    found = ig.insurance(wealth=20, loss=10, loss_probability=0.1, price=1, risk_aversion=1)
    assert found.highest_price == pytest.approx(20 - 20**0.9 * 10**0.1, rel=1e-12)


def test_exercise_1() -> None:
    exercise = ig.exercise("01-1", seed=1)
    outcomes, chances = exercise.values["outcomes"], exercise.values["probabilities"]
    assert (list(outcomes), list(chances)) == ([45, 32], [0.2, 0.8])
    utility = 0.2 * sqrt(45) + 0.8 * sqrt(32)
    assert exercise.answer == f"${utility**2:.2f}" == "$34.42"
    assert exercise.check(34.42).right
    assert str(exercise.check(0.2 * 45 + 0.8 * 32)).startswith("You gave the expected value")
    assert str(exercise.check(utility)).startswith("You stopped at the expected utility")


def test_exercise_2() -> None:
    exercise = ig.exercise("01-2", seed=1)
    assert max(50, 30) < 51.5
    assert exercise.answer == "A weighted average cannot lie above its greatest entry, and 51.5 is above 50."
    assert f"{0.7 * 50:.0f} {0.7 * 50 + 0.3 * 30:.0f}" == "35 44"
    assert "0.7 · 50 is 35, not 42.5. The average is 44" in repr(exercise.solution())


def test_exercise_3() -> None:
    exercise = ig.exercise("01-3", seed=1)
    shown = exercise.full_question.shown
    assert shown is not None
    assert [line.latex for line in shown.lines] == [
        r"\mathrm{E}[u] = \sum_{i=1}^{n} \ln{\left({x}_{i} \right)} \cdot {p}_{i}",
        r"\sum_{i=2}^{n} \left(\ln{\left({x}_{i} \right)} - \mathrm{E}[u]\right) \cdot {p}_{i} = 0",
    ]
    # Two simple outcomes, as the lesson advises: the deviations of both cancel, that of the second alone is not 0.
    utility = 0.5 * log(2) + 0.5 * log(8)
    assert utility == pytest.approx(log(4))
    assert 0.5 * (log(2) - utility) + 0.5 * (log(8) - utility) == pytest.approx(0)
    assert 0.5 * (log(8) - utility) != pytest.approx(0)
    assert exercise.answer == "Step 2"


def test_exercise_4() -> None:
    exercise = ig.exercise("01-4", seed=0)
    assert exercise.values["risk_aversion"] == 2
    assert "Another café pays $39.00 whatever the weather" in exercise.question
    # 0.7 / x + 0.3 / 30 = 1 / 39
    right = 0.7 / (1 / 39 - 0.3 / 30)
    assert exercise.answer == f"${right:.2f}" == "$44.75"
    assert exercise.check(right + 1.9).right
    assert not exercise.check(right + 2.1).right


@pytest.mark.parametrize("seed", range(31))
def test_exercise_4_stays_on_the_chart(seed: int) -> None:
    # The handle starts at 75; the chart shows amounts from 0.6 times the smaller outcome, 30.
    exercise = ig.exercise("01-4", seed=seed)
    assert exercise.full_question.chart is not None
    assert exercise.full_question.chart["start"]["outcomes"] == [75, 30]
    assert 30 < exercise.full_question.right < 75


def test_exercise_5() -> None:
    assert ig.exercise("01-5", seed=1).answer == "It is D, whatever the utility function."


@pytest.mark.parametrize("seed", range(31))
def test_exercise_6(seed: int) -> None:
    exercise = ig.exercise("01-6", seed=seed)
    wealth, *risk = (exercise.values[name] for name in ("wealth", "loss", "loss_probability", "risk_aversion"))
    now, later = highest_price(wealth, *risk), highest_price(wealth + 100, *risk)
    assert f"{later:.2f}" != f"{now:.2f}"
    assert later < now
    assert exercise.answer == "It falls"


@pytest.mark.parametrize("seed", range(31))
def test_exercise_7(seed: int) -> None:
    exercise = ig.exercise("01-7", seed=seed)
    loss, chance, price = (exercise.values[name] for name in ("loss", "loss_probability", "price"))
    right = price / (chance * loss)
    causes = {
        f"{right:.2f}": "It is right.",
        f"{1 / right:.2f}": "It is wrong: it divided the expected loss by the price.",
        f"{price / loss:.2f}": "It is wrong: it compared the price with the whole loss.",
        f"{right - 1:.2f}": "It is wrong: it counted only what the price exceeds the expected loss by.",
    }
    printed = exercise.full_question.ask.removeprefix("A magazine prints that its loading is ").split(". Is")[0]
    assert exercise.answer == causes[printed]
    assert f"{right:.2f}" in str(exercise.check(exercise.answer))


def test_exercise_8() -> None:
    exercise = ig.exercise("01-8", seed=1)
    wealth, loss, aversion = (exercise.values[name] for name in ("wealth", "loss", "risk_aversion"))
    assert (wealth, loss, aversion) == (2500, 500, 2)
    assert "The shop wants $110.00" in exercise.question
    # 1 / 2390 = (1 - p) / 2500 + p / 2000
    right = (1 / 2390 - 1 / 2500) / (1 / 2000 - 1 / 2500)
    assert right == pytest.approx(chance_for(110, 2500, 500, 2))
    assert exercise.answer == f"{100 * right:.1f} %" == "18.4 %"
    assert str(exercise.check(100 * 110 / 500)).startswith("You worked back from a formula that gave the expected loss")
