"""Ten million customers at once: `ig.clv` against the closed form as one writes it in NumPy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tests.benchmarks.conftest import Table

ROWS = 10_000_000
ROUNDS = 3
REPEATED = 3

# Each in a process of its own, so that neither finds memory that the other left, or its imports.
# The inputs are filled in place: until the first call, the highest memory is the memory that they take.
PROGRAM = """
import json, sys, time
import numpy as np
try:
    import resource
    def highest():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
except ImportError:
    highest = lambda: float("nan")

IMPORT
rows, repeated, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
random = np.random.default_rng(1)
m, r = np.empty(rows), np.empty(rows)
random.random(out=m)
random.random(out=r)
m *= 1000
r *= 0.4
r += 0.01
n = random.integers(1, 31, rows)

def call():
    return CALL

before, times = highest(), []
for _ in range(1 + repeated):
    found = None
    start = time.perf_counter()
    found = call()
    times.append(1000 * (time.perf_counter() - start))
    peak = highest() - before if len(times) == 1 else peak
np.save(path, found)
print(json.dumps({"first": times[0], "best": min(times[1:]), "peak": peak}))
"""
SIDES = {
    "ours": ("import infogap as ig", "ig.clv(margin=m, discount_rate=r, years=n).clv"),
    "theirs": ("", "m * (1 - (1 + r) ** -n) / r"),
}


def test_ten_million_rows(tmp_path: Path, table: Table) -> None:
    measured("ours", tmp_path, rows=2)  # nobody's first call derives a model twice: fill the cache of faces
    rounds = [{side: measured(side, tmp_path) for side in SIDES} for _ in range(ROUNDS)]
    same_numbers(tmp_path)
    add_line(table, rounds, "best", "ig.clv on 10 million rows, best of repeated calls", "ms", 2)
    add_line(table, rounds, "first", "ig.clv on 10 million rows, first call", "ms", None)
    add_line(table, rounds, "peak", "ig.clv on 10 million rows, peak memory beyond the inputs", "MiB", 1)


def measured(side: str, folder: Path, rows: int = ROWS) -> dict[str, float]:
    imported, call = SIDES[side]
    program = PROGRAM.replace("IMPORT", imported).replace("CALL", call)
    command = [sys.executable, "-c", program, str(rows), str(REPEATED), str(folder / f"{side}.npy")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, float] = json.loads(ended.stdout)
    return found


def same_numbers(folder: Path) -> None:
    ours, theirs = (np.load(folder / f"{side}.npy", mmap_mode="r") for side in SIDES)
    assert ours.shape == theirs.shape == (ROWS,)
    assert float(np.max(np.abs(ours / theirs - 1))) <= 1e-9


def add_line(table: Table, rounds: list[Any], figure: str, what: str, unit: str, times: int | None) -> None:
    ours, theirs = ([each[side][figure] for each in rounds] for side in SIDES)
    more: dict[str, Any] = {"against": "closed form in NumPy"}
    if times is not None:
        words = f"at least {times} times faster" if times > 1 else "less"
        more |= {"target": words, "holds": lambda line: line.ratio >= times if times > 1 else line.ratio > 1}
    table.add(what, unit, ours, theirs, **more)
