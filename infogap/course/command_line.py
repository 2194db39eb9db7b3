"""The command `infogap`: open the notebooks, write lessons, build their editions and web site, invite a class."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from infogap.course.invitations import BRANCH, NOTEBOOK, colab_cell, course, invitations
from infogap.course.laboratory import lab

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

LESSONS = Path("lessons")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of infogap's commands.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after `infogap`; by default, those that this process was started with.

    Returns
    -------
    int
        The exit code: JupyterLab's for `lab`; for the others 0, or 1 after an error was reported
        or a lesson lacks something.
    """
    parser = make_parser()
    options, rest = parser.parse_known_args(arguments)
    options.rest = rest
    if rest and options.action is not lab:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return int(options.action(options))
    except (OSError, ValueError) as error:
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
    for add in (_add_lab, _add_new_lesson, _add_check, _add_build, _add_pages, _add_key, _add_link, _add_warm):
        add(commands)
    return parser


# Each action imports what it needs itself: nbconvert alone takes half a second, which `infogap lab` need not wait for.


def new_lesson(options: argparse.Namespace) -> int:
    """Start a lesson from the template and name its file.

    Parameters
    ----------
    options : argparse.Namespace
        The parsed command line: the `title`, and the folder `lessons`.

    Returns
    -------
    int
        0.
    """
    from infogap.course.new_lesson import new_lesson

    print(new_lesson(options.title, options.lessons))
    return 0


def check(options: argparse.Namespace) -> int:
    """Say in plain words what each lesson lacks.

    Parameters
    ----------
    options : argparse.Namespace
        The parsed command line: the files or folders `lessons`.

    Returns
    -------
    int
        0 if nothing is missing, else 1.
    """
    from infogap.course.checking import check, lessons_in

    found = {path: check(path) for path in lessons_in(options.lessons)}
    print("\n".join(_report(path, missing) for path, missing in found.items()))
    return int(any(found.values()))


def _report(path: Path, missing: Sequence[str]) -> str:
    if not missing:
        return f"{path.name}: nothing is missing"
    numbered = (f"{number:4d}. {sentence}" for number, sentence in enumerate(missing, start=1))
    return "\n".join([f"{path.name}:", *numbered])


def build(options: argparse.Namespace) -> int:
    """Make the editions of every lesson and name the files written.

    Parameters
    ----------
    options : argparse.Namespace
        The parsed command line: the folders `lessons`, `notebooks` and `editions`.

    Returns
    -------
    int
        0.
    """
    from infogap.course import editions

    for path in editions.build(options.lessons, options.notebooks, options.editions):
        print(path)
    return 0


def pages(options: argparse.Namespace) -> int:
    """Make the web site of the lessons and name the files written.

    Parameters
    ----------
    options : argparse.Namespace
        The parsed command line: the folders `lessons` and `output`, and perhaps a `base_url`.

    Returns
    -------
    int
        0.
    """
    from infogap.course import pages

    for path in pages.build(options.lessons, options.output, options.base_url):
        print(path)
    return 0


def key(options: argparse.Namespace) -> int:
    """Write the answers to every student's exercises and say how many there are.

    Parameters
    ----------
    options : argparse.Namespace
        The parsed command line: the folder `lessons`, the file of `students`, and the file `output`.

    Returns
    -------
    int
        0.
    """
    from infogap.course.key import write_key

    print(f"{options.output}: {write_key(options.lessons, options.students, options.output)} answers")
    return 0


def link(options: argparse.Namespace) -> int:
    """Print the links that lead to a notebook, and what there is to know about them.

    Parameters
    ----------
    options : argparse.Namespace
        The parsed command line: `repo`, `branch`, `notebook`, and perhaps a `hub`.

    Returns
    -------
    int
        0.
    """
    given = course(options.repo, options.branch, options.notebook)
    print("\n".join(f"{to:12}{address}" for to, address in invitations(given, options.hub).items()))
    print(f"\nOn Colab, this has to be the first cell: {colab_cell(given)}")
    if options.hub is None:
        print(
            "With --hub and the address of your JupyterHub, there is a link that copies the notebooks to each student."
        )
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


def _add_new_lesson(commands: Commands) -> None:
    parser = commands.add_parser("new-lesson", help="start a lesson from a template", allow_abbrev=False)
    parser.add_argument("title", help='what the lesson is called, such as "Learning to price"')
    _add_lessons_option(parser)
    parser.set_defaults(action=new_lesson)


def _add_check(commands: Commands) -> None:
    parser = commands.add_parser("check", help="say what each lesson lacks", allow_abbrev=False)
    parser.add_argument(
        "lessons", type=Path, nargs="*", default=[LESSONS], help="lessons, or folders of them (default: lessons)"
    )
    parser.set_defaults(action=check)


def _add_build(commands: Commands) -> None:
    parser = commands.add_parser("build", help="make the editions of every lesson", allow_abbrev=False)
    _add_lessons_option(parser)
    parser.add_argument(
        "--notebooks", type=Path, default=Path("notebooks"), help="the student editions (default: notebooks)"
    )
    parser.add_argument(
        "--editions", type=Path, default=Path("editions"), help="the slides and the printed ones (default: editions)"
    )
    parser.set_defaults(action=build)


def _add_pages(commands: Commands) -> None:
    parser = commands.add_parser(
        "pages", help="make a web site of the lessons, live without a kernel", allow_abbrev=False
    )
    parser.add_argument("lessons", type=Path, nargs="?", default=LESSONS, help="the lessons (default: lessons)")
    parser.add_argument("-o", "--output", type=Path, default=Path("site"), help="the site (default: site)")
    parser.add_argument("--base-url", metavar="URL", help="where the site will be; with it, there is a sitemap.xml")
    parser.set_defaults(action=pages)


def _add_key(commands: Commands) -> None:
    parser = commands.add_parser("key", help="write the answers to every student's exercises", allow_abbrev=False)
    parser.add_argument("lessons", type=Path, nargs="?", default=LESSONS, help="the lessons (default: lessons)")
    parser.add_argument("--students", type=Path, required=True, metavar="CSV", help="the students' names or numbers")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="CSV", help="the file to write")
    parser.set_defaults(action=key)


def _add_link(commands: Commands) -> None:
    parser = commands.add_parser(
        "link", help="print links that open a notebook on Binder, on your hub, on Colab", allow_abbrev=False
    )
    parser.add_argument("--repo", required=True, metavar="OWNER/NAME", help="the repository on GitHub, or its address")
    parser.add_argument("--hub", metavar="URL", help="the address of your JupyterHub; with it, there is a link to it")
    parser.add_argument("--branch", default=BRANCH, help="the branch (default: main)")
    parser.add_argument(
        "--notebook",
        default=NOTEBOOK,
        metavar="PATH",
        help="the notebook in the repository (default: the start notebook)",
    )
    parser.set_defaults(action=link)


def _add_lessons_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lessons", type=Path, default=LESSONS, help="the lessons (default: lessons)")


def _add_warm(commands: Commands) -> None:
    parser = commands.add_parser("warm", help="derive every formula once, so that the first calculator opens at once")
    parser.set_defaults(action=warm)


if __name__ == "__main__":
    raise SystemExit(main())
