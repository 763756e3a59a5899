"""What a screen may ask of the register around it: the frame's values, where to go, news."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from kassa_tui.hw.ports import DeviceState, Level
from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.program import Program
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.drawer import closing, drawer_now, sessions, succession, withdrawals
from kassa_tui.till.ledger import clock, past_clock
from kassa_tui.till.ledger.desk import Consent, Person
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.permissions import APPROVE_DIFFERENCE
from kassa_tui.till.ledger.recording import refused
from kassa_tui.till.orders import orders
from kassa_tui.widgets.frame import BarValues, Place, StatusValues

PLACES = (("sale", N_("Sale")), ("register", N_("Register")), ("office", N_("Office")), ("orders", N_("Orders")))
"""The places of the program, in the order of their digits in the menu."""

EVERY_SECOND = 1.0

SAVING = N_("Saving: the disk is slow, one moment")


@dataclass
class DevicesChanged(Message):
    """The printer, drawer or scanner is another way than before."""


class Host(Program):
    """The register as its screens know it."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.counter = counter
        self.news: tuple[str, ...] = ()
        self.success = ""
        """What was just done, said in one line until the next key, tap or scan."""

        self.choices: dict[str, Callable[[bool], object]] = {}
        self._saving = False

    # --- Where to go: the program says how ---

    def go_to(self, place: str) -> None:
        """Another place; a place keeps its state."""
        raise NotImplementedError

    def show_receipt(self, number: str) -> None:
        """A receipt and its paper, to look at and to print. Raises NoReceiptError."""
        raise NotImplementedError

    def open_order(self, number: int) -> None:
        """The order of a number, on top of what is shown. Raises NoOrderError."""
        raise NotImplementedError

    async def choose_customer(self) -> int | None:
        """A customer out of the list, or a new one; None when nobody was chosen."""
        raise NotImplementedError

    def take_along(self, order_id: int) -> None:
        """What is due on an order goes on the receipt in progress, which is shown; what is refused is said there."""
        raise NotImplementedError

    def show_help(self) -> None:
        """The keys and the meaning of a scan here."""
        raise NotImplementedError

    def show_menu(self) -> None:
        """The places, and what has no key of its own."""
        raise NotImplementedError

    def show_actions(self) -> None:
        """The search through all actions, for whoever may work in the office."""
        raise NotImplementedError

    def choose_person(self) -> None:
        """Somebody else comes to the counter."""
        raise NotImplementedError

    def lock(self) -> None:
        """Lock, if the shop locks: whoever goes on says first who it is."""
        raise NotImplementedError

    def badge(self, code: str) -> object:
        """A badge was scanned where that changes the person."""
        raise NotImplementedError

    async def approve(self, refusal: NotAllowedError) -> Consent | None:
        """Ask for somebody who may do what was refused; None when there is nobody, or nobody agreed."""
        raise NotImplementedError

    async def wait_ended(self, waiting: Person | None) -> bool:
        """Ask for somebody who lets a person, or anybody at the register, type a PIN again; whether somebody did."""
        raise NotImplementedError

    async def sure_of_time(self) -> bool:
        """Ask whether a clock that is behind, or far ahead, is right."""
        raise NotImplementedError

    async def agreed(self, refusal: NotAllowedError) -> bool:
        """Journal what was refused before it was recorded, and ask once for a consent that stays for the task."""
        desk = self.counter.desk
        self.counter.note(refused, refusal)
        if any(consent.covers(refusal.action, refusal.amount) for consent in desk.consents):
            return False
        consent = await self.approve(refusal)
        if consent is not None:
            self.counter.consented(consent)
        return consent is not None

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The places that there are here: nothing is sold in the office."""
        return tuple(each for each in PLACES if each[0] != "sale" or not self.counter.remote)

    # --- The frame ---

    def bar_values(self, place: str) -> BarValues:
        """What the bar says now."""
        now = clock.local(self.counter.desk.clock(), self.counter.shop.zone)
        wide = self.size.width >= 100
        register = self.counter.desk.register
        return BarValues(
            register=_("Register {code}").format(code=register) if wide else register,
            places=tuple(Place(name, self._place_label(name, _(label))) for name, label in self.places),
            current=place,
            person=self.counter.person.name,
            day=current().day(now, now),
            time=f"{now:%H:%M}",
            loud=self._loud(),
            training=self.counter.training,
        )

    def _place_label(self, name: str, label: str) -> str:
        """The orders with how many are due today, and how many are late."""
        if name != "orders":
            return label
        waiting = orders.waiting(self.counter.shop, self.counter.desk.clock())
        counts = (str(waiting.today) if waiting.today else "", f"▲{waiting.late}" if waiting.late else "")
        return " ".join(filter(None, (label, *counts)))

    def _loud(self) -> str:
        """What nobody may overlook: that nothing here counts."""
        if self.counter.training:
            return _("TRAINING")
        return _("DEMO") if self.counter.shop.demo else ""

    def status_values(self) -> StatusValues:
        """What the status row says now."""
        saving = _(SAVING) if self._saving else ""
        if self.counter.remote:
            return StatusValues(f"{self._session_text()} · {_('no devices')}", self._warnings(), (), saving=saving)
        devices = self.counter.devices
        states: list[DeviceState] = [devices.printer]
        if devices.drawer is not None:
            states.append(devices.drawer)
        states.append(devices.scanner)
        if devices.display.level is not Level.OK:
            # A display that works is seen by itself.
            states.append(devices.display)
        shown = tuple(state for state in states if state.level is not Level.NONE)
        return StatusValues(self._session_text(), self._warnings(), shown, saving=saving)

    def _session_text(self) -> str:
        session = self.counter.session
        if session is None:
            return _("No session")
        opened = clock.local(session.opened_at, self.counter.shop.zone)
        now = clock.local(self.counter.desk.clock(), self.counter.shop.zone)
        since = f"{opened:%H:%M}" if opened.date() == now.date() else current().day(opened, now)
        return _("Session {number} · since {time}").format(number=session.number, time=since)

    def _warnings(self) -> tuple[str, ...]:
        """Withdrawals that are still out, sessions that wait for approval, copies that were missed."""
        warnings: list[str] = []
        now = self.counter.desk.clock()
        doubt = past_clock.doubt(now)
        if doubt is not None:
            warnings.append(_("The clock is far ahead") if doubt.ahead else _("The clock is behind"))
        session = self.counter.session
        if session is not None:
            days = sessions.days_open(session, now, self.counter.shop)
            if doubt is None and days >= sessions.LONG_DAYS:
                warnings.append(_("Session open for {days} days").format(days=days))
            out = withdrawals.still_out(session.id, self.counter.shop.currency)
            if out:
                rest = self.counter.shop.money(sum(each.rest.minor for each in out))
                warnings.append(_("Withdrawal {amount}").format(amount=rest.text(current().language)))
            if session.tracked and drawer_now.over_limit(self.counter.shop, session.id):
                limit = self.counter.shop.money(self.counter.shop.drawer_limit)
                warnings.append(_("Drawer above {amount}").format(amount=limit.text(current().language)))
        waiting = closing.awaiting(self.counter.desk.register)
        if waiting and self.counter.may(APPROVE_DIFFERENCE):
            warnings.append(_("Session {number} awaits approval").format(number=waiting[0]))
        devices = self.counter.devices
        if devices.missing or succession.is_asked():
            warnings.append(_("Receipts are missing"))
        warnings.extend(filter(None, (devices.damage, devices.room, devices.backup)))
        return tuple(warnings)

    @property
    def standing(self) -> str:
        """What nobody takes away, because it is so: that not all is saved."""
        return _(self.counter.ledger.unwritten.sentence or "")

    @property
    def kept_at_the_end(self) -> str:
        """What becomes of what is unfinished when the program ends now."""
        if self.counter.ledger.unwritten.writes:
            return _("Not all is saved: what waits for the disk is lost. Go on, and make the disk work first.")
        return _("An unfinished receipt is kept and is here again at the next start.")

    def show_saving(self, *, slow: bool) -> None:
        """A slow disk is waited for, or not any more; it is said where nothing moves for it."""
        if slow != self._saving:
            self._saving = slow
            self.refresh_frame()

    @property
    def asks(self) -> bool:
        """Whether the oldest news is a choice, between F12 and Esc."""
        return bool(self.news) and self.news[0] in self.choices

    def seen(self, chosen: bool | None = None) -> None:
        """The oldest news has been read; `chosen` answers one that is a choice, None leaves it open."""
        answer = self.choices.pop(self.news[0], None) if self.news else None
        self.news = self.news[1:]
        if answer is not None and chosen is not None:
            answer(chosen)
        self.refresh_frame()

    def tell(self, text: str) -> None:
        """News that stays until it is seen."""
        if text not in self.news:
            self.news = (*self.news, text)
            self.refresh_frame()

    def succeeded(self, text: str) -> None:
        """Something was done: said where the eye is, until the next key, tap or scan."""
        self.success = text
        self._show_success()

    def scan(self, code: str) -> None:
        """A code for the screen on top."""
        self.success_seen()
        super().scan(code)

    def success_seen(self) -> None:
        """Somebody goes on."""
        if self.success:
            self.success = ""
            self._show_success()

    def _show_success(self) -> None:
        show = getattr(self.screen, "show_success", None) if self.screen_stack else None
        if callable(show):
            show()

    def untell(self, text: str) -> None:
        """This news has been read."""
        if text in self.news:
            self.news = tuple(each for each in self.news if each != text)
            self.refresh_frame()

    def offer(self, text: str, answer: Callable[[bool], object]) -> None:
        """News that F12 and Esc answer, before anything that was told and not seen yet."""
        self.choices[text] = answer
        self.news = (text, *(news for news in self.news if news != text))
        self.refresh_frame()

    def refresh_frame(self) -> None:
        """Bar, status and footer of the screen on top; there is none while the program ends."""
        update = getattr(self.screen, "update_frame", None) if self.screen_stack else None
        if callable(update):
            update()
