"""Receipts that were put aside."""

from collections.abc import Iterable

from kassa_tui.i18n import N_, _, current, n_
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.till.basket.parking import ParkedBasket
from kassa_tui.till.counter import aside
from kassa_tui.till.ledger import clock
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


class ParkedScreen(ListScreen[int]):
    """Gives back the id of the chosen one, or None."""

    PLACE = "sale"
    HELP = N_("Choose a receipt to go on with. One that is in progress is parked first.")
    SCAN = N_("Close the list first.")

    def read(self) -> None:
        """The newest first."""
        self.parked: list[ParkedBasket] = aside.parked(self.counter)

    def count(self) -> int:
        """How many are parked."""
        return len(self.parked)

    def values(self) -> ListValues:
        """Time, name, lines, total."""
        zone, language = self.counter.shop.zone, current().language
        rows = tuple(
            ListRow(
                (
                    f"{clock.local(each.at, zone):%H:%M}",
                    each.name,
                    each.person,
                    n_("{count} line", "{count} lines", each.lines).format(count=each.lines),
                    each.total.text(language),
                )
            )
            for each in self.parked
        )
        columns = (
            Column(_("Time"), 6),
            Column(_("Name")),
            Column(_("By"), 14),
            Column("", 10, "right"),
            Column(_("Total"), 10, "right"),
        )
        empty = _("Nothing is parked. F5 on the sale screen parks a receipt.")
        return ListValues(
            title=_("Parked"),
            columns=columns,
            rows=rows,
            at=self.at,
            about="",
            empty=empty,
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """Go on with one of them."""
        yield from super().now()
        if self.parked:
            yield key("f12", _("Go on with this one"), self.choose, go=True, books=True)

    def choose(self) -> None:
        """The selected one."""
        if self.parked:
            self.dismiss(self.parked[self.at].id)
