"""What a shop owes a person whose data it holds: to show all of it, and to forget it.

Receipts and the lines of orders stay, as the tax law wants, and point at an empty row (GDPR, articles 15 and 17,
paragraph 3b): a line's text says what was sold. What people write about people beside that (an order's subject, note,
address and extra data) goes. Invoices bear a name because the law wants it there: they stay as long as the law wants
them kept, and are blanked by the next time that somebody is erased.
"""

from typing import Any

from kassa_tui.database import bound, marks, row, rows, words_sql
from kassa_tui.i18n import N_, _, current
from kassa_tui.models import Customer as CustomerRow
from kassa_tui.tables.orders import ALIVE
from kassa_tui.text import clean
from kassa_tui.till.customers import account as customer_account
from kassa_tui.till.customers import customers, their_letters
from kassa_tui.till.customers.form import Details, columns_of
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import ERASE_CUSTOMERS
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.papers import customer_papers
from kassa_tui.till.papers.customer_papers import Retained

LONGEST_REASON = 120

GOES = N_("Name, addresses, numbers and letters go, and of orders the subject, note, address and extra data.")
STAYS = N_("Receipts, amounts and the texts of lines stay: the books need them.")
KEPT = N_("Invoices: {count}. They stay until {day}: the law wants them kept.")
ALREADY, STILL_KEPT = N_("Customer {number} was erased already."), N_("Customer {number} was erased already. {kept}")
NO_REASON = N_("Write why the customer is erased.")

BLANK: dict[str, Any] = {**columns_of(Details(name="")), "state": "erased", "merged_into": None}
"""The columns of somebody who was erased."""


class EraseError(TillError):
    """Somebody who cannot be erased now."""


def _check(customer_id: int, ids: tuple[int, ...]) -> None:
    alive = words_sql(ALIVE)
    open_orders = row(
        f"SELECT count(*) FROM customer_order WHERE customer_id IN ({marks(ids)}) AND status IN ({alive})", *ids
    ) or (0,)
    if open_orders[0]:
        raise EraseError(N_("Open orders: {count}. Finish or cancel them first."), count=open_orders[0])
    account = customer_account.account(customer_id)
    if account.balance or account.invoices:
        raise EraseError(N_("{amount} is still to be settled on account."), amount=account.balance)
    if account.credit:
        raise EraseError(N_("{amount} of credit is left: pay it out first."), amount=account.credit)


def _forget(ids: tuple[int, ...], emails: set[str], names: set[str]) -> None:
    """Letters to these people, and slips with their names that wait or were printed.

    A paper of a receipt that was sent stays counted as a copy: its letter names nobody any more.
    """
    theirs, values = their_letters.about(ids)
    bound().execute_sql(f"DELETE FROM mail WHERE {theirs} AND (state <> 'sent' OR order_id IS NOT NULL)", values)
    bound().execute_sql(
        "UPDATE customer_order SET subject = '', note = '', extra = '{}', street = '', town = '' "
        f"WHERE customer_id IN ({marks(ids)})",
        ids,
    )
    if emails:
        bound().execute_sql(f"DELETE FROM mail WHERE address IN ({marks(emails)})", tuple(emails))
    # A slip that is not printed yet has the name on it; one that was is not kept for anybody.
    for job_id, document in rows("SELECT id, document FROM print_job WHERE state IN ('queued', 'sending')"):
        if document and any(name and name in document for name in names):
            bound().execute_sql("UPDATE print_job SET state = 'dropped' WHERE id = ?", (job_id,))
    bound().execute_sql("UPDATE print_job SET document = NULL WHERE state NOT IN ('queued', 'sending')")


def retained(customer_id: int, at: int) -> Retained:
    """The invoices of somebody that erasing does not blank yet, at a time in UTC milliseconds."""
    return customer_papers.retained(customers.family(customer_id), at)


def said(kept: Retained) -> str:
    """What stays of them and until when, as a sentence; empty for nothing."""
    return _(KEPT).format(count=kept.count, day=current().full_date(kept.until)) if kept.until else ""


def blankable(ids: tuple[int, ...], at: int) -> list[str]:
    """Papers of these people, and of whoever was erased before, that the law does not want kept any more."""
    before = (gone for (gone,) in rows("SELECT id FROM customer WHERE state = 'erased'"))
    return customer_papers.over({*ids, *before}, at)


@recorder(ERASE_CUSTOMERS)
def erase(desk: Desk, customer_id: int, reason: str) -> Retained:
    """Forget a person, with everybody who was merged into them; what has to be kept still.

    Refused while something is open between them and the shop; the journal keeps who did it and why. Somebody who was
    erased is erased again once the law does not want their invoices any more. Raises EraseError, UnknownCustomerError.
    """
    customer, why, now = customers.by_id(customer_id), clean(reason, LONGEST_REASON), desk.clock()
    if not why:
        raise EraseError(NO_REASON)
    ids = customers.family(customer.id)
    papers, stays = blankable(ids, now), customer_papers.retained(ids, now)
    # So that the search table and the file's free pages keep nothing of it either (sqlite.org/fts5.html, section 6.12).
    bound().execute_sql("INSERT INTO customer_search (customer_search, rank) VALUES ('secure-delete', 1)")
    bound().pragma("secure_delete", 1)
    if customer.state != "erased":
        _check(customer.id, ids)
        _erase(desk, ids, why, papers)
    elif papers:
        with journal.entry(desk, "customer.erased") as entry:
            entry.facts.update(reason=why, blanked=papers)
    else:
        raise EraseError(STILL_KEPT if stays.until else ALREADY, number=customer.number, kept=said(stays))
    # The trigger lets them go by the newest entry, which tells of it.
    customer_papers.blank(papers)
    return stays


def _erase(desk: Desk, ids: tuple[int, ...], reason: str, papers: list[str]) -> None:
    """The cards, letters and slips of some people, and what their orders say beside the lines."""
    cards = [CustomerRow.get_by_id(each) for each in ids]
    emails, names = {card.email for card in cards if card.email}, {card.name for card in cards}
    with journal.entry(desk, "customer.erased") as entry:
        entry.add("reason", reason)
        entry.add("customer", [{"id": card.id, "uid": card.uid} for card in cards])
        if papers:
            entry.add("blanked", papers)
        _forget(ids, emails, names)
        blank = CustomerRow.update(entry=entry.number, version=CustomerRow.version + 1, salt="", **BLANK)
        blank.where(CustomerRow.id.in_(ids)).execute()
