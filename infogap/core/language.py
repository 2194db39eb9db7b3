"""The language that people read: every string for them passes through gettext here.

It is the first that LANGUAGE, LC_ALL, LC_MESSAGES or LANG names, and that there is a translation for; else English.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

DOMAIN = "infogap"
# JupyterLab looks under this name, too, for what an extension brings.
TRANSLATIONS = Path(__file__).parent.parent / "locale"


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, TRANSLATIONS, fallback=True)


def translate(text: str) -> str:
    """Return `text` in the reader's language, or as it is where there is no translation.

    Examples
    --------
    >>> translate("")
    ''
    """
    return _catalogue().gettext(text) if text else ""


def tag() -> str:
    """Return the reader's language as the `lang` of a web page names it.

    Examples
    --------
    >>> tag()
    'en'
    """
    return _catalogue().info().get("language", "en").replace("_", "-")


def version() -> bytes:
    """Return what differs between languages, and after every change of a translation: a key to keep texts under."""
    file = gettext.find(DOMAIN, TRANSLATIONS)
    return b"" if file is None else Path(file).read_bytes()
