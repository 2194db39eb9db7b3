"""What is expected of a lesson's parts: they are there, in order, and say what they should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from infogap.course import form
from infogap.course.lesson import INLINE_CODE, Cell, Lesson, bullets, count_words, headings, prose, words
from infogap.course.rules.wording import count, more_or_less

MATHEMATICS = re.compile(r"(?<!\\)\$\$?[^$]+(?<!\\)\$|\\\(|\\\[|\\begin\{")
YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
TERM = re.compile(r"\*\*[^*]+(?:[:：]\*\*|\*\*\s*[:：])\s*\S")


def title(lesson: Lesson) -> Iterator[str]:
    """Expect a title at the top, which says something."""
    top = [text for cell in lesson.markdown if cell.number == 1 for level, text in headings(cell.source) if level == 1]
    if not top:
        yield 'The first cell has no title. Expected is a Markdown cell that begins with "# " and the title. Write it.'
    elif count_words(top[0]) < form.TITLE_WORDS:
        yield (
            f'The title is "{top[0]}". Expected are at least {form.TITLE_WORDS} words. Say what students learn to do, '
            "or ask what they will be able to answer."
        )


def title_is_the_only_one(lesson: Lesson) -> Iterator[str]:
    """Expect no second title."""
    found = [(cell, text) for cell in lesson.markdown for level, text in headings(cell.source) if level == 1]
    is_first = bool(found) and found[0][0].number == 1
    for cell, text in found[is_first:]:
        yield (
            f'{cell} has the title "{text}". Expected is one title, in the first cell. Begin this line with "## ", '
            "which makes it a section."
        )


def parts_are_there(lesson: Lesson) -> Iterator[str]:
    """Expect all parts of a lesson."""
    for tag, task in (form.PARTS | form.BESIDES).items():
        if tag not in form.OPTIONAL and not lesson.tagged(tag):
            yield f'No cell is tagged "{tag}". {task}, and give that cell the tag "{tag}" {form.WHERE}.'


def parts_are_in_order(lesson: Lesson) -> Iterator[str]:
    """Expect the parts in the order in which students need them."""
    present = [(tag, lesson.tagged(tag)[0]) for tag in form.PARTS if lesson.tagged(tag)]
    for (before, first), (after, second) in pairwise(present):
        if second.number < first.number:
            yield (
                f'{second}, tagged "{after}", comes before cell {first.number}, tagged "{before}". Expected is '
                f'"{before}" first. Move one of them.'
            )


def tags_are_on_the_right_cells(lesson: Lesson) -> Iterator[str]:
    """Expect a tag on a cell of the kind that it speaks of."""
    for tag in (tag for tag in form.TAGS if tag not in form.ON_ANY):
        expected, other = ("code", "Markdown") if tag in form.ON_CODE else ("Markdown", "code")
        for cell in lesson.tagged(tag):
            if cell.kind != expected.lower():
                yield (
                    f'{cell} is tagged "{tag}" and is a {other} cell. Expected is a {expected} cell. Move the tag '
                    "to the one that is meant."
                )


def questions(lesson: Lesson) -> Iterator[str]:
    """Expect the questions as a list."""
    for cell in lesson.tagged("questions"):
        if not bullets(cell.source):
            yield f'{cell} lists no question. Expected is a line that begins with "- " for each. Write them so.'


def objectives(lesson: Lesson) -> Iterator[str]:
    """Expect numbered objectives, so that exercises can name them."""
    numbers, (low, high) = lesson.objectives, form.OBJECTIVES
    for cell in lesson.tagged("objectives")[:1]:
        if not low <= len(numbers) <= high:
            found = count(len(numbers), "numbered objective")
            yield f"{cell} has {found}. Expected are {low} to {high}. {more_or_less(len(numbers), low)}"
        elif numbers != list(range(1, len(numbers) + 1)):
            written = ", ".join(map(str, numbers))
            yield f"{cell} numbers the objectives {written}. Expected is 1 to {len(numbers)}. Number them again."


def prediction_comes_first(lesson: Lesson) -> Iterator[str]:
    """Expect students to guess before they see a formula."""
    limit = lesson.position("prediction") or 0
    for cell in lesson.markdown:
        if cell.number < limit and cell.for_students and _has_mathematics(cell):
            yield (
                f"{cell} has a formula before the prediction in cell {limit}. Expected is a guess before any formula. "
                "Move the formula down, or write the word for a dollar sign that is money."
            )


def _has_mathematics(cell: Cell) -> bool:
    return MATHEMATICS.search(INLINE_CODE.sub("", prose(cell.source))) is not None


def notes_are_for_instructors(lesson: Lesson) -> Iterator[str]:
    """Expect notes to stay out of the student edition."""
    for tag in form.NOTES:
        for cell in lesson.tagged(tag):
            if "instructor" not in cell.tags:
                yield (
                    f'{cell} is tagged "{tag}" but not "instructor", so students see it. Add the tag "instructor" '
                    f"{form.WHERE}."
                )


def debrief_follows_the_activity(lesson: Lesson) -> Iterator[str]:
    """Expect the class to talk over what it did."""
    activity, debriefs = lesson.position("activity"), lesson.tagged("debrief")
    if activity is not None and debriefs and debriefs[-1].number < activity:
        yield f'{debriefs[-1]}, tagged "debrief", comes before the activity in cell {activity}. Move it below that.'


def number_of_words(lesson: Lesson) -> Iterator[str]:
    """Expect as many words as can be read in the time."""
    (low, high), found = form.WORDS, words(lesson.markdown)
    if not low <= found <= high:
        yield f"Students read {count(found, 'word')}. Expected are {low:,} to {high:,}. {more_or_less(found, low)}"


def references_are_listed(lesson: Lesson) -> Iterator[str]:
    """Expect a list of works."""
    for cell in lesson.tagged("references"):
        if not bullets(cell.source):
            yield f'{cell} lists no work. Expected is a line that begins with "- " for each. Write them so.'


def references_have_years(lesson: Lesson) -> Iterator[str]:
    """Expect references that can be found."""
    for cell in lesson.tagged("references"):
        for entry in bullets(cell.source):
            if not any(form.FIRST_YEAR <= int(year) <= date.today().year for year in YEAR.findall(entry)):
                yield f'{cell} has a reference without a year: "{entry}". Add the year in which it appeared.'


def glossary_has_terms(lesson: Lesson) -> Iterator[str]:
    """Expect the words of the subject to be explained."""
    found = [entry for entry in bullets(lesson.text("glossary")) if TERM.match(entry)]
    for cell in lesson.tagged("glossary")[:1]:
        if len(found) < form.TERMS:
            yield (
                f"{cell} explains {count(len(found), 'term')}. Expected are at least {form.TERMS}, each written "
                '"- **term**: what it means". Add some.'
            )
