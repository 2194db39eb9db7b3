"""The extension of JupyterLab as files: what JupyterLab reads of it, and the catalogue that the panel reads."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

import infogap as ig
from infogap.course.laboratory import shipped_notebooks
from infogap.course.lesson import read
from infogap.jupyter.catalogue import CATALOGUE, as_text, catalogue

EXTENSION = CATALOGUE.parents[1]
PACKAGE = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
KEPT = json.loads(CATALOGUE.read_text(encoding="utf-8"))


def test_the_package_names_what_is_there() -> None:
    assert (PACKAGE["name"], PACKAGE["version"]) == ("infogap", ig.__version__)
    build = PACKAGE["jupyterlab"]["_build"]
    assert build == {"load": "static/remoteEntry.js", "extension": "./extension"}
    assert (EXTENSION / build["load"]).is_file()


def test_the_settings_are_a_schema_with_what_the_script_reads() -> None:
    schema = json.loads((EXTENSION / "schemas" / "infogap" / "plugin.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    asked = re.findall(r'own\.get\("(\w+)"\)', (EXTENSION / "static" / "keep.js").read_text(encoding="utf-8"))
    assert asked == list(schema["properties"]) == ["keepCalculators"]
    assert schema["properties"]["keepCalculators"]["default"] is True


def test_the_kept_catalogue_is_the_present_one() -> None:
    assert CATALOGUE.read_text(encoding="utf-8") == as_text(catalogue()), "run `python -m infogap.jupyter.catalogue`"


def test_every_model_is_offered_once_with_its_words() -> None:
    assert sorted(model["name"] for model in KEPT["models"]) == ig.models()
    for model in KEPT["models"]:
        declared = getattr(ig, model["name"]).declaration
        assert (model["title"], model["summary"]) == (declared.title, declared.summary)


def test_models_stand_under_the_lesson_that_first_uses_them() -> None:
    # Read off the table of lessons in README.md and the models that each is about.
    assert {model["name"]: model["topic"] for model in KEPT["models"]} == {
        "expected_utility": "Deciding without knowing",
        "insurance": "Deciding without knowing",
        "bayes": "Learning from signals",
        "updating": "Learning from signals",
        "acquisition": "Valuing a customer",
        "clv": "Valuing a customer",
        "clv_timing": "Valuing a customer",
        "regression": "Forecast market share",
    }


def test_every_shipped_notebook_is_a_lesson_with_its_minutes() -> None:
    assert [lesson["file"] for lesson in KEPT["lessons"]] == sorted(
        path.name for path in shipped_notebooks().glob("*.ipynb")
    )
    for lesson in KEPT["lessons"]:
        # The kept number is the table's own sum; here the sections are added up.
        sections = read(shipped_notebooks() / lesson["file"]).minutes[:-1]
        assert lesson["minutes"] == (sum(section.together for section in sections) or None)


def test_every_picture_is_drawn() -> None:
    drawn = re.findall(
        r"^  (\w+): draw\(", (EXTENSION / "static" / "pictures.js").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {model["picture"] for model in KEPT["models"]} <= set(drawn)


def test_scripts_ask_no_other_server() -> None:
    for script in (EXTENSION / "static").glob("*.*"):
        asked = re.findall(r"https?://[^\"'`]+", script.read_text(encoding="utf-8"))
        assert set(asked) <= {"http://www.w3.org/2000/svg"}, script.name


@pytest.fixture
def environment(jupyter_path: Path, tmp_path: Path) -> dict[str, str]:
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    return dict(os.environ) | own | {"JUPYTER_PATH": str(jupyter_path), "NO_COLOR": "1"}


def test_jupyterlab_lists_it_as_fine(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "jupyter", "labextension", "list"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    assert re.search(
        rf"^\s*infogap v{re.escape(ig.__version__)} enabled +OK \(python, infogap\)$", said, re.MULTILINE
    ), said
