"""Receipts: the newest ones with their paper; a number typed or scanned jumps to its receipt."""

from collections.abc import Iterable
from datetime import date

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.base import KassaScreen, key
from kassa_tui.till import clock, jobs, methods, receipts, sale_checks
from kassa_tui.till.basket import Basket
from kassa_tui.till.counter import Counter
from kassa_tui.till.receipts import ReceiptRow
from kassa_tui.widgets.draw import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, Listing, ListRow, ListValues, PaperView

COLUMNS = 42


class ReceiptsScreen(KassaScreen):
    """Gives back the basket with what is returned, or None."""

    PLACE = "sale"
    DEFAULT_CSS = """
    ReceiptsScreen Horizontal { height: 1fr; }
    ReceiptsScreen PaperView { width: 43; background: $k-on-surface; }
    """
    HELP = N_("Type a number to find a receipt. F7 prints a copy, F12 takes something back.")
    SCAN = N_("A receipt's code opens it.")

    def __init__(self, counter: Counter, number: str, basket: Basket) -> None:
        super().__init__(counter)
        self.basket = basket
        self.wanted = number
        self.typed_number = ""
        self.rows: list[ReceiptRow] = []
        self.at = 0
        self.notice = ""

    def body(self) -> ComposeResult:
        """List left, paper right."""
        with Horizontal():
            yield Listing()
            yield PaperView()

    def on_mount(self) -> None:
        """The newest, or the one that was asked for."""
        self.rows = receipts.newest(self.counter.desk.register)
        super().on_mount()
        if self.wanted:
            self.do(lambda: self.open(self.wanted))
        self.draw()

    def resumed(self) -> None:
        """A refund may have been made."""
        self.rows = receipts.newest(self.counter.desk.register)
        self.draw()

    @property
    def chosen(self) -> ReceiptRow | None:
        """The selected receipt."""
        return self.rows[self.at] if self.at < len(self.rows) else None

    def open(self, number: str) -> None:
        """Select a receipt, also one that is older than the list. Raises NoReceiptError."""
        row = receipts.numbered(number)
        if row.number not in [each.number for each in self.rows]:
            self.rows.append(row)
        self.at = [each.number for each in self.rows].index(row.number)
        self.notice = ""
        self.draw()
        self.keys_changed()

    def draw(self) -> None:
        """List and paper."""
        zone, language = self.counter.shop.zone, current().language
        today = clock.local(self.counter.desk.clock(), zone).date()
        names = {method.code: _(method.name) for method in methods.methods()}
        rows = tuple(
            ListRow(
                (
                    row.number,
                    self._time(row.at, zone, today),
                    " + ".join(names.get(code, code) for code in row.methods),
                    row.total.text(language),
                ),
                "error" if row.total.minor < 0 else "muted" if row.kind == "cancelled" else "text",
            )
            for row in self.rows
        )
        columns = (Column(_("Receipt"), 9), Column(_("Time"), 6), Column(_("Paid")), Column(_("Total"), 8, "right"))
        about = f"{_('Number')}: {self.typed_number}█" if self.typed_number else ""
        empty = _("No receipts yet.")
        self.query_one(Listing).show(ListValues(_("Receipts"), columns, rows, self.at, about, empty, self.notice))
        text = receipts.paper(self.chosen.id).document.as_text(COLUMNS) if self.chosen else ""
        view = self.query_one(PaperView)
        if view.text != text:
            view.show(text)

    @staticmethod
    def _time(at: int, zone: str, today: date) -> str:
        """The hour of today's receipts, the day of older ones."""
        when = clock.local(at, zone)
        return f"{when:%H:%M}" if when.date() == today else current().short_date(when)

    def now(self) -> Iterable[Key]:
        """Find, print, take back."""
        yield key("escape", _("Back"), self._back, weight=9)
        yield key("f1", _("Help"), self.app.show_help)
        yield key("up", "", lambda: self._step(-1))
        yield key("down", "", lambda: self._step(1))
        yield key("pageup", "", lambda: self.query_one(PaperView).scroll(-8))
        yield key("pagedown", "", lambda: self.query_one(PaperView).scroll(8))
        yield key("backspace", "", lambda: self._number(self.typed_number[:-1]))
        if self.chosen is not None:
            yield key("f7", _("Print a copy"), self._print, weight=8)
        if self.typed_number:
            yield key("enter", _("Find"), self._find, weight=9)
        elif self._returnable():
            yield key("f12 enter", _("Take back"), self._take_back, go=True)

    def _returnable(self) -> bool:
        return self.chosen is not None and self.chosen.kind != "cancelled" and self.counter.may(sale_checks.REFUND)

    def typed(self, event: events.Key) -> None:
        """Digits of a number."""
        if event.character and event.character in "0123456789" and len(self.typed_number) < 9:
            self._number(self.typed_number + event.character)
        elif event.is_printable:
            self.app.error_sound()

    def _number(self, text: str) -> None:
        self.typed_number, self.notice = text, ""
        self.draw()

    def _find(self) -> None:
        number, self.typed_number = self.typed_number, ""
        self.open(f"{self.counter.desk.register}-{number}")

    def _back(self) -> None:
        if self.typed_number:
            self._number("")
        else:
            self.dismiss(None)

    def _step(self, by: int) -> None:
        if self.rows:
            self.at = max(0, min(self.at + by, len(self.rows) - 1))
            self.notice = ""
            self.draw()

    async def _print(self) -> None:
        if self.chosen is not None:
            await self.recorded(self.counter.record(jobs.reprint, receipts.paper(self.chosen.id).id))
            self.app.tell(_("A copy of {number} goes to the printer.").format(number=self.chosen.number))

    async def _take_back(self) -> None:
        from kassa_tui.screens.refund import RefundScreen

        assert self.chosen is not None
        basket = await self.app.push_screen_wait(RefundScreen(self.counter, self.chosen.number, self.basket))
        if isinstance(basket, Basket):
            self.dismiss(basket)

    def scanned(self, code: str) -> None:
        """A receipt's own code. Raises NoReceiptError."""
        self.open(code)

    def complain(self, text: str, hint: str = "") -> None:
        """In the list's last row."""
        self.app.error_sound()
        self.notice = text
        self.draw()

    @on(Canvas.Hit, "Listing")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        self._step(int(event.name.partition(" ")[2]) - self.at)
        self.keys_changed()
