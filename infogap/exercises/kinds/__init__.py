"""What can be asked: one file for each kind of exercise."""

from __future__ import annotations

from collections.abc import Callable

from infogap.exercises.asked import Asked
from infogap.exercises.kinds.article import article
from infogap.exercises.kinds.choose import choose
from infogap.exercises.kinds.compute import compute
from infogap.exercises.kinds.direction import direction
from infogap.exercises.kinds.estimate import estimate
from infogap.exercises.kinds.invert import invert
from infogap.exercises.kinds.wrong_step import wrong_step
from infogap.exercises.question import Question

KINDS: dict[str, Callable[[Asked], Question]] = {
    each.__name__: each for each in (compute, invert, direction, choose, estimate, wrong_step, article)
}
