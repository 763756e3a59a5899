"""The program as it is put together: whole at once, connected when it stands, and let go of at the end."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from kassa_tui import interpreter
from kassa_tui.__main__ import _program, open_register
from kassa_tui.app import OfficeApp
from kassa_tui.composition import build
from kassa_tui.database import bound, open_database, writing
from kassa_tui.devices import Drivers, drivers
from kassa_tui.endings import AGAIN
from kassa_tui.hw.ports import SCANNER_OK, DeviceState
from kassa_tui.hw.scanner.remembered import Measured
from kassa_tui.hw.simulated import SimulatedDisplay, SimulatedPrinter
from kassa_tui.screens.frame import guard
from kassa_tui.settings import BackupSettings, ScannerSettings, Settings
from kassa_tui.storage.trouble import ReadOnlyError
from kassa_tui.till.anchor import anchors, keeper
from kassa_tui.till.counter import logbook
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.proof import backup_beside, backup_keeper, second_place
from tests.conftest import ShopUnderTest, found_shop, whole_file
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
    # What was recorded last is known beside the database when the program has ended.
    assert [end.register for end in anchors.look(shop.path).known] == ["K1"]
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


async def test_copies_are_made_beside_the_counter_and_one_that_was_missed_is_said(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(path: Path, desk: Desk, settings_file: str) -> None:
        asked.append((path, desk.person.name, settings_file))
        raise backup_beside.NotMadeError(problem="full")

    asked: list[tuple[Path, str, str]] = []
    monkeypatch.setattr(backup_beside, "make", make)
    monkeypatch.setattr(backup_keeper, "POLL_SECONDS", 0.01)
    shop.open()
    shop.close()
    with build(shop.desk, Drivers(backup=BackupSettings()), settings_file="/kassa.toml") as app:
        async with app.run_test(size=(80, 24)) as pilot:
            keyboard = Keyboard(app, pilot)
            await keyboard.sees("Who is at the counter")
            await keyboard.press("3", sees="▲ No backup")
            app.say_put_back(logbook.PutBack(shop.clock.now, "K1-000871"))
            await keyboard.sees("last receipt K1-000871")
    assert asked[0] == (shop.path, "Owner", "/kassa.toml")
    assert len(asked) == 1


async def test_a_stick_that_comes_later_and_knows_more_asks_how_to_go_on(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(guard, "SECONDS", 0)
    shop.sell(shop.article("Bread", "2.95"))
    before = whole_file(shop.path)
    open_database(shop.path)
    shop.sell(shop.article("Bread", "2.95"))
    (tmp_path / "stick").mkdir()
    anchors.keep_on(tmp_path / "stick")
    whole_file(shop.path)
    shop.path.write_bytes(before)
    open_database(shop.path)
    monkeypatch.setattr(second_place, "folder_of", lambda _label: tmp_path / "stick")
    monkeypatch.setattr(keeper, "STICK_POLL_SECONDS", 0.01)
    with build(shop.desk, Drivers(backup=BackupSettings(label="KASSA"))) as app:
        async with app.run_test(size=(80, 24)) as pilot:
            keyboard = Keyboard(app, pilot)
            await keyboard.sees("Who is at the counter")
            await keyboard.press("3", sees="1 receipt is missing after K1-000001: Office, Missing receipts")
            await keyboard.sees("▲ Receipts are missing")
            # No number that the stick knows is given out again, whoever tries.
            with pytest.raises(anchors.ShortHistoryError):
                await app.counter.record(logbook.started)
            app.go_to("office")
            await keyboard.sees("what became of them?")
            await keyboard.press("f12", sees="Nothing is recorded until")
            await keyboard.press("f12")
            await keyboard.wait(lambda: app.return_value == AGAIN, "the end of the program")


def test_a_register_that_has_something_to_ask_is_started_again(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = [0, AGAIN, AGAIN]
    monkeypatch.setattr("kassa_tui.__main__._opened", lambda _args, _desk, *, first=False: ended.pop())
    monkeypatch.setattr("kassa_tui.__main__._begun", lambda _args: (shop.desk, False))
    monkeypatch.setattr("kassa_tui.__main__.desk", lambda _args: shop.desk)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("sys.stderr", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(interpreter, "hold_collection", lambda: None)
    assert open_register(Namespace(command="register")) == 0
    assert ended == []


def test_a_demo_shop_and_the_office_have_no_copies_made(tmp_path: Path) -> None:
    folder = found_shop(tmp_path / "demo.db", demo=True).path.parent
    assert drivers(Settings(), folder).backup is None
    assert Drivers().backup is None


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
