"""The cell face: a model as a few lines of Python that a reader can change, and run in a notebook of their own."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import sympy
from sympy import Expr, Interval, Symbol
from sympy.printing.str import StrPrinter

from infogap.core.declaration import AnyQuantity, Declaration
from infogap.core.formula import Formula
from infogap.core.place import At
from infogap.core.quantity import ArrayQuantity, Index
from infogap.faces.layout import WIDTH, laid_out

INVITATION = "# Change a quantity or a formula and run the cell: results, formula and chart follow."
OURS = {
    "infogap.core.functions": ("Greatest", "Least", "StudentQuantile"),
    "infogap.core.quantity": ("ArrayQuantity", "Choice", "Index", "Quantity"),
}


def cell(declaration: Declaration) -> str:
    """Return the source of a cell that shows a calculator of a model, from its quantities and definitions.

    Here a formula is computed from its definition; the derivation that leads to a closed form stays behind.

    Parameters
    ----------
    declaration : Declaration
        The model as its file declares it.
    """
    return Cell(declaration).text


class Cell:
    """The parts of a model's cell."""

    def __init__(self, declaration: Declaration) -> None:
        self._declaration = declaration

    @property
    def text(self) -> str:
        """The whole cell."""
        parts = [*self._running(), *self._quantities(), "", *self._definitions(), ""]
        body = "\n".join([*parts, self._model(), "model.calculator()", ""])
        return "\n".join([self._heading, INVITATION, "import infogap as ig", *imports(body), "", body])

    @property
    def _heading(self) -> str:
        title, summary = self._declaration.title, self._declaration.summary
        whole = f'"""{title}. {summary}"""'
        return whole if len(whole) <= WIDTH else f'"""{title}."""'

    @cached_property
    def _formulas(self) -> list[Formula]:
        """The outputs and all that their definitions are made from, each after what it needs."""
        ordered: dict[str, Formula] = {}
        for formula in self._declaration.outputs:
            self._add_after_its_parts(formula, ordered)
        return list(ordered.values())

    def _add_after_its_parts(self, formula: Formula, ordered: dict[str, Formula]) -> None:
        parts = self._atoms(formula, Formula)
        for part in self._declaration.formulas:
            if part in parts and part.name not in ordered:
                self._add_after_its_parts(part, ordered)
        ordered[formula.name] = formula

    def _atoms(self, formula: Formula, kind: type) -> set[Any]:
        """Return all symbols of a kind in a formula's definition, for any option."""
        options = self._declaration.options
        return {atom for option in options for atom in formula.definition(option).expression.atoms(kind)}

    @cached_property
    def _waiting(self) -> list[str]:
        """The names of the formulas that differ between the options of the choice, directly or through another."""
        waiting: list[str] = []
        for formula in self._formulas:
            parts = {part.name for part in self._atoms(formula, Formula)}
            if formula.depends_on_choice or parts & set(waiting):
                waiting.append(formula.name)
        return waiting

    def _running(self) -> Iterator[str]:
        """Yield what runs: indices, and the variables of running formulas."""
        atoms = {atom for formula in self._formulas for atom in self._atoms(formula, Symbol)}
        for index in sorted((atom for atom in atoms if isinstance(atom, Index)), key=str):
            over = f', over="{index.over}"' if index.over is not None else ""
            yield f'{index} = Index("{index}"{over})'
        variables = {formula.running for formula in self._formulas if formula.running is not None}
        for variable in sorted((each for each in variables if not isinstance(each, Index)), key=str):
            yield f'{variable} = Symbol("{variable}", {"positive" if variable.is_positive else "real"}=True)'

    def _quantities(self) -> Iterator[str]:
        for quantity in self._declaration.quantities:
            yield laid_out(f"{quantity.facts.name} = {made(quantity)}")

    def _definitions(self) -> Iterator[str]:
        for formula in self._formulas:
            yield from comment(formula)
            yield laid_out(f"{formula.name} = {self._definition(formula)}")

    def _definition(self, formula: Formula) -> str:
        """Return a definition: a dictionary where it differs between the options of the choice."""
        if formula.name not in self._waiting:
            return self._printed(formula, "")
        if not formula.depends_on_choice:
            return f"{{option: {self._printed(formula, 'option')} for option in {self._waiting[0]}}}"
        entries = (f"{option!r}: {self._printed(formula, repr(option))}" for option in self._declaration.options)
        return f"{{{', '.join(entries)}}}"

    def _printed(self, formula: Formula, option: str) -> str:
        printer = CellPrinter(self._lengths, self._waiting, option)
        return str(printer.doprint(formula.definition(option.strip("'")).expression))

    @cached_property
    def _lengths(self) -> dict[str, str]:
        """For each symbol that counts entries, what says so in Python."""
        arrays = [each for each in self._declaration.quantities if isinstance(each, ArrayQuantity)]
        return {each.index.length.name: f"{each.index}.length" for each in arrays}

    def _model(self) -> str:
        quantities = ", ".join(quantity.facts.name for quantity in self._declaration.quantities)
        given = ", ".join(f"{formula.name}={formula.name}" for formula in self._formulas)
        return laid_out(f"model = ig.{self._declaration.name}.revised([{quantities}], {given})")


class CellPrinter(StrPrinter):  # type: ignore[misc]
    """Prints Python in which a formula is a name, or an entry of a dictionary where it waits for an option."""

    def __init__(self, lengths: Mapping[str, str], waiting: Sequence[str], option: str) -> None:
        super().__init__()
        self._lengths = lengths
        self._waiting = waiting
        self._option = option

    def _print_Symbol(self, symbol: Symbol) -> str:
        if symbol.name in self._waiting:
            return f"{symbol.name}[{self._option}]"
        return self._lengths.get(symbol.name, str(symbol.name))

    # SymPy has quantities of its own, in sympy.physics.units, and prints them by another rule.
    _print_Quantity = _print_Symbol

    def _print_At(self, node: At) -> str:
        formula, *places = node.args
        pairs = ", ".join(f"{name}: {self._print(value)}" for name, value in places)
        return f"{self._print(formula)}.subs({{{pairs}}})"

    def _print_Rational(self, number: Any) -> str:
        tens = len(str(number.q)) - 1
        return f"Rational({number.p}, {f'10 ** {tens}' if tens > 3 and number.q == 10**tens else number.q})"

    def _as_ordered_terms(self, expr: Expr, order: Any = None) -> list[Any]:
        """Put what is added before what is subtracted, and a number first: 1 + r, but t - 1."""
        terms = super()._as_ordered_terms(expr, order)
        return sorted(terms, key=lambda term: (term.could_extract_minus_sign(), not term.is_number))


def made(quantity: AnyQuantity) -> str:
    """Return the call that makes a quantity, without what it leaves at its default."""
    maker = type(quantity).__init__ if isinstance(quantity, ArrayQuantity) else type(quantity).__new__
    defaults = {name: each.default for name, each in inspect.signature(maker).parameters.items()}
    named = [repr(text) for text in (quantity.facts.name, quantity.facts.symbol, quantity.facts.label)]
    given = [f"{name}={_value(value)}" for name, value in quantity.declared.items() if value != defaults[name]]
    return f"{type(quantity).__name__}({', '.join([*named, *given])})"


def _value(value: Any) -> str:
    return str(value) if isinstance(value, Index | Interval | tuple) else repr(value)


def comment(formula: Formula) -> Iterator[str]:
    """Yield what a formula is called, unless its name says so or it only serves others."""
    says_more = not formula.label.startswith(formula.name.replace("_", " "))
    if says_more and (formula.running is not None or not formula.inner):
        yield f"# {formula.label[:1].upper()}{formula.label[1:]}"


def imports(body: str) -> list[str]:
    r"""Return the lines that import what a cell uses.

    Examples
    --------
    >>> imports("t = Index('t')\nx = Sum(t, (t, 1, oo))")
    ['from infogap.core.quantity import Index', 'from sympy import Sum, oo']
    """
    names = [node for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)]
    used = {node.id for node in names} - {node.id for node in names if isinstance(node.ctx, ast.Store)}
    rooms = {room: used.intersection(offered) for room, offered in OURS.items()}
    rooms["sympy"] = {name for name in used.difference(*rooms.values()) if hasattr(sympy, name)}
    return [f"from {room} import {', '.join(sorted(found))}" for room, found in rooms.items() if found]
