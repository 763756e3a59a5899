"""The place Office: what is not selling. Grows with what the owner can do."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.base import key
from kassa_tui.screens.lists import ListScreen
from kassa_tui.till import customers, key_pages, people, products, reports, shop_edit
from kassa_tui.till.basket import Basket
from kassa_tui.till.errors import NotAllowedError
from kassa_tui.till.recording import refused
from kassa_tui.till.report_filter import SEE_SALES, SEE_SESSIONS
from kassa_tui.till.sales import Recorded
from kassa_tui.till.staff import Action
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


class _Entry(Struct, frozen=True):
    """A thing to do, by whoever may one of `needs`; nothing in it is for everybody."""

    word: str
    about: str
    open: Callable[[], None]
    needs: tuple[Action, ...] = ()


class OfficeScreen(ListScreen):
    """The root of the place."""

    PLACE = "office"
    ORDERS = True
    HELP = N_("Choose what to look at or change. What you may not do says who may.")

    def read(self) -> None:
        """What there is, for this person."""
        self.entries = [
            _Entry(N_("Products"), N_("find, add and change; prices, VAT, barcodes"), self._products, (products.EDIT,)),
            _Entry(N_("Sessions"), N_("past sessions, payments by type, Z reports"), self._history, (reports.HISTORY,)),
            _Entry(
                N_("Shop"), N_("texts, cash tracking, count, tolerance, printing"), self._shop, (shop_edit.EDIT_SHOP,)
            ),
            _Entry(N_("Quick-key pages"), N_("which article is on which key"), self._key_pages, (key_pages.EDIT_KEYS,)),
            _Entry(
                N_("Reports"),
                N_("sales, discrepancies and cash; charts, files"),
                self._reports,
                (SEE_SALES, SEE_SESSIONS),
            ),
            _Entry(N_("People"), N_("names, roles, PINs, badges"), self._staff, (people.EDIT_STAFF,)),
            _Entry(N_("Permissions"), N_("what each role may do, up to how much"), self._grants, (people.EDIT_STAFF,)),
            _Entry(N_("Customers"), N_("find, add and change; open invoices"), self._customers, (customers.EDIT,)),
            _Entry(N_("Devices"), N_("printer, drawer, scanner; tests, check-up"), self._devices),
        ]

    def resumed(self) -> None:
        """A task that somebody agreed to ends here."""
        if self.is_current:
            self.counter.task_ended()
        super().resumed()

    def _allowed(self, entry: _Entry) -> bool:
        return not entry.needs or any(self.counter.may(action) for action in entry.needs)

    def _cells(self, entry: _Entry) -> ListRow:
        """Name and a few words, or who is needed."""
        if self._allowed(entry):
            return ListRow((_(entry.word), _(entry.about)))
        return ListRow((_(entry.word), _("manager") if entry.needs[0].manager else _("owner")), "muted")

    def count(self) -> int:
        """How many entries."""
        return len(self.entries)

    def values(self) -> ListValues:
        """Name and a few words."""
        rows = tuple(map(self._cells, self.entries))
        columns = (Column("", 20), Column(""))
        return ListValues(_("Office"), columns, rows, self.at, "", "", self.notice)

    def now(self) -> Iterable[Key]:
        """Open one; a place has no way back, it has the menu."""
        yield from self.common_keys()
        yield key("escape", "", self.app.seen)
        yield from self.list_keys()
        yield key("f12 enter", _("Open"), self.choose, go=True)

    def choose(self) -> object:
        """The selected one; what the person may not do, somebody else may agree to."""
        entry = self.entries[self.at]
        if not self._allowed(entry):
            return self._admit(entry)
        entry.open()
        return None

    async def _admit(self, entry: _Entry) -> None:
        """The whole task, until it is left, by whoever agreed to it. Raises NotAllowedError."""
        action = entry.needs[0]
        refusal = NotAllowedError(action.code, _(action.text), self.counter.person.name)
        self.counter.note(refused, refusal)
        consent = await self.app.approve(refusal)
        if consent is None:
            raise refusal
        self.counter.admitted(consent)
        entry.open()

    def _products(self) -> None:
        from kassa_tui.screens.products import ProductsScreen

        self.app.push_screen(ProductsScreen(self.counter))

    def _customers(self) -> None:
        from kassa_tui.screens.customers import CustomersScreen

        def found(basket: Basket | None) -> None:
            if basket is not None:
                self._pay(basket)

        self.app.push_screen(CustomersScreen(self.counter), found)

    def _pay(self, basket: Basket) -> None:
        """Old invoices that are paid; what goes back stays in sight."""
        from kassa_tui.screens.payment import PaymentScreen

        def paid(recorded: Recorded | None) -> None:
            if recorded is not None:
                text = _("Receipt {number} · paid {total} · change {change}")
                language = current().language
                total, change = recorded.total.text(language), recorded.change.text(language)
                self.app.tell(text.format(number=recorded.number, total=total, change=change))

        self.app.push_screen(PaymentScreen(self.counter, basket), paid)

    def _history(self) -> None:
        from kassa_tui.screens.history import HistoryScreen

        self.app.push_screen(HistoryScreen(self.counter))

    def _reports(self) -> None:
        from kassa_tui.screens.reports.screen import ReportsScreen

        self.app.push_screen(ReportsScreen(self.counter))

    def _shop(self) -> None:
        from kassa_tui.screens.shop import ShopScreen

        self.app.push_screen(ShopScreen(self.counter))

    def _key_pages(self) -> None:
        from kassa_tui.screens.key_pages import KeyPagesScreen

        self.app.push_screen(KeyPagesScreen(self.counter))

    def _staff(self) -> None:
        from kassa_tui.screens.staff import StaffScreen

        self.app.push_screen(StaffScreen(self.counter))

    def _grants(self) -> None:
        from kassa_tui.screens.permissions import PermissionsScreen

        self.app.push_screen(PermissionsScreen(self.counter))

    def _devices(self) -> None:
        from kassa_tui.screens.devices import DevicesScreen

        self.app.push_screen(DevicesScreen(self.counter))
