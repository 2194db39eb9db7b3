"""The side panel of JupyterLab: calculators into the notebook, and lessons as copies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

import infogap as ig

LACKING = "This kernel has no infogap: run %pip install infogap in a cell, then try again."
# A finder that comes first and refuses, as where infogap was never installed.
UNINSTALL = """import sys
class Refuse:
    def find_spec(self, name, *_):
        if name.partition(".")[0] == "infogap":
            raise ModuleNotFoundError("No module named 'infogap'", name="infogap")
sys.meta_path.insert(0, Refuse())"""
TIMING = "When the margins come: three conventions of lifetime value"
SHOWN = ".infogap-calculator output"
both_versions = pytest.mark.parametrize("jupyterlab", ["current", "locked"], indirect=True)


@pytest.fixture(autouse=True)
def _no_console_errors(console_errors: list[str]) -> Iterator[None]:
    yield
    assert console_errors == []


@pytest.fixture
def lab(page: Page, jupyterlab: Any) -> Callable[..., Page]:
    """A function that opens a notebook with some cells, and the panel beside it."""

    def open_lab(name: str, *cells: str) -> Page:
        page.goto(jupyterlab.notebook(f"{name}.ipynb", list(cells)))
        page.locator(".jp-NotebookPanel-notebook .jp-Cell").first.wait_for()
        open_panel(page)
        return page

    return open_lab


def open_panel(page: Page) -> Locator:
    page.get_by_role("tab", name="Infogap: calculators and lessons").click()
    return page.locator(".infogap-panel")


def entry(page: Page, title: str) -> Locator:
    return page.locator(".infogap-panel li button").filter(has_text=title)


def says(page: Page, text: str) -> None:
    expect(page.locator(".infogap-panel-said")).to_have_text(text, timeout=60_000)


def sources(page: Page) -> list[str]:
    cells = page.locator(".jp-NotebookPanel:visible .jp-Cell .cm-content").all()
    return [cell.inner_text().strip() for cell in cells]


def search_palette(page: Page, text: str) -> None:
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Activate Command Palette")).click()
    page.locator(".lm-CommandPalette-input:visible").fill(text)


@both_versions
def test_search_and_click_inserts_a_live_calculator_below(lab: Callable[..., Page]) -> None:
    page = lab("panel", "1 + 1", "2 + 2")
    page.get_by_role("searchbox", name="Search calculators and lessons").fill("bayes")
    expect(page.locator(".infogap-panel li:visible strong")).to_have_text(["Bayes: what a signal tells you"])
    entry(page, "Bayes").click()
    says(page, "Inserted: Bayes: what a signal tells you")
    assert sources(page) == ["1 + 1", "import infogap as ig\nig.bayes.calculator()", "2 + 2"]
    expect(page.locator(SHOWN)).to_have_text(list(ig.bayes().texts().values()))
    page.locator("input[type=range][name=prior]").press("ArrowRight")
    expect(page.locator(SHOWN)).to_have_text(list(ig.bayes(prior=0.601).texts().values()))


def test_two_quick_clicks_at_a_kernel_start_keep_both_in_order(lab: Callable[..., Page]) -> None:
    page = lab("quick", "first = 1", "last = 2")
    both = "([...document.querySelectorAll('.infogap-panel li button')].filter(b => /lifetime value|Expected/.test(b.innerText)))"
    page.evaluate(f"() => {both}.slice(0, 2).forEach(button => button.click())")
    expect(page.locator(".infogap-calculator")).to_have_count(2, timeout=60_000)
    first, second = "import infogap as ig\nig.expected_utility.calculator()", "ig.clv.calculator()"
    assert sources(page) == ["first = 1", first, second, "last = 2"]
    wanted = [*ig.expected_utility().texts().values(), *ig.clv().texts().values()]
    expect(page.locator(SHOWN)).to_have_text(wanted)
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt")
    expect(prompts).to_have_text([re.compile(r"\[ \]:"), "[1]:", "[2]:", re.compile(r"\[ \]:")])


def test_an_import_that_this_kernel_has_not_run_is_made_good(lab: Callable[..., Page]) -> None:
    page = lab("unrun", "import infogap as ig")
    entry(page, "Winning customers").click()
    says(page, "Inserted: Winning customers")
    assert sources(page) == ["import infogap as ig", "import infogap as ig\nig.acquisition.calculator()"]
    entry(page, "Winning customers").click()
    expect(page.locator(".infogap-calculator")).to_have_count(2, timeout=60_000)
    assert sources(page)[2] == "ig.acquisition.calculator()"


def test_a_kernel_without_infogap_is_told_how_to_get_it(
    lab: Callable[..., Page], run_all: Callable[[Page], None]
) -> None:
    page = lab("lacking", UNINSTALL)
    run_all(page)
    entry(page, "Winning customers").click()
    says(page, LACKING)
    page.locator(".jp-Cell .cm-content").first.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("sys.meta_path.pop(0)")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator(".jp-Cell").first.locator(".jp-InputPrompt")).to_have_text("[3]:")
    entry(page, "Winning customers").click()
    says(page, "Inserted: Winning customers")
    expect(page.locator(SHOWN)).to_have_text(list(ig.acquisition().texts().values()))


def test_without_a_notebook_it_offers_one_and_keys_suffice(page: Page, jupyterlab: Any) -> None:
    page.goto(f"{jupyterlab.url}/lab/workspaces/empty?token={jupyterlab.token}&reset")
    card = page.locator(".jp-LauncherCard").filter(has_text="Infogap calculator")
    card.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Search calculators and lessons")).to_be_focused()
    page.keyboard.type("lifetime WORTH")
    expect(page.locator(".infogap-panel li:visible strong")).to_have_text(["Customer lifetime value", TIMING])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    says(page, "No notebook is open.")
    offer = page.get_by_role("button", name="New notebook with this calculator")
    expect(offer).to_be_focused()
    page.keyboard.press("Enter")
    says(page, "Inserted: Customer lifetime value")
    assert sources(page)[0] == "import infogap as ig\nig.clv.calculator()"
    expect(page.locator(SHOWN)).to_have_text(list(ig.clv().texts().values()))
    expect(offer).to_have_count(0)


def test_palette_has_the_panel_and_every_model(lab: Callable[..., Page], run_all: Callable[[Page], None]) -> None:
    page = lab("palette", "0")
    # While the kernel starts, commands come and go, and the palette draws its list anew under the pointer.
    run_all(page)
    search_palette(page, "infogap")
    items = page.locator(".lm-CommandPalette-item .lm-CommandPalette-itemLabel:visible")
    titles = [getattr(ig, name).declaration.title for name in ig.models()]
    wanted = sorted(["Infogap: Open the Panel", *(f"Insert a Calculator: {title}" for title in titles)])
    expect(items).to_have_count(len(wanted))
    assert sorted(items.all_inner_texts()) == wanted
    items.filter(has_text="Winning customers").click()
    says(page, "Inserted: Winning customers")


def test_a_lesson_opens_as_a_copy_and_never_over_a_file(lab: Callable[..., Page], jupyterlab: Any) -> None:
    page = lab("copies", "0")
    name = "02-learning-from-signals"
    mine = jupyterlab.root / f"{name}.ipynb"
    mine.write_text("{}")
    lesson = entry(page, "Learning from signals")
    expect(lesson.locator("span span")).to_have_text("86 minutes")
    lesson.click()
    says(page, f"Opened your copy: {name}-2.ipynb")
    expect(page.locator(".jp-NotebookPanel:visible h1").first).to_contain_text("Learning from signals")
    assert mine.read_text() == "{}"
    copy = nbformat.read(jupyterlab.root / f"{name}-2.ipynb", as_version=4)
    nbformat.validate(copy)
    assert copy.cells[0].source.startswith("# Learning from signals")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_panel_can_be_read_in_both_themes(lab: Callable[..., Page], jupyterlab: Any, theme: str) -> None:
    jupyterlab.theme(theme)
    page = lab(f"panel-{theme}", "0")
    panel = page.locator(".infogap-panel")
    found = Axe().run(page, context=".infogap-panel")
    assert found.violations_count == 0, found.generate_report()
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth")


@both_versions
def test_notebook_7_has_the_panel_too(page: Page, jupyterlab: Any, run_all: Callable[[Page], None]) -> None:
    jupyterlab.notebook("panel7.ipynb", ["0"])
    page.goto(jupyterlab.notebook_url("panel7.ipynb"))
    # Until it is ready, Notebook 7 takes the focus back, and the palette closes.
    run_all(page)
    search_palette(page, "infogap: open")
    page.locator(".lm-CommandPalette-item").filter(has_text="Infogap: Open the Panel").click()
    entry(page, "Winning customers").click()
    says(page, "Inserted: Winning customers")
    expect(page.locator(SHOWN)).to_have_text(list(ig.acquisition().texts().values()))
