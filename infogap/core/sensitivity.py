"""How strongly each output answers to each quantity: the elasticity, computed to many digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from infogap.core.check import Values, finals
from infogap.core.declaration import Declaration
from infogap.core.values import Facts

if TYPE_CHECKING:
    from pandas import DataFrame

STEP = mpmath.mpf(10) ** -12
DIGITS = 60


def sensitivity(declaration: Declaration, values: Mapping[str, Any]) -> DataFrame:
    """Return the elasticity of each output in each quantity: (dy/dx)·(x/y).

    A list is moved as a whole: all its entries grow by one per cent. Probabilities that must add up stay out.

    Returns
    -------
    pandas.DataFrame
        A row for each quantity, a column for each output; not-a-number where an output is 0 or undefined.
    """
    from pandas import DataFrame

    moved = [facts for facts in declaration.facts if facts.kind != "choice" and facts.total is None]
    with mpmath.workdps(DIGITS):
        rows = {facts.name: _elasticities(declaration, facts, values) for facts in moved}
    return DataFrame.from_dict(rows, orient="index")


def _elasticities(declaration: Declaration, facts: Facts, values: Mapping[str, Any]) -> dict[str, float]:
    at = _point(declaration, values)
    here = _outputs(declaration, at)
    slopes = _slopes(declaration, facts, at)
    return {name: _ratio(slopes[name], here[name]) for name in here}


def _slopes(declaration: Declaration, facts: Facts, at: dict[str, Any]) -> dict[str, Any]:
    """Return how each output changes for a relative change of one quantity; one-sided at the domain's ends."""
    up, down = _outputs(declaration, _moved(facts, at, STEP)), _outputs(declaration, _moved(facts, at, -STEP))
    if _fits(facts, _moved(facts, at, STEP)) and _fits(facts, _moved(facts, at, -STEP)):
        return {name: (up[name] - down[name]) / (2 * STEP) for name in up}
    side = -STEP if _fits(facts, _moved(facts, at, -STEP)) else STEP
    here, near, far = (_outputs(declaration, _moved(facts, at, side * times)) for times in (0, 1, 2))
    return {name: (4 * near[name] - far[name] - 3 * here[name]) / (2 * side) for name in here}


def _point(declaration: Declaration, values: Mapping[str, Any]) -> dict[str, Any]:
    point = {
        name: [mpmath.mpf(float(entry)) for entry in value] if isinstance(value, np.ndarray) else value
        for name, value in values.items()
    }
    return point | {key: len(values[name]) for key, name in declaration.arrays.items()}


def _moved(facts: Facts, at: dict[str, Any], share: Any) -> dict[str, Any]:
    old = at[facts.name]
    new = [entry * (1 + share) for entry in old] if isinstance(old, list) else mpmath.mpf(old) * (1 + share)
    return at | {facts.name: new}


def _fits(facts: Facts, at: dict[str, Any]) -> bool:
    entries = at[facts.name] if isinstance(at[facts.name], list) else [at[facts.name]]
    return all(facts.low <= entry <= facts.high for entry in entries)


def _outputs(declaration: Declaration, at: dict[str, Any]) -> dict[str, Any]:
    option = at[declaration.choice.facts.name] if declaration.choice is not None else ""
    values = Values(finals(declaration, option), at, DIGITS)
    return {formula.name: values[formula.name] for formula in declaration.outputs}


def _ratio(slope: Any, value: Any) -> float:
    defined = mpmath.isfinite(value) and mpmath.isfinite(slope) and value != 0
    return float(slope / value) if defined else float("nan")
