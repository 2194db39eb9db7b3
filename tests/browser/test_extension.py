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
PALETTE = ".lm-CommandPalette-item .lm-CommandPalette-itemLabel:visible"
MANAGER = "@jupyter-widgets/jupyterlab-manager/plugin"
LANGUAGE = "@jupyterlab/translation-extension/plugin"
# The titles at the top of the shipped notebooks.
LESSONS = [
    "Start here: one equation, many faces",
    "Deciding without knowing",
    "Learning from signals",
    "Valuing a customer: how much may you pay to win one?",
    "Forecast market share, and say how far to trust it",
    "Reading an article critically",
]


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


def open_launcher(page: Page, jupyterlab: Any) -> None:
    page.goto(f"{jupyterlab.url}/lab/workspaces/empty?token={jupyterlab.token}&reset")
    cards(page).first.wait_for()


def cards(page: Page) -> Locator:
    return page.locator(".jp-LauncherCard[data-category=Infogap]")


def open_panel(page: Page) -> Locator:
    page.get_by_role("tab", name=re.compile("^Infogap[:：]")).click()
    return page.locator(".infogap-panel")


def entry(page: Page, title: str) -> Locator:
    return page.locator(".infogap-panel li button").filter(has_text=title)


def says(page: Page, text: str) -> None:
    expect(page.locator(".infogap-panel-said")).to_have_text(text, timeout=60_000)


def shows(page: Page, title: str) -> None:
    expect(page.locator(".jp-NotebookPanel:visible h1").first).to_contain_text(title, timeout=60_000)


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
    open_launcher(page, jupyterlab)
    cards(page).filter(has_text="Calculators").focus()
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


def test_palette_has_the_panel_every_model_and_every_lesson(
    lab: Callable[..., Page], run_all: Callable[[Page], None]
) -> None:
    page = lab("palette", "0")
    # A kernel that is ready gives the focus to the notebook, and the palette closes.
    run_all(page)
    search_palette(page, "infogap")
    items = page.locator(PALETTE)
    titles = [getattr(ig, name).declaration.title for name in ig.models()]
    calculators = [f"Insert a Calculator: {title}" for title in titles]
    lessons = [f"Open a Copy of a Lesson: {title}" for title in LESSONS]
    wanted = sorted(["Infogap: Open the Panel", *calculators, *lessons])
    expect(items).to_have_count(len(wanted))
    assert sorted(items.all_inner_texts()) == wanted
    items.filter(has_text="Winning customers").click()
    says(page, "Inserted: Winning customers")


def test_palette_opens_a_copy_of_a_lesson(page: Page, jupyterlab: Any) -> None:
    open_launcher(page, jupyterlab)
    search_palette(page, "reading an article")
    page.locator(".lm-CommandPalette-item").filter(has_text="Open a Copy of a Lesson").click()
    says(page, "Opened your copy: 05-reading-an-article-critically.ipynb")
    shows(page, "Reading an article critically")
    assert (jupyterlab.root / "05-reading-an-article-critically.ipynb").is_file()


def test_launcher_cards_lead_to_the_tour_the_calculators_and_the_lessons(page: Page, jupyterlab: Any) -> None:
    open_launcher(page, jupyterlab)
    expect(cards(page)).to_have_text(["Start here", "Calculators", "Lessons"])
    expect(cards(page).locator("svg")).to_have_count(3)
    cards(page).filter(has_text="Lessons").click()
    expect(entry(page, LESSONS[0])).to_be_focused()
    cards(page).filter(has_text="Start here").click()
    says(page, "Opened your copy: 00-start-here.ipynb")
    shows(page, "Start here")
    # As with every card, what was opened takes the launcher's place.
    expect(page.locator(".jp-Launcher")).to_have_count(0)


def test_a_search_finds_a_model_by_its_name_in_python(lab: Callable[..., Page]) -> None:
    page = lab("names", "0")
    page.get_by_role("searchbox", name="Search calculators and lessons").fill("clv")
    expect(page.locator(".infogap-panel li:visible strong")).to_have_text(["Customer lifetime value", TIMING])


def test_a_lesson_opens_as_a_copy_and_never_over_a_file(lab: Callable[..., Page], jupyterlab: Any) -> None:
    page = lab("copies", "0")
    name = "02-learning-from-signals"
    mine = jupyterlab.root / f"{name}.ipynb"
    mine.write_text("{}")
    lesson = entry(page, "Learning from signals")
    expect(lesson.locator("span span")).to_have_text("86 minutes")
    lesson.click()
    says(page, f"Opened your copy: {name}-2.ipynb")
    shows(page, "Learning from signals")
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


@pytest.fixture
def in_chinese(jupyterlab: Any) -> Iterator[None]:
    """A JupyterLab of someone who has chosen Chinese, and has never chosen whether widgets are saved."""
    chosen = jupyterlab.settings / f"{MANAGER}.jupyterlab-settings"
    chosen.unlink(missing_ok=True)
    jupyterlab.set(LANGUAGE, locale="zh_CN")
    yield
    chosen.unlink(missing_ok=True)
    jupyterlab.set(LANGUAGE, locale="default")
    # The server keeps the language of its last reader until another one comes.
    jupyterlab.ask("GET", "/lab/api/settings")


def test_in_chinese_cards_palette_panel_and_notice_are_chinese(page: Page, jupyterlab: Any, in_chinese: None) -> None:
    open_launcher(page, jupyterlab)
    expect(cards(page)).to_have_text(["从这里开始", "计算器", "课程"])
    page.keyboard.press("ControlOrMeta+Shift+c")
    page.locator(".lm-CommandPalette-input:visible").fill("infogap")
    items = page.locator(PALETTE)
    expect(items.filter(has_text="插入计算器：")).to_have_count(len(ig.models()))
    expect(items.filter(has_text="打开课程副本：")).to_have_count(len(LESSONS))
    expect(items.filter(has_text="Infogap：打开面板")).to_have_count(1)
    page.keyboard.press("Escape")
    cards(page).filter(has_text="计算器").click()
    search = page.get_by_role("searchbox", name="搜索计算器和课程")
    expect(search).to_be_focused()
    said = page.locator(".infogap-panel").inner_text()
    assert re.findall("[A-Za-z]+", said) == []
    search.fill("终身价值")
    expect(page.locator(".infogap-panel li:visible strong")).to_have_text(
        ["客户终身价值", "利润何时到来：终身价值的三种约定"]
    )
    search.fill("bayes")
    expect(page.locator(".infogap-panel li:visible strong")).to_have_text(["贝叶斯：一个信号告诉你什么"])
    entry(page, "贝叶斯").click()
    says(page, "没有打开的笔记本。")
    page.get_by_role("button", name="用此计算器新建笔记本").click()
    says(page, "已插入：贝叶斯：一个信号告诉你什么")
    expect(page.get_by_text("从现在起，笔记本会连同其中的计算器一起保存，没有内核也能使用。")).to_be_visible()


def test_in_chinese_the_settings_are_chinese(page: Page, jupyterlab: Any, in_chinese: None) -> None:
    open_launcher(page, jupyterlab)
    page.get_by_role("menuitem", name="设置").click()
    page.get_by_role("menuitem", name="设置编辑器").click()
    page.locator(".jp-PluginList input").fill("Infogap")
    page.locator(".jp-PluginList-entry").filter(has_text="Infogap").click()
    expect(page.locator(".jp-SettingsHeader-description")).to_have_text("侧边面板中的计算器和课程。")
    form = page.locator(".jp-SettingsPanel")
    expect(form.get_by_text("让已保存笔记本中的计算器继续可用")).to_be_visible()
    expect(form.locator(".jp-FormGroup-description")).to_have_text(re.compile("^一旦笔记本中有计算器，.*。$"))
