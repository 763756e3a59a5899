"""What is taken off or changed on a receipt before it is paid: journalled, and taking off only up to a role's limit."""

from kassa_tui.database import lazily
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.drafts import forget_basket
from kassa_tui.till.basket.lines import Line
from kassa_tui.till.ledger import journal
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


def taken_off(line: Line, after: Basket) -> int | None:
    """What there is less of a line in another state of its basket, in minor units; None where it is no less."""
    left = after.line(line.key)
    if left is None:
        return line.net.minor
    return line.net.minor - left.net.minor if abs(left.quantity) < abs(line.quantity) else None


def _line_facts(line: Line) -> dict[str, object]:
    return {
        "text": line.text,
        "product": line.product_id,
        "quantity": line.quantity,
        "amount": line.net.minor,
    }


def line_removed(desk: Desk, basket: Basket, line: Line, amount: int | None = None) -> None:
    """A line is taken off, or reduced by `amount`, before payment: it is not, where the journal does not say so.

    Made durable with the basket. Raises NotAllowedError, StorageErrors.
    """
    acting = required(desk, line.net.minor if amount is None else amount)
    with lazily():
        _note_removed(acting, basket, line)


def _note_removed(acting: Desk, basket: Basket, line: Line) -> None:
    journal.note(acting, "line.removed", {"basket": basket.uid, "line": _line_facts(line)})


def abandoned(desk: Desk, basket: Basket) -> None:
    """A whole basket was thrown away. Raises NotAllowedError."""
    acting = required(desk, basket.total.minor)
    with lazily():
        lines = [_line_facts(line) for line in basket.lines]
        facts = {"basket": basket.uid, "lines": lines, "total": basket.total.minor}
        journal.note(acting, "basket.abandoned", facts)
        forget_basket(desk.register, basket.uid)


def _note_changed(desk: Desk, basket: Basket, before: Line, after: Line) -> None:
    facts = {
        "basket": basket.uid,
        "line": _line_facts(after),
        "price": after.price.minor,
        "was": before.price.minor,
        "discount": after.discount.minor,
    }
    journal.note(desk, "line.changed", facts)


def line_edited(desk: Desk, basket: Basket, before: Line) -> None:
    """A line of this basket was another one before: what the journal must know of that, all of it or nothing.

    A price or discount that was changed by hand, and what is less. Raises NotAllowedError, StorageErrors.
    """
    after, less = basket.line(before.key), taken_off(before, basket)
    changed = after is not None and (after.price, after.discount) != (before.price, before.discount)
    if not changed and less is None:
        return
    acting = desk if less is None else required(desk, less)
    with lazily():
        if after is not None and changed:
            _note_changed(desk, basket, before, after)
        if less is not None:
            _note_removed(acting, basket, before)
