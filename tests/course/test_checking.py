"""What a lesson lacks: one change to a complete lesson for each rule, and the sentence that it leads to."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from infogap.course.checking import OF_A_LESSON, check
from infogap.course.lesson import read
from infogap.course.rules import notebook as notebook_rules
from infogap.course.rules import parts

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("*.ipynb"))

Change = Callable[[NotebookNode], None]
NAME = "01-learning-to-price.ipynb"
WHERE = "(property inspector, the gear at the right)"
TABLE = "In the table of minutes, "


def at(notebook: NotebookNode, name: str) -> NotebookNode:
    (cell,) = [cell for cell in notebook.cells if cell.id == name]
    return cell


def replace(name: str, old: str, new: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        assert old in at(notebook, name).source
        at(notebook, name).source = at(notebook, name).source.replace(old, new)

    return change


def write(name: str, source: str) -> Change:
    return lambda notebook: at(notebook, name).update(source=source)


def tag(name: str, *tags: str) -> Change:
    return lambda notebook: at(notebook, name).metadata.update(tags=list(tags))


def remove(*names: str) -> Change:
    return lambda notebook: notebook.update(cells=[cell for cell in notebook.cells if cell.id not in names])


def move(name: str, before: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        cell = at(notebook, name)
        notebook.cells.remove(cell)
        notebook.cells.insert(notebook.cells.index(at(notebook, before)), cell)

    return change


def insert(before: str, *cells: NotebookNode) -> Change:
    def change(notebook: NotebookNode) -> None:
        place = notebook.cells.index(at(notebook, before))
        notebook.cells[place:place] = deepcopy(cells)

    return change


def together(*changes: Change) -> Change:
    def change(notebook: NotebookNode) -> None:
        for each in changes:
            each(notebook)

    return change


def exercises(*numbers: int, minutes: int = 0) -> list[NotebookNode]:
    """More exercises, to be put where they are one too many."""
    return [
        cell
        for number in numbers
        for cell in (
            new_markdown_cell(f"### 练习 {number}（{minutes} 分钟）"),
            new_code_cell("1", execution_count=1, metadata={"tags": ["exercise", "objective-1"]}),
            new_code_cell("1", execution_count=1, metadata={"tags": ["solution"]}),
        )
    ]


def saved(notebook: NotebookNode, folder: Path, name: str = NAME) -> Path:
    nbformat.write(notebook, folder / name)
    return folder / name


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_our_lessons_lack_nothing(path: Path) -> None:
    assert check(path) == []


def test_a_complete_lesson_lacks_nothing(complete: NotebookNode, tmp_path: Path) -> None:
    assert check(saved(complete, tmp_path)) == []


# The complete lesson has 157 words beside its 1400 times "word", counted by hand: title 3, questions 4, objectives 8,
# prerequisites 7, minutes 29, guess 7, six tasks of 7, formula 6, decision 3, activity 4, debrief 3, key points 7,
# references 10, glossary 24 (of which six Chinese characters are 3).
BROKEN: dict[str, tuple[Change, str]] = {
    "not run": (
        lambda notebook: at(notebook, "import").update(execution_count=None),
        "Cell 7 (“import infogap as ig”) has not been run. Choose Run > Run All Cells, and save.",
    ),
    "several not run": (
        lambda notebook: [at(notebook, f"more-{number}").update(execution_count=None) for number in (0, 2, 4)] and None,
        "Cells 25, 27 and 29 have not been run. Choose Run > Run All Cells, and save.",
    ),
    "a picture without words": (
        lambda notebook: at(notebook, "picture").outputs[0].update(metadata={}),
        "Cell 18 (“ig.clv.plot();”) shows a picture without words for those who cannot see it. Run `infogap build`, which "
        'writes them for the pictures of a model; for others, write them as "alt" into the metadata of the cell '
        "(property inspector, the gear at the right).",
    ),
    "a picture with empty words": (
        lambda notebook: at(notebook, "picture").outputs[0].update(metadata={"image/png": {"alt": " "}}),
        "Cell 18 (“ig.clv.plot();”) shows a picture without words for those who cannot see it. Run `infogap build`, which "
        'writes them for the pictures of a model; for others, write them as "alt" into the metadata of the cell '
        "(property inspector, the gear at the right).",
    ),
    "a link into nothing": (
        replace("keys", "01-learning-to-price", "02-not%20there"),
        'Cell 39 (“Key points”) links to "02-not there.ipynb", which is not there. Correct the link, or remove it.',
    ),
    "a misspelt tag": (
        tag("import", "instuctor"),
        'Cell 7 (“import infogap as ig”) is tagged "instuctor", which is not a tag of a lesson. Did you mean '
        '"instructor"? Correct it.',
    ),
    "guidance": (
        replace("debrief", "Who", "**To write:** Ask who was right. Delete this.\n\nWho"),
        "Cell 38 is still to be written: Ask who was right. Delete this.",
    ),
    "no title": (
        replace("title", "# ", ""),
        'The first cell has no title. Expected is a Markdown cell that begins with "# " and the title. Write it.',
    ),
    "a short title": (
        write("title", "# To price"),
        'The title is "To price". Expected are at least 3 words. Say what students learn to do, or ask what they will '
        "be able to answer.",
    ),
    "a second title": (
        replace("debrief", "Who", "# Debrief\n\nWho"),
        'Cell 38 (“Debrief”) has the title "Debrief". Expected is one title, in the first cell. Begin this line with '
        '"## ", which makes it a section.',
    ),
    "the wrong order": (
        move("prerequisites", "objectives"),
        'Cell 3 (“Percentages, and $5 then.”), tagged "prerequisites", comes before cell 4, tagged '
        '"objectives". Expected is "objectives" first. Move one of them.',
    ),
    "a tag for code on Markdown": (
        tag("task-3", "calculator"),
        'Cell 19 (“Exercise 3: One more year (3 minutes)”) is tagged "calculator" and is a Markdown cell. Expected is '
        "a code cell. Move the tag to the one that is meant.",
    ),
    "a tag for Markdown on code": (
        tag("more-1", "by-hand"),
        'Cell 26 (“ig.clv(years=2)”) is tagged "by-hand" and is a code cell. Expected is a Markdown cell. Move the '
        "tag to the one that is meant.",
    ),
    "no question": (
        write("questions", "What is it worth?"),
        'Cell 2 (“What is it worth?”) lists no question. Expected is a line that begins with "- " for each. Write them '
        "so.",
    ),
    "too many objectives": (
        together(
            replace("objectives", "Decide.", "Decide.\n4. a\n5. b\n6. c\n7. d"),
            tag("exercise-1", "exercise", *(f"objective-{number}" for number in range(1, 8))),
        ),
        "Cell 3 (“1. Compute it.”) has 7 numbered objectives. Expected are 3 to 6. Leave some out.",
    ),
    "objectives numbered alike": (
        together(
            replace("objectives", "2. Explain", "1. Explain"),
            replace("objectives", "3. Decide", "1. Decide"),
            tag("exercise-2", "exercise", "objective-1"),
            *(tag(f"exercise-{number}", "exercise", "objective-1") for number in (3, 4, 5, 6)),
        ),
        "Cell 3 (“1. Compute it.”) numbers the objectives 1, 1, 1. Expected is 1 to 3. Number them again.",
    ),
    "a formula before the prediction": (
        replace("questions", "worth?", "worth, $m/r$?"),
        "Cell 2 (“What is it worth, $m/r$?”) has a formula before the prediction in cell 6. Expected is a guess before "
        "any formula. Move the formula down, or write the word for a dollar sign that is money.",
    ),
    "a displayed formula before the prediction": (
        replace("questions", "worth?", "worth?\n\n$$\nm\n$$"),
        "Cell 2 (“What is it worth?”) has a formula before the prediction in cell 6. Expected is a guess before any "
        "formula. Move the formula down, or write the word for a dollar sign that is money.",
    ),
    "no table": (
        write("minutes", "About an hour."),
        "Cell 5 (“About an hour.”) has no table of minutes. Expected are four columns (section, reading, exercises, "
        "together), a row for each section, and a last row with the sums. Write it.",
    ),
    "no number": (
        replace("minutes", "| 15 | 0 | 15 |", "| 15 | | 15 |"),
        TABLE + 'a row reads "In class | 15 |  | 15". Expected are the name of a section and three whole numbers: '
        "reading, exercises, together. Write 0 where there are none.",
    ),
    "a row that does not add up": (
        together(replace("minutes", "| 10 | 3 | 13 |", "| 10 | 3 | 14 |"), replace("minutes", "**68**", "69")),
        TABLE + '"What to do" has 10 for reading, 3 for exercises and 14 together. The first two add up to 13. Correct '
        "one.\n"
        + TABLE
        + '"together" has 53 for reading, 15 for exercises and 69 together. The first two add up to 68. '
        "Correct one.",
    ),
    "a column that does not add up": (
        replace("minutes", "| 53 | 15 | **68** |", "| 54 | 14 | **68** |"),
        TABLE
        + "the last row has 54 for reading. The rows above it add up to 53. Correct one of them.\n"
        + TABLE
        + "the last row has 14 for exercises. The rows above it add up to 15. Correct one of them.",
    ),
    "too short": (
        together(
            replace("minutes", "| 20 | 6 | 26 |", "| 11 | 6 | 17 |"),
            replace("minutes", "| 53 | 15 | **68** |", "| 44 | 15 | **59** |"),
        ),
        "The lesson takes 59 minutes. Expected are 60 to 90. Add some.",
    ),
    "too long": (
        together(
            replace("minutes", "| 20 | 6 | 26 |", "| 43 | 6 | 49 |"),
            replace("minutes", "| 53 | 15 | **68** |", "| 76 | 15 | **91** |"),
        ),
        "The lesson takes 91 minutes. Expected are 60 to 90. Leave some out.",
    ),
    "a section without a row": (
        insert("activity", new_markdown_cell("## One more `thing`")),
        'The section "One more thing" has no row in the table of minutes. Add one, with the same words as its heading.',
    ),
    "a row without a section": (
        replace("minutes", "| **together**", "| Old name | 0 | 0 | 0 |\n| **together**"),
        'The table of minutes has a row "Old name", but no section between the minutes and the key points is called '
        "so. Write the words of its heading, or delete the row.",
    ),
    "other minutes in the table than in the headings": (
        replace("task-5", "(1 minutes)", "(2 min)"),
        TABLE + '"What to do" has 3 for exercises. The headings of the exercises in that section add up to 4. Correct '
        "one of them.",
    ),
    "a short activity": (
        together(
            replace("minutes", "| 15 | 0 | 15 |", "| 14 | 0 | 14 |"),
            replace("minutes", "| 53 | 15 | **68** |", "| 52 | 15 | **67** |"),
        ),
        'The section of the activity, "In class", takes 14 minutes. Expected are 15 to 20. Change the activity, and '
        "its row in the table of minutes.",
    ),
    "a long activity": (
        together(
            replace("minutes", "| 15 | 0 | 15 |", "| 21 | 0 | 21 |"),
            replace("minutes", "| 53 | 15 | **68** |", "| 59 | 15 | **74** |"),
        ),
        'The section of the activity, "In class", takes 21 minutes. Expected are 15 to 20. Change the activity, and '
        "its row in the table of minutes.",
    ),
    "a debrief before the activity": (
        move("debrief", "activity"),
        'Cell 37 (“Who was right?”), tagged "debrief", comes before the activity in cell 38. Move it below that.',
    ),
    "too few exercises": (
        together(
            remove("task-2", "exercise-2", "solution-2"),
            insert("note", new_code_cell("1", execution_count=1)),
            replace("minutes", "| 8 | 6 | 14 |", "| 11 | 3 | 14 |"),
            replace("minutes", "| 53 | 15 |", "| 56 | 12 |"),
        ),
        'The lesson has 5 exercises (code cells tagged "exercise"). Expected are 6 to 8. Add some.',
    ),
    "too many exercises": (
        together(insert("note", *exercises(7)), insert("decision", *exercises(8)), insert("activity", *exercises(9))),
        'The lesson has 9 exercises (code cells tagged "exercise"). Expected are 6 to 8. Leave some out.',
    ),
    "an exercise without a heading": (
        together(
            write("task-5", "One more year."),
            replace("minutes", "| 10 | 3 | 13 |", "| 11 | 2 | 13 |"),
            replace("minutes", "| 53 | 15 |", "| 54 | 14 |"),
        ),
        'Cell 32 (“ig.clv.exercise("compute", name="01-5")”) is an exercise, and the cell above it has no heading with '
        '"###". Expected is a heading with the minutes, such as "### Exercise 2: One more year (4 minutes)". Write it '
        "there.",
    ),
    "an exercise without minutes": (
        together(
            write("task-5", "### Exercise 5 (hard)"),
            replace("minutes", "| 10 | 3 | 13 |", "| 11 | 2 | 13 |"),
            replace("minutes", "| 53 | 15 |", "| 54 | 14 |"),
        ),
        'Cell 32 (“ig.clv.exercise("compute", name="01-5")”) is an exercise, and the cell above it has the heading '
        '"Exercise 5 (hard)". Expected is a heading with the minutes, such as "### Exercise 2: One more year (4 '
        'minutes)". Write it there.',
    ),
    "an exercise that assesses nothing": (
        tag("exercise-5", "exercise"),
        'Cell 32 (“ig.clv.exercise("compute", name="01-5")”) is an exercise and names no objective. Add the tag '
        f'"objective-1" {WHERE}, with the number of the objective that it assesses.',
    ),
    "an objective that is not there": (
        tag("exercise-5", "exercise", "objective-3", "objective-4"),
        'Cell 32 (“ig.clv.exercise("compute", name="01-5")”) is tagged "objective-4". There is no objective 4. Correct '
        "the number.",
    ),
    "an objective that is not assessed": (
        together(tag("exercise-5", "exercise", "objective-1"), tag("exercise-6", "exercise", "objective-2")),
        f'No exercise assesses objective 3. Write one, and give it the tag "objective-3" {WHERE}.',
    ),
    "exercises in two sections": (
        together(
            move("task-5", "formula"),
            move("exercise-5", "formula"),
            move("solution-5", "formula"),
            *(move(f"{part}-6", "more-0") for part in ("task", "exercise", "solution")),
            replace("minutes", "| 8 | 6 | 14 |", "| 8 | 7 | 15 |"),
            replace("minutes", "| 20 | 6 | 26 |", "| 20 | 8 | 28 |"),
            replace("minutes", "| 10 | 3 | 13 |", "| 10 | 0 | 10 |"),
        ),
        "The exercises stand in 2 sections. Expected are at least 3. Move some to where their idea is new.",
    ),
    "four exercises in a section": (
        insert("decision", *exercises(7, 8)),
        'The section "The formula" has 4 exercises. Expected are at most 3. Move one to another section.',
    ),
    "a late first exercise": (
        insert("task-1", *(new_markdown_cell("Read on.") for _ in range(24))),
        'Cell 33 (“ig.clv.exercise("compute", name="01-1")”) is the first exercise, in a lesson of 65 cells. Expected '
        "is one in the first half. Move one up.",
    ),
    "an exercise without a solution": (
        remove("solution-4"),
        'Cell 23 (“ig.clv.exercise("compute", name="01-4")”) is an exercise without a solution. Expected is a code '
        'cell after it, before the next exercise or section, tagged "solution", which students do not see. Add it.',
    ),
    "a solution in the next section": (
        move("solution-6", "debrief"),
        'Cell 35 (“ig.clv.exercise("compute", name="01-6")”) is an exercise without a solution. Expected is a code '
        'cell after it, before the next exercise or section, tagged "solution", which students do not see. Add it.',
    ),
    "a note that students see": (
        insert("note", new_markdown_cell("They add up.", metadata={"tags": ["wrong"]})),
        'Cell 14 (“They add up.”) is tagged "wrong" but not "instructor", so students see it. Add the tag "instructor" '
        f"{WHERE}.",
    ),
    "too little code": (
        remove("more-4"),
        "Students see 14 code cells. Expected are 15 to 20. Add some.",
    ),
    "too much code": (
        insert("decision", *(new_code_cell("1", execution_count=1) for _ in range(6))),
        "Students see 21 code cells. Expected are 15 to 20. Leave some out.",
    ),
    "long code": (
        write("more-2", "\n\n".join(f"a{number} = {number}" for number in range(6))),
        "Cell 27 (“a0 = 0”) has 6 lines of code. Expected are 1 to 5. Split the cell.",
    ),
    "empty code": (
        write("more-2", " \n"),
        "Cell 27 (“”) has 0 lines of code. Expected are 1 to 5. Write some, or delete the cell.",
    ),
    **{
        f"logic: {word}": (
            write("more-2", source),
            f'Cell 27 (“{source.splitlines()[0]}”) uses "{word}". Expected is no logic in a lesson. Call a model '
            "instead, or leave it out.",
        )
        for word, source in {
            "def": "def f():\n    return 1",
            "class": "class A:\n    pass",
            "lambda": "f = lambda x: x",
            "for": "for x in [1]:\n    x",
            "while": "while False:\n    pass",
            "if": "if True:\n    1",
        }.items()
    },
    "logic in a solution": (
        write("solution-1", "for x in [1]:\n    x"),
        'Cell 10 (“for x in [1]:”) uses "for". Expected is no logic in a lesson. Call a model instead, or leave it out.',
    ),
    "no Python": (
        write("more-2", "ig.clv("),
        "Cell 27 (“ig.clv(”) is not Python: it cannot be run. Correct it.",
    ),
    "two dollar signs in a paragraph": (
        replace("debrief", "Who was right?", "Who paid \\$5, and who $x$?"),
        "Cell 38 (“Who paid $5, and who $x$?”) has two dollar signs in one paragraph. JupyterLab takes what is between "
        'them for a formula. Write "dollars" in its place.',
    ),
    "too few words": (
        replace("decision", "word " * 1400, "word " * 1000 + "价格" * 242),
        "Students read 1,399 words. Expected are 1,400 to 2,800. Add some.",
    ),
    "too many words": (
        replace("decision", "word " * 1400, "word " * 2644),
        "Students read 2,801 words. Expected are 1,400 to 2,800. Leave some out.",
    ),
    "no work": (
        replace("references", "- Gupta", "Gupta"),
        'Cell 40 (“References”) lists no work. Expected is a line that begins with "- " for each. Write them so.',
    ),
    "a work without a year": (
        replace("references", "2003", "in print"),
        'Cell 40 (“References”) has a reference without a year: "Gupta, S., Lehmann, D. R. (in print). Customers as '
        'assets.". Add the year in which it appeared.',
    ),
    "a work from the future": (
        replace("references", "2003", str(date.today().year + 1)),
        'Cell 40 (“References”) has a reference without a year: "Gupta, S., Lehmann, D. R. '
        f'({date.today().year + 1}). Customers as assets.". Add the year in which it appeared.',
    ),
    "too few terms": (
        replace("glossary", "**rate**:", "rate:"),
        'Cell 41 (“Glossary”) explains 4 terms. Expected are at least 5, each written "- **term**: what it means". '
        "Add some.",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_finds_what_breaks_it(name: str, complete: NotebookNode, tmp_path: Path) -> None:
    change, sentences = BROKEN[name]
    change(complete)
    assert check(saved(complete, tmp_path)) == sentences.split("\n")


@pytest.mark.parametrize(("name", "is_found"), [("no question", False), ("too few words", False), ("not run", True)])
def test_a_tour_need_not_have_the_form(name: str, is_found: bool, complete: NotebookNode, tmp_path: Path) -> None:
    change, sentence = BROKEN[name]
    change(complete)
    tag("title", "tour")(complete)
    assert check(saved(complete, tmp_path)) == ([sentence] if is_found else [])


def test_every_rule_is_broken_above(complete: NotebookNode, tmp_path: Path) -> None:
    broken = set()
    for change, _ in BROKEN.values():
        notebook = deepcopy(complete)
        change(notebook)
        lesson = read(saved(notebook, tmp_path))
        broken |= {rule for rule in OF_A_LESSON if list(rule(lesson))}
    # These three have tests of their own, below.
    assert set(OF_A_LESSON) - broken == {notebook_rules.file_name, notebook_rules.file_size, parts.parts_are_there}


TASKS = {
    "questions": "List the questions that the lesson answers",
    "objectives": "List what students can do after the lesson, numbered from 1",
    "prerequisites": "Say what students need to know before",
    "minutes": "Make a table of the minutes that each section takes",
    "prediction": "Ask for a guess before the first formula",
    "by-hand": "Work through one example by hand",
    "derivation": "Show the derivation, step by step",
    "calculator": "Show the calculator",
    "decision": "Come to the decision that the lesson is about",
    "activity": "Describe what the class does together for 15 to 20 minutes",
    "key-points": "List what is worth remembering",
    "references": "List the works that the lesson rests on, each with its year",
    "glossary": "Explain at least five terms",
    "debrief": "Say how the class talks over the activity afterwards",
    "instructor": "Write a note that only instructors see",
    "wrong": "Note for the instructor what students get wrong here",
    "time": "Note for the instructor how long it really takes",
    "skip": "Note for the instructor what to leave out when time is short",
}
# Without these, more is missing than the tag.
WITH_CONSEQUENCES = {"objectives", "instructor"}


@pytest.mark.parametrize("name", TASKS)
def test_a_part_that_no_cell_is_tagged_as(name: str, complete: NotebookNode, tmp_path: Path) -> None:
    for cell in complete.cells:
        cell.metadata["tags"] = [tag for tag in cell.metadata.get("tags", []) if tag != name]
    found = check(saved(complete, tmp_path))
    assert found[0] == f'No cell is tagged "{name}". {TASKS[name]}, and give that cell the tag "{name}" {WHERE}.'
    assert (len(found) > 1) == (name in WITH_CONSEQUENCES)


@pytest.mark.parametrize("name", ["pricing.ipynb", "1-pricing.ipynb", "01 pricing.ipynb", "01-the price.ipynb"])
def test_a_name_without_a_number(name: str, complete: NotebookNode, tmp_path: Path) -> None:
    saved(complete, tmp_path)
    assert check(saved(complete, tmp_path, name)) == [
        f'The file is called "{name}". Expected are two digits, a hyphen and words without spaces, such as '
        '"03-what-a-customer-is-worth.ipynb". Rename it.'
    ]


def test_a_chinese_name(complete: NotebookNode, tmp_path: Path) -> None:
    saved(complete, tmp_path)
    assert check(saved(complete, tmp_path, "01-学习定价.ipynb")) == []


def test_a_large_file(complete: NotebookNode, tmp_path: Path) -> None:
    path = saved(complete, tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + " " * (1_000_000 - path.stat().st_size), encoding="utf-8")
    assert check(path) == []
    path.write_text(path.read_text(encoding="utf-8") + " " * 10_000, encoding="utf-8")
    assert check(path) == [
        "The file has 1.01 MB. Expected is at most 1 MB. Show fewer pictures, or tables with fewer rows, and save it "
        "again."
    ]


@pytest.mark.parametrize("content", ["", "not JSON", "{}", '{"cells": 1, "metadata": {}, "nbformat": 4}'])
def test_no_notebook(content: str, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(content)
    assert check(tmp_path / NAME) == [f"{NAME}: expected a Jupyter notebook, but it cannot be read as one."]


def test_an_empty_notebook(tmp_path: Path) -> None:
    # No rule stumbles where there is nothing to look at.
    tags = [
        f'No cell is tagged "{name}". {TASKS[name]}, and give that cell the tag "{name}" {WHERE}.' for name in TASKS
    ]
    assert check(saved(nbformat.v4.new_notebook(), tmp_path)) == [
        'The first cell has no title. Expected is a Markdown cell that begins with "# " and the title. Write it.',
        *tags,
        'The lesson has 0 exercises (code cells tagged "exercise"). Expected are 6 to 8. Add some.',
        "Students see 0 code cells. Expected are 15 to 20. Add some.",
        "Students read 0 words. Expected are 1,400 to 2,800. Add some.",
    ]


def test_what_ipython_understands_is_no_logic(complete: NotebookNode, tmp_path: Path) -> None:
    write("more-2", "%load ig.source.clv")(complete)
    assert check(saved(complete, tmp_path)) == []


@pytest.mark.parametrize("other", ["slide", "subslide", "fragment", "notes", "hide-input", "remove-cell", "nbval-skip"])
def test_tags_that_mean_something_elsewhere_are_left_alone(other: str, complete: NotebookNode, tmp_path: Path) -> None:
    tag("import", other)(complete)
    assert check(saved(complete, tmp_path)) == []
