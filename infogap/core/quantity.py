"""Quantities: SymPy symbols that know their name, unit, default, domain and slider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sympy import Indexed, IndexedBase, Interval, S, Symbol

from infogap.core.display import format_for
from infogap.core.values import Facts

Domain: TypeAlias = Interval | tuple[Any, Any]


class Quantity(Symbol):  # type: ignore[misc]
    """A number that people set: a symbol for SymPy, a slider for the screen.

    Parameters
    ----------
    name : str
        The keyword in Python.
    symbol : str
        The letter in formulas, as LaTeX.
    label : str
        What people call it.
    unit : str
        ``"$"``, ``"%"`` (the number itself stays a share), ``"years"`` or any other word.
    default : float
        The value where none is given.
    domain : sympy.Interval or (low, high)
        Where the mathematics holds; a pair is the closed interval.
    slider : (low, high, step)
        What the screen offers.
    integer : bool
        Whether it counts something.
    decimals : int, optional
        Digits behind the point, where the unit's own are not right.
    only_for : tuple of str
        The options of the model's choice for which it matters; all if empty.

    Examples
    --------
    >>> rate = Quantity("rate", "r", "discount rate per year", unit="%", default=0.1, slider=(0, 0.5, 0.01))
    >>> 1 / (1 + rate)
    1/(rate + 1)
    """

    facts: Facts
    declared: dict[str, Any]

    def __new__(
        cls,
        name: str,
        symbol: str,
        label: str,
        *,
        default: float,
        slider: tuple[float, float, float],
        unit: str = "",
        domain: Domain = (-S.Infinity, S.Infinity),
        integer: bool = False,
        decimals: int | None = None,
        only_for: tuple[str, ...] = (),
    ) -> Quantity:
        """Make the symbol and keep its facts."""
        ends = _ends(domain)
        self: Quantity = Symbol.__xnew__(cls, name, **_assumptions(ends, integer))
        self.declared = {
            "unit": unit,
            "default": default,
            "domain": domain,
            "slider": slider,
            "integer": integer,
            "decimals": decimals,
            "only_for": only_for,
        }
        decimals = 0 if integer and decimals is None else decimals
        self.facts = Facts(
            name,
            symbol,
            label,
            "number",
            default,
            format_for(unit, decimals),
            integer=integer,
            slider=slider,
            only_for=only_for,
            **ends,
        )
        return self


class Choice(Symbol):  # type: ignore[misc]
    """A quantity that is one of a few named options, such as the family of a utility function.

    Examples
    --------
    >>> Choice("utility", "u", "attitude to risk", options={"linear": "neutral", "log": "averse"}).facts.default
    'linear'
    """

    facts: Facts
    declared: dict[str, Any]

    def __new__(cls, name: str, symbol: str, label: str, *, options: Mapping[str, str]) -> Choice:
        """Make the symbol and keep its facts."""
        self: Choice = Symbol.__xnew__(cls, name)
        self.declared = {"options": dict(options)}
        self.facts = Facts(name, symbol, label, "choice", next(iter(options)), options=tuple(options.items()))
        return self


class Index(Symbol):  # type: ignore[misc]
    """What runs: the year of a sum, or the entry of an array when it is `over` something that is counted.

    Examples
    --------
    >>> state = Index("i", over="states")
    >>> state.length
    number_of_states
    """

    over: str | None
    length: Symbol

    def __new__(cls, letter: str, over: str | None = None) -> Index:
        """Make the symbol and that of the number of entries."""
        self: Index = Symbol.__xnew__(cls, letter, integer=True, positive=True)
        self.over = over
        self.length = Symbol(f"number_of_{over}", integer=True, positive=True)
        return self


class ArrayQuantity:
    """A list of numbers that people set, one for each value of an index.

    Parameters are those of `Quantity`, and:

    index : Index
        What counts the entries; arrays with one index have one length.
    total : float, optional
        What the entries add up to.
    least, most : int
        Fewest entries that make sense, and most that the screen offers.

    Examples
    --------
    >>> i = Index("i", over="points")
    >>> x = ArrayQuantity("x", "x", "observed x", index=i, default=[1, 2], slider=(0, 10, 1))
    >>> x[i] ** 2
    x[i]**2
    """

    def __init__(
        self,
        name: str,
        symbol: str,
        label: str,
        *,
        index: Index,
        default: Sequence[float],
        slider: tuple[float, float, float],
        unit: str = "",
        domain: Domain = (-S.Infinity, S.Infinity),
        decimals: int | None = None,
        total: float | None = None,
        least: int = 1,
        most: int = 12,
    ) -> None:
        ends = _ends(domain)
        self.declared = {
            "index": index,
            "unit": unit,
            "default": list(default),
            "domain": domain,
            "slider": slider,
            "decimals": decimals,
            "total": total,
            "least": least,
            "most": most,
        }
        self.index = index
        self.base = IndexedBase(Symbol(name, **_assumptions(ends, integer=False)))
        self.facts = Facts(
            name,
            symbol,
            label,
            "array",
            list(default),
            format_for(unit, decimals),
            slider=slider,
            group=index.over,
            total=total,
            least=least,
            most=most,
            **ends,
        )

    def __getitem__(self, position: Any) -> Indexed:
        return Indexed(self.base, position)


def _ends(domain: Domain) -> dict[str, Any]:
    interval = domain if isinstance(domain, Interval) else Interval(*domain)
    return {
        "low": float(interval.start),
        "high": float(interval.end),
        "low_open": bool(interval.left_open),
        "high_open": bool(interval.right_open),
    }


def _assumptions(ends: dict[str, Any], integer: bool) -> dict[str, bool]:
    known = {"integer": True} if integer else {"real": True}
    if ends["low"] > 0 or (ends["low"] == 0 and ends["low_open"]):
        return known | {"positive": True}
    return known | ({"nonnegative": True} if ends["low"] == 0 else {})
