"""Find the quantity that makes a result what it is to be."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from infogap.answers.binding import bind
from infogap.answers.inverse import roots_of
from infogap.answers.worked import Line, Worked, explanation
from infogap.core.language import translate
from infogap.core.values import Facts
from infogap.exercises.asked import Asked
from infogap.exercises.kinds.compute import accepts, reasons, tolerance
from infogap.exercises.question import Diagnosis, Question
from infogap.exercises.slips import backwards_from
from infogap.exercises.typed import Reading
from infogap.faces.compiled import Calculation


def invert(asked: Asked) -> Question:
    """Ask which value of a quantity gives a result; a mistake is recognised by the value that it would need."""
    facts = asked.compiled.facts[asked.quantity]
    target, right = goal(asked, facts)
    words = {"quantity": facts.label, "label": asked.label, "target": asked.form.write(target)}
    ask = asked.ask or translate("Find the {quantity} for a {label} of {target}.")
    return Question(
        kind="invert",
        story=asked.told(asked.story, **words),
        ask=asked.told(ask, **words),
        accepts=accepts(facts.format),
        given=asked.given(asked.quantity),
        right=right * facts.format.scale,
        answer=facts.format.write(right),
        reading=Reading.of(facts.format),
        tolerance=tolerance(facts.format, right),
        diagnoses=tuple(_mistaken(asked, facts, target, right)),
        hints=reasons(asked),
        solution=_solution(asked, facts, target, right),
    )


def goal(asked: Asked, facts: Facts) -> tuple[float, float]:
    """Return a round value of the result, and the value of the quantity that gives it."""
    for digits in (2, 3) if not facts.integer else ():
        target = _significant(asked.right, digits)
        known = {name: value for name, value in asked.values.items() if name != facts.name}
        try:
            found = asked.model.solve(facts.name, **{asked.output: target}, **known)
        except ValueError:
            continue
        if isinstance(found, float):
            return target, found
    return asked.right, float(asked.values[facts.name])


def _significant(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def _mistaken(asked: Asked, facts: Facts, target: float, right: float) -> Iterator[Diagnosis]:
    for mistake in asked.compiled.data["mistakes"]:
        if mistake["output"] == asked.output:
            roots = roots_of(_function(asked, facts, mistake["key"]), facts, target)
            yield from (_diagnosis(facts, root, backwards_from(mistake)) for root in roots if _differs(root, right))
    forwards = _forwards(asked, facts, target)
    if math.isfinite(forwards) and _differs(forwards, right):
        said = translate("You put {target} in for the {label}; it is what is to come out.")
        yield _diagnosis(facts, forwards, said.format(target=asked.form.write(target), label=facts.label))
    if facts.format.scale == 100:
        said = translate("That is the share, and the answer is asked in per cent: a share of 0.5 is 50 per cent.")
        yield Diagnosis(right, said)


def _differs(one: float, other: float) -> bool:
    return abs(one - other) > 1e-9 * max(1.0, abs(other))


def _diagnosis(facts: Facts, value: float, said: str) -> Diagnosis:
    return Diagnosis(float(value) * facts.format.scale, said)


def _function(asked: Asked, facts: Facts, key: str) -> Callable[[Any], Any]:
    return lambda number: Calculation(asked.compiled, {**asked.values, facts.name: number})[key]


def _forwards(asked: Asked, facts: Facts, target: float) -> float:
    """Return the result of putting the target in for the quantity."""
    try:
        values = bind(asked.compiled, None, {**asked.values, facts.name: target}).values
    except ValueError:
        return math.nan
    return float(Calculation(asked.compiled, values)[asked.output])


def _solution(asked: Asked, facts: Facts, target: float, right: float) -> Worked:
    """Return the value, and the derivation with it put in, down to the target."""
    solved = Line(
        translate("Solve for the {label}").format(label=facts.label), f"{facts.symbol} = {right:.{_digits(facts)}g}"
    )
    put_in = explanation(asked.compiled, asked.output, {**asked.values, facts.name: right})
    return Worked(put_in.title, (solved, *put_in.lines), asked.form.write(target))


def _digits(facts: Facts) -> int:
    return 6 + facts.format.decimals
