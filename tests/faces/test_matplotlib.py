"""The chart on paper: the axes that were given, their words and ends, and no complaint from any model."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import font_manager, pyplot
from matplotlib.axes import Axes

import infogap as ig


@pytest.fixture(autouse=True)
def paper() -> Iterator[None]:
    with mpl.rc_context({"backend": "agg"}), warnings.catch_warnings():
        pyplot.switch_backend("agg")
        warnings.simplefilter("error")
        yield
        pyplot.close("all")


CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("clv", {}, "year", ""),
    ("clv", {"retention_rate": 0, "discount_rate": -0.5, "years": 1}, "year", ""),
    ("clv", {"margin": 0, "years": 30}, "year", ""),
    ("acquisition", {}, "new customers", ""),
    ("acquisition", {"marketing_cost": 0}, "new customers", ""),
    ("bayes", {}, "", ""),
    ("bayes", {"prior": 0, "false_positive_rate": 1}, "", ""),
    *(
        ("expected_utility", {"utility": utility, "risk_aversion": 2}, "amount", "utility")
        for utility in ("linear", "log", "sqrt", "crra", "cara")
    ),
    ("regression", {}, "x", "y"),
    ("regression", {"x": [1, 2, 3], "y": [5, 5, 5]}, "x", "y"),
]


@pytest.mark.parametrize(("model", "given", "x", "y"), CASES, ids=str)
def test_every_model_is_drawn(model: str, given: dict[str, Any], x: str, y: str) -> None:
    ax = getattr(ig, model).plot(**given)
    assert isinstance(ax, Axes)
    ax.figure.canvas.draw()
    assert ax.get_title(loc="left") == getattr(ig, model).compiled.data["spec"]["chart"]["title"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == (x, y)
    assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all()
    low, high = ax.get_xlim()
    assert low < high


def test_the_ends_are_the_models() -> None:
    assert ig.clv.plot(years=5).get_xlim() == (0.5, 5.5)
    assert ig.clv.plot(years=5).get_ylim()[0] == 0
    drawn = ig.acquisition.plot(marketing_cost=3000, new_customers=100)
    assert drawn.get_xlim() == (0, 200)
    # Three times the cost of 30 for each.
    assert drawn.get_ylim() == (0, 90)


def test_it_draws_on_the_axes_it_is_given() -> None:
    figure, (left, right) = pyplot.subplots(1, 2)
    assert ig.clv.plot(ax=left, margin=100) is left
    assert ig.regression.plot(ax=right) is right
    assert figure.axes == [left, right]
    assert pyplot.get_fignums() == [figure.number]


def test_the_marks_are_where_the_numbers_are() -> None:
    bars = [patch for patch in ig.clv.plot(discount_rate=0.25, years=2).patches if patch.get_fill()]
    assert [bar.get_height() for bar in bars] == pytest.approx([160, 128])
    assert [bar.get_x() + bar.get_width() / 2 for bar in bars] == pytest.approx([1, 2])
    # What waiting takes away stands on top: from 160 and 128 up to 200.
    outlines = [patch for patch in ig.clv.plot(discount_rate=0.25, years=2).patches if not patch.get_fill()]
    assert [bar.get_y() for bar in outlines] == pytest.approx([160, 128])
    assert [bar.get_height() for bar in outlines] == pytest.approx([40, 72])


def test_ticks_are_written_with_their_unit() -> None:
    ax = ig.clv.plot()
    ax.figure.canvas.draw()
    assert all(tick.get_text().startswith("$") for tick in ax.get_yticklabels())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"margin": -1}, "margin must be a number of at least 0, but -1 arrived. Give for example margin=200."),
        ({"margin": [1, 2]}, "margin must be one case, but an array arrived. Take one case at a time."),
    ],
    ids=str,
)
def test_what_cannot_be_drawn(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="margin") as raised:
        ig.clv.plot(**given)
    assert str(raised.value) == message


def test_the_forecast_stands_where_it_should() -> None:
    ax = ig.regression.plot()
    ax.figure.canvas.draw()
    dots = [tuple(point) for collection in ax.collections for point in collection.get_offsets().tolist()]
    assert any(point == pytest.approx((6, 32.8)) for point in dots)
    assert [text.get_text() for text in ax.texts] == ["forecast 32.80"]


def test_people_are_as_many_as_counted() -> None:
    ax = ig.bayes.plot(prior=0.01, true_positive_rate=0.8, false_positive_rate=0.096)
    assert [len(crowd.get_offsets()) for crowd in ax.collections] == [8, 2, 95, 895]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["8 true, with signal", "2 true, missed", "95 false alarms", "895 neither"]


def test_a_chinese_chart_falls_back_on_the_fonts_that_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infogap.faces.matplotlib.tag", lambda: "zh-CN")
    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans", "SimHei", "Noto Sans CJK SC"])
    _, given = pyplot.subplots()
    for axes in (ig.clv.plot(), ig.clv.plot(given)):
        texts = [axes.title, axes.xaxis.label, *axes.texts]
        assert {tuple(text.get_fontfamily()) for text in texts} == {("sans-serif", "Noto Sans CJK SC", "SimHei")}


def test_an_english_chart_keeps_its_font() -> None:
    axes = ig.clv.plot()
    assert {tuple(text.get_fontfamily()) for text in (axes.xaxis.label, *axes.texts)} == {("sans-serif",)}
