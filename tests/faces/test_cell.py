"""The cell that a reader loads: short, equal to the model, and followed by formula, chart and results when changed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes

import infogap as ig
from infogap.faces.layout import WIDTH, laid_out

FromCell = Callable[..., ig.Model]
MOST_LINES = 60
GROWTH = 'growth = Quantity("growth", "g", "growth of the margin", unit="%", default=0.05, slider=(0, 0.2, 0.01))'
# What the derived forms keep of digits, the definitions of a cell may lose.
NEAR = 1e-9


@pytest.fixture(autouse=True)
def _no_screen() -> None:
    mpl.use("agg")


@pytest.mark.parametrize("name", ig.models())
def test_it_is_short(name: str) -> None:
    # `%load` adds a line that says where the rest is from.
    lines = ["# %load", *getattr(ig.source, name).splitlines()]
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1] == "model.calculator()"


@pytest.mark.parametrize("name", ig.models())
def test_it_shows_what_the_model_shows(name: str, from_cell: FromCell) -> None:
    model = from_cell(name)
    assert repr(model.calculator()) == repr(getattr(ig, name).calculator())
    assert model().sentence == getattr(ig, name)().sentence
    assert [model.compiled.facts[each] for each in model.compiled.facts] == list(
        getattr(ig, name).compiled.facts.values()
    )


@pytest.mark.parametrize("name", ig.models())
def test_it_is_the_same_model(
    name: str,
    from_cell: FromCell,
    textbook: Callable[..., dict[str, Any]],
    ordinary: Callable[[str, int], dict[str, Any]],
    rows: Callable[[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    model = from_cell(name)
    for point in rows(ordinary(name, 10)):
        chosen = {"utility": "crra"} if name == "expected_utility" else {}
        wanted = textbook(name, **point, **chosen)
        found = model(**point, **chosen)
        scale = max(1.0, *(float(np.max(np.abs(value))) for value in point.values()))
        for output, number in wanted.items():
            assert float(found[output]) == pytest.approx(float(number), rel=NEAR, abs=1e-12 * scale), (output, point)


def test_many_rows_at_once(from_cell: FromCell, textbook: Callable[..., dict[str, Any]]) -> None:
    model, years = from_cell("clv"), np.array([1, 2, 30])
    found = model(margin=100, retention_rate=0.8, years=years, acquisition_cost=150)
    for row, count in enumerate(years):
        wanted = textbook("clv", margin=100, retention_rate=0.8, discount_rate=0.1, years=count, acquisition_cost=150)
        assert found.clv[row] == pytest.approx(float(wanted["clv"]), rel=NEAR)
        assert found.payback_years[row] == float(wanted["payback_years"])


def curve(axes: Axes, number: int) -> tuple[np.ndarray, np.ndarray]:
    line = axes.get_lines()[number]
    return np.asarray(line.get_xdata(), dtype=float), np.asarray(line.get_ydata(), dtype=float)


def test_a_growing_margin_moves_bars_line_formula_and_results(from_cell: FromCell) -> None:
    model = from_cell(
        "clv",
        quantity=("\nmargin =", f"\n{GROWTH}\nmargin ="),
        listed=("[margin,", "[margin, growth,"),
        formula=("value_of_year = margin *", "value_of_year = margin * (1 + growth) ** (t - 1) *"),
    )
    # 200 * 1.05**(t - 1) / 1.1**t: 181.8182 + 173.5537 + 165.6649
    worth = [200 * 1.05 ** (year - 1) / 1.1**year for year in (1, 2, 3)]
    assert model().clv == pytest.approx(sum(worth), rel=NEAR) == pytest.approx(521.0368, abs=1e-4)
    assert model(acquisition_cost=360).payback_years == 3
    assert ig.clv(acquisition_cost=360).payback_years == 3
    assert model(acquisition_cost=510).payback_years == 3
    assert math.isinf(ig.clv(acquisition_cost=510).payback_years)
    axes = model.plot()
    heights = [patch.get_height() for patch in axes.patches]
    assert heights[:3] == pytest.approx(worth)
    # What discounting takes off each bar reaches up to the margin as it has grown by then.
    assert [patch.get_y() + patch.get_height() for patch in axes.patches[3:6]] == pytest.approx([200, 210, 220.5])
    assert curve(axes, 0)[1] == pytest.approx(np.cumsum(worth))
    assert "@growth@" in model.compiled.data["mathml"][""] or "growth" in model.compiled.data["mathml"][""]
    assert model.solve("margin", clv=1000) == pytest.approx(200 * 1000 / sum(worth), rel=1e-6)


def test_a_fixed_cost_lifts_the_curve(from_cell: FromCell) -> None:
    model = from_cell("acquisition", formula=("cac = marketing_cost / new", "cac = (marketing_cost + 5000) / new"))
    assert model().cac == 150
    customers, cost = curve(model.plot(), 0)
    assert cost == pytest.approx(15000 / customers)


def test_a_second_signal_changes_who_is_found(from_cell: FromCell) -> None:
    model = from_cell(
        "bayes",
        evidence=(
            "evidence = false_positive_rate * (1 - prior) + prior * true_positive_rate",
            "evidence = false_positive_rate**2 * (1 - prior) + prior * true_positive_rate**2",
        ),
        posterior=("posterior = prior * true_positive_rate /", "posterior = prior * true_positive_rate**2 /"),
    )
    found = model(prior=0.01, true_positive_rate=0.8, false_positive_rate=0.1)
    # Of 1,000 cases 10 are true: 10 * 0.64 rounds to 6; of the 990 others 9.9 round to 10 false alarms.
    assert found.posterior == pytest.approx(0.0064 / (0.0064 + 0.0099), rel=NEAR)
    assert found.sentence.startswith("Of 1,000 cases, 10 are true, and 6 of them give the signal. So do 10 of the 990")


def test_another_utility_bends_the_curve(from_cell: FromCell) -> None:
    model = from_cell(
        "expected_utility",
        utility=('"log": log(w)', '"log": log(w + 10)'),
        inverse=('exp(expected_utility["log"])', 'exp(expected_utility["log"]) - 10'),
    )
    found = model(utility="log")
    # exp(0.7 ln 60 + 0.3 ln 40) - 10
    sure = math.exp(0.7 * math.log(60) + 0.3 * math.log(40)) - 10
    assert found.certainty_equivalent == pytest.approx(sure, rel=NEAR)
    assert found.risk_premium == pytest.approx(44 - sure, rel=NEAR)
    amounts, liked = curve(model.plot(utility="log"), 0)
    assert liked == pytest.approx(np.log(amounts + 10))
    assert model(utility="sqrt").certainty_equivalent == ig.expected_utility(utility="sqrt").certainty_equivalent


def test_a_dearer_utility_moves_the_insurances_curve(from_cell: FromCell) -> None:
    model = from_cell("insurance", formula=("expected_loss = loss * loss_probability", "expected_loss = loss / 2"))
    assert model().expected_loss == 200
    lines = [curve(model.plot(), number)[1] for number in range(len(model.plot().get_lines()))]
    assert any(np.allclose(line, 200) for line in lines if len(line) > 2)


def test_a_line_through_the_origin(from_cell: FromCell) -> None:
    model = from_cell(
        "regression",
        slope=(
            "slope = Sum((x[i] - mean_x) * (y[i] - mean_y), (i, 1, i.length)) / spread",
            "slope = Sum(x[i] * y[i], (i, 1, i.length)) / Sum(x[i] ** 2, (i, 1, i.length))",
        ),
        intercept=("intercept = mean_y - mean_x * slope", "intercept = 0 * slope"),
    )
    x, y = np.array([1, 2, 3, 4, 5]), np.array([20, 22, 25, 28, 30])
    slope = float(x @ y) / float(x @ x)
    assert (model().slope, model().intercept) == (pytest.approx(slope, rel=NEAR), 0)
    assert model().forecast == pytest.approx(6 * slope, rel=NEAR)
    places, height = curve(model.plot(), 0)
    assert height == pytest.approx(places * slope)


def test_margins_in_the_middle_of_the_year(from_cell: FromCell) -> None:
    model = from_cell("clv_timing", formula=("(1 + discount_rate) ** t, (t", "(1 + discount_rate) ** (t - 0.5), (t"))
    worth = [200 * 0.8 ** (year - 1) / 1.1 ** (year - 0.5) for year in range(1, 11)]
    assert model().at_end == pytest.approx(sum(worth), rel=NEAR)
    assert curve(model.plot(), 1)[1] == pytest.approx(np.cumsum(worth))


def test_another_prior_moves_the_path_of_beliefs(from_cell: FromCell) -> None:
    model = from_cell("updating", formula=("posterior = (\n    prior\n", "posterior = 1 - (\n    prior\n"))
    assert model().posterior == pytest.approx(1 - ig.updating().posterior, rel=NEAR)
    _, believed = curve(model.plot(), 1)
    assert believed[-1] == pytest.approx(model().posterior)


def test_a_formula_that_people_wrote_stays_readable() -> None:
    assert laid_out("worth=a*(b+c)") == "worth = a * (b + c)"
    long = " + ".join(f"quantity_{number} * rate" for number in range(8))
    broken = laid_out(f"worth = f(1, 'text') / ({long})")
    assert (
        eval(broken.removeprefix("worth = "), {f"quantity_{n}": n for n in range(8)} | {"rate": 2, "f": lambda *_: 56})
        == 1
    )
    assert max(map(len, broken.splitlines())) <= WIDTH
    assert '"text"' in broken


def test_what_a_cell_imports_is_what_it_uses() -> None:
    for name in ig.models():
        source = getattr(ig.source, name)
        imported = re.findall(r"^from [\w.]+ import (.*)$", source, re.MULTILINE)
        for word in (word for line in imported for word in line.split(", ")):
            assert len(re.findall(rf"\b{word}\b", source)) > 1, (name, word)
