"""Importing is light: nothing heavy is loaded until something needs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"IPython", "anywidget", "ipywidgets", "matplotlib", "numexpr", "numpy", "pandas", "scipy", "sympy"}
FOR_NUMBERS = {"numpy"}
TO_DERIVE = FOR_NUMBERS | {"sympy"}


def loaded(code: str, cache: Path) -> set[str]:
    """Run code in a fresh interpreter and return which heavy packages it loaded."""
    program = f"import json, sys\nimport infogap as ig\n{code}\nprint(json.dumps([*sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "INFOGAP_CACHE": str(cache)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1])) & HEAVY


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which all that these tests ask for is kept."""
    folder = tmp_path_factory.mktemp("cache")
    loaded("ig.warm()\nig.clv.solve('margin', clv=1)", folder)
    return folder


@pytest.mark.parametrize("code", ["", "ig.models()", "dir(ig)", "ig.source.clv", "ig.clv", "ig.models"])
def test_the_package_itself_loads_nothing(code: str, tmp_path: Path) -> None:
    assert loaded(code, tmp_path) - (FOR_NUMBERS if code else set()) == set()


def test_a_first_computation_derives(tmp_path: Path) -> None:
    assert loaded("assert round(ig.clv(margin=200).clv, 2) == 497.37", tmp_path) == TO_DERIVE


@pytest.mark.parametrize(
    "code",
    [
        "assert round(ig.clv(margin=200).clv, 2) == 497.37",
        "repr(ig.clv())",
        "ig.clv()._repr_html_()",
        "repr(ig.clv)",
        "ig.clv._repr_html_()",
        "repr(ig.clv.derivation())",
        "ig.clv.explain()._repr_html_()",
        "ig.clv.examples",
        "ig.clv.solve('margin', clv=1000)",
    ],
)
def test_a_later_computation_only_computes(code: str, warm: Path) -> None:
    assert loaded(code, warm) == FOR_NUMBERS


def test_a_table_loads_pandas_and_a_calculator_what_it_is_made_of(warm: Path) -> None:
    assert loaded("ig.clv().frame()", warm) == FOR_NUMBERS | {"pandas"}
    assert "sympy" not in loaded("repr(ig.clv.calculator())", warm)
    assert "matplotlib" not in loaded("repr(ig.clv.calculator())", warm)


def test_a_name_that_is_none_is_told_from_those_that_are() -> None:
    import infogap

    with pytest.raises(AttributeError) as raised:
        _ = infogap.clvv
    assert str(raised.value) == (
        'infogap has no "clvv". Did you mean "clv"? It has: '
        "acquisition, bayes, clv, expected_utility, regression, Model, models, source, examples, warm."
    )
    with pytest.raises(AttributeError) as raised:
        _ = infogap.source.clvv
    assert str(raised.value) == (
        'There is no model "clvv". Did you mean "clv"? The models are: acquisition, bayes, clv, expected_utility, regression.'
    )
