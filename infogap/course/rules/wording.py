"""How the rules speak of numbers."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """Count things in words.

    Examples
    --------
    >>> count(1, "exercise"), count(1399, "word")
    ('1 exercise', '1,399 words')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def more_or_less(found: int, low: int) -> str:
    """Say what to do about a number outside of its range.

    Examples
    --------
    >>> more_or_less(5, 6), more_or_less(9, 6)
    ('Add some.', 'Leave some out.')
    """
    return "Add some." if found < low else "Leave some out."
