"""The first start of a shop: a few short screens, and nothing is made before the last answer."""

from kassa_tui.screens.setup.app import SetupApp

__all__ = ["SetupApp"]
