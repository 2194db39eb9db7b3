"""infogap: what an information gap is worth, and what a customer is worth.

Each model is one equation with many faces: ``ig.clv(margin=200)`` computes, ``ig.clv.derivation()`` proves,
``ig.clv.calculator()`` shows it live. Nothing heavy is imported until something needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from pandas import DataFrame

    from infogap.answers.compared import Examples
    from infogap.exercises.exercise import Exercise
    from infogap.exercises.student import Student
    from infogap.library import Sources
    from infogap.model import Model

    acquisition: Model
    bayes: Model
    clv: Model
    clv_timing: Model
    expected_utility: Model
    insurance: Model
    regression: Model
    source: Sources
    updating: Model

__version__ = "0.1.0"


def warm() -> None:
    """Make the faces of all models and keep them on disk, so that the next kernel starts at once."""
    from infogap.library import names

    for name in names():
        _model(name).compiled, _model(name).inverses, _model(name).cell


def examples() -> Examples:
    """Return the published cases of all models, recomputed: as printed, and as they are.

    Examples
    --------
    >>> import infogap as ig
    >>> print(ig.examples()[0])
    Cost to win a customer (first article, section 4.4)
    cost to win a customer: as printed $100.00, as it is $100.00: right
    """
    from infogap.answers.compared import Examples
    from infogap.library import names

    found = [case for name in names() for case in _model(name).examples]
    return Examples(sorted(found, key=lambda case: case.example.source))


def exercise(name: str, *, seed: int | None = None) -> Exercise:
    """Return one exercise of a lesson: ``ig.exercise("03-2")`` is the second of lesson 03.

    Parameters
    ----------
    name : str
        The lesson's number, a hyphen, and the exercise's number.
    seed : int, optional
        What the numbers are drawn from; by default the present student, see `student`.

    Examples
    --------
    >>> import infogap as ig
    >>> ig.exercise("03-2").check("five")
    “five” is not a number. Write a number, such as 1234.57.
    """
    from infogap.course.exercises import exercise

    return exercise(name, seed=seed)


def student(name: str | int) -> Student:
    """Give all exercises from here on the numbers of one student, known by a name or number.

    Examples
    --------
    >>> import infogap as ig
    >>> ig.student("Ada")
    The exercises below are those of Ada.
    >>> ig.student("")
    The exercises below are everyone's.
    """
    from infogap.exercises.student import student

    return student(name)


@overload
def data(name: None = None) -> list[str]: ...


@overload
def data(name: str) -> DataFrame: ...


def data(name: str | None = None) -> DataFrame | list[str]:
    """Return a data set for a lesson, or the names of all of them.

    Parameters
    ----------
    name : str, optional
        The name of the data set; without it, the names are returned.

    Returns
    -------
    pandas.DataFrame or list of str
        A table with one sentence on where it is from in ``attrs["source"]``.

    Raises
    ------
    ValueError
        If there is no such data set.

    Examples
    --------
    >>> import infogap as ig
    >>> ig.data()
    ['allais', 'anscombe', 'customers', 'market_share', 'reviews', 'warranties']
    >>> ig.data("market_share")["share"].tolist()
    [20, 22, 25, 28, 30]
    >>> ig.data("market_share").attrs["source"]
    "Made up for teaching: five quarters of a brand's market share in per cent."
    """
    from infogap.course.datasets import names, table

    return names() if name is None else table(name)


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Add `%infogap` and what Tab completes after it: `%load_ext infogap` calls this."""
    from infogap.jupyter import completion, magics

    magics.load(shell)
    completion.load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take both away again: `%unload_ext infogap` calls this."""
    from infogap.jupyter import completion, magics

    magics.unload(shell)
    completion.unload(shell)


def _model(name: str) -> Model:
    from infogap.model import ShippedModel

    return ShippedModel(name)


def _room() -> Any:
    return import_module("infogap.models")


def _model_class() -> type[Model]:
    from infogap.model import Model

    return Model


def _sources() -> Sources:
    from infogap.library import Sources

    return Sources()


FUNCTIONS = ("data", "examples", "exercise", "student", "warm")
MADE_WHEN_ASKED_FOR: dict[str, Callable[[], Any]] = {"Model": _model_class, "models": _room, "source": _sources}


def __getattr__(name: str) -> Any:
    """Make a model, or one of the other public names, when it is first asked for."""
    if name.startswith("_"):
        raise AttributeError(name)
    globals()[name] = _made(name)
    return globals()[name]


def _made(name: str) -> Any:
    from infogap.core.values import closest
    from infogap.library import names

    if name in MADE_WHEN_ASKED_FOR:
        return MADE_WHEN_ASKED_FOR[name]()
    if name in names():
        return _model(name)
    known = [*names(), *MADE_WHEN_ASKED_FOR, *FUNCTIONS]
    raise AttributeError(f'infogap has no "{name}".{closest(name, known)} It has: {", ".join(known)}.')


def __dir__() -> list[str]:
    from infogap.library import names

    return [*names(), *MADE_WHEN_ASKED_FOR, *FUNCTIONS]
