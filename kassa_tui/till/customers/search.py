"""Finding a customer as somebody types: by the beginnings of words, by number, or by digits of a phone number."""

import re

from msgspec import Struct

from kassa_tui import spelling
from kassa_tui.database import row, rows
from kassa_tui.text import clean, is_digits
from kassa_tui.till.customers.customers import LISTED, Customer, value_of
from kassa_tui.till.customers.form import LONGEST_NUMBER

PAGE = 50
"""Hits that a search shows at the most."""

DIALLED = {"NL": "31", "DK": "45", "GB": "44"}
"""What stands before a country's phone numbers, after the plus."""

TEXTS = " || ' ' || ".join(
    f"coalesce({{of}}.{name}, '')" for name in ("name", "contact", "city", "phone", "email", "debtor")
)
"""All that a customer is found by, as one text, in SQL."""

_PHONE = re.compile(r"\+?[0-9][0-9\s()./\-]{2,}")


class CustomerHits(Struct, frozen=True):
    """What a search found: at most a page of it."""

    customers: tuple[Customer, ...]
    more: bool = False


def _query(text: str, home: str) -> str:
    """An FTS5 query: each word's beginning, or a phone number however it is written."""
    query = spelling.query(text)
    if not _PHONE.fullmatch(text.strip()):
        return query
    digits, code = "".join(spelling.words(text)), DIALLED.get(home, "")
    forms = {digits, code + digits.removeprefix("0") if code and digits.startswith("0") else digits}
    if code and digits.startswith(code):
        forms.add(f"0{digits[len(code) :]}")
    return " OR ".join([*(f'phone : "{form}"*' for form in sorted(forms)), f"({query})"])


def _newest(limit: int) -> list[Customer]:
    found = rows(f"SELECT {LISTED} FROM customer c WHERE c.state = 'active' ORDER BY c.number DESC LIMIT ?", limit)
    return [value_of(each) for each in found]


def _by_words(query: str, text: str, limit: int) -> list[Customer]:
    """Customers by a query whose words begin so, unless the text may be a telephone number.

    One that was merged is found as the one it was merged into.
    """
    matches = rows(
        f"SELECT DISTINCT {LISTED} FROM customer_search s JOIN customer gone ON gone.id = s.rowid "
        "JOIN customer c ON c.id = coalesce(gone.merged_into, gone.id) "
        "WHERE customer_search MATCH ? AND c.state = 'active' "
        f"AND (? OR begins(?, {TEXTS.format(of='gone')})) LIMIT ?",
        *(query, int(_PHONE.fullmatch(text) is not None), text, limit),
    )
    return sorted((value_of(match) for match in matches), key=lambda customer: customer.name.casefold())


def _exact(text: str) -> list[Customer]:
    if not (is_digits(text) and len(text) <= LONGEST_NUMBER):
        return []
    found = row(f"SELECT {LISTED} FROM customer c WHERE c.number = ? AND c.state = 'active'", int(text))
    return [value_of(found)] if found else []


def find(text: str, home: str, limit: int = PAGE) -> CustomerHits:
    """Customers by names, places, phone, e-mail or debtor's number; first the one whose number was typed.

    Nothing typed gives the newest. `home` is the shop's country.
    """
    wanted = clean(text, 60)
    if not wanted:
        newest = _newest(limit + 1)
        return CustomerHits(tuple(newest[:limit]), len(newest) > limit)
    query = _query(wanted, home)
    by_words = _by_words(query, wanted, limit + 1) if query else []
    hits = list({each.id: each for each in (*_exact(wanted), *by_words[:limit])}.values())
    return CustomerHits(tuple(hits[:limit]), len(by_words) > limit or len(hits) > limit)
