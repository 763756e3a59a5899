"""`kassa doctor` and the devices: a drawer is kicked, a paper printed and a code read only if somebody asks for it.

What is tried is in the journal before, and never done beside the register.
"""

import json
import os
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue, SimpleQueue

import pytest

from kassa_tui.__main__ import main
from kassa_tui.database import bound, close_database, open_database, rows
from kassa_tui.hw import probe
from kassa_tui.hw.ports import NO_SCANNER, SCANNER_LOST, OnScan, OnState
from kassa_tui.hw.scanner.label import ROWS, SETUP_BARS, blocks
from kassa_tui.hw.simulated import SimulatedPrinter, SimulatedScanner
from kassa_tui.storage.locks import counter_lock
from kassa_tui.storage.trouble import StorageError
from kassa_tui.till.counter import spooler
from kassa_tui.till.counter.spooler import PrinterNews, Spooler
from kassa_tui.till.ledger.desk import Desk, owner
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.papers import jobs
from kassa_tui.till.people import badges
from kassa_tui.till.sale import vouchers
from kassa_tui.till.setup.founding import LOCATION
from tests.conftest import found_shop
from tests.hw.fake_printer import FakePrinter
from tests.hw.paper_reader import read_paper

Doctor = Callable[..., tuple[int, list[dict[str, str]]]]

BREAD = "8712345678906"
GLYPHS = "€ £ æ ø å Æ Ø Å é ë ü"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A shop whose machine's settings a test writes beside it."""
    path = found_shop(tmp_path / "shop.db", language="en").path
    close_database()
    return path


@pytest.fixture
def doctor(database: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Runs the command with these settings: its exit code, and what it found under a name."""

    def run(name: str, settings: str, *words: str, db: Path = database) -> tuple[int, list[dict[str, str]]]:
        if settings:
            db.with_suffix(".toml").write_text(settings)
        code = main(["doctor", *words, "--json", "--db", str(db)])
        close_database()
        out, err = capsys.readouterr()
        assert err == ""
        return code, [each for each in json.loads(out) if each["name"] == name]

    return run


def printer_at(device: FakePrinter) -> str:
    """The settings of a network printer."""
    address = f'host = "127.0.0.1"\nport = {device.port}'
    return f'[printer]\nkind = "tcp"\n{address}\ndrawer_open = "high"\ntimeout = 2.0\n'


@pytest.fixture
def look(doctor: Doctor) -> Doctor:
    """Runs the command on a network printer: its exit code, and what it found of the drawer."""

    def run(device: FakePrinter, *words: str) -> tuple[int, list[dict[str, str]]]:
        return doctor("drawer", printer_at(device), *words)

    return run


def opened(database: Path) -> list[tuple[str, int]]:
    """The reasons of the journal for opening the drawer."""
    open_database(database)
    facts = rows("SELECT facts FROM journal WHERE kind = 'drawer.opened' ORDER BY id")
    close_database()
    return [(told["reason"], told["pin"]) for told in (json.loads(text) for (text,) in facts)]


def test_nothing_is_kicked_unasked(look: Doctor, database: Path) -> None:
    with FakePrinter() as device:
        code, found = look(device)
    assert (code, [each["text"] for each in found]) == (0, ["shut"])
    assert device.received == b""
    assert opened(database) == []


def test_both_pins_are_kicked_and_journalled(look: Doctor, database: Path) -> None:
    with FakePrinter() as device:
        code, found = look(device, "--kick", "5", "--kick", "2", "--kick", "5")
    assert code == 0
    assert [each["text"] for each in found[1:]] == ["pin 5: the sensor saw nothing", "pin 2: the sensor saw nothing"]
    assert device.received.count(b"\x1bp") == 2
    assert opened(database) == [("test", 5), ("test", 2)]


def test_the_registers_own_printer_is_not_kicked(look: Doctor, database: Path) -> None:
    held = counter_lock(database, "K1")
    with FakePrinter() as device:
        found = look(device, "--kick", "2")[1]
    held.close()
    assert [(each["level"], each["text"]) for each in found] == [("unknown", "it was not kicked")]
    assert "Office, Devices" in found[0]["todo"]
    assert device.received == b""
    assert opened(database) == []


def test_a_kick_that_cannot_leave_is_an_error(look: Doctor) -> None:
    with FakePrinter() as device:
        pass
    code, found = look(device, "--kick", "2")
    assert (code, found[0]["level"]) == (1, "error")
    assert found[0]["text"].startswith("pin 2: ")


def test_a_pin_that_no_drawer_has_is_refused(database: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["doctor", "--kick", "3", "--db", str(database)])
    assert refused.value.code == 2


# --- The test receipt -----------------------------------------------------------------------------


def states(database: Path) -> list[tuple[str, str, str]]:
    """Every job: register, state, and why."""
    open_database(database)
    found = rows("SELECT register, state, error FROM print_job ORDER BY id")
    close_database()
    return found


def journalled(database: Path) -> int:
    """How many test receipts the journal tells of."""
    open_database(database)
    found = rows("SELECT count(*) FROM journal WHERE kind = 'paper.test'")
    close_database()
    return int(found[0][0])


def test_the_test_receipt_is_printed_once_and_journalled(doctor: Doctor, database: Path) -> None:
    with FakePrinter() as device:
        code, found = doctor("printer", printer_at(device), "--print")
    assert code == 0
    assert [(each["level"], each["text"]) for each in found] == [
        ("ok", "works"),
        ("ok", "the test receipt was printed"),
    ]
    paper = read_paper(device.received)
    assert (GLYPHS in paper.text, paper.cuts, paper.kicks) == (True, 1, [])
    assert paper.barcodes == [b"{BAb-1/", b"{B{11012{12134"]
    assert device.received.count(b"Test receipt") == 1
    assert states(database) == [("K1", "sent", "")]
    assert journalled(database) == 1


def test_nothing_is_printed_unasked(doctor: Doctor, database: Path) -> None:
    with FakePrinter() as device:
        found = doctor("printer", printer_at(device), "--kick", "2")[1]
    assert [each["text"] for each in found] == ["works"]
    assert b"Test receipt" not in device.received
    assert (states(database), journalled(database)) == ([], 0)


def test_papers_that_wait_already_go_on_waiting(doctor: Doctor, database: Path) -> None:
    open_database(database)
    desk = Desk("K1", LOCATION, owner())
    for _paper in range(2):
        jobs.test_receipt(desk)
    close_database()
    with FakePrinter() as device:
        doctor("printer", printer_at(device), "--print")
    assert [state for _register, state, _error in states(database)] == ["queued", "queued", "sent"]
    assert device.received.count(b"Test receipt") == 1


def test_a_printer_that_is_pulled_out_prints_nothing(doctor: Doctor, database: Path) -> None:
    with FakePrinter() as device:
        pass
    code, found = doctor("printer", printer_at(device), "--print")
    ((register, state, error),) = states(database)
    assert (code, register, state) == (1, "K1", "failed")
    assert (found[1]["level"], found[1]["text"]) == ("error", f"the test receipt was not printed: {error}")
    assert found[1]["todo"] == "Check cable, paper and cover."


def test_a_receipt_that_breaks_off_is_in_doubt(doctor: Doctor, database: Path) -> None:
    with FakePrinter(gone_after=100) as device:
        code, found = doctor("printer", printer_at(device), "--print")
    ((_register, state, error),) = states(database)
    assert (code, state) == (1, "unknown")
    assert found[1]["text"] == f"the test receipt may be printed in part: {error}"
    assert found[1]["todo"] == "Look at the paper."


def test_the_running_register_prints_it_by_itself(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process queues it: the register's own thread looks for it, and nobody else prints."""
    monkeypatch.setattr(spooler, "POLL_SECONDS", 0.05)
    open_database(database)
    bound().close()
    told, ledger, printer = Queue[PrinterNews](), Ledger(), SimulatedPrinter()
    register = Spooler(printer, ledger, "K1", told.put)
    register.start()
    with FakePrinter() as device:
        database.with_suffix(".toml").write_text(printer_at(device))
        with counter_lock(database, "K1"):
            words = [sys.executable, "-m", "kassa_tui", "doctor", "--print", "--json", "--db", str(database)]
            done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
        found = [each for each in json.loads(done.stdout) if each["name"] == "printer"]
    while told.get(timeout=10).job is None:
        pass
    register.stop()
    ledger.close()
    assert [(each["level"], each["text"]) for each in found] == [
        ("unknown", "the register is running and has it"),
        ("unknown", "the register prints the test receipt"),
    ]
    assert device.received == b""
    assert [GLYPHS in paper for paper in printer.papers] == [True]
    assert states(database) == [("K1", "sent", "")]


def test_a_job_that_the_register_took_is_not_printed_twice(database: Path) -> None:
    open_database(database)
    paper, printer = jobs.test_receipt(Desk("K1", LOCATION, owner())), SimulatedPrinter()
    assert jobs.next_jobs("K1")
    assert spooler.print_alone(printer, paper) == ("queued", "")
    assert printer.papers == []


def test_another_registers_receipt_is_not_printed_beside_the_running_one(doctor: Doctor, database: Path) -> None:
    """Nobody would print it: K1 runs here, and B1's papers are K1's, but K2's are not."""
    open_database(database)
    register = rows("SELECT location, name, serial, created_at FROM register")[0]
    bound().execute_sql(
        "INSERT INTO register (code, location, name, serial, created_at) VALUES ('K2', ?, ?, ? || '2', ?)", register
    )
    close_database()
    with FakePrinter() as device, counter_lock(database, "K1"):
        found = doctor("printer", printer_at(device), "--print", "--register", "K2")[1]
    assert found[1]["text"] == "the test receipt was not printed: the register is running and has it"
    assert (device.received, states(database), journalled(database)) == (b"", [], 0)


@pytest.mark.parametrize("running", [False, True])
def test_without_a_printer_nothing_is_recorded(doctor: Doctor, database: Path, running: bool) -> None:
    with counter_lock(database, "K1" if running else "K9"):
        code, found = doctor("printer", "", "--print")
    assert code == 0
    assert [each["text"] for each in found] == ["no printer", "the test receipt was not printed: no printer"]
    assert (states(database), journalled(database)) == ([], 0)


def test_without_a_shop_nothing_is_printed(doctor: Doctor, tmp_path: Path) -> None:
    with FakePrinter() as device:
        code, found = doctor("printer", printer_at(device), "--print", db=tmp_path / "none.db")
    assert code == 1
    assert found[1]["text"] == "the test receipt was not printed: the database does not open"
    assert found[1]["todo"] == "Mend the database first."
    assert device.received == b""


def test_a_shop_that_cannot_be_written_to_prints_nothing(
    doctor: Doctor, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(desk: Desk) -> int:
        raise StorageError(problem="the disk is full")

    monkeypatch.setattr(jobs, "test_receipt", full)
    with FakePrinter() as device:
        code, found = doctor("printer", printer_at(device), "--print")
    assert code == 1
    assert found[1]["text"].startswith("the test receipt was not printed: ")
    assert "the disk is full" in found[1]["text"]
    assert device.received == b""


def test_the_simulated_printer_prints_beside_the_shop(doctor: Doctor, database: Path) -> None:
    doctor("printer", '[printer]\nkind = "simulated"\n', "--print")
    assert GLYPHS in database.with_name("printer.txt").read_text()


# --- Scanning -------------------------------------------------------------------------------------

SCANNER = '[scanner]\nkind = "simulated"\n'


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is scanned as soon as the simulated scanner listens at its pipe; nobody waits long for more."""
    codes: list[str] = []
    begin = SimulatedScanner.start

    def start(self: SimulatedScanner, on_scan: OnScan, on_state: OnState) -> None:
        begin(self, on_scan, on_state)
        assert self.pipe is not None
        with self.pipe.open("w") as out:
            out.writelines(f"{code}\n" for code in codes)

    monkeypatch.setattr(SimulatedScanner, "start", start)
    monkeypatch.setattr(probe, "PATIENCE", 0.3)
    return codes


def told(found: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Level and text of what was found after the scanner's own state."""
    return [(each["level"], each["text"]) for each in found[1:]]


def test_each_code_is_explained(doctor: Doctor, database: Path, scans: list[str]) -> None:
    scans += [BREAD, "8712345678901", "", "K1-000123", "KAAS"]
    code, found = doctor("scanner", SCANNER, "--scan")
    assert code == 1
    assert told(found) == [
        ("ok", f"{BREAD} · EAN-13 · check digit right"),
        ("error", "8712345678901 · EAN-13 · check digit wrong"),
        ("error", "read in part · keys were lost: scan again"),
        ("ok", "K1-000123 · receipt"),
        ("ok", "KAAS · a code of the shop"),
    ]
    assert not database.with_name("scanner").exists()


def test_the_shops_own_layouts_are_known(doctor: Doctor, scans: list[str]) -> None:
    scans.append("2112345009957")
    assert "the shop's scale" in doctor("scanner", SCANNER, "--scan", "1")[1][1]["text"]


def test_what_a_code_is_worth_is_not_shown(doctor: Doctor, scans: list[str]) -> None:
    badge, voucher = badges.new_code(), vouchers.new_code()
    wrong = badge[:-1] + badges.SIGNS[badges.SIGNS.index(badge[-1]) - 1]
    slip = voucher[:-1] + vouchers.LETTERS[vouchers.LETTERS.index(voucher[-1]) - 1]
    scans += [badge, f"]C0{badge.lower()}", wrong, voucher, slip]
    found = doctor("scanner", SCANNER, "--scan", "5")[1]
    assert told(found) == [
        ("ok", "badge · check digit right"),
        ("ok", "badge · check digit right"),
        ("error", "badge · check digit wrong"),
        ("ok", "gift voucher · check digit right"),
        ("error", "gift voucher · check digit wrong"),
    ]


def test_so_many_codes_are_waited_for_and_no_more(doctor: Doctor, scans: list[str]) -> None:
    scans += [BREAD] * 3
    assert len(told(doctor("scanner", SCANNER, "--scan", "2")[1])) == 2
    assert len(told(doctor("scanner", SCANNER, "--scan", "20")[1])) == 3


def test_nothing_is_read_unasked(doctor: Doctor, database: Path, scans: list[str]) -> None:
    scans.append(BREAD)
    assert told(doctor("scanner", SCANNER)[1]) == []


def test_no_code_at_all_is_said(doctor: Doctor, scans: list[str]) -> None:
    code, found = doctor("scanner", SCANNER, "--scan", "1")
    assert (code, told(found)) == (0, [("warn", "no code came")])


@pytest.mark.parametrize(("settings", "problem"), [("", "no scanner"), ('[scanner]\nkind = "evdev"\n', "scanner ")])
def test_a_scanner_that_is_not_there_is_not_waited_for(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, settings: str, problem: str
) -> None:
    monkeypatch.setattr(probe, "PATIENCE", 0.0)
    monkeypatch.setattr(probe, "scanner", lambda meant, *_place: SCANNER_LOST if meant.kind == "evdev" else NO_SCANNER)
    monkeypatch.delattr(probe, "codes")
    ((level, text),) = told(doctor("scanner", settings, "--scan")[1])
    assert level == "warn"
    assert text.startswith(f"no code came: {problem}")


def test_the_registers_own_scanner_is_left_to_it(doctor: Doctor, database: Path, scans: list[str]) -> None:
    scans.append(BREAD)
    with counter_lock(database, "K1"):
        found = doctor("scanner", SCANNER, "--scan")[1]
    assert told(found) == [("unknown", "the register is running and has it")]
    assert found[1]["todo"] == "Try it in the register: Office, Devices."


def test_ending_it_early_keeps_what_was_read(doctor: Doctor, scans: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(SimpleQueue[str]):
        """Somebody presses Ctrl+C when the first code has come."""

        came = False

        def get(self, block: bool = True, timeout: float | None = None) -> str:
            if self.came:
                raise KeyboardInterrupt
            self.came = True
            return super().get(block, timeout)

    monkeypatch.setattr(probe, "SimpleQueue", Ended)
    scans += [BREAD] * 3
    code, found = doctor("scanner", SCANNER, "--scan", "3")
    assert (code, told(found)) == (0, [("ok", f"{BREAD} · EAN-13 · check digit right")])


@pytest.mark.parametrize(("count", "said"), [("1", "Scan one code."), ("2", "Scan 2 codes.")])
def test_whoever_scans_is_told_so_beside_the_answer(
    database: Path, scans: list[str], capsys: pytest.CaptureFixture[str], count: str, said: str
) -> None:
    scans += [BREAD] * 2
    database.with_suffix(".toml").write_text(SCANNER)
    assert main(["doctor", "--scan", count, "--db", str(database)]) == 0
    out, err = capsys.readouterr()
    assert err == f"{said}\n"
    assert out.count(BREAD) == int(count)


@pytest.mark.parametrize("count", ["0", "21", "99", "-1", "two"])
def test_a_number_of_codes_that_nobody_scans_is_refused(database: Path, count: str) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["doctor", f"--scan={count}", "--db", str(database)])
    assert refused.value.code == 2


def all_of(terminal: int) -> Iterator[bytes]:
    """What was written to a terminal that nobody writes to any more."""
    with suppress(OSError):
        while said := os.read(terminal, 10_000):
            yield said
    os.close(terminal)


@pytest.mark.parametrize(
    ("term", "columns", "there"), [("xterm", 80, True), ("linux", 80, False), ("linux", 120, True)]
)
def test_whoever_scans_at_a_terminal_sees_the_label(
    database: Path, scans: list[str], monkeypatch: pytest.MonkeyPatch, term: str, columns: int, there: bool
) -> None:
    """Where it has room: a bare console has no half blocks."""
    scans += ["Ab-1/"]
    monkeypatch.setenv("TERM", term)
    database.with_suffix(".toml").write_text(SCANNER)
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        assert main(["doctor", "--scan", "1", "--db", str(database)]) == 0
    said = b"".join(all_of(ours)).decode()
    assert "Scan one code." in said
    row = blocks(SETUP_BARS, bare=term == "linux", dark_ink=True)
    assert said.count(row) == (ROWS if there else 0)
