"""Orders for other programs: the list and the lines of one as tables, and one with everything as an object."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kassa_tui.exports.tables import Table, Value, columns, moment
from kassa_tui.money import Money
from kassa_tui.till.basket.lines import decimal_quantity
from kassa_tui.till.orders.values import Awaited, Order, OrderLineView, OrderRow, order_code

LIST = columns(
    "number kind status customer phone delivery wanted time subject total paid due late street town "
    "awaited awaited_since source external ordered branch",
    amounts="total paid due awaited",
    numbers="number",
    flags="late",
)
TRANSFERS = columns("number customer amount since reference", amounts="amount", numbers="number")
LINES = columns(
    "number position kind text quantity unit price discount tax_rate total tax packed handed_over cancelled "
    "batch expiry serial price_without_tax",
    amounts="price discount total tax",
    numbers="number position",
    flags="price_without_tax",
)


def _row(row: OrderRow) -> tuple[Value, ...]:
    return (
        *(row.number, row.kind, row.status, row.customer, row.phone, row.delivery),
        *(row.wanted.isoformat() if row.wanted else None, row.wanted_time, row.subject),
        *(row.total, row.paid, row.due, row.late, row.street, row.town),
        *((row.awaited.amount, moment(row.awaited.since)) if row.awaited else (None, None)),
        *(row.source, row.external, row.dated.isoformat(), row.branch),
    )


def _transfer(row: OrderRow, awaited: Awaited) -> tuple[Value, ...]:
    return (row.number, row.customer, awaited.amount, moment(awaited.since), order_code(row.number))


def _line(number: int, line: OrderLineView) -> tuple[Value, ...]:
    discount, total, tax = (
        Money(minor, line.price.currency)
        for minor in (line.figures.discount + line.figures.share, line.figures.total, line.figures.tax)
    )
    return (
        *(number, line.position, line.kind, line.text, decimal_quantity(line.quantity), line.unit),
        *(line.price, discount, f"{line.rate / 100:g}", total, tax),
        *(decimal_quantity(many) for many in (line.packed, line.handed.quantity, line.cancelled)),
        *line.lot.columns.values(),
        line.net,
    )


def list_table(rows: Iterable[OrderRow]) -> Table:
    """One row an order."""
    return Table("orders", LIST, (_row(row) for row in rows))


def transfers_table(rows: Iterable[OrderRow]) -> Table:
    """One row a bank transfer that is to come; `reference` is the code of the order's slip, its number in it."""
    return Table("transfers", TRANSFERS, (_transfer(row, row.awaited) for row in rows if row.awaited))


def transfers_json(rows: Iterable[OrderRow]) -> list[dict[str, Any]]:
    """The transfers to come as objects."""
    return list(_objects(transfers_table(rows)))


def lines_table(order: Order) -> Table:
    """One row a line of an order."""
    return Table(f"order {order.number}", LINES, (_line(order.number, line) for line in order.shown))


def _objects(table: Table) -> Iterator[dict[str, Any]]:
    """The rows by the names of their columns; amounts are decimal numbers as text."""
    for row in table.rows:
        yield {column.name: _plain(value) for column, value in zip(table.columns, row, strict=True)}


def _plain(value: Value) -> object:
    return value.decimal() if isinstance(value, Money) else value


def list_json(rows: Sequence[OrderRow]) -> list[dict[str, Any]]:
    """The list as objects."""
    return list(_objects(list_table(rows)))


def order_json(order: Order) -> dict[str, Any]:
    """An order with its lines and its history; rates are percentages."""
    lines = [{name: value for name, value in line.items() if name != "number"} for line in _objects(lines_table(order))]
    return {
        **list_json([order.row])[0],
        "employee": order.person,
        "prices_include_tax": order.includes_tax,
        "rate_changes": [
            {"code": each.code, "before": each.before / 100, "now": each.now / 100} for each in order.rate_changes
        ],
        "note": order.note,
        "extra": order.extra,
        "deposit_left": order.deposit_left.decimal(),
        "lines": [{**line, "tax_rate": float(line["tax_rate"])} for line in lines],
        "history": [
            {"at": moment(step.at), "person": step.person, "what": step.what, "receipt": step.receipt}
            for step in order.steps
        ],
    }
