"""Links: between notebooks they become links between pages, and each of them leads somewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from posixpath import normpath
from urllib.parse import quote, unquote, urldefrag, urlsplit

from bs4 import BeautifulSoup

ELSEWHERE = frozenset({"http", "https", "mailto"})


def link_pages(content: BeautifulSoup, lesson: str, lessons: Collection[str]) -> None:
    """Turn a lesson's links to other notebooks into links to their pages.

    Parameters
    ----------
    content : BeautifulSoup
        What the lesson's page says, changed in place.
    lesson : str
        The name of its notebook.
    lessons : collection of str
        The names of all notebooks of the site.

    Raises
    ------
    ValueError
        If a link leads to what is not in the site, or something is to be loaded from elsewhere.
    """
    for anchor in content.find_all("a", href=True):
        anchor["href"] = _resolved(str(anchor["href"]), lesson, lessons)
    for loaded in content.find_all(src=True):
        if not str(loaded["src"]).startswith("data:"):
            raise ValueError(
                f"{lesson}: expected pictures that are in the notebook itself, but one at “{loaded['src']}” arrived. "
                "Drag the picture into its cell, so that it becomes an attachment."
            )


def _resolved(href: str, lesson: str, lessons: Collection[str]) -> str:
    path, fragment = urldefrag(href)
    scheme = urlsplit(href).scheme
    if scheme in ELSEWHERE or (not path and fragment):
        return href
    notebook = normpath(unquote(path))
    if scheme or notebook not in lessons:
        raise ValueError(
            f"{lesson}: expected links to lessons of the site, to headings of the same lesson or to addresses that "
            f"begin with https://, but “{href}” arrived. Mend the link, or leave it out."
        )
    return quote(f"{Path(notebook).stem}.html") + (f"#{fragment}" if fragment else "")


def broken_links(pages: Mapping[str, str]) -> list[str]:
    """Find the links of a site that lead nowhere in it; links to other sites are not followed.

    Parameters
    ----------
    pages : mapping
        The text of each page by the name of its file.

    Returns
    -------
    list of str
        A sentence for each.

    Examples
    --------
    >>> broken_links({"a.html": '<a href="b.html">b</a> <a href="#c">c</a> <p id="c">c</p>'})
    ['a.html: the link “b.html” leads nowhere.']
    """
    parsed = {name: BeautifulSoup(text, "html.parser") for name, text in pages.items()}
    places = {name: {str(each["id"]) for each in page.find_all(id=True)} for name, page in parsed.items()}
    return [
        f"{name}: the link “{href}” leads nowhere."
        for name, page in parsed.items()
        for href in _hrefs(page)
        if not _leads_somewhere(name, href, places)
    ]


def _hrefs(page: BeautifulSoup) -> Iterator[str]:
    return (str(each["href"]) for each in page.find_all("a", href=True))


def _leads_somewhere(name: str, href: str, places: Mapping[str, Collection[str]]) -> bool:
    if urlsplit(href).scheme in ELSEWHERE:
        return True
    path, fragment = urldefrag(href)
    there = places.get(unquote(path) or name)
    # Behind an equals sign are values of calculators, which name no place.
    return there is not None and (not fragment or "=" in fragment or unquote(fragment) in there)
