"""Lesson 03: every number it states, and the answers of its exercises, worked out again without infogap."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import Any

import mpmath
import pytest

import infogap as ig
from infogap.course.datasets import FOLDER

LESSON = Path(__file__).parents[2] / "lessons" / "03-what-a-customer-is-worth.ipynb"


def value(margin: float, retention: float, rate: float, years: int) -> float:
    """Add up the expected margins, each received at the end of its year."""
    return math.fsum(margin * retention ** (year - 1) / (1 + rate) ** year for year in range(1, years + 1))


def pay_back(cost: float, margin: float, retention: float, rate: float, years: int) -> int:
    return next(year for year in range(1, years + 1) if value(margin, retention, rate, year) >= cost)


def elasticity(quantity: str) -> float:
    given: dict[str, Any] = {"margin": 200, "retention": 0.8, "rate": 0.1}

    def worth(number: Any) -> Any:
        margin, retention, rate = (given | {quantity: number}).values()
        return mpmath.fsum(margin * retention ** (year - 1) / (1 + rate) ** year for year in range(1, 11))

    return float(mpmath.diff(worth, given[quantity]) * given[quantity] / worth(given[quantity]))


def by_channel() -> dict[str, list[tuple[float, float]]]:
    """Return for each channel the value over five years and the cost of every customer."""
    found: dict[str, list[tuple[float, float]]] = {}
    with (FOLDER / "customers.csv").open(encoding="utf-8") as lines:
        next(lines)
        for row in csv.DictReader(lines):
            worth = value(float(row["margin"]), float(row["retention_rate"]), 0.1, 5)
            found.setdefault(row["channel"], []).append((worth, float(row["acquisition_cost"])))
    return found


def mean(numbers: list[float]) -> float:
    return math.fsum(numbers) / len(numbers)


CHANNELS = by_channel()
VALUES = {name: mean([worth for worth, _ in rows]) for name, rows in CHANNELS.items()}
COSTS = {name: mean([cost for _, cost in rows]) for name, rows in CHANNELS.items()}
NET = {name: math.fsum(worth - cost for worth, cost in rows) for name, rows in CHANNELS.items()}
HALVES = (value(200, 0.95, 0.1, 10) + value(200, 0.65, 0.1, 10)) / 2
AVERAGE = value(200, 0.8, 0.1, 10)
RED, BLUE = value(200, 3 / 6, 0.1, 5), value(200, 5 / 6, 0.1, 5)


def still_here(year: int) -> float:
    """Return the share of the second round that stands after so many rolls."""
    return ((3 / 6) ** year + (5 / 6) ** year) / 2


@pytest.fixture(scope="module")
def prose(prose: str) -> str:
    return prose.replace("\\$", "$")


STATED = [
    ("| 1 | 1 | $200 | 1.1 | $181.82 |", "$181.82", 200 / 1.1),
    ("| 2 | 0.8 | $160 | 1.1 × 1.1 = 1.21 | $132.23 |", "$132.23", 160 / 1.21),
    ("| 3 | 0.8 × 0.8 = 0.64 | $128 | 1.21 × 1.1 = 1.331 | $96.17 |", "$96.17", 128 / 1.331),
    ("| sum | | $488 | | $410.22 |", "$488", 200 + 160 + 128),
    ("| sum | | $488 | | $410.22 |", "$410.22", value(200, 0.8, 0.1, 3)),
    ("Of three times 200 dollars, 112 leave", "112", 600 - 488),
    ("77.78 are lost by waiting", "77.78", 488 - value(200, 0.8, 0.1, 3)),
    ("This one factor, 0.727", "0.727", 0.8 / 1.1),
    ("stop (150.26 dollars for three years at 10 % without churn)", "150.26", 200 / 1.1**3),
    (r"That is $200/(0.2 + 0.1)$, or 666.67 dollars", "666.67", value(200, 0.8, 0.1, 1000)),
    (r"$200 \cdot (1 - 0.8^3)/0.2$, the 488 dollars", "488", 200 * (1 - 0.8**3) / 0.2),
    ("the textbook formula is wrong by 66 dollars,", "66", 200 * (1 - (1 + 1e-15) ** -3) / 1e-15 - 600),
    ("At a retention rate of 83 % the value is still 696.43 dollars", "696.43", value(200, 0.83, 0.1, 10)),
    ("at 84 % it is 717.36", "717.36", value(200, 0.84, 0.1, 10)),
    ("One per cent more retention is 2.23 % more value", "2.23", elasticity("retention")),
    ("takes away only 0.29 %", "0.29", -elasticity("rate")),
    ("They are 451.24, 410.22 and 328.17 dollars.", "451.24", 200 + 160 / 1.1 + 128 / 1.21),
    ("They are 451.24, 410.22 and 328.17 dollars.", "328.17", 160 / 1.1 + 128 / 1.21 + 102.4 / 1.331),
    ("The highest is 38 % above the lowest", "38", (1.1 / 0.8 - 1) * 100),
    ("of whom 100 buy. Together they carry the cost, so each costs 100 dollars.", "100", 10000 / 100),
    ("here 2 %.", "2", 100 / 5000 * 100),
    ("Each visitor cost 2 dollars,", "2", 10000 / 5000),
    ("a customer costs 152.54 dollars there and is worth 122.12", "152.54", COSTS["social"]),
    ("a customer costs 152.54 dollars there and is worth 122.12", "122.12", VALUES["social"]),
    ("The firm as a whole earns 129.11 dollars per customer", "129.11", math.fsum(NET.values()) / 240),
    ("25 of its 80 customers are worth their price", "25", sum(worth >= cost for worth, cost in CHANNELS["social"])),
    ("25 of its 80 customers are worth their price", "80", len(CHANNELS["social"])),
    ("314.05 after two", "314.05", value(200, 0.8, 0.1, 2)),
    ("200 and 160 make 360", "360", 200 + 160),
    ("the ceilings are 361.17, 299.26 and 122.12 dollars", "361.17", VALUES["friends"]),
    ("the ceilings are 361.17, 299.26 and 122.12 dollars", "299.26", VALUES["search"]),
    ("where the ratio is 2.05", "2.05", VALUES["search"] / COSTS["search"]),
    ("and give up 15,362 dollars", "15,362", NET["search"]),
    ("counted over five years, is worth 531.02 dollars", "531.02", value(200, 0.8, 0.1, 5)),
    ("The two halves are worth 733.84 dollars on average", "733.84", HALVES),
    ("15 % more than the 639.07", "15", (HALVES / AVERAGE - 1) * 100),
    ("15 % more than the 639.07", "639.07", AVERAGE),
    ("83 % of those who stayed will stay again", "83", (0.95**2 + 0.65**2) / (0.95 + 0.65) * 100),
    ("the rate stays near 67 %", "67", 4 / 6 * 100),
    ("to rise to 71 %, 75 % and 77 %", "71", still_here(2) / still_here(1) * 100),
    ("to rise to 71 %, 75 % and 77 %", "75", still_here(3) / still_here(2) * 100),
    ("to rise to 71 %, 75 % and 77 %", "77", still_here(4) / still_here(3) * 100),
    ("a customer of the first round is worth 423.80 dollars", "423.80", value(200, 4 / 6, 0.1, 5)),
    ("red is worth 326.87 and blue 562.85, on average 444.86", "326.87", RED),
    ("red is worth 326.87 and blue 562.85, on average 444.86", "562.85", BLUE),
    ("red is worth 326.87 and blue 562.85, on average 444.86", "444.86", (RED + BLUE) / 2),
]


@pytest.mark.parametrize(("sentence", "number", "right"), STATED)
def test_a_stated_number_is_right(prose: str, sentence: str, number: str, right: float) -> None:
    assert sentence in prose
    assert number in sentence
    digits = number.replace("$", "").replace(",", "")
    assert f"{right:.{len(digits.partition('.')[2])}f}" == digits


def test_sentences_without_a_number_of_their_own_hold() -> None:
    # "you would have to go down from 10 % to 7 %"
    assert value(200, 0.8, 0.07, 10) > 700 > value(200, 0.8, 0.0702, 10)
    # "even counted for ever, this customer is worth less than 700 dollars"
    assert value(200, 0.8, 0.1, 1000) < 700
    # "a cost of 350 is paid back at the end of year 3; undiscounted, two years would seem enough"
    assert pay_back(350, 200, 0.8, 0.1, 3) == 3
    assert 200 < 350 <= 200 + 160
    # "at 10^-16 the customer is worth nothing"
    assert 200 * (1 - (1 + 1e-16) ** -3) / 1e-16 == 0
    # "nearly half of all that the firm earns", "social media loses money"
    assert 0.48 < NET["search"] / math.fsum(NET.values()) < 0.5
    assert NET["social"] < 0
    # "half with 95 % and half with 65 %, at first 80 %"; two thirds in both rounds
    assert math.isclose((0.95 + 0.65) / 2, 0.8)
    assert math.isclose(still_here(1), 4 / 6)


def test_the_budgets_of_the_decision(prose: str) -> None:
    rows = re.findall(
        r"^\| \$([\d,]+) \| (\d+) \| \$(\d+) \| \$(\d+) \| ([\d.]+) \| \$([\d,]+) \|$", prose, re.MULTILINE
    )
    numbers = [[float(entry.replace(",", "")) for entry in row] for row in rows]
    assert [row[:2] for row in numbers] == [[1000, 10], [3000, 20], [6000, 28], [9000, 33]]
    before = (0.0, 0.0)
    for budget, customers, cost, further, ratio, left in numbers:
        worth = value(200, 0.8, 0.1, 5)
        assert cost == round(budget / customers)
        assert further == (budget - before[0]) / (customers - before[1])
        assert ratio == round(worth * customers / budget, 2)
        assert left == round(worth * customers - budget)
        before = (budget, customers)
    assert max(numbers, key=lambda row: row[5])[0] == 6000


def test_infogap_gives_the_same_values() -> None:
    for retention, rate, years in [(0.8, 0.1, 3), (0.8, 0.1, 5), (0.83, 0.1, 10), (0.95, 0.1, 10), (5 / 6, 0.1, 5)]:
        given = {"margin": 200, "retention_rate": retention, "discount_rate": rate, "years": years}
        assert ig.clv(**given).clv == pytest.approx(value(200, retention, rate, years), rel=1e-12)
    by_hand = ig.clv(margin=200, retention_rate=0.8, discount_rate=0.1, years=3, acquisition_cost=350)
    assert by_hand.net_value == pytest.approx(200 / 1.1 + 160 / 1.21 + 128 / 1.331 - 350)
    assert by_hand.payback_years == 3
    shown = ig.clv.sensitivity(margin=200, retention_rate=0.8, years=10)["clv"]
    assert shown["retention_rate"] == pytest.approx(elasticity("retention"), abs=1e-4)
    assert shown["discount_rate"] == pytest.approx(elasticity("rate"), abs=1e-4)
    assert list(ig.clv(margin=200, years=3, discount_rate=[1e-16, 1e-15, 1e-12]).clv) == pytest.approx([600] * 3)


def test_infogap_gives_the_same_calendars_and_costs() -> None:
    timing = ig.clv_timing(margin=200, retention_rate=0.8, years=3)
    assert timing.at_start == pytest.approx(200 + 160 / 1.1 + 128 / 1.21)
    assert timing.at_end == pytest.approx(200 / 1.1 + 160 / 1.21 + 128 / 1.331)
    assert timing.if_retained == pytest.approx(160 / 1.1 + 128 / 1.21 + 102.4 / 1.331)
    assert timing.endless == pytest.approx(value(200, 0.8, 0.1, 1000))
    costs = ig.acquisition(marketing_cost=10000, new_customers=100, visitors=5000)
    assert (costs.cac, costs.conversion_rate, costs.cost_per_visitor) == (100, 0.02, 2)


def test_infogap_gives_the_same_channels() -> None:
    customers = ig.data("customers")
    worth = ig.clv(customers, years=5).frame().assign(channel=customers["channel"])
    channels = worth.groupby("channel")[["clv", "acquisition_cost", "net_value"]]
    for name, row in channels.mean().iterrows():
        assert row["clv"] == pytest.approx(VALUES[str(name)])
        assert row["acquisition_cost"] == pytest.approx(COSTS[str(name)])
    assert dict(channels.sum()["net_value"]) == pytest.approx(NET)


def test_nobody_can_leave() -> None:
    exercise = ig.exercise("03-1", seed=1)
    given = exercise.values
    margins = [given["margin"] / (1 + given["discount_rate"]) ** year for year in range(1, int(given["years"]) + 1)]
    assert exercise.check(f"{math.fsum(margins):.2f}").right
    assert "one margin over the whole lifetime" in str(exercise.check(f"{margins[-1]:.2f}"))


def test_the_margin_that_a_value_needs() -> None:
    exercise = ig.exercise("03-2", seed=1)
    given = exercise.values
    target = float(re.findall(r"worth \$([\d.]+) today", exercise.question)[0])
    one_dollar = value(1, given["retention_rate"], given["discount_rate"], 3)
    assert exercise.check(f"{target / one_dollar:.2f}").right
    assert "ignored that customers leave" in str(
        exercise.check(f"{target / value(1, 1, given['discount_rate'], 3):.2f}")
    )


# The steps as a person writes them, and what they give for a retention rate of 0.5, a rate of 0.25 and two years.
STEPS = [
    (r"\sum_{t=1}^{n} \frac{m \cdot q^{t - 1}}{\left(1 + r\right)^{t}}", 1 / 1.25 + 0.5 / 1.25**2),
    (r"\frac{m \cdot \sum_{t=1}^{n} \left(\frac{q}{1 + r}\right)^{t - 1}}{1 + r}", (1 + 0.4) / 1.25),
    (r"\frac{\left(\frac{q}{1 + r}\right)^{n} - 1}{\frac{q}{1 + r} - 1}", (0.4**2 - 1) / (0.4 - 1) / 1.25),
    (r"\frac{m \cdot \left(1 - \left(1 - \delta\right)^{n}\right)}{c + r}", (1 - (1 - 0.6) ** 2) / (0.5 + 0.25)),
]


def test_the_simple_numbers_make_all_four_steps_agree() -> None:
    assert [worth for _, worth in STEPS] == pytest.approx([1.12] * 4)
    shown = ig.clv.derivation("clv").lines
    assert all(written in line.latex for (written, _), line in zip(STEPS, shown, strict=True))


@pytest.mark.parametrize("seed", range(31))
def test_the_wrong_step_is_the_one_that_was_changed(seed: int) -> None:
    exercise = ig.exercise("03-3", seed=seed)
    shown = exercise.full_question.shown
    right = [line.latex for line in ig.clv.derivation("clv").lines]
    assert shown is not None
    (changed,) = [place for place, line in enumerate(shown.lines) if line.latex != right[place]]
    assert exercise.check("ABCD"[changed]).right


def test_the_row_with_an_error() -> None:
    exercise = ig.exercise("03-4", seed=1)
    right = f"${exercise.values['margin'] * exercise.values['years']:,.2f}"
    letter = re.findall(rf"\((.)\) {re.escape(right)}$", exercise.question, re.MULTILINE)[0]
    assert exercise.check(letter).right
    # "it gives 11 % too much"
    for years in range(3, 9):
        assert (1 - (1 + 1e-15) ** -years) / 1e-15 / years == pytest.approx(1.11, abs=0.005)


@pytest.mark.parametrize("seed", range(12))
def test_which_calendar_the_magazine_used(seed: int) -> None:
    exercise = ig.exercise("03-5", seed=seed)
    margin, retention, rate, years = exercise.values.values()
    at_end = value(margin, retention, rate, int(years))
    causes = {
        "It is right.": at_end,
        "let the first margin come today": at_end * (1 + rate),
        "retention rate to the first margin already": at_end * retention,
        "counted endless years": value(margin, retention, rate, 2000),
    }
    printed = float(re.findall(r"worth \$([\d.,]+) today", exercise.question)[0].replace(",", ""))
    (cause,) = [words for words, worth in causes.items() if abs(worth - printed) < 0.01]
    letter = re.findall(rf"\((.)\) .*{re.escape(cause)}", exercise.question)[0]
    assert exercise.check(letter).right


def test_the_cost_per_visitor_stays() -> None:
    exercise = ig.exercise("03-6", seed=1)
    given = exercise.values
    budget, customers, visitors = given["marketing_cost"], given["new_customers"], given["visitors"]
    # What a customer costs, times the share that buys: with one customer more, less times more.
    costs = [budget / buyers * (buyers / visitors) for buyers in (customers, customers + 1)]
    assert costs[0] == pytest.approx(costs[1])
    assert "(C) It stays the same" in exercise.question
    assert exercise.check("C").right


@pytest.mark.parametrize("seed", range(31))
def test_the_year_of_pay_back(seed: int) -> None:
    exercise = ig.exercise("03-7", seed=seed)
    given = exercise.values
    rates = given["retention_rate"], given["discount_rate"]
    assert exercise.check(str(pay_back(given["acquisition_cost"], given["margin"], *rates, 10))).right


@pytest.mark.parametrize("seed", range(31))
def test_the_next_ten_customers_cost_more_than_one_is_worth(seed: int) -> None:
    exercise = ig.exercise("03-8", seed=seed)
    given = exercise.values
    worth = value(given["margin"], given["retention_rate"], given["discount_rate"], int(given["years"]))
    assert (8000 - 4000) / (50 - 40) == 400 > worth > 8000 / 50 == 160
    # "the shop would keep less than with 40", and yet "they are worth more than the $8,000 they cost"
    assert 40 * worth - 4000 > 50 * worth - 8000 > 0
    letter = re.findall(r"\((.)\) No: each of the next ten customers costs \$400", exercise.question)[0]
    assert exercise.check(letter).right
    assert f"worth ${worth:.2f}" in exercise.question
