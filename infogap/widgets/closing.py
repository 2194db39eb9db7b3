"""Widgets of which nothing is left when they are closed."""

from __future__ import annotations

from typing import Any

import anywidget


class ClosingWidget(anywidget.AnyWidget):
    """A widget that closes with it the layout that was made for it, which ipywidgets keeps for ever."""

    def __init__(self, **state: Any) -> None:
        super().__init__(**state)
        self._made_layout = None if "layout" in state else self.layout

    def close(self) -> None:
        """Close the widget: its views go, and Python forgets it."""
        super().close()
        # A widget that could not be made is closed, too.
        layout, self._made_layout = getattr(self, "_made_layout", None), None
        if layout is not None:
            layout.close()
