"""What is expected of the minutes: they add up, and agree with the sections and the exercises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from infogap.course.form import ACTIVITY_MINUTES, WHOLE_MINUTES
from infogap.course.lesson import Lesson, Row, Section, is_timed
from infogap.course.rules.wording import more_or_less


def table_is_there(lesson: Lesson) -> Iterator[str]:
    """Expect a table with a section and a total at least."""
    for cell in lesson.tagged("minutes")[:1]:
        if len(lesson.written_minutes) < 2:
            yield (
                f"{cell} has no table of minutes. Expected are four columns (section, reading, exercises, together), a "
                "row for each section, and a last row with the sums. Write it."
            )


def table_has_numbers(lesson: Lesson) -> Iterator[str]:
    """Expect three whole numbers in each row."""
    for row in lesson.written_minutes:
        if not is_timed(row):
            yield (
                f'In the table of minutes, a row reads "{" | ".join(row)}". Expected are the name of a section and '
                "three whole numbers: reading, exercises, together. Write 0 where there are none."
            )


def rows_add_up(lesson: Lesson) -> Iterator[str]:
    """Expect reading and exercises to be all there is."""
    for row in lesson.minutes:
        if row.reading + row.exercises != row.together:
            yield (
                f'In the table of minutes, "{row.title}" has {row.reading} for reading, {row.exercises} for exercises '
                f"and {row.together} together. The first two add up to {row.reading + row.exercises}. Correct one."
            )


def columns_add_up(lesson: Lesson) -> Iterator[str]:
    """Expect the last row to be the sum of the others."""
    for column in ("reading", "exercises", "together"):
        *minutes, last = [getattr(row, column) for row in lesson.minutes] or [0]
        if sum(minutes) != last:
            yield (
                f"In the table of minutes, the last row has {last} for {column}. The rows above it add up to "
                f"{sum(minutes)}. Correct one of them."
            )


def whole_lesson(lesson: Lesson) -> Iterator[str]:
    """Expect the lesson to fit a lecture."""
    low, high = WHOLE_MINUTES
    for row in lesson.minutes[-1:]:
        if not low <= row.together <= high:
            advice = more_or_less(row.together, low)
            yield f"The lesson takes {row.together} minutes. Expected are {low} to {high}. {advice}"


def sections_have_rows(lesson: Lesson) -> Iterator[str]:
    """Expect a row for each section."""
    for title in (_titles(lesson) - _rows(lesson)).elements() if lesson.minutes else ():
        yield f'The section "{title}" has no row in the table of minutes. Add one, with the same words as its heading.'


def rows_have_sections(lesson: Lesson) -> Iterator[str]:
    """Expect a section for each row."""
    for title in (_rows(lesson) - _titles(lesson)).elements() if lesson.position("key-points") else ():
        yield (
            f'The table of minutes has a row "{title}", but no section between the minutes and the key points is '
            "called so. Write the words of its heading, or delete the row."
        )


def exercises_take_what_they_say(lesson: Lesson) -> Iterator[str]:
    """Expect the table to agree with the exercises' headings."""
    for section, row in _timed(lesson):
        total = sum(exercise.minutes or 0 for exercise in lesson.exercises_in(section))
        if total != row.exercises:
            yield (
                f'In the table of minutes, "{row.title}" has {row.exercises} for exercises. The headings of the '
                f"exercises in that section add up to {total}. Correct one of them."
            )


def activity_takes_its_time(lesson: Lesson) -> Iterator[str]:
    """Expect an activity that fits between two parts of a lecture."""
    low, high = ACTIVITY_MINUTES
    for section, row in _timed(lesson):
        if section.has("activity") and not low <= row.together <= high:
            yield (
                f'The section of the activity, "{section.title}", takes {row.together} minutes. Expected are {low} to '
                f"{high}. Change the activity, and its row in the table of minutes."
            )


def _titles(lesson: Lesson) -> Counter[str]:
    return Counter(section.title for section in lesson.timed_sections)


def _rows(lesson: Lesson) -> Counter[str]:
    return Counter(row.title for row in lesson.minutes[:-1])


def _timed(lesson: Lesson) -> Iterator[tuple[Section, Row]]:
    rows = {row.title: row for row in lesson.minutes[:-1]}
    return ((section, rows[section.title]) for section in lesson.timed_sections if section.title in rows)
