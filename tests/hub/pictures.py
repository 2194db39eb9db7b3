"""README's picture of the hub: `pytest tests/browser/pictures.py tests/hub/pictures.py` takes it again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect, sync_playwright

from infogap.course.invitations import course, hub_link

if TYPE_CHECKING:
    from tests.hub.conftest import Hub

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MILLISECONDS_TO_SERVE = 120_000


def test_a_student_on_the_hub(hub: Hub) -> None:
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1000, "height": 800})
        page.goto(hub_link(course(hub.course), hub.url))
        page.get_by_label("Username").fill("ada")
        page.get_by_label("Password").fill(hub.password)
        page.get_by_role("button", name="Sign in").click()
        # The page of the hub waits for an event, which the proxy in Python hands on only at its end.
        page.wait_for_timeout(30_000)
        page.goto(hub_link(course(hub.course), hub.url))
        notebook = page.locator(".jp-NotebookPanel-notebook .jp-Cell")
        notebook.first.wait_for(timeout=MILLISECONDS_TO_SERVE)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        calculator = page.locator(".infogap-calculator").first
        expect(calculator).to_be_attached(timeout=MILLISECONDS_TO_SERVE)
        # A first start asks about news, over the calculator.
        page.add_style_tag(content=".Toastify { display: none; }")
        page.keyboard.press("ControlOrMeta+b")
        calculator.evaluate("node => node.scrollIntoView()")
        page.screenshot(path=PICTURES / "hub.png")
        browser.close()
    assert hub.end() == []
