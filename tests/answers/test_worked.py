"""Derivations and worked solutions: every output has one, with its reasons, and the numbers are put in."""

from __future__ import annotations

import pytest

import infogap as ig
from infogap.faces.rows import calculate

EVERY_FORMULA = [(model, name) for model in ig.models() for name in getattr(ig, model).compiled.labels]


@pytest.mark.parametrize(("model", "name"), EVERY_FORMULA)
def test_every_formula_has_a_derivation_and_a_worked_solution(model: str, name: str) -> None:
    derivation, explanation = getattr(ig, model).derivation(name), getattr(ig, model).explain(name)
    assert all(line.reason and line.latex for line in derivation.lines)
    assert "@" not in repr(derivation) + repr(explanation)
    assert derivation._repr_html_().count("<math") == len(derivation.lines)
    value = calculate(getattr(ig, model).compiled, name, getattr(ig, model)().inputs)
    assert explanation.result == getattr(ig, model).compiled.formats[name].write(value)


def test_numbers_stand_where_letters_stood() -> None:
    lines = ig.clv.explain(margin=300, discount_rate=0.08, years=5).lines
    assert lines[0].latex == (r"\mathrm{CLV} = \sum_{t=1}^{5} \frac{300 \cdot 1^{t - 1}}{\left(1 + 0.08\right)^{t}}")


def test_sums_over_lists_are_written_out() -> None:
    lines = ig.expected_utility.explain("expected_value").lines
    assert lines[0].latex == r"\mathrm{E}[x] = 50 \cdot 0.7 + 30 \cdot 0.3"


def test_each_case_has_its_own_form() -> None:
    assert ig.clv.explain(discount_rate=0).lines[-1].latex == r"\mathrm{CLV} = \frac{200 \cdot 3}{1 + 0}"


def test_a_choice_has_a_derivation_for_each_option() -> None:
    logarithm, root = (ig.expected_utility.derivation("certainty_equivalent", utility=name) for name in ("log", "sqrt"))
    assert logarithm.lines[1].latex == r"\mathrm{CE} = e^{\mathrm{E}[u]}"
    assert root.lines[1].latex == r"\mathrm{CE} = \mathrm{E}[u]^{2}"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: ig.clv.derivation("clw"),
            ValueError,
            'clv has no formula "clw". Did you mean "clv"? Its formulas are: churn_rate, decay, clv, net_value, ratio, '
            "break_even, payback_years.",
        ),
        (
            lambda: ig.clv.derivation("clv", margin="3"),
            TypeError,
            'clv has no choice "margin". A derivation takes no numbers; explain does.',
        ),
        (
            lambda: ig.clv.explain(margin=[1, 2]),
            ValueError,
            "margin must be one case, but an array arrived. Explain one case at a time.",
        ),
    ],
)
def test_a_wrong_question_says_so(call: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        call()  # type: ignore[operator]
    assert str(raised.value) == message
