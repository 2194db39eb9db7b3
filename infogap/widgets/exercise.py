"""The exercise on the screen: one widget for every question, judged in the browser as in Python."""

from __future__ import annotations

import base64
import gzip
import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import traitlets

from infogap.answers.worked import Worked
from infogap.core.language import translate
from infogap.exercises.question import Question
from infogap.exercises.sentences import sentences
from infogap.faces.mathml import to_mathml
from infogap.widgets import browser
from infogap.widgets.closing import ClosingWidget

if TYPE_CHECKING:
    from infogap.exercises.exercise import Exercise
    from infogap.faces.compiled import Compiled
    from infogap.model import Model


class ExerciseWidget(ClosingWidget):
    """A question on the screen, with what was answered as its state.

    Attributes
    ----------
    question : str
        The question with all that judges it, packed.
    answer, checked : str
        What stands in the field, and what was checked last; a choice is the number of its place, from 0.
    hints : int
        How many hints were taken.
    revealed : bool
        Whether the solution is shown.
    """

    question = traitlets.Unicode().tag(sync=True)
    answer = traitlets.Unicode("").tag(sync=True)
    checked = traitlets.Unicode("").tag(sync=True)
    hints = traitlets.Int(0).tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    charted: Compiled | None = None

    def to_html(self, path: str | Path, title: str) -> Path:
        """Write a page with this exercise, live without a kernel and without a network.

        Parameters
        ----------
        path : str or pathlib.Path
            Where to write it; an existing file is replaced.
        title : str
            The page's title.

        Returns
        -------
        pathlib.Path
            The file.
        """
        state = {name: getattr(self, name) for name in ("question", "answer", "checked", "hints", "revealed")}
        file = Path(path)
        file.write_text(browser.exercise_page(self.charted, title, state), encoding="utf-8")
        return file


CLASSES: WeakKeyDictionary[Model, type[ExerciseWidget]] = WeakKeyDictionary()


def widget_for(exercise: Exercise) -> ExerciseWidget:
    """Return the widget of an exercise."""
    return _class_for(exercise)(question=packed(question_data(exercise)))


def _class_for(exercise: Exercise) -> type[ExerciseWidget]:
    """Return the class whose module can show an exercise: only an answer on a chart needs the model's calculator."""
    if exercise.full_question.chart is None:
        return _plain_class()
    if exercise.model not in CLASSES:
        CLASSES[exercise.model] = _made(exercise.model.compiled)
    return CLASSES[exercise.model]


@cache
def _plain_class() -> type[ExerciseWidget]:
    return _made(None)


def _made(charted: Compiled | None) -> type[ExerciseWidget]:
    members = {
        # The browser is told of it, and knows our widgets by it.
        "__module__": __name__,
        "_esm": browser.exercise_module(charted),
        "charted": charted,
        "__doc__": ExerciseWidget.__doc__,
    }
    return type("ExerciseWidget", (ExerciseWidget,), members)


def packed(data: Mapping[str, Any]) -> str:
    """Return data as the browser unpacks it: nobody reads an answer in it by accident."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def question_data(exercise: Exercise) -> dict[str, Any]:
    """Return a question as plain data, its mathematics as MathML."""
    question = exercise.full_question
    plain = ("kind", "story", "ask", "accepts", "answer", "tolerance")
    return {name: getattr(question, name) for name in plain} | {
        "heading": translate("Exercise {name}").format(name=exercise.name).strip(),
        "right": _number(question.right),
        "reading": _reading(question),
        "given": [(label, to_mathml(symbol), text) for label, symbol, text in question.given],
        "choices": [{"text": choice.text, "said": choice.said} for choice in question.choices],
        "diagnoses": [{"value": _number(each.value), "said": each.said} for each in question.diagnoses],
        "hints": [_worked(hint) for hint in question.hints],
        "solution": _worked(question.solution),
        "shown": _worked(question.shown),
        "chart": question.chart,
        "text": _words(question),
    }


def _number(value: float) -> float | str:
    """JSON has no infinity."""
    return value if math.isfinite(value) else "Infinity" if value > 0 else "-Infinity"


def _reading(question: Question) -> dict[str, Any] | None:
    reading = question.reading
    return None if reading is None else {"unit": reading.unit, "scale": reading.scale, "words": reading.words}


def _worked(worked: Worked | None) -> dict[str, Any] | None:
    if worked is None:
        return None
    lines = [
        {"reason": line.reason, "mathml": to_mathml(line.latex, "block") if line.latex else ""} for line in worked.lines
    ]
    return {"title": worked.title, "lines": lines, "result": worked.result}


def _words(question: Question) -> dict[str, str]:
    """Return what the browser says: to an answer the same as Python, and on its buttons."""
    buttons = {
        "check": translate("Check"),
        "hint": translate("Hint {number} of {count}"),
        "solution": translate("Solution"),
        "never": translate("never"),
        "try_first": translate("Try an answer first"),
    }
    return sentences(question) | buttons
