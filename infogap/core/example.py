"""Published cases and known mistakes: what a source claimed, what is right, and how the difference arises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from infogap.core.formula import Formula


@dataclass(frozen=True)
class Mistake:
    """A wrong formula that people really use.

    Parameters
    ----------
    output : Formula
        What they mean to compute.
    did : str
        What they do, in the past tense, as it goes on after "You" or "It".
    instead : str
        What is right: a clause that follows on a semicolon.
    expression : sympy.Expr or callable
        The wrong formula, in the model's quantities and formulas; a callable gets the option of the model's choice.
    """

    output: Formula
    did: str
    instead: str
    expression: Any


@dataclass(frozen=True)
class Example:
    """A published case.

    Parameters
    ----------
    title : str
        The case in a few words.
    source : str
        Where it stands.
    inputs : mapping
        The values of the quantities that the source gives.
    claimed : mapping
        What the source gives as result, for each output.
    note : str
        Where the source went wrong, if it did.
    decimals : int
        Digits that the source prints: what differs less than that agrees.
    also : sequence of str
        Outputs that the source leaves out and that belong to the answer.
    """

    title: str
    source: str
    inputs: Mapping[str, Any]
    claimed: Mapping[str, float]
    note: str = ""
    decimals: int = field(default=2)
    also: Sequence[str] = ()
