"""The tasks of the office: one list for the place Office and for the search through all actions."""

from collections.abc import Callable
from typing import assert_never

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

Opener = Callable[[Host, Callable[[], None]], None]
"""Opens a task's screen on the register, and calls back when that is left."""


def _opens(make: Callable[[Counter], KassaScreen[None]]) -> Opener:
    """Most tasks are a screen that ends without an answer."""

    def opened(app: Host, ended: Callable[[], None]) -> None:
        app.push_screen(make(app.counter), lambda _none: ended())

    return opened


@_opens
def _products(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.goods.products import ProductsScreen

    return ProductsScreen(counter)


@_opens
def _history(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.session.history import HistoryScreen

    return HistoryScreen(counter)


@_opens
def _settings(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.settings.screen import SettingsScreen

    return SettingsScreen(counter)


@_opens
def _key_pages(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.goods.key_pages import KeyPagesScreen

    return KeyPagesScreen(counter)


@_opens
def _reports(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.reports.screen import ReportsScreen

    return ReportsScreen(counter)


@_opens
def _staff(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.people.staff import StaffScreen

    return StaffScreen(counter)


@_opens
def _grants(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.people.permissions import PermissionsScreen

    return PermissionsScreen(counter)


def _customers(app: Host, ended: Callable[[], None]) -> None:
    """Old invoices of one of them may be paid from there."""
    from kassa_tui.screens.customers.screen import CustomersScreen

    def done(answer: int | Basket | None) -> None:
        ended()
        match answer:
            case Basket():
                _pay(app, answer)
            case int() | None:
                pass
            case _:
                assert_never(answer)

    app.push_screen(CustomersScreen(app.counter), done)


@_opens
def _devices(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.machine.devices import DevicesScreen

    return DevicesScreen(counter)


def _pay(app: Host, invoices: Basket) -> None:
    """Old invoices that are paid; what goes back stays in sight."""
    from kassa_tui.screens.payment.screen import PaymentScreen

    def paid(recorded: Recorded | None) -> None:
        if recorded is not None:
            text = _("Receipt {number} · paid {total} · change {change}")
            language = current().language
            total, change = recorded.total.text(language), recorded.change.text(language)
            app.succeeded(text.format(number=recorded.number, total=total, change=change))

    app.push_screen(PaymentScreen(app.counter, invoices), paid)


class Task(Struct, frozen=True):
    """A thing to do, by whoever may one of `needs`; nothing in it is for everybody.

    `open` opens its screen.
    """

    word: str
    about: str
    open: Opener
    needs: tuple[Action, ...] = ()

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
    Task(N_("Customers"), N_("find, add and change; open invoices"), _customers, (EDIT_CUSTOMERS,)),
    Task(N_("Devices"), N_("printer, drawer, scanner; tests, check-up"), _devices),
)


def begin(app: Host, task: Task) -> object:
    """Open the task's screen; what the person may not do, somebody else may agree to: then it is to be awaited."""
    if not task.allowed(app.counter):
        return _admit(app, task)
    task.open(app, app.counter.task_ended)
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
    task.open(app, app.counter.task_ended)
