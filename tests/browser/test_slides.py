"""The slides of every lesson in a browser of 1280 by 720: nothing cut off, nothing too small, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Page

from infogap.course.editions import slides, with_pictures

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("*.ipynb"))
SMALLEST = 18

SHOW = """place => {
    const { h, v } = Reveal.getIndices(Reveal.getSlides()[place]);
    Reveal.slide(h, v);
}"""
# What stands out of the slide, and what stands out of its own box and is cut off there.
CUT_OFF = """() => [...Reveal.getCurrentSlide().querySelectorAll(':not(aside, aside *)')].filter(element => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const box = getComputedStyle(element);
    const hides = box.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
    return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight || hides;
}).map(element => `${element.localName}: ${element.textContent.trim().slice(0, 60)}`)"""
# A formula's exponents may be smaller than the formula.
SIZES = """() => {
    const walker = document.createTreeWalker(Reveal.getCurrentSlide(), NodeFilter.SHOW_TEXT);
    const sizes = [];
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || parent.closest('aside, style')) continue;
        sizes.push(parseFloat(getComputedStyle(parent.closest('math') ?? parent).fontSize));
    }
    return sizes;
}"""
NOTES = "() => [...document.querySelectorAll('aside.notes')].map(notes => notes.innerText || notes.textContent)"


@pytest.fixture
def shown(new_page: Callable[..., Page], tmp_path: Path) -> Callable[[NotebookNode], tuple[Page, list[str]]]:
    """A function that opens a lesson's slides, and gives every address that the page then asks for."""

    def show(lesson: NotebookNode) -> tuple[Page, list[str]]:
        file = tmp_path / "slides.html"
        file.write_text(slides(lesson), encoding="utf-8")
        page = new_page(viewport={"width": 1280, "height": 720})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        page.wait_for_function("Reveal.isReady()")
        return page, [
            address for address in asked if address not in (file.as_uri(), "data:") and address[:5] != "data:"
        ]

    return show


def seen(page: Page) -> list[dict[str, Any]]:
    """What a look at each slide finds."""
    found = []
    for place in range(page.evaluate("Reveal.getTotalSlides()")):
        page.evaluate(SHOW, place)
        text = page.evaluate("Reveal.getCurrentSlide().innerText")
        found.append({"text": text, "cut off": page.evaluate(CUT_OFF), "sizes": page.evaluate(SIZES)})
    return found


def assert_legible(found: list[dict[str, Any]]) -> None:
    assert [(slide["text"][:40], slide["cut off"]) for slide in found if slide["cut off"]] == []
    assert [slide["text"][:40] for slide in found if min(slide["sizes"], default=SMALLEST) < SMALLEST] == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_slide_of_a_lesson_is_legible(path: Path, shown: Any, console_errors: list[str]) -> None:
    page, asked = shown(nbformat.read(path, 4))
    found = seen(page)
    assert page.evaluate("Reveal.getScale()") == 1
    assert len(found) >= 5
    assert_legible(found)
    assert (asked, console_errors) == ([], [])


def tagged(cell: NotebookNode, *tags: str) -> NotebookNode:
    cell.metadata["tags"] = list(tags)
    return cell


def result(source: str, **data: str) -> NotebookNode:
    return new_code_cell(
        source, execution_count=1, outputs=[new_output("execute_result", data=data, execution_count=1)]
    )


CALCULATOR = (
    "acquisition.calculator(marketing_cost=10000.0, new_customers=100.0, visitors=5000.0): "
    "cac $100.00, conversion_rate 2.0 %, cost_per_visitor $2.00"
)
TABLE = "<table>" + "".join(f"<tr><td>row {row}</td><td>{row * row}</td></tr>" for row in range(1, 19)) + "</table>"
LONG = " ".join(
    f"This is sentence {number} of a paragraph that nobody cut, with $x_{number}$ in it." for number in range(60)
)


@pytest.fixture
def long_lesson() -> NotebookNode:
    """A lesson with a cell of every kind that has no room, or asks for a place of its own."""
    cells = [
        tagged(new_markdown_cell("Ask who has bought a phone this year."), "instructor"),
        new_markdown_cell("# Look at all kinds of cells\n\nThis begins it."),
        tagged(new_markdown_cell("Only after a pause."), "fragment"),
        new_markdown_cell(f"## One paragraph\n\n{LONG}"),
        new_markdown_cell("## One list\n\n" + "\n".join(f"- point {number} of the list" for number in range(40))),
        new_markdown_cell("## Two headings in a cell\n\nUnder the first.\n\n## The second\n\n$$\\frac{a}{b}$$"),
        result("ig.acquisition.calculator()", **{"text/plain": CALCULATOR}),
        result("# " + "a long line of code " * 12 + "\ntable", **{"text/html": TABLE, "text/plain": "table"}),
        new_markdown_cell("Never on the screen.", metadata={"slideshow": {"slide_type": "skip"}}),
        tagged(new_markdown_cell("On a slide beneath."), "subslide"),
        tagged(new_code_cell("print('worked')"), "solution"),
        tagged(new_markdown_cell("On a slide beside."), "slide"),
    ]
    return with_pictures(new_notebook(cells=cells))


def test_what_is_too_long_is_cut_or_made_smaller(
    long_lesson: NotebookNode, shown: Any, console_errors: list[str]
) -> None:
    page, asked = shown(long_lesson)
    found = seen(page)
    assert_legible(found)
    assert (asked, console_errors) == ([], [])
    everything = " ".join(slide["text"] for slide in found)
    assert all(f"sentence {number} of" in everything for number in range(60))
    assert all(f"point {number} of" in everything for number in range(40))
    assert "Never on the screen." not in everything


def test_headings_tags_and_pictures_begin_slides(long_lesson: NotebookNode, shown: Any) -> None:
    page, _ = shown(long_lesson)
    first_lines = [slide["text"].strip().split("\n")[0] for slide in seen(page)]
    for line in (
        "Look at all kinds of cells",
        "One paragraph",
        "Two headings in a cell",
        "The second",
        "ig.acquisition.calculator()",
        "On a slide beneath.",
        "On a slide beside.",
    ):
        assert first_lines.count(line) == 1, line
    notes = [" ".join(text.split()) for text in page.evaluate(NOTES)]
    assert notes == ["Ask who has bought a phone this year.", "print('worked')"]
    assert [text.strip() for text in page.locator(".fragment").all_text_contents()] == ["Only after a pause."]


def test_a_picture_says_what_it_shows(long_lesson: NotebookNode, shown: Any) -> None:
    page, _ = shown(long_lesson)
    (alt,) = page.eval_on_selector_all("img", "images => images.map(image => image.alt)")
    assert alt.startswith("The same budget, spread over more customers, costs less for each. Inputs: ")
