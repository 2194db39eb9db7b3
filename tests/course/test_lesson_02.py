"""Lesson 02, learning from signals: what its prose says, and its exercises, computed again without infogap."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

import infogap as ig

LESSON = Path(__file__).parents[2] / "lessons" / "02-learning-from-signals.ipynb"
# The rates of a mammogram in Gigerenzer and Hoffrage (1995), from Eddy (1982): 1 %, 80 %, 9.6 %.
PRIOR, FOUND, FALSE_ALARM = Fraction(1, 100), Fraction(80, 100), Fraction(96, 1000)
TEST = {"true_positive_rate": 0.8, "false_positive_rate": 0.096}
# The reviews as the lesson's table has them: products, and those that begin with 1 to 5 stars.
GOOD, MEDIOCRE = (400, (28, 12, 20, 80, 260)), (600, (150, 60, 66, 114, 210))


@cache
def prose() -> str:
    cells = nbformat.read(LESSON, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def said(*sentences: str) -> None:
    for sentence in sentences:
        assert sentence in prose()


def chance(odds: Fraction) -> Fraction:
    return odds / (1 + odds)


def odds_of(probability: Fraction) -> Fraction:
    return probability / (1 - probability)


def percent(share: Any) -> str:
    return f"{float(share) * 100:.1f} %"


def counted(prior: Fraction, found: Fraction, false_alarm: Fraction) -> Fraction:
    """Return the share of true cases among the signals, by counting a thousand cases."""
    true = 1000 * prior
    return true * found / (true * found + (1000 - true) * false_alarm)


# What is counted by hand.


def test_the_table_of_a_thousand_products() -> None:
    faulty = 1000 * PRIOR
    flagged, accused = faulty * FOUND, (1000 - faulty) * FALSE_ALARM
    assert (faulty, flagged, float(accused)) == (10, 8, 95.04)
    rows = [[8, 2, 10], [95, 895, 990], [103, 897, 1000]]
    assert rows[0] == [flagged, faulty - flagged, faulty]
    assert rows[1] == [round(accused), 990 - round(accused), 990]
    assert rows[2] == [one + other for one, other in zip(rows[0], rows[1], strict=True)]
    for name, row in zip(("faulty", "good", "together"), rows, strict=True):
        said(f"| {name} | {row[0]} | {row[1]} | {row[2]:,} |")
    said("That is 95.04, so about 95 products", "Of its 103 products 8 are faulty: 7.8 %")
    said("Of 897 products that pass, 2 are faulty: 0.2 %")
    assert (percent(Fraction(8, 103)), percent(Fraction(2, 897))) == ("7.8 %", "0.2 %")
    exact = ig.bayes(prior=0.01, **TEST)
    assert exact.posterior == pytest.approx(float(counted(PRIOR, FOUND, FALSE_ALARM)), rel=1e-12)
    assert percent(exact.posterior) == "7.8 %"
    assert percent(exact.posterior_if_negative) == "0.2 %"


# What the calculator is to show.


@pytest.mark.parametrize(
    ("prior", "found", "false_alarm", "text", "sentence"),
    [
        ("0.01", "1", "0.096", "9.5 %", "Finding every fault brings the posterior only from 7.8 % to 9.5 %."),
        ("0.01", "0.8", "0.048", "14.4 %", "Halving the false alarms brings it to 14.4 %."),
        ("0.1", "0.8", "0.096", "48.1 %", "a prior of 10 % leads to 48.1 %"),
        ("0.5", "0.8", "0.096", "89.3 %", "one of 50 % to 89.3 %"),
    ],
)
def test_what_the_sliders_show(prior: str, found: str, false_alarm: str, text: str, sentence: str) -> None:
    right = counted(Fraction(prior), Fraction(found), Fraction(false_alarm))
    assert percent(right) == text
    said(sentence)
    shown = ig.bayes(prior=float(prior), true_positive_rate=float(found), false_positive_rate=float(false_alarm))
    assert shown.posterior == pytest.approx(float(right), rel=1e-12)


# One signal after another.


def test_odds_are_multiplied() -> None:
    flag, passed = FOUND / FALSE_ALARM, (1 - FOUND) / (1 - FALSE_ALARM)
    assert (f"{float(flag):.2f}", f"{float(passed):.2f}", f"{float(flag**2):.2f}") == ("8.33", "0.22", "69.44")
    said(r"\frac{0.8}{0.096} = 8.33", r"\frac{0.2}{0.904} = 0.22", "from 1 : 99 to 8.33 : 99", "to 69.44 : 99")
    said("$69.44 / (69.44 + 99) = 41.2$ %")
    assert percent(69.44 / (69.44 + 99)) == "41.2 %"
    assert ig.bayes(prior=0.01, **TEST).likelihood_ratio == pytest.approx(float(flag), rel=1e-12)
    shares = [chance(odds_of(PRIOR) * flag**times) for times in range(5)]
    assert [percent(share) for share in shares] == ["1.0 %", "7.8 %", "41.2 %", "85.4 %", "98.0 %"]
    said(
        "Two flags mean 41.2 %",
        "After three flags it is 85.4 %, after four 98.0 %. Two passes bring it back to 70.5 %.",
    )
    back = chance(odds_of(PRIOR) * flag**4 * passed**2)
    assert percent(back) == "70.5 %"
    assert ig.updating(prior=0.01, **TEST, positives=4, negatives=2).posterior == pytest.approx(float(back), rel=1e-9)
    found = ig.updating(prior=0.01, **TEST, positives=[0, 1, 2, 3, 4]).posterior
    assert list(found) == pytest.approx([float(share) for share in shares], rel=1e-9)


def test_the_order_does_not_matter() -> None:
    first = counted(PRIOR, FOUND, FALSE_ALARM)
    passed = counted(PRIOR, 1 - FOUND, 1 - FALSE_ALARM)
    one, other = counted(first, 1 - FOUND, 1 - FALSE_ALARM), counted(passed, FOUND, FALSE_ALARM)
    assert one == other
    assert percent(one) == "1.8 %"
    said("It does not: 1.8 % either way.")
    flagged = ig.bayes(prior=0.01, **TEST)
    assert ig.bayes(prior=flagged.posterior, **TEST).posterior_if_negative == pytest.approx(float(one), rel=1e-9)
    assert ig.bayes(prior=flagged.posterior_if_negative, **TEST).posterior == pytest.approx(float(one), rel=1e-9)


# Impossible evidence.


def test_what_only_the_truth_can_show_is_certain_and_what_nothing_can_show_has_no_answer() -> None:
    said("then $s = 1$ and $f = 0$: you are certain.", "There is no posterior")
    assert ig.bayes(prior=0.9, true_positive_rate=1, false_positive_rate=0).posterior == 1
    with pytest.raises(ValueError, match="must be possible") as raised:
        ig.bayes(prior=0.9, true_positive_rate=0, false_positive_rate=0)
    assert str(raised.value) == (
        "The signal must be possible, but P(B) = 0: give a prior and a true_positive_rate above 0, or a "
        "false_positive_rate above 0. Arrived: prior=0.9, true_positive_rate=0, false_positive_rate=0."
    )
    calculator = ig.bayes.calculator(prior=0.9, true_positive_rate=1, false_positive_rate=0)
    calculator.true_positive_rate = 0
    assert repr(calculator).endswith(str(raised.value))


# The reviews, and the decision.


def ratios() -> list[Fraction]:
    """Return what each number of stars does to the odds, from 1 star to 5."""
    (good, of_good), (mediocre, of_mediocre) = GOOD, MEDIOCRE
    return [Fraction(one, good) / Fraction(other, mediocre) for one, other in zip(of_good, of_mediocre, strict=True)]


def test_the_reviews_are_those_of_the_lesson() -> None:
    rows = ig.data("reviews").set_index("quality")
    for name, (products, stars) in (("good", GOOD), ("mediocre", MEDIOCRE)):
        assert rows.loc[name].tolist() == [products, *stars]
        assert sum(stars) == products
    said("The table has 1,000 products", "In the table 400 of 1,000 products are good, so you begin at 40 %.")
    assert GOOD[0] + MEDIOCRE[0] == 1000


def test_what_a_review_is_worth() -> None:
    assert (GOOD[1][4] / GOOD[0], MEDIOCRE[1][4] / MEDIOCRE[0]) == (0.65, 0.35)
    said("Of the good products 65 % begin with five stars. So do 35 % of the mediocre ones. The ratio is 1.86")
    one, four, five = (ratios()[stars - 1] for stars in (1, 4, 5))
    assert (f"{float(five):.2f}", f"{float(four):.2f}", f"{float(one):.2f}") == ("1.86", "1.05", "0.28")
    assert (f"{float(1 / one):.2f}", f"{float(five**2):.2f}") == ("3.57", "3.45")
    said("Four stars have a ratio of 1.05", "One star has 0.28. That is a division by 3.57", "which is 3.45.")
    assert five < 2
    assert 1 / one > five**2


def test_whether_to_buy() -> None:
    worth = {"good": 100, "mediocre": 20}
    needed = Fraction(70 - worth["mediocre"], worth["good"] - worth["mediocre"])
    assert percent(needed) == "62.5 %"
    said("costs 70 dollars", "a good one is worth 100 dollars and a mediocre one 20", "when $p$ is above 62.5 %")
    begin = odds_of(Fraction(GOOD[0], GOOD[0] + MEDIOCRE[0]))
    shares = [chance(begin * ratios()[4] ** reviews) for reviews in range(4)]
    assert [percent(share) for share in shares] == ["40.0 %", "55.3 %", "69.7 %", "81.0 %"]
    said("One review takes you from 40 % to 55.3 %.", "A second independent five-star review takes you to 69.7 %")
    assert shares[1] < needed < shares[2]
    average = worth["good"] * shares[1] + worth["mediocre"] * (1 - shares[1])
    assert f"{float(average):.2f}" == "64.26"
    said("on average it is worth 64.26 dollars", "At 60 dollars the first would have been enough.")
    assert 60 < average < 70
    found = ig.updating(prior=0.4, true_positive_rate=0.65, false_positive_rate=0.35, positives=[0, 1, 2, 3])
    assert list(found.posterior) == pytest.approx([float(share) for share in shares], rel=1e-9)


# The game with the die.


def test_the_dice_of_the_activity() -> None:
    begin, good, mediocre = odds_of(Fraction(2, 6)), Fraction(4, 6), Fraction(2, 6)
    assert begin == Fraction(1, 2)
    assert (good / mediocre, (1 - good) / (1 - mediocre)) == (2, Fraction(1, 2))
    said("five stars double the odds and fewer stars halve them", "bring you back to 1 : 2")
    best = [1 - (1 - rate) ** 3 for rate in (good, mediocre)]
    assert best == [Fraction(26, 27), Fraction(19, 27)]
    said("26/27 for a good product, and 19/27 for a mediocre one. The ratio is 26/19, about 1.37.")
    after = begin * best[0] / best[1]
    assert (f"{26 / 19:.2f}", after, percent(chance(after))) == ("1.37", Fraction(13, 19), "40.6 %")
    said("13 : 19, which is 40.6 %", "as one honest review believes 50 %")
    assert chance(begin * 2) == Fraction(1, 2)


# The exercises, with the numbers of seed 1.


def exact(name: str, *wanted: str) -> list[Fraction]:
    values = ig.exercise(name, seed=1).values
    return [Fraction(str(values[quantity])) for quantity in wanted]


RATES = ("prior", "true_positive_rate", "false_positive_rate")
SIGNALS = ("positives", "negatives")


def after_all(prior: Fraction, found: Fraction, false_alarm: Fraction, came: Fraction, failed: Fraction) -> Fraction:
    """Return the posterior by updating signal after signal."""
    for _ in range(int(came)):
        prior = counted(prior, found, false_alarm)
    for _ in range(int(failed)):
        prior = counted(prior, 1 - found, 1 - false_alarm)
    return prior


def test_exercise_1_is_the_share_of_true_cases_among_the_signals() -> None:
    right = counted(*exact("02-1", *RATES))
    asked = ig.exercise("02-1", seed=1)
    assert asked.answer == percent(right)
    assert asked.check(f"{float(right) * 100:.1f}")
    assert not asked.check(float(exact("02-1", "true_positive_rate")[0] * 100))


def test_exercise_2_changed_the_step_that_disagrees() -> None:
    asked = ig.exercise("02-2", seed=1)
    true = ig.bayes.derivation("posterior").lines
    shown = asked.full_question.shown
    assert shown is not None
    changed = [number for number, line in enumerate(shown.lines, start=1) if line.latex != true[number - 1].latex]
    assert [asked.answer] == [f"Step {number}" for number in changed]
    # The steps of the lesson, with the student's numbers: P(B) P(A|B) = pi s, and both fractions give P(A|B).
    prior, found, false_alarm = exact("02-2", *RATES)
    signal = prior * found + (1 - prior) * false_alarm
    assert counted(prior, found, false_alarm) * signal == prior * found
    assert [bool(asked.check(number)) for number in (1, 2, 3)] == [number in changed for number in (1, 2, 3)]


def test_exercise_3_is_the_prior_that_gives_the_posterior_asked_for() -> None:
    found, false_alarm = exact("02-3", *RATES[1:])
    asked = ig.exercise("02-3", seed=1)
    target = Fraction(asked.full_question.ask.split("probability ")[-1].rstrip(" %?")) / 100
    right = chance(odds_of(target) * false_alarm / found)
    assert asked.answer == percent(right)
    assert asked.check(float(right) * 100 + 1.9)
    assert not asked.check(float(right) * 100 + 2.1)


def test_exercise_4_knows_that_the_likelihood_ratio_has_no_prior_in_it() -> None:
    prior, found, false_alarm = exact("02-4", *RATES)
    ratio = [odds_of(counted(each, found, false_alarm)) / odds_of(each) for each in (prior, prior + Fraction(1, 1000))]
    assert ratio[0] == ratio[1] == found / false_alarm
    assert ig.exercise("02-4", seed=1).answer == "It stays the same"


def test_exercise_5_tells_whether_the_magazine_is_right() -> None:
    prior, found, false_alarm, came, failed = exact("02-5", *RATES, *SIGNALS)
    weighed = [rate**came * (1 - rate) ** failed for rate in (found, false_alarm)]
    causes = {
        "It is right.": after_all(prior, found, false_alarm, came, failed),
        "It is wrong: it updated once, however many signals there were.": counted(prior, found, false_alarm),
        "It is wrong: it left out the prior.": weighed[0] / (weighed[0] + weighed[1]),
        "It is wrong: it left out the signals that did not come.": after_all(
            prior, found, false_alarm, came, Fraction(0)
        ),
        "It is wrong: it counted the signals that did not come as if they had come.": after_all(
            prior, found, false_alarm, came + failed, Fraction(0)
        ),
        "It is wrong: it gave how likely these signals are if it is true.": weighed[0],
    }
    asked = ig.exercise("02-5", seed=1)
    printed = asked.full_question.ask.split("prints ")[1].split(" as ")[0]
    assert [text for text, value in causes.items() if percent(value) == printed] == [asked.answer]


def test_exercise_6_finds_the_impossible_profit() -> None:
    profits = {"high": 100, "low": -50}
    assert sum(profit == 50 for profit in profits.values()) == 0
    asked = ig.exercise("02-6", seed=1)
    assert "both probabilities are 0" in asked.answer
    verdicts = {choice.text: asked.check(choice.text) for choice in asked.full_question.choices}
    assert [text for text, verdict in verdicts.items() if verdict] == [asked.answer]
    assert all(str(verdict).startswith("No: ") for verdict in verdicts.values() if not verdict)


def test_exercise_7_updates_review_by_review() -> None:
    right = after_all(*exact("02-7", *RATES, *SIGNALS))
    asked = ig.exercise("02-7", seed=1)
    assert asked.answer == percent(right)
    assert asked.check(f"{float(right) * 100:.1f} %")
    assert str(asked.check(float(counted(*exact("02-7", *RATES)) * 100))) == (
        "You updated once, however many signals there were; the posterior after one signal is the prior for the next."
    )


def test_exercise_8_is_how_rare_the_wrong_stars_must_be() -> None:
    prior, found = exact("02-8", *RATES[:2])
    asked = ig.exercise("02-8", seed=1)
    target = Fraction(asked.full_question.ask.split("if you were ")[1].split(" %")[0]) / 100
    right = odds_of(prior) * found / odds_of(target)
    assert asked.answer == percent(right)
    assert counted(prior, found, right) == target


# No student gets numbers for which two mistakes, or a mistake and the truth, cannot be told apart.


@pytest.mark.parametrize("number", [1, 5, 7, 8])
def test_a_mistake_is_no_right_answer_for_anyone(number: int) -> None:
    for seed in range(31):
        question = ig.exercise(f"02-{number}", seed=seed).full_question
        wrong: Sequence[float] = [each.value for each in question.diagnoses]
        assert all(abs(value - question.right) > question.tolerance for value in wrong)
        # It is right, and four of the five mistakes: fewer where two of them print the same number.
        assert number != 5 or len(question.choices) == 5


def test_whoever_updates_once_is_told_so() -> None:
    for seed in range(31):
        asked = ig.exercise("02-7", seed=seed)
        prior, found, false_alarm = (Fraction(str(asked.values[name])) for name in RATES)
        once = counted(prior, found, false_alarm)
        assert str(asked.check(float(once * 100))).startswith("You updated once, however many signals there were;")
