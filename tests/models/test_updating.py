"""Many signals against the joint probability of the whole row of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import inf

import numpy as np
import pandas as pd
import pytest

import infogap as ig

RATES = (0, 1e-12, 0.35, 1 - 1e-9, 1)
COUNTS = ((0, 0), (1, 0), (0, 1), (3, 2), (500, 0), (500, 499))


def possible(prior: float, rates: tuple[float, float], counts: tuple[int, int]) -> bool:
    likely = [(prior, rates[0]), (1 - prior, rates[1])]
    return any(p > 0 and (rate > 0 or not counts[0]) and (rate < 1 or not counts[1]) for p, rate in likely)


def test_keywords_defaults_and_outputs() -> None:
    assert repr(ig.updating) == (
        "updating(prior=0.5, true_positive_rate=0.65, false_positive_rate=0.35, positives=3, negatives=0)"
        " -> posterior, odds, likelihood_ratio"
    )
    ratio = Fraction(13, 7) ** 3
    assert dict(ig.updating()) == pytest.approx(
        {"posterior": float(ratio / (1 + ratio)), "odds": float(ratio), "likelihood_ratio": float(ratio)}, rel=1e-14
    )


def test_ordinary_points(assert_ordinary: Callable[..., None]) -> None:
    assert_ordinary("updating", 200)


@pytest.mark.parametrize(
    ("prior", "rates", "counts"),
    [
        case
        for case in product((0, 1e-300, 0.01, 1 - 1e-9, 1), product(RATES, RATES), COUNTS)
        if possible(*case) and not (case[2] == (500, 499) and 1e-12 in case[1])
    ],
)
def test_edges(
    assert_agrees: Callable[..., None], prior: float, rates: tuple[float, float], counts: tuple[int, int]
) -> None:
    given = dict(zip(("true_positive_rate", "false_positive_rate"), rates, strict=True))
    wanted = {"prior": prior, **given, "positives": counts[0], "negatives": counts[1]}
    if is_in_floating_point(**wanted):
        assert_agrees("updating", 1e-10, **wanted)


def is_in_floating_point(
    prior: float, true_positive_rate: float, false_positive_rate: float, positives: int, negatives: int
) -> bool:
    """Whether what is wanted is neither too large nor too small a number for floating point."""
    s, f, p = Fraction(true_positive_rate), Fraction(false_positive_rate), Fraction(prior)
    likelihoods = [rate**positives * (1 - rate) ** negatives for rate in (s, f)]
    together = [p * likelihoods[0], (1 - p) * likelihoods[1]]
    small = Fraction(1, 10**300)
    return all(not (above and below) or small < above / below < 1 / small for above, below in (likelihoods, together))


def test_hundreds_of_signals_neither_overflow_nor_vanish() -> None:
    # Seven hundred for it and seven hundred against: only the prior is left.
    even = ig.updating(prior=0.2, true_positive_rate=0.9, false_positive_rate=0.1, positives=700, negatives=700)
    assert even.posterior == pytest.approx(0.2, rel=1e-12)
    assert even.likelihood_ratio == pytest.approx(1, rel=1e-12)
    many = ig.updating(prior=1e-300, true_positive_rate=0.9, false_positive_rate=0.1, positives=400)
    assert (many.posterior, many.odds) == (1, pytest.approx(9.0**314 * 1e-300 * 9.0**86, rel=1e-12))
    assert many.likelihood_ratio == inf
    assert ig.updating(true_positive_rate=0.1, false_positive_rate=0.9, positives=2000).posterior == 0


def test_one_signal_is_bayes_rule() -> None:
    given = {"prior": 0.01, "true_positive_rate": 0.8, "false_positive_rate": 0.096}
    once = ig.updating(**given, positives=1)
    # Gigerenzer and Hoffrage (1995), Psychological Review 102, 684: 1 %, 80 % and 9.6 % give 7.8 %.
    assert once.posterior == pytest.approx(0.008 / (0.008 + 0.09504), rel=1e-13)
    missed = ig.updating(**given, positives=0, negatives=1)
    assert missed.posterior == pytest.approx(0.002 / (0.002 + 0.89496), rel=1e-13)


def test_the_posterior_is_the_next_prior() -> None:
    prior = 0.3
    for came in (True, False, True, True, False):
        prior = ig.updating(prior=prior, positives=int(came), negatives=int(not came)).posterior
    assert ig.updating(prior=0.3, positives=3, negatives=2).posterior == pytest.approx(prior, rel=1e-13)


@pytest.mark.parametrize(
    ("given", "arrived"),
    [
        (
            {"true_positive_rate": 0, "false_positive_rate": 0},
            "prior=0.5, true_positive_rate=0, false_positive_rate=0, positives=3, negatives=0",
        ),
        (
            {"prior": 1, "true_positive_rate": 1, "negatives": 1},
            "prior=1, true_positive_rate=1, false_positive_rate=0.35, positives=3, negatives=1",
        ),
        (
            {"prior": 0, "false_positive_rate": 0},
            "prior=0, true_positive_rate=0.65, false_positive_rate=0, positives=3, negatives=0",
        ),
    ],
)
def test_impossible_evidence(given: dict[str, float], arrived: str) -> None:
    with pytest.raises(ValueError, match="possible") as raised:
        ig.updating(**given)
    assert str(raised.value) == (
        "These signals must be possible: a rate of 0 allows none to come, a rate of 1 none to fail, and what the prior "
        f"rules out stays ruled out. Give rates and a prior between 0 and 1. Arrived: {arrived}."
    )


def test_lists_arrays_and_series() -> None:
    assert ig.updating(positives=[0, 1]).posterior.tolist() == pytest.approx([0.5, 0.65], rel=1e-14)
    assert ig.updating(positives=np.array([[0], [1]]), negatives=[0, 1, 2]).odds.shape == (2, 3)
    found = ig.updating(prior=pd.Series([0, 1], index=["a", "b"])).posterior
    pd.testing.assert_series_equal(found, pd.Series([0.0, 1.0], index=["a", "b"], name="posterior"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {},
            "Signals that came: 3, that did not: 0. Together they multiply the odds by 6.41, and the probability goes from "
            "50.0 % to 86.5 %.",
        ),
        (
            {"false_positive_rate": 0},
            "Signals that came: 3, that did not: 0. Only the truth can give these: it is certain.",
        ),
        (
            {"true_positive_rate": 1, "negatives": 1},
            "Signals that came: 3, that did not: 1. The truth cannot give these: it is ruled out.",
        ),
    ],
)
def test_sentence(given: dict[str, float], sentence: str) -> None:
    assert ig.updating(**given).sentence == sentence
