"""The LaTeX that the MathML face starts from: fractions as people write them, and tokens for symbols."""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, Indexed, Sum, Symbol, fraction, true
from sympy.printing.latex import LatexPrinter

from infogap.core.language import translate

COUNTED = "number_of_"
SETTINGS = {"mul_symbol": "dot", "ln_notation": True}


class TokenPrinter(LatexPrinter):  # type: ignore[misc]
    r"""Prints ``\text{@name@}`` for a symbol; running indices stay letters."""

    def __init__(self, numbers: bool = False) -> None:
        super().__init__(SETTINGS)
        self._numbers = numbers
        self._bound: list[Symbol] = []

    def _print_Symbol(self, symbol: Symbol, style: str = "plain") -> str:
        if symbol.name.startswith(COUNTED) and not self._numbers:
            return "n"
        return str(symbol.name) if symbol in self._bound else rf"\text{{@{symbol.name}@}}"

    # SymPy has quantities of its own, in sympy.physics.units, and prints them by another rule.
    _print_Quantity = _print_Symbol

    def _as_ordered_terms(self, expr: Expr, order: Any = None) -> list[Any]:
        """Put what is added before what is subtracted, and a number first: 1 + r, but t - 1."""
        terms = super()._as_ordered_terms(expr, order)
        return sorted(terms, key=lambda term: (term.could_extract_minus_sign(), not term.is_number))

    def _print_Indexed(self, entry: Any) -> str:
        return rf"\text{{@{entry.base.name}:{self._print(entry.indices[0])}@}}"

    def _print_Mul(self, product: Expr) -> str:
        numerator, denominator = fraction(product)
        if denominator == 1:
            return str(super()._print_Mul(product))
        sign, numerator = ("- ", -numerator) if numerator.could_extract_minus_sign() else ("", numerator)
        return rf"{sign}\frac{{{self._print(numerator)}}}{{{self._print(denominator)}}}"

    def _needs_mul_brackets(self, expr: Expr, first: bool = False, last: bool = False) -> bool:
        """Set brackets around a sum that will be written out term by term, wherever it is a factor."""
        written_out = self._numbers and isinstance(expr, Sum)
        return bool(written_out or super()._needs_mul_brackets(expr, first, last))

    def _term(self, node: Basic) -> str:
        """Print the body of a sum or an end of a list, in which the index is a letter."""
        self._bound.append(node.args[1].args[0])
        term = self._print(node.args[0])
        self._bound.pop()
        return str(term)

    def _print_Sum(self, node: Basic) -> str:
        body, (index, low, high) = node.args[0], node.args[1]
        term = self._term(node)
        if self._numbers and str(high).startswith(COUNTED):
            array = min(entry.base.name for entry in body.atoms(Indexed))
            return rf"\text{{@each:{array}@}} {term} \text{{@end@}}"
        if body.is_Add or body.could_extract_minus_sign():
            term = rf"\left({term}\right)"
        return rf"\sum_{{{index.name}={self._print(low)}}}^{{{self._print(high)}}} {term}"

    def _print_Greatest(self, node: Basic) -> str:
        return rf"\max_{{{node.args[1].args[0].name}}} {self._term(node)}"

    def _print_Least(self, node: Basic) -> str:
        return rf"\min_{{{node.args[1].args[0].name}}} {self._term(node)}"

    def _print_Piecewise(self, node: Basic) -> str:
        return self._cases(*node.args)

    def _print_ITE(self, node: Basic) -> str:
        condition, then, otherwise = node.args
        return self._cases((then, condition), (otherwise, true))

    def _cases(self, *cases: tuple[Basic, Basic]) -> str:
        """Print what holds where, in words of the reader's language."""
        lines = [f"{self._print(value)} & {self._where(condition)}" for value, condition in cases]
        return r"\begin{cases} " + r" \\".join(lines) + r" \end{cases}"

    def _where(self, condition: Basic) -> str:
        # Inside an f-string, what collects the texts to translate finds them with some Pythons and not with others.
        otherwise, where = translate("otherwise"), translate("for")
        if condition == true:
            return rf"\text{{{otherwise}}}"
        return rf"\text{{{where}}}\: {self._print(condition)}"

    def _print_StudentQuantile(self, node: Basic) -> str:
        tail, degrees = node.args
        return rf"t_{{{self._print(degrees)}}}\left({self._print(1 - tail)}\right)"

    def _print_StudentCumulative(self, node: Basic) -> str:
        value, degrees = node.args
        return rf"T_{{{self._print(degrees)}}}\left({self._print(value)}\right)"
