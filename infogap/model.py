"""A model: the one object that people call, look at, solve, plot and turn into a calculator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from infogap.answers.binding import bind, only_one_case
from infogap.answers.result import Result
from infogap.faces.compiled import Calculation, Compiled
from infogap.faces.evaluation import evaluate, names_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

    from infogap.answers.compared import Compared
    from infogap.answers.inverse import Solutions
    from infogap.answers.worked import Worked
    from infogap.core.declaration import AnyQuantity, Declaration
    from infogap.exercises.exercise import Exercise
    from infogap.faces.inverses import Inverses
    from infogap.widgets.calculator import Calculator


class Model:
    """One idea with all its faces.

    Parameters
    ----------
    name, title : str
        The Python name and the heading.
    **declared
        What `infogap.core.declaration.Declaration` takes.

    Examples
    --------
    >>> import infogap as ig
    >>> ig.acquisition(marketing_cost=10000, new_customers=100, visitors=5000).cac
    100.0
    """

    def __init__(self, name: str, title: str, **declared: Any) -> None:
        from infogap.core.declaration import Declaration

        self._written = Declaration(name, title, **declared)

    @property
    def written(self) -> Declaration:
        """What the model's file declares, in SymPy, as it stands there."""
        return self._written

    @property
    def declaration(self) -> Declaration:
        """The same, ready for the faces: every formula at other values is written out."""
        return self.written.resolved

    @cached_property
    def compiled(self) -> Compiled:
        """The model's faces, ready to use."""
        return Compiled(self._compile())

    @cached_property
    def inverses(self) -> Inverses:
        """The symbolic inverses, where SymPy can find them: source by output, quantity and option."""
        return self._invert()

    def derivative(self, output: str, quantity: str, values: Mapping[str, Any]) -> float:
        """Return the derivative of an output in a quantity, found by SymPy, at some values of all quantities."""
        source = self._kept(f"derivative.{output}.{quantity}", partial(self._differentiate, output, quantity))
        calculation = Calculation(self.compiled, values)
        line = source[self.compiled.option(values)]
        return float(evaluate(line, {name: calculation[name] for name in names_in(line)}))

    def mutations(self, output: str, option: str = "") -> list[dict[str, Any]]:
        """Return wrong versions of single steps of a derivation; each is refuted by the check."""
        made = self._kept(f"mutations.{output}.{option}", lambda: {"found": self._mutate(output, option)})
        found: list[dict[str, Any]] = made["found"]
        return found

    def _kept(self, kind: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:  # noqa: ARG002
        """Return what `make` makes; a model of the package keeps it on disk."""
        return make()

    def _differentiate(self, output: str, quantity: str) -> dict[str, Any]:
        from infogap.faces.derivatives import derivative

        return dict(derivative(self.declaration, output, quantity))

    def _mutate(self, output: str, option: str) -> list[dict[str, Any]]:
        from infogap.faces.mutations import mutations

        return mutations(self.declaration, output, option)

    def _compile(self) -> dict[str, Any]:
        from infogap.faces.compiler import compile_declaration

        return compile_declaration(self.declaration)

    def _invert(self) -> Inverses:
        from infogap.faces.inverses import inverses

        return inverses(self.declaration)

    @property
    def name(self) -> str:
        """The Python name."""
        return str(self.compiled.data["name"])

    def __call__(self, data: DataFrame | None = None, /, **quantities: Any) -> Result:
        """Return the outputs for some values; what is left out takes its default.

        Parameters
        ----------
        data : pandas.DataFrame, optional
            A table: columns named like quantities are used, and a quantity given as text names its column.
        **quantities
            Numbers, lists, arrays or Series; they broadcast.

        Returns
        -------
        Result

        Raises
        ------
        TypeError, ValueError
            Naming the quantity, what was expected and what arrived.
        """
        return Result(self.compiled, bind(self.compiled, data, quantities))

    def derivation(self, output: str | None = None, **choice: str) -> Worked:
        """Return the steps that lead to an output, each with its reason.

        Parameters
        ----------
        output : str, optional
            The name of an output or an inner formula; the main result if left out.
        **choice
            The option of the model's choice, such as ``utility="crra"``.
        """
        from infogap.answers.worked import derivation

        return derivation(self.compiled, output, choice)

    def explain(self, output: str | None = None, /, **quantities: Any) -> Worked:
        """Return the same steps with the numbers put in, down to the result."""
        from infogap.answers.worked import explanation

        return explanation(self.compiled, output, bind(self.compiled, None, quantities).values)

    def solve(self, quantity: str, **known: Any) -> float | Any | Solutions:
        """Return the value of a quantity for which an output is what you want.

        Parameters
        ----------
        quantity : str
            The quantity to find.
        **known
            One output with the value it is to have, and any quantities that are not at their default.

        Returns
        -------
        float, numpy.ndarray or Solutions
            The value; an array if several outputs were asked for; all of them, named, if there is more than one.

        Raises
        ------
        ValueError
            If no value of the quantity gives the output.

        Examples
        --------
        >>> import infogap as ig
        >>> round(ig.clv.solve("margin", clv=1000, discount_rate=0.1, years=3), 2)
        402.11
        """
        from infogap.answers.inverse import solve

        return solve(self, quantity, known)

    def sensitivity(self, **quantities: Any) -> DataFrame:
        """Return by how many per cent each output changes if a quantity grows by one per cent (the elasticity)."""
        from infogap.answers.sensitivity import sensitivity

        return sensitivity(self.compiled, bind(self.compiled, None, quantities).values)

    def plot(self, ax: Axes | None = None, **quantities: Any) -> Axes:
        """Draw the model's chart with matplotlib and return its axes."""
        from infogap.faces.matplotlib import plot

        values = bind(self.compiled, None, quantities).values
        only_one_case(self.compiled, values)
        return plot(self.compiled, values, ax)

    def calculator(self, *, title: str | None = None, labels: dict[str, str] | None = None, **start: Any) -> Calculator:
        """Return the live widget, with some quantities already set.

        Parameters
        ----------
        title : str, optional
            Another heading.
        labels : dict, optional
            Other words for some quantities, by name.
        **start
            Values to start with.
        """
        from infogap.widgets.calculator import calculator_for

        return calculator_for(self, title, labels or {}, start)

    def exercise(self, kind: str = "compute", *, seed: int | None = None, name: str = "", **asked: Any) -> Exercise:
        """Return an exercise with numbers of its own: everyone's, a student's, or those of a seed.

        Parameters
        ----------
        kind : {"compute", "invert", "direction", "choose", "estimate", "wrong_step", "article"}
            What is asked: a result; the quantity that gives a result; whether a result rises or falls; one of several
            answers; a place on the chart; which step of a derivation is wrong; whether an article's number is right.
        seed : int, optional
            What the numbers are drawn from; by default the present student, see `infogap.student`.
        name : str
            What tells it from other exercises, such as "06-1"; the same student gets other numbers under another name.
        **asked
            `output` and `quantity` that it is about; `story` and `ask`, its words; `fixed`, values that everyone has;
            `vary`, (low, high, step) of what is drawn; and see `infogap.exercises.asked.Asked`.

        Returns
        -------
        infogap.exercises.exercise.Exercise

        Examples
        --------
        >>> import infogap as ig
        >>> exercise = ig.clv.exercise(seed=7)
        >>> exercise.check("1,000")
        “1,000” can mean 1000 or 1.000. Write the one you mean, without a comma.
        """
        from infogap.exercises.exercise import Exercise

        return Exercise(self, kind, name, seed, asked)

    @property
    def examples(self) -> list[Compared]:
        """The model's published cases: as printed, and as they are."""
        from infogap.answers.compared import compared
        from infogap.core.example import Example

        return [compared(self, Example(**data)) for data in self.compiled.data["examples"]]

    def revised(self, quantities: Sequence[AnyQuantity] | None = None, /, **formulas: Any) -> Model:
        """Return a model of your own: this one with some formulas or quantities changed, its chart following.

        `infogap.source` has the cell to start from.

        Parameters
        ----------
        quantities : sequence of Quantity, ArrayQuantity and Choice, optional
            All quantities, in the order of the controls: those of the model, which may have other defaults, domains or
            sliders, and any new ones.
        **formulas
            For a formula's name what it is now: a SymPy expression, or a dictionary with one for each option of the
            model's choice. What is left out follows from its definition.

        Raises
        ------
        ValueError, TypeError
            Naming the formula, what was expected and what arrived.

        Examples
        --------
        >>> import infogap as ig
        >>> from sympy import symbols
        >>> cost, customers = symbols("marketing_cost new_customers")
        >>> ig.acquisition.revised(cac=(cost + 5000) / customers)(marketing_cost=10000, new_customers=100).cac
        150.0
        """
        from infogap.core.revision import revised

        made = revised(self.written, quantities, formulas)
        return Model(**{each.name: getattr(made, each.name) for each in fields(made)})

    @property
    def cell(self) -> str:
        """The source of a cell that shows a calculator of this model: what to start from for one of your own."""
        from infogap.faces.cell import cell

        return cell(self.written)

    def check(self) -> None:
        """Check every step of every derivation; raise an error at the first that does not follow."""
        from infogap.core.check import check_all

        check_all(self.declaration)

    def __repr__(self) -> str:
        facts = ", ".join(f"{each.name}={each.default!r}" for each in self.compiled.facts.values())
        return f"{self.name}({facts}) -> {', '.join(self.compiled.outputs)}"

    def _repr_html_(self) -> str:
        from infogap.answers.worked import card

        return card(self.compiled)


class ShippedModel(Model):
    """A model of the package: its faces come from the cache, its file is read only where SymPy is needed."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def name(self) -> str:
        """The Python name."""
        return self._name

    @property
    def written(self) -> Declaration:
        """What the model's file declares, in SymPy, as it stands there."""
        from importlib import import_module

        declared: Model = import_module(f"infogap.models.{self._name}").model
        return declared.written

    @cached_property
    def compiled(self) -> Compiled:
        """The model's faces, from the cache or made now and kept there."""
        return Compiled(self._kept("faces", self._compile))

    @property
    def cell(self) -> str:
        """The source of a cell that shows a calculator of this model, from the cache or made now and kept there."""
        return str(self._kept("cell", lambda: {"text": super(ShippedModel, self).cell})["text"])

    @cached_property
    def inverses(self) -> Inverses:
        """The symbolic inverses, from the cache or made now and kept there."""
        return self._kept("inverses", self._invert)

    def _kept(self, kind: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        from infogap.faces.cache import made_once

        return made_once(self._name, kind, make)
