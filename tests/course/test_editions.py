"""Student editions, made from lessons written here."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from infogap.course.editions import build, student_edition


def result(count: int, **data: object) -> NotebookNode:
    return new_output("execute_result", data={"text/plain": "3", **data}, execution_count=count)


@pytest.fixture
def lesson() -> NotebookNode:
    return new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "version": "3.11.7"},
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
        },
        cells=[
            new_markdown_cell("Twelve minutes.", id="minutes", metadata={"tags": ["instructor"]}),
            new_markdown_cell("Add them up.", id="task"),
            new_code_cell("1 + 2", id="sum", execution_count=2, outputs=[result(2)]),
            new_code_cell("3", id="answer", execution_count=3, metadata={"tags": ["solution"]}),
            new_code_cell("", id="yours"),
            new_code_cell(
                "1 / 0",
                id="wrong",
                execution_count=7,
                metadata={"tags": ["raises-exception"], "execution": {"iopub.status.busy": "now"}},
                outputs=[new_output("error", ename="E", evalue="why", traceback=["Cell In[7], line 1", "other In[2]"])],
            ),
        ],
    )


def test_what_is_for_instructors_is_left_out(lesson: NotebookNode) -> None:
    assert [cell.id for cell in student_edition(lesson).cells] == ["task", "sum", "yours", "wrong"]


def test_counts_are_consecutive_wherever_they_are_said(lesson: NotebookNode) -> None:
    task, first, empty, second = student_edition(lesson).cells
    assert "execution_count" not in task
    assert (first.execution_count, empty.execution_count, second.execution_count) == (1, None, 2)
    assert first.outputs == [result(1)]
    assert second.outputs[0].traceback == ["Cell In[2], line 1", "other In[2]"]


def test_metadata_says_no_more_than_is_needed(lesson: NotebookNode) -> None:
    edition = student_edition(lesson)
    assert edition.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert [cell.metadata for cell in edition.cells] == [{}, {}, {}, {"tags": ["raises-exception"]}]


def test_a_lesson_with_no_metadata_gets_a_kernel(lesson: NotebookNode) -> None:
    lesson.metadata = NotebookNode()
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    assert student_edition(lesson).metadata == {"kernelspec": kernel, "language_info": {"name": "python"}}


def test_a_dead_widget_gives_way_to_its_picture(lesson: NotebookNode) -> None:
    view = {"model_id": "1", "version_major": 2, "version_minor": 0}
    picture = {"text/html": "<svg></svg>"}
    lesson.cells[2].outputs = [result(2, **picture, **{"application/vnd.jupyter.widget-view+json": view})]
    assert student_edition(lesson).cells[1].outputs == [result(1, **picture)]


def test_the_lesson_stays_as_it_is(lesson: NotebookNode) -> None:
    before = deepcopy(lesson)
    student_edition(lesson)
    assert lesson == before


def test_building_again_changes_no_byte(lesson: NotebookNode, tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    for name in ("01-b.ipynb", "00-a.ipynb"):
        nbformat.write(lesson, tmp_path / "lessons" / name)
    first = build(tmp_path / "lessons", tmp_path / "first")
    assert [path.name for path in first] == ["00-a.ipynb", "01-b.ipynb"]
    once = [path.read_bytes() for path in first]
    # An edition built again, from the lessons and from itself, is the same edition.
    assert [path.read_bytes() for path in build(tmp_path / "lessons", tmp_path / "first")] == once
    assert [path.read_bytes() for path in build(tmp_path / "first", tmp_path / "second")] == once
    assert once[0].endswith(b"}\n")


def test_pages_are_made_where_they_are_asked_for(lesson: NotebookNode, tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    nbformat.write(lesson, tmp_path / "lessons" / "00-a.ipynb")
    made = build(tmp_path / "lessons", tmp_path / "notebooks", tmp_path / "editions")
    assert [path.relative_to(tmp_path).as_posix() for path in made] == [
        "notebooks/00-a.ipynb",
        "editions/slides/00-a.html",
        "editions/print/00-a.html",
    ]
    once = [path.read_bytes() for path in made]
    assert [
        path.read_bytes() for path in build(tmp_path / "lessons", tmp_path / "notebooks", tmp_path / "editions")
    ] == once
    assert not any(path.suffix == ".html" for path in build(tmp_path / "lessons", tmp_path / "notebooks"))


def test_a_calculator_gets_its_picture_in_the_lesson_and_in_its_edition(lesson: NotebookNode, tmp_path: Path) -> None:
    text = "acquisition.calculator(): cac $100.00, conversion_rate 2.0 %, cost_per_visitor $2.00"
    lesson.cells[2].outputs[0].data["text/plain"] = text
    (tmp_path / "lessons").mkdir()
    source = tmp_path / "lessons" / "00-a.ipynb"
    nbformat.write(lesson, source)
    (edition,) = build(tmp_path / "lessons", tmp_path / "notebooks")
    (shown,) = nbformat.read(source, 4).cells[2].outputs
    assert set(shown.data) == {"text/plain", "image/png"}
    assert nbformat.read(edition, 4).cells[1].outputs == [NotebookNode(shown, execution_count=1)]
    once = source.read_bytes()
    build(tmp_path / "lessons", tmp_path / "notebooks")
    assert source.read_bytes() == once


def test_no_lessons_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        build(tmp_path / "nowhere", tmp_path / "notebooks")
    assert str(caught.value) == (
        f"lessons: expected a folder with notebooks (*.ipynb), found none in {tmp_path / 'nowhere'}"
    )
    assert not (tmp_path / "notebooks").exists()
