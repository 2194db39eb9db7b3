"""A JupyterHub of this Python on loopback, where every student's server is a process of this machine."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import nbformat
import psutil
import pytest
import requests
import websocket
from nbformat import NotebookNode
from nbformat.v4 import output_from_msg

from infogap.course.laboratory import shipped_notebooks
from infogap.faces.cache import folder

SECONDS_TO_START = 60
SECONDS_TO_SERVE = 180
SECONDS_BETWEEN_QUESTIONS = 1
SECONDS_OF_A_CELL = 120
SECONDS_TO_END = 60
MEGABYTE = 10**6
SEATS = 16
LITTLEST = Path(__file__).parents[2] / "binder" / "jupyterhub" / "littlest.md"
# What every process of a hub has in its environment: the hub's address.
MARK = "INFOGAP_TESTS_HUB"
COURSE = "ada/prices"
OUTPUTS = {"execute_result", "display_data", "stream", "error"}
# What this Python has for tests, and the image that students get has not.
EXTENSIONS_OF_THE_TESTS = ["formgrader", "validate_assignment", "assignment_list", "course_list"]
CONFIGURATION = """
c = get_config()
c.JupyterHub.bind_url = {url!r}
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.db_url = "sqlite:///:memory:"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.Authenticator.allow_all = True
# The proxy in Python takes the arguments of the usual one, which needs Node. Its patience is in milliseconds.
c.ConfigurableHTTPProxy.command = [{python!r}, "-c", {proxy!r}, "--proxy-timeout=120000"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.ip = "127.0.0.1"
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args.append("--allow-root")
c.Spawner.default_url = "/lab"
c.Spawner.environment.update({environment!r})
# A hub looks for a free port whenever a server starts, and two that start together may find the same.
ports = {ports!r}
c.Spawner.pre_spawn_hook = lambda spawner: setattr(spawner, "port", ports.pop())
# On two cores twelve servers take their time.
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
{kernels}
"""


@dataclass(frozen=True)
class Hub:
    """A running hub.

    Attributes
    ----------
    url : str
        Where it answers, with no slash at the end.
    password : str
        What lets students in, under any name.
    course : str
        The repository on GitHub that its git takes from this machine instead.
    process : subprocess.Popen
        The hub itself.
    """

    url: str
    password: str
    course: str
    process: subprocess.Popen[bytes] = field(repr=False)

    def processes(self) -> list[psutil.Process]:
        """Return the hub, its proxy, every student's server and every kernel, also when the hub is gone."""
        return [each for each in psutil.process_iter() if belongs_to(each) == self.url]

    def use(self) -> Use:
        """Return what the hub itself has used, without its proxy and the students' servers."""
        return Use.of([psutil.Process(self.process.pid)])

    def end(self) -> list[str]:
        """Let the hub end all that it started, and return what is left of it after that."""
        started = self.processes()
        self.process.terminate()
        self.process.wait(SECONDS_TO_END)
        psutil.wait_procs(started, SECONDS_TO_END)
        return [" ".join(each.cmdline()) for each in self.processes()]


def belongs_to(process: psutil.Process) -> str:
    """Return the address of the hub that a process was started for, or nothing."""
    with suppress(psutil.Error):  # it is someone else's, or just gone
        return process.environ().get(MARK, "")
    return ""


@dataclass
class Student:
    """A student's browser, as far as a hub and a server see it."""

    hub: Hub
    name: str
    browser: requests.Session = field(default_factory=requests.Session)

    def open(self, link: str) -> str:
        """Follow a link until JupyterLab shows a notebook, and return the notebook's path."""
        return self.shown(self.pulled(self.logged_in(link)))

    @property
    def server(self) -> str:
        return f"{self.hub.url}/user/{self.name}"

    def logged_in(self, link: str) -> requests.Response:
        """Return the page that the link leads to once the student has a server."""
        page = self.browser.get(link)
        page = self.browser.post(page.url, data=self.form())
        while not page.url.startswith(self.server):
            self.wait_for_server()
            page = self.browser.get(page.url)
        return page

    def wait_for_server(self) -> None:
        """Ask now and then; the page of the hub listens instead, but the proxy in Python hands on whole answers only."""
        deadline = time.monotonic() + SECONDS_TO_SERVE
        address, asked = f"{self.hub.url}/hub/api/users/{self.name}", {"_xsrf": self.cookie("/hub/")}
        while not self.browser.get(address, params=asked).json()["servers"][""]["ready"]:
            assert time.monotonic() < deadline, f"{self.name}: expected a server within {SECONDS_TO_SERVE} s, got none"
            time.sleep(SECONDS_BETWEEN_QUESTIONS)

    def form(self) -> dict[str, str]:
        return {"username": self.name, "password": self.hub.password, "_xsrf": self.cookie("/hub/")}

    def cookie(self, path: str) -> str:
        (found,) = [each.value for each in self.browser.cookies if (each.name, each.path) == ("_xsrf", path)]
        return str(found)

    def pulled(self, page: requests.Response) -> str:
        """Do what the script of nbgitpuller's page does, and return the address to which it sends the browser."""
        given = {name: unquote(unescape(text)) for name, text in re.findall(r'data-([a-z-]+)="([^"]*)"', page.text)}
        asked = {name: given[name] for name in ("repo", "targetpath", "branch")} | {"_xsrf": given["xsrf"]}
        home = f"{self.hub.url}{given['base-url']}"
        answer = self.browser.get(f"{home}git-pull/api", params=asked)
        assert answer.text.splitlines()[-2:] == ['data: {"phase": "finished"}', ""], answer.text
        return home + given["path"]

    def shown(self, address: str) -> str:
        """Open JupyterLab there, and return the path of the notebook that it shows."""
        self.browser.get(address).raise_for_status()
        return unquote(urlsplit(address).path).partition("/lab/tree/")[2]

    def run(self, path: str) -> list[list[NotebookNode]]:
        """Run every code cell of a notebook, and return the outputs of each."""
        notebook = nbformat.from_dict(self.ask("GET", f"contents/{path}")["content"])
        session = {"path": path, "type": "notebook", "name": "", "kernel": {"name": "python3"}}
        kernel = Kernel(self.connected(self.ask("POST", "sessions", json=session)["kernel"]["id"]))
        return [kernel.execute(cell.source) for cell in notebook.cells if cell.cell_type == "code"]

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """Ask the student's server as JupyterLab does."""
        headers = {"X-XSRFToken": self.cookie(f"/user/{self.name}/")}
        answer = self.browser.request(method, f"{self.server}/api/{path}", headers=headers, **more)
        answer.raise_for_status()
        return answer.json()

    def connected(self, kernel: str) -> websocket.WebSocket:
        address = f"{self.server}/api/kernels/{kernel}/channels".replace("http", "ws", 1)
        cookies = "; ".join(f"{each.name}={each.value}" for each in self.browser.cookies if each.path != "/hub/")
        return websocket.create_connection(address, cookie=cookies, origin=self.hub.url, timeout=SECONDS_OF_A_CELL)

    def use(self) -> Use:
        """Return what the student's server and its kernels have used."""
        (server,) = [each for each in self.hub.processes() if self.name in served_by(each)]
        return Use.of([server, *server.children(recursive=True)])


def served_by(process: psutil.Process) -> list[str]:
    """Return for whom a process is a server: for one person, or nobody."""
    return [process.environ()["JUPYTERHUB_USER"]] if "jupyterhub.singleuser" in process.cmdline() else []


@dataclass(frozen=True)
class Use:
    """What processes have used.

    Attributes
    ----------
    proportional : float
        Their share of the memory, in MB: what several processes have together is divided among them.
    resident : float
        All the memory that they have, in MB, as if they were alone on their machine.
    seconds : float
        The time that a processor's core worked for them.
    """

    proportional: float
    resident: float
    seconds: float

    @classmethod
    def of(cls, processes: list[psutil.Process]) -> Use:
        """Add up what some processes have used."""
        memory = [each.memory_full_info() for each in processes]
        times = [each.cpu_times() for each in processes]
        proportional, resident = sum(each.pss for each in memory), sum(each.rss for each in memory)
        return cls(proportional / MEGABYTE, resident / MEGABYTE, sum(each.user + each.system for each in times))


@dataclass
class Kernel:
    """A kernel at the other end of a connection."""

    connection: websocket.WebSocket

    def execute(self, source: str) -> list[NotebookNode]:
        """Run some code, and return its outputs."""
        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
        header = {"msg_id": secrets.token_hex(), "msg_type": "execute_request", "version": "5.3"}
        header |= {"session": "", "username": "", "date": ""}
        request = {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content}
        self.connection.send(json.dumps(request))
        answers = self.answers(header["msg_id"])
        return [output_from_msg(answer) for answer in answers if answer["msg_type"] in OUTPUTS]

    def answers(self, to: str) -> Iterator[dict[str, Any]]:
        """Yield what the kernel publishes about a request until it is idle again."""
        while True:
            message = json.loads(self.connection.recv())
            if message["channel"] != "iopub" or message["parent_header"].get("msg_id") != to:
                continue
            if message["content"].get("execution_state") == "idle":
                return
            yield message


@pytest.fixture(scope="module")
def new_student(hub: Hub) -> Callable[[str], Student]:
    """A function that takes a name, and gives the hub a student."""
    return partial(Student, hub)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A folder for a hub and its students; pytest's has a longer path than a kernel's sockets can have below it."""
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def hub(home: Path) -> Iterator[Hub]:
    """A hub of its own; whatever a test leaves of it ends with the tests."""
    _expect_git()
    ports = _free_ports(3 + SEATS)
    url, password = f"http://127.0.0.1:{ports.pop()}", secrets.token_hex()
    command = [sys.executable, "-m", "jupyterhub", f"--config={_configuration(home, url, password, ports)}"]
    with (home / "log").open("w") as log:
        variables = os.environ | {MARK: url}
        process = subprocess.Popen(command, cwd=home, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    running = Hub(url, password, COURSE, process)
    try:
        _wait_until_ready(running, home / "log")
        yield running
    finally:
        _kill(running)


def _kill(hub: Hub) -> None:
    """End what is left, and nothing else: each process by its own number."""
    for each in hub.processes():
        with suppress(psutil.NoSuchProcess):
            each.kill()
    hub.process.wait()


def _expect_git() -> None:
    if shutil.which("git") is not None:
        return
    reason = "git: expected it in PATH, because nbgitpuller brings students their notebooks with it; found none"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody uses, no two alike."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _configuration(home: Path, url: str, password: str, ports: list[int]) -> Path:
    written = home / "jupyterhub_config.py"
    values = {
        "url": url,
        "password": password,
        "hub_port": ports[0],
        "proxy_port": ports[1],
        "ports": ports[2:],
        "proxy": "from configurable_http_proxy.cli import main; main()",
        "python": sys.executable,
        "homes": str(home / "homes" / "{username}"),
        "environment": _environment(home) | {MARK: url},
        "kernels": _kernels(home),
    }
    (home / "homes").mkdir()
    written.write_text(CONFIGURATION.format(**values))
    return written


def _kernels(home: Path) -> str:
    """What littlest.md says of kernels when many students share a machine, which they do here; only the folder is ours."""
    (lines,) = re.findall(r"/kernels\.py <<'END'\n(.*?)END\n", LITTLEST.read_text(encoding="utf-8"), re.DOTALL)
    assert lines.count("/tmp/kernels-") == 1
    return lines.replace("/tmp/kernels-", f"{home}/kernels-")


def _environment(home: Path) -> dict[str, str]:
    """What students' servers have beyond what the hub hands on: settings, git's too, and the cache of an image."""
    settings = home / "settings"
    settings.mkdir()
    off = {f"nbgrader.server_extensions.{name}": False for name in EXTENSIONS_OF_THE_TESTS}
    (settings / "jupyter_server_config.json").write_text(json.dumps({"ServerApp": {"jpserver_extensions": off}}))
    (settings / "git").write_text(f'[url "{_repository(home).as_uri()}"]\n  insteadOf = https://github.com/{COURSE}\n')
    variables = {"JUPYTER_CONFIG_DIR": settings, "GIT_CONFIG_GLOBAL": settings / "git", "INFOGAP_CACHE": _warmed()}
    return {name: str(path) for name, path in variables.items()}


def _warmed() -> Path:
    """The cache, warmed as an image's is."""
    subprocess.run([sys.executable, "-m", "infogap.course.command_line", "warm"], check=True)
    return folder()


def _repository(home: Path) -> Path:
    """A repository with the student notebooks, as it would be on GitHub."""
    repository = home / "prices"
    shutil.copytree(shipped_notebooks(), repository / "notebooks", ignore=shutil.ignore_patterns(".*"))
    author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for command in (["init", "--initial-branch=main"], ["add", "."], [*author, "commit", "--message=Add notebooks"]):
        subprocess.run(["git", *command], cwd=repository, check=True, capture_output=True)
    return repository


def _wait_until_ready(hub: Hub, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while hub.process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{hub.url}/hub/health", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"JupyterHub: expected an answer within {SECONDS_TO_START} s, got none:\n{log.read_text()}")
