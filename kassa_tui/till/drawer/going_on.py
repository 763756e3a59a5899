"""What the counters of a shop do when more was known of them than its database holds: they go on under other codes."""

from collections.abc import Iterable, Sequence

from kassa_tui.database import rows
from kassa_tui.till.anchor import anchors
from kassa_tui.till.anchor.ends import End
from kassa_tui.till.drawer import succession
from kassa_tui.till.drawer.succession import Known
from kassa_tui.till.ledger import counters
from kassa_tui.till.ledger.desk import Desk


def _known(ends: Iterable[End]) -> tuple[Known, ...]:
    return tuple(Known(end.register, end.number, end.hash, end.receipt, end.counter) for end in ends)


def next_code(register: str, ends: Iterable[End]) -> str:
    """The code under which a register's counter would go on."""
    taken = {code for (code,) in rows("SELECT code FROM register")} | {end.register for end in ends}
    return succession.next_code(counters.first(register), taken)


def go_on(desk: Desk, ends: Sequence[End]) -> str:
    """Let each counter go on of which less is here than the ends; the code under which the desk's sells now."""
    with anchors.going_on():
        return succession.succeed(desk, _known(ends))
