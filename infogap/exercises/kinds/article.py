"""Is the article right? A claim is printed; the student says whether it holds, and if not, what was done."""

from __future__ import annotations

from infogap.answers.worked import explanation
from infogap.core.language import translate
from infogap.exercises.asked import Asked
from infogap.exercises.kinds.compute import reasons
from infogap.exercises.question import Choice, Question
from infogap.faces.compiled import Calculation

DISTINCT = 1e-6
MOST_WRONG = 4


def article(asked: Asked) -> Question:
    """Print a result, right or as one of the model's mistakes gives it, and ask what is behind it."""
    causes = _a_few(asked, _causes(asked))
    drawn = asked.generator.randrange(len(causes))
    claim, answer = causes[drawn]
    words = {"printed": asked.form.write(claim), "label": asked.label}
    ask = asked.ask or translate("An article prints {printed} as the {label}. Is it right?")
    return Question(
        kind="article",
        story=asked.told(asked.story, **words),
        ask=asked.told(ask, **words),
        accepts=translate("Choose one."),
        given=asked.given(),
        right=drawn,
        answer=answer,
        choices=tuple(Choice(text, _said(asked, place == drawn, value)) for place, (value, text) in enumerate(causes)),
        hints=reasons(asked),
        solution=explanation(asked.compiled, asked.output, asked.values),
    )


def _a_few(asked: Asked, causes: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return the right number and some of the wrong ones, in their order: nobody weighs a dozen answers."""
    right, *wrong = range(len(causes))
    kept = asked.generator.sample(wrong, min(len(wrong), MOST_WRONG))
    return [causes[place] for place in (right, *sorted(kept))]


def _causes(asked: Asked) -> list[tuple[float, str]]:
    """Return what may have been printed: its value and the words to choose; the right one first."""
    calculation = Calculation(asked.compiled, asked.values)
    causes = [(asked.right, translate("It is right."))]
    for mistake in asked.compiled.data["mistakes"]:
        value = float(calculation[mistake["key"]]) if mistake["output"] == asked.output else asked.right
        if all(asked.form.write(value) != asked.form.write(known) for known, _ in causes):
            causes.append((value, translate("It is wrong: it {did}.").format(did=mistake["did"])))
    return causes


def _said(asked: Asked, is_right: bool, value: float) -> str:
    words = {"number": asked.form.write(value), "right": asked.form.write(asked.right)}
    if is_right and abs(value - asked.right) <= DISTINCT * max(1.0, abs(value)):
        return translate("Right: your own calculation gives {right}, too.").format(**words)
    if is_right:
        return translate("Right: that gives the number printed, and {right} is the right one.").format(**words)
    return translate("No: that would give {number}. Compute it yourself, and compare.").format(**words)
