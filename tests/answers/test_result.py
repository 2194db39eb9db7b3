"""A result: by name, as text, as HTML, as a table."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

import infogap as ig


def test_by_name() -> None:
    result = ig.clv()
    assert result.clv == result["clv"] == dict(result)["clv"]
    assert list(result) == ["clv", "net_value", "ratio", "payback_years"]
    assert len(result) == 4
    assert set(result) <= set(dir(result))


def test_as_text() -> None:
    assert repr(ig.clv(margin=200, discount_rate=0.10, years=3)) == (
        "clv            $497.37\nnet_value      $397.37\nratio          4.97\npayback_years  1 year"
    )
    assert repr(ig.clv(margin=[0, 200, 300, 400, 500], acquisition_cost=0)).splitlines()[0] == (
        "clv            $0.00, $497.37, $746.06, $994.74, … (5 values)"
    )


@pytest.mark.parametrize("model", ig.models())
def test_as_html(model: str) -> None:
    result = getattr(ig, model)()
    tree = ElementTree.fromstring(f"<div>{result._repr_html_()}</div>")
    assert ["".join(cell.itertext()) for cell in tree.findall(".//code")] == list(result)
    assert ["".join(row[-1].itertext()) for row in tree.findall(".//tr")] == list(result.texts().values())
    assert "".join(tree[-1].itertext()) == result.sentence


def test_an_array_has_no_sentence() -> None:
    assert ig.clv(margin=[1, 2]).sentence == ""


def test_as_a_table() -> None:
    one = ig.expected_utility().frame()
    assert one.shape == (1, 6)
    assert one.columns.tolist() == [
        "utility",
        "risk_aversion",
        "expected_value",
        "expected_utility",
        "certainty_equivalent",
        "risk_premium",
    ]
    many = ig.clv(margin=np.array([[100.0], [200.0]]), discount_rate=[0.0, 1.0], years=1, acquisition_cost=0).frame()
    assert many["clv"].tolist() == [100, 50, 200, 100]
    assert many["margin"].tolist() == [100, 100, 200, 200]
    assert many["discount_rate"].tolist() == [0, 1, 0, 1]
