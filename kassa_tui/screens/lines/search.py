"""Finding an article by the beginnings of the words in its name, or by its code."""

from collections.abc import Iterable
from typing import Generic, TypeVar, assert_never

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.typed_search import TypedSearch
from kassa_tui.screens.lines.variants import SEVERAL, Variants, of_article, of_code
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods import catalog
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, Named, StyleCode
from kassa_tui.till.goods.catalog import Hits
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues

T = TypeVar("T")

UNITS = {"piece": N_("each"), "kg": N_("per kg"), "l": N_("per litre"), "m": N_("per metre")}


def price(article: Article) -> str:
    """The price as it stands in a list."""
    return _("asked") if article.price is None else article.price.text(current().language)


class ArticleSearch(TypedSearch[T], Generic[T]):
    """The list of articles; subclasses say what is done with one that is `chosen` or that a scan lets them `take`."""

    def __init__(self, counter: Counter, text: str = "") -> None:
        super().__init__(counter, text)
        self.hits = Hits((), False)

    def search(self) -> Hits:
        """What is found now."""
        return catalog.search(self.text, self.counter.shop.currency)

    def look_up(self) -> None:
        """What is found now."""
        self.hits = self.search()

    def count(self) -> int:
        """One row an article."""
        return len(self.hits.articles)

    def values(self) -> ListValues:
        """The hits."""
        rows = tuple(self._row(article) for article in self.hits.articles)
        columns = (Column(_("Code"), 8), Column(_("Article")), Column(_("Unit"), 12), Column(_("Price"), 10, "right"))
        count = _("more than {count}: type on") if self.hits.more else _("{count} found")
        empty = _('Nothing found for "{text}". Scan the article.').format(text=self.text) if self.text else ""
        return ListValues(
            title=f"{_('Find article')}   {self.text}█",
            columns=columns,
            rows=rows,
            at=self.at,
            about=self.about(count.format(count=len(rows))),
            empty=empty or _("Type a few letters of the name."),
            notice=self.notice,
        )

    def about(self, count: str) -> str:
        """What stands beside the title: how many were found."""
        return count

    def _row(self, article: Article) -> ListRow:
        gone = article.id in self.hits.retired
        unit = _("not for sale") if gone else _(UNITS[article.unit])
        return ListRow((article.code or "", article.name, unit, price(article)), "muted" if gone else "text")

    def now(self) -> Iterable[Key]:
        """What works here."""
        yield from super().now()
        yield from self.more_keys()
        if self.hits.articles:
            yield key("f12", self.go_word(), self.choose, go=True, books=True)
        else:
            yield key("f12", "", self.choose)

    def more_keys(self) -> Iterable[Key]:
        """What else can be done with the selected article."""
        return ()

    def go_word(self) -> str:
        """What F12 does with the selected article."""
        raise NotImplementedError

    def choose(self) -> None:
        """The selected one; what was typed a moment ago is searched for first."""
        self.settle()
        if self.hits.articles:
            self.chosen(self.hits.articles[self.at])
        else:
            self.app.error_sound()

    def chosen(self, article: Article) -> None:
        """An article was chosen."""
        raise NotImplementedError

    def meant(self, scanned: Meaning) -> object:
        """An article is taken."""
        match scanned:
            case ArticleCode() | LabelCode():
                self.take(scanned)
            case StyleCode():
                self.take_all_of(scanned)
            case ReceiptCode() | VoucherCode() | Misread() | Unknown():
                self.complain(_("Unknown code {code}").format(code=scanned.scan.text))
            case BadgeCode() | OrderCode():
                return super().meant(scanned)
            case never:
                assert_never(never)
        return None

    def take(self, scanned: Named) -> None:
        """The article of a code was scanned."""
        raise NotImplementedError

    def take_all_of(self, scanned: StyleCode) -> None:
        """An article's own code was scanned, which has variants: one of them is meant."""
        self.complain(_(SEVERAL).format(code=scanned.scan.text))


class SearchScreen(ArticleSearch[Article | Named | Variants]):
    """Gives back the chosen article, what was found by a scan, Variants, or None."""

    PLACE = "sale"
    HELP = N_("Type the beginnings of words, in any order. A scan puts the article on the receipt at once.")
    SCAN = N_("A scan puts the article on the receipt at once.")

    def more_keys(self) -> Iterable[Key]:
        """All that the selected article comes in, where that is several."""
        variants = of_article(self.hits.articles[self.at]) if self.hits.articles else None
        if variants is not None:
            yield key("f4", _("All variants"), lambda: self.dismiss(variants), weight=6)

    def go_word(self) -> str:
        """What F12 does."""
        return _("Put on the receipt")

    def chosen(self, article: Article) -> None:
        """The search closes."""
        self.dismiss(article)

    def take(self, scanned: Named) -> None:
        """What was scanned goes on the receipt, and the search closes."""
        self.dismiss(scanned)

    def take_all_of(self, scanned: StyleCode) -> None:
        """The grid of its variants, on the screen below."""
        self.dismiss(of_code(scanned))
