"""What is imported when: nothing heavy until something needs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import infogap as ig

HEAVY = ["anywidget", "ipywidgets", "latex2mathml", "matplotlib", "numpy", "pandas", "scipy", "sympy"]


def loaded(code: str, folder: Path) -> list[str]:
    """Return which heavy packages a fresh interpreter has loaded after some code."""
    report = f"{code}\nimport sys, json\nprint(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    environment = os.environ | {"INFOGAP_CACHE": str(folder)}
    ran = subprocess.run([sys.executable, "-c", report], env=environment, capture_output=True, text=True, check=True)
    names: list[str] = json.loads(ran.stdout.splitlines()[-1])
    return names


def test_import_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded("import infogap", tmp_path) == []
    assert loaded("import infogap as ig; ig.models()", tmp_path) == ["numpy"]


def test_a_call_loads_no_plots_tables_or_widgets(tmp_path: Path) -> None:
    cold = loaded("import infogap as ig; ig.clv(margin=200).clv", tmp_path)
    warm = loaded("import infogap as ig; ig.clv(margin=200).clv", tmp_path)
    assert (cold, warm) == (["latex2mathml", "numpy", "sympy"], ["numpy"])


def test_a_calculator_from_the_cache_needs_no_sympy(tmp_path: Path) -> None:
    code = "import infogap as ig; ig.clv.calculator()"
    loaded(code, tmp_path)
    assert loaded(code, tmp_path) == ["anywidget", "ipywidgets", "numpy"]


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which all is kept that the models are asked for."""
    folder = tmp_path_factory.mktemp("cache")
    loaded("import infogap as ig; ig.warm()", folder)
    return folder


@pytest.mark.parametrize(
    "code",
    [
        "ig.source.clv",
        "repr(ig.clv())",
        "ig.clv()._repr_html_()",
        "repr(ig.clv)",
        "repr(ig.clv.derivation())",
        "repr(ig.clv.explain())",
        "ig.clv.examples",
        "ig.clv.solve('margin', clv=1000)",
    ],
)
def test_with_a_cache_nothing_is_derived(code: str, warm: Path) -> None:
    assert loaded(f"import infogap as ig; {code}", warm) == ["numpy"]


def test_a_name_that_is_none_is_told_from_those_that_are() -> None:
    with pytest.raises(AttributeError) as raised:
        _ = ig.clvv
    assert str(raised.value) == (
        'infogap has no "clvv". Did you mean "clv"? It has: '
        "acquisition, bayes, clv, clv_timing, expected_utility, insurance, regression, updating, "
        "Model, models, source, data, examples, exercise, student, warm."
    )
    with pytest.raises(AttributeError) as raised:
        _ = ig.source.clvv
    assert str(raised.value) == (
        'There is no model "clvv". Did you mean "clv"? The models are: acquisition, bayes, clv, clv_timing, expected_utility, insurance, regression, updating.'
    )
