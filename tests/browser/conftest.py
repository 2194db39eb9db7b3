"""The harness of the browser tests: a Chromium, and JupyterLabs with Notebook 7 that ask no questions."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

HERE = Path(__file__).parent
PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS_TO_START = 60
SECONDS_TO_END = 15
ATTEMPTS = 10
MILLISECONDS_TO_BEGIN = 10_000
MILLISECONDS_TO_RUN = 60_000
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
# What Notebook 7 reports of itself whenever it opens a notebook, whatever is in it.
NOT_OURS = [
    "Cannot read properties of undefined (reading 'schema')",
    "Command 'filebrowser:open-path' not registered.",
]
# A font that Notebook 7 looks for where its server has none.
FONT_NOT_OURS = re.compile(r"/static/notebook/\w+\.woff2$")
# A line of a server's log that is more than information, and is about the extension.
COMPLAINT = re.compile(r"^\[[WEC] .*infogap\b.*", re.MULTILINE)
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

# Notebook 7 and JupyterLab share these elements.
IDLE = """() => {
    const kernel = document.querySelector('.jp-Toolbar-kernelName')?.innerText ?? 'No Kernel';
    const status = document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status;
    return kernel !== 'No Kernel' && status === 'idle';
}"""
ANY_CELL_RUNS = """() => [...document.querySelectorAll('.jp-NotebookPanel-notebook .jp-InputPrompt')]
    .some(prompt => /\\[(\\*|\\d+)\\]/.test(prompt.textContent))"""
ALL_CELLS_RAN = """() => {
    const cells = [...document.querySelectorAll('.jp-NotebookPanel-notebook .jp-CodeCell')];
    const written = cells.filter(cell => cell.querySelector('.cm-content')?.innerText.trim());
    return written.length > 0
        && written.every(cell => /\\[\\d+\\]/.test(cell.querySelector('.jp-InputPrompt')?.textContent ?? ''));
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last.

    Playwright leaves an event loop running in this thread, over which `asyncio.run` would stumble.
    Besides, what is wrong elsewhere shows sooner.
    """
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """An installed Chromium or Chrome, else Playwright's own."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    try:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
    except PlaywrightError as error:
        _without_a_browser(program, error)
    yield browser
    browser.close()


def _without_a_browser(program: str | None, error: PlaywrightError) -> NoReturn:
    arrived = f"{program} did not start" if program else f"none of {', '.join(PROGRAMS)} in PATH"
    said = error.message.splitlines()[0]
    reason = f"chromium: expected a Chromium or Chrome, or Playwright's own; {arrived}: {said}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def console_errors() -> list[str]:
    """What the pages of this test reported as errors; a test asserts that it is empty."""
    return []


@pytest.fixture
def new_page(chromium: Browser, console_errors: list[str]) -> Iterator[Callable[..., Page]]:
    """A function that opens a fresh page; it takes Playwright's options for a context (`viewport`...)."""
    contexts = []

    def open_page(**options: Any) -> Page:
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        _collect_errors(page, console_errors)
        return page

    yield open_page
    for context in contexts:
        context.close()


def _collect_errors(page: Page, errors: list[str]) -> None:
    def note(error: str) -> None:
        if error not in NOT_OURS:
            errors.append(error)

    page.on("pageerror", lambda error: note(str(error)))
    page.on("console", lambda said: note(said.text) if _is_error(said) else None)


def _is_error(said: ConsoleMessage) -> bool:
    return said.type == "error" and not FONT_NOT_OURS.search(said.location["url"])


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One fresh page of 1280 by 900."""
    return new_page()


@dataclass(frozen=True)
class JupyterLab:
    """A running server.

    Attributes
    ----------
    url : str
        Where it answers, with no slash at the end.
    token : str
        What lets a browser in.
    root : Path
        The folder that it shows.
    settings : Path
        Where it keeps a user's settings.
    """

    url: str
    token: str
    root: Path
    settings: Path

    def notebook(self, name: str, cells: Sequence[str | nbformat.NotebookNode]) -> str:
        """Write a notebook whose kernel is known, and give the address that opens it in JupyterLab.

        A text is the source of a code cell. Every notebook has a workspace of its own, so that no tab of
        another test comes back.
        """
        made = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
        nbformat.write(new_notebook(cells=made, metadata=metadata), self.root / name)
        return self.lab_url(name)

    def lab_url(self, name: str) -> str:
        """The address that opens a notebook in JupyterLab."""
        workspace = Path(name).stem
        return f"{self.url}/lab/workspaces/{workspace}/tree/{name}?token={self.token}"

    def notebook_url(self, name: str) -> str:
        """The address that opens a notebook in Notebook 7."""
        return f"{self.url}/notebooks/{name}?token={self.token}"

    def theme(self, name: Literal["light", "dark"]) -> None:
        """Choose the theme of the pages that are opened from now on."""
        self.set("@jupyterlab/apputils-extension/themes", theme=THEMES[name])

    def set(self, plugin: str, **values: object) -> None:
        """Write a user's settings of one plug-in."""
        path = self.settings / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))

    def end_kernels(self) -> None:
        """End every kernel: each takes more than 100 MB."""
        for kernel in self._kernels():
            self.ask("DELETE", f"/api/kernels/{kernel['id']}")

    def _kernels(self, attempts: int = ATTEMPTS) -> Any:
        """Return what the server says of its kernels; while one of them starts or goes, it may fail to say it."""
        try:
            return json.loads(self.ask("GET", "/api/kernels"))
        except urllib.error.HTTPError:
            if attempts == 1:
                raise
        time.sleep(1)
        return self._kernels(attempts - 1)

    def ask(self, method: str, path: str) -> bytes:
        """Ask the server's own interface."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(self.url + path, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())


@pytest.fixture
def jupyterlab(request: pytest.FixtureRequest) -> JupyterLab:
    """A JupyterLab with settings of its own, that ends with the tests.

    It is the one of this Python, unless a test asks by an indirect parameter for the `locked` one, as Binder has it.
    """
    lab: JupyterLab = request.getfixturevalue(f"{getattr(request, 'param', 'current')}_jupyterlab")
    return lab


@pytest.fixture(scope="session")
def current_jupyterlab(tmp_path_factory: pytest.TempPathFactory, jupyter_path: Path) -> Iterator[JupyterLab]:
    """The JupyterLab of this Python; the extension comes before what this Python has installed, which may be older."""
    home = tmp_path_factory.mktemp("jupyterlab")
    (home / "root").mkdir()
    with _running(Path(sys.executable), os.environ | {"JUPYTER_PATH": str(jupyter_path)}, home, home / "root") as lab:
        yield lab


@pytest.fixture(scope="session")
def locked_jupyterlab(tmp_path_factory: pytest.TempPathFactory, locked: Any) -> Iterator[JupyterLab]:
    """The JupyterLab that Binder would start, in its copy of the repository."""
    with _running(locked.python, locked.variables, tmp_path_factory.mktemp("locked"), locked.folder) as lab:
        yield lab


@contextmanager
def _running(python: Path, variables: Mapping[str, str], home: Path, root: Path) -> Iterator[JupyterLab]:
    """Run the JupyterLab of a Python, whose log then has no complaint about infogap."""
    port, log = _free_port(), home / "log"
    lab = JupyterLab(f"http://127.0.0.1:{port}", secrets.token_hex(), root, home / "settings")
    _ask_no_questions(lab)
    server = _start(lab, [str(python), "-m", "jupyterlab", f"--port={port}"], variables, home)
    try:
        _wait_until_ready(lab, server, log)
        yield lab
    finally:
        _end(server)
    assert COMPLAINT.findall(log.read_text()) == []


@pytest.fixture(autouse=True)
def _next_test_finds_it_as_new(request: pytest.FixtureRequest) -> Iterator[None]:
    lab = request.getfixturevalue("jupyterlab") if "jupyterlab" in request.fixturenames else None
    yield
    if lab is not None:
        lab.end_kernels()
        lab.theme("light")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ask_no_questions(lab: JupyterLab) -> None:
    lab.set("@jupyterlab/apputils-extension/notification", fetchNews="false", checkForUpdates=False)
    # Every cell is then in the page, also those below the fold.
    lab.set("@jupyterlab/notebook-extension/tracker", windowingMode="none")


def _start(lab: JupyterLab, command: list[str], variables: Mapping[str, str], home: Path) -> subprocess.Popen[bytes]:
    folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    folders |= {
        "JUPYTERLAB_SETTINGS_DIR": str(lab.settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    options = ["--no-browser", "--ip=127.0.0.1", "--allow-root", "--ServerApp.port_retries=0"]
    options += [f"--ServerApp.root_dir={lab.root}", f"--IdentityProvider.token={lab.token}"]
    with (home / "log").open("w") as log:
        return subprocess.Popen(
            [*command, *options],
            cwd=lab.root,
            env=dict(variables) | folders,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _wait_until_ready(lab: JupyterLab, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            lab.ask("GET", "/api/status")
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"JupyterLab: expected an answer within {SECONDS_TO_START} s, got none:\n{log.read_text()}")


def _end(server: subprocess.Popen[bytes]) -> None:
    """Let the server end its kernels, which are not in its process group, and then see that it is gone."""
    server.terminate()
    try:
        server.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@pytest.fixture
def run_all() -> Callable[[Page], None]:
    """A function that runs every cell of the notebook on the page, and returns when all have run."""
    return _run_all


def _run_all(page: Page) -> None:
    # Asked to run before there is a kernel, JupyterLab asks which one to take.
    page.wait_for_function(IDLE, timeout=MILLISECONDS_TO_RUN)
    _ask_to_run(page)
    try:
        page.wait_for_function(ANY_CELL_RUNS, timeout=MILLISECONDS_TO_BEGIN)
    except PlaywrightTimeoutError:
        _ask_to_run(page)  # on a busy machine the request is lost now and then
    page.wait_for_function(ALL_CELLS_RAN, timeout=MILLISECONDS_TO_RUN)
    page.wait_for_function(IDLE, timeout=MILLISECONDS_TO_RUN)


def _ask_to_run(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
