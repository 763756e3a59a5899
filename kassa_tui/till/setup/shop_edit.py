"""Changing what the shop has decided: each change is journalled, and what another changed meanwhile is not lost."""

import msgspec
from msgspec import Struct

from kassa_tui.i18n import LANGUAGES, N_, _
from kassa_tui.models import Setting
from kassa_tui.text import clean
from kassa_tui.till.basket import methods
from kassa_tui.till.drawer import sessions
from kassa_tui.till.goods.store_codes import layouts
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import ChangedMeanwhileError, TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import EDIT_SHOP, OWNER
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.row_changes import by_whom
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.people import pins
from kassa_tui.till.setup import logos

FIXED = (N_("country"), N_("currency"), N_("zone"), N_("demo"))
"""What no setting changes once there are receipts."""

LONGEST = 60

LATEST_ROLL_OVER = 12 * 60
"""Minutes after midnight at which a business day can end, at most."""

LONGEST_WAIT = 120
"""Minutes without a key after which a register can lock itself, at most."""


class ShopError(TillError):
    """Settings that cannot be."""


class SessionIsOpenError(TillError):
    """Cash tracking changes only between sessions."""

    template = N_("Close session {number} first: cash tracking changes only between sessions.")


class DayIsOpenError(SessionIsOpenError):
    """The end of the day changes only between sessions: what was sold keeps its day."""

    template = N_("Close session {number} first: the end of the day changes only between sessions.")


class NobodyCouldUnlockError(ShopError):
    """A lock that its owner could not open."""

    template = N_("Give an owner a PIN or a badge first: otherwise nobody could unlock the register.")


class ChangedSettingError(ChangedMeanwhileError):
    """Somebody else saved first."""

    template = N_("The settings were changed by {person} at {time}. What you typed is still here; look at it again.")


class ShopChange(Struct, frozen=True):
    """What was read, and what it should become."""

    before: Shop
    after: Shop


def _cleaned(shop: Shop) -> Shop:
    texts = {name: tuple(filter(None, (clean(line, LONGEST) for line in getattr(shop, name)))) for name in _LINES}
    return msgspec.structs.replace(
        shop,
        name=clean(shop.name, LONGEST),
        vat_number=clean(shop.vat_number, 30),
        company_number=clean(shop.company_number, 30),
        address=texts["address"],
        footer=texts["footer"],
    )


_LINES = ("address", "footer")
_AMOUNTS = ("tolerance", "float_amount", "packaging_limit", "drawer_limit")


def _check(desk: Desk, before: Shop, after: Shop) -> None:
    if not after.name:
        raise ShopError(N_("The shop needs a name."))
    if any(getattr(after, name) < 0 for name in _AMOUNTS):
        raise ShopError(N_("An amount is not below zero."))
    if after.lock != "off" and not pins.used(OWNER):
        raise NobodyCouldUnlockError
    if not 1 <= after.lock_minutes <= LONGEST_WAIT:
        raise ShopError(N_("The register locks after 1 to {most} minutes."), most=LONGEST_WAIT)
    if not 0 <= after.roll_over <= LATEST_ROLL_OVER:
        raise ShopError(N_("A day ends between 00:00 and 12:00."))
    _check_languages(after)
    logos.check(after.logo)
    layouts(after.store_codes)
    if after.methods != before.methods:
        _check_methods(after.methods)
    fixed = [name for name in FIXED if getattr(after, name) != getattr(before, name)]
    if fixed:
        raise ShopError(N_("{setting} cannot be changed."), setting=_(fixed[0]))
    _check_sessions(desk, before, after)


def _check_sessions(desk: Desk, before: Shop, after: Shop) -> None:
    """What changes only between sessions. Raises SessionIsOpenError, DayIsOpenError."""
    row = sessions.open_row(desk.register)
    if row is None:
        return
    if after.track_cash != before.track_cash:
        raise SessionIsOpenError(number=row.number)
    if after.roll_over != before.roll_over:
        raise DayIsOpenError(number=row.number)


def _check_languages(shop: Shop) -> None:
    """Languages that the program speaks, and no other. Raises ShopError."""
    for language in (shop.language, shop.receipts_in, shop.reports_in):
        if language not in LANGUAGES:
            raise ShopError(N_("There is no language {language}."), language=clean(language, 20))


def _check_methods(codes: tuple[str, ...]) -> None:
    """Only methods in use, each once, and one that everybody can pay with. Raises ShopError."""
    kinds = {method.code: method.kind for method in methods.methods()}
    for number, code in enumerate(codes):
        if code not in kinds:
            raise ShopError(N_("There is no payment method {code}."), code=clean(code, 20))
        if code in codes[:number]:
            raise ShopError(N_("Payment method {code} stands there twice."), code=code)
    if codes and not any(kinds[code].suffices for code in codes):
        raise ShopError(N_("Cash or card must stay."))


def put_setting(entry: Entry, key: str, value: object) -> None:
    """Store a setting as part of an entry."""
    setting = {"key": key, "value": journal.canonical(value)}
    if not Setting.update(value=setting["value"], entry=entry.number).where(Setting.key == key).execute():
        Setting.insert(**setting, entry=entry.number).execute()
    entry.state("setting", setting)


def checked(desk: Desk, before: Shop, after: Shop) -> Shop:
    """The shop as it would be kept. Raises ShopError, SessionIsOpenError, LayoutError, NoLogoError."""
    cleaned = _cleaned(after)
    _check(desk, before, cleaned)
    return cleaned


def differing(before: Shop, after: Shop) -> dict[str, object]:
    """The settings of `after` that are others than `before`, by their keys."""
    was = msgspec.to_builtins(before)
    return {name: value for name, value in msgspec.to_builtins(after).items() if value != was[name]}


@recorder(EDIT_SHOP)
def change(desk: Desk, wanted: ShopChange) -> Shop:
    """Store what differs; the shop as it is now.

    Raises ShopError, SessionIsOpenError, ChangedSettingError with who was first.
    """
    now, after = read_shop(), _cleaned(wanted.after)
    values = differing(wanted.before, after)
    stale = [name for name in differing(wanted.before, now) if name in values]
    if stale:
        raise ChangedSettingError(**by_whom("setting", "key", stale[0]))
    _check(desk, now, after)
    if values:
        with journal.entry(desk, "shop.changed") as entry:
            for key, value in values.items():
                put_setting(entry, key, value)
    return read_shop()
