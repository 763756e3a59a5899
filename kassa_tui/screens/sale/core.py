"""The sale screen. No field has the focus: digits, letters and scans all have their meaning here."""

from collections.abc import Callable, Coroutine

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kassa_tui import interpreter
from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import KassaScreen
from kassa_tui.screens.sale import view
from kassa_tui.screens.sale.due import Due, due_orders
from kassa_tui.screens.sale.state import Selling
from kassa_tui.till.basket import drafts, line_removal
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.basket.parking import ParkedBasket
from kassa_tui.till.counter import aside, customer_display
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods import catalog
from kassa_tui.till.ledger import clock, journal
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.widgets.left_side import LeftSide
from kassa_tui.widgets.pad import Kind, Pad
from kassa_tui.widgets.quick_keys import KeysValues, Page
from kassa_tui.widgets.runs import Takes
from kassa_tui.widgets.sale_pane import Notice, SalePane

SYNC_SECONDS = 1.0
"""A change of the basket is on the disk at most so much later."""


class SaleCore(KassaScreen[None]):
    """The values of the sale and how they are shown."""

    PLACE = "sale"
    BADGES = True
    OWN_WORDS = True
    OWN_PAD = True
    HELP = N_(
        "Scan an article, type its code and Enter, or press a quick key.\n"
        "3 * before it sells three. + and - change the selected line, Del takes it off.\n"
        "F12 goes on to payment; nothing is booked before that."
    )
    SCAN = N_("An article goes on the receipt, the code of a receipt or an order opens it.")

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.selling = Selling(drafts.unfinished_basket(counter.desk.register) or self._new_basket())
        counter.practise(self.basket.training)
        self.notice: Notice | None = None
        self.entry_refused = False
        self.page = 0
        self.pages: tuple[Page, ...] = ()
        self.due = Due()
        self.parked: tuple[tuple[ParkedBasket, str], ...] = ()
        self._sync_due = False
        self.in_hand: tuple[InHand, ...] = ()
        self.digits = False

    def body(self) -> ComposeResult:
        """Quick keys at the left, the basket at the right."""
        with Horizontal():
            with Vertical():
                yield LeftSide(id="keys")
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
            hint = _("part of it is paid: F12 goes on") if self.selling.part_paid else ""
            self.notice = Notice(_("The receipt of before is here again"), hint, bad=False)
        super().on_mount()
        self.draw()

    def resumed(self) -> None:
        """What is parked, and the words, may be other ones."""
        with self.app.as_before():
            self.look_at_payments()
            self.read()
        self.draw()

    def read(self) -> None:
        """Read the quick keys and what is parked."""
        zone = self.counter.shop.zone
        self.parked = tuple((each, f"{clock.local(each.at, zone):%H:%M}") for each in aside.parked(self.counter))
        self.in_hand = tuple(aside.in_hand(self.counter))
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
        touch = self.app.touch
        values = KeysValues(self.pages, self.page, self.parked, None, touch, touch and self.digits)
        values = replace(values, orders=self.due.orders, due=self.due.count)
        self.query_one(LeftSide).show(values)

    def pad(self) -> Kind:
        """The number pad takes the place of the quick keys when it is asked for."""
        return "digits" if self.digits else ""

    def takes(self) -> Takes:
        """Letters are quick keys, digits an entry."""
        return "entry"

    def draw_pane(self) -> None:
        """The right side: all that a scan changes."""
        notice = self.notice or self._done() or view.in_hand_notice(self.counter, self.selling, self.in_hand)
        self.query_one(SalePane).show(view.pane(self.counter, self.selling, notice, touch=self.app.touch))
        if self.counter.customer is not None:
            self.counter.customer.show(customer_display.selling(self.counter.shop, self.basket, self.selling.last))

    def _done(self) -> Notice | None:
        """What was just done."""
        return Notice(self.app.success, "", bad=False) if self.app.success else None

    def show_success(self) -> None:
        """Between the lines and the number."""
        super().show_success()
        if self.drawable:
            self.draw_pane()

    def back(self) -> None:
        """One thing at a time: the message, then the entry. Never the basket."""
        if self.notice and not self.in_the_way():
            self.clear_notice()
        elif not self.selling.entry.empty:
            self.clear_notice()
            self.selling.forget_entry()
        elif self.app.news:
            self.app.seen()
        else:
            self.selling.last = None
        self.draw_pane()

    def check_entry(self) -> None:
        """Nothing was typed that the next article would wipe away; Esc does it now. Raises InTheWayError."""
        self.entry_refused = bool(self.selling.entry.text)
        self.selling.entry.check_used()

    def in_the_way(self) -> bool:
        """Whether what was typed was in the way of an article."""
        return self.entry_refused and bool(self.selling.entry.text)

    def clear_notice(self) -> None:
        """The message has been read."""
        self.notice, self.selling.unknown, self.entry_refused = None, None, False
        self.draw_pane()

    def say(self, text: str, hint: str = "") -> None:
        """In the prompt's bar, until the next key or scan."""
        if text:
            self.notice = Notice(text, hint)
            self.draw_pane()
        else:
            self.clear_notice()

    def pay(self) -> None:
        """Go on to payment."""
        raise NotImplementedError

    # --- The basket ---

    @property
    def basket(self) -> Basket:
        """The sale in progress."""
        return self.selling.basket

    @property
    def idle(self) -> bool:
        """Whether no sale is in progress, nor anything of one typed."""
        return self.selling.idle

    def look_at_payments(self) -> None:
        """Whether money was taken for this basket already."""
        self.selling.part_paid = bool(aside.taken_payments(self.counter, self.basket))

    def put(self, basket: Basket) -> None:
        """Another basket: shown at once, kept without waiting for the disk. Raises PartPaidError."""
        self.selling.put(basket)
        self.notice = None
        self.draw_pane()
        self.keep()

    def keep(self) -> None:
        """Write the basket lazily, and make it durable within a second."""
        text = drafts.write_basket(self.basket) if self.basket.lines else None
        aside.keep_draft(self.counter, drafts.BASKET, text)
        if not self._sync_due:
            self._sync_due = True
            self.set_timer(SYNC_SECONDS, self._sync)

    def _sync(self) -> None:
        self._sync_due = False
        aside.sync_drafts(self.counter)

    def fresh(self, recorded: Recorded | None = None) -> None:
        """An empty basket after a sale, which stays to be seen until the next one."""
        self.empty(recorded)
        with self.app.as_before():
            self.read()
        self.draw()

    def empty(self, recorded: Recorded | None) -> None:
        """An empty basket that is not drawn yet: the screen comes back on top by itself and draws it then."""
        self.counter.task_ended()
        aside.finished(self.counter, drafts.BASKET)
        self.selling.begin(self._new_basket(), recorded)
        self.notice = None
        # Questions that were asked are gone in circles of references; this is the quiet moment to let them go.
        self.set_timer(SYNC_SECONDS, interpreter.tidy)

    def put_selected(self, by: int) -> None:
        """Select another line."""
        self.selling.basket = self.basket.step(by)
        self.draw_pane()

    def change_by(self, by: int) -> object:
        """One more or one less of the selected line; at nothing the line goes.

        Raises PartPaidError, FixedLineError, NotAllowedError.
        """
        return self._put_line(lambda: self.selling.by_one(by))

    def remove_selected(self) -> object:
        """Take the selected line off. Raises PartPaidError, NotAllowedError."""
        return self._put_line(self.selling.without_line)

    def _put_line(self, change: Callable[[], Basket]) -> Coroutine[object, object, None] | None:
        """Another state of the selected line; less of it once the journal says so. Raises NotAllowedError."""
        line = self.basket.current
        if line is None:
            return None
        basket = change()
        less = line_removal.taken_off(line, basket)
        if less is None:
            self.put(basket)
            return None
        line_removal.check(self.counter.desk, less)
        return self._take_off(line, less, change)

    async def _take_off(self, line: Line, less: int, change: Callable[[], Basket]) -> None:
        """What the journal cannot be told does not happen. Raises StorageErrors, PartPaidError."""
        removed = self.counter.written(line_removal.line_removed, self.counter.desk, self.basket, line, less)
        await self.holding(removed)
        # A finger may have put something on the receipt meanwhile.
        self.selling.basket = self.basket.select(line.key)
        self.put(change())

    def abandon(self) -> Coroutine[object, object, None]:
        """Throw the whole basket away; the journal is told. Raises PartPaidError, NotAllowedError."""
        self.selling.check_unpaid()
        line_removal.check(self.counter.desk, self.basket.total.minor)
        return self._abandon()

    async def _abandon(self) -> None:
        """Where the journal cannot be told it is parked, with all its lines: whoever is next need not wait."""
        problem = await self.recorded(aside.abandon(self.counter, self.basket))
        aside.sync_drafts(self.counter)
        self.fresh()
        if problem is not None:
            self.complain(problem.say(), _("it is parked instead"))
        self.keys_changed()
