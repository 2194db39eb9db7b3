"""What mybinder.org would build, seen without Docker."""

from __future__ import annotations

import json
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
BINDER = ROOT / "binder"


def requirements() -> list[str]:
    lines = (line.partition("#")[0].strip() for line in (BINDER / "requirements.txt").read_text().splitlines())
    return [line for line in lines if line]


def pins() -> dict[str, str]:
    """The pinned packages and their versions."""
    named = (Requirement(line) for line in requirements() if line != ".")
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in named}


def dependencies() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = (Requirement(line) for line in project["dependencies"])
    return {canonicalize_name(one.name): one for one in named}


def test_each_step_builds_on_the_one_before(dockerfile: str) -> None:
    steps = [
        "install-base-env.bash",
        "COPY --chown=0:0 src/ ${REPO_DIR}/",
        '${KERNEL_PYTHON_PREFIX}/bin/pip install --no-cache-dir -r "binder/requirements.txt"',
        "RUN ./binder/postBuild",
    ]
    missing = [step for step in steps if step not in dockerfile]
    assert missing == [], dockerfile
    places = [dockerfile.rindex(step) for step in steps]
    assert places == sorted(places), dockerfile


def test_python_is_one_that_is_locked_and_supported(dockerfile: str) -> None:
    # This is "environment.py-3.13-linux-64.lock", with its punctuation in hexadecimal codes.
    chosen = re.search(r"environment-2epy-2d3-2e(\d+)-2d[\w-]*-2elock", dockerfile)
    assert chosen is not None, dockerfile
    assert f"python-3.{chosen[1]}" == (BINDER / "runtime.txt").read_text().strip()
    assert 11 <= int(chosen[1]) <= 14


def test_binder_installs_this_package() -> None:
    assert requirements()[0] == "."


def test_jupyterlab_is_left_to_the_lock() -> None:
    assert {"jupyterlab", "notebook", "jupyter-server"} & pins().keys() == set()


def test_every_requirement_is_pinned_to_one_version() -> None:
    assert [line for line in requirements()[1:] if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_the_script_after_the_build_stops_at_the_first_error() -> None:
    script = BINDER / "postBuild"
    assert os.access(script, os.X_OK)
    assert re.search(r"^set -e", script.read_text(), re.MULTILINE)


# The same steps, replayed.


@pytest.fixture(scope="module")
def installed(locked: Any) -> dict[str, str]:
    """The versions of what is there after all steps."""
    listed = json.loads(locked.run(locked.python, "-m", "pip", "list", "--format=json", "--disable-pip-version-check"))
    return {canonicalize_name(each["name"]): each["version"] for each in listed}


def test_the_requirements_leave_the_lock_as_it_is(locked: Any, installed: dict[str, str]) -> None:
    lock = {canonicalize_name(name): version for name, version in locked.locked.items()}
    assert {"jupyterlab", "notebook", "ipywidgets", "jupyterlab-widgets", "ipython"} <= lock.keys() & installed.keys()
    changed = {name for name in lock.keys() & installed.keys() - {"pip"} if lock[name] != installed[name]}
    assert changed == set()


def test_everything_accepts_everything_else(locked: Any) -> None:
    assert locked.run(locked.python, "-m", "pip", "check") == "No broken requirements found.\n"


@pytest.mark.parametrize("name", sorted(dependencies()))
def test_what_binder_has_is_fixed(locked: Any, installed: dict[str, str], name: str) -> None:
    fixed = {canonicalize_name(name): version for name, version in locked.locked.items()} | pins()
    assert fixed.get(name) == installed[name], f"{name}: expected a pin in binder/requirements.txt"


def test_jupyterlab_lists_the_extension_as_fine(locked: Any) -> None:
    said = re.sub(r"\x1b\[[0-9;]*m", "", locked.run("jupyter", "labextension", "list"))
    assert re.search(r"^\s*infogap v\S+ enabled +OK \(python, infogap\)$", said, re.MULTILINE), said


def test_the_cache_is_warm_and_everyone_may_read_it(locked: Any) -> None:
    shared = locked.python.parents[1] / "share" / "infogap"
    kept = sorted(path.name for path in (shared / "cache").iterdir())
    locked.run("env", f"INFOGAP_CACHE={shared / 'cache'}", "infogap", "warm")
    assert sorted(path.name for path in (shared / "cache").iterdir()) == kept
    locked.run("./binder/postBuild")
    rights = {stat.filemode(path.stat().st_mode)[1:] for path in (shared / "cache").iterdir()}
    assert rights == {"rw-r--r--"}


def test_a_kernel_looks_into_that_cache_unless_told_otherwise(locked: Any) -> None:
    cell = "from infogap.faces.cache import folder; print(folder())"
    shared = locked.python.parents[1] / "share" / "infogap" / "cache"
    assert locked.run(locked.python, "-m", "IPython", "-c", cell) == f"{shared}\n"
    told = locked.run("env", "INFOGAP_CACHE=/elsewhere", locked.python, "-m", "IPython", "-c", cell)
    assert told == "/elsewhere\n"


def test_the_script_leaves_the_settings_of_others_alone(locked: Any) -> None:
    settings = locked.python.parents[1] / "share" / "jupyter" / "lab" / "settings"
    others = settings / "overrides.json"
    others.write_text('{"@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Dark"}}')
    locked.run("./binder/postBuild")
    assert others.read_text() == '{"@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Dark"}}'
    others.unlink()
    ours = json.loads((settings / "overrides.d" / "infogap.json").read_text())
    assert ours == {"@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True}}


def test_the_magic_is_there_without_loading_it(locked: Any) -> None:
    cell = "%infogap clv margin=300\nprint(get_ipython().rl_next_input)"
    said = locked.run(locked.python, "-m", "IPython", "-c", cell)
    assert said == "import infogap as ig\nig.clv.calculator(margin=300)\n"


def test_the_magic_is_there_in_a_terminal(locked: Any) -> None:
    options = ["-m", "IPython", "--no-banner", "--no-confirm-exit", "--colors=nocolor"]
    variables = locked.variables | {"PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"}
    terminal = pexpect.spawn(
        str(locked.python),
        options,
        cwd=locked.folder,
        env=variables,
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 250),
    )
    try:
        # Two lines then stand at the prompt; Esc and Enter run them.
        for keys in ("%infogap clv margin=300\r", "\x1b\r"):
            terminal.send(keys)
        # 300/1.1 + 300/1.21 + 300/1.331 = 272.727 + 247.934 + 225.394 = 746.056
        terminal.expect_exact("clv $746.06")
    finally:
        terminal.close(force=True)


@pytest.fixture
def kernel(locked: Any) -> Iterator[BlockingKernelClient]:
    """A kernel of that environment."""
    manager = KernelManager()
    assert manager.kernel_spec is not None
    manager.kernel_spec.argv[0] = str(locked.python)
    manager.start_kernel(cwd=locked.folder, env=locked.variables)
    client = manager.blocking_client()
    client.start_channels()
    yield client
    client.stop_channels()
    manager.shutdown_kernel()


def test_a_kernel_has_the_magic_too(kernel: BlockingKernelClient) -> None:
    kernel.wait_for_ready(timeout=60)
    answer = kernel.execute_interactive("%infogap clv margin=300", timeout=60)
    assert answer["content"]["payload"] == [
        {"source": "set_next_input", "text": "import infogap as ig\nig.clv.calculator(margin=300)", "replace": True}
    ]
