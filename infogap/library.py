"""Which models there are, and the cells that readers start from: `%load ig.source.clv` puts one into a notebook."""

from __future__ import annotations

import ast
from pathlib import Path

from infogap.core.values import closest

MODELS = Path(__file__).parent / "models"


class Sources:
    """For each model, as an attribute, the source of a cell with its quantities and formulas, to be changed and run.

    Examples
    --------
    >>> import infogap as ig
    >>> print(ig.source.acquisition.splitlines()[17])
    cac = marketing_cost / new_customers
    """

    def __getattr__(self, name: str) -> str:
        if name not in names():
            raise AttributeError(
                f'There is no model "{name}".{closest(name, names())} The models are: {", ".join(names())}.'
            )
        import infogap

        return str(getattr(infogap, name).cell)

    def __dir__(self) -> list[str]:
        return names()


def names() -> list[str]:
    """Return the names of all models: one for each file in ``models/``."""
    return sorted(path.stem for path in MODELS.glob("*.py") if not path.stem.startswith("_"))


def first_line(name: str) -> str:
    """Return what a model's file says of itself in one line.

    Examples
    --------
    >>> first_line("acquisition")
    'Acquisition: what it costs to win a customer, and how many visitors become one.'
    """
    file = ast.parse((MODELS / f"{name}.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(file) or "").partition("\n")[0]
