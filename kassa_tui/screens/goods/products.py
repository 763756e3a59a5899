"""The catalogue in the office: find a product, change it, add one."""

from collections.abc import Iterable

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.lines.search import ArticleSearch
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.goods import catalog, scanning
from kassa_tui.till.goods.catalog import Hits
from kassa_tui.till.ledger.permissions import EDIT_PRODUCTS
from kassa_tui.widgets.frame import Key


class ProductsScreen(ArticleSearch[None]):
    """The search again; choosing changes the product."""

    PLACE = "office"
    HELP = N_("Type the beginnings of words, or scan. F12 changes the product, F6 makes a new one.")
    SCAN = N_("A scan opens the product, or a new one with that code.")

    def search(self) -> Hits:
        """Also what is not for sale now, so that it can be sold again."""
        return catalog.search(self.text, self.counter.shop.currency, retired=True)

    def now(self) -> Iterable[Key]:
        """Change, new, back."""
        may = self.counter.may(EDIT_PRODUCTS)
        yield from (each for each in super().now() if may or not each.go)
        if may:
            yield key("f6", _("New"), lambda: self._edit(None), weight=8)

    def go_word(self) -> str:
        """F12 opens the product."""
        return _("Change")

    def chosen(self, article: Article) -> None:
        """Change it."""
        self._edit(article.id)

    def _edit(self, product_id: int | None, barcode: str = "") -> None:
        from kassa_tui.screens.goods.product import ProductScreen

        self.app.push_screen(ProductScreen(self.counter, product_id, barcode=barcode), lambda _saved: self._again())

    def _again(self) -> None:
        """The list as it is now, at the same row."""
        at = self.at
        self.find_now()
        self.step(at)

    def scanned(self, code: str) -> None:
        """The product of the code, or a new one."""
        found = scanning.find(code, self.counter.shop, retired=True)
        if found.scan.misread:
            self.complain(_("Misread: {code} · scan again").format(code=found.scan.text))
        elif found.article is None:
            self._edit(None, found.scan.keep)
        else:
            self._edit(found.article.id)
