"""Check a derivation: every step against the others, at exact points, at the domain's edges, and symbolically."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import Any

import mpmath
import sympy
from sympy import Dummy, Eq, Indexed, Piecewise, Rational, Symbol, piecewise_fold

from infogap.core.declaration import Declaration
from infogap.core.exact import evaluate
from infogap.core.formula import Formula, Step
from infogap.core.functions import Greatest, Least, StudentCumulative, StudentQuantile
from infogap.core.values import Facts

# With three entries, n - 2 would be 1 and could not be missed; to prove takes longer, the more there are.
ENTRIES = 4
ENTRIES_TO_PROVE = 3
RANDOM_POINTS = 6
# Where a formula computes what is close to 0 or 1 in another way, and where one quantity undoes another.
BESIDE = (Rational(1, 50), Rational(51, 50))
MEETING = (Rational(-1, 2), Rational(0), Rational(1, 2), Rational(1))
INEQUALITIES = (sympy.Lt, sympy.Le, sympy.Gt, sympy.Ge)
DIGITS = 50
MANY_DIGITS = 500
AGREEMENT = mpmath.mpf(10) ** -25
Point = dict[str, Any]


class DerivationError(ValueError):
    """A step of a derivation that does not follow."""


def check_all(model: Declaration) -> None:
    """Check every step of every derivation of a model; raise a `DerivationError` at the first that does not follow."""
    for formula in model.formulas:
        for option in model.options if formula.depends_on_choice else model.options[:1]:
            check(model, formula, option)


def check(
    model: Declaration,
    formula: Formula,
    option: str = "",
    steps: Sequence[Step] | None = None,
    symbolically: bool = True,
) -> None:
    """Raise an error unless every step of a formula's derivation holds.

    Parameters
    ----------
    model : Model
        The model the formula belongs to.
    formula : Formula
        The formula to check.
    option : str
        The option of the model's choice.
    steps : sequence of Step, optional
        Other steps to check in place of the formula's own.
    symbolically : bool
        Whether to prove the steps as well, besides comparing them at points.

    Raises
    ------
    DerivationError
        Naming the formula, the step, and the point at which it fails or that it could not be proved.
    """
    steps = formula.steps(option) if steps is None else steps
    if len(steps) < 2:
        raise DerivationError(
            f"{formula.name} must have at least two steps that hold each other, but has {len(steps)}."
        )
    _check_at_points(model, formula, option, steps)
    if symbolically:
        _check_symbolically(model, formula, option, steps)


def points(model: Declaration, option: str = "", seed: int = 7) -> Iterator[Point]:
    """Yield exact points: random ones inside the domain, then each quantity at its edges, then all where they meet."""
    for point in _candidates(model, random.Random(seed)):
        if model.choice is not None:
            point[model.choice.facts.name] = option
        point |= {f"number_of_{facts.group}": ENTRIES for facts in model.facts if facts.group}
        if all(evaluate(requirement.holds(option), point) for requirement in model.requirements):
            yield point


def _candidates(model: Declaration, generator: random.Random) -> Iterator[Point]:
    numeric = [facts for facts in model.facts if facts.kind != "choice"]
    for _ in range(RANDOM_POINTS):
        yield {facts.name: _random_value(facts, generator) for facts in numeric}
    for facts in numeric:
        for edge in _edges(facts) * 3:
            yield {each.name: _random_value(each, generator) for each in numeric} | {facts.name: edge}
    for meeting in product(*(_meeting_values(facts, generator) for facts in numeric)):
        yield {facts.name: value for facts, value in zip(numeric, meeting, strict=True)}


def _meeting_values(facts: Facts, generator: random.Random) -> list[Any]:
    """Return the few values at which quantities cancel or fall out together; a random one if there are none."""
    if facts.kind == "array":
        return [_random_value(facts, generator), *_edges(facts)[:1]]
    if facts.integer:
        return [sympy.Integer(int(facts.low)), sympy.Integer(int(facts.low) + 1)]
    return [number for number in MEETING if _inside(facts, number)] or [_random_value(facts, generator)]


def _random_value(facts: Facts, generator: random.Random) -> Any:
    if facts.kind == "number":
        return _random_number(facts, generator)
    entries = [_random_number(facts, generator) for _ in range(ENTRIES)]
    return entries if facts.total is None else [entry * Rational(facts.total) / sum(entries) for entry in entries]


def _random_number(facts: Facts, generator: random.Random) -> Rational:
    low, high, _ = facts.slider or (0, 1, 1)
    if facts.integer:
        return sympy.Integer(generator.randint(int(low) + 1, min(int(high), int(low) + 9)))
    return _exact(low) + (_exact(high) - _exact(low)) * Rational(generator.randint(1, 96), 97)


def _edges(facts: Facts) -> list[Any]:
    low, high, _ = facts.slider or (0, 1, 1)
    ends = [_exact(number) for number in (0, 1, low, high, facts.low, facts.high) if _inside(facts, number)]
    numbers = ends + [number for number in BESIDE if _inside(facts, number)]
    if facts.kind == "number":
        return list(dict.fromkeys(numbers))
    if facts.total is not None:
        return [[Rational(facts.total)] + [Rational(0)] * (ENTRIES - 1)]
    return [[number, *range(1, ENTRIES)] for number in dict.fromkeys(numbers)]


def _exact(number: float) -> Rational:
    return Rational(repr(number))


def _inside(facts: Facts, number: Any) -> bool:
    number = float(number)
    if facts.integer and not number.is_integer():
        return False
    above = number > facts.low or (number == facts.low and not facts.low_open)
    below = number < facts.high or (number == facts.high and not facts.high_open)
    return above and below and abs(number) != float("inf")


class Values(dict[str, Any]):
    """The values of quantities and formulas at one point; a formula is evaluated when it is first asked for."""

    def __init__(self, finals: dict[str, Callable[[], Any]], point: Point, digits: int) -> None:
        super().__init__(point)
        self._finals = finals
        self._digits = digits

    def __missing__(self, name: str) -> Any:
        self[name] = self.of(self._finals[name]())
        return self[name]

    def of(self, expression: Any) -> Any:
        """Return the value of an expression here."""
        for symbol in expression.free_symbols:
            if symbol.name in self._finals:
                self[symbol.name]
        return evaluate(expression, self, self._digits)


def finals(model: Declaration, option: str = "") -> dict[str, Callable[[], Any]]:
    """Return for each formula's name what gives the expression it is computed from."""
    return {formula.name: partial(formula.expression, option) for formula in model.formulas}


def _check_at_points(model: Declaration, formula: Formula, option: str, steps: Sequence[Step]) -> None:
    last = [step.expression for step in steps if not step.is_condition][-1]
    sources = finals(model, option) | {formula.name: lambda: last}
    for point in points(model, option):
        inner = _is_inner(model, point)
        failed = _first_failure(sources, point, formula, steps, inner, DIGITS)
        if failed and _first_failure(sources, point, formula, steps, inner, MANY_DIGITS):
            where = ", ".join(f"{name} = {value}" for name, value in point.items())
            raise DerivationError(f"{formula.name}, {failed} does not hold at {where}.")


def _is_inner(model: Declaration, point: Point) -> bool:
    """Return whether no quantity is where its domain ends."""
    numeric = [facts for facts in model.facts if facts.kind != "choice"]
    return not any(
        float(entry) in (facts.low, facts.high) for facts in numeric for entry in _entries(point[facts.name])
    )


def _entries(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _first_failure(
    sources: dict[str, Callable[[], Any]],
    point: Point,
    formula: Formula,
    steps: Sequence[Step],
    inner: bool,
    digits: int,
) -> str:
    values = Values(sources, point, digits)
    result = values[formula.name]
    for number, step in enumerate(steps, start=1):
        if not _holds(step, values.of(step.expression), result, inner):
            return f"step {number} ({step.reason})"
    return ""


def _holds(step: Step, found: Any, result: Any, inner: bool) -> bool:
    """Return whether a step agrees with the result; only where the domain ends may either be undefined.

    An equation says nothing of an infinite result, an inequality does.
    """
    if inner and (mpmath.isnan(result) or mpmath.isnan(found)):
        return False
    if step.is_condition:
        is_silent = not (mpmath.isfinite(result) or step.expression.has(*INEQUALITIES))
        return found is True or bool(mpmath.isnan(found)) or is_silent
    if not (mpmath.isfinite(found) and mpmath.isfinite(result)):
        return bool(mpmath.isnan(found) or found == result)
    return bool(abs(found - result) <= AGREEMENT * max(1, abs(result)))


def _check_symbolically(model: Declaration, formula: Formula, option: str, steps: Sequence[Step]) -> None:
    last = [step.expression for step in steps if not step.is_condition][-1]
    following = last
    for number, step in reversed(list(enumerate(steps, start=1))):
        if not all(_is_proved(left, right, model, option) for left, right in _claims(step, formula, following)):
            raise DerivationError(f"{formula.name}, step {number} ({step.reason}) could not be proved symbolically.")
        following = following if step.is_condition else step.expression


def _claims(step: Step, formula: Formula, following: Any) -> list[tuple[Any, Any]]:
    """Return the pairs that a step claims to be equal; none for inequalities, which only points can check."""
    if isinstance(step.expression, Eq):
        sides = step.expression.args
        claims = [tuple(side.xreplace({formula: branch}) for side in sides) for branch in _branches(following)]
    elif step.is_condition or step.expression == following:
        claims = []
    else:
        claims = [(left, right) for left in _branches(step.expression) for right in _branches(following)]
    return [(left, right) for left, right in claims if left != right and not (left - right).has(*BEYOND_ALGEBRA)]


def _branches(expression: Any) -> list[Any]:
    """Return the finite branches of an expression that hold on more than single points."""
    broad = expression.replace(Piecewise, lambda *pairs: Piecewise(*[pair for pair in pairs if not _is_thin(pair)]))
    folded = piecewise_fold(broad)
    pairs = folded.args if isinstance(folded, Piecewise) else [(folded, True)]
    return [branch for branch, _ in pairs]


def _is_thin(pair: Any) -> bool:
    return isinstance(pair[1], Eq) or pair[0].is_finite is False


def _is_proved(left: Any, right: Any, model: Declaration, option: str) -> bool:
    """Try with other formulas as symbols, then with the inner ones put in, then with all of them put in."""
    formulas = model.formulas_in_order
    inner = [formula for formula in formulas if formula.inner]
    for known in ([], inner, formulas):
        pair = _inlined(left, known, option), _inlined(right, known, option)
        if _any_proof(_spelled_out(*pair, model)):
            return True
    return False


def _any_proof(pairs: list[tuple[Any, Any]]) -> bool:
    return all(any(proof(left, right) for proof in PROOFS) for left, right in pairs)


def _inlined(expression: Any, formulas: Sequence[Formula], option: str) -> Any:
    for formula in reversed(formulas):
        meaning = formula.expression(option)
        if formula in expression.free_symbols and not meaning.has(*BEYOND_ALGEBRA):
            expression = expression.xreplace({formula: _branches(meaning)[-1]})
    return expression


def _spelled_out(left: Any, right: Any, model: Declaration) -> list[tuple[Any, Any]]:
    """Write sums over arrays out for a few entries, each entry and each other symbol a positive one."""
    pair = sympy.Tuple(left, right)
    entries = {facts.name: _symbols(facts) for facts in model.facts if facts.kind == "array"}
    lengths = {
        Symbol(f"number_of_{facts.group}", integer=True, positive=True): ENTRIES_TO_PROVE for facts in model.facts
    }
    pair = pair.xreplace(lengths).doit().replace(Indexed, lambda base, place: entries[base.name][int(place) - 1])
    positive = {symbol: Dummy(symbol.name, positive=True) for symbol in pair.free_symbols if not symbol.is_positive}
    left, right = pair.xreplace(positive).doit()
    return [(one, other) for one in _branches(left) for other in _branches(right)]


def _symbols(facts: Facts) -> list[Any]:
    plain = [Dummy(f"{facts.name}_{place}", positive=True) for place in range(1, ENTRIES_TO_PROVE + 1)]
    return plain if facts.total is None else [entry * facts.total / sum(plain) for entry in plain]


BEYOND_ALGEBRA = (Greatest, Least, StudentCumulative, StudentQuantile)


def _by_expanding(left: Any, right: Any) -> bool:
    return bool(sympy.expand(left - right) == 0)


def _by_cancelling(left: Any, right: Any) -> bool:
    return bool(sympy.cancel(left - right) == 0)


def _by_simplifying(left: Any, right: Any) -> bool:
    return bool(sympy.simplify(sympy.powdenest(left - right, force=True)) == 0)


def _by_exponentials(left: Any, right: Any) -> bool:
    return _is_log_of_one(left - right)


def _by_logarithms(left: Any, right: Any) -> bool:
    return _is_log_of_one(sympy.log(left) - sympy.log(right))


def _is_log_of_one(difference: Any) -> bool:
    """Clear denominators such as the 1/(1 - risk aversion) of a power mean, then undo the logarithms."""
    difference = difference.replace(sympy.log, lambda inside: sympy.log(sympy.cancel(sympy.expand(inside))))
    numerator, _ = sympy.fraction(sympy.together(sympy.expand_log(difference, force=True)))
    undone = sympy.exp(sympy.expand(sympy.logcombine(sympy.expand(numerator), force=True)))
    return bool(sympy.simplify(sympy.expand(sympy.powsimp(sympy.expand_power_base(undone, force=True)))) == 1)


PROOFS = (_by_expanding, _by_cancelling, _by_simplifying, _by_exponentials, _by_logarithms)
