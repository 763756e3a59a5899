"""Receipts: the newest ones with their paper, or those that were searched for; a number jumps to its receipt."""

from collections.abc import Iterable
from typing import assert_never

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.screens.receipts import listing as receipt_list
from kassa_tui.screens.receipts.listing import Shown
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.permissions import CORRECT_PAYMENT, REFUND, SELL
from kassa_tui.till.papers import jobs
from kassa_tui.till.papers.kept_papers import Kept
from kassa_tui.till.sale import gift_receipt, invoices, receipt_search, receipts
from kassa_tui.till.sale.receipt_search import ByArticle, ByNumber, Found, Search
from kassa_tui.till.sale.receipts import ReceiptRow
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Listing, PaperView
from kassa_tui.widgets.runs import Takes

COLUMNS = 42
NOTHING_SOLD = ("cancelled", "training", "correction")
"""Kinds of receipts that nothing comes back of, and whose payment is what it is."""

LONGEST = 40
"""Characters of a search."""


class ReceiptsScreen(KassaScreen[Basket]):
    """Gives back the basket with what is returned, or None; without a basket nothing is taken back."""

    PLACE = "sale"
    PURPOSE = "catalogue"
    DEFAULT_CSS = """
    ReceiptsScreen Horizontal { height: 1fr; }
    ReceiptsScreen PaperView { width: 43; background: $k-on-surface; }
    ReceiptsScreen.-w100 PaperView { width: 46; }
    """
    HELP = N_(
        "Type what you know of a receipt, then Enter: its number 123, an amount 12.50, a time 14:30, a day 22-11, or "
        "a part of an article's name. Amounts, times and articles: the last 90 days.\n"
        "F4 puts right a payment that was booked on the wrong method. F8 makes an invoice for a customer or turns to "
        "the other paper."
    )
    SCAN = N_("A receipt's code opens it. An article's code shows the receipts with it.")

    def __init__(self, counter: Counter, number: str, basket: Basket | None) -> None:
        super().__init__(counter)
        self.basket = basket
        self.wanted = number
        self.typed_text = ""
        self.search: Search | None = None
        self.found = Found([])
        self.at = 0
        self.own = False
        self.notice = ""

    def body(self) -> ComposeResult:
        """List left, paper right."""
        with Horizontal():
            yield Listing()
            yield PaperView()

    def on_mount(self) -> None:
        """The newest, or the one that was asked for."""
        self._read()
        super().on_mount()
        if self.wanted:
            self.do(lambda: self.open(self.wanted))
        self.draw()

    def resumed(self) -> None:
        """Another receipt may have been made; what was searched for stays as it was found."""
        if self.search is None:
            self._read(self.chosen)
        self.draw()

    @property
    def rows(self) -> list[ReceiptRow]:
        """What the list shows."""
        return self.found.receipts

    def _read(self, keep: ReceiptRow | None = None) -> None:
        """The newest receipts, and with them one that may be older, which is selected."""
        self.search, self.at = None, 0
        newest = receipts.newest(self.counter.desk.register)
        if keep is not None:
            numbers = [row.number for row in newest]
            if keep.number not in numbers:
                newest.append(keep)
            self.at = [row.number for row in newest].index(keep.number)
        self.found = Found(newest)

    @property
    def chosen(self) -> ReceiptRow | None:
        """The selected receipt."""
        return self.rows[self.at] if self.at < len(self.rows) else None

    @property
    def papers(self) -> tuple[Kept, ...]:
        """The papers of the selected receipt: the one that names its customer first."""
        return receipts.papers(self.chosen.id) if self.chosen else ()

    @property
    def paper(self) -> Kept | None:
        """The paper that is shown: the invoice, unless the receipt's own was asked for."""
        papers = self.papers
        return papers[-1 if self.own else 0] if papers else None

    def open(self, number: str) -> None:
        """Select a receipt, also one that is older than the list. Raises NoReceiptError."""
        self._read(receipts.numbered(number))
        self.notice, self.own = "", False
        self.draw()
        self.keys_changed()

    def show_found(self, search: Search) -> None:
        """Show what is found, from the newest."""
        desk, shop = self.counter.desk, self.counter.shop
        self.found = receipt_search.find(search, desk.register, shop, desk.clock())
        self.search, self.at, self.notice, self.own = search, 0, "", False
        self.draw()
        self.keys_changed()

    def draw(self) -> None:
        """List and paper."""
        listing = self.query_one(Listing)
        shown = Shown(self.found, self.search, self.at, self.typed_text, self.notice)
        listing.show(receipt_list.values(shown, self.counter, listing.size.width))
        paper = self.paper
        text = paper.document.as_text(COLUMNS) if paper else ""
        view = self.query_one(PaperView)
        if view.text != text:
            view.show(text)

    def now(self) -> Iterable[Key]:
        """Find, print, take back."""
        searched = self.search is not None and not self.typed_text
        yield key("escape", _("All receipts") if searched else _("Back"), self._back, weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=4)
        yield from self.arrows(self._step)
        paper = self.query_one(PaperView)
        yield key("pageup", self.tile(_("Paper up"), paper.longer), lambda: paper.scroll(-8), label="PgUp", weight=4)
        yield key("pagedown", self.tile(_("Paper down"), paper.longer), lambda: paper.scroll(8), label="PgDn", weight=4)
        yield key("backspace", "", lambda: self._type(self.typed_text[:-1]))
        if self._correctable():
            yield key("f4", _("Correct payment"), self._correct, weight=5)
        if self.chosen is not None:
            if self.chosen.kind != "training" and self.counter.may(SELL):
                yield key("f5", _("E-mail"), self._mail)
            yield key("f6", _("Gift receipt"), self._print_gift, weight=6, books=True)
            if self.typed_text:
                yield key("f7", _("Print a copy"), self._print, weight=8, books=True)
            yield from self._invoice_key(self.chosen)
        if self.typed_text:
            yield key("enter", _("Find"), self._find, weight=9)
            return
        if self._returnable():
            yield key("delete", _("Take back"), self._take_back, weight=7)
        if self.chosen is not None:
            yield key("f12 f7", _("Print a copy"), self._print, go=True, books=True)

    def _invoice_key(self, receipt: ReceiptRow) -> Iterable[Key]:
        """The other paper of a receipt that has two, or an invoice for one that can have it."""
        if len(self.papers) > 1:
            yield key("f8", _("Invoice") if self.own else _("Receipt"), self._turn_over)
        elif receipt.kind in invoices.KINDS and self.counter.may(SELL):
            yield key("f8", _("Invoice"), self._make_invoice)

    def _turn_over(self) -> None:
        self.own = not self.own
        self.draw()

    async def _make_invoice(self) -> None:
        """The same sale with its customer's name. Raises InvoicedError, NoInvoiceError."""
        from kassa_tui.screens.receipts.invoice import ask_customer

        assert self.chosen is not None
        receipt = self.chosen
        customer_id = await ask_customer(self, receipt)
        if customer_id is not None:
            await self.recorded(self.counter.record(invoices.make, receipt.id, customer_id))
            self.own = False
            self.draw()
            self.keys_changed()

    def _returnable(self) -> bool:
        if self.chosen is None or self.chosen.kind in NOTHING_SOLD or self.basket is None or self.basket.training:
            return False
        return self.counter.may(REFUND)

    def _correctable(self) -> bool:
        if self.chosen is None or self.chosen.kind in NOTHING_SOLD:
            return False
        return self.counter.may(CORRECT_PAYMENT)

    def takes(self) -> Takes:
        """What is searched for."""
        return "text"

    def typed(self, event: events.Key) -> None:
        """A character of what is searched for."""
        if event.character and event.is_printable:
            wanted = (self.typed_text + event.character).lstrip()
            if wanted == self.typed_text or len(wanted) > LONGEST:
                self.refuse()
            else:
                self._type(wanted)

    def _type(self, text: str) -> None:
        self.typed_text, self.notice = text, ""
        self.draw()

    def _find(self) -> None:
        """What was typed decides by itself what it is."""
        typed, self.typed_text = self.typed_text, ""
        desk, shop = self.counter.desk, self.counter.shop
        today = clock.local(desk.clock(), shop.zone).date()
        search = receipt_search.read(typed, desk.register, shop, today, current().language)
        if isinstance(search, ByNumber):
            self.open(search.number)
        else:
            self.show_found(search)

    def _back(self) -> None:
        """What is typed goes first, then the search, then the screen."""
        if self.typed_text:
            self._type("")
        elif self.search is not None:
            self.own = False
            self._read()
            self._type("")
        else:
            self.dismiss(None)

    def _step(self, by: int) -> None:
        if self.rows:
            self.at = max(0, min(self.at + by, len(self.rows) - 1))
            self.notice, self.own = "", False
            self.draw()

    async def _mail(self) -> None:
        """The paper that is shown goes by mail. Raises AddressError, FileTooLargeError."""
        from kassa_tui.screens.receipts.mailing import mail

        if self.paper is not None:
            await mail(self, self.paper)

    async def _print(self) -> None:
        paper = self.paper
        if self.chosen is not None and paper is not None:
            await self.recorded(self.counter.record(jobs.reprint, paper.id, apart=paper.apart))
            self.app.succeeded(_("A copy of {number} goes to the printer").format(number=self.chosen.number))

    async def _print_gift(self) -> None:
        if self.chosen is not None:
            await self.recorded(self.counter.record(gift_receipt.print_gift, self.chosen.id))
            text = _("{number} goes to the printer without its prices")
            self.app.succeeded(text.format(number=self.chosen.number))

    async def _correct(self) -> None:
        """Put the payment method right; the correction is shown as a receipt of its own. Raises CorrectionError."""
        from kassa_tui.screens.receipts.correction import CorrectionScreen

        assert self.chosen is not None
        corrected = await self.app.ask(CorrectionScreen(self.counter, self.chosen))
        if corrected is not None:
            self.open(corrected.number)

    async def _take_back(self) -> None:
        from kassa_tui.screens.receipts.refund import RefundScreen

        assert self.chosen is not None
        assert self.basket is not None
        basket = await self.app.ask(RefundScreen(self.counter, self.chosen.number, self.basket))
        if basket is not None:
            self.dismiss(basket)

    def meant(self, scanned: Meaning) -> object:
        """A receipt's own code, or the code of an article that is on some. Raises NoReceiptError."""
        if isinstance(scanned, BadgeCode | OrderCode):
            return super().meant(scanned)
        match scanned:
            case ArticleCode(article=article):
                self._scanned_for(ByArticle(article.id, article.name))
            case LabelCode(article=article, quantity=weight, price=price):
                self._scanned_for(ByArticle(article.id, article.name, weight, price.minor if price else None))
            case ReceiptCode(number=number):
                self.typed_text = ""
                self.open(number)
            case Misread(scan=scan):
                self.complain(_("Misread: {code} · scan again").format(code=scan.text))
            case StyleCode() | VoucherCode() | Unknown():
                self.complain(_("Unknown code {code}").format(code=scanned.scan.text))
            case never:
                assert_never(never)
        return None

    def _scanned_for(self, search: ByArticle) -> None:
        """In the place of what was typed."""
        self.typed_text = ""
        self.show_found(search)

    def say(self, text: str, hint: str = "") -> None:
        """In the list's last row."""
        self.notice = text
        self.draw()

    @on(Canvas.Hit, "Listing")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        match event.what:
            case targets.Row(number):
                self._step(number - self.at)
        self.keys_changed()
