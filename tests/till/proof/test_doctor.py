"""The doctor: each finding well, bad and unknown, with what to do about it."""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

from kassa_tui import database
from kassa_tui.database import bound, open_database, rows
from kassa_tui.hw.ports import (
    NO_SCANNER,
    NO_SCANNER_DRIVER,
    SCANNER_LOST,
    DeviceState,
    Kicked,
    Level,
    Looked,
    PrinterStatus,
    Sensed,
)
from kassa_tui.storage import ballast
from kassa_tui.storage.locks import counter_lock, counter_runs
from kassa_tui.storage.trouble import LostError, MissingError, UnansweredError
from kassa_tui.till.proof import backups, doctor
from kassa_tui.till.proof.checkup import device_checks, disk_speed, machine_checks, shop_checks
from kassa_tui.till.proof.checkup.findings import NAMES, Finding, healthy
from tests.conftest import ShopUnderTest


@pytest.fixture(autouse=True)
def _private() -> Iterator[None]:
    """Files are made for their owner alone, as the program makes them."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def levels(findings: list[Finding]) -> dict[str, Level]:
    return {finding.name: finding.level for finding in findings}


def test_a_healthy_shop_is_looked_at_all_over(shop: ShopUnderTest) -> None:
    backups.make(shop.desk)
    found = list(doctor.run(shop.path, None, [device_checks.device("scanner", NO_SCANNER)], shop.clock))
    del levels(found)["time_server"]
    assert [finding.name for finding in found] == [name for name in NAMES if name not in ("printer", "drawer")]
    assert healthy(found)
    assert {f.level for f in found if f.name not in ("time_server", "space", "sync")} == {Level.OK}
    assert all(finding.text for finding in found)


def test_without_a_database_the_machine_is_looked_at_all_the_same(tmp_path: Path) -> None:
    found = list(doctor.run(tmp_path / "none.db", LostError(file="none.db"), [], lambda: 0))
    assert [f.name for f in found] == ["program", "sqlite", "database", "space", "sync", "time_server"]
    assert not healthy(found)
    assert "kassa restore" in found[2].todo
    assert "kassa restore" not in shop_checks.database(MissingError(file="none.db")).todo
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "level"), [("3.51.2", Level.ERROR), ("3.40.1", Level.ERROR), ("3.51.3", Level.OK), ("4.0", Level.OK)]
)
def test_a_library_that_loses_pages_is_an_error(version: str, level: Level) -> None:
    assert machine_checks.sqlite(version).level is level


def test_a_pragma_that_is_not_in_force_is_named(shop: ShopUnderTest) -> None:
    bound().pragma("synchronous", 1)
    found = shop_checks.database(None)
    assert (found.level, "synchronous" in found.text) == (Level.ERROR, True)


def test_a_log_that_grows_is_a_warning(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.sell(shop.article("Bread", "2.95"))
    assert shop_checks.database(None).level is Level.OK
    monkeypatch.setattr(shop_checks, "WAL_WARN", 1000)
    assert shop_checks.database(None).level is Level.WARN


def test_a_figure_that_was_changed_is_an_error(shop: ShopUnderTest) -> None:
    shop.sell(shop.article("Bread", "2.95"))
    bound().execute_sql("DROP TRIGGER receipt_no_update")
    rows("UPDATE receipt SET total = total + 1")
    found = shop_checks.proof()
    assert found.level is Level.ERROR
    assert "kassa verify" in found.todo


@pytest.mark.parametrize(
    ("free", "level"),
    [(99_000_000, Level.ERROR), (101_000_000, Level.WARN), (499_000_000, Level.WARN), (501_000_000, Level.OK)],
)
def test_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
    found = machine_checks.space(tmp_path)
    assert (found.level, bool(found.todo)) == (level, level is not Level.OK)
    assert f"{free / 1_000_000:.1f} MB" in found.text


def test_the_slowest_write_decides_about_the_disk() -> None:
    fast = [0.001] * 49
    assert machine_checks.sync([*fast, 0.2]).level is Level.OK
    slow = machine_checks.sync([*fast, 0.3])
    assert (slow.level, "1.0 ms" in slow.text, "300.0 ms" in slow.text) == (Level.WARN, True, True)


@pytest.mark.parametrize(("seconds", "level"), [(0.049, Level.OK), (0.051, Level.WARN)])
def test_a_line_that_comes_late_is_a_warning(seconds: float, level: Level) -> None:
    assert machine_checks.speed([0.001, seconds, 0.9]).level is level


def test_scans_are_measured_on_the_shops_own_articles(shop: ShopUnderTest) -> None:
    assert machine_checks.measure_scans() == []
    assert machine_checks.speed([]).level is Level.OK
    shop.article("Bread", "2.95", barcodes=("8712345678906",))
    taken = machine_checks.measure_scans()
    assert len(taken) == 1
    assert taken[0] > 0


@pytest.mark.parametrize(
    ("open_now", "level", "text", "todo"),
    [
        (True, Level.WARN, "drawer open", "Shut"),
        (False, Level.OK, "shut", ""),
        (None, Level.UNKNOWN, "drawer unknown", "sensor"),
    ],
)
def test_the_drawer_is_as_its_sensor_says(open_now: bool | None, level: Level, text: str, todo: str) -> None:
    found = device_checks.drawer(PrinterStatus(True, drawer_open=open_now).drawer)
    assert (found.level, found.text, bool(found.todo)) == (level, text, bool(todo))
    assert todo in found.todo


@pytest.mark.parametrize(
    ("kick", "level", "said", "todo"),
    [
        (Kicked(5, Sensed("low", "high")), Level.OK, "pin 5: sensor low → high = open", 'drawer_open = "high"'),
        (Kicked(2, Sensed("high", "high")), Level.UNKNOWN, "pin 2: the sensor saw nothing", "Did it open?"),
        (Kicked(2), Level.UNKNOWN, "pin 2: no answer from a sensor", "Did it open?"),
        (Kicked(2, problem="no line"), Level.ERROR, "pin 2: no line", "Check cable"),
    ],
)
def test_a_kick_that_was_asked_for_is_told_with_what_to_do(kick: Kicked, level: Level, said: str, todo: str) -> None:
    looked = Looked(DeviceState(Level.OK, "works"), PrinterStatus(True, drawer_open=False).drawer, (kick,))
    found = list(device_checks.devices(looked, NO_SCANNER))
    assert [finding.name for finding in found] == ["printer", "drawer", "drawer", "scanner"]
    assert (found[2].level, found[2].text) == (level, said)
    assert todo in found[2].todo


def test_a_disk_that_cannot_be_written_is_found_to_be_so(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(_folder: Path) -> NoReturn:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(disk_speed, "measure", read_only)
    monkeypatch.setattr(ballast, "held", lambda _database: 20_000_000)
    problem = UnansweredError(file=shop.path, problem="the disk is full")
    findings = {finding.name: finding for finding in doctor.run(shop.path, problem, ())}
    assert (findings["sync"].level, findings["sync"].text) == (
        *(Level.ERROR, "nothing can be written: Read-only file system"),
    )
    assert findings["space"].text.endswith("MB free, 20.0 MB in reserve")
    assert findings["database"].todo == ""
    assert machine_checks.space(shop.path / "gone" / "shop.db").level is Level.UNKNOWN


def test_durable_writes_are_measured_and_leave_nothing(tmp_path: Path) -> None:
    taken = disk_speed.measure(tmp_path)
    assert len(taken) == disk_speed.SYNCS
    assert taken == sorted(taken)
    assert taken[0] > 0
    assert list(tmp_path.iterdir()) == []


def test_a_clock_before_the_last_entry_is_an_error(shop: ShopUnderTest) -> None:
    shop.open()
    assert machine_checks.time_now(shop.clock.now - 60_000).level is Level.OK
    found = machine_checks.time_now(shop.clock.now - 86_400_000)
    assert (found.level, "21 Nov 2026" in found.text, "22 Nov 2026" in found.text) == (Level.ERROR, True, True)


def test_a_clock_long_after_the_last_entry_is_said(shop: ShopUnderTest) -> None:
    shop.open()
    assert machine_checks.time_now(shop.clock.now + 40 * 86_400_000).level is Level.OK
    found = machine_checks.time_now(shop.clock.now + 41 * 86_400_000)
    assert (found.level, "long after the last entry of 22 Nov 2026" in found.text) == (Level.WARN, True)


@pytest.mark.parametrize(
    ("script", "level"),
    [("echo yes", Level.OK), ("echo no", Level.WARN), ("exit 1", Level.UNKNOWN), (None, Level.UNKNOWN)],
)
def test_the_time_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, level: Level) -> None:
    if script is not None:
        file = tmp_path / "timedatectl"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine_checks.time_server().level is level


@pytest.mark.parametrize(("hours", "level"), [(1, Level.OK), (40, Level.WARN), (200, Level.ERROR)])
def test_the_age_of_the_last_backup(shop: ShopUnderTest, hours: int, level: Level) -> None:
    assert shop_checks.backup(shop.clock.now).level is Level.WARN
    backups.make(shop.desk)
    found = shop_checks.backup(shop.clock.now + hours * 3_600_000)
    assert (found.level, "22 Nov 2026" in found.text) == (level, True)


@pytest.mark.parametrize(
    ("state", "level", "todo"),
    [
        (NO_SCANNER, Level.OK, ""),
        (NO_SCANNER_DRIVER, Level.ERROR, "docs/installing.md"),
        (SCANNER_LOST, Level.ERROR, "docs/installing.md"),
        (PrinterStatus(online=False).printer, Level.ERROR, "cable"),
        (PrinterStatus(True, "low").printer, Level.WARN, "soon"),
        (PrinterStatus().printer, Level.UNKNOWN, "test receipt"),
        (DeviceState(Level.OK, "works"), Level.OK, ""),
    ],
)
def test_devices_are_said_in_a_word_with_advice(state: DeviceState, level: Level, todo: str) -> None:
    found = device_checks.device("scanner" if "scanner" in state.word else "printer", state)
    assert (found.level, found.text) == (level, state.word)
    assert todo in found.todo
    assert bool(todo) == bool(found.todo)


def test_files_that_others_can_read_are_named_with_the_command(shop: ShopUnderTest) -> None:
    made = backups.make(shop.desk).file
    assert machine_checks.files(shop.path).level is Level.OK
    made.chmod(0o640)
    found = machine_checks.files(shop.path)
    assert (found.level, found.todo) == (Level.WARN, f"chmod go= {made}")


def test_what_a_backup_beside_it_has_moved_meanwhile_is_passed_over(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = shop.path.with_name("backups") / ".kassa-0123456789abcdef.part"
    monkeypatch.setattr(machine_checks, "_shops_files", lambda path: [path, gone])
    assert machine_checks.files(shop.path).level is Level.OK


def test_a_file_of_another_user_is_an_error(shop: ShopUnderTest) -> None:
    lock = shop.path.with_name("shop.db.K1.lock")
    lock.touch(0o600)
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(lock, 12345, 12345)
    found = machine_checks.files(shop.path)
    assert (found.level, found.todo) == (Level.ERROR, f"chown --reference={shop.path} {lock}")


def test_whether_a_register_runs_is_found_without_touching_it(shop: ShopUnderTest) -> None:
    assert not counter_runs(shop.path, "K1")
    assert not shop.path.with_name("shop.db.K1.lock").exists()
    held = counter_lock(shop.path, "K1")
    assert counter_runs(shop.path, "K1")
    assert not counter_runs(shop.path, "K2")
    held.close()
    assert not counter_runs(shop.path, "K1")


def test_looking_changes_nothing(shop: ShopUnderTest) -> None:
    before = rows("SELECT * FROM journal")
    list(doctor.run(shop.path, None, [], shop.clock))
    database.close_database()
    open_database(shop.path)
    assert rows("SELECT * FROM journal") == before
