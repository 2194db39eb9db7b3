"""The command `infogap`: what each of its commands does with what it is given."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from infogap.course import editions, pages
from infogap.course.command_line import main

REQUIRED = {
    "new-lesson": ["Learning to price"],
    "key": ["--students", "a.csv", "-o", "b.csv"],
    "link": ["--repo", "ada/prices"],
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_new_lesson_names_what_it_wrote(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-lesson", "Learning to price"]) == 0
    assert main(["new-lesson", "学习如何定价", "--lessons", "mine"]) == 0
    written = [Path("lessons/01-learning-to-price.ipynb"), Path("mine/01-学习如何定价.ipynb")]
    assert capsys.readouterr().out == f"{written[0]}\n{written[1]}\n"
    assert [path.is_file() for path in written] == [True, True]


def test_a_title_without_words_is_an_error(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-lesson", "?!"]) == 1
    assert capsys.readouterr().err == (
        'infogap: title: expected words, but "?!" arrived. Give for example "Learning to price".\n'
    )
    assert list(here.iterdir()) == []


def test_check_says_that_nothing_is_missing(
    here: Path, complete: NotebookNode, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "lessons").mkdir()
    nbformat.write(complete, here / "lessons" / "01-learning-to-price.ipynb")
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "01-learning-to-price.ipynb: nothing is missing\n"


def test_check_numbers_what_is_missing(here: Path, complete: NotebookNode, capsys: pytest.CaptureFixture[str]) -> None:
    nbformat.write(complete, here / "01-learning-to-price.ipynb")
    complete.cells[0].source = "# Price"
    complete.cells[6].execution_count = None
    nbformat.write(complete, here / "02-price.ipynb")
    assert main(["check", "02-price.ipynb", "."]) == 1
    # A folder's lessons are looked at in the order of their names, also one that was named before.
    missing = (
        "02-price.ipynb:\n"
        "   1. Cell 7 (“import infogap as ig”) has not been run. Choose Run > Run All Cells, and save.\n"
        '   2. The title is "Price". Expected are at least 3 words. Say what students learn to do, or ask what they '
        "will be able to answer.\n"
    )
    assert capsys.readouterr().out == f"{missing}01-learning-to-price.ipynb: nothing is missing\n"


@pytest.mark.parametrize("place", ["nowhere", "nowhere.ipynb", "."])
def test_check_says_where_there_is_nothing(place: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", place]) == 1
    assert capsys.readouterr().err == (
        f"infogap: lessons: expected a notebook or a folder with notebooks (*.ipynb), found none: {place}\n"
    )


@pytest.mark.parametrize(
    ("options", "folders"),
    [
        ([], ["lessons", "notebooks", "editions"]),
        (["--lessons", "a", "--notebooks", "b", "--editions", "c"], ["a", "b", "c"]),
    ],
)
def test_build_names_what_it_wrote(
    options: list[str], folders: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stand_in(*given: Path) -> list[Path]:
        assert given == tuple(map(Path, folders))
        return [Path("x.ipynb"), Path("y.html")]

    monkeypatch.setattr(editions, "build", stand_in)
    assert main(["build", *options]) == 0
    assert capsys.readouterr().out == "x.ipynb\ny.html\n"


def test_build_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 1
    assert capsys.readouterr().err == (
        "infogap: lessons: expected a folder with notebooks (*.ipynb), found none in lessons\n"
    )


def test_key_says_how_many_answers_it_wrote(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[tuple[Path, ...]] = []

    def write_key(*given: Path) -> int:
        calls.append(given)
        return 12

    stand_in = types.ModuleType("infogap.course.key")
    stand_in.write_key = write_key  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "infogap.course.key", stand_in)
    assert main(["key", "mine/", "--students", "roster.csv", "-o", "key.csv"]) == 0
    assert main(["key", "--students", "roster.csv", "--output", "key.csv"]) == 0
    assert calls == [(Path(folder), Path("roster.csv"), Path("key.csv")) for folder in ("mine", "lessons")]
    assert capsys.readouterr().out == "key.csv: 12 answers\n" * 2


def test_pages_makes_a_site_and_names_its_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[tuple[Path, Path, str | None]] = []

    def build(*arguments: Path) -> list[Path]:
        calls.append(arguments)  # type: ignore[arg-type]
        return [arguments[1] / "index.html"]

    monkeypatch.setattr(pages, "build", build)
    assert main(["pages"]) == 0
    assert main(["pages", "mine/", "-o", "public", "--base-url", "https://example.org"]) == 0
    assert calls == [
        (Path("lessons"), Path("site"), None),
        (Path("mine"), Path("public"), "https://example.org"),
    ]
    assert capsys.readouterr().out == f"{Path('site/index.html')}\n{Path('public/index.html')}\n"


def test_pages_says_what_is_wrong(here: Path, complete: NotebookNode, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "lessons").mkdir()
    nbformat.write(complete, here / "lessons" / "01-price.ipynb")
    assert main(["pages"]) == 1
    assert capsys.readouterr().err == (
        "infogap: 01-price.ipynb: expected links to lessons of the site, to headings of the same lesson or to addresses "
        "that begin with https://, but “01-learning-to-price.ipynb#top” arrived. Mend the link, or leave it out.\n"
    )
    assert not (here / "site").exists()


def test_link_prints_a_label_and_an_address_on_each_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", "--repo", "ada/prices", "--hub", "https://hub.example.org/"]) == 0
    assert capsys.readouterr().out == (
        "Binder      https://mybinder.org/v2/gh/ada/prices/main?urlpath=lab/tree/notebooks/00-start-here.ipynb\n"
        "nbgitpuller https://hub.example.org/hub/user-redirect/git-pull?repo=https://github.com/ada/prices&branch=main"
        "&urlpath=lab/tree/prices/notebooks/00-start-here.ipynb\n"
        "Colab       https://colab.research.google.com/github/ada/prices/blob/main/notebooks/00-start-here.ipynb\n"
        "\n"
        "On Colab, this has to be the first cell: %pip install git+https://github.com/ada/prices@main\n"
    )


def test_link_without_a_hub_says_what_one_adds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", "--repo", "ada/prices", "--branch", "term-2", "--notebook", "a.ipynb"]) == 0
    assert capsys.readouterr().out == (
        "Binder      https://mybinder.org/v2/gh/ada/prices/term-2?urlpath=lab/tree/a.ipynb\n"
        "Colab       https://colab.research.google.com/github/ada/prices/blob/term-2/a.ipynb\n"
        "\n"
        "On Colab, this has to be the first cell: %pip install git+https://github.com/ada/prices@term-2\n"
        "With --hub and the address of your JupyterHub, there is a link that copies the notebooks to each student.\n"
    )


def test_link_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", "--repo", "prices"]) == 1
    assert capsys.readouterr().err == (
        "infogap: repo: expected owner/name or its address https://github.com/owner/name, but “prices” arrived.\n"
    )


@pytest.mark.parametrize("command", ["new-lesson", "check", "build", "pages", "key", "link", "warm"])
def test_only_lab_takes_unknown_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, *REQUIRED.get(command, []), "--port=1"])
    assert caught.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == "infogap: error: unrecognized arguments: --port=1"


def test_warm_fills_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    stand_in = types.ModuleType("infogap")
    monkeypatch.setitem(sys.modules, "infogap", stand_in)
    stand_in.warm = lambda: calls.append("warmed")  # type: ignore[attr-defined]
    assert main(["warm"]) == 0
    assert calls == ["warmed"]
