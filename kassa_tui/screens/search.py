"""Finding an article by the beginnings of the words in its name, or by its code."""

from collections.abc import Iterable
from typing import ClassVar

from msgspec import Struct
from textual import events, on
from textual.app import ComposeResult
from textual.timer import Timer

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.base import KassaScreen, key
from kassa_tui.till import catalog, scanning
from kassa_tui.till.catalog import Hits
from kassa_tui.till.counter import Counter
from kassa_tui.till.lines import Article
from kassa_tui.widgets.draw import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, Listing, ListRow, ListValues
from kassa_tui.widgets.pad import Kind

WAIT_SECONDS = 0.1
"""How long after the last letter the search begins."""

UNITS = {"piece": N_("each"), "kg": N_("per kg"), "l": N_("per litre"), "m": N_("per metre")}


def price(article: Article) -> str:
    """The price as it stands in a list."""
    return _("asked") if article.price is None else article.price.text(current().language)


class Variants(Struct, frozen=True):
    """All that an article comes in is wanted."""

    article: Article


class SearchScreen(KassaScreen):
    """Gives back the chosen article, what was found by a scan, Variants, or None."""

    PLACE = "sale"
    ORDERS = True
    GRID: ClassVar[bool] = True
    """Whether several variants can be taken at once."""
    DEFAULT_CSS = "SearchScreen Listing { }"
    HELP = N_("Type the beginnings of words, in any order. A scan puts the article on the receipt at once.")
    SCAN = N_("A scan puts the article on the receipt at once.")

    def __init__(self, counter: Counter, text: str = "") -> None:
        super().__init__(counter)
        self.text = text
        self.hits = Hits((), False)
        self.at = 0
        self.notice = ""
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        """One list."""
        yield Listing()

    def on_mount(self) -> None:
        """What was typed before the screen opened is searched for at once."""
        super().on_mount()
        self._find()

    def search(self) -> Hits:
        """What is found now."""
        return catalog.search(self.text, self.counter.shop.currency)

    def _find(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.hits = self.search()
        self.at = 0
        self.draw()
        self.keys_changed()

    def draw(self) -> None:
        """The hits."""
        rows = tuple(self._row(article) for article in self.hits.articles)
        columns = (Column(_("Code"), 8), Column(_("Article")), Column(_("Unit"), 12), Column(_("Price"), 10, "right"))
        count = _("more than {count}: type on") if self.hits.more else _("{count} found")
        empty = _('Nothing found for "{text}". Scan the article.').format(text=self.text) if self.text else ""
        values = ListValues(
            f"{_('Find article')}   {self.text}█",
            columns,
            rows,
            self.at,
            self.about(count.format(count=len(rows))),
            empty or _("Type a few letters of the name."),
            self.notice,
        )
        self.query_one(Listing).show(values)

    def about(self, count: str) -> str:
        """What stands beside the title: how many were found."""
        return count

    def _row(self, article: Article) -> ListRow:
        gone = article.id in self.hits.retired
        unit = _("not for sale") if gone else _(UNITS[article.unit])
        return ListRow((article.code or "", article.name, unit, price(article)), "muted" if gone else "text")

    def pad(self) -> Kind:
        """Letters."""
        return "letters"

    def now(self) -> Iterable[Key]:
        """What works here."""
        yield key("escape", _("Back"), lambda: self.dismiss(None), weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        yield key("up", "", lambda: self._step(-1))
        yield key("down", "", lambda: self._step(1))
        yield key("pageup", "", lambda: self._step(-self.query_one(Listing).page))
        yield key("pagedown", "", lambda: self._step(self.query_one(Listing).page))
        yield key("backspace", "", lambda: self._change(self.text[:-1]))
        yield key("delete", "", lambda: self._change(""))
        if self._has_variants():
            yield key("f4", _("All variants"), self._pick_variants, weight=6)
        if self.hits.articles:
            yield key("f12 enter", self.go_word(), self._choose, go=True)
        else:
            yield key("f12 enter", "", self._choose)

    def _has_variants(self) -> bool:
        """Whether the selected article comes in several, and they are what this search is for."""
        return self.GRID and bool(self.hits.articles) and bool(catalog.style_of(self.hits.articles[self.at].id))

    def _pick_variants(self) -> None:
        """The grid of the selected article's variants, on the screen below."""
        self.dismiss(Variants(self.hits.articles[self.at]))

    def typed(self, event: events.Key) -> None:
        """A letter more."""
        if event.character and event.is_printable and len(self.text) < 40:
            self._change(self.text + event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text is searched for as well."""
        self._change((self.text + event.text.partition("\n")[0])[:40])

    def _change(self, text: str) -> None:
        self.text, self.notice = text, ""
        self.draw()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(WAIT_SECONDS, self._find)

    def _step(self, by: int) -> None:
        if self.hits.articles:
            self.at = max(0, min(self.at + by, len(self.hits.articles) - 1))
            self.draw()

    def go_word(self) -> str:
        """What F12 does with the selected article."""
        return _("Put on the receipt")

    def _choose(self) -> None:
        """The selected one; what was typed a moment ago is searched for first."""
        if self._timer is not None:
            self._find()
        if self.hits.articles:
            self.chosen(self.hits.articles[self.at])
        else:
            self.app.error_sound()

    def chosen(self, article: Article) -> None:
        """An article was chosen."""
        self.dismiss(article)

    def scanned(self, code: str) -> None:
        """An article goes on the receipt and the search closes."""
        found = scanning.find(code, self.counter.shop)
        if found.article is None:
            self.complain(_("Unknown code {code}").format(code=found.scan.text))
        else:
            self.dismiss(found)

    def complain(self, text: str, hint: str = "") -> None:
        """In the last row."""
        self.app.error_sound()
        self.notice = text
        self.draw()

    @on(Canvas.Hit, "Listing")
    def _clicked(self, event: Canvas.Hit) -> None:
        """The first tap selects, a tap on the selected row chooses."""
        event.stop()
        number = int(event.name.partition(" ")[2])
        if number == self.at:
            self._choose()
        else:
            self._step(number - self.at)
