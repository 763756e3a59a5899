"""The tasks of the office: one list for the place Office and for the search through all actions."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.base import KassaScreen
from kassa_tui.screens.frame.host import Host
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.permissions import (
    EDIT_CUSTOMERS,
    EDIT_KEYS,
    EDIT_PRODUCTS,
    EDIT_SHOP,
    EDIT_STAFF,
    SEE_HISTORY,
    SEE_SALES,
    SEE_SESSIONS,
    Action,
)
from kassa_tui.till.ledger.recording import refused
from kassa_tui.till.sale.sales import Recorded


def _products(counter: Counter) -> KassaScreen:
    from kassa_tui.screens.goods.products import ProductsScreen

    return ProductsScreen(counter)


def _history(counter: Counter) -> KassaScreen:
    from kassa_tui.screens.session.history import HistoryScreen

    return HistoryScreen(counter)


def _settings(counter: Counter) -> KassaScreen:
    from kassa_tui.screens.settings.screen import SettingsScreen

    return SettingsScreen(counter)


def _key_pages(counter: Counter) -> KassaScreen:
    from kassa_tui.screens.goods.key_pages import KeyPagesScreen

    return KeyPagesScreen(counter)


def _reports(counter: Counter) -> KassaScreen:
    from kassa_tui.screens.reports.screen import ReportsScreen

    return ReportsScreen(counter)


def _staff(counter: Counter) -> KassaScreen:
    from kassa_tui.screens.people.staff import StaffScreen

    return StaffScreen(counter)


def _grants(counter: Counter) -> KassaScreen:
    from kassa_tui.screens.people.permissions import PermissionsScreen

    return PermissionsScreen(counter)


def _customers(counter: Counter) -> KassaScreen:
    from kassa_tui.screens.customers.screen import CustomersScreen

    return CustomersScreen(counter)


def _devices(counter: Counter) -> KassaScreen:
    from kassa_tui.screens.machine.devices import DevicesScreen

    return DevicesScreen(counter)


def _pay(app: Host, basket: object) -> None:
    """Old invoices that are paid; what goes back stays in sight."""
    from kassa_tui.screens.payment.screen import PaymentScreen

    def paid(recorded: Recorded | None) -> None:
        if recorded is not None:
            text = _("Receipt {number} · paid {total} · change {change}")
            language = current().language
            total, change = recorded.total.text(language), recorded.change.text(language)
            app.tell(text.format(number=recorded.number, total=total, change=change))

    if isinstance(basket, Basket):
        app.push_screen(PaymentScreen(app.counter, basket), paid)


def _nothing(_app: Host, _result: object) -> None:
    """Most tasks end without an answer."""


class Task(Struct, frozen=True):
    """A thing to do, by whoever may one of `needs`; nothing in it is for everybody.

    `make` gives its screen, `after` goes on with what that gives back.
    """

    word: str
    about: str
    make: Callable[[Counter], KassaScreen]
    needs: tuple[Action, ...] = ()
    after: Callable[[Host, object], None] = _nothing

    def allowed(self, counter: Counter) -> bool:
        """Whether the person at the counter may."""
        return not self.needs or any(counter.may(action) for action in self.needs)

    def lacking(self, counter: Counter) -> str:
        """Who is needed for it, "" when the person may."""
        if self.allowed(counter):
            return ""
        return _("manager") if self.needs[0].manager else _("owner")


TASKS = (
    Task(N_("Products"), N_("find, add and change; prices, VAT, barcodes"), _products, (EDIT_PRODUCTS,)),
    Task(N_("Sessions"), N_("past sessions, payments by type, Z reports"), _history, (SEE_HISTORY,)),
    Task(N_("Settings"), N_("shop, cash, payment methods, VAT, receipts, lock"), _settings, (EDIT_SHOP,)),
    Task(N_("Quick-key pages"), N_("which article is on which key"), _key_pages, (EDIT_KEYS,)),
    Task(N_("Reports"), N_("sales, discrepancies and cash; charts, files"), _reports, (SEE_SALES, SEE_SESSIONS)),
    Task(N_("People"), N_("names, roles, PINs, badges"), _staff, (EDIT_STAFF,)),
    Task(N_("Permissions"), N_("what each role may do, up to how much"), _grants, (EDIT_STAFF,)),
    Task(N_("Customers"), N_("find, add and change; open invoices"), _customers, (EDIT_CUSTOMERS,), _pay),
    Task(N_("Devices"), N_("printer, drawer, scanner; tests, check-up"), _devices),
)


def begin(app: Host, task: Task) -> object:
    """Open the task's screen; what the person may not do, somebody else may agree to: then it is to be awaited."""
    if not task.allowed(app.counter):
        return _admit(app, task)
    app.push_screen(task.make(app.counter), partial(_ended, app, task))
    return None


async def _admit(app: Host, task: Task) -> None:
    """The whole task, until it is left, by whoever agreed to it. Raises NotAllowedError."""
    action = task.needs[0]
    refusal = NotAllowedError(action.code, _(action.text), app.counter.person.name)
    app.counter.note(refused, refusal)
    consent = await app.approve(refusal)
    if consent is None:
        raise refusal
    app.counter.admitted(consent)
    app.push_screen(task.make(app.counter), partial(_ended, app, task))


def _ended(app: Host, task: Task, result: object) -> None:
    """What somebody agreed to ends with the task."""
    app.counter.task_ended()
    task.after(app, result)
