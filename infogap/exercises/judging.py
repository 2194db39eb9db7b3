"""Judge an answer: right, a known mistake, near, or far; always with a sentence, never with a traceback."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infogap.exercises.question import LETTERS, Question
from infogap.exercises.sentences import sentences
from infogap.exercises.typed import UnreadableError

# A mistake is recognised in an answer of about four digits; what is rounded too much still differs by less than NEAR.
AS_WRITTEN = 5e-4
NEAR = 0.01
POWERS = (10, 100, 1000, 0.1, 0.01, 0.001)


@dataclass(frozen=True)
class Verdict:
    """What is said to an answer.

    Parameters
    ----------
    right : bool
        Whether the answer is right; a verdict itself is true then, too.
    text : str
        The sentence for the student.
    """

    right: bool
    text: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return self.text


def judge(question: Question, answer: Any) -> Verdict:
    """Return what is said to an answer, whatever it is."""
    text = sentences(question)
    try:
        return _judge_choice(question, answer) if question.choices else _judge_number(question, answer, text)
    except UnreadableError as problem:
        return Verdict(False, text[problem.sentence].format(**text | problem.words))


def _judge_choice(question: Question, answer: Any) -> Verdict:
    place = _place(question, answer)
    return Verdict(place == question.right, question.choices[place].said)


def _place(question: Question, answer: Any) -> int:
    """Return which choice is meant: by its letter, its number or its text."""
    said = str(answer).strip() if answer is not None else ""
    if not said:
        raise UnreadableError("choose_first")
    choices = list(enumerate(question.choices))
    names = {
        name.casefold(): place for place, choice in choices for name in (choice.text, LETTERS[place], str(place + 1))
    }
    found = names.get(said.casefold(), names.get(said.strip("() .").casefold()))
    if found is None:
        raise UnreadableError("no_choice", answer=said, letters=", ".join(LETTERS[: len(choices)]))
    return found


def _judge_number(question: Question, answer: Any, text: Mapping[str, str]) -> Verdict:
    assert question.reading is not None
    value = question.reading.value(answer)
    if value == question.right or abs(value - question.right) <= question.tolerance * (1 + 1e-9):
        return Verdict(True, text["right"].format(answer=question.answer))
    said = _known(question, value) or text[_slip(question, value) or _side(question, value)]
    return Verdict(False, said)


def _known(question: Question, value: float) -> str:
    """Return what is said of the known mistake that comes nearest to an answer, if one comes near."""
    near = [
        (abs(value - wrong.value), wrong.said)
        for wrong in question.diagnoses
        if abs(value - wrong.value) <= max(question.tolerance, AS_WRITTEN * abs(wrong.value))
    ]
    return min(near, key=lambda pair: pair[0])[1] if near else ""


def _slip(question: Question, value: float) -> str:
    """Return the name of a wrong sign, of rounding too early, or of a point in the wrong place; or nothing."""
    right, room = question.right, max(question.tolerance, AS_WRITTEN * abs(question.right))
    if not math.isfinite(right) or right == 0:
        return ""
    if abs(value + right) <= room:
        return "wrong_sign"
    if abs(value - right) <= NEAR * abs(right):
        return "nearly"
    return "wrong_point" if any(abs(value - right * power) <= room * power for power in POWERS) else ""


def _side(question: Question, value: float) -> str:
    return "too_large" if value > question.right else "too_small"
