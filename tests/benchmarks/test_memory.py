"""What a kernel holds in memory after the start notebook, and a student on a hub after a whole lesson."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import psutil
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from infogap.course.invitations import course, hub_link

if TYPE_CHECKING:
    from tests.benchmarks.conftest import Measured, Table
    from tests.hub.conftest import Hub, Student

ROUNDS = 3
MEBIBYTE = 1024**2
NOTEBOOKS = Path(__file__).parent.parent.parent / "notebooks"
START = NOTEBOOKS / "00-start-here.ipynb"
LIBRARIES = "import ipywidgets, sympy, numpy, matplotlib.pyplot, anywidget"
EXPECTED_ERROR = "raises-exception"
# In MB. What is resident is what a machine needs for a student who is alone on it, so never too little.
MOST = 400


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
        assert failed(cell.get("outputs", [])) == (EXPECTED_ERROR in cell.metadata.get("tags", [])), cell.source


def test_a_student_takes_little(hub: Hub, new_student: Callable[[str], Student], table: Table) -> None:
    lesson = longest_lesson()
    student = new_student("ada")
    student.open(hub_link(course(hub.course), hub.url))
    ran = student.run(f"prices/notebooks/{lesson.name}")
    assert list(map(failed, ran)) == [failed(cell.outputs) for cell in code_cells(lesson)]
    use = student.use()
    what = f"server and kernel of one student, {lesson.stem} run"
    table.add(f"{what}, all resident", "MB", [use.resident], target=f"at most {MOST}", holds=within)
    table.add(f"{what}, proportional share", "MB", [use.proportional], target=f"at most {MOST}", holds=within)


def longest_lesson() -> Path:
    """The lesson with the most code cells, and of those the one with the most to run."""

    def length(path: Path) -> tuple[int, int]:
        sources = [cell.source for cell in code_cells(path)]
        return len(sources), len("".join(sources))

    return max(NOTEBOOKS.glob("*.ipynb"), key=length)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def failed(outputs: list[nbformat.NotebookNode]) -> bool:
    return any(output.output_type == "error" for output in outputs)


def within(measured: Measured) -> bool:
    return max(measured.ours) <= MOST
