"""A model made again by a reader: what is refused, and what follows from the definitions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sympy import Eq, Sum, oo, symbols
from sympy.abc import t

import infogap as ig
from infogap.core.quantity import Quantity

cost, customers, visitors, growth = symbols("marketing_cost new_customers visitors growth")
margin, rate, years = symbols("margin discount_rate years")
NAMES = "value_of_year, churn_rate, decay, clv, net_value, ratio, break_even, payback_years"

REFUSED: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "unknown formula": (
        lambda: ig.clv.revised(clw=margin),
        ValueError,
        f'clv has no formula "clw". Did you mean "clv"? Its formulas are: {NAMES}.',
    ),
    "text": (
        lambda: ig.acquisition.revised(cac="cost / customers"),
        TypeError,
        "cac must be an expression in the quantities, but str 'cost / customers' arrived. "
        "Write it with their names, such as 2 * margin.",
    ),
    "equation": (
        lambda: ig.acquisition.revised(cac=Eq(cost, customers)),
        TypeError,
        "cac must be an expression in the quantities, but Equality Eq(marketing_cost, new_customers) arrived. "
        "Write it with their names, such as 2 * margin.",
    ),
    "boolean": (
        lambda: ig.acquisition.revised(cac=True),
        TypeError,
        "cac must be an expression in the quantities, but bool True arrived. "
        "Write it with their names, such as 2 * margin.",
    ),
    "no quantity": (
        lambda: ig.acquisition.revised(cac=cost * growth / customers),
        ValueError,
        "cac holds growth, which is no quantity. Make it one with Quantity, and put it into the list of quantities.",
    ),
    "endless": (
        lambda: ig.clv.revised(clv=Sum(margin / (1 + rate) ** t, (t, 1, oo))),
        ValueError,
        "clv adds up without end. Give its sum a last term.",
    ),
    "left out": (
        lambda: ig.clv.revised([Quantity("margin", "m", "margin", default=1, slider=(0, 1, 1))]),
        ValueError,
        "retention_rate is missing among the quantities: the chart and the sentences of clv need it. "
        "Keep it in the list.",
    ),
    "an option": (
        lambda: ig.expected_utility.revised(utility_of={"linear": symbols("w"), "log": symbols("w")}),
        ValueError,
        "utility_of must be given for each option, but sqrt, crra, cara is missing. Add it.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_said(case: str) -> None:
    make, kind, message = REFUSED[case]
    with pytest.raises(kind) as raised:
        make()
    assert str(raised.value) == message


def test_a_formula_alone_is_enough_and_zero_is_one() -> None:
    model = ig.acquisition.revised(cac=0)
    assert (model().cac, model().cost_per_visitor, model().conversion_rate) == (0, 0, 0.02)
    assert ig.acquisition().cac == 100


def test_plain_symbols_and_indices_will_do() -> None:
    model = ig.clv.revised(clv=Sum(margin / (1 + rate) ** t, (t, 0, years - 1)))
    assert model(years=3).clv == pytest.approx(200 + 200 / 1.1 + 200 / 1.21)
    # What was derived from the sum as it was no longer follows, what was defined by it does.
    assert model(years=3).net_value == pytest.approx(model(years=3).clv - 100)
    assert model(acquisition_cost=380).payback_years == 2
    assert math.isinf(model(acquisition_cost=1000).payback_years)


def test_another_default_domain_and_slider() -> None:
    rate = Quantity("retention_rate", "q", "loyalty", unit="%", default=0.5, domain=(0, 2), slider=(0, 2, 0.1))
    others = [quantity for quantity in ig.clv.declaration.quantities if quantity.facts.name != "retention_rate"]
    model = ig.clv.revised([*others[:1], rate, *others[1:]])
    assert model().clv == pytest.approx(ig.clv(retention_rate=0.5).clv)
    # 200/1.1 + 400/1.21 + 800/1.331
    assert model(retention_rate=2).clv == pytest.approx(181.8182 + 330.5785 + 601.0518, abs=1e-3)
    assert model.compiled.facts["retention_rate"].label == "loyalty"


def test_sums_stay_short_enough_to_be_drawn() -> None:
    model = ig.clv.revised()
    with pytest.raises(ValueError, match="years") as raised:
        model(years=1001)
    assert str(raised.value) == (
        "years must be at most 1,000 here: so many terms are added up at most. Arrived: years=1001."
    )
    assert model(years=1000).clv == pytest.approx(ig.clv(years=1000).clv)


def test_nothing_lies_between_two_numbers_of_terms() -> None:
    found = ig.clv.revised().sensitivity()
    assert found.loc["years"].isna().all()
    assert found.loc["margin", "clv"] == pytest.approx(1)
    assert not ig.clv.sensitivity().loc["years"].isna().any()


def test_a_definition_has_no_wrong_step() -> None:
    with pytest.raises(ValueError, match="derivation") as raised:
        ig.clv.revised().exercise("wrong_step", output="clv").hint()
    assert str(raised.value) == (
        "The clv of clv has a definition but no derivation, so that no step can be wrong. Ask for a number."
    )
    assert ig.clv.revised().exercise("compute", output="clv", seed=1).check("five").right is False


def test_many_rows_are_the_sums_of_each() -> None:
    model, rows = ig.clv.revised(), 200_000
    margins = np.linspace(1, 1000, rows)
    assert np.allclose(model(margin=margins).clv, ig.clv(margin=margins).clv)


def test_a_model_of_a_model() -> None:
    once = ig.acquisition.revised(cac=(cost + 5000) / customers)
    twice = once.revised(conversion_rate=customers / (2 * visitors))
    assert (twice().cac, twice().conversion_rate) == (150, 0.01)
    scope: dict[str, Any] = {}
    exec(once.cell, scope)
    assert scope["model"]().cac == 150
