"""The translations: complete, true to the code, and made of one file for each language."""

from __future__ import annotations

import ast
import gettext
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jupyterlab_server.translation_utils import get_language_pack

from infogap import translations
from infogap.translations import PACKAGE, as_json, as_po, languages, source, updated

LANGUAGES = languages()
UP_TO_DATE = "run `python -m infogap.translations`, translate what is empty in the .po file, and run it again"
PLACEHOLDER = re.compile(r"\{\w+\}|%\d")
# Where `translate` meets a text under a name: these texts are in a table that `translations` reads, or in a model.
BY_NAME = {
    "core/display.py",
    "course/pages/frame.py",
    "course/pages/live.py",
    "course/pages/site.py",
    "exercises/asked.py",
    "exercises/sentences.py",
    "faces/compiler.py",
    "widgets/browser.py",
}
# A calculator's page and what Python says, as a reader of that language gets them.
REPORT = """
import json, sys
import infogap as ig
from infogap.widgets.browser import words
pages, numbers, said = {}, {}, {}
for name in ig.models():
    model = getattr(ig, name)
    calculator = model.calculator()
    calculator.to_html(f"{sys.argv[1]}/{name}.html")
    pages[name] = model.compiled.data["spec"] | {"text": words()}
    numbers[name] = {key: float(value) for key, value in dict(model()).items()}
    said[name] = {"explain": repr(model.explain()), "exercise": repr(model.exercise(seed=3))}
print(json.dumps({"pages": pages, "numbers": numbers, "said": said}))
"""


def messages(language: str) -> list[Message]:
    """The texts and translations that are kept in a language's file."""
    with source(language).open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


def test_there_is_chinese() -> None:
    assert "zh_CN" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_what_the_code_says(language: str) -> None:
    catalog = updated(language)
    assert source(language).read_text(encoding="utf-8") == as_po(catalog), UP_TO_DATE
    assert source(language, "json").read_text(encoding="utf-8") == as_json(catalog), UP_TO_DATE


@pytest.mark.parametrize("language", LANGUAGES)
def test_python_reads_what_translators_wrote(language: str) -> None:
    with source(language, "mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    for message in messages(language):
        found = read.pgettext(message.context, message.id) if message.context else read.gettext(message.id)
        assert found == message.string, UP_TO_DATE


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated(language: str) -> None:
    assert [message.id for message in messages(language) if not message.string.strip()] == [], UP_TO_DATE
    assert [message.id for message in messages(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_text(language: str) -> None:
    for message in messages(language):
        wanted, found = (set(PLACEHOLDER.findall(text)) for text in (message.id, message.string))
        assert found == wanted, message.id


def test_chinese_is_written_in_chinese() -> None:
    # A name, a letter of a formula, and what stands for a unit are the same; everything else has a Chinese character.
    latin = {message.id for message in messages("zh_CN") if not re.search(r"[一-鿿]", message.string)}
    assert latin == {"Infogap", ", ", "x", "y"}


def test_traditional_characters_and_ascii_marks_have_not_slipped_in() -> None:
    for message in messages("zh_CN"):
        assert not re.search(r"[一-鿿][,;:?!]|[們個來這為對時會過還說將當從無與產價實題數學習關點]", message.string), (
            message.string
        )


def calls_by_name() -> set[str]:
    """The files in which `translate` is called with something that is no text."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "translate")
        if not all(isinstance(call.args[0], ast.Constant) for call in named):
            found.add(path.relative_to(PACKAGE).as_posix())
    return found


def test_a_text_that_python_says_is_found() -> None:
    assert calls_by_name() == BY_NAME


def test_a_text_that_the_extension_says_is_found() -> None:
    static = PACKAGE / translations.EXTENSION / "static"
    texts = {text.said for text in translations.texts()}
    for script in static.glob("*.js"):
        calls = re.findall(r'trans\.(?:__|_n|_p)\(\s*("(?:[^"\\]|\\.)*")?', script.read_text(encoding="utf-8"))
        # The catalogue and the settings are read from files that `translations` reads, too.
        assert script.name == "language.js" or "" not in calls, script.name
        assert {json.loads(call) for call in calls if call} <= texts, script.name


def test_jupyterlab_gets_it_from_the_package() -> None:
    said, problem = get_language_pack("zh_CN")
    assert problem == ""
    assert said.get("infogap") == json.loads(source("zh_CN", "json").read_text(encoding="utf-8")), (
        "infogap: expected the entry point `jupyterlab.locale`; install it again with `python -m pip install -e .`"
    )


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the readers of all languages."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def read_in(cache: Path) -> dict[str, Any]:
    """What a reader of each language gets, one after the other."""
    return {name: report(name, cache / "pages") for name in ("zh_CN", "en")}


def report(language: str, folder: Path) -> dict[str, Any]:
    place = folder / language
    place.mkdir(parents=True)
    environment = os.environ | {"LANGUAGE": language, "INFOGAP_CACHE": str(folder.parent), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", REPORT, str(place)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) | {"folder": place}


def test_languages_never_mix_in_one_cache(read_in: dict[str, Any]) -> None:
    english = [read_in["en"]["pages"], read_in["en"]["said"]]
    assert not re.search(r"[一-鿿]", json.dumps(english, ensure_ascii=False))


def test_numbers_are_the_same_in_every_language(read_in: dict[str, Any]) -> None:
    assert read_in["zh_CN"]["numbers"] == read_in["en"]["numbers"]


def words(spec: Any) -> list[str]:
    """Everything in a calculator's specification that people read."""
    if isinstance(spec, list):
        return [word for part in spec for word in words(part)]
    if not isinstance(spec, dict):
        return []
    shown = ("title", "label", "template", "message")
    own = [spec[name] for name in shown if isinstance(spec.get(name), str)]
    options = [label for _, label in spec.get("options") or []]
    return own + options + [word for part in spec.values() for word in words(part)]


def test_a_chinese_calculator_speaks_chinese(read_in: dict[str, Any]) -> None:
    for spec in read_in["zh_CN"]["pages"].values():
        assert {word for word in words(spec) if word and not re.search(r"[一-鿿]", word)} <= {"x", "y"}
        text = dict(spec["text"])
        assert text.pop("language") == "zh-CN"
        assert all(re.search(r"[一-鿿]", said) for said in text.values())
    clv = read_in["zh_CN"]["pages"]["clv"]
    assert clv["title"] == "客户终身价值"
    assert [quantity["label"] for quantity in clv["quantities"]] == [
        "年利润",
        "留存率",
        "年折现率",
        "计入年数",
        "获客成本",
    ]
    assert clv["quantities"][3]["format"]["suffix"] == " 年"


def test_a_chinese_page_says_its_language(read_in: dict[str, Any]) -> None:
    assert '<html lang="zh-CN">' in (read_in["zh_CN"]["folder"] / "clv.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in (read_in["en"]["folder"] / "clv.html").read_text(encoding="utf-8")


def test_a_chinese_exercise_and_solution_speak_chinese(read_in: dict[str, Any]) -> None:
    said = read_in["zh_CN"]["said"]
    for name, texts in said.items():
        for text in texts.values():
            prose = re.sub(r"^ {3}.*$", "", text, flags=re.MULTILINE)
            assert not re.search(r"\b(the|of|is|and|what)\b", prose, flags=re.IGNORECASE), (name, prose)
    assert said["clv"]["explain"].startswith("客户终身价值\n1. 流失率")


def run_in(language: str, code: str) -> str:
    """What some code prints for a reader of a language."""
    environment = os.environ | {"LANGUAGE": language, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_chinese_answer_is_read_with_its_unit_and_an_english_one_too() -> None:
    code = (
        "from infogap.core.display import format_for; from infogap.exercises.typed import Reading\n"
        "years = Reading.of(format_for('years'))\n"
        "print([years.value(said) for said in ('3 年', '３年', '3 years', '3', '永不')], years.words_about_itself())"
    )
    about = {"asked": "以 年 为单位", "advice": "请写一个数，例如 1235。"}
    assert run_in("zh_CN", code) == f"[3.0, 3.0, 3.0, 3.0, inf] {about}"


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("zh_CN", "zh-CN"),
        ("zh_CN.UTF-8", "zh-CN"),
        ("C", "en"),
        ("en_US", "en"),
        ("zh_TW", "en"),
        ("fr:zh_CN", "zh-CN"),
    ],
)
def test_the_language_is_that_of_the_environment(language: str, wanted: str) -> None:
    assert run_in(language, "from infogap.core.language import tag; print(tag())") == wanted
