"""A finding: one thing that was looked at, with a sentence and with what to do about it."""

from msgspec import Struct

from kassa_tui.hw.ports import Level
from kassa_tui.i18n import N_, current

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


class Finding(Struct, frozen=True):
    """One thing that was looked at: its name in `NAMES`, how it is, and what to do, empty for nothing."""

    name: str
    level: Level
    text: str
    todo: str = ""


def healthy(findings: list[Finding]) -> bool:
    """Whether nothing is an error."""
    return all(finding.level is not Level.ERROR for finding in findings)


def graded(name: str, value: int, warn: int, error: int, text: str, todo: str) -> Finding:
    """By how far a value is above its limits; nothing to do below both."""
    level = Level.ERROR if value > error else Level.WARN if value > warn else Level.OK
    return Finding(name, level, text, "" if level is Level.OK else todo)


def size_text(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB".replace(".", current().language.decimal)


def ms_text(seconds: float, decimals: int = 1) -> str:
    return f"{seconds * 1000:.{decimals}f}".replace(".", current().language.decimal)
