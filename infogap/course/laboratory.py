"""The command `infogap lab`: JupyterLab on the start notebook, with the cache warmed beside it."""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Process = subprocess.Popen[bytes]

START = "00-start-here.ipynb"
OWN_COPY = "infogap-notebooks"


def lab(options: argparse.Namespace) -> int:
    """Open JupyterLab on the start notebook and stay until it ends.

    Parameters
    ----------
    options : argparse.Namespace
        The parsed command line: `no_browser`, `port`, `ip`, and `rest` for JupyterLab.

    Returns
    -------
    int
        JupyterLab's exit code.
    """
    here = Path.cwd()
    command = jupyterlab_command(here, student_notebooks(here), options)
    with _warming(), subprocess.Popen(command) as jupyterlab:
        return _wait_for(jupyterlab)


def student_notebooks(here: Path) -> Path:
    """Find the notebooks to open: a checkout's own, or a copy that belongs to the student.

    Parameters
    ----------
    here : Path
        The folder that the command was started in.

    Returns
    -------
    Path
        A folder in `here`. Files that are in a copy already stay as they are, whoever changed them.
    """
    if is_checkout(here):
        return here / "notebooks"
    own = here / OWN_COPY
    own.mkdir(exist_ok=True)
    for notebook in sorted(shipped_notebooks().glob("*.ipynb")):
        if not (own / notebook.name).exists():
            shutil.copyfile(notebook, own / notebook.name)
    return own


def is_checkout(folder: Path) -> bool:
    """Tell whether a folder is a checkout of infogap.

    Parameters
    ----------
    folder : Path
        The folder in question.

    Returns
    -------
    bool
        Whether it holds infogap's source and its start notebook.
    """
    source = folder / "infogap" / "course" / "command_line.py"
    return source.is_file() and (folder / "notebooks" / START).is_file()


def shipped_notebooks() -> Path:
    """Find the notebooks that came with this installation.

    Returns
    -------
    Path
        The folder packaged with infogap or, for an editable installation, that of its checkout.

    Raises
    ------
    FileNotFoundError
        If neither holds the start notebook.
    """
    candidates = [Path(__file__).with_name("notebooks"), Path(__file__).parents[2] / "notebooks"]
    for folder in candidates:
        if (folder / START).is_file():
            return folder
    raise FileNotFoundError(f"notebooks: expected {START} in {candidates[0]}, found none; install infogap again")


def jupyterlab_command(here: Path, notebooks: Path, options: argparse.Namespace) -> list[str]:
    """Put together the command that starts JupyterLab.

    Parameters
    ----------
    here : Path
        The folder that JupyterLab shows.
    notebooks : Path
        A folder within it, with the start notebook.
    options : argparse.Namespace
        The parsed command line: `no_browser`, `port`, `ip`, and `rest`.

    Returns
    -------
    list of str
        The program and its arguments.
    """
    address = f"/lab/tree/{notebooks.relative_to(here).as_posix()}/{START}"
    # This interpreter's JupyterLab: the one that comes first in PATH may not have infogap.
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={here}"]
    command += [f"--LabApp.default_url={address}"]
    command += ["--no-browser"] if options.no_browser else []
    command += [f"--port={options.port}"] if options.port is not None else []
    command += [f"--ip={options.ip}"] if options.ip is not None else []
    return [*command, *options.rest]


@contextmanager
def _warming() -> Iterator[None]:
    """Warm the cache in the background, for as long as JupyterLab runs at most."""
    command = [sys.executable, "-m", "infogap.course.command_line", "warm"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as warmer:
        try:
            yield
        finally:
            warmer.terminate()


def _wait_for(process: Process) -> int:
    """Wait until JupyterLab has ended by itself, and give its exit code as a shell would."""

    def pass_on(number: int, _: FrameType | None) -> None:
        process.send_signal(number)

    before = {
        # Ctrl-C reaches JupyterLab from the terminal: it asks, tidies up and ends, and so do we after it.
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),
        signal.SIGTERM: signal.signal(signal.SIGTERM, pass_on),
    }
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code
