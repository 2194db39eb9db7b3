"""How strongly each output answers to each quantity: the elasticity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from infogap.answers.binding import only_one_case
from infogap.core.values import Facts
from infogap.faces.compiled import Calculation, Compiled

if TYPE_CHECKING:
    from pandas import DataFrame

# Five-point differences (Abramowitz and Stegun 1964, table 25.2), inside a domain and at either of its ends. The
# formulas keep all their digits, so the step can be small, and about 1e-12 is left as an error.
STEP = 2.0**-14
INSIDE = {-2: 1 / 12, -1: -8 / 12, 1: 8 / 12, 2: -1 / 12}
AT_LOW_END = {0: -25 / 12, 1: 48 / 12, 2: -36 / 12, 3: 16 / 12, 4: -3 / 12}
AT_HIGH_END = {-place: -weight for place, weight in AT_LOW_END.items()}


def sensitivity(compiled: Compiled, values: Mapping[str, Any]) -> DataFrame:
    """Return the elasticity of each output in each quantity: (dy/dx)·(x/y).

    A list is moved as a whole: all its entries grow by one per cent. Probabilities that must add up stay out.

    Returns
    -------
    pandas.DataFrame
        A row for each quantity, a column for each output; not-a-number where an output is 0 or undefined, and for a
        whole number of terms, between which nothing lies.
    """
    from pandas import DataFrame

    only_one_case(compiled, values)
    moved = [facts for facts in compiled.facts.values() if facts.kind != "choice" and facts.total is None]
    nothing = [float("nan")] * len(compiled.outputs)
    rows = {
        facts.name: nothing if facts.integer and compiled.counts else _elasticities(compiled, facts, values)
        for facts in moved
    }
    return DataFrame.from_dict(rows, orient="index", columns=compiled.outputs)


def _elasticities(compiled: Compiled, facts: Facts, values: Mapping[str, Any]) -> list[float]:
    weights = next(each for each in (INSIDE, AT_LOW_END, AT_HIGH_END) if _fits(facts, values, each))
    outputs = {place: _outputs(compiled, _moved(facts, values, place)) for place in {0, *weights}}
    with np.errstate(all="ignore"):
        # The weights add up to 0; taking the middle off first leaves exactly 0 where nothing moves.
        slopes = sum(weight * (outputs[place] - outputs[0]) for place, weight in weights.items()) / STEP
        shares = np.where(np.isfinite(outputs[0]) & (outputs[0] != 0), slopes / outputs[0], np.nan)
    return [float(share) for share in shares]


def _moved(facts: Facts, values: Mapping[str, Any], place: int) -> dict[str, Any]:
    return {**values, facts.name: values[facts.name] * (1 + place * STEP)}


def _fits(facts: Facts, values: Mapping[str, Any], weights: Mapping[int, float]) -> bool:
    ends = [_moved(facts, values, place)[facts.name] for place in weights]
    return all(facts.low <= np.min(end) and np.max(end) <= facts.high for end in ends)


def _outputs(compiled: Compiled, values: Mapping[str, Any]) -> np.ndarray:
    calculation = Calculation(compiled, values)
    return np.array([calculation[name] for name in compiled.outputs])
