"""Show a derivation: with letters, or with the numbers put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from infogap.answers.binding import only_one_case
from infogap.core.display import as_html, plain
from infogap.core.language import translate
from infogap.core.values import closest
from infogap.faces.compiled import Calculation, Compiled
from infogap.faces.mathml import TOKEN, fill, letters, to_mathml, written_out

POWER_OF_TEN = re.compile(r"([\d.]+)e\+?(-?\d+)")


@dataclass(frozen=True)
class Line:
    """One line of a worked derivation: why, and what, as LaTeX; some lines are words alone."""

    reason: str
    latex: str = ""

    def __str__(self) -> str:
        return f"{self.reason}\n   {self.latex}" if self.latex else self.reason

    def html(self) -> str:
        """Return the line as an item of a list."""
        mathematics = f"<br>{to_mathml(self.latex, 'block')}" if self.latex else ""
        return f"<li style='margin:0.6em 0'>{as_html(self.reason)}{mathematics}</li>"


@dataclass(frozen=True)
class Worked:
    """A derivation as people read it: in a notebook as mathematics, elsewhere as text."""

    title: str
    lines: tuple[Line, ...]
    result: str = ""

    def __repr__(self) -> str:
        numbered = (f"{number}. {line}" for number, line in enumerate(self.lines, start=1))
        return "\n".join([self.title, *numbered, *([f"= {self.result}"] if self.result else [])])

    def _repr_html_(self) -> str:
        items = "".join(line.html() for line in self.lines)
        result = f"<p>{as_html(self.title)} = <strong>{as_html(self.result)}</strong></p>" if self.result else ""
        return f"<p><strong>{as_html(self.title)}</strong></p><ol>{items}</ol>{result}"


def derivation(compiled: Compiled, output: str | None, choice: Mapping[str, str]) -> Worked:
    """Return the steps to an output, with letters."""
    name = _formula(compiled, output)
    option = _option(compiled, choice)
    equal = compiled.symbols[name]
    lines = [
        Line(step["reason"], _equation(equal, fill(step["symbols"], letters(compiled.symbols)), step))
        for step in _steps(compiled, name, option)
    ]
    return Worked(compiled.labels[name], tuple(lines))


def explanation(compiled: Compiled, output: str | None, values: Mapping[str, Any]) -> Worked:
    """Return the steps to an output, with numbers, and the result at the end; stepping stones come first."""
    name = _formula(compiled, output)
    calculation = Calculation(compiled, values)
    only_one_case(compiled, values)
    steps = _computed(compiled, name, values)
    stones = [_stone(compiled, stone, calculation) for stone in _stones(compiled, steps, values)]
    lines = [_line(compiled, name, step, calculation) for step in steps]
    result = compiled.formats[name].write(float(calculation[name]))
    return Worked(compiled.labels[name], (*stones, *lines), result)


def _computed(compiled: Compiled, name: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the steps that say what a formula equals."""
    return [step for step in _steps(compiled, name, compiled.option(values)) if not step["is_condition"]]


def _stones(compiled: Compiled, steps: list[dict[str, Any]], values: Mapping[str, Any]) -> list[str]:
    """Return the inner formulas that steps use, each after those that it uses itself."""
    inner = {entry["name"] for entry in compiled.data["formulas"] if entry["inner"]}
    found: set[str] = set()
    waiting = _names_in(steps) & inner
    while waiting:
        found |= waiting
        waiting = _names_in([_computed(compiled, name, values)[-1] for name in waiting]) & inner - found
    return [name for name in compiled.data["spec"]["order"] if name in found]


def _names_in(steps: list[dict[str, Any]]) -> set[str]:
    return {token["name"] for step in steps for token in TOKEN.finditer(step["symbols"])}


def _stone(compiled: Compiled, name: str, calculation: Calculation) -> Line:
    """Return one line that computes an inner formula."""
    line = _line(compiled, name, _computed(compiled, name, calculation)[-1], calculation)
    # Nothing is multiplied with it, so a negative number needs no parentheses.
    value = _numbers(compiled, calculation)(name, None)
    value = value[1:-1] if value.startswith("(") else value
    reason = f"{compiled.labels[name]}: {line.reason[:1].lower()}{line.reason[1:]}"
    return Line(f"{reason[:1].upper()}{reason[1:]}", f"{line.latex} = {value}")


def _line(compiled: Compiled, name: str, step: Mapping[str, Any], calculation: Calculation) -> Line:
    return Line(step["reason"], _with_numbers(compiled, compiled.symbols[name], step, calculation))


def card(compiled: Compiled) -> str:
    """Return a model as HTML: its main formula, and what each symbol means."""
    rows = "".join(
        f"<tr><td>{to_mathml(facts.symbol)}</td><td style='text-align:left'>{as_html(facts.label)}</td>"
        f"<td><code>{facts.name}</code></td><td style='text-align:left'>{as_html(_domain(facts))}</td></tr>"
        for facts in compiled.facts.values()
    )
    steps = _steps(compiled, compiled.main, _option(compiled, {}))
    first = next(step for step in steps if not step["is_condition"])
    shown = _equation(compiled.symbols[compiled.main], first["symbols"], first)
    left = "<th style='text-align:left'>"
    quantity, keyword, domain = translate("quantity"), translate("keyword"), translate("domain")
    head = f"<tr><th></th>{left}{quantity}</th><th>{keyword}</th>{left}{domain}</th></tr>"
    return (
        f"<p><strong>{as_html(compiled.data['title'])}</strong>: {as_html(compiled.data['summary'])}</p>"
        f"<p>{to_mathml(fill(shown, letters(compiled.symbols)), 'block')}</p><table>{head}{rows}</table>"
    )


def _domain(facts: Any) -> str:
    if facts.kind == "choice":
        return " or ".join(name for name, _ in facts.options)
    return str(facts.expected())


def _formula(compiled: Compiled, output: str | None) -> str:
    name = output if output is not None else compiled.main
    if name not in compiled.labels:
        known = list(compiled.labels)
        raise ValueError(
            f'{compiled.data["name"]} has no formula "{name}".{closest(name, known)} '
            f"Its formulas are: {', '.join(known)}."
        )
    return name


def _option(compiled: Compiled, choice: Mapping[str, str]) -> str:
    for name, value in choice.items():
        if name != compiled.choice:
            raise TypeError(
                f'{compiled.data["name"]} has no choice "{name}". A derivation takes no numbers; explain does.'
            )
        return str(compiled.facts[name].accept(value))
    return compiled.facts[compiled.choice].default if compiled.choice is not None else ""


def _steps(compiled: Compiled, name: str, option: str) -> list[dict[str, Any]]:
    steps: dict[str, list[dict[str, Any]]] = compiled.data["derivations"][name]
    return steps[option] if option in steps else steps[""]


def _equation(symbol: str, latex: str, step: Mapping[str, Any]) -> str:
    return latex if step["is_condition"] else f"{symbol} = {latex}"


def _with_numbers(compiled: Compiled, symbol: str, step: Mapping[str, Any], calculation: Calculation) -> str:
    case = next(case for case in step["cases"] if calculation[case["when"]])
    template = written_out(case["numbers"], {name: len(value) for name, value in calculation.items() if np.ndim(value)})
    return _equation(symbol, fill(template, _numbers(compiled, calculation)), step)


def _numbers(compiled: Compiled, calculation: Calculation) -> Callable[[str, str | None], str]:
    """Return what writes the number of each quantity, formula or entry; what still runs keeps its letter."""
    letter = letters(compiled.symbols)

    def text(name: str, index: str | None) -> str:
        if index and not index.isdigit():
            return letter(name, index)
        if name in compiled.counted:
            return str(len(calculation[compiled.counted[name]]))
        value = calculation[name]
        number = plain(float(value[int(index) - 1] if index else value))
        return POWER_OF_TEN.sub(r"\\left(\1 \\cdot 10^{\2}\\right)", number)

    return text
