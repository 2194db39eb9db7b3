"""Formulas in the text of a notebook, as MathML: browsers draw it themselves, so a page needs no typesetter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from infogap.faces.mathml import to_mathml

# What comes first wins: in code, and behind a backslash, a dollar sign begins no formula.
FORMULA = re.compile(
    r"""(?P<fenced>^[ ]{0,3}(?P<fence>`{3,}|~{3,}).*?^[ ]{0,3}(?P=fence)[^\n]*$)
    |(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))
    |(?P<escaped>\\.)
    |\$\$(?P<block>.+?)(?<!\\)\$\$
    |\$(?P<inline>(?:(?!\n\n)[^$\\]|\\.)+)\$""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
BETWEEN_TAGS = re.compile(r"(?<=>)[^<]+")
# As entities, these mean nothing to Markdown.
MARKDOWN = str.maketrans({sign: f"&#{ord(sign)};" for sign in "*_[]()|`~$\\"})
LATEX = "text/latex"


class FormulasAsMathML(Preprocessor):
    r"""Turn the formulas of a notebook's text and outputs into MathML.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> notebook = new_notebook(cells=[new_markdown_cell("A rate $r$ of 5 %, or \\$5.")])
    >>> converted, _ = FormulasAsMathML(enabled=True).preprocess(notebook, {})
    >>> print(converted.cells[0].source.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', ""))
    A rate <math display="inline"><mrow><mi>r</mi></mrow></math> of 5 %, or \$5.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: Mapping[str, Any], _index: int
    ) -> tuple[NotebookNode, Mapping[str, Any]]:
        """Convert one cell."""
        if cell.cell_type == "markdown":
            cell.source = with_mathml(cell.source)
        for output in cell.get("outputs", []):
            _convert_output(output.get("data", {}))
        return cell, resources


def with_mathml(markdown: str) -> str:
    r"""Return Markdown in which each formula between dollar signs is MathML.

    Parameters
    ----------
    markdown : str
        A text; ``\$`` is a dollar, and code is code.

    Returns
    -------
    str
        The same text, with HTML where the formulas were.

    Raises
    ------
    ValueError
        If a formula is no LaTeX.
    """
    return FORMULA.sub(_replaced, markdown)


def _replaced(found: re.Match[str]) -> str:
    if found["block"] is not None:
        return _mathml(found["block"], "block")
    return _mathml(found["inline"], "inline") if found["inline"] is not None else found[0]


def _mathml(latex: str, display: str) -> str:
    try:
        mathml = to_mathml(latex.strip(), display)
    except Exception as problem:
        raise ValueError(
            f"A formula must be LaTeX that latex2mathml reads, but ${latex}$ arrived ({type(problem).__name__}). "
            r"Write \$ for a dollar sign."
        ) from problem
    return BETWEEN_TAGS.sub(lambda text: text[0].translate(MARKDOWN), mathml)


def _convert_output(data: dict[str, Any]) -> None:
    if LATEX in data and "text/html" not in data:
        data["text/html"] = with_mathml(data[LATEX])
    if "text/markdown" in data:
        data["text/markdown"] = with_mathml(data["text/markdown"])
