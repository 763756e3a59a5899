"""Frames that are painted once the program rests, instead of at every step on the way there."""

from weakref import WeakSet

import pytest
from textual.screen import Screen

_owing: WeakSet[Screen[object]] = WeakSet()
"""Screens that have something to paint."""

_paint = Screen._compositor_refresh


def _owe(screen: Screen[object]) -> None:
    """Remember that there is something to paint; the compositor keeps which regions."""
    _owing.add(screen)
    if screen is screen.app.screen:
        screen._dirty_widgets.clear()


def paint_what_is_owed(stack: list[Screen[object]]) -> bool:
    """Paint as the terminal would see it, if there is something to: a fault in it fails the test."""
    owing = [screen for screen in stack if screen in _owing]
    for screen in owing:
        _owing.discard(screen)
        _paint(screen)
    return bool(owing)


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all programs of this process paint only when they rest, until the patch is undone."""
    patch.setattr(Screen, "_compositor_refresh", _owe)
