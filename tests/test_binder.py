"""What mybinder.org would build, seen without Docker."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
BINDER = ROOT / "binder"
# The base that repo2docker locks; infogap must accept it as it is.
LOCKED = {
    "ipython": "9.6.0",
    "ipywidgets": "8.1.7",
    "jupyterlab": "4.4.9",
    "nbconvert": "7.16.6",
    "nbformat": "5.10.4",
    "platformdirs": "4.5.0",
}

# Where the script runs, `infogap` is installed; that it warms the cache is tested elsewhere. Its files are the
# owner's alone, as infogap's own are.
WARMED = """#!/bin/sh
umask 077
test "$*" = warm && mkdir -p "$INFOGAP_CACHE" && touch "$INFOGAP_CACHE/warmed"
"""


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


@pytest.fixture(scope="module")
def dockerfile() -> str:
    if find_spec("repo2docker") is None:
        pytest.skip('repo2docker is not installed: python -m pip install -e ".[test]"')
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"NO_COLOR": "1"}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


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


def test_the_widgets_stay_at_the_version_of_the_lock() -> None:
    assert pins()["ipywidgets"] == "8.1.7"
    assert pins()["jupyterlab-widgets"] == "3.0.15"


def test_every_requirement_is_pinned_to_one_version() -> None:
    assert [line for line in requirements()[1:] if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


@pytest.mark.parametrize("name", sorted(dependencies()))
def test_what_binder_has_is_what_infogap_accepts(name: str) -> None:
    version = pins().get(name) or LOCKED.get(name)
    assert version is not None, f"{name}: expected a pin in binder/requirements.txt, found none"
    assert dependencies()[name].specifier.contains(version), f"{dependencies()[name]} does not accept {version}"


def test_the_script_after_the_build_stops_at_the_first_error() -> None:
    script = BINDER / "postBuild"
    assert os.access(script, os.X_OK)
    assert re.search(r"^set -e", script.read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own in which the script has run twice, as in an image that is built again."""
    environment = tmp_path_factory.mktemp("built") / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    infogap = environment / "bin" / "infogap"
    infogap.write_text(WARMED)
    infogap.chmod(0o755)
    for _ in range(2):
        subprocess.run([BINDER / "postBuild"], cwd=ROOT, env=inside(environment), check=True, timeout=60)
    return environment


def inside(environment: Path) -> dict[str, str]:
    """The variables with which a program runs in that environment and finds the packages of this one."""
    outside = {name: value for name, value in os.environ.items() if name != "INFOGAP_CACHE"}
    return outside | {
        "IPYTHONDIR": str(environment / "ipython"),
        "PATH": f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
        "VIRTUAL_ENV": str(environment),
    }


def test_the_script_after_the_build_warms_the_cache_for_everyone(built: Path) -> None:
    shared = built / "share" / "infogap"
    rights = {path.name: stat.filemode(path.stat().st_mode) for path in [shared, *shared.rglob("*")]}
    assert rights == {"infogap": "drwxr-xr-x", "cache": "drwxr-xr-x", "warmed": "-rw-r--r--"}


def test_a_kernel_looks_into_that_cache_unless_told_otherwise(built: Path) -> None:
    cell = "from infogap.faces.cache import folder; print(folder())"
    command = [built / "bin" / "python", "-m", "IPython", "-c", cell]
    for told, found in (({}, built / "share" / "infogap" / "cache"), ({"INFOGAP_CACHE": "/elsewhere"}, "/elsewhere")):
        done = subprocess.run(command, cwd=built, env=inside(built) | told, capture_output=True, text=True, timeout=60)
        assert (done.stdout, done.stderr) == (f"{found}\n", "")


def test_the_magic_is_there_without_loading_it(built: Path) -> None:
    cell = "%infogap clv margin=300\nprint(get_ipython().rl_next_input)"
    command = [built / "bin" / "python", "-m", "IPython", "-c", cell]
    done = subprocess.run(command, cwd=built, env=inside(built), capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("import infogap as ig\nig.clv.calculator(margin=300)\n", "")


def test_a_kernel_has_the_magic_too(built: Path) -> None:
    manager = KernelManager()
    assert manager.kernel_spec is not None
    manager.kernel_spec.argv[0] = str(built / "bin" / "python")
    manager.start_kernel(cwd=built, env=inside(built))
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        answer = client.execute_interactive("%infogap clv margin=300", timeout=60)
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    assert answer["content"]["payload"] == [
        {"source": "set_next_input", "text": "import infogap as ig\nig.clv.calculator(margin=300)", "replace": True}
    ]
