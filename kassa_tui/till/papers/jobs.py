"""Paper and kicks that wait for the device: queued in the commit of what they belong to.

A job is queued, sending, then sent, failed (nothing reached the printer) or unknown (some of it may have).
Nothing is ever sent again by itself; a kick is never repeated at all.
"""

from msgspec import Struct

from kassa_tui.database import bound, lazily, marks, row, rows, writing
from kassa_tui.documents import Document, from_json
from kassa_tui.i18n import N_, words
from kassa_tui.models import CustomerPaper, Paper, PrintJob
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


class Of(Struct, frozen=True):
    """What a job is about: a kept paper, one that names a customer, or a document that is not kept."""

    paper_id: int | None = None
    customer_paper_id: int | None = None
    document: str | None = None


NOTHING = Of()
"""What is about no paper: the drawer's kick, a report that goes by mail."""


def _insert(entry: Entry, kind: str, of: Of, copy: int = 0, *, asked: str = "") -> int:
    """A job for the counter's devices.

    What a command or the office records makes no paper there by itself; what a channel of `asked` asks for does.
    """
    if entry.desk.channel not in ("counter", *asked.split()):
        return 0
    cursor = bound().execute_sql(
        "INSERT INTO print_job (register, kind, paper_id, customer_paper_id, document, copy, state, error, "
        "created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, 'queued', '', ?, ?)",
        (
            *(office_register.counter_register(entry.desk), kind),
            *(of.paper_id, of.customer_paper_id, of.document, copy, entry.at, entry.at),
        ),
    )
    return int(bound().last_insert_id(cursor))


def queue_print(entry: Entry, paper_id: int) -> int:
    """Print a kept paper once the transaction is on the disk; the job's id."""
    return _insert(entry, "print", Of(paper_id))


def queue_customer_paper(entry: Entry, paper_id: int) -> int:
    """The same for a kept paper that names a customer."""
    return _insert(entry, "print", Of(customer_paper_id=paper_id))


def queue_document(entry: Entry, document: Document) -> int:
    """Print something that is not kept, such as a slip with a customer's name; it is forgotten once it is printed."""
    return _insert(entry, "print", Of(document=document.to_json()), asked="remote")


def kick(entry: Entry) -> int:
    """Open the drawer once the transaction is on the disk."""
    return _insert(entry, "kick", NOTHING)


@recorder(REPRINT)
def reprint(desk: Desk, paper_id: int, *, apart: bool = False) -> int:
    """Print a kept paper again, marked as a copy and journalled; the job's id. Raises NoPaperError.

    `apart` says that the id is of a paper that names a customer.
    """
    of = Of(customer_paper_id=paper_id) if apart else Of(paper_id)
    uid, printed = uid_of(of), copies(of)
    with journal.entry(desk, "paper.printed") as entry:
        entry.add("paper", uid)
        entry.add("copy", printed)
        return _insert(entry, "print", of, printed, asked="remote command")


def uid_of(of: Of) -> str:
    """The uid of a kept paper, as the journal tells it. Raises NoPaperError, also for one that was blanked."""
    if of.customer_paper_id is not None:
        stored = row("SELECT uid FROM customer_paper WHERE id = ? AND document <> ''", of.customer_paper_id)
    else:
        stored = row("SELECT uid FROM paper WHERE id = ?", of.paper_id)
    if stored is None:
        raise NoPaperError
    return str(stored[0])


def copies(of: Of) -> int:
    """How often a kept paper went out, printed or mailed: the number of its next copy, 0 for the first that goes."""
    went = row(
        "SELECT (SELECT count(*) FROM print_job WHERE (paper_id = ?1 OR customer_paper_id = ?2) "
        "AND state IN ('queued', 'sending', 'sent', 'unknown')) "
        "+ (SELECT count(*) FROM mail WHERE paper_id = ?1 OR customer_paper_id = ?2)",
        *(of.paper_id, of.customer_paper_id),
    )
    return int(went[0]) if went else 0


@recorder()
def test_receipt(desk: Desk) -> int:
    """Print what a printer must get right, also for a command; the kept paper's id."""
    shop = read_shop()
    with journal.entry(desk, "paper.test") as entry:
        paper = kept_papers.keep(entry, "test", shop.receipts_in, kept_papers.test_slip(shop, desk, entry.at))
        _insert(entry, "print", Of(paper), asked="command")
    return paper


def _document(job: PrintJob) -> Document | None:
    if job.document is not None:
        return from_json(job.document)
    if job.customer_paper_id is not None:
        return copied(CustomerPaper.get_by_id(job.customer_paper_id), job.copy)
    return None if job.paper_id is None else copied(Paper.get_by_id(job.paper_id), job.copy)


def copied(paper: Paper | CustomerPaper, copy: int) -> Document:
    """A kept paper with the mark of its copy, none for the first that goes out."""
    document = from_json(paper.document)
    return document.marked(words(paper.language).text("COPY {number}").format(number=copy)) if copy else document


def next_jobs(register: str) -> tuple[Job, ...]:
    """Take the oldest waiting job and all that were queued in its commit, durably `sending` before a byte leaves.

    The drawer and the receipt of a sale so wait for the disk once.
    """
    waiting = PrintJob.select().where(PrintJob.register == register, PrintJob.state == "queued")
    oldest = waiting.order_by(PrintJob.id).first()
    if oldest is None:
        return ()
    return _taken(tuple(waiting.where(PrintJob.created_at == oldest.created_at).order_by(PrintJob.id)))


def job_of(paper_id: int) -> Job | None:
    """Take the waiting job of this paper, and no other; None if it does not wait any more."""
    waiting = PrintJob.select().where(PrintJob.paper_id == paper_id, PrintJob.state == "queued").limit(1)
    return next(iter(_taken(tuple(waiting))), None)


def _taken(waiting: tuple[PrintJob, ...]) -> tuple[Job, ...]:
    """The jobs, durably `sending`, without those that another process was faster to take."""
    if not waiting:
        return ()
    numbers = [job.id for job in waiting]
    with writing():
        mine = rows(
            f"UPDATE print_job SET state = 'sending' WHERE id IN ({marks(numbers)}) AND state = 'queued' RETURNING id",
            *numbers,
        )
    return tuple(Job(job.id, job.paper_id, _document(job)) for job in waiting if (job.id,) in mine)


class End(Struct, frozen=True):
    """How a job ended: its state, and a sentence why, empty for one that was sent."""

    job_id: int
    state: str
    error: str = ""


def finish(at: int, *ends: End) -> None:
    """How jobs ended; a power cut may forget a `sent`, and the job is then unknown."""
    with lazily():
        for end in ends:
            gone = {"document": None} if end.state == "sent" else {}
            changed = PrintJob.update(state=end.state, error=end.error, changed_at=at, **gone)
            changed.where(PrintJob.id == end.job_id).execute()


def recover(register: str) -> int:
    """At the start: what was being sent is unknown, what waited is not printed unasked. How many papers there were."""
    left = PrintJob.register == register
    begun = PrintJob.state.in_(("queued", "sending"))
    with writing():
        kept_papers = int(PrintJob.select().where(left, begun, PrintJob.kind == "print").count())
        PrintJob.update(state="unknown").where(left, PrintJob.state == "sending").execute()
        PrintJob.update(state="failed", error="restart").where(left, PrintJob.state == "queued").execute()
    return kept_papers
