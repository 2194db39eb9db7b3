"""A question as data: all that is needed to ask it, to judge an answer, and to help, in Python or in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from infogap.answers.worked import Worked
from infogap.exercises.typed import Reading


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from, and what is said to whoever chooses it."""

    text: str
    said: str
    latex: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """A wrong number, as people write it, and the mistake that leads to it."""

    value: float
    said: str


@dataclass(frozen=True)
class Question:
    """One exercise with its numbers put in.

    Parameters
    ----------
    kind : str
        What is asked: ``"compute"``, ``"invert"`` and so on.
    story : str
        What comes before the question.
    ask : str
        The question itself.
    accepts : str
        How an answer is written, and how near it must be.
    given : tuple of (label, LaTeX symbol, text)
        The numbers that the story does not mention.
    right : float or int
        The right number as people write it, or the place of the right choice.
    answer : str
        The right answer as text, for the instructor's key.
    reading : Reading, optional
        How a number is read; none where there are choices.
    tolerance : float
        How far a number may be from the right one.
    choices : tuple of Choice
        The answers to choose from; empty where a number is asked for.
    diagnoses : tuple of Diagnosis
        Wrong numbers whose mistake is known.
    hints : tuple of Worked
        Help, in the order in which it is given.
    solution : Worked, optional
        The way to the answer.
    shown : Worked, optional
        Mathematics that belongs to the question.
    chart : mapping, optional
        For an answer given on a chart: what is dragged, and which result it is to reach.
    """

    kind: str
    story: str
    ask: str
    accepts: str
    right: float
    answer: str
    given: tuple[tuple[str, str, str], ...] = ()
    reading: Reading | None = None
    tolerance: float = 0.0
    choices: tuple[Choice, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    hints: tuple[Worked, ...] = ()
    solution: Worked | None = None
    shown: Worked | None = None
    chart: Mapping[str, Any] | None = field(default=None)

    def text(self) -> str:
        """Return the question as plain text, without anything that answers it."""
        given = ", ".join(f"{label} = {value}" for label, _, value in self.given)
        lines = [self.story, _as_sentence(given), *self._steps(), self.ask]
        lettered = [f"({letter}) {choice.text}" for letter, choice in zip(LETTERS, self.choices, strict=False)]
        return "\n".join(line for line in [*lines, *lettered, self.accepts] if line)

    def _steps(self) -> list[str]:
        return repr(self.shown).splitlines() if self.shown is not None else []

    def data(self) -> dict[str, Any]:
        """Return the question as plain data for the browser."""
        return asdict(self)


def _as_sentence(words: str) -> str:
    """Return words with a capital letter, unless they begin with a symbol, and a full stop."""
    first, _, rest = words.partition(" ")
    return f"{first if len(first) < 2 else first.capitalize()} {rest}." if words else ""


LETTERS = "ABCDEFGH"
