"""Finding a product: the domain's own functions on a small and a large catalogue."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kassa_tui.database import close_database, open_database
from kassa_tui.till.goods import catalog
from kassa_tui.till.ledger.shop import read_shop
from tests.bench import shops
from tests.bench.report import Finding

TYPED = ("b", "br", "bre", "brea", "bread", "ch", "che", "milk", "coffee", "free eggs", "zz", "tul", "paper 9")
"""What somebody has typed so far when the search is asked."""

ROUNDS = 7


def _times(shop: Path, ask: Callable[[str, str], object], questions: Sequence[str]) -> list[float]:
    """Milliseconds of each question."""
    open_database(shop)
    currency = read_shop().currency
    taken = []
    for number in range(ROUNDS):
        for question in questions:
            began = time.perf_counter()
            ask(question, currency)
            # The first round warms the caches up.
            if number:
                taken.append((time.perf_counter() - began) * 1000)
    close_database()
    return taken


def by_barcode(few: Path, many: Path, codes: Sequence[str]) -> Finding:
    """The look-up behind a scan."""
    floor, ours = _times(few, catalog.by_barcode, codes), _times(many, catalog.by_barcode, codes)
    return Finding(f"look-up of a code, {shops.MANY:,} products / {shops.FEW}", "ms", ours, floor, 1.2)


def search(few: Path, many: Path) -> Finding:
    """A search as somebody types."""
    floor, ours = _times(few, catalog.search, TYPED), _times(many, catalog.search, TYPED)
    return Finding(f"search by name, {shops.MANY:,} products / {shops.FEW}", "ms", ours, floor)
