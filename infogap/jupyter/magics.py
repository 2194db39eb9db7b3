"""`%infogap` writes into the cell: a calculator, a model's source or an exercise."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

import infogap
from infogap.answers.binding import bind, only_one_case
from infogap.core.values import closest
from infogap.library import first_line, names

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from infogap.faces.compiled import Compiled

NAME = "infogap"
EXERCISE = "exercise"
SOURCE = "--source"
IMPORT = "import infogap as ig\n"
EXAMPLES = "Write for example %infogap clv margin=200, %infogap clv --source or %infogap exercise 03-2."
# Brackets and quotes hold a word together, also those that are not closed yet while someone types.
WORD = re.compile(r"""(?:\[[^]]*]?|\([^)]*\)?|"[^"]*"?|'[^']*'?|[^\s[("'])+""")
AROUND_EQUALS = re.compile(r"\s*=\s*")


class Magic:
    """The line magic of one shell.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        Whose cell it writes into.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell

    def infogap(self, line: str) -> None:
        """Write a calculator, a model's source or an exercise into this cell; Tab completes the words.

        %infogap                    the models, one line each
        %infogap clv margin=300     a calculator that starts with a margin of 300
        %infogap clv --source       the model's source, to be changed and run
        %infogap exercise 03-2      the second exercise of lesson 03
        """
        given = words(line)
        if given:
            self.shell.set_next_input(self._cell(*given), replace=True)
        else:
            print(listing())

    def _cell(self, name: str, *rest: str) -> str:
        if SOURCE in rest and name != EXERCISE:
            return _source(name, rest)
        text = _exercise(rest) if name == EXERCISE else _calculator(name, rest)
        return text if self.shell.user_ns.get("ig") is infogap else IMPORT + text


def load(shell: InteractiveShell) -> None:
    """Add `%infogap` to a shell."""
    shell.magics_manager.register_function(Magic(shell).infogap, "line", NAME)


def unload(shell: InteractiveShell) -> None:
    """Take `%infogap` away from a shell."""
    shell.magics_manager.magics["line"].pop(NAME, None)


def words(line: str) -> list[str]:
    """Take what is typed after `%infogap` apart into words: a model, `name=value`, an option.

    Parameters
    ----------
    line : str
        The rest of the line. Commas between the words, and spaces around `=`, may be there or not.

    Returns
    -------
    list of str
        The words; a list of numbers stays in one.

    Examples
    --------
    >>> words("expected_utility outcomes = [50, 30], utility=log")
    ['expected_utility', 'outcomes=[50, 30]', 'utility=log']
    """
    found = (word.rstrip(",") for word in WORD.findall(AROUND_EQUALS.sub("=", line)))
    return [word for word in found if word]


def listing() -> str:
    """Return the models with one line each: the first of the model's own file."""
    width = max(map(len, names()))
    lines = [f"{name:{width}}  {first_line(name)}" for name in names()]
    return "\n".join([*lines, "", EXAMPLES])


def _only_known(model: str) -> None:
    if model not in names():
        guess, listed = closest(model, [*names(), EXERCISE]), ", ".join(names())
        raise UsageError(f'There is no model "{model}".{guess} The models are: {listed}.')


def _source(model: str, rest: Sequence[str]) -> str:
    _only_known(model)
    others = [word for word in rest if word != SOURCE]
    if others:
        arrived = ", ".join(others)
        raise UsageError(f"{SOURCE} must stand alone after {model}, but {arrived} arrived. Change it in the source.")
    return str(getattr(infogap.source, model)).rstrip()


def _exercise(rest: Sequence[str]) -> str:
    if len(rest) != 1:
        arrived = ", ".join(rest) or "nothing"
        raise UsageError(f"exercise must be followed by one name, but {arrived} arrived. Write for example 03-2.")
    name = rest[0].strip("\"'")
    try:
        infogap.exercise(name)
    except ValueError as problem:
        raise UsageError(str(problem)) from None
    return f'ig.exercise("{name}")'


def _calculator(model: str, rest: Sequence[str]) -> str:
    _only_known(model)
    compiled = getattr(infogap, model).compiled
    values = _values(compiled, rest)
    _accepted(compiled, values)
    return f"ig.{model}.calculator({', '.join(f'{name}={value!r}' for name, value in values.items())})"


def _values(compiled: Compiled, given: Sequence[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for word in given:
        name, equals, text = word.partition("=")
        if not equals:
            raise _without_a_value(compiled, word)
        if name in values:
            raise UsageError(f"{name} must be given once, but it arrived twice. Give it one value.")
        values[name] = _literal(text)
    return values


def _without_a_value(compiled: Compiled, word: str) -> UsageError:
    if word.startswith("-"):
        return UsageError(f'%infogap has no option "{word}".{closest(word, [SOURCE])} Its only option is {SOURCE}.')
    first = next(iter(compiled.facts.values()))
    guess = closest(word, [*(f"{name}=" for name in compiled.facts), SOURCE])
    return UsageError(f'"{word}" is no quantity with a value.{guess} Write for example {first.name}={first.default!r}.')


def _literal(text: str) -> Any:
    """Return what a text means in Python, or the text: an option needs no quotes."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text


def _accepted(compiled: Compiled, values: Mapping[str, Any]) -> None:
    try:
        only_one_case(compiled, bind(compiled, None, values).values)
    except (TypeError, ValueError) as problem:
        raise UsageError(str(problem)) from None
