"""What a scan means at the counter: the article in the catalogue, and how much of it the code itself says."""

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import N_
from kassa_tui.money import Money, share
from kassa_tui.till.basket.lines import ONE, Article
from kassa_tui.till.goods import catalog, codes
from kassa_tui.till.goods.codes import Scan
from kassa_tui.till.goods.store_codes import layouts
from kassa_tui.till.ledger import receipt_numbers
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.shop import Shop

_NEAR = (0, -1, 1)
"""Grams beside the computed weight: the scale rounded the price too."""


class WrongUnitError(TillError):
    """A weight on something that is not weighed."""

    template = N_("The code says a weight, but {name} is not sold by weight.")


class Found(Struct, frozen=True):
    """A scan with its article, None for an unknown one; `quantity` in thousandths and `price` as the code says them."""

    scan: Scan
    article: Article | None = None
    quantity: int | None = None
    price: Money | None = None

    def for_sale(self, times: int | None) -> "Found":
        """As it goes on the receipt, so many times (thousandths). Raises WrongUnitError.

        A code's price is what is paid: as the weight that costs as much where there is one, or else as one piece.
        """
        article = self.article
        if article is None or (self.quantity is None and self.price is None):
            return replace(self, quantity=times)
        if self.price is None:
            if article.unit != "kg":
                raise WrongUnitError(name=article.name)
            return replace(self, quantity=(self.quantity or 0) * (times or ONE) // ONE)
        weight = _weight_for(article, self.price) if times is None else None
        if weight is not None:
            return replace(self, quantity=weight, price=None)
        return replace(self, article=replace(article, price=None, unit="piece"), quantity=times or ONE)


def _weight_for(article: Article, price: Money) -> int | None:
    """The grams that cost exactly as much; None for what is not weighed, and where no weight does."""
    if article.unit != "kg" or article.price is None or article.price.minor <= 0:
        return None
    near = share(price.minor, ONE, article.price.minor)
    costs = (near + by for by in _NEAR if near + by > 0)
    return next((grams for grams in costs if share(article.price.minor, grams, ONE) == price.minor), None)


def find(text: str, shop: Shop, *, retired: bool = False) -> Found:
    """The scan with its article; with `retired` also one that is not for sale now. Never raises for any text."""
    scan = codes.read(text, layouts(shop.store_codes))
    for code in scan.barcodes:
        article = catalog.by_barcode(code, shop.currency, retired=retired)
        if article is not None:
            # A code that is in the catalogue as a whole says nothing but which article it is.
            said = scan if scan.store is None else replace(scan, store=None, weight=None, price=None)
            return _with_value(said, article, shop)
    if scan.store is None:
        return Found(scan)
    article = catalog.by_barcode(scan.store.zeroed, shop.currency, retired=retired)
    article = article or catalog.by_item_number(scan.store.item, shop.currency, retired=retired)
    return _with_value(scan, article, shop) if article else Found(scan)


def find_typed(text: str, shop: Shop) -> Found:
    """What a cashier typed: a receipt's number, an article's short code, or the digits below a barcode."""
    number = receipt_numbers.read_code(text)
    if number is not None:
        return Found(Scan(text, receipt=number))
    article = catalog.by_code(text, shop.currency)
    return Found(Scan(text, (text,)), article) if article else find(text, shop)


def _with_value(scan: Scan, article: Article, shop: Shop) -> Found:
    """Weight and price as the code says them; a price in another currency says nothing."""
    price = shop.money(scan.price) if scan.price and scan.currency in ("", shop.currency) else None
    return Found(scan, article, scan.weight, price)
