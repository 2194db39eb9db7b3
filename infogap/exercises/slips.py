"""Slips that every calculation invites: a year too many, ten for ten per cent, a share for a percentage."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from infogap.answers.binding import bind
from infogap.core.language import translate
from infogap.core.values import Facts
from infogap.exercises.question import Diagnosis
from infogap.faces.compiled import Calculation, Compiled


def slips(compiled: Compiled, output: str, values: Mapping[str, Any]) -> tuple[Diagnosis, ...]:
    """Return the wrong results that a student may bring, each with what was done, the model's own mistakes first.

    Parameters
    ----------
    compiled : Compiled
        The model's faces.
    output : str
        The result that was asked for.
    values : mapping
        The student's own numbers.
    """
    scale = compiled.formats[output].scale
    right = float(Calculation(compiled, values)[output]) * scale
    found = [*mistakes(compiled, output, values), *_other_inputs(compiled, output, values), *_shares(right, scale)]
    kept: list[Diagnosis] = []
    for each in found:
        if math.isfinite(each.value) and not any(
            _same(each.value, value) for value in (right, *(k.value for k in kept))
        ):
            kept.append(each)
    return tuple(kept)


def mistakes(compiled: Compiled, output: str, values: Mapping[str, Any]) -> Iterator[Diagnosis]:
    """Yield what the model's own mistakes lead to."""
    calculation = Calculation(compiled, values)
    for mistake in compiled.data["mistakes"]:
        if mistake["output"] == output:
            yield Diagnosis(float(calculation[mistake["key"]]) * compiled.formats[output].scale, said_of(mistake))


def said_of(mistake: Mapping[str, str]) -> str:
    """Return a mistake as it is said to whoever made it."""
    return translate("You {did}; {instead}.").format(did=mistake["did"], instead=mistake["instead"])


def backwards_from(mistake: Mapping[str, str]) -> str:
    """Return a mistake as it is said to whoever solved the wrong formula for a quantity."""
    words = {"did": mistake["did"], "instead": mistake["instead"]}
    return translate("You worked back from a formula that {did}; {instead}.").format(**words)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(1.0, abs(other))


def _other_inputs(compiled: Compiled, output: str, values: Mapping[str, Any]) -> Iterator[Diagnosis]:
    """Yield what comes out where a quantity was put in wrongly."""
    for facts in compiled.facts.values():
        for value, said in _put_in_wrongly(facts, values[facts.name]):
            try:
                bound = bind(compiled, None, {**values, facts.name: value})
            except ValueError:
                continue
            yield Diagnosis(float(Calculation(compiled, bound.values)[output]) * compiled.formats[output].scale, said)


def _put_in_wrongly(facts: Facts, value: Any) -> Iterator[tuple[Any, str]]:
    write = facts.format.write
    if facts.integer:
        said = translate("That is the result for {wrong} instead of {right} ({label}): count again.")
        words = {"right": write(value), "label": facts.label}
        yield from ((other, said.format(wrong=write(other), **words)) for other in (value - 1, value + 1))
    if facts.kind == "number" and facts.format.scale == 100 and value != 0:
        said = translate("You put in {percent} for the {label}; {written} is the number {share}.")
        percent, share = f"{value * 100:g}", f"{value:g}"
        yield value * 100, said.format(percent=percent, label=facts.label, written=f"{percent} %", share=share)


def _shares(right: float, scale: float) -> Iterator[Diagnosis]:
    if scale == 100:
        yield Diagnosis(
            right / scale,
            translate("That is the share, and the answer is asked in per cent: a share of 0.5 is 50 per cent."),
        )
