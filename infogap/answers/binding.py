"""Turn what a caller gives into a value for each quantity, or say what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from infogap.core.values import Facts, closest
from infogap.faces.compiled import Compiled
from infogap.faces.rows import calculate


@dataclass(frozen=True)
class Bound:
    """A value for each quantity, and the pandas index that results are to carry."""

    values: Mapping[str, Any]
    index: Any = None


def bind(compiled: Compiled, data: Any, given: Mapping[str, Any], required: bool = True) -> Bound:
    """Return a value for each quantity: given, from a column of `data`, or the default.

    Raises
    ------
    TypeError
        For an unknown quantity, or a value that is no number.
    ValueError
        For a value outside the domain, lengths that differ, a missing column or a requirement that does not hold.
    """
    _only_known(compiled, given)
    chosen = {**_columns(compiled.facts, data, given), **_not_columns(compiled.facts, data, given)}
    index = _common_index(compiled.facts, chosen)
    values = {name: facts.accept(chosen.get(name, facts.default)) for name, facts in compiled.facts.items()}
    _same_lengths(compiled.facts, values)
    _broadcastable(compiled.facts, values)
    if required:
        _required(compiled, values)
    return Bound(values, index)


def only_one_case(compiled: Compiled, values: Mapping[str, Any]) -> None:
    """Raise an error if some values are those of many cases."""
    for name, facts in compiled.facts.items():
        if np.ndim(values[name]) > (1 if facts.kind == "array" else 0):
            raise ValueError(f"{name} must be one case, but an array arrived. Take one case at a time.")


def _only_known(compiled: Compiled, given: Mapping[str, Any]) -> None:
    for name in given:
        if name not in compiled.facts:
            known = list(compiled.facts)
            raise TypeError(
                f'{compiled.data["name"]} has no quantity "{name}".{closest(name, known)} '
                f"Its quantities are: {', '.join(known)}."
            )


def _columns(facts: Mapping[str, Facts], data: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    if data is None:
        return {}
    if not hasattr(data, "columns"):
        raise TypeError(f"data must be a pandas DataFrame, but a {type(data).__name__} arrived. Name the quantities.")
    implied = {name: name for name in facts if name in data.columns and name not in given}
    named = {name: value for name, value in given.items() if isinstance(value, str) and facts[name].kind != "choice"}
    return {name: _column(data, column) for name, column in {**implied, **named}.items()}


def _column(data: Any, column: str) -> Any:
    if column not in data.columns:
        known = [str(each) for each in data.columns]
        raise ValueError(
            f'The column "{column}" is not in the table.{closest(column, known)} '
            f"The table contains these columns: {', '.join(known)}."
        )
    return data[column]


def _not_columns(facts: Mapping[str, Facts], data: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    from_data = data is not None
    return {
        name: value
        for name, value in given.items()
        if not (from_data and isinstance(value, str) and facts[name].kind != "choice")
    }


def _common_index(facts: Mapping[str, Facts], chosen: Mapping[str, Any]) -> Any:
    """Return the index that all pandas Series with a value for each row share; a list's entries are no rows."""
    found = {name: value.index for name, value in chosen.items() if _is_series(value) and facts[name].kind == "number"}
    if not found:
        return None
    (first, index), *rest = found.items()
    for name, other in rest:
        if not index.equals(other):
            raise ValueError(f"{first} and {name} must have the same index, but theirs differ. Align them first.")
    return index


def _is_series(value: Any) -> bool:
    return type(value).__module__.partition(".")[0] == "pandas" and hasattr(value, "index")


def _same_lengths(facts: Mapping[str, Facts], values: Mapping[str, Any]) -> None:
    lengths: dict[str, tuple[str, int]] = {}
    for name, each in facts.items():
        if each.group is None:
            continue
        first, length = lengths.setdefault(each.group, (name, values[name].shape[-1]))
        if values[name].shape[-1] != length:
            raise ValueError(
                f"{first} and {name} must have the same length, but {length} and {values[name].shape[-1]} entries "
                f"arrived. Give one {name} for each {first}."
            )


def _broadcastable(facts: Mapping[str, Facts], values: Mapping[str, Any]) -> None:
    shapes = {
        name: values[name].shape if each.kind == "number" else values[name].shape[:-1]
        for name, each in facts.items()
        if isinstance(values[name], np.ndarray)
    }
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        sizes = ", ".join(f"{name} {shape}" for name, shape in shapes.items() if shape)
        raise ValueError(
            f"The arrays must have shapes that fit together, but these arrived: {sizes}. Give one value for each row."
        ) from None


def _required(compiled: Compiled, values: Mapping[str, Any]) -> None:
    for requirement in compiled.data["requirements"]:
        holds = np.asarray(calculate(compiled, requirement["holds"], values))
        if not holds.all():
            first = int(np.argmin(holds.ravel()))
            arrived = ", ".join(f"{name}={_shown(values[name], first)}" for name in requirement["names"])
            raise ValueError(f"{requirement['message']} Arrived: {arrived}.")


def _shown(value: Any, row: int) -> str:
    if not isinstance(value, np.ndarray):
        return f"{value:.15g}" if isinstance(value, float) else repr(value)
    return f"{value.tolist()}" if value.size <= 8 else f"an array of {value.size} (row {row})"
