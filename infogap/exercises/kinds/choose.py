"""Choose the right answer; every wrong one says what is wrong with it."""

from __future__ import annotations

from infogap.answers.worked import Line, Worked, explanation
from infogap.core.language import translate
from infogap.exercises.asked import Asked
from infogap.exercises.question import Choice, Question


def choose(asked: Asked) -> Question:
    """Ask to choose; the answers stand in another order for every student."""
    order = list(range(len(asked.choices)))
    asked.generator.shuffle(order)
    choices = [Choice(asked.told(text), asked.told(said)) for text, said in asked.choices]
    return Question(
        kind="choose",
        story=asked.told(asked.story),
        ask=asked.told(asked.ask),
        accepts=translate("Choose one."),
        right=order.index(0),
        answer=choices[0].text,
        choices=tuple(choices[place] for place in order),
        hints=(Worked(translate("Hint"), (Line(asked.told(asked.hint)),)),) if asked.hint else (),
        solution=_solution(asked, choices[0]),
    )


def _solution(asked: Asked, right: Choice) -> Worked:
    """Return the right answer and why, and the numbers behind it where there are any."""
    why = Line(asked.told(asked.solution) if asked.solution else right.said)
    if not asked.output:
        return Worked(right.text, (why,))
    worked = explanation(asked.compiled, asked.output, asked.values)
    return Worked(worked.title, (why, *worked.lines), worked.result)
