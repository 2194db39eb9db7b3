"""A saved state that somebody changed: a message says what is wrong with it, and nothing in it is run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from playwright.sync_api import Page, expect

import infogap as ig

STATE = re.compile(r'(<script type="application/json" id="state">)(.*?)(</script>)', re.DOTALL)
MANAGER = "@jupyter-widgets/jupyterlab-manager/plugin"
WIDGETS = "application/vnd.jupyter.widget-state+json"
HOSTILE = "<img src=x onerror='trap=1'><script>trap=1</script>"
TRAP = "window.trap = 0"
HUGE = [1.5] * 1_000_000


@pytest.fixture(autouse=True)
def _nothing_ran(console_errors: list[str]) -> Iterator[None]:
    yield
    assert console_errors == []


@pytest.fixture
def opened(new_page: Callable[..., Page], tmp_path: Path) -> Callable[..., Page]:
    """A function that opens a model's page, whose saved state has other values, or lacks some."""

    def open_page(model: str, changes: dict[str, Any], without: tuple[str, ...] = ()) -> Page:
        page = new_page()
        page.add_init_script(TRAP)
        file = getattr(ig, model).calculator().to_html(tmp_path / "page.html")
        text = file.read_text(encoding="utf-8")
        found = STATE.search(text)
        assert found is not None
        state = {name: value for name, value in (json.loads(found[2]) | changes).items() if name not in without}
        kept = json.dumps(state).replace("<", "\\u003c")
        file.write_text(text[: found.start(2)] + kept + text[found.end(2) :], encoding="utf-8")
        page.goto(file.as_uri())
        expect(page.locator(".infogap-widget")).to_be_visible()
        return page

    return open_page


def is_alive(page: Page) -> None:
    assert page.evaluate("trap") == 0
    inside = page.locator(".infogap-widget").locator("img, script, iframe, object, embed, [onerror]")
    assert inside.count() == 0


@pytest.mark.parametrize(
    ("model", "changes", "message"),
    [
        ("clv", {"margin": HOSTILE}, f"Margin per year must be a number, not {HOSTILE}"),
        ("clv", {"margin": {"toString": 1}, "years": "x"}, 'Margin per year must be a number, not {"toString":1}'),
        ("regression", {"x": HUGE, "y": HUGE}, "x must be a list of 3 to 1000 numbers, not 1000000"),
        ("expected_utility", {"utility": "none"}, "Attitude to risk must be linear, log, sqrt, crra, cara, not none"),
    ],
    ids=["markup", "object", "huge", "choice"],
)
def test_values_that_cannot_be_are_refused_with_a_message(
    opened: Callable[..., Page], model: str, changes: dict[str, Any], message: str
) -> None:
    page = opened(model, changes)
    expect(page.locator(".infogap-sentence")).to_have_text(f"Refused: {message}. Reset begins anew.")
    expect(page.locator(".infogap-body > :visible")).to_have_count(1)
    expect(page.locator("output:visible")).to_have_count(0)
    is_alive(page)
    page.get_by_role("button", name="Reset").click()
    usual = getattr(ig, model)().texts()
    expect(page.locator("output")).to_have_text(list(usual.values()))
    page.locator(".infogap-field:visible").first.fill("7")
    expect(page.locator("output").first).not_to_have_text(next(iter(usual.values())))
    expect(page.locator("output").first).to_have_text(re.compile(r"\d"))


def test_a_value_that_is_missing_is_the_usual_one(opened: Callable[..., Page]) -> None:
    page = opened("clv", {"margin": None, "years": 5}, without=("discount_rate", "wording"))
    expect(page.locator("output")).to_have_text(list(ig.clv(years=5).texts().values()))
    page = opened("clv", {"nonsense": HOSTILE, "__proto__": {"margin": 1}})
    expect(page.locator("output")).to_have_text(list(ig.clv().texts().values()))


@pytest.mark.parametrize(
    ("wording", "title", "label"),
    [
        (json.dumps({"title": HOSTILE, "labels": {"margin": HOSTILE}}), HOSTILE, HOSTILE),
        (json.dumps({"title": 5, "labels": {"margin": [1], "nonsense": "x"}}), "Customer lifetime value", "Margin per year"),
        (json.dumps({"title": "A" * 100_000, "labels": [1, 2]}), "A" * 100_000, "Margin per year"),
        (json.dumps({"spec": {"quantities": []}, "functions": "trap=1"}), "Customer lifetime value", "Margin per year"),
        ("null", "Customer lifetime value", "Margin per year"),
        ("", "Customer lifetime value", "Margin per year"),
    ],
    ids=["markup", "types", "long", "others", "null", "empty"],
)  # fmt: skip
def test_words_are_text_and_nothing_else(opened: Callable[..., Page], wording: str, title: str, label: str) -> None:
    page = opened("clv", {"wording": wording})
    assert page.locator(".infogap-title").text_content() == title
    assert page.locator("label").first.text_content() == f"{label}\u00a0m"
    expect(page.locator("output")).to_have_text(list(ig.clv().texts().values()))
    is_alive(page)


@pytest.mark.parametrize("wording", ['{"title": ', HOSTILE, {"title": "x"}, "undefined"], ids=str)
def test_words_that_cannot_be_read_are_refused_with_a_message(opened: Callable[..., Page], wording: Any) -> None:
    page = opened("clv", {"wording": wording})
    said = page.get_by_role("alert")
    expect(said).to_have_text(re.compile("^This calculator was saved in a way that cannot be read: .*JSON"))
    expect(page.locator(".infogap-calculator")).to_have_count(0)
    is_alive(page)


def test_a_tampered_notebook_is_not_run_and_a_trusted_one_is_refused(
    page: Page, jupyterlab: Any, run_all: Callable[[Page], None]
) -> None:
    page.add_init_script(TRAP)
    cells = [
        "import infogap as ig",
        "display(ig.clv.calculator(margin=300), ig.bayes.calculator(), ig.acquisition.calculator())",
    ]
    notebook = executed(cells)
    states = [each["state"] for each in notebook.metadata.widgets[WIDGETS]["state"].values()]
    tampered = {"margin": HOSTILE, "prior": HUGE[:10_000], "marketing_cost": 12345}
    for name, value in tampered.items():
        next(state for state in states if name in state and "_esm" in state)[name] = value
    for name in ("tampered", "trusted"):
        nbformat.write(notebook, jupyterlab.root / f"{name}.ipynb")
    page.goto(jupyterlab.lab_url("tampered.ipynb"))
    expect(page.locator(".jp-OutputArea-output").first).to_have_text(re.compile("^clv.calculator"), timeout=30_000)
    expect(page.locator(".infogap-calculator")).to_have_count(0)
    # Whoever says that they trust it, lets its code run; its values are refused all the same.
    NotebookNotary(data_dir=str(jupyterlab.settings.parent / "data")).sign(notebook)
    page.goto(jupyterlab.lab_url("trusted.ipynb"))
    calculators = page.locator(".infogap-calculator")
    expect(calculators).to_have_count(3, timeout=30_000)
    expect(calculators.locator(".infogap-sentence").nth(0)).to_have_text(
        f"Refused: Margin per year must be a number, not {HOSTILE}. Reset begins anew."
    )
    expect(calculators.locator(".infogap-sentence").nth(1)).to_have_text(
        re.compile("Prior probability must be a number, not ")
    )
    expect(calculators.nth(2).locator("output")).to_have_text(
        list(ig.acquisition(marketing_cost=12345).texts().values())
    )
    expect(page.locator(".infogap-python")).to_have_text([""] * 3)
    is_alive(page)


def executed(cells: list[str]) -> nbformat.NotebookNode:
    """Return a notebook that was run and saved with the state of its widgets."""
    from nbclient import NotebookClient
    from nbformat.v4 import new_code_cell, new_notebook

    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    made = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernel})
    return NotebookClient(made, kernel_name="python3").execute()
