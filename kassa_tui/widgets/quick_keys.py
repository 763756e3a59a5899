"""The left side of the sale: pages of quick keys under the left hand, and what waits below them."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kassa_tui.i18n import _, current
from kassa_tui.text import fit, width, wrap
from kassa_tui.till.basket import Article
from kassa_tui.till.drafts import ParkedBasket
from kassa_tui.till.quick_keys import LETTERS
from kassa_tui.widgets.draw import Canvas, Pen, Target

ACROSS, DOWN, GAP = 4, 3, 1
TAB_ROWS = 3


class Page(Struct, frozen=True):
    """One page of twelve places."""

    name: str
    articles: tuple[Article | None, ...]


class KeysValues(Struct, frozen=True):
    """The pages, the current one, and what is parked (with the time as it is written).

    With `touch` the tabs are tiles, the last of them for the number pad, which `digits` says is there.
    """

    pages: tuple[Page, ...]
    current: int
    parked: tuple[tuple[ParkedBasket, str], ...] = ()
    at: int | None = None
    touch: bool = False
    digits: bool = False


def label_lines(article: Article, columns: int) -> list[str]:
    """A name in two lines; a word that is too long is cut with a full stop, never divided."""
    words = (article.label or article.name).split(" ")
    lines = wrap(" ".join(fit(word, min(columns, width(word)), ellipsis=".") for word in words), columns)
    return lines[:2]


def price_text(article: Article) -> str:
    """What stands beside the letter; packaging is given back, so its price is negative."""
    if article.price is None:
        return _("price")
    amount = -article.price if article.kind == "packaging" else article.price
    return amount.text(current().language)


def _tile(article: Article, letter: str, label: list[str], high: int) -> list[tuple[str, str]]:
    """The rows of a tile: the name at the top, letter and price at the bottom."""
    above = [("", "")] if high > 3 else []
    named = above + [("", line) for line in label]
    return [*named, *[("", "")] * (high - 1 - len(named)), (letter, price_text(article))]


class QuickKeys(Canvas):
    """Tabs, twelve tiles and the strip. Clicks say `key N`, `page N`, `parked ID` or `parked`."""

    values: KeysValues | None = None

    def show(self, values: KeysValues) -> None:
        """Another page, or something was parked."""
        if values != self.values:
            self.values = values
            self.redraw()

    def rows(self) -> Iterator[Pen]:
        """From the top: tabs, tiles, strip."""
        values = self.values
        if values is None:
            return
        roomy = self.size.height >= 22
        if values.touch:
            yield from self._tiles_of_tabs(values)
        else:
            if self.size.height >= 26:
                yield self.pen()
            yield self._tabs(values)
        yield self.pen()
        if values.digits:
            return
        if values.pages:
            yield from self._tiles(values.pages[values.current].articles, 5 if roomy else 3)
        else:
            yield from self._no_keys()
        yield self.pen()
        yield from self._strip(values)

    def _no_keys(self) -> Iterator[Pen]:
        """How to sell without keys, and how to get some."""
        for line in (_("Scan an article, or type its code and Enter."), _("F2 finds it by its name.")):
            yield self.pen().put(f" {line}", "muted")
        yield self.pen()
        yield self.pen().put(f" {_('Quick keys are given in Office, Products.')}", "muted")

    def _tabs(self, values: KeysValues) -> Pen:
        pen = self.pen()
        for number, page in enumerate(values.pages):
            label = f" {page.name} "
            self.targets.append(Target(pen.at, self.drawn, width(label), 1, f"page {number}"))
            chosen = number == values.current
            pen.put(label, "text" if chosen else "muted", bold=chosen, underline=chosen)
        if len(values.pages) > 1 and pen.room > 5:
            pen.put(" PgDn", "key")
        return pen

    def _tiles_of_tabs(self, values: KeysValues) -> Iterator[Pen]:
        """A tile a page, and one for the number pad."""
        tabs = [(page.name, f"page {number}") for number, page in enumerate(values.pages)]
        tabs.append(("123", "digits"))
        wide = (self.size.width - 1 - len(tabs)) // len(tabs)
        chosen = len(tabs) - 1 if values.digits else values.current
        for number, (_name, target) in enumerate(tabs):
            self.targets.append(Target(1 + number * (wide + 1), self.drawn, wide, TAB_ROWS, target))
        for row in range(TAB_ROWS):
            pen = self.pen()
            for number, (name, _target) in enumerate(tabs):
                ground, ink = ("cursor", "cursortext") if number == chosen else ("tile", "text")
                text = fit(name, wide, "center", ellipsis=".") if row == 1 else ""
                pen.put(text, ink, at=1 + number * (wide + 1), columns=wide, ground=ground, bold=True)
            yield pen

    def _tiles(self, articles: Sequence[Article | None], high: int) -> Iterator[Pen]:
        wide = (self.size.width - 1 - GAP * (ACROSS - 1)) // ACROSS
        for line in range(DOWN):
            row = articles[line * ACROSS : (line + 1) * ACROSS]
            labels = [label_lines(article, wide - 2) if article else [] for article in row]
            for column, article in enumerate(row):
                if article:
                    left = 1 + column * (wide + GAP)
                    self.targets.append(Target(left, self.drawn, wide, high, f"key {line * ACROSS + column}"))
            for y in range(high):
                pen = self.pen()
                for column, article in enumerate(row):
                    if article:
                        pen.skip(1 + column * (wide + GAP))
                        letter = LETTERS[line * ACROSS + column].upper()
                        self._tile_row(pen, wide, _tile(article, letter, labels[column], high)[y])
                yield pen
            if line < DOWN - 1:
                yield self.pen()

    @staticmethod
    def _tile_row(pen: Pen, wide: int, cells: tuple[str, str]) -> None:
        """One row of a tile: a letter and its price, or a line of the name."""
        letter, text = cells
        pen.put(" ", ground="tile")
        if letter:
            pen.put(letter, "key", ground="tile", bold=True)
            pen.put(text, "muted", columns=wide - 3, align="right", ground="tile")
        else:
            pen.put(text, columns=wide - 2, ground="tile", bold=True)
        pen.put(" ", ground="tile")

    def _strip(self, values: KeysValues) -> Iterator[Pen]:
        """What is parked, newest first."""
        if not values.parked:
            return
        head = (
            self.pen()
            .put(f" {_('Parked')}", "muted")
            .right(f"{len(values.parked)}  ", bold=True, end=self.size.width - 4)
        )
        self.targets.append(Target(0, self.drawn, self.size.width, 1, "parked"))
        yield head.right("F5 ", "key")
        for number, (parked, time) in enumerate(values.parked[: max(self.size.height - self.drawn, 0)]):
            chosen = values.at == number
            ground, ink = ("cursor", "cursortext") if chosen else (None, "text")
            pen = self.pen().skip(1).put("▶" if chosen else " ", ink, ground=ground)
            pen.put(parked.total.text(current().language), ink, columns=9, align="right", ground=ground)
            pen.put(f"  {parked.name}", ink, columns=self.size.width - 18, ground=ground)
            pen.put(time, ink, columns=6, align="right", ground=ground)
            self.targets.append(Target(0, self.drawn, self.size.width, 1, f"parked {parked.id}"))
            yield pen
