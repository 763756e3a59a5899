"""The sale screen. No field has the focus: digits, letters and scans all have their meaning here."""

from collections.abc import Callable
from typing import assert_never

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kassa_tui import interpreter
from kassa_tui.i18n import N_, _, current
from kassa_tui.money import Money, parse
from kassa_tui.screens.frame.base import KassaScreen
from kassa_tui.screens.lines.entry import Entry
from kassa_tui.screens.payment.paid import paid
from kassa_tui.screens.sale import whom
from kassa_tui.screens.sale.due import Due, due_orders
from kassa_tui.screens.sale.orders import in_hand_notice
from kassa_tui.till.basket import age, drafts, line_removal, money_in_hand, parking
from kassa_tui.till.basket.basket import Basket, FixedLineError
from kassa_tui.till.basket.lines import ONE, Article, Line
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.basket.parking import ParkedBasket
from kassa_tui.till.counter import customer_display
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods import catalog
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, Named
from kassa_tui.till.goods.codes import Scan
from kassa_tui.till.ledger import clock, journal
from kassa_tui.till.ledger.permissions import EDIT_PRODUCTS, REFUND_FREE
from kassa_tui.till.sale import scanning
from kassa_tui.till.sale.sales import Recorded, TrainingError
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.pad import Kind, Pad
from kassa_tui.widgets.quick_keys import KeysValues, Page, QuickKeys
from kassa_tui.widgets.sale_pane import Notice, SalePane, SaleValues

SYNC_SECONDS = 1.0
"""A change of the basket is on the disk at most so much later."""


class SaleCore(KassaScreen[None]):
    """The values of the sale and how they are shown."""

    PLACE = "sale"
    BADGES = True
    OWN_PAD = True
    DEFAULT_CSS = """
    SaleCore Horizontal { height: 1fr; }
    SaleCore SalePane { width: 36; }
    SaleCore.-w100 SalePane { width: 52; }
    SaleCore.-w120 SalePane { width: 60; }
    """
    HELP = N_(
        "Scan an article, type its code and Enter, or press a quick key.\n"
        "3 * before it sells three. + and - change the selected line, Del takes it off.\n"
        "F12 goes on to payment; nothing is booked before that."
    )
    SCAN = N_("An article goes on the receipt, the code of a receipt or an order opens it.")

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.basket = drafts.unfinished_basket(counter.desk.register) or self._new_basket()
        counter.training = self.basket.training
        self.entry = Entry()
        self.notice: Notice | None = None
        self.unknown: str | None = None
        self.last: Recorded | None = None
        self.page = 0
        self.strip: int | None = None
        self.pages: tuple[Page, ...] = ()
        self.due = Due()
        self.parked: tuple[tuple[ParkedBasket, str], ...] = ()
        self._sync_due = False
        self.part_paid = False
        self.in_hand: tuple[InHand, ...] = ()
        self.digits = False

    def body(self) -> ComposeResult:
        """Quick keys at the left, the basket at the right."""
        with Horizontal():
            with Vertical():
                yield QuickKeys(id="keys")
                yield Pad()
            yield SalePane(id="pane")

    def _new_basket(self) -> Basket:
        uid = journal.new_uid(self.counter.desk.clock())
        return Basket(uid, self.counter.shop.currency, training=self.counter.training)

    # --- Showing ---

    def on_mount(self) -> None:
        """Everything as the last program left it."""
        self.read()
        self.look_at_payments()
        if self.basket.lines:
            hint = _("part of it is paid: F12 goes on") if self.part_paid else ""
            self.notice = Notice(_("The receipt of before is here again"), hint, bad=False)
        super().on_mount()
        self.draw()

    def resumed(self) -> None:
        """What is parked, and the words, may be other ones."""
        self.read()
        self.draw()

    def read(self) -> None:
        """Read the quick keys and what is parked."""
        zone, register = self.counter.shop.zone, self.counter.desk.register
        self.parked = tuple((each, f"{clock.local(each.at, zone):%H:%M}") for each in parking.parked(register))
        self.in_hand = tuple(money_in_hand.in_hand(self.counter.desk))
        self._read_keys()

    def _read_keys(self) -> None:
        found = catalog.quick_keys(self.counter.shop.currency)
        self.pages = tuple(Page(name, tuple(articles)) for name, articles in found)
        self.page = min(self.page, max(len(self.pages) - 1, 0))
        self.due = due_orders(self.counter)

    def show_keys(self) -> None:
        """Somebody else changed something, perhaps the quick keys or an order: the sale in progress stays as it is."""
        self._read_keys()
        self.draw_keys()

    def draw(self) -> None:
        """Both sides from the values."""
        self.draw_pane()
        self.draw_keys()

    def draw_keys(self) -> None:
        """The left side."""
        if self.strip is not None and self.strip >= len(self.parked):
            self.strip = None
        touch = self.app.touch
        values = KeysValues(self.pages, self.page, self.parked, self.strip, touch, touch and self.digits)
        values = replace(values, orders=self.due.orders, due=self.due.count)
        self.query_one(QuickKeys).show(values)

    def pad(self) -> Kind:
        """The number pad takes the place of the quick keys when it is asked for."""
        return "digits" if self.digits else ""

    def draw_pane(self) -> None:
        """The right side: all that a scan changes."""
        shown = paid(self.counter, self.last) if self.last and not self.basket.lines else None
        entry = "" if self.entry.empty else self.entry.shown(current().language)
        tools = (("−", "minus"), ("+", "plus"), (_("Del"), "delete")) if self.app.touch and self.basket.lines else ()
        for_whom = whom.name_of(self.basket.customer)
        notice = self.notice or in_hand_notice(self)
        values = SaleValues(self.basket, self.counter.shop.unit.symbol, entry, notice, shown, tools, for_whom)
        self.query_one(SalePane).show(values)
        if self.counter.customer is not None:
            self.counter.customer.show(customer_display.selling(self.counter.shop, self.basket, self.last))

    def back(self) -> None:
        """One thing at a time: the message, then the entry. Never the basket."""
        if self.notice:
            self.clear_notice()
        elif not self.entry.empty:
            self.entry = Entry()
        elif self.app.news:
            self.app.seen()
        elif self.last:
            self.last = None
        self.draw_pane()

    def clear_notice(self) -> None:
        """The message has been read."""
        self.notice, self.unknown = None, None
        self.draw_pane()

    def complain(self, text: str, hint: str = "") -> None:
        """In the prompt's bar, until the next key or scan."""
        self.app.error_sound()
        self.notice = Notice(text, hint)
        self.draw_pane()

    # --- The basket ---

    @property
    def idle(self) -> bool:
        """Whether no sale is in progress, nor anything of one typed."""
        return not self.basket.lines and self.entry.empty and not self.part_paid

    def look_at_payments(self) -> None:
        """Whether money was taken for this basket already."""
        self.part_paid = bool(money_in_hand.taken_payments(self.counter.desk.register, self.basket))

    def check_unpaid(self) -> None:
        """A basket that is paid in part does not change. Raises PartPaidError."""
        if self.part_paid:
            raise parking.PartPaidError

    def put(self, basket: Basket) -> None:
        """Another basket: shown at once, kept without waiting for the disk. Raises PartPaidError."""
        self.check_unpaid()
        self.basket = basket
        self.entry = Entry()
        self.notice, self.unknown = None, None
        self.last = None if basket.lines else self.last
        self.draw_pane()
        self._keep()

    def _keep(self) -> None:
        """Write the basket lazily, and make it durable within a second."""
        if self.basket.lines:
            self.counter.note(drafts.save, drafts.BASKET, drafts.write_basket(self.basket))
        else:
            self.counter.note(drafts.clear, drafts.BASKET)
        if not self._sync_due:
            self._sync_due = True
            self.set_timer(SYNC_SECONDS, self._sync)

    def _sync(self) -> None:
        self._sync_due = False
        self.counter.note(drafts.sync)

    def fresh(self, recorded: Recorded | None = None) -> None:
        """An empty basket after a sale, which stays to be seen until the next one."""
        self.empty(recorded)
        self.read()
        self.draw()

    def empty(self, recorded: Recorded | None) -> None:
        """An empty basket that is not drawn yet: the screen comes back on top by itself and draws it then."""
        self.counter.task_ended()
        self.basket = self._new_basket()
        self.entry, self.notice, self.unknown = Entry(), None, None
        self.last, self.part_paid = recorded, False
        # The payment's screen is gone in a circle of references; this is the quiet moment to let it go.
        self.set_timer(SYNC_SECONDS, interpreter.tidy)

    def add(self, article: Article, quantity: int | None = None, price: Money | None = None) -> None:
        """Put an article on the receipt, so many as its code says or were typed before; ask what is not known."""
        quantity = self.entry.quantity if quantity is None else quantity
        if age.asked(self.basket, article):
            self.check_unpaid()
            self.wait_for(self._ask_age(article, quantity, price))
            return
        if article.price is None and price is None and self.entry.text:
            price = self._typed_price()
        if article.price is None and price is None:
            self.wait_for(self._ask_price(article, quantity or ONE))
        elif article.unit != "piece" and quantity is None:
            self.wait_for(self._ask_weight(article, price))
        else:
            self._add(article, ONE if quantity is None else quantity, price)

    async def _ask_age(self, article: Article, quantity: int | None, price: Money | None) -> None:
        """Once for each customer; who is too young, or shows nothing, does not get it."""
        from kassa_tui.screens.frame.ask import yes

        born = age.born_by(article.age, clock.local(self.counter.desk.clock(), self.counter.shop.zone).date())
        lines = [article.name, _("Born on {day} or before?").format(day=current().full_date(born))]
        title = _("Age check: {age}").format(age=article.age)
        # The Enter of a typed code may bounce: it does not answer.
        passed = await yes(self.app, title, lines, do=_("Old enough"), dont=_("Do not sell"), guarded=True)
        self.counter.note(age.checked, self.basket, article, passed=passed)
        if passed:
            self.basket = replace(self.basket, age=article.age)
            self.add(article, quantity, price)
        else:
            self.entry = Entry()
            self.complain(_("{name} was not sold: age check").format(name=article.name))

    def _add(self, article: Article, quantity: int, price: Money | None) -> None:
        self.put(self.basket.add(article, quantity, price))

    def _typed_price(self) -> Money:
        shop = self.counter.shop
        return parse(self.entry.text, shop.unit, current().language)

    async def _ask_price(self, article: Article, quantity: int) -> None:
        from kassa_tui.screens.frame.ask import ask_amount

        amount = await ask_amount(self.app, article.name, _("Price"))
        if amount is not None:
            self._add(article, quantity, amount)

    async def _ask_weight(self, article: Article, price: Money | None) -> None:
        from kassa_tui.screens.frame.ask import ask_quantity

        quantity = await ask_quantity(self.app, article.name, article.unit)
        if quantity is not None:
            self._add(article, quantity, price)

    # --- Scans and codes ---

    def meant(self, scanned: Meaning) -> object:
        """An article goes on the receipt, a receipt's own code opens it. Raises what `take` raises."""
        match scanned:
            case ArticleCode() | LabelCode():
                self.take(scanned)
            case ReceiptCode(number=number):
                self.open_receipt(number)
            case VoucherCode():
                self.complain(_("A gift voucher belongs to the payment"), _("F12 pay, then scan it"))
            case Misread(scan=scan):
                self.complain(_("Misread: {code} · nothing added").format(code=scan.text), _("scan again"))
            case Unknown(scan=scan):
                self._unknown(scan)
            case BadgeCode() | OrderCode():
                return super().meant(scanned)
            case never:
                assert_never(never)
        return None

    def look_up(self) -> None:
        """The code that was typed: digits that slipped may be a new product's. Raises what `take` raises."""
        match scanning.typed(self.entry.text, self.counter.shop):
            case ArticleCode() | LabelCode() as named:
                self.take(named)
            case ReceiptCode(number=number):
                self.open_receipt(number)
            case BadgeCode() | OrderCode() | VoucherCode() | Misread() | Unknown() as other:
                self._unknown(other.scan)
            case never:
                assert_never(never)

    def take(self, named: Named) -> None:
        """An article goes on the receipt, so much as its code says. Raises WrongUnitError, PartPaidError."""
        if self.entry.text:
            self.entry = Entry("", self.entry.quantity)
        sold = named.for_sale(self.entry.quantity)
        self.add(sold.article, sold.quantity, sold.price)

    def _unknown(self, scan: Scan) -> None:
        """Nothing is added; whoever may makes it a new product."""
        may = self.counter.may(EDIT_PRODUCTS)
        hint = _("F2 find by name · N new product · Esc away") if may else _("F2 find by name · scan again · Esc away")
        self.complain(_("Unknown code {code} · nothing added").format(code=scan.text), hint)
        self.unknown = scan.keep
        self.entry = Entry()

    def open_receipt(self, number: str) -> None:
        """Show a receipt; what the whole screen does."""
        raise NotImplementedError

    def check_price(self) -> None:
        """Say what something costs; what the whole screen does."""
        raise NotImplementedError

    def sell_voucher(self) -> None:
        """Put a gift voucher on the receipt; what the whole screen does."""
        raise NotImplementedError

    def put_selected(self, by: int) -> None:
        """Select another line."""
        self.basket = self.basket.step(by)
        self.draw_pane()

    def change_by(self, by: int) -> None:
        """One more or one less of the selected line; at nothing the line goes. Raises PartPaidError, FixedLineError."""
        self.check_unpaid()
        line = self.basket.current
        if line is None:
            return
        if line.fixed or line.kind == "voucher":
            raise FixedLineError
        step = by * ONE * (1 if line.quantity > 0 else -1)
        if line.quantity + step == 0 or (line.unit != "piece" and by < 0):
            self.remove_selected()
            return
        changed = self.basket.change_quantity(line.key, line.quantity + step)
        after = changed.line(line.key)
        if by < 0 and after is not None:
            less = line.net.minor - after.net.minor
            line_removal.check(self.counter.desk, less)
            self.counter.note(line_removal.line_removed, self.basket, line, less)
        self.put(changed)

    def remove_selected(self) -> None:
        """Take the selected line off; the journal is told."""
        line = self.basket.current
        if line is not None:
            self.take_off(line)

    def take_off(self, line: Line) -> None:
        """Take a line off; the journal is told. Raises PartPaidError, NotAllowedError."""
        self.check_unpaid()
        line_removal.check(self.counter.desk, line.net.minor)
        self.counter.note(line_removal.line_removed, self.basket, line)
        self.put(self.basket.remove(line.key))

    def menu_items(self) -> list[tuple[str, Callable[[], object]]]:
        """Past receipts (F7 shows them only beside an empty one), prices, and throwing the whole receipt away."""
        items: list[tuple[str, Callable[[], object]]] = [
            (_("Receipts and refunds"), lambda: self.open_receipt("")),
            (_("Price check"), self.check_price),
            (_("Sell a gift voucher"), self.sell_voucher),
        ]
        if not self.basket.lines:
            items.append((_("End training") if self.counter.training else _("Training mode"), self.train))
        if self.basket.lines:
            items.append((_("Throw the whole receipt away"), self._ask_abandon))
        line = self.basket.current
        own = line is not None and not (line.refund or line.fixed or line.kind == "voucher")
        if line is not None and own and self.counter.may(REFUND_FREE):
            back = line.quantity > 0
            word = _("Take back without a receipt: {name}") if back else _("Sell it after all: {name}")
            items.append((word.format(name=line.text), self.turn_back))
        return items

    def train(self) -> None:
        """Sales that do not count, until it is ended. Raises TrainingError without a session."""
        if not self.counter.training and self.counter.session is None:
            raise TrainingError
        self.counter.training = not self.counter.training
        self.fresh()
        self.update_frame()

    def turn_back(self) -> None:
        """The selected line comes back from a customer who has no receipt, or is sold again. Raises PartPaidError."""
        line = self.basket.current
        if line is not None:
            self.put(self.basket.change_quantity(line.key, -line.quantity))

    async def _ask_abandon(self) -> None:
        from kassa_tui.screens.frame.ask import yes

        total = self.basket.total.text(current().language)
        lines = [_("{total} on it; the journal keeps what was thrown away.").format(total=total)]
        if await yes(self.app, _("Throw the whole receipt away?"), lines, do=_("Throw away"), dont=_("Keep it")):
            self.do(self.abandon)

    def abandon(self) -> None:
        """Throw the whole basket away; the journal is told. Raises PartPaidError, NotAllowedError."""
        self.check_unpaid()
        line_removal.check(self.counter.desk, self.basket.total.minor)
        self.counter.note(line_removal.abandoned, self.basket)
        self.counter.note(drafts.sync)
        self.fresh()
        self.keys_changed()
