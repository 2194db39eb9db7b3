"""Answers as people type them: read where they can only mean one number, refused with a sentence where not."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import Any

from infogap.core.display import MINUS, Format, format_for
from infogap.core.language import translate

SAID = re.compile(
    "(?P<sign>[+-]?) *(?P<before>[^0-9.,+-]*?) *(?P<minus>[+-]?) *"
    "(?P<number>[0-9.,]+(?:e[+-]?[0-9]+)?) *(?P<after>[^0-9]*)"
)
GROUPS = re.compile("(?<=[0-9])[ '’](?=[0-9]{3}(?![0-9]))")
# What JavaScript calls a space, too.
SPACES = re.compile("[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
# The words that may stand beside a number, and how many of them make one of the unit.
UNITS: dict[str, dict[str, int]] = {
    "": {},
    "$": {"$": 1, "us$": 1, "usd": 1, "dollar": 1, "dollars": 1, "cent": 100, "cents": 100, "¢": 100, "ct": 100},
    "%": {"%": 1, "percent": 1, "per cent": 1, "pct": 1},
    "years": {"year": 1, "years": 1, "yr": 1, "yrs": 1},
}
LONGEST_QUOTED = 40
ENDLESS = ("infinite", "infinity", "inf", "∞")


class UnreadableError(ValueError):
    """An answer that is no number, or could be two.

    Parameters
    ----------
    sentence : str
        The name of the sentence that says so, among `sentences.SENTENCES`.
    **words
        What it says in the place of its fields.
    """

    def __init__(self, sentence: str, **words: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.words = {name: _shortened(text) for name, text in words.items()}


@dataclass(frozen=True)
class Reading:
    """How the answers to one question are read: in which unit, with how many digits.

    Numbers here are as people write them: 62.5 for a share of 0.625 that is asked in per cent.

    Parameters
    ----------
    unit : {"", "$", "%", "years"} or any other word
        The unit that the question asks for, in the reader's language.
    decimals : int
        Digits behind the point of a right answer.
    scale : float
        What a model's number is multiplied by to be written: 100 for a share in per cent.
    """

    unit: str
    decimals: int
    scale: float

    @classmethod
    def of(cls, form: Format) -> Reading:
        """Return how numbers of a format are read."""
        return cls(_unit(form), form.decimals, form.scale)

    @property
    def words(self) -> dict[str, int]:
        """The words that may stand beside the number, and how many of them make one of the unit."""
        known = {_in_language(unit): words for unit, words in UNITS.items()}
        return known.get(self.unit, {}) | ({self.unit.lower(): 1} if self.unit else {})

    def value(self, answer: Any) -> float:
        """Return the number that an answer gives, as people write it.

        Raises
        ------
        UnreadableError
            With the name of the sentence that says what to write instead.

        Examples
        --------
        >>> dollars = Reading("$", 2, 1)
        >>> dollars.value("$1,497.37"), dollars.value("497,37"), dollars.value("49737 cents")
        (1497.37, 497.37, 497.37)
        """
        return self._typed(answer) if isinstance(answer, str) else _given(answer)

    def _typed(self, answer: str) -> float:
        text = _plain(answer)
        if not text:
            raise UnreadableError("empty")
        if text.lstrip("+") in (translate("never"), *ENDLESS):
            return math.inf
        said = SAID.fullmatch(text)
        if said is None:
            raise UnreadableError("not_a_number", answer=answer)
        parts = self._parts(said["before"].strip(" "), answer) * self._parts(said["after"].strip(" ."), answer)
        size = _size(said["number"], answer) / parts
        return -size if "-" in (said["sign"], said["minus"]) else size

    def _parts(self, word: str, answer: str) -> int:
        if word and word not in self.words:
            raise UnreadableError("other_unit", answer=answer, word=word)
        return self.words.get(word, 1)

    def words_about_itself(self) -> dict[str, str]:
        """Say in which unit an answer is asked, and how it is written, with an example that is nobody's answer."""
        asked = translate("in {unit}").format(unit=self.unit) if self.unit else translate("without a unit")
        size = 12.3456789 if self.scale == 100 else 1234.56789
        advice = translate("Write a number, such as {example}.").format(example=f"{size:.{self.decimals}f}")
        return {"asked": asked, "advice": advice}


def _unit(form: Format) -> str:
    return (form.prefix + form.suffix).strip()


def _in_language(unit: str) -> str:
    return _unit(format_for(unit))


def _given(answer: Any) -> float:
    """Read a number from Python: it is in the unit of the question, as if it had been typed."""
    if answer is None:
        raise UnreadableError("empty")
    item = answer.item() if hasattr(answer, "item") and getattr(answer, "size", 1) == 1 else answer
    if isinstance(item, bool) or not isinstance(item, Real | Decimal | Fraction):
        raise UnreadableError("not_one", kind=type(answer).__name__)
    if math.isnan(item):
        raise UnreadableError("not_a_result")
    return float(item)


def _size(number: str, answer: str) -> float:
    digits, _, power = number.partition("e")
    return float(_point_only(digits, answer) + (f"e{power}" if power else ""))


def _point_only(digits: str, answer: str) -> str:
    """Return the digits with a point before the decimals and nothing else between them."""
    if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", digits):
        meanings = {"thousands": digits.replace(",", ""), "decimal": digits.replace(",", ".")}
        raise UnreadableError("two_meanings", answer=answer, **meanings)
    decimal, other = _marks(digits)
    whole, _, part = digits.partition(decimal)
    groups = rf"[0-9]{{1,3}}(\{other}[0-9]{{3}})+" if other in whole else "[0-9]*"
    if not (re.fullmatch(groups, whole) and re.fullmatch("[0-9]*", part) and (whole or part)):
        raise UnreadableError("not_a_number", answer=answer)
    return f"{whole.replace(other, '') or '0'}.{part or '0'}"


def _marks(digits: str) -> tuple[str, str]:
    """Return the mark before the decimals, which comes once and last, and the mark between thousands."""
    comma_is_last = digits.rfind(",") > digits.rfind(".")
    if digits.count("," if comma_is_last else ".") > 1:
        comma_is_last = not comma_is_last
    return (",", ".") if comma_is_last else (".", ",")


def _plain(answer: str) -> str:
    """Return typed text with one kind of minus sign, of digit and of space, and no space or quote inside a number."""
    text = SPACES.sub(" ", unicodedata.normalize("NFKC", answer).lower()).strip(" ")
    for minus in (MINUS, "–", "—", "‐", "‑"):
        text = text.replace(minus, "-")
    return GROUPS.sub("", text)


def _shortened(text: str) -> str:
    """Return the beginning of what was typed, as a sentence quotes it."""
    return SPACES.sub(" ", text).strip(" ")[:LONGEST_QUOTED]
