"""What a course costs: checking all its notebooks, opening one and running it whole, and the size of its files."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.benchmarks.conftest import Measured, Table
    from tests.browser.conftest import JupyterLab

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
MOST_SECONDS = {"checked": 150, "opened": 10}
MOST_KILOBYTES = 1000
KILOBYTE = 1000


def at_most(limit: float) -> dict[str, object]:
    def holds(measured: Measured) -> bool:
        return max(measured.ours) <= limit

    return {"target": f"at most {limit}", "holds": holds}


def test_all_notebooks_are_checked(table: Table) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-o", "testpaths=", "lessons", "notebooks"]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    elapsed = time.perf_counter() - start
    assert done.returncode == 0, done.stdout
    table.add("strict nbval of lessons/ and notebooks/", "s", [elapsed], **at_most(MOST_SECONDS["checked"]))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_small(lesson: Path, table: Table) -> None:
    size = lesson.stat().st_size / KILOBYTE
    table.add(f"{lesson.stem}, file", "kB", [size], **at_most(MOST_KILOBYTES))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_opens_and_runs(
    lesson: Path, jupyterlab: JupyterLab, page: Page, run_all: Callable[[Page], None], table: Table
) -> None:
    shutil.copyfile(ROOT / "notebooks" / lesson.name, jupyterlab.root / lesson.name)
    start = time.perf_counter()
    page.goto(jupyterlab.lab_url(lesson.name))
    run_all(page)
    elapsed = time.perf_counter() - start
    table.add(f"{lesson.stem}, opened and run whole", "s", [elapsed], **at_most(MOST_SECONDS["opened"]))
