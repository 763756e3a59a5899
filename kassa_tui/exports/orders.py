"""Orders for other programs: CSV with stable English headings, and JSON."""

from collections.abc import Iterable
from typing import Any

from kassa_tui.money import Money
from kassa_tui.till.csv_files import write
from kassa_tui.till.lines import quantity_text
from kassa_tui.till.order_values import Order, OrderRow

LIST_HEADING = (
    "number", "kind", "status", "customer", "phone", "delivery", "wanted", "time", "subject", "total", "paid", "due",
)  # fmt: skip
ORDER_HEADING = (
    "number", "position", "kind", "text", "quantity", "unit", "price", "discount", "tax_rate", "total", "tax",
    "packed", "handed_over", "cancelled",
)  # fmt: skip


def _quantity(thousandths: int) -> str:
    return quantity_text(thousandths).replace("−", "-")


def row_json(row: OrderRow) -> dict[str, Any]:
    """An order of a list; amounts are decimal numbers as text."""
    return {
        "number": row.number,
        "kind": row.kind,
        "status": row.status,
        "customer": row.customer,
        "phone": row.phone,
        "delivery": row.delivery,
        "wanted": row.wanted.isoformat() if row.wanted else None,
        "time": row.wanted_time,
        "subject": row.subject,
        "total": row.total.decimal(),
        "paid": row.paid.decimal(),
        "due": row.due.decimal(),
        "late": row.late,
    }


def order_json(order: Order) -> dict[str, Any]:
    """An order with its lines and its history."""
    currency = order.row.total.currency
    lines = [
        {
            "id": line.id,
            "position": line.position,
            "kind": line.kind,
            "text": line.text,
            "quantity": _quantity(line.quantity),
            "unit": line.unit,
            "price": line.price.decimal(),
            "discount": Money(line.figures.discount + line.figures.share, currency).decimal(),
            "tax_rate": line.rate / 100,
            "total": Money(line.figures.total, currency).decimal(),
            "tax": Money(line.figures.tax, currency).decimal(),
            "packed": _quantity(line.packed),
            "handed_over": _quantity(line.handed.quantity),
            "cancelled": _quantity(line.cancelled),
        }
        for line in order.shown
    ]
    return {
        **row_json(order.row),
        "employee": order.person,
        "prices_include_tax": order.includes_tax,
        "note": order.note,
        "extra": order.extra,
        "deposit_left": order.deposit_left.decimal(),
        "lines": lines,
        "history": [
            {"at": step.at, "person": step.person, "what": step.what, "receipt": step.receipt} for step in order.steps
        ],
    }


def list_csv(rows: Iterable[OrderRow]) -> str:
    """The filtered list as CSV."""
    found = (row_json(row) for row in rows)
    return write(
        LIST_HEADING, (["" if row[name] is None else str(row[name]) for name in LIST_HEADING] for row in found)
    )


def order_csv(order: Order) -> str:
    """One order, a row for each line."""
    told = order_json(order)
    rows = ([str({"number": order.number, **line}[name]) for name in ORDER_HEADING] for line in told["lines"])
    return write(ORDER_HEADING, rows)
