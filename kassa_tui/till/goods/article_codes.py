"""The article that a code names in the catalogue, and how much of it the code itself says."""

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import N_
from kassa_tui.money import Money, share
from kassa_tui.till.basket.lines import ONE, Article
from kassa_tui.till.basket.wanted import Wanted
from kassa_tui.till.goods import catalog
from kassa_tui.till.goods.codes import Scan
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.shop import Shop

_NEAR = (0, -1, 1)
"""Grams beside the computed weight: the scale rounded the price too."""


class WrongUnitError(TillError):
    """A weight on something that is not weighed."""

    template = N_("The code says a weight, but {name} is not sold by weight.")


class ArticleCode(Struct, frozen=True):
    """An article's own code, which says nothing but which article it is."""

    scan: Scan
    article: Article

    def for_sale(self, times: int | None) -> Wanted:
        """As it goes on the receipt, so many times (thousandths)."""
        return Wanted(self.article, times, lot=self.scan.lot)


class LabelCode(Struct, frozen=True):
    """A weighed or priced article; `quantity` in thousandths and `price` as it says them, at least one of them."""

    scan: Scan
    article: Article
    quantity: int | None = None
    price: Money | None = None

    def for_sale(self, times: int | None) -> Wanted:
        """As it goes on the receipt, so many times (thousandths). Raises WrongUnitError.

        A label's price is what is paid: as the weight that costs as much where there is one, or else as one piece.
        """
        if self.price is None:
            if self.article.unit != "kg":
                raise WrongUnitError(name=self.article.name)
            return Wanted(self.article, (self.quantity or 0) * (times or ONE) // ONE, lot=self.scan.lot)
        weight = _weight_for(self.article, self.price) if times is None else None
        if weight is not None:
            return Wanted(self.article, weight, lot=self.scan.lot)
        return Wanted(
            replace(self.article, price=None, unit="piece"), times or ONE, self.price, self.scan.lot, labelled=True
        )


Named = ArticleCode | LabelCode
"""A code that names an article, with or without how much of it."""


class StyleCode(Struct, frozen=True):
    """The own code of an article that has variants: which of them is wanted, it does not say."""

    scan: Scan
    style: str


def _weight_for(article: Article, price: Money) -> int | None:
    """The grams that cost exactly as much; None for what is not weighed, and where no weight does."""
    if article.unit != "kg" or article.price is None or article.price.minor <= 0:
        return None
    near = share(price.minor, ONE, article.price.minor)
    costs = (near + by for by in _NEAR if near + by > 0)
    return next((grams for grams in costs if share(article.price.minor, grams, ONE) == price.minor), None)


def named(scan: Scan, shop: Shop, *, retired: bool = False) -> Named | None:
    """The article of a scan, with `retired` also one that is not for sale now; None for none."""
    for code in scan.barcodes:
        article = catalog.by_barcode(code, shop.currency, retired=retired)
        if article is not None:
            # A code that is in the catalogue as a whole says nothing but which article it is.
            return _valued(replace(scan, store=None, weight=None, price=None) if scan.store else scan, article, shop)
    if scan.weighed:
        inside = catalog.by_barcode(scan.weighed, shop.currency, retired=retired)
        return ArticleCode(scan, inside) if inside and inside.unit != "piece" else None
    if scan.store is None:
        return None
    article = catalog.by_barcode(scan.store.zeroed, shop.currency, retired=retired)
    article = article or catalog.by_item_number(scan.store.item, shop.currency, retired=retired)
    return _valued(scan, article, shop) if article else None


def named_by_hand(text: str, shop: Shop) -> ArticleCode | None:
    """The article of a short code that somebody typed; None for none."""
    article = catalog.by_code(text, shop.currency)
    return ArticleCode(Scan(text, (text,)), article) if article else None


def style_named(scan: Scan) -> StyleCode | None:
    """The article of which a scan names no variant; None for none."""
    style = next(filter(None, map(catalog.style_named, scan.barcodes or (scan.text,))), "")
    return StyleCode(scan, style) if style else None


def _valued(scan: Scan, article: Article, shop: Shop) -> Named:
    """Weight and price as the code says them; a price in another currency says nothing."""
    price = shop.money(scan.price) if scan.price and scan.currency in ("", shop.currency) else None
    if scan.weight is None and price is None:
        return ArticleCode(scan, article)
    return LabelCode(scan, article, scan.weight, price)
