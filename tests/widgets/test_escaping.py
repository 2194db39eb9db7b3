"""Text from users is never executed: not in the widget's data, not on a page, not in a notebook's output."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import infogap as ig
from infogap.answers.worked import Line, Worked
from infogap.core.sentence import Sentence
from infogap.model import Model

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "\"quoted\" and 'quoted' & more",
    "right \u202eto left\u202c",
    "right-to-left mark \u200f, a line \u2028 and -->",
    "`back` ${1+1} {braces} $x$ &lt;script&gt;",
]


class Elements(HTMLParser):
    """Collects the elements of a page, and the text of those that hold text only."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.texts: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser calls it so
        self.names.append(tag)

    def handle_data(self, data: str) -> None:
        last = self.names[-1] if self.names else ""
        self.texts[f"{last}{self.names.count(last)}"] = self.texts.get(f"{last}{self.names.count(last)}", "") + data


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_holds_titles_and_labels_as_text(text: str, tmp_path: Path) -> None:
    calculator = ig.clv.calculator(title=text, labels={"margin": text})
    page = Elements(calculator.to_html(tmp_path / "page.html").read_text(encoding="utf-8"))
    assert page.names == ["html", "meta", "meta", "meta", "title", "style", "main", "script", "script"]
    assert page.texts["title1"].strip() == text
    wording = json.loads(json.loads(page.texts["script1"])["wording"])
    assert wording == {"title": text, "labels": {"margin": text}}


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_notebook_shows_holds_text_as_text(text: str) -> None:
    shown = Worked(text, (Line(text, "x"),), text)._repr_html_()
    allowed = {"p", "strong", "ol", "li", "br", "span", "math", "mrow", "mi"}
    assert set(Elements(shown).names) <= allowed
    assert html.unescape(re.sub("</?span>", "", shown)).count(text) == 4


def test_a_model_of_your_own_is_escaped_too() -> None:
    declared = ig.acquisition.declaration
    model = Model(
        "own",
        "<b>title</b>",
        summary="<i>summary</i>",
        quantities=declared.quantities,
        formulas=declared.formulas,
        chart=declared.chart,
        sentences=[Sentence("<u>{cac}</u>")],
    )
    assert "<b>" not in model._repr_html_()
    assert "<i>" not in model._repr_html_()
    assert "<u>" not in model()._repr_html_()


def test_a_wrong_label_says_so() -> None:
    with pytest.raises(TypeError) as raised:
        ig.clv.calculator(labels={"margni": "Margin"})
    assert str(raised.value) == 'labels name "margni", which clv does not have. Did you mean "margin"?'
