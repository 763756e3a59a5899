"""Columns of other programs' exports that a till has no use for: they are left out, and the summary says so."""

import re
from functools import cache
from pathlib import Path

from kassa_tui.till.goods.imports.meanings import PURCHASE, key_of


@cache
def _without_use() -> frozenset[str]:
    """Headings without a use, read when the first file comes: most commands have none."""
    text = Path(__file__).with_name("left_out.txt").read_text(encoding="utf-8")
    lines = " ".join(line if not line.startswith("#") else "|" for line in text.splitlines())
    return frozenset(key_of(word) for word in lines.split("|") if word.strip()) | frozenset(PURCHASE)


_LEFT_OUT_LIKE = re.compile(
    # One column for each attribute, shop, outlet, sales channel or language.
    r"meta .+|swatches attributes|attribute \d+ .+|attribuut \d+ .+|eigenschap \d+ .+|egenskab \d+ .+|attribut \d+ .+"
    r"|(?:naam|waarde n|waarden|waarde|zichtbaar|globaal|navn|værdi er|værdier|synlig) (?:van )?"
    r"(?:attribuut|eigenschap|egenskab|attribut) \d+"
    r"|google shopping .+|included .+|metafield .+|.+ product metafields .+"
    r"|variant option (?:one|two|three) (?:name|value)"
    r"|inventory .+|reorder (?:point|level) .+|restock (?:level|point) .+|average cost .+|supply price .+|outlet tax .+"
    r"|(?:available for sale|in stock|low stock|optimal stock|modifier|modifier set) .+"
    r"|(?:beschikbaar voor verkoop|op voorraad|lage voorraad|optimale voorraad|modificator) .+"
    r"|(?:tilgængelig for salg|til salg|på lager|lavt lager|optimalt lager) .+"
    r"|(?:current quantity|new quantity|stock alert enabled|stock alert count|enabled) .+"
    r"|download \d+ .+|(?:external|externe|eksternt) id .+"
)


_SHOP_PRICE = re.compile(r"(?:price|prijs|pris)\s*\[.+\]", re.IGNORECASE)
"""The price of one of several shops, beside the usual one."""


def has_no_use(heading: str) -> bool:
    """Whether a heading is known from other programs and of no use to a till."""
    key = key_of(heading)
    return bool(key in _without_use() or _LEFT_OUT_LIKE.fullmatch(key) or _SHOP_PRICE.fullmatch(heading.strip()))
