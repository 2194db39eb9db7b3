"""What is around every page of the site: its head, the way to the other pages, and the rule that it loads nothing."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from infogap.core.language import translate
from infogap.course.editions.template import TEMPLATES

if TYPE_CHECKING:
    from jinja2 import Environment

WORDS = {
    "after": "Next",
    "before": "Previous",
    "site": "Site",
    "skip": "Skip to the content",
    "turn": "Previous and next",
    "works": "Calculators and exercises work on this page by themselves. Code is shown with what it gave when it ran.",
}
# By this the next build knows a page of its own.
MADE_BY = '<meta name="generator" content="infogap pages">'
POLICY = "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:"


def framed(main: str, title: str, language: str = "en", script: str = "", **around: Any) -> str:
    """Return a page of the site.

    Parameters
    ----------
    main : str
        What it says, as HTML.
    title : str
        Its title.
    language : str
        The language it is written in.
    script : str
        What makes it live.
    **around
        The pages to link to: `site`, `here`, `before` and `after`.

    Returns
    -------
    str
        A page that loads nothing; only the given script runs in it, whatever is in the text.
    """
    from markupsafe import Markup

    texts = {"main": main, "script": script, "style": _style(), "made_by": MADE_BY}
    made = {name: Markup(text) for name, text in texts.items()}
    words = {name: translate(text) for name, text in WORDS.items()}
    return filled("frame.html.j2", title=title, language=language, words=words, policy=policy(script), **made, **around)


def policy(script: str) -> str:
    """Return the rule by which a browser runs one script and the module that it unpacks, and loads nothing.

    Examples
    --------
    >>> policy("")
    "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; img-src data: blob:"
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return POLICY.format(scripts=f"'sha256-{digest}' blob:" if script else "'none'")


def filled(template: str, **values: Any) -> str:
    """Return one of the site's templates with values in it, escaped unless they are markup."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES / "pages"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


@cache
def _style() -> str:
    from infogap.widgets.browser import compact

    names = ("plain/plain.css", "pages/pages.css")
    return compact("\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names))
