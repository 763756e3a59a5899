"""The keys under the left hand: twelve places a page, each with one product, and a product on one key at most."""

import re

from kassa_tui.database import delete, tuples
from kassa_tui.i18n import N_, _
from kassa_tui.models import Product, ProductGroup, QuickKey
from kassa_tui.till.ledger.errors import TillError

LETTERS = "qwerasdfzxcv"
"""The block under the left hand, row by row."""

PAGES = 9
_PLACE = re.compile(rf"([1-{PAGES}]?)\s*([{LETTERS}])", re.IGNORECASE)


class PlaceError(TillError):
    """A place that is none."""

    template = N_('"{text}" is no quick key. Type a page and a letter of Q W E R A S D F Z X C V, such as 1Q.')


def read_place(text: str) -> tuple[int, int] | None:
    """`2W` as page and position (from 1 and 0), page 1 when it is left out; None for nothing. Raises PlaceError."""
    if not text.strip():
        return None
    place = _PLACE.fullmatch(text.strip())
    if place is None:
        raise PlaceError(text=text.strip()[:20])
    return int(place[1] or 1), LETTERS.index(place[2].lower())


def place_of(product_id: int) -> str:
    """Where a product's first key is, as it is typed; empty for none."""
    keys = QuickKey.select().where(QuickKey.product_id == product_id).order_by(QuickKey.page, QuickKey.position)
    key = keys.first()
    return f"{key.page}{LETTERS[key.position].upper()}" if key else ""


def holder(place: tuple[int, int] | None) -> tuple[int, str] | None:
    """Whose key that is: id and name of the product; None for a free one."""
    if place is None:
        return None
    found = QuickKey.select(Product.id, Product.name).join(Product, on=(Product.id == QuickKey.product_id))
    return next(iter(tuples(found.where(QuickKey.page == place[0], QuickKey.position == place[1]))), None)


def assign(product_id: int, group_id: int | None, place: tuple[int, int] | None) -> None:
    """Give a product its key, inside the transaction of its change; what was on that key loses it."""
    here = QuickKey.select().where(QuickKey.page == place[0]).first() if place else None
    delete(QuickKey).where(QuickKey.product_id == product_id).execute()
    if place is None:
        return
    page, position = place
    delete(QuickKey).where(QuickKey.page == page, QuickKey.position == position).execute()
    name = here.page_name if here else page_name(page, group_id)
    QuickKey.insert(page=page, position=position, page_name=name, product_id=product_id).execute()


def page_name(page: int, group_id: int | None) -> str:
    """What a page is called when nobody named it: as the group of its first article, else by its number."""
    group = ProductGroup.get_or_none(ProductGroup.id == group_id) if group_id else None
    return str(group.name) if group else _("Page {number}").format(number=page)
