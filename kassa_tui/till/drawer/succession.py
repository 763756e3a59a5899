"""A counter goes on under another code where more of its history is known than its database holds.

Nothing may be given a number twice, and no series may have a gap: what is missing keeps its numbers under the old
code, where nothing is written any more, and the counter goes on in a chain and a series of its own, which begin at 1.
The first entry of that chain names the old one with both ends: as it is known, and as it is held here.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count, product
from string import ascii_uppercase

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import bound, marks, row, rows
from kassa_tui.i18n import N_
from kassa_tui.models import Register, Session, Succession, SuccessionAnswer
from kassa_tui.till.drawer import automatic_sessions, closing, sessions
from kassa_tui.till.drawer.closing import Cash, CloseForm
from kassa_tui.till.ledger import counters, journal, notes, office_register
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import ANSWER_MISSING
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop

LONGEST_CODE = 6
"""Letters and digits of a register's code, as the settings take them."""

KIND = "register.succeeded"

ANSWERS = {
    "restored": N_("An older copy was put back on purpose"),
    "lost": N_("They are lost"),
}
"""What may have become of what is missing."""


class NothingMissingError(TillError):
    """An answer to nothing that was asked."""

    template = N_("Nothing is asked about: the answer was given already.")


class Known(Struct, frozen=True):
    """The newest that is known of a register, whatever its database holds: journal entry and receipt, 0 for none.

    `counter` is the code that its counter began with (`counters.first`), itself where it is empty.
    """

    register: str
    number: int
    hash: str
    receipt: int = 0
    counter: str = ""

    @property
    def first(self) -> str:
        """The code that its counter began with."""
        return self.counter or counters.first(self.register)


class Missing(Struct, frozen=True):
    """What a database does not hold of a register: both ends, and the code under which its counter went on."""

    register: str
    code: str
    known_number: int
    known_receipt: int
    held_number: int
    held_receipt: int

    @property
    def receipts(self) -> int:
        """How many are missing."""
        return max(self.known_receipt - self.held_receipt, 0)

    @property
    def entries(self) -> int:
        """How many entries of the journal are missing."""
        return max(self.known_number - self.held_number, 0)


class Question(Struct, frozen=True):
    """What nobody has answered yet: what is missing, since when that is known (UTC milliseconds), and who went on.

    Nobody has said who it is where the register asks how to go on: `person` is who was the first at it afterwards.
    """

    missing: tuple[Missing, ...]
    at: int
    person: str


# --- What is missing ---


def held(register: str) -> Known:
    """The newest that this database has of a register."""
    number, hashed, _at = journal.head(register)
    last = row("SELECT max(number) FROM receipt WHERE register = ?", register)
    return Known(register, number, hashed, (last and last[0]) or 0, counters.first(register))


def is_told(known: Known) -> bool:
    """Whether the journal holds this, or names it as what is missing."""
    if known.number == 0 and known.receipt == 0:
        return True
    has = row("SELECT hash FROM journal WHERE register = ? AND number = ?", known.register, known.number)
    if has is not None and has[0] == known.hash:
        return True
    named = row(
        "SELECT 1 FROM succession WHERE old = ? AND (known_number > ? OR known_number = ? AND known_hash = ?)",
        *(known.register, known.number, known.number, known.hash),
    )
    return named is not None


def short(known: Iterable[Known]) -> tuple[Known, ...]:
    """Those of which this database holds less than is known, and does not say so."""
    return tuple(each for each in known if not is_told(each))


# --- Going on ---


def next_code(began: str, taken: Collection[str]) -> str:
    """The first code for a counter that nobody has: K1A, K1B ... K1Z, K1AA; of a long one the end gives way."""
    for letters in count(1):
        for ending in product(ascii_uppercase, repeat=letters):
            code = began[: LONGEST_CODE - letters] + "".join(ending)
            if code not in taken:
                return code
    raise AssertionError(began)


@recorder()
def succeed(desk: Desk, known: Sequence[Known]) -> str:
    """Let each counter go on of which less is held here than is `known`; the code under which the desk's sells now.

    `known` is everything that is known of any register of this shop: no code in it is taken again. Whoever sells may
    do it. Nothing is written where all of it is told already.
    """
    missing = short(known)
    for began in sorted({each.first for each in missing}):
        of_counter = tuple(each for each in missing if each.first == began)
        _go_on(desk, began, of_counter, {each.register for each in known})
    return counters.current(desk.register)


def _go_on(desk: Desk, began: str, missing: tuple[Known, ...], taken: set[str]) -> None:
    short_codes = [known.register for known in missing]
    for code in (began, *short_codes):
        _ensure_register(desk, code, began)
    past = counters.current(began)
    if all(code != past and _successor(code) for code in short_codes):
        _name(_at(desk, past), began, missing)
        return
    if past not in short_codes:
        missing = (*missing, held(past))
    taken |= {code for (code,) in rows("SELECT code FROM register")}
    new = next_code(began, taken)
    _make_register(desk, new, past)
    opened = sessions.open_row(past)
    acting = _at(desk, new)
    _name(acting, began, missing)
    _take_along(past, new)
    if opened is not None:
        _close_as_assumed(acting, opened)
        automatic_sessions.ensure(acting, read_shop())


def _successor(register: str) -> bool:
    return row("SELECT 1 FROM succession WHERE old = ?", register) is not None


def _at(desk: Desk, register: str) -> Desk:
    location = row("SELECT location FROM register WHERE code = ?", register)
    return replace(desk, register=register, location=location[0] if location else desk.location)


def _ensure_register(desk: Desk, code: str, began: str) -> None:
    """A row for a code that is known, and that this database never had."""
    if row("SELECT 1 FROM register WHERE code = ?", code) is None:
        _make_register(desk, code, began)


def _make_register(desk: Desk, code: str, like: str) -> None:
    """A register where another one is, made after it whatever the clock says."""
    found = row("SELECT location, name, created_at FROM register WHERE code = ?", like)
    name = office_register.NAME if office_register.is_office(code) else code
    location, name, created = found or (desk.location, name, 0)
    at = desk.clock()
    Register.insert(
        code=code, location=location, name=name, serial=journal.new_uid(at)[-12:], created_at=max(at, created + 1)
    ).execute()


def _name(acting: Desk, began: str, missing: Iterable[Known]) -> None:
    """The entry that names what the counter goes on from."""
    with journal.entry(acting, KIND) as entry:
        for known in missing:
            here = held(known.register)
            entry.insert(
                Succession,
                journal.new_uid(entry.at),
                old=known.register,
                first=began,
                at=entry.at,
                person_id=acting.person.id,
                known_number=known.number,
                known_hash=known.hash,
                known_receipt=max(known.receipt, here.receipt),
                held_number=here.number,
                held_hash=here.hash,
                held_receipt=here.receipt,
            )


def _take_along(old: str, new: str) -> None:
    """What is at hand goes on: drafts, parked baskets, papers that wait, PINs that wait."""
    for table in ("draft", "parked", "print_job"):
        bound().execute_sql(f'UPDATE "{table}" SET register = ? WHERE register = ?', (new, old))
    bound().execute_sql("UPDATE attempt SET scope = ? WHERE scope = ?", (f"register {new}", f"register {old}"))


def _close_as_assumed(acting: Desk, opened: Session) -> None:
    """Nobody counts: what should be in the drawer stays there."""
    if not opened.tracked:
        closing.close_untracked(acting, opened)
        return
    expected = closing.expected_cash(opened.id)
    stays = max(expected, 0)
    closing.finish(acting, opened, CloseForm(opened.id), Cash(expected, stays, "assumed", stays, 0))


# --- The owner's answer ---


class _Open(Struct, frozen=True):
    id: int
    register: str
    entry: int
    old: str
    at: int
    person: str
    known_number: int
    known_receipt: int
    held_number: int
    held_receipt: int


_WAITS = "LEFT JOIN succession_answer a ON a.succession_id = s.id WHERE a.id IS NULL AND s.known_hash <> s.held_hash"


def is_asked() -> bool:
    """Whether anything is asked of the owner; what it is says `open_question`."""
    return row(f"SELECT 1 FROM succession s {_WAITS} LIMIT 1") is not None


def _unanswered() -> Iterator[_Open]:
    for columns in rows(
        "SELECT s.id, s.register, s.entry, s.old, s.at, p.name, s.known_number, s.known_receipt, s.held_number, "
        f"s.held_receipt FROM succession s JOIN person p ON p.id = s.person_id {_WAITS} ORDER BY s.id"
    ):
        yield _Open(*columns)


def _first_there(waiting: Sequence[_Open]) -> str:
    """Who was the first at one of the counters since they went on; whoever went on where nobody has said a name."""
    registers = [each.register for each in waiting]
    came = row(
        "SELECT p.name FROM journal j JOIN person p ON p.id = j.person_id "
        "WHERE j.id > (SELECT id FROM journal WHERE register = ? AND number = ?) "
        f"AND j.register IN ({marks(registers)}) AND j.kind = 'person.signed_in' ORDER BY j.id LIMIT 1",
        *(waiting[0].register, waiting[0].entry, *registers),
    )
    return str(came[0]) if came else waiting[0].person


def open_question() -> Question | None:
    """What is asked of the owner until somebody answers; None for nothing."""
    waiting = [*_unanswered()]
    if not waiting:
        return None
    missing = tuple(
        Missing(each.old, each.register, each.known_number, each.known_receipt, each.held_number, each.held_receipt)
        for each in waiting
    )
    return Question(missing, waiting[0].at, _first_there(waiting))


@recorder(ANSWER_MISSING)
def answer(desk: Desk, became: str, note: str = "") -> None:
    """Say what became of what is missing: a word of `ANSWERS`, and a note. Raises NothingMissingError.

    Raises NotAllowedError for whoever is no owner, ValueError for another word.
    """
    if became not in ANSWERS:
        raise ValueError(became)
    waiting = [*_unanswered()]
    if not waiting:
        raise NothingMissingError
    with journal.entry(desk, "register.answered") as entry:
        for unanswered in waiting:
            entry.insert(
                SuccessionAnswer,
                journal.new_uid(entry.at),
                succession_id=unanswered.id,
                at=entry.at,
                person_id=desk.person.id,
                answer=became,
                note=notes.cleaned(note),
            )
