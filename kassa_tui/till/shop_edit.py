"""Changing what the shop has decided: each change is journalled, and what another changed meanwhile is not lost."""

import msgspec
from msgspec import Struct

from kassa_tui.i18n import N_, _
from kassa_tui.models import Setting
from kassa_tui.text import clean
from kassa_tui.till import journal, methods, pins, sessions
from kassa_tui.till.errors import ChangedMeanwhileError, TillError
from kassa_tui.till.recording import recorder
from kassa_tui.till.shop import Shop, read_shop
from kassa_tui.till.staff import OWNER, Action, Desk
from kassa_tui.till.store_codes import layouts

EDIT_SHOP = Action("shop.edit", N_("change the shop's settings"), cashier=False)

FIXED = (N_("country"), N_("currency"), N_("zone"), N_("demo"))
"""What no setting changes once there are receipts."""

LONGEST = 60

LONGEST_WAIT = 120
"""Minutes without a key after which a register can lock itself, at most."""


class ShopError(TillError):
    """Settings that cannot be."""


class SessionIsOpenError(TillError):
    """Cash tracking changes only between sessions."""

    template = N_("Close session {number} first: cash tracking changes only between sessions.")


class NobodyCouldUnlockError(ShopError):
    """A lock that its owner could not open."""

    template = N_("Give an owner a PIN or a badge first: otherwise nobody could unlock the register.")


class ChangedSettingError(ChangedMeanwhileError):
    """Somebody else saved first."""

    template = N_("The settings were changed meanwhile. What you typed is still here; look at it again.")


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
    layouts(after.store_codes)
    if after.methods != before.methods:
        _check_methods(after.methods)
    fixed = [name for name in FIXED if getattr(after, name) != getattr(before, name)]
    if fixed:
        raise ShopError(N_("{setting} cannot be changed."), setting=_(fixed[0]))
    row = sessions.open_row(desk.register)
    if after.track_cash != before.track_cash and row is not None:
        raise SessionIsOpenError(number=row.number)


def _check_methods(codes: tuple[str, ...]) -> None:
    """Only methods in use, each once, and one that everybody can pay with. Raises ShopError."""
    kinds = {method.code: method.kind for method in methods.methods()}
    for number, code in enumerate(codes):
        if code not in kinds:
            raise ShopError(N_("There is no payment method {code}."), code=clean(code, 20))
        if code in codes[:number]:
            raise ShopError(N_("Payment method {code} stands there twice."), code=code)
    if codes and not any(kinds[code] in methods.NEEDED for code in codes):
        raise ShopError(N_("Cash or card must stay."))


@recorder(EDIT_SHOP)
def change(desk: Desk, wanted: ShopChange) -> Shop:
    """Store what differs; the shop as it is now. Raises ShopError, SessionIsOpenError, ChangedSettingError."""
    now, after = read_shop(), _cleaned(wanted.after)
    before, stored = msgspec.to_builtins(wanted.before), msgspec.to_builtins(now)
    values = {name: value for name, value in msgspec.to_builtins(after).items() if value != before[name]}
    if any(stored[name] != before[name] for name in values):
        raise ChangedSettingError
    _check(desk, now, after)
    if not values:
        return now
    with journal.entry(desk, "shop.changed") as entry:
        for key, value in values.items():
            kept = {"key": key, "value": journal.canonical(value)}
            if not Setting.update(value=kept["value"], entry=entry.number).where(Setting.key == key).execute():
                Setting.insert(**kept, entry=entry.number).execute()
            entry.state("setting", kept)
    return read_shop()
