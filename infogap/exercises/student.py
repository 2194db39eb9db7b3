"""Whose exercises these are: the same student always gets the same numbers."""

from __future__ import annotations

import hashlib
import random
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Student:
    """A student, known by a name or number.

    Capitals and spaces make no difference, so that a name typed again is the same name.

    Examples
    --------
    >>> Student(" ada  LOVELACE ") == Student("Ada Lovelace")
    True
    """

    name: str = field(compare=False)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        """Keep the name in the form in which names are compared."""
        words = unicodedata.normalize("NFKC", self.name).casefold().split()
        object.__setattr__(self, "key", " ".join(words))

    def seed(self, exercise: str) -> int:
        """Return the number that this student's variant of an exercise is drawn from."""
        digest = hashlib.sha256(f"{self.key}\n{exercise}".encode()).digest()
        return int.from_bytes(digest[:8], "big")

    def __repr__(self) -> str:
        return f"The exercises below are those of {self.name}." if self.key else "The exercises below are everyone's."


class Present:
    """The student whose notebook this is; nobody in particular until `infogap.student` says who."""

    def __init__(self) -> None:
        self.student = Student("")


PRESENT = Present()


@contextmanager
def present_student_stays() -> Iterator[None]:
    """Let other students' exercises be made here, and go back to the present student afterwards."""
    before = PRESENT.student
    try:
        yield
    finally:
        PRESENT.student = before


def student(name: str | int) -> Student:
    """Give all exercises from here on the numbers of one student.

    Parameters
    ----------
    name : str or int
        A name or a number that nobody else in the class has.

    Returns
    -------
    Student

    Raises
    ------
    TypeError
        If it is neither text nor a whole number.

    Examples
    --------
    >>> import infogap as ig
    >>> ig.student("Ada")
    The exercises below are those of Ada.
    >>> one, other = ig.clv.exercise(), ig.clv.exercise()
    >>> one.question == other.question
    True
    >>> ig.student("")
    The exercises below are everyone's.
    """
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise TypeError(
            f'student must be a name or a number, but a {type(name).__name__} arrived. Write student("Ada").'
        )
    PRESENT.student = Student(str(name))
    return PRESENT.student


def generator(exercise: str, seed: int | None) -> random.Random:
    """Return what draws the numbers of an exercise: from a seed, or from the present student's name."""
    return random.Random(PRESENT.student.seed(exercise) if seed is None else seed)
