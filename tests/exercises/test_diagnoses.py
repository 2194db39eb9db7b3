"""Every mistake fires on the answer that it leads to, and none fires on the right answer."""

from __future__ import annotations

from typing import Any

import pytest

import infogap as ig
from infogap.exercises.exercise import Exercise
from infogap.faces.compiled import Calculation

SEEDS = range(25)
# What a model needs so that none of its mistakes falls together with the right answer.
FIXED: dict[str, dict[str, Any]] = {"expected_utility": {"utility": "crra", "risk_aversion": 2}}
MISTAKES = [
    (model, place, mistake["output"], mistake["did"], mistake["instead"])
    for model in ig.models()
    for place, mistake in enumerate(getattr(ig, model).compiled.data["mistakes"])
]


def exercise(model: str, output: str, seed: int) -> Exercise:
    made: Exercise = getattr(ig, model).exercise(seed=seed, output=output, fixed=FIXED.get(model, {}))
    return made


@pytest.mark.parametrize("model", ig.models())
def test_there_are_at_least_four_mistakes_for_each_model(model: str) -> None:
    assert len(getattr(ig, model).compiled.data["mistakes"]) >= 4


@pytest.mark.parametrize(("model", "place", "output", "did", "instead"), MISTAKES)
def test_a_mistake_is_told_to_whoever_made_it(model: str, place: int, output: str, did: str, instead: str) -> None:
    said = []
    for seed in SEEDS:
        asked = exercise(model, output, seed)
        scale = getattr(ig, model).compiled.formats[output].scale
        wrong = Calculation(getattr(ig, model).compiled, asked.values)[f"mistake.{place}"] * scale
        said.append(str(asked.check(float(wrong))))
    assert f"You {did}; {instead}." in said


@pytest.mark.parametrize(("model", "output"), sorted({(model, output) for model, _, output, *_ in MISTAKES}))
def test_no_mistake_is_told_to_whoever_is_right(model: str, output: str) -> None:
    for seed in SEEDS:
        asked = exercise(model, output, seed)
        right = float(getattr(ig, model)(**asked.values)[output]) * getattr(ig, model).compiled.formats[output].scale
        for answer in (right, f"{right:.{getattr(ig, model).compiled.formats[output].decimals}f}"):
            assert str(asked.check(answer)) == f"Right: {asked.answer}."


# One case by hand: 200 dollars for three years at 10 per cent are worth 497.37 (Brealey, Myers and Allen's annuity).
CASE = {"margin": 200, "retention_rate": 1, "discount_rate": 0.1, "years": 3}
SAID = [
    ("497.37", "Right: $497.37."),
    ("497.38", "Right: $497.37."),
    (
        "150.26",
        "You discounted one margin over the whole lifetime; each year's margin is discounted by its own number of years.",
    ),
    ("347.11", "That is the result for 2 years instead of 3 years (years counted): count again."),
    ("633.97", "That is the result for 4 years instead of 3 years (years counted): count again."),
    ("19.98", "You put in 10 for the discount rate per year; 10 % is the number 0.1."),
    ("-497.37", "The size is right and the sign is wrong."),
    ("498", "Nearly. You have rounded too early, or too much: keep all digits until the last step."),
    ("4973.70", "The digits are right, but the decimal point is in the wrong place."),
    ("444", "That is too small, and by none of the usual mistakes. Compare your first step with a hint."),
    ("700", "That is too large, and by none of the usual mistakes. Compare your first step with a hint."),
    ("inf", "That is too large, and by none of the usual mistakes. Compare your first step with a hint."),
]


@pytest.mark.parametrize(("answer", "said"), SAID)
def test_one_case_by_hand(answer: str, said: str) -> None:
    asked = ig.clv.exercise(fixed=CASE)
    assert str(asked.check(answer)) == said
    assert bool(asked.check(answer)) is said.startswith("Right")


def test_a_share_is_told_from_a_percentage() -> None:
    # P(A|B) = 0.5 · 0.8 / (0.5 · 0.8 + 0.5 · 0.2) = 0.8
    asked = ig.bayes.exercise(fixed={"prior": 0.5, "true_positive_rate": 0.8, "false_positive_rate": 0.2})
    assert asked.check("80 %")
    assert str(asked.check("0.8")) == (
        "That is the share, and the answer is asked in per cent: a share of 0.5 is 50 per cent."
    )


def test_the_inverse_knows_the_mistakes_by_what_they_would_need() -> None:
    asked = ig.clv.exercise("invert", quantity="margin", fixed=CASE | {"margin": 400})
    # 400 · 2.48685 = 994.74, asked as a round 990; 990 / 2.48685 = 398.09, and 990 · 1.1³ = 1317.69 for one margin.
    assert asked.question.splitlines()[-2] == "Find the margin per year for a customer lifetime value of $990.00."
    assert asked.answer == "$398.09"
    assert str(asked.check("1317.69")).startswith(
        "You worked back from a formula that discounted one margin over the whole lifetime;"
    )
    assert str(asked.check(990 * 2.4868519909842)) == (
        "You put $990.00 in for the margin per year; it is what is to come out."
    )
    assert str(asked.check("330")).startswith(
        "You worked back from a formula that added up the margins without discounting"
    )
