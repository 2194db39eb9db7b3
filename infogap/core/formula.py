"""A formula: one output with the derivation that proves it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol, sympify
from sympy.logic.boolalg import Boolean

from infogap.core.display import Format, format_for

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
    """

    symbol: str
    label: str
    derive: Derivation
    format: Format
    inner: bool
    shown: tuple[int, ...]
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
    ) -> Formula:
        """Make the symbol and keep what it stands for."""
        self: Formula = Symbol.__xnew__(cls, name, real=True)
        self.symbol, self.label, self.derive = symbol, label, derive
        self.format, self.inner, self.shown = form, inner, shown
        self._derived = {}
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


def formula(
    name: str,
    symbol: str,
    label: str,
    *,
    unit: str = "",
    decimals: int | None = None,
    inner: bool = False,
    shown: tuple[int, ...] = (-1,),
) -> Callable[[Derivation], Formula]:
    """Turn a generator of (reason, expression) pairs into a `Formula`.

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
        return Formula(name, symbol, label, derive, form=format_for(unit, decimals), inner=inner, shown=shown)

    return declare
