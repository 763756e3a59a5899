"""The groups of settings: their words, what each shows at a glance, and what choosing one opens."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from kassa_tui import settings
from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.base import KassaScreen
from kassa_tui.screens.settings import fields
from kassa_tui.screens.settings.fields import Setting
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods import key_pages
from kassa_tui.till.ledger.permissions import ACTIONS, CASHIER
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders.dates import day_text
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.till.people import people
from kassa_tui.till.setup import files, method_edit, reasons, tax_edit
from kassa_tui.till.setup.importing import PARTS

Glance = list[tuple[str, str]]
"""Names and values."""


def _no_fields(_shop: Shop) -> list[Setting]:
    return []


def _nothing(_counter: Counter) -> Glance:
    return []


class Group(Struct, frozen=True):
    """A group: a form of `fields`, or a screen of its own that `open` makes, with what is shown of it before."""

    word: str
    about: str
    fields: Callable[[Shop], list[Setting]] = _no_fields
    glance: Callable[[Counter], Glance] = _nothing
    open: Callable[[Counter], KassaScreen[None]] | None = None


def _methods(_counter: Counter) -> Glance:
    used = [each for each in method_edit.listed() if each.active]
    return [(f"{each.letter}  {_(each.name)}", _(each.kind_row.name)) for each in used]


def _day(iso: str) -> str:
    """A stored day as it is typed."""
    return day_text(date.fromisoformat(iso))


def _rates(counter: Counter) -> Glance:
    today = counter.shop.today(counter.desk).isoformat()
    rates = tax_edit.listed()
    found = [tax_edit.in_force(rates, code, today) for code in dict.fromkeys(rate.code for rate in rates)]
    now = [(_(rate.name), percent_text(rate.rate, current())) for rate in found if rate and not rate.outside]
    begins = _("from {day}")
    later = [
        (_(rate.name), f"{percent_text(rate.rate, current())} {begins.format(day=_day(rate.valid_from))}")
        for rate in rates
        if rate.valid_from > today
    ]
    return now + later


def _reasons(_counter: Counter) -> Glance:
    return [(_(each.name), _(reasons.DIRECTIONS[each.direction])) for each in reasons.listed() if each.active]


def _pages(_counter: Counter) -> Glance:
    pages = [page for page in key_pages.read().pages if not page.free]
    return [(f"{page.number}  {page.name}", str(sum(key is not None for key in page.keys))) for page in pages]


def _limits(counter: Counter) -> Glance:
    from kassa_tui.screens.people.permissions import limit_text

    held = people.grants(CASHIER)
    known = [(action, held[code]) for code, action in ACTIONS.items() if held.get(code) is not None]
    return [(_(action.text), limit_text(action, limit, counter.shop)) for action, limit in known]


SECRET = "●●●●"


def _machine(counter: Counter) -> Glance:
    """What the machine's file says; a password is never shown. Raises SettingsError."""
    file = Path(counter.settings_file)
    machine = settings.read(file)
    rows: Glance = [(_("File"), file.name), (_("Folder"), str(file.parent))]
    for name, value in msgspec.to_builtins(machine).items():
        inside = value.items() if isinstance(value, dict) else ((None, value),)
        for key, setting in inside:
            text = SECRET if key == "password" else str(setting)
            rows.append((f"{name} {key}" if key else name, text))
    return rows


def _logo(counter: Counter) -> Glance:
    from kassa_tui.screens.settings.logo import about

    return [(_("Logo"), about(counter.shop.logo))]


def _logo_screen(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.settings.logo import LogoScreen

    return LogoScreen(counter)


def _contents(_counter: Counter) -> Glance:
    """How much of each a file would have."""
    return [(_(PARTS[part]), str(count)) for part, count in files.contents().items()]


def _methods_screen(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.settings.methods import MethodsScreen

    return MethodsScreen(counter)


def _rates_screen(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.settings.rates import RatesScreen

    return RatesScreen(counter)


def _reasons_screen(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.settings.reasons import ReasonsScreen

    return ReasonsScreen(counter)


def _pages_screen(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.goods.key_pages import KeyPagesScreen

    return KeyPagesScreen(counter)


def _limits_screen(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.people.permissions import PermissionsScreen

    return PermissionsScreen(counter)


def _devices_screen(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.machine.devices import DevicesScreen

    return DevicesScreen(counter)


def _files_screen(counter: Counter) -> KassaScreen[None]:
    from kassa_tui.screens.settings.files import SetUpFilesScreen

    return SetUpFilesScreen(counter)


GROUPS = (
    Group(N_("Shop"), N_("What stands above each receipt."), fields.shop_fields),
    Group(N_("Receipts"), N_("What stands below each receipt."), fields.receipt_fields),
    Group(N_("Logo"), N_("A picture above each receipt."), glance=_logo, open=_logo_screen),
    Group(N_("Cash and count"), N_("The drawer, its limits and its count."), fields.cash_fields),
    Group(N_("Sale and orders"), N_("What selling begins with, and what it is held to."), fields.sale_fields),
    Group(N_("Payment methods"), N_("What can be paid with, in your order."), glance=_methods, open=_methods_screen),
    Group(N_("VAT"), N_("Rates, each from a day on."), glance=_rates, open=_rates_screen),
    Group(N_("Reasons"), N_("Why cash is added or taken out."), glance=_reasons, open=_reasons_screen),
    Group(N_("Languages"), N_("Each person may choose another for the screen."), fields.language_fields),
    Group(N_("Lock"), N_("Who is at the register."), fields.lock_fields),
    Group(N_("Limits"), N_("Up to how much a cashier may alone."), glance=_limits, open=_limits_screen),
    Group(N_("Quick-key pages"), N_("Which article is on which key."), glance=_pages, open=_pages_screen),
    Group(
        N_("Devices"),
        N_("From this machine's file, read at the start."),
        glance=_machine,
        open=_devices_screen,
    ),
    Group(N_("Set-up as a file"), N_("All of this for a second register."), glance=_contents, open=_files_screen),
)
