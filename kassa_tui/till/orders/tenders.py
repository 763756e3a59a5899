"""Which payment still holds what of an order's deposits. Hand-overs use up the oldest first, within each rate.

All amounts are minor units. What goes back falls off what stands on account first, then the newest payment, cash last.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import replace as copy

from msgspec import Struct

from kassa_tui.database import rows
from kassa_tui.records import records
from kassa_tui.till.basket import methods, tenders_left
from kassa_tui.till.basket.methods import Method
from kassa_tui.till.basket.tax import RateKey
from kassa_tui.till.ledger import counters, office_register
from kassa_tui.till.orders.stored_lines import BORE, DEPOSITS

_OF_ORDER = "SELECT id FROM receipt WHERE order_id = ? AND kind IN ('deposit', 'settlement', 'refund')"

Place = tuple[str, str]
"""A register and a payment method: who gives back."""


class _Said(Struct, frozen=True):
    """What a receipt says of a rate: paid by a method, or used at the hand-over (no method)."""

    receipt: int
    kind: str
    register: str
    method: str
    key: RateKey
    gross: int


class _StoredPart(Struct, frozen=True):
    """What a payment's VAT rows say of a rate."""

    receipt: int
    kind: str
    register: str
    method: str
    tax_code: str
    rate: int
    gross: int


@dataclass(slots=True)
class Piece:
    """What is left of a payment, of one rate: `gross` settled, in `coins` what lies in the drawer for it."""

    receipt: int
    register: str
    method: str
    key: RateKey
    gross: int
    coins: int

    @property
    def place(self) -> Place:
        """Who holds it."""
        return self.register, self.method

    def take(self, gross: int) -> "Piece":
        """Split so much off."""
        coins = min(self.coins, gross) if gross < self.gross else self.coins
        taken = copy(self, gross=gross, coins=coins)
        self.gross -= gross
        self.coins -= coins
        return taken


def _paid(order_id: int) -> Iterator[_Said]:
    """Payments of deposits, with what was put right of them afterwards, and what went back."""
    for stored in records(
        _StoredPart,
        "SELECT o.id receipt, o.kind, o.register, t.method, t.tax_code, t.rate, sum(t.gross) gross FROM payment_tax t "
        "JOIN receipt r ON r.id = t.receipt_id JOIN receipt o ON o.id = coalesce(r.corrects_id, r.id) "
        f"WHERE o.id IN ({_OF_ORDER}) GROUP BY o.id, t.method, t.tax_code, t.rate ORDER BY o.id, min(t.id)",
        order_id,
    ):
        key = (stored.tax_code, stored.rate)
        yield _Said(stored.receipt, stored.kind, stored.register, stored.method, key, stored.gross)


def _used(order_id: int) -> Iterator[_Said]:
    for receipt, register, code, rate, gross in rows(
        f"SELECT r.id, r.register, l.tax_code, {BORE} bore, -sum(l.total) FROM receipt_line l "
        f"JOIN receipt r ON r.id = l.receipt_id WHERE r.order_id = ? AND r.kind = 'sale' AND l.kind IN ({DEPOSITS}) "
        "GROUP BY r.id, l.tax_code, bore",
        order_id,
    ):
        yield _Said(receipt, "sale", register, "", (code, rate), gross)


def _on_account(order_id: int, by_code: Mapping[str, Method]) -> list[_Said]:
    """What hand-overs put on account, for goods that deposits of other rates did not pay."""
    owed = rows(
        "SELECT coalesce(r.corrects_id, r.id), o.register, p.method, sum(p.amount) FROM payment p "
        "JOIN receipt r ON r.id = p.receipt_id JOIN receipt o ON o.id = coalesce(r.corrects_id, r.id) "
        "WHERE o.order_id = ? AND o.kind = 'sale' GROUP BY o.id, p.method ORDER BY o.id",
        order_id,
    )
    return [
        _Said(receipt, "sale", register, method, ("", 0), amount)
        for receipt, register, method, amount in owed
        if by_code[method].kind.makes_invoice
    ]


def _rounding(order_id: int) -> dict[tuple[int, str], int]:
    """What each receipt's tender moved in coins beyond what it settled."""
    rounded = rows(
        "SELECT coalesce(r.corrects_id, r.id) root, p.method, sum(p.rounding) FROM payment p "
        f"JOIN receipt r ON r.id = p.receipt_id WHERE root IN ({_OF_ORDER}) GROUP BY root, p.method",
        order_id,
    )
    return {(receipt, method): rounding for receipt, method, rounding in rounded}


class _Pieces:
    """The pieces that are left, oldest first, while an order's receipts are read one after the other."""

    def __init__(self, by_code: Mapping[str, Method], rounding: dict[tuple[int, str], int]) -> None:
        self.pieces: list[Piece] = []
        self._by_code = by_code
        self._rounding = rounding

    def read(self, said: _Said) -> None:
        """One thing that a receipt says."""
        if said.kind == "sale":
            self._use(said)
        elif said.gross > 0:
            self._pay(said)
        elif said.gross < 0:
            self._give_back(said)
        self._tidy()

    def owe(self, owed: Iterable[_Said]) -> None:
        """What goods owe falls before money goes back: as if the oldest payments had paid those goods."""
        for said in owed:
            left = max(0, said.gross)
            for piece in [each for each in self.pieces if not self._by_code[each.method].kind.makes_invoice]:
                part = piece.take(min(left, piece.gross))
                left -= part.gross
                self.pieces.append(copy(part, receipt=said.receipt, register=said.register, method=said.method))
        self._tidy()

    def _tidy(self) -> None:
        self.pieces = sorted((piece for piece in self.pieces if piece.gross), key=lambda piece: piece.receipt)

    def _pay(self, said: _Said) -> None:
        rounding = self._rounding.pop((said.receipt, said.method), 0)
        # A bank transfer goes back at the office, wherever it was booked.
        office = self._by_code[said.method].kind.arrives
        register = counters.current(office_register.REGISTER if office else said.register)
        piece = Piece(said.receipt, register, said.method, said.key, said.gross, said.gross + rounding)
        self.pieces.append(piece)

    def _use(self, said: _Said) -> None:
        left = said.gross
        for piece in [each for each in self.pieces if each.key == said.key]:
            left -= piece.take(min(left, piece.gross)).gross

    def _give_back(self, said: _Said) -> None:
        """The newest of its own of the rate; of another's, in exchange for its own of another rate."""
        newest = list(reversed(self.pieces))
        left = self._drop(newest, said, -said.gross)
        for other in [piece for piece in newest if piece.key == said.key and piece.gross]:
            gone = other.take(min(left, other.gross))
            left -= gone.gross
            self._exchange(newest, said.method, gone)
        rounding = self._rounding.pop((said.receipt, said.method), 0)
        for piece in (each for each in newest if each.method == said.method and each.gross):
            piece.coins += rounding
            break

    @staticmethod
    def _drop(newest: Iterable[Piece], said: _Said, left: int) -> int:
        own = [piece for piece in newest if piece.method == said.method and piece.key == said.key]
        for piece in sorted(own, key=lambda each: each.register != said.register):
            left -= piece.take(min(left, piece.gross)).gross
        return left

    def _exchange(self, newest: Iterable[Piece], method: str, gone: Piece) -> None:
        left = gone.gross
        for piece in [each for each in newest if each.method == method and each.key != gone.key and each.gross]:
            given = piece.take(min(left, piece.gross))
            left -= given.gross
            part = gone.take(min(given.gross, gone.gross))
            self.pieces.append(copy(part, key=given.key))


def _relabelled(pieces: list[Piece], left: Mapping[str, int]) -> list[Piece]:
    """Goods that deposits paid may have come back, and their money with them: no method holds more than is `left`."""
    held: dict[str, int] = {}
    for piece in pieces:
        held[piece.method] = held.get(piece.method, 0) + piece.gross
    room = {method: most - held.get(method, 0) for method, most in left.items()}
    changed: list[Piece] = []
    for piece in pieces:
        for method in room:
            over = min(-room.get(piece.method, 0), piece.gross)
            if over > 0 and room[method] > 0:
                part = piece.take(min(over, room[method]))
                room[method] -= part.gross
                room[piece.method] += part.gross
                changed.append(copy(part, method=method, coins=part.gross))
    return [piece for piece in [*pieces, *changed] if piece.gross]


def held(order_id: int) -> list[Piece]:
    """What is left of each payment, as it goes back: from account first, then the newest, cash last."""
    by_code = methods.every()
    pieces = _Pieces(by_code, _rounding(order_id))
    for said in sorted([*_paid(order_id), *_used(order_id)], key=lambda each: each.receipt):
        pieces.read(said)
    pieces.owe(_on_account(order_id, by_code))

    def turn(piece: Piece) -> tuple[bool, bool, int]:
        kind = by_code[piece.method].kind
        return kind.rounds, not kind.makes_invoice, -piece.receipt

    return sorted(_relabelled(pieces.pieces, tenders_left.of_order(order_id)), key=turn)


Split = dict[Place, dict[RateKey, int]]
"""How much of each rate each place gives back."""


def _amounts(pieces: Iterable[Piece], most: int) -> dict[Place, int]:
    amounts: dict[Place, int] = {}
    for piece in pieces:
        part = min(most, piece.gross)
        if part:
            amounts[piece.place] = amounts.get(piece.place, 0) + part
            most -= part
    return amounts


def _fill(split: Split, place: Place, key: RateKey, gross: int) -> int:
    if gross > 0:
        split[place][key] = split[place].get(key, 0) + gross
    return max(gross, 0)


def shared(pieces: list[Piece], wanted: Mapping[RateKey, int]) -> Split:
    """Who gives back how much of what is `wanted` of each rate; less where the pieces do not reach.

    Each place gives of the rates that it was paid for, as far as those go back, else of others.
    """
    amounts = _amounts(pieces, sum(wanted.values()))
    split: Split = {place: {} for place in amounts}
    need = dict(wanted)
    for piece in pieces:
        if piece.place in amounts:
            most = min(piece.gross, amounts[piece.place], need.get(piece.key, 0))
            part = _fill(split, piece.place, piece.key, most)
            amounts[piece.place] -= part
            if part:
                need[piece.key] -= part
    for place in amounts:
        for key in need:
            part = _fill(split, place, key, min(amounts[place], need[key]))
            amounts[place] -= part
            need[key] -= part
    return split
