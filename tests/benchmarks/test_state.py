"""What one calculator adds to a notebook that is saved with the state of its widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from infogap.library import names

if TYPE_CHECKING:
    from tests.benchmarks.conftest import Measured, Table

MOST = 40
KILOBYTE = 1000
MIMETYPE = "application/vnd.jupyter.widget-state+json"


@pytest.mark.parametrize("name", names())
def test_a_saved_calculator_is_small(name: str, table: Table) -> None:
    notebook = run(name)
    types = sorted(model["model_name"] for model in notebook.metadata.widgets[MIMETYPE]["state"].values())
    assert types == ["AnyModel", "LayoutModel"]
    what = f"saved in a notebook, ig.{name}.calculator()"
    table.add(what, "kB", [in_the_file(notebook)], target=f"at most {MOST} kB", holds=small_enough)


def run(name: str) -> nbformat.NotebookNode:
    """Return a notebook with one calculator in it, as it is after it ran."""
    cell = new_code_cell(f"import infogap as ig\nig.{name}.calculator()")
    return NotebookClient(new_notebook(cells=[cell]), kernel_name="python3").execute()


def in_the_file(notebook: nbformat.NotebookNode) -> float:
    """Return by how much the file grows; Jupyter writes a line for each entry, so this is more than the bare JSON."""
    whole = len(nbformat.writes(notebook).encode())
    del notebook.metadata["widgets"]
    return (whole - len(nbformat.writes(notebook).encode())) / KILOBYTE


def small_enough(measured: Measured) -> bool:
    return max(measured.ours) <= MOST
