"""The recipe for a hub: its values, the sums it rests on, and what its pages tell people to type."""

from __future__ import annotations

import asyncio
import math
import re
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyterhub.app import JupyterHub
from jupyterhub.authenticators.shared import SharedPasswordAuthenticator
from jupyterhub.traitlets import ByteSpecification
from repo2docker.__main__ import get_argparser
from traitlets.config import Config

from infogap.course.command_line import main

RECIPE = Path(__file__).parents[1] / "binder" / "jupyterhub"
TEXT = (RECIPE / "values.yaml").read_text(encoding="utf-8")
VALUES = yaml.safe_load(TEXT)
PAGES = {name: (RECIPE / name).read_text(encoding="utf-8") for name in ("README.md", "littlest.md")}
PAGE = PAGES["README.md"]
LIMITS = (int, float, str)

# What jupyterhub/values.schema.yaml of the chart, 4.x, allows at these places; it refuses every key that it does not know.
SCHEMA: dict[str, type | tuple[type, ...]] = {
    "hub.config": dict,
    "hub.concurrentSpawnLimit": int,
    "hub.activeServerLimit": int,
    "hub.resources": dict,
    "proxy.https.enabled": bool,
    "proxy.https.hosts": list,
    "proxy.https.letsencrypt.contactEmail": str,
    "singleuser.image.name": str,
    "singleuser.image.tag": str,
    "singleuser.defaultUrl": str,
    "singleuser.startTimeout": int,
    "singleuser.memory.guarantee": LIMITS,
    "singleuser.memory.limit": LIMITS,
    "singleuser.cpu.guarantee": (int, float),
    "singleuser.cpu.limit": (int, float),
    "singleuser.storage.type": str,
    "singleuser.storage.capacity": str,
    "singleuser.extraFiles.*.mountPath": str,
    "singleuser.extraFiles.*.data": dict,
    "cull.enabled": bool,
    "cull.timeout": int,
    "cull.every": int,
    "cull.maxAge": int,
    "prePuller.hook.enabled": bool,
    "prePuller.continuous.enabled": bool,
    "scheduling.userScheduler.enabled": bool,
    "scheduling.podPriority.enabled": bool,
    "scheduling.podPriority.globalDefault": bool,
    "scheduling.podPriority.defaultPriority": int,
    "scheduling.podPriority.imagePullerPriority": int,
    "scheduling.podPriority.userPlaceholderPriority": int,
    "scheduling.userPlaceholder.enabled": bool,
    "scheduling.userPlaceholder.replicas": int,
    "scheduling.userPods.nodeAffinity.matchNodePurpose": str,
}
CHOICES = {"singleuser.storage.type": {"dynamic", "static", "none"}} | {
    "scheduling.userPods.nodeAffinity.matchNodePurpose": {"ignore", "prefer", "require"}
}
# What a machine of 8 cores and 32 GB leaves to students.
GIBIBYTES, CORES, PODS = 28, 7.5, 110
PODS_OF_THE_MACHINE = 10


def at_places(values: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values at the places that the schema speaks of; what is below them is free."""
    for key, value in values.items():
        place = f"{path}.{'*' if path == 'singleuser.extraFiles' else key}".removeprefix(".")
        if place in SCHEMA or not isinstance(value, dict):
            yield place, value
        else:
            yield from at_places(value, place)


def test_the_chart_knows_every_key_and_takes_its_value() -> None:
    found = list(at_places(VALUES))
    assert {place for place, _ in found} == SCHEMA.keys()
    assert [place for place, value in found if not isinstance(value, SCHEMA[place])] == []
    # To Python, true is a number; to the chart it is not.
    assert [place for place, value in found if isinstance(value, bool) != (SCHEMA[place] is bool)] == []
    assert {place: value for place, value in found if value not in CHOICES.get(place, [value])} == {}


def leaves(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the values at the ends, each with the line that it is on."""
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from leaves(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from leaves(value)
    else:
        yield node


def test_every_value_is_explained_in_the_line_above() -> None:
    lines = TEXT.splitlines()
    ends = list(leaves(yaml.compose(TEXT)))
    assert len(ends) >= len(SCHEMA)
    above = [(lines[end.start_mark.line], lines[end.start_mark.line - 1].strip()) for end in ends]
    assert [line for line, comment in above if not re.match(r"# .{8,}[.:;,\w)]$", comment)] == []


def test_the_page_counts_what_has_to_be_changed() -> None:
    assert len(re.findall(r"^ *# CHANGE: ", TEXT, re.MULTILINE)) == 5
    assert "Change the five lines of [values.yaml](values.yaml) that begin with `CHANGE`." in PAGE
    assert 'Five lines begin with "CHANGE".' in TEXT


def guarantee() -> int:
    """The memory that is reserved for a student, in bytes, as the hub reads it."""
    return int(ByteSpecification().validate(None, VALUES["singleuser"]["memory"]["guarantee"]))


def test_what_is_reserved_covers_what_was_measured() -> None:
    (page,) = re.findall(r"were measured at (\d+) MB of memory", PAGE)
    (values,) = re.findall(r"server and kernel had (\d+) MB", TEXT)
    (littlest,) = re.findall(r"server and kernel had (\d+) MB", PAGES["littlest.md"])
    assert page == values == littlest
    assert int(page) * 10**6 <= guarantee()
    assert f"this is {round(guarantee() / 10**6)} MB" in TEXT
    limit = ByteSpecification().validate(None, VALUES["singleuser"]["memory"]["limit"])
    assert limit >= 2 * guarantee()


def on_one_machine() -> int:
    return GIBIBYTES * 1024**3 // guarantee()


def test_as_many_students_fit_on_a_machine_as_the_page_says() -> None:
    students = on_one_machine()
    assert f"28 × 1024 / 400 = {students} students fit on one" in PAGE
    assert students * VALUES["singleuser"]["cpu"]["guarantee"] <= CORES
    assert students + PODS_OF_THE_MACHINE <= PODS
    assert VALUES["scheduling"]["userPlaceholder"]["replicas"] == students
    assert f"put that back to {students}" in PAGE


def test_the_machines_of_a_class_are_counted_right() -> None:
    rows = re.findall(r"^\| (\d+) \| (\d+) GiB \| (\d+) \|$", PAGE, re.MULTILINE)
    assert [int(students) for students, _, _ in rows] == [100, 250, 500]
    for students, memory, machines in rows:
        assert int(memory) == round(int(students) * guarantee() / 1024**3)
        assert int(machines) == math.ceil(int(students) / on_one_machine())
    # One more than a full class needs: placeholders ask for it.
    assert f"grows from 0 to {int(rows[-1][2]) + 1} machines" in PAGE
    assert VALUES["hub"]["activeServerLimit"] > 500


def test_one_machine_is_counted_right() -> None:
    rows = re.findall(r"^\| (\d+) \| (\d+) GB \| \d+ \|$", PAGES["littlest.md"], re.MULTILINE)
    assert [int(students) for students, _ in rows] == [30, 60, 100]
    for students, memory in rows:
        assert int(memory) == math.ceil((int(students) * 420 + 2000) / 1000)
    assert guarantee() <= 420 * 10**6


def test_a_student_who_left_is_waited_for_equally_long_on_both() -> None:
    for setting in ("timeout", "every"):
        assert f"tljh-config set services.cull.{setting} {VALUES['cull'][setting]}\n" in PAGES["littlest.md"]
    for kind in ("memory", "cpu"):
        assert f"tljh-config set limits.{kind} {VALUES['singleuser'][kind]['limit']}\n" in PAGES["littlest.md"]


def blocks(page: str) -> list[str]:
    """Return what a page tells people to type."""
    return re.findall(r"```sh\n(.*?)```", page, re.DOTALL)


@pytest.fixture(scope="module")
def passwords(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The values in the file that the page's commands write."""
    folder = tmp_path_factory.mktemp("secret")
    (block,) = [each for each in blocks(PAGE) if "secret.yaml <<END" in each]
    subprocess.run(["bash", "-euc", block], cwd=folder, check=True)
    return dict(yaml.safe_load((folder / "secret.yaml").read_text())["hub"]["config"])


def test_the_hub_lets_in_who_knows_a_password(passwords: dict[str, Any]) -> None:
    config = Config(VALUES["hub"]["config"] | passwords)
    assert JupyterHub(config=config).authenticator_class is SharedPasswordAuthenticator
    door = SharedPasswordAuthenticator(config=config)
    known = passwords["SharedPasswordAuthenticator"]

    def enters(name: str, password: str) -> bool:
        typed = {"username": name, "password": password}
        return asyncio.run(door.get_authenticated_user(None, typed)) is not None

    assert enters("ada", known["user_password"])
    assert enters("instructor", known["admin_password"])
    assert not enters("instructor", known["user_password"])
    assert not enters("ada", "")


def test_git_ignores_the_passwords() -> None:
    ignored = (RECIPE.parents[1] / ".gitignore").read_text().splitlines()
    assert "/secret.yaml" in ignored


def test_the_kernel_manager_reads_its_settings() -> None:
    (file,) = VALUES["singleuser"]["extraFiles"].values()
    manager = AsyncMappingKernelManager(config=Config(file["data"]))
    ours = file["data"]["MappingKernelManager"]
    assert {name: getattr(manager, name) for name in ours} == ours


def test_the_link_is_the_one_that_infogap_prints(capsys: pytest.CaptureFixture[str]) -> None:
    for page in PAGES.values():
        (command,) = re.findall(r"^infogap (link .*)$", page, re.MULTILINE)
        assert command.split()[-1] == f"https://{VALUES['proxy']['https']['hosts'][0]}"
        assert main(command.split()) == 0
        (link,) = re.findall(r"^nbgitpuller (.*)$", capsys.readouterr().out, re.MULTILINE)
        assert page is not PAGE or f"```\n{link}\n```" in page


def test_the_image_is_the_one_that_the_values_name() -> None:
    (block,) = [each for each in blocks(PAGE) if "docker push" in each]
    _, build, push = block.splitlines()
    image = "{name}:{tag}".format(**VALUES["singleuser"]["image"])
    made = get_argparser().parse_args(build.split()[1:])
    assert (made.image_name, made.repo, made.run) == (image, ".", False)
    # The chart runs everyone as this user, and mounts disks in this user's home folder.
    assert (made.user_name, made.user_id) == ("jovyan", 1000)
    assert push.split()[-1] == image


def test_the_image_comes_with_the_hub_that_the_page_says() -> None:
    python = (RECIPE.parent / "runtime.txt").read_text().strip().removeprefix("python-")
    lock = files("repo2docker") / "buildpacks" / "conda" / f"environment.py-{python}-linux-64.lock"
    (version,) = re.findall(r"/jupyterhub-singleuser-([\d.]+)-", lock.read_text())
    assert f"It comes with JupyterHub {version.partition('.')[0]}, as charts 4.x do." in PAGE


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_links_between_the_files_lead_somewhere(page: str) -> None:
    beside = [link for link in re.findall(r"\]\(([^)]+)\)", page) if "://" not in link]
    assert beside != []
    assert [link for link in beside if not (RECIPE / link.partition("#")[0]).exists()] == []
