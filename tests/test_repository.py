"""The repository itself: checked, typed, light to import, and its notebooks run and current."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import nbformat
import pytest
from nbformat import NotebookNode

from infogap.course.editions import build
from infogap.translations import languages

ROOT = Path(__file__).parents[1]
HEAVY = ["IPython", "anywidget", "ipywidgets", "matplotlib", "numpy", "pandas", "scipy", "sympy"]
FOLDERS = {name: ROOT / name for name in ("lessons", "notebooks")}
EVERY_NOTEBOOK = [path for folder in FOLDERS.values() for path in sorted(folder.glob("*.ipynb"))]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=["ruff check", "ruff format", "mypy --strict"],
)
def test_tools_find_nothing(command: tuple[str, ...]) -> None:
    done = run("-m", *command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_import_loads_nothing_heavy() -> None:
    done = run("-c", "import infogap, json, sys; print(json.dumps(sorted(sys.modules)))")
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) & set(HEAVY) == set()


def code_cells(path: Path) -> list[NotebookNode]:
    """The cells that someone could have run; an empty one waits for a student's answer."""
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code" and cell.source.strip()]


def ends_in_an_expression(source: str) -> bool:
    try:
        return isinstance(ast.parse(source).body[-1], ast.Expr)
    except (SyntaxError, IndexError):  # a magic command, or nothing but comments
        return False


def test_there_are_notebooks() -> None:
    names = {folder: {path.name for path in place.glob("*.ipynb")} for folder, place in FOLDERS.items()}
    assert "00-start-here.ipynb" in names["lessons"]
    assert names["notebooks"] == names["lessons"]


@pytest.mark.parametrize("path", EVERY_NOTEBOOK, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_cell_was_run_in_order(path: Path) -> None:
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", EVERY_NOTEBOOK, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_cell_that_shows_something_carries_it(path: Path) -> None:
    silent = [cell.source for cell in code_cells(path) if ends_in_an_expression(cell.source) and not cell.outputs]
    assert silent == []


def test_the_student_editions_are_those_of_the_lessons(tmp_path: Path) -> None:
    fresh = {path.name: path.read_bytes() for path in build(FOLDERS["lessons"], tmp_path)}
    kept = {path.name: path.read_bytes() for path in FOLDERS["notebooks"].glob("*.ipynb")}
    assert [name for name in fresh if fresh[name] != kept.get(name)] == [], "run `infogap build`"


def test_the_wheel_places_extension_and_translations_where_jupyterlab_looks(tmp_path: Path) -> None:
    command = ("pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", f"--wheel-dir={tmp_path}", str(ROOT))
    done = run("-m", *command)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    packed = ZipFile(wheel).namelist()
    found = {name.partition("/data/share/jupyter/labextensions/infogap/")[2] for name in packed}
    extension = ROOT / "infogap" / "jupyter" / "labextension"
    shipped = {path.relative_to(extension).as_posix() for path in extension.rglob("*") if path.is_file()}
    lessons = {f"static/lessons/{path.name}" for path in FOLDERS["notebooks"].glob("*.ipynb")}
    assert found - {""} == shipped | lessons
    made = {f"infogap/locale/{name}/LC_MESSAGES/infogap.{end}" for name in languages() for end in ("mo", "json")}
    assert made <= set(packed)
