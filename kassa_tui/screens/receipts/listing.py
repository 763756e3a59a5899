"""The list of receipts: the newest ones, or what was searched for and how many were found."""

from datetime import date, datetime, timedelta

from msgspec import Struct

from kassa_tui.i18n import N_, _, current
from kassa_tui.text import fit, tail, width
from kassa_tui.till.basket import methods
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger import clock, receipt_kinds
from kassa_tui.till.sale import receipt_search
from kassa_tui.till.sale.receipt_search import ByAmount, ByArticle, ByDay, ByNumber, ByText, ByTime, Found, Search
from kassa_tui.till.sale.receipts import ReceiptRow
from kassa_tui.widgets.listing import Column, ListRow, ListValues

TYPED = 16
"""Columns for what is being typed."""

KINDS = {"number": N_("Number"), "amount": N_("Amount"), "time": N_("Time"), "day": N_("Day"), "text": N_("Article")}


class Shown(Struct, frozen=True):
    """What the list shows: `search` is None for the newest receipts, `at` is the row with the cursor."""

    found: Found
    search: Search | None
    at: int
    typed: str
    notice: str


def values(listing: Shown, counter: Counter, columns: int) -> ListValues:
    """The list, so many columns wide."""
    zone = counter.shop.zone
    today = counter.shop.day_shown(counter.desk)
    # On the day that is searched for, all receipts are of that day.
    beside = listing.search.day if isinstance(listing.search, ByDay) else today
    names = {method.code: _(method.name) for method in methods.every().values()}
    times = [_time(clock.local(row.at, zone), beside, today) for row in listing.found.receipts]
    rows = tuple(_row(row, time, names) for row, time in zip(listing.found.receipts, times, strict=True))
    about = _about(listing, counter.desk.register)
    heads = (
        Column(_("Receipt"), 9),
        Column(_("Time"), max(6, *map(width, times)) if times else 6),
        Column(_("Paid")),
        Column(_("Total"), 8, "right"),
    )
    title = _title(listing.search, columns - width(about) - 4)
    return ListValues(
        title=title,
        columns=heads,
        rows=rows,
        at=listing.at,
        about=about,
        empty=_empty(listing.search),
        notice=listing.notice,
    )


FAINT = ("cancelled", "training", "correction")
"""Receipts that brought nothing in."""

SAID_BY_TOTAL = ("sale", "refund")
"""Receipts whose total says what they are: how they were paid stands in the place of it."""


def _row(row: ReceiptRow, time: str, names: dict[str, str]) -> ListRow:
    cells = (
        row.number,
        time,
        " + ".join(names.get(code, code) for code in row.methods)
        if row.kind in SAID_BY_TOTAL
        else _(receipt_kinds.WORDS[row.kind]),
        row.total.text(current().language),
    )
    return ListRow(cells, "error" if row.total.minor < 0 else "muted" if row.kind in FAINT else "text")


def _time(when: datetime, beside: date, today: date) -> str:
    """The hour of receipts of the day beside which they stand, the day of others; of another year with the year."""
    return f"{when:%H:%M}" if when.date() == beside else current().short_date(when, today)


def _title(search: Search | None, room: int) -> str:
    """What is searched for is cut, rather than what stands beside it."""
    title = _("Receipts")
    if search is None:
        return title
    said = f"{title} · {_said(search)}"
    return fit(said, max(min(room, width(said)), width(title)))


def _said(search: Search) -> str:
    match search:
        case ByAmount(amount):
            return amount.text(current().language)
        case ByTime(minute):
            around = timedelta(minutes=receipt_search.AROUND)
            middle = datetime(2000, 1, 2) + timedelta(minutes=minute)
            return f"{middle - around:%H:%M}–{middle + around:%H:%M}"
        case ByDay(day):
            return current().full_date(day)
        case ByText(text) | ByArticle(_, text) | ByNumber(text):
            return text


def _about(listing: Shown, register: str) -> str:
    """What is being typed, or else how many were found."""
    if listing.typed:
        kind = receipt_search.kind_of(listing.typed, register, current().language)
        return f"{_(KINDS[kind])}: {tail(listing.typed, TYPED)}█"
    if listing.search is None:
        return ""
    count = _("the newest {count}") if listing.found.more else _("{count} found")
    return count.format(count=len(listing.found.receipts))


def _empty(search: Search | None) -> str:
    if search is None:
        return _("No receipts yet.")
    if isinstance(search, ByDay):
        return _("No receipts on that day.")
    return _("Nothing found in {days} days.").format(days=receipt_search.DAYS)
