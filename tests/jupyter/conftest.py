"""A real IPython shell, of which nothing is left after the test."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A shell in which infogap is loaded, and nothing imported."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setattr(sys, "path", [*sys.path])
    # A shell takes the place of the program that runs, and says so to libraries such as matplotlib.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    prompts = {name for name in ("ps1", "ps2", "ps3") if not hasattr(sys, name)}
    made = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    made.run_line_magic("load_ext", "infogap")
    yield made
    made.restore_sys_module_state()
    atexit.unregister(made.atexit_operations)
    InteractiveShell.clear_instance()
    for name in prompts & vars(sys).keys():
        delattr(sys, name)


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """The variables of a terminal IPython with settings of its own."""
    return os.environ | {"IPYTHONDIR": str(tmp_path), "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"}
