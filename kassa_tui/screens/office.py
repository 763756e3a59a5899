"""The place Office: what is not selling. Grows with what the owner can do."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from kassa_tui.i18n import N_, _
from kassa_tui.screens.base import key
from kassa_tui.screens.lists import ListScreen
from kassa_tui.till import products, reports, shop_edit
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


class _Entry(Struct, frozen=True):
    """A thing to do; `allowed` False shows who is needed."""

    word: str
    about: str
    open: Callable[[], None]
    allowed: bool


class OfficeScreen(ListScreen):
    """The root of the place."""

    PLACE = "office"
    HELP = N_("Choose what to look at or change. What you may not do says who may.")

    def read(self) -> None:
        """What there is, for this person."""
        may = self.counter.may
        edit, past = may(products.EDIT), may(reports.HISTORY)
        self.entries = [
            _Entry(N_("Products"), N_("find, add and change; prices, VAT, barcodes"), self._products, edit),
            _Entry(N_("Sessions"), N_("past sessions, payments by type, Z reports"), self._history, past),
            _Entry(
                N_("Shop"), N_("texts, cash tracking, count, tolerance, printing"), self._shop, may(shop_edit.EDIT_SHOP)
            ),
            _Entry(N_("Devices"), N_("printer, drawer, scanner; test receipt"), self._devices, True),
        ]

    def count(self) -> int:
        """How many entries."""
        return len(self.entries)

    def values(self) -> ListValues:
        """Name and a few words."""
        rows = tuple(
            ListRow((_(e.word), _(e.about) if e.allowed else _("manager")), "text" if e.allowed else "muted")
            for e in self.entries
        )
        columns = (Column("", 20), Column(""))
        return ListValues(_("Office"), columns, rows, self.at, "", "", self.notice)

    def now(self) -> Iterable[Key]:
        """Open one; a place has no way back, it has the menu."""
        yield from self.common_keys()
        yield key("escape", "", self.app.seen)
        yield from self.list_keys()
        yield key("f12 enter", _("Open"), self.choose, go=True)

    def choose(self) -> None:
        """The selected one."""
        entry = self.entries[self.at]
        if entry.allowed:
            entry.open()
        else:
            self.complain(_("A manager may do this. F10 changes the person."))

    def _products(self) -> None:
        from kassa_tui.screens.products import ProductsScreen

        self.app.push_screen(ProductsScreen(self.counter))

    def _history(self) -> None:
        from kassa_tui.screens.history import HistoryScreen

        self.app.push_screen(HistoryScreen(self.counter))

    def _shop(self) -> None:
        from kassa_tui.screens.shop import ShopScreen

        self.app.push_screen(ShopScreen(self.counter))

    def _devices(self) -> None:
        from kassa_tui.screens.devices import DevicesScreen

        self.app.push_screen(DevicesScreen(self.counter))
