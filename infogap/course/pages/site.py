"""The site as a whole: every page, each link checked before the first file is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from infogap.core.language import translate
from infogap.course.checking import lessons_in
from infogap.course.pages.frame import MADE_BY, filled, framed
from infogap.course.pages.glossary import Term, collected, entries_of
from infogap.course.pages.links import broken_links, link_pages
from infogap.course.pages.page import LessonPage, lesson_page

INDEX = "index.html"
GLOSSARY = "glossary.html"
SITEMAP = "sitemap.xml"
ABOUT = (
    "Move a slider and the formula, the chart and the results follow; answer an exercise and it tells you what went "
    "wrong. All of it works without an account, without a kernel and without a network."
)


def build(lessons: Path, site: Path, base_url: str | None = None) -> list[Path]:
    """Write a web site of the lessons, as students are to see them.

    The same lessons always give the same bytes. Each page is one file that loads nothing. Pages of lessons that are no
    longer there are removed; what somebody else put into the folder stays.

    Parameters
    ----------
    lessons : Path
        The folder of the instructors' notebooks, which stay as they are.
    site : Path
        The folder that receives the site; made if missing.
    base_url : str, optional
        The address at which the site will be; with it, there is a `sitemap.xml`.

    Returns
    -------
    list of Path
        The files, those of the lessons first.

    Raises
    ------
    FileNotFoundError
        If `lessons` holds no notebook.
    ValueError
        If a link leads nowhere, or `base_url` is no address. Nothing is written then.
    """
    texts = pages_of([lesson_page(source) for source in lessons_in([lessons])])
    broken = broken_links(texts)
    if broken:
        raise ValueError("\n".join(broken))
    files = texts if base_url is None else texts | {SITEMAP: sitemap(base_url, list(texts))}
    site.mkdir(parents=True, exist_ok=True)
    for page in _pages_left_over(site, list(files)):
        page.unlink()
    return [_write(site / name, text) for name, text in files.items()]


def _pages_left_over(site: Path, names: Sequence[str]) -> list[Path]:
    others = [page for page in sorted(site.glob("*.html")) if page.name not in names]
    return [page for page in others if MADE_BY in page.read_text(encoding="utf-8", errors="replace")]


def _write(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


def pages_of(lessons: Sequence[LessonPage]) -> dict[str, str]:
    """Return the text of every page by the name of its file.

    Parameters
    ----------
    lessons : sequence of LessonPage
        The pages of the lessons; their links are turned into links of the site.

    Returns
    -------
    dict
        The pages of the lessons, the glossary if there are terms, and the index.

    Raises
    ------
    ValueError
        If a lesson links to what is not in the site.
    """
    for page in lessons:
        link_pages(page.content, page.source, [each.source for each in lessons])
    terms = collected(entry for page in lessons for entry in entries_of(page))
    site = [_link(INDEX, translate("Lessons")), *([_link(GLOSSARY, translate("Glossary"))] if terms else [])]
    texts = {page.file: _lesson(lessons, place, site) for place, page in enumerate(lessons)}
    if terms:
        texts[GLOSSARY] = _glossary(terms, site)
    return texts | {INDEX: _index(lessons, site)}


def _link(href: str, title: str) -> dict[str, str]:
    return {"href": href, "title": title}


def _lesson(lessons: Sequence[LessonPage], place: int, site: Sequence[Mapping[str, str]]) -> str:
    page = lessons[place]
    before = lessons[place - 1] if place > 0 else None
    after = lessons[place + 1] if place + 1 < len(lessons) else None
    around: dict[str, Any] = {"site": site, "here": page.href, "before": before, "after": after}
    return framed(str(page.content), page.title, page.language, page.script, **around)


def _glossary(terms: Sequence[Term], site: Sequence[Mapping[str, str]]) -> str:
    from markupsafe import Markup

    shown = [
        {
            "name": term.name,
            "anchor": term.anchor,
            "entries": [
                {"meaning": Markup(each.meaning), "href": each.href, "lesson": each.lesson} for each in term.entries
            ],
        }
        for term in terms
    ]
    title = translate("Glossary")
    main = filled("glossary.html.j2", heading=title, terms=shown)
    return framed(main, title, site=site, here=GLOSSARY, before=None, after=None)


def _index(lessons: Sequence[LessonPage], site: Sequence[Mapping[str, str]]) -> str:
    listed = [
        {**_link(page.href, page.title), "about": page.about, "minutes": _minutes(page.minutes)} for page in lessons
    ]
    main = filled("list.html.j2", heading=translate("Lessons"), paragraphs=[translate(ABOUT)], lessons=listed)
    return framed(main, translate("Lessons"), site=site, here=INDEX, before=None, after=None)


def _minutes(minutes: int | None) -> str:
    return "" if minutes is None else translate("{minutes} minutes").format(minutes=minutes)


def sitemap(base_url: str, names: Sequence[str]) -> str:
    """Return the list of a site's pages that search engines read.

    Parameters
    ----------
    base_url : str
        The address at which the site will be.
    names : sequence of str
        The names of its files.

    Returns
    -------
    str
        XML, as sitemaps.org describes it.

    Raises
    ------
    ValueError
        If `base_url` is no address.

    Examples
    --------
    >>> print(sitemap("https://example.org/course/", ["index.html"]))
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>https://example.org/course/index.html</loc></url>
    </urlset>
    <BLANKLINE>
    """
    address = urlsplit(base_url)
    if address.scheme not in {"http", "https"} or not address.netloc or address.query or address.fragment:
        raise ValueError(
            f"base_url: expected the address of the site, but “{base_url}” arrived. "
            "Give for example https://example.org/course."
        )
    lines = (f"<url><loc>{escape(base_url.rstrip('/') + '/' + quote(name))}</loc></url>" for name in names)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([head, *lines, "</urlset>", ""])
