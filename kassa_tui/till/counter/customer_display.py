"""What the customer sees on a display: the last line and the total, what is to be paid, the change, or the shop's name.

A thread of its own shows the newest text and forgets the ones before: the till never waits for it.
"""

import threading
from collections.abc import Callable

from kassa_tui.hw.ports import (
    DISPLAY_COLUMNS,
    DISPLAY_LOST,
    DISPLAY_OK,
    DeviceState,
    Display,
    HardwareError,
    Lines,
)
from kassa_tui.i18n import Words, words
from kassa_tui.money import Money
from kassa_tui.text import fit, width
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter.spooler import Spooler
from kassa_tui.till.ledger import faults
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.sale.sales import Recorded

AGAIN_SECONDS = 5.0
"""A display that does not answer is tried again so often."""

TURN_SECONDS = 60.0
"""The printer may have a long paper in hand."""


def _row(left: str, amount: Money, spoken: Words) -> str:
    """A text and an amount: the text gives way."""
    figures = amount.text(spoken.language)
    return f"{fit(left, max(DISPLAY_COLUMNS - width(figures) - 1, 0), ellipsis='')} {figures}"


def idle(shop: Shop) -> Lines:
    """The shop's name."""
    return fit(shop.name, DISPLAY_COLUMNS, "center", ellipsis=""), ""


def selling(shop: Shop, basket: Basket, last: Recorded | None) -> Lines:
    """The selected line, which is the newest mostly, and the total; the change after a sale. Practice is not shown."""
    spoken = words(shop.receipts_in)
    line = basket.current or (basket.lines[-1] if basket.lines else None)
    if basket.training or (line is None and last is None):
        return idle(shop)
    if line is not None:
        return _row(line.text, line.net, spoken), _row(spoken.text("Total"), basket.total, spoken)
    assert last is not None
    total = _row(spoken.text("Total"), last.total, spoken)
    return total, _row(spoken.text("Your change"), last.change, spoken) if last.change else ""


def paying(shop: Shop, basket: Basket, rest: Money) -> Lines:
    """What is still to be paid."""
    if basket.training:
        return idle(shop)
    return _row(words(shop.receipts_in).text("To pay"), rest, words(shop.receipts_in)), ""


class BehindPrinter:
    """The display that hangs on the printer: its lines go through the thread that owns the printer."""

    def __init__(self, spooler: Spooler | None) -> None:
        self._spooler = spooler

    def show(self, lines: Lines) -> None:
        """Wait for the printer's turn. Raises HardwareError."""
        if self._spooler is None:
            raise HardwareError(problem=DISPLAY_LOST.word)
        try:
            self._spooler.put(lambda printer: printer.show(lines)).result(TURN_SECONDS)
        except TimeoutError as late:
            raise HardwareError(problem=DISPLAY_LOST.word) from late

    def close(self) -> None:
        """The printer is its thread's."""


class CustomerDisplay:
    """Shows the newest text; `tell` is called from its thread when the display comes or goes."""

    def __init__(self, display: Display, tell: Callable[[DeviceState], None]) -> None:
        self._display = display
        self._tell = tell
        self._wanted: Lines | None = None
        self._there: Lines | None = None
        self._state: DeviceState | None = None
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="customer display", daemon=True)

    def start(self) -> None:
        """Begin to show."""
        self._thread.start()

    def show(self, lines: Lines) -> None:
        """Another text, as soon as the display can."""
        if lines != self._wanted:
            self._wanted = lines
            self._wake.set()

    def stop(self, last: Lines) -> None:
        """Leave a last text, if the display takes it at once, and let go of it."""
        self.show(last)
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(3)

    def _run(self) -> None:
        while True:
            stopping = self._stopping
            self._wake.clear()
            try:
                self._newest()
            except Exception as error:
                # A fault here must not end the display for good, nor anything else.
                self._set(DISPLAY_LOST)
                faults.note(error)
            if stopping:
                break
            self._wake.wait(AGAIN_SECONDS if self._state == DISPLAY_LOST else None)
        self._display.close()

    def _newest(self) -> None:
        wanted = self._wanted
        if wanted is None or wanted == self._there:
            return
        self._there = None
        try:
            self._display.show(wanted)
        except HardwareError:
            self._set(DISPLAY_LOST)
        else:
            self._there = wanted
            self._set(DISPLAY_OK)

    def _set(self, state: DeviceState) -> None:
        if state != self._state:
            self._state = state
            self._tell(state)
