"""What a student meets who clicks the badge: Binder's JupyterLab at the versions that it locks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

import infogap as ig

README = Path(__file__).parents[2] / "README.md"
BADGE = re.compile(r"\[!\[Launch on Binder]\([^)]*\)]\((?P<link>[^)]*)\)")

pytestmark = pytest.mark.parametrize("jupyterlab", ["locked"], indirect=True)


@pytest.fixture(autouse=True)
def _no_console_errors(console_errors: list[str]) -> Iterator[None]:
    yield
    assert console_errors == []


def test_the_badge_opens_a_notebook_that_runs_and_moves(
    page: Page, jupyterlab: Any, run_all: Callable[[Page], None]
) -> None:
    link = BADGE.search(README.read_text(encoding="utf-8"))
    assert link is not None
    (path,) = parse_qs(urlsplit(link["link"]).query)["urlpath"]
    page.goto(f"{jupyterlab.url}/{path}?token={jupyterlab.token}")
    run_all(page)
    calculator = page.locator(".infogap-calculator").first
    expect(calculator.locator("output")).to_have_text(list(ig.clv().texts().values()))
    calculator.locator("input[type=range][name=margin]").press("ArrowRight")
    # 210/1.1 + 210/1.21 + 210/1.331 = 190.909 + 173.554 + 157.776 = 522.239
    expect(calculator.locator("output[name=clv]")).to_have_text("$522.24")


def test_the_magic_needs_no_loading(page: Page, jupyterlab: Any, run_all: Callable[[Page], None]) -> None:
    page.goto(jupyterlab.notebook("magic.ipynb", ["%infogap clv margin=300"]))
    run_all(page)
    cell = page.locator(".jp-NotebookPanel-notebook .jp-Cell").first
    expect(cell.locator(".cm-line")).to_have_text(["import infogap as ig", "ig.clv.calculator(margin=300)"])
    run_all(page)
    # 300/1.1 + 300/1.21 + 300/1.331 = 272.727 + 247.934 + 225.394 = 746.056
    expect(cell.locator("output[name=clv]")).to_have_text("$746.06", timeout=30_000)
