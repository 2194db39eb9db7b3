"""A model: what it says of itself, and one that a reader writes in a few lines."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from sympy import Eq, Rational, oo, solve

import infogap as ig
from infogap.core.chart import Axis, Chart, Line, Span, Table
from infogap.core.check import DerivationError
from infogap.core.example import Example, Mistake
from infogap.core.formula import formula
from infogap.core.quantity import Quantity
from infogap.core.sentence import Sentence


def doubling(factor: int = 2) -> ig.Model:
    """A model as a reader writes one."""
    amount = Quantity("amount", "x", "amount", default=3, domain=(0, oo), slider=(0, 10, 1))

    @formula("twice", "y", "twice the amount")
    def twice():  # type: ignore[no-untyped-def]
        yield "Half of it is the amount", Eq(twice * Rational(1, 2), amount)
        yield "Solve for it", solve(twice * Rational(1, 2) - amount, twice)[0] * factor / 2

    return ig.Model(
        "doubling",
        "Doubling",
        summary="Twice as much.",
        quantities=[amount],
        formulas=[twice],
        sentences=[Sentence("Twice {amount} is {twice}.")],
        chart=Chart(
            "Twice",
            x=Axis("amount", low=0, high=10),
            y=Axis("twice"),
            marks=[Line(over=Span(amount, 0, 10), x=amount, y=2 * amount)],
            table=Table(None, {"twice": (twice, "")}),
        ),
        mistakes=[Mistake(twice, "squared it", "two of them are added", amount**2)],
        examples=[Example("Twice three", "a book", {"amount": 3}, {"twice": 9})],
    )


def test_a_model_of_a_reader() -> None:
    model = doubling()
    model.check()
    assert repr(model) == "doubling(amount=3) -> twice"
    assert model(amount=[1, 2]).twice.tolist() == [2, 4]
    assert model().sentence == "Twice 3.00 is 6.00."
    assert model.solve("amount", twice=7) == 3.5
    assert model.sensitivity().loc["amount", "twice"] == pytest.approx(1)
    assert repr(model.calculator(amount=4)) == "doubling.calculator(amount=4.0): twice 8.00"
    assert [row[3] for row in model.examples[0].rows()] == ["squared it; two of them are added"]
    with pytest.raises(ValueError, match="amount") as raised:
        model(amount=-1)
    assert str(raised.value) == "amount must be a number of at least 0, but -1 arrived. Give for example amount=3."


def test_a_readers_mistake_is_found() -> None:
    with pytest.raises(DerivationError) as raised:
        doubling(factor=3).check()
    assert str(raised.value).startswith("twice, step 1 (Half of it is the amount) does not hold at amount = ")


@pytest.mark.parametrize("model", ig.models())
def test_a_model_says_what_it_is(model: str) -> None:
    shown = getattr(ig, model)
    tree = ElementTree.fromstring(f"<div>{shown._repr_html_()}</div>")
    assert ["".join(cell.itertext()) for cell in tree.findall(".//code")] == list(shown.compiled.facts)
    assert shown.name == model
    assert repr(shown).endswith(f" -> {', '.join(shown())}")
