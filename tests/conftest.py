"""What the tests share: the textbook definitions to many digits, points to compute at, and the comparison of numbers."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import inf, mpf, nan

import infogap as ig
from infogap.course.laboratory import shipped_notebooks
from infogap.jupyter.catalogue import CATALOGUE

FIGURES = pytest.StashKey[list[str]]()
DIGITS = 50
# What differences of large numbers lose before fifty digits are left.
GUARD = 100
Numbers = dict[str, Any]
Textbook = Callable[..., Numbers]


def pytest_configure() -> None:
    """Have infogap speak English, which the tests expect, whatever this machine's language is."""
    os.environ["LANGUAGE"] = "en"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(FIGURES, []):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def say(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """A function that prints a figure when all tests are done."""
    return pytestconfig.stash.setdefault(FIGURES, []).append


def exact(value: Any) -> Any:
    """Turn floats into the very numbers that they are."""
    if isinstance(value, str | mpf):
        return value
    return [exact(entry) for entry in value] if np.ndim(value) else mpf(float(value))


def clv(margin: Any, retention_rate: Any, discount_rate: Any, years: Any, acquisition_cost: Any) -> Numbers:
    """Expect each year's margin, discount it, add up: Gupta and Lehmann (2003), "Customers as assets", equation 1."""
    worth, payback = mpf(0), mpf(0) if acquisition_cost == 0 else inf
    for year in range(1, int(years) + 1):
        worth += margin * retention_rate ** (year - 1) / (1 + discount_rate) ** year
        if payback == inf and worth >= acquisition_cost:
            payback = mpf(year)
    ratio = worth / acquisition_cost if acquisition_cost else inf
    return {"clv": worth, "net_value": worth - acquisition_cost, "ratio": ratio, "payback_years": payback}


def acquisition(marketing_cost: Any, new_customers: Any, visitors: Any) -> Numbers:
    return {
        "cac": marketing_cost / new_customers,
        "conversion_rate": new_customers / visitors,
        "cost_per_visitor": marketing_cost / visitors,
    }


def expected_utility(outcomes: Any, probabilities: Any, utility: str, risk_aversion: Any) -> Numbers:
    """Von Neumann and Morgenstern; the families as in Gollier (2001), "The economics of risk and time", chapter 2."""
    aversion = risk_aversion
    families = {
        "linear": (lambda x: x, lambda u: u),
        "log": (mpmath.log, mpmath.exp),
        "sqrt": (mpmath.sqrt, lambda u: u**2),
        "crra": (
            lambda x: (x ** (1 - aversion) - 1) / (1 - aversion),
            lambda u: (1 + (1 - aversion) * u) ** (1 / (1 - aversion)),
        ),
        "cara": (
            lambda x: (1 - mpmath.exp(-aversion * x)) / aversion,
            lambda u: -mpmath.log(1 - aversion * u) / aversion,
        ),
    }
    family = {("crra", 1): "log", ("cara", 0): "linear"}.get((utility, aversion), utility)
    useful, inverse = families[family]
    # Binary fractions such as 0.7 and 0.3 add up to 1 only nearly.
    certain = mpmath.fsum(probabilities)
    weighed = [(p / certain, x) for p, x in zip(probabilities, outcomes, strict=True) if p > 0]
    value = mpmath.fsum(p * x for p, x in weighed)
    level = mpmath.fsum(p * useful(x) for p, x in weighed)
    sure = inverse(level)
    return {
        "expected_value": value,
        "expected_utility": level,
        "certainty_equivalent": sure,
        "risk_premium": value - sure,
    }


def bayes(prior: Any, true_positive_rate: Any, false_positive_rate: Any) -> Numbers:
    """The four cells of the joint distribution; what is conditional is a cell's share of its row."""
    cells = {
        (is_true, signal): (prior if is_true else 1 - prior) * (rate if signal else 1 - rate)
        for is_true, rate in ((True, true_positive_rate), (False, false_positive_rate))
        for signal in (True, False)
    }
    row = {signal: cells[True, signal] + cells[False, signal] for signal in (True, False)}
    return {
        "posterior": cells[True, True] / row[True],
        "posterior_if_negative": cells[True, False] / row[False] if row[False] else nan,
        "evidence": row[True],
        "likelihood_ratio": true_positive_rate / false_positive_rate if false_positive_rate else inf,
    }


@cache
def student_quantile(probability: Any, degrees: int) -> Any:
    """The root of the distribution function, Abramowitz and Stegun (1964), equation 26.7.1."""
    tail = 2 * (1 - probability)

    def excess(t: Any) -> Any:
        share = degrees / (degrees + t**2)
        return mpmath.betainc(mpf(degrees) / 2, mpf(1) / 2, 0, share, regularized=True) - tail

    from scipy.stats import t as student

    return mpmath.findroot(excess, mpf(float(student.isf(float(tail) / 2, degrees))))


def regression(x: Any, y: Any, at: Any, confidence: Any) -> Numbers:
    """Normal equations, covariance and prediction in matrices: Draper and Smith (1998), chapters 4 and 5."""
    n = len(x)
    products = mpmath.matrix([[n, mpmath.fsum(x)], [mpmath.fsum(x), mpmath.fsum(a * a for a in x)]])
    sides = mpmath.matrix([mpmath.fsum(y), mpmath.fsum(a * b for a, b in zip(x, y, strict=True))])
    inverse = products**-1
    intercept, slope = inverse * sides
    left = mpmath.fsum((b - intercept - slope * a) ** 2 for a, b in zip(x, y, strict=True))
    mean = mpmath.fsum(y) / n
    varies = mpmath.fsum((b - mean) ** 2 for b in y)
    variance = left / (n - 2)
    place = mpmath.matrix([1, at])
    forecast = intercept + slope * at
    quantile, doubt = student_quantile((1 + confidence) / 2, n - 2), (place.T * inverse * place)[0]
    reach, of_line = quantile * mpmath.sqrt(variance * (1 + doubt)), quantile * mpmath.sqrt(variance * doubt)
    return {
        "intercept": intercept,
        "slope": slope,
        "residual_error": mpmath.sqrt(variance),
        "intercept_error": mpmath.sqrt(variance * inverse[0, 0]),
        "slope_error": mpmath.sqrt(variance * inverse[1, 1]),
        "r_squared": 1 - left / varies,
        "forecast": forecast,
        "mean_low": forecast - of_line,
        "mean_high": forecast + of_line,
        "low": forecast - reach,
        "high": forecast + reach,
    }


def updating(prior: Any, true_positive_rate: Any, false_positive_rate: Any, positives: Any, negatives: Any) -> Numbers:
    """The joint probability of the whole row of signals with either case; what is conditional is a share of both."""
    row = [True] * int(positives) + [False] * int(negatives)
    likelihoods = [
        mpmath.fprod(rate if came else 1 - rate for came in row) for rate in (true_positive_rate, false_positive_rate)
    ]
    if_true, if_false = prior * likelihoods[0], (1 - prior) * likelihoods[1]
    return {
        "posterior": if_true / (if_true + if_false),
        "odds": if_true / if_false if if_false else inf,
        "likelihood_ratio": likelihoods[0] / likelihoods[1] if likelihoods[1] else inf,
    }


def clv_timing(margin: Any, retention_rate: Any, discount_rate: Any, years: Any) -> Numbers:
    """The three sums year by year; the endless one in closed form, as Gupta and Lehmann (2003) sum it up."""
    waits = [(year, retention_rate**year, (1 + discount_rate) ** year) for year in range(int(years) + 1)]
    at_start = mpmath.fsum(margin * stay / wait for year, stay, wait in waits if year < years)
    if_retained = mpmath.fsum(margin * stay / wait for year, stay, wait in waits if year > 0)
    at_end = mpmath.fsum(margin * stay / later for (_, stay, _), (_, _, later) in pairwise(waits))
    lost = 1 + discount_rate - retention_rate
    endless = margin / lost if lost > 0 else inf if margin else mpf(0)
    return {"at_start": at_start, "at_end": at_end, "if_retained": if_retained, "endless": endless}


def insurance(wealth: Any, loss: Any, loss_probability: Any, price: Any, risk_aversion: Any) -> Numbers:
    """Equal expected utility with and without; utility as in Gollier (2001), "The economics of risk and time"."""
    power = 1 - risk_aversion
    useful, inverse = (
        (mpmath.log, mpmath.exp) if power == 0 else (lambda x: x**power / power, lambda u: (power * u) ** (1 / power))
    )
    sure = inverse((1 - loss_probability) * useful(wealth) + loss_probability * useful(wealth - loss))
    expected = loss_probability * loss
    return {
        "highest_price": wealth - sure,
        "expected_loss": expected,
        "loading": price / expected if expected else inf,
        "advantage": wealth - price - sure,
    }


DEFINITIONS: dict[str, Textbook] = {
    "acquisition": acquisition,
    "bayes": bayes,
    "clv": clv,
    "clv_timing": clv_timing,
    "expected_utility": expected_utility,
    "insurance": insurance,
    "regression": regression,
    "updating": updating,
}


@pytest.fixture(scope="session")
def textbook() -> Callable[..., Numbers]:
    """Evaluate a model's textbook definition: `textbook("clv", margin=200, ...)`."""

    def evaluate(model: str, **values: Any) -> Numbers:
        with mpmath.workdps(DIGITS + lost(model, values)):
            return DEFINITIONS[model](**{name: exact(value) for name, value in values.items()})

    return evaluate


def lost(model: str, values: Numbers) -> int:
    """Return how many digits are lost on the way, such as to a utility and back."""
    if values.get("utility") == "cara":
        return GUARD + int(values["risk_aversion"] * max(map(abs, values["outcomes"])))
    return {"expected_utility": 2 * GUARD, "insurance": 6 * GUARD, "updating": 2 * GUARD}.get(model, 0)


@pytest.fixture(scope="session")
def definitions() -> Mapping[str, Textbook]:
    """The textbook definitions themselves, for numbers of mpmath."""
    return DEFINITIONS


@pytest.fixture(scope="session")
def assert_close() -> Callable[..., None]:
    """Assert that numbers are those of mpmath, each within a tolerance relative to it, or to a `scale` where given."""

    def check(found: Any, wanted: Any, tolerance: float, scale: Any = 0.0) -> None:
        for got, want, size in zip(*np.broadcast_arrays(found, np.asarray(wanted, dtype=object), scale), strict=True):
            if mpmath.isnan(want) or mpmath.isinf(want):
                assert str(float(got)) == str(float(want))
            else:
                assert abs(mpf(float(got)) - want) <= tolerance * max(abs(want), size), (got, want)

    def check_all(found: Any, wanted: Any, tolerance: float = 1e-12, scale: Any = 0.0) -> None:
        with mpmath.workdps(DIGITS):
            check(np.ravel(found), np.ravel(np.asarray(wanted, dtype=object)), tolerance, np.ravel(scale))

    return check_all


def clv_points(random: np.random.Generator, count: int) -> Numbers:
    return {
        "margin": random.uniform(1, 1000, count),
        "retention_rate": random.uniform(0.2, 1, count),
        "discount_rate": random.uniform(-0.3, 0.6, count),
        "years": random.integers(1, 31, count),
        "acquisition_cost": random.uniform(1, 1000, count),
    }


def acquisition_points(random: np.random.Generator, count: int) -> Numbers:
    visitors = random.uniform(100, 20000, count)
    return {
        "marketing_cost": random.uniform(0, 50000, count),
        "new_customers": visitors * random.uniform(0.001, 1, count),
        "visitors": visitors,
    }


def bayes_points(random: np.random.Generator, count: int) -> Numbers:
    names = ("prior", "true_positive_rate", "false_positive_rate")
    return {name: random.uniform(0.001, 0.999, count) for name in names}


def expected_utility_points(random: np.random.Generator, count: int) -> Numbers:
    weights = random.uniform(0.05, 1, (count, 4))
    return {
        "outcomes": random.uniform(5, 100, (count, 4)),
        "probabilities": weights / weights.sum(axis=1, keepdims=True),
        "risk_aversion": random.uniform(0.1, 5, count),
    }


def regression_points(random: np.random.Generator, count: int) -> Numbers:
    x = random.uniform(0, 10, (count, 6))
    line = random.uniform(5, 15, (count, 1)) + random.uniform(1, 4, (count, 1)) * x
    return {
        "x": x,
        "y": line + random.normal(0, 2, x.shape),
        "at": random.uniform(0, 12, count),
        "confidence": random.choice([0.5, 0.8, 0.9, 0.95, 0.99], count),
    }


def updating_points(random: np.random.Generator, count: int) -> Numbers:
    counts = {name: random.integers(0, 21, count) for name in ("positives", "negatives")}
    names = ("prior", "true_positive_rate", "false_positive_rate")
    return {name: random.uniform(0.001, 0.999, count) for name in names} | counts


def clv_timing_points(random: np.random.Generator, count: int) -> Numbers:
    return {name: numbers for name, numbers in clv_points(random, count).items() if name != "acquisition_cost"}


def insurance_points(random: np.random.Generator, count: int) -> Numbers:
    wealth = random.uniform(100, 10000, count)
    return {
        "wealth": wealth,
        "loss": wealth * random.uniform(0.001, 0.999, count),
        "loss_probability": random.uniform(0.001, 0.999, count),
        "price": wealth * random.uniform(0.001, 0.999, count),
        "risk_aversion": random.uniform(0, 10, count),
    }


POINTS = {
    "acquisition": acquisition_points,
    "bayes": bayes_points,
    "clv": clv_points,
    "clv_timing": clv_timing_points,
    "expected_utility": expected_utility_points,
    "insurance": insurance_points,
    "regression": regression_points,
    "updating": updating_points,
}


@pytest.fixture(scope="session")
def ordinary() -> Callable[[str, int], Numbers]:
    """Return `count` ordinary points of a model as arrays, always the same ones."""

    def points(model: str, count: int) -> Numbers:
        return POINTS[model](np.random.default_rng(20260101), count)

    return points


@pytest.fixture(scope="session")
def rows() -> Callable[[Numbers], list[Numbers]]:
    """Take arrays of points apart into one point each."""

    def apart(points: Numbers) -> list[Numbers]:
        count = len(next(iter(points.values())))
        return [{name: value[row] for name, value in points.items()} for row in range(count)]

    return apart


@pytest.fixture(scope="session")
def from_cell() -> Callable[..., ig.Model]:
    """Run a model's cell, with some of its text replaced by other text, and return the model that it makes."""

    def run(name: str, **replaced: tuple[str, str]) -> ig.Model:
        source = getattr(ig.source, name)
        for old, new in replaced.values():
            assert source.count(old) == 1, f"{old!r} stands {source.count(old)} times in:\n{source}"
            source = source.replace(old, new)
        scope: dict[str, Any] = {}
        exec(source, scope)
        model: ig.Model = scope["model"]
        return model

    return run


@pytest.fixture(scope="session")
def jupyter_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for `JUPYTER_PATH` with the extension as a wheel would install it."""
    path = tmp_path_factory.mktemp("jupyter")
    installed = path / "labextensions" / "infogap"
    shutil.copytree(CATALOGUE.parents[1], installed)
    shutil.copytree(shipped_notebooks(), installed / "static" / "lessons", ignore=shutil.ignore_patterns(".*"))
    return path


# What mybinder.org makes of the repository, without Docker.

ROOT = Path(__file__).parents[1]
# The parts of repo2docker's environment.yml that a reader meets; conda calls one of them by another name than PyPI does.
BASE = ["ipywidgets", "jupyter-offlinenotebook", "jupyter-resource-usage", "jupyter_server", "jupyterlab", "notebook"]
NAMES_ON_PYPI = {"nbconvert-core": "nbconvert"}
LOCKED_PACKAGE = re.compile(r"https://\S+/(?P<name>[^/]+)-(?P<version>[^-/]+)-py[^-/]*\.(?:conda|tar\.bz2)#\w+")
AFTER_THE_COPY = "COPY --chown=0:0 src/ ${REPO_DIR}/"
STARTS = "import ctypes, ensurepip, sqlite3, ssl, venv"
# What would lead a program to this Python, to its packages or to its user's settings.
NOT_IN_BINDER = ("INFOGAP_", "IPYTHON", "JUPYTER", "PYTHON", "VIRTUAL_ENV", "XDG_")


@dataclass(frozen=True)
class Binder:
    """An environment as Binder's, with infogap in it.

    Attributes
    ----------
    python : Path
        Its Python.
    folder : Path
        A copy of the repository, which is the home of whoever works there.
    variables : dict of str to str
        With them programs find this environment, and nothing of the one that runs the tests.
    locked : dict of str to str
        The versions that repo2docker locks, by the names of their packages.
    """

    python: Path
    folder: Path
    variables: dict[str, str]
    locked: dict[str, str]

    def run(self, *command: str | Path) -> str:
        """Run a program there, and return what it says."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@pytest.fixture(scope="session")
def dockerfile() -> str:
    """What repo2docker would have Docker do."""
    if find_spec("repo2docker") is None:
        pytest.skip('repo2docker is not installed: python -m pip install -e ".[test]"')
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"NO_COLOR": "1"}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def locked(dockerfile: str, tmp_path_factory: pytest.TempPathFactory) -> Binder:
    """Binder's environment at the versions that repo2docker locks, made by the steps that its Dockerfile names.

    It takes the Python of `binder/runtime.txt` where this machine has it, else the one that runs.
    """
    home = tmp_path_factory.mktemp("binder")
    prefix, folder = home / "environment", home / "repository"
    program = _python_of_binder()
    subprocess.run([program, "-m", "venv", prefix], check=True)
    made = Binder(prefix / "bin" / "python", folder, _variables(prefix, folder), _locked_versions(program))
    _copy_what_a_commit_holds(folder)
    constraints = home / "constraints.txt"
    constraints.write_text("".join(f"{name}=={version}\n" for name, version in made.locked.items()))
    made.run(made.python, "-m", "pip", "install", "--quiet", "--constraint", constraints, *BASE)
    for step in re.findall("^RUN (.*)$", dockerfile.partition(AFTER_THE_COPY)[2], re.MULTILINE):
        made.run("bash", "-c", step.replace("--no-cache-dir", "--quiet"))
    return made


def _python_of_binder() -> str:
    name = (ROOT / "binder" / "runtime.txt").read_text().strip().replace("-", "")
    # A shim of pyenv may stand in PATH for a Python that does not start.
    kept = Path.home().glob(f".pyenv/versions/{name.removeprefix('python')}.*/bin/python")
    found = [*filter(None, [shutil.which(name)]), *map(str, kept), sys.executable]
    return next(each for each in found if subprocess.run([each, "-c", STARTS], capture_output=True).returncode == 0)


def _locked_versions(program: str) -> dict[str, str]:
    """Read the versions of Python's packages in the lock of a Python."""
    import repo2docker

    ask = "import sys; print(*sys.version_info[:2], sep='.')"
    version = subprocess.run([program, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    machine = platform.machine().replace("x86_64", "64")
    locks = Path(repo2docker.__file__).parent / "buildpacks" / "conda"
    text = (locks / f"environment.py-{version}-linux-{machine}.lock").read_text()
    found = LOCKED_PACKAGE.finditer(text)
    return {NAMES_ON_PYPI.get(each["name"], each["name"]): each["version"] for each in found}


def _variables(prefix: Path, folder: Path) -> dict[str, str]:
    ask = [sys.executable, "-m", "pip", "cache", "dir"]
    cache_of_pip = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_IN_BINDER)}
    return kept | {
        "HOME": str(folder),
        "KERNEL_PYTHON_PREFIX": str(prefix),
        "NO_COLOR": "1",
        "PATH": f"{prefix / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PIP_CACHE_DIR": cache_of_pip,
        # Most modules are never imported, so compiling all of them takes longer than all the rest.
        "PIP_COMPILE": "0",
    }


def _copy_what_a_commit_holds(folder: Path) -> None:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
