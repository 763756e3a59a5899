"""The left side of the sale: pages of quick keys under the left hand, and what waits below them."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kassa_tui.i18n import _, current
from kassa_tui.text import fit, width, wrap
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.basket.parking import ParkedBasket
from kassa_tui.till.goods.quick_keys import LETTERS
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import FINGER_COLUMNS, FINGER_ROWS, Canvas, Pen, Target, Tile, packed
from kassa_tui.widgets.drawing.targets import What

ACROSS, DOWN, GAP = 4, 3, 1
NEWEST = 2
"""Parked baskets in the strip where orders wait as well."""


class Page(Struct, frozen=True):
    """One page of twelve places."""

    name: str
    articles: tuple[Article | None, ...]


class DueOrder(Struct, frozen=True):
    """An order in the strip: who gets it, and when."""

    id: int
    number: int
    who: str
    when: str
    late: bool = False


class KeysValues(Struct, frozen=True):
    """The pages, the current one, and what is parked (with the time as it is written).

    `orders` are the first of those that are due today or late, `due` is how many there are.
    With `touch` the tabs are tiles, the last of them for the number pad, which `digits` says is there.
    A `cursor` on a place is for changing the pages: then free places are shown as well, and the place in
    `lifted` is the one whose key is being moved.
    """

    pages: tuple[Page, ...]
    current: int
    parked: tuple[tuple[ParkedBasket, str], ...] = ()
    at: int | None = None
    touch: bool = False
    digits: bool = False
    cursor: int | None = None
    lifted: int | None = None
    orders: tuple[DueOrder, ...] = ()
    due: int = 0


def label_lines(article: Article, columns: int) -> list[str]:
    """A name in two lines; a word that is too long is cut with a full stop, never divided."""
    words = (article.label or article.name).split(" ")
    lines = wrap(" ".join(fit(word, min(columns, width(word)), ellipsis=".") for word in words), columns)
    return lines[:2]


def price_text(article: Article) -> str:
    """What stands beside the letter; packaging is given back, so its price is negative."""
    if article.price is None:
        return _("price")
    amount = -article.price if article.kind_row.packaging else article.price
    return amount.text(current().language)


def _tile(article: Article | None, letter: str, label: list[str], high: int) -> list[tuple[str, str]]:
    """The rows of a tile: the name at the top, letter and price at the bottom; a free one has its letter."""
    above = [("", "")] if high > 3 else []
    named = above + [("", line) for line in label]
    return [*named, *[("", "")] * (high - 1 - len(named)), (letter, price_text(article) if article else "")]


class QuickKeys(Canvas):
    """Tabs, twelve tiles and the strip. Clicks say `key N`, `page N`, `parked ID`, `parked`, `order N` or `orders`."""

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
        if values.touch:
            yield from self._waiting(values)
        else:
            yield from self._strip(values)
            yield from self._orders(values)

    def _no_keys(self) -> Iterator[Pen]:
        """How to sell without keys, and how to get some."""
        found = (_("Scan an article, or type its code and Enter."), _("F2 finds it by its name."))
        for text in (*found, "", _("Quick keys are given in Office, Quick-key pages.")):
            for line in wrap(text, self.size.width - 2):
                yield self.pen().put(f" {line}", "muted")

    def _tabs(self, values: KeysValues) -> Pen:
        pen = self.pen()
        shown = self._tabs_in_sight(values, [width(page.name) + 2 for page in values.pages], self.size.width - 5)
        for number in shown:
            label = f" {values.pages[number].name} "
            self.targets.append(Target(pen.at, self.drawn, width(label), 1, targets.Page(number)))
            chosen = number == values.current
            pen.put(label, "text" if chosen else "muted", bold=chosen, underline=chosen)
        if len(values.pages) > 1 and pen.room > 5:
            pen.put(" PgDn", "key")
        return pen

    def _tiles_of_tabs(self, values: KeysValues) -> Iterator[Pen]:
        """A tile a page, as many as fingers find room for, then the next ones; and one for the number pad."""
        most = (self.size.width - 1) // (FINGER_COLUMNS + 1) - 1
        room = len(values.pages) if len(values.pages) <= most else most - 1
        in_sight = self._tabs_in_sight(values, [1] * len(values.pages), max(room, 1))
        tabs: list[tuple[str, What]] = [(values.pages[number].name, targets.Page(number)) for number in in_sight]
        if len(in_sight) < len(values.pages):
            tabs.append(("→", targets.Page(in_sight.stop % len(values.pages))))
        if values.cursor is None:
            tabs.append(("123", targets.Digits()))
        wide = (self.size.width - 1 - len(tabs)) // len(tabs)
        chosen = len(tabs) - 1 if values.digits else values.current - in_sight.start
        for number, (_name, what) in enumerate(tabs):
            self.targets.append(Target(1 + number * (wide + 1), self.drawn, wide, FINGER_ROWS, what))
        for row in range(FINGER_ROWS):
            pen = self.pen()
            for number, (name, _what) in enumerate(tabs):
                ground, ink = ("cursor", "cursortext") if number == chosen else ("tile", "text")
                text = fit(name, wide, "center", ellipsis=".") if row == 1 else ""
                pen.put(text, ink, at=1 + number * (wide + 1), columns=wide, ground=ground, bold=True)
            yield pen

    @staticmethod
    def _tabs_in_sight(values: KeysValues, widths: Sequence[int], room: int) -> range:
        """The pages whose tabs stand beside the current one's."""
        if not values.pages:
            return range(0)
        return next(each for each in packed(widths, room) if values.current in each)

    def _tiles(self, articles: Sequence[Article | None], high: int) -> Iterator[Pen]:
        wide = (self.size.width - 1 - GAP * (ACROSS - 1)) // ACROSS
        for line in range(DOWN):
            row = articles[line * ACROSS : (line + 1) * ACROSS]
            labels = [label_lines(article, wide - 1) if article else [] for article in row]
            for column, article in enumerate(row):
                if article or self._changing:
                    left = 1 + column * (wide + GAP)
                    self.targets.append(Target(left, self.drawn, wide, high, targets.QuickKey(line * ACROSS + column)))
            for y in range(high):
                pen = self.pen()
                for column, article in enumerate(row):
                    if article or self._changing:
                        pen.skip(1 + column * (wide + GAP))
                        position = line * ACROSS + column
                        tile = _tile(article, LETTERS[position].upper(), labels[column], high)
                        self._tile_row(pen, wide, tile[y], *self._inks_of(position, article))
                yield pen
            if line < DOWN - 1:
                yield self.pen()

    @property
    def _changing(self) -> bool:
        return self.values is not None and self.values.cursor is not None

    def _inks_of(self, position: int, article: Article | None) -> tuple[str, str, str, str]:
        """The ground of a tile, and the inks of its name, letter and price."""
        assert self.values is not None
        if self._changing and position == self.values.cursor:
            return "cursor", "cursortext", "cursortext", "cursortext"
        if self._changing and position == self.values.lifted:
            return "warn", "warntext", "warntext", "warntext"
        return "tile" if article else "surface", "text", "key" if article else "muted", "muted"

    @staticmethod
    def _tile_row(pen: Pen, wide: int, cells: tuple[str, str], ground: str, name: str, key: str, price: str) -> None:
        """One row of a tile: a letter and its price, or a line of the name."""
        letter, text = cells
        pen.put(" ", ground=ground)
        if letter:
            pen.put(letter, key, ground=ground, bold=True)
            pen.put(text, price, columns=wide - 3, align="right", ground=ground)
        else:
            # A name uses the padding at its right before it is cut.
            pen.put(text, name, columns=wide - 1, ground=ground, bold=True)
            return
        pen.put(" ", ground=ground)

    def _waiting(self, values: KeysValues) -> Iterator[Pen]:
        """What is parked and which orders are due, as a tile each that leads to their list."""
        waiting: list[tuple[What, str, str, bool]] = []
        if values.parked:
            parked, time = values.parked[values.at or 0]
            first = " ".join(filter(None, (time, parked.total.text(current().language), parked.name)))
            waiting.append((targets.AllParked(), f"{_('Parked')}  {len(values.parked)}", first, values.at is not None))
        if values.orders:
            order = values.orders[0]
            first = f"{'▲ ' if order.late else ''}{order.number} {order.who}"
            waiting.append((targets.Orders(), f"{_('Orders today')}  {values.due}", first, False))
        if not waiting or self.size.height - self.drawn < FINGER_ROWS:
            return
        wide = (self.size.width - 1 - len(waiting)) // len(waiting)
        tiles = []
        for number, (what, title, first, chosen) in enumerate(waiting):
            ground, ink = ("cursor", "cursortext") if chosen else ("tile", "text")
            lines = (title, fit(first, min(width(first), wide - 2), ellipsis="."))
            tiles.append(Tile(what, 1 + number * (wide + 1), wide, lines, ground, ink))
        yield from self.tiles(tiles)

    def _head(self, title: str, count: int, key: str, what: What) -> Pen:
        """What waits, how many, and the key that shows all of them."""
        self.targets.append(Target(0, self.drawn, self.size.width, 1, what))
        head = self.pen().put(f" {title}", "muted").right(f"{count}  ", bold=True, end=self.size.width - 4)
        return head.right(key, "key")

    def _orders(self, values: KeysValues) -> Iterator[Pen]:
        """Orders that are due, late ones first."""
        if not values.orders:
            return
        yield self._head(_("Orders today"), values.due, "F6 ", targets.Orders())
        for order in values.orders[: max(self.size.height - self.drawn, 0)]:
            ink = "error" if order.late else "text"
            pen = self.pen().put(" ▲" if order.late else "  ", ink).put(f"{order.number:>6}  ", ink)
            pen.put(order.who, ink, columns=max(pen.room - width(order.when) - 3, 4)).put(" ")
            pen.right(f"{order.when} ", ink)
            self.targets.append(Target(0, self.drawn, self.size.width, 1, targets.Order(order.number)))
            yield pen

    def _strip(self, values: KeysValues) -> Iterator[Pen]:
        """What is parked, newest first."""
        if not values.parked:
            return
        yield self._head(_("Parked"), len(values.parked), "F5 ", targets.AllParked())
        room = max(self.size.height - self.drawn, 0)
        most = min(room, NEWEST) if values.orders else room
        for number, (parked, time) in enumerate(values.parked[:most]):
            chosen = values.at == number
            ground, ink = ("cursor", "cursortext") if chosen else (None, "text")
            pen = self.pen().skip(1).put("▶" if chosen else " ", ink, ground=ground)
            pen.put(parked.total.text(current().language), ink, columns=9, align="right", ground=ground)
            pen.put(f"  {parked.name}", ink, columns=self.size.width - 18, ground=ground)
            pen.put(time, ink, columns=6, align="right", ground=ground)
            self.targets.append(Target(0, self.drawn, self.size.width, 1, targets.Parked(parked.id)))
            yield pen
