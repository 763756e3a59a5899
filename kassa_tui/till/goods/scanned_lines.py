"""Which line a scanned article means, where lines are scanned that were sold or ordered before."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.till.basket.lines import UNKNOWN_LOT, Lot
from kassa_tui.till.goods.article_codes import LabelCode, Named
from kassa_tui.till.ledger.errors import TillError


class NoSuchLineError(TillError):
    """A label of another weight or price than any line of its article."""

    template = N_("{name}: no line here has the weight or price of this label.")


class Scannable(Struct, frozen=True):
    """A line: quantities in thousandths, `amount` before its discount and `total` after it, in minor units.

    `room` is how much of it can be counted still.
    """

    product_id: int | None
    unit: str
    quantity: int
    price: Money
    amount: int
    total: int
    room: int
    lot: Lot = UNKNOWN_LOT

    @property
    def worth(self) -> tuple[int, Fraction]:
        """What makes it the same to everybody as another line: what is weighed goes whole, pieces one by one."""
        if self.unit == "piece":
            return 0, Fraction(self.total, self.quantity or 1)
        return self.quantity, Fraction(self.total)

    def costs(self, price: Money) -> bool:
        """Whether a label with that price is on it: on each piece, or on all that was weighed."""
        return self.price == price if self.unit == "piece" else self.amount == price.minor


def candidates(code: Named, lines: Sequence[Scannable]) -> list[int]:
    """The places of the lines that a code can mean: one of each worth, with room if any has; none of another article.

    A weight or price is that of the line, and a known lot comes first. Raises NoSuchLineError.
    """
    of_article = [n for n, line in enumerate(lines) if line.product_id == code.article.id]
    places = _of_label(code, lines, of_article) if isinstance(code, LabelCode) else of_article
    if of_article and not places:
        raise NoSuchLineError(name=code.article.name)
    places = [n for n in places if lines[n].room] or places[-1:]
    lot = code.scan.lot
    same = [n for n in places if lines[n].lot == lot] if lot != UNKNOWN_LOT else []
    by_worth: dict[tuple[int, Fraction], int] = {}
    for n in same or places:
        by_worth.setdefault(lines[n].worth, n)
    return list(by_worth.values())


def _of_label(label: LabelCode, lines: Sequence[Scannable], places: Sequence[int]) -> list[int]:
    """Those that cost what the label says, or else that weigh as much."""
    price = label.price
    priced = [n for n in places if price is not None and lines[n].costs(price)]
    return priced or [n for n in places if lines[n].unit != "piece" and lines[n].quantity == label.quantity]
