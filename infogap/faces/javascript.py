"""The JavaScript face: an expression as an arrow function of the values ``v`` and the running value ``i``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sympy import Basic, Symbol
from sympy.printing.jscode import JavascriptCodePrinter

from infogap.core.functions import from_one
from infogap.faces.floating import accurate


def javascript_source(expression: Any, arrays: Mapping[str, str], running: Symbol | None = None) -> str:
    """Return the body of an arrow function that computes an expression.

    Parameters are those of `numpy_source`; an array's entry is read at its index, which runs from 1.

    Examples
    --------
    >>> from sympy.abc import n, x
    >>> javascript_source(1 - (1 + x) ** n, {})
    '-Math.expm1(v.n*Math.log1p(v.x))'
    """
    return str(JavaScriptSource(arrays, running).doprint(accurate(expression)))


def helpers_for(code: str) -> str:
    """Return the source of those helpers in ``helpers.js`` that `code` calls, directly or through another.

    Examples
    --------
    >>> helpers_for("v.x + 1")
    ''
    """
    needed: list[str] = []
    wanted = [name for name in _helpers() if f"{name}(" in code]
    while wanted:
        name = wanted.pop()
        if name not in needed:
            needed.append(name)
            wanted += [other for other in _helpers() if other != name and f"{other}(" in _helpers()[name]]
    return "\n".join(_helpers()[name] for name in _helpers() if name in needed)


@cache
def _helpers() -> dict[str, str]:
    text = (files("infogap.faces") / "helpers.js").read_text(encoding="utf-8")
    parts = re.split(r"^(?=/\*\*)", text, flags=re.MULTILINE)
    functions = [re.sub(r"/\*\*.*?\*/\s*", "", part, flags=re.DOTALL).strip() for part in parts]
    return {match[1]: part for part in functions if (match := re.match(r"function (\w+)", part))}


class JavaScriptSource(JavascriptCodePrinter):  # type: ignore[misc]
    """Adds what SymPy's own printer lacks, and reads every symbol from ``v``."""

    def __init__(self, arrays: Mapping[str, str], running: Symbol | None = None) -> None:
        super().__init__({"precision": 17})
        self._arrays = arrays
        self._running = running
        self._counters: dict[Symbol, str] = {}

    def _print_Symbol(self, symbol: Symbol) -> str:
        if symbol in self._counters:
            return self._counters[symbol]
        if symbol == self._running:
            return "i"
        if symbol.name in self._arrays:
            return f"v.{self._arrays[symbol.name]}.length"
        return f"v.{symbol.name}"

    # SymPy has quantities of its own, in sympy.physics.units, and prints them by another rule.
    _print_Quantity = _print_Symbol

    def _print_Indexed(self, entry: Any) -> str:
        return f"v.{entry.base.name}[{self._print(entry.indices[0])} - 1]"

    def _over(self, node: Basic) -> str:
        body, index, count = from_one(node)
        number, outer = self._print(count), self._counters
        self._counters = outer | {index: "k" * (1 + max(map(len, outer.values()), default=0))}
        term = f"({self._counters[index]}) => {self._print(body)}"
        self._counters = outer
        return f"{OVER[type(node).__name__]}({number}, {term})"

    _print_Sum = _print_Greatest = _print_Least = _over

    def _print_Piecewise(self, node: Basic) -> str:
        (branch, condition), *rest = node.args
        if condition == True:  # noqa: E712 - a SymPy truth value
            return f"({self._print(branch)})"
        otherwise = self._print(type(node)(*rest)) if rest else "NaN"
        return f"({self._print(condition)} ? {self._print(branch)} : {otherwise})"

    def _called(self, node: Basic) -> str:
        return f"{CALLED[type(node).__name__]}({', '.join(self._print(part) for part in node.args)})"

    _print_exp = _print_log = _print_expm1 = _print_log1p = _print_Abs = _print_ceiling = _print_floor = _called
    _print_Max = _print_Min = _print_StudentQuantile = _called

    def _print_Relational(self, node: Any) -> str:
        sign = {"==": "===", "!=": "!=="}.get(node.rel_op, node.rel_op)
        return f"({self._print(node.lhs)} {sign} {self._print(node.rhs)})"

    def _joined(self, sign: str, node: Basic) -> str:
        return "(" + sign.join(f"({self._print(part)})" for part in node.args) + ")"

    def _print_And(self, node: Basic) -> str:
        return self._joined(" && ", node)

    def _print_Or(self, node: Basic) -> str:
        return self._joined(" || ", node)

    def _print_Not(self, node: Basic) -> str:
        return f"!({self._print(node.args[0])})"

    def _print_BooleanTrue(self, node: Basic) -> str:
        return "true"

    def _print_BooleanFalse(self, node: Basic) -> str:
        return "false"

    def _print_Rational(self, node: Any) -> str:
        return f"({node.p}/{node.q})"

    def _print_Infinity(self, node: Basic) -> str:
        return "Infinity"

    def _print_NegativeInfinity(self, node: Basic) -> str:
        return "(-Infinity)"

    def _print_NaN(self, node: Basic) -> str:
        return "NaN"


OVER = {"Sum": "total", "Greatest": "greatest", "Least": "least"}
CALLED = {
    "exp": "Math.exp",
    "log": "Math.log",
    "expm1": "Math.expm1",
    "log1p": "Math.log1p",
    "Abs": "Math.abs",
    "ceiling": "Math.ceil",
    "floor": "Math.floor",
    "Max": "Math.max",
    "Min": "Math.min",
    "StudentQuantile": "studentQuantile",
}
