"""The page of one lesson: its cells as HTML, with a table of contents, and with nothing that is wider than a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

import nbformat
from bs4 import BeautifulSoup, Tag
from nbconvert import HTMLExporter

from infogap.core.language import translate
from infogap.course.editions.hand_in import HAND_IN
from infogap.course.editions.pictures import with_pictures
from infogap.course.editions.student import student_edition, without_cells
from infogap.course.editions.template import settings, title_of
from infogap.course.lesson import Lesson, read
from infogap.course.pages.live import enliven

RESERVED = frozenset({"", "main", "contents"})


@dataclass(frozen=True)
class LessonPage:
    """The page of a lesson, while it is made.

    Parameters
    ----------
    source : str
        The name of the lesson's file.
    language : str
        The language it is written in, as HTML names it.
    minutes : int or None
        How long it takes, if it says so.
    content : BeautifulSoup
        What the page says.
    script : str
        What makes its calculators and exercises live.
    """

    source: str
    language: str
    minutes: int | None
    content: BeautifulSoup
    script: str

    @property
    def title(self) -> str:
        """Its title."""
        return " ".join(self.content.select("h1")[0].get_text().split())

    @property
    def href(self) -> str:
        """The address of the page, from the other pages."""
        return quote(self.file)

    @property
    def file(self) -> str:
        """The name of the page's file."""
        return f"{Path(self.source).stem}.html"

    @property
    def about(self) -> str:
        """What the lesson begins with."""
        first = self.content.find("p")
        return "" if first is None else " ".join(first.get_text().split())


def lesson_page(source: Path) -> LessonPage:
    """Make the page of a lesson.

    Parameters
    ----------
    source : Path
        The instructor's notebook, which stays as it is.

    Returns
    -------
    LessonPage
        The page without what only instructors should see.
    """
    lesson = read(source)
    edition = without_cells(student_edition(with_pictures(lesson.notebook)), {HAND_IN})
    script = enliven(edition)
    exporter = HTMLExporter(**settings("pages"))
    cells, _ = exporter.from_notebook_node(nbformat.from_dict(edition))
    content = arranged(cells, title_of(edition))
    language = str(lesson.notebook.metadata.get("language_code", "en"))
    return LessonPage(source.name, language, _minutes(lesson), content, script)


def _minutes(lesson: Lesson) -> int | None:
    """Return the sum that the table of minutes ends in."""
    return lesson.minutes[-1].together if lesson.minutes else None


def arranged(cells: str, title: str) -> BeautifulSoup:
    """Return a lesson's cells with one title, a table of contents, and tables that scroll where they are too wide.

    Parameters
    ----------
    cells : str
        HTML.
    title : str
        The title, for a lesson that has none.

    Returns
    -------
    BeautifulSoup
        The arranged HTML.

    Examples
    --------
    >>> print(arranged("<h1>One</h1><h2>Two</h2>", "One").select_one("nav a"))
    <a href="#Two">Two</a>
    """
    content = BeautifulSoup(cells, "html.parser")
    top = _one_title(content, title)
    _level_headings(content)
    _name_headings(content)
    top.insert_after(_contents(content))
    _mend_tables(content)
    for wide in content.select('table, math[display="block"]'):
        _let_scroll(content, wide)
    return content


def _one_title(content: BeautifulSoup, title: str) -> Tag:
    first, *others = content.find_all("h1") or [_tag(content, "h1", title)]
    if first.parent is None:
        content.insert(0, first)
    for other in others:
        other.name = "h2"
    return first


def _level_headings(content: BeautifulSoup) -> None:
    """Let no heading skip a level: what comes before the first section is a section itself."""
    for heading in content.find_all(["h2", "h3"]):
        if heading.name == "h2":
            return
        heading.name = "h2"


def _name_headings(content: BeautifulSoup) -> None:
    """Give headings the names by which JupyterLab links to them."""
    taken = set(RESERVED)
    for heading in content.find_all(["h1", "h2", "h3"]):
        name = "-".join(heading.get_text().split())
        heading["id"] = next(each for each in _numbered(name) if each not in taken)
        taken.add(str(heading["id"]))


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _contents(content: BeautifulSoup) -> Tag:
    entries: list[tuple[Tag, list[Tag]]] = []
    for heading in content.find_all(["h2", "h3"]):
        if heading.name == "h2":
            entries.append((heading, []))
        elif entries:
            entries[-1][1].append(heading)
    nav = content.new_tag("nav", attrs={"class": "contents", "aria-labelledby": "contents"})
    nav.append(_tag(content, "h2", translate("On this page"), id="contents"))
    nav.append(_list(content, entries))
    return nav


def _tag(content: BeautifulSoup, name: str, text: str, **attributes: str) -> Tag:
    made = content.new_tag(name, attrs=attributes)
    made.string = text
    return made


def _list(content: BeautifulSoup, entries: list[tuple[Tag, list[Tag]]]) -> Tag:
    made = content.new_tag("ul")
    for heading, below in entries:
        item = content.new_tag("li")
        item.append(_tag(content, "a", heading.get_text(), href=f"#{quote(str(heading['id']))}"))
        if below:
            item.append(_list(content, [(each, []) for each in below]))
        made.append(item)
    return made


def _mend_tables(content: BeautifulSoup) -> None:
    """Let every head of a table say something: pandas makes empty ones, and a formula alone is not always read."""
    for head in content.find_all("th"):
        words = head.get_text(" ", strip=True)
        if not words:
            head.name = "td"
        for formula in head.find_all("math"):
            formula["role"], formula["aria-label"] = "math", formula.get_text(" ", strip=True)


def _let_scroll(content: BeautifulSoup, wide: Tag) -> None:
    """Let what may be wider than a phone scroll by itself, by keyboard, too; a paragraph may hold a span only."""
    name = translate("Table") if wide.name == "table" else translate("Formula")
    kind = "div" if wide.name == "table" else "span"
    wide.wrap(content.new_tag(kind, attrs={"class": "scroll", "role": "group", "tabindex": "0", "aria-label": name}))
