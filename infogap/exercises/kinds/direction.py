"""Say in which direction a result moves: judged by the sign of SymPy's derivative."""

from __future__ import annotations

from typing import Any

from infogap.answers.worked import Line, Worked, explanation
from infogap.core.language import translate
from infogap.core.values import Facts
from infogap.exercises.asked import Asked
from infogap.exercises.kinds.compute import reasons
from infogap.exercises.question import Choice, Question
from infogap.faces.compiled import Calculation

FLAT = 1e-12
RISES, FALLS, STAYS = range(3)


def direction(asked: Asked) -> Question:
    """Ask whether a result rises, falls or stays if one quantity rises and nothing else changes."""
    facts = asked.compiled.facts[asked.quantity]
    slope = asked.model.derivative(asked.output, asked.quantity, asked.values)
    right = STAYS if abs(slope) <= FLAT else RISES if slope > 0 else FALLS
    words = {"quantity": facts.label, "label": asked.label}
    ask = translate("If the {quantity} rises a little and nothing else changes, what does the {label} do?")
    answers = (translate("It rises"), translate("It falls"), translate("It stays the same"))
    return Question(
        kind="direction",
        story=asked.told(asked.story),
        ask=asked.told(asked.ask or ask, **words),
        accepts=translate("Choose one."),
        given=asked.given(),
        right=right,
        answer=answers[right],
        choices=tuple(Choice(text, _said(asked, facts, place == right)) for place, text in enumerate(answers)),
        hints=reasons(asked),
        solution=_solution(asked, facts, slope),
    )


def _said(asked: Asked, facts: Facts, is_right: bool) -> str:
    """Return the evidence: the result now, and after a step."""
    now = float(asked.values[facts.name])
    later = _after(facts, now)
    words = {
        "label": asked.label,
        "quantity": facts.label,
        "now": facts.format.write(now),
        "later": facts.format.write(later),
        "before": _written(asked, facts, now),
        "after": _written(asked, facts, later),
    }
    said = translate("Right.") if is_right else translate("No.")
    evidence = translate("{quantity} {now}: {label} {before}; {quantity} {later}: {label} {after}.").format(**words)
    return f"{said} {evidence[:1].upper()}{evidence[1:]}"


def _after(facts: Facts, now: float) -> float:
    """Return the next value that can be told from this one."""
    step = facts.slider[2] if facts.slider else abs(now) / 10 or 1
    return now + max(step, 10.0**-facts.format.decimals / facts.format.scale)


def _written(asked: Asked, facts: Facts, value: float) -> str:
    values: dict[str, Any] = {**asked.values, facts.name: value}
    return asked.form.write(float(Calculation(asked.compiled, values)[asked.output]))


def _solution(asked: Asked, facts: Facts, slope: float) -> Worked:
    """Return the result's way, and the derivative with its sign."""
    worked = explanation(asked.compiled, asked.output, asked.values)
    symbol = asked.compiled.symbols[asked.output]
    reason = translate("The derivative: its sign is the direction")
    derivative = rf"\frac{{\partial {symbol}}}{{\partial {facts.symbol}}} = {slope:.6g}"
    return Worked(worked.title, (*worked.lines, Line(reason, derivative)), worked.result)
