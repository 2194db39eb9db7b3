"""The figure on paper: the right axes, the right heights, and the axes that were given."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import pytest

mpl.use("agg")

from matplotlib import pyplot as plt

import infogap as ig


@pytest.fixture(autouse=True)
def figures_are_closed() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.mark.parametrize("name", ig.models())
def test_every_model_draws_on_the_axes_that_it_is_given(name: str) -> None:
    _, ax = plt.subplots()
    assert getattr(ig, name).plot(ax=ax) is ax
    ax.figure.canvas.draw()
    assert ax.get_title(loc="left") == getattr(ig, name).compiled.data["spec"]["chart"]["title"]


def test_bars_are_as_high_as_the_margins_are_worth() -> None:
    ax = ig.clv.plot(margin=200, discount_rate=0.1, years=3)
    heights = [bar.get_height() for bar in ax.patches[:3]]
    assert heights == pytest.approx([200 / 1.1, 200 / 1.21, 200 / 1.331])
    assert ax.get_ylim()[0] == 0
    assert ax.get_xlabel() == "year"


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
