"""The place Orders: what is due, by day, late ones first; the selected order beside the list."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kassa_tui.i18n import N_, _, current, p_
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.screens.orders import filtering, flows, words
from kassa_tui.screens.payment import in_hand
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.permissions import CANCEL_ORDER, EDIT_ORDER, SELL
from kassa_tui.till.orders import awaited, orders
from kassa_tui.till.orders.order_filter import OrderFilter
from kassa_tui.till.orders.values import STATUSES, Order, OrderRow
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.order_list import OrderList, QueueRow, QueueValues
from kassa_tui.widgets.pad import Kind
from kassa_tui.widgets.side import Side, SideRow, SideValues

TABS = ("alive", "today", "late", "concept", "all", "completed")
AWAITED = "awaited"
"""The filter of orders that a bank transfer is to come for; its tab is there where one is."""

LONGEST = 40
MOST_SAVED = 1_000_000
"""Orders in one file."""

SIDE = (56, 42, 30)
"""Columns of the right side at 120, 100 and 80 columns, as in the CSS."""


def _label(tab: str) -> str:
    """What stands on a tab."""
    labels = {
        "alive": p_("orders", "Open"),
        "today": _("Today"),
        "late": _("Late"),
        "concept": _("Concepts"),
        "all": _("All"),
        "completed": _("Finished"),
        AWAITED: _("Transfers"),
    }
    return labels[tab] if tab in labels else _(STATUSES[tab])


class OrdersScreen(KassaScreen[None]):
    """The root of the place."""

    PLACE = "orders"
    DEFAULT_CSS = """
    OrdersScreen Horizontal { height: 1fr; }
    OrdersScreen Side { width: 30; background: $k-on-surface; }
    OrdersScreen.-w100 Side { width: 42; }
    OrdersScreen.-w120 Side { width: 56; }
    """
    HELP = N_(
        "← → choose which orders are shown; Transfers are there while some are to come.\n"
        "F2 finds by number, name, phone, note, article or day: 28-11, +3, sat. F5 filters by employee, way, kind or "
        "days.\n"
        "Enter opens the order. F12 pays what is due, or hands over what is paid. F6 makes a new order."
    )
    SCAN = N_("An order's slip opens the order.")

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.tab = "alive"
        self.text = ""
        self.limits = OrderFilter()
        self.finding = False
        self.at = 0
        self.notice = ""
        self.rows: list[OrderRow] = []
        self.selected: Order | None = None
        self.kept: InHand | None = None
        self.to_come = 0

    def body(self) -> ComposeResult:
        """The queue left, the selected order right."""
        with Horizontal():
            yield OrderList()
            yield Side()

    def on_resize(self) -> None:
        """Names have another width."""
        super().on_resize()
        self.draw()

    def update_frame(self) -> None:
        """The frame, and the orders with it: another process may have changed them."""
        super().update_frame()
        if self.drawable:
            self.read()

    # --- Values ---

    def read(self) -> None:
        """Read the orders of the filter again; the selected one stays selected."""
        keep = self.row.id if self.row else None
        self.to_come = awaited.count()
        self.rows = orders.queue(self.counter.shop, self.counter.desk.clock(), self._wanted)
        ids = [row.id for row in self.rows]
        self.at = ids.index(keep) if keep in ids else max(0, min(self.at, len(ids) - 1))
        self.draw()
        self.keys_changed()

    @property
    def _wanted(self) -> OrderFilter:
        """What is read: the tab, the text, and what limits both."""
        return replace(self.limits, status=self.tab, text=self.text)

    @property
    def row(self) -> OrderRow | None:
        """The selected order."""
        return self.rows[self.at] if self.at < len(self.rows) else None

    def choose_tab(self, name: str) -> None:
        """Another filter."""
        self.tab, self.at, self.notice = name, 0, ""
        self.rows = []
        self.read()

    @property
    def _tabs(self) -> tuple[str, ...]:
        """The usual filters, transfers where some are to come, and the status that was chosen from the menu."""
        tabs = (*TABS, AWAITED) if self.to_come else TABS
        return tabs if self.tab in tabs else (*tabs, self.tab)

    def _turn(self, by: int) -> None:
        tabs = self._tabs
        self.choose_tab(tabs[(tabs.index(self.tab) + by) % len(tabs)])

    # --- Showing ---

    def draw(self) -> None:
        """Both sides from the values."""
        if not self.query(Side):
            return
        self.query_one(OrderList).show(self._queue())
        self.selected = flows.read(self.counter, self.row.id) if self.row else None
        self.kept = in_hand.of_order(self.counter, self.row.id) if self.row else None
        self.query_one(Side).show(self._side())

    def _queue(self) -> QueueValues:
        waiting = orders.waiting(self.counter.shop, self.counter.desk.clock())
        counts = {"today": waiting.today, "late": waiting.late, AWAITED: self.to_come}
        tabs = tuple((name, f"{_label(name)} {counts.get(name) or ''}".strip()) for name in self._tabs)
        cursor = "█" if self.finding else ""
        finding = f"{_('Find')}: {self.text}{cursor}" if self.finding or self.text else ""
        ends = (_("Since"), _("To come")) if self.tab == AWAITED else (_("When"), p_("queue", "Due"))
        limits = filtering.said(self.limits)
        finding = " · ".join(filter(None, (finding, f"{_('Filter')}: {limits}" if limits else "")))
        empty = _("Nothing found. Esc shows all.") if self.text or limits else self._none()
        rows = tuple(self._row(row) for row in self.rows)
        return QueueValues(
            tabs=tabs,
            tab=self.tab,
            rows=rows,
            heads=(_("No."), _("Customer"), *ends),
            at=self.at,
            finding=finding,
            empty=empty,
            notice=self.notice,
        )

    def _none(self) -> str:
        """That the filter finds no order."""
        return _("No transfers to come.") if self.tab == AWAITED else _("No orders here. F6 makes one.")

    def _row(self, row: OrderRow) -> QueueRow:
        today = self.counter.shop.day_shown(self.counter.desk)
        if self.tab == AWAITED and row.awaited:
            since = clock.local(row.awaited.since, self.counter.shop.zone)
            texts = (current().short_date(since, today), row.awaited.amount.text(current().language))
            return QueueRow(str(row.number), words.who(row), *texts)
        by_day = self.tab in orders.BY_DAY
        day = words.day_heading(row, self.counter) if by_day else ""
        if by_day:
            short = f"{words.short_delivery(row)} {row.wanted_time}".strip()
        else:
            short = current().short_date(row.wanted, today) if row.wanted else ""
        if row.alive:
            amount = row.due.text(current().language) if row.due else f"● {_('paid')}"
        else:
            amount = row.total.text(current().language)
        return QueueRow(
            number=str(row.number),
            who=words.who(row),
            when=short,
            amount=amount,
            day=day,
            late=words.late_text(row, self.counter),
            state=words.state(row),
            done=row.alive and not row.due,
        )

    def _side(self) -> SideValues:
        order = self.selected
        if order is None:
            return SideValues("")
        rows = [
            *words.people(order, words.side_columns(self.size.width, SIDE), self.counter),
            SideRow(),
            *words.lines(order),
            *words.sums(order.row),
            *words.in_hand(self.kept),
        ]
        mark, ink = words.status(order.row)
        return SideValues(words.title(order.row), tuple(rows), mark=mark, mark_ink=ink)

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """What works with the selected order."""
        help_key, menu, person = self.common_keys()
        yield help_key
        yield from self._moving()
        edit = self.counter.may(EDIT_ORDER)
        if self.row is not None:
            yield key("enter", _("Open"), self.open_selected, weight=9)
        yield key("f2 slash", _("Find"), self._find, weight=8)
        yield key("f5", _("Filter"), self._filter, weight=6)
        if edit and self.row is not None and self.row.alive:
            yield key("f4", _("Change"), self._change, weight=5)
        if edit:
            yield key("f6", _("New"), self._new, weight=7)
        if edit and self.row is not None:
            yield key("f7", _("Print"), self._print, weight=5)
        if self.row is not None and self.row.alive and self.counter.may(CANCEL_ORDER):
            yield key("delete", "", self._cancel)
        yield menu
        yield person
        yield key("escape", _("All orders") if self.finding or self.text or self._limited else "", self._back, weight=9)
        yield from self._go_key()

    def _moving(self) -> Iterable[Key]:
        page, more = self.query_one(OrderList).page, self.longer()
        yield key("up", "", lambda: self.step(-1))
        yield key("down", "", lambda: self.step(1))
        yield key("pageup", self.tile(_("Up"), more), lambda: self.step(-page), label="PgUp")
        yield key("pagedown", self.tile(_("Down"), more), lambda: self.step(page), label="PgDn")
        yield key("left", "", lambda: self._turn(-1))
        yield key("right", "", lambda: self._turn(1))
        if self.finding:
            yield key("backspace", "", lambda: self._write(self.text[:-1]))
        else:
            yield key("home", "", lambda: self.step(-len(self.rows)))
            yield key("end", "", lambda: self.step(len(self.rows)))

    def _go_key(self) -> Iterable[Key]:
        """What is due is paid; what is paid is handed over."""
        row = self.row
        if self.kept is not None and self.counter.may(SELL):
            yield key("f12", _("Go on paying"), self._go_on, go=True)
            return
        if row is None or not row.alive or row.status == "concept" or not self.counter.may(SELL):
            return
        if self.tab == AWAITED and row.awaited:
            word = _("{amount} has arrived").format(amount=row.awaited.amount.text(current().language))
            yield key("f12", word, self._receive, go=True)
            return
        if row.due.minor > 0:
            word = _("Pay {amount}").format(amount=row.due.text(current().language))
            yield key("f12", word, self._pay, go=True)
        elif not row.due:
            yield key("f12", _("Hand over"), self._hand_over, go=True)

    def menu_items(self) -> list[tuple[str, Callable[[], object]]]:
        """Every status, transfers to come, and all orders of the filter as a file, also those that are out of sight."""
        items: list[tuple[str, Callable[[], object]]] = [
            (_("Orders of one status"), self._by_status),
            (_("Transfers to come"), lambda: self.choose_tab(AWAITED)),
            (_("Save the list as a file"), self._save_list),
        ]
        if self.row is not None and self.row.awaited and self.counter.may(EDIT_ORDER):
            items.insert(2, (_("No transfer to come"), self._await_no_more))
        return items

    async def _await_no_more(self) -> None:
        """A transfer that will not come."""
        assert self.row is not None
        await flows.await_no_more(self, self.row)
        self.read()

    async def _by_status(self) -> None:
        from kassa_tui.screens.frame.menu import Item, MenuQuestion

        items = [Item(_(word), status) for status, word in STATUSES.items()]
        chosen = await self.app.ask(MenuQuestion(_("Orders of one status"), items))
        if chosen is not None:
            self.choose_tab(chosen)

    async def _save_list(self) -> None:
        from kassa_tui.screens.orders.export import save_list

        await save_list(self, orders.queue(self.counter.shop, self.counter.desk.clock(), self._wanted, MOST_SAVED))

    def pad(self) -> Kind:
        """Letters while something is looked for."""
        return "letters" if self.finding else ""

    def typed(self, event: events.Key) -> None:
        """A digit begins to look for a number; letters only after F2."""
        character = event.character or ""
        if character and event.is_printable and (self.finding or character.isdigit()):
            self.finding = True
            wanted = (self.text + character).lstrip()
            if wanted == self.text or len(wanted) > LONGEST:
                self.refuse()
            else:
                self._write(wanted)
        elif character and event.is_printable:
            self.refuse()

    @property
    def _limited(self) -> bool:
        return self.limits != OrderFilter()

    async def _filter(self) -> None:
        """Whose, how, of which kind, and of which days. Raises PeriodError."""
        chosen = await filtering.ask_limits(self, self.limits)
        if chosen is not None:
            self.limits, self.at = chosen, 0
            self.read()

    def _find(self) -> None:
        self.finding = True
        self.draw()

    def _write(self, text: str) -> None:
        self.text, self.notice = text.lstrip()[:LONGEST], ""
        self.read()

    def pasted(self, line: str) -> None:
        """What is pasted is looked for; that there is no room for all of it is heard."""
        if len(self.text + line) > LONGEST:
            self.app.error_sound()
        self.finding = True
        self._write(self.text + line)

    def step(self, by: int) -> None:
        """Another order."""
        self.at = max(0, min(self.at + by, len(self.rows) - 1))
        self.notice = ""
        self.draw()

    def _back(self) -> None:
        if self.notice:
            self.notice = ""
        elif self.finding or self.text:
            self.finding, self.text = False, ""
        elif self._limited:
            self.limits = OrderFilter()
        else:
            self.app.seen()
        self.read()

    def say(self, text: str, hint: str = "") -> None:
        """In the last row of the list."""
        self.notice = text
        self.draw()

    # --- Acts ---

    def open_selected(self) -> None:
        """The selected order on a screen of its own."""
        from kassa_tui.screens.orders.detail import OrderScreen

        if self.row is not None:
            self.app.push_screen(OrderScreen(self.counter, self.row.id))

    async def _pay(self) -> None:
        assert self.row is not None
        self._paid(self.row.id, await flows.pay(self, self.row.id))

    async def _receive(self) -> None:
        """A transfer that is to come stands on the bank's statement."""
        assert self.row is not None
        self._paid(self.row.id, await flows.receive(self, self.row.id))

    async def _go_on(self) -> None:
        """The payment that a crash interrupted."""
        assert self.row is not None
        self._paid(self.row.id, await flows.go_on(self, self.row.id))

    def _paid(self, order_id: int, recorded: Recorded | None) -> None:
        """The order with the change beside it; nothing was paid: the list."""
        from kassa_tui.screens.orders.detail import OrderScreen

        if recorded is not None:
            self.app.push_screen(OrderScreen(self.counter, order_id, recorded))
        self.read()

    def _hand_over(self) -> None:
        from kassa_tui.screens.orders.detail import OrderScreen

        assert self.row is not None
        self.app.push_screen(OrderScreen(self.counter, self.row.id, begin="hand_over"))

    def _change(self) -> None:
        from kassa_tui.screens.orders.make import MakeOrderScreen

        assert self.row is not None
        order = flows.read(self.counter, self.row.id)
        self.app.push_screen(MakeOrderScreen(self.counter, orders.form_of(order), order), lambda _made: self.read())

    async def _new(self) -> None:
        from kassa_tui.screens.orders.placing import new_order

        await new_order(self)

    async def _print(self) -> None:
        if self.row is not None:
            await flows.print_paper(self, self.row.id)

    async def _cancel(self) -> None:
        from kassa_tui.screens.orders.detail import OrderScreen

        assert self.row is not None
        order_id = self.row.id
        done, recorded = await flows.cancel(self, order_id)
        if done:
            self.app.push_screen(OrderScreen(self.counter, order_id, recorded))

    @on(Canvas.Hit, "OrderList")
    def _clicked(self, event: Canvas.Hit) -> None:
        """A filter; the first tap on an order selects it, one on the selected order opens it."""
        event.stop()
        if not self.free:
            return
        match event.what:
            case targets.Tab(name):
                self.choose_tab(name)
            case targets.Row(number) if number == self.at:
                self.do(self.open_selected)
            case targets.Row(number):
                self.step(number - self.at)
        self.keys_changed()
