"""GS1 element strings and Digital Link addresses, read by biip: an article's number with what else stands in the code.

Sources: GS1 General Specifications 3 (application identifiers); GS1 Digital Link 1.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msgspec import Struct

_LARGEST = 10_000_000
"""A weight in grams or a price in minor units above it comes from a code whose separators were lost."""

_CURRENCIES = {"208": "DKK", "826": "GBP", "978": "EUR"}
"""ISO 4217 numbers of the currencies that a register may have."""


class Elements(Struct, frozen=True):
    """What a GS1 code says: `gtin` of 14 digits, `weight` in grams, `price` in minor units of `currency`.

    `currency` empty is the shop's; `expiry` is the day after which it is not to be sold (use by, or else best before).
    """

    gtin: str
    weight: int | None = None
    price: int | None = None
    currency: str = ""
    batch: str = ""
    serial: str = ""
    expiry: date | None = None


def element_string(text: str) -> Elements | None:
    """A code with application identifiers; None for one that is not valid, or names no article."""
    from biip import ParseError
    from biip.gs1_messages import GS1Message

    try:
        return _read(GS1Message.parse(text, config=_config()).element_strings)
    except (ParseError, ValueError, ArithmeticError):
        return None


def digital_link(text: str) -> Elements | None:
    """An https address with an article's number in it; None for any other address."""
    from biip import ParseError
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI

    try:
        return _read(GS1DigitalLinkURI.parse(text, config=_config()).element_strings)
    except (ParseError, ValueError, ArithmeticError):
        return None


def _config() -> Any:
    """A day that cannot be is no day; the article is known all the same."""
    from biip import ParseConfig

    return ParseConfig(gs1_element_strings_verify_date=False)


def _read(elements: Iterable[Any]) -> Elements | None:
    """None if there is not exactly one article's number, with a right check digit, or a value that cannot be."""
    by_ai: dict[str, Any] = {}
    for element in elements:
        before = by_ai.setdefault(element.ai.ai, element)
        if before.value != element.value:
            return None
    gtin = by_ai.get("01")
    if gtin is None or gtin.gtin is None:
        return None
    weight = _whole(by_ai, "310", 3)
    price, currency = _price(by_ai)
    if max(weight or 0, price or 0) > _LARGEST:
        return None
    expiry = next((by_ai[ai].date for ai in ("17", "15") if ai in by_ai), None)
    batch, serial = (by_ai[ai].value if ai in by_ai else "" for ai in ("10", "21"))
    return Elements(
        gtin=gtin.value,
        weight=weight,
        price=price,
        currency=currency,
        batch=batch,
        serial=serial,
        expiry=expiry,
    )


def _whole(by_ai: dict[str, Any], family: str, decimals: int) -> int | None:
    """The value of AIs such as 3100 to 3105, in units of so many decimals; None for none, or for nothing.

    Raises ValueError for two that are not the same.
    """
    values = {
        int(element.decimal.scaleb(decimals).quantize(Decimal(1), ROUND_HALF_UP))
        for ai, element in by_ai.items()
        if ai[:3] == family and element.decimal is not None
    }
    if len(values) > 1:
        raise ValueError(family)
    return next(iter(values), 0) or None


def _price(by_ai: dict[str, Any]) -> tuple[int | None, str]:
    """What is to be paid: 392n in the shop's own currency, 393n with a currency's number."""
    own = _whole(by_ai, "392", 2)
    if own is not None:
        return own, ""
    number = next((element.value[:3] for ai, element in by_ai.items() if ai[:3] == "393"), "")
    return (_whole(by_ai, "393", 2), _CURRENCIES[number]) if number in _CURRENCIES else (None, "")
