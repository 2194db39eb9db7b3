"""The command `infogap lab`: with a stand-in for JupyterLab, and once for real."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infogap.course import laboratory
from infogap.course.command_line import main
from infogap.course.laboratory import START, shipped_notebooks, student_notebooks

# Writes down what it was started with, then ends with the code that it is told to.
STAND_IN = """
import json, os, sys
json.dump({"arguments": sys.argv[1:], "folder": os.getcwd()}, open(os.environ["STAND_IN_SAW"], "w"))
raise SystemExit(int(os.environ.get("STAND_IN_CODE", "0")))
"""


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder that is no checkout, and notebooks that an installation brought."""
    shipped = tmp_path / "site-packages" / "notebooks"
    shipped.mkdir(parents=True)
    for name in (START, "01-next.ipynb"):
        (shipped / name).write_text(f"shipped {name}")
    monkeypatch.setattr(laboratory, "shipped_notebooks", lambda: shipped)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("infogap/course/command_line.py", f"notebooks/{START}"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Every command that was started; each is replaced by one that ends at once with code 7."""
    commands: list[list[str]] = []
    start = subprocess.Popen

    def record(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        commands.append(command)
        return start([sys.executable, "-c", "raise SystemExit(7)"])

    monkeypatch.setattr(subprocess, "Popen", record)
    return commands


def jupyterlab(folder: Path, *options: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/infogap-notebooks/{START}",
        *options,
    ]


def test_lab_passes_options_through_and_gives_the_exit_code(elsewhere: Path, started: list[list[str]]) -> None:
    assert main(["lab", "--no-browser", "--port", "9999", "--ip", "127.0.0.1", "--allow-root", "--debug"]) == 7
    assert started == [
        [sys.executable, "-m", "infogap.course.command_line", "warm"],
        jupyterlab(elsewhere, "--no-browser", "--port=9999", "--ip=127.0.0.1", "--allow-root", "--debug"),
    ]


def test_lab_alone_leaves_jupyterlab_its_defaults(elsewhere: Path, started: list[list[str]]) -> None:
    main(["lab"])
    assert started[1] == jupyterlab(elsewhere)


def test_a_checkout_shows_its_own_notebooks(checkout: Path) -> None:
    assert student_notebooks(checkout) == checkout / "notebooks"
    assert not (checkout / "infogap-notebooks").exists()


def test_elsewhere_the_student_gets_a_copy(elsewhere: Path) -> None:
    own = student_notebooks(elsewhere)
    assert own == elsewhere / "infogap-notebooks"
    assert {path.name: path.read_text() for path in own.iterdir()} == {
        START: f"shipped {START}",
        "01-next.ipynb": "shipped 01-next.ipynb",
    }


def test_a_student_s_work_is_never_overwritten(elsewhere: Path) -> None:
    own = student_notebooks(elsewhere)
    (own / START).write_text("my own notes")
    (own / "01-next.ipynb").unlink()
    student_notebooks(elsewhere)
    assert (own / START).read_text() == "my own notes"
    assert (own / "01-next.ipynb").read_text() == "shipped 01-next.ipynb"


def test_an_installation_without_notebooks_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(laboratory, "__file__", str(tmp_path / "infogap" / "course" / "laboratory.py"))
    monkeypatch.chdir(tmp_path)
    assert main(["lab"]) == 1
    expected = tmp_path / "infogap" / "course" / "notebooks"
    assert capsys.readouterr().err == (
        f"infogap: notebooks: expected {START} in {expected}, found none; install infogap again\n"
    )


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def real_lab(tmp_path: Path, free_port: int) -> Iterator[subprocess.Popen[str]]:
    """`infogap lab` itself, in an empty folder, in a process group of its own."""
    folder = tmp_path / "home"
    folder.mkdir()
    settings = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "RUNTIME", "DATA")}
    command = [
        sys.executable,
        "-m",
        "infogap.course.command_line",
        "lab",
        "--no-browser",
        "--ip",
        "127.0.0.1",
    ]
    command += [
        "--port",
        str(free_port),
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--allow-root",
    ]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | settings,
            stdout=log,
            stderr=log,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        yield process
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def eventually(question: Callable[[], str | None], seconds: float) -> str | None:
    """Ask until there is an answer, or the time is over."""
    deadline = time.monotonic() + seconds
    while (answer := question()) is None and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer


def where_it_leads(address: str) -> str | None:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return str(response.url)
    except (urllib.error.URLError, ConnectionError):
        return None


@pytest.mark.parametrize("ending", ["terminated by its process id", "interrupted from the terminal"])
def test_lab_answers_and_ends(ending: str, real_lab: subprocess.Popen[str], free_port: int, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port}/"
    leads_to = eventually(lambda: where_it_leads(address), 60)
    assert leads_to == f"{address}lab/tree/infogap-notebooks/{START}", (tmp_path / "log").read_text()
    assert (tmp_path / "home" / "infogap-notebooks" / START).read_bytes() == (shipped_notebooks() / START).read_bytes()
    if ending == "terminated by its process id":
        real_lab.terminate()
    else:
        # Without a terminal to ask at, JupyterLab ends at the first Ctrl-C.
        os.killpg(real_lab.pid, signal.SIGINT)
    assert real_lab.wait(30) == 0
    assert where_it_leads(address) is None
