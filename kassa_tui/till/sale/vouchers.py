"""Gift vouchers: sold for an amount, found by their code, paid with until nothing is left.

Selling one is no turnover and bears no VAT; VAT is due on what is bought with it (directive 2006/112/EC, art.
30a and 30b, multi-purpose vouchers).
"""

import re
import secrets
from collections.abc import Iterable, Mapping

from msgspec import Struct

from kassa_tui.database import row
from kassa_tui.documents import Code, Cut, Document, Feed, Logo, Row, Rule, Text
from kassa_tui.i18n import N_, words
from kassa_tui.models import Voucher
from kassa_tui.money import Money
from kassa_tui.text import DIGITS, clean
from kassa_tui.till.basket.methods import Method
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.papers.kept_papers import moment, shop_head

LETTERS = DIGITS + "ABCDEFGHJKMNPQRSTVWXY"
"""Crockford's signs without the last: 31 of them, a prime, so that the check sign finds every single slip."""

OURS = re.compile(rf"V-?([{LETTERS}]{{5}})-?([{LETTERS}]{{5}})")
LONGEST = 40


class UnknownVoucherError(TillError):
    """A code that no voucher has."""

    template = N_("There is no gift voucher {code}.")


class VoucherBalanceError(TillError):
    """More than is left on it."""

    template = N_("Gift voucher {code} has {left} left.")


class VoucherTakenError(TillError):
    """A card that was sold before."""

    template = N_("Gift voucher {code} was sold already.")


class VoucherUsedError(TillError):
    """Money back for a voucher that something was bought with."""

    template = N_("Gift voucher {code} has been used: {left} is left of it. It cannot be taken back.")


class VoucherState(Struct, frozen=True):
    """A voucher as it stands: what it was issued for, and what is left on it."""

    id: int
    code: str
    at: int
    amount: Money
    left: Money


def _check(body: str) -> str:
    """The last sign: the sum of the others by their places, so that one wrong or two swapped are found."""
    return LETTERS[sum(i * LETTERS.index(sign) for i, sign in enumerate(body, start=1)) % len(LETTERS)]


def new_code() -> str:
    """`V-7K3QM-2XPXY`: nine signs of chance, which nobody guesses, and a check sign."""
    body = "".join(secrets.choice(LETTERS) for _i in range(9))
    full = body + _check(body)
    return f"V-{full[:5]}-{full[5:]}"


def read_code(text: str) -> str:
    """A code as it was scanned or typed; one of ours in its usual form, another shop card's as it is."""
    typed = clean(text, LONGEST).upper()
    ours = OURS.fullmatch(typed.replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1"))
    return f"V-{ours[1]}-{ours[2]}" if ours else typed


def is_ours(text: str) -> bool:
    """Whether a scanned code looks like a voucher that this shop printed."""
    ours = OURS.fullmatch(text.strip().upper())
    return bool(ours) and _check((ours[1] + ours[2])[:-1]) == ours[2][-1] if ours else False


def is_spoilt(text: str) -> bool:
    """Whether a scanned code is written as a voucher that this shop printed, but was read wrong."""
    written = text.strip().upper()
    return written.startswith("V-") and bool(OURS.fullmatch(written)) and not is_ours(written)


def balance(voucher_id: int) -> int:
    """What is left, in minor units."""
    rest = row(
        "SELECT v.amount "
        "- coalesce((SELECT sum(p.amount) FROM payment p WHERE p.voucher_id = v.id AND p.amount > 0), 0) "
        "+ coalesce((SELECT sum(l.total) FROM receipt_line l WHERE l.voucher_id = v.id AND l.total < 0), 0) "
        "FROM voucher v WHERE v.id = ?",
        voucher_id,
    )
    return int(rest[0]) if rest else 0


def known(code: str) -> VoucherState | None:
    """The voucher of a code; None for none."""
    voucher = Voucher.get_or_none(Voucher.code == read_code(code))
    if voucher is None:
        return None
    left = Money(balance(voucher.id), voucher.currency)
    return VoucherState(voucher.id, voucher.code, voucher.at, Money(voucher.amount, voucher.currency), left)


def find(code: str) -> VoucherState:
    """The voucher of a code. Raises UnknownVoucherError."""
    state = known(code)
    if state is None:
        raise UnknownVoucherError(code=clean(code, 20))
    return state


def check_new(code: str) -> None:
    """Refuse to sell a card twice. Raises VoucherTakenError."""
    if code and known(code):
        raise VoucherTakenError(code=read_code(code))


def check_paying(payments: Iterable[Payment], methods: Mapping[str, Method]) -> None:
    """Refuse what vouchers cannot pay. Raises UnknownVoucherError, VoucherBalanceError."""
    asked: dict[int, int] = {}
    for payment in payments:
        method = methods.get(payment.method)
        if method is None or not method.kind.takes_code or payment.amount.minor <= 0:
            continue
        state = find(payment.reference)
        asked[state.id] = asked.get(state.id, 0) + payment.amount.minor
        if asked[state.id] > state.left.minor:
            raise VoucherBalanceError(code=state.code, left=state.left)


def check_back(line_id: int, amount: int) -> None:
    """Refuse to take back a voucher that was paid with. Raises VoucherUsedError."""
    voucher = row(
        "SELECT v.id, v.code, v.currency FROM receipt_line l JOIN voucher v ON v.id = l.voucher_id WHERE l.id = ?",
        line_id,
    )
    if voucher and balance(voucher[0]) < amount:
        raise VoucherUsedError(code=voucher[1], left=Money(balance(voucher[0]), voucher[2]))


def issue(entry: Entry, uid: str, amount: Money, code: str = "") -> int:
    """A new voucher as part of an entry; its id. Raises VoucherTakenError."""
    check_new(code)
    wanted = read_code(code) or new_code()
    return entry.insert(Voucher, uid, code=wanted, at=entry.at, currency=amount.currency, amount=amount.minor)


def paper(shop: Shop, code: str, at: int, amount: Money) -> Document:
    """The voucher itself, to give away."""
    spoken = words(shop.receipts_in)
    _ = spoken.text
    rows: list[Row] = [
        Logo(),
        *shop_head(shop, spoken),
        Text(_("Gift voucher"), align="center", bold=True, big=True),
        Feed(),
        Text(f"{shop.unit.symbol} {amount.text(spoken.language)}", align="center", bold=True, big=True),
        Feed(),
        Text(code, align="center", bold=True),
        Code(code),
        Text(moment(shop, spoken, at), align="center"),
        Rule(),
        Text(_("Paid in parts, what is left stays on it."), align="center"),
        Cut(),
    ]
    return Document(f"{_('Gift voucher')} {code}", tuple(rows))
