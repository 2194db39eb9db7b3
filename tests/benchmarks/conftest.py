"""Benchmarks: measured side by side in one run, printed as one table at the end. Nothing here asserts a time."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

HARNESSES = {name: Path(__file__).parent.parent / name / "conftest.py" for name in ("browser", "hub")}
HEADS = ("what", "", "median", "p95", "against", "median", "p95", "ratio", "to reach", "reached")
NUMBERS = {2, 3, 5, 6, 7}

OURS = "import infogap as ig\ncalculator = ig.clv.calculator()\ncalculator"
# The same quantities, bars and sum, as a teacher would write them who knows `interact`.
INTERACT = """
import ipywidgets
import matplotlib.pyplot as plt
import numpy as np

drawn = {}

def draw(margin=200, retention_rate=1.0, discount_rate=0.1, years=3, acquisition_cost=100):
    year = np.arange(1, years + 1)
    worth = margin * retention_rate ** (year - 1) / (1 + discount_rate) ** year
    drawn.update(margin=margin, clv=worth.sum())
    _, axes = plt.subplots()
    axes.bar(year, worth)
    axes.plot(year, worth.cumsum(), marker="o")
    axes.axhline(acquisition_cost, linestyle="dashed")
    plt.show()

_ = ipywidgets.interact(draw, margin=(0, 1000, 10), retention_rate=(0.0, 1.0, 0.01), discount_rate=(0.0, 0.5, 0.01),
                        years=(1, 30, 1), acquisition_cost=(0, 1000, 10))
""".strip()


def median(values: list[float]) -> float:
    return float(np.median(values))


def p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))


@dataclass(frozen=True)
class Measured:
    """One line of the table.

    Attributes
    ----------
    what : str
        What was measured; every figure is a cost, so less is better.
    unit : str
        The unit of all its figures.
    ours, theirs : list of float
        What infogap and its opponent took; without an opponent, `theirs` is empty.
    against : str
        The opponent.
    target : str
        What is to be reached, in words; nothing for a line that only informs.
    holds : callable
        Whether it was reached.
    judge : callable
        The statistic that is compared.
    """

    what: str
    unit: str
    ours: list[float]
    theirs: list[float] = field(default_factory=list)
    against: str = ""
    target: str = ""
    holds: Callable[[Measured], bool] = lambda _: True
    judge: Callable[[list[float]], float] = median

    @property
    def ratio(self) -> float:
        """How many times as much as ours theirs is."""
        return self.judge(self.theirs) / self.judge(self.ours)

    def cells(self) -> list[str]:
        """Return the line as it is printed."""
        reached = ("yes" if self.holds(self) else "NO") if self.target else ""
        ratio = f"{self.ratio:.3g}" if self.theirs else ""
        return [self.what, self.unit, *_pair(self.ours), self.against, *_pair(self.theirs), ratio, self.target, reached]


def _pair(values: list[float]) -> list[str]:
    return [f"{statistic(values):,.1f}" if values else "" for statistic in (median, p95)]


class Table:
    """What was measured in this run."""

    def __init__(self) -> None:
        self.lines: list[Measured] = []

    def add(self, what: str, unit: str, ours: list[float], theirs: list[float] | None = None, **more: Any) -> None:
        """Add a line; the keywords are those of `Measured`."""
        self.lines.append(Measured(what, unit, ours, theirs or [], **more))

    def text(self) -> str:
        """Return the table in Markdown, so that README.md can quote it as it is."""
        rows = [HEADS, *(measured.cells() for measured in self.lines)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        rule = ["-" * (width - 1) + (":" if at in NUMBERS else "-") for at, width in enumerate(widths)]
        return "\n".join(_row(row, widths) for row in [rows[0], rule, *rows[1:]])


def _row(cells: tuple[str, ...] | list[str], widths: list[int]) -> str:
    padded = [
        f"{cell:>{width}}" if at in NUMBERS else f"{cell:<{width}}"
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"


TABLE = pytest.StashKey[Table]()


def _harness(name: str) -> ModuleType:
    """Return the conftest of other tests, which lies beside this folder and not above it."""
    spec = spec_from_file_location(f"infogap_{name}_harness", HARNESSES[name])
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TABLE] = Table()
    for name in HARNESSES:
        config.pluginmanager.register(_harness(name), f"infogap_{name}_harness")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if table := config.stash[TABLE].lines and config.stash[TABLE]:
        terminalreporter.section("benchmarks")
        terminalreporter.write_line(f"{date.today()}, {_machine()}{_load()}\n\n{table.text()}")


def _machine() -> str:
    names = ("numpy", "matplotlib", "ipywidgets", "jupyterlab")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    python = f"Python {platform.python_version()}"
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores ({_processor()}), {python}, {versions}"


def _load() -> str:
    """Say how busy the machine was: others' work makes every figure larger, and the high ones most."""
    return f", load {os.getloadavg()[1]:.1f}" if hasattr(os, "getloadavg") else ""


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


@pytest.fixture
def table(pytestconfig: pytest.Config) -> Table:
    """The table that is printed at the end."""
    return pytestconfig.stash[TABLE]


@pytest.fixture
def idle() -> str:
    """What the harness waits for before it runs a cell."""
    return str(sys.modules["infogap_browser_harness"].IDLE)


@pytest.fixture
def cells() -> dict[str, str]:
    """The cell that shows a calculator, and the cell that shows the same with `interact`."""
    return {"ours": OURS, "theirs": INTERACT}


@pytest.fixture(scope="session", autouse=True)
def caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Caches of this run's own, for both sides: a benchmark may empty them, and the user's stay as they are."""
    folders = {name: tmp_path_factory.mktemp(name.lower()) for name in ("INFOGAP_CACHE", "MPLCONFIGDIR")}
    with pytest.MonkeyPatch.context() as patch:
        for name, folder in folders.items():
            patch.setenv(name, str(folder))
        yield list(folders.values())
