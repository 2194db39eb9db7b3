"""Every function that the browser gets equals its NumPy twin, in a real JavaScript engine."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from py_mini_racer import MiniRacer

import infogap as ig
from infogap.core.display import Format, plain
from infogap.core.values import Facts
from infogap.faces.compiled import Calculation, Compiled
from infogap.faces.evaluation import evaluate, names_in

WIDGETS = Path(ig.__file__).parent / "widgets"
ROUNDS = 40
# What a random grid misses: where formulas have cases of their own, or lose their digits.
EDGES: dict[str, list[dict[str, Any]]] = {
    "clv": [
        {"discount_rate": rate, "retention_rate": kept, "years": years}
        for rate in (0, 1e-15, 1e-12, 1e-6, 0.1)
        for kept in (0, 0.5, 1 - 1e-12, 1)
        for years in (1, 3, 10_000)
    ]
    + [{"acquisition_cost": 0}, {"margin": 0}, {"margin": 0, "acquisition_cost": 0}, {"acquisition_cost": 1e6}],
    "acquisition": [{"marketing_cost": 0}, {"new_customers": 1e-3}, {"new_customers": 5000}],
    "expected_utility": [
        {"utility": utility, "risk_aversion": aversion, "outcomes": outcomes, "probabilities": shares}
        for utility in ("linear", "log", "sqrt", "crra", "cara")
        for aversion in (0, 1e-9, 1 - 1e-9, 1, 1 + 1e-9, 1.2, 40)
        for outcomes, shares in (([50, 30], [0.7, 0.3]), ([1e-6, 1, 1e6], [0.2, 0.3, 0.5]), ([9, 4], [1, 0]))
    ],
    "bayes": [
        {"prior": prior, "true_positive_rate": found, "false_positive_rate": 0.1}
        for prior in (0, 1e-12, 1)
        for found in (1e-9, 0.5, 1)
    ],
    "regression": [
        {"confidence": confidence, "x": list(range(count)), "y": [n**0.5 for n in range(count)], "at": count + 1}
        for confidence in (1e-6, 0.5, 0.95, 0.999999)
        for count in (3, 4, 5, 1000)
    ],
}


@pytest.fixture(scope="module")
def engine() -> Iterator[MiniRacer]:
    racer = MiniRacer()
    racer.eval(re.sub(r"^export ", "", (WIDGETS / "calculator.js").read_text(encoding="utf-8"), flags=re.MULTILINE))
    yield racer
    racer.close()


@pytest.mark.parametrize("name", ig.models())
def test_every_function_equals_its_numpy_twin(name: str, engine: MiniRacer) -> None:
    compiled = getattr(ig, name).compiled
    engine.eval(_module(compiled))
    cases = [*_random_cases(compiled, random.Random(11)), *EDGES[name]]
    differences = [difference for case in cases for difference in _differences(compiled, case, engine)]
    assert differences == []


def _module(compiled: Compiled) -> str:
    functions = compiled.data["javascript"]
    entries = ",".join(f"{json.dumps(key)}: (v, i) => {body}" for key, body in functions.items())
    order = json.dumps(compiled.data["spec"]["order"])
    return f"""{compiled.data["helpers"]}
        var functions = {{{entries}}};
        var text = (value) => typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
        var all = (v, running) => {{
            for (const name of {order}) v[name] = functions[name](v);
            return JSON.stringify(Object.fromEntries(
                Object.keys(functions).map((key) => [key, text(functions[key](v, running[key]))])));
        }}"""


def _random_cases(compiled: Compiled, generator: random.Random) -> Iterator[dict[str, Any]]:
    for _ in range(ROUNDS):
        case = {facts.name: _random_value(facts, generator) for facts in compiled.facts.values()}
        if compiled.data["name"] != "acquisition" or case["new_customers"] <= case["visitors"]:
            yield case


def _random_value(facts: Facts, generator: random.Random) -> Any:
    if facts.kind == "choice":
        return generator.choice(facts.options)[0]
    low, high, _ = facts.slider or (0, 1, 1)
    numbers = [generator.uniform(low, high) or 0.5 for _ in range(4)]
    if facts.kind == "number":
        return round(numbers[0]) or 1 if facts.integer else numbers[0]
    return numbers if facts.total is None else [number / math.fsum(numbers) for number in numbers]


def _differences(compiled: Compiled, case: dict[str, Any], engine: MiniRacer) -> list[tuple[Any, ...]]:
    values = getattr(ig, compiled.data["name"])(**case).inputs
    plain_values = {name: value if isinstance(value, str | float) else value.tolist() for name, value in values.items()}
    running = {key: 2 if _runs_over_entries(compiled, key) else 2.5 for key in compiled.data["javascript"]}
    running |= {key: 2 for key in running if compiled.data["name"] == "clv"}
    found = json.loads(engine.eval(f"all({json.dumps(plain_values)}, {json.dumps(running)})"))
    return [
        (case, key, found[key], expected)
        for key in found
        if not _agree(found[key], expected := _by_numpy(compiled, key, values, running[key]))
    ]


def _runs_over_entries(compiled: Compiled, key: str) -> bool:
    return "[i - 1]" in compiled.data["javascript"][key]


def _by_numpy(compiled: Compiled, key: str, values: Any, running: float) -> Any:
    calculation = Calculation(compiled, values)
    source = compiled.source(key, compiled.option(values))
    known = {name: calculation[name] for name in names_in(source) if name != "i"}
    found = evaluate(source, {**known, "i": running})
    return found if not hasattr(found, "shape") else found[int(running) - 1]


def _agree(found: Any, expected: Any) -> bool:
    if isinstance(found, bool) or isinstance(expected, bool):
        return bool(found) == bool(expected)
    left, right = float(str(found).replace("Infinity", "inf")), float(expected)
    if not (math.isfinite(left) and math.isfinite(right)):
        return left == right or (math.isnan(left) and math.isnan(right))
    return math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-12)


NUMBERS = [0.0, -0.0, 0.005, 0.5, 1.5, 2.5, 1.0, 999.995, -1234.5, 1e15, 9.99e14, 1e300, math.nan, math.inf, -math.inf]
FORMATS = [
    Format(),
    Format(prefix="$"),
    Format(scale=100, suffix=" %", decimals=1),
    Format(suffix=" years", one=" year", decimals=0, infinite="never"),
]


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.suffix or form.prefix or "plain")
def test_python_and_the_browser_write_numbers_alike(form: Format, engine: MiniRacer) -> None:
    generator = random.Random(3)
    numbers = NUMBERS + [generator.uniform(-1, 1) * 10 ** generator.uniform(-4, 17) for _ in range(2000)]
    numbers += [round(generator.uniform(-50, 50) * 8) / 8 for _ in range(500)]
    listed = ", ".join(str(number).replace("inf", "Infinity").replace("nan", "NaN") for number in numbers)
    written = json.loads(engine.eval(f"JSON.stringify([{listed}].map((n) => format(n, {json.dumps(form.data())})))"))
    assert written == [form.write(number) for number in numbers]


def test_python_and_the_browser_write_formulas_alike(engine: MiniRacer) -> None:
    numbers = [0, 1, -1, 0.1, 200, 758.157, -0.25, 1234567, 0.0776398, 1 / 3]
    written = json.loads(engine.eval(f"JSON.stringify({json.dumps(numbers)}.map(plain))"))
    assert written == [plain(number) for number in numbers]
