"""Say a compiled sentence with the numbers of a result in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infogap.core.display import Format
from infogap.faces.compiled import Calculation, Compiled


def said(compiled: Compiled, values: Mapping[str, Any]) -> str:
    """Return the first of a model's sentences whose condition holds."""
    calculation = Calculation(compiled, values)
    for sentence in compiled.data["spec"]["sentences"]:
        if sentence["when"] is None or calculation[sentence["when"]]:
            return worded(sentence, calculation)
    return ""


def worded(sentence: dict[str, Any], calculation: Mapping[str, Any]) -> str:
    """Return one compiled sentence with its numbers."""
    numbers = {
        name: Format(**entry["format"]).write(float(calculation[entry["value"]]))
        for name, entry in sentence["values"].items()
    }
    return str(sentence["template"].format(**numbers))
