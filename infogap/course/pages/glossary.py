"""The glossary of a course: the terms of all lessons in one list, each with links to where it is explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass

from bs4 import Tag
from bs4.element import NavigableString

from infogap.course.pages.page import LessonPage

COLONS = " \n:："


@dataclass(frozen=True)
class Entry:
    """What one lesson says about a term.

    Parameters
    ----------
    term : str
        The term.
    anchor : str
        The name of its place.
    meaning : str
        What it means, as HTML.
    href : str
        Where the lesson says so.
    lesson : str
        The title of the lesson.
    """

    term: str
    anchor: str
    meaning: str
    href: str
    lesson: str


@dataclass(frozen=True)
class Term:
    """A term with all that the lessons say about it.

    Parameters
    ----------
    name : str
        The term.
    anchor : str
        The name of its place in the glossary.
    entries : tuple of Entry
        What each lesson says.
    """

    name: str
    anchor: str
    entries: tuple[Entry, ...]


def entries_of(page: LessonPage) -> list[Entry]:
    """Collect the terms of a lesson's glossary, and name their places so that they can be linked to.

    Parameters
    ----------
    page : LessonPage
        The page, whose entries get the names in place.

    Returns
    -------
    list of Entry
        The terms in the order of the lesson.
    """
    return list(_entries(page))


def _entries(page: LessonPage) -> Iterator[Entry]:
    for item in page.content.select(".celltag_glossary li"):
        if item.find("strong") is None:
            continue
        term, meaning = _parted(item)
        anchor = anchor_of(term)
        item["id"] = anchor
        yield Entry(term, anchor, meaning, f"{page.href}#{anchor}", page.title)


def _parted(item: Tag) -> tuple[str, str]:
    """Return a term and its meaning, from the bold beginning of an entry and its rest."""
    rest = copy(item)
    bold = rest.find("strong")
    assert bold is not None
    after = bold.next_sibling
    bold.extract()
    if isinstance(after, NavigableString):
        after.replace_with(after.lstrip(COLONS))
    paragraph = rest.find("p")
    return bold.get_text().strip(COLONS), (paragraph or rest).decode_contents().strip()


def anchor_of(term: str) -> str:
    """Return the name of a term's place.

    Examples
    --------
    >>> anchor_of("Cost to win a customer (CAC)")
    'term-cost-to-win-a-customer-cac'
    """
    words = "".join(letter if letter.isalnum() else " " for letter in term.casefold()).split()
    return "-".join(["term", *words])


def collected(entries: Iterable[Entry]) -> list[Term]:
    """Return the terms of a course in the order of the alphabet, each once.

    Parameters
    ----------
    entries : iterable of Entry
        What the lessons say, in their order.

    Returns
    -------
    list of Term
        The terms.
    """
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.anchor, []).append(entry)
    return [Term(said[0].term, anchor, tuple(said)) for anchor, said in sorted(found.items())]
