"""What the pages for the screen and for paper share: their templates, their title, and their exercises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from infogap.course.editions.hand_in import exercises_in
from infogap.course.formulas import FormulasAsMathML

TEMPLATES = Path(__file__).parents[1] / "templates"


def settings(template: str) -> dict[str, Any]:
    """Return what an exporter of nbconvert is made with, so that its page loads nothing from elsewhere."""
    return {
        "template_name": template,
        "extra_template_basedirs": [str(TEMPLATES)],
        "preprocessors": [FormulasAsMathML],
        "exclude_anchor_links": True,
    }


def title_of(notebook: NotebookNode) -> str:
    """Return a notebook's first heading.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> title_of(new_notebook(cells=[new_markdown_cell("# Learn from signals")]))
    'Learn from signals'
    """
    lines = (line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line.removeprefix("# ").strip() for line in lines if line.startswith("# ")), "infogap")


def show_questions(notebook: NotebookNode) -> None:
    """Let the templates show the question of each exercise, in place of the call that asks it."""
    for found in exercises_in(notebook):
        found.cell.metadata["exercise"] = {
            "name": found.exercise.name,
            "question": found.exercise.question,
            "html": found.exercise.question_html,
        }
