"""Rewrite an expression into the form that floating point computes without losing digits."""

from __future__ import annotations

from typing import Any

from sympy import Add, Basic, Expr, exp, log
from sympy.codegen.cfunctions import expm1, log1p


def accurate(expression: Any) -> Any:
    """Return an equal expression in which 1 - (1 + x)**n became -expm1(n*log1p(x)).

    SymPy's own optimisations expand what they rewrite, which brings the lost digits back.

    Examples
    --------
    >>> from sympy.abc import n, x
    >>> accurate(1 - (1 + x) ** n)
    -expm1(n*log1p(x))
    """
    without_powers = expression.replace(_is_open_power, lambda power: exp(power.exp * log(power.base)))
    with_logarithms = without_powers.replace(log, _logarithm)
    return with_logarithms.replace(lambda node: node.is_Add, _difference)


def _is_open_power(node: Basic) -> bool:
    """Return whether a power gains by logarithms; 0 to the power of a whole 0 would lose."""
    if not node.is_Pow or node.exp.is_number or node.base.is_number:
        return False
    return bool(node.base.is_Add or not node.exp.is_integer)


def _logarithm(argument: Expr) -> Expr:
    constant, rest = argument.as_coeff_Add()
    return log1p(rest) if constant == 1 else log(argument)


def _difference(terms: Add) -> Expr:
    """Join the 1 of a sum with the one exponential that it is subtracted from."""
    constant, rest = terms.as_coeff_Add()
    for term in Add.make_args(rest):
        factor, power = term.as_coeff_Mul()
        if isinstance(power, exp) and factor == -constant:
            return Add(rest - term, factor * expm1(power.args[0]))
    return terms
