"""Links that let a class in: each opens one notebook on a machine where nobody installs anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode

from infogap.course.laboratory import START

NOTEBOOK = f"notebooks/{START}"
BRANCH = "main"
REPOSITORY = re.compile(r"(?:https://github\.com/)?([A-Za-z0-9-]+)/([\w.-]*?[\w-][\w.-]*?)(?:\.git)?/?", re.ASCII)
# Behind /hub/ are the hub's own pages; whoever copies one of them from the browser means what stands before it.
HUB = re.compile(r"(https?://[^\s/?#@]+(?:/(?!hub(?:/|$))[^\s/?#]+)*)/?")
# What git refuses in the name of a branch, as far as people type it.
BRANCH_NAME = re.compile(r"(?!.*(?:\.\.|//|@\{))[^\s/~^:?*\[\\][^\s~^:?*\[\\]*(?<![/.])")


@dataclass(frozen=True)
class Course:
    """What students are to open: a notebook on a branch of a repository on GitHub.

    Attributes
    ----------
    owner, name : str
        The two halves of the repository's name.
    branch : str
        The branch.
    notebook : str
        The notebook's path in the repository.
    """

    owner: str
    name: str
    branch: str = BRANCH
    notebook: str = NOTEBOOK

    @property
    def address(self) -> str:
        """The repository's address, which git and pip understand."""
        return f"https://github.com/{self.owner}/{self.name}"

    def opened_below(self, folder: str = "") -> str:
        """Return the path at which JupyterLab shows the notebook, quoted as in an address.

        Parameters
        ----------
        folder : str
            Where the repository's files are on that machine; nothing if they are where JupyterLab looks.
        """
        return f"lab/tree/{quote(str(PurePosixPath(folder, self.notebook)))}"


def course(repository: str, branch: str = BRANCH, notebook: str = NOTEBOOK) -> Course:
    """Read what students are to open.

    Parameters
    ----------
    repository : str
        A repository on GitHub, as `owner/name` or by its address.
    branch : str
        The branch.
    notebook : str
        The notebook's path in the repository.

    Returns
    -------
    Course
        The same, taken apart.

    Raises
    ------
    ValueError
        If one of them cannot be what it is meant to be.

    Examples
    --------
    >>> course("https://github.com/infogap/infogap.git").name
    'infogap'
    """
    found = REPOSITORY.fullmatch(repository)
    if found is None:
        raise ValueError(
            f"repo: expected owner/name or its address https://github.com/owner/name, but “{repository}” arrived."
        )
    if BRANCH_NAME.fullmatch(branch) is None:
        raise ValueError(f"branch: expected the name of a branch, such as main, but “{branch}” arrived.")
    if not _within_a_repository(notebook):
        raise ValueError(
            f"notebook: expected a path within the repository that ends in .ipynb, such as {NOTEBOOK}, "
            f"but “{notebook}” arrived."
        )
    return Course(found[1], found[2], branch, notebook)


def _within_a_repository(notebook: str) -> bool:
    path = PurePosixPath(notebook)
    leaves = path.is_absolute() or ".." in path.parts or "\\" in notebook
    return path.suffix == ".ipynb" and not leaves


def binder_link(course: Course) -> str:
    """Return the link to Binder, which README's badge has too.

    Parameters
    ----------
    course : Course
        What students are to open.

    Examples
    --------
    >>> binder_link(Course("infogap", "infogap"))
    'https://mybinder.org/v2/gh/infogap/infogap/main?urlpath=lab/tree/notebooks/00-start-here.ipynb'
    """
    place = f"https://mybinder.org/v2/gh/{course.owner}/{course.name}/{quote(course.branch, safe='')}"
    return f"{place}?urlpath={quote(course.opened_below())}"


def hub_link(course: Course, hub: str) -> str:
    """Return the link to a hub of one's own, whose nbgitpuller copies the repository to each student.

    Parameters
    ----------
    course : Course
        What students are to open.
    hub : str
        The hub's address.

    Raises
    ------
    ValueError
        If `hub` is no address, or that of one of the hub's pages.

    Examples
    --------
    >>> hub_link(Course("ada", "prices", notebook="a.ipynb"), "https://hub.example.org").split("?")[1]
    'repo=https://github.com/ada/prices&branch=main&urlpath=lab/tree/prices/a.ipynb'
    """
    found = HUB.fullmatch(hub)
    if found is None:
        raise ValueError(
            f"hub: expected the address of a JupyterHub, such as https://hub.example.org, but “{hub}” arrived."
        )
    # The path is an address itself: quoted there once, and here once more.
    query = {"repo": course.address, "branch": course.branch, "urlpath": course.opened_below(course.name)}
    return f"{found[1]}/hub/user-redirect/git-pull?{urlencode(query, safe='/:', quote_via=quote)}"


def colab_link(course: Course) -> str:
    """Return the link to Google Colab, where nothing is installed yet: `colab_cell` comes first there.

    Parameters
    ----------
    course : Course
        What students are to open.

    Examples
    --------
    >>> colab_link(Course("ada", "prices", notebook="a.ipynb"))
    'https://colab.research.google.com/github/ada/prices/blob/main/a.ipynb'
    """
    place = f"https://colab.research.google.com/github/{course.owner}/{course.name}"
    return f"{place}/blob/{quote(course.branch)}/{quote(course.notebook)}"


def colab_cell(course: Course) -> str:
    """Return what the first cell on Colab must be.

    Parameters
    ----------
    course : Course
        What students are to open.

    Examples
    --------
    >>> colab_cell(Course("infogap", "infogap"))
    '%pip install git+https://github.com/infogap/infogap@main'
    """
    return f"%pip install git+{course.address}@{quote(course.branch)}"


def invitations(course: Course, hub: str | None = None) -> dict[str, str]:
    """Return every link that leads to a notebook, by the name of what it leads to.

    Parameters
    ----------
    course : Course
        What students are to open.
    hub : str, optional
        The address of a hub of one's own; without it there is no link for nbgitpuller.

    Raises
    ------
    ValueError
        If `hub` is no address.
    """
    own = {} if hub is None else {"nbgitpuller": hub_link(course, hub)}
    return {"Binder": binder_link(course), **own, "Colab": colab_link(course)}
