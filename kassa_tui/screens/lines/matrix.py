"""How many of each variant: arrows and digits, or taps, fill the grid; a scan counts one more of its own."""

from collections.abc import Iterable
from functools import partial
from typing import assert_never

from textual import events, on
from textual.app import ComposeResult

from kassa_tui.i18n import N_, _, current, n_
from kassa_tui.money import Money
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.lines.variants import SEVERAL, Picked, Variants
from kassa_tui.text import is_digits
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods import catalog
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.goods.catalog import Matrix
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.matrix import MatrixGrid, MatrixValues, price_text

LONGEST = 3
"""Digits of a quantity."""

_ARROWS = (
    ("up", -1, 0, "↑", N_("Up")),
    ("down", 1, 0, "↓", N_("Down")),
    ("left", 0, -1, "←", N_("To the left")),
    ("right", 0, 1, "→", N_("To the right")),
)


class MatrixScreen(KassaScreen[Picked]):
    """Gives back what was picked, or None."""

    ORDERS = False
    HELP = N_("Arrows go to a variant, digits say how many, + and − one more or less. F12 takes all of them.")
    SCAN = N_("One more of the variant that is scanned.")

    def __init__(self, counter: Counter, matrix: Matrix, begin: int | None = None, place: str = "sale") -> None:
        super().__init__(counter)
        self.PLACE = place
        self.matrix = matrix
        self.typed_in: dict[tuple[str, str], str] = {}
        self.at = self._place(begin) or (0, 0)
        self.notice = ""
        self._fresh = True

    def body(self) -> ComposeResult:
        """One grid."""
        yield MatrixGrid()

    def on_mount(self) -> None:
        """The first picture."""
        super().on_mount()
        self.draw()

    def _place(self, product_id: int | None) -> tuple[int, int] | None:
        for (one, two), article in self.matrix.cells.items():
            if article.id == product_id:
                return self.matrix.rows.index(one), self.matrix.columns.index(two)
        return None

    @property
    def cell(self) -> tuple[str, str]:
        """The names of the axes under the cursor."""
        return self.matrix.rows[self.at[0]], self.matrix.columns[self.at[1]]

    def picked(self) -> Picked:
        """What is typed so far."""
        return tuple(
            (article, int(self.typed_in[cell]) * ONE)
            for cell, article in self.matrix.cells.items()
            if int(self.typed_in.get(cell) or 0)
        )

    def draw(self) -> None:
        """The grid and its sum."""
        picked = self.picked()
        pieces = sum(quantity for _article, quantity in picked) // ONE
        total = Money(sum((a.price.minor if a.price else 0) * q // ONE for a, q in picked), self.counter.shop.currency)
        count = n_("{n} piece", "{n} pieces", pieces).format(n=pieces)
        amount = total.text(current().language) if pieces else ""
        values = MatrixValues(
            title=price_text(self.matrix, self.at) or self.matrix.style,
            matrix=self.matrix,
            typed=dict(self.typed_in),
            at=self.at,
            sum=f"{count} · {amount}" if pieces else "",
            notice=self.notice,
            high=3 if self.app.touch else 1,
        )
        self.query_one(MatrixGrid).show(values)

    def now(self) -> Iterable[Key]:
        """Move, change, take."""
        yield key("escape", _("Back"), lambda: self.dismiss(None), weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        longer = self.longer()
        for name, down, right, label, word in _ARROWS:
            yield key(name, self.tile(_(word), longer), partial(self._step, down, right), label=label, weight=4)
        finger = self.app.touch
        yield key("plus", _("One more") if finger else "", lambda: self._more(1), label="+")
        yield key("minus", _("One less") if finger else "", lambda: self._more(-1), label="−")
        yield key("backspace", "", lambda: self._put(self.typed_in.get(self.cell, "")[:-1]))
        yield key("delete", "", lambda: self._put(""))
        yield key("enter", "", lambda: self._step(0, 1))
        if self.picked():
            yield key("f12", _("Take them"), lambda: self.dismiss(self.picked()), go=True, books=True)

    def typed(self, event: events.Key) -> None:
        """A digit of how many; the first one after a move begins anew."""
        character = event.character or ""
        if not is_digits(character):
            if character:
                self.refuse()
            return
        before = "" if self._fresh else self.typed_in.get(self.cell, "")
        self._put((before + character)[:LONGEST])

    def _put(self, text: str) -> None:
        if self.cell not in self.matrix.cells:
            self.complain(_("That one is not in the collection."))
            return
        self.typed_in[self.cell] = text.lstrip("0")
        self.notice, self._fresh = "", False
        self.draw()

    def _more(self, by: int) -> None:
        now = int(self.typed_in.get(self.cell) or 0) + by
        self._put(str(max(0, min(now, 10**LONGEST - 1))))

    def _step(self, down: int, right: int) -> None:
        row = max(0, min(self.at[0] + down, len(self.matrix.rows) - 1))
        self.at = (row, max(0, min(self.at[1] + right, len(self.matrix.columns) - 1)))
        self.notice, self._fresh = "", True
        self.draw()

    def meant(self, scanned: Meaning) -> object:
        """One more of a variant of this article; anything else is another model."""
        match scanned:
            case ArticleCode(article=article) | LabelCode(article=article):
                self._one_more(self._place(article.id))
            case StyleCode(style=self.matrix.style):
                self.complain(_(SEVERAL).format(code=scanned.scan.text))
            case StyleCode() | ReceiptCode() | VoucherCode() | Misread() | Unknown():
                self._one_more(None)
            case BadgeCode() | OrderCode():
                return super().meant(scanned)
            case never:
                assert_never(never)
        return None

    def _one_more(self, place: tuple[int, int] | None) -> None:
        if place is None:
            self.complain(_("That is another model."))
            return
        self.at = place
        self._more(1)

    def say(self, text: str, hint: str = "") -> None:
        """Below the grid."""
        self.notice = text
        self.draw()

    @on(Canvas.Hit, "MatrixGrid")
    def _clicked(self, event: Canvas.Hit) -> None:
        """A tap goes to a variant; a second one counts one more."""
        event.stop()
        match event.what:
            case targets.Cell(row, column) if self.at == (row, column) and self.typed_in.get(self.cell):
                self._more(1)
            case targets.Cell(row, column):
                self.at, self._fresh = (row, column), True
                self._more(1) if not self.typed_in.get(self.cell) else self.draw()
        self.keys_changed()


async def pick(screen: Framed, variants: Variants) -> Picked:
    """Which of an article's variants, and how many of each; nothing when that was given up."""
    grid = catalog.matrix(variants.style, screen.counter.shop.currency)
    if grid is None:
        return ()
    return await screen.app.ask(MatrixScreen(screen.counter, grid, variants.begin, screen.PLACE)) or ()
