"""What values a quantity may take, and the errors for those that it may not.

Nothing here needs SymPy, so a calculator that comes from the cache never loads it.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from numbers import Real
from typing import Any

import numpy as np

from infogap.core.display import Format

TOTAL_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Facts:
    """All that is known of a quantity without its mathematics.

    Parameters
    ----------
    name, symbol, label : str
        The Python name, the LaTeX symbol and what people call it.
    kind : {"number", "array", "choice"}
        What a value is: one number, a list of numbers, or one of `options`.
    default : float, list of float or str
        The value where none is given.
    format : Format
        How its numbers are written.
    low, high : float
        The ends of the domain; infinite where there is none.
    low_open, high_open : bool
        Whether an end itself is outside the domain.
    integer : bool
        Whether only whole numbers belong to the domain.
    slider : tuple of float
        Low end, high end and step of what the screen offers.
    group : str, optional
        Arrays of one group have one length.
    least, most : int
        Fewest entries of an array that make sense, and most that the screen offers.
    total : float, optional
        What an array's entries add up to.
    options : tuple of (str, str)
        The values of a choice with their labels.
    only_for : tuple of str
        The options of the model's choice for which it matters; all if empty.
    """

    name: str
    symbol: str
    label: str
    kind: str
    default: Any
    format: Format = field(default_factory=Format)
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = True
    high_open: bool = True
    integer: bool = False
    slider: tuple[float, float, float] | None = None
    group: str | None = None
    least: int = 1
    most: int = 12
    total: float | None = None
    options: tuple[tuple[str, str], ...] = ()
    only_for: tuple[str, ...] = ()

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Facts:
        """Return the facts that `data` wrote down."""
        return cls(
            **data
            | {
                "format": Format(**data["format"]),
                "slider": data["slider"] and tuple(data["slider"]),
                "options": tuple((name, label) for name, label in data["options"]),
                "only_for": tuple(data["only_for"]),
            }
        )

    def data(self) -> dict[str, Any]:
        """Return the facts as plain data, which `from_data` reads again."""
        return asdict(self)

    def labelled(self, label: str) -> Facts:
        """Return the same facts under another label."""
        return replace(self, label=label)

    def accept(self, value: Any) -> Any:
        """Return `value` as this quantity holds it, or raise an error that says what is wrong with it.

        Returns
        -------
        float, numpy.ndarray or str
            A float for one number, an array for many, the option's name for a choice.

        Raises
        ------
        TypeError
            Where a number is wanted and text, a boolean or something else arrived.
        ValueError
            Where the number is outside the domain.

        Examples
        --------
        >>> Facts("rate", "r", "rate", "number", 0.1, low=-1.0).accept(-1)
        Traceback (most recent call last):
        ValueError: rate must be a number above -1, but -1 arrived. Give for example rate=0.1.
        """
        if self.kind == "choice":
            return self._accept_choice(value)
        numbers = self._accept_numbers(value)
        if self.kind == "array":
            self._accept_entries(numbers)
        return numbers if isinstance(numbers, np.ndarray) else float(numbers)

    def expected(self) -> str:
        """Return in words which numbers belong to the domain.

        Examples
        --------
        >>> Facts("years", "n", "years", "number", 3, low=1, low_open=False, integer=True).expected()
        'a whole number of at least 1'
        """
        noun = "a whole number" if self.integer else "a number"
        ends = [self._low_end(), self._high_end()]
        return " ".join([noun, " and ".join(end for end in ends if end)]).strip()

    def _low_end(self) -> str:
        if math.isinf(self.low):
            return ""
        return f"above {self.low:g}" if self.low_open else f"of at least {self.low:g}"

    def _high_end(self) -> str:
        if math.isinf(self.high):
            return ""
        if self.high_open:
            return f"below {self.high:g}"
        return f"at most {self.high:g}" if not math.isinf(self.low) else f"of at most {self.high:g}"

    def _advice(self) -> str:
        return f"Give for example {self.name}={self.default!r}."

    def _refuse(self, arrived: object, error: type[Exception] = ValueError) -> Exception:
        wanted = self.expected() if self.kind == "number" else f"a list, each entry {self.expected()}"
        return error(f"{self.name} must be {wanted}, but {arrived} arrived. {self._advice()}")

    def _accept_choice(self, value: Any) -> str:
        names = [name for name, _ in self.options]
        if not isinstance(value, str):
            raise TypeError(f"{self.name} must be one of {names}, but {described(value)} arrived. {self._advice()}")
        if value not in names:
            raise ValueError(
                f"{self.name} must be one of {names}, but {value!r} arrived.{closest(value, names)} {self._advice()}"
            )
        return value

    def _accept_numbers(self, value: Any) -> Any:
        numbers: Any = self._accept_real(value) if _is_real(value) else self._accept_many(value)
        self._within_domain(numbers)
        return numbers

    def _accept_real(self, value: Real) -> float:
        try:
            return float(value)
        except OverflowError:
            raise self._refuse("a number too large for floating point") from None

    def _accept_many(self, value: Any) -> np.ndarray:
        is_table = hasattr(value, "columns")
        if value is None or is_table or isinstance(value, str | bytes | bool | np.bool_ | complex | dict | set):
            raise self._refuse(described(value), TypeError)
        values = self._as_array(value)
        if values.dtype.kind not in "iuf":
            raise self._refuse(described(value) if values.ndim == 0 else f"a list of {values.dtype.name}", TypeError)
        if values.size == 0:
            raise self._refuse("an empty list")
        return values

    def _as_array(self, value: Any) -> np.ndarray:
        plain = list(value) if isinstance(value, Iterable) and not hasattr(value, "__array__") else value
        try:
            values = np.asarray(plain)
            # NumPy turns the numbers beside a text into texts, and the booleans beside a number into numbers.
            entries = np.asarray(plain, dtype=object) if isinstance(plain, list) else values
        except ValueError:
            raise self._refuse("a list of unequal lists", TypeError) from None
        if values.ndim and (entries.dtype.kind == "O" or values.dtype.kind not in "iuf"):
            self._refuse_strangers(entries)
        return self._as_floats(values) if values.ndim and values.dtype.kind == "O" else values

    def _as_floats(self, values: np.ndarray) -> np.ndarray:
        """Return fractions and very long integers as floats."""
        try:
            return values.astype(float)
        except OverflowError:
            raise self._refuse("a number too large for floating point") from None

    def _refuse_strangers(self, entries: np.ndarray) -> None:
        strangers = (entry for entry in entries.ravel().tolist() if not _is_real(entry))
        for stranger in strangers:
            raise self._refuse(f"a list with {described(stranger)}", TypeError)

    def _within_domain(self, numbers: Any) -> None:
        low, high = (numbers, numbers) if isinstance(numbers, float) else (numbers.min(), numbers.max())
        if not (math.isfinite(low) and math.isfinite(high)):
            raise self._refuse("NaN" if math.isnan(low) or math.isnan(high) else "infinity")
        if low < self.low or (self.low_open and low == self.low):
            raise self._refuse(f"{low:.15g}")
        if high > self.high or (self.high_open and high == self.high):
            raise self._refuse(f"{high:.15g}")
        if self.integer:
            self._whole(numbers)

    def _whole(self, numbers: Any) -> None:
        if isinstance(numbers, float):
            fractions = [] if numbers.is_integer() else [numbers]
        else:
            fractions = [] if numbers.dtype.kind in "iu" else numbers[numbers != np.floor(numbers)]
        if len(fractions):
            raise self._refuse(f"{fractions[0]:.15g}")

    def _accept_entries(self, numbers: Any) -> None:
        if not isinstance(numbers, np.ndarray):
            raise self._refuse(f"the single number {numbers:.15g}", TypeError)
        if numbers.shape[-1] < self.least:
            raise ValueError(
                f"{self.name} must have at least {self.least} entries, but {numbers.shape[-1]} arrived. "
                f"{self._advice()}"
            )
        if self.total is not None:
            self._accept_total(numbers)

    def _accept_total(self, numbers: np.ndarray) -> None:
        totals = np.atleast_1d(numbers.sum(axis=-1))
        wrong = totals[np.abs(totals - self.total) > TOTAL_TOLERANCE]
        if wrong.size:
            raise ValueError(
                f"{self.name} must add up to {self.total:g}, but they add up to {wrong[0]:.10g}. {self._advice()}"
            )


def _is_real(value: Any) -> bool:
    return isinstance(value, Real) and type(value).__name__ not in ("bool", "bool_")


def described(value: object) -> str:
    """Return `value` with its type, as an error message names it.

    Examples
    --------
    >>> described("ten"), described(True), described(None)
    ("the text 'ten'", 'the boolean True', 'None')
    """
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if isinstance(value, bool | np.bool_):
        return f"the boolean {bool(value)}"
    return "None" if value is None else f"a {type(value).__name__}"


def closest(word: str, known: Sequence[str]) -> str:
    """Return a sentence that suggests the nearest known word, or nothing.

    Examples
    --------
    >>> closest("margni", ["margin", "years"])
    ' Did you mean "margin"?'
    """
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f' Did you mean "{found[0]}"?' if found else ""
