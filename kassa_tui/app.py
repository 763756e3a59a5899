"""The program on the screen: places, themes, language, devices' news. Short: screens do the rest."""

from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from textual import events, on
from textual.screen import Screen

from kassa_tui import i18n
from kassa_tui.endings import MEND
from kassa_tui.hw.ports import SCANNER_TYPES, DeviceState, Keyboard, KeyboardsSeen, Level
from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.base import ACTIONS_KEY, ACTIONS_LABEL, KassaScreen, key
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.frame.host import EVERY_SECOND, DevicesChanged
from kassa_tui.screens.people.sign_in import SignIn
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.basket import drafts, money_in_hand
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.counter.logbook import PutBack
from kassa_tui.till.counter.spooler import PrinterNews, failed_text, left_text
from kassa_tui.till.drawer import session_details
from kassa_tui.till.ledger import clock, desk
from kassa_tui.till.ledger.desk import require
from kassa_tui.till.ledger.permissions import EDIT_SHOP, WORK_IN_OFFICE
from kassa_tui.till.ledger.recording import checked
from kassa_tui.till.orders import orders
from kassa_tui.till.papers import jobs, kept_papers
from kassa_tui.till.people import pins, staff_edit
from kassa_tui.till.sale import receipts
from kassa_tui.till.setup import tour
from kassa_tui.widgets.drawing.palette import CONSOLE, DARK, LIGHT

if TYPE_CHECKING:
    from kassa_tui.screens.frame.menu import Act

THEMES = {"dark": DARK, "light": LIGHT, "console": CONSOLE}
THEME_WORDS = {DARK: N_("dark"), LIGHT: N_("light"), CONSOLE: N_("console")}


def _run(chosen: Callable[[], object] | None) -> None:
    """What was chosen, if anything was."""
    if chosen is not None:
        chosen()


class KassaApp(SignIn):
    """The register. Its exit code is 0, or `MEND`."""

    DEFAULT_MODE = "sale"

    def __init__(self, counter: Counter, *, theme: str = DARK, first: bool = False, touch: bool = False) -> None:
        super().__init__(counter)
        counter.refresh()
        self._first = first
        self._offered: set[str] = set()
        self._asked_after_money = False
        self.touch = touch
        self.theme = theme
        self._session = counter.session
        for name, make in self._places().items():
            self.add_mode(name, make)

    def _places(self) -> dict[str, Callable[[], Screen[None]]]:
        """The root screen of each place; made when it is first visited."""

        def register() -> Screen[None]:
            from kassa_tui.screens.session.register import RegisterScreen

            return RegisterScreen(self.counter)

        def back_office() -> Screen[None]:
            from kassa_tui.screens.office.screen import OfficeScreen

            return OfficeScreen(self.counter)

        def queue() -> Screen[None]:
            from kassa_tui.screens.orders.queue import OrdersScreen

            return OrdersScreen(self.counter)

        made = {"register": register, "office": back_office, "orders": queue}
        return {"sale": lambda: SaleScreen(self.counter), **made}

    def on_mount(self) -> None:
        """Ask who is there, and look about every second."""
        self.set_interval(EVERY_SECOND, self._look)
        self.call_after_refresh(self.ready_now)
        if self.counter.remote:
            # Who it is comes from the key that opened the connection.
            self.call_after_refresh(lambda: self.sign_in(None))
        elif self._first:
            self.run_worker(self._first_paper(), exit_on_error=False)
        elif len(desk.people()) > 1 or pins.used():
            self.call_after_refresh(self.choose_person)
        else:
            self.call_after_refresh(self.somebody_here)

    async def _first_paper(self) -> None:
        """The first start ends with a test receipt, printed and shown."""
        from kassa_tui.screens.frame.paper import PaperScreen

        kept = kept_papers.read(await self.counter.record(jobs.test_receipt))
        self.push_screen(PaperScreen(self.counter, kept), self._first_paper_seen)

    def _first_paper_seen(self, _done: object) -> None:
        self.call_after_refresh(self.offer_tour)

    def _look(self) -> None:
        """The minute, and what other processes have written; nothing while the program ends."""
        if not self.screen_stack:
            return
        changed = self.counter.changed_elsewhere()
        self.lock_when_idle()
        # Also when the sale in progress has opened the next one already.
        before, self._session = self._session, self.counter.session
        if before is not None and (self._session is None or before.id != self._session.id):
            self.say_closed(before.number)
        if changed:
            if isinstance(self.screen, SaleScreen) and self.screen.drawable:
                self.screen.show_keys()
            self.refresh_frame()
        elif isinstance(self.screen, KassaScreen):
            self.screen.update_bar()

    def say_closed(self, number: int) -> None:
        """A session that somebody else closed is said at the counter; the sale in progress goes on."""
        if self.counter.remote:
            return
        close = session_details.numbered(self.counter.desk.register, number).close
        if close is not None and close.channel != "counter":
            time = f"{clock.local(close.at, self.counter.shop.zone):%H:%M}"
            if drafts.load(self.counter.desk.register, drafts.BASKET) is None:
                text = _("Session {number} closed remotely · {person} {time}")
            else:
                text = _("Session {number} closed remotely · {person} {time} · your receipt goes on")
            self.tell(text.format(number=number, person=close.person, time=time))

    def say_put_back(self, shop: PutBack) -> None:
        """A shop that was put back from a copy says what it does not know."""
        at = clock.local(shop.at, self.counter.shop.zone)
        text = _("Put back: all after {day}, {time} is missing · last receipt {number}")
        day = current().full_date(at)
        self.tell(text.format(day=day, time=f"{at:%H:%M}", number=shop.receipt or "–"))

    # --- Where to go ---

    def go_to(self, place: str) -> None:
        """Another place; its state is as it was left."""
        if place != self.current_mode:
            self.counter.task_ended()
            self.switch_mode(place)

    def show_receipt(self, number: str) -> None:
        """On top of the screen; what is taken back begins at the sale."""
        from kassa_tui.screens.receipts.screen import ReceiptsScreen

        receipts.numbered(number)
        self.push_screen(ReceiptsScreen(self.counter, number, None))

    def open_order(self, number: int) -> None:
        """On top of what is shown; the order that is shown already is not opened twice. Raises NoOrderError."""
        from kassa_tui.screens.orders.detail import OrderScreen

        order = orders.by_number(number, self.counter.shop, self.counter.desk.clock())
        if isinstance(self.screen, OrderScreen):
            self.screen.dismiss(None)
        self.push_screen(OrderScreen(self.counter, order.id))

    async def choose_customer(self) -> int | None:
        """On top of what is shown."""
        from kassa_tui.screens.customers.screen import CustomersScreen

        chosen = await self.ask(CustomersScreen(self.counter, choose=True))
        return chosen if isinstance(chosen, int) else None

    def take_along(self, order_id: int) -> None:
        """At the sale, unless something else is open there."""
        from kassa_tui.screens.sale.orders import take_along

        self.go_to("sale")
        sale = self.screen
        if isinstance(sale, SaleScreen) and sale.checkout is None:
            sale.do(lambda: take_along(sale, order_id))
        else:
            self.tell(_("Finish what is open at the sale first."))

    def show_help(self) -> None:
        """Beside the screen on top."""
        from kassa_tui.screens.frame.help import HelpQuestion

        screen = self.screen
        if isinstance(screen, KassaScreen):
            tour = isinstance(screen, SaleScreen) and screen.idle
            keys = list(screen.now())
            if self.counter.may(WORK_IN_OFFICE):
                keys.append(key(ACTIONS_KEY, _("All actions"), self.show_actions, label=ACTIONS_LABEL))
            about, scan = screen.helps()
            question = HelpQuestion(_(about), _(scan), keys, tour=tour)
            self.push_screen(question, lambda toured: self._show_tour() if toured else None)

    def somebody_here(self) -> None:
        """Whoever begins is asked what became of money that was taken before; then there is the tour."""
        taken = () if self._asked_after_money else money_in_hand.before_the_end(self.counter.desk)
        self._asked_after_money = True
        if taken:
            self.run_worker(self._ask_after(taken), exit_on_error=False)
        else:
            self.offer_tour()

    async def _ask_after(self, before: Iterable[InHand]) -> None:
        from kassa_tui.screens.payment import taken

        go_on = await taken.ask_after(self, before)
        screen = self.screen
        if isinstance(screen, SaleScreen) and screen.drawable:
            screen.resumed()
            if not screen.selling.part_paid:
                screen.clear_notice()
            if go_on:
                screen.press(events.Key("f12", None))

    def offer_tour(self) -> None:
        """The tour of the first day, once, where nothing is being sold."""
        screen = self.screen
        if self.counter.shop.tour and isinstance(screen, SaleScreen) and screen.idle:
            self._show_tour()

    def _show_tour(self) -> None:
        from kassa_tui.screens.sale.tour import TourQuestion

        self.push_screen(TourQuestion(), lambda _ended: self.counter.note(tour.ended))

    def show_menu(self) -> None:
        """The places, what the screen on top adds, and the rest."""
        from kassa_tui.screens.frame.menu import Item, MenuQuestion

        screen = self.screen
        if isinstance(screen, KassaScreen):
            items = self._menu_items(screen)
            if self.counter.may(WORK_IN_OFFICE):
                items.append(Item(_("All actions"), self.show_actions, ACTIONS_LABEL))
            self.push_screen(MenuQuestion(_("Menu"), items), _run)

    def show_actions(self) -> None:
        """A search through everything, for those who work in the office; again it goes away."""
        from kassa_tui.screens.office.actions import ActionsScreen, everything

        screen = self.screen
        if isinstance(screen, ActionsScreen):
            screen.dismiss(None)
        elif isinstance(screen, KassaScreen) and self.counter.may(WORK_IN_OFFICE):
            self.push_screen(ActionsScreen(screen, lambda: everything(self, screen, self._menu_items(screen))), _run)
        else:
            self.error_sound()

    def _menu_items(self, screen: Framed) -> "list[Act]":
        from kassa_tui.screens.frame.menu import Item

        return [
            *(Item(_(label), partial(self.go_to, name)) for name, label in self.places),
            *(Item(word, partial(screen.do, action)) for word, action in screen.menu_items()),
            Item(_("Language"), self._choose_language),
            Item(_("Colours"), self._next_theme, _(THEME_WORDS[self.theme])),
            *self._ending_items(screen),
        ]

    def _ending_items(self, screen: Framed) -> "list[Act]":
        from kassa_tui.screens.frame.menu import Item

        stop = partial(screen.do, self._stop)
        if self.counter.remote:
            return [Item(_("Log out"), stop, self.counter.person.name)]
        mend = [Item(_("Put a backup back"), partial(screen.do, self._mend))] if self.counter.devices.damage else []
        return [
            *mend,
            Item(_("Lock") if self.locks else _("Other person"), self.choose_person, self.counter.person.name),
            Item(_("Stop the program"), stop),
            Item(_("Switch off"), partial(screen.do, self._end_machine)),
        ]

    def _next_theme(self) -> None:
        names = list(THEME_WORDS)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self._relabel()

    def _choose_language(self) -> None:
        from kassa_tui.screens.frame.menu import MenuQuestion, language_items

        self.push_screen(MenuQuestion(_("Language"), language_items()), self._language_chosen)

    def _language_chosen(self, code: str | None) -> None:
        """At once, and the next time that this person comes to the counter."""
        if code is not None:
            self.speak(code)
            self.counter.note(staff_edit.speak, code)
            self.counter.sign_in(replace(self.counter.person, language=code))

    def speak(self, code: str) -> None:
        """Another language, at once."""
        i18n.use(code)
        self._relabel()

    def _relabel(self) -> None:
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, KassaScreen) and screen.is_mounted:
                    screen.relabel()

    async def _stop(self) -> None:
        from kassa_tui.screens.frame.ask import yes

        if await yes(self, _("Stop the program?"), [self.kept_at_the_end], do=_("Stop"), dont=_("Go on")):
            self.exit(0)

    def _mend(self) -> Coroutine[Any, Any, None]:
        """End the program, which then says what can be put back. Raises NotAllowedError."""
        checked(self.counter.desk, lambda acting: require(acting, EDIT_SHOP))
        return self._ask_to_mend()

    async def _ask_to_mend(self) -> None:
        from kassa_tui.screens.frame.ask import yes

        lines = [_("The register stops, and says of when the newest proven backup is."), self.kept_at_the_end]
        if await yes(self, _("Put a backup back?"), lines, do=_("Stop and look"), dont=_("Go on")):
            self.exit(MEND)

    async def _end_machine(self) -> None:
        from kassa_tui.screens.office.power import end_machine

        await end_machine(self)

    # --- Devices ---

    def printer_news(self, news: PrinterNews) -> None:
        """Called from the printer's thread."""
        devices = self.counter.devices
        devices.printer = news.status.printer
        devices.drawer = news.status.drawer if news.status.online else None
        if news.job is not None and news.job.document is not None:
            devices.printing = failed_text(news) if news.failed else ""
            devices.printed = not news.failed
        elif news.failed:
            devices.printing = news.failed
        if news.left:
            self.call_later(self.tell, left_text(news))
        self.post_message(DevicesChanged())

    def scanner_news(self, state: DeviceState) -> None:
        """Called from the scanner's thread."""
        self.counter.devices.scanner = state
        self.post_message(DevicesChanged())

    def keyboards_news(self, seen: KeyboardsSeen) -> None:
        """Called from the thread that watches what types here."""
        self.post_message(DevicesChanged())
        if seen.fresh is not None:
            self.call_later(self._scanner_found, seen.fresh)

    def _scanner_found(self, fresh: Keyboard) -> None:
        """It is grabbed already; whether it stays so is said once."""
        watcher = self.counter.devices.watcher
        if watcher is not None and fresh.identity not in self._offered:
            self._offered.add(fresh.identity)
            text = _("Scanner found: {name}. F12 keeps it, Esc: it is a keyboard").format(name=fresh.name)
            self.offer(text, lambda keep: watcher.say(fresh.identity, "scanner" if keep else "keyboard"))

    def scanner_typed(self) -> None:
        """A scanner that nobody grabs is said, because less is sure of it."""
        if self.counter.devices.scanner.level is Level.NONE:
            self.scanner_news(SCANNER_TYPES)

    def backup_news(self, missing: str) -> None:
        """Called from the thread that has copies made."""
        self.counter.devices.backup = missing
        self.post_message(DevicesChanged())

    def damage_news(self, text: str) -> None:
        """Called from the threads that look at the shop's file."""
        self.counter.devices.damage = _("File damaged")
        self.call_later(self.tell, text)
        self.post_message(DevicesChanged())

    def missing_news(self, missing: str) -> None:
        """Called from the thread that looks at the stick: it knows more than the shop's file, nothing is recorded."""
        self.counter.devices.missing = missing
        self.call_later(self.tell, _("{missing}: Office, Missing receipts").format(missing=missing))
        self.post_message(DevicesChanged())

    def room_news(self, warning: str) -> None:
        """Called from the thread that looks at the disk."""
        self.counter.devices.room = warning
        self.post_message(DevicesChanged())

    def disk_news(self, text: str) -> None:
        """Called from the same thread with what somebody must see."""
        self.call_later(self.tell, text)

    def unwritten_news(self) -> None:
        """Called from the ledger's thread: something waits for the disk, or nothing any more."""
        self.post_message(DevicesChanged())

    def unwritten_failed(self, error: Exception) -> None:
        """Called from the ledger's thread with what is never written, though nobody awaited it."""
        self.call_later(self.fault, error)

    def display_news(self, state: DeviceState) -> None:
        """Called from the customer display's thread."""
        self.counter.devices.display = state
        self.post_message(DevicesChanged())

    def code_read(self, code: str) -> None:
        """Called from the scanner's thread with a whole code."""
        self.call_later(self.scan, code)

    @on(DevicesChanged)
    def _devices_changed(self) -> None:
        self.refresh_frame()
        if self.screen_stack and isinstance(self.screen, SaleScreen) and self.screen.drawable:
            self.screen.draw_pane()


class OfficeApp(KassaApp):
    """The same program without the counter's devices: nothing is sold there, so it begins with the session."""

    DEFAULT_MODE = "register"

    def __init__(self, counter: Counter, *, theme: str = DARK, first: bool = False, touch: bool = False) -> None:
        super().__init__(counter, theme=theme, first=first, touch=touch)
        self.runs.bound = 0
