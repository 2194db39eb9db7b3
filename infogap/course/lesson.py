"""The form of a lesson: its cells by their tags, its sections, exercises and minutes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

FENCE = re.compile(r"^\s*(```|~~~).*?^\s*\1\s*$", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
BULLET = re.compile(r"^\s*[-*+][ \t]+(.+(?:\n[ \t]++(?![-*+][ \t]).+)*)", re.MULTILINE)
NUMBERED = re.compile(r"^ {0,3}(\d+)[.)][ \t]+", re.MULTILINE)
MINUTES = re.compile(r"[(（]\s*(\d+)\s*(?:min|分)[^()（）]*[)）]", re.IGNORECASE)
OBJECTIVE = re.compile(r"objective-(\d+)")
# Chinese, Japanese and Korean are written without spaces: there a word is about two characters.
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
FIRST_WORDS = 40


@dataclass(frozen=True)
class Cell:
    """A cell as its author sees it.

    Parameters
    ----------
    number : int
        Its place in the notebook, from 1.
    kind : str
        `markdown`, `code` or `raw`.
    source : str
        What is written in it.
    tags : frozenset of str
        Its tags.
    ran : bool
        Whether it has been run; only code can be.
    """

    number: int
    kind: str
    source: str
    tags: frozenset[str]
    ran: bool

    def __str__(self) -> str:
        """Name the cell by its number and its first words."""
        return f"Cell {self.number} (“{self.first_words}”)"

    @property
    def first_words(self) -> str:
        """What its first line begins with."""
        line = plain(next(iter(self.source.strip().splitlines()), "").lstrip("#>-*+| "))
        if len(line) <= FIRST_WORDS:
            return line
        start, _, rest = line[:FIRST_WORDS].rpartition(" ")
        return f"{start or rest}…"

    @property
    def for_students(self) -> bool:
        """Whether the student edition shows it."""
        return not self.tags & {"instructor", "solution"}


@dataclass(frozen=True)
class Section:
    """A part of the lesson, from one `##` heading to the next.

    Parameters
    ----------
    title : str
        The text of its heading.
    cells : tuple of Cell
        Its cells, from the one with the heading.
    """

    title: str
    cells: tuple[Cell, ...]

    def has(self, *tags: str) -> bool:
        """Tell whether a cell of this section carries one of some tags."""
        return any(cell.tags & set(tags) for cell in self.cells)


@dataclass(frozen=True)
class Exercise:
    """A code cell tagged `exercise`, with what belongs to it.

    Parameters
    ----------
    cell : Cell
        The cell that shows it.
    heading : str or None
        The `###` heading in the Markdown cell above it.
    following : tuple of Cell
        What comes after it, up to the next exercise or section.
    """

    cell: Cell
    heading: str | None
    following: tuple[Cell, ...]

    @property
    def minutes(self) -> int | None:
        """The minutes that its heading says in parentheses."""
        found = MINUTES.search(self.heading or "")
        return int(found[1]) if found else None

    @property
    def objectives(self) -> list[int]:
        """The numbers of the objectives that it assesses."""
        return sorted(int(found[1]) for tag in self.cell.tags if (found := OBJECTIVE.fullmatch(tag)))


@dataclass(frozen=True)
class Row:
    """A row of the table of minutes.

    Parameters
    ----------
    title : str
        The section it names.
    reading, exercises, together : int
        Its minutes.
    """

    title: str
    reading: int
    exercises: int
    together: int


@dataclass(frozen=True)
class Lesson:
    """A lesson, read from its notebook.

    Parameters
    ----------
    path : Path
        Its file.
    notebook : NotebookNode
        What the file holds.
    """

    path: Path
    notebook: NotebookNode

    @cached_property
    def cells(self) -> list[Cell]:
        """All of its cells, in order."""
        return [_cell(number, node) for number, node in enumerate(self.notebook.cells, start=1)]

    @property
    def markdown(self) -> list[Cell]:
        """Its Markdown cells."""
        return [cell for cell in self.cells if cell.kind == "markdown"]

    @property
    def code(self) -> list[Cell]:
        """Its code cells."""
        return [cell for cell in self.cells if cell.kind == "code"]

    @property
    def is_tour(self) -> bool:
        """Whether it shows people around instead of teaching: its first cell is tagged `tour`."""
        return bool(self.cells) and "tour" in self.cells[0].tags

    def tagged(self, tag: str) -> list[Cell]:
        """Return the cells that carry a tag."""
        return [cell for cell in self.cells if tag in cell.tags]

    def text(self, tag: str) -> str:
        """Return what the cells that carry a tag say together."""
        return "\n\n".join(cell.source for cell in self.tagged(tag))

    def position(self, tag: str) -> int | None:
        """Return the number of the first cell that carries a tag, if there is one."""
        return next((cell.number for cell in self.tagged(tag)), None)

    @cached_property
    def objectives(self) -> list[int]:
        """The numbers of the objectives, as they are written."""
        return [int(number) for number in NUMBERED.findall(self.text("objectives"))]

    @cached_property
    def sections(self) -> list[Section]:
        """Its sections, in order."""
        shown = [cell for cell in self.markdown if cell.for_students]
        starts = [(title, cell.number) for cell in shown for title in _titles(cell, 2)]
        ends = [*(number for _, number in starts), len(self.cells) + 1][1:]
        # Of two headings in one cell, the first still has that cell.
        return [
            Section(title, tuple(self.cells[start - 1 : max(end - 1, start)]))
            for (title, start), end in zip(starts, ends, strict=True)
        ]

    @cached_property
    def timed_sections(self) -> list[Section]:
        """The sections that take time: those after the minutes and before the key points."""
        first, last = self.position("minutes"), self.position("key-points")
        if first is None or last is None:
            return []
        between = [section for section in self.sections if first < section.cells[0].number < last]
        return [section for section in between if not section.has("key-points", "references", "glossary")]

    @cached_property
    def exercises(self) -> list[Exercise]:
        """Its exercises, in order."""
        return [
            Exercise(cell, self._heading_above(cell), tuple(self._following(cell)))
            for cell in self.code
            if "exercise" in cell.tags
        ]

    def exercises_in(self, section: Section) -> list[Exercise]:
        """Return the exercises of one section."""
        return [exercise for exercise in self.exercises if exercise.cell in section.cells]

    @cached_property
    def written_minutes(self) -> list[list[str]]:
        """The rows of the table of minutes as they are written, without its header."""
        return table_rows(self.text("minutes"))[1:]

    @cached_property
    def minutes(self) -> list[Row]:
        """The rows of the table of minutes; none while a row is not a section and three whole numbers."""
        if not all(is_timed(row) for row in self.written_minutes):
            return []
        return [Row(title, *map(int, numbers)) for title, *numbers in self.written_minutes]

    def _heading_above(self, cell: Cell) -> str | None:
        above = self.cells[cell.number - 2] if cell.number > 1 else None
        if above is None or above.kind != "markdown":
            return None
        return next(iter(reversed(_titles(above, 3))), None)

    def _following(self, cell: Cell) -> Iterator[Cell]:
        starts = {section.cells[0] for section in self.sections}
        for after in self.cells[cell.number :]:
            if "exercise" in after.tags or after in starts:
                return
            yield after


def read(path: Path) -> Lesson:
    """Read a lesson.

    Parameters
    ----------
    path : Path
        Its notebook.

    Returns
    -------
    Lesson
        What it holds, by the tags of its cells.

    Raises
    ------
    ValueError
        If the file is not a notebook.
    """
    # nbformat stumbles over JSON that is no notebook before it can say so.
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (AttributeError, TypeError, ValueError, nbformat.ValidationError) as problem:
        raise ValueError(f"{path.name}: expected a Jupyter notebook, but it cannot be read as one.") from problem
    return Lesson(path, notebook)


def prose(source: str) -> str:
    r"""Return Markdown without its blocks of code.

    Examples
    --------
    >>> prose("A\n```python\n# no heading\n```\nB").split()
    ['A', 'B']
    """
    return FENCE.sub("", source)


def headings(source: str) -> list[tuple[int, str]]:
    """Return the headings in Markdown, each with its level.

    Examples
    --------
    >>> headings("# One *idea*")
    [(1, 'One idea')]
    """
    return [(len(marks), plain(text)) for marks, text in HEADING.findall(prose(source))]


def plain(text: str) -> str:
    """Return a line of Markdown without emphasis, code marks and links.

    Examples
    --------
    >>> plain("**[What](#what)** is `r`?")
    'What is r?'
    """
    unlinked = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*`\\]", "", unlinked).split())


def bullets(source: str) -> list[str]:
    r"""Return the entries of a list with bullets.

    Examples
    --------
    >>> bullets("Why?\n- one\n  more\n- two")
    ['one more', 'two']
    """
    return [" ".join(entry.split()) for entry in BULLET.findall(prose(source))]


def table_rows(source: str) -> list[list[str]]:
    r"""Return the rows of a Markdown table, its header first.

    Examples
    --------
    >>> table_rows("| a | b |\n| --- | --: |\n| c | **4** |")
    [['a', 'b'], ['c', '4']]
    """
    lines = [line.strip() for line in source.splitlines() if line.strip().startswith("|")]
    return [_columns(line) for line in lines if not re.fullmatch(r"[|:\-\s]+", line)]


def _columns(line: str) -> list[str]:
    return [plain(column) for column in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def is_timed(row: list[str]) -> bool:
    """Tell whether a row of a table is a section and three whole numbers.

    Examples
    --------
    >>> is_timed(["By hand", "6", "4", "10"]), is_timed(["By hand", "6", "", "6"])
    (True, False)
    """
    return len(row) == 4 and all(re.fullmatch(r"[0-9]+", number) for number in row[1:])


def count_words(text: str) -> int:
    """Count words; two Chinese, Japanese or Korean characters are one.

    Examples
    --------
    >>> count_words("What is it worth?"), count_words("学习如何定价")
    (4, 3)
    """
    spaced = CJK.sub(" ", text).split()
    return sum(any(letter.isalnum() for letter in word) for word in spaced) + (len(CJK.findall(text)) + 1) // 2


def words(cells: Iterable[Cell]) -> int:
    """Count the words that students read in some cells."""
    return sum(count_words(cell.source) for cell in cells if cell.for_students)


def _titles(cell: Cell, level: int) -> list[str]:
    return [title for marks, title in headings(cell.source) if marks == level]


def _cell(number: int, node: NotebookNode) -> Cell:
    tags = frozenset(node.metadata.get("tags", []))
    return Cell(number, node.cell_type, node.source, tags, node.get("execution_count") is not None)
