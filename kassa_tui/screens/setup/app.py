"""The program of the first start. It ends when the shop is there, or when the owner stops."""

from collections.abc import Callable

from kassa_tui.i18n import N_
from kassa_tui.screens.frame.program import Program
from kassa_tui.screens.setup.scanner import FirstScanner, ScannerStep
from kassa_tui.screens.setup.screen import SetupScreen
from kassa_tui.till.setup.founding import Founding


class SetupApp(Program):
    """`make` founds the shop. The exit code is 0 when it did, 1 when the owner stopped."""

    FAULT = N_("Something went wrong (code {code}). Your answers are still here: try again.")

    def __init__(
        self,
        language: str,
        make: Callable[[Founding], None],
        *,
        theme: str,
        scanner: FirstScanner | None = None,
    ) -> None:
        super().__init__()
        self.theme = theme
        self._setup = SetupScreen(language, make, scanner)

    def on_mount(self) -> None:
        """The first question."""
        self.push_screen(self._setup, lambda made: self.exit(0 if made else 1))
        self.call_after_refresh(self.ready_now)

    def tell(self, text: str) -> None:
        """Below the current question, or on the scanner's page."""
        (self.screen if isinstance(self.screen, ScannerStep) else self._setup).complain(text)
