"""Keep the faces of the models on disk, so that only the first kernel ever derives them.

The key is a hash of everything that a face is made from; what cannot be read or written is simply made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from infogap.core import language

PACKAGE = Path(__file__).parent.parent
ROOMS = ("core", "faces")


def made_once(name: str, kind: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what is kept of a model under a kind; it is made and kept if it is not there yet."""
    found = load(name, kind)
    if found is None:
        found = make()
        store(name, kind, found)
    return found


def load(name: str, kind: str) -> dict[str, Any] | None:
    """Return what is kept of a model under a kind, or nothing if it is not there."""
    with suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads(_path(name, kind).read_text(encoding="utf-8"))
        return found
    return None


def store(name: str, kind: str, faces: dict[str, Any]) -> None:
    """Keep something of a model under a kind; a place that cannot be written to is left alone."""
    path = _path(name, kind)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            json.dump(faces, file)
        Path(file.name).replace(path)


def folder() -> Path:
    """Return where the cache is: ``INFOGAP_CACHE``, or the user's folder for caches."""
    return Path(os.environ.get("INFOGAP_CACHE") or user_cache_path("infogap"))


def _path(name: str, kind: str) -> Path:
    digest = hashlib.sha256(_engine())
    digest.update((PACKAGE / "models" / f"{name}.py").read_bytes())
    return folder() / f"{name}-{kind}-{digest.hexdigest()[:16]}.json"


@cache
def _engine() -> bytes:
    # Faces hold their texts in the language that they were made in.
    digest = hashlib.sha256(version("sympy").encode() + language.version())
    for room in ROOMS:
        for path in sorted((PACKAGE / room).glob("*.[pj][ys]")):
            digest.update(path.read_bytes())
    return digest.digest()
