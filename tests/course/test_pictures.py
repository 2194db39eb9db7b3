"""Pictures in lessons: which outputs get one, what it says to those who do not see it, and that it stays."""

from __future__ import annotations

import base64
import io
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from infogap.course.editions import pictures_without_alt, with_pictures

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path for folder in ("lessons", "notebooks") for path in (ROOT / folder).glob("*.ipynb"))
PNG = "image/png"
VIEW = {"application/vnd.jupyter.widget-view+json": {"model_id": "1", "version_major": 2, "version_minor": 1}}
ONE_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
# 300 / 1.1 and 300 / 1.1², added up, by hand: 272.727... + 247.933... = 520.66; less 100; divided by 100.
TEXT = (
    "clv.calculator(margin=300.0, retention_rate=1.0, discount_rate=0.1, years=2, acquisition_cost=100.0): "
    "clv $520.66, net_value $420.66, ratio 5.21, payback_years 1 year"
)
TITLE = "What each year's margin is worth today, and what all of them add up to"
ALT = (
    f"{TITLE}. Inputs: margin per year $300.00; retention rate 100.0 %; discount rate per year 10.0 %; years counted "
    "2 years; cost to win a customer $100.00. Results: customer lifetime value $520.66; value after the cost to win "
    "$420.66; value for each $ of cost 5.21; years to pay back 1 year. Counted over 2 years, a customer is worth "
    "$520.66 today. That earns back the $100.00 it costs to win one in 1 year and leaves $420.66."
)


def calculator(text: str = TEXT) -> NotebookNode:
    shown = new_output("execute_result", data={"text/plain": text, **VIEW}, execution_count=1)
    return new_code_cell("ig.clv.calculator(margin=300, years=2)", execution_count=1, outputs=[shown])


def figure(source: str, count: int = 1) -> NotebookNode:
    drawn = [new_output("display_data", data={PNG: ONE_PIXEL, "text/plain": "<Figure>"}) for _ in range(count)]
    return new_code_cell(source, execution_count=1, outputs=drawn)


def illustrated(*cells: NotebookNode) -> NotebookNode:
    return with_pictures(new_notebook(cells=[*cells]))


def alts(notebook: NotebookNode) -> list[str | None]:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.metadata.get(PNG, {}).get("alt") for output in outputs]


def test_a_calculator_gets_a_picture_in_place_of_its_dead_view() -> None:
    (cell,) = illustrated(calculator()).cells
    (output,) = cell.outputs
    assert set(output.data) == {"text/plain", PNG}
    assert output.metadata == {PNG: {"alt": ALT, "width": 720}}
    picture = Image.open(io.BytesIO(base64.b64decode(output.data[PNG])))
    # Opaque and white, so that it can be read on a dark page; half as many pixels again as it is wide.
    assert picture.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)
    assert picture.width == 1080
    assert "transparency" not in picture.info
    assert 10_000 < len(base64.b64decode(output.data[PNG])) < 40_000


def test_a_picture_with_the_right_numbers_stays_whoever_drew_it() -> None:
    once = illustrated(calculator())
    once.cells[0].outputs[0].data[PNG] = ONE_PIXEL
    assert with_pictures(once) == once


def test_a_picture_with_other_numbers_is_drawn_again() -> None:
    once = illustrated(calculator())
    old = deepcopy(once.cells[0].outputs[0])
    old.data["text/plain"] = TEXT.replace("margin=300.0", "margin=600.0").replace(
        "clv $520.66, net_value $420.66, ratio 5.21", "clv $1,041.32, net_value $941.32, ratio 10.41"
    )
    once.cells[0].outputs[0] = old
    (fresh,) = with_pictures(once).cells[0].outputs
    assert fresh.data[PNG] != old.data[PNG]
    assert "customer lifetime value $1,041.32" in fresh.metadata[PNG].alt


def test_lists_and_choices_are_said_as_people_read_them() -> None:
    text = (
        "expected_utility.calculator(outcomes=[50.0, 30.0], probabilities=[0.7, 0.3], utility='linear', "
        "risk_aversion=0.0): expected_value $44.00, expected_utility 44.0000, certainty_equivalent $44.00, "
        "risk_premium $0.00"
    )
    (alt,) = alts(illustrated(calculator(text)))
    # Risk aversion does not matter to one whose utility is linear, so it is not said.
    assert alt is not None
    assert "Inputs: outcome $50.00, $30.00; probability 70.0 %, 30.0 %; attitude to risk " in alt
    assert "risk aversion" not in alt


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("$520.66", "$520.67"),  # a model in the notebook that only has the name
        TEXT.replace("clv.calculator", "rabbits.calculator"),
        "clv.calculator(discount_rate=-3.0): discount_rate must be a number above -1",
        "a text about clv.calculator()",
        "",
    ],
)
def test_what_is_no_calculator_of_ours_loses_its_dead_view_only(text: str) -> None:
    cell = calculator(text)
    (shown,) = illustrated(cell).cells
    del cell.outputs[0].data["application/vnd.jupyter.widget-view+json"]
    assert shown == cell


def test_the_state_of_widgets_is_not_committed() -> None:
    lesson = new_notebook(cells=[calculator()], metadata={"widgets": {"application/vnd.jupyter.widget-state+json": {}}})
    assert "widgets" not in with_pictures(lesson).metadata


def test_a_figure_is_described_by_the_call_that_draws_it() -> None:
    assert alts(illustrated(figure("_ = ig.clv.plot(margin=300, years=2)"))) == [ALT]
    assert alts(illustrated(figure("ax = ig.clv.plot(margin=300, years=2, ax=mine)\nax.set_xlim(0, 3);"))) == [ALT]


@pytest.mark.parametrize("call", ["margin=mine", "**mine", "margin=-1"])
def test_values_that_cannot_be_read_leave_the_title(call: str) -> None:
    assert alts(illustrated(figure(f"_ = ig.clv.plot({call})"))) == [TITLE]


def test_two_figures_get_one_description_each_and_one_figure_both() -> None:
    source = "_ = ig.clv.plot(margin=300, years=2)\n_ = ig.clv.plot(margin=mine)"
    assert alts(illustrated(figure(source, 2))) == [ALT, TITLE]
    assert alts(illustrated(figure(source, 1))) == [f"{ALT} {TITLE}"]


def test_what_the_author_wrote_comes_first() -> None:
    cell = figure("_ = ig.clv.plot(margin=300, years=2)")
    cell.metadata["alt"] = "Sales fall."
    assert alts(illustrated(cell)) == ["Sales fall."]


def test_pictures_that_say_nothing_are_found() -> None:
    described = figure("frame.plot()")
    described.outputs[0].metadata[PNG] = {"alt": "Sales fall."}
    notebook = illustrated(
        new_markdown_cell("Look."),
        figure("frame.plot()"),
        described,
        figure("%load this\nframe.plot()"),
        calculator(),
        figure("_ = ig.clv.plot()"),
    )
    assert pictures_without_alt(notebook) == [1, 3]
    # What was described otherwise stays so.
    assert alts(notebook)[1] == "Sales fall."


def test_the_lesson_stays_as_it_is() -> None:
    lesson = new_notebook(cells=[calculator(), figure("_ = ig.clv.plot()")])
    before = deepcopy(lesson)
    with_pictures(lesson)
    assert lesson == before


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_our_notebooks_have_their_pictures(path: Path) -> None:
    notebook = nbformat.read(path, 4)
    assert with_pictures(notebook) == notebook, "run `infogap build`"
    assert pictures_without_alt(notebook) == []
