"""The edition for paper, as a browser prints it on A4 and on Letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Page

from infogap.course.editions import printed

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("*.ipynb"))
# What the margins of 18 mm at the sides and 38 mm above and below leave, in pixels of 1/96 inch.
SHEETS = {"A4": (658, 979), "Letter": (680, 912)}
TOO_WIDE = """() => [...document.querySelectorAll('main *')]
    .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(element => `${element.localName}: ${element.textContent.slice(0, 60)}`)"""
HEIGHTS = "() => [...document.querySelectorAll('img, .exercise, .highlight, math')].map(each => each.offsetHeight ?? 0)"


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_nothing_is_cut(path: Path, sheet: str, page: Page, tmp_path: Path, console_errors: list[str]) -> None:
    file = tmp_path / "print.html"
    file.write_text(printed(nbformat.read(path, 4)), encoding="utf-8")
    width, height = SHEETS[sheet]
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request.url[:30]))
    page.set_viewport_size({"width": width, "height": height})
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    assert page.evaluate(TOO_WIDE) == []
    # What may not be broken is not higher than a sheet.
    assert max(page.evaluate(HEIGHTS), default=0) < height
    assert page.pdf(format=sheet)[:5] == b"%PDF-"
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    assert console_errors == []
