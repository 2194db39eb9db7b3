"""Derivations and worked solutions: as text, as HTML, always the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

import infogap as ig
from infogap.faces.compiled import Calculation

FORMULAS = [
    (model, formula["name"], option)
    for model in ig.models()
    for formula in getattr(ig, model).compiled.data["formulas"]
    for option in (
        dict(getattr(ig, model).compiled.facts["utility"].options) if model == "expected_utility" else [None]
    )
]


def chosen(option: str | None) -> dict[str, str]:
    return {} if option is None else {"utility": option}


def parsed(html: str) -> ElementTree.Element:
    """Well-formed, as far as a browser need not guess."""
    return ElementTree.fromstring(f"<div>{html.replace('<br>', '<br/>')}</div>")


def test_a_derivation_as_text() -> None:
    assert repr(ig.acquisition.derivation("cac")) == (
        "cost to win a customer\n"
        "1. All new customers together carry the marketing cost\n"
        "   \\mathrm{CAC} \\cdot k = M\n"
        "2. Solve for one customer's share\n"
        "   \\mathrm{CAC} = \\frac{M}{k}"
    )


def test_a_worked_solution_as_text() -> None:
    assert repr(ig.acquisition.explain("cac", marketing_cost=600, new_customers=40)) == (
        "cost to win a customer\n1. Solve for one customer's share\n   \\mathrm{CAC} = \\frac{600}{40}\n= $15.00"
    )


def test_the_main_result_if_none_is_named() -> None:
    assert repr(ig.clv.derivation()) == repr(ig.clv.derivation("clv"))
    assert repr(ig.regression.explain()) == repr(ig.regression.explain("forecast"))


@pytest.mark.parametrize(("model", "name", "option"), FORMULAS)
def test_every_derivation_is_mathematics(model: str, name: str, option: str | None) -> None:
    derivation = getattr(ig, model).derivation(name, **chosen(option))
    tree = parsed(derivation._repr_html_())
    assert len(tree.findall(".//li")) == len(derivation.lines) >= 2
    assert len(tree.findall(".//{http://www.w3.org/1998/Math/MathML}math")) == len(derivation.lines)
    assert "@" not in repr(derivation)
    assert repr(derivation) == repr(getattr(ig, model).derivation(name, **chosen(option)))


@pytest.mark.parametrize(("model", "name", "option"), FORMULAS)
def test_every_worked_solution_ends_in_the_result(model: str, name: str, option: str | None) -> None:
    given = {"risk_aversion": 2} if model == "expected_utility" else {}
    worked = getattr(ig, model).explain(name, **chosen(option), **given)
    assert worked.lines
    assert "@" not in repr(worked)
    parsed(worked._repr_html_())
    # Inner formulas are no outputs, but have worked solutions, too.
    compiled = getattr(ig, model).compiled
    calculation = Calculation(compiled, getattr(ig, model)(**chosen(option), **given).inputs)
    assert worked.result == compiled.formats[name].write(calculation[name])
    assert repr(worked).endswith(f"\n= {worked.result}")


def test_numbers_stand_where_letters_stood() -> None:
    lines = ig.clv.explain(margin=300, discount_rate=0.08, years=5).lines
    # Two stepping stones come first.
    assert [line.latex for line in lines[:2]] == [r"c = 1 - 1 = 0", r"\delta = \frac{0 + 0.08}{1 + 0.08} = 0.0740741"]
    assert lines[2].latex == (r"\mathrm{CLV} = \sum_{t=1}^{5} \frac{300 \cdot 1^{t - 1}}{\left(1 + 0.08\right)^{t}}")


def test_sums_over_lists_are_written_out() -> None:
    lines = ig.expected_utility.explain("expected_value").lines
    assert lines[0].latex == r"\mathrm{E}[x] = 50 \cdot 0.7 + 30 \cdot 0.3"


def test_each_case_has_its_own_form() -> None:
    assert ig.clv.explain(discount_rate=0).lines[-1].latex == r"\mathrm{CLV} = \frac{200 \cdot 3}{1 + 0}"


def test_a_choice_has_a_derivation_for_each_option() -> None:
    logarithm, root = (ig.expected_utility.derivation("certainty_equivalent", utility=name) for name in ("log", "sqrt"))
    assert logarithm.lines[1].latex == r"\mathrm{CE} = e^{\mathrm{E}[u]}"
    assert root.lines[1].latex == r"\mathrm{CE} = \mathrm{E}[u]^{2}"


def test_negative_tiny_and_huge_numbers_are_mathematics() -> None:
    worked = ig.regression.explain("forecast", x=[-1e-9, 0, 3e25], y=[-5, 1e-7, 2], at=-4)
    parsed(worked._repr_html_())
    assert r"10^{-9}" in repr(ig.clv.explain(discount_rate=1e-9))


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: ig.clv.derivation("cvl"),
            ValueError,
            'clv has no formula "cvl". Did you mean "clv"? Its formulas are: churn_rate, decay, clv, net_value, ratio, '
            "break_even, payback_years.",
        ),
        (
            lambda: ig.clv.derivation(margin=3),
            TypeError,
            'clv has no choice "margin". A derivation takes no numbers; explain does.',
        ),
        (
            lambda: ig.clv.explain(margin=[1, 2]),
            ValueError,
            "margin must be one case, but an array arrived. Take one case at a time.",
        ),
        (
            lambda: ig.expected_utility.derivation(utility="lgo"),
            ValueError,
            "utility must be one of ['linear', 'log', 'sqrt', 'crra', 'cara'], but 'lgo' arrived. Did you mean \"log\"? "
            "Give for example utility='linear'.",
        ),
        (
            lambda: ig.clv.explain(margin=-1),
            ValueError,
            "margin must be a number of at least 0, but -1 arrived. Give for example margin=200.",
        ),
    ],
    ids=["formula", "choice", "array", "option", "domain"],
)
def test_what_cannot_be_shown(call: Callable[[], Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as raised:
        call()
    assert str(raised.value) == message
