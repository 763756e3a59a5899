"""The smallest Textual app: how soon any such program could show something."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Smallest(App[None]):
    """One word."""

    def compose(self) -> ComposeResult:
        """The word that the measurement waits for."""
        yield Static("READY")


if __name__ == "__main__":
    Smallest().run()
