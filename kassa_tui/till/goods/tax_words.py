"""A VAT code from what people and other programs write for it: a word, or a percentage of today."""

import re
from collections.abc import Mapping

from kassa_tui.i18n import N_
from kassa_tui.till.basket.tax import Rate
from kassa_tui.till.goods.products import ProductError

ZERO, EXEMPT, STANDARD = "zero", "exempt", "high"

_WORDS = {
    **dict.fromkeys(
        ("hoog", "høj", "standard", "standaard", "standard rate", "algemeen", "normal", "normaal"), STANDARD
    ),
    **dict.fromkeys(("laag", "lav", "reduced-rate", "reduced rate", "reduced", "verlaagd"), "low"),
    **dict.fromkeys(("nul", "nultarief", "nulsats", "zero-rate", "zero rate", "zero rated"), ZERO),
    **dict.fromkeys(("vrij", "vrijgesteld", "fri", "momsfri", "fritaget", "vat exempt", "tax exempt"), EXEMPT),
}
_PERCENT = re.compile(
    r"(?:(?:vat|btw|moms|tax|salgsmoms)\W*)?(\d{1,2})(?:[.,](\d{1,2})0*)?\s*%?(?:\s*(?:vat|btw|moms|tax|st|g))?"
)


def by_default(rates: Mapping[str, Rate]) -> Rate:
    """The standard rate, for a line of one's own that says nothing."""
    return rates[STANDARD] if STANDARD in rates else next(iter(rates.values()))


def only_rate(rates: Mapping[str, Rate]) -> Rate | None:
    """The one rate above nothing that the shop has; None where there are several, so that a file has to say which."""
    above = [rate for rate in rates.values() if rate.rate and not rate.outside]
    return above[0] if len(above) == 1 else None


def read_tax_code(text: str, rates: Mapping[str, Rate]) -> str:
    """A VAT code from its word or a percentage of today. Raises ProductError where it says none, or two of them.

    0 % is the zero rate: an exemption is another thing in law and is asked for by its word.
    """
    word = text.casefold().strip()
    word = _WORDS.get(word, word)
    if word in rates:
        return word
    percent = _PERCENT.fullmatch(word)
    basis_points = int(percent[1]) * 100 + int((percent[2] or "0").ljust(2, "0")) if percent else -1
    codes = [rate.code for rate in rates.values() if rate.rate == basis_points and not rate.outside]
    alike = [code for code in codes if code != EXEMPT]
    if len(alike) == 1:
        return alike[0]
    if codes:
        raise ProductError(
            N_('"{text}" is the rate of several VAT codes: write {codes}.'), text=text, codes=", ".join(sorted(codes))
        )
    raise ProductError(N_('There is no VAT code "{code}".'), code=text)
