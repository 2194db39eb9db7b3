"""A question as data: all that is needed to ask it, to judge an answer, and to help, in Python or in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infogap.answers.worked import Worked
from infogap.core.display import as_html
from infogap.exercises.typed import Reading
from infogap.faces.mathml import to_mathml


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from, and what is said to whoever chooses it."""

    text: str
    said: str


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

    def html(self) -> str:
        """Return the question as HTML, its mathematics as MathML, without anything that answers it."""
        given = "; ".join(
            f"{as_html(label)} {to_mathml(symbol)} = {as_html(text)}" for label, symbol, text in self.given
        )
        paragraphs = [as_html(self.story), given]
        shown = self.shown._repr_html_() if self.shown is not None else ""
        # Where steps are shown, they are the choices.
        offered = self.choices if self.shown is None else ()
        choices = "".join(f"<li>{as_html(choice.text)}</li>" for choice in offered)
        after = [f"<strong>{as_html(self.ask)}</strong>", as_html(self.accepts)]
        listed = f"<ol type='A'>{choices}</ol>" if choices else ""
        return "".join([*_paragraphs(paragraphs), shown, *_paragraphs(after[:1]), listed, *_paragraphs(after[1:])])

    def _steps(self) -> list[str]:
        return repr(self.shown).splitlines() if self.shown is not None else []


def _named(label: str, symbol: str) -> str:
    """Return a label with its symbol; one that is its own symbol stands once."""
    return to_mathml(symbol) if label == symbol else f"{as_html(label)} {to_mathml(symbol)}"


def _paragraphs(texts: list[str]) -> list[str]:
    return [f"<p>{text}</p>" for text in texts if text]


def _as_sentence(words: str) -> str:
    """Return words with a capital letter, unless they begin with a symbol, and a full stop."""
    first, _, rest = words.partition(" ")
    return f"{first if len(first) < 2 else first.capitalize()} {rest}." if words else ""


LETTERS = "ABCDEFGH"
