"""A session's papers: X report and payments by type are made when they are asked for, the others at the close."""

from kassa_tui.documents import Document
from kassa_tui.i18n import N_
from kassa_tui.models import Session, ZReport
from kassa_tui.till.drawer import bag_slip, session_details, session_papers, sessions
from kassa_tui.till.drawer.session_details import NoSuchSessionError
from kassa_tui.till.ledger import counters, journal
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import SEE_HISTORY, SEE_SESSIONS, X_REPORT
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.papers import kept_papers


class NoSuchZError(TillError):
    """A number that no Z report has, or no session was closed yet."""

    template = N_("There is no Z report {number}.")


def _shown(desk: Desk, row: Session, blind: bool) -> bool:
    """Nothing is counted blind where cash is not tracked."""
    return not row.tracked or session_details.sees_expected(desk, blind)


def _x_document(desk: Desk, at: int, row: Session) -> Document:
    shop = read_shop()
    return session_papers.x_report(shop, desk, at, row, expected=_shown(desk, row, shop.blind_count))


def x_of_copy(desk: Desk) -> Document:
    """The session so far in a copy that is only looked into, where nothing is logged.

    Raises NotAllowedError, NoSessionError.
    """
    require(desk, X_REPORT)
    return _x_document(desk, desk.clock(), sessions.required(desk.register))


@recorder(X_REPORT)
def x_report(desk: Desk) -> kept_papers.Kept:
    """The session so far, on paper: logged, and nothing is reset. Raises NoSessionError."""
    row = sessions.required(desk.register)
    shop = read_shop()
    with journal.entry(desk, "report.x") as entry:
        document = _x_document(desk, entry.at, row)
        paper = kept_papers.keep(entry, "x", shop.reports_in, document, session_id=row.id)
    return kept_papers.Kept(paper, "x", document)


@recorder(SEE_HISTORY)
def payments_paper(desk: Desk, number: int, register: str = "") -> kept_papers.Kept:
    """The payments by type of a session of the desk's or another register; a closed one's is rendered once and kept.

    Sessions of another register need both permissions to view them. Raises NotAllowedError, NoSuchSessionError.
    """
    if register and not counters.same(register, desk.register):
        require(desk, SEE_SESSIONS)
    row = session_details.by_number(register or desk.register, number)
    kept = kept_papers.find("session_payments", session_id=row.id) if row.closed_at is not None else None
    if kept:
        return kept
    shop = read_shop()
    with journal.entry(desk, "report.payments") as entry:
        document = session_papers.payments(shop, desk, entry.at, row, expected=_shown(desk, row, shop.blind_count))
        paper = kept_papers.keep(entry, "session_payments", shop.reports_in, document, session_id=row.id)
    return kept_papers.Kept(paper, "session_payments", document)


def z_paper(register: str, z_number: int) -> kept_papers.Kept:
    """The Z report of a number, as it was kept. Raises NoSuchZError."""
    z = ZReport.get_or_none(ZReport.register.in_(counters.codes(register)), ZReport.number == z_number)
    paper = kept_papers.find("z", session_id=z.session_id) if z else None
    if paper is None:
        raise NoSuchZError(number=z_number)
    return paper


def last_z(register: str) -> int:
    """The newest Z number. Raises NoSuchZError when no session was closed yet."""
    of_counter = ZReport.register.in_(counters.codes(register))
    row = ZReport.select(ZReport.number).where(of_counter).order_by(ZReport.number.desc()).first()
    if row is None:
        raise NoSuchZError(N_("No session was closed yet."))
    return int(row.number)


def bag_paper(register: str, number: int) -> kept_papers.Kept | None:
    """The slip of a closed session's bag, as it was kept; None when there was no numbered bag."""
    return kept_papers.find(bag_slip.KIND, session_id=session_details.by_number(register, number).id)


def cash_paper(register: str, number: int) -> kept_papers.Kept:
    """The cash summary of a closed session, as it was kept. Raises NoSuchSessionError."""
    paper = kept_papers.find("session_cash", session_id=session_details.by_number(register, number).id)
    if paper is None:
        raise NoSuchSessionError(number=number)
    return paper
