"""The calculator: one widget class for every model, whose traits are the model's quantities."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import traitlets

from infogap.answers.binding import bind
from infogap.core.values import Facts, closest
from infogap.widgets import browser
from infogap.widgets.closing import ClosingWidget

if TYPE_CHECKING:
    from infogap.answers.result import Result
    from infogap.model import Model


# The browser draws each entry.
MOST_ENTRIES = 1000
# What the browser asks after an edit, with a number of its own; the answer is the same.
QUESTION = "infogap"


class QuantityTrait(traitlets.TraitType[Any, Any]):
    """A trait that holds what a quantity accepts, and refuses the rest with the quantity's own message."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(default_value=plain_value(facts, facts.default))
        self.facts = facts
        self.tag(sync=True)

    def validate(self, obj: Any, value: Any) -> Any:  # noqa: ARG002 - traitlets calls it so
        """Return `value` as the browser takes it."""
        return plain_value(self.facts, value)

    def _repr_default(self) -> str:
        return repr(self.default_value)


def plain_value(facts: Facts, value: Any) -> Any:
    """Return a value that a quantity accepts as plain data: a float, an int, a list of floats, or text."""
    accepted = facts.accept(value)
    if isinstance(accepted, np.ndarray):
        if accepted.ndim != 1 or facts.kind != "array":
            raise ValueError(
                f"{facts.name} must be one case in a calculator, but an array of {accepted.shape} arrived."
            )
        if accepted.size > MOST_ENTRIES:
            raise ValueError(
                f"{facts.name} must have at most {MOST_ENTRIES} entries in a calculator, but {accepted.size} arrived. "
                "Call the model itself with so many."
            )
        return [float(entry) for entry in accepted]
    return int(accepted) if facts.integer else accepted


class Calculator(ClosingWidget):
    """A model on the screen: each quantity is a trait, and everything is computed in the browser.

    Examples
    --------
    >>> import infogap as ig
    >>> calculator = ig.clv.calculator(margin=300)
    >>> calculator.margin = 250
    >>> round(calculator.result.clv, 2)
    621.71
    """

    wording = traitlets.Unicode().tag(sync=True)
    model_of_class: Model

    @property
    def values(self) -> dict[str, Any]:
        """The present value of each quantity."""
        return {name: getattr(self, name) for name in self.model_of_class.compiled.facts}

    @property
    def result(self) -> Result:
        """The outputs for the present values."""
        return self.model_of_class(**self.values)

    def to_html(self, path: str | Path) -> Path:
        """Write a page with this calculator, live without a kernel and without a network.

        Parameters
        ----------
        path : str or pathlib.Path
            Where to write it; an existing file is replaced.

        Returns
        -------
        pathlib.Path
            The file.
        """
        file = Path(path)
        compiled = self.model_of_class.compiled
        title = json.loads(self.wording or "{}").get("title", compiled.data["spec"]["title"])
        text = browser.page(compiled, title, {"wording": self.wording, **self.values})
        file.write_text(text, encoding="utf-8")
        return file

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take all that the browser says; or nothing if a value is refused, and the browser gets back what holds.

        Raises
        ------
        TypeError, ValueError
            The message of the quantity that refuses its value.
        """
        try:
            accepted = {name: self._accepted(name, value) for name, value in sync_data.items()}
        except (TypeError, ValueError):
            self.send_state(sync_data.keys() & set(self.keys))
            raise
        super().set_state(accepted)

    def _accepted(self, name: str, value: Any) -> Any:
        if name in ("wording", "_esm"):
            raise ValueError(f"{name} is Python's to say, but the browser sent one. Give title and labels in Python.")
        facts = self.model_of_class.compiled.facts
        return plain_value(facts[name], value) if name in facts else value

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        """Answer the browser when it asks whether Python follows."""
        if isinstance(content, dict) and content.keys() == {QUESTION}:
            self.send(content)
        super()._handle_custom_msg(content, buffers)

    def __repr__(self) -> str:
        """Say the values and the results, rounded, so that a notebook's regression test can compare them."""
        shown = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        try:
            results = ", ".join(f"{name} {text}" for name, text in self.result.texts().items())
        except ValueError as problem:
            results = str(problem)
        return f"{self.model_of_class.name}.calculator({shown}): {results}"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, "text/plain": repr(self)}, metadata


CLASSES: WeakKeyDictionary[Model, type[Calculator]] = WeakKeyDictionary()


def calculator_for(model: Model, title: str | None, labels: Mapping[str, str], start: Mapping[str, Any]) -> Calculator:
    """Return a calculator of a model that starts with some values."""
    for name in labels:
        if name not in model.compiled.facts:
            known = list(model.compiled.facts)
            raise TypeError(f'labels name "{name}", which {model.name} does not have.{closest(name, known)}')
    bind(model.compiled, None, start)
    if model not in CLASSES:
        CLASSES[model] = _class_for(model)
    return CLASSES[model](wording=_wording(title, labels), **start)


def _wording(title: str | None, labels: Mapping[str, str]) -> str:
    """Return the heading and the labels of a calculator's own as JSON; nothing where it has none."""
    own = ({} if title is None else {"title": title}) | ({"labels": dict(labels)} if labels else {})
    return json.dumps(own, ensure_ascii=False) if own else ""


def _class_for(model: Model) -> type[Calculator]:
    traits = {name: QuantityTrait(facts) for name, facts in model.compiled.facts.items()}
    members = {
        # The browser is told of it, and knows our widgets by it.
        "__module__": __name__,
        "_esm": browser.module_for(model.compiled),
        "model_of_class": model,
        "__doc__": f"The calculator of {model.name}.",
    }
    return type(f"{model.name.title().replace('_', '')}Calculator", (Calculator,), {**members, **traits})
