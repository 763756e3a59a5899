"""What a country decides for its shops: currency, VAT rates, cash rounding, numbers, time zone.

Data for the set-up; afterwards it lives in the shop's own tables. Rates: NL Wet OB 1968 (21 since
1 October 2012, 9 since 1 January 2019), DK momsloven (25 since 1992), GB VATA 1994 (20 since 4 January
2011). They are for the bookkeeper to confirm.
"""

from msgspec import Struct

from kassa_tui.i18n import N_


class DatedRate(Struct, frozen=True):
    """A VAT code's rate (basis points) from a day on; `outside` is what bears no VAT at all."""

    code: str
    name: str
    rate: int
    valid_from: str
    outside: bool = False


class DatedPrepaid(Struct, frozen=True):
    """Whether what was prepaid keeps the rate that it bore, of goods that leave at another from a day on.

    Directive 2006/112/EC, art. 93 and 95, leave it to the country; for the bookkeeper to say.
    """

    valid_from: str
    keeps_rate: bool


class Country(Struct, frozen=True):
    """One country's presets. `cash_step` in minor units; `rounds` says whether rounding is on at set-up.

    `keeps_years` is how long the books are kept: so many years after the end of the calendar year. Sources: NL Algemene
    wet inzake rijksbelastingen, article 52; DK bogføringsloven, section 12; GB VATA 1994, schedule 11, paragraph 6.
    `store_codes` are the layouts of codes that scales in shops print; see store_codes.
    """

    code: str
    name: str
    currency: str
    language: str
    zone: str
    company_label: str
    cash_step: int
    rounds: bool
    coin: int
    keeps_years: int
    rates: tuple[DatedRate, ...]
    store_codes: tuple[str, ...] = ()
    prepaid: tuple[DatedPrepaid, ...] = (DatedPrepaid("1995-01-01", keeps_rate=False),)


_LONG_AGO = "1995-01-01"
_NONE = DatedRate("outside", N_("no VAT"), 0, _LONG_AGO, outside=True)
_EXEMPT = DatedRate("exempt", N_("exempt"), 0, _LONG_AGO)
_ZERO = DatedRate("zero", N_("zero rate"), 0, _LONG_AGO)
_HIGH, _LOW = N_("standard rate"), N_("reduced rate")

_DANISH_CODES = (
    *(f"{prefix}IIIIPPPPPPC" for prefix in (21, 22, 23, 24)),
    *(f"{prefix}IIIIWWWWWWC" for prefix in (26, 28)),
    "27IIIIIWWWWWC",
)
"""Source: GS1 Denmark, GTIN-13 with price and with weight; 20, 25 and 29 are free for a shop's own numbers."""

_DUTCH_CODES = (
    *(f"{prefix}IIIIIPPPPPC" for prefix in (21, 22, 23, 24)),
    *(f"{prefix}IIIIIWWWWWC" for prefix in (27, 28)),
)
"""There is no national layout: what scales usually print, to be compared with the shop's own."""

COUNTRIES = {
    "NL": Country(
        code="NL",
        name=N_("Netherlands"),
        currency="EUR",
        language="nl",
        zone="Europe/Amsterdam",
        company_label="KvK",
        cash_step=5,
        rounds=True,
        coin=5,
        keeps_years=7,
        rates=(
            DatedRate("high", _HIGH, 1900, "2001-01-01"),
            DatedRate("high", _HIGH, 2100, "2012-10-01"),
            DatedRate("low", _LOW, 600, _LONG_AGO),
            DatedRate("low", _LOW, 900, "2019-01-01"),
            _ZERO,
            _EXEMPT,
            _NONE,
        ),
        store_codes=_DUTCH_CODES,
    ),
    "DK": Country(
        code="DK",
        name=N_("Denmark"),
        currency="DKK",
        language="da",
        zone="Europe/Copenhagen",
        company_label="CVR",
        cash_step=50,
        rounds=True,
        coin=50,
        keeps_years=5,
        rates=(DatedRate("high", _HIGH, 2500, _LONG_AGO), _ZERO, _EXEMPT, _NONE),
        store_codes=_DANISH_CODES,
    ),
    "GB": Country(
        code="GB",
        name=N_("United Kingdom"),
        currency="GBP",
        language="en",
        zone="Europe/London",
        company_label="Company no.",
        cash_step=1,
        rounds=False,
        coin=1,
        keeps_years=6,
        rates=(
            DatedRate("high", _HIGH, 1750, _LONG_AGO),
            DatedRate("high", _HIGH, 2000, "2011-01-04"),
            DatedRate("low", _LOW, 500, _LONG_AGO),
            _ZERO,
            _EXEMPT,
            _NONE,
        ),
    ),
}


class Method(Struct, frozen=True):
    """A payment method at set-up."""

    code: str
    name: str
    kind: str
    letter: str
    gives_change: bool = False
    opens_drawer: bool = False
    counted_at_close: bool = False
    in_office: bool = False


METHODS = (
    Method("card", N_("Card"), "card", "P", counted_at_close=True, in_office=False),
    Method(
        "cash", N_("Cash"), "cash", "C", gives_change=True, opens_drawer=True, counted_at_close=True, in_office=False
    ),
    Method("voucher", N_("Gift voucher"), "voucher", "B"),
    Method("account", N_("On account"), "account", "R", in_office=True),
    Method("credit", N_("Credit"), "credit", "T", in_office=True),
    Method("transfer", N_("Bank transfer"), "transfer", "O", in_office=True),
)


class PresetReason(Struct, frozen=True):
    """A reason for cash in or out at set-up."""

    code: str
    name: str
    direction: str
    needs_note: bool = False
    temporary: bool = False


REASONS = (
    PresetReason("change", N_("change money"), "both"),
    PresetReason("skim", N_("skim"), "out"),
    PresetReason("temporary", N_("temporary withdrawal"), "out", temporary=True),
    PresetReason("bank", N_("to or from the bank"), "both"),
    PresetReason("expense", N_("expense"), "out", needs_note=True),
    PresetReason("private", N_("private"), "both", needs_note=True),
    PresetReason("other", N_("other"), "both", needs_note=True),
)
