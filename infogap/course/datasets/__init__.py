"""Data sets for lessons: a CSV file each, whose first line says where it is from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from infogap.core.values import closest

if TYPE_CHECKING:
    from pandas import DataFrame

FOLDER = Path(__file__).parent
SOURCE = "# source: "


def names() -> list[str]:
    """Return the names of all data sets: one for each file beside this one."""
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


def table(name: str) -> DataFrame:
    """Return a data set as a table that carries its source.

    Parameters
    ----------
    name : str
        The name of the data set.

    Returns
    -------
    pandas.DataFrame
        With one sentence on where it is from in ``attrs["source"]``.

    Raises
    ------
    ValueError
        If there is no such data set.
    """
    from pandas import read_csv

    if name not in names():
        raise ValueError(
            f'There is no data set "{name}".{closest(name, names())} The data sets are: {", ".join(names())}.'
        )
    path = FOLDER / f"{name}.csv"
    found = read_csv(path, skiprows=1)
    found.attrs["source"] = _source(path)
    return found


def _source(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return next(lines).removeprefix(SOURCE).strip()
