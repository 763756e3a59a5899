"""The close wizard: count, overview, what stays, what goes, done."""

from kassa_tui.screens.closing.screen import CloseScreen

__all__ = ["CloseScreen"]
