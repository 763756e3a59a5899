"""Which letters are about a customer: their orders, receipts and invoices, whatever address a letter goes to."""

from collections.abc import Collection

from kassa_tui.database import marks

_ABOUT = (
    "order_id IN (SELECT id FROM customer_order WHERE customer_id IN ({them}))",
    "paper_id IN (SELECT p.id FROM paper p JOIN receipt r ON r.id = p.receipt_id WHERE r.customer_id IN ({them}))",
    "customer_paper_id IN (SELECT id FROM customer_paper WHERE customer_id IN ({them}))",
)


def about(ids: Collection[int]) -> tuple[str, tuple[int, ...]]:
    """A condition on rows of `mail`, and its values: the letters about the customers of these ids."""
    them = marks(ids)
    return f"({' OR '.join(each.format(them=them) for each in _ABOUT)})", tuple(ids) * len(_ABOUT)
