"""Quantities and discounts as people type them, at the counter, in forms and in files: nothing is guessed."""

from kassa_tui.i18n import N_, Language
from kassa_tui.money import Currency, Money, parse
from kassa_tui.text import is_digits
from kassa_tui.till.basket.lines import MOST, ONE, PERCENT
from kassa_tui.till.ledger.errors import TillError


class NotAQuantityError(TillError):
    """Something that is no quantity."""

    template = N_('"{text}" is not a quantity.')


class NotADiscountError(TillError):
    """Something that is neither a percentage nor an amount."""

    template = N_('"{text}" is no discount. Type 10% or 2,50.')


class NotAPercentageError(TillError):
    """Something that is no percentage."""

    template = N_('"{text}" is no percentage. Type 21 or 5,5.')


def _scaled(text: str, decimals: int) -> int | None:
    """A number without a sign in units of its last decimal; None for anything else."""
    whole, mark, part = text.strip().replace(",", ".").partition(".")
    digits = whole + part
    if not is_digits(digits) or len(part) > decimals or (mark and not part):
        return None
    return int((whole or "0") + part.ljust(decimals, "0"))


def read_quantity(text: str) -> int:
    """A quantity in thousandths: `3`, `0,412`, `0.412`. Raises NotAQuantityError."""
    quantity = _scaled(text, len(str(ONE)) - 1)
    if quantity is None or not 0 < quantity <= MOST:
        raise NotAQuantityError(text=text[:20])
    return quantity


def read_discount(text: str, unit: Currency, language: Language) -> tuple[int, Money | None]:
    """`10%` in basis points, or an amount; nothing for no text. Raises NotADiscountError, AmountError."""
    stripped = text.strip()
    if not stripped:
        return 0, None
    if not stripped.endswith("%"):
        return 0, parse(stripped, unit, language)
    points = _scaled(stripped[:-1], 2)
    if points is None or points > PERCENT:
        raise NotADiscountError(text=text[:20])
    return points, None


def read_percent(text: str) -> int:
    """`21`, `21%` or `5,5` in basis points, 100 percent at most. Raises NotAPercentageError."""
    points = _scaled(text.strip().removesuffix("%"), 2)
    if points is None or points > PERCENT:
        raise NotAPercentageError(text=text[:20])
    return points
