"""The running counter: who is at it, its session, its devices, and the thread that writes for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from msgspec.structs import replace

from kassa_tui.database import bound, data_version, look_anew, trouble_of
from kassa_tui.hw.ports import NO_DISPLAY, NO_PRINTER, NO_SCANNER, DeviceState, NoSearch, ScannerSearch, Watcher
from kassa_tui.hw.scanner.remembered import Measured, used_only
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.settings import FILE_NAME, ScannerSettings
from kassa_tui.till.counter.customer_display import CustomerDisplay
from kassa_tui.till.counter.spooler import Spooler
from kassa_tui.till.drawer import sessions
from kassa_tui.till.drawer.sessions import OpenSession
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger import past_clock
from kassa_tui.till.ledger.desk import Consent, Desk, Person
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.past_clock import ClockError
from kassa_tui.till.ledger.permissions import Action
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.ledger.unwritten import Write
from kassa_tui.till.sale.sales import TrainingError

SAVING_SECONDS = 0.3
"""After so long the screen says that it is saving: a disk that is well answers sooner."""

PICTURE_SECONDS = 0.03
"""The printer's thread waits so long for its turn, so that the change stands on the screen first."""

P = ParamSpec("P")
T = TypeVar("T")

Ask = Callable[[NotAllowedError], Awaitable[Consent | None]]
"""Gives the consent of somebody who may do what was refused; None when nobody gave it."""


Sure = Callable[[], Awaitable[bool]]
"""Asks whether a clock that is behind, or far ahead, is right."""


async def _unsure() -> bool:
    """Without a screen nobody says so."""
    return False


def _nothing(_shown: bool) -> None:
    """Without a screen nothing is shown."""


async def _nobody(_refusal: NotAllowedError) -> Consent | None:
    """Without a screen nobody is asked."""
    return None


@dataclass
class Devices:
    """How each device is, as the status row shows it.

    `watcher` watches what types here, if anything does. `printing` says what went wrong with the last receipt's paper,
    `printed` that it came out. `backup` says in a few words what copy of the shop was missed, `room`
    how little room there is on its disk, `damage` that its file is damaged, `missing` which receipts a stick knows that
    it does not have.
    """

    printer: DeviceState = NO_PRINTER
    drawer: DeviceState | None = None
    scanner: DeviceState = NO_SCANNER
    watcher: Watcher | None = None
    display: DeviceState = NO_DISPLAY
    printing: str = ""
    printed: bool = False
    backup: str = ""
    room: str = ""
    damage: str = ""
    missing: str = ""


@dataclass
class CounterState:
    """What changes while the counter runs: its desk (who is there, what was agreed to), its session, its devices' news.

    While `training`, new baskets are practice. `known` is what the database answered last, to be shown while it
    cannot be read: whoever records asks it again.
    """

    desk: Desk
    session: OpenSession | None = None
    training: bool = False
    devices: Devices = field(default_factory=Devices)
    version: int = -1
    known: dict[object, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Counter:
    """What the screens are given, whole when it is made. Reading is done at once, on the screen's own connection.

    Writing is awaited. `settings_file` is where the devices are named, to be shown; `search` makes what finds the
    scanner, whose driver is not loaded before; `learn` remembers how it types. `ask` asks at the screen who agrees to
    what was refused, `sure` whether a clock in doubt is right; `saving` shows, or shows no more, that a slow disk is
    waited for. `simulated` is the printer, when it is no
    real one. `label` is that of the disk for second copies, empty for none. `began` is when it was made, in seconds
    that no clock turns.
    """

    state: CounterState
    ledger: Ledger
    ask: Ask = _nobody
    sure: Sure = _unsure
    saving: Callable[[bool], object] = _nothing
    spooler: Spooler | None = None
    customer: CustomerDisplay | None = None
    simulated: SimulatedPrinter | None = None
    search: Callable[[], ScannerSearch] = NoSearch
    learn: Callable[[Measured], ScannerSettings] = used_only
    settings_file: str = FILE_NAME
    label: str = ""
    began: float = field(default_factory=time.monotonic)

    @property
    def desk(self) -> Desk:
        """The desk with whoever is at it."""
        return self.state.desk

    @property
    def session(self) -> OpenSession | None:
        """The open session, as it was last read."""
        return self.state.session

    @property
    def training(self) -> bool:
        """Whether new baskets are practice."""
        return self.state.training

    @property
    def devices(self) -> Devices:
        """How the devices are."""
        return self.state.devices

    @property
    def shop(self) -> Shop:
        """The shop's settings as they are now."""
        shop: Shop = self.as_known("shop", read_shop)
        return shop

    def as_known(self, question: object, ask: Callable[[], Any]) -> Any:
        """What the database answers, or answered last where its disk or its bytes fail."""
        try:
            self.state.known[question] = ask()
        except Exception as error:
            if question not in self.state.known or trouble_of(error) is None:
                raise
            look_anew()
        return self.state.known[question]

    @property
    def person(self) -> Person:
        """Who is at the counter."""
        return self.desk.person

    @property
    def remote(self) -> bool:
        """Whether this is the office, without the counter's devices."""
        return self.desk.channel == "remote"

    def may(self, action: Action, amount: int = 0) -> bool:
        """Whether the person at the counter may do this, or somebody has agreed to it for the task in progress."""

        def ask() -> bool:
            return staff.allowed(self.person, action, amount) or staff.approved(self.desk, action, amount)

        if amount:
            return ask()
        return bool(self.as_known((self.person.id, action.code), ask))

    def consented(self, consent: Consent) -> None:
        """Somebody agreed to something that is recorded later, or within the task that is going on."""
        self.state.desk = self.desk.consenting(consent)
        if self.desk.agreed:
            self.state.desk = replace(self.desk, agreed=(*self.desk.agreed, consent))

    def admitted(self, consent: Consent) -> None:
        """Somebody agreed to a whole task, which begins now."""
        self.state.desk = self.desk.admitting(consent)

    def task_ended(self) -> None:
        """What was agreed to is done, or given up: the next time is asked anew."""
        self.state.desk = self.desk.alone()

    def practise(self, training: bool) -> None:
        """From now on new baskets are practice, or count again."""
        self.state.training = training

    def turn_training(self) -> None:
        """Begin with baskets that do not count, or end that. Raises TrainingError without a session."""
        if not self.training and self.session is None:
            raise TrainingError
        self.practise(not self.training)

    def refresh(self) -> None:
        """Read the session again."""
        self.state.session = sessions.current(self.desk.register)

    def changed_elsewhere(self) -> bool:
        """Whether another connection has written since the last call; the session is read again then."""
        version = data_version()
        if version == self.state.version:
            return False
        self.refresh()
        self.state.version = version
        return True

    async def record(self, recorder: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a recorder for this desk in the ledger's thread; the printer is told when it is done.

        What the person may not do is done when somebody who may agrees to it: `ask` asks. A clock in doubt is
        confirmed once. Raises NotAllowedError, ClockError.
        """
        desk = self.desk
        while True:
            try:
                recorded = await self.written(recorder, desk, *args, **kwargs)
                break
            except NotAllowedError as refusal:
                consent = await self.ask(refusal)
                if consent is None or consent in desk.consents:
                    raise
                desk = desk.consenting(consent)
            except ClockError as refusal:
                if not await self.sure():
                    raise
                newest = refusal.doubt.newest
                self.state.desk = replace(self.desk, sure_of=newest)
                desk = replace(desk, sure_of=newest)
                await self.written(past_clock.confirm, desk, newest)
        # It is recorded, whatever the disk answers afterwards.
        self.refresh_if_read()
        if self.spooler is not None:
            asyncio.get_running_loop().call_later(PICTURE_SECONDS, self.spooler.wake)
        return recorded

    async def written(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function gives in the ledger's thread; where the disk is slow the screen says what is waited for."""
        return await self._slowly(self.ledger.run(function, *args, **kwargs))

    async def _slowly(self, work: Awaitable[T]) -> T:
        shows = asyncio.get_running_loop().call_later(SAVING_SECONDS, self.saving, True)
        try:
            return await work
        finally:
            shows.cancel()
            self.saving(False)

    def note(self, recorder: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs) -> None:
        """Run a recorder without waiting for it: what the journal must know. It is kept until the disk takes it."""
        self.keep(Write(partial(recorder, self.desk, *args, **kwargs)))

    def keep(self, write: Write) -> None:
        """The same with more to be said of it."""
        self.ledger.keep(write)

    async def happened(self, write: Write) -> bool:
        """Write what has happened, whatever the disk says to it; whether it is there now, or waits."""
        there = await self._slowly(self.ledger.take(write))
        self.refresh_if_read()
        return there

    def refresh_if_read(self) -> None:
        """Read the session again, if the disk can be read."""
        try:
            self.refresh()
        except Exception as error:
            if trouble_of(error) is None:
                raise

    def sign_in(self, person: Person) -> None:
        """Somebody else is at the counter; what was agreed to was for the one before."""
        self.task_ended()
        self.state.desk = self.desk.by(person)

    def close(self) -> None:
        """Let the devices and the database go, what is queued first."""
        if self.spooler is not None:
            self.spooler.stop()
        self.ledger.close()
        bound().close()
