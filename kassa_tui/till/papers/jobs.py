"""Paper and kicks that wait for the device: queued in the commit of what they belong to.

A job is queued, sending, then sent, failed (nothing reached the printer) or unknown (some of it may have).
Nothing is ever sent again by itself; a kick is never repeated at all.
"""

from msgspec import Struct

from kassa_tui.database import bound, lazily, writing
from kassa_tui.documents import Document, from_json
from kassa_tui.i18n import N_, words
from kassa_tui.models import Paper, PrintJob
from kassa_tui.till.ledger import journal, office_register
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import REPRINT
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.papers import kept_papers


class NoPaperError(TillError):
    """Nothing was kept under that number."""

    template = N_("There is no such paper.")


class Job(Struct, frozen=True):
    """Something for the printer: `document` None opens the drawer."""

    id: int
    paper_id: int | None
    document: Document | None


def _insert(
    entry: Entry, kind: str, paper_id: int | None, copy: int = 0, *, asked: str = "", document: str | None = None
) -> int:
    """A job for the counter's devices.

    What a command or the office records makes no paper there by itself; what a channel of `asked` asks for does.
    """
    if entry.desk.channel not in ("counter", *asked.split()):
        return 0
    cursor = bound().execute_sql(
        "INSERT INTO print_job (register, kind, paper_id, copy, state, error, created_at, changed_at, document) "
        "VALUES (?, ?, ?, ?, 'queued', '', ?, ?, ?)",
        (office_register.counter_register(entry.desk), kind, paper_id, copy, entry.at, entry.at, document),
    )
    return int(bound().last_insert_id(cursor))


def queue_print(entry: Entry, paper_id: int) -> int:
    """Print a kept paper once the transaction is on the disk; the job's id."""
    return _insert(entry, "print", paper_id)


def queue_document(entry: Entry, document: Document) -> int:
    """Print something that is not kept, such as a slip with a customer's name; it is forgotten once it is printed."""
    return _insert(entry, "print", None, asked="remote", document=document.to_json())


def kick(entry: Entry) -> int:
    """Open the drawer once the transaction is on the disk."""
    return _insert(entry, "kick", None)


@recorder(REPRINT)
def reprint(desk: Desk, paper_id: int) -> int:
    """Print a kept paper again, marked as a copy and journalled; the job's id. Raises NoPaperError."""
    paper = Paper.get_or_none(Paper.id == paper_id)
    if paper is None:
        raise NoPaperError
    begun = PrintJob.state.in_(("queued", "sending", "sent", "unknown"))
    printed = PrintJob.select().where(PrintJob.paper_id == paper_id, begun).count()
    with journal.entry(desk, "paper.printed") as entry:
        entry.add("paper", paper.uid)
        entry.add("copy", printed)
        return _insert(entry, "print", paper_id, printed, asked="remote command")


@recorder()
def test_receipt(desk: Desk) -> int:
    """Print what a printer must get right, also for a command; the kept paper's id."""
    shop = read_shop()
    with journal.entry(desk, "paper.test") as entry:
        paper = kept_papers.keep(entry, "test", shop.receipts_in, kept_papers.test_slip(shop, desk, entry.at))
        _insert(entry, "print", paper, asked="command")
    return paper


def _document(job: PrintJob) -> Document | None:
    if job.document is not None:
        return from_json(job.document)
    if job.paper_id is None:
        return None
    paper = Paper.get_by_id(job.paper_id)
    document = from_json(paper.document)
    if job.copy:
        mark = words(paper.language).text("COPY {number}")
        return document.marked(mark.format(number=job.copy))
    return document


def next_job(register: str) -> Job | None:
    """Take the oldest waiting job: it is durably `sending` before the first byte leaves."""
    row = (
        PrintJob.select().where(PrintJob.register == register, PrintJob.state == "queued").order_by(PrintJob.id).first()
    )
    return None if row is None else _taken(row)


def job_of(paper_id: int) -> Job | None:
    """Take the waiting job of this paper, and no other; None if it does not wait any more."""
    row = PrintJob.select().where(PrintJob.paper_id == paper_id, PrintJob.state == "queued").first()
    return None if row is None else _taken(row)


def _taken(row: PrintJob) -> Job | None:
    """The job, durably `sending`; None if another process was faster."""
    with writing():
        mine = PrintJob.update(state="sending").where(PrintJob.id == row.id, PrintJob.state == "queued").execute()
    return Job(row.id, row.paper_id, _document(row)) if mine else None


def finish(job_id: int, state: str, at: int, error: str = "") -> None:
    """How it ended; a power cut may forget a `sent`, and the job is then unknown."""
    with lazily():
        gone = {"document": None} if state == "sent" else {}
        PrintJob.update(state=state, error=error, changed_at=at, **gone).where(PrintJob.id == job_id).execute()


def recover(register: str) -> int:
    """At the start: what was being sent is unknown, what waited is not printed unasked. How many papers there were."""
    left = PrintJob.register == register
    begun = PrintJob.state.in_(("queued", "sending"))
    with writing():
        kept_papers = int(PrintJob.select().where(left, begun, PrintJob.kind == "print").count())
        PrintJob.update(state="unknown").where(left, PrintJob.state == "sending").execute()
        PrintJob.update(state="failed", error="restart").where(left, PrintJob.state == "queued").execute()
    return kept_papers
