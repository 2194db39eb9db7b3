"""What a kernel holds in memory after the start notebook ran from top to bottom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import psutil
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

if TYPE_CHECKING:
    from tests.benchmarks.conftest import Table

ROUNDS = 3
MEBIBYTE = 1024**2
START = Path(__file__).parent.parent.parent / "notebooks" / "00-start-here.ipynb"
LIBRARIES = "import ipywidgets, sympy, numpy, matplotlib.pyplot, anywidget"
EXPECTED_ERROR = "raises-exception"


def test_the_start_notebook_takes_less_than_its_libraries(table: Table) -> None:
    kernel_memory(start_notebook())  # fills the cache of faces, as the first visit does
    rounds = [(kernel_memory(start_notebook()), kernel_memory(libraries())) for _ in range(ROUNDS)]
    ours, theirs = ([each[side] for each in rounds] for side in (0, 1))
    what, against = "kernel memory, start notebook run", "libraries only imported"
    table.add(what, "MiB", ours, theirs, against=against, target="less", holds=lambda line: line.ratio > 1)


def start_notebook() -> nbformat.NotebookNode:
    return nbformat.read(START, as_version=4)


def libraries() -> nbformat.NotebookNode:
    return new_notebook(cells=[new_code_cell(LIBRARIES)])


def kernel_memory(notebook: nbformat.NotebookNode) -> float:
    """Run a notebook in a kernel of its own and return the memory that the kernel then has resident."""
    client = NotebookClient(notebook, kernel_name="python3", allow_errors=True)
    with client.setup_kernel():
        for at, cell in enumerate(notebook.cells):
            client.execute_cell(cell, at)
        resident = psutil.Process(client.km.provisioner.pid).memory_info().rss
    only_expected_errors(notebook)
    return float(resident) / MEBIBYTE


def only_expected_errors(notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells:
        failed = any(output.output_type == "error" for output in cell.get("outputs", []))
        assert failed == (EXPECTED_ERROR in cell.metadata.get("tags", [])), cell.source
