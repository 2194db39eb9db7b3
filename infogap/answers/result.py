"""What a model answers: its outputs by name, computed when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from infogap.answers.binding import Bound
from infogap.core.display import as_html
from infogap.faces.compiled import Compiled
from infogap.faces.rows import calculate
from infogap.faces.wording import said

if TYPE_CHECKING:
    from pandas import DataFrame

FEW_VALUES = 4


class Result(Mapping[str, Any]):
    """The outputs of a model for some values of its quantities.

    An output is computed when it is first asked for, from the very arrays that were given: change an array only
    after you have read what you need.

    Examples
    --------
    >>> import infogap as ig
    >>> result = ig.clv(margin=200, discount_rate=0.10, years=3)
    >>> round(result.clv, 2), round(result["net_value"], 2)
    (497.37, 397.37)
    """

    def __init__(self, compiled: Compiled, bound: Bound) -> None:
        self._compiled = compiled
        self._bound = bound
        self._found: dict[str, Any] = {}

    @property
    def inputs(self) -> Mapping[str, Any]:
        """The values of the quantities."""
        return self._bound.values

    def __getitem__(self, name: str) -> Any:
        if name not in self._compiled.outputs:
            raise KeyError(name)
        if name not in self._found:
            self._found[name] = self._labelled(name, calculate(self._compiled, name, self.inputs))
        return self._found[name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._compiled.outputs:
            outputs = ", ".join(self._compiled.outputs)
            raise AttributeError(f'{self._compiled.data["name"]} has no output "{name}". Its outputs are: {outputs}.')
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._compiled.outputs)

    def __len__(self) -> int:
        return len(self._compiled.outputs)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._compiled.outputs]

    def _labelled(self, name: str, values: Any) -> Any:
        if self._bound.index is None:
            return values
        from pandas import Series

        return Series(values, index=self._bound.index, name=name)

    @property
    def sentence(self) -> str:
        """What the numbers mean, in words; empty for arrays."""
        return "" if self._has_arrays() else said(self._compiled, self.inputs)

    def frame(self) -> DataFrame:
        """Return quantities and outputs as a table, one row for each case."""
        from pandas import DataFrame

        inputs = {name: value for name, value in self.inputs.items() if self._compiled.facts[name].kind != "array"}
        columns = inputs | {name: self[name] for name in self}
        shape = np.broadcast_shapes(*(np.shape(value) for value in columns.values()))
        flat = {name: np.broadcast_to(value, shape).ravel() for name, value in columns.items()}
        return DataFrame(flat, index=self._bound.index)

    def texts(self) -> dict[str, str]:
        """Return each output as people read it."""
        return {name: self._text(name) for name in self}

    def _has_arrays(self) -> bool:
        return any(np.ndim(self[name]) for name in self)

    def _text(self, name: str) -> str:
        write = self._compiled.formats[name].write
        if not np.ndim(self[name]):
            return write(float(self[name]))
        values = np.ravel(self[name])
        shown = ", ".join(write(float(value)) for value in values[:FEW_VALUES])
        return shown + (f", … ({values.size:,} values)" if values.size > FEW_VALUES else "")

    def __repr__(self) -> str:
        texts = self.texts()
        width = max(map(len, texts))
        return "\n".join(f"{name:<{width}}  {text}" for name, text in texts.items())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th scope='row' style='text-align:left'>{as_html(self._compiled.labels[name])}</th>"
            f"<td><code>{name}</code></td><td style='text-align:right'>{as_html(text)}</td></tr>"
            for name, text in self.texts().items()
        )
        return f"<table>{rows}</table><p>{as_html(self.sentence)}</p>"
