"""README's pictures of the ways in: `pytest tests/browser/pictures.py tests/hub/pictures.py` takes them again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from playwright.sync_api import Locator, Page, expect

import infogap as ig
from infogap.course.pages.site import build

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 1000, "height": 800}
PHONE = {"width": 360, "height": 720}
GROWTH = "margin * 1.05 ** (t - 1) *"


@pytest.fixture
def screen(new_page: Callable[..., Page], jupyterlab: Any) -> Page:
    """A page as large as README shows it, in a JupyterLab that already saves calculators."""
    jupyterlab.set("@jupyter-widgets/jupyterlab-manager/plugin", saveState=True)
    return new_page(viewport=SIZE)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator(".jp-NotebookPanel-notebook .jp-Cell").first.wait_for()
    return page


def take(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def only_the_notebook(page: Page) -> None:
    page.keyboard.press("ControlOrMeta+b")
    expect(page.locator("#jp-left-stack")).to_be_hidden()


def calculator(page: Page) -> Locator:
    found = page.locator(".infogap-calculator")
    expect(found).to_have_count(1, timeout=60_000)
    return found


def test_a_readers_own_formula(screen: Page, jupyterlab: Any, run_all: Callable[[Page], None]) -> None:
    loaded = ig.source.clv.replace("value_of_year = margin *", f"value_of_year = {GROWTH}")
    opened(screen, jupyterlab.notebook("own.ipynb", [f"# %load ig.source.clv\n{loaded}"]))
    run_all(screen)
    calculator(screen)
    only_the_notebook(screen)
    screen.locator(".cm-line").filter(has_text=GROWTH).evaluate("node => node.scrollIntoView()")
    take(screen, "own-notebook")


def test_the_panel(screen: Page, jupyterlab: Any) -> None:
    opened(screen, jupyterlab.notebook("panel.ipynb", ["# What is a five-star review worth?"]))
    screen.get_by_role("tab", name="Infogap: calculators and lessons").click()
    screen.locator(".infogap-panel li button").filter(has_text="Bayes").click()
    calculator(screen)
    expect(screen.locator(".infogap-panel-said")).to_contain_text("Inserted", timeout=60_000)
    take(screen, "panel")


def test_a_saved_notebook_without_a_kernel(screen: Page, jupyterlab: Any, run_all: Callable[[Page], None]) -> None:
    opened(screen, jupyterlab.notebook("saved.ipynb", ["import infogap as ig\nig.insurance.calculator(loss=500)"]))
    run_all(screen)
    calculator(screen)
    with screen.expect_response(lambda answer: answer.request.method == "PUT" and "saved.ipynb" in answer.url):
        screen.keyboard.press("ControlOrMeta+s")
    screen.goto("about:blank")
    jupyterlab.end_kernels()
    forget_kernel(jupyterlab, "saved.ipynb")
    opened(screen, jupyterlab.lab_url("saved.ipynb"))
    screen.locator(".jp-Dialog select").select_option(label="No Kernel")
    screen.locator(".jp-Dialog").get_by_role("button", name=re.compile("^Select")).click()
    calculator(screen).locator("input[type=range][name=risk_aversion]").press("ArrowRight")
    only_the_notebook(screen)
    take(screen, "saved")


def forget_kernel(lab: Any, name: str) -> None:
    """Make a notebook one that does not say which kernel it is for, and trust it as before."""
    notebook = nbformat.read(lab.root / name, as_version=4)
    del notebook.metadata["kernelspec"], notebook.metadata["language_info"]
    nbformat.write(notebook, lab.root / name)
    NotebookNotary(data_dir=str(lab.settings.parent / "data")).sign(notebook)


def test_a_page_from_a_stick(new_page: Callable[..., Page], tmp_path: Path) -> None:
    build(ROOT / "lessons", tmp_path / "site")
    page = new_page(viewport=PHONE, color_scheme="dark")
    (lesson,) = (tmp_path / "site").glob("03-*.html")
    page.goto(f"{lesson.as_uri()}#clv.margin=300")
    page.locator(".infogap-calculator").first.evaluate("node => node.scrollIntoView()")
    take(page, "page")
