"""How an order is written on the screen."""

from collections.abc import Iterable

from kassa_tui.i18n import N_, _, current, p_
from kassa_tui.money import Money
from kassa_tui.text import cut, wrap
from kassa_tui.till.basket.lines import quantity_text
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger import clock
from kassa_tui.till.orders import day_rates, shown
from kassa_tui.till.orders.papers import branch_of
from kassa_tui.till.orders.values import DELIVERIES, KINDS, READY, STATUSES, Order, OrderRow
from kassa_tui.widgets.side import SideRow

NOTE_ROWS = 3
NO_NAME = N_("no customer yet")


def short_delivery(row: OrderRow) -> str:
    """Pick-up or delivery in a few letters, for a narrow column."""
    return p_("short", "pick-up") if row.delivery == "pickup" else p_("short", "deliver")


def when(row: OrderRow, counter: Counter) -> str:
    """`Pick-up Sun 22 Nov 13:00`."""
    day = current().day(row.wanted, counter.shop.day_shown(counter.desk)) if row.wanted else ""
    return " ".join(part for part in (_(DELIVERIES[row.delivery]), day, row.wanted_time) if part)


def of_day(row: OrderRow, counter: Counter) -> str:
    """`Ordered 22 Nov · Centre`: the day that it bears, and its branch where there are several."""
    day = current().short_date(row.dated, counter.shop.day_shown(counter.desk))
    return " · ".join(filter(None, (_("Ordered {day}").format(day=day), branch_of(row))))


def who(row: OrderRow) -> str:
    """The customer's name, or that there is none yet."""
    return row.customer or _(NO_NAME)


def title(row: OrderRow) -> str:
    """`Order 1042`, by its kind."""
    return f"{_(KINDS[row.kind])} {row.number}"


def about(row: OrderRow, counter: Counter) -> str:
    """`De Vries · Pick-up Sun 22 Nov · 114.50`."""
    return f"{who(row)} · {when(row, counter)} · {row.total.text(current().language)}"


def status(row: OrderRow) -> tuple[str, str]:
    """Sign and word of how it stands, and its ink."""
    if row.late:
        return f"▲ {_('late')}", "error"
    return _(STATUSES[row.status]), "muted"


def late_text(row: OrderRow, counter: Counter) -> str:
    """That it is late, and since when; empty for one that is not."""
    if not row.late or row.wanted is None:
        return ""
    day = current().day(row.wanted, counter.shop.day_shown(counter.desk))
    return f"▲ {_('late since {day}').format(day=day)}"


def state(row: OrderRow) -> str:
    """That some of it is gone or lies ready; empty for all others."""
    gone = _(STATUSES[row.status]) if row.status == "partly_delivered" else ""
    return " · ".join(filter(None, (gone, _(READY[row.ready]) if row.ready else "")))


def day_heading(row: OrderRow, counter: Counter) -> str:
    """The day that an order is due, as a heading."""
    if row.wanted is None:
        return _("Without a date")
    day = current().day(row.wanted, counter.shop.day_shown(counter.desk))
    return f"{day} · {_('today')}" if row.wanted == counter.shop.today(counter.desk) else day


def net_sums(order: Order) -> Iterable[SideRow]:
    """What an order that excludes VAT comes to without it, and the VAT."""
    if not order.includes_tax:
        language, of_lines = current().language, shown.sums_of(order)
        yield SideRow(_("Without VAT"), of_lines.net.text(language), rule=True)
        yield SideRow(_("VAT"), of_lines.tax.text(language))


def sums(row: OrderRow) -> Iterable[SideRow]:
    """Total, paid, and what is to be paid or to be given back."""
    language = current().language
    yield SideRow(_("Total"), row.total.text(language), rule=True)
    if row.paid:
        yield SideRow(_("Paid"), (-row.paid).text(language))
    if row.due.minor < 0:
        yield SideRow(_("To give back"), (-row.due).text(language), "warn", bold=True)
    elif row.due:
        yield SideRow(_("To pay"), row.due.text(language), bold=True)
    elif row.alive:
        yield SideRow(f"● {_('Paid in full')}", "", "ok", bold=True)
    if row.awaited:
        yield SideRow(_("To come by transfer"), row.awaited.amount.text(language))


def rates(order: Order, columns: int) -> Iterable[SideRow]:
    """That VAT is another one now than when the order was placed."""
    for text in day_rates.notices(order):
        for line in wrap(f"▲ {text}", columns):
            yield SideRow(line, "", "warn", bold=True)


def in_hand(taken: InHand | None) -> Iterable[SideRow]:
    """That money was taken which a crash kept from being booked."""
    if taken is not None:
        yield SideRow(f"▲ {_('Taken, not booked')}", taken.amount.text(current().language), "warn", bold=True)


def letter(trouble: str, columns: int) -> Iterable[SideRow]:
    """That the order's letter did not go yet, and why; of a long reason its beginning."""
    if trouble:
        yield SideRow(f"▲ {_('The letter is not sent yet')}", "", "warn", bold=True)
        for line in wrap(trouble, columns)[:NOTE_ROWS]:
            yield SideRow(line)


def lines(order: Order) -> Iterable[SideRow]:
    """`1 × Cake` and its amount, for what is ordered still."""
    language = current().language
    for line in order.shown:
        quantity = quantity_text(line.quantity - line.cancelled, language.decimal)
        unit = "×" if line.unit == "piece" else line.unit
        amount = Money(line.figures.total, order.row.total.currency).text(language)
        yield SideRow(f"{quantity} {unit} {line.text}", amount)


def side_columns(width: int, widths: tuple[int, int, int]) -> int:
    """How wide a side is on a screen so wide, of its widths at 120, at 100 and at 80 columns; without its edges."""
    return widths[0 if width >= 120 else 1 if width >= 100 else 2] - 3


def people(order: Order, columns: int, counter: Counter) -> Iterable[SideRow]:
    """Who and when, in so many columns; of a long note its beginning."""
    row = order.row
    for line in wrap(who(row), columns):
        yield SideRow(line, bold=True)
    if row.phone:
        yield SideRow(row.phone)
    yield SideRow(when(row, counter), bold=True)
    for line in wrap(of_day(row, counter), columns):
        yield SideRow(line)
    for place in (row.street, row.town):
        for line in wrap(place, columns) if place else ():
            yield SideRow(line)
    for text in (row.subject, order.note):
        for line in begun(text, columns):
            yield SideRow(line)


def begun(text: str, columns: int) -> list[str]:
    """The first rows of a text, in so many columns; where it goes on, the last one says so."""
    rows = wrap(text, columns) if text else []
    return rows if len(rows) <= NOTE_ROWS else [*rows[: NOTE_ROWS - 1], cut(f"{rows[NOTE_ROWS - 1]} …", columns)]


def is_begun(order: Order, columns: int) -> bool:
    """Whether the note is longer than what stands of it."""
    return len(wrap(order.note, columns)) > NOTE_ROWS


def history(order: Order, counter: Counter) -> Iterable[SideRow]:
    """What happened, the newest first."""
    zone, day = counter.shop.zone, counter.shop.today(counter.desk)
    for step in reversed(order.steps):
        at = clock.local(step.at, zone)
        time = f"{at:%H:%M}" if at.date() == day else current().short_date(at, counter.shop.day_shown(counter.desk))
        yield SideRow(f"{time} {step.what}", step.receipt or step.person)
