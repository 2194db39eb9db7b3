"""Find the wrong step of a derivation in which one was changed."""

from __future__ import annotations

from typing import Any

from infogap.answers.worked import Line, Worked, derivation
from infogap.core.language import translate
from infogap.exercises.asked import Asked
from infogap.exercises.question import Choice, Question
from infogap.faces.mathml import fill, letters


def wrong_step(asked: Asked) -> Question:
    """Show the steps with one of them changed, and ask which; the student's own numbers tell."""
    option = asked.compiled.option(asked.values)
    slip = asked.generator.choice(_slips(asked, option))
    right = derivation(asked.compiled, asked.output, {asked.compiled.choice: option} if asked.compiled.choice else {})
    place = slip["place"]
    lines = list(right.lines)
    changed = fill(slip["symbols"], letters(asked.compiled.symbols))
    symbol = asked.compiled.symbols[asked.output]
    lines[place] = Line(lines[place].reason, changed if slip["is_condition"] else f"{symbol} = {changed}")
    ask = translate("One step of this derivation of the {label} was changed. Which one?").format(label=asked.label)
    return Question(
        kind="wrong_step",
        story=asked.told(asked.story),
        ask=asked.told(asked.ask, label=asked.label) if asked.ask else ask,
        accepts=translate("Choose one."),
        right=place,
        answer=_step(place),
        choices=tuple(
            Choice(_step(number), _said(asked, number, slip, number == place)) for number in range(len(lines))
        ),
        hints=_hints(),
        shown=Worked(right.title, tuple(lines)),
        solution=Worked(
            right.title,
            (
                Line(
                    translate("Step {number} as it should be: {reason}").format(
                        number=place + 1, reason=right.lines[place].reason
                    ),
                    right.lines[place].latex,
                ),
            ),
        ),
    )


def _slips(asked: Asked, option: str) -> list[dict[str, Any]]:
    steps = asked.compiled.data["derivations"][asked.output]
    if len(steps.get(option, steps.get("", []))) < 2:
        raise ValueError(
            f"The {asked.output} of {asked.model.name} has a definition but no derivation, so that no step can be "
            "wrong. Ask for a number."
        )
    found = asked.model.mutations(asked.output, option)
    if not found:
        raise ValueError(
            f"The derivation of {asked.output} of {asked.model.name} has no step in which a slip could be hidden. "
            f"Ask about another output."
        )
    return found


def _step(place: int) -> str:
    return translate("Step {number}").format(number=place + 1)


def _said(asked: Asked, place: int, slip: dict[str, Any], is_changed: bool) -> str:
    if is_changed:
        return translate("Right: {what}.").format(what=slip["said"])
    words = {"right": asked.form.write(asked.right), "label": asked.label}
    steps = asked.compiled.data["derivations"][asked.output]
    option = asked.compiled.option(asked.values)
    step = steps.get(option, steps.get("", []))[place]
    if step["is_condition"]:
        return translate("No: that step holds. With your numbers the {label} is {right}, and both sides agree.").format(
            **words
        )
    return translate("No: that step is right. With your numbers it gives {right}, like the result.").format(**words)


def _hints() -> tuple[Worked, ...]:
    said = (
        translate("Put simple numbers into each step: the one that disagrees with the others is the wrong one."),
        translate("Look at signs, exponents, and at what stands above and below a fraction line."),
    )
    return tuple(Worked(translate("Hint"), (Line(text),)) for text in said)
