"""The inverse of a model: which value of a quantity gives the output that you want."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from infogap.answers.binding import bind
from infogap.core.values import Facts, closest
from infogap.faces.evaluation import evaluate, names_in
from infogap.faces.rows import calculate

if TYPE_CHECKING:
    from infogap.model import Model

AGREEMENT = 1e-9
GRID = 2001
FARTHEST = 12
FEWEST_OF_A_STRETCH = 3
BISECTIONS = 60
SECANT = 2.0**-20
Function = Callable[[Any], Any]


class Solutions(Mapping[str, float]):
    """All values of a quantity that give an output, each under a name.

    Examples
    --------
    >>> Solutions({"at_1": 2.0, "at_2": 8.0})
    at_1 = 2, at_2 = 8
    """

    def __init__(self, values: Mapping[str, float]) -> None:
        self._values = dict(values)

    @classmethod
    def numbered(cls, quantity: str, values: list[float]) -> Solutions:
        """Return single values, numbered in ascending order."""
        return cls({f"{quantity}_{number}": value for number, value in enumerate(sorted(values), start=1)})

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return ", ".join(f"{name} = {value:.10g}" for name, value in self.items())


def solve(model: Model, quantity: str, known: Mapping[str, Any]) -> Any:
    """Return the values of a quantity for which one output has the value named in `known`."""
    facts = _quantity(model, quantity)
    output, target = _target(model, known)
    given = {name: value for name, value in known.items() if name != output}
    if quantity in given:
        raise TypeError(f"{quantity} is what solve is to find, so it cannot be given. Leave it out.")
    cases = [np.asarray(target, dtype=float), *(_rows(model, name, value) for name, value in given.items())]
    shape = np.broadcast_shapes(*(case.shape for case in cases))
    if shape == ():
        return _one_case(model, facts, output, float(target), given)
    return _many_cases(model, facts, output, np.broadcast_to(target, shape), given)


def _quantity(model: Model, quantity: str) -> Facts:
    known = [name for name, facts in model.compiled.facts.items() if facts.kind == "number"]
    if quantity not in known:
        raise ValueError(
            f'solve cannot find "{quantity}".{closest(quantity, known)} '
            f"The quantities of {model.name} that are numbers are: {', '.join(known)}."
        )
    return model.compiled.facts[quantity]


def _target(model: Model, known: Mapping[str, Any]) -> tuple[str, Any]:
    named = [name for name in known if name in model.compiled.outputs]
    if len(named) != 1:
        outputs = ", ".join(model.compiled.outputs)
        raise TypeError(
            f"solve needs exactly one output of {model.name} with the value it is to have, "
            f"but {len(named)} arrived. Its outputs are: {outputs}."
        )
    value = np.asarray(known[named[0]])
    if value.dtype.kind not in "iuf" or not np.isfinite(value).all():
        raise ValueError(f"{named[0]} must be a finite number, but {known[named[0]]!r} arrived.")
    return named[0], known[named[0]]


def _rows(model: Model, name: str, value: Any) -> np.ndarray:
    facts = model.compiled.facts.get(name)
    is_row = facts is not None and facts.kind == "number" and np.ndim(value) > 0
    return np.asarray(value) if is_row else np.asarray(0.0)


def _many_cases(model: Model, facts: Facts, output: str, targets: np.ndarray, given: Mapping[str, Any]) -> np.ndarray:
    rows = {name for name, value in given.items() if _rows(model, name, value).ndim}
    wide = {name: np.broadcast_to(given[name], targets.shape) for name in rows}
    found = np.empty(targets.shape)
    for place in np.ndindex(targets.shape):
        case = {name: wide[name][place] if name in rows else value for name, value in given.items()}
        answer = _one_case(model, facts, output, float(targets[place]), case)
        if isinstance(answer, Solutions):
            raise ValueError(f"{facts.name} has more than one solution in row {place}: {answer}. Solve that row alone.")
        found[place] = answer
    return found


def _one_case(model: Model, facts: Facts, output: str, target: float, given: Mapping[str, Any]) -> Any:
    start = dict(given) | {facts.name: float(facts.default)}
    values = dict(bind(model.compiled, None, start, required=False).values)

    def function(number: Any) -> Any:
        """Return the output, not-a-number where a requirement does not hold."""
        case = values | {facts.name: number}
        found = np.asarray(calculate(model.compiled, output, case))
        for requirement in model.compiled.data["requirements"]:
            found = np.where(calculate(model.compiled, requirement["holds"], case), found, np.nan)
        return found

    symbolic = _symbolic(model, facts, output, target, values)
    roots = _distinct([root for root in symbolic if _is_root(function, facts, root, target)])
    roots = [_polished(function, root, target) for root in roots]
    stretch = _stretch(function, facts, target) if not roots else None
    if stretch is not None:
        return Solutions({f"{facts.name}_from": stretch[0], f"{facts.name}_to": stretch[1]})
    roots = roots or roots_of(function, facts, target)
    if not roots:
        raise ValueError(_no_solution(function, facts, output, target))
    return roots[0] if len(roots) == 1 else Solutions.numbered(facts.name, roots)


def _symbolic(model: Model, facts: Facts, output: str, target: float, values: Mapping[str, Any]) -> list[float]:
    """Return the roots that the symbolic inverse gives, if there is one."""
    sources = model.inverses[output][facts.name][model.compiled.option(values)]
    given = {**values, "target": target}
    return [float(evaluate(source, {name: given[name] for name in names_in(source)})) for source in sources]


def _polished(function: Function, root: float, target: float) -> float:
    """Take the last step to a root along the secant, where a symbolic form loses digits."""
    error, beside = float(function(root)) - target, root * (1 + SECANT)
    change = float(function(beside)) - target - error
    better = root - error * (beside - root) / change if change else root
    return better if abs(float(function(better)) - target) < abs(error) else root


def _stretch(function: Function, facts: Facts, target: float) -> tuple[float, float] | None:
    """Return the ends of the values that all give the target, where an output goes in steps."""
    grid = _grid(facts)
    hit = np.flatnonzero(np.broadcast_to(function(grid) == target, grid.shape))
    if len(hit) < FEWEST_OF_A_STRETCH:
        return None
    first, last = int(hit[0]), int(hit[-1])
    low = facts.low if first == 0 else _edge(function, facts, target, grid[first], grid[first - 1])
    high = facts.high if last == len(grid) - 1 else _edge(function, facts, target, grid[last], grid[last + 1])
    return low, high


def roots_of(function: Function, facts: Facts, target: float) -> list[float]:
    """Return the values of a quantity at which a function has a value, found between points of a grid.

    Parameters
    ----------
    function : callable
        Takes one value of the quantity, or an array of them.
    facts : Facts
        What is known of the quantity.
    target : float
        The value that the function is to have.
    """
    found = _bracketed(function, facts, target)
    return _distinct([root for root in found if _is_root(function, facts, root, target)])


def _edge(function: Function, facts: Facts, target: float, inside: float, outside: float) -> float:
    """Return the last number towards `outside` that still gives the target, by bisection."""
    for _ in range(BISECTIONS):
        middle = round((inside + outside) / 2) if facts.integer else (inside + outside) / 2
        if middle in (inside, outside):
            break
        inside, outside = (middle, outside) if function(middle) == target else (inside, middle)
    return float(inside)


def _bracketed(function: Function, facts: Facts, target: float) -> Iterator[float]:
    """Yield a root in each interval of a grid over the whole domain in which the sign changes."""
    from scipy.optimize import brentq

    grid = _grid(facts)
    errors = function(grid) - target if np.ndim(function(grid)) else np.full(grid.shape, np.nan)
    yield from grid[errors == 0]
    for (low, below), (high, above) in pairwise(zip(grid, errors, strict=True)):
        if np.isfinite(below) and np.isfinite(above) and np.sign(below) * np.sign(above) < 0:
            yield float(brentq(lambda number: float(function(number)) - target, low, high, xtol=1e-300, rtol=1e-15))


def _grid(facts: Facts) -> np.ndarray:
    """Return numbers that are dense where the slider is and reach far out where the domain is endless."""
    low, high, _ = facts.slider or (0.0, 1.0, 1.0)
    size = max(abs(low), abs(high), 1.0)
    near = np.linspace(max(low, facts.low), min(high, facts.high), GRID)
    far = size * np.logspace(-FARTHEST, FARTHEST, GRID)
    start = facts.low if np.isfinite(facts.low) else 0.0
    everything = np.concatenate([near, start + far, -far])
    placed = np.round(everything) if facts.integer else everything
    return np.unique(placed[_inside(facts, placed)])


def _inside(facts: Facts, numbers: Any) -> Any:
    above = numbers > facts.low if facts.low_open else numbers >= facts.low
    below = numbers < facts.high if facts.high_open else numbers <= facts.high
    return above & below


def _is_root(function: Function, facts: Facts, root: float, target: float) -> bool:
    if facts.integer and abs(root - round(root)) > AGREEMENT * max(1.0, abs(root)):
        return False
    error = abs(float(function(root)) - target)
    return bool(_inside(facts, root)) and error <= AGREEMENT * max(1.0, abs(target))


def _distinct(roots: list[float]) -> list[float]:
    kept: list[float] = []
    for root in sorted(roots):
        if not kept or root - kept[-1] > 1e-7 * max(1.0, abs(root)):
            kept.append(float(root))
    return kept


def _no_solution(function: Function, facts: Facts, output: str, target: float) -> str:
    reached = function(_grid(facts))
    finite = reached[np.isfinite(reached)] if np.ndim(reached) else np.atleast_1d(reached)
    kind = "whole number " if facts.integer else ""
    span = (
        f"{output} lies between {finite.min():.6g} and {finite.max():.6g}" if finite.size else f"{output} is undefined"
    )
    return f"No {kind}{facts.name} gives {output} = {target:.10g}: while {facts.name} is {facts.expected()}, {span}."
