"""A register on a terminal of its own: keys and scans go in, the picture comes out as text."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial

import apsw
import pytest

from kassa_tui.app import KassaApp
from kassa_tui.composition import build
from kassa_tui.database import bound
from kassa_tui.devices import Drivers
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.screens.frame import guard
from kassa_tui.settings import FILE_NAME
from kassa_tui.storage import ballast
from kassa_tui.till.ledger import desk
from tests.conftest import ShopUnderTest
from tests.screens import painting, style_rules
from tests.screens.keyboard import Keyboard


@dataclass
class Register(Keyboard):
    """The running program under test."""

    app: KassaApp
    printer: SimulatedPrinter
    shop: ShopUnderTest

    async def scan(self, *codes: str, sees: str = "") -> None:
        """Scan codes, as the scanner's thread gives them."""
        for code in codes:
            self.app.code_read(code)
            await self.idle()
        if sees:
            await self.sees(sees)


Opener = Callable[..., AbstractAsyncContextManager[Register]]


@asynccontextmanager
async def running(
    shop: ShopUnderTest,
    *,
    size: tuple[int, int] = (100, 30),
    person: str = "Owner",
    chosen: bool = True,
    printed: bool = True,
    drivers: Drivers | None = None,
    settings_file: str = FILE_NAME,
    label: str = "",
) -> AsyncIterator[Register]:
    """The program on a shop, until the block ends. Its clock is the test's.

    Without `drivers` it has a simulated printer alone.
    Unless `chosen`, nobody has said yet who is there. What was sold before has come out of the printer if `printed`.
    """
    bound().close()
    if printed:
        # Not by the program's own connection: once it has run in this thread, that one only reads.
        with closing(apsw.Connection(str(shop.path))) as connection:
            connection.execute("UPDATE print_job SET state = 'sent'")
    connected = drivers or Drivers(SimulatedPrinter())
    with build(shop.as_(person), connected, settings_file=settings_file, label=label) as app:
        app.runs.bound = 0
        with _answered(app, person) if chosen else nullcontext():
            async with app.run_test(size=size) as pilot:
                register = Register(app, pilot, simulated_printer(app), shop)
                await register.idle(painted=False)
                yield register


def simulated_printer(app: KassaApp) -> SimulatedPrinter:
    """What the program prints on."""
    assert app.counter.simulated is not None
    return app.counter.simulated


@contextmanager
def _answered(app: KassaApp, person: str) -> Iterator[None]:
    """The first question, who is at the counter, is answered before it is drawn; a later one is asked."""
    somebody = next(each for each in desk.people() if each.name == person)
    asked = app.choose_person

    def answer() -> None:
        patch.setattr(app, "choose_person", asked)
        app._named(somebody)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "choose_person", answer)
        yield


@pytest.fixture(scope="session", autouse=True)
def _shared_by_all_programs() -> Iterator[None]:
    """A program under test starts with the rules that the first one has read, and paints when it rests.

    Its ballast is small.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ballast, "BYTES", 4096)
        style_rules.share(patch)
        painting.share(patch)
        yield


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Opens the register; a second press is not taken for a slip of the first."""
    monkeypatch.setattr(guard, "SECONDS", 0)
    return running


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    """A shop that sells loaves, unless the file stocks it with something else."""
    shop.article("Bread", "2.95", barcodes=("8712345678906",))
    return shop


@pytest.fixture
def locked(opened: Opener) -> Opener:
    """Opens the register before anybody has said who is there."""
    return partial(opened, chosen=False)


Steps = Callable[[Register], Awaitable[None]]
