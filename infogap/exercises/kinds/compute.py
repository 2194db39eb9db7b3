"""Compute a result from given numbers."""

from __future__ import annotations

from infogap.answers.worked import Worked, derivation, explanation
from infogap.core.display import Format
from infogap.core.language import translate
from infogap.exercises.asked import Asked
from infogap.exercises.question import Question
from infogap.exercises.slips import slips
from infogap.exercises.typed import Reading


def compute(asked: Asked) -> Question:
    """Ask for a result, judge it by the model's mistakes, and help by its derivation."""
    reading = Reading.of(asked.form)
    ask = asked.told(asked.ask or translate("What is the {label}?"), label=asked.label)
    return Question(
        kind="compute",
        story=asked.told(asked.story),
        ask=ask,
        accepts=accepts(asked.form),
        given=asked.given(),
        right=asked.right * asked.form.scale,
        answer=asked.form.write(asked.right),
        reading=reading,
        tolerance=tolerance(asked.form, asked.right),
        diagnoses=slips(asked.compiled, asked.output, asked.values),
        hints=reasons(asked),
        solution=explanation(asked.compiled, asked.output, asked.values),
    )


def tolerance(form: Format, right: float) -> float:
    """Return how far an answer may be from the right one: one in the last digit that is shown, nothing for a count."""
    if form.decimals:
        return float(10.0**-form.decimals)
    return 0.0 if float(right * form.scale).is_integer() else 0.5


def accepts(form: Format) -> str:
    """Say how an answer is written, and how near it must be.

    Examples
    --------
    >>> accepts(Format(prefix="$"))
    'Answer in $, to within 0.01; 1234.57, $1,234.57 and 1234,57 are read alike.'
    """
    unit = (form.prefix + form.suffix).strip()
    asked = translate("Answer in {unit}").format(unit=unit) if unit else translate("Answer with a number")
    if not form.decimals:
        return asked + translate(", the nearest whole number.")
    within = f"{10.0**-form.decimals:.{form.decimals}f}"
    size = 12.3456789 if form.scale == 100 else 1234.56789
    point = f"{size:.{form.decimals}f}"
    words = {"within": within, "point": point, "comma": point.replace(".", ","), "full": form.write(size / form.scale)}
    return asked + translate(", to within {within}; {point}, {full} and {comma} are read alike.").format(**words)


def reasons(asked: Asked) -> tuple[Worked, ...]:
    """Return the steps of the derivation as hints, one at a time."""
    choice = asked.compiled.choice
    steps = derivation(asked.compiled, asked.output, {choice: asked.values[choice]} if choice else {})
    title = translate("Hint {number} of {count}")
    count = len(steps.lines)
    return tuple(
        Worked(title.format(number=number, count=count), (line,)) for number, line in enumerate(steps.lines, start=1)
    )
