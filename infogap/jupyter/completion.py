"""What Tab completes after `%infogap`: models, then quantities, then the options of a choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

import infogap
from infogap.jupyter.magics import EXERCISE, NAME, SOURCE, words
from infogap.library import names

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from infogap.core.values import Facts

# Stands where the cursor is: joined to the word that is being typed, or a word of its own after a space.
CURSOR = "|"


# The older hook, `complete_command`, would mix Python's keywords in.
@context_matcher(identifier=NAME, priority=200)  # type: ignore[untyped-decorator]
def complete(context: CompletionContext) -> SimpleMatcherResult:
    """Return what can follow on a line with `%infogap`; on any other line, nothing.

    Parameters
    ----------
    context : IPython.core.completer.CompletionContext
        The text, and where the cursor is in it.

    Returns
    -------
    IPython.core.completer.SimpleMatcherResult
        The completions; while there are any, no others are shown.
    """
    kind, fragment, texts = offered(context.text_until_cursor)
    found = [SimpleCompletion(text, type=kind) for text in texts if text.startswith(fragment)]
    return {"completions": found, "suppress": True, "matched_fragment": fragment, "ordered": True}


def load(shell: InteractiveShell) -> None:
    """Add the completion to a shell, once."""
    unload(shell)
    shell.Completer.custom_matchers.append(complete)


def unload(shell: InteractiveShell) -> None:
    """Take the completion away from a shell."""
    matchers = shell.Completer.custom_matchers
    matchers[:] = [matcher for matcher in matchers if matcher is not complete]


def offered(text: str) -> tuple[str, str, list[str]]:
    """Return what can stand at the end of a text: of which kind, what of it is typed already, and all the words.

    Examples
    --------
    >>> offered("%infogap expected_utility utility=c")
    ('option', 'c', ['linear', 'log', 'sqrt', 'crra', 'cara'])
    >>> offered("print(1)")
    ('', '', [])
    """
    before, magic, line = text.partition(f"%{NAME} ")
    if before.strip() or not magic:
        return "", "", []
    *complete_words, current = words(line + CURSOR)
    quantity, equals, value = current.removesuffix(CURSOR).partition("=")
    if equals:
        return "option", value, _options(complete_words, quantity)
    kind, texts = _words(complete_words)
    return kind, quantity, texts


def _words(before: Sequence[str]) -> tuple[str, list[str]]:
    if not before:
        return "model", [*names(), EXERCISE]
    if before[0] == EXERCISE:
        return EXERCISE, _exercises() if len(before) == 1 else []
    return "quantity", _quantities(before)


def _exercises() -> list[str]:
    from infogap.course.exercises import names

    return names()


def _quantities(before: Sequence[str]) -> list[str]:
    given = {word.partition("=")[0] for word in before[1:]}
    if SOURCE in given or before[0] not in names():
        return []
    left = [f"{name}=" for name in _facts(before[0]) if name not in given]
    return left if given else [*left, SOURCE]


def _options(before: Sequence[str], quantity: str) -> list[str]:
    facts = _facts(before[0]) if before else {}
    return [name for name, _ in facts[quantity].options] if quantity in facts else []


def _facts(model: str) -> dict[str, Facts]:
    facts: dict[str, Facts] = getattr(infogap, model).compiled.facts if model in names() else {}
    return facts
