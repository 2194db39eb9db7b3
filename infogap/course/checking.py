"""What a lesson lacks, in sentences for the person who writes it.

Each rule is a function that takes a lesson and yields a sentence for each thing that is missing: where it is, what was
expected, what is there, and what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from infogap.course.lesson import Lesson, read
from infogap.course.rules import code, exercises, minutes, notebook, parts

Rule = Callable[[Lesson], Iterator[str]]

OF_EVERY_NOTEBOOK: list[Rule] = [
    notebook.file_name,
    notebook.file_size,
    notebook.every_cell_has_run,
    notebook.pictures_have_words,
    notebook.links_lead_somewhere,
    notebook.dollars_stand_alone,
    notebook.tags_are_spelt_right,
    notebook.guidance_is_gone,
]
OF_A_LESSON: list[Rule] = [
    *OF_EVERY_NOTEBOOK,
    parts.title,
    parts.title_is_the_only_one,
    parts.parts_are_there,
    parts.parts_are_in_order,
    parts.tags_are_on_the_right_cells,
    parts.questions,
    parts.objectives,
    parts.prediction_comes_first,
    minutes.table_is_there,
    minutes.table_has_numbers,
    minutes.rows_add_up,
    minutes.columns_add_up,
    minutes.whole_lesson,
    minutes.sections_have_rows,
    minutes.rows_have_sections,
    minutes.exercises_take_what_they_say,
    minutes.activity_takes_its_time,
    parts.debrief_follows_the_activity,
    exercises.enough,
    exercises.have_headings,
    exercises.name_objectives,
    exercises.name_objectives_that_are_there,
    exercises.assess_every_objective,
    exercises.are_spread,
    exercises.are_not_heaped,
    exercises.begin_early,
    exercises.have_solutions,
    parts.notes_are_for_instructors,
    code.enough,
    code.is_short,
    code.has_no_logic,
    parts.number_of_words,
    parts.references_are_listed,
    parts.references_have_years,
    parts.glossary_has_terms,
]


def lessons_in(places: Sequence[Path]) -> list[Path]:
    """Find lessons.

    Parameters
    ----------
    places : sequence of Path
        Notebooks, and folders of them.

    Returns
    -------
    list of Path
        The notebooks, those of a folder in the order of their names.

    Raises
    ------
    FileNotFoundError
        If a folder holds no notebook, or a file is not there.
    """
    return [path for place in places for path in _lessons_at(place)]


def _lessons_at(place: Path) -> list[Path]:
    found = [place] if place.is_file() else sorted(place.glob("*.ipynb"))
    if not found:
        raise FileNotFoundError(
            f"lessons: expected a notebook or a folder with notebooks (*.ipynb), found none: {place}"
        )
    return found


def check(path: Path) -> list[str]:
    """Tell what a lesson lacks.

    Parameters
    ----------
    path : Path
        Its notebook.

    Returns
    -------
    list of str
        A sentence or more for each thing that is missing; empty if nothing is.
    """
    try:
        lesson = read(path)
    except ValueError as problem:
        return [str(problem)]
    return missing(lesson)


def missing(lesson: Lesson) -> list[str]:
    """Tell what a lesson lacks.

    Parameters
    ----------
    lesson : Lesson
        The lesson. A tour need not have the form of a lesson, but its file is looked at as well.

    Returns
    -------
    list of str
        A sentence or more for each thing that is missing; empty if nothing is.
    """
    rules = OF_EVERY_NOTEBOOK if lesson.is_tour else OF_A_LESSON
    return [sentence for rule in rules for sentence in rule(lesson)]
