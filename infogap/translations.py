"""The translations: a file of texts for each language, and what Python and JupyterLab read, made from it.

``python -m infogap.translations`` brings ``locale/*/LC_MESSAGES/infogap.po`` up to date with the code: a new text waits
there for its translation, and what nothing says any more goes. From it the command makes ``infogap.mo``, which Python
reads, and ``infogap.json``, which JupyterLab reads.
"""

from __future__ import annotations

import gettext
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

from infogap.core import language

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

PACKAGE = Path(__file__).parent
EXTENSION = "jupyter/labextension"
SCHEMA = f"{EXTENSION}/schemas/infogap/plugin.json"
# Babel's own would change with its version, and with the day.
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
# The present day would change the files whenever they are made.
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
METHODS = [("**.py", "python"), (f"{EXTENSION}/static/*.js", "javascript")]
KEYWORDS: dict[str, Any] = {"translate": None, "__": None, "_p": ((1, "c"), 2)}
# What stands between the context and the text of a message in JupyterLab.
AFTER_CONTEXT = "\x04"


class Text(NamedTuple):
    """A text to translate: what it says, the file that says it, and the context that tells it from others."""

    said: str
    file: str
    context: str | None = None


def languages() -> list[str]:
    """Return the languages that there are translations for.

    Examples
    --------
    >>> "zh_CN" in languages()
    True
    """
    return sorted(path.parent.name for path in language.TRANSLATIONS.glob("*/LC_MESSAGES"))


def source(name: str, ending: str = "po") -> Path:
    """Return a language's file of texts, or one that is made from it."""
    return language.TRANSLATIONS / name / "LC_MESSAGES" / f"{language.DOMAIN}.{ending}"


def texts() -> Iterator[Text]:
    """Yield every text that people can read in their language, as the code says it."""
    yield from _in_calls()
    yield from _in_tables()
    yield from _in_models()
    yield from _in_catalogue()
    yield from _in_settings()


def _in_calls() -> Iterator[Text]:
    from babel.messages.extract import extract_from_dir

    found = extract_from_dir(PACKAGE, METHODS, keywords=KEYWORDS)
    for file, _, said, _, context in sorted(found, key=lambda each: each[:2]):
        yield from (Text(each, file, context) for each in ([said] if isinstance(said, str) else said) if each)


def _in_tables() -> Iterator[Text]:
    """Yield what is said from tables: `translate` meets it under a name."""
    from infogap.core import display
    from infogap.course.pages import frame, live, site
    from infogap.exercises import sentences
    from infogap.widgets import browser

    units = [getattr(form, name) or "" for form in display.UNITS.values() for name in display.WORDS]
    tables = {
        "core/display.py": [text for text in units if any(map(str.isalpha, text))],
        "course/pages/frame.py": frame.WORDS.values(),
        "course/pages/live.py": [live.SAME_NUMBERS],
        "course/pages/site.py": [site.ABOUT],
        "exercises/sentences.py": [*sentences.SENTENCES.values(), *sentences.ON_A_CHART.values()],
        "widgets/browser.py": browser.WORDS.values(),
    }
    yield from (Text(said, file) for file, table in tables.items() for said in table)


class _Listener(gettext.NullTranslations):
    """Notes what it is asked to translate."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[str, None] = {}

    def gettext(self, message: str) -> str:
        self.heard[message] = None
        return message


def _in_models() -> Iterator[Text]:
    """Yield what the models' faces say: whatever is translated while they are made."""
    import infogap as ig
    from infogap.faces.compiler import compile_declaration
    from infogap.library import names

    for name in names():
        # Read first: units are translated there, and are in a table already.
        declaration, listener = getattr(ig, name).declaration, _Listener()
        with patch.object(language, "_catalogue", lambda listener=listener: listener):
            compile_declaration(declaration)
        # A symbol such as ∞ is the same in every language.
        yield from (Text(said, f"models/{name}.py") for said in listener.heard if any(map(str.isalpha, said)))


def _in_catalogue() -> Iterator[Text]:
    from infogap.jupyter.catalogue import CATALOGUE

    catalogue = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    entries = [*catalogue["models"], *catalogue["lessons"]]
    said = [entry.get(name) for entry in entries for name in ("title", "summary", "topic")]
    yield from (Text(text, CATALOGUE.relative_to(PACKAGE).as_posix()) for text in said if text)


def _in_settings() -> Iterator[Text]:
    """Yield the words of the settings under the contexts that JupyterLab's own tools collect them with."""
    schema = json.loads((PACKAGE / SCHEMA).read_text(encoding="utf-8"))
    parts = [("schema", schema), *(("settings", each) for each in schema["properties"].values())]
    yield from (Text(part[name], SCHEMA, context) for context, part in parts for name in ("title", "description"))


def updated(name: str) -> Catalog:
    """Return a language's texts as its file translates them: those that the code says, and no others."""
    kept, made = _kept(name), _empty(name)
    for text in texts():
        known = kept.get(text.said, text.context)
        made.add(text.said, known.string if known else "", [(text.file, 0)], context=text.context)
    return made


def _kept(name: str) -> Catalog:
    from babel.messages.pofile import read_po

    if not source(name).exists():
        return _empty(name)
    with source(name).open("rb") as file:
        return read_po(file, locale=name)


def _empty(name: str) -> Catalog:
    from babel.messages.catalog import Catalog

    return Catalog(name, creation_date=SOME_DAY, revision_date=SOME_DAY)


def as_po(catalog: Catalog) -> str:
    """Return the texts as translators edit them."""
    from babel.messages.pofile import write_po

    file = io.BytesIO()
    write_po(file, catalog, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    return HEADER.format(language=catalog.locale_identifier, plural=catalog.plural_forms) + file.getvalue().decode()


def as_json(catalog: Catalog) -> str:
    """Return what the extension of JupyterLab says, as JupyterLab reads it."""
    head = {
        "domain": language.DOMAIN,
        "language": str(catalog.locale_identifier).replace("_", "-"),
        "plural_forms": catalog.plural_forms,
    }
    said = {_key(message): [message.string] for message in _translated(catalog) if _in_extension(message)}
    return json.dumps({"": head, **said}, ensure_ascii=False, indent=2) + "\n"


def _translated(catalog: Catalog) -> Iterable[Message]:
    return (message for message in catalog if message.id and message.string)


def _in_extension(message: Message) -> bool:
    return any(file.startswith(EXTENSION) for file, _ in message.locations)


def _key(message: Message) -> str:
    context = f"{message.context}{AFTER_CONTEXT}" if message.context else ""
    return f"{context}{message.id}"


def write() -> None:
    """Bring every language's files up to date."""
    from babel.messages.mofile import write_mo

    for name in languages():
        catalog = updated(name)
        source(name).write_text(as_po(catalog), encoding="utf-8")
        source(name, "json").write_text(as_json(catalog), encoding="utf-8")
        with source(name, "mo").open("wb") as file:
            write_mo(file, catalog)


if __name__ == "__main__":
    write()
