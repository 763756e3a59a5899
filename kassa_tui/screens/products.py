"""The catalogue in the office: find a product, change it, add one."""

from collections.abc import Iterable

from kassa_tui.i18n import N_, _
from kassa_tui.screens.base import key
from kassa_tui.screens.search import SearchScreen
from kassa_tui.till import catalog, products
from kassa_tui.widgets.frame import Key


class ProductsScreen(SearchScreen):
    """The search again; choosing changes the product."""

    PLACE = "office"
    HELP = N_("Type the beginnings of words, or scan. F12 changes the product, F6 makes a new one.")
    SCAN = N_("A scan opens the product, or a new one with that code.")

    def now(self) -> Iterable[Key]:
        """Change, new, back."""
        for each in super().now():
            if not each.go:
                yield each
        if self.counter.may(products.EDIT):
            yield key("f6", _("New"), lambda: self._edit(None), weight=8)
            if self.hits.articles:
                yield key("f12 enter", _("Change"), self._choose, go=True)

    def _choose(self) -> None:
        self._edit(self.hits.articles[self.at].id)

    def _edit(self, product_id: int | None, barcode: str = "") -> None:
        from kassa_tui.screens.product import ProductScreen

        self.app.push_screen(ProductScreen(self.counter, product_id, barcode=barcode), lambda _saved: self._find())

    def scanned(self, code: str) -> None:
        """The product of the code, or a new one."""
        if catalog.misread(code):
            self.complain(_("Misread: {code} · scan again").format(code=code))
            return
        article = catalog.by_barcode(code, self.counter.shop.currency)
        self._edit(article.id if article else None, "" if article else code)
