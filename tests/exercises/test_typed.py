"""Answers as people type them: what is read, and the whole sentence for what is not."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

import infogap as ig
from infogap.exercises.typed import Reading, UnreadableError

DOLLARS = Reading("$", 2, 1)
PER_CENT = Reading("%", 1, 100)
YEARS = Reading("years", 0, 1)
PLAIN = Reading("", 4, 1)
READ = [
    (DOLLARS, "497.37", 497.37),
    (DOLLARS, "$497.37", 497.37),
    (DOLLARS, " 497.37 $ ", 497.37),
    (DOLLARS, "497,37", 497.37),
    (DOLLARS, "US$ 497.37", 497.37),
    (DOLLARS, "497.37 dollars.", 497.37),
    (DOLLARS, "49737 cents", 497.37),
    (DOLLARS, "1,497.37", 1497.37),
    (DOLLARS, "1.497,37", 1497.37),
    (DOLLARS, "1 497,37", 1497.37),
    (DOLLARS, "1\N{NARROW NO-BREAK SPACE}497.37", 1497.37),
    (DOLLARS, "1'497.37", 1497.37),
    (DOLLARS, "1,234,567", 1234567),
    (DOLLARS, "1.234.567", 1234567),
    (DOLLARS, "1.234", 1.234),
    (DOLLARS, "0,123", 0.123),
    (DOLLARS, "\N{MINUS SIGN}$12.50", -12.5),
    (DOLLARS, "$-12.50", -12.5),
    (DOLLARS, "- 12.50", -12.5),
    (DOLLARS, "+12.50", 12.5),
    (DOLLARS, "1.2e3", 1200),
    (DOLLARS, ".5", 0.5),
    (DOLLARS, "5.", 5),
    (DOLLARS, "0", 0),
    (DOLLARS, "４９７．３７", 497.37),
    (PER_CENT, "62.5 %", 62.5),
    (PER_CENT, "62,5％", 62.5),
    (PER_CENT, "62.5 per cent", 62.5),
    (YEARS, "3 years", 3),
    (YEARS, "never", math.inf),
    (YEARS, "∞", math.inf),
    (PLAIN, "0.4", 0.4),
    (DOLLARS, 497.37, 497.37),
    (DOLLARS, 0, 0),
    (DOLLARS, Decimal("497.37"), 497.37),
    (DOLLARS, Fraction(1, 4), 0.25),
    (DOLLARS, np.float64(2.5), 2.5),
    (DOLLARS, np.array([2.5]), 2.5),
    (DOLLARS, pd.Series([2.5]), 2.5),
]


@pytest.mark.parametrize(("reading", "answer", "value"), READ)
def test_what_can_only_mean_one_number_is_read(reading: Reading, answer: Any, value: float) -> None:
    assert reading.value(answer) == pytest.approx(value, rel=1e-15)


NOT_READ = [
    ("", "There is no answer yet. Write a number, such as 1234.57."),
    ("   ", "There is no answer yet. Write a number, such as 1234.57."),
    (None, "There is no answer yet. Write a number, such as 1234.57."),
    ("five", "“five” is not a number. Write a number, such as 1234.57."),
    ("1/3", "“1/3” is not a number. Write a number, such as 1234.57."),
    ("3-4", "“3-4” is not a number. Write a number, such as 1234.57."),
    ("1,23,4", "“1,23,4” is not a number. Write a number, such as 1234.57."),
    ("1.2.3", "“1.2.3” is not a number. Write a number, such as 1234.57."),
    (",", "“,” is not a number. Write a number, such as 1234.57."),
    ("$", "“$” is not a number. Write a number, such as 1234.57."),
    ("1,234", "“1,234” can mean 1234 or 1.234. Write the one you mean, without a comma."),
    (
        "49,737 cents",
        "“49,737 cents” can mean 49737 or 49.737. Write the one you mean, without a comma.",
    ),
    ("497 €", "“497 €”: the answer is asked in $, not in “€”. Write a number, such as 1234.57."),
    ("about 5", "“about 5”: the answer is asked in $, not in “about”. Write a number, such as 1234.57."),
    ("5 <b>x</b>", "“5 <b>x</b>”: the answer is asked in $, not in “<b>x</b>”. Write a number, such as 1234.57."),
    (True, "An answer is one number or its text, but a bool arrived."),
    ([1, 2], "An answer is one number or its text, but a list arrived."),
    (np.array([1.0, 2.0]), "An answer is one number or its text, but a ndarray arrived."),
    (1 + 2j, "An answer is one number or its text, but a complex arrived."),
    (math.nan, "The answer is not a number (NaN): see what went wrong on the way to it."),
]


@pytest.mark.parametrize(("answer", "sentence"), NOT_READ)
def test_what_cannot_be_read_gets_a_sentence(answer: Any, sentence: str) -> None:
    verdict = ig.clv.exercise(seed=1).check(answer)
    assert not verdict
    assert repr(verdict) == sentence


def test_a_number_without_a_unit_takes_none() -> None:
    with pytest.raises(UnreadableError):
        PLAIN.value("0.4 %")
    assert (
        str(ig.bayes.exercise(output="likelihood_ratio", seed=1).check("3 %"))
        == "“3 %”: the answer is asked without a unit, not in “%”. Write a number, such as 1234.57."
    )
