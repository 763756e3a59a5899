"""The shop as settings in the database: read as one value, changed one key at a time, journalled."""

from datetime import date
from typing import Any, Literal

import msgspec

from kassa_tui.database import bound, row, tuples
from kassa_tui.models import Setting
from kassa_tui.money import Currency, Money, currency
from kassa_tui.till.ledger.clock import business_day, local
from kassa_tui.till.ledger.desk import Desk


class Shop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the shop has decided. Amounts in minor units of `currency`, `roll_over` in minutes after midnight.

    `cash_step` is what cash is rounded to (1: not at all), `coin` the smallest coin in use. A `tolerance`
    is the difference at a close that nobody need approve; `packaging_limit` what a cashier may give back
    for empties without a permission; above `drawer_limit` in the drawer the register warns (0: never).
    `tour` says that the first day's tour is still to be shown.
    `methods` are the codes of the payment methods that are offered, in their order; none stands for all of them.
    `lock` says whether the register asks who is there by PIN or badge, and locks itself after `lock_minutes` without
    a key. An empty `receipt_language` or `report_language` is the shop's. `store_codes` are the layouts of the scale's
    codes (see store_codes). `deposit_tax` says when VAT on a deposit counts: when it is paid, or at the hand-over;
    `kept_deposit_tax` whether one that the shop keeps bears VAT.
    `logo` is a PNG picture in base64, or empty (see logos).
    """

    name: str
    country: str
    currency: str
    language: str
    zone: str
    address: tuple[str, ...] = ()
    vat_number: str = ""
    company_label: str = ""
    company_number: str = ""
    footer: tuple[str, ...] = ()
    roll_over: int = 240
    cash_step: int = 1
    coin: int = 1
    track_cash: bool = True
    blind_count: bool = True
    tolerance: int = 500
    float_amount: int = 15000
    packaging_limit: int = 2500
    drawer_limit: int = 0
    print_receipts: bool = True
    print_at_close: bool = True
    first_method: str = "card"
    methods: tuple[str, ...] = ()
    store_codes: tuple[str, ...] = ()
    receipt_language: str = ""
    report_language: str = ""
    tour: bool = False
    deposit_tax: Literal["deposit", "hand_over"] = "deposit"
    kept_deposit_tax: bool = True
    lock: Literal["off", "auto"] = "off"
    lock_minutes: int = 5
    logo: str = ""
    demo: bool = False

    @property
    def receipts_in(self) -> str:
        """The language of receipts: what customers read."""
        return self.receipt_language or self.language

    @property
    def reports_in(self) -> str:
        """The language of slips, X and Z reports: what the bookkeeper reads."""
        return self.report_language or self.language

    @property
    def unit(self) -> Currency:
        """The register's one currency."""
        return currency(self.currency)

    def money(self, minor: int) -> Money:
        """So many minor units of the shop's currency."""
        return Money(minor, self.currency)

    def today(self, desk: Desk) -> date:
        """The business day at the desk's clock."""
        return business_day(desk.clock(), self.zone, self.roll_over)

    def day_shown(self, desk: Desk) -> date:
        """The day of the calendar, which the bar shows and people count from; after midnight the business day lags."""
        return local(desk.clock(), self.zone).date()


class _Cache:
    """The shop as last read, valid while no setting has been written since."""

    key: tuple[object, int] | None = None
    shop: Shop


def read_shop() -> Shop:
    """The shop's settings; another process's changes are seen at the next call."""
    newest = (row("SELECT max(entry) FROM setting") or (None,))[0]
    key = (bound(), newest)
    if _Cache.key != key:
        stored = tuples(Setting.select(Setting.key, Setting.value))
        kept: dict[str, Any] = {name: msgspec.json.decode(value) for name, value in stored}
        _Cache.shop = msgspec.convert(kept, Shop)
        _Cache.key = key
    return _Cache.shop
