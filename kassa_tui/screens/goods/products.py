"""The catalogue in the office: find a product, change it, add one."""

from collections.abc import Iterable
from typing import assert_never

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.lines.search import ArticleSearch
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.goods import catalog
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.goods.catalog import Hits
from kassa_tui.till.ledger.permissions import EDIT_PRODUCTS
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.frame import Key


class ProductsScreen(ArticleSearch[None]):
    """The search again; choosing changes the product."""

    PLACE = "office"
    PURPOSE = "catalogue"
    HELP = N_("Type the beginnings of words, or scan. F12 changes the product, F6 makes a new one, F7 reads a list.")
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
            yield key("f7", _("Import"), self._import)

    def go_word(self) -> str:
        """F12 opens the product."""
        return _("Change")

    def chosen(self, article: Article) -> None:
        """Change it."""
        self._edit(article.id)

    def _edit(self, product_id: int | None, barcode: str = "") -> None:
        from kassa_tui.screens.goods.product import ProductScreen

        self.app.push_screen(ProductScreen(self.counter, product_id, barcode=barcode), lambda _saved: self._again())

    def _import(self) -> None:
        from kassa_tui.screens.goods.import_files import ImportFilesScreen

        self.app.push_screen(ImportFilesScreen(self.counter), lambda _none: self._again())

    def _again(self) -> None:
        """The list as it is now, at the same row."""
        at = self.at
        self.find_now()
        self.step(at)

    def meant(self, scanned: Meaning) -> object:
        """The product of the code, or a new one."""
        match scanned:
            case ArticleCode(article=article) | LabelCode(article=article):
                self._edit(article.id)
            case StyleCode() | ReceiptCode() | VoucherCode() | Unknown():
                self._edit(None, scanned.scan.keep)
            case Misread(scan=scan):
                self.complain(_("Misread: {code} · scan again").format(code=scan.text))
            case BadgeCode() | OrderCode():
                return super().meant(scanned)
            case never:
                assert_never(never)
        return None
