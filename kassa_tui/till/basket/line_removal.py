"""Taking something off a receipt before it is paid: a role may do so up to a limit, each time."""

from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.permissions import REMOVE_LINE
from kassa_tui.till.ledger.recording import checked, refused


def _required(desk: Desk, amount: int) -> Desk:
    require(desk, REMOVE_LINE, amount)
    return desk


def check(desk: Desk, amount: int) -> Desk:
    """The desk that may take off so many minor units, with its approver if it needs one. Raises NotAllowedError."""
    return checked(desk, _required, amount)


def required(desk: Desk, amount: int) -> Desk:
    """The same for what is being recorded: a refusal is journalled. Raises NotAllowedError."""
    try:
        return check(desk, amount)
    except NotAllowedError as refusal:
        refused(desk, refusal)
        raise
