"""One customer: open invoices and receipts at the left, who it is and how they stand at the right."""

from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current
from kassa_tui.money import Money, parse
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.text import AMOUNT_SIGNS, width, wrap
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.customers import account, customers
from kassa_tui.till.customers.account import Invoice
from kassa_tui.till.ledger import clock, receipt_kinds
from kassa_tui.till.ledger.permissions import EDIT_CUSTOMERS, ERASE_CUSTOMERS
from kassa_tui.till.sale import receipts
from kassa_tui.till.sale.receipts import ReceiptRow
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, Listing, ListRow, ListValues
from kassa_tui.widgets.pad import Kind
from kassa_tui.widgets.side import Side, SideRow, SideValues


class CustomerAccountScreen(ListScreen[Basket]):
    """Gives back a basket that pays the marked invoices, or None."""

    PLACE = "office"
    HELP = N_(
        "Space marks an invoice that is paid; type an amount for a part of it. F12 goes on to the payment.\n"
        "Without a mark all of them are paid. Enter on a receipt shows it."
    )
    DEFAULT_CSS = """
    CustomerAccountScreen Horizontal { height: 1fr; }
    CustomerAccountScreen Side { width: 30; background: $k-on-surface; }
    CustomerAccountScreen.-w100 Side { width: 40; }
    """

    def __init__(self, counter: Counter, customer_id: int) -> None:
        super().__init__(counter)
        self._customer = customer_id
        self.parts: dict[int, str] = {}

    def body(self) -> ComposeResult:
        """Invoices and receipts left, the customer right."""
        with Horizontal():
            yield Listing()
            yield Side()

    def read(self) -> None:
        """How the customer stands now; marks of invoices that are paid meanwhile go."""
        self.customer = customers.by_id(self._customer)
        self.account = account.account(self._customer)
        self.receipts = receipts.by_ids(account.receipt_ids(self._customer, receipts.MOST))
        open_ids = {invoice.id for invoice in self.account.invoices}
        self.parts = {key: part for key, part in self.parts.items() if key in open_ids}

    def count(self) -> int:
        """Invoices first, then receipts."""
        return len(self.account.invoices) + len(self.receipts)

    @property
    def invoice(self) -> Invoice | None:
        """The invoice at the cursor."""
        return self.account.invoices[self.at] if self.at < len(self.account.invoices) else None

    # --- Showing ---

    def _day(self, at: int) -> str:
        shop, desk = self.counter.shop, self.counter.desk
        return current().short_date(clock.local(at, shop.zone), shop.day_shown(desk))

    def _invoice_row(self, number: int, invoice: Invoice) -> ListRow:
        late = invoice.due < self.counter.desk.clock()
        part = self.parts.get(invoice.id, "")
        typed = f"{part}█" if number == self.at and part else part
        word = _("late") if late else _("open")
        left = invoice.left.text(current().language)
        return ListRow((invoice.number, self._day(invoice.at), word, left, typed), "error" if late else "text")

    def _receipt_row(self, each: ReceiptRow) -> ListRow:
        total = each.total.text(current().language)
        return ListRow((each.number, self._day(each.at), _(receipt_kinds.WORDS[each.kind]), total, ""), "muted")

    def values(self) -> ListValues:
        """What is owed, what of it is paid now, and what was bought."""
        rows = (
            *(self._invoice_row(number, each) for number, each in enumerate(self.account.invoices)),
            *(self._receipt_row(each) for each in self.receipts),
        )
        days = [width(row.cells[1]) for row in rows]
        columns = (
            Column(_("Receipt"), 9),
            Column(_("Day"), max(6, *days) if days else 6),
            Column(""),
            Column(_("Amount"), 8, "right"),
            Column(_("Paying"), 8, "right"),
        )
        return ListValues(
            title=_("Invoices and receipts"),
            columns=columns,
            rows=rows,
            at=self.at,
            about="",
            empty=_("No receipts yet."),
            notice=self.notice,
        )

    def draw(self) -> None:
        """Both sides."""
        super().draw()
        self.query_one(Side).show(self._side())

    def _side(self) -> SideValues:
        """Who it is, and how they stand."""
        customer, language = self.customer, current().language
        place = f"{customer.postcode} {customer.city}".strip()
        about = (customer.contact, customer.street, place, customer.phone, customer.email, customer.vat_number)
        rows = [SideRow(line, bold=True) for line in self._fitted(customer.name)]
        rows += [SideRow(line) for each in about if each for line in self._fitted(each)]
        limit = customer.credit_limit
        owed = self.account.balance
        rows += [
            SideRow(_("On account"), owed.text(language), "error" if owed.minor > (limit or 0) else "text", True, True),
            SideRow(_("Limit"), _("none") if limit is None else self.counter.shop.money(limit).text(language)),
            SideRow(_("Credit"), self.account.credit.text(language), bold=True),
        ]
        return SideValues(_("Customer {number}").format(number=customer.number), tuple(rows), text=customer.note)

    def _fitted(self, text: str) -> list[str]:
        """In as many rows as the side needs for it."""
        return wrap(text, max(self.query_one(Side).size.width - 3, 20))

    # --- Keys ---

    def pad(self) -> Kind:
        """A part of an invoice."""
        return "digits" if self.invoice else ""

    def now(self) -> Iterable[Key]:
        """Mark, change, pay."""
        yield from super().now()
        if self.invoice is not None:
            yield key("space plus right", _("Mark"), self._mark, weight=6, label="+")
            yield key("backspace", "", lambda: self._type(self.parts.get(self._current(), "")[:-1]))
            yield key("delete minus left", "", lambda: self._type(""))
        elif self.count():
            yield key("f7", _("Receipt"), self._paper, weight=6)
        if self.counter.may(EDIT_CUSTOMERS):
            yield key("f4", _("Change"), self._edit, weight=8)
        if self.counter.may(ERASE_CUSTOMERS):
            yield key("f8", _("Erase"), self._erase, weight=1)
        if self.invoice is None and self.count():
            yield key("enter", "", self._paper)
        if self.account.invoices:
            yield key("f12", self._go_word(), self._pay, go=True, books=True)

    def _current(self) -> int:
        return self.invoice.id if self.invoice else 0

    def _go_word(self) -> str:
        try:
            total = sum((amount.minor for amount in self._amounts().values()), 0)
        except KassaError:
            return _("Pay invoices")
        return f"{_('Pay invoices')} {self.counter.shop.money(total).text(current().language)}"

    def choose(self) -> None:
        """Mark the invoice, or show the receipt."""
        if self.invoice is not None:
            self._mark()
        elif self.count():
            self._paper()

    def _mark(self) -> None:
        """All that is left of the invoice, or nothing of it."""
        if self.invoice is not None:
            marked = self.invoice.id in self.parts
            self._type("" if marked else self.invoice.left.text(current().language))

    def _type(self, text: str) -> None:
        if text:
            self.parts[self._current()] = text
        else:
            self.parts.pop(self._current(), None)
        self.notice = ""
        self.draw()

    def typed(self, event: events.Key) -> None:
        """A part of the invoice at the cursor; a new number takes the whole amount away."""
        character = event.character or ""
        if self.invoice is None or not character or character not in AMOUNT_SIGNS:
            super().typed(event)
            return
        before = self.parts.get(self.invoice.id, "")
        whole = before == self.invoice.left.text(current().language)
        if len(before) < 12:
            self._type(character if whole else before + character)

    def _amounts(self) -> dict[int, Money]:
        """What is paid of each invoice: what is marked, or else all. Raises AmountError."""
        unit, language = self.counter.shop.unit, current().language
        if not self.parts:
            return {each.id: each.left for each in self.account.invoices}
        return {key: parse(part, unit, language) for key, part in self.parts.items()}

    def _pay(self) -> None:
        """A basket for the payment. Raises AmountError, AccountError."""
        now = self.counter.desk.clock()
        self.dismiss(account.invoice_basket(self._customer, self._amounts(), now))

    def _edit(self) -> None:
        from kassa_tui.screens.customers.customer import CustomerScreen

        self.app.push_screen(CustomerScreen(self.counter, self.customer.id))

    async def _erase(self) -> None:
        """Forget the person, on request. Raises EraseError."""
        from kassa_tui.screens.customers.erase import erase

        if await erase(self, self.customer):
            self.dismiss(None)

    def _paper(self) -> None:
        from kassa_tui.screens.frame.paper import PaperScreen

        receipt = self.receipts[self.at - len(self.account.invoices)]
        self.app.push_screen(PaperScreen(self.counter, receipts.papers(receipt.id)[0]))
