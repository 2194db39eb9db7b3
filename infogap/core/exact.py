"""Evaluate an expression to many digits at one point: the judge of every other way to compute it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath
import sympy
from mpmath import mp
from sympy import Basic

from infogap.core.functions import Greatest, Least, StudentCumulative, StudentQuantile

DIGITS = 50
Environment = Mapping[str, Any]


def evaluate(expression: Any, point: Environment, digits: int = DIGITS) -> Any:
    """Return the value of an expression at a point, to `digits` significant digits.

    Parameters
    ----------
    expression : sympy.Basic
        An expression or a condition.
    point : mapping
        A number for each free symbol's name, and a list of numbers for each array.
    digits : int
        Significant digits to work with.

    Returns
    -------
    mpmath.mpf or bool
        Not-a-number where the expression is undefined or not real.

    Examples
    --------
    >>> from sympy.abc import x
    >>> mpmath.nstr(evaluate(1 / x, {"x": 3}), 20)
    '0.33333333333333333333'
    """
    with mp.workdps(digits + 10):
        try:
            found = _value(sympy.sympify(expression), {name: _number(entry) for name, entry in point.items()})
        except ZeroDivisionError:
            found = mpmath.nan
        with mp.workdps(digits):
            return found if isinstance(found, bool) else _real(found)


def _number(entry: Any) -> Any:
    if isinstance(entry, list | tuple):
        return [_number(part) for part in entry]
    if isinstance(entry, str):
        return entry
    return mpmath.mpf(entry.p) / entry.q if isinstance(entry, sympy.Rational) else mpmath.mpf(entry)


def _real(found: Any) -> Any:
    if isinstance(found, mpmath.mpc):
        return +found.real if found.imag == 0 else mpmath.nan
    return +found


def _value(node: Basic, at: dict[str, Any]) -> Any:
    if node.is_Symbol:
        return at[node.name]
    if node.is_Rational:
        return mpmath.mpf(node.p) / node.q
    for kind, rule in SPECIAL.items():
        if isinstance(node, kind):
            return rule(node, at)
    if isinstance(node, sympy.NumberSymbol | sympy.Float):
        return mpmath.mpmathify(node.evalf(mp.dps))
    return PLAIN[node.func](*(_value(part, at) for part in node.args))


def _branches(node: Basic, at: dict[str, Any]) -> Any:
    for branch, condition in node.args:
        if _value(condition, at):
            return _value(branch, at)
    return mpmath.nan


def _values_over(node: Basic, at: dict[str, Any]) -> list[Any]:
    body, (index, low, high) = node.args[0], node.args[1]
    ends = int(_value(low, at)), int(_value(high, at))
    return [_value(body, at | {index.name: mpmath.mpf(position)}) for position in range(ends[0], ends[1] + 1)]


def _entry(node: Basic, at: dict[str, Any]) -> Any:
    return at[node.base.name][int(_value(node.args[1], at)) - 1]


def _power(node: Basic, at: dict[str, Any]) -> Any:
    base, exponent = (_value(part, at) for part in node.args)
    return mpmath.mpf(1) if exponent == 0 else base**exponent


def _same(left: Any, right: Any) -> bool:
    guard = mpmath.mpf(10) ** (20 - mp.dps)
    if not (mpmath.isfinite(left) and mpmath.isfinite(right)):
        return bool(left == right)
    return bool(abs(left - right) <= guard * max(1, abs(left), abs(right)))


def _logarithm(number: Any) -> Any:
    return -mpmath.inf if number == 0 else mpmath.log(number)


def student_cumulative(x: Any, nu: Any) -> Any:
    """Return the probability that Student's t with `nu` degrees of freedom is at most `x`.

    Source: Abramowitz and Stegun (1964), equation 26.7.1, by the incomplete beta function.

    Examples
    --------
    >>> print(student_cumulative(0, 5))
    0.5
    """
    if nu <= 0 or mpmath.isnan(x):
        return mpmath.nan
    tail = (
        mpmath.betainc(mpmath.mpf(nu) / 2, mpmath.mpf(1) / 2, 0, nu / (nu + mpmath.mpf(x) ** 2), regularized=True) / 2
    )
    return 1 - tail if x > 0 else tail


def student_quantile(tail: Any, nu: Any) -> Any:
    """Return the value that Student's t with `nu` degrees of freedom exceeds with probability `tail`.

    Examples
    --------
    >>> print(mpmath.nstr(student_quantile(mpmath.mpf("0.025"), 3), 8))
    3.1824463
    """
    if nu <= 0 or not 0 < tail < 1:
        return mpmath.nan
    sign = 1 if tail <= 0.5 else -1
    smaller = min(tail, 1 - tail)
    if smaller == mpmath.mpf(1) / 2:
        return mpmath.mpf(0)
    high = mpmath.mpf(1)
    while student_cumulative(-high, nu) > smaller:
        high *= 2
    excess = lambda t: mpmath.log(student_cumulative(-t, nu) / smaller)  # noqa: E731 - only the root finder calls it
    return sign * mpmath.findroot(excess, (0, high), solver="anderson", maxsteps=500, verify=False)


Rule = Callable[[Basic, dict[str, Any]], Any]
SPECIAL: dict[type, Rule] = {
    sympy.Indexed: _entry,
    sympy.Piecewise: _branches,
    sympy.Sum: lambda node, at: mpmath.fsum(_values_over(node, at)),
    Greatest: lambda node, at: max(_values_over(node, at)),
    Least: lambda node, at: min(_values_over(node, at)),
    sympy.Pow: _power,
    sympy.And: lambda node, at: all(_value(part, at) for part in node.args),
    sympy.Or: lambda node, at: any(_value(part, at) for part in node.args),
    sympy.ITE: lambda node, at: _value(node.args[1 if _value(node.args[0], at) else 2], at),
    sympy.Not: lambda node, at: not _value(node.args[0], at),
}
PLAIN: dict[Any, Callable[..., Any]] = {
    type(sympy.oo): lambda: mpmath.inf,
    type(-sympy.oo): lambda: -mpmath.inf,
    type(sympy.nan): lambda: mpmath.nan,
    type(sympy.zoo): lambda: mpmath.nan,
    type(sympy.I): lambda: mpmath.mpc(0, 1),
    type(sympy.true): lambda: True,
    type(sympy.false): lambda: False,
    sympy.Add: lambda *terms: mpmath.fsum(terms),
    sympy.Mul: lambda *factors: mpmath.fprod(factors),
    sympy.exp: mpmath.exp,
    sympy.log: _logarithm,
    sympy.Abs: abs,
    sympy.Max: max,
    sympy.Min: min,
    sympy.ceiling: mpmath.ceil,
    sympy.floor: mpmath.floor,
    sympy.Eq: lambda left, right: _same(left, right),
    sympy.Ne: lambda left, right: not _same(left, right),
    sympy.Lt: lambda left, right: bool(left < right) and not _same(left, right),
    sympy.Le: lambda left, right: bool(left <= right) or _same(left, right),
    sympy.Gt: lambda left, right: bool(left > right) and not _same(left, right),
    sympy.Ge: lambda left, right: bool(left >= right) or _same(left, right),
    StudentCumulative: student_cumulative,
    StudentQuantile: student_quantile,
}
