"""The form of a lesson, read from its notebook."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from infogap.course.lesson import Cell, Lesson, Row, bullets, count_words, headings, is_timed, plain, table_rows


@pytest.fixture
def lesson(complete: NotebookNode) -> Lesson:
    return Lesson(Path("01-learning-to-price.ipynb"), complete)


def lesson_of(*cells: NotebookNode) -> Lesson:
    return Lesson(Path("01-a.ipynb"), new_notebook(cells=list(cells)))


def test_sections_begin_at_headings_and_end_before_the_next(lesson: Lesson) -> None:
    assert [(section.title, section.cells[0].number, section.cells[-1].number) for section in lesson.sections] == [
        ("Guess first", 6, 14),
        ("The formula", 15, 29),
        ("What to do", 30, 36),
        ("In class", 37, 38),
        ("Key points", 39, 39),
        ("References", 40, 40),
        ("Glossary", 41, 41),
    ]
    assert [section.title for section in lesson.timed_sections] == [
        "Guess first",
        "The formula",
        "What to do",
        "In class",
    ]


def test_two_headings_in_a_cell_are_two_sections() -> None:
    lesson = lesson_of(new_markdown_cell("## A\n\n## B"), new_markdown_cell("b"))
    assert [(section.title, len(section.cells)) for section in lesson.sections] == [("A", 1), ("B", 2)]


def test_what_students_do_not_see_is_no_section() -> None:
    assert lesson_of(new_markdown_cell("## Note", metadata={"tags": ["instructor"]})).sections == []


def test_exercises_have_minutes_and_objectives(lesson: Lesson) -> None:
    assert [(each.cell.number, each.minutes, each.objectives) for each in lesson.exercises] == [
        (9, 3, [1]),
        (12, 3, [1, 2]),
        (20, 3, [2]),
        (23, 3, [2]),
        (32, 1, [3]),
        (35, 2, [3]),
    ]
    assert [[cell.number for cell in each.following] for each in lesson.exercises] == [
        [10, 11],
        [13, 14],
        [21, 22],
        [24, 25, 26, 27, 28, 29],
        [33, 34],
        [36],
    ]


@pytest.mark.parametrize(
    ("heading", "minutes"),
    [
        ("### Exercise 2: One more year (4 minutes)", 4),
        ("### Exercise 2: One more year (12 min.)", 12),
        ("### 练习 2：多一年（4 分钟）", 4),
        ("### 练习 2：多一年（4分）", 4),
        ("### Exercise 2: Three years (3 years) (4 minutes)", 4),
        ("### Exercise 2: Nothing to do (0 minutes)", 0),
        ("### Exercise 2: One more year", None),
        ("### Exercise 2: One more year (4)", None),
        ("## Exercise 2: One more year (4 minutes)", None),
        ("Exercise 2: One more year (4 minutes)", None),
    ],
)
def test_minutes_are_read_from_the_heading(heading: str, minutes: int | None) -> None:
    lesson = lesson_of(new_markdown_cell(heading), new_code_cell("1", metadata={"tags": ["exercise"]}))
    assert [exercise.minutes for exercise in lesson.exercises] == [minutes]


def test_the_table_of_minutes(lesson: Lesson) -> None:
    assert lesson.minutes == [
        Row("Guess first", 8, 6, 14),
        Row("The formula", 20, 6, 26),
        Row("What to do", 10, 3, 13),
        Row("In class", 15, 0, 15),
        Row("together", 53, 15, 68),
    ]


def test_an_escaped_bar_is_no_column() -> None:
    assert table_rows("|a|b|\n|:--|:-:|\n| P(A\\|B) | 2 |") == [["a", "b"], ["P(A|B)", "2"]]


@pytest.mark.parametrize(
    ("row", "timed"),
    [
        (["a", "0", "0", "0"], True),
        (["a", "1", "2"], False),
        (["a", "1.5", "2", "3.5"], False),
        (["a", "-1", "2", "1"], False),
        (["a", "²", "2", "4"], False),
    ],
)
def test_minutes_are_whole_numbers(row: list[str], timed: bool) -> None:
    assert is_timed(row) is timed


def test_headings_in_code_are_none() -> None:
    assert headings("```python\n# a\n```\n## B #\n~~~\n# c\n~~~\n#d\n    # e") == [(2, "B")]


def test_a_list_ends_where_it_ends() -> None:
    assert bullets("- a\n  b\n* c\n  - d\n\ne") == ["a b", "c", "d"]


def test_markdown_is_read_as_text() -> None:
    assert plain("**What** is `r` in [the *first*](01-a.ipynb)?  ") == "What is r in the first?"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", 0),
        ("# One two-fold — three!", 3),
        ("| a | 12 |\n| --- | --: |", 2),
        ("客户值多少钱？", 3),
        ("客户值多少", 3),
        ("客户的 CLV 是 5", 4),
        ("顧客のねうち", 3),
    ],
)
def test_words_of_two_scripts(source: str, words: int) -> None:
    assert count_words(source) == words


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("## What is left\n\nMore.", "Cell 3 (“What is left”)"),
        ("\n- one", "Cell 3 (“one”)"),
        ("", "Cell 3 (“”)"),
        ("What the second of two years is worth today, if at all", "Cell 3 (“What the second of two years is worth…”)"),
        ("价" * 50, "Cell 3 (“" + "价" * 40 + "…”)"),
    ],
)
def test_a_cell_is_named_by_number_and_first_words(source: str, name: str) -> None:
    assert str(Cell(3, "markdown", source, frozenset(), ran=False)) == name
