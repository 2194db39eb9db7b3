"""Warnings are errors here: no model may make NumPy complain, whatever it is given."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import infogap as ig

Numbers = dict[str, Any]


@pytest.fixture(autouse=True)
def warnings_are_errors() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.fixture
def assert_agrees(textbook: Callable[..., Numbers], assert_close: Callable[..., None]) -> Callable[..., None]:
    """Compare all outputs of a model at one point with the textbook.

    What a difference leaves can be no more exact than what it is taken from: `scales` names that.
    """

    def check(model: str, tolerance: float, scales: dict[str, str] | None = None, **given: Any) -> None:
        found = getattr(ig, model)(**given)
        wanted = textbook(model, **found.inputs)
        assert list(found) == list(wanted)
        for name, number in wanted.items():
            scale = abs(wanted[scales[name]]) if scales and name in scales else 0
            assert_close(found[name], number, tolerance, scale)

    return check


@pytest.fixture
def assert_ordinary(
    textbook: Callable[..., Numbers],
    ordinary: Callable[[str, int], Numbers],
    rows: Callable[[Numbers], list[Numbers]],
    assert_close: Callable[..., None],
) -> Callable[..., None]:
    """Compare all outputs of a model at many ordinary points, given as arrays, with the textbook."""

    def check(model: str, count: int, scales: dict[str, str] | None = None, **choice: str) -> None:
        points = ordinary(model, count)
        found = getattr(ig, model)(**points, **choice)
        wanted = [textbook(model, **row, **choice) for row in rows(points)]
        for name in wanted[0]:
            scale = [abs(row[scales[name]]) if scales and name in scales else 0 for row in wanted]
            assert_close(found[name], [row[name] for row in wanted], 1e-12, scale)

    return check
