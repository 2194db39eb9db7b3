"""The NumPy face: an expression as a line of Python that works on numbers and arrays alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Basic, Symbol
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.pycode import PythonCodePrinter

from infogap.core.functions import from_one
from infogap.faces.floating import accurate


def numpy_source(expression: Any, arrays: Mapping[str, str], running: Symbol | None = None) -> str:
    """Return Python source that `evaluation.evaluate` runs.

    Parameters
    ----------
    expression : sympy.Basic
        An expression or a condition.
    arrays : mapping
        For each index's length, the name of an array that has it.
    running : sympy.Symbol, optional
        A chart's running variable: it is called ``i``, and an array's entry at it is the whole array.

    Examples
    --------
    >>> from sympy.abc import n, x
    >>> numpy_source(1 - (1 + x) ** n, {})
    '-expm1(n*log1p(x))'
    """
    return str(NumPySource(arrays, running).doprint(accurate(expression)))


class NumPySource(PythonCodePrinter):  # type: ignore[misc]
    """Prints names of `evaluation.FUNCTIONS`; sums run along an array's last axis, or count up to a number."""

    def __init__(self, arrays: Mapping[str, str], running: Symbol | None = None) -> None:
        super().__init__({"fully_qualified_modules": False})
        self._arrays = arrays
        self._running = running
        self._depth = 0
        self._counters: dict[Symbol, str] = {}

    def _print_Symbol(self, symbol: Symbol) -> str:
        if symbol in self._counters:
            return self._counters[symbol]
        if symbol == self._running:
            return "i"
        if symbol.name in self._arrays:
            return f"length({self._arrays[symbol.name]})"
        return f"column({symbol.name})" if self._depth else str(symbol.name)

    # SymPy has quantities of its own, in sympy.physics.units, and prints them by another rule.
    _print_Quantity = _print_Symbol

    def _print_Indexed(self, entry: Any) -> str:
        return str(entry.base.name)

    def _over(self, function: str, node: Any) -> str:
        index = node.args[1].args[0]
        return self._over_numbers(function, node) if index.over is None else self._over_entries(function, node)

    def _over_numbers(self, function: str, node: Any) -> str:
        body, index, count = from_one(node)
        number, outer = self._print(count), self._counters
        self._counters = outer | {index: f"{index.name}_{len(outer)}"}
        term = f"lambda {self._counters[index]}: {self._print(body)}"
        self._counters = outer
        return f"{function}_up_to({number}, {term})"

    def _over_entries(self, function: str, node: Basic) -> str:
        self._depth += 1
        body = self._print(node.args[0])
        self._depth -= 1
        reduced = f"{function}({body})"
        return f"column({reduced})" if self._depth else reduced

    def _print_Sum(self, node: Basic) -> str:
        return self._over("total", node)

    def _print_Greatest(self, node: Basic) -> str:
        return self._over("greatest", node)

    def _print_Least(self, node: Basic) -> str:
        return self._over("least", node)

    def _print_Piecewise(self, node: Basic) -> str:
        (branch, condition), *rest = node.args
        if condition == True:  # noqa: E712 - a SymPy truth value
            return str(self._print(branch))
        otherwise = self._print(type(node)(*rest)) if rest else "nan"
        return f"where({self._print(condition)}, {self._print(branch)}, {otherwise})"

    def _joined(self, sign: str, node: Basic) -> str:
        return sign.join(f"({self._print(part)})" for part in node.args)

    def _print_And(self, node: Basic) -> str:
        return self._joined(" & ", node)

    def _print_Or(self, node: Basic) -> str:
        return self._joined(" | ", node)

    def _print_Not(self, node: Basic) -> str:
        return f"~({self._print(node.args[0])})"

    def _print_BooleanTrue(self, node: Basic) -> str:
        return "true"

    def _print_BooleanFalse(self, node: Basic) -> str:
        return "false"

    def _print_Relational(self, node: Any) -> str:
        return f"({self._print(node.lhs)} {node.rel_op} {self._print(node.rhs)})"

    def _print_Pow(self, node: Any, rational: bool = False) -> str:
        if node.exp == 1 / 2 or (node.exp.is_Rational and node.exp.q == 2 and node.exp.p == 1):
            return f"sqrt({self._print(node.base)})"
        if node.exp.is_Rational and node.exp.q == 2 and node.exp.p == -1:
            return f"1/sqrt({self._print(node.base)})"
        base = self.parenthesize(node.base, PRECEDENCE["Pow"], strict=False)
        return f"{base}**{self.parenthesize(node.exp, PRECEDENCE['Pow'], strict=False)}"

    def _called(self, node: Basic) -> str:
        return f"{CALLED[type(node).__name__]}({', '.join(self._print(part) for part in node.args)})"

    _print_exp = _print_log = _print_expm1 = _print_log1p = _print_Abs = _print_ceiling = _print_floor = _called
    _print_StudentQuantile = _called

    def _pairwise(self, node: Basic) -> str:
        first, *rest = node.args
        if not rest:
            return str(self._print(first))
        return f"{CALLED[type(node).__name__]}({self._print(first)}, {self._print(type(node)(*rest))})"

    _print_Max = _print_Min = _pairwise

    def _print_Infinity(self, node: Basic) -> str:
        return "inf"

    def _print_NegativeInfinity(self, node: Basic) -> str:
        return "(-inf)"

    def _print_NaN(self, node: Basic) -> str:
        return "nan"


CALLED = {
    "exp": "exp",
    "log": "log",
    "expm1": "expm1",
    "log1p": "log1p",
    "Abs": "abs",
    "ceiling": "ceil",
    "floor": "floor",
    "Max": "maximum",
    "Min": "minimum",
    "StudentQuantile": "student_quantile",
}
