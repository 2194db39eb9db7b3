"""Pictures with alternative text, for readers who have no live widget: GitHub's preview, an untrusted notebook, paper.

What a calculator shows is in its text: the call that makes it, and the results. A figure's numbers are in the call
that draws it. So every picture can be described, and a calculator's be drawn, from the notebook alone.
"""

from __future__ import annotations

import ast
import base64
import io
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import nbformat
import numpy as np
from nbformat import NotebookNode

if TYPE_CHECKING:
    from infogap.answers.result import Result
    from infogap.core.values import Facts
    from infogap.model import Model

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PNG = "image/png"
CALCULATOR = re.compile(r"(?P<call>(?P<model>\w+)\.calculator\(.*?\)): (?P<results>.*)", re.DOTALL)
WIDTH = 720
HEIGHT = 430
INCH = 100
# Drawn finer than it is shown, for paper and for screens with small pixels.
FINENESS = 1.5
COLOURS = 48
CHARACTERS_IN_A_LINE = 108


@dataclass(frozen=True)
class Shown:
    """A model with the values at which a cell shows it."""

    model: Model
    values: Mapping[str, Any]

    @cached_property
    def result(self) -> Result:
        """The outputs for these values."""
        return self.model(**self.values)

    @property
    def said(self) -> str:
        """The results as a calculator's text has them, or why there are none."""
        try:
            return ", ".join(f"{name} {text}" for name, text in self.result.texts().items())
        except ValueError as problem:
            return str(problem)

    @property
    def has_results(self) -> bool:
        """Whether the model has results for these values."""
        try:
            return bool(self.result.texts())
        except ValueError:
            return False

    @property
    def title(self) -> str:
        """What the chart shows."""
        return str(self.model.compiled.data["spec"]["chart"]["title"])

    @property
    def inputs(self) -> str:
        """The quantities as people read them, with labels and units."""
        facts = self.model.compiled.facts.values()
        option = self.model.compiled.option(self.result.inputs)
        shown = (each for each in facts if not each.only_for or option in each.only_for)
        return "Inputs: " + "; ".join(f"{each.label} {_written(each, self.result.inputs[each.name])}" for each in shown)

    @property
    def results(self) -> str:
        """The outputs as people read them, with labels and units."""
        labels = self.model.compiled.labels
        return "Results: " + "; ".join(f"{labels[name]} {text}" for name, text in self.result.texts().items())

    @property
    def description(self) -> str:
        """The chart in words, for those who do not see it."""
        return f"{self.title}. {self.inputs}. {self.results}. {self.result.sentence}".strip()


def _written(facts: Facts, value: Any) -> str:
    if facts.kind == "choice":
        return dict(facts.options)[value]
    return ", ".join(facts.format.write(float(entry)) for entry in np.ravel(value))


def with_pictures(lesson: NotebookNode) -> NotebookNode:
    """Return a lesson in which each calculator has a picture, and each picture an alternative text if it can.

    A picture that shows the right numbers stays as it is, whichever machine drew it.

    Parameters
    ----------
    lesson : NotebookNode
        The lesson, which stays as it is.

    Returns
    -------
    NotebookNode
        A copy with the pictures.
    """
    copy: NotebookNode = nbformat.from_dict(deepcopy(lesson))
    for cell in copy.cells:
        if cell.cell_type == "code":
            _describe_figures(cell)
            for output in cell.outputs:
                _illustrate(output)
    drop_dead_views(copy)
    return copy


def drop_dead_views(notebook: NotebookNode) -> None:
    """Drop what no other kernel can show, so that the picture and the text beside it show instead.

    Parameters
    ----------
    notebook : NotebookNode
        Any edition of a lesson, changed in place; the state of widgets that JupyterLab saved goes, too.
    """
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)


def pictures_without_alt(notebook: NotebookNode) -> list[int]:
    """Return where a notebook has pictures that say nothing to those who do not see them.

    Parameters
    ----------
    notebook : NotebookNode
        Any edition of a lesson.

    Returns
    -------
    list of int
        The places of the cells, counted from 0.
    """
    return [place for place, cell in enumerate(notebook.cells) if any(not _alt(each) for each in _images(cell))]


def _images(cell: NotebookNode) -> list[NotebookNode]:
    """Return the outputs of a cell that carry a picture."""
    return [output for output in cell.get("outputs", []) if PNG in output.get("data", {})]


def _alt(output: NotebookNode) -> str:
    return str(output.metadata.get(PNG, {}).get("alt", "")).strip()


def _illustrate(output: NotebookNode) -> None:
    """Give a calculator's output its picture."""
    data = output.get("data", {})
    shown = calculator_in(output)
    if shown is None or not shown.has_results:
        return
    if PNG not in data or _alt(output) != shown.description:
        data[PNG] = _drawn(shown)
        output.metadata[PNG] = {"alt": shown.description, "width": WIDTH}


def calculator_in(output: NotebookNode) -> Shown | None:
    """Find out what a calculator shows from its text.

    Parameters
    ----------
    output : NotebookNode
        An output of a cell.

    Returns
    -------
    Shown or None
        The model and its values; None if this is no calculator of a model of ours, or one that now has other results.
    """
    found = CALCULATOR.fullmatch(str(output.get("data", {}).get("text/plain", "")))
    if found is None:
        return None
    # A model in a notebook may have a model's name only, and other quantities; and anybody can write a text like this.
    try:
        (call,) = (node for node in ast.walk(ast.parse(found["call"])) if isinstance(node, ast.Call))
        shown = _shown(found["model"], call.keywords)
        return shown if shown is not None and shown.said == found["results"] else None
    except (SyntaxError, TypeError, ValueError):
        return None


def _shown(name: str, keywords: list[ast.keyword]) -> Shown | None:
    import infogap
    from infogap.library import names

    if name not in names():
        return None
    return Shown(getattr(infogap, name), {each.arg: ast.literal_eval(each.value) for each in keywords if each.arg})


def _describe_figures(cell: NotebookNode) -> None:
    """Give the figures that a cell drew their alternative text: the author's, or from the calls in its source."""
    figures = [output for output in _images(cell) if calculator_in(output) is None]
    written = cell.metadata.get("alt", "").strip()
    texts = [written] if written else list(_plotted(cell.source)) if figures else []
    if len(texts) != len(figures) and texts:  # several charts in one figure
        texts = [" ".join(texts)] * len(figures)
    for output, text in zip(figures, texts, strict=False):
        output.metadata[PNG] = {**output.metadata.get(PNG, {}), "alt": text}


def _plotted(source: str) -> Iterator[str]:
    """Describe each chart that a cell draws by calling a model's `plot`, in the order of the calls."""
    try:
        nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except SyntaxError:  # a magic command
        return
    for call in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "plot":
            yield from _described(call.func.value, [each for each in call.keywords if each.arg != "ax"])


def _described(owner: ast.expr, keywords: list[ast.keyword]) -> Iterator[str]:
    name = owner.attr if isinstance(owner, ast.Attribute) else ""
    chart = _shown(name, [])
    if chart is None:
        return
    try:
        shown = _shown(name, keywords)
        yield shown.description if shown and all(each.arg for each in keywords) else chart.title
    except (TypeError, ValueError):  # values that only a kernel knows
        yield chart.title


def _drawn(shown: Shown) -> str:
    """Return a PNG of a calculator's chart with its numbers beneath, as text of base 64."""
    from matplotlib import style
    from matplotlib.figure import Figure

    from infogap.faces.matplotlib import plot

    with style.context("default"):
        figure = Figure(figsize=(WIDTH / INCH, HEIGHT / INCH), layout="constrained")
        plot(shown.model.compiled, shown.result.inputs, figure.add_subplot())
        figure.supxlabel(_caption(shown), x=0.01, ha="left", fontsize="small", linespacing=1.5)
        raw = io.BytesIO()
        figure.savefig(raw, format="png", dpi=INCH * FINENESS, facecolor="white")
    return base64.b64encode(_fewer_colours(raw)).decode("ascii")


def _caption(shown: Shown) -> str:
    from textwrap import fill

    # A dollar sign would begin a formula.
    parts = [fill(part, CHARACTERS_IN_A_LINE).replace("$", r"\$") for part in (shown.inputs, shown.results)]
    return "\n".join(parts)


def _fewer_colours(raw: io.BytesIO) -> bytes:
    """Return the same picture in a palette: a third of the bytes, and nothing that an eye could tell."""
    from PIL import Image

    small = io.BytesIO()
    Image.open(raw).convert("RGB").quantize(COLOURS).save(small, format="png", optimize=True)
    return small.getvalue()
