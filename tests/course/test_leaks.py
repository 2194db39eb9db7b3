"""What students must not see is nowhere in the files that they get: not in metadata, outputs or attachments either."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from infogap.course.editions import build, exercises_in
from infogap.course.editions.hand_in import ExerciseCell

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
HIDDEN = {"instructor", "solution"}
# Shorter ones are in every lesson: `import infogap as ig`, "For example:".
LONG_ENOUGH = 25
DIGITS_OF_A_TELLING_NUMBER = 4


def texts(content: Any) -> Iterator[str]:
    """Every text and every key that a file holds, however deep; pictures are no text."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from texts(value) if not key.startswith("image/") or isinstance(value, dict) else ()
    elif isinstance(content, list):
        # Notebooks write text as lists of lines.
        yield "".join(each for each in content if isinstance(each, str))
        yield from (text for each in content for text in texts(each))
    else:
        yield str(content)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def sentences(text: str) -> list[str]:
    parts = re.split(r"(?<=[.!?:])\s+|\n", text)
    return [squeezed(part) for part in parts if len(squeezed(part)) >= LONG_ENOUGH]


def hidden_texts(lesson: NotebookNode) -> list[str]:
    """What only its instructor is to see, sentence by sentence; what the students' cells say as well is no secret."""
    groups: dict[bool, list[str]] = {True: [], False: []}
    for cell in lesson.cells:
        groups[bool(HIDDEN & set(cell.metadata.get("tags", [])))] += texts([cell.source, cell.get("outputs", [])])
    shown = squeezed(" ".join(groups[False]))
    return [
        each for each in dict.fromkeys(each for text in groups[True] for each in sentences(text)) if each not in shown
    ]


def is_said(answer: str, text: str) -> bool:
    return re.search(rf"(?<![\w.,]){re.escape(answer)}(?![\w]|[.,]\d)", text) is not None


def leaks(lesson: NotebookNode, edition: str) -> list[str]:
    """The texts that the raw file of a student edition should not hold."""
    everything = squeezed("\n".join(texts(json.loads(edition))))
    hidden = [text for text in hidden_texts(lesson) if text in everything]
    return hidden + leaked_answers(nbformat.reads(edition, 4), everything)


def leaked_answers(edition: NotebookNode, everything: str) -> list[str]:
    """The right answers that the file says: a number that tells one anywhere, a word or a digit beside its question."""
    leaked = []
    for found in exercises_in(edition):
        answer = squeezed(str(found.exercise.answer))
        telling = sum(letter.isdigit() for letter in answer) >= DIGITS_OF_A_TELLING_NUMBER
        # The right one of several answers stands in the question, among the others.
        elsewhere = everything.replace(squeezed(found.exercise.question), "")
        if is_said(answer, elsewhere if telling else beside_its_question(found)):
            leaked.append(f"{found.exercise.name}: {answer}")
    return leaked


def beside_its_question(found: ExerciseCell) -> str:
    shown = [{**output, "execution_count": None} for output in found.cell.outputs]
    metadata = {name: value for name, value in found.cell.metadata.items() if name != "nbgrader"}
    return squeezed("\n".join(texts([shown, metadata]))).replace(squeezed(found.exercise.question), "")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_students_get_no_answers(path: Path) -> None:
    edition = (ROOT / "notebooks" / path.name).read_text(encoding="utf-8")
    assert leaks(nbformat.read(path, 4), edition) == []


@pytest.fixture
def built(exercise_lesson: NotebookNode, tmp_path: Path) -> Path:
    (tmp_path / "lessons").mkdir()
    nbformat.write(exercise_lesson, tmp_path / "lessons" / "07.ipynb")
    return build(tmp_path / "lessons", tmp_path / "notebooks")[0]


def test_a_lesson_with_secrets_keeps_them(built: Path, exercise_lesson: NotebookNode) -> None:
    assert hidden_texts(exercise_lesson) == [
        "Half of the class divides by 0.9 here.",
        "print(explain_discounting(4000))",
        "A year of waiting takes 364 cents of the 4000.",
    ]
    assert leaks(exercise_lesson, built.read_text()) == []


NOTE = "Half of the class divides by 0.9 here."
SOLUTION = "print(explain_discounting(4000))"
OUTPUT = "A year of waiting takes 364 cents of the 4000."


def put(notebook: NotebookNode, place: str, text: str) -> None:
    cell = next(cell for cell in notebook.cells if cell.id == "ask-07-1")
    match place:
        case "cell metadata":
            cell.metadata["comment"] = {"deep": [text]}
        case "notebook metadata":
            notebook.metadata["comment"] = text
        case "output":
            cell.outputs[0].data["text/html"] = f"<p>{text}</p>"
        case "output metadata":
            cell.outputs[0].metadata["application/json"] = {"state": text}
        case "attachment":
            notebook.cells.append(new_markdown_cell("", attachments={text: {"text/plain": text}}))


PLACES = ["cell metadata", "notebook metadata", "output", "output metadata", "attachment"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", [NOTE, SOLUTION, OUTPUT])
def test_a_leak_is_found(place: str, text: str, built: Path, exercise_lesson: NotebookNode) -> None:
    edition = nbformat.read(built, 4)
    put(edition, place, f"{text} That is all.")
    assert leaks(exercise_lesson, nbformat.writes(edition)) == [text]


@pytest.mark.parametrize("place", PLACES)
def test_a_leaked_number_is_found(place: str, built: Path, exercise_lesson: NotebookNode) -> None:
    edition = nbformat.read(built, 4)
    put(edition, place, "so 402.11.")
    assert leaks(exercise_lesson, nbformat.writes(edition)) == ["07-3: 402.11"]


@pytest.mark.parametrize("place", ["cell metadata", "output", "output metadata"])
def test_a_leaked_word_is_found_at_its_exercise(place: str, built: Path, exercise_lesson: NotebookNode) -> None:
    edition = nbformat.read(built, 4)
    edition.cells = [cell for cell in edition.cells if cell.id != "ask-07-1"]
    next(cell for cell in edition.cells if cell.id == "ask-07-2").id = "ask-07-1"
    put(edition, place, "answer: yes")
    assert leaks(exercise_lesson, nbformat.writes(edition)) == ["07-2: yes"]
