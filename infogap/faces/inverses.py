"""The symbolic inverses of a model: for each output, the formula of each quantity that SymPy can solve for."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Piecewise, Symbol, fraction, together

from infogap.core.declaration import Declaration
from infogap.core.quantity import Quantity
from infogap.faces.numpy import numpy_source

TARGET = Symbol("target", real=True)
HIGHEST_DEGREE = 2
LARGEST = 80

Inverses = dict[str, dict[str, dict[str, list[str]]]]


def inverses(declaration: Declaration) -> Inverses:
    """Return Python source for the roots, by output, quantity and option; the output's value is called ``target``.

    Left out is what is no ratio of polynomials of low degree in the quantity: a root finder is for that.
    """
    unknowns = [quantity for quantity in declaration.quantities if isinstance(quantity, Quantity)]
    return {
        formula.name: {
            unknown.facts.name: {
                option: _roots(_put_in(declaration, formula, option), unknown, declaration)
                for option in declaration.options
            }
            for unknown in unknowns
        }
        for formula in declaration.outputs
    }


def _put_in(declaration: Declaration, expression: Any, option: str) -> Any:
    """Return an output in quantities alone, each case distinction replaced by the case that holds almost everywhere."""
    for formula in reversed(declaration.formulas_in_order):
        expression = expression.xreplace({formula: formula.expression(option)})
    return expression.replace(Piecewise, lambda *pairs: pairs[-1][0])


def _roots(expression: Any, unknown: Quantity, declaration: Declaration) -> list[str]:
    if unknown not in expression.free_symbols or expression.count_ops() > LARGEST:
        return []
    numerator, _ = fraction(together(expression - TARGET))
    if not numerator.is_polynomial(unknown) or sympy.degree(numerator, unknown) > HIGHEST_DEGREE:
        return []
    return [numpy_source(root, declaration.arrays) for root in sympy.roots(sympy.Poly(numerator, unknown))]
