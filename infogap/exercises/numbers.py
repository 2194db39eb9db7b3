"""Draw the numbers of an exercise: round ones, near a model's defaults, that belong together."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from typing import Any

from infogap.answers.binding import bind
from infogap.core.values import Facts
from infogap.faces.compiled import Compiled
from infogap.faces.evaluation import names_in

Range = tuple[float, float, float]
STEPS_OF_A_RANGE = 10
ROUND = (1, 2, 5, 10)
MOST_TRIES = 200
# A list keeps its shape: its entries vary less than a number that stands alone.
ALONE, AMONG_OTHERS = 2.0, 1.25


def draw(
    compiled: Compiled, fixed: Mapping[str, Any], vary: Mapping[str, Range], output: str, generator: random.Random
) -> dict[str, Any]:
    """Return a value for each quantity: fixed, or drawn from its range, or its default where the output ignores it.

    Parameters
    ----------
    compiled : Compiled
        The model's faces.
    fixed : mapping
        The values that every student has.
    vary : mapping
        Low end, high end and step of what is drawn; a quantity that is named nowhere has a range of its own.
    output : str
        The result that is asked for.
    generator : random.Random
        What the numbers are drawn from.

    Raises
    ------
    ValueError
        If no numbers of these ranges belong together.
    """
    problem: Exception | None = None
    for _ in range(MOST_TRIES):
        drawn = _drawn(compiled, fixed, vary, output, generator)
        try:
            return dict(bind(compiled, None, drawn).values)
        except ValueError as refused:
            problem = refused
    raise ValueError(f"{compiled.data['name']}: no numbers for this exercise belong together: {problem}")


def _drawn(
    compiled: Compiled, fixed: Mapping[str, Any], vary: Mapping[str, Range], output: str, generator: random.Random
) -> dict[str, Any]:
    option = compiled.option({name: facts.default for name, facts in compiled.facts.items()} | dict(fixed))
    wanted = needed(compiled, output, option)
    drawn = dict(fixed)
    # In the model's order, so that a new range changes nobody's other numbers.
    for name, facts in compiled.facts.items():
        if name in fixed or facts.kind == "choice" or (name not in wanted and name not in vary):
            continue
        drawn[name] = _value(facts, vary.get(name), generator)
    return drawn


def needed(compiled: Compiled, output: str, option: str) -> set[str]:
    """Return the names of the quantities that an output is computed from.

    Examples
    --------
    >>> import infogap as ig
    >>> sorted(needed(ig.acquisition.compiled, "cac", ""))
    ['marketing_cost', 'new_customers']
    """
    found: set[str] = set()
    waiting = [output]
    while waiting:
        names = set(names_in(compiled.source(waiting.pop(), option))) - found
        found |= names
        waiting += [name for name in names if name in compiled.formats]
    return found & compiled.facts.keys()


def _value(facts: Facts, wanted: Range | None, generator: random.Random) -> Any:
    if facts.kind == "number":
        return _pick(wanted or usual_range(facts, facts.default), generator)
    entries = list(facts.default)
    if facts.total is not None:
        return _shares(len(entries), facts.total, generator)
    if wanted is None and _counts(entries):
        return entries
    return [_pick(wanted or usual_range(facts, entry, AMONG_OTHERS), generator) for entry in entries]


def _counts(entries: Iterable[float]) -> bool:
    """Return whether entries only number the cases, such as quarters 1, 2, 3."""
    return list(entries) == list(range(1, len(list(entries)) + 1))


def _pick(span: Range, generator: random.Random) -> float:
    low, high, step = span
    value = low + step * generator.randint(0, math.floor((high - low) / step + 1e-9))
    return round(value, 10)


def _shares(count: int, total: float, generator: random.Random) -> list[float]:
    """Return shares in tenths that add up, none of them zero."""
    cuts = sorted(generator.sample(range(1, 10), count - 1))
    return [round(total * (end - start) / 10, 10) for start, end in zip([0, *cuts], [*cuts, 10], strict=True)]


def usual_range(facts: Facts, default: float, factor: float = ALONE) -> Range:
    """Return from where to where, and in which steps, a quantity varies between students.

    From a part of its default to a multiple, inside what the slider offers; a domain's ends, where formulas become
    trivial, are left out.

    Examples
    --------
    >>> import infogap as ig
    >>> facts = ig.clv.compiled.facts
    >>> usual_range(facts["margin"], 200), usual_range(facts["retention_rate"], 1)
    ((100.0, 400.0, 50.0), (0.5, 0.95, 0.05))
    """
    low, high, finest = facts.slider or (default / 2, default * 2, default / 10)
    start, end = sorted((default / factor, default * factor)) if default else (low, low + (high - low) / 4)
    start, end = max(start, low), min(end, high)
    step = max(finest, _round_step((end - start) / STEPS_OF_A_RANGE))
    first, last = math.ceil(start / step - 1e-9), math.floor(end / step + 1e-9)
    places = [round(place * step, 10) for place in range(first, last + 1)]
    inner = [place for place in places if facts.low < place < facts.high] or places
    return inner[0], inner[-1], step


def _round_step(size: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(size))
    step = next(factor * power for factor in ROUND if factor * power >= size * 0.999999)
    return float(round(step, 10))
