"""The worked example of CONTRIBUTING.md: a sixth model by one new file, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import infogap

CONTRIBUTING = Path(__file__).parent.parent / "CONTRIBUTING.md"
USED = """
import infogap as ig
assert ig.models() == ["acquisition", "bayes", "break_even", "clv", "clv_timing", "expected_utility", "insurance", "regression", "updating"], ig.models()
assert ig.break_even(fixed_cost=6000, price=30, unit_cost=18).pieces == 500.0
ig.break_even.check()
print(ig.break_even.solve("price", pieces=1000))
print(ig.break_even().sentence)
print(ig.break_even.calculator(price=24))
print(ig.break_even.plot().get_xlabel())
print(ig.source.break_even.splitlines()[0])
"""
PRINTED = """24.0
At $30.00 a piece, 500 pieces pay for the $6,000.00 it costs to begin.
break_even.calculator(fixed_cost=6000.0, price=24.0, unit_cost=18.0): pieces 1,000
pieces
\"\"\"Break-even. How many pieces pay for what it costs to begin.\"\"\"
"""


def test_a_new_file_is_a_new_model(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", CONTRIBUTING.read_text(encoding="utf-8"), re.DOTALL)
    package = tmp_path / "infogap"
    shutil.copytree(Path(infogap.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "models" / "break_even.py").write_text(example, encoding="utf-8")
    environment = {"INFOGAP_CACHE": str(tmp_path / "cache"), "MPLBACKEND": "agg", "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", USED], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr, ran.returncode) == (PRINTED, "", 0)
