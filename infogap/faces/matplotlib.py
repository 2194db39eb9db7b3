"""The matplotlib face: a compiled chart on paper, with the colours and the marks that the screen has."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import font_manager
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from infogap.core.display import Format
from infogap.core.language import tag
from infogap.faces.compiled import Calculation, Compiled
from infogap.faces.evaluation import evaluate, names_in
from infogap.faces.wording import worded

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#0969b5", "#7b3fa0", "#b34f0c", "#2b7a3d", "#b0215f", "#0b7285", "#8a6d00", "#5b5bd6")
INK = "#222222"
DASHES = {"dashed": (0, (5, 3)), "dotted": (0, (1, 2)), "outline": (0, (3, 2))}
# Words stay readable where a dark bar or a line runs behind them.
HALO = withStroke(linewidth=3, foreground="white")
HEADROOM = 0.12
PEOPLE_IN_A_COLUMN = 20
# Fonts for what matplotlib's own lacks: those of Linux, of Windows, of macOS.
FONTS = {
    "zh-CN": (
        *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei"),
        *("Microsoft YaHei", "SimHei"),
        *("PingFang SC", "Hiragino Sans GB", "Arial Unicode MS"),
    )
}
Values = Mapping[str, Any]


def plot(compiled: Compiled, values: Values, ax: Axes | None = None) -> Axes:
    """Draw a model's chart and return its axes."""
    if ax is None:
        from matplotlib import pyplot

        _, ax = pyplot.subplots(figsize=(7, 3.6), layout="constrained")
    chart = compiled.data["spec"]["chart"]
    drawing = Drawing(compiled, Calculation(compiled, values), ax)
    drawing.frame(chart)
    for mark in chart["marks"]:
        drawing.draw(mark)
    drawing.fit(chart)
    _add_fonts(ax)
    return ax


def _add_fonts(ax: Axes) -> None:
    """Let every text of the axes fall back on the fonts of the reader's language that are installed."""
    wanted = FONTS.get(tag(), ())
    installed = set(font_manager.get_font_names()) if wanted else set()
    found = [name for name in wanted if name in installed]
    for text in ax.findobj(Text) if found else ():
        text.set_fontfamily([*text.get_fontfamily(), *found])


class Drawing:
    """One chart being drawn: the values it shows and the axes it is drawn on."""

    def __init__(self, compiled: Compiled, values: Calculation, ax: Axes) -> None:
        self.compiled = compiled
        self.values = values
        self.ax = ax
        self.colours = {entry["name"]: COLOURS[entry["colour"]] for entry in compiled.data["spec"]["quantities"]}

    def frame(self, chart: dict[str, Any]) -> None:
        """Set title, labels, ends and ticks."""
        self.ax.set_title(chart["title"], loc="left", fontsize="medium")
        self.ax.spines[["top", "right"]].set_visible(False)
        for letter, axis in (("x", chart["x"]), ("y", chart["y"])):
            self._axis(letter, axis) if axis is not None else self.ax.set_axis_off()

    def _axis(self, letter: str, axis: dict[str, Any]) -> None:
        side = self.ax.xaxis if letter == "x" else self.ax.yaxis
        side.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=axis["ticks"] == "whole"))
        side.set_label_text(axis["label"])
        if letter == "x":
            self.ax.set_xlim(*self._ends(axis))

    def _ends(self, axis: dict[str, Any]) -> tuple[float | None, float | None]:
        low, high = (None if axis[end] is None else float(self.values[axis[end]]) for end in ("low", "high"))
        return (0.0 if low is None and axis["zero"] else low), high

    def fit(self, chart: dict[str, Any]) -> None:
        """Set the ends of the upright axis, which follow the marks where they are not given."""
        if chart["y"] is not None:
            self.ax.margins(y=HEADROOM)
            self.ax.set_ylim(*self._ends(chart["y"]))
            self.ax.grid(axis="y", color="#dddddd", linewidth=0.8)
            self.ax.set_axisbelow(True)
            _write_ticks(self.ax.xaxis, chart["x"])
            _write_ticks(self.ax.yaxis, chart["y"])

    def draw(self, mark: dict[str, Any]) -> None:
        """Draw one mark where its condition holds."""
        running = self._running(mark["over"])
        points = {name: self._at(mark.get(name), running) for name in ("x", "y", "x2", "y2", "when")}
        shown = np.asarray(True if points["when"] is None else points["when"], dtype=bool)
        if not shown.any():
            return
        points = {name: None if value is None else np.where(shown, value, np.nan) for name, value in points.items()}
        DRAWERS[mark["kind"]](self, mark, points)
        if "label" in mark:
            self._label(mark, points)

    def _running(self, over: dict[str, Any] | None) -> Any:
        if over is None:
            return None
        if over["kind"] == "each":
            return np.arange(1, len(self.values[over["of"]]) + 1)
        low, high = (self._end(over[end]) for end in ("low", "high"))
        return np.arange(low, high + 1) if over["kind"] == "whole" else np.linspace(low, high, over["points"])

    def _end(self, key: str) -> float:
        ends = self.ax.get_xlim()
        return {"axis.x.low": ends[0], "axis.x.high": ends[1]}[key] if key.startswith("axis.") else self.values[key]

    def _at(self, key: str | None, running: Any) -> Any:
        if key is None:
            return None
        if running is None:
            return self.values[key]
        source = self.compiled.source(key, self.compiled.option(self.values))
        names = {name: self.values[name] for name in names_in(source) if name != "i"}
        return np.broadcast_to(evaluate(source, {**names, "i": running}), running.shape)

    def colour(self, mark: dict[str, Any]) -> str:
        """Return a mark's colour."""
        return self.colours.get(mark.get("colour"), INK)

    def _label(self, mark: dict[str, Any], points: dict[str, Any]) -> None:
        text = worded(mark["label"], self.values)
        if text == self.ax.get_ylabel():
            return  # the axis says it already
        place = {"start": 0, "middle": 0.5, "end": 1}[mark["label_at"]]
        x, y = (_along(points[name], place) for name in ("x", "y"))
        x = self.ax.get_xlim()[1] if x is None else x
        y = self.ax.get_ylim()[1] if y is None else y
        offset, alignment = SIDES["left" if mark["kind"] == "line" and mark["dots"] else mark["label_side"]]
        alignment = alignment | ({"ha": "right"} if mark["kind"] == "rule" else {})
        how: dict[str, Any] = {"color": self.colour(mark), "path_effects": [HALO], "zorder": 2.5}
        self.ax.annotate(text, (x, y), offset, textcoords="offset points", **how, **alignment)


def _write_ticks(side: Any, axis: dict[str, Any]) -> None:
    """Write ticks with as many decimals as tell them apart."""
    form = Format(**axis["format"])
    step = float(np.diff(side.get_majorticklocs())[0]) * form.scale
    form = replace(form, decimals=max(form.decimals, math.ceil(-math.log10(step) - 1e-9)))
    side.set_major_formatter(lambda value, _: form.write(value))


def _along(values: Any, place: float) -> Any:
    if values is None:
        return None
    known = np.atleast_1d(values)
    known = known[np.isfinite(known)]
    return known[round(place * (len(known) - 1))] if known.size else 0


def _line(drawing: Drawing, mark: dict[str, Any], points: dict[str, Any]) -> None:
    how: dict[str, Any] = {"color": drawing.colour(mark), "linestyle": DASHES.get(mark["style"], "-")}
    if points["x2"] is None:
        drawing.ax.plot(points["x"], points["y"], marker="o" if mark["dots"] else "", **how)
        return
    ends = [np.atleast_1d(points[name]) for name in ("x", "y", "x2", "y2")]
    for x, y, x2, y2 in zip(*ends, strict=True):
        drawing.ax.plot([x, x2], [y, y2], **how)


def _area(drawing: Drawing, mark: dict[str, Any], points: dict[str, Any]) -> None:
    drawing.ax.fill_between(points["x"], points["y"], points["y2"], color=drawing.colour(mark), alpha=0.15, linewidth=0)


def _bars(drawing: Drawing, mark: dict[str, Any], points: dict[str, Any]) -> None:
    bottom = points["y2"] if points["y2"] is not None else np.zeros_like(points["y"])
    outline = mark["style"] == "outline"
    how: dict[str, Any] = (
        {"fill": False, "edgecolor": drawing.colour(mark), "linestyle": DASHES["outline"]} if outline else {}
    )
    how = how or {"color": drawing.colour(mark), "alpha": 0.25 if mark["style"] == "faint" else 0.85}
    drawing.ax.bar(points["x"], points["y"] - bottom, mark["width"], bottom, **how)


def _dots(drawing: Drawing, mark: dict[str, Any], points: dict[str, Any]) -> None:
    ring = mark["style"] == "ring"
    fill = "none" if ring else drawing.colour(mark)
    size = 110 if ring else 40
    drawing.ax.scatter(
        points["x"], points["y"], size, facecolor=fill, edgecolor=drawing.colour(mark), linewidth=1.6, zorder=3
    )


def _rule(drawing: Drawing, mark: dict[str, Any], points: dict[str, Any]) -> None:
    how: dict[str, Any] = {"color": drawing.colour(mark), "linestyle": DASHES.get(mark["style"], "-")}
    if points["x"] is None:
        drawing.ax.axhline(float(points["y"]), **how)
    else:
        drawing.ax.axvline(float(points["x"]), **how)


def _people(drawing: Drawing, mark: dict[str, Any], _points: dict[str, Any]) -> None:
    start = 0
    for group in mark["groups"]:
        count = int(drawing.values[group["count"]])
        place = np.arange(start, start + count)
        _crowd(drawing, group, place // PEOPLE_IN_A_COLUMN, place % PEOPLE_IN_A_COLUMN)
        start += count
    drawing.ax.invert_yaxis()
    drawing.ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=4, frameon=False, fontsize="small")


def _crowd(drawing: Drawing, group: dict[str, Any], x: np.ndarray, y: np.ndarray) -> None:
    colour = drawing.colour(group) if group["style"] != "faint" else "#d0d0d0"
    fill = "none" if group["shape"] == "ring" else colour
    marker = "s" if group["shape"] == "square" else "o"
    label = worded(group["label"], drawing.values)
    drawing.ax.scatter(x, y, 18, facecolor=fill, edgecolor=colour, marker=marker, linewidth=0.8, label=label)


Drawer = Callable[[Drawing, dict[str, Any], dict[str, Any]], None]
DRAWERS: dict[str, Drawer] = {
    "line": _line,
    "area": _area,
    "bars": _bars,
    "dots": _dots,
    "rule": _rule,
    "people": _people,
}
SIDES: dict[str, tuple[tuple[int, int], dict[str, Any]]] = {
    "above": ((0, 6), {"ha": "center", "va": "bottom"}),
    "below": ((0, -6), {"ha": "center", "va": "top"}),
    "left": ((-8, 4), {"ha": "right", "va": "bottom"}),
    "right": ((8, 4), {"ha": "left", "va": "bottom"}),
}
