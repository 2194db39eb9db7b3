"""What an exercise asks, before it is put into words: the model, its numbers, and what is to be found."""

from __future__ import annotations

import random
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from infogap.core.display import Format
from infogap.core.language import translate
from infogap.exercises.numbers import needed
from infogap.faces.compiled import Calculation, Compiled

if TYPE_CHECKING:
    from infogap.model import Model


@dataclass(frozen=True)
class Asked:
    """One exercise of one student.

    Parameters
    ----------
    model : Model
        The model that it is about.
    output : str
        The result that it is about.
    values : mapping
        The student's numbers.
    generator : random.Random
        What else is drawn.
    quantity : str, optional
        The quantity that is to be found, changed or dragged.
    story, ask : str
        Words for the question; numbers in braces, such as ``{margin}``.
    hint, solution : str
        Words for kinds that no derivation answers.
    choices : sequence of (text, what is said)
        The answers to choose from, the right one first.
    entry : int, optional
        Which entry of a list is dragged, counted from 1.
    """

    model: Model
    output: str
    values: Mapping[str, Any]
    generator: random.Random
    quantity: str = ""
    story: str = ""
    ask: str = ""
    hint: str = ""
    solution: str = ""
    choices: Sequence[tuple[str, str]] = ()
    entry: int | None = None

    @property
    def compiled(self) -> Compiled:
        """The model's faces."""
        return self.model.compiled

    @property
    def form(self) -> Format:
        """How the output is written."""
        return self.compiled.formats[self.output]

    @property
    def label(self) -> str:
        """What people call the output."""
        return self.compiled.labels[self.output]

    @property
    def right(self) -> float:
        """The output for the student's numbers."""
        return float(Calculation(self.compiled, self.values)[self.output])

    def told(self, words: str, **more: str) -> str:
        """Return words, in the reader's language, with the student's numbers and with what else is named in them."""
        words = translate(words)
        calculation = Calculation(self.compiled, self.values)
        fields = [name for name in _fields(words) if name not in more]
        return words.format(**{name: self._written(name, calculation) for name in fields}, **more)

    def _written(self, name: str, calculation: Calculation) -> str:
        base, _, entry = name.partition("_at_")
        value = calculation[base]
        if isinstance(value, str):
            return value
        entries = np.atleast_1d(value)[int(entry) - 1 : int(entry)] if entry else np.atleast_1d(value)
        is_given = base in self.compiled.facts
        form = shortened(self.compiled.facts[base].format, entries) if is_given else self.compiled.formats[base]
        return written_list(form, entries)

    def given(self, *hidden: str) -> tuple[tuple[str, str, str], ...]:
        """Return label, symbol and text of the numbers that the answer needs and the words do not mention."""
        option = self.compiled.option(self.values)
        said = {name.partition("_at_")[0] for name in _fields(self.story + self.ask)}
        wanted = needed(self.compiled, self.output, option) - said - set(hidden)
        calculation = Calculation(self.compiled, self.values)
        shown = [facts for name, facts in self.compiled.facts.items() if name in wanted]
        chosen = [] if self.compiled.choice in {*said, None} else [self.compiled.facts[str(self.compiled.choice)]]
        options = [(facts.label, facts.symbol, dict(facts.options)[option]) for facts in chosen]
        return (*((facts.label, facts.symbol, self._written(facts.name, calculation)) for facts in shown), *options)


def _fields(words: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(words) if name]


def shortened(form: Format, entries: Any) -> Format:
    """Return a format without decimals if there are none: a question says $200 and 10 %.

    Examples
    --------
    >>> shortened(Format(scale=100, suffix=" %", decimals=1), [0.1, 0.25]).write(0.1)
    '10 %'
    """
    whole = all(float(f"{entry * form.scale:.{form.decimals}f}").is_integer() for entry in entries)
    return replace(form, decimals=0) if whole else form


def written_list(form: Format, entries: Any) -> str:
    """Return a list as people write it.

    Examples
    --------
    >>> written_list(Format(prefix="$", decimals=0), [50, 30])
    '$50 and $30'
    """
    *most, last = [form.write(float(entry)) for entry in entries]
    return translate("{first} and {last}").format(first=translate(", ").join(most), last=last) if most else last
