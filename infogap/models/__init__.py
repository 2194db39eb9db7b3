"""The ideas, one file each. A new file here is a new model: nothing else needs to change.

The room can be called, because `infogap.models()` lists the models while `infogap.models.clv` is one of its files.
"""

import sys
from types import ModuleType


class Room(ModuleType):
    """A package that lists its files when it is called."""

    def __call__(self) -> list[str]:
        """Return the names of all models.

        Examples
        --------
        >>> import infogap as ig
        >>> ig.models()
        ['acquisition', 'bayes', 'clv', 'clv_timing', 'expected_utility', 'insurance', 'regression', 'updating']
        """
        from infogap.library import names

        return names()


sys.modules[__name__].__class__ = Room
