"""What the side panel of JupyterLab offers, as data that it reads: written here, and kept true by a test."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from infogap.course.lesson import Lesson

CATALOGUE = Path(__file__).parent / "labextension" / "static" / "catalogue.json"
# Of several marks in a chart, the first of these says most about what it looks like.
PICTURES = ("people", "bars", "area", "line")


def catalogue() -> dict[str, list[dict[str, Any]]]:
    """Return what the panel offers.

    Returns
    -------
    dict
        `models`, by topic, each with its name, title, summary, topic and the kind of its picture; and `lessons`, each
        with its file, title and minutes. A topic is the first lesson that uses the model.

    Examples
    --------
    >>> catalogue()["lessons"][1]
    {'file': '01-deciding-without-knowing.ipynb', 'title': 'Deciding without knowing', 'minutes': 85}
    """
    from infogap.course.laboratory import shipped_notebooks
    from infogap.course.lesson import read

    lessons = [read(path) for path in sorted(shipped_notebooks().glob("*.ipynb"))]
    return {"models": _models(lessons), "lessons": [_lesson(lesson) for lesson in lessons]}


def write() -> None:
    """Write the catalogue to where the panel reads it: ``python -m infogap.jupyter.catalogue``."""
    CATALOGUE.write_text(as_text(catalogue()), encoding="utf-8")


def as_text(made: dict[str, list[dict[str, Any]]]) -> str:
    """Return a catalogue as the panel's file holds it."""
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def _models(lessons: list[Lesson]) -> list[dict[str, Any]]:
    from infogap.library import names

    taught = [lesson for lesson in lessons if not lesson.is_tour]
    places = {name: _place(name, taught) for name in names()}
    topics = [*(_topic(lesson) for lesson in taught), ""]
    return [_model(name, topics[places[name]]) for name in sorted(names(), key=lambda name: places[name])]


def _place(name: str, taught: list[Lesson]) -> int:
    """Return the place of the first lesson that uses a model; after them all if none does."""
    used = re.compile(rf"\big\.{name}\b")
    users = (place for place, lesson in enumerate(taught) if any(used.search(cell.source) for cell in lesson.code))
    return next(users, len(taught))


def _model(name: str, topic: str) -> dict[str, Any]:
    import infogap as ig

    model = getattr(ig, name)
    summary, marks = model.declaration.summary, model.compiled.data["spec"]["chart"]["marks"]
    entry = {"name": name, "title": model.compiled.data["spec"]["title"], "summary": summary, "topic": topic}
    return entry | {"picture": _picture(mark["kind"] for mark in marks)}


def _picture(kinds: Iterable[str]) -> str:
    found = set(kinds)
    return next((kind for kind in PICTURES if kind in found), PICTURES[-1])


def _lesson(lesson: Lesson) -> dict[str, Any]:
    # The last row of the table of minutes holds the sums.
    minutes = lesson.minutes[-1].together if lesson.minutes else None
    return {"file": lesson.path.name, "title": _title(lesson), "minutes": minutes}


def _title(lesson: Lesson) -> str:
    from infogap.course.lesson import headings

    titles = (title for cell in lesson.markdown for level, title in headings(cell.source) if level == 1)
    return next(titles, lesson.path.stem)


def _topic(lesson: Lesson) -> str:
    """Return the first clause of a lesson's title."""
    return re.split(r"[:,：，]", _title(lesson))[0]


if __name__ == "__main__":
    write()
