"""Counting lines by scanning them: which of several lines of one article is meant is asked where they differ."""

from collections.abc import Sequence
from typing import ClassVar

from kassa_tui.i18n import _, current
from kassa_tui.money import Money
from kassa_tui.screens.frame.base import Keys
from kassa_tui.screens.frame.menu import Item, MenuQuestion
from kassa_tui.till.basket.lines import Lot, quantity_text
from kassa_tui.till.goods.article_codes import Named
from kassa_tui.till.goods.codes import Scan
from kassa_tui.till.goods.scanned_lines import Scannable, candidates


class LineCounting(Keys):
    """Mixed into lists of lines: a scan counts one more of the line that it means. `at` is the cursor."""

    NOT_HERE: ClassVar[str]
    at: int

    def scannable(self) -> list[Scannable]:
        """The lines, in the order of the list."""
        raise NotImplementedError

    def count_one(self, lot: Lot) -> None:
        """One more of the line at the cursor, of the lot that its code said. Raises TillErrors."""
        raise NotImplementedError

    def not_here(self, scan: Scan) -> None:
        """No line is of that code."""
        self.complain(_(self.NOT_HERE).format(code=scan.text))

    def count_scanned(self, code: Named) -> object:
        """One more of what was scanned. Raises NoSuchLineError and what `count_one` does."""
        lines = self.scannable()
        places = candidates(code, lines)
        if len(places) > 1:
            return self._ask(code, lines, places)
        if places:
            self._count_at(places[0], code.scan.lot)
        else:
            self.not_here(code.scan)
        return None

    async def _ask(self, code: Named, lines: Sequence[Scannable], places: Sequence[int]) -> None:
        question = MenuQuestion(_("Which {name}?").format(name=code.article.name), [_item(n, lines[n]) for n in places])
        place = await self.app.ask(question)
        if place is not None:
            self._count_at(place, code.scan.lot)

    def _count_at(self, place: int, lot: Lot) -> None:
        self.at = place
        self.count_one(lot)


def _item(place: int, line: Scannable) -> Item[int]:
    language = current().language
    quantity = quantity_text(line.quantity, language.decimal)
    unit = "" if line.unit == "piece" else f" {line.unit}"
    total = Money(line.total, line.price.currency).text(language)
    return Item(f"{quantity}{unit} × {line.price.text(language)}", place, total)
