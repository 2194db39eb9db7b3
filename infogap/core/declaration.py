"""All that a model's file declares, before any face is made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from sympy import Basic

from infogap.core.chart import Chart
from infogap.core.example import Example, Mistake
from infogap.core.formula import Formula, Steps
from infogap.core.place import mapped, resolve, written_out_in
from infogap.core.quantity import ArrayQuantity, Choice, Quantity
from infogap.core.sentence import Sentence
from infogap.core.values import Facts

AnyQuantity = Quantity | ArrayQuantity | Choice


@dataclass(frozen=True)
class Requirement:
    """A condition on several quantities at once; outside it the model says nothing.

    Parameters
    ----------
    condition : sympy condition, or callable
        Where the model holds; a callable gets the option of the model's choice.
    message : str
        What is wrong where it does not hold, and what to do.
    quantities : sequence
        The quantities it is about, named in the error.
    """

    condition: Any
    message: str
    quantities: Sequence[AnyQuantity]

    def holds(self, option: str = "") -> Any:
        """Return the condition for an option."""
        return for_option(self.condition, option)


def for_option(expression: Any, option: str) -> Any:
    """Return an expression, made for an option if it is a callable that waits for one.

    Examples
    --------
    >>> for_option(lambda utility: 2 if utility == "log" else 1, "log")
    2
    """
    is_waiting: bool = callable(expression) and not isinstance(expression, Basic)
    return expression(option) if is_waiting else expression


@dataclass(frozen=True)
class Declaration:
    """A model as its file declares it.

    Parameters
    ----------
    name, title, summary : str
        The Python name, the heading, and one sentence on what it is for.
    quantities : sequence
        What people set, in the order of the controls.
    formulas : sequence of Formula
        What follows from them, in the order in which results are shown.
    requirements, sentences, examples, mistakes : sequences
        See `Requirement`, `Sentence`, `Example` and `Mistake`.
    chart : Chart
        The picture.
    main : Formula, optional
        The main result; the first output if left out.
    """

    name: str
    title: str
    summary: str
    quantities: Sequence[AnyQuantity]
    formulas: Sequence[Formula]
    chart: Chart
    sentences: Sequence[Sentence]
    requirements: Sequence[Requirement] = ()
    examples: Sequence[Example] = ()
    mistakes: Sequence[Mistake] = ()
    main: Formula | None = None

    @cached_property
    def resolved(self) -> Declaration:
        """The same with all that runs or stands at other values written out: what all faces are made from."""
        formulas = {formula.name: self._resolved(formula) for formula in self.formulas if formula.running is None}
        rest = {each.name: getattr(self, each.name) for each in fields(self)}
        main = self.main and formulas[self.main.name]
        del rest["formulas"], rest["main"]
        parts = mapped(rest, self._written_out, self.options)
        return Declaration(**parts, formulas=list(formulas.values()), main=main)

    def _written_out(self, expression: Any, option: str) -> Any:
        return resolve(expression, {formula.name: formula for formula in self.formulas}, option)

    def _resolved(self, formula: Formula) -> Formula:
        def derive(option: str = "") -> Steps:
            for step in formula.steps(option):
                yield step.reason, self._written_out(step.expression, option)

        waits = formula.depends_on_choice or any(part.depends_on_choice for part in self._put_into(formula))
        return formula.derived_by(derive if waits else lambda: derive())

    def _put_into(self, formula: Formula) -> list[Formula]:
        """Return the formulas that are written out in another that does not wait for an option itself."""
        named = {part.name for step in formula.steps() for part in written_out_in(step.expression)}
        return [each for each in self.formulas if each.name in named]

    @property
    def facts(self) -> list[Facts]:
        """What is known of each quantity."""
        return [quantity.facts for quantity in self.quantities]

    @cached_property
    def choice(self) -> Choice | None:
        """The quantity that is a choice, if there is one."""
        return next((quantity for quantity in self.quantities if isinstance(quantity, Choice)), None)

    @property
    def options(self) -> list[str]:
        """The options of the choice; one empty option without a choice."""
        return [""] if self.choice is None else [name for name, _ in self.choice.facts.options]

    @property
    def arrays(self) -> dict[str, str]:
        """For each index's length, by its symbol's name, an array that has it."""
        return {f"number_of_{facts.group}": facts.name for facts in reversed(self.facts) if facts.group}

    @cached_property
    def formulas_in_order(self) -> list[Formula]:
        """The formulas, each after those that it is computed from."""
        ordered: list[Formula] = []
        for formula in self.formulas:
            self._add_after_its_sources(formula, ordered)
        return ordered

    def _add_after_its_sources(self, formula: Formula, ordered: list[Formula]) -> None:
        if formula in ordered:
            return
        symbols = {symbol for option in self.options for symbol in formula.expression(option).free_symbols}
        for source in self.formulas:
            if source in symbols:
                self._add_after_its_sources(source, ordered)
        ordered.append(formula)

    @property
    def outputs(self) -> list[Formula]:
        """The formulas that are results."""
        return [formula for formula in self.formulas if not formula.inner]
