"""What insurance is worth against equal expected utility, with its inverse to hundreds of digits."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, sqrt

import mpmath
import numpy as np
import pandas as pd
import pytest

import infogap as ig

# What is left of nothing after hundreds of digits.
TINY = 1e-305


def test_keywords_defaults_and_outputs() -> None:
    assert repr(ig.insurance) == (
        "insurance(wealth=2000, loss=400, loss_probability=0.1, price=60, risk_aversion=2)"
        " -> highest_price, expected_loss, loading, advantage"
    )
    # With a risk aversion of 2 the certainty equivalent is the harmonic mean of 2000 and 1600.
    worth = 2000 - 1 / (0.9 / 2000 + 0.1 / 1600)
    assert dict(ig.insurance()) == pytest.approx(
        {"highest_price": worth, "expected_loss": 40, "loading": 1.5, "advantage": worth - 60}, rel=1e-13
    )


@pytest.mark.parametrize(
    ("risk_aversion", "sure"),
    [(0, 0.5 * (100 + 36)), (0.5, (0.5 * (10 + 6)) ** 2), (1, sqrt(100 * 36)), (2, 2 / (1 / 100 + 1 / 36))],
)
def test_the_means_of_school(risk_aversion: float, sure: float) -> None:
    found = ig.insurance(wealth=100, loss=64, loss_probability=0.5, price=50, risk_aversion=risk_aversion)
    assert found.highest_price == pytest.approx(100 - sure, rel=1e-14)
    assert found.advantage == pytest.approx(50 - sure, abs=1e-13)


def test_expected_utility_agrees() -> None:
    gamble = {"outcomes": [2000, 1600], "probabilities": [0.9, 0.1], "utility": "crra", "risk_aversion": 3}
    sure = ig.expected_utility(**gamble).certainty_equivalent
    assert ig.insurance(risk_aversion=3).highest_price == pytest.approx(2000 - sure, rel=1e-12)


def test_ordinary_points(
    ordinary: Callable[[str, int], dict[str, np.ndarray]],
    textbook: Callable[..., dict[str, mpmath.mpf]],
    rows: Callable[..., list[dict[str, float]]],
    assert_close: Callable[..., None],
) -> None:
    points = ordinary("insurance", 200)
    found, wanted = ig.insurance(**points), [textbook("insurance", **row) for row in rows(points)]
    for name in wanted[0]:
        # A difference can be no more exact than what it is taken from.
        scale = found.highest_price + points["price"] if name == "advantage" else 0
        assert_close(found[name], [row[name] for row in wanted], 1e-12, scale)


@pytest.mark.parametrize("loss", [0, 1e-9, 1e-3, 400, 999.9, 1000, 1000.1, 1999, 2000 - 1e-9])
@pytest.mark.parametrize("loss_probability", [0, 1e-200, 1e-12, 0.1, 0.5, 0.51, 1 - 1e-9, 1])
@pytest.mark.parametrize("risk_aversion", [0, 1e-9, 0.5, 1 - 1e-9, 1, 1 + 1e-15, 1 + 1e-9, 2, 50])
def test_edges(
    textbook: Callable[..., dict[str, mpmath.mpf]],
    assert_close: Callable[..., None],
    loss: float,
    loss_probability: float,
    risk_aversion: float,
) -> None:
    given = {"loss": loss, "loss_probability": loss_probability, "risk_aversion": risk_aversion}
    found = ig.insurance(**given, price=0)
    assert_close(found.highest_price, textbook("insurance", **found.inputs)["highest_price"], scale=TINY)


def test_no_power_overflows() -> None:
    # Whoever fears the loss above all pays nearly all of it, however unlikely it is.
    found = ig.insurance(loss=1999, loss_probability=0.01, risk_aversion=1e4)
    assert found.highest_price == pytest.approx(1999, rel=1e-4)


def test_no_risk_and_no_dislike_of_it() -> None:
    for given in ({"loss": 0}, {"loss_probability": 0}):
        found = ig.insurance(**given)
        assert (found.highest_price, found.expected_loss, found.loading, found.advantage) == (0, 0, inf, -60)
    certain = ig.insurance(loss_probability=1)
    assert certain.highest_price == pytest.approx(400, rel=1e-14)
    assert ig.insurance(risk_aversion=0).highest_price == pytest.approx(40, rel=1e-14)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"loss": 2000},
            "loss must be below wealth: no more can be lost than there is. Arrived: loss=2000, wealth=2000.",
        ),
        (
            {"price": 2001},
            "price must be below wealth: no more can be paid than there is. Arrived: price=2001, wealth=2000.",
        ),
    ],
)
def test_not_more_than_there_is(given: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match="below wealth") as raised:
        ig.insurance(**given)
    assert str(raised.value) == message


def test_lists_arrays_and_series() -> None:
    assert ig.insurance(loss=[0, 400]).expected_loss.tolist() == [0, 40]
    assert ig.insurance(loss=np.array([[100], [200]]), risk_aversion=[0, 1, 2]).highest_price.shape == (2, 3)
    found = ig.insurance(price=pd.Series([20, 40], index=["a", "b"])).loading
    pd.testing.assert_series_equal(found, pd.Series([0.5, 1.0], index=["a", "b"], name="loading"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {},
            "Do not buy: to be rid of this risk is worth $48.78, $11.22 less than it costs. The price is $60.00, and the "
            "expected loss only $40.00.",
        ),
        (
            {"price": 45},
            "Buy: to be rid of this risk is worth $48.78, $3.78 more than it costs. The expected loss, $40.00, is part of "
            "that, and the rest is the dislike of risk.",
        ),
        (
            {"price": 40, "risk_aversion": 0},
            "To buy or not makes no difference: to be rid of this risk is worth just what it costs, $40.00.",
        ),
    ],
)
def test_sentence(given: dict[str, float], sentence: str) -> None:
    assert ig.insurance(**given).sentence == sentence
