"""What is expected of every notebook: it opens, it has run, and its pictures, links and tags are sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from urllib.parse import unquote

from infogap.course.form import GUIDANCE, MEGABYTE, TAGS
from infogap.course.lesson import OBJECTIVE, Cell, Lesson, prose

FILE_NAME = re.compile(r"\d\d-\w[\w-]*\.ipynb")
PARAGRAPH = re.compile(r"\n\s*\n")
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")


def file_name(lesson: Lesson) -> Iterator[str]:
    """Expect the file's name to begin with the lesson's number."""
    if not FILE_NAME.fullmatch(lesson.path.name):
        yield (
            f'The file is called "{lesson.path.name}". Expected are two digits, a hyphen and words without spaces, '
            'such as "03-what-a-customer-is-worth.ipynb". Rename it.'
        )


def file_size(lesson: Lesson) -> Iterator[str]:
    """Expect a file that opens fast on a slow line."""
    size = lesson.path.stat().st_size
    if size > MEGABYTE:
        yield (
            f"The file has {size / MEGABYTE:.2f} MB. Expected is at most 1 MB. Show fewer pictures, or tables with "
            "fewer rows, and save it again."
        )


def every_cell_has_run(lesson: Lesson) -> Iterator[str]:
    """Expect results for whoever opens the lesson."""
    waiting = [cell for cell in lesson.cells if cell.kind == "code" and not cell.ran]
    if waiting:
        yield f"{_these(waiting)} not been run. Choose Run > Run All Cells, and save."


def _these(cells: Sequence[Cell]) -> str:
    if len(cells) == 1:
        return f"{cells[0]} has"
    *others, last = (str(cell.number) for cell in cells)
    return f"Cells {', '.join(others)} and {last} have"


def pictures_have_words(lesson: Lesson) -> Iterator[str]:
    """Expect words for whoever cannot see a picture."""
    # nbconvert takes half a second to import.
    from infogap.course.editions.pictures import pictures_without_alt

    for index in pictures_without_alt(lesson.notebook):
        yield (
            f"{lesson.cells[index]} shows a picture without words for those who cannot see it. Run `infogap build`, "
            'which writes them for the pictures of a model; for others, write them as "alt" into the metadata of the '
            "cell (property inspector, the gear at the right)."
        )


def links_lead_somewhere(lesson: Lesson) -> Iterator[str]:
    """Expect a link to another notebook to open it."""
    for cell in lesson.markdown:
        for name in _linked_notebooks(cell):
            if not (lesson.path.parent / name).exists():
                yield f'{cell} links to "{name}", which is not there. Correct the link, or remove it.'


def _linked_notebooks(cell: Cell) -> list[str]:
    targets = [unquote(target.partition("#")[0]) for target in LINK.findall(prose(cell.source))]
    return [target for target in targets if target.endswith(".ipynb") and "://" not in target]


def dollars_stand_alone(lesson: Lesson) -> Iterator[str]:
    r"""Expect one dollar sign in a paragraph at most: JupyterLab drops the backslash of `\$` and sees a formula."""
    for cell in lesson.markdown:
        for paragraph in PARAGRAPH.split(prose(cell.source)):
            if "\\$" in paragraph and paragraph.count("$") > 1 and not paragraph.lstrip().startswith("|"):
                yield (
                    f"{cell} has two dollar signs in one paragraph. JupyterLab takes what is between them for a "
                    'formula. Write "dollars" in its place.'
                )


def tags_are_spelt_right(lesson: Lesson) -> Iterator[str]:
    """Expect known tags: a misspelt one would show students what only instructors should see."""
    for cell in lesson.cells:
        for tag in sorted(tag for tag in cell.tags - set(TAGS) if not OBJECTIVE.fullmatch(tag)):
            for meant in get_close_matches(tag, TAGS, n=1, cutoff=0.8):
                yield f'{cell} is tagged "{tag}", which is not a tag of a lesson. Did you mean "{meant}"? Correct it.'


def guidance_is_gone(lesson: Lesson) -> Iterator[str]:
    """Expect what the template asks for to be written."""
    for cell in lesson.cells:
        for asked in re.findall(rf"{re.escape(GUIDANCE)}\s*(.+)", cell.source):
            yield f"Cell {cell.number} is still to be written: {asked}"
