"""The exercises of the lessons, by lesson and number: one file of declarations for each lesson."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from infogap.core.values import closest
from infogap.exercises.exercise import Exercise


def exercise(name: str, *, seed: int | None = None) -> Exercise:
    """Return one exercise of a lesson, such as the second of lesson 03.

    Parameters
    ----------
    name : str
        The lesson's number, a hyphen, and the exercise's number: "03-2".
    seed : int, optional
        What the numbers are drawn from; by default the present student, see `infogap.student`.

    Returns
    -------
    infogap.exercises.exercise.Exercise

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> import infogap as ig
    >>> ig.exercise("03-20")
    Traceback (most recent call last):
    ValueError: There is no exercise "03-20". Did you mean "03-2"? Lesson 03 has: 03-1, 03-2...
    """
    import infogap

    declared = _declared(name)
    about, kind = declared.pop("model"), declared.pop("kind")
    made: Exercise = getattr(infogap, about).exercise(kind, name=name, seed=seed, **declared)
    return made


def names() -> list[str]:
    """Return the names of all exercises of all lessons, in order."""
    return [name for lesson in _lessons() for name in _exercises(lesson)]


def _declared(name: str) -> dict[str, Any]:
    lesson = str(name).partition("-")[0]
    if lesson not in _lessons():
        listed = ", ".join(_lessons())
        raise ValueError(
            f'There is no exercise "{name}": lessons with exercises are {listed}. Write for example "03-2".'
        )
    exercises = _exercises(lesson)
    if name not in exercises:
        guess, listed = closest(name, list(exercises)), ", ".join(exercises)
        raise ValueError(f'There is no exercise "{name}".{guess} Lesson {lesson} has: {listed}.')
    return dict(exercises[name])


def _lessons() -> list[str]:
    return sorted(path.stem.removeprefix("lesson_") for path in Path(__file__).parent.glob("lesson_*.py"))


def _exercises(lesson: str) -> dict[str, dict[str, Any]]:
    exercises: dict[str, dict[str, Any]] = import_module(f"{__name__}.lesson_{lesson}").EXERCISES
    return exercises
