"""The command `infogap`: open the notebooks, build the student editions, warm the cache."""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Process = subprocess.Popen[bytes]
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

START = "00-start-here.ipynb"
OWN_COPY = "infogap-notebooks"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of infogap's commands.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after `infogap`; by default, those that this process was started with.

    Returns
    -------
    int
        The exit code: JupyterLab's for `lab`; for the others 0, or 1 after an error was reported.
    """
    parser = make_parser()
    options, rest = parser.parse_known_args(arguments)
    options.rest = rest
    if rest and options.action is not lab:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return int(options.action(options))
    except OSError as error:
        print(f"infogap: {error}", file=sys.stderr)
        return 1


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of infogap's command line.

    Returns
    -------
    argparse.ArgumentParser
        A parser whose result names the function to call as `action`.
    """
    parser = argparse.ArgumentParser(
        prog="infogap", description="What an information gap is worth.", allow_abbrev=False
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_lab(commands)
    _add_build(commands)
    _add_warm(commands)
    return parser


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


def build(options: argparse.Namespace) -> int:
    """Make the student edition of every lesson and name the files written.

    Parameters
    ----------
    options : argparse.Namespace
        The parsed command line: the folders `lessons` and `notebooks`.

    Returns
    -------
    int
        0.
    """
    # nbconvert takes half a second to import, which `infogap lab` need not wait for.
    from infogap.course import editions

    for path in editions.build(options.lessons, options.notebooks):
        print(path)
    return 0


def warm(_: argparse.Namespace) -> int:
    """Fill infogap's cache.

    Returns
    -------
    int
        0.
    """
    import infogap

    infogap.warm()
    return 0


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


def _add_lab(commands: Commands) -> None:
    parser = commands.add_parser(
        "lab",
        help="open JupyterLab on the start notebook",
        epilog="Every other option is passed on to JupyterLab.",
        allow_abbrev=False,
    )
    parser.add_argument("--no-browser", action="store_true", help="open no browser, only print the address")
    parser.add_argument("--port", type=int, metavar="N", help="listen on this port")
    parser.add_argument("--ip", metavar="A", help="listen on this address")
    parser.set_defaults(action=lab)


def _add_build(commands: Commands) -> None:
    parser = commands.add_parser("build", help="make the student edition of every lesson", allow_abbrev=False)
    parser.add_argument("--lessons", type=Path, default=Path("lessons"), help="the lessons (default: lessons)")
    parser.add_argument(
        "--notebooks", type=Path, default=Path("notebooks"), help="the student editions (default: notebooks)"
    )
    parser.set_defaults(action=build)


def _add_warm(commands: Commands) -> None:
    parser = commands.add_parser("warm", help="derive every formula once, so that the first calculator opens at once")
    parser.set_defaults(action=warm)


if __name__ == "__main__":
    raise SystemExit(main())
