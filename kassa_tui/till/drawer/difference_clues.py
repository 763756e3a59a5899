"""Where a difference may come from: events of the session that would explain it to the cent.

A till cannot know what happened at the counter. It can find what is recorded and fits; each clue says so and
names its event. Nothing here changes anything.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct

from kassa_tui.database import rows, words_sql
from kassa_tui.i18n import N_
from kassa_tui.models import Session
from kassa_tui.records import records
from kassa_tui.till.basket.kinds import KINDS
from kassa_tui.till.drawer import withdrawals
from kassa_tui.till.drawer.counting import Pieces
from kassa_tui.till.ledger.receipt_numbers import number_text

SEVERAL = 2
"""So many events of one cause are named; the newest, as people remember those."""


class Event(Struct, frozen=True):
    """Something that moved cash, or might have: `amount` minor units as recorded, of its sign.

    `cash` says whether it is in the drawer's ledger; `receipt` is a number as printed, empty for a movement;
    `typed` whether a person typed the amount.
    """

    id: int
    at: int
    person: str
    amount: int
    cash: bool = True
    receipt: str = ""
    typed: bool = False


class Facts(Struct, frozen=True):
    """What a session has that may explain a difference; all in minor units.

    `out` are temporary withdrawals with what is still out; `counted` is the typed sum, None when it was counted
    by pieces.
    """

    events: tuple[Event, ...] = ()
    out: tuple[Event, ...] = ()
    opening: int = 0
    rounding: int = 0
    expected: int = 0
    counted: int | None = None
    pieces: tuple[int, ...] = ()


class Clue(Struct, frozen=True):
    """One thing that fits. `text` is a sentence to translate; `event` None where there is nothing to look at."""

    kind: str
    text: str
    amount: int
    event: Event | None = None


def _swaps(amount: int) -> Iterator[int]:
    """The amounts that are typed when two digits beside each other change places."""
    digits = str(abs(amount))
    sign = -1 if amount < 0 else 1
    for i in range(len(digits) - 1):
        if digits[i] != digits[i + 1]:
            yield sign * int(f"{digits[:i]}{digits[i + 1]}{digits[i]}{digits[i + 2 :]}")


def _withdrawals(facts: Facts, difference: int) -> Iterator[Clue]:
    for event in facts.out:
        if event.amount == difference:
            yield Clue("withdrawal", N_("Is this withdrawal back?"), difference, event)
    if len(facts.out) > 1 and sum(event.amount for event in facts.out) == difference:
        yield Clue("withdrawal", N_("Are all withdrawals back?"), difference)


def _other_tender(facts: Facts, difference: int) -> Iterator[Clue]:
    for event in facts.events:
        if event.receipt and event.cash and event.amount == -difference:
            yield Clue("tender", N_("Was it paid by card?"), event.amount, event)
        if event.receipt and not event.cash and event.amount == difference:
            yield Clue("tender", N_("Was it paid in cash?"), event.amount, event)


def _not_done(facts: Facts, difference: int) -> Iterator[Clue]:
    for event in facts.events:
        if not event.receipt and event.amount == -difference:
            yield Clue("undone", N_("Was the money really moved?"), event.amount, event)


def _twice(facts: Facts, difference: int) -> Iterator[Clue]:
    for event in facts.events:
        if event.cash and event.amount == difference:
            yield Clue("twice", N_("Did it happen twice?"), event.amount, event)


def _wrong_sign(facts: Facts, difference: int) -> Iterator[Clue]:
    for event in facts.events:
        if event.cash and -2 * event.amount == difference:
            yield Clue("sign", N_("In instead of out?"), event.amount, event)


def _swapped(facts: Facts, difference: int) -> Iterator[Clue]:
    """Two digits changed places in something typed: the difference is then a multiple of nine."""
    if difference % 9:
        return
    if facts.counted is not None and facts.expected in _swaps(facts.counted):
        yield Clue("digits", N_("Count: two digits swapped?"), facts.counted)
    if any(other - facts.opening == difference for other in _swaps(facts.opening)):
        yield Clue("digits", N_("Start: two digits swapped?"), facts.opening)
    for event in facts.events:
        if event.typed and any(other - event.amount == difference for other in _swaps(event.amount)):
            yield Clue("digits", N_("Two digits swapped?"), event.amount, event)


def _rounding(facts: Facts, difference: int) -> Iterator[Clue]:
    if facts.rounding and facts.rounding == -difference:
        yield Clue("rounding", N_("As much as all rounding"), facts.rounding)


def _one_piece(facts: Facts, difference: int) -> Iterator[Clue]:
    if abs(difference) in facts.pieces:
        yield Clue("piece", N_("One note or coin: count again"), abs(difference))


def clues(facts: Facts, difference: int) -> list[Clue]:
    """What fits `difference` (counted - expected, minor units), the likeliest first; empty for nothing that does."""
    if not difference:
        return []
    causes = (_withdrawals, _other_tender, _not_done, _wrong_sign, _swapped, _one_piece, _rounding, _twice)
    found = [_newest(cause(facts, difference)) for cause in causes]
    return list(chain(*(each[:1] for each in found), *(each[1:] for each in found)))


def _newest(found: Iterable[Clue]) -> list[Clue]:
    return sorted(found, key=lambda clue: -(clue.event.at if clue.event else 0))[:SEVERAL]


# --- Reading --------------------------------------------------------------------------------------

_IN_DRAWER = words_sql(kind.code for kind in KINDS if kind.in_drawer)
_PAYMENTS = f"""
SELECT r.id, r.at, p.name person, t.amount, m.kind IN ({_IN_DRAWER}) cash, r.register, r.number
FROM payment t JOIN receipt r ON r.id = t.receipt_id JOIN person p ON p.id = r.person_id
JOIN payment_method m ON m.code = t.method
WHERE r.session_id = ? AND t.amount != 0 AND r.training = 0
"""
_MOVES = """
SELECT e.id, e.at, p.name, e.amount FROM drawer_event e JOIN person p ON p.id = e.person_id
WHERE e.session_id = ? AND e.kind IN ('added', 'removed', 'returned')
"""


class _Paid(Struct, frozen=True):
    """A payment of the session; `id` and `number` are the receipt's."""

    id: int
    at: int
    person: str
    amount: int
    cash: bool
    register: str
    number: int


def read(session_id: int, expected: int, counted: int, pieces: Pieces, in_use: Sequence[int]) -> Facts:
    """The facts of a session that was just counted; `in_use` are the values of the notes and coins of the day."""
    row: Session = Session.get_by_id(session_id)
    payments = (
        Event(paid.id, paid.at, paid.person, paid.amount, paid.cash, number_text(paid.register, paid.number))
        for paid in records(_Paid, _PAYMENTS, row.id)
    )
    moved = (Event(event, at, person, amount, typed=True) for event, at, person, amount in rows(_MOVES, row.id))
    rounded = "SELECT coalesce(sum(rounding), 0) FROM receipt WHERE session_id = ? AND training = 0"
    rounding = rows(rounded, row.id)[0][0]
    out = tuple(
        Event(each.id, each.at, each.person, each.rest.minor) for each in withdrawals.still_out(row.id, row.currency)
    )
    return Facts(
        events=(*payments, *moved),
        out=out,
        opening=row.opening_amount,
        rounding=int(rounding),
        expected=expected,
        counted=None if pieces else counted,
        pieces=tuple(in_use) if pieces else (),
    )
