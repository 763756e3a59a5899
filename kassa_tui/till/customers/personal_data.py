"""All that a shop holds of a person, for whoever asks to see it (GDPR, article 15)."""

from typing import Any

from msgspec import Struct

from kassa_tui.database import marks, rows
from kassa_tui.documents import from_json
from kassa_tui.money import Money
from kassa_tui.records import records
from kassa_tui.till.basket.lines import quantity_text, stored_lot
from kassa_tui.till.customers import account as customer_account
from kassa_tui.till.customers import customers, their_letters
from kassa_tui.till.customers.customers import HASHED
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.shop import read_shop


def _stamp(at: int) -> str:
    """A time in the shop's zone, as ISO 8601."""
    return clock.local(at, read_shop().zone).isoformat(timespec="seconds")


class _Receipt(Struct):
    """A receipt with their name on it; `total` in minor units of `currency`, `at` in UTC milliseconds."""

    id: int
    register: str
    number: int
    kind: str
    at: int
    total: int
    currency: str
    note: str | None


class _Order(Struct):
    """An order of theirs; `total` in minor units of `currency`, `created_at` in UTC milliseconds."""

    id: int
    number: int
    kind: str
    status: str
    created_at: int
    subject: str | None
    wanted: str | None
    note: str | None
    extra: str | None
    street: str | None
    town: str | None
    total: int
    currency: str


def _receipt_lines(receipt: _Receipt) -> list[dict[str, Any]]:
    """What was bought, with the batch, last day and serial number of what had one."""
    sql = "SELECT text, quantity, total, batch, expiry, serial FROM receipt_line WHERE receipt_id = ? ORDER BY position"
    return [
        {
            "text": text,
            "quantity": quantity_text(quantity),
            "total": Money(total, receipt.currency).decimal(),
            **{name: said for name, said in stored_lot(*lot).columns.items() if said},
        }
        for text, quantity, total, *lot in rows(sql, receipt.id)
    ]


def _receipts(ids: tuple[int, ...]) -> list[dict[str, Any]]:
    receipts = records(
        _Receipt,
        "SELECT id, register, number, kind, at, total, currency, note FROM receipt "
        f"WHERE customer_id IN ({marks(ids)}) ORDER BY id",
        *ids,
    )
    return [
        {
            "number": number_text(receipt.register, receipt.number),
            "kind": receipt.kind,
            "at": _stamp(receipt.at),
            "total": Money(receipt.total, receipt.currency).decimal(),
            "note": receipt.note,
            "lines": _receipt_lines(receipt),
            "payments": [
                {"method": method, "amount": Money(amount, receipt.currency).decimal()}
                for method, amount in rows(
                    "SELECT method, amount FROM payment WHERE receipt_id = ? ORDER BY position", receipt.id
                )
            ],
        }
        for receipt in receipts
    ]


def _orders(ids: tuple[int, ...]) -> list[dict[str, Any]]:
    orders = records(
        _Order,
        "SELECT id, number, kind, status, created_at, subject, wanted, note, extra, street, town, total, currency "
        f"FROM customer_order WHERE customer_id IN ({marks(ids)}) ORDER BY number",
        *ids,
    )
    return [
        {
            "number": order.number,
            "kind": order.kind,
            "status": order.status,
            "created": _stamp(order.created_at),
            **{name: getattr(order, name) for name in ("subject", "wanted", "note", "extra", "street", "town")},
            "total": Money(order.total, order.currency).decimal(),
            "lines": [
                {"text": text, "quantity": quantity_text(quantity)}
                for text, quantity in rows(
                    "SELECT text, quantity FROM order_line WHERE order_id = ? ORDER BY position", order.id
                )
            ],
        }
        for order in orders
    ]


def _mail(ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Letters about their orders, receipts and invoices, and to their addresses."""
    theirs, values = their_letters.about(ids)
    letters = rows(
        f"SELECT address, subject, body, attachment_name, state, created_at FROM mail WHERE {theirs} "
        f"OR (address <> '' AND address IN (SELECT email FROM customer WHERE id IN ({marks(ids)}))) ORDER BY id",
        *(*values, *ids),
    )
    names = ("address", "subject", "body", "attachment", "state")
    return [{**dict(zip(names, cells, strict=True)), "at": _stamp(at)} for *cells, at in letters]


class _Invoice(Struct):
    """A paper that bears their name, blanked no sooner than after `kept_until`; `at` in UTC milliseconds."""

    at: int
    kept_until: str
    document: str


def _invoices(ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """What is kept of them because the law wants it, to the letter."""
    papers = records(
        _Invoice,
        f"SELECT at, kept_until, document FROM customer_paper WHERE customer_id IN ({marks(ids)}) "
        "AND document <> '' ORDER BY id",
        *ids,
    )
    return [
        {"title": document.title, "at": _stamp(paper.at), "kept_until": paper.kept_until, "text": document.as_text(42)}
        for paper in papers
        for document in [from_json(paper.document)]
    ]


def _journal(ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Who changed the customer's card, and when."""
    entries = rows(
        "SELECT DISTINCT j.id, j.register, j.number, j.kind, j.at, p.name FROM journal j "
        "LEFT JOIN person p ON p.id = j.person_id, json_each(j.facts, '$.customer') told "
        f"WHERE j.kind GLOB 'customer*' AND json_extract(told.value, '$.id') IN ({marks(ids)}) ORDER BY j.id",
        *ids,
    )
    return [
        {"entry": f"{register} {number}", "kind": kind, "at": _stamp(at), "by": name or ""}
        for _id, register, number, kind, at, name in entries
    ]


def everything_about(customer_id: int) -> dict[str, Any]:
    """A value for JSON; amounts as decimals, times in the shop's zone. Raises UnknownCustomerError."""
    ids = customers.family(customers.by_id(customer_id).id)
    order = {customer_id: i for i, customer_id in enumerate(ids)}
    cards = rows(f"SELECT id, {', '.join(HASHED)} FROM customer WHERE id IN ({marks(ids)})", *ids)
    account = customer_account.account(customer_id)
    limits = {"credit_limit"}
    money = read_shop().money

    def card(values: tuple[Any, ...]) -> dict[str, Any]:
        fields = dict(zip(HASHED, values, strict=True))
        return {
            name: money(value).decimal() if name in limits and value is not None else value
            for name, value in fields.items()
        }

    return {
        "customer": [card(values[1:]) for values in sorted(cards, key=lambda values: order[values[0]])],
        "balance": account.balance.decimal(),
        "credit": account.credit.decimal(),
        "open_invoices": [
            {
                "number": invoice.number,
                "amount": invoice.amount.decimal(),
                "left": invoice.left.decimal(),
                "at": _stamp(invoice.at),
            }
            for invoice in account.invoices
        ],
        "receipts": _receipts(ids),
        "invoices": _invoices(ids),
        "orders": _orders(ids),
        "mail": _mail(ids),
        "journal": _journal(ids),
    }
