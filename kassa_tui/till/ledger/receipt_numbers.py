"""Numbers of receipts: a register and a count, `K1-000123` on paper, and back from what is typed or scanned."""

from kassa_tui.text import is_digits
from kassa_tui.till.ledger import counters

LONGEST = 15
"""Digits that a typed number may have; a longer one is another code, and no number that the database has."""

_IN_CODES = range(6, 13)
"""Digits of the number in a code that counts as a receipt's."""


def number_text(register: str, number: int) -> str:
    """The number as it is printed: `K1-000123`."""
    return f"{register}-{number:06d}"


def _parts(text: str) -> tuple[str, str] | None:
    """The register and the digits, of any length; None for another text."""
    register, dash, digits = text.strip().upper().partition("-")
    return (register, digits) if dash and is_digits(digits) else None


def read_number(text: str) -> tuple[str, int] | None:
    """Register and number of a text that was printed, scanned or typed, with or without its zeros; None for another."""
    parts = _parts(text)
    if parts is None or len(parts[1]) > LONGEST:
        return None
    return parts[0], int(parts[1])


def read_code(code: str) -> str | None:
    """The number that a scanned code stands for, as it is printed; None for another code.

    Codes of other things may begin alike, so it needs a register, and as many digits as are printed.
    """
    parts = _parts(code)
    if parts is None or not parts[0] or len(parts[1]) not in _IN_CODES:
        return None
    return number_text(parts[0], int(parts[1]))


def is_number(text: str, register: str) -> bool:
    """Whether a text has the shape of a number, also while it is being typed: of this register, or a whole code."""
    parts = _parts(text)
    own = parts is not None and parts[0] in counters.codes(register)
    return is_digits(text) or own or read_code(text) is not None


def with_register(text: str, register: str) -> str:
    """What was typed as a number, with the register that digits alone are meant for; its zeros stay as they are."""
    return f"{register}-{text}" if is_digits(text) else text.upper()
