"""How a number is written for people: unit, scale and decimals, the same in Python and in the browser."""

from __future__ import annotations

import html
import math
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from infogap.core.language import translate

MINUS = "\N{MINUS SIGN}"
TOO_LONG_TO_WRITE_OUT = 1e15
# Python and the browser may compute the last of a float's sixteen digits differently. What lies half-way between two
# numbers of four decimals would then be rounded up in one of them, and down in the other.
AGREED_DIGITS = 14


@dataclass(frozen=True)
class Format:
    """The way one quantity's numbers are written.

    Parameters
    ----------
    scale : int
        What a number is multiplied by before it is written: 100 for a percentage.
    prefix, suffix : str
        What stands before and after the digits.
    one : str, optional
        The suffix where the number written is exactly 1 (``" year"`` beside ``" years"``).
    decimals : int
        Digits behind the point.
    infinite : str
        What is written for an infinite number.

    Examples
    --------
    >>> Format(prefix="$").write(-1234.5)
    '−$1,234.50'
    """

    scale: int = 1
    prefix: str = ""
    suffix: str = ""
    one: str | None = None
    decimals: int = 2
    infinite: str = "∞"

    def write(self, value: float) -> str:
        """Return `value` as people read it, with its unit."""
        if math.isnan(value):
            return "—"
        size = abs(value * self.scale)
        if math.isinf(size):
            return self.infinite if value > 0 else MINUS + self.infinite
        digits = self._digits(size)
        sign = MINUS if value < 0 and any(digit in digits for digit in "123456789") else ""
        suffix = self.one if digits == "1" and self.one is not None else self.suffix
        return f"{sign}{self.prefix}{digits}{suffix}"

    def data(self) -> dict[str, Any]:
        """Return the format as the browser takes it."""
        return asdict(self)

    def _digits(self, size: float) -> str:
        if size >= TOO_LONG_TO_WRITE_OUT:
            return f"{_significant(size, 4):.3e}"
        return f"{float(_significant(size, AGREED_DIGITS)):,.{self.decimals}f}"


UNITS: dict[str, Format] = {
    "": Format(),
    "$": Format(prefix="$"),
    "%": Format(scale=100, suffix=" %", decimals=1),
    "years": Format(suffix=" years", one=" year", decimals=0, infinite="never"),
}
# What of a format is in a language.
WORDS = ("suffix", "one", "infinite")


def format_for(unit: str, decimals: int | None = None) -> Format:
    """Return how numbers of a unit are written; a unit that is not in `UNITS` follows the digits.

    Examples
    --------
    >>> format_for("%").write(0.1), format_for("points", 0).write(7)
    ('10.0 %', '7 points')
    """
    known = UNITS.get(unit, Format(suffix=f" {unit}"))
    words = {name: translate(text) for name in WORDS if (text := getattr(known, name))}
    fields = asdict(known) | words | ({} if decimals is None else {"decimals": decimals})
    return Format(**fields)


def as_html(text: str) -> str:
    """Return text as HTML in which nothing is markup, and no dollar sign starts a formula in JupyterLab.

    Examples
    --------
    >>> as_html("<b> $5")
    '&lt;b&gt; <span>$</span>5'
    """
    return html.escape(text).replace("$", "<span>$</span>")


def plain(value: float) -> str:
    """Return a number as it stands in a formula: six significant digits, parentheses if negative.

    Examples
    --------
    >>> plain(0.1), plain(-5), plain(1234567)
    ('0.1', '(−5)', '1234570')
    """
    if not math.isfinite(value):
        return f"({MINUS}∞)" if value < 0 else Format().write(value)
    size = float(_significant(abs(value), 6))
    if size == 0 or 1e-6 <= size < 1e21:
        text = f"{Decimal(repr(size)):f}".removesuffix(".0")
    else:
        digits, _, power = repr(size).partition("e")
        text = f"{digits}e{int(power):+d}"
    return f"({MINUS}{text})" if value < 0 else text


def _significant(size: float, digits: int) -> Decimal:
    """Round to significant digits, an exact half upwards: what the browser's toPrecision and toExponential do."""
    return Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal_from_float(size)
