"""Finding receipts by what a person remembers of them: number, amount, time, day, or an article.

What was typed decides by its shape what it is. Amounts, times and articles are looked for in the last 90 days, so that
no search reads more than a season of a shop; numbers and days are found at any age.
"""

import re
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from kassa_tui import spelling
from kassa_tui.database import bound, row, rows
from kassa_tui.i18n import N_, Language
from kassa_tui.money import Money, parse
from kassa_tui.text import clean
from kassa_tui.till.ledger import clock, counters, receipt_numbers
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.sale import receipts
from kassa_tui.till.sale.receipts import MOST, ReceiptRow

DAYS = 90
"""How far back amounts, times and articles are looked for."""

AROUND = 10
"""Minutes before and after a time that still count as that time."""

_MINUTE_MS = 60_000
_DAY_MINUTES = 1440

_LEAP_YEARS = 9
"""Among so many years there is one with a 29 February."""

Kind = Literal["number", "amount", "time", "day", "text"]

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{0,2})")
_AMOUNT = re.compile(r"(?=.*[0-9])(?:[-−][0-9.,]+|[0-9]*[.,][0-9.,]*)")
_DAY = re.compile(r"([0-9]{1,2})[-/]([0-9]{0,2})(?:[-/]([0-9]{0,4}))?")
_NAMED_DAY = re.compile(r"([0-9]{1,2}) ?([^\W\d_]+)\.?(?: ([0-9]{2}|[0-9]{4}))?")


class TimeError(TillError):
    """Hours and minutes that no clock shows."""

    template = N_('"{text}" is not a time. Type it as 14:30.')


class DayError(TillError):
    """A day that no calendar has."""

    template = N_('"{text}" is not a day. Type it as 22-11.')


class ByNumber(Struct, frozen=True):
    """The receipt of a number, as it is printed."""

    number: str


class ByAmount(Struct, frozen=True):
    """Total, payment or line of an amount; one without a sign stands for money in and money out."""

    amount: Money
    signed: bool = False


class ByTime(Struct, frozen=True):
    """Around a minute of any day, counted from midnight by the shop's clock."""

    minute: int


class ByDay(Struct, frozen=True):
    """The day that is printed on the receipt."""

    day: date


class ByText(Struct, frozen=True):
    """A line with all the words, or parts of words, of a text; upper case and lower case are the same."""

    text: str


class ByArticle(Struct, frozen=True):
    """A line of a product of the catalogue, of the weight (thousandths) or price (minor units) that its label says."""

    product_id: int
    name: str
    weight: int | None = None
    price: int | None = None


Search = ByNumber | ByAmount | ByTime | ByDay | ByText | ByArticle


class Found(Struct, frozen=True):
    """The newest receipts that were found, the newest first; `more` says that there are others."""

    receipts: list[ReceiptRow]
    more: bool = False


# --- Reading --------------------------------------------------------------------------------------


def kind_of(text: str, register: str, language: Language) -> Kind:
    """What a text is by its shape, also while it is being typed; whether it can be so is not asked."""
    text = text.strip()
    if receipt_numbers.is_number(text, register):
        return "number"
    if _TIME.fullmatch(text):
        return "time"
    if _AMOUNT.fullmatch(text):
        return "amount"
    if _DAY.fullmatch(text) or _month(text, language):
        return "day"
    return "text"


def read(text: str, register: str, shop: Shop, today: date, language: Language) -> Search:
    """What was typed, as what it is looked for. Raises AmountError, TimeError, DayError."""
    text = clean(text)
    kind = kind_of(text, register, language)
    if kind == "number":
        return ByNumber(receipt_numbers.with_register(text, register))
    if kind == "amount":
        signed = text[0] in "-−"
        return ByAmount(parse(text, shop.unit, language, signed=True), signed)
    if kind == "time":
        return ByTime(_minute(text))
    if kind == "day":
        return ByDay(_day(text, today, language))
    return ByText(text)


def _minute(text: str) -> int:
    shape = _TIME.fullmatch(text)
    assert shape is not None
    hours, minutes = int(shape[1]), int(shape[2] or 0)
    if hours > 23 or minutes > 59:
        raise TimeError(text=text)
    return hours * 60 + minutes


def _month(text: str, language: Language) -> int:
    """The month of `22 nov`, 0 for a text that is no such day."""
    shape = _NAMED_DAY.fullmatch(text)
    months = [month.casefold() for month in language.months]
    name = shape[2].casefold() if shape else ""
    return months.index(name) + 1 if name in months else 0


def _day(text: str, today: date, language: Language) -> date:
    """The day of a text; without a year the latest such day up to today."""
    month = _month(text, language)
    shape = (_NAMED_DAY if month else _DAY).fullmatch(text)
    assert shape is not None
    month = month or int(shape[2] or 0)
    years = [_year(shape[3], text)] if shape[3] else range(today.year, today.year - _LEAP_YEARS, -1)
    for year in years:
        try:
            day = date(year, month, int(shape[1]))
        except ValueError:
            continue
        if shape[3] or day <= today:
            return day
    raise DayError(text=text)


def _year(digits: str, text: str) -> int:
    year = int(digits) + (2000 if len(digits) == 2 else 0)
    if not 2000 <= year < 3000:
        raise DayError(text=text)
    return year


# --- Finding --------------------------------------------------------------------------------------

_NEWEST = "SELECT r.id FROM receipt r WHERE r.register = ? AND r.number >= ? AND ({}) ORDER BY r.number DESC LIMIT ?"

_MONEY = (
    "r.total IN (?, ?) OR EXISTS (SELECT 1 FROM payment p WHERE p.receipt_id = r.id AND p.amount IN (?, ?)) OR EXISTS "
    "(SELECT 1 FROM receipt_line l WHERE l.receipt_id = r.id AND (l.total IN (?, ?) OR l.amount IN (?, ?)))"
)

_LABEL = (
    "EXISTS (SELECT 1 FROM receipt_line l WHERE l.receipt_id = r.id AND l.product_id = ? AND "
    "(abs(l.quantity) = ? OR abs(l.amount) = ? OR l.unit = 'piece' AND l.price = ?))"
)
_ARTICLE = "EXISTS (SELECT 1 FROM receipt_line l WHERE l.receipt_id = r.id AND l.product_id = ?)"

_AT = "SELECT r.id, r.at FROM receipt r WHERE r.register = ? AND r.number >= ? AND ({}) ORDER BY r.number DESC"

# SQLite folds the case of ASCII only: a line with other letters is for Python to decide.
_TEXTS = (
    "SELECT r.id, l.text FROM receipt r CROSS JOIN receipt_line l ON l.receipt_id = r.id WHERE r.register = ? "
    "AND r.number >= ? AND (l.text GLOB '*[^ -~]*' OR instr(lower(l.text), ?) OR instr(lower(l.text), ?)) "
    "ORDER BY r.number DESC"
)

_FIRST = (
    "SELECT number FROM receipt INDEXED BY receipt_business_day WHERE business_day >= ? AND register = ? "
    "ORDER BY business_day, id LIMIT 1"
)

_DAYS_OWN = (
    "SELECT r.id FROM receipt r INDEXED BY receipt_business_day WHERE r.business_day IN (?, ?) AND r.register = ? "
    "AND r.at >= ? AND r.at < ? ORDER BY r.number DESC LIMIT ?"
)


def find(search: Search, register: str, shop: Shop, now: int, most: int = MOST) -> Found:
    """The newest receipts of a register's counter that answer a search, `now` in UTC milliseconds.

    Raises NoReceiptError.
    """
    codes = counters.codes(register)
    if isinstance(search, ByNumber):
        return Found([receipts.numbered(_numbered(search.number, codes))])
    ids: list[int] = []
    for code in reversed(codes):
        if len(ids) <= most:
            ids += _of_code(search, code, shop, now, most + 1)
    return Found(receipts.by_ids(ids[:most]), len(ids) > most)


def _numbered(number: str, codes: tuple[str, ...]) -> str:
    """A number that was typed without its code is one of the newest code that has it."""
    code, _dash, digits = number.partition("-")
    if code != codes[-1] or len(digits) > receipt_numbers.LONGEST:
        return number
    sql = "SELECT 1 FROM receipt WHERE register = ? AND number = ?"
    return next((f"{code}-{digits}" for code in reversed(codes) if row(sql, code, int(digits))), number)


def _of_code(search: Search, register: str, shop: Shop, now: int, most: int) -> list[int]:
    """Ids of receipts of one code, the newest first."""
    if isinstance(search, ByDay):
        return _of_day(search.day, register, shop.zone, most)
    oldest = clock.local(now, shop.zone).date() - timedelta(days=DAYS)
    first = row(_FIRST, oldest.isoformat(), register)
    return _since(search, register, first[0], shop.zone, now, most) if first else []


def _since(search: Search, register: str, first: int, zone: str, now: int, most: int) -> list[int]:
    """Ids of receipts from a number on, at least `most` of them if there are so many."""
    match search:
        case ByAmount(amount, signed):
            other = amount if signed else -amount
            amounts = (amount.minor, other.minor) * 4
            return _ids(_NEWEST.format(_MONEY), register, first, *amounts, most)
        case ByTime(minute):
            return _of_time(minute, register, first, zone, now)
        case ByText(text):
            return _of_text(text.casefold().split(), register, first, most)
        case ByArticle(product_id, _name, None, None):
            return _ids(_NEWEST.format(_ARTICLE), register, first, product_id, most)
        case ByArticle(product_id, _name, weight, price):
            return _ids(_NEWEST.format(_LABEL), register, first, product_id, weight, price, price, most)
    raise AssertionError(search)


def _ids(sql: str, *values: object) -> list[int]:
    return [found for (found,) in rows(sql, *values)]


def _of_day(day: date, register: str, zone: str, most: int) -> list[int]:
    """By the day on the paper: what was sold after midnight may belong to the business day before."""
    before = day - timedelta(days=1)
    begin, end = clock.day_begins(day, zone), clock.day_ends(day, zone)
    return _ids(_DAYS_OWN, before.isoformat(), day.isoformat(), register, begin, end, most)


def _of_time(minute: int, register: str, first: int, zone: str, now: int) -> list[int]:
    """SQL takes what may be so in summer or winter time, the zone's rules decide."""
    days = (clock.local(now - day * _DAY_MINUTES * _MINUTE_MS, zone).utcoffset() for day in range(DAYS + 1))
    shifts = sorted({round(offset.total_seconds() * 1000) for offset in days if offset is not None})
    begin, longest = (AROUND - minute) * _MINUTE_MS, (2 * AROUND + 1) * _MINUTE_MS
    near = " OR ".join([f"(r.at + ?) % {_DAY_MINUTES * _MINUTE_MS} < {longest}"] * len(shifts))
    found = rows(_AT.format(near), register, first, *(begin + shift for shift in shifts))
    return [receipt_id for receipt_id, at in found if _apart(clock.local(at, zone), minute) <= AROUND]


def _apart(when: datetime, minute: int) -> int:
    """Minutes between two times of a clock, the short way round."""
    apart = (when.hour * 60 + when.minute - minute) % _DAY_MINUTES
    return min(apart, _DAY_MINUTES - apart)


def _of_text(words: list[str], register: str, first: int, most: int) -> list[int]:
    """Read line by line, and no further than needed."""
    if not words:
        return []
    ids: dict[int, None] = {}
    cursor = bound().execute_sql(_TEXTS, (register, first, *spelling.both(words[0])))
    try:
        for receipt_id, text in cursor:
            if all(spelling.inside(word, text) for word in words):
                ids[receipt_id] = None
            if len(ids) == most:
                break
    finally:
        cursor.close()
    return list(ids)
