"""Ringing up recorded sales again, through the very functions that the counter uses.

The files are described in the README beside the recorded data: `sessions.json` and `transactions.jsonl`.
The clock is set to the recorded times, so that an entry may lie before the one in front of it; the journal
marks that.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.models import ReceiptLine
from kassa_tui.money import Money, currency
from kassa_tui.storage import bounded
from kassa_tui.text import clean
from kassa_tui.till.basket import line_removal, refunds
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Article
from kassa_tui.till.basket.tender import Payment, plain
from kassa_tui.till.drawer import closing, session_details, sessions
from kassa_tui.till.goods import catalog, products
from kassa_tui.till.ledger import clock, journal
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.sale import sales
from kassa_tui.till.setup.countries import COUNTRIES
from kassa_tui.till.setup.founding import Founding, Worker, found

COUNTRY = COUNTRIES["GB"]
LARGEST = 200_000_000
"""Bytes of what was recorded."""

UNIT = currency(COUNTRY.currency)
RETURNED_DEPOSIT = "Cup re-use"
"""The category that stands for packaging deposits given back."""

LineKey = tuple[int, int]
"""A transaction and the number of a line in it, as recorded."""


class ReplayError(KassaError):
    """Recorded data that cannot be rung up."""

    template = N_("{problem}")


@dataclass(slots=True)
class _Clock:
    """A clock that shows what it is told."""

    now: int = 0

    def __call__(self) -> int:
        return self.now

    def set(self, text: str) -> None:
        """To a recorded local time."""
        when = datetime.fromisoformat(text)
        zoned = when if when.tzinfo else when.replace(tzinfo=clock.zone(COUNTRY.zone))
        self.now = clock.to_ms(zoned)


class Replayed(Struct, frozen=True):
    """What the till found in a session."""

    session: int
    receipts: int
    expected_cash: Money
    counted_cash: Money | None
    closing_discrepancy: Money | None
    card: Money


def _money(text: object) -> Money:
    try:
        minor = Decimal(str(text)).scaleb(UNIT.exponent)
    except InvalidOperation as error:
        raise ReplayError(problem=f"not an amount: {text!r}") from error
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise ReplayError(problem=f"not an amount: {text!r}")
    return UNIT.money(int(minor))


def _list_price(line: Mapping[str, Any]) -> Money:
    return _money(line["unit_price"]) + _money(line.get("discount_per_item", "0.00"))


def _read(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    try:
        recorded = json.loads(bounded.read_text(folder / "sessions.json", LARGEST))
        lines = bounded.read_text(folder / "transactions.jsonl", LARGEST).splitlines()
        return recorded, [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise ReplayError(problem=str(error)) from error


@dataclass
class Replay:
    """One run: the shop it makes, and which stored line each recorded line became."""

    desk: Desk
    clock: _Clock
    articles: dict[tuple[str, str, int], Article] = field(default_factory=dict)
    stored: dict[LineKey, tuple[int, int]] = field(default_factory=dict)

    # --- Products ---

    @staticmethod
    def _key(line: Mapping[str, Any]) -> tuple[str, str, int]:
        return (str(line["category"]), str(line["description"]), _list_price(line).minor)

    def add_products(self, transactions: Iterable[Mapping[str, Any]]) -> None:
        """One product for each article and price that occurs."""
        keys = sorted({self._key(line) for each in transactions for line in each["lines"]})
        forms: list[products.ProductForm] = []
        for category, description, price in keys:
            deposit = category == RETURNED_DEPOSIT
            forms.append(
                products.ProductForm(
                    clean(description, products.LONGEST_NAME) or "?",
                    price,
                    "outside" if deposit else "high",
                    code=str(len(forms) + 1),
                    kind="packaging" if deposit else "article",
                    group=clean(category, 40),
                )
            )
        products.save_all(self.desk, [products.cleaned(form) for form in forms], "replay")
        for number, key in enumerate(keys, start=1):
            article = catalog.by_code(str(number), UNIT.code)
            assert article is not None
            self.articles[key] = article

    # --- One transaction ---

    def _sell(self, basket: Basket, line: Mapping[str, Any], quantity: int) -> Basket:
        article = self.articles[self._key(line)]
        grown = basket.add(article, quantity * ONE)
        off = _money(line.get("discount_per_item", "0.00"))
        if off and grown.selected is not None:
            grown = grown.set_discount(grown.selected, off=off * quantity)
        return grown

    def _take_off(self, desk: Desk, basket: Basket, key: int, quantity: int) -> Basket:
        """A void of the same transaction: the line goes, or becomes less, before payment."""
        line = basket.line(key)
        if line is None:
            raise ReplayError(problem=f"a line was voided twice: {line}")
        line_removal.line_removed(desk, basket, line)
        left = line.quantity + quantity * ONE
        return basket.change_quantity(key, left) if left else basket.remove(key)

    def _give_back(self, basket: Basket, source: tuple[int, int], quantity: int) -> Basket:
        """A void of another transaction's line: a refund against that receipt."""
        line_id, receipt_id = source
        existing = next((line for line in basket.lines if line.refund and line.refund.line_id == line_id), None)
        if existing:
            return basket.change_quantity(existing.key, existing.quantity + quantity * ONE)
        left = refunds.returnable(refunds.by_id(receipt_id))
        sold = next(line for line in left.lines if line.source.line_id == line_id)
        return basket.give_back(sold.source, sold.line, quantity * ONE)

    def _basket(self, desk: Desk, transaction: Mapping[str, Any]) -> tuple[Basket, dict[int, int]]:
        """The basket as it stood at payment, and which of its lines each recorded line is."""
        number = transaction["transaction"]
        basket = Basket(journal.new_uid(self.clock.now), UNIT.code)
        keys: dict[int, int] = {}
        for line in transaction["lines"]:
            quantity, voids = int(line["quantity"]), line.get("voids")
            if line["kind"] == "void" and voids and voids["transaction"] == number and voids["line"] in keys:
                basket = self._take_off(desk, basket, keys[voids["line"]], quantity)
                continue
            source = self.stored.get((voids["transaction"], voids["line"])) if voids else None
            basket = self._give_back(basket, source, quantity) if source else self._sell(basket, line, quantity)
            if basket.selected is not None:
                keys[line["line"]] = basket.selected
        return basket, keys

    @staticmethod
    def _payments(transaction: Mapping[str, Any]) -> list[Payment]:
        paid: list[Payment] = []
        for each in transaction["payments"]:
            method, amount, text = each["method"], _money(each["amount"]), clean(each.get("text") or "", 60)
            if method not in ("cash", "card"):
                raise ReplayError(problem=f"unknown payment method {method!r}")
            if method == "cash" and text == "Change" and paid and paid[-1].method == "cash":
                last = paid[-1]
                paid[-1] = Payment(last.method, last.tendered, last.change - amount, last.rounding, last.reference)
            else:
                paid.append(plain(method, amount, text))
        return paid

    def ring_up(self, transaction: Mapping[str, Any]) -> None:
        """Record one transaction at its own time, by the person who completed it."""
        self.clock.set(transaction["completed"])
        desk = self.desk.by(staff.named(transaction["staff"]))
        basket, keys = self._basket(desk, transaction)
        payments = self._payments(transaction)
        note = str(transaction["transaction"])
        if not basket.lines:
            sales.record_cancelled(desk, basket.uid, payments, note)
            return
        recorded = sales.record(desk, replace(basket, note=note), payments)
        positions = {line.key: position for position, line in enumerate(basket.lines, start=1)}
        rows = ReceiptLine.select().where(ReceiptLine.receipt_id == recorded.receipt_id)
        ids = {row.position: row.id for row in rows}
        for line_number, key in keys.items():
            if key in positions:
                line_id = ids[positions[key]]
                self.stored[transaction["transaction"], line_number] = (line_id, recorded.receipt_id)

    # --- One session ---

    def session(self, recorded: Mapping[str, Any], transactions: Iterable[Mapping[str, Any]]) -> Replayed:
        """Open, ring up in the order of completion, count and close with everything taken out."""
        self.clock.set(recorded["opened"])
        opened = sessions.start(self.desk, UNIT.money(0))
        for transaction in sorted(transactions, key=lambda each: datetime.fromisoformat(each["completed"])):
            try:
                self.ring_up(transaction)
            except KassaError as error:
                raise ReplayError(problem=f"transaction {transaction['transaction']}: {error}") from error
        self.clock.set(recorded["closed"])
        counted = recorded.get("counted") or {}
        cash = _money(counted["cash"]) if counted.get("cash") is not None else None
        terminals = {"card": _money(counted["card"])} if counted.get("card") is not None else {}
        taken = None if cash is not None else UNIT.money(max(closing.expected_cash(opened.id), 0))
        left = UNIT.money(0) if cash is not None else None
        form = closing.CloseForm(opened.id, counted=cash, left=left, taken=taken, terminals=terminals)
        closed = closing.close(self.desk, form)
        details = session_details.details(session_details.by_number(self.desk.register, opened.number))
        card = next((t.amount for t in details.tenders if t.method == "card"), UNIT.money(0))
        assert closed.expected is not None
        return Replayed(recorded["session"], details.receipts, closed.expected, closed.counted, closed.difference, card)


def _check(recorded: Iterable[Mapping[str, Any]], transactions: Iterable[Mapping[str, Any]]) -> None:
    known = {each["session"] for each in recorded}
    stray = {each["session"] for each in transactions} - known
    if stray:
        raise ReplayError(problem=f"transactions of unknown sessions: {sorted(stray)}")


def run(folder: Path, database: Path) -> Iterator[Replayed]:
    """Replay a folder into a new database that stays open, session by session.

    Raises ReplayError for data that cannot be rung up, ExistsError when there is a database already.
    """
    recorded, transactions = _read(folder)
    try:
        _check(recorded, transactions)
        names = sorted({str(transaction["staff"]) for transaction in transactions})
        ticking = _Clock()
        ticking.set(min(session["opened"] for session in recorded))
        form = Founding(
            shop="Replay",
            owner="Replay",
            country="GB",
            round_cash=False,
            people=tuple(Worker(name, "manager") for name in names),
        )
        replay = Replay(found(database, form, ticking), ticking)
        replay.add_products(transactions)
        for session in sorted(recorded, key=lambda session: int(session["session"])):
            own = [sale for sale in transactions if sale["session"] == session["session"]]
            yield replay.session(session, own)
    except (KeyError, TypeError, ValueError) as error:
        raise ReplayError(problem=f"the recorded data is not as described: {error!r}") from error
