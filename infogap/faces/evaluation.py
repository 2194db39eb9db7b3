"""Run the NumPy face: on numbers and on arrays. No SymPy is needed here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from types import CodeType
from typing import Any

import numpy as np

MOST_TERMS = 1e5


def evaluate(source: str, values: Mapping[str, Any]) -> Any:
    """Return what a line of `numpy_source` computes from named numbers and arrays.

    Examples
    --------
    >>> evaluate("margin*2", {"margin": np.array([1, 2])})
    array([2., 4.])
    """
    floats = {name: np.asarray(value, dtype=float)[()] for name, value in values.items()}
    with np.errstate(all="ignore"):
        found = np.asarray(eval(_code(source), FUNCTIONS | floats))
    return found if found.ndim else found[()].item()


def names_in(source: str) -> list[str]:
    """Return the names of the quantities and formulas that a line of source needs.

    Examples
    --------
    >>> names_in("where(decay == 0, margin, inf)")
    ['decay', 'margin']
    """
    return [name for name in dict.fromkeys(_names(_code(source))) if name not in FUNCTIONS]


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for part in code.co_consts:
        yield from _names(part) if isinstance(part, CodeType) else ()


@cache
def _code(source: str) -> CodeType:
    return compile(source, f"<infogap: {source[:60]}>", "eval")


def _column(value: Any) -> Any:
    return value[..., np.newaxis] if np.ndim(value) else value


def _up_to(join: Callable[[Any, Any], Any], start: float, count: Any, term: Callable[[float], Any]) -> Any:
    """Join the terms for 1, 2 and so on; where arrays hold several counts, each up to its own.

    More terms than anyone could wait for are not a number.
    """
    counts = np.asarray(count)
    found: Any = start
    for number in range(1, int(np.max(counts, where=counts <= MOST_TERMS, initial=0)) + 1):
        found = np.where(number <= counts, join(found, term(float(number))), found)
    return np.where(counts <= MOST_TERMS, found, np.nan)[()]


def _student_quantile(tail: Any, degrees: Any) -> Any:
    from scipy.special import stdtrit

    return -stdtrit(degrees, tail)


FUNCTIONS: dict[str, Any] = {
    "__builtins__": {},
    "abs": np.abs,
    "ceil": np.ceil,
    "column": _column,
    "exp": np.exp,
    "expm1": np.expm1,
    "false": False,
    "floor": np.floor,
    "greatest_up_to": partial(_up_to, np.maximum, -np.inf),
    "greatest": lambda values: np.max(values, axis=-1),
    "inf": np.inf,
    "least_up_to": partial(_up_to, np.minimum, np.inf),
    "least": lambda values: np.min(values, axis=-1),
    "length": lambda values: values.shape[-1],
    "log": np.log,
    "log1p": np.log1p,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "nan": np.nan,
    "sqrt": np.sqrt,
    "student_quantile": _student_quantile,
    "total_up_to": partial(_up_to, np.add, 0.0),
    "total": lambda values: np.sum(values, axis=-1),
    "true": True,
    "where": np.where,
}
