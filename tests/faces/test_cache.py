"""The cache: what is damaged is made again, what cannot be written is no error, and what changed has another key."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import infogap as ig
from infogap.faces import cache
from infogap.model import ShippedModel

FACES = {"name": "acquisition"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INFOGAP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def forbidden() -> dict[str, Any]:
    raise AssertionError("it was there already")


def test_what_was_made_once_is_not_made_again(folder: Path) -> None:
    assert cache.made_once("acquisition", "faces", lambda: FACES) == FACES
    assert cache.made_once("acquisition", "faces", forbidden) == FACES
    assert [path.name.rsplit("-", 1)[0] for path in folder.iterdir()] == ["acquisition-faces"]


def test_kinds_and_models_are_kept_apart(folder: Path) -> None:
    for name, kind in (("acquisition", "faces"), ("acquisition", "inverses"), ("clv", "faces")):
        cache.store(name, kind, {"kept": f"{name} {kind}"})
    assert cache.load("acquisition", "inverses") == {"kept": "acquisition inverses"}
    assert cache.load("clv", "faces") == {"kept": "clv faces"}
    assert cache.load("clv", "inverses") is None


@pytest.mark.parametrize("damage", [b"", b"{", b'{"name": "acq', b"\xff\xfe\x00", b"not JSON"], ids=repr)
def test_a_damaged_file_is_made_again(folder: Path, damage: bytes) -> None:
    assert ShippedModel("acquisition")().cac == 100
    (file,) = folder.glob("acquisition-faces-*.json")
    whole = file.read_bytes()
    file.write_bytes(damage)
    assert ShippedModel("acquisition")().cac == 100
    assert json.loads(file.read_bytes()) == json.loads(whole)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A file where a folder should be stops even those who may write everywhere.
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("INFOGAP_CACHE", str(tmp_path / "file" / "cache"))
    assert ShippedModel("acquisition")().cac == 100
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_without_a_variable_it_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INFOGAP_CACHE", raising=False)
    assert cache.folder().name == "infogap"
    assert cache.folder().is_absolute()


def another_sympy(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "version", lambda name: "99.0" if name == "sympy" else "1")


def another_engine(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "core" / "formula.py").write_text("changed = True\n")


def another_helper(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "faces" / "helpers.js").write_text("function changed() {}\n")


def another_file(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "models" / "clv.py").write_text("model = 1\n")


def another_language(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "zh_CN")


def another_translation(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache.language, "version", lambda: b"changed")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """A package of a few files, so that one of them can be changed."""
    for name in ("core/formula.py", "faces/helpers.js", "faces/numpy.py", "models/clv.py", "models/bayes.py"):
        file = tmp_path / "package" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {name}\n")
    monkeypatch.setattr(cache, "PACKAGE", tmp_path / "package")
    return tmp_path / "package"


@pytest.mark.parametrize(
    "change", [another_sympy, another_engine, another_helper, another_file, another_language, another_translation]
)
def test_what_changed_is_made_again(
    package: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path, pytest.MonkeyPatch], None]
) -> None:
    cache._engine.cache_clear()
    cache.store("clv", "faces", FACES)
    change(package, monkeypatch)
    cache._engine.cache_clear()
    assert cache.load("clv", "faces") is None
    cache._engine.cache_clear()


def test_another_models_file_changes_nothing(package: Path) -> None:
    cache._engine.cache_clear()
    cache.store("clv", "faces", FACES)
    (package / "models" / "bayes.py").write_text("model = 1\n")
    assert cache.load("clv", "faces") == FACES
    cache._engine.cache_clear()


def test_warm_makes_all_models(folder: Path) -> None:
    ig.warm()
    kept = sorted(path.name.rsplit("-", 1)[0] for path in folder.iterdir())
    assert kept == sorted(f"{name}-{kind}" for name in ig.models() for kind in ("faces", "inverses", "cell"))
