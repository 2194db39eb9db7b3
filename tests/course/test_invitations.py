"""The links that let a class in, taken apart as those who receive them do."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import pytest
from tornado.escape import parse_qs_bytes

from infogap.course.invitations import (
    Course,
    binder_link,
    colab_cell,
    colab_link,
    course,
    hub_link,
    invitations,
)

README = Path(__file__).parents[2] / "README.md"
HUB = "https://hub.example.org"
# Each of these signs means something in an address.
NOTEBOOKS = [
    "notebooks/00-start-here.ipynb",
    "a.ipynb",
    "week 1/price & value?.ipynb",
    "第一周/顾客的价值.ipynb",
    "100%25/a+b=c#d;e.ipynb",
]
BRANCHES = ["main", "feature/prices", "2026#1&2", "春季"]


def opened(address: str) -> str:
    """Return the file that JupyterLab opens at an address below /lab/tree/."""
    parts = urlsplit(address)
    assert (parts.query, parts.fragment) == ("", "")
    return unquote(parts.path).partition("/lab/tree/")[2]


def test_binder_is_the_badge_of_the_readme() -> None:
    (badge,) = re.findall(r"\(https://mybinder.org/badge_logo.svg\)\]\((.*?)\)", README.read_text(encoding="utf-8"))
    assert binder_link(course("infogap/infogap")) == badge


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_binder_opens_the_notebook_of_the_branch(notebook: str, branch: str) -> None:
    link = urlsplit(binder_link(course("ada/prices", branch, notebook)))
    assert (link.scheme, link.netloc, link.fragment) == ("https", "mybinder.org", "")
    # Binder reads /v2/gh/<owner>/<name>/<branch>, each of them quoted.
    assert [unquote(part) for part in link.path.split("/")] == ["", "v2", "gh", "ada", "prices", branch]
    asked = parse_qs(link.query, strict_parsing=True)
    assert list(asked) == ["urlpath"]
    # It then sends the browser to this path of the student's server.
    assert opened(urljoin("https://hub.mybinder.org/user/ada/", asked["urlpath"][0])) == notebook


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_colab_opens_the_file_as_github_names_it(notebook: str, branch: str) -> None:
    link = urlsplit(colab_link(course("ada/prices", branch, notebook)))
    assert (link.scheme, link.netloc) == ("https", "colab.research.google.com")
    assert (link.query, link.fragment) == ("", "")
    assert unquote(link.path) == f"/github/ada/prices/blob/{branch}/{notebook}"


@pytest.mark.parametrize("branch", BRANCHES)
def test_colab_installs_the_branch_first(branch: str) -> None:
    magic, verb, what = colab_cell(course("ada/prices", branch)).split(" ")
    assert (magic, verb) == ("%pip", "install")
    tool, _, address = what.partition("+")
    link = urlsplit(address)
    assert (tool, link.scheme, link.netloc, link.query, link.fragment) == ("git", "https", "github.com", "", "")
    # pip splits there, at the last @.
    assert unquote(link.path).rsplit("@", 1) == ["/ada/prices", branch]


def pulled(link: str) -> tuple[dict[str, str], str]:
    """Return what nbgitpuller 1.3.0 is asked for, and the address to which its page then sends the browser.

    Its handler reads arguments with Tornado, which is this function of it; its page puts the server's address before
    the path and quotes nothing.
    """
    given = {name: value.decode() for name, (value,) in parse_qs_bytes(urlsplit(link).query).items()}
    return given, f"/user/ada/{given['urlpath']}"


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_nbgitpuller_pulls_the_branch_and_opens_its_notebook(notebook: str, branch: str) -> None:
    link = hub_link(course("ada/prices", branch, notebook), HUB)
    assert link.startswith(f"{HUB}/hub/user-redirect/git-pull?")
    given, after = pulled(link)
    assert list(given) == ["repo", "branch", "urlpath"]
    assert (given["repo"], given["branch"]) == ("https://github.com/ada/prices", branch)
    # nbgitpuller puts the files into a folder called as the repository.
    assert opened(after) == f"prices/{notebook}"


@pytest.mark.parametrize(
    ("hub", "before"),
    [
        ("https://hub.example.org/", "https://hub.example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://example.org/jupyter/", "https://example.org/jupyter"),
        ("https://example.org/hubs/spring", "https://example.org/hubs/spring"),
    ],
)
def test_a_hub_may_be_anywhere(hub: str, before: str) -> None:
    assert hub_link(Course("ada", "prices"), hub).partition("/hub/user-redirect/")[0] == before


@pytest.mark.parametrize(
    "repository",
    [
        "ada/prices",
        "https://github.com/ada/prices",
        "https://github.com/ada/prices/",
        "https://github.com/ada/prices.git",
    ],
)
def test_a_repository_has_several_names(repository: str) -> None:
    assert course(repository) == Course("ada", "prices", "main", "notebooks/00-start-here.ipynb")


def test_a_dot_in_its_name_is_kept() -> None:
    assert course("ada/prices.github.io").name == "prices.github.io"


def test_without_a_hub_there_is_none_for_it() -> None:
    assert list(invitations(course("ada/prices"))) == ["Binder", "Colab"]
    assert list(invitations(course("ada/prices"), HUB)) == ["Binder", "nbgitpuller", "Colab"]


@pytest.mark.parametrize(
    "repository",
    [
        "",
        "prices",
        "ada/",
        "ada/..",
        "ada/prices/tree/main",
        "ada/my prices",
        "http://github.com/ada/prices",
        "https://gitlab.com/ada/prices",
        "git@github.com:ada/prices",
    ],
)
def test_what_is_no_repository_is_refused(repository: str) -> None:
    with pytest.raises(ValueError, match=r"^repo: ") as raised:
        course(repository)
    assert str(raised.value) == (
        f"repo: expected owner/name or its address https://github.com/owner/name, but “{repository}” arrived."
    )


@pytest.mark.parametrize("branch", ["", "my branch", "a..b", "/main", "main/", "main.", "a:b", "a~1", "@{1}"])
def test_what_is_no_branch_is_refused(branch: str) -> None:
    with pytest.raises(ValueError, match=r"^branch: ") as raised:
        course("ada/prices", branch)
    assert str(raised.value) == f"branch: expected the name of a branch, such as main, but “{branch}” arrived."


@pytest.mark.parametrize(
    "notebook", ["", "notebooks", "a.py", ".ipynb", "/a.ipynb", "../a.ipynb", "notebooks\\a.ipynb", "a.ipynb?b"]
)
def test_what_is_no_notebook_is_refused(notebook: str) -> None:
    with pytest.raises(ValueError, match=r"^notebook: ") as raised:
        course("ada/prices", notebook=notebook)
    assert str(raised.value) == (
        "notebook: expected a path within the repository that ends in .ipynb, such as notebooks/00-start-here.ipynb, "
        f"but “{notebook}” arrived."
    )


@pytest.mark.parametrize(
    "hub",
    [
        "",
        "hub.example.org",
        "ftp://hub.example.org",
        "https://",
        "https://hub.example.org/hub",
        "https://hub.example.org/hub/home",
        "https://example.org/jupyter/hub/spawn",
        "https://hub.example.org/?next=a",
        "https://ada:secret@hub.example.org",
        "https://hub.example.org/a b",
    ],
)
def test_what_is_no_hub_is_refused(hub: str) -> None:
    with pytest.raises(ValueError, match=r"^hub: ") as raised:
        hub_link(Course("ada", "prices"), hub)
    assert str(raised.value) == (
        f"hub: expected the address of a JupyterHub, such as https://hub.example.org, but “{hub}” arrived."
    )
