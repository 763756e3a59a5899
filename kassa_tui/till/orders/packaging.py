"""Packaging deposits of an order go with what they belong to, in its quantity."""

from collections.abc import Mapping

from kassa_tui.i18n import N_
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.orders.values import Order, OrderError, OrderLineView


class PackagingError(OrderError):
    """A deposit that would leave without what it belongs to, or stay behind."""

    template = N_("{name} goes with what it belongs to.")


def with_packaging(order: Order, quantities: Mapping[int, int]) -> dict[int, int]:
    """Quantities by line id (in thousandths), with as much packaging as goes along. Raises PackagingError."""
    going = dict(quantities)
    for packaging, article in _pairs(order):
        along = _along(packaging, article, quantities.get(article.id, 0))
        if going.pop(packaging.id, along) != along:
            raise PackagingError(name=packaging.text)
        going |= {packaging.id: along} if along else {}
    return going


def alone(order: Order) -> list[OrderLineView]:
    """The lines that are counted: packaging goes with its article."""
    going = {packaging.id for packaging, _article in _pairs(order)}
    return [line for line in order.lines if line.id not in going]


def _pairs(order: Order) -> list[tuple[OrderLineView, OrderLineView]]:
    """Packaging with its article, where some of the article is left; what an article left behind is counted itself."""
    lines = {line.id: line for line in order.lines if line.left > 0}
    return [(line, lines[line.parent]) for line in order.lines if line.parent in lines]


def _along(packaging: OrderLineView, article: OrderLineView, quantity: int) -> int:
    """Whole pieces: after each part as much has gone as of the article, and with the last of it all that is left."""
    if quantity >= article.left:
        return packaging.left
    gone = article.handed.quantity + article.cancelled + quantity
    due = packaging.quantity * gone // (article.quantity * ONE) * ONE
    return max(0, min(packaging.left, due - packaging.handed.quantity - packaging.cancelled))
