"""Sentences whose numbers follow the model: they say what a result means, and label the marks of a chart."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Any

from infogap.core.display import Format, format_for


@dataclass(frozen=True)
class Number:
    """A number inside a sentence that is neither a quantity nor an output.

    Parameters
    ----------
    expression : sympy.Expr
        What it is worth.
    unit : str
        Its unit, as for a `Quantity`.
    decimals : int, optional
        Digits behind the point, where the unit's own are not right.
    colour : Quantity, optional
        The quantity whose colour it has.
    """

    expression: Any
    unit: str = ""
    decimals: int | None = 0
    colour: Any = None

    @property
    def format(self) -> Format:
        """How it is written."""
        return format_for(self.unit, self.decimals)


class Sentence:
    """A sentence with numbers in it, said where its condition holds.

    Parameters
    ----------
    template : str
        Text with ``{name}`` for a quantity, an output or one of `numbers`.
    when : sympy condition, optional
        Where it is said; everywhere if left out.
    **numbers : Number
        Further numbers of the template.

    Examples
    --------
    >>> Sentence("A customer is worth {clv}.").fields
    ('clv',)
    """

    def __init__(self, template: str, when: Any = None, **numbers: Number) -> None:
        self.template = template
        self.when = when
        self.numbers = numbers

    @property
    def fields(self) -> tuple[str, ...]:
        """The names in braces, each once."""
        names = [name for _, name, _, _ in string.Formatter().parse(self.template) if name]
        return tuple(dict.fromkeys(names))
