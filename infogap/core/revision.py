"""A model made again from another, with some formulas or quantities changed: what a reader's own cell does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy import Expr, IndexedBase, Symbol, oo, sympify
from sympy.concrete.expr_with_limits import ExprWithLimits

from infogap.core.declaration import AnyQuantity, Declaration, Requirement
from infogap.core.formula import Formula, Steps
from infogap.core.language import translate
from infogap.core.place import mapped
from infogap.core.quantity import ArrayQuantity, Index, Quantity
from infogap.core.values import closest

MOST_TERMS = 1000


def revised(
    declaration: Declaration, quantities: Sequence[AnyQuantity] | None, changed: Mapping[str, Any]
) -> Declaration:
    """Return a declaration with some formulas or quantities changed; chart and sentences follow.

    Closed forms were derived from the formulas as they were, so every formula is computed from its definition here.

    Parameters
    ----------
    declaration : Declaration
        The model to start from.
    quantities : sequence, optional
        All quantities, in the order of the controls; those of the model if left out.
    changed : mapping
        For a formula's name what it is now: an expression, or one for each option of the model's choice.

    Raises
    ------
    ValueError
        If there is no such formula, if it holds what is no quantity, if it adds up without end, or if a quantity that
        chart and sentences need is missing.
    TypeError
        If it is no expression.
    """
    kept = list(declaration.quantities if quantities is None else quantities)
    _refuse_missing(declaration, kept)
    given = {name: _for_options(declaration, name, value) for name, value in changed.items()}
    made = _with_symbols_of(kept, replace(declaration, formulas=_formulas(declaration, given)))
    _refuse_unknown(made)
    return replace(made, requirements=[*made.requirements, *_short_sums(made)], mistakes=(), examples=())


def _refuse_missing(declaration: Declaration, quantities: Sequence[AnyQuantity]) -> None:
    left = {quantity.facts.name for quantity in quantities}
    for facts in declaration.facts:
        if facts.name not in left:
            raise ValueError(
                f"{facts.name} is missing among the quantities: the chart and the sentences of {declaration.name} need "
                "it. Keep it in the list."
            )


def _for_options(declaration: Declaration, name: str, value: Any) -> dict[str, Expr]:
    """Return a formula's new expression for each option of the choice."""
    names = [formula.name for formula in declaration.formulas]
    if name not in names:
        raise ValueError(
            f'{declaration.name} has no formula "{name}".{closest(name, names)} Its formulas are: {", ".join(names)}.'
        )
    by_option = value if isinstance(value, Mapping) else dict.fromkeys(declaration.options, value)
    if missing := [option for option in declaration.options if option not in by_option]:
        raise ValueError(f"{name} must be given for each option, but {', '.join(missing)} is missing. Add it.")
    return {option: _expression(name, by_option[option]) for option in declaration.options}


def _expression(name: str, value: Any) -> Expr:
    if isinstance(value, bool) or not isinstance(value, Expr | int | float):
        raise TypeError(
            f"{name} must be an expression in the quantities, but {type(value).__name__} {value!r} arrived. "
            "Write it with their names, such as 2 * margin."
        )
    made = sympify(value)
    bound = [node.args[1] for node in made.atoms(ExprWithLimits)]
    if any(high == oo for _, _, high in bound):
        raise ValueError(f"{name} adds up without end. Give its sum a last term.")
    return made.xreplace({index: Index(index.name) for index, _, _ in bound if not isinstance(index, Index)})


def _formulas(declaration: Declaration, given: Mapping[str, dict[str, Expr]]) -> list[Formula]:
    """Return all formulas, each with one step: as it was given, or its definition.

    Where one that was given repeats an earlier one, as ``net_value = clv - cost`` does, it refers to it by name.
    """
    symbols = {formula.name: formula for formula in declaration.formulas}
    folded: dict[str, dict[str, Expr]] = {}
    for name, by_option in given.items():
        # The latest first: it holds the earlier ones.
        before = list(reversed(folded))
        folded[name] = {
            option: _named(each, [(given[other][option], symbols[other]) for other in before])
            for option, each in by_option.items()
        }
    return [
        _as_given(formula, folded[formula.name]) if formula.name in folded else _as_defined(formula)
        for formula in declaration.formulas
    ]


def _named(expression: Expr, known: Sequence[tuple[Expr, Formula]]) -> Expr:
    """Write the names of known formulas for their expressions, also where they are part of a sum or product."""
    for whole, formula in known:
        expression = expression if whole.is_Atom else expression.subs(whole, formula)
    return expression


def _as_given(formula: Formula, by_option: Mapping[str, Expr]) -> Formula:
    reason, anywhere = translate("As this cell has it"), next(iter(by_option.values()))
    waits = len(set(by_option.values())) > 1
    return _with_one_step(formula, waits, lambda option: (reason, by_option.get(option, anywhere)))


def _as_defined(formula: Formula) -> Formula:
    def define(option: str) -> tuple[str, Any]:
        step = formula.definition(option)
        return step.reason, step.expression

    return _with_one_step(formula, formula.depends_on_choice, define)


def _with_one_step(formula: Formula, waits: bool, step: Callable[[str], tuple[str, Any]]) -> Formula:
    def derive(option: str = "") -> Steps:
        yield step(option)

    return formula.derived_by(derive if waits else lambda: derive(), shown=(-1,))


def _with_symbols_of(quantities: Sequence[AnyQuantity], declaration: Declaration) -> Declaration:
    """Put other quantities in, wherever the declaration has one of the same name: their domains may differ."""
    new = {each.facts.name: each.base if isinstance(each, ArrayQuantity) else each for each in quantities}

    def change(expression: Any, _: str) -> Any:
        old = [symbol for symbol in expression.atoms(IndexedBase, Symbol) if symbol.name in new]
        alike = [
            symbol for symbol in old if isinstance(symbol, IndexedBase) == isinstance(new[symbol.name], IndexedBase)
        ]
        return expression.xreplace({symbol: new[symbol.name] for symbol in alike})

    parts = {
        name: mapped(getattr(declaration, name), change, declaration.options)
        for name in ("chart", "sentences", "requirements")
    }
    formulas = [_changed(formula, change) for formula in declaration.formulas]
    main = next((formula for formula in formulas if formula == declaration.main), None)
    return replace(declaration, quantities=quantities, formulas=formulas, main=main, **parts)


def _changed(formula: Formula, change: Callable[[Any, str], Any]) -> Formula:
    def derive(option: str = "") -> Steps:
        for step in formula.steps(option):
            yield step.reason, change(step.expression, option)

    return formula.derived_by(derive if formula.depends_on_choice else lambda: derive())


def _refuse_unknown(declaration: Declaration) -> None:
    """Refuse what is neither a quantity nor a formula, such as a new symbol that nobody can set."""
    known = {facts.name for facts in declaration.facts} | {formula.name for formula in declaration.formulas}
    known |= set(declaration.arrays)
    for formula, option in ((each, option) for each in declaration.resolved.formulas for option in declaration.options):
        used = {each.name for each in formula.expression(option).free_symbols if isinstance(each, Symbol)}
        for name in sorted(used - known):
            raise ValueError(
                f"{formula.name} holds {name}, which is no quantity. Make it one with Quantity, and put it into the "
                "list of quantities."
            )


def _short_sums(declaration: Declaration) -> Iterator[Requirement]:
    """Yield what keeps sums short: each redraw adds them up term by term."""
    numbers = [each for each in declaration.quantities if isinstance(each, Quantity)]
    expressions = (
        formula.expression(option) for formula in declaration.resolved.formulas for option in declaration.options
    )
    ends = {node.args[1].args[2] for each in expressions for node in each.atoms(ExprWithLimits)}
    for end in sorted(ends, key=str):
        used = [quantity for quantity in numbers if quantity in end.free_symbols]
        if used and end.free_symbols <= set(used):
            message = f"{end} must be at most {MOST_TERMS:,} here: so many terms are added up at most."
            yield Requirement(end <= MOST_TERMS, message, used)
