"""The running counter: who is at it, its session, its devices, and the thread that writes for it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from kassa_tui.database import bound, data_version
from kassa_tui.hw.ports import NO_PRINTER, NO_SCANNER, DeviceState
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.till import sessions, staff
from kassa_tui.till.recording import Ledger
from kassa_tui.till.sessions import OpenSession
from kassa_tui.till.shop import Shop, read_shop
from kassa_tui.till.spooler import Spooler
from kassa_tui.till.staff import Action, Desk, Person

PICTURE_SECONDS = 0.03
"""The printer's thread waits so long for its turn, so that the change stands on the screen first."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Devices:
    """How each device is, as the status row shows it.

    `printing` says what went wrong with the last receipt's paper, `printed` that it came out.
    """

    printer: DeviceState = NO_PRINTER
    drawer: DeviceState | None = None
    scanner: DeviceState = NO_SCANNER
    printing: str = ""
    printed: bool = False


@dataclass
class Counter:
    """What the screens are given. Reading is done at once, on the screen's own connection; writing is awaited.

    While `training`, new baskets are practice.
    """

    desk: Desk
    ledger: Ledger
    spooler: Spooler | None = None
    devices: Devices = field(default_factory=Devices)
    session: OpenSession | None = None
    simulated: SimulatedPrinter | None = None
    training: bool = False
    _version: int = -1

    @property
    def shop(self) -> Shop:
        """The shop's settings as they are now."""
        return read_shop()

    @property
    def person(self) -> Person:
        """Who is at the counter."""
        return self.desk.person

    def may(self, action: Action, amount: int = 0) -> bool:
        """Whether the person at the counter may do this."""
        return staff.allowed(self.person, action, amount)

    def refresh(self) -> None:
        """Read the session again."""
        self.session = sessions.current(self.desk.register)

    def changed_elsewhere(self) -> bool:
        """Whether another connection has written since the last call; the session is read again then."""
        version = data_version()
        if version == self._version:
            return False
        self._version = version
        self.refresh()
        return True

    async def record(self, recorder: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a recorder for this desk in the ledger's thread; the printer is told when it is done."""
        result = await self.ledger.run(recorder, self.desk, *args, **kwargs)
        self.refresh()
        if self.spooler is not None:
            asyncio.get_running_loop().call_later(PICTURE_SECONDS, self.spooler.wake)
        return result

    def note(self, recorder: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs) -> None:
        """Run a recorder without waiting for it: drafts, and what the journal must know."""
        self.ledger.submit(recorder, self.desk, *args, **kwargs)

    def sign_in(self, person: Person) -> None:
        """Somebody else is at the counter."""
        self.desk = self.desk.by(person)

    def close(self) -> None:
        """Let the devices and the database go, what is queued first."""
        if self.spooler is not None:
            self.spooler.stop()
        self.ledger.close()
        bound().close()
