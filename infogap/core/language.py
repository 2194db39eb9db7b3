"""The language that people read: every string for them passes through gettext here."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

TRANSLATIONS = Path(__file__).parent.parent / "translations"


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("infogap", TRANSLATIONS, fallback=True)


def translate(text: str) -> str:
    """Return `text` in the reader's language, or as it is where no translation is installed.

    Examples
    --------
    >>> translate("")
    ''
    """
    return _catalogue().gettext(text) if text else ""
