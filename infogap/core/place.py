"""A formula where some quantities take other values: what a chart draws, and what a definition compares.

A formula may also hold a `running` variable that nobody sets, such as the year of a sum: it has no value of its own,
and is written out wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any

from sympy import Basic, Expr, Indexed, Sum, Tuple, sympify
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.symbol import Str

from infogap.core.quantity import Index
from infogap.core.sentence import Sentence


class At(Expr):  # type: ignore[misc]
    """The value of a formula where some quantities take other values; `Formula.at` makes it.

    It says what is meant, not how it is computed: `resolve` puts in the formula that a model has by then.
    """

    def __new__(cls, formula: Expr, *places: Tuple) -> At:
        """Keep the formula and the pairs of a quantity's name and its value."""
        self: At = Expr.__new__(cls, formula, *places)
        return self

    def _eval_is_extended_real(self) -> bool:
        return True


def at(formula: Expr, places: Mapping[str, Any]) -> At:
    """Return the value of a formula where quantities, by name, take other values."""
    return At(formula, *(Tuple(Str(name), sympify(value)) for name, value in places.items()))


def resolve(expression: Any, formulas: Mapping[str, Any], option: str) -> Any:
    """Return an expression in which every formula that runs, or stands at other values, is written out.

    Parameters
    ----------
    expression : sympy.Basic
        What may hold such formulas.
    formulas : mapping
        The model's formulas by name.
    option : str
        The option of the model's choice.

    Examples
    --------
    >>> from infogap.core.formula import formula
    >>> from infogap.core.quantity import Quantity
    >>> cost = Quantity("cost", "C", "cost", default=6, slider=(0, 9, 1))
    >>> @formula("double", "D", "twice the cost")
    ... def double():
    ...     yield "Twice", 2 * cost
    >>> resolve(1 + double.at(cost=5), {"double": double}, "")
    11
    """
    if not isinstance(expression, Basic):
        return expression
    moved = expression.replace(At, partial(_moved, formulas, option))
    running = [symbol for symbol in moved.free_symbols if _runs(symbol, formulas)]
    return moved.xreplace({symbol: _written_out(formulas, symbol, option) for symbol in running})


def _runs(symbol: Any, formulas: Mapping[str, Any]) -> bool:
    return symbol.name in formulas and formulas[symbol.name].running is not None


def _written_out(formulas: Mapping[str, Any], formula: Any, option: str) -> Any:
    return resolve(formulas[formula.name].expression(option), formulas, option)


def _moved(formulas: Mapping[str, Any], option: str, formula: Any, *places: Tuple) -> Any:
    """Return a formula at other values; the formulas in it stay symbols unless they move along."""
    values = {str(name): value for name, value in places}
    expression = _written_out(formulas, formula, option)
    used = [symbol for symbol in expression.free_symbols if symbol.name in formulas]
    moved = {symbol: _moved(formulas, option, symbol, *places) for symbol in used}
    rules = {symbol: moved[symbol] for symbol in used if moved[symbol] != _written_out(formulas, symbol, option)}
    return _replaced(expression, rules | _rules(expression, values))


def _rules(expression: Any, values: Mapping[str, Any]) -> dict[Any, Any]:
    numbers = {symbol: values[symbol.name] for symbol in expression.free_symbols if symbol.name in values}
    entries = {entry: values[entry.base.name] for entry in expression.atoms(Indexed) if entry.base.name in values}
    return numbers | entries


def _replaced(expression: Any, rules: dict[Any, Any]) -> Any:
    taken = {symbol for value in rules.values() for symbol in value.free_symbols}
    return _without_constants(_with_other_indices(expression, taken).xreplace(rules))


def _with_other_indices(expression: Any, taken: set[Any]) -> Any:
    """Rename what runs where the new values hold a free index of the same name."""
    bound = {node.args[1].args[0] for node in expression.atoms(ExprWithLimits)} & taken
    return expression.xreplace({index: Index(f"{index.name}_", index.over) for index in bound})


def _without_constants(expression: Any) -> Any:
    """Take what does not run out of each sum: where all entries are one value, their sum is a product."""
    return expression.replace(Sum, _factored)


def _factored(term: Any, limits: Tuple) -> Any:
    constant, running = term.as_independent(limits[0], as_Add=False)
    return constant * Sum(running, limits)


def written_out_in(expression: Any) -> set[Any]:
    """Return the formulas that `resolve` would write out in an expression."""
    elsewhere = {node.args[0] for node in expression.atoms(At)}
    return elsewhere | {symbol for symbol in expression.free_symbols if getattr(symbol, "running", None) is not None}


def mapped(value: Any, change: Callable[[Any, str], Any], options: Sequence[str]) -> Any:
    """Return part of a declaration with every expression in it changed.

    Parameters
    ----------
    value : object
        An expression, a callable that waits for an option, or lists, tables and dataclasses of them.
    change : callable
        Takes an expression and an option.
    options : sequence of str
        The options of the model's choice; what differs between them waits for one.
    """
    again = partial(mapped, change=change, options=options)
    if isinstance(value, Basic):
        made = {option: change(value, option) for option in options}
        return made.get if len(set(made.values())) > 1 else made[options[0]]
    if isinstance(value, Sentence):
        return Sentence(value.template, again(value.when), **again(value.numbers))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: again(getattr(value, each.name)) for each in fields(value)})
    if isinstance(value, Mapping):
        return {key: again(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(again(entry) for entry in value)
    return (lambda option: change(sympify(value(option)), option)) if callable(value) else value
