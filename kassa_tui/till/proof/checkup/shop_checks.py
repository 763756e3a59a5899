"""How the shop's data are: the database, the proof, its copies, and what need not be kept any more."""

from kassa_tui.database import bound, row
from kassa_tui.errors import KassaError
from kassa_tui.hw.ports import Level
from kassa_tui.i18n import _, current
from kassa_tui.storage.trouble import DamagedError, ForeignError, LostError, UnansweredError
from kassa_tui.till.customers import erasing
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import backups, verify
from kassa_tui.till.proof.checkup.findings import Finding, graded, size_text

WAL_WARN = 16_000_000
"""Bytes of log; more means that somebody reads for very long, or forgot to stop."""

BACKUP_WARN_MS, BACKUP_ERROR_MS = 36 * 3_600_000, 7 * 24 * 3_600_000


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
    text = said.format(file=path, size=size_text(path.stat().st_size), log=size_text(size), version=version)
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


def backup(now: int) -> Finding:
    """How old the newest proven copy is, as the journal tells."""
    newest = row("SELECT max(at) FROM journal WHERE kind = ?", backups.MADE)
    todo = _("kassa backup, every night, and to another disk as well: see docs/installing.md.")
    if newest is None or newest[0] is None:
        return Finding("backup", Level.WARN, _("none was ever made"), todo)
    when = clock.local(newest[0], read_shop().zone)
    text = _("the last one is of {day}, {time}").format(day=current().full_date(when), time=f"{when:%H:%M}")
    return graded("backup", now - newest[0], BACKUP_WARN_MS, BACKUP_ERROR_MS, text, todo)


def invoices(now: int) -> Finding:
    """Invoices of people who were erased, once they need not be kept any more."""
    count = len(erasing.blankable((), now))
    if not count:
        return Finding("invoices", Level.OK, _("none is kept longer than the law wants"))
    text = _("need not be kept any more, of customers who were erased: {count}").format(count=count)
    return Finding("invoices", Level.WARN, text, _("kassa customers erase, once more for one of them."))
