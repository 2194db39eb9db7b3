"""A calculator in JupyterLab and in Notebook 7: real key presses, and a kernel that follows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

import infogap as ig

CELLS = ".jp-NotebookPanel-notebook .jp-Cell"
HAS_RUN = re.compile(r"\[\d+\]:")
# What a key can do to a notebook: its cells, their order and kind, and which of them is active.
NOTEBOOK = """() => [...document.querySelectorAll('.jp-NotebookPanel-notebook .jp-Cell')].map(cell => [
    cell.querySelector('.cm-content')?.innerText.trim() ?? '',
    ['jp-CodeCell', 'jp-MarkdownCell', 'jp-RawCell', 'jp-mod-active', 'jp-mod-selected', 'jp-mod-noCollapsible']
        .filter(name => cell.classList.contains(name)).join(' '),
    cell.querySelector('.jp-InputPrompt')?.textContent ?? '',
].join('|'))"""
KEYS_OF_A_NOTEBOOK = [*"jkddabxcvmyrz1", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageDown"]
# One of each kind of control of an expected utility with risk aversion.
CONTROLS = {
    "slider": "input[type=range][name=risk_aversion]",
    "number field": "input[name=risk_aversion-field]",
    "table field": "input[name='outcomes[1]']",
    "row button": ".infogap-remove >> nth=0",
    "choice": "select",
    "handle": ".infogap-handle >> nth=0",
    "tool": ".infogap-tool >> nth=3",
    "formula": ".infogap-formula",
    "data": "summary",
}
REACHED = """root => {
    const all = 'input, select, button, summary, .infogap-handle, .infogap-formula';
    return [...root.querySelectorAll(all)].filter(node => node.checkVisibility()).map(node => node.dataset.number);
}"""
NUMBER = """root => [...root.querySelectorAll('*')].forEach((node, number) => { node.dataset.number = number; })"""
FOCUSED = """root => root.contains(document.activeElement) ? document.activeElement.dataset.number : null"""
LIGHTNESS = """node => {
    const lightness = colour => colour.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;
    const style = getComputedStyle(node);
    const host = document.createElement('div');
    host.style.color = getComputedStyle(document.body).getPropertyValue('--jp-layout-color1');
    document.body.append(host);
    const ground = getComputedStyle(host).color;
    host.remove();
    return { ground: lightness(style.backgroundColor), ink: lightness(style.color),
        as_host: style.backgroundColor === ground, theme: document.body.dataset.jpThemeLight };
}"""
IMPORT = "import infogap as ig, ipywidgets, traitlets"


@pytest.fixture(autouse=True)
def _no_console_errors(console_errors: list[str]) -> Iterator[None]:
    yield
    assert console_errors == []


@pytest.fixture
def ran(new_page: Callable[..., Page], jupyterlab: Any, run_all: Callable[[Page], None]) -> Callable[..., Page]:
    """A function that runs cells in a new page of JupyterLab, or of Notebook 7, and returns the page."""

    def run(name: str, *cells: str, notebook: bool = False, **options: Any) -> Page:
        page = new_page(**options)
        address = jupyterlab.notebook(f"{name}.ipynb", [IMPORT, *cells])
        page.goto(jupyterlab.notebook_url(f"{name}.ipynb") if notebook else address)
        run_all(page)
        expect(page.locator(".infogap-calculator output").first).not_to_be_empty()
        return page

    return run


def cell(page: Page, number: int) -> Locator:
    return page.locator(CELLS).nth(number)


def run_cell(page: Page, number: int, source: str) -> Locator:
    """Write a cell, run it, and return its output."""
    prompt = cell(page, number).locator(".jp-InputPrompt")
    before = prompt.inner_text()
    cell(page, number).locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(source)
    page.keyboard.press("ControlOrMeta+Enter")
    expect(prompt).not_to_have_text(before)
    expect(prompt).to_have_text(HAS_RUN)
    return cell(page, number).locator(".jp-OutputArea-output")


def slider(where: Page | Locator, name: str) -> Locator:
    return where.locator(f"input[type=range][name={name}]")


def field(where: Page | Locator, name: str) -> Locator:
    return where.locator(f"input[name='{name}']")


def shows(where: Page | Locator, result: Any) -> None:
    expect(where.locator("output")).to_have_text(list(result.texts().values()))
    expect(where.locator(".infogap-sentence")).to_have_text(result.sentence)


# The kernel.

LINKED = """
calc, other, heard = ig.clv.calculator(), ig.clv.calculator(margin=500), ipywidgets.Label()
_ = traitlets.link((calc, "margin"), (other, "margin"))
_ = ipywidgets.jslink((calc, "years"), (other, "years"))
calc.observe(lambda change: setattr(heard, "value", f"heard {change.name} {change.new}"), ["margin", "years"])
ipywidgets.VBox([heard, other])
""".strip()


def test_python_and_all_views_follow_the_slider(ran: Callable[..., Page]) -> None:
    page = ran("follows", LINKED, "calc", "calc", "0")
    calculators = page.locator(".infogap-calculator")
    expect(calculators).to_have_count(3)
    other, one, same = calculators.all()
    drawn = [view.locator(".infogap-chart").inner_html() for view in (one, same)]
    slider(one, "margin").press("ArrowRight")
    page.keyboard.press("ArrowRight")
    result = ig.clv(margin=220)
    shows(one, result)
    shows(same, result)
    assert all(view.locator(".infogap-chart").inner_html() != old for view, old in zip((one, same), drawn, strict=True))
    expect(page.get_by_text("heard margin 220")).to_be_visible()
    shows(other, result)
    slider(same, "years").press("End")
    expect(page.get_by_text("heard years 30")).to_be_visible()
    result = ig.clv(margin=220, years=30)
    for view in (one, same, other):
        shows(view, result)
    printed = run_cell(page, 4, "print(calc.margin, calc.years, other.margin, other.years, calc.result.clv)")
    expect(printed).to_have_text(f"220.0 30 220.0 30 {result.clv}")
    one.get_by_role("button", name="Undo").click()
    expect(field(same, "years-field")).to_have_value("3")
    same.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("heard margin 210")).to_be_visible()


def test_page_follows_python_and_keeps_bad_values_from_it(ran: Callable[..., Page]) -> None:
    page = ran("obeys", "calc = ig.clv.calculator(margin=300)\ncalc", "0")
    calculator = page.locator(".infogap-calculator")
    shows(calculator, ig.clv(margin=300))
    run_cell(page, 2, "calc.margin, calc.discount_rate = 640, 0.05")
    shows(calculator, ig.clv(margin=640, discount_rate=0.05))
    expect(field(calculator, "margin-field")).to_have_value("640")
    expect(calculator.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")
    refused = run_cell(page, 2, "calc.margin = -1")
    expect(refused).to_contain_text("ValueError: margin must be a number of at least 0, but -1 arrived.")
    refused = run_cell(page, 2, "calc.years = 'ten'")
    expect(refused).to_contain_text(
        "TypeError: years must be a whole number of at least 1, but the text 'ten' arrived."
    )
    shows(calculator, ig.clv(margin=640, discount_rate=0.05))
    field(calculator, "margin-field").fill("-7")
    expect(calculator.get_by_text("Margin per year must be at least $0, not -7")).to_be_visible()
    expect(run_cell(page, 2, "calc.margin, calc.result.clv")).to_have_text(
        str((640.0, ig.clv(margin=640, discount_rate=0.05).clv))
    )
    shows(calculator, ig.clv(margin=640, discount_rate=0.05))


def test_arrays_and_choices_reach_python(ran: Callable[..., Page]) -> None:
    page = ran("arrays", "calc = ig.expected_utility.calculator(utility='crra', risk_aversion=2)\ncalc", "0")
    calculator = page.locator(".infogap-calculator")
    field(calculator, "outcomes[0]").fill("80")
    calculator.get_by_role("combobox").select_option("log")
    calculator.get_by_role("button", name="Add a row").click()
    field(calculator, "probabilities[2]").fill("20")
    expect(field(calculator, "probabilities[0]")).to_have_value("56")
    expected = ([80.0, 30.0, 0.0], [0.56, 0.24, 0.2], "log")
    expect(run_cell(page, 2, "calc.outcomes, calc.probabilities, calc.utility")).to_have_text(str(expected))
    run_cell(page, 2, "calc.outcomes = [1, 2, 3]")
    shows(calculator, ig.expected_utility(outcomes=[1, 2, 3], probabilities=[0.56, 0.24, 0.2], utility="log"))


# The keyboard.


def test_keys_of_controls_leave_the_notebook_alone(ran: Callable[..., Page]) -> None:
    page = ran("keys", "1 + 1", "ig.expected_utility.calculator(utility='crra', risk_aversion=2)", "2 + 2")
    calculator = page.locator(".infogap-calculator")
    for name, control in CONTROLS.items():
        focused = calculator.locator(control)
        focused.focus()
        before = page.evaluate(NOTEBOOK)
        for key in KEYS_OF_A_NOTEBOOK:
            page.keyboard.press(key)
            assert page.evaluate(NOTEBOOK) == before, (name, key)
            expect(focused).to_be_focused()
    cell(page, 1).locator(".jp-InputPrompt").click()
    before = page.evaluate(NOTEBOOK)
    page.keyboard.press("b")
    page.wait_for_function(f"before => ({NOTEBOOK})().length > before", arg=len(before))


def test_save_still_saves_and_keeps_the_text(ran: Callable[..., Page], jupyterlab: Any) -> None:
    page = ran("saved", "ig.clv.calculator(margin=300)")
    slider(page, "margin").press("ArrowRight")
    expect(field(page, "margin-field")).to_have_value("310")
    save(page, "saved")
    saved = nbformat.read(jupyterlab.root / "saved.ipynb", as_version=4)
    data = saved.cells[1].outputs[0].data
    assert data["text/plain"] == repr(ig.clv.calculator(margin=300))
    assert "application/vnd.jupyter.widget-view+json" in data


def save(page: Page, name: str) -> None:
    """Press Ctrl+S and wait until the server has the file."""
    stored = f"/api/contents/{name}.ipynb"
    with page.expect_response(lambda answer: answer.request.method == "PUT" and stored in answer.url):
        page.keyboard.press("ControlOrMeta+s")


def test_tab_reaches_every_control_and_leaves(ran: Callable[..., Page]) -> None:
    page = ran("tab", "1 + 1", "ig.expected_utility.calculator(utility='crra', risk_aversion=2)", "2 + 2")
    calculator = page.locator(".infogap-calculator")
    calculator.evaluate(NUMBER)
    wanted = calculator.evaluate(REACHED)
    assert len(wanted) > 15
    for key, order in (("Tab", wanted), ("Shift+Tab", wanted[::-1])):
        calculator.locator(f"[data-number='{order[0]}']").focus()
        reached = [calculator.evaluate(FOCUSED)]
        while reached[-1] is not None and len(reached) <= len(wanted):
            page.keyboard.press(key)
            reached.append(calculator.evaluate(FOCUSED))
        assert reached == [*order, None]


# Hosts and themes.

ALL = "\n".join(f"display(ig.{model}.calculator())" for model in ig.models())


@pytest.mark.parametrize(("theme", "system"), [("light", "dark"), ("dark", "light")])
def test_all_calculators_follow_the_theme_of_jupyterlab(
    ran: Callable[..., Page], jupyterlab: Any, theme: str, system: str
) -> None:
    jupyterlab.theme(theme)
    page = ran(theme, ALL, color_scheme=system)
    calculators = page.locator(".infogap-calculator")
    expect(calculators).to_have_count(len(ig.models()))
    for model, calculator in zip(ig.models(), calculators.all(), strict=True):
        shows(calculator, getattr(ig, model)())
        found = calculator.evaluate(LIGHTNESS)
        assert found["as_host"]
        assert found["theme"] == str(theme == "light").lower()
        assert (found["ground"] > 0.5 > found["ink"]) == (theme == "light")
        assert abs(found["ground"] - found["ink"]) > 0.5
        assert calculator.evaluate("node => node.scrollWidth <= node.clientWidth")
    found = Axe().run(page, context=".infogap-calculator")
    assert found.violations_count == 0, found.generate_report()


def test_wide_formula_scrolls_in_its_own_box(ran: Callable[..., Page]) -> None:
    start = "margin=123456.789, retention_rate=0.987654, discount_rate=0.123456, years=12"
    page = ran("wide", f"ig.clv.calculator({start})", viewport={"width": 700, "height": 900})
    calculator, formula = page.locator(".infogap-calculator"), page.locator(".infogap-formula")
    assert formula.evaluate("node => node.scrollWidth > node.clientWidth")
    assert calculator.evaluate("node => node.scrollWidth <= node.clientWidth")
    before = page.evaluate(NOTEBOOK)
    formula.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.infogap-formula').scrollLeft > 0")
    assert page.evaluate(NOTEBOOK) == before
    box, host = calculator.bounding_box(), cell(page, 1).bounding_box()
    assert box
    assert host
    assert box["x"] + box["width"] <= host["x"] + host["width"]


def test_notebook_7_is_a_host_too(ran: Callable[..., Page]) -> None:
    calc = "calc, heard = ig.clv.calculator(), ipywidgets.Label()\n"
    calc += "calc.observe(lambda change: setattr(heard, 'value', f'heard {change.new}'), 'margin')\n"
    page = ran("seven", "1 + 1", calc + "ipywidgets.VBox([heard, calc])", "2 + 2", notebook=True)
    calculator = page.locator(".infogap-calculator")
    shows(calculator, ig.clv())
    for control in ("input[type=range][name=margin]", "input[name=years-field]", ".infogap-tool >> nth=3"):
        calculator.locator(control).focus()
        before = page.evaluate(NOTEBOOK)
        for key in KEYS_OF_A_NOTEBOOK:
            page.keyboard.press(key)
            assert page.evaluate(NOTEBOOK) == before, (control, key)
    calculator.get_by_role("button", name="Reset").click()
    slider(calculator, "margin").press("ArrowRight")
    save(page, "seven")
    shows(calculator, ig.clv(margin=210))
    expect(page.get_by_text("heard 210")).to_be_visible()
    expect(run_cell(page, 3, "print(calc.result.clv)")).to_have_text(str(ig.clv(margin=210).clv))
    run_cell(page, 3, "calc.margin = 400")
    shows(calculator, ig.clv(margin=400))
