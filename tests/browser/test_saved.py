"""A saved notebook, opened again: calculators come back live, as they were left, whether or not there is a kernel."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from PIL import Image
from playwright.sync_api import Locator, Page, expect

import infogap as ig

MANAGER = "@jupyter-widgets/jupyterlab-manager/plugin"
STATE = "application/vnd.jupyter.widget-state+json"
NOTICE = "Notebooks are now saved with their calculators"
SHOWN = ".infogap-calculator output"
MISSING = "Error: widget model not found"
IMPORT = "import infogap as ig, ipywidgets"
CELLS = [IMPORT, "ig.clv.calculator()", "ipywidgets.VBox([ig.acquisition.calculator()])", "ig.bayes.calculator()"]
# A picture of one pixel, which no widget would show.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
both_versions = pytest.mark.parametrize("jupyterlab", ["current", "locked"], indirect=True)


@pytest.fixture(autouse=True)
def _no_console_errors(console_errors: list[str]) -> Iterator[None]:
    yield
    assert console_errors == []


@pytest.fixture(autouse=True)
def kept(jupyterlab: Any) -> Iterator[Any]:
    """The settings of someone who has never chosen whether widgets are saved, as a path that is not there."""
    path = jupyterlab.settings / f"{MANAGER}.jupyterlab-settings"
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)
    jupyterlab.set("infogap/plugin", keepCalculators=True)


@pytest.fixture
def ran(page: Page, jupyterlab: Any, run_all: Callable[[Page], None]) -> Callable[..., Page]:
    """A function that runs the cells of a new notebook."""

    def run(name: str, cells: Sequence[str], calculators: int) -> Page:
        page.goto(jupyterlab.notebook(f"{name}.ipynb", cells))
        run_all(page)
        expect(page.locator(".infogap-calculator")).to_have_count(calculators)
        return page

    return run


def slider(page: Page, name: str) -> Locator:
    return page.locator(f"input[type=range][name={name}]")


def save(page: Page, name: str) -> None:
    """Press Ctrl+S and wait for the checkpoint, which comes last: JupyterLab does not hear Ctrl+S while it saves."""
    checkpoint = f"/api/contents/{name}.ipynb/checkpoints"
    page.locator(".jp-NotebookPanel .jp-InputPrompt").first.click()
    with page.expect_response(lambda answer: answer.request.method == "POST" and checkpoint in answer.url) as made:
        page.keyboard.press("ControlOrMeta+s")
    made.value.finished()


def states(lab: Any, name: str) -> dict[str, Any] | None:
    """The states of widgets in a saved notebook, or nothing."""
    widgets = nbformat.read(lab.root / f"{name}.ipynb", as_version=4).metadata.get("widgets")
    return None if widgets is None else dict(widgets[STATE].state)


def leave(page: Page, lab: Any) -> None:
    """Close the page and end every kernel."""
    page.goto("about:blank")
    lab.end_kernels()


def forget_kernel(lab: Any, name: str) -> None:
    """Make a notebook one that does not say which kernel it is for, and trust it as before."""
    path = lab.root / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    del notebook.metadata["kernelspec"], notebook.metadata["language_info"]
    nbformat.write(notebook, path)
    NotebookNotary(data_dir=str(lab.settings.parent / "data")).sign(notebook)


def choose_kernel(page: Page, name: str) -> None:
    page.locator(".jp-Dialog select").select_option(label=name)
    page.locator(".jp-Dialog").get_by_role("button", name=re.compile("^Select")).click()


def run_cells(page: Page, *places: int) -> None:
    for place in places:
        cell = page.locator(".jp-NotebookPanel-notebook .jp-Cell").nth(place)
        before = cell.locator(".jp-InputPrompt").inner_text()
        cell.locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+Enter")
        expect(cell.locator(".jp-InputPrompt")).not_to_have_text(before)
        expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"), timeout=30_000)


def expect_missing_models(errors: list[str]) -> None:
    """Take out what the widget manager reports when it has no model."""
    assert [error for error in errors if error.startswith(MISSING)] != []
    errors[:] = [error for error in errors if not error.startswith(MISSING)]


def texts(*results: Any) -> list[str]:
    return [text for result in results for text in result.texts().values()]


def test_the_setting_is_switched_on_once_and_said(ran: Callable[..., Page], jupyterlab: Any, kept: Any) -> None:
    # A calculator in a box: the text of its output does not begin with its name.
    page = ran("once", [IMPORT, CELLS[2], CELLS[3]], 2)
    expect(page.get_by_text(NOTICE)).to_have_count(1)
    save(page, "once")
    assert '"saveState": true' in kept.read_text()
    assert states(jupyterlab, "once") is not None


@pytest.mark.parametrize("jupyterlab", ["locked"], indirect=True)
def test_binder_has_the_setting_on_for_everyone(ran: Callable[..., Page], jupyterlab: Any, kept: Any) -> None:
    page = ran("everyone", CELLS, 3)
    save(page, "everyone")
    assert states(jupyterlab, "everyone") is not None
    expect(page.get_by_text(NOTICE)).to_have_count(0)
    assert not kept.exists()


@pytest.mark.parametrize(
    ("plugin", "choice"), [("infogap/plugin", "keepCalculators"), (MANAGER, "saveState")], ids=["ours", "theirs"]
)
def test_who_says_no_keeps_notebooks_as_they_were(
    ran: Callable[..., Page], jupyterlab: Any, kept: Any, plugin: str, choice: str
) -> None:
    jupyterlab.set(plugin, **{choice: False})
    before = kept.read_text() if kept.exists() else None
    page = ran(f"never-{choice}", CELLS[:2], 1)
    save(page, f"never-{choice}")
    expect(page.get_by_text(NOTICE)).to_have_count(0)
    assert (kept.read_text() if kept.exists() else None) == before
    assert states(jupyterlab, f"never-{choice}") is None


@both_versions
def test_calculators_are_live_again_with_a_kernel_that_knows_nothing(ran: Callable[..., Page], jupyterlab: Any) -> None:
    jupyterlab.set(MANAGER, saveState=True)
    page = ran("again", CELLS, 3)
    slider(page, "margin").press("ArrowRight")
    save(page, "again")
    # Saved by a page whose kernel does not know them, they must not get lost; Notebook 7 opens what JupyterLab saved.
    for margin, address in ((210, jupyterlab.lab_url), (220, jupyterlab.notebook_url)):
        leave(page, jupyterlab)
        page.goto(address("again.ipynb"))
        wanted = texts(ig.clv(margin=margin), ig.acquisition(), ig.bayes())
        expect(page.locator(SHOWN)).to_have_text(wanted, timeout=60_000)
        slider(page, "margin").press("ArrowRight")
        wanted = texts(ig.clv(margin=margin + 10), ig.acquisition(), ig.bayes())
        expect(page.locator(SHOWN)).to_have_text(wanted)
        save(page, "again")
        saved = states(jupyterlab, "again")
        assert saved is not None
        assert [one.state.margin for one in saved.values() if "margin" in one.state] == [margin + 10]


@both_versions
def test_calculators_are_live_without_any_kernel_and_nothing_doubles_with_one(
    ran: Callable[..., Page], jupyterlab: Any, run_all: Callable[[Page], None]
) -> None:
    jupyterlab.set(MANAGER, saveState=True)
    page = ran("kernelless", CELLS, 3)
    slider(page, "margin").press("ArrowRight")
    slider(page, "marketing_cost").press("ArrowRight")
    moved = ig.acquisition(marketing_cost=float(slider(page, "marketing_cost").input_value()))
    save(page, "kernelless")
    first = states(jupyterlab, "kernelless")
    leave(page, jupyterlab)
    forget_kernel(jupyterlab, "kernelless")
    page.goto(jupyterlab.lab_url("kernelless.ipynb"))
    choose_kernel(page, "No Kernel")
    expect(page.locator(SHOWN)).to_have_text(texts(ig.clv(margin=210), moved, ig.bayes()))
    slider(page, "margin").press("ArrowRight")
    expect(page.locator(SHOWN)).to_have_text(texts(ig.clv(margin=220), moved, ig.bayes()))
    save(page, "kernelless")
    assert states(jupyterlab, "kernelless").keys() == first.keys()
    assert jupyterlab.ask("GET", "/api/kernels") == b"[]"
    # With a kernel: what is run again is new, the others are as they were left.
    page.locator(".jp-Toolbar-kernelName").click()
    choose_kernel(page, "Python 3 (ipykernel)")
    idle = page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    expect(idle).to_be_attached(timeout=60_000)
    run_cells(page, 0, 1)
    expect(page.locator(SHOWN)).to_have_text(texts(ig.clv(), moved, ig.bayes()))
    save(page, "kernelless")
    assert len(states(jupyterlab, "kernelless")) == len(first)
    for _ in range(2):
        run_all(page)
        expect(page.locator(SHOWN)).to_have_text(texts(ig.clv(), ig.acquisition(), ig.bayes()))
        save(page, "kernelless")
        assert len(states(jupyterlab, "kernelless")) == len(first)


@both_versions
def test_without_its_state_the_text_stands_in_until_the_cell_is_run(
    ran: Callable[..., Page], jupyterlab: Any, console_errors: list[str]
) -> None:
    jupyterlab.set(MANAGER, saveState=False)
    jupyterlab.set("infogap/plugin", keepCalculators=False)
    page = ran("standin", CELLS[:2], 1)
    save(page, "standin")
    leave(page, jupyterlab)
    page.goto(jupyterlab.lab_url("standin.ipynb"))
    output = page.locator(".jp-NotebookPanel-notebook .jp-OutputArea-output")
    text = f"{ig.clv.calculator()!r}\n\nThis was saved without its state. Run the cell to bring it back to life."
    expect(output).to_have_text(text, use_inner_text=True, timeout=60_000)
    run_cells(page, 0, 1)
    expect(page.locator(SHOWN)).to_have_text(texts(ig.clv()))
    expect_missing_models(console_errors)


@both_versions
def test_without_its_state_a_picture_of_the_calculator_as_it_was_left_stands_in(
    ran: Callable[..., Page], jupyterlab: Any, console_errors: list[str]
) -> None:
    jupyterlab.set(MANAGER, saveState=False)
    several = "ipywidgets.VBox([ig.acquisition.calculator(), ig.acquisition.calculator()])"
    page = ran("left", [IMPORT, CELLS[1], several, CELLS[3]], 4)
    save(page, "left")
    slider(page, "margin").press("ArrowRight")
    save(page, "left")
    _, left, boxed, bayes = nbformat.read(jupyterlab.root / "left.ipynb", as_version=4).cells
    wanted = ig.clv(margin=210)
    for said in (*wanted.texts().values(), wanted.sentence, "ig.clv(margin=210)"):
        assert said in picture_of(left).metadata["image/png"]["alt"]
    assert "ig.bayes()" in picture_of(bayes).metadata["image/png"]["alt"]
    assert "image/png" not in boxed.outputs[0].data
    leave(page, jupyterlab)
    page.goto(jupyterlab.lab_url("left.ipynb"))
    picture = page.locator(".jp-NotebookPanel-notebook .jp-OutputArea-output img").first
    expect(picture).to_have_attribute(
        "src", f"data:image/png;base64,{picture_of(left).data['image/png']}", timeout=60_000
    )
    expect(picture).to_have_attribute("alt", picture_of(left).metadata["image/png"]["alt"])
    # What nobody runs again is saved as it was.
    save(page, "left")
    assert nbformat.read(jupyterlab.root / "left.ipynb", as_version=4).cells[1].outputs == left.outputs
    expect_missing_models(console_errors)


def picture_of(cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a cell's output, in which there is a picture that shows something."""
    output = cell.outputs[0]
    picture = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"]))).convert("RGB")
    assert min(picture.size) > 300
    assert len(picture.getcolors(100_000)) > 50
    return output


def test_an_author_s_own_picture_stays(ran: Callable[..., Page], jupyterlab: Any) -> None:
    jupyterlab.set(MANAGER, saveState=True)
    page = ran("own", CELLS[:2], 1)
    save(page, "own")
    leave(page, jupyterlab)
    path = jupyterlab.root / "own.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].outputs[0] |= {"data": notebook.cells[1].outputs[0].data | {"image/png": PIXEL}, "metadata": {}}
    nbformat.write(notebook, path)
    NotebookNotary(data_dir=str(jupyterlab.settings.parent / "data")).sign(notebook)
    page.goto(jupyterlab.lab_url("own.ipynb"))
    expect(page.locator(SHOWN)).to_have_text(texts(ig.clv()), timeout=60_000)
    slider(page, "margin").press("ArrowRight")
    save(page, "own")
    (output,) = nbformat.read(path, as_version=4).cells[1].outputs
    assert (output.data["image/png"].strip(), output.metadata) == (PIXEL, {})


def test_without_its_state_an_author_s_picture_stands_in(
    page: Page, jupyterlab: Any, run_all: Callable[[Page], None], console_errors: list[str]
) -> None:
    jupyterlab.set(MANAGER, saveState=False)
    data = {
        "application/vnd.jupyter.widget-view+json": {"model_id": "0" * 32, "version_major": 2, "version_minor": 1},
        "image/png": PIXEL,
        "text/plain": repr(ig.clv.calculator()),
    }
    cell = nbformat.v4.new_code_cell(
        "ig.clv.calculator()", outputs=[nbformat.v4.new_output("display_data", data)], execution_count=1
    )
    address = jupyterlab.notebook("picture.ipynb", [cell])
    notary = NotebookNotary(data_dir=str(jupyterlab.settings.parent / "data"))
    notary.sign(nbformat.read(jupyterlab.root / "picture.ipynb", as_version=4))
    page.goto(address)
    picture = page.locator(".jp-NotebookPanel-notebook .jp-OutputArea-output img")
    expect(picture).to_have_attribute("src", f"data:image/png;base64,{PIXEL}", timeout=60_000)
    expect_missing_models(console_errors)
