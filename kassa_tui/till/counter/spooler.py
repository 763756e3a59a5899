"""The thread that owns the printer for its whole life: jobs in order, status in between, never both at once."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from msgspec import Struct

from kassa_tui.hw.ports import DoubtError, HardwareError, Printer, PrinterStatus
from kassa_tui.i18n import _, n_
from kassa_tui.storage.trouble import StorageError
from kassa_tui.till.ledger import faults
from kassa_tui.till.ledger.clock import system_clock
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.ledger.unwritten import Write
from kassa_tui.till.papers import jobs
from kassa_tui.till.papers.jobs import End, Job

POLL_SECONDS = 3.0

T = TypeVar("T")


class PrinterNews(Struct, frozen=True):
    """How the printer is, and how the last job ended: `failed` is a sentence, empty when all is well, and
    without a job why none is begun.

    `left` counts the papers of an earlier run that perhaps never came out.
    """

    status: PrinterStatus
    job: Job | None = None
    failed: str = ""
    doubt: bool = False
    left: int = 0


class Spooler:
    """Prints what is queued. `tell` is called from the spooler's thread with every change."""

    def __init__(self, printer: Printer, ledger: Ledger, register: str, tell: Callable[[PrinterNews], None]) -> None:
        self._printer = printer
        self._ledger = ledger
        self._register = register
        self._tell = tell
        self._wake = threading.Event()
        self._questions: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._stopping = False
        self._last: PrinterStatus | None = None
        self._waits = ""
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)
        # Before anything new is queued: what an earlier run left unfinished is not printed unasked.
        self._left: Future[int] | None = ledger.submit(jobs.recover, register)

    def start(self) -> None:
        """Begin to print."""
        self._thread.start()

    def wake(self) -> None:
        """There is a new job."""
        self._wake.set()

    async def ask(self, question: Callable[[Printer], T]) -> T:
        """What the printer answers, asked in its own thread between two jobs; raises what it raises."""
        return await asyncio.wrap_future(self.put(question))

    def put(self, question: Callable[[Printer], T]) -> "Future[T]":
        """The same for those who need not wait."""
        answer: Future[T] = Future()

        def answered() -> None:
            try:
                answer.set_result(question(self._printer))
            except Exception as error:
                answer.set_exception(error)

        self._questions.put(answered)
        self._wake.set()
        return answer

    def stop(self) -> None:
        """Finish the job in hand and let go of the printer."""
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(10)

    def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                self._tell_left()
                while not self._stopping and (self._answered() or self._next()):
                    pass
                self._report()
            except StorageError as problem:
                # The printer is well: its papers wait for the disk, which is said once.
                self._report(_("Printing waits: {problem}").format(problem=problem.say()))
            except Exception as error:
                # A fault here must not end the printing for good.
                faults.note(error)
            self._wake.wait(POLL_SECONDS)
        self._printer.close()

    def _tell_left(self) -> None:
        """Say once what an earlier run left."""
        left, self._left = self._left, None
        try:
            papers = left.result() if left is not None else 0
        except StorageError:
            # Nothing is printed before: what an earlier run left would come out with it.
            self._left = self._ledger.submit(jobs.recover, self._register)
            raise
        if papers:
            self._last = self._status()
            self._tell(PrinterNews(self._last, left=papers))

    def _answered(self) -> bool:
        """Answer the oldest question; whether there was one.

        They go before the jobs: the customer sees the change before the paper, and a status is asked when it is wanted.
        """
        if self._questions.empty():
            return False
        self._questions.get()()
        return True

    def _next(self) -> bool:
        """Do the oldest jobs, all of one receipt; whether there were any."""
        taken = self._ledger.submit(jobs.next_jobs, self._register).result()
        ends = [self._ended(job) for job in taken]
        if ends:
            self._ledger.keep(Write(partial(jobs.finish, system_clock(), *ends)))
            self._last = self._status()
        for job, end in zip(taken, ends, strict=True):
            self._tell(PrinterNews(self._last or self._status(), job, end.error, end.state == "unknown"))
        return bool(taken)

    def _ended(self, job: Job) -> End:
        """Do a job, after the questions that came meanwhile; a fault in one must not take the others with it."""
        while self._answered():
            pass
        try:
            return carry_out(self._printer, job)
        except Exception as error:
            faults.note(error)
            return End(job.id, "unknown", str(error))

    def _status(self) -> PrinterStatus:
        try:
            return self._printer.status()
        except HardwareError:
            return PrinterStatus(online=False)

    def _report(self, waits: str = "") -> None:
        status = self._status()
        if status != self._last or waits != self._waits:
            self._last, self._waits = status, waits
            self._tell(PrinterNews(status, failed=waits))


def carry_out(printer: Printer, job: Job) -> End:
    """Do a job once."""
    try:
        if job.document is None:
            printer.kick()
        else:
            printer.print(job.document)
    except HardwareError as error:
        return End(job.id, "unknown" if isinstance(error, DoubtError) else "failed", error.say())
    return End(job.id, "sent")


def print_alone(printer: Printer, paper_id: int) -> tuple[str, str]:
    """Print one paper that waits, where no spooler runs, and leave the others: how its job ended, and why.

    `queued` for one that does not wait: a register that was started just now has it.
    """
    job = jobs.job_of(paper_id)
    if job is None:
        return "queued", ""
    end = carry_out(printer, job)
    jobs.finish(system_clock(), end)
    return end.state, end.error


def failed_text(news: PrinterNews) -> str:
    """What to say beside the change when a receipt did not come out."""
    if news.doubt:
        return _("Receipt perhaps not printed: {problem}").format(problem=news.failed)
    return _("Receipt not printed: {problem}").format(problem=news.failed)


def left_text(news: PrinterNews) -> str:
    """What to say of papers that an earlier run left; nothing prints them again by itself."""
    return n_(
        "Before the restart {n} paper was perhaps not printed: see Receipts",
        "Before the restart {n} papers were perhaps not printed: see Receipts",
        news.left,
    ).format(n=news.left)
