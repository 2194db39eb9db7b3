"""The kinds of exercises: what is asked, which answer is right, and why."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest

import infogap as ig
from infogap.core.check import DerivationError, check
from infogap.core.formula import Step
from infogap.exercises.kinds import KINDS
from infogap.faces.mathml import latex_template

CASE = {"margin": 200, "retention_rate": 0.8, "discount_rate": 0.1, "years": 5}
DIRECTIONS: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("clv", "clv", "discount_rate", CASE, "It falls"),
    ("clv", "clv", "retention_rate", CASE, "It rises"),
    ("clv", "clv", "years", CASE, "It rises"),
    ("clv", "ratio", "acquisition_cost", CASE | {"acquisition_cost": 100}, "It falls"),
    ("clv", "clv", "acquisition_cost", CASE | {"acquisition_cost": 100}, "It stays the same"),
    # With a margin of 0 there is nothing to discount.
    ("clv", "clv", "discount_rate", CASE | {"margin": 0}, "It stays the same"),
    ("acquisition", "cac", "new_customers", {}, "It falls"),
    ("acquisition", "cost_per_visitor", "new_customers", {}, "It stays the same"),
    ("bayes", "posterior", "prior", {"true_positive_rate": 0.8, "false_positive_rate": 0.1}, "It rises"),
    ("bayes", "posterior", "false_positive_rate", {"prior": 0.1, "true_positive_rate": 0.8}, "It falls"),
    # A signal that comes as often without the truth as with it says nothing, whatever the prior: LR stays 1.
    (
        "bayes",
        "likelihood_ratio",
        "prior",
        {"true_positive_rate": 0.5, "false_positive_rate": 0.5},
        "It stays the same",
    ),
    ("expected_utility", "certainty_equivalent", "risk_aversion", {"utility": "crra", "risk_aversion": 2}, "It falls"),
    ("expected_utility", "risk_premium", "risk_aversion", {"utility": "cara", "risk_aversion": 0.1}, "It rises"),
    (
        "expected_utility",
        "expected_value",
        "risk_aversion",
        {"utility": "crra", "risk_aversion": 2},
        "It stays the same",
    ),
    ("regression", "forecast", "at", {"y": [20, 22, 25, 28, 30]}, "It rises"),
    ("regression", "forecast", "at", {"y": [30, 28, 25, 22, 20]}, "It falls"),
]


@pytest.mark.parametrize(("model", "output", "quantity", "fixed", "answer"), DIRECTIONS)
def test_a_direction_is_what_the_textbook_says(
    model: str, output: str, quantity: str, fixed: dict[str, Any], answer: str
) -> None:
    asked = getattr(ig, model).exercise("direction", output=output, quantity=quantity, fixed=fixed, seed=3)
    assert asked.answer == answer
    right = "ABC"[asked.full_question.right]
    assert [bool(asked.check(letter)) for letter in "ABC"] == [letter == right for letter in "ABC"]


def test_the_derivative_is_that_of_the_sum() -> None:
    def value(rate: Any) -> Any:
        return mpmath.fsum(200 * mpmath.mpf("0.8") ** (t - 1) / (1 + rate) ** t for t in range(1, 6))

    slope = ig.clv.derivative("clv", "discount_rate", {**CASE, "acquisition_cost": 100})
    assert slope == pytest.approx(float(mpmath.diff(value, mpmath.mpf("0.1"))), rel=1e-12)


def test_a_direction_that_sympy_cannot_judge_is_refused() -> None:
    with pytest.raises(ValueError, match="has no derivative") as raised:
        str(ig.regression.exercise("direction", output="high", quantity="confidence").question)
    assert str(raised.value) == (
        "The high of regression has no derivative in confidence that SymPy can find. "
        "Ask for another direction, or let the students compute."
    )


def test_a_wrong_direction_is_shown_the_numbers() -> None:
    asked = ig.acquisition.exercise(
        "direction", quantity="new_customers", fixed={"marketing_cost": 10000, "new_customers": 100}
    )
    assert str(asked.check("It rises")) == (
        "No. New customers 100: cost to win a customer $100.00; new customers 101: cost to win a customer $99.01."
    )


# Find the wrong step.

DERIVED = [
    ("clv", "clv"),
    ("clv", "net_value"),
    ("acquisition", "cac"),
    ("bayes", "posterior"),
    ("regression", "slope"),
    ("expected_utility", "risk_premium"),
]


@pytest.mark.parametrize(("model", "output"), DERIVED)
def test_every_changed_step_is_wrong_and_the_others_hold(model: str, output: str) -> None:
    found = getattr(ig, model).mutations(output, "crra" if model == "expected_utility" else "")
    assert {each["place"] for each in found}
    formula = next(each for each in getattr(ig, model).declaration.formulas if each.name == output)
    originals = [latex_template(step.expression) for step in formula.steps("crra" if formula.depends_on_choice else "")]
    assert all(each["symbols"] != originals[each["place"]] for each in found)


def test_a_changed_step_is_refuted_by_the_check_of_all_derivations() -> None:
    declaration = ig.acquisition.declaration
    formula = next(each for each in declaration.formulas if each.name == "cac")
    steps = list(formula.steps())
    wrong = [steps[0], Step(steps[1].reason, 1 / steps[1].expression)]
    with pytest.raises(DerivationError):
        check(declaration, formula, "", wrong, symbolically=False)


def test_the_wrong_step_is_shown_and_found() -> None:
    asked = ig.bayes.exercise("wrong_step", seed=4)
    place = int(asked.full_question.right)
    verdicts = [asked.check(number) for number in (1, 2, 3)]
    assert [bool(verdict) for verdict in verdicts] == [number == place for number in range(3)]
    shown, right = asked.full_question.shown, ig.bayes.derivation("posterior")
    assert shown is not None
    same = [one.latex == other.latex for one, other in zip(shown.lines, right.lines, strict=True)]
    assert [number for number in range(3) if not same[number]] == [place]
    assert right.lines[place].latex in repr(asked.solution())
    assert right.lines[place].latex not in asked.question


def test_a_derivation_without_room_for_a_slip_is_refused() -> None:
    with pytest.raises(ValueError, match="no step") as raised:
        str(
            ig.expected_utility.exercise(
                "wrong_step", output="certainty_equivalent", fixed={"utility": "linear"}
            ).question
        )
    assert str(raised.value) == (
        "The derivation of certainty_equivalent of expected_utility has no step in which a slip could be hidden. "
        "Ask about another output."
    )


# Is the article right?


def test_an_article_is_right_or_made_one_of_the_mistakes() -> None:
    fixed = {"margin": 200, "retention_rate": 0.9, "discount_rate": 0.1, "years": 3}
    answers = {}
    for seed in range(80):
        asked = ig.clv.exercise("article", fixed=fixed, seed=seed)
        assert len(asked.full_question.choices) == 5
        printed = next(line for line in asked.question.splitlines() if "prints" in line).split("prints ")[1].split()[0]
        answers[printed] = asked.answer
    # 200/1.1 + 180/1.21 + 162/1.331 = 452.29; 200/1.331 = 150.26; 200 + 180 + 162 = 542
    assert answers["$452.29"] == "It is right."
    assert answers["$150.26"] == "It is wrong: it discounted one margin over the whole lifetime."
    assert answers["$542.00"] == "It is wrong: it added up the margins without discounting them."
    asked = ig.clv.exercise("article", fixed=fixed, seed=1)
    assert asked.check(asked.answer)


# Estimate on the chart.


def test_an_estimate_is_right_within_the_room_that_it_states() -> None:
    asked = ig.bayes.exercise("estimate", quantity="prior", seed=3)
    question = asked.full_question
    # The prior for a posterior P: f P / (s (1 - P) + f P), from Bayes' rule solved for the prior.
    s, f = asked.values["true_positive_rate"], asked.values["false_positive_rate"]
    posterior = float(question.ask.split(" is ")[-1].rstrip(" %.")) / 100
    prior = 100 * f * posterior / (s * (1 - posterior) + f * posterior)
    assert question.right == pytest.approx(prior, rel=1e-9)
    assert question.accepts == "By eye, to within 2 %."
    assert asked.check(prior + 1.9)
    assert asked.check(prior - 1.9)
    assert str(asked.check(prior + 2.1)) == "That is too large. Look at the chart again, or take a hint."
    assert str(asked.check("")) == "There is no answer yet. Drag the handle, or give its place as a number."
    assert question.chart is not None
    assert abs(question.chart["start"]["prior"] * 100 - prior) > 2 * question.tolerance


def test_one_entry_of_a_list_can_be_dragged() -> None:
    fixed = {"x": [1, 2, 3, 4, 5], "y": [20, 22, 25, 28, 30]}
    asked = ig.regression.exercise("estimate", output="slope", quantity="y", entry=5, fixed=fixed, seed=1)
    # The slope is 2.6 and asked as such; each unit of the fifth point moves it by 2/10.
    assert asked.full_question.ask == "Drag the y 5 until the slope is 2.60."
    assert asked.full_question.right == pytest.approx(30)
    start = asked.full_question.chart["start"]["y"]
    assert start[:4] == [20, 22, 25, 28]
    assert start[4] != 30


def test_what_has_no_handle_cannot_be_dragged() -> None:
    with pytest.raises(ValueError, match="no handle") as raised:
        str(ig.clv.exercise("estimate", quantity="margin").question)
    assert str(raised.value) == 'The chart of clv has no handle for "margin". Its handles set: none.'


# Choose.


def choosing(seed: int) -> Any:
    choices = [
        ("Cost: {cac}", "Right: {cac} each."),
        ("Visitors", "No: visitors pay nothing."),
        ("Budget", "No: that is {marketing_cost}."),
    ]
    return ig.acquisition.exercise(
        "choose",
        ask="What?",
        choices=choices,
        hint="Divide.",
        seed=seed,
        fixed={"marketing_cost": 500, "new_customers": 10},
    )


def test_the_answers_stand_in_another_order_for_every_student() -> None:
    orders = {tuple(choice.text for choice in choosing(seed).full_question.choices) for seed in range(30)}
    assert len(orders) == 6
    for seed in range(5):
        asked = choosing(seed)
        assert asked.check("cost: $50.00")
        assert str(asked.check("Budget")) == "No: that is $500."
        assert repr(asked.hint()) == "Hint\n1. Divide."


@pytest.mark.parametrize("answer", ["", None, " "])
def test_no_choice_is_no_answer(answer: Any) -> None:
    assert str(choosing(1).check(answer)) == "There is no answer yet. Choose one."


def test_what_is_none_of_the_choices_is_said() -> None:
    assert str(choosing(1).check("D")) == "“D” is none of the answers. Choose one of A, B, C."


# What is asked wrongly.


def test_every_kind_is_made_from_what_a_model_declares() -> None:
    assert list(KINDS) == ["compute", "invert", "direction", "choose", "estimate", "wrong_step", "article"]


def test_a_kind_that_is_none_is_told_from_those_that_are() -> None:
    with pytest.raises(ValueError, match="kind") as raised:
        ig.clv.exercise("computed")
    assert str(raised.value) == (
        'There is no exercise of the kind "computed". Did you mean "compute"? '
        "The kinds are: compute, invert, direction, choose, estimate, wrong_step, article."
    )


def test_an_exercise_says_which_quantity_it_lacks() -> None:
    with pytest.raises(ValueError, match="quantity") as raised:
        ig.acquisition.exercise("invert")
    assert str(raised.value) == (
        'An exercise needs its quantity, but "" arrived. There are: marketing_cost, new_customers, visitors.'
    )


@pytest.mark.parametrize("model", ig.models())
def test_every_model_has_exercises_by_being_there(model: str) -> None:
    for seed in range(5):
        asked = getattr(ig, model).exercise(seed=seed)
        assert asked.check(asked.full_question.right)
        assert asked.question
        assert asked.hint().lines
        assert asked.solution().result
