"""`%infogap` in a shell and in a terminal: what it writes, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell

import infogap as ig

MODELS = "acquisition, bayes, clv, clv_timing, expected_utility, insurance, regression, updating"
LISTING = """\
acquisition       Acquisition: what it costs to win a customer, and how many visitors become one.
bayes             Bayes' rule: how a signal changes what we believe.
clv               Customer lifetime value: what a customer's future margins are worth today.
clv_timing        When the margins come: three conventions of lifetime value.
expected_utility  Expected utility: what a risky outcome is worth to someone who dislikes risk.
insurance         Insurance: what someone who dislikes risk would pay to be rid of it.
regression        Regression: a straight line through points, and how far to trust its forecast.
updating          Updating: what several signals, one after another, leave of a first belief.

Write for example %infogap clv margin=200, %infogap clv --source or %infogap exercise 03-2.
"""
# At the end of the three years 300/1.1 + 300/1.21 + 300/1.331 = 272.727 + 247.934 + 225.394 = 746.056.
CLV_OF_300 = (
    "clv.calculator(margin=300.0, retention_rate=1.0, discount_rate=0.1, years=3, acquisition_cost=100.0): "
    "clv $746.06, net_value $646.06, ratio 7.46, payback_years 1 year"
)
WRITTEN = {
    "clv": "ig.clv.calculator()",
    "clv margin=300": "ig.clv.calculator(margin=300)",
    "clv margin=0 years=5": "ig.clv.calculator(margin=0, years=5)",
    "clv margin = 300, discount_rate = 0.05": "ig.clv.calculator(margin=300, discount_rate=0.05)",
    "expected_utility utility=log": "ig.expected_utility.calculator(utility='log')",
    "expected_utility utility='log'": "ig.expected_utility.calculator(utility='log')",
    "expected_utility outcomes=[80, 20, 5] probabilities=(0.5, 0.3, 0.2)": (
        "ig.expected_utility.calculator(outcomes=[80, 20, 5], probabilities=(0.5, 0.3, 0.2))"
    ),
    "exercise 03-2": 'ig.exercise("03-2")',
    "exercise '03-2'": 'ig.exercise("03-2")',
}
REFUSED = {
    "clvv": f'There is no model "clvv". Did you mean "clv"? The models are: {MODELS}.',
    "clvv --source": f'There is no model "clvv". Did you mean "clv"? The models are: {MODELS}.',
    "exercsie 03-2": f'There is no model "exercsie". Did you mean "exercise"? The models are: {MODELS}.',
    "__class__": f'There is no model "__class__". The models are: {MODELS}.',
    "clv margn=300": (
        'clv has no quantity "margn". Did you mean "margin"? '
        "Its quantities are: margin, retention_rate, discount_rate, years, acquisition_cost."
    ),
    "clv margin=-1": "margin must be a number of at least 0, but -1 arrived. Give for example margin=200.",
    "clv margin=lots": (
        "margin must be a number of at least 0, but the text 'lots' arrived. Give for example margin=200."
    ),
    "clv margin=": "margin must be a number of at least 0, but the text '' arrived. Give for example margin=200.",
    "clv margin=True": (
        "margin must be a number of at least 0, but the boolean True arrived. Give for example margin=200."
    ),
    "clv years=2.5": "years must be a whole number of at least 1, but 2.5 arrived. Give for example years=3.",
    "clv margin=[100, 200]": "margin must be one case, but an array arrived. Take one case at a time.",
    "clv margin=300 margin=400": "margin must be given once, but it arrived twice. Give it one value.",
    "clv margin": '"margin" is no quantity with a value. Did you mean "margin="? Write for example margin=200.',
    "clv source": '"source" is no quantity with a value. Did you mean "--source"? Write for example margin=200.',
    "clv 300": '"300" is no quantity with a value. Write for example margin=200.',
    "clv --sorce": '%infogap has no option "--sorce". Did you mean "--source"? Its only option is --source.',
    "clv -x": '%infogap has no option "-x". Its only option is --source.',
    "clv --source margin=300": (
        "--source must stand alone after clv, but margin=300 arrived. Change it in the source."
    ),
    "expected_utility utility=crr": (
        "utility must be one of ['linear', 'log', 'sqrt', 'crra', 'cara'], but 'crr' arrived. "
        "Did you mean \"crra\"? Give for example utility='linear'."
    ),
    "expected_utility outcomes=[1, 2, 3]": (
        "outcomes and probabilities must have the same length, but 3 and 2 entries arrived. "
        "Give one probabilities for each outcomes."
    ),
    "insurance loss=5000": (
        "loss must be below wealth: no more can be lost than there is. Arrived: loss=5000, wealth=2000."
    ),
    "exercise": "exercise must be followed by one name, but nothing arrived. Write for example 03-2.",
    "exercise 03-2 03-3": "exercise must be followed by one name, but 03-2, 03-3 arrived. Write for example 03-2.",
    "exercise 03-20": (
        'There is no exercise "03-20". Did you mean "03-2"? '
        "Lesson 03 has: 03-1, 03-2, 03-3, 03-4, 03-5, 03-6, 03-7, 03-8."
    ),
    "exercise --source": (
        'There is no exercise "--source": lessons with exercises are 01, 02, 03, 04, 05. Write for example "03-2".'
    ),
}


def written(shell: InteractiveShell, line: str) -> str | None:
    """What a line of `%infogap` writes into the cell."""
    shell.rl_next_input = None
    shell.run_line_magic("infogap", line)
    text: str | None = shell.rl_next_input
    return text


@pytest.mark.parametrize("line", WRITTEN)
def test_it_writes_what_computes(shell: InteractiveShell, line: str) -> None:
    text = written(shell, line)
    assert text == f"import infogap as ig\n{WRITTEN[line]}"
    assert shell.run_cell(text).success


def test_it_replaces_the_cell(shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, bool]] = []
    monkeypatch.setattr(shell, "set_next_input", lambda text, replace=False: calls.append((text, replace)))
    shell.run_line_magic("infogap", "clv margin=300")
    assert calls == [("import infogap as ig\nig.clv.calculator(margin=300)", True)]


def test_what_it_writes_runs(shell: InteractiveShell) -> None:
    ran = shell.run_cell(written(shell, "clv margin=300"))
    assert repr(ran.result) == CLV_OF_300


def test_it_imports_once(shell: InteractiveShell) -> None:
    shell.run_cell("import infogap")
    assert written(shell, "clv") == "import infogap as ig\nig.clv.calculator()"
    shell.run_cell("import infogap as ig")
    assert written(shell, "clv") == "ig.clv.calculator()"
    assert written(shell, "exercise 03-2") == 'ig.exercise("03-2")'
    shell.run_cell("ig = 5")
    assert written(shell, "clv") == "import infogap as ig\nig.clv.calculator()"


def test_a_variable_gives_its_value(shell: InteractiveShell) -> None:
    shell.run_cell("mine = 0.25")
    assert written(shell, "clv discount_rate={mine}") == "import infogap as ig\nig.clv.calculator(discount_rate=0.25)"


def test_the_source_is_the_one_that_load_gives(shell: InteractiveShell) -> None:
    text = written(shell, "clv --source")
    assert text == ig.source.clv.rstrip()
    assert repr(shell.run_cell(text).result) == repr(ig.clv.calculator())


def test_alone_it_lists_the_models(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    assert written(shell, "") is None
    assert capsys.readouterr().out == LISTING


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_wrong_leaves_the_cell_alone(shell: InteractiveShell, line: str) -> None:
    with pytest.raises(UsageError) as raised:
        written(shell, line)
    assert str(raised.value) == REFUSED[line]
    assert shell.rl_next_input is None


def test_unloading_takes_it_away(shell: InteractiveShell) -> None:
    before = {**shell.magics_manager.magics["line"]}
    for loaded in (False, True, False, True):
        shell.run_line_magic("load_ext" if loaded else "unload_ext", "infogap")
        names = before.keys() if loaded else before.keys() - {"infogap"}
        assert shell.magics_manager.magics["line"].keys() == names
    ig.unload_ipython_extension(shell)
    ig.unload_ipython_extension(shell)
    assert "infogap" not in shell.magics_manager.magics["line"]


# In a terminal.


def test_a_command_for_ipython(variables: dict[str, str], tmp_path: Path) -> None:
    cell = "%load_ext infogap\n%infogap clvv\n"
    command = [sys.executable, "-m", "IPython", "--simple-prompt", "--colors=nocolor", "-c", cell]
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=60)
    assert done.stderr.splitlines()[-1] == f"UsageError: {REFUSED['clvv']}"


def test_typed_into_a_terminal(variables: dict[str, str], tmp_path: Path) -> None:
    options = ["-m", "IPython", "--no-banner", "--no-confirm-exit", "--colors=nocolor"]
    terminal = pexpect.spawn(
        sys.executable, options, cwd=tmp_path, env=variables, encoding="utf-8", timeout=60, dimensions=(50, 250)
    )
    try:
        # Two lines then stand at the prompt; Esc and Enter run them.
        for keys in ("%load_ext infogap\r", "%infogap clv margin=300\r", "\x1b\r"):
            terminal.send(keys)
        terminal.expect_exact(CLV_OF_300)
    finally:
        terminal.close(force=True)
