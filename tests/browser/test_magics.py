"""`%infogap` and `%load` in JupyterLab and in Notebook 7: the cell they write, and what Tab lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import infogap as ig

CELLS = ".jp-NotebookPanel-notebook .jp-Cell"
LISTED = ".jp-Completer:not(.lm-mod-hidden) .jp-Completer-match"
QUANTITIES = ["margin=", "retention_rate=", "discount_rate=", "years=", "acquisition_cost="]


pytestmark = pytest.mark.parametrize("jupyterlab", ["current", "locked"], indirect=True)


@pytest.mark.parametrize("host", ["lab_url", "notebook_url"])
def test_a_reader_writes_a_calculator_into_a_notebook(
    page: Page, jupyterlab: Any, run_all: Callable[[Page], None], console_errors: list[str], host: str
) -> None:
    name = f"magic-{host}.ipynb"
    jupyterlab.notebook(name, ["%load_ext infogap", ""])
    page.goto(getattr(jupyterlab, host)(name))
    run_all(page)
    cell = page.locator(CELLS).nth(1)
    cell.locator(".cm-content").click()
    # Below the words of the kernel, the editor itself adds those that stand in the cell.
    choose(page, "%infogap ", [*ig.models(), "exercise", "%", "infogap"], "clv")
    choose(page, " ", [*QUANTITIES, "--source", "%", "infogap", "clv"], "margin=")
    page.keyboard.type("300")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(cell.locator(".cm-line")).to_have_text(["import infogap as ig", "ig.clv.calculator(margin=300)"])
    cell.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(cell.locator("input[name='margin-field']")).to_have_value("300")
    # 300/1.1 + 300/1.21 + 300/1.331 = 272.727 + 247.934 + 225.394 = 746.056
    expect(cell.locator("output[name=clv]")).to_have_text("$746.06")
    assert console_errors == []


def test_a_reader_changes_the_source_that_is_loaded(
    page: Page, jupyterlab: Any, run_all: Callable[[Page], None], console_errors: list[str]
) -> None:
    page.goto(jupyterlab.notebook("load.ipynb", ["import infogap as ig", "%load ig.source.clv"]))
    run_all(page)
    cell = page.locator(CELLS).nth(1)
    expect(cell.locator(".cm-line").first).to_have_text("# %load ig.source.clv")
    cell.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(ig.source.clv.replace("default=200", "default=300"))
    page.keyboard.press("ControlOrMeta+Enter")
    # 300/1.1 + 300/1.21 + 300/1.331 = 272.727 + 247.934 + 225.394 = 746.056
    expect(cell.locator("output[name=clv]")).to_have_text("$746.06", timeout=30_000)
    assert console_errors == []


def choose(page: Page, typed: str, listed: list[str], chosen: str) -> None:
    """Type something, see what Tab lists, and choose one of it by keys."""
    page.keyboard.type(typed)
    page.keyboard.press("Tab")
    expect(page.locator(LISTED)).to_have_text(listed)
    page.keyboard.type(chosen[:3])
    expect(page.locator(LISTED).first).to_have_text(chosen)
    expect(page.locator(LISTED)).not_to_have_count(len(listed))
    page.keyboard.press("Enter")
    expect(page.locator(LISTED)).to_have_count(0)
