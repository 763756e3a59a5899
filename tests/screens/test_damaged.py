"""A register that starts on a damaged shop: a copy is put back on the screen, or it is looked into, or it is stopped."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from kassa_tui.endings import LOOK
from kassa_tui.screens.frame import guard
from kassa_tui.screens.setup.damaged import RESTORED, STOP, DamagedApp, Mending
from kassa_tui.storage.trouble import InUseError, UnreadableError
from kassa_tui.till.anchor.ends import End, Gap, Held
from kassa_tui.till.proof.newest_copy import Copy, NoCopyError
from kassa_tui.widgets.drawing.palette import DARK
from tests.screens.keyboard import Keyboard

GAP = Gap(End("K1", "", 9, "0" * 64, 874), Held(6, 871))
COPY = Copy(Path("shop-3f2a91-20261122T033000Z.db"), 1_795_354_320_000, "K1-000871", (GAP,), "K1A", "en", "UTC")
PROBLEM = UnreadableError(file=Path("shop.db"), problem="its beginning is not that of a database")


class Machine:
    """What the screen has done, and what comes of it."""

    def __init__(self) -> None:
        self.copy: Copy | None = COPY
        self.looked, self.put = 0, list[Copy]()
        self.refusal: Exception | None = None
        self.waits: Event | None = None

    def find(self, heard: Callable[[Path], object]) -> Copy:
        self.looked += 1
        heard(COPY.file)
        if self.waits is not None:
            self.waits.wait(20)
        if self.copy is None:
            raise NoCopyError(folder=Path("backups"))
        return self.copy

    def put_back(self, copy: Copy) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.put.append(copy)

    def app(self, *, readable: bool = True) -> DamagedApp:
        return DamagedApp(Mending(PROBLEM, readable, self.find, self.put_back), theme=DARK)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """One on which a yes is never too soon."""
    monkeypatch.setattr(guard, "SECONDS", 0)
    return Machine()


@pytest.mark.parametrize(("key", "code"), [("f12", RESTORED), ("f7", LOOK), ("escape", STOP)])
async def test_what_is_wrong_and_what_is_missing_is_said_before_anything_is_done(
    machine: Machine, key: str, code: int
) -> None:
    app = machine.app()
    async with app.run_test(size=(80, 24)) as pilot:
        keyboard = Keyboard(app, pilot)
        await keyboard.sees("Put it back")
        for said in (
            "shop.db is damaged",
            "The newest proven backup is of",
            "K1-000871",
            "3 receipts are missing",
            "K1A",
        ):
            assert said in " ".join(keyboard.text.split())
        assert machine.put == []
        await pilot.press(key)
        await keyboard.wait(lambda: app.return_value == code, "the answer")
    assert machine.put == ([COPY] if code == RESTORED else [])


async def test_enter_a_scan_and_any_letter_put_nothing_back(machine: Machine) -> None:
    app = machine.app()
    async with app.run_test(size=(80, 24)) as pilot:
        keyboard = Keyboard(app, pilot)
        await keyboard.sees("Put it back")
        await pilot.press("enter", "y", "1")
        app.scan("2000000000107")
        await pilot.pause()
        assert (machine.put, app.return_value) == ([], None)


async def test_without_a_copy_it_is_said_what_to_do_and_looked_for_again(machine: Machine) -> None:
    machine.copy = None
    app = machine.app(readable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        keyboard = Keyboard(app, pilot)
        await keyboard.sees("No proven backup of this shop")
        assert "F12" not in keyboard.text
        await pilot.press("f7", "f12")
        assert (machine.put, app.return_value) == ([], None)
        machine.copy = COPY
        await pilot.press("f5")
        await keyboard.sees("Put it back")
    assert machine.looked == 2


async def test_why_it_could_not_be_put_back_stays_with_all_that_can_be_done(machine: Machine) -> None:
    machine.refusal = InUseError("{file} is open", file="shop.db")
    app = machine.app()
    async with app.run_test(size=(80, 24)) as pilot:
        keyboard = Keyboard(app, pilot)
        await keyboard.sees("Put it back")
        await pilot.press("f12")
        await keyboard.sees("shop.db is open")
        machine.refusal = None
        await pilot.press("f12")
        await keyboard.wait(lambda: app.return_value == RESTORED, "the answer")


async def test_whoever_does_not_wait_for_the_search_stops_and_help_is_there(machine: Machine) -> None:
    machine.waits = Event()
    app = machine.app()
    async with app.run_test(size=(80, 24)) as pilot:
        keyboard = Keyboard(app, pilot)
        await keyboard.sees("Proving shop-3f2a91")
        assert not any(each in keyboard.text for each in ("F12", "F7", "F5"))
        await pilot.press("f1")
        await keyboard.sees("The damaged file is kept")
        await pilot.press("escape")
        await keyboard.sees("Proving shop-3f2a91")
        await pilot.press("escape")
        await keyboard.wait(lambda: app.return_value == STOP, "the end")
    machine.waits.set()
