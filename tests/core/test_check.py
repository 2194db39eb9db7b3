"""Every derivation holds, and the check bites: whatever is changed in a step, it fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sympy
from sympy import Add, Eq, Expr, Indexed, Integer, Piecewise, Rational, Symbol, Tuple
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

import infogap as ig
from infogap.core.check import DerivationError, check
from infogap.core.declaration import Declaration
from infogap.core.formula import Formula, Step

MOST_MUTANTS = 10
FORMULAS = [
    (model, formula.name, option)
    for model in ig.models()
    for formula in getattr(ig, model).declaration.formulas
    # Where an option does not matter to a formula itself, the most demanding one is enough.
    for option in getattr(ig, model).declaration.options[0 if formula.depends_on_choice else -1 :]
]


def declared(model: str, name: str) -> tuple[Declaration, Formula]:
    declaration = getattr(ig, model).declaration
    return declaration, next(formula for formula in declaration.formulas if formula.name == name)


@pytest.mark.parametrize("model", ig.models())
def test_every_derivation_holds(model: str) -> None:
    getattr(ig, model).check()


@pytest.mark.parametrize(("model", "name", "option"), FORMULAS)
def test_every_changed_step_is_refused(model: str, name: str, option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    declaration, formula = declared(model, name)
    if model == "regression":
        # Nothing cancels there that five hundred digits would have to bring back, and Student's t is slow with so many.
        monkeypatch.setattr("infogap.core.check.MANY_DIGITS", 60)
    steps = formula.steps(option)
    accepted = [
        f"step {place + 1}: {mutant}"
        for place, step in enumerate(steps)
        for mutant in a_few(list(mutants(step.expression)))
        if not is_refused(
            declaration, formula, option, [*steps[:place], Step(step.reason, mutant), *steps[place + 1 :]]
        )
        and not is_equal(declaration, formula, step.expression, mutant)
    ]
    assert accepted == []


def a_few(mutants: list[Any]) -> list[Any]:
    """Take mutants from all over a step: all of them would take many minutes, and differ little."""
    return mutants[:: max(1, -(-len(mutants) // MOST_MUTANTS))]


def is_refused(declaration: Declaration, formula: Formula, option: str, steps: list[Step]) -> bool:
    try:
        check(declaration, formula, option, steps, symbolically=False)
    except DerivationError:
        return True
    return False


# Mutation: one place of an expression at a time.


def mutants(expression: Any) -> Iterator[Any]:
    for path, part in places(expression):
        for new in changes(part):
            yield replaced(expression, path, new)
    if isinstance(expression, Expr) and not isinstance(expression, Boolean):
        yield expression + 1


def places(expression: Any, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Yield every part with its path.

    Left alone are the conditions of a case distinction (where two cases meet, both are right, so the threshold may
    lie elsewhere), what an inequality compares (it has room), the index of a sum, and the inside of an array's entry.
    """
    yield path, expression
    if isinstance(expression, Indexed) or (isinstance(expression, Relational) and not isinstance(expression, Eq)):
        return
    for number, part in enumerate(expression.args):
        if isinstance(expression, Piecewise):
            yield from places(part.args[0], (*path, number, 0))
        elif number or not isinstance(expression, Tuple):
            yield from places(part, (*path, number))


def changes(part: Any) -> Iterator[Any]:
    """Another number, another quantity, another sign of a term, another side or direction, another case."""
    if part.is_Number:
        yield part + 1 if part.is_finite else -sympy.sign(part)
    elif isinstance(part, Symbol | Indexed):
        # One entry less, one year more, a third more of anything else.
        yield part + (-1 if part.name.startswith("number_of") else 1 if part.is_integer else Rational(1, 3))
    elif isinstance(part, Add):
        yield from (part - 2 * term for term in part.args)
    elif isinstance(part, Piecewise):
        yield from (other_case(part, number) for number in range(len(part.args)))
    elif isinstance(part, Eq):
        left, right = part.args
        yield from (Eq(left + 1, right, evaluate=False), Eq(left, right + 1, evaluate=False))
    elif isinstance(part, Relational):
        yield part.negated


def other_case(distinction: Any, changed: int) -> Any:
    cases = [tuple(case.args) for case in distinction.args]
    value, condition = cases[changed]
    cases[changed] = (-sympy.sign(value) if value.is_finite is False else value + 1, condition)
    return Piecewise(*cases)


def replaced(expression: Any, path: tuple[int, ...], new: Any) -> Any:
    if not path:
        return new
    first, *rest = path
    arguments = list(expression.args)
    arguments[first] = replaced(arguments[first], tuple(rest), new)
    return expression.func(*arguments)


# Some changes are none: 2·Σ(y − a − bx)·x = 0 is the same equation without the 2, and in Σ(x − x̄)(y − ȳ) one of the two
# means may be left out. Those are told from accepted mistakes by algebra, written out for three entries.


def is_equal(declaration: Declaration, formula: Formula, original: Any, mutant: Any) -> bool:
    if original.has(Piecewise) or isinstance(original, Boolean) is not isinstance(original, Eq):
        return False
    difference = mutant.lhs - mutant.rhs if isinstance(mutant, Eq) else original - mutant
    inner = [each for each in declaration.formulas_in_order if each.inner or each == formula]
    return any(is_zero(difference, known) for known in (inner, declaration.formulas_in_order))


def is_zero(difference: Any, known: list[Formula]) -> bool:
    for formula in reversed(known):
        if formula in difference.free_symbols:
            difference = difference.xreplace({formula: formula.expression()})
    lengths = {symbol: Integer(3) for symbol in difference.free_symbols if symbol.name.startswith("number_of")}
    written = difference.xreplace(lengths).doit()
    entries = {entry: Symbol(f"{entry.base}{entry.indices[0]}") for entry in written.atoms(Indexed)}
    return bool(sympy.cancel(written.xreplace(entries)) == 0)


def test_the_error_names_the_step_and_the_point() -> None:
    declaration, formula = declared("acquisition", "cac")
    first, last = formula.steps()
    with pytest.raises(DerivationError) as raised:
        check(declaration, formula, steps=[first, Step("Forget the customers", last.expression * 2)])
    assert str(raised.value) == (
        "cac, step 1 (All new customers together carry the marketing cost) does not hold at "
        "marketing_cost = 2100000/97, new_customers = 20077/97, visitors = 1024600/97."
    )


def test_what_holds_at_all_points_but_cannot_be_proved_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    declaration, formula = declared("acquisition", "cost_per_visitor")
    first, last = formula.steps()
    monkeypatch.setattr("infogap.core.check.AGREEMENT", 1e9)
    with pytest.raises(DerivationError) as raised:
        check(declaration, formula, steps=[first, Step("Pay twice", last.expression * 2)])
    assert str(raised.value) == (
        "cost_per_visitor, step 1 (Only this share of the visitors brings in its customer's cost) could not be proved "
        "symbolically."
    )


@pytest.mark.parametrize(
    ("where", "is_refused_there"), [(Rational(1, 2), True), (Integer(0), False), (Integer(1), False)]
)
def test_a_step_may_be_undefined_only_where_the_domain_ends(where: Expr, is_refused_there: bool) -> None:
    declaration, formula = declared("bayes", "posterior")
    *before, last = formula.steps("")
    prior = declaration.quantities[0]
    hole = Piecewise((sympy.nan, Eq(prior, where)), (last.expression, True))
    steps = [*before, Step(last.reason, hole), last]
    assert is_refused(declaration, formula, "", steps) == is_refused_there


def test_a_derivation_has_two_steps() -> None:
    declaration, formula = declared("acquisition", "cac")
    with pytest.raises(DerivationError) as raised:
        check(declaration, formula, steps=formula.steps()[1:])
    assert str(raised.value) == "cac must have at least two steps that hold each other, but has 1."
