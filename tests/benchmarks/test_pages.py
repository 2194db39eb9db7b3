"""What a page of the web site costs: its bytes, and the time until its calculators answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infogap.course.pages import build

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.benchmarks.conftest import Measured, Table

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("*.ipynb"))
MOST = {"kB": 400, "ms": 1000}
KILOBYTE = 1000
REPEATS = 10
# Milliseconds from the beginning of the navigation until the first calculator says its results, and until all is live.
ANSWERS = """() => new Promise(done => {
    const first = () => document.querySelector('.infogap-live output')?.textContent;
    const all = () => !document.querySelector('.infogap-live:not(.infogap-alive)');
    let answered = null;
    const look = () => {
        answered ??= first() ? performance.now() : null;
        if (answered !== null && all()) done([answered, performance.now()]);
        else requestAnimationFrame(look);
    };
    addEventListener('DOMContentLoaded', look);
})"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(ROOT / "lessons", folder)
    return folder


def at_most(unit: str) -> dict[str, object]:
    def holds(measured: Measured) -> bool:
        return measured.judge(measured.ours) <= MOST[unit]

    return {"target": f"at most {MOST[unit]} {unit}", "holds": holds}


@pytest.mark.parametrize("name", LESSONS)
def test_a_page_is_small(name: str, site: Path, table: Table) -> None:
    size = (site / f"{name}.html").stat().st_size / KILOBYTE
    table.add(f"{name}, page", "kB", [size], **at_most("kB"))


def test_the_longest_page_answers_soon(site: Path, page: Page, table: Table) -> None:
    longest = max((site / f"{name}.html" for name in LESSONS), key=lambda file: file.stat().st_size)
    page.add_init_script(f"window.answers = ({ANSWERS})()")
    times = [opened(page, longest) for _ in range(REPEATS)]
    for what, ours in zip(("the first calculator answers", "all is live"), zip(*times, strict=True), strict=True):
        table.add(f"{longest.stem}, page opened until {what}", "ms", list(ours), **at_most("ms"))


def opened(page: Page, file: Path) -> tuple[float, float]:
    """Open a page anew and return when its first calculator answered, and when all was live."""
    page.goto("about:blank")
    page.goto(file.as_uri())
    first, last = page.evaluate("window.answers")
    return float(first), float(last)
