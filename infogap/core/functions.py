"""The few mathematical functions that SymPy lacks: the ends of a list, and Student's t distribution."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Function, Rational, Sum, floor
from sympy.concrete.expr_with_limits import ExprWithLimits

from infogap.core.quantity import Index


class Greatest(ExprWithLimits):  # type: ignore[misc]
    """The greatest value that an expression takes while an index runs.

    Examples
    --------
    >>> from infogap.core.quantity import ArrayQuantity
    >>> i = Index("i", over="points")
    >>> x = ArrayQuantity("x", "x", "x", index=i, default=[1, 2], slider=(0, 10, 1))
    >>> greatest(x[i], i).free_symbols >= {i.length}
    True
    """


class Least(ExprWithLimits):  # type: ignore[misc]
    """The least value that an expression takes while an index runs."""


class StudentCumulative(Function):  # type: ignore[misc]
    """Student's t distribution: the probability of a value up to `x` with `nu` degrees of freedom."""

    nargs = 2


class StudentQuantile(Function):  # type: ignore[misc]
    """The value that Student's t with `nu` degrees of freedom exceeds with probability `tail`."""

    nargs = 2


def from_one(node: ExprWithLimits) -> tuple[Any, Any, Any]:
    """Return a sum's body, index and number of terms, counted so that the index runs from 1.

    Examples
    --------
    >>> from sympy.abc import n, x
    >>> t = Index("t")
    >>> from_one(Sum(x**t, (t, 0, n)))
    (x**(t - 1), t, n + 1)
    """
    body, (index, low, high) = node.args
    return body.xreplace({index: index + low - 1}), index, high - low + 1


def total(expression: Any, index: Index) -> Sum:
    """Return the sum of an expression over all entries that `index` counts."""
    return Sum(expression, (index, 1, index.length))


def greatest(expression: Any, index: Index) -> Greatest:
    """Return the greatest value of an expression over all entries that `index` counts."""
    return Greatest(expression, (index, 1, index.length))


def least(expression: Any, index: Index) -> Least:
    """Return the least value of an expression over all entries that `index` counts."""
    return Least(expression, (index, 1, index.length))


def rounded(expression: Any) -> Expr:
    """Return the whole number nearest to an expression."""
    return floor(expression + Rational(1, 2))
