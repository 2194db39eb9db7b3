"""A model's faces as data, and the numbers computed from them. No SymPy is needed here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from infogap.core.display import Format
from infogap.core.values import Facts
from infogap.faces.evaluation import evaluate, names_in


class Compiled:
    """The faces of one model.

    Parameters
    ----------
    data : dict
        What `compiler.compile_declaration` made.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    @cached_property
    def facts(self) -> dict[str, Facts]:
        """What is known of each quantity, by name."""
        return {entry["name"]: Facts.from_data(entry) for entry in self.data["quantities"]}

    @cached_property
    def formats(self) -> dict[str, Format]:
        """How the numbers of each formula are written, by name."""
        return {entry["name"]: Format(**entry["format"]) for entry in self.data["formulas"]}

    @cached_property
    def labels(self) -> dict[str, str]:
        """What people call each formula, by name."""
        return {entry["name"]: entry["label"] for entry in self.data["formulas"]}

    @cached_property
    def symbols(self) -> dict[str, str]:
        """The LaTeX of each quantity and formula, by name."""
        entries = [*self.data["quantities"], *self.data["formulas"]]
        return {entry["name"]: entry["symbol"] for entry in entries}

    @cached_property
    def outputs(self) -> list[str]:
        """The names of the results, in order."""
        return [entry["name"] for entry in self.data["spec"]["outputs"]]

    @cached_property
    def main(self) -> str:
        """The name of the main result."""
        return str(next(entry["name"] for entry in self.data["spec"]["outputs"] if entry["primary"]))

    @cached_property
    def choice(self) -> str | None:
        """The name of the quantity that is a choice, if there is one."""
        return next((facts.name for facts in self.facts.values() if facts.kind == "choice"), None)

    @cached_property
    def counted(self) -> dict[str, str]:
        """For the name of each number of entries, an array that has as many."""
        groups = {facts.group: facts.name for facts in reversed(self.facts.values()) if facts.group}
        return {f"number_of_{group}": name for group, name in groups.items()}

    @cached_property
    def counts(self) -> bool:
        """Whether a formula adds up term by term, up to a number that is set."""
        formulas = (source for name in self.formats for source in self.data["functions"][name].values())
        return any("lambda " in source for source in formulas)

    def option(self, values: Mapping[str, Any]) -> str:
        """Return the option of the choice among some values."""
        return str(values[self.choice]) if self.choice is not None else ""

    def source(self, key: str, option: str) -> str:
        """Return the Python source of a function for an option."""
        sources: dict[str, str] = self.data["functions"][key]
        return sources.get(option, sources.get("", ""))


class Calculation(dict[str, Any]):
    """Values at one place; what is not there yet is computed from its formula when it is asked for."""

    def __init__(self, compiled: Compiled, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self._compiled = compiled
        self._option = compiled.option(values)

    def __missing__(self, key: str) -> Any:
        source = self._compiled.source(key, self._option)
        names = names_in(source)
        self[key] = evaluate(source, {name: self[name] for name in names})
        return self[key]
