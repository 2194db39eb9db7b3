"""A new lesson: its number, its name, and that nothing is missing in it but what its author writes."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from infogap.course.checking import check
from infogap.course.lesson import read
from infogap.course.new_lesson import TEMPLATE, file_name, new_lesson


def test_a_new_lesson_lacks_only_what_its_author_writes(tmp_path: Path) -> None:
    path = new_lesson("Learning to price", tmp_path)
    notebook = nbformat.read(path, as_version=4)
    asked = [cell for cell in notebook.cells if "**To write:**" in cell.source]
    assert len(asked) == 27
    not_run, *to_write, words = check(path)
    assert re.fullmatch(r"Cells [\d, ]+ and 43 have not been run. Choose Run > Run All Cells, and save.", not_run)
    assert [sentence.partition(":")[0] for sentence in to_write] == [
        f"Cell {notebook.cells.index(cell) + 1} is still to be written" for cell in asked
    ]
    assert re.fullmatch(r"Students read \d+ words. Expected are 1,400 to 2,800. Add some.", words)


def test_a_lesson_that_was_written_and_run_lacks_nothing(tmp_path: Path) -> None:
    path = new_lesson("Learning to price", tmp_path)
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = re.sub(r"\*\*To write:\*\*.*", "word " * 60, cell.source)
        if cell.cell_type == "code":
            cell.execution_count = 1
    nbformat.write(notebook, path)
    assert check(path) == []


def test_title_and_number_are_filled_in(tmp_path: Path) -> None:
    (tmp_path / "05-bayes.ipynb").touch()
    path = new_lesson(' Learning\n to "price" ', tmp_path)
    assert path == tmp_path / "06-learning-to-price.ipynb"
    lesson = read(path)
    assert lesson.cells[0].source.splitlines()[0] == '# Learning to "price"'
    assert [each.cell.source for each in lesson.exercises] == [
        f'ig.clv.exercise("compute", name="06-{number}")' for number in range(1, 7)
    ]
    assert "TITLE" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Learning to price", "learning-to-price"),
        ("What's a customer worth?", "whats-a-customer-worth"),
        ("  CLV: r → 0, and ½ ", "clv-r-0-and-1-2"),
        ("a/../../b", "a-b"),
        ("学习如何定价", "学习如何定价"),
        ("学习：如何定价？", "学习-如何定价"),
        ("Ｐｒｉｃｅ it", "price-it"),
        ("Wert schätzen", "wert-schätzen"),
        ("word " * 30, "-".join(["word"] * 12)),
    ],
)
def test_a_title_makes_a_file_name(title: str, name: str) -> None:
    assert file_name(title) == name


@pytest.mark.parametrize("title", ["", "?!", "___"])
def test_a_title_without_words_makes_none(title: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        file_name(title)
    assert str(caught.value) == f'title: expected words, but "{title}" arrived. Give for example "Learning to price".'


@pytest.mark.parametrize(
    ("taken", "number"), [([], "01"), (["00"], "01"), (["00", "01"], "02"), (["01", "04"], "05"), (["08"], "09")]
)
def test_the_number_after_the_last(taken: list[str], number: str, tmp_path: Path) -> None:
    for each in taken:
        (tmp_path / f"{each}-x.ipynb").touch()
    (tmp_path / "77 notes.txt").touch()
    assert new_lesson("Learning to price", tmp_path).name == f"{number}-learning-to-price.ipynb"


def test_no_number_is_left(tmp_path: Path) -> None:
    (tmp_path / "99-last.ipynb").touch()
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        new_lesson("Learning to price", tmp_path)
    assert str(caught.value) == f"lessons: expected a number up to 99 to be free after the last lesson in {tmp_path}"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    first = new_lesson("Learning to price", tmp_path)
    first.write_text("my own")
    assert new_lesson("Learning to price", tmp_path).name == "02-learning-to-price.ipynb"
    assert first.read_text() == "my own"


def test_a_file_in_the_way_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Two people may start a lesson at the same time.
    monkeypatch.setattr("infogap.course.new_lesson.next_number", lambda _: "01")
    new_lesson("Learning to price", tmp_path).write_text("my own")
    with pytest.raises(FileExistsError):
        new_lesson("Learning to price", tmp_path)
    assert (tmp_path / "01-learning-to-price.ipynb").read_text() == "my own"


def test_the_example_in_the_template_runs() -> None:
    names: dict[str, object] = {}
    cells = [cell.source for cell in read(TEMPLATE).code if not cell.tags & {"exercise", "solution"}]
    for source in cells:
        exec(compile(source, TEMPLATE, "exec"), names)
    # As its text says: 181.82 + 165.29 + 150.26.
    assert cells[1].startswith("200 / 1.10")
    assert round(eval(cells[1]), 2) == 497.37
