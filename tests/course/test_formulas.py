"""Formulas in text: which dollar signs begin one, and that Markdown leaves the MathML alone."""

from __future__ import annotations

import re

import pytest
from nbconvert.filters import markdown2html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from infogap.course.formulas import FormulasAsMathML, with_mathml

X = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mrow><mi>x</mi></mrow></math>'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Let $x$ be.", f"Let {X} be."),
        ("$x$, $x$", f"{X}, {X}"),
        ("$$ x $$", X.replace("inline", "block")),
        ("$$\nx\n$$", X.replace("inline", "block")),
        (r"\$5 for $x$, \$6", rf"\$5 for {X}, \$6"),
        (r"\\$x$", rf"\\{X}"),
        ("`$x$` and $x$", f"`$x$` and {X}"),
        ("``a ` $x$`` and $x$", f"``a ` $x$`` and {X}"),
        ("```sh\necho $x$\n```\n$x$", f"```sh\necho $x$\n```\n{X}"),
        ("~~~\n$x$\n~~~\n", "~~~\n$x$\n~~~\n"),
        ("one $5 only", "one $5 only"),
        ("$5 here\n\nand $6 there", "$5 here\n\nand $6 there"),
        ("no formula", "no formula"),
    ],
)
def test_formulas_are_told_from_dollars_and_code(text: str, wanted: str) -> None:
    assert with_mathml(text) == wanted


# Each has signs that mean something to Markdown; the words between the tags are what a reader sees.
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("$x_1 * y_2 * z_3$", "x1*y2*z3"),
        (r"$\text{a_b}$ and $\text{_c_}$", "a_b and _c_"),
        ("| a |\n| --- |\n| $P(A|B)$ |", "a P(A|B)"),
        ("$[a](b)$", "[a](b)"),
        ("$a < b$ and $c > d$", "a&lt;b and c&gt;d"),
        (r"$5 \cdot \$2$", "5·$2"),
        (r"$\begin{cases} 1 & 2 \\ 3 & 4 \end{cases}$", "{1234"),
    ],
)
def test_markdown_leaves_formulas_alone(text: str, read: str) -> None:
    html = markdown2html(with_mathml(text))
    assert html.count("<math") == html.count("</math>") == read.count(" and ") + 1
    words = re.sub(r"<[^>]*>", "", html)
    assert " ".join(words.split()) == read


def test_outputs_are_converted_too() -> None:
    data = {"text/latex": "$x$", "text/plain": "x"}
    markdown = {"text/markdown": "so $x$", "text/plain": "x"}
    outputs = [new_output("execute_result", data=each, execution_count=1) for each in (data, markdown)]
    notebook = new_notebook(cells=[new_code_cell("'$x$'", outputs=outputs), new_markdown_cell("$x$")])
    converted, _ = FormulasAsMathML(enabled=True).preprocess(notebook, {})
    assert converted.cells[0].source == "'$x$'"
    assert converted.cells[0].outputs[0].data["text/html"] == X
    assert converted.cells[0].outputs[1].data["text/markdown"] == f"so {X}"


def test_what_is_no_formula_is_an_error() -> None:
    with pytest.raises(ValueError, match="formula") as caught:
        with_mathml(r"costs $x^{$ a year")
    assert str(caught.value) == (
        r"A formula must be LaTeX that latex2mathml reads, but $x^{$ arrived (MissingSuperScriptOrSubscriptError). "
        r"Write \$ for a dollar sign."
    )
