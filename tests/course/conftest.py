"""A lesson that lacks nothing, as short as the form allows."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

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
            text("prerequisites", "Percentages, and \\$5 and \\$6, and `$x$`.", "prerequisites"),
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
