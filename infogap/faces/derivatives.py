"""The derivative of a result in one quantity, found by SymPy, as a line of NumPy source."""

from __future__ import annotations

from typing import Any

from sympy import Derivative, Subs, diff

from infogap.core.declaration import Declaration
from infogap.faces.numpy import numpy_source


def derivative(declaration: Declaration, output: str, quantity: str) -> dict[str, str]:
    """Return Python source for the derivative of an output in a quantity, by the option of the model's choice.

    Raises
    ------
    ValueError
        If SymPy cannot differentiate the output.
    """
    return {option: _source(declaration, output, quantity, option) for option in declaration.options}


def _source(declaration: Declaration, output: str, quantity: str, option: str) -> str:
    slope = _slopes(declaration, quantity, option)[output]
    if slope.has(Derivative, Subs):
        raise ValueError(
            f"The {output} of {declaration.name} has no derivative in {quantity} that SymPy can find. "
            f"Ask for another direction, or let the students compute."
        )
    return numpy_source(slope, declaration.arrays)


def _slopes(declaration: Declaration, quantity: str, option: str) -> dict[str, Any]:
    """Return each formula's total derivative by the chain rule: what it uses stays a symbol in it."""
    unknown = next(each for each in declaration.quantities if each.facts.name == quantity)
    slopes: dict[str, Any] = {}
    for formula in declaration.formulas_in_order:
        expression = formula.expression(option)
        uses = [each for each in declaration.formulas if each in expression.free_symbols]
        moved = (diff(expression, each) * slopes[each.name] for each in uses if slopes[each.name] != 0)
        slopes[formula.name] = diff(expression, unknown) + sum(moved)
    return slopes
