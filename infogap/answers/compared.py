"""Published cases recomputed: what a source claims beside what its own inputs give."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infogap.core.display import Format, as_html
from infogap.core.example import Example
from infogap.core.language import translate
from infogap.faces.rows import calculate

if TYPE_CHECKING:
    from infogap.model import Model


@dataclass(frozen=True)
class Compared:
    """An example recomputed: what the source claims beside what its own inputs give."""

    example: Example
    right: Mapping[str, float]
    claimed: Mapping[str, str]
    computed: Mapping[str, str]
    labels: Mapping[str, str]
    explained_by: Mapping[str, str]

    @property
    def agrees(self) -> bool:
        """Whether every claim is right to the digits that the source prints."""
        tolerance = 0.5 * 10.0**-self.example.decimals
        return all(abs(self.right[name] - claim) <= tolerance for name, claim in self.example.claimed.items())

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Return for each claim its label, as printed, as it is, and the verdict."""
        rows = [
            (self.labels[name], self.claimed[name], self.computed[name], self._verdict(name))
            for name in self.example.claimed
        ]
        said = [verdict for *_, verdict in rows]
        told = [(*row[:3], "" if row[3] in said[:place] else row[3]) for place, row in enumerate(rows)]
        return told + [
            (self.labels[name], translate("not given"), self.computed[name], "") for name in self.example.also
        ]

    def _verdict(self, name: str) -> str:
        tolerance = 0.5 * 10.0**-self.example.decimals
        if abs(self.right[name] - self.example.claimed[name]) <= tolerance:
            return translate("right")
        return self.explained_by.get(name, self.example.note) or translate("wrong")

    def __repr__(self) -> str:
        lines = [
            f"{label}: as printed {claim}, as it is {right}" + (f": {verdict}" if verdict else "")
            for label, claim, right, verdict in self.rows()
        ]
        return "\n".join([f"{self.example.title} ({self.example.source})", *lines])

    def _repr_html_(self) -> str:
        return html_table([self])


def _named(case: Compared, label: str) -> str:
    return f"{case.example.title}: {label}" if len(case.labels) > 1 else case.example.title


def compared(model: Model, example: Example) -> Compared:
    """Return an example with its right outputs, and the model's mistakes that explain wrong ones."""
    compiled = model.compiled
    result = model(**example.inputs)
    claims, names = example.claimed, [*example.claimed, *example.also]
    claimed = {
        name: _as_printed(compiled.formats[name], example.decimals).write(claim) for name, claim in claims.items()
    }
    computed = {name: _as_printed(compiled.formats[name], example.decimals).write(result[name]) for name in claims}
    return Compared(
        example,
        {name: float(result[name]) for name in names},
        claimed,
        computed | {name: compiled.formats[name].write(result[name]) for name in example.also},
        {name: compiled.labels[name] for name in names},
        {name: text for name, claim in claims.items() if (text := _diagnosis(model, example, name, claim))},
    )


def _as_printed(form: Format, decimals: int) -> Format:
    """Return a format with as many digits as the source prints."""
    return replace(form, decimals=max(0, decimals - round(math.log10(form.scale))))


def _diagnosis(model: Model, example: Example, name: str, claim: float) -> str:
    """Return in words the mistake that gives just what the source claims, or nothing."""
    values = model(**example.inputs).inputs
    for mistake in model.compiled.data["mistakes"]:
        wrong = calculate(model.compiled, mistake["key"], values)
        if mistake["output"] == name and abs(float(wrong) - claim) <= 0.5 * 10.0**-example.decimals:
            return f"{mistake['did']}; {mistake['instead']}"
    return ""


class Examples(tuple[Compared, ...]):
    """Several published cases, shown side by side: as printed, and as they are."""

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self))

    def _repr_html_(self) -> str:
        return html_table(self)


def html_table(cases: Sequence[Compared]) -> str:
    """Return examples as one HTML table: as printed, and as they are."""
    titles = ("", translate("as printed"), translate("as it is"), "")
    head = "".join(f"<th style='text-align:left'>{title}</th>" for title in titles)
    body = "".join(
        "<tr>"
        + "".join(f"<td style='text-align:left'>{as_html(text)}</td>" for text in (_named(case, label), *rest))
        + "</tr>"
        for case in cases
        for label, *rest in case.rows()
    )
    return f"<table><tr>{head}</tr>{body}</table>"
