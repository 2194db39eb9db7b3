"""The web site of the lessons in a real browser: from the disk and over http, on a phone, in both colour schemes."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

import infogap as ig
from infogap.course.editions import exercises_in, student_edition
from infogap.course.pages import broken_links, build

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("*.ipynb"))
PAGES = [*LESSONS, "glossary", "index"]
PHONE = {"viewport": {"width": 360, "height": 740}}
# What the margins of 18 mm leave of A4, in pixels of 1/96 inch.
PAPER = {"width": 658, "height": 979}
MOST_BYTES = 400_000
# Everything on the page that reaches over its edge, unless it scrolls by itself.
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
    .filter(node => !node.closest('.skip, .scroll, .infogap-scroll, .infogap-formula, .infogap-hidden, clipPath, style'))
    .filter(node => node.checkVisibility() && node.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map(node => node.outerHTML.slice(0, 100))"""
VISIBLE = "nodes => nodes.filter(node => node.checkVisibility()).length"


@pytest.fixture(autouse=True)
def _no_console_errors(console_errors: list[str]) -> Iterator[None]:
    yield
    assert console_errors == []


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(ROOT / "lessons", folder)
    return folder


@pytest.fixture
def opened(site: Path, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """A function that opens one of the site's pages from the disk, without a network."""

    def open_page(name: str, address: str = "", **options: Any) -> Page:
        page = new_page(**options)
        page.context.set_offline(True)
        page.goto((site / f"{name}.html").as_uri() + address)
        all_live(page)
        return page

    return open_page


def all_live(page: Page) -> None:
    expect(page.locator(".infogap-live:not(.infogap-alive)")).to_have_count(0)


def calculators(page: Page) -> list[Locator]:
    return page.locator(".infogap-live[data-values]").all()


def results(calculator: Locator) -> list[str]:
    return calculator.locator("output").all_text_contents()


def result_of(calculator: Locator) -> Any:
    """What Python makes of the values that a calculator has."""
    page = calculator.page
    page.evaluate("navigator.clipboard.writeText('')")
    calculator.get_by_role("button", name="Copy as Python", exact=True).dispatch_event("click")
    page.wait_for_function("async () => await navigator.clipboard.readText()")
    return eval(str(page.evaluate("navigator.clipboard.readText()")), {"ig": ig})


@pytest.mark.parametrize("name", PAGES)
def test_a_page_from_the_disk_asks_for_nothing(name: str, site: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / f"{name}.html").as_uri())
    all_live(page)
    assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [(site / f"{name}.html").as_uri()]


def test_a_site_over_http_asks_for_its_pages_only(site: Path, page: Page) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=site)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for name in PAGES:
            page.goto(f"{address}/{name}.html")
            all_live(page)
        server.shutdown()
    assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [
        f"{address}/{name}.html" for name in PAGES
    ]


@pytest.mark.parametrize("name", LESSONS)
def test_every_calculator_lives(name: str, opened: Callable[..., Page]) -> None:
    page = opened(name)
    shown = list(values_in(ROOT / "lessons" / f"{name}.ipynb"))
    assert len(calculators(page)) == len(shown) > 0
    for calculator, begun in zip(calculators(page), shown, strict=True):
        before, slider = results(calculator), calculator.locator("input[type=range]:visible").first
        assert float(slider.input_value()) == pytest.approx(float(np.ravel(begun[slider.get_attribute("name")])[0]))
        # Where the first slider does nothing yet, as with a signal that cannot come, the next one does.
        for each in calculator.locator("input[type=range]:visible").all():
            each.press("ArrowRight")
        after = list(result_of(calculator).texts().values())
        expect(calculator.locator("output")).to_have_text(after)
        assert after != before


def values_in(lesson: Path) -> Iterator[dict[str, Any]]:
    """The values at which the cells of a lesson show calculators."""
    for output in (output for cell in nbformat.read(lesson, 4).cells for output in cell.get("outputs", [])):
        said = re.match(r"\w+\.calculator(\(.*?\)): ", output.get("data", {}).get("text/plain", ""))
        if said:
            yield eval(f"dict{said[1]}")


def test_a_calculator_without_results_comes_to_have_some(opened: Callable[..., Page]) -> None:
    page = opened("02-learning-from-signals")
    calculator = calculators(page)[-1]
    expect(calculator.locator(".infogap-sentence")).to_have_class(re.compile("infogap-failed"))
    calculator.locator("input[type=range][name=true_positive_rate]").press("End")
    calculator.locator("input[type=range][name=false_positive_rate]").press("End")
    # With both rates 1, the signal always comes and tells nothing.
    expect(calculator.locator("output[name=posterior]")).to_have_text("90.0 %")


@pytest.mark.parametrize("name", LESSONS)
def test_an_exercise_is_judged(name: str, opened: Callable[..., Page]) -> None:
    page = opened(name)
    lesson = nbformat.read(ROOT / "lessons" / f"{name}.ipynb", 4)
    asked = [each.exercise for each in exercises_in(student_edition(lesson))]
    typed = [each for each in asked if each.full_question.reading and not each.full_question.chart][:1]
    exercise = typed[0] if typed else ig.clv.exercise(fixed=FIRST_CUSTOMER)
    widget = page.locator(".infogap-exercise").filter(has=page.locator(".infogap-answer")).first
    expect(widget.locator(".infogap-title")).to_have_text(f"Exercise {exercise.name}".strip())
    for answer in ("-12345", exercise.answer):
        widget.locator(".infogap-answer").fill(answer)
        widget.get_by_role("button", name="Check").click()
        verdict = widget.locator(".infogap-verdict")
        expect(verdict).to_have_text(str(exercise.check(answer)))
        expect(verdict).to_have_attribute("data-right", str(answer == exercise.answer).lower())


FIRST_CUSTOMER = {"margin": 200, "retention_rate": 1, "discount_rate": 0.1, "years": 3}


def test_a_deep_link_restores_the_values_of_its_model(opened: Callable[..., Page]) -> None:
    page = opened(
        "03-what-a-customer-is-worth", "#clv.margin=300&clv.years=5&years=30&clv.discount_rate=%3Cb%3E&bayes.prior=1"
    )
    values, timing, cost = calculators(page)
    # What is not said stays as the lesson has it, and so does what cannot be.
    said = ig.clv(margin=300, retention_rate=0.8, discount_rate=0.1, years=5, acquisition_cost=700)
    assert results(values) == list(said.texts().values())
    assert results(timing) == list(
        ig.clv_timing(margin=200, retention_rate=0.8, discount_rate=0.1, years=3).texts().values()
    )
    assert results(cost) == list(ig.acquisition().texts().values())
    expect(values).to_be_in_viewport()
    page.evaluate("location.hash = '#clv_timing.years=10'")
    later = ig.clv_timing(margin=200, retention_rate=0.8, discount_rate=0.1, years=10)
    expect(timing.locator("output")).to_have_text(list(later.texts().values()))
    assert results(values) == list(said.texts().values())


def test_a_copied_link_is_a_deep_link(opened: Callable[..., Page]) -> None:
    page = opened("03-what-a-customer-is-worth")
    timing = calculators(page)[1]
    timing.locator("input[type=range][name=years]").press("End")
    timing.get_by_role("button", name="Copy link").click()
    expect(timing.locator(".infogap-notice")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("03-what-a-customer-is-worth.html#clv_timing.years=30")
    shown = results(timing)
    page.goto("about:blank")
    page.goto(link)
    all_live(page)
    assert results(calculators(page)[1]) == shown


def test_a_term_of_the_glossary_leads_to_its_lesson(opened: Callable[..., Page]) -> None:
    page = opened("glossary")
    page.locator("dt", has_text="pay-back").locator("xpath=following-sibling::dd[1]//a").click()
    all_live(page)
    expect(page.locator("#term-pay-back")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_phone_shows_all_and_axe_finds_nothing(name: str, scheme: str, opened: Callable[..., Page]) -> None:
    page = opened(name, color_scheme=scheme, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(TOO_WIDE) == []
    assert [(found["id"], found["nodes"][0]["html"]) for found in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("name", LESSONS)
def test_on_paper_pictures_stand_in(name: str, opened: Callable[..., Page]) -> None:
    page = opened(name)
    everything = len(calculators(page)) + page.locator(".infogap-exercise").count()
    assert page.eval_on_selector_all(".infogap-paper", VISIBLE) == 0
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size(PAPER)
    assert page.eval_on_selector_all(".infogap-paper", VISIBLE) == everything
    assert page.eval_on_selector_all(".infogap-widget, nav", VISIBLE) == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth") == PAPER["width"]
    assert page.pdf(format="A4")[:5] == b"%PDF-"


@pytest.mark.parametrize("name", LESSONS)
def test_a_page_can_be_read_without_a_script(name: str, site: Path, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto((site / f"{name}.html").as_uri())
    stills = page.locator(".infogap-paper")
    assert stills.count() > 0
    for still in stills.all():
        expect(still).to_be_visible()


def test_pages_are_small_and_their_links_whole(site: Path) -> None:
    texts = {file.name: file.read_text(encoding="utf-8") for file in site.glob("*.html")}
    assert broken_links(texts) == []
    assert sorted(texts) == sorted(f"{name}.html" for name in PAGES)
    assert max(len(text.encode()) for text in texts.values()) <= MOST_BYTES
