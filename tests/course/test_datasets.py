"""Data sets for lessons: what their sources print of them, and what a lesson needs of those that are made up."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import infogap as ig


@pytest.mark.parametrize("name", ig.data())
def test_each_is_a_whole_table_that_says_where_it_is_from(name: str) -> None:
    table = ig.data(name)
    assert len(table) >= 2
    assert not table.isna().to_numpy().any()
    assert all(re.fullmatch(r"[a-z]\w*", column) for column in table.columns)
    assert re.fullmatch(r"(Made up for teaching: |\w.* \((19|20)\d\d\), ).*\.", table.attrs["source"])
    table.iloc[0, 0] = 0 if pd.api.types.is_numeric_dtype(table.dtypes.iloc[0]) else "changed"
    assert not ig.data(name).equals(table)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_anscombes_four_have_the_summary_that_he_printed(number: int) -> None:
    # Anscombe (1973), page 19; the spreads of x and of y and the sum of squares of the regression stand there, too.
    table = ig.data("anscombe")
    x, y = table[f"x{number}"].to_numpy(float), table[f"y{number}"].to_numpy()
    assert (len(x), x.mean(), round(y.mean(), 2)) == (11, 9, 7.50)
    assert ((x - 9) ** 2).sum() == 110
    slope, intercept = np.polyfit(x, y, 1)
    explained = slope**2 * 110
    left = ((y - y.mean()) ** 2).sum() - explained
    error = (left / 9 / 110) ** 0.5
    assert (round(slope, 2), round(intercept, 1)) == (0.50, 3.0)
    assert explained == pytest.approx(27.50, abs=0.05)
    assert left == pytest.approx(13.75, abs=0.04)
    assert error == pytest.approx(0.118, abs=0.0005)
    assert explained / (explained + left) == pytest.approx(0.667, abs=0.001)


def test_anscombes_four_differ() -> None:
    table = ig.data("anscombe")
    assert table["x1"].equals(table["x2"])
    assert table["x1"].equals(table["x3"])
    assert sorted(set(table["x4"])) == [8, 19]
    # The third lies on a line but for one point; the second on a parabola.
    most = table["y3"].idxmax()
    rest = table.drop(index=most)
    assert abs(np.corrcoef(rest["x3"], rest["y3"])[0, 1]) > 0.9999
    assert np.polyfit(table["x2"], table["y2"], 2, full=True)[1][0] < 1e-4


def test_market_share_is_that_of_the_regression() -> None:
    table = ig.data("market_share")
    assert dict(ig.regression(table, x="quarter", y="share")) == dict(ig.regression())


def test_allais() -> None:
    table = ig.data("allais")
    assert table.columns.tolist() == ["problem", "option", "gamble", "chosen"]
    assert table.groupby("problem")["chosen"].sum().tolist() == pytest.approx([1, 1])
    # Of 72 people, so each share is a whole number of them.
    assert [round(chosen * 72) for chosen in table["chosen"]] == [13, 59, 60, 12]
    assert dict(zip(table["option"], table["chosen"], strict=True)) == {"A": 0.18, "B": 0.82, "C": 0.83, "D": 0.17}
    # What the second problem leaves out of both gambles of the first: 2,400 with probability .66.
    assert table["gamble"].tolist() == [
        "2,500 with probability .33, 2,400 with probability .66, 0 with probability .01",
        "2,400 for sure",
        "2,500 with probability .33, 0 with probability .67",
        "2,400 with probability .34, 0 with probability .66",
    ]


def test_whether_a_warranty_pays_depends_on_who_asks() -> None:
    table = ig.data("warranties")
    assert (table["warranty_price"] < table["price"]).all()
    assert (table["repair_cost"] < table["price"]).all()
    assert (table["warranty_price"] > table["repair_cost"] * table["failure_probability"]).all()
    names = {"loss": "repair_cost", "loss_probability": "failure_probability", "price": "warranty_price"}
    bought = [(ig.insurance(table, **names, risk_aversion=aversion).advantage > 0).sum() for aversion in (0, 2, 5)]
    assert bought == [0, 1, 2]


def test_five_stars_alone_say_little() -> None:
    table = ig.data("reviews").set_index("quality")
    stars = table[[f"stars_{number}" for number in range(1, 6)]]
    assert stars.sum(axis=1).tolist() == table["products"].tolist()
    # J-shaped: most give five, and more give one than two.
    assert (stars.idxmax(axis=1) == "stars_5").all()
    assert (stars["stars_1"] > stars["stars_2"]).all()
    rates = stars["stars_5"] / table["products"]
    assert rates.tolist() == [0.65, 0.35]


def test_one_channel_loses_money() -> None:
    table = ig.data("customers")
    assert table["customer"].tolist() == list(range(1, 241))
    assert table["retention_rate"].between(0, 1).all()
    assert (table[["margin", "acquisition_cost"]] > 0).all().all()
    # Five years at 10 %, added up year by year.
    worth = sum(table["margin"] * table["retention_rate"] ** (t - 1) / 1.1**t for t in range(1, 6))
    net = (worth - table["acquisition_cost"]).groupby(table["channel"]).mean()
    assert net.index.tolist() == ["friends", "search", "social"]
    assert (net > 0).tolist() == [True, True, False]
    assert net["social"] < -20


def test_an_unknown_name() -> None:
    with pytest.raises(ValueError, match="anscomb") as raised:
        ig.data("anscomb")
    assert str(raised.value) == (
        'There is no data set "anscomb". Did you mean "anscombe"? The data sets are: '
        "allais, anscombe, customers, market_share, reviews, warranties."
    )
