"""Finding articles for an order: several in a row, or several at once that are marked with their quantities."""

from collections.abc import Coroutine, Iterable
from typing import Any, Protocol

from msgspec.structs import replace
from textual import events

from kassa_tui.i18n import N_, _, current, n_
from kassa_tui.screens.frame.ask import yes
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.lines.picking import Mark, Picking
from kassa_tui.screens.lines.search import ArticleSearch
from kassa_tui.screens.lines.variants import Variants, of_article, of_code
from kassa_tui.screens.orders.lines import chosen_by_hand
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import Named, StyleCode
from kassa_tui.till.goods.catalog import Hits
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListValues
from kassa_tui.widgets.pad import Kind
from kassa_tui.widgets.runs import Takes


class Taking(Protocol):
    """An order in the making: it takes articles that were found on a screen on top of it."""

    async def add(self, screen: Framed, chosen: Named, times: int | None = None) -> bool:
        """So many (thousandths) of an article; whether it was added. Raises KassaErrors."""

    async def add_variants(self, screen: Framed, variants: Variants) -> bool:
        """Those that are picked on the grid; whether any was added. Raises KassaErrors."""


class LineSearch(ArticleSearch[None]):
    """The search that stays open: each choice is one line more, and what has variants opens their grid.

    Rows that are marked, each with its quantity, are chosen together, also from several searches.
    """

    PLACE = "orders"
    HELP = N_(
        "Type the beginnings of words. F12 adds the article to the order, as often as you like; Esc ends.\n"
        "F6 marks an article; digits then say how many. F12 adds all that are marked, also from several searches."
    )
    SCAN = N_("A scan adds the article to the order.")

    def __init__(self, counter: Counter, order: Taking, text: str = "") -> None:
        super().__init__(counter, text)
        self._order = order
        self._added = 0
        self._picking = Picking()
        self._counting = False
        """Whether digits are the quantity of the selected row: once it was marked or gone to, until more is typed."""

    # --- Showing ---

    def search(self) -> Hits:
        """What is found; without a text, what is marked."""
        if self.text:
            return super().search()
        return Hits(tuple(mark.article for mark in self._picking.marks), False)

    def values(self) -> ListValues:
        """The hits; the first column is how many of each are marked."""
        values = super().values()
        if not self._picking.marks:
            return values
        pairs = zip(self.hits.articles, values.rows, strict=True)
        rows = tuple(replace(row, cells=(self._marked(article), *row.cells)) for article, row in pairs)
        return replace(values, columns=(Column("", 7, "right"), *values.columns), rows=rows)

    def _marked(self, article: Article) -> str:
        mark = self._picking.of(article)
        cursor = "█" if self._counting and mark == self._mark else ""
        return mark.shown(current().language) + cursor if mark else ""

    def about(self, count: str) -> str:
        """How many are marked, or were added already."""
        marked = len(self._picking.marks)
        if marked:
            said = n_("{n} marked", "{n} marked", marked).format(n=marked)
            return f"{count} · {said}" if self.text else said
        if not self._added or self.text:
            return count
        return n_("{n} added", "{n} added", self._added).format(n=self._added)

    def go_word(self) -> str:
        """What F12 does."""
        marked = len(self._picking.marks)
        if marked:
            return n_("Add {n} to the order", "Add {n} to the order", marked).format(n=marked)
        return _("Add to the order")

    # --- Marking ---

    @property
    def _mark(self) -> Mark | None:
        """The mark of the selected row."""
        return self._picking.of(self.hits.articles[self.at]) if self.at < len(self.hits.articles) else None

    def more_keys(self) -> Iterable[Key]:
        """Mark the selected row, or unmark it."""
        if self.hits.articles:
            yield key("f6", _("Mark away") if self._mark else _("Mark"), self.turn_mark, weight=8)

    def turn_mark(self) -> None:
        """Mark the selected row, or unmark it; digits are its quantity from now on."""
        self.settle()
        if self.hits.articles:
            self._picking.turn(self.hits.articles[self.at])
            self._counting = self._mark is not None
            self.draw()

    def tapped_again(self) -> object:
        """A tap on the selected row chooses it; once something is marked, it marks."""
        if self._picking.marks:
            self.turn_mark()
        else:
            self.choose()
        return None

    def step(self, by: int) -> None:
        """Another row; on a marked one digits are its quantity."""
        super().step(by)
        self._counting = self._mark is not None
        self.draw()

    def change(self, text: str) -> None:
        """Another text: digits belong to it."""
        self._counting = False
        super().change(text)

    def typed(self, event: events.Key) -> None:
        """A sign of a quantity, or a letter more."""
        character, mark = event.character or "", self._mark
        if not (self._counting and mark and character and character in AMOUNT_SIGNS):
            super().typed(event)
        elif self._picking.write(mark, character):
            self.draw()
        else:
            self.refuse()

    def shorter(self) -> None:
        """A sign less of a quantity, or a letter less."""
        mark = self._mark
        if self._counting and mark and mark.typed:
            self._picking.shorter(mark)
            self.draw()
        else:
            super().shorter()

    def pad(self) -> Kind:
        """Digits while they are a quantity."""
        return "offers" if self._counting and self.writing else super().pad()

    def takes(self) -> Takes:
        """Letters, whatever the row."""
        return "text"

    def leave(self) -> object:
        """Back; what is marked is not forgotten without a question."""
        return self._ask_leave() if self._picking.marks else super().leave()

    async def _ask_leave(self) -> None:
        lines = [_("What is marked is not in the order yet.")]
        if await yes(self.app, _("Leave without adding?"), lines, do=_("Leave"), dont=_("Stay"), loss=True):
            self.dismiss(None)

    # --- Adding ---

    def choose(self) -> None:
        """All that are marked, else the selected one."""
        if self._picking.marks:
            self.wait_for(self._add_marked())
        else:
            super().choose()

    async def _add_marked(self) -> None:
        """One after the other, each with its own questions; what was given up stays marked. Raises KassaErrors."""
        for mark, quantity in [(mark, mark.quantity) for mark in self._picking.marks]:
            if await self._order.add(self, chosen_by_hand(mark.article), quantity):
                self._added += 1
                self._picking.turn(mark.article)
        self._begin_anew()

    def chosen(self, article: Article) -> None:
        """One more, or the grid of its variants; the search goes on."""
        variants = of_article(article)
        if variants is None:
            self.take(chosen_by_hand(article))
        else:
            self.wait_for(self._add(self._order.add_variants(self, variants)))

    async def _add(self, adding: Coroutine[Any, Any, bool]) -> None:
        if await adding:
            self._added += 1
            self._begin_anew()

    def _begin_anew(self) -> None:
        self.text, self._counting = "", False
        self.find_now()

    def take(self, scanned: Named) -> None:
        """One more; the search goes on."""
        self.wait_for(self._add(self._order.add(self, scanned)))

    def take_all_of(self, scanned: StyleCode) -> None:
        """The grid of its variants; the search goes on."""
        self.wait_for(self._add(self._order.add_variants(self, of_code(scanned))))
