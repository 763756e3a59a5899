"""The lock: on top of everything, which stays as it was until somebody says who is there by PIN or badge."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from textual.app import ComposeResult

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import KeyScreen, key
from kassa_tui.screens.frame.help import HelpQuestion
from kassa_tui.screens.frame.host import EVERY_SECOND, Host
from kassa_tui.screens.people.pin import PersonQuestion, PinQuestion, Proved, by_badge, by_pin
from kassa_tui.screens.people.pin_keys import HINT, PinKeys, dots
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.desk import Desk, Person
from kassa_tui.till.people import lockout, pins
from kassa_tui.till.people.lockout import StoppedError
from kassa_tui.widgets.frame import Footer, Key, Status
from kassa_tui.widgets.lock import LockValues, LockView
from kassa_tui.widgets.pad import Pad
from kassa_tui.widgets.too_small import TooSmall


class LockScreen(PinKeys, KeyScreen[Person]):
    """Gives back the person who is there now. Nothing leads out of it but a PIN or a badge."""

    HELP = N_(
        "Scan your badge or type your PIN, or choose your name first. What was going on is kept. "
        "An owner gives a new PIN; on the machine: kassa staff pin NAME."
    )

    app: Host

    def __init__(self, counter: Counter, *, since: int) -> None:
        super().__init__()
        self.counter = counter
        self._since = since
        self._notice = ""
        self._stopped: Person | None = None

    def compose(self) -> ComposeResult:
        """How the devices are, the lock, digits for fingers, the keys."""
        self.add_class(*self.app.size_classes())
        yield Status()
        yield LockView()
        yield Pad()
        yield Footer()
        yield TooSmall()

    def on_mount(self) -> None:
        """The first picture; then the minute and what is left of a wait."""
        self.made()
        self.query_one(Status).styles.margin = 0
        self.set_interval(EVERY_SECOND, self.update_frame)
        self.update_frame()

    def on_screen_resume(self) -> None:
        """The window may have another size."""
        self.update_frame()

    def update_frame(self) -> None:
        """Everything as it is now; others ask for it too, perhaps before there is anything to draw on."""
        if self.drawable:
            self.query_one(Status).show(self.app.status_values())
            self.query_one(LockView).show(self._values())
            self.keys_changed()

    def _values(self) -> LockValues:
        zone = self.counter.shop.zone
        now = clock.local(self.counter.desk.clock(), zone)
        why = None if self._stopped else lockout.refusal(self.counter.desk)
        notice = why.say() if why else self._notice
        since = f"{clock.local(self._since, zone):%H:%M}"
        last = _("{person} until {time}").format(person=self.counter.person.name, time=since)
        about = (_("Last at the register"), last)
        return LockValues(f"{now:%H %M}", _(HINT), dots(self.pin, pins.SHORT), notice, about)

    def now(self) -> Iterable[Key]:
        """Log in, begin the PIN anew, or say first who it is."""
        yield key("escape", _("Wipe") if self.pin else "", self.wipe)
        yield key("f1", _("Help"), self._help)
        yield key("f5", _("By name"), self._choose)
        yield from self.wait_ends(self._stopped)
        yield from self.pin_keys()
        yield key("f12", _("Log in") if self.pin else "", self._log_in, go=True, books=True)

    def _help(self) -> None:
        """What to do, also for who forgot a PIN."""
        self.app.push_screen(HelpQuestion(_(self.HELP), _(self.SCAN), list(self.now())))

    def wipe(self) -> None:
        """Nothing is typed yet."""
        super().wipe()
        self.update_frame()

    def typed_digit(self, digit: str) -> None:
        """What was refused has been read."""
        super().typed_digit(digit)
        self.forgiven()

    def _log_in(self) -> object:
        if not self.pin:
            self.app.error_sound()
            return None
        return self._prove(partial(by_pin, self.pin, None))

    def by_badge(self, code: str) -> Awaitable[None]:
        """A badge opens."""
        return self._prove(partial(by_badge, code))

    async def _prove(self, work: Callable[[Desk], Person]) -> None:
        try:
            self.dismiss(await self.proved(work))
        except StoppedError as refusal:
            self._stopped = refusal.person
            raise

    async def _choose(self) -> None:
        """By name a PIN is taken also while those without one wait."""
        chosen = await self.app.ask(PersonQuestion(self.counter, with_pin=True))
        match chosen:
            case Proved(person):
                self.dismiss(person)
            case Person():
                proved = await self.app.ask(PinQuestion(self.counter, chosen))
                if proved is not None:
                    self.dismiss(proved)

    def forgiven(self) -> None:
        """What was refused has been read."""
        self._notice, self._stopped = "", None
        self.update_frame()

    def say(self, text: str, hint: str = "") -> None:
        """Below the dots, until the next key."""
        self._notice = text
        self.update_frame()
