"""The JavaScript face equals the NumPy face, in a real JavaScript engine; numbers are written alike, too."""

from __future__ import annotations

import json
import math
import random
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from itertools import product
from typing import Any

import numpy as np
import pytest
from py_mini_racer import MiniRacer

import infogap as ig
from infogap.core.display import Format, format_for, plain
from infogap.faces.compiled import Calculation, Compiled
from infogap.faces.evaluation import evaluate, names_in
from infogap.faces.javascript import helpers_for
from infogap.widgets.browser import CALCULATOR, words

Numbers = dict[str, Any]
# JSON has no name for these; they travel as text.
TELL = (
    "JSON.stringify({}, (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value))"
)
UNTOLD = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
RANDOM_POINTS = 40


def edges(model: str) -> Iterator[Numbers]:  # noqa: C901 - a table of edges
    """The edges of the engine's promise, each with what else is ordinary."""
    if model == "clv":
        for rate, kept, years in product([0, 1e-15, 1e-12, 1e-6, -0.5], [0, 0.5, 1], [1, 30, 10_000]):
            yield {"discount_rate": rate, "retention_rate": kept, "years": years}
        yield from (
            {"margin": 0},
            {"acquisition_cost": 0},
            {"margin": 100, "discount_rate": 0, "acquisition_cost": 300},
        )
    if model == "acquisition":
        yield from ({}, {"marketing_cost": 0}, {"new_customers": 5000}, {"new_customers": 1e-9})
    if model == "expected_utility":
        for utility, aversion in product(
            ["linear", "log", "sqrt", "crra", "cara"], [0, 1e-15, 1e-9, 0.9, 1 - 1e-9, 1, 1 + 1e-9, 2, 50]
        ):
            yield {"utility": utility, "risk_aversion": aversion}
            yield {"utility": utility, "risk_aversion": aversion, "outcomes": [3, 1e5], "probabilities": [1, 0]}
            yield {
                "utility": utility,
                "risk_aversion": aversion,
                "outcomes": [1e-6, 1, 1e6],
                "probabilities": [0.2, 0.3, 0.5],
            }
        yield {"utility": "crra", "risk_aversion": 0.5, "outcomes": [0, 100]}
        yield {"utility": "cara", "risk_aversion": 3, "outcomes": [-100, 50]}
    if model == "bayes":
        for prior, hit, alarm in product([0, 1e-12, 0.5, 1], repeat=3):
            yield {"prior": prior, "true_positive_rate": hit, "false_positive_rate": alarm}
    if model == "updating":
        for prior, hit, alarm in product([0, 1e-12, 0.5, 1], [0, 0.65, 1], [0, 0.35, 1]):
            for came, failed in ((0, 0), (3, 0), (0, 2), (400, 300)):
                if ((came == 0 or hit > 0) and (failed == 0 or hit < 1) and prior > 0) or (
                    (came == 0 or alarm > 0) and (failed == 0 or alarm < 1) and prior < 1
                ):
                    yield {
                        "prior": prior,
                        "true_positive_rate": hit,
                        "false_positive_rate": alarm,
                        "positives": came,
                        "negatives": failed,
                    }
    if model == "clv_timing":
        for rate, kept, years in product([0, 1e-15, 1e-6, -0.5], [0, 0.5, 1], [1, 30, 10_000]):
            yield {"discount_rate": rate, "retention_rate": kept, "years": years}
        yield {"margin": 0}
    if model == "insurance":
        for chance, loss, aversion in product(
            [0, 1e-12, 0.1, 0.9, 1], [0, 1e-6, 400, 1999.999], [0, 1 - 1e-9, 1, 1 + 1e-9, 3, 50]
        ):
            yield {"loss_probability": chance, "loss": loss, "risk_aversion": aversion}
        yield {"price": 0}
    if model == "regression":
        for at, confidence in product([0, 3, -7, 1e6], [1e-3, 0.1, 0.5, 0.95, 1 - 1e-9]):
            yield {"at": at, "confidence": confidence}
        yield {"x": [1, 2, 3], "y": [2, 4, 6]}
        yield {"x": [1, 2, 3], "y": [5, 5, 5]}
        many = np.random.default_rng(5).uniform(0, 10, 300)
        yield {"x": many.tolist(), "y": (many + np.sin(9 * many)).tolist()}


def plain_values(values: Mapping[str, Any]) -> Numbers:
    return {name: np.asarray(value).tolist() for name, value in values.items()}


@pytest.fixture
def points(
    ordinary: Callable[[str, int], Numbers], rows: Callable[[Numbers], list[Numbers]]
) -> Callable[..., list[Numbers]]:
    """Return points of a model as plain data with a value for each quantity."""

    def all_points(model: str, with_edges: bool = True) -> list[Numbers]:
        compiled = getattr(ig, model).compiled
        defaults = {name: facts.default for name, facts in compiled.facts.items()}
        options = [name for name, _ in compiled.facts[compiled.choice].options] if compiled.choice else [None]
        random_ones = [
            row if option is None else row | {compiled.choice: option}
            for row in rows(ordinary(model, RANDOM_POINTS))
            for option in options
        ]
        at_edges = list(edges(model)) if with_edges else []
        return [plain_values(defaults | given) for given in [*random_ones, *at_edges]]

    return all_points


def in_python(compiled: Compiled, point: Numbers, running: list[float]) -> Numbers:
    """Every function's value; one with a running variable has a list, one value for each."""
    arrays = {name: np.asarray(value) if isinstance(value, list) else value for name, value in point.items()}
    calculation = Calculation(compiled, arrays)
    found = {}
    for key in compiled.data["functions"]:
        source = compiled.source(key, compiled.option(point))
        over_entries = entries_of(compiled, key)
        names = [name for name in names_in(source) if name != "i"]
        if over_entries is not None:
            places = np.arange(1, len(point[over_entries]) + 1)
            values = evaluate(source, {name: calculation[name] for name in names} | {"i": places})
            found[key] = np.broadcast_to(values, places.shape).tolist()
        elif "i" in names_in(source):
            found[key] = evaluate(
                source, {name: calculation[name] for name in names} | {"i": np.array(running)}
            ).tolist()
        else:
            found[key] = calculation[key]
    return found


def entries_of(compiled: Compiled, key: str) -> str | None:
    """Return the array over whose entries a mark or a table runs, if it does."""
    chart = compiled.data["spec"]["chart"]
    kind, _, rest = key.partition(".")
    part = rest.partition(".")
    if kind == "mark" and part[2] in ("x", "y", "x2", "y2", "when"):
        over = chart["marks"][int(part[0])]["over"]
    elif kind == "table" and rest.isdigit():
        over = chart["table"]["over"]
    else:
        return None
    return over["of"] if over and over["kind"] == "each" else None


def in_javascript(compiled: Compiled, cases: list[tuple[Numbers, list[float]]]) -> list[Numbers]:
    engine = MiniRacer()
    functions = compiled.data["javascript"]
    bodies = ",".join(f"{json.dumps(key)}: (v, i) => {body}" for key, body in functions.items())
    engine.eval(f"{compiled.data['helpers']}\nconst functions = {{{bodies}}};")
    found = []
    for point, running in cases:
        over = {
            key: list(range(1, len(point[entries]) + 1))
            for key in functions
            if (entries := entries_of(compiled, key)) is not None
        }
        runs = over | {key: running for key, body in functions.items() if key not in over and re.search(r"\bi\b", body)}
        program = f"""(() => {{
            const v = {json.dumps(point)};
            const order = {json.dumps(compiled.data["spec"]["order"])};
            const runs = {json.dumps(runs)};
            for (const name of order) v[name] = functions[name](v);
            const value = (key) => (runs[key] ? runs[key].map((i) => functions[key](v, i)) : functions[key](v));
            return Object.fromEntries(Object.keys(functions).map((key) => [key, value(key)]));
        }})()"""
        found.append(json.loads(engine.eval(TELL.format(program))))
    return found


def numbers(value: Any) -> np.ndarray:
    entries = value if isinstance(value, list) else [value]
    return np.array([float(UNTOLD.get(entry, entry)) for entry in entries])


@pytest.mark.parametrize("is_cell", [False, True], ids=["derived", "cell"])
@pytest.mark.parametrize("model", ig.models())
def test_every_function_equals_its_numpy_twin(
    model: str, is_cell: bool, points: Callable[..., list[Numbers]], from_cell: Callable[..., ig.Model]
) -> None:
    compiled = (from_cell(model) if is_cell else getattr(ig, model)).compiled
    possible = []
    # A cell computes from definitions, in which digits cancel: there the last of them are rounding's.
    for point in points(model, with_edges=not is_cell):
        calculation = Calculation(compiled, {name: np.asarray(value)[()] for name, value in point.items()})
        if all(calculation[requirement["holds"]] for requirement in compiled.data["requirements"]):
            possible.append((point, [1.0, 2.0, 3.5, 40.0]))
    assert len(possible) >= 20
    # Only the worked solution, which Python writes, needs more.
    assert set(compiled.data["javascript"]) == {
        key for key in compiled.data["functions"] if ".case." not in key and not key.startswith("mistake.")
    }
    for (point, running), found in zip(possible, in_javascript(compiled, possible), strict=True):
        wanted = in_python(compiled, point, running)
        for key in found:
            np.testing.assert_allclose(
                numbers(found[key]),
                numbers(wanted[key]),
                rtol=1e-9 if is_cell else 1e-12,
                atol=1e-12 * scale_of(point) if is_cell else 1e-14 * scale_of(point) if key in PREMIUMS else 0,
                err_msg=f"{key} at {point}",
            )


# The premium of a sure thing is what rounding leaves of two equal amounts.
PREMIUMS = ("risk_premium", "sentence.0.risk_premium")


def scale_of(point: Numbers) -> float:
    sizes = [abs(entry) for value in point.values() for entry in np.ravel(value) if not isinstance(entry, str)]
    return max(1.0, *map(float, sizes))


def test_helpers_come_with_what_they_call() -> None:
    code = helpers_for("studentQuantile(v.x, 3)")
    assert re.findall(r"^function (\w+)", code, re.MULTILINE) == [
        "studentConstant",
        "betaFraction",
        "studentTail",
        "studentQuantile",
    ]
    assert helpers_for("v.total + 1") == ""


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 10, 29, 30, 101, 1000, 9998])
def test_students_quantile_equals_scipys(degrees: int) -> None:
    from scipy.special import stdtrit

    engine = MiniRacer()
    engine.eval(helpers_for("studentQuantile("))
    tails = [1e-12, 1e-9, 1e-4, 0.005, 0.025, 0.0999, 0.1, 0.1001, 0.25, 0.4, 0.5, 0.6, 0.975]
    found = json.loads(engine.eval(f"JSON.stringify({tails}.map((tail) => studentQuantile(tail, {degrees})))"))
    np.testing.assert_allclose(found, -stdtrit(degrees, tails), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("degrees", [1, 4, 9998])
def test_students_quantile_beside_the_middle(degrees: int) -> None:
    # There the density is flat: P(0 < T < t) = f(0)·t, up to a share t². (SciPy is off by 4e-4 with 4 degrees.)
    engine = MiniRacer()
    engine.eval(helpers_for("studentQuantile("))
    density = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    assert engine.eval(f"studentQuantile({0.5 - 2**-24}, {degrees})") == pytest.approx(2**-24 / density, rel=1e-10)


# Numbers as people read them.


@pytest.fixture(scope="module")
def calculator() -> MiniRacer:
    """The calculator's own module; its exports become plain names."""
    engine = MiniRacer()
    text = "\n".join((files("infogap.widgets") / name).read_text(encoding="utf-8") for name in CALCULATOR)
    engine.eval(re.sub(r"^export ", "", text, flags=re.MULTILINE))
    return engine


FORMATS = [
    Format(),
    format_for("$"),
    format_for("%"),
    format_for("%", 0),
    format_for("years"),
    format_for("points", 0),
    format_for("", 4),
    format_for("", 1),
]
HARD = [
    *(
        sign * (whole + half)
        for sign in (1, -1)
        for whole in (0, 1, 2, 7, 1000, 123456)
        for half in (0.5, 0.25, 0.125, 0.05)
    ),
    *(
        sign * number
        for sign in (1, -1)
        for number in (0.005, 0.015, 1.005, 2.675, 0.045, 0.00005, 0.0045, 0.49999999999)
    ),
    *(0.0, -0.0, 1.0, -1.0, 0.99999, 999.995, 999999.995, 0.01, 100.0, 1e-7, 5e-324, -1e-300),
    *(1e12, 999999999999.5, 1e14, 999999999999999.9, 1e15, 1e15 - 0.125, 1234567890123456.0, 1000500000000000.0),
    *(1.0005e20, 1e21, 1e22, 1e100, 1e307, 1.7976931348623157e308, -1e16),
    *(math.nan, math.inf, -math.inf, 1234565.0, 1234575.0, 0.1234565, 1e-12, 1e-13, 123456789.0, 5e-13),
]


def some_numbers() -> list[float]:
    generator = random.Random(11)
    ordinary = [generator.uniform(-1, 1) * 10 ** generator.randint(-6, 18) for _ in range(3000)]
    short = [round(generator.uniform(-5000, 5000), generator.randint(0, 4)) for _ in range(2000)]
    bits = [struct.unpack("<d", generator.getrandbits(64).to_bytes(8, "little"))[0] for _ in range(500)]
    return [*HARD, *ordinary, *short, *bits]


def sent(values: list[float]) -> str:
    """JavaScript's own spelling of the very same numbers."""
    names = {math.inf: "Infinity", -math.inf: "-Infinity"}
    return "[" + ",".join("NaN" if math.isnan(value) else names.get(value, repr(value)) for value in values) + "]"


def differences(wanted: list[str], found: list[str], values: list[float]) -> list[tuple[float, str, str]]:
    pairs = zip(values, wanted, found, strict=True)
    return [(value, python, javascript) for value, python, javascript in pairs if python != javascript]


@pytest.mark.parametrize("form", FORMATS, ids=repr)
def test_numbers_are_written_alike(calculator: MiniRacer, form: Format) -> None:
    values = some_numbers()
    how = json.dumps(form.data())
    found = json.loads(calculator.eval(f"JSON.stringify({sent(values)}.map((value) => format(value, {how})))"))
    assert differences([form.write(value) for value in values], found, values) == []


@pytest.mark.parametrize(("half", "written"), [(0.96875, "0.9688"), (0.03125, "0.0312"), (56.00625, "56.0063")])
def test_the_last_digits_of_a_float_decide_nothing(calculator: MiniRacer, half: float, written: str) -> None:
    """0.7 · 55/56 + 0.3 · 15/16 is 0.96875, but a float's width below it where the terms are added in another order."""
    form = format_for("", 4)
    values = [half + place * math.ulp(half) for place in range(-4, 5)]
    how = json.dumps(form.data())
    found = json.loads(calculator.eval(f"JSON.stringify({sent(values)}.map((value) => format(value, {how})))"))
    assert {form.write(value) for value in values} == set(found) == {written}


def test_numbers_stand_alike_in_formulas(calculator: MiniRacer) -> None:
    values = some_numbers()
    found = json.loads(calculator.eval(f"JSON.stringify({sent(values)}.map((value) => plain(value)))"))
    assert differences([plain(value) for value in values], found, values) == []


@pytest.mark.parametrize(
    ("low", "high", "most", "whole", "wanted"),
    [
        (0, 10, 5, False, [0, 2, 4, 6, 8, 10]),
        (0, 1, 5, False, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-3, 3, 6, False, [-3, -2, -1, 0, 1, 2, 3]),
        (0.5, 3.5, 8, True, [1, 2, 3]),
        (0.5, 30.5, 8, True, [5, 10, 15, 20, 25, 30]),
        (0, 0.3, 3, False, [0, 0.1, 0.2, 0.3]),
    ],
)
def test_ticks_are_round(
    calculator: MiniRacer, low: float, high: float, most: int, whole: bool, wanted: list[float]
) -> None:
    call = f"JSON.stringify(ticks({low}, {high}, {most}, {json.dumps(whole)}))"
    assert json.loads(calculator.eval(call)) == wanted


# What a saved state may not hold.

HUGE = [1.5] * 1_000_000
STRANGE = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("model", "changes", "message"),
    [
        ("clv", {"margin": "200"}, "Margin per year must be a number, not 200"),
        ("clv", {"margin": None}, "Margin per year must be a number, not null"),
        ("clv", {"margin": -5}, "Margin per year must be at least $0, not -5"),
        ("clv", {"margin": STRANGE}, f"Margin per year must be a number, not {STRANGE}"),
        ("clv", {"margin": [1, 2]}, "Margin per year must be a number, not [1,2]"),
        ("clv", {"margin": {"valueOf": 1}}, 'Margin per year must be a number, not {"valueOf":1}'),
        ("clv", {"margin": True}, "Margin per year must be a number, not true"),
        ("clv", {"margin": "x" * 100_000}, f"Margin per year must be a number, not {'x' * 60}…"),
        ("clv", {"years": 2.5}, "Years counted must be a whole number, not 2.5"),
        ("clv", {"years": 0}, "Years counted must be at least 1 year, not 0"),
        ("bayes", {"prior": 1.5}, "Prior probability must be at least 0 % and at most 100 %, not 1.5"),
        ("regression", {"x": HUGE, "y": HUGE}, "x must be a list of 3 to 1000 numbers, not 1000000"),
        ("regression", {"x": 7}, "x must be a list of numbers, not 7"),
        ("regression", {"x": {"length": 5}}, 'x must be a list of numbers, not {"length":5}'),
        ("regression", {"x": [1, 2, None, 4, 5]}, "x must be a number, not null"),
        ("regression", {"x": [1, 2, [3], 4, 5]}, "x must be a number, not [3]"),
        ("regression", {"x": [1, 2, 3]}, "x must be as long as the other list, not 3"),
        ("regression", {"x": []}, "x must be a list of 3 to 1000 numbers, not 0"),
        ("expected_utility", {"probabilities": [0.5, 0.6]}, "Probability must be numbers that add up to 1, not 1.1"),
        ("expected_utility", {"utility": "constructor"}, "Attitude to risk must be linear, log, sqrt, crra, cara, not constructor"),
        ("expected_utility", {"utility": ["log"]}, 'Attitude to risk must be linear, log, sqrt, crra, cara, not ["log"]'),
    ],
    ids=lambda each: str(each)[:40],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_a_message(
    calculator: MiniRacer, model: str, changes: Numbers, message: str
) -> None:
    spec = getattr(ig, model).compiled.data["spec"]
    usual = {each["name"]: each["default"] for each in spec["quantities"]}
    wrong = "JSON.stringify(wrongIn({}, {}, {}))".format
    text = json.dumps(words())
    assert json.loads(calculator.eval(wrong(json.dumps(usual), json.dumps(spec), text))) is None
    said = json.loads(calculator.eval(wrong(json.dumps(usual | changes), json.dumps(spec), text)))
    assert said["message"] == f"Refused: {message}. Reset begins anew."
    assert said["unusable"] == ("as long as" not in message)
