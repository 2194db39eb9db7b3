"""Which cells share a slide, told from the slide types alone; the browser's test looks at the slides themselves."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from infogap.course.editions.layout import laid_out


def types(*cells: NotebookNode) -> list[tuple[str, str]]:
    return [(cell.source, cell.metadata.slideshow.slide_type) for cell in laid_out(new_notebook(cells=[*cells])).cells]


def text(source: str, *tags: str, **metadata: object) -> NotebookNode:
    return new_markdown_cell(source, metadata={"tags": [*tags], **metadata})


def picture(source: str = "plot()") -> NotebookNode:
    return new_code_cell(source, outputs=[new_output("display_data", data={"image/png": ""})])


def test_headings_begin_slides_and_keep_what_follows() -> None:
    cell = text("# One\nFirst.\n\nSecond.\n\n## Two\n\n### Deeper\n\nThird.\n\n### Last")
    assert types(cell) == [
        ("# One\n\nFirst.", "slide"),
        ("Second.", "-"),
        ("## Two\n\n### Deeper\n\nThird.", "slide"),
        ("### Last", "subslide"),
    ]


def test_a_line_in_bold_letters_stays_with_what_it_heads() -> None:
    assert types(text("First.\n\n**Questions**\n\n- Why?")) == [("First.", "-"), ("**Questions**\n\n- Why?", "-")]


def test_a_heading_in_code_is_none() -> None:
    fenced = "```python\n# no heading\n\n## either\n```"
    assert types(text(f"Look:\n\n{fenced}")) == [("Look:", "-"), (fenced, "-")]


def test_a_picture_shares_its_slide_with_a_line_at_most() -> None:
    assert types(text("### Deeper"), picture()) == [("### Deeper", "subslide"), ("plot()", "-")]
    assert types(text("Words. " * 15), picture()) == [("Words. " * 15, "-"), ("plot()", "subslide")]
    # What comes after it has no room either.
    assert types(picture(), text("Words. " * 30)) == [("plot()", "-"), ("Words. " * 30, "subslide")]


def test_long_code_is_on_a_slide_before_its_picture() -> None:
    assert types(picture("plot(\n\n\n\n\n)")) == [("plot(\n\n\n\n\n)", "-"), ("", "subslide")]


@pytest.mark.parametrize("kind", ["slide", "subslide", "fragment", "notes"])
def test_tags_and_jupyterlab_s_own_slide_types_say_otherwise(kind: str) -> None:
    asked = [text("Words.", kind), text("Words.", slideshow={"slide_type": kind})]
    assert types(text("First."), *asked) == [("First.", "-"), ("Words.", kind), ("Words.", kind)]


def test_a_tag_comes_before_a_slide_type() -> None:
    assert types(text("Words.", "slide", slideshow={"slide_type": "notes"})) == [("Words.", "slide")]


def test_what_is_for_the_speaker_is_notes_and_what_is_skipped_is_not_there() -> None:
    skipped = text("Not here.", slideshow={"slide_type": "skip"})
    cells = [text("A note.", "instructor", "skip"), text("First."), text("Worked.", "solution"), skipped]
    # Notes need a slide to be notes of.
    assert types(*cells) == [("First.", "-"), ("A note.", "notes"), ("Worked.", "notes")]


def test_a_full_slide_is_followed_by_another() -> None:
    # Six lines of 78 letters each and a gap are 244 high; two have room in 650, the third has not.
    paragraph = "word " * 93 + "."
    kinds = [kind for _, kind in types(text(f"{paragraph}\n\n{paragraph}\n\n{paragraph}"))]
    assert kinds == ["-", "-", "subslide"]
