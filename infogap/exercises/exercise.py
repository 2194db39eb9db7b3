"""An exercise: what a student sees, answers, and is helped with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infogap.answers.worked import Worked
from infogap.core.language import translate
from infogap.core.values import closest
from infogap.exercises.asked import Asked
from infogap.exercises.judging import Verdict, judge
from infogap.exercises.numbers import draw
from infogap.exercises.question import LETTERS, Question
from infogap.exercises.student import generator

if TYPE_CHECKING:
    from infogap.model import Model
    from infogap.widgets.exercise import ExerciseWidget

NEEDS_QUANTITY = ("invert", "direction", "estimate")


class Exercise:
    """One exercise with the numbers of one student.

    Parameters
    ----------
    model : Model
        The model that it is about.
    kind : str
        What is asked; see `infogap.model.Model.exercise`.
    name : str
        What tells it from other exercises.
    seed : int, optional
        What the numbers are drawn from; by default the present student.
    asked : mapping
        What else it says; see `infogap.model.Model.exercise`.

    Examples
    --------
    >>> import infogap as ig
    >>> exercise = ig.acquisition.exercise(seed=1, name="01-9")
    >>> print(exercise.question)
    Exercise 01-9
    Marketing cost = $10,000, new customers = 80.
    What is the cost to win a customer?
    Answer in $, to within 0.01; 1234.57, $1,234.57 and 1234,57 are read alike.
    >>> exercise.check("125 dollars")
    Right: $125.00.
    """

    def __init__(self, model: Model, kind: str, name: str, seed: int | None, asked: Mapping[str, Any]) -> None:
        self.model, self.kind, self.name = model, kind, name
        self._asked = _asked(model, kind, dict(asked), generator(f"{model.name}\n{kind}\n{name}", seed))
        self._hints_given = 0

    @cached_property
    def full_question(self) -> Question:
        """The question with all that belongs to it: its answer, hints and solution, too."""
        from infogap.exercises.kinds import KINDS

        return KINDS[self.kind](self._asked)

    @property
    def question(self) -> str:
        """The question as text."""
        heading = translate("Exercise {name}").format(name=self.name) + "\n" if self.name else ""
        return heading + self.full_question.text()

    @property
    def question_html(self) -> str:
        """The question as HTML, for pages that run no widget."""
        return self.full_question.html()

    @property
    def answer(self) -> str:
        """The right answer as text."""
        return self.full_question.answer

    @property
    def values(self) -> Mapping[str, Any]:
        """The student's numbers."""
        return self._asked.values

    @cached_property
    def widget(self) -> ExerciseWidget:
        """What is shown in a notebook."""
        from infogap.widgets.exercise import widget_for

        return widget_for(self)

    def check(self, answer: Any = None) -> Verdict:
        """Say whether an answer is right, and if not, which mistake it shows.

        Parameters
        ----------
        answer : float or str, optional
            A number in the unit that the question asks for, its text, or the letter of a choice; if left out, what
            was typed into the exercise.

        Returns
        -------
        Verdict
            True if the answer is right; it shows as a sentence. Whatever the answer is, nothing is raised.
        """
        return judge(self.full_question, self._typed() if answer is None else answer)

    def _typed(self) -> str:
        """Return what was answered on the screen; a choice is kept there as its place."""
        said: str = self.widget.answer if "widget" in vars(self) else ""
        return LETTERS[int(said)] if said and self.full_question.choices else said

    def hint(self) -> Worked:
        """Return the next hint; after the last one, the last one again."""
        hints = self.full_question.hints or (Worked(translate("There is no hint for this exercise."), ()),)
        self._hints_given = min(self._hints_given + 1, len(hints))
        return hints[self._hints_given - 1]

    def solution(self) -> Worked:
        """Return the way to the answer, with the student's numbers."""
        solution = self.full_question.solution
        return solution if solution is not None else Worked(self.answer, ())

    def score(self, answer: Any) -> float:
        """Print what is said to an answer, and return the points: 1.0 if it is right, else 0.0."""
        verdict = judge(self.full_question, answer)
        print(verdict)  # noqa: T201 - an autograded cell shows it to the student
        return float(verdict.right)

    def to_html(self, path: str | Path) -> Path:
        """Write a page with this exercise, live without a kernel and without a network; return the file."""
        return self.widget.to_html(path, translate("Exercise {name}").format(name=self.name).strip())

    def __repr__(self) -> str:
        return self.question

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = self.widget._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, "text/plain": repr(self)}, metadata


def _asked(model: Model, kind: str, asked: dict[str, Any], drawn_from: Any) -> Asked:
    _known_kind(kind)
    compiled = model.compiled
    output = asked.pop("output", "" if kind == "choose" else compiled.main)
    quantity = asked.get("quantity", "")
    _known_name("output", output, ["", *compiled.outputs] if kind == "choose" else compiled.outputs)
    if kind in NEEDS_QUANTITY:
        _known_name("quantity", quantity, [name for name, facts in compiled.facts.items() if facts.kind != "choice"])
    fixed, vary = asked.pop("fixed", {}), asked.pop("vary", {})
    values = draw(compiled, fixed, vary, output or compiled.main, drawn_from)
    return Asked(model, output, values, drawn_from, **asked)


def _known_kind(kind: str) -> None:
    from infogap.exercises.kinds import KINDS

    if kind not in KINDS:
        raise ValueError(
            f'There is no exercise of the kind "{kind}".{closest(kind, list(KINDS))} The kinds are: {", ".join(KINDS)}.'
        )


def _known_name(what: str, name: str, known: list[str]) -> None:
    if name not in known:
        listed = ", ".join(each for each in known if each)
        raise ValueError(
            f'An exercise needs its {what}, but "{name}" arrived.{closest(name, known)} There are: {listed}.'
        )
