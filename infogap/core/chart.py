"""Charts as data: a short list of marks whose coordinates are expressions; the faces draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from infogap.core.display import Format, format_for
from infogap.core.quantity import ArrayQuantity, Index, Quantity
from infogap.core.sentence import Sentence


@dataclass(frozen=True)
class Whole:
    """An index that runs over whole numbers, such as the years of a sum."""

    index: Index
    low: Any
    high: Any


@dataclass(frozen=True)
class Span:
    """A variable that runs over an interval; without ends, over the whole axis."""

    variable: Any
    low: Any = None
    high: Any = None


@dataclass(frozen=True)
class Each:
    """An index that runs over the entries of an array."""

    index: Index
    array: ArrayQuantity


Over = Whole | Span | Each


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What all marks can have.

    Parameters
    ----------
    x, y, x2, y2 : sympy.Expr, optional
        Coordinates, in the quantities, the outputs and the running variable.
    over : Whole, Span or Each, optional
        What runs; without it the mark is drawn once.
    colour : Quantity or ArrayQuantity, optional
        The quantity whose colour it has; ink without one.
    style : str
        ``solid``, ``dashed``, ``dotted``, ``outline``, ``faint`` or ``ring``.
    when : sympy condition, optional
        Where the mark, or its entry, is drawn.
    label : Sentence or str, optional
        The words beside it; `label_at` is the end of the mark, `label_side` the side of that end.
    x_handle, y_handle : Quantity or ArrayQuantity, optional
        What dragging it sets.
    """

    kind: ClassVar[str]
    x: Any = None
    y: Any = None
    x2: Any = None
    y2: Any = None
    over: Over | None = None
    colour: Quantity | ArrayQuantity | None = None
    style: str = "solid"
    when: Any = None
    label: Sentence | str | None = None
    label_at: str = "end"
    label_side: str = "above"
    x_handle: Quantity | ArrayQuantity | None = None
    y_handle: Quantity | ArrayQuantity | None = None


@dataclass(frozen=True, kw_only=True)
class Line(Mark):
    """A line through its points, or a segment from (x, y) to (x2, y2) for each."""

    kind = "line"
    dots: bool = False


class Area(Mark):
    """The surface between y and y2."""

    kind = "area"


@dataclass(frozen=True, kw_only=True)
class Bars(Mark):
    """Bars at x that reach from y2 (or 0) to y, `width` wide in units of x."""

    kind = "bars"
    width: float = 0.6


class Dots(Mark):
    """A dot at each point."""

    kind = "dots"


class Rule(Mark):
    """A straight line through the whole frame, at one x or one y."""

    kind = "rule"


@dataclass(frozen=True)
class Group:
    """A number of people in a `People` mark that look alike."""

    count: Any
    label: Sentence | str
    colour: Quantity | None = None
    style: str = "solid"
    shape: str = "circle"


@dataclass(frozen=True, kw_only=True)
class People(Mark):
    """A thousand people as dots, in groups: natural frequencies."""

    kind = "people"
    groups: Sequence[Group] = ()
    total: int = 1000


@dataclass(frozen=True)
class Axis:
    """One axis; its ends follow the marks unless they are given.

    Parameters
    ----------
    label : str
        What is measured along it.
    unit : str
        Its unit, as for a `Quantity`.
    decimals : int
        Digits behind the point.
    low, high : sympy.Expr, optional
        Its ends.
    whole : bool
        Whether it has ticks at whole numbers only.
    zero : bool
        Whether it reaches down to 0.
    """

    label: str
    unit: str = ""
    decimals: int = 0
    low: Any = None
    high: Any = None
    whole: bool = False
    zero: bool = False

    @property
    def format(self) -> Format:
        """How its ticks are written."""
        return format_for(self.unit, self.decimals)


@dataclass(frozen=True)
class Table:
    """The chart's data for those who read instead of look: one row for each running value."""

    over: Over | None
    columns: Mapping[str, tuple[Any, str]]


@dataclass(frozen=True)
class Chart:
    """A picture that shows why the result moves.

    Parameters
    ----------
    title : str
        What it shows.
    marks : sequence of Mark
        What is drawn, from back to front.
    table : Table
        The same data as rows: for each column's label an expression and its unit.
    x, y : Axis, optional
        The axes; none for a grid of people.
    """

    title: str
    marks: Sequence[Mark]
    table: Table
    x: Axis | None = None
    y: Axis | None = None
    height: int = field(default=260)
