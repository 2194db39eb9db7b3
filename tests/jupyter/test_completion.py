"""What Tab completes: asked of IPython's own completer, as a kernel and a terminal ask it."""

from __future__ import annotations

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import infogap as ig

MODELS = ["acquisition", "bayes", "clv", "clv_timing", "expected_utility", "insurance", "regression", "updating"]
QUANTITIES = ["margin=", "retention_rate=", "discount_rate=", "years=", "acquisition_cost="]
UTILITIES = ["linear", "log", "sqrt", "crra", "cara"]
EXERCISES = [f"03-{number}" for number in range(1, 9)]
# The text up to the cursor: what Tab lists, and how much of the text it replaces.
LISTED = {
    "%infogap ": ([*MODELS, "exercise"], ""),
    "x = 1\n%infogap ": ([*MODELS, "exercise"], ""),
    "  %infogap  cl": (["clv", "clv_timing"], "cl"),
    "%infogap ex": (["expected_utility", "exercise"], "ex"),
    "%infogap clv ": ([*QUANTITIES, "--source"], ""),
    "%infogap clv m": (["margin="], "m"),
    "%infogap clv --": (["--source"], "--"),
    "%infogap clv margin=300 ": ([name for name in QUANTITIES if name != "margin="], ""),
    "%infogap clv years=3, margin=300 re": (["retention_rate="], "re"),
    "%infogap expected_utility utility=": (UTILITIES, ""),
    "%infogap expected_utility utility=c": (["crra", "cara"], "c"),
    "%infogap expected_utility outcomes=[50, 30] utility = l": (["linear", "log"], "l"),
    "%infogap exercise 03-": (EXERCISES, "03-"),
}
# Here infogap lists nothing of its own, and lets others speak.
NOTHING = [
    "%infogap clvv ",
    "%infogap clv --source ",
    "%infogap clv margin=",
    "%infogap clv margn=",
    "%infogap clvv utility=",
    "%infogap utility=",
    "%infogap expected_utility outcomes=[50, ",
    "%infogap exercise 03-2 ",
    "print('%infogap ",
    "",
]


def completions(shell: InteractiveShell, text: str) -> list[tuple[str, int, int]]:
    """What is listed at the end of a text, each with the start and the end of what it replaces."""
    with provisionalcompleter():
        return [(each.text, each.start, each.end) for each in shell.Completer.completions(text, len(text))]


@pytest.mark.parametrize("text", LISTED)
def test_tab_lists_ours_and_nothing_else(shell: InteractiveShell, text: str) -> None:
    words, fragment = LISTED[text]
    assert completions(shell, text) == [(word, len(text) - len(fragment), len(text)) for word in words]


@pytest.mark.parametrize("text", NOTHING)
def test_elsewhere_others_are_listed(shell: InteractiveShell, text: str) -> None:
    with_ours = completions(shell, text)
    shell.Completer.custom_matchers.clear()
    assert with_ours == completions(shell, text)


def test_it_finds_its_words_by_itself(shell: InteractiveShell) -> None:
    shell.Completer.splitter.delims = " "
    text = "%infogap expected_utility utility=c"
    assert completions(shell, text) == [("crra", 34, 35), ("cara", 34, 35)]


def test_the_name_of_the_magic_itself(shell: InteractiveShell) -> None:
    assert completions(shell, "%infog") == [("%infogap", 0, 6)]


def test_sources_are_listed_after_load(shell: InteractiveShell) -> None:
    shell.run_cell("import infogap as ig")
    text = "%load ig.source."
    assert [word for word, *_ in completions(shell, text)] == MODELS
    assert [word for word, *_ in completions(shell, f"{text}clv")] == ["clv", "clv_timing"]


def test_load_puts_the_source_into_the_cell(shell: InteractiveShell) -> None:
    shell.run_cell("import infogap as ig\n%load ig.source.clv")
    assert shell.rl_next_input == f"# %load ig.source.clv\n{ig.source.clv}"


def test_unloading_takes_it_away(shell: InteractiveShell) -> None:
    matchers = shell.Completer.custom_matchers
    (ours,) = matchers
    ig.load_ipython_extension(shell)
    assert matchers == [ours]
    for loaded in (False, True, False, True):
        shell.run_line_magic("load_ext" if loaded else "unload_ext", "infogap")
        assert matchers == ([ours] if loaded else [])
    ig.unload_ipython_extension(shell)
    ig.unload_ipython_extension(shell)
    assert matchers == []
