"""Which cells of a lesson share a slide: by its headings, by tags, and by what a slide has room for.

Heights are estimated, in pixels of a slide of 1280 by 720 with letters of 28. A slide on which the estimate was too
low shows smaller letters.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from infogap.course.editions.pictures import PNG

ROOM = 650
LINE = 38
GAP = 16
ROW = 50
FORMULA = 100
PICTURE = 512
HEADING = 66
CHARACTERS_IN_A_LINE = 78
CHARACTERS_IN_A_LINE_OF_CODE = 66
# What a picture asks for: a slide on which no more than a heading comes before it.
ALONE = "alone"
# A tag says the same as the slide type that JupyterLab's property inspector sets; to skip a cell only the latter does,
# because the tag is that of an instructor's note.
TAGGED = {"slide", "subslide", "fragment", "notes"}
TYPES = {*TAGGED, "skip"}
NOTES = {"instructor", "solution"}
OPENINGS = (("slide", re.compile(r"##? ")), ("subslide", re.compile(r"### ")))
# A line in bold letters alone heads what follows, too.
HEADS = re.compile(r"#|\*\*[^*]+\*\*:?$")
ITEM = re.compile(r"^(?=(?:[-*+]|\d+[.)]) )", re.MULTILINE)
SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
TAG = re.compile("<[^>]*>")


@dataclass(frozen=True)
class Piece:
    """A cell, or a part of one, that stays in one place.

    Parameters
    ----------
    cell : NotebookNode
        What is shown.
    height : float
        How high it will be, about.
    begins : str
        The slide type it asks for: `-` if it may share a slide with what comes before, `alone` if only with a heading.
    """

    cell: NotebookNode
    height: float
    begins: str = "-"


def laid_out(lesson: NotebookNode) -> NotebookNode:
    """Return a lesson cut into slides, as nbconvert's slideshow metadata says it.

    Parameters
    ----------
    lesson : NotebookNode
        The lesson, which stays as it is. A `#` or `##` heading begins a slide; a `###` heading or a picture begins one
        beneath. The tags `slide`, `subslide`, `fragment` and `notes`, and JupyterLab's slide types, say otherwise;
        cells tagged `instructor` or `solution` are the speaker's notes.

    Returns
    -------
    NotebookNode
        A notebook with a cell for each part of a slide.
    """
    pieces = [piece for cell in lesson.cells for piece in _pieces(deepcopy(cell)) if piece.begins != "skip"]
    # Notes belong to the slide before them, and before the first there is none.
    first = next((place for place, piece in enumerate(pieces) if piece.begins != "notes"), 0)
    cells = list(_placed([*pieces[first : first + 1], *pieces[:first], *pieces[first + 1 :]]))
    slides: NotebookNode = nbformat.from_dict({**lesson, "cells": cells})
    return slides


def _placed(pieces: list[Piece]) -> Iterator[NotebookNode]:
    """Give each cell its slide type: a new slide where one is asked for, or where there is no room left."""
    used = 0.0
    for piece in pieces:
        kind = _kind(piece, used)
        used = piece.height if kind in ("slide", "subslide") else used + piece.height
        piece.cell.metadata["slideshow"] = {"slide_type": kind}
        yield piece.cell


def _kind(piece: Piece, used: float) -> str:
    """Return the slide type of a piece where so much of the slide is used already."""
    if piece.begins not in (ALONE, "-", "fragment"):
        return piece.begins
    full = used > 0 and used + piece.height > ROOM
    if full or (piece.begins == ALONE and used > HEADING):
        return "subslide"
    return "fragment" if piece.begins == "fragment" else "-"


def _pieces(cell: NotebookNode) -> Iterator[Piece]:
    wish = _wish(cell)
    if wish in ("notes", "skip"):
        yield Piece(cell, 0, wish)
        return
    first, *rest = _of_text(cell) if cell.cell_type == "markdown" else _of_code(cell)
    yield Piece(first.cell, first.height, first.begins if wish == "-" else wish)
    yield from rest


def _wish(cell: NotebookNode) -> str:
    """Return the slide type that a cell's tags or its metadata ask for."""
    tags = set(cell.metadata.get("tags", []))
    if NOTES & tags:
        return "notes"
    return min(TAGGED & tags or TYPES & {cell.metadata.get("slideshow", {}).get("slide_type", "-")}, default="-")


def _of_text(cell: NotebookNode) -> Iterator[Piece]:
    """Cut a text into paragraphs, lists and tables; a heading stays with what follows it."""
    headings: list[str] = []
    for block in [each for whole in _blocks(cell.source) for each in _cut(whole)]:
        headings.append(block)
        if not HEADS.match(block):
            yield _text(cell, headings)
            headings = []
    if headings or not cell.source.strip():
        yield _text(cell, headings)


def _text(cell: NotebookNode, blocks: list[str]) -> Piece:
    part = new_markdown_cell("\n\n".join(blocks), metadata=deepcopy(cell.metadata))
    part.attachments = cell.get("attachments", {})
    begins = next((kind for kind, opening in OPENINGS if any(opening.match(block) for block in blocks)), "-")
    return Piece(part, sum(map(_height, blocks)), begins)


def _blocks(source: str) -> list[str]:
    """Return the parts of a text that blank lines separate; code between fences and a heading are one part each."""
    blocks: list[list[str]] = [[]]
    fenced = False
    for line in source.splitlines():
        is_heading = line.startswith("#") and not fenced
        if is_heading or (not line.strip() and not fenced):
            blocks.append([])
        if line.strip() or fenced:
            blocks[-1].append(line)
        if is_heading:
            blocks.append([])
        fenced ^= line.lstrip().startswith(("```", "~~~"))
    return ["\n".join(block) for block in blocks if block]


def _cut(block: str) -> list[str]:
    """Cut a list between its items, and a paragraph between its sentences, until each part has room on a slide."""
    separator = ITEM if ITEM.match(block) else SENTENCE
    parts = [part for part in separator.split(block) if part]
    if _height(block) <= ROOM or len(parts) == 1 or block.startswith(("|", "```", "~~~")):
        return [block]
    joint = "" if separator is ITEM else " "
    middle = len(parts) // 2
    return [*_cut(joint.join(parts[:middle])), *_cut(joint.join(parts[middle:]))]


def _height(block: str) -> float:
    if block.startswith("#"):
        return HEADING
    if block.startswith("|"):
        return ROW * sum(_lines(row) for row in block.splitlines())
    if block.startswith("$$"):
        return FORMULA
    is_list = ITEM.match(block) or block.startswith(("```", "~~~"))
    return GAP + LINE * sum(_lines(line) for line in (block.splitlines() if is_list else [block]))


def _lines(text: str, characters: int = CHARACTERS_IN_A_LINE) -> int:
    return max(1, math.ceil(len(text) / characters))


def _of_code(cell: NotebookNode) -> Iterator[Piece]:
    """Keep code with its outputs, or put these on a slide of their own where there is no room for both."""
    if "exercise" in cell.metadata:
        yield Piece(cell, LINE + sum(map(_height, cell.metadata.exercise.question.splitlines())))
        return
    outputs = cell.get("outputs", [])
    begins = ALONE if any(PNG in output.get("data", {}) for output in outputs) else "-"
    code = GAP * 2 + LINE * sum(_lines(line, CHARACTERS_IN_A_LINE_OF_CODE) for line in cell.source.splitlines())
    shown = sum(map(_height_of_output, outputs))
    if code + shown <= ROOM or not shown:
        yield Piece(cell, code + shown, begins)
        return
    below = new_code_cell(outputs=outputs)
    cell.outputs = []
    yield Piece(cell, code)
    yield Piece(below, shown, "subslide")


def _height_of_output(output: NotebookNode) -> float:
    data = output.get("data", {})
    if "text/html" in data:
        return _height_of_html(data["text/html"])
    if PNG in data:
        return PICTURE
    text = output.get("text") or data.get("text/plain", "")
    return GAP + LINE * sum(_lines(line) for line in text.splitlines())


def _height_of_html(html: str) -> float:
    formulas = html.count('display="block"')
    words = TAG.sub("", re.sub("<style.*?</style>|<math.*?</math>|<table.*?</table>", "", html, flags=re.DOTALL))
    return ROW * html.count("<tr") + FORMULA * formulas + LINE * (html.count("<li") + _lines(words))
