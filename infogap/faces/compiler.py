"""Make every face of a declared model, as plain data that can be kept in a cache and sent to the browser."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from sympy import Indexed, Piecewise, Symbol, false, sympify, true

from infogap.core.chart import Axis, Chart, Each, Group, Mark, Over, People, Span, Table, Whole
from infogap.core.declaration import Declaration, for_option
from infogap.core.display import Format, format_for
from infogap.core.formula import Formula
from infogap.core.language import translate
from infogap.core.quantity import Index
from infogap.core.sentence import Sentence
from infogap.core.values import Facts
from infogap.faces.javascript import helpers_for, javascript_source
from infogap.faces.mathml import latex_template, live, number_element
from infogap.faces.numpy import numpy_source

COLOURS = 8
# A calculator's formula has no number of its own for how many entries there are.
COUNTED = re.compile(r"\\text\{@number_of_\w+@\}")


@dataclass
class Functions:
    """The functions that sentences, conditions and marks are drawn from, each under a key."""

    declaration: Declaration
    python: dict[str, dict[str, str]] = field(default_factory=dict)
    javascript: dict[str, str] = field(default_factory=dict)

    def add(self, key: str, expression: Any, running: Symbol | None = None) -> str | None:
        """Keep an expression under a key and return the key; nothing is kept for no expression."""
        if expression is None:
            return None
        arrays, made = self.declaration.arrays, self._for_options(expression)
        self.python[key] = merged({option: numpy_source(each, arrays, running) for option, each in made.items()})
        self.javascript[key] = self._choose(
            merged({option: javascript_source(each, arrays, running) for option, each in made.items()})
        )
        return key

    def add_python(self, key: str, expression: Any) -> str:
        """Keep an expression that only Python needs."""
        arrays, made = self.declaration.arrays, self._for_options(expression)
        self.python[key] = merged({option: numpy_source(each, arrays) for option, each in made.items()})
        return key

    def _for_options(self, expression: Any) -> dict[str, Any]:
        return {option: sympify(for_option(expression, option)) for option in self.declaration.options}

    def _choose(self, bodies: dict[str, str]) -> str:
        *others, (_, last) = bodies.items()
        choice = self.declaration.choice
        cases = [f'v.{choice.name} === "{option}" ? {body} : ' for option, body in others] if choice else []
        return "".join(cases) + last


def merged(sources: dict[str, str]) -> dict[str, str]:
    """Return one source under an empty option where all options have the same.

    Examples
    --------
    >>> merged({"log": "x", "sqrt": "x"})
    {'': 'x'}
    """
    return {"": next(iter(sources.values()))} if len(set(sources.values())) == 1 else sources


def compile_declaration(declaration: Declaration) -> dict[str, Any]:
    """Return all faces of a model as plain data."""
    functions = Functions(declaration)
    spec = _spec(declaration, functions)
    mistakes = [
        {
            "key": functions.add_python(f"mistake.{number}", each.expression),
            "output": each.output.name,
            "did": translate(each.did),
            "instead": translate(each.instead),
        }
        for number, each in enumerate(declaration.mistakes)
    ]
    return {
        "mistakes": mistakes,
        "examples": [
            asdict(example) | {"title": translate(example.title), "note": translate(example.note)}
            for example in declaration.examples
        ],
        "name": declaration.name,
        "title": translate(declaration.title),
        "summary": translate(declaration.summary),
        "quantities": [
            facts.data() | {"label": translate(facts.label), "options": _options(facts.options)}
            for facts in declaration.facts
        ],
        "formulas": [_formula(formula) for formula in declaration.formulas],
        "requirements": [
            {"holds": key["holds"], "message": key["message"], "names": _names(requirement.quantities)}
            for key, requirement in zip(spec["requirements"], declaration.requirements, strict=True)
        ],
        "derivations": {
            formula.name: _derivations(formula, declaration, functions) for formula in declaration.formulas
        },
        "mathml": {option: _mathml(declaration, option) for option in declaration.options},
        "spec": spec,
        "functions": functions.python,
        "javascript": functions.javascript,
        "helpers": helpers_for("\n".join(functions.javascript.values())),
    }


def _options(options: Any) -> list[tuple[str, str]]:
    return [(name, translate(label)) for name, label in options]


def _names(quantities: Any) -> list[str]:
    return [quantity.facts.name for quantity in quantities]


def _formula(formula: Formula) -> dict[str, Any]:
    return {
        "name": formula.name,
        "symbol": formula.symbol,
        "label": translate(formula.label),
        "format": formula.format.data(),
        "inner": formula.inner,
    }


def _derivations(formula: Formula, declaration: Declaration, functions: Functions) -> dict[str, list[dict[str, Any]]]:
    options = declaration.options if formula.depends_on_choice else [""]
    return {
        option: [
            {
                "reason": translate(step.reason),
                "symbols": latex_template(step.expression),
                "cases": _cases(step.expression, functions, f"{formula.name}.{option}.{number}"),
                "is_condition": step.is_condition,
            }
            for number, step in enumerate(formula.steps(option), start=1)
        ]
        for option in options
    }


def _cases(expression: Any, functions: Functions, key: str) -> list[dict[str, Any]]:
    """Return the expression without case distinctions, once for each case, with the condition of the case."""
    distinctions = {_conditions(node) for node in expression.atoms(Piecewise) if _is_single(node)}
    conditions = next(iter(distinctions)) if len(distinctions) == 1 else (true,)
    return [
        {
            "when": functions.add_python(f"{key}.case.{place}", condition),
            "numbers": latex_template(_branch(expression, place if len(conditions) > 1 else -1), numbers=True),
        }
        for place, condition in enumerate(conditions)
    ]


def _branch(expression: Any, place: int) -> Any:
    """Return an expression in which each case distinction is replaced by its branch at a place."""
    return expression.replace(
        lambda node: isinstance(node, Piecewise) and _is_single(node), lambda node: node.args[place][0]
    )


def _conditions(node: Piecewise) -> tuple[Any, ...]:
    return tuple(condition for _, condition in node.args)


def _is_single(node: Piecewise) -> bool:
    """Return whether a case distinction is made once, and not for each entry of an array or year of a sum."""
    return not any(condition.has(Indexed, Index) for condition in _conditions(node))


def _mathml(declaration: Declaration, option: str) -> str:
    """Return the MathML that a calculator fills with numbers: the main formula, in its shown steps."""
    main = _main(declaration)
    steps = [step.expression for step in main.steps(option) if not step.is_condition]
    chosen = [steps[place] for place in main.shown if -len(steps) <= place < len(steps)]
    sides = [COUNTED.sub("n", latex_template(_branch(expression, -1), numbers=True)) for expression in chosen]
    outputs = {formula.name for formula in declaration.formulas}
    return live(" = ".join([main.symbol, *sides, latex_template(main)]), number_element(outputs))


def _main(declaration: Declaration) -> Formula:
    return declaration.main if declaration.main is not None else declaration.outputs[0]


def _spec(declaration: Declaration, functions: Functions) -> dict[str, Any]:
    for formula in declaration.formulas:
        functions.add(formula.name, formula.expression if formula.depends_on_choice else formula.expression())
    return {
        "name": declaration.name,
        "title": translate(declaration.title),
        "quantities": [_quantity(place, facts, functions) for place, facts in enumerate(declaration.facts)],
        "order": [formula.name for formula in declaration.formulas_in_order],
        "outputs": [_output(formula, formula is _main(declaration)) for formula in declaration.outputs],
        "requirements": _requirements(declaration, functions),
        "sentences": [
            _sentence(sentence, declaration, functions, f"sentence.{number}")
            for number, sentence in enumerate(declaration.sentences)
        ],
        "chart": _chart(declaration.chart, declaration, functions),
    }


def _quantity(place: int, facts: Facts, functions: Functions) -> dict[str, Any]:
    kept = facts.data() | {"label": translate(facts.label), "options": _options(facts.options)}
    ends = {end: None if math.isinf(kept[end]) else kept[end] for end in ("low", "high")}
    shown = (lambda option: true if option in facts.only_for else false) if facts.only_for else None
    key = functions.add(f"{facts.name}.shown", shown)
    return kept | ends | {"colour": place % COLOURS, "shown_when": key}


def _output(formula: Formula, primary: bool) -> dict[str, Any]:
    return {
        "name": formula.name,
        "label": translate(formula.label),
        "format": formula.format.data(),
        "primary": primary,
    }


def _requirements(declaration: Declaration, functions: Functions) -> list[dict[str, Any]]:
    return [
        {
            "holds": functions.add(
                f"requirement.{number}", requirement.holds if declaration.choice else requirement.condition
            ),
            "message": translate(requirement.message),
            "quantity": _names(requirement.quantities)[0],
        }
        for number, requirement in enumerate(declaration.requirements)
    ]


def _sentence(
    sentence: Sentence, declaration: Declaration, functions: Functions, key: str, running: Symbol | None = None
) -> dict[str, Any]:
    known = _known_numbers(declaration)
    values = {}
    for name in sentence.fields:
        if name in sentence.numbers:
            number = sentence.numbers[name]
            colour = number.colour.facts.name if number.colour is not None else None
            expression, form = number.expression, number.format
        else:
            expression, form, colour = known[name]
        values[name] = {
            "value": functions.add(f"{key}.{name}", expression, running),
            "format": form.data(),
            "quantity": colour,
        }
    when = functions.add(f"{key}.when", sentence.when, running)
    return {"when": when, "template": translate(sentence.template), "values": values}


def _known_numbers(declaration: Declaration) -> dict[str, tuple[Any, Format, str | None]]:
    numbers = [quantity for quantity in declaration.quantities if quantity.facts.kind == "number"]
    return {each.facts.name: (each, each.facts.format, each.facts.name) for each in numbers} | {
        formula.name: (formula, formula.format, None) for formula in declaration.formulas
    }


def _chart(chart: Chart, declaration: Declaration, functions: Functions) -> dict[str, Any]:
    return {
        "title": translate(chart.title),
        "height": chart.height,
        "x": _axis(chart.x, "x", functions),
        "y": _axis(chart.y, "y", functions),
        "marks": [_mark(mark, declaration, functions, f"mark.{number}") for number, mark in enumerate(chart.marks)],
        "table": _table(chart.table, functions),
    }


def _axis(axis: Axis | None, letter: str, functions: Functions) -> dict[str, Any] | None:
    if axis is None:
        return None
    return {
        "label": translate(axis.label),
        "format": axis.format.data(),
        "low": functions.add(f"{letter}.low", axis.low),
        "high": functions.add(f"{letter}.high", axis.high),
        "ticks": "whole" if axis.whole else None,
        "zero": axis.zero,
    }


def _over(over: Over | None, functions: Functions, key: str) -> dict[str, Any] | None:
    if isinstance(over, Whole):
        low, high = functions.add(f"{key}.first", over.low), functions.add(f"{key}.last", over.high)
        return {"kind": "whole", "low": low, "high": high}
    if isinstance(over, Span):
        low, high = functions.add(f"{key}.first", over.low), functions.add(f"{key}.last", over.high)
        return {"kind": "interval", "low": low or "axis.x.low", "high": high or "axis.x.high", "points": 120}
    return {"kind": "each", "of": over.array.facts.name} if isinstance(over, Each) else None


def _running(over: Over | None) -> Symbol | None:
    if over is None:
        return None
    return over.variable if isinstance(over, Span) else over.index


def _mark(mark: Mark, declaration: Declaration, functions: Functions, key: str) -> dict[str, Any]:
    running = _running(mark.over)
    coordinates = {
        name: functions.add(f"{key}.{name}", getattr(mark, name), running) for name in ("x", "y", "x2", "y2", "when")
    }
    label = Sentence(mark.label) if isinstance(mark.label, str) else mark.label
    optional = {
        **coordinates,
        "colour": mark.colour.facts.name if mark.colour is not None else None,
        "label": _sentence(label, declaration, functions, f"{key}.label") if label is not None else None,
        "handle": _handle(mark),
        "dots": getattr(mark, "dots", None),
        "width": getattr(mark, "width", None),
    }
    # A notebook saves this once for each calculator in it.
    return {
        "kind": mark.kind,
        "over": _over(mark.over, functions, key),
        "style": mark.style,
        "label_at": mark.label_at,
        "label_side": mark.label_side,
        **{name: value for name, value in optional.items() if value is not None},
    } | (_people(mark, declaration, functions, key) if isinstance(mark, People) else {})


def _handle(mark: Mark) -> dict[str, str | None] | None:
    if mark.x_handle is None and mark.y_handle is None:
        return None
    handles = {"x": mark.x_handle, "y": mark.y_handle}
    return {axis: handle.facts.name if handle is not None else None for axis, handle in handles.items()}


def _people(mark: People, declaration: Declaration, functions: Functions, key: str) -> dict[str, Any]:
    groups = [_group(group, declaration, functions, f"{key}.group.{place}") for place, group in enumerate(mark.groups)]
    return {"groups": groups, "total": mark.total}


def _group(group: Group, declaration: Declaration, functions: Functions, key: str) -> dict[str, Any]:
    label = Sentence(group.label) if isinstance(group.label, str) else group.label
    return {
        "count": functions.add(f"{key}.count", group.count),
        "style": group.style,
        "shape": group.shape,
        "colour": group.colour.facts.name if group.colour is not None else None,
        "label": _sentence(label, declaration, functions, f"{key}.label"),
    }


def _table(table: Table, functions: Functions) -> dict[str, Any]:
    return {
        "over": _over(table.over, functions, "table"),
        "columns": [
            {
                "label": translate(label),
                "value": functions.add(f"table.{place}", expression, _running(table.over)),
                "format": format_for(unit).data() if unit != "count" else format_for("", 0).data(),
            }
            for place, (label, (expression, unit)) in enumerate(table.columns.items())
        ],
    }
