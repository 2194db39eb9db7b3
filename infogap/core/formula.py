"""A formula: one output with the derivation that proves it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol, sympify
from sympy.logic.boolalg import Boolean

from infogap.core.display import Format, format_for
from infogap.core.place import At, at

Steps = Iterator[tuple[str, Any]]
Derivation = Callable[..., Steps]


@dataclass(frozen=True)
class Step:
    """One line of a derivation.

    Parameters
    ----------
    reason : str
        Why it follows.
    expression : sympy.Basic
        What the output equals; or an equation or condition that the output satisfies.
    """

    reason: str
    expression: Any

    @property
    def is_condition(self) -> bool:
        """Whether the step says something about the output instead of what it equals."""
        return isinstance(self.expression, Boolean) and not isinstance(self.expression, Expr)


class Formula(Symbol):  # type: ignore[misc]
    """One output of a model, written as its derivation. Other formulas use it like any symbol.

    Parameters
    ----------
    name, symbol, label : str
        The Python name, the LaTeX symbol and what people call it.
    derive : callable
        A generator of (reason, expression) pairs; it takes the option's name where the model has a choice.
    form : Format
        How its numbers are written.
    inner : bool
        Whether it only serves other formulas and is no output.
    shown : tuple of int
        Which steps a calculator shows with the present numbers.
    running : sympy.Symbol, optional
        What runs in it, such as the year of a sum. Such a formula has no value of its own: it is written out wherever
        it stands.
    given : int or Step
        What a reader's own version starts from: the place of a step among those that say what the formula equals, or
        a step of its own.
    """

    symbol: str
    label: str
    derive: Derivation
    format: Format
    inner: bool
    shown: tuple[int, ...]
    running: Symbol | None
    given: int | Step
    _derived: dict[str, tuple[Step, ...]]

    def __new__(
        cls,
        name: str,
        symbol: str,
        label: str,
        derive: Derivation,
        *,
        form: Format,
        inner: bool = False,
        shown: tuple[int, ...] = (-1,),
        running: Symbol | None = None,
        given: int | Step = 0,
    ) -> Formula:
        """Make the symbol and keep what it stands for."""
        self: Formula = Symbol.__xnew__(cls, name, real=True)
        self.symbol, self.label, self.derive = symbol, label, derive
        self.format, self.inner, self.shown, self.running = form, inner or running is not None, shown, running
        self.given, self._derived = given, {}
        return self

    @property
    def depends_on_choice(self) -> bool:
        """Whether there is a derivation for each option of the model's choice."""
        return bool(inspect.signature(self.derive).parameters)

    def steps(self, option: str = "") -> tuple[Step, ...]:
        """Return the derivation, for one option where the model has a choice; it is made once."""
        arguments = (option,) if self.depends_on_choice else ()
        if option not in self._derived:
            made = self.derive(*arguments)
            self._derived[option] = tuple(Step(reason, sympify(expression)) for reason, expression in made)
        return self._derived[option]

    def expression(self, option: str = "") -> Any:
        """Return what the derivation ends with: the form that numbers are computed from."""
        return [step.expression for step in self.steps(option) if not step.is_condition][-1]

    def definition(self, option: str = "") -> Step:
        """Return what a reader's own version starts from: a step that says what it equals, or what is given."""
        if isinstance(self.given, Step):
            return self.given
        return [step for step in self.steps(option) if not step.is_condition][self.given]

    def at(self, **places: Any) -> At:
        """Return the formula's value where some quantities take other values, for a chart or another formula.

        Parameters
        ----------
        **places
            For each quantity's name the expression that replaces it; in an array, every entry.
        """
        return at(self, places)

    def derived_by(self, derive: Derivation, shown: tuple[int, ...] | None = None) -> Formula:
        """Return the same output with another derivation."""
        return Formula(
            self.name,
            self.symbol,
            self.label,
            derive,
            form=self.format,
            inner=self.inner,
            shown=self.shown if shown is None else shown,
            running=self.running,
        )


def formula(
    name: str,
    symbol: str,
    label: str,
    *,
    unit: str = "",
    decimals: int | None = None,
    inner: bool = False,
    shown: tuple[int, ...] = (-1,),
    running: Symbol | None = None,
    definition: int | tuple[str, Any] = 0,
) -> Callable[[Derivation], Formula]:
    """Turn a generator of (reason, expression) pairs into a `Formula`; `definition` may be one such pair, too.

    Examples
    --------
    >>> from sympy.abc import c, k
    >>> @formula("cac", "CAC", "cost to win a customer", unit="$")
    ... def cac():
    ...     yield "All customers share the cost equally", c / k
    >>> cac.expression(), 1 - cac
    (c/k, 1 - cac)
    """

    def declare(derive: Derivation) -> Formula:
        form = format_for(unit, decimals)
        given = definition if isinstance(definition, int) else Step(*definition)
        return Formula(name, symbol, label, derive, form=form, inner=inner, shown=shown, running=running, given=given)

    return declare
