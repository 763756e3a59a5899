"""How the machine and the shop are: plain results, each with a sentence and with what to do about it.

Nothing is changed, and nothing here needs a screen. What the devices say is asked by whoever may import drivers
and handed in.
"""

import math
import platform
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import apsw
from msgspec import Struct

from kassa_tui import __version__
from kassa_tui.database import OLDEST_SQLITE, bound, row, rows
from kassa_tui.errors import KassaError
from kassa_tui.hw.ports import NO_PRINTER, DeviceState, Keyboard, Kicked, Level, Looked, Sensed
from kassa_tui.i18n import N_, _, current
from kassa_tui.storage import ballast
from kassa_tui.storage.trouble import DamagedError, ForeignError, LostError, UnansweredError
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.customers import erasing
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode
from kassa_tui.till.ledger import clock, past_clock
from kassa_tui.till.ledger.clock import Clock, system_clock
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import anchor_check, backups, disk_speed, verify
from kassa_tui.till.proof.code_words import CodeWords
from kassa_tui.till.sale import scanning

WAL_WARN = 16_000_000
"""Bytes of log; more means that somebody reads for very long, or forgot to stop."""

SYNC_WARN_SECONDS = 0.250
"""A commit that takes longer is felt at the counter."""

SCANS = 50
SCAN_WARN_SECONDS = 0.050
"""A line that comes later is felt at the counter."""

BACKUP_WARN_MS, BACKUP_ERROR_MS = 36 * 3_600_000, 7 * 24 * 3_600_000

NAMES = {
    "program": N_("Program"),
    "sqlite": N_("SQLite"),
    "database": N_("Database"),
    "proof": N_("Proof"),
    "anchor": N_("Newest numbers"),
    "space": N_("Disk space"),
    "sync": N_("Disk speed"),
    "speed": N_("Till speed"),
    "clock": N_("Clock"),
    "time_server": N_("Time server"),
    "backup": N_("Backup"),
    "invoices": N_("Invoices"),
    "printer": N_("Printer"),
    "drawer": N_("Drawer"),
    "scanner": N_("Scanner"),
    "files": N_("Files"),
}

ROLES = {
    "scanner": N_("scanner, read by the till alone"),
    "keyboard": N_("keyboard, its keys act at once"),
    "both": N_("keyboard with a scanner in it, never grabbed"),
    "": N_("has shown nothing yet"),
}
"""What a device that types is, and what becomes of its keys."""


class Finding(Struct, frozen=True):
    """One thing that was looked at: its name in `NAMES`, how it is, and what to do, empty for nothing."""

    name: str
    level: Level
    text: str
    todo: str = ""


def healthy(findings: list[Finding]) -> bool:
    """Whether nothing is an error."""
    return all(finding.level is not Level.ERROR for finding in findings)


# --- Program and database -------------------------------------------------------------------------


def program() -> Finding:
    """Which program this is."""
    return Finding("program", Level.OK, f"kassa-tui {__version__}, Python {platform.python_version()}")


def sqlite(version: str | None = None) -> Finding:
    """Whether the database library is free of the fault that loses pages."""
    installed = version or apsw.sqlite_lib_version()
    if tuple(int(part) for part in installed.split(".")) >= OLDEST_SQLITE:
        return Finding("sqlite", Level.OK, installed)
    oldest = ".".join(map(str, OLDEST_SQLITE))
    text = _("{version} can lose what was saved; {oldest} is the oldest that is safe.")
    return Finding(
        "sqlite", Level.ERROR, text.format(version=installed, oldest=oldest), _("Install the program again.")
    )


def database(problem: KassaError | None) -> Finding:
    """Whether it opened, as it must be open, and how large it is with its log."""
    if problem is not None:
        unread = isinstance(problem, UnansweredError)
        broken = isinstance(problem, LostError | ForeignError | DamagedError) and not unread
        return Finding("database", Level.ERROR, problem.say(), _("Restore a backup: kassa restore") if broken else "")
    wrong = [name for name, value in bound().pragmas.items() if bound().pragma(name) != value]
    if wrong:
        text = _("It is not open as it must be: {names}").format(names=", ".join(wrong))
        return Finding("database", Level.ERROR, text, _("Install the program again."))
    path = bound().path
    log = path.with_name(path.name + "-wal")
    size = log.stat().st_size if log.exists() else 0
    version = bound().pragma("user_version")
    said = _("{file}: {size}, log {log}, version {version}")
    text = said.format(file=path, size=_size(path.stat().st_size), log=_size(size), version=version)
    if size > WAL_WARN:
        return Finding("database", Level.WARN, text, _("Stop every kassa program on this machine and start again."))
    return Finding("database", Level.OK, text)


def proof() -> Finding:
    """The database's own check, and every figure against the journal."""
    proven = verify.verify()
    if proven.proven:
        return Finding("proof", Level.OK, proven.verdict())
    text = f"{proven.verdict()} {proven.problems[0].say()}"
    return Finding("proof", Level.ERROR, text, _("Keep the last backups, and look at them all with kassa verify."))


def _graded(name: str, value: int, warn: int, error: int, text: str, todo: str) -> Finding:
    """By how far a value is above its limits; nothing to do below both."""
    level = Level.ERROR if value > error else Level.WARN if value > warn else Level.OK
    return Finding(name, level, text, "" if level is Level.OK else todo)


# --- The machine ----------------------------------------------------------------------------------


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB".replace(".", current().language.decimal)


def space(path: Path) -> Finding:
    """Room on the disk of the shop, and how much of it the register keeps for when it is full."""
    free = ballast.free(path)
    if free is None:
        return Finding("space", Level.UNKNOWN, _("the disk does not say how much is free"))
    reserve = ballast.held(path)
    text = _("{size} free, {reserve} in reserve") if reserve else _("{size} free, no reserve")
    text = text.format(size=_size(free), reserve=_size(reserve))
    todo = _("Remove what does not belong on this machine.")
    return _graded("space", -free, -ballast.LOW, -ballast.VERY_LOW, text, todo)


def disk(folder: Path) -> Finding:
    """How fast the disk is; one that cannot be written is found to be so, and ends nothing."""
    try:
        return sync(disk_speed.measure(folder))
    except OSError as problem:
        text = _("nothing can be written: {problem}").format(problem=problem.strerror or problem)
        return Finding("sync", Level.ERROR, text, _("Make room, or look at the disk: nothing more is saved on it."))


def sync(seconds: list[float]) -> Finding:
    """How long a commit waits for the disk, from sorted measurements."""
    half, most = (seconds[math.ceil(part * len(seconds)) - 1] for part in (0.5, 0.99))
    text = _("a durable write takes {half} ms, at worst {most} ms").format(half=_ms(half), most=_ms(most))
    if most > SYNC_WARN_SECONDS:
        return Finding("sync", Level.WARN, text, _("A slow or worn card: use a better one, or an SSD."))
    return Finding("sync", Level.OK, text)


def measure_scans() -> list[float]:
    """Seconds that it took from each of some scans to its line on a receipt, which is not drawn; sorted."""
    shop = read_shop()
    basket, taken = Basket("doctor", shop.currency), []
    for (code,) in rows("SELECT code FROM barcode ORDER BY code LIMIT ?", SCANS):
        begun = time.perf_counter()
        scanned = scanning.meaning(code, shop)
        if isinstance(scanned, ArticleCode | LabelCode) and scanned.article.price is not None:
            basket = basket.add(scanned.article)
            taken.append(time.perf_counter() - begun)
    return sorted(taken)


def speed(seconds: list[float]) -> Finding:
    """How long a scan waits for its line, from sorted measurements."""
    if not seconds:
        return Finding("speed", Level.OK, _("there is no article with a barcode and a price yet"))
    half, most = (seconds[math.ceil(part * len(seconds)) - 1] for part in (0.5, 0.99))
    text = _("from a scan to its line {half} ms, at worst {most} ms").format(half=_ms(half, 2), most=_ms(most, 2))
    if half > SCAN_WARN_SECONDS:
        return Finding("speed", Level.WARN, text, _("Something else keeps this machine busy: restart it."))
    return Finding("speed", Level.OK, text)


def _ms(seconds: float, decimals: int = 1) -> str:
    return f"{seconds * 1000:.{decimals}f}".replace(".", current().language.decimal)


def time_now(now: int) -> Finding:
    """Whether the clock stands after everything that the journal tells of, and not long after it."""
    shop = read_shop()
    here = clock.local(now, shop.zone)
    text = f"{current().full_date(here)} {here:%H:%M}"
    doubt = past_clock.doubt(now)
    if doubt is None:
        return Finding("clock", Level.OK, text)
    last = clock.local(doubt.newest, shop.zone)
    if doubt.ahead:
        said, level = _("{now} is long after the last entry of {day}, {time}"), Level.WARN
    else:
        said, level = _("{now} is before the last entry of {day}, {time}"), Level.ERROR
    text = said.format(now=text, day=current().full_date(last), time=f"{last:%H:%M}")
    return Finding("clock", level, text, _("Set the clock before you sell."))


def time_server() -> Finding:
    """Whether the clock is set over the network, as systemd sees it."""
    try:
        command = ["timedatectl", "show", "-p", "NTPSynchronized", "--value"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        answer = ""
    if answer == "yes":
        return Finding("time_server", Level.OK, _("the clock is set over the network"))
    if answer == "no":
        todo = _("Connect the network, or fit a clock with a battery.")
        return Finding("time_server", Level.WARN, _("the clock is not set over the network"), todo)
    return Finding("time_server", Level.UNKNOWN, _("this machine does not say whether the clock is set"))


def backup(now: int) -> Finding:
    """How old the newest proven copy is, as the journal tells."""
    newest = row("SELECT max(at) FROM journal WHERE kind = ?", backups.MADE)
    todo = _("kassa backup, every night, and to another disk as well: see docs/installing.md.")
    if newest is None or newest[0] is None:
        return Finding("backup", Level.WARN, _("none was ever made"), todo)
    when = clock.local(newest[0], read_shop().zone)
    text = _("the last one is of {day}, {time}").format(day=current().full_date(when), time=f"{when:%H:%M}")
    return _graded("backup", now - newest[0], BACKUP_WARN_MS, BACKUP_ERROR_MS, text, todo)


def invoices(now: int) -> Finding:
    """Invoices of people who were erased, once they need not be kept any more."""
    count = len(erasing.blankable((), now))
    if not count:
        return Finding("invoices", Level.OK, _("none is kept longer than the law wants"))
    text = _("need not be kept any more, of customers who were erased: {count}").format(count=count)
    return Finding("invoices", Level.WARN, text, _("kassa customers erase, once more for one of them."))


# --- Devices and files ----------------------------------------------------------------------------

_ADVICE = {
    Level.WARN: N_("Look at it soon."),
    Level.ERROR: N_("Check cable, paper and cover."),
    Level.UNKNOWN: N_("Print a test receipt."),
}
_SCANNER_ADVICE = N_("Check its cable, and the rule for it: see docs/installing.md.")


def device(name: str, state: DeviceState) -> Finding:
    """A printer or scanner; none at all is a choice and no fault."""
    if state.level in (Level.OK, Level.NONE):
        return Finding(name, Level.OK, _(state.word))
    todo = _SCANNER_ADVICE if name == "scanner" else _ADVICE[state.level]
    return Finding(name, state.level, _(state.word), _(todo))


def drawer(state: DeviceState) -> Finding:
    """The drawer, as its sensor says; many have none, which is no fault."""
    todo = {
        Level.WARN: N_("Shut it."),
        Level.UNKNOWN: N_("No sensor, or drawer_open is not set: see docs/devices.md."),
    }.get(state.level, "")
    word = N_("shut") if state.level is Level.OK else state.word
    return Finding("drawer", state.level, _(word), _(todo) if todo else "")


def sensed_text(sensed: Sensed) -> str:
    """What the drawer's sensor told about itself at a kick."""
    levels = {"high": _("high"), "low": _("low")}
    if not sensed.before:
        return _("no answer from a sensor")
    if not sensed.open_level:
        return _("the sensor saw nothing")
    return _("sensor {before} → {after} = open").format(before=levels[sensed.before], after=levels[sensed.after])


def kicked(kick: Kicked) -> Finding:
    """A drawer that was kicked to try it: only a person can say whether it opened where no sensor does."""
    text = _("pin {pin}: {said}").format(pin=kick.pin, said=kick.problem or sensed_text(kick.sensed))
    if kick.problem:
        return Finding("drawer", Level.ERROR, text, _(_ADVICE[Level.ERROR]))
    if not kick.sensed.open_level:
        todo = _("Did it open? If not, try the other pin, and look at its cable and its lock.")
        return Finding("drawer", Level.UNKNOWN, text, todo)
    todo = _('In the settings: drawer_pin = {pin}, drawer_open = "{level}".')
    return Finding("drawer", Level.OK, text, todo.format(pin=kick.pin, level=kick.sensed.open_level))


def not_kicked(*, opened: bool) -> Finding:
    """A drawer that was to be kicked, and was left alone: the register runs, or the shop was not `opened`."""
    todo = _("Try it in the register: Office, Devices, F7.") if opened else _("Mend the database first.")
    return Finding("drawer", Level.UNKNOWN, _("it was not kicked"), todo)


_PAPER_ADVICE = N_("Look at the paper: letters, barcode and cut.")


def printed(state: str, problem: str = "") -> Finding:
    """The test receipt that was asked for, by the state of its job, with the sentence why it went wrong."""
    if state == "sent":
        return Finding("printer", Level.OK, _("the test receipt was printed"), _(_PAPER_ADVICE))
    if state == "queued":
        return Finding("printer", Level.UNKNOWN, _("the register prints the test receipt"), _(_PAPER_ADVICE))
    if state == "unknown":
        text = _("the test receipt may be printed in part: {problem}").format(problem=problem)
        return Finding("printer", Level.ERROR, text, _("Look at the paper."))
    text = _("the test receipt was not printed: {problem}").format(problem=problem)
    return Finding("printer", Level.ERROR, text, _(_ADVICE[Level.ERROR]))


def not_printed(*, opened: bool, printer: bool) -> Finding:
    """A test receipt of which nothing was recorded: the shop was not `opened`, or there is no `printer`.

    Otherwise another register of this machine has the printer.
    """
    problem, todo = N_("the register is running and has it"), N_("Stop it, or try it there: Office, Devices.")
    if not opened:
        problem, todo = N_("the database does not open"), N_("Mend the database first.")
    elif not printer:
        problem, todo = NO_PRINTER.word, N_("Name it in the settings: see docs/devices.md.")
    text = _("the test receipt was not printed: {problem}").format(problem=_(problem))
    return Finding("printer", Level.UNKNOWN, text, _(todo))


def scanned(code: CodeWords) -> Finding:
    """A code that was scanned to try the scanner."""
    text = " · ".join(part for part in (code.text, code.kind, code.check) if part)
    return Finding("scanner", code.level, text, code.advice)


def nothing_scanned(scanner: DeviceState) -> Finding:
    """No code, although some were asked for."""
    if scanner.level is Level.OK:
        return Finding("scanner", Level.WARN, _("no code came"), _(_SCANNER_ADVICE))
    text = _("no code came: {problem}").format(problem=_(scanner.word))
    named = scanner.level is not Level.NONE
    todo = _SCANNER_ADVICE if named else N_("Name it in the settings: see docs/devices.md.")
    return Finding("scanner", Level.WARN, text, _(todo))


def scanner_in_use() -> Finding:
    """A scanner that was to be tried while the register reads it."""
    todo = _("Try it in the register: Office, Devices.")
    return Finding("scanner", Level.UNKNOWN, _("the register is running and has it"), todo)


def devices(looked: Looked | None, scanner: DeviceState, keyboards: Iterable[Keyboard] = ()) -> Iterator[Finding]:
    """Printer, drawer, scanner, and what types; a printer that was not `looked` at is the running register's."""
    if looked is None:
        yield in_use()
    else:
        yield device("printer", looked.printer)
        if looked.drawer is not None:
            yield drawer(looked.drawer)
        yield from map(kicked, looked.kicks)
    yield device("scanner", scanner)
    yield from map(keyboard, keyboards)


def keyboard(typing: Keyboard) -> Finding:
    """A device that types: whether it may be read, and what it has shown itself to be."""
    if typing.readable:
        return Finding("scanner", Level.OK, f"{typing.name}: {_(ROLES[typing.role])}")
    text = _("{device}: this user may not read it").format(device=typing.name)
    return Finding("scanner", Level.WARN, text, _("sudo usermod -aG input USER, and log in again."))


def in_use() -> Finding:
    """The printer while the register runs: one process asks it, and that is not this one."""
    todo = _("Its state stands in the register's bottom row.")
    return Finding("printer", Level.UNKNOWN, _("the register is running and has it"), todo)


def _shops_files(path: Path) -> Iterator[Path]:
    yield from path.parent.glob(f"{path.name}*")
    yield from path.parent.glob("kassa.log*")
    folder = backups.usual_folder(path)
    if folder.is_dir():
        yield folder
        yield from folder.iterdir()


def files(path: Path) -> Finding:
    """Whether the shop's files are its owner's alone, and all of one owner."""
    owner = path.stat().st_uid
    # What is being made beside them may be gone by now.
    seen = [(file, file.stat()) for file in sorted(_shops_files(path)) if file.exists()]
    strange = [file for file, stat in seen if stat.st_uid != owner]
    if strange:
        text = _("{file} belongs to another user than {database}").format(file=strange[0], database=path.name)
        return Finding("files", Level.ERROR, text, f"chown --reference={path} {strange[0]}")
    loose = [file for file, stat in seen if stat.st_mode & 0o077]
    if loose:
        text = _("others can read {file}").format(file=loose[0])
        return Finding("files", Level.WARN, text, f"chmod go= {loose[0]}")
    return Finding("files", Level.OK, _("nobody else can read them"))


def run(
    path: Path, problem: KassaError | None, devices: Iterable[Finding], now: Clock = system_clock, label: str = ""
) -> Iterator[Finding]:
    """Look at everything, one after the other; `devices` are looked at when their turn comes, `label` is a stick's.

    `problem` is why the database at `path` does not open, if it does not; what needs it is left out then.
    """
    yield program()
    yield sqlite()
    yield database(problem)
    if problem is None:
        yield proof()
        yield Finding("anchor", *anchor_check.said(path, label))
    if path.parent.is_dir():
        yield space(path)
        yield disk(path.parent)
    if problem is None:
        yield speed(measure_scans())
        yield time_now(now())
    yield time_server()
    if problem is None:
        yield backup(now())
        yield invoices(now())
    yield from devices
    if path.exists():
        yield files(path)
