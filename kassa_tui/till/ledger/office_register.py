"""The office as a register of its own: without a drawer, with its own numbers, a session for each business day.

What is paid there never opens, fills or numbers the counter's session.
"""

from msgspec.structs import replace

from kassa_tui.database import row, rows, writing
from kassa_tui.i18n import N_
from kassa_tui.models import Register
from kassa_tui.till.ledger import counters, journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.permissions import WORK_IN_OFFICE
from kassa_tui.till.ledger.recording import recorder

REGISTER = "B1"
NAME = N_("Office")


@recorder(WORK_IN_OFFICE)
def enter(desk: Desk) -> None:
    """Somebody opens the office from elsewhere. Raises NotAllowedError."""
    journal.note(desk, "office.entered", {"name": desk.person.name})


def is_office(register: str) -> bool:
    """Whether a register is the office's own."""
    return counters.first(register) == REGISTER


def tracks_cash(register: str) -> bool:
    """Whether a register has a drawer at all."""
    return not is_office(register)


def desk_of(desk: Desk) -> Desk:
    """The same person at the office's register, which is made when it is first needed."""
    if row("SELECT 1 FROM register WHERE code = ?", REGISTER) is None:
        with writing():
            at = desk.clock()
            Register.insert(
                code=REGISTER, location=desk.location, name=NAME, serial=journal.new_uid(at)[-12:], created_at=at
            ).execute()
    return replace(desk, register=counters.current(REGISTER))


def counter_register(desk: Desk) -> str:
    """The register whose printer does what the office asks for: the first that is not the office's own."""
    if not is_office(desk.register):
        return desk.register
    others = (code for (code,) in rows("SELECT code FROM register ORDER BY created_at, code") if not is_office(code))
    return counters.current(next(others, desk.register))
