"""Cash counted by its notes and coins: what is stored beside the sum."""

from collections.abc import Mapping
from types import MappingProxyType

from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import canonical

Pieces = Mapping[int, int]
"""How many of each note or coin, by its value in minor units; empty when only a sum was typed."""

NO_PIECES: Pieces = MappingProxyType({})

COUNTED, ASSUMED, NONE = "counted", "assumed", "none"
"""How a figure came about."""

BASIS_WORDS = {COUNTED: N_("counted"), ASSUMED: N_("assumed"), NONE: N_("not counted")}
"""What stands in the place of a count that nobody made; a word of its own for each way."""


class CountError(TillError):
    """Pieces that do not make the sum."""

    template = N_("The notes and coins make {sum}, not {amount}.")


def worth(pieces: Pieces) -> int:
    """What the pieces make, in minor units."""
    return sum(minor * count for minor, count in pieces.items())


def check_out(out: Pieces, counted: Pieces, taken: Money) -> None:
    """What goes out was counted, and makes what is taken; nothing is known of it when `out` is empty.

    Raises CountError otherwise.
    """
    if out and (worth(out) != taken.minor or any(not 0 <= n <= counted.get(minor, 0) for minor, n in out.items())):
        raise CountError(sum=Money(worth(out), taken.currency), amount=taken)


def detail(pieces: Pieces, amount: Money) -> str:
    """The pieces as canonical JSON. Raises CountError unless they make the amount."""
    if pieces and (worth(pieces) != amount.minor or min(pieces.values()) < 0):
        raise CountError(sum=Money(worth(pieces), amount.currency), amount=amount)
    return canonical({str(minor): count for minor, count in pieces.items() if count})
