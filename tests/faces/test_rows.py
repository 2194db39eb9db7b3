"""Millions of rows, block by block, give what a few rows give at once."""

from __future__ import annotations

import numpy as np
import pytest

import infogap as ig
from infogap.faces import rows

ROWS = 3 * rows.ROWS_IN_A_BLOCK + 1


@pytest.fixture
def customers() -> dict[str, np.ndarray]:
    random = np.random.default_rng(5)
    return {
        "margin": random.uniform(0, 1000, ROWS),
        "discount_rate": np.where(random.random(ROWS) < 0.3, 0, random.uniform(-0.2, 0.5, ROWS)),
        "retention_rate": np.where(random.random(ROWS) < 0.5, 1, random.uniform(0, 1, ROWS)),
        "years": random.integers(1, 30, ROWS),
        "acquisition_cost": random.uniform(0, 2000, ROWS),
    }


@pytest.mark.parametrize("output", ["clv", "net_value", "ratio", "payback_years"])
def test_many_rows_are_computed_as_few_are(customers: dict[str, np.ndarray], output: str) -> None:
    compiled = ig.clv.compiled
    found = rows.calculate_in_blocks(compiled, output, dict(customers), ROWS)
    few = slice(0, ROWS, 7)
    wanted = ig.clv(**{name: values[few] for name, values in customers.items()})[output]
    assert np.array_equal(found[few], wanted)


def test_single_numbers_stand_for_all_rows(customers: dict[str, np.ndarray]) -> None:
    values = {name: float(column[0]) for name, column in customers.items()} | {"margin": customers["margin"]}
    found = rows.calculate_in_blocks(ig.clv.compiled, "clv", values, ROWS)
    assert np.allclose(found, customers["margin"] * found[0] / customers["margin"][0], rtol=1e-14)


def test_a_condition_gives_truth_for_each_row() -> None:
    customers, visitors = np.arange(1.0, ROWS + 1), np.full(ROWS, ROWS / 2)
    values = {"marketing_cost": 1.0, "new_customers": customers, "visitors": visitors}
    found = rows.calculate_in_blocks(ig.acquisition.compiled, "requirement.0", values, ROWS)
    assert np.array_equal(found.astype(bool), customers <= visitors)
