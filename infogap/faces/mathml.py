"""The MathML face: a formula as browsers draw it, with letters or with the present numbers in it.

SymPy prints LaTeX in which every symbol is a token such as ``@margin@``; `latex2mathml` turns it into MathML; the
tokens then become letters, numbers, or elements that the calculator fills in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

TOKEN = re.compile(r"\\text\{@(?P<name>\w+)(?::(?P<index>\w+))?@\}")
MARKED = re.compile(r"<mtext>@(?P<name>\w+)(?::(?P<index>\w+))?@</mtext>")
SUM = re.compile(r"\\text\{@each:(?P<name>\w+)@\}(?P<term>.*?)\\text\{@end@\}", re.DOTALL)
EACH = re.compile(r"<mtext>@each:(?P<name>\w+)@</mtext>(?P<term>.*?)<mtext>@end@</mtext>", re.DOTALL)
LONGEST_SUM = 6


def latex_template(expression: Any, numbers: bool = False) -> str:
    r"""Return LaTeX with a token for each symbol; with `numbers`, sums over arrays are marked to be written out.

    Examples
    --------
    >>> from sympy.abc import m, n
    >>> latex_template(m / (1 + n))
    '\\frac{\\text{@m@}}{1 + \\text{@n@}}'
    """
    from infogap.faces.latex import TokenPrinter

    return str(TokenPrinter(numbers).doprint(expression))


def fill(template: str, text: Callable[[str, str | None], str]) -> str:
    r"""Return LaTeX with each token replaced by what `text` says for its name and index.

    Examples
    --------
    >>> fill("2 \\cdot \\text{@margin@}", lambda name, index: "m")
    '2 \\cdot m'
    """
    return TOKEN.sub(lambda token: text(token["name"], token["index"]), template)


def letters(symbols: Mapping[str, str]) -> Callable[[str, str | None], str]:
    """Return what writes the letter of each name, with its index."""

    def text(name: str, index: str | None) -> str:
        letter = symbols.get(name, name)
        return f"{{{letter}}}_{{{index}}}" if index else letter

    return text


def written_out(template: str, lengths: Mapping[str, int]) -> str:
    r"""Return LaTeX in which each sum over an array is written term by term; long ones are shortened.

    Examples
    --------
    >>> written_out("\\text{@each:x@} \\text{@x:i@} \\text{@end@}", {"x": 2})
    '\\text{@x:1@} + \\text{@x:2@}'
    """
    return SUM.sub(lambda each: _terms(each["term"].strip(), lengths[each["name"]]), template)


def _terms(term: str, length: int) -> str:
    places = range(1, length + 1)
    terms = [re.sub(r":\w+@", f":{place}@", term) for place in places]
    if length > LONGEST_SUM:
        terms = [*terms[:2], r"\dots", terms[-1]]
    return " + ".join(terms)


def to_mathml(latex: str, display: str = "inline") -> str:
    """Return MathML for LaTeX.

    Examples
    --------
    >>> to_mathml("x")
    '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mrow><mi>x</mi></mrow></math>'
    """
    from latex2mathml.converter import convert

    return str(convert(latex, display=display))


def live(template: str, element: Callable[[str, str | None], str]) -> str:
    """Return MathML whose tokens are what `element` makes of a name and an index."""
    marked = EACH.sub(lambda each: f'<mrow data-each="{each["name"]}">{each["term"]}</mrow>', to_mathml(template))
    return MARKED.sub(lambda token: element(token["name"], token["index"]), marked)


def number_element(outputs: set[str]) -> Callable[[str, str | None], str]:
    """Return what makes an empty number for a quantity or an output; the calculator fills it in."""

    def element(name: str, index: str | None) -> str:
        kind = "data-output" if name in outputs else "data-quantity"
        place = f' data-index="{html.escape(index)}"' if index else ""
        return f'<mn {kind}="{html.escape(name)}"{place}></mn>'

    return element
