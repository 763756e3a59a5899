"""The check-up on the screen, and the tests of devices that a person starts."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kassa_tui.database import bound, open_database
from kassa_tui.hw.ports import SCANNER_LOST, SCANNER_OK
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.screens.machine.devices import DevicesScreen
from kassa_tui.till.anchor import anchors
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.papers import jobs
from kassa_tui.till.proof import backup_beside, backups, doctor, second_place
from kassa_tui.till.proof.checkup import machine_checks
from kassa_tui.till.proof.checkup.findings import NAMES, Finding
from tests.conftest import ShopUnderTest, whole_file
from tests.screens.acts import facts
from tests.screens.conftest import Opener, Register
from tests.shared import journalled

BREAD = "8712345678906"


async def to_devices(till: Register) -> None:
    await till.press("f9", "3", "end", "enter", sees="F7 Drawer")
    assert isinstance(till.app.screen, DevicesScreen)


async def to_check_up(till: Register) -> None:
    await to_devices(till)
    await till.press("f2", sees="looked at")


def found(till: Register) -> dict[str, Finding]:
    return {finding.name: finding for finding in till.app.screen.findings}  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_everything_is_looked_at_with_what_to_do(
    shop: ShopUnderTest, opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(shop, size=size) as till:
        till.app.scanner_news(SCANNER_OK)
        await to_check_up(till)
        assert list(found(till)) == list(NAMES)
        await till.sees("● Proof", "→ kassa backup, every night")
        await till.press("pagedown", sees=" Files ")


async def test_the_word_about_a_backup_is_a_key(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F7 makes one and looks again; what is refused is said. With a fresh one there is no such key."""
    problems = ["the disk is full"]

    def make(path: Path, desk: Desk, _settings: str) -> None:
        assert (path, desk.person.name) == (shop.path, "Owner")
        if problems:
            raise backup_beside.NotMadeError(problem=problems.pop())
        other = threading.Thread(target=journalled_backup, args=(desk,))
        other.start()
        other.join()

    def journalled_backup(desk: Desk) -> None:
        backups.note(desk, backups.MADE, {})
        bound().close()

    monkeypatch.setattr(backup_beside, "make", make)
    async with opened(shop) as till:
        await to_check_up(till)
        await till.press("f7", sees="No backup was made: the disk is full")
        await till.press("f7")
        await till.wait(lambda: "F7 Back up now" not in till.text and "looked at" in till.text, "the end of the key")
        assert journalled(backups.MADE) == 1


async def test_what_the_stick_knows_is_asked_as_the_command_asks_it(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stick that knows more than the shop's file, and that only the settings name."""
    before = whole_file(shop.path)
    open_database(shop.path)
    shop.sell(shop.article("Bread", "2.95"))
    anchors.keep_on(tmp_path)
    whole_file(shop.path)
    shop.path.write_bytes(before)
    open_database(shop.path)
    monkeypatch.setattr(second_place, "folder_of", lambda label: tmp_path if label == "KASSA" else None)
    async with opened(shop, label="KASSA") as till:
        await to_check_up(till)
        await till.sees("■ Newest numbers 1 receipt of K1 is missing, all that were known.")


async def test_the_printer_answers_in_its_own_thread(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = set()
    really = SimulatedPrinter.status

    def status(printer: SimulatedPrinter) -> object:
        asked.add(threading.current_thread().name)
        return really(printer)

    monkeypatch.setattr(SimulatedPrinter, "status", status)
    async with opened(shop) as till:
        await to_devices(till)
        till.printer.paper = "out"
        till.app.scanner_news(SCANNER_LOST)
        await till.press("f2", sees="looked at")
        assert [found(till)[name].text for name in ("printer", "scanner")] == ["no paper", "scanner not found"]
        assert asked == {"printer"}
        till.printer.plugged = False
        await till.press("f5", sees="printer offline")
        assert "drawer" not in found(till)


async def test_the_screen_stays_alive_while_it_is_looked(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thing is shown when it is known; leaving ends it, and nothing is asked that is not needed any more."""
    goes_on, asked = threading.Event(), []

    def run(*given: object) -> Iterator[Finding]:
        yield machine_checks.program()
        goes_on.wait(20)
        yield machine_checks.sqlite()
        asked.append("more")

    monkeypatch.setattr(doctor, "run", run)
    async with opened(shop) as till:
        await to_devices(till)
        await till.press("f2", sees="● Program")
        await till.sees("looking")
        assert "F5" not in till.text
        await till.press("f1", sees="Nothing is changed by looking")
        await till.press("escape", "escape", sees="F7 Drawer")
        goes_on.set()
        await till.press("escape", sees="Devices")
    assert asked == []


# --- Tests of devices ---


@pytest.mark.parametrize(("choice", "said"), [("1", "2: sensor low → high = open"), ("2", "5: the sensor saw nothing")])
async def test_the_drawer_is_tried_on_both_pins(shop: ShopUnderTest, opened: Opener, choice: str, said: str) -> None:
    async with opened(shop) as till:
        await to_devices(till)
        await till.press("f7", choice, sees=said)
        assert till.printer.kicks == (1 if choice == "1" else 0)
        assert f'"pin":{said[0]},"reason":"test"' in facts("drawer.opened")


async def test_trying_the_drawer_of_a_printer_that_is_gone_is_said(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_devices(till)
        till.printer.plugged = False
        await till.press("f7", "1", sees="■ the printer is not connected")
        await till.press("f7", "escape")
        assert journalled("drawer.opened") == 1


async def test_a_paper_of_before_the_restart_is_told(shop: ShopUnderTest, opened: Opener) -> None:
    jobs.test_receipt(shop.desk)
    async with opened(shop, printed=False) as till:
        await till.sees("Before the restart 1 paper was perhaps not printed: see Receipts")
        assert till.printer.papers == []


async def test_the_last_five_codes_are_told(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_devices(till)
        await till.scan("OLDEST", BREAD, "8712345678901", "]E4" + "96385074", "K1-000001", sees="OLDEST")
        await till.sees("check digit wrong", "EAN-8", "receipt")
        await till.scan("", sees="read in part")
        assert "OLDEST" not in till.text
        assert isinstance(till.app.screen, DevicesScreen)
        assert [code.text for code in till.app.screen.scans] == ["", "K1-000001", "96385074", "8712345678901", BREAD]
