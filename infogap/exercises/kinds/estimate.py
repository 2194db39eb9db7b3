"""Estimate on the chart: drag a handle until a result is what it is to be, with no number in sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from infogap.answers.inverse import roots_of
from infogap.answers.worked import Line, Worked
from infogap.core.language import translate
from infogap.core.values import Facts
from infogap.exercises.asked import Asked
from infogap.exercises.kinds.compute import reasons
from infogap.exercises.kinds.invert import goal
from infogap.exercises.question import Question
from infogap.exercises.typed import Reading
from infogap.faces.compiled import Calculation

ROOM = 0.02


def estimate(asked: Asked) -> Question:
    """Ask for a place on the chart; right is what comes near enough to where the result reaches its goal."""
    _has_handle(asked)
    facts = asked.compiled.facts[asked.quantity]
    target, right = _entry_goal(asked, facts) if asked.entry is not None else goal(asked, facts)
    low, high, step = facts.slider or (0.0, 1.0, 0.01)
    scale = facts.format.scale
    room = max(ROOM * (high - low), step) * scale
    words = {"quantity": _name(asked, facts), "label": asked.label, "target": asked.form.write(target)}
    ask = asked.ask or translate("Drag the {quantity} until the {label} is {target}.")
    near = replace(facts.format, decimals=_decimals(room)).write(room / scale)
    return Question(
        kind="estimate",
        story=asked.told(asked.story, **words),
        ask=asked.told(ask, **words),
        accepts=translate("By eye, to within {room}.").format(room=near),
        given=asked.given(asked.quantity),
        right=right * scale,
        answer=facts.format.write(right),
        reading=Reading.of(facts.format),
        tolerance=room,
        hints=reasons(asked),
        solution=_solution(asked, facts, target, right),
        chart={
            "start": {name: _plain(value) for name, value in {**asked.values, **_start(asked, facts, right)}.items()},
            "quantity": asked.quantity,
            "entry": asked.entry,
        },
    )


def _has_handle(asked: Asked) -> None:
    marks = asked.compiled.data["spec"]["chart"]["marks"]
    handles = {name for mark in marks for name in (mark.get("handle") or {}).values() if name is not None}
    if asked.quantity not in handles:
        listed = ", ".join(sorted(handles)) or translate("none")
        raise ValueError(
            f'The chart of {asked.model.name} has no handle for "{asked.quantity}". Its handles set: {listed}.'
        )


def _name(asked: Asked, facts: Facts) -> str:
    return facts.label if asked.entry is None else f"{facts.label} {asked.entry}"


def _decimals(room: float) -> int:
    return 0 if room >= 1 and float(room).is_integer() else 1 if room >= 0.1 else 2


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _start(asked: Asked, facts: Facts, right: float) -> dict[str, Any]:
    """Return where the handle stands at first: at the far end of what the chart offers."""
    low, high, step = facts.slider or (0.0, 1.0, 0.01)
    quarter = (high - low) / 4
    place = low + quarter if right - low > high - right else high - quarter
    start = round(low + step * round((place - low) / step), 10)
    return {facts.name: start if asked.entry is None else _with(asked.values[facts.name], asked.entry, start)}


def _with(entries: Any, entry: int, value: Any) -> Any:
    """Return a list with another number, or another number for each of many, at one place."""
    moved = np.array(np.broadcast_to(entries, (*np.shape(value), len(entries))), dtype=float)
    moved[..., entry - 1] = value
    return moved


def _entry_goal(asked: Asked, facts: Facts) -> tuple[float, float]:
    """Return a round value of the result that moving one entry of a list can reach, and where the entry is then."""
    one = replace(facts, kind="number", default=0.0)
    target = float(f"{asked.right:.2g}")
    found = roots_of(_function(asked, facts), one, target)
    if len(found) == 1:
        return target, found[0]
    return asked.right, float(asked.values[facts.name][(asked.entry or 1) - 1])


def _function(asked: Asked, facts: Facts) -> Callable[[Any], Any]:
    def function(number: Any) -> Any:
        entries = _with(asked.values[facts.name], asked.entry or 1, number)
        return Calculation(asked.compiled, {**asked.values, facts.name: entries})[asked.output]

    return function


def _solution(asked: Asked, facts: Facts, target: float, right: float) -> Worked:
    words = {"quantity": _name(asked, facts), "value": facts.format.write(right), "label": asked.label}
    said = translate("With the {quantity} at {value} the {label} is {target}.")
    steps = reasons(asked)
    return Worked(
        asked.label,
        (Line(said.format(**words, target=asked.form.write(target))), *(hint.lines[0] for hint in steps)),
    )
