"""Derivations with one step changed, as people change them by mistake: a sign, an exponent, a term left out.

Every changed step is refuted before it is used: it disagrees with the other steps at exact points.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Add, Eq, Indexed, Mul, Piecewise, Pow, Sum, Tuple
from sympy.core.relational import Relational

from infogap.core.check import DerivationError, check
from infogap.core.declaration import Declaration
from infogap.core.formula import Formula, Step
from infogap.core.language import translate
from infogap.faces.mathml import latex_template

Path = tuple[int, ...]


def mutations(declaration: Declaration, output: str, option: str) -> list[dict[str, Any]]:
    """Return wrong versions of single steps of a derivation.

    Returns
    -------
    list of dict
        ``place`` of the step, its wrong version as LaTeX with tokens (``symbols``), what was done (``said``), and
        whether the step is a condition.
    """
    formula = next(each for each in declaration.formulas if each.name == output)
    steps = formula.steps(option)
    return [
        {
            "place": place,
            "symbols": latex_template(wrong),
            "said": said,
            "is_condition": Step("", wrong).is_condition,
        }
        for place, step in enumerate(steps)
        for wrong, said in _wrong_versions(declaration, formula, option, place)
    ]


def _wrong_versions(declaration: Declaration, formula: Formula, option: str, place: int) -> Iterator[tuple[Any, str]]:
    """Yield one wrong version of a step for each kind of slip that it leaves room for."""
    steps = list(formula.steps(option))
    right = latex_template(steps[place].expression)
    seen: set[str] = set()
    for wrong, said in _changed(steps[place].expression):
        changed = [*steps[:place], Step(steps[place].reason, wrong), *steps[place + 1 :]]
        is_new = said not in seen and latex_template(wrong) != right
        if is_new and _is_refuted(declaration, formula, option, changed):
            seen.add(said)
            yield wrong, said


def _is_refuted(declaration: Declaration, formula: Formula, option: str, steps: list[Step]) -> bool:
    try:
        check(declaration, formula, option, steps, symbolically=False)
    except DerivationError:
        return True
    return False


def _changed(expression: Any) -> Iterator[tuple[Any, str]]:
    """Yield the expression with one place changed, and what was done there."""
    for path, part in _places(expression):
        for new, said in _slips(part):
            yield _replaced(expression, path, new), said


def _places(expression: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every part with its path.

    Left alone are conditions, the inside of a list's entry, and all cases but the one that holds almost everywhere:
    a student's own numbers would never show what is wrong in them.
    """
    yield path, expression
    if isinstance(expression, Indexed) or (isinstance(expression, Relational) and not isinstance(expression, Eq)):
        return
    for number, part in enumerate(expression.args):
        if isinstance(expression, Piecewise):
            yield from _places(part.args[0], (*path, number, 0)) if number == len(expression.args) - 1 else ()
        elif not isinstance(part, Tuple):
            yield from _places(part, (*path, number))


def _slips(part: Any) -> Iterator[tuple[Any, str]]:
    if isinstance(part, Add):
        yield from ((part - 2 * term, translate("a plus and a minus sign were swapped")) for term in part.args)
    if isinstance(part, Pow) and part.exp.free_symbols:
        yield Pow(part.base, part.exp + 1), translate("an exponent is off by one")
        yield Pow(part.base, -part.exp), translate("a sign in an exponent was changed")
    if isinstance(part, Pow) and part.exp == -1:
        yield part.base, translate("it multiplies where it should divide")
    if isinstance(part, Mul) and len(part.args) > 1:
        yield from ((_without(part, factor), _left_out(factor)) for factor in part.args if factor.free_symbols)
    if isinstance(part, Sum):
        index, low, high = part.limits[0]
        yield Sum(part.function, (index, low + 1, high)), translate("the sum begins one too late")


def _without(product: Any, factor: Any) -> Any:
    return product.func(*(each for each in product.args if each is not factor))


def _left_out(factor: Any) -> str:
    divides = isinstance(factor, Pow) and factor.exp.could_extract_minus_sign()
    return translate("a division was left out") if divides else translate("a factor was left out")


def _replaced(expression: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    first, *rest = path
    arguments = list(expression.args)
    arguments[first] = _replaced(arguments[first], tuple(rest), new)
    return expression.func(*arguments)
