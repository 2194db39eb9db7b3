"""Bayes' rule against the four cells of the joint distribution."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import inf, isnan

import numpy as np
import pandas as pd
import pytest

import infogap as ig

EDGES = (0, 1e-15, 1e-9, 0.5, 1 - 1e-9, 1)


def test_keywords_defaults_and_outputs() -> None:
    assert repr(ig.bayes) == (
        "bayes(prior=0.6, true_positive_rate=1, false_positive_rate=0)"
        " -> posterior, posterior_if_negative, evidence, likelihood_ratio"
    )
    found = ig.bayes()
    assert dict(found) == {"posterior": 1, "posterior_if_negative": 0, "evidence": 0.6, "likelihood_ratio": inf}


def test_ordinary_points(assert_ordinary: Callable[..., None]) -> None:
    assert_ordinary("bayes", 200)


@pytest.mark.parametrize(
    ("prior", "true_positive_rate", "false_positive_rate"),
    [
        (prior, hit, alarm)
        for prior, hit, alarm in product(EDGES, EDGES, EDGES)
        if prior * hit > 0 or (1 - prior) * alarm > 0
    ],
)
def test_edges(
    assert_agrees: Callable[..., None], prior: float, true_positive_rate: float, false_positive_rate: float
) -> None:
    rates = {"true_positive_rate": true_positive_rate, "false_positive_rate": false_positive_rate}
    assert_agrees("bayes", 1e-9, prior=prior, **rates)


def test_a_signal_that_always_comes_leaves_nothing_to_say_of_none() -> None:
    assert isnan(ig.bayes(prior=0.5, true_positive_rate=1, false_positive_rate=1).posterior_if_negative)


def test_the_articles_example_is_right() -> None:
    (example,) = ig.bayes.examples
    assert example.rows() == [("posterior probability", "100 %", "100 %", "right")]
    assert example.right == {"posterior": 1}
    assert example.agrees


def test_mammography() -> None:
    # Gigerenzer and Hoffrage (1995), Psychological Review 102, 684: 1 %, 80 % and 9.6 % give 7.8 %.
    found = ig.bayes(prior=0.01, true_positive_rate=0.8, false_positive_rate=0.096)
    assert found.posterior == pytest.approx(0.008 / (0.008 + 0.09504), rel=1e-14)
    assert found.texts()["posterior"] == "7.8 %"
    assert found.sentence == (
        "Of 1,000 cases, 10 are true, and 8 of them give the signal. So do 95 of the 990 others. A signal means true in 8 "
        "of 103 cases."
    )


def test_a_signal_that_hardly_comes_has_another_sentence() -> None:
    assert ig.bayes(prior=0.0001, true_positive_rate=0.9, false_positive_rate=0.0001).sentence == (
        "Of 1,000 cases, 0 are true, and hardly one gives the signal. Where it comes, it means true with probability 47.4 %."
    )


def test_lists_arrays_and_series() -> None:
    rates = {"true_positive_rate": 0.5, "false_positive_rate": 0.25}
    assert ig.bayes(prior=[0, 1], **rates).posterior.tolist() == [0, 1]
    assert ig.bayes(prior=np.array([0, 1]), **rates).evidence.tolist() == [0.25, 0.5]
    assert ig.bayes(
        prior=np.array([[0], [1]]), true_positive_rate=[0.5, 1], false_positive_rate=0.5
    ).posterior.shape == (2, 2)
    found = ig.bayes(prior=pd.Series([0, 1], index=["a", "b"]), **rates).likelihood_ratio
    pd.testing.assert_series_equal(found, pd.Series([2.0, 2.0], index=["a", "b"], name="likelihood_ratio"))
