"""What the tests of the course share: a lesson that lacks nothing, and one whose exercises have known answers."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output


@pytest.fixture(scope="module")
def prose(request: pytest.FixtureRequest) -> str:
    """All that the lesson of a test module says in words."""
    notebook = nbformat.read(request.module.LESSON, as_version=4)
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


@pytest.fixture(scope="module")
def outputs(request: pytest.FixtureRequest) -> dict[str, str]:
    """What each cell of the lesson of a test module shows as text."""
    notebook = nbformat.read(request.module.LESSON, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]
    return {cell.source: cell.outputs[0].get("text") or cell.outputs[0].data["text/plain"] for cell in cells}


MINUTES = """| section | reading | exercises | together |
| --- | --: | --: | --: |
| Guess first | 8 | 6 | 14 |
| The formula | 20 | 6 | 26 |
| What to do | 10 | 3 | 13 |
| In class | 15 | 0 | 15 |
| **together** | 53 | 15 | **68** |"""
GLOSSARY = """## Glossary

- **margin**: what a sale leaves.
- **price:** what a buyer pays.
- **成本**：生产所需。
- **rate**: a share a year.
- **value** : what it is worth."""


def text(name: str, source: str, *tags: str) -> NotebookNode:
    return new_markdown_cell(source, id=name, metadata={"tags": list(tags)} if tags else {})


def code(name: str, source: str, *tags: str) -> NotebookNode:
    cell = text(name, source, *tags)
    return new_code_cell(source, id=name, metadata=cell.metadata, execution_count=1)


def exercise(number: int, minutes: int, *objectives: int) -> list[NotebookNode]:
    tags = ["exercise", *(f"objective-{objective}" for objective in objectives)]
    return [
        text(f"task-{number}", f"### Exercise {number}: One more year ({minutes} minutes)"),
        code(f"exercise-{number}", f'ig.clv.exercise("compute", name="01-{number}")', *tags),
        code(f"solution-{number}", "341.51", "solution"),
    ]


@pytest.fixture
def complete() -> NotebookNode:
    """The notebook of a lesson that lacks nothing. Each cell's id says what it is."""
    picture = new_output("display_data", {"image/png": "iVBORw0KGgo="}, metadata={"image/png": {"alt": "A line."}})
    notebook = new_notebook(
        cells=[
            text("title", "# Learning to price"),
            text("questions", "- What is it worth?", "questions"),
            text("objectives", "1. Compute it.\n2. Explain it.\n3. Decide.", "objectives"),
            text("prerequisites", "Percentages, and \\$5 then.\n\n| one | \\$5 | \\$6 |", "prerequisites"),
            text("minutes", MINUTES, "minutes"),
            text("guess", "## Guess first\n\nIs it more than 600?", "prediction"),
            code("import", "import infogap as ig"),
            *exercise(1, 3, 1),
            *exercise(2, 3, 1, 2),
            text("note", "Half an hour.", "instructor", "wrong", "time", "skip"),
            text("formula", "## The formula\n\nBy hand: $1 + 1$.", "by-hand"),
            code("derivation", 'ig.clv.derivation("clv")', "derivation"),
            code("calculator", "ig.clv.calculator()", "calculator"),
            code("picture", "ig.clv.plot();"),
            *exercise(3, 3, 2),
            *exercise(4, 3, 2),
            *(code(f"more-{number}", f"ig.clv(years={number + 1})") for number in range(5)),
            text("decision", "## What to do\n\n" + "word " * 1400, "decision"),
            *exercise(5, 1, 3),
            *exercise(6, 2, 3),
            text("activity", "## In class\n\nPair up.", "activity"),
            text("debrief", "Who was right?", "debrief"),
            text(
                "keys", "## Key points\n\n- Wait less. See [the first](01-learning-to-price.ipynb#top).", "key-points"
            ),
            text(
                "references", "## References\n\n- Gupta, S., Lehmann, D. R. (2003). Customers as assets.", "references"
            ),
            text("glossary", GLOSSARY, "glossary"),
        ]
    )
    (shown,) = [cell for cell in notebook.cells if cell.id == "picture"]
    shown.outputs = [picture]
    return notebook


# A module as small as can be that is to lessons what infogap is: it makes exercises by their names.
STAND_IN = """
from dataclasses import dataclass


@dataclass(repr=False)
class Exercise:
    name: str
    question: str
    answer: str

    @property
    def question_html(self):
        return f"<p>{self.question}</p>"

    def check(self, answer):
        return answer == self.answer

    def score(self, answer):
        missing = answer is None or answer == ""
        right = not missing and self.check(str(answer))
        print("There is no answer yet." if missing else "That is right." if right else "That is not right.")
        return 1.0 if right else 0.0

    def __repr__(self):
        return self.question


EXERCISES = {
    "07-1": Exercise("07-1", "What is 40 discounted once at 10 %, in cents?", "3636"),
    "07-2": Exercise("07-2", "Does the value rise if the rate falls? (yes or no)", "yes"),
    "07-3": Exercise("07-3", "Which margin gives 1,000?", "402.11"),
}


def exercise(name):
    return EXERCISES[name]
"""
QUESTIONS = {
    "07-1": "What is 40 discounted once at 10 %, in cents?",
    "07-2": "Does the value rise if the rate falls? (yes or no)",
    "07-3": "Which margin gives 1,000?",
}
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `import stand_in` work here and in kernels."""
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "stand_in.py").write_text(STAND_IN)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=":")


def exercise_cell(name: str, count: int) -> NotebookNode:
    shown = new_output("execute_result", data={"text/plain": QUESTIONS[name]}, execution_count=count)
    source = f'ig.exercise("{name}")'
    return new_code_cell(
        source, id=f"ask-{name}", metadata={"tags": ["exercise"]}, execution_count=count, outputs=[shown]
    )


@pytest.fixture
def exercise_lesson(stand_in: None) -> NotebookNode:
    """A lesson with three exercises, a worked solution and a note."""
    worked = new_output("stream", name="stdout", text="A year of waiting takes 364 cents of the 4000.\n")
    return new_notebook(
        metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}},
        cells=[
            new_markdown_cell("# Wait a year\n\nMoney that comes later is worth less.", id="title"),
            new_markdown_cell(
                "Half of the class divides by 0.9 here. Let them.", id="note", metadata={"tags": ["instructor"]}
            ),
            new_code_cell("import stand_in as ig", id="import", execution_count=1),
            exercise_cell("07-1", 2),
            new_code_cell(
                "print(explain_discounting(4000))",
                id="worked",
                metadata={"tags": ["solution"]},
                execution_count=3,
                outputs=[worked],
            ),
            exercise_cell("07-2", 4),
            new_markdown_cell("## Last", id="last"),
            exercise_cell("07-3", 5),
        ],
    )
