"""What is imported when: nothing heavy until something needs it. And the cache that makes that possible."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import infogap as ig
from infogap.faces import cache

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
    assert loaded("import infogap as ig; ig.models(); ig.source.clv", tmp_path) == ["numpy"]


def test_a_call_loads_no_plots_tables_or_widgets(tmp_path: Path) -> None:
    cold = loaded("import infogap as ig; ig.clv(margin=200).clv", tmp_path)
    warm = loaded("import infogap as ig; ig.clv(margin=200).clv", tmp_path)
    assert (cold, warm) == (["latex2mathml", "numpy", "sympy"], ["numpy"])


def test_a_calculator_from_the_cache_needs_no_sympy(tmp_path: Path) -> None:
    code = "import infogap as ig; ig.clv.calculator()"
    loaded(code, tmp_path)
    assert loaded(code, tmp_path) == ["anywidget", "ipywidgets", "numpy"]


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INFOGAP_CACHE", str(tmp_path))
    return tmp_path


def test_a_damaged_file_is_no_obstacle(own_cache: Path) -> None:
    cache.store("clv", "faces", {"faces": 1})
    (file,) = own_cache.glob("clv-*.json")
    assert cache.load("clv", "faces") == {"faces": 1}
    file.write_text("{broken", encoding="utf-8")
    assert cache.load("clv", "faces") is None


def test_a_place_that_cannot_be_written_to_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("INFOGAP_CACHE", str(tmp_path / "file" / "folder"))
    cache.store("clv", "faces", {"faces": 1})
    assert cache.load("clv", "faces") is None


def test_another_version_of_sympy_gives_another_key(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store("clv", "faces", {"faces": 1})
    cache._engine.cache_clear()
    monkeypatch.setattr(cache, "version", lambda _: "another")
    assert cache.load("clv", "faces") is None
    cache._engine.cache_clear()


def test_warm_makes_all_models(own_cache: Path) -> None:
    ig.warm()
    kept = sorted(path.name.rsplit("-", 1)[0] for path in own_cache.glob("*.json"))
    assert kept == sorted(f"{name}-{kind}" for name in ig.models() for kind in ("faces", "inverses"))
