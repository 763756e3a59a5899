"""The program as it is put together: whole at once, connected when it stands, and let go of at the end."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import FrozenInstanceError

import pytest
from msgspec.structs import replace

from kassa_tui import interpreter
from kassa_tui.__main__ import _program
from kassa_tui.app import OfficeApp
from kassa_tui.composition import build
from kassa_tui.database import ReadOnlyError, bound, writing
from kassa_tui.devices import Drivers, drivers
from kassa_tui.hw.ports import SCANNER_OK, DeviceState
from kassa_tui.hw.scanner.remembered import Measured
from kassa_tui.hw.simulated import SimulatedDisplay, SimulatedPrinter
from kassa_tui.settings import ScannerSettings, Settings
from tests.conftest import ShopUnderTest
from tests.screens.keyboard import Keyboard


class ToldScanner:
    """Remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def start(self, _read: Callable[[str], None], tell: Callable[[DeviceState], None]) -> None:
        self.asked.append("start")
        tell(SCANNER_OK)

    def stop(self) -> None:
        self.asked.append("stop")


async def test_devices_begin_with_the_first_screen_and_end_with_the_program(shop: ShopUnderTest) -> None:
    scanner, display = ToldScanner(), SimulatedDisplay()
    drivers = Drivers(SimulatedPrinter(), lambda _spooler: display, lambda: scanner)
    with build(shop.desk, drivers) as app:
        assert scanner.asked == []
        async with app.run_test() as pilot:
            await Keyboard(app, pilot).wait(lambda: bool(scanner.asked), "the scanner")
            assert app.counter.devices.scanner == SCANNER_OK
        assert scanner.asked == ["start"]
    assert scanner.asked == ["start", "stop"]
    assert display.shown[-1][0].strip() == shop.shop.name
    with pytest.raises(RuntimeError, match="after shutdown"):
        app.counter.ledger.submit(bound)


def test_a_counter_is_whole_when_it_is_made(shop: ShopUnderTest) -> None:
    printer = SimulatedPrinter()
    with build(shop.desk, Drivers(printer), settings_file="kassa.toml") as app:
        counter = app.counter
        assert counter.simulated is printer
        assert counter.spooler is not None
        assert counter.settings_file == "kassa.toml"
        for name in ("spooler", "ask", "desk"):
            with pytest.raises(FrozenInstanceError):
                setattr(counter, name, None)


def test_the_screens_thread_only_reads(shop: ShopUnderTest) -> None:
    with build(shop.desk, Drivers()), pytest.raises(ReadOnlyError), writing():
        bound().execute_sql("DELETE FROM print_job")


def test_a_remote_desk_is_the_offices(shop: ShopUnderTest) -> None:
    with build(replace(shop.desk, channel="remote"), Drivers()) as app:
        assert isinstance(app, OfficeApp)
        assert app.counter.spooler is None


@pytest.mark.parametrize(
    ("scanner", "bound", "prefix"),
    [
        (ScannerSettings(keyboard="scans"), 0.06, "ctrl+b"),
        (ScannerSettings(keyboard="scans", gap_ms=50, prefix="f11"), 0.1, "f11"),
    ],
)
def test_what_was_measured_of_a_scanner_holds_at_the_next_start(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch, scanner: ScannerSettings, bound: float, prefix: str
) -> None:
    monkeypatch.setattr(interpreter, "take_turns", lambda: None)
    settings, args = Settings(scanner=scanner), Namespace(db=shop.path, theme=None, touch=False)
    assert drivers(settings, shop.path.parent).learn(Measured(30, "ctrl+b")).bound == bound
    with _program(args, settings, shop.desk, Drivers()) as app:
        assert (app.runs.bound, app.runs.prefix) == (bound, prefix)
