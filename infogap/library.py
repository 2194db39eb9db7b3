"""Which models there are, and their sources as text: `%load ig.source.clv` puts one into a notebook's cell."""

from __future__ import annotations

from pathlib import Path

from infogap.core.values import closest

MODELS = Path(__file__).parent / "models"
SHOW = "\nmodel.calculator()\n"


class Sources:
    """The source of each model, as an attribute.

    Examples
    --------
    >>> import infogap as ig
    >>> print(ig.source.clv.splitlines()[0].strip('"'))
    Customer lifetime value: what a customer's future margins are worth today.
    """

    def __getattr__(self, name: str) -> str:
        if name not in names():
            raise AttributeError(
                f'There is no model "{name}".{closest(name, names())} The models are: {", ".join(names())}.'
            )
        return (MODELS / f"{name}.py").read_text(encoding="utf-8") + SHOW

    def __dir__(self) -> list[str]:
        return names()


def names() -> list[str]:
    """Return the names of all models: one for each file in ``models/``."""
    return sorted(path.stem for path in MODELS.glob("*.py") if not path.stem.startswith("_"))
