"""What is expected of the exercises: each is complete, and together they assess what the lesson promises."""

from __future__ import annotations

from collections.abc import Iterator

from infogap.course.form import EXERCISES, EXERCISES_IN_A_SECTION, SECTIONS_WITH_EXERCISES, WHERE
from infogap.course.lesson import Exercise, Lesson
from infogap.course.rules.wording import count, more_or_less


def enough(lesson: Lesson) -> Iterator[str]:
    """Expect enough to do, and not too much."""
    (low, high), found = EXERCISES, len(lesson.exercises)
    if not low <= found <= high:
        yield (
            f'The lesson has {count(found, "exercise")} (code cells tagged "exercise"). Expected are {low} to {high}. '
            f"{more_or_less(found, low)}"
        )


def have_headings(lesson: Lesson) -> Iterator[str]:
    """Expect an exercise to say what it is called and how long it takes."""
    for exercise in lesson.exercises:
        if exercise.minutes is None:
            yield (
                f"{exercise.cell} is an exercise, and the cell above it {_what_is_there(exercise)}. Expected is a "
                'heading with the minutes, such as "### Exercise 2: One more year (4 minutes)". Write it there.'
            )


def _what_is_there(exercise: Exercise) -> str:
    return 'has no heading with "###"' if exercise.heading is None else f'has the heading "{exercise.heading}"'


def name_objectives(lesson: Lesson) -> Iterator[str]:
    """Expect an exercise to say what it assesses."""
    for exercise in lesson.exercises:
        if not exercise.objectives:
            yield (
                f'{exercise.cell} is an exercise and names no objective. Add the tag "objective-1" {WHERE}, with the '
                "number of the objective that it assesses."
            )


def name_objectives_that_are_there(lesson: Lesson) -> Iterator[str]:
    """Expect the number of an objective that the lesson has."""
    for exercise in lesson.exercises:
        for number in sorted(set(exercise.objectives) - set(lesson.objectives)):
            yield f'{exercise.cell} is tagged "objective-{number}". There is no objective {number}. Correct the number.'


def assess_every_objective(lesson: Lesson) -> Iterator[str]:
    """Expect what the lesson promises to be assessed."""
    assessed = {number for exercise in lesson.exercises for number in exercise.objectives}
    for number in sorted(set(lesson.objectives) - assessed):
        yield f'No exercise assesses objective {number}. Write one, and give it the tag "objective-{number}" {WHERE}.'


def are_spread(lesson: Lesson) -> Iterator[str]:
    """Expect students to try each idea while it is new."""
    used = sum(bool(lesson.exercises_in(section)) for section in lesson.sections)
    if lesson.exercises and used < SECTIONS_WITH_EXERCISES:
        yield (
            f"The exercises stand in {count(used, 'section')}. Expected are at least {SECTIONS_WITH_EXERCISES}. Move "
            "some to where their idea is new."
        )


def are_not_heaped(lesson: Lesson) -> Iterator[str]:
    """Expect no section to be all exercises."""
    for section in lesson.sections:
        found = len(lesson.exercises_in(section))
        if found > EXERCISES_IN_A_SECTION:
            yield (
                f'The section "{section.title}" has {found} exercises. Expected are at most {EXERCISES_IN_A_SECTION}. '
                "Move one to another section."
            )


def begin_early(lesson: Lesson) -> Iterator[str]:
    """Expect the first exercise in the first half."""
    for exercise in lesson.exercises[:1]:
        if exercise.cell.number > len(lesson.cells) / 2:
            yield (
                f"{exercise.cell} is the first exercise, in a lesson of {len(lesson.cells)} cells. Expected is one in "
                "the first half. Move one up."
            )


def have_solutions(lesson: Lesson) -> Iterator[str]:
    """Expect the instructor to see what is right."""
    for exercise in lesson.exercises:
        if not any(cell.kind == "code" and "solution" in cell.tags for cell in exercise.following):
            yield (
                f"{exercise.cell} is an exercise without a solution. Expected is a code cell after it, before the next "
                'exercise or section, tagged "solution", which students do not see. Add it.'
            )
