"""Whatever is done with an order, its VAT, what it asks and what goes back follow the rules: any play of them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kassa_tui.database import close_database, rows
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.basket.tax import RateKey, rates_on, tax_in, tax_on
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.orders import edit, orders, tenders
from kassa_tui.till.orders.values import Order, OrderLineView
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import order_acts
from kassa_tui.till.setup import shop_edit, tax_edit
from kassa_tui.till.setup.tax_edit import PrepaidRule, RateForm
from tests.conftest import found_shop
from tests.till.orders.test_orders import Orders, do

CODES = st.sampled_from(["high", "low", "zero"])
LINES = st.lists(st.tuples(st.integers(1, 90_000), st.integers(1, 3), CODES, st.booleans()), min_size=1, max_size=4)
"""Price, pieces, VAT code, and whether it is the catalogue's."""
METHODS = ("card", "cash", "account", "transfer")
N = st.integers(1, 60_000)
PAYING = st.lists(st.tuples(st.sampled_from([*METHODS, "rest", "rest"]), N), min_size=1, max_size=3)
LATER = st.lists(
    st.tuples(st.sampled_from([*METHODS, "rest", "line", "line", "line", "part", "back", "code", "less", "later",
                               "switch", "net", "cancel"]), N),
    max_size=5,
)  # fmt: skip
ACTS = st.builds(lambda paid, later, end: [*paid, *later, *end], PAYING, LATER,
                 st.sampled_from([[], [("line", 0), ("rest", 0), ("hand", 0)], [("line", 1), ("cancel", 3)]]))  # fmt: skip


@dataclass
class Play:
    """An order that is played with, and what it was before each act. `plain`: nothing of it was changed afterwards.

    `later`: a rate is another since.
    """

    till: Orders
    order: int
    plain: bool = True
    later: bool = False
    seen: int = 0

    @property
    def view(self) -> Order:
        return self.till.order(self.order)

    def act(self, name: str, n: int) -> None:
        """One thing that people do. Raises TillErrors."""
        view, till = self.view, self.till
        if name in METHODS:
            till.pay(self.order, decimal(min(n, view.row.due.minor)), name)
        elif name == "rest":
            till.pay(self.order, decimal(view.row.due.minor), METHODS[n % len(METHODS)])
        elif name == "line":
            line = view.lines[n % len(view.lines)]
            till.hand_over(self.order, {line.id: line.left})
        elif name == "later":
            till.shop.clock.later(days=28)
            self.later = True
        elif name == "code":
            self.change_code(n)
        elif name == "switch":
            self.switch()
        elif name == "net":
            self.type_net(n)
        elif name == "back" and n % 3 == 0:
            order_acts.refund(till.shop.desk, self.order, view.version, till.shop.shop.money(n % 500))
        else:
            do(till, self.order, name, n)
        self.plain = self.plain and name not in ("later", "code", "less", "back", "net")

    def change_code(self, n: int) -> None:
        """A line is ordered at another rate."""
        form = orders.form_of(self.view)
        lines = list(form.basket.lines)
        if not lines:
            return
        at = n % len(lines)
        lines[at] = replace(lines[at], tax_code=("high", "low", "zero")[n % 3])
        edit.save(self.till.shop.desk, replace(form, basket=replace(form.basket, lines=tuple(lines))))

    def switch(self) -> None:
        """Shown with VAT or without: no total and no line changes."""
        before = self.view
        form = orders.form_of(before)
        edit.save(self.till.shop.desk, replace(form, includes_tax=not form.includes_tax))
        # The rates of the day are settled on the way.
        assert self.view.row.total == before.row.total
        assert [(line.net, line.figures) for line in self.view.lines] == [
            (line.net, line.figures) for line in before.lines
        ]

    def type_net(self, n: int) -> None:
        """A line more that is typed as net, beside whatever is there."""
        form = orders.form_of(self.view)
        line = Line(0, "Work", ONE, self.till.shop.money(decimal(n)), ("high", "low", "zero")[n % 3], without_tax=True)
        edit.save(self.till.shop.desk, replace(form, basket=form.basket.put(line)))

    def new_receipts(self) -> Iterator[int]:
        """The receipts since it was asked last."""
        for (receipt,) in rows("SELECT id FROM receipt WHERE id > ? ORDER BY id", self.seen):
            self.seen = receipt
            yield receipt


def decimal(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def check_rates(receipt: int, kind: str) -> None:
    """A deposit bears what is in it to half a cent; other receipts to a cent for each line and each deposit used."""
    ((count,),) = rows("SELECT count(*) FROM receipt_line WHERE receipt_id = ?", receipt)
    for code, rate, gross, tax in rows(
        "SELECT tax_code, rate, gross, tax FROM receipt_tax WHERE receipt_id = ?", receipt
    ):
        most = Fraction(1, 2) if kind == "deposit" else count + paid_in_parts()
        assert abs(tax - tax_in(gross, rate)) <= most, (kind, code, rate, gross, tax)


def paid_in_parts() -> int:
    """How many payments there were: each rounded its VAT."""
    return int(rows("SELECT count(*) FROM receipt_line WHERE kind = 'deposit'")[0][0])


def own_part(view: Order, receipt: int) -> Iterator[tuple[RateKey, int]]:
    """The VAT of each rate whose goods deposits of that rate paid wholly."""
    rates = rows("SELECT tax_code, rate, sum(CASE WHEN kind = 'deposit' THEN 0 ELSE total END), sum(total), sum(tax) "
                 "FROM receipt_line WHERE receipt_id = ? GROUP BY tax_code, rate", receipt)  # fmt: skip
    for code, rate, goods, left, tax in rates:
        if goods and not left:
            yield (code, rate), tax


def check_hand_over(before: Order, after: Order, receipt: int, *, plain: bool) -> None:
    """It asks for no more than is due; goods that deposits of their rate paid leave without VAT."""
    ((asked,),) = rows("SELECT total FROM receipt WHERE id = ?", receipt)
    assert asked <= max(before.row.due.minor, 0)
    if after.row.alive or (plain and before.row.due.minor == 0):
        assert all(tax == 0 for _key, tax in own_part(before, receipt))


def check_own_first(before: Order, receipt: int) -> None:
    """Deposits of other codes pay only for what would be asked beyond what is due; goods bear the rates of the day."""
    used = rows("SELECT tax_code FROM receipt_line WHERE receipt_id = ? AND kind = 'deposit' AND total < 0", receipt)
    goods = rows("SELECT tax_code, rate FROM receipt_line WHERE receipt_id = ? AND kind <> 'deposit'", receipt)
    ((asked, day),) = rows("SELECT total, business_day FROM receipt WHERE id = ?", receipt)
    if {code for (code,) in used} - {code for code, _rate in goods} - {"outside"}:
        assert asked == max(before.row.due.minor, 0)
    rates = rates_on(date.fromisoformat(day))
    assert all(rate == rates[code].rate for code, rate in goods)


def check_paid(receipt: int) -> None:
    """All was paid by deposits that bore VAT, and nothing changed since: the goods leave with nothing."""
    block = rows("SELECT gross, tax FROM receipt_tax WHERE receipt_id = ?", receipt)
    assert all(part == (0, 0) for part in block)


def check_refund(before: list[tenders.Piece], receipts: list[int]) -> None:
    """No tender gives back more than it held, in coins neither."""
    for receipt in receipts:
        for register, method, amount, rounding in rows(
            "SELECT r.register, p.method, p.amount, p.rounding FROM payment p JOIN receipt r ON r.id = p.receipt_id "
            "WHERE p.receipt_id = ?", receipt,
        ):  # fmt: skip
            own = [piece for piece in before if piece.place == (register, method)]
            assert rounding - amount <= sum(piece.gross for piece in own)
            if method == "cash":
                assert -amount <= max(0, sum(piece.coins for piece in own))


def check_end(play: Play) -> None:
    """Of an order that is completed all receipts bear the VAT of its lines, by code and rate."""
    if play.view.row.status != "completed":
        return
    ordered = rows("SELECT tax_code, rate, sum(total), sum(tax) FROM receipt_line WHERE order_line_id IS NOT NULL "
                   "GROUP BY tax_code, rate")  # fmt: skip
    booked = rows("SELECT tax_code, rate, sum(gross), sum(tax) FROM receipt_tax GROUP BY tax_code, rate")
    assert sorted(each for each in booked if each[2] or each[3]) == sorted(
        each for each in ordered if each[2] or each[3]
    )
    assert sum(line.figures.tax for line in play.view.lines) == sum(tax for *_key, tax in ordered)


def check_settled(view: Order) -> None:
    """Prices with VAT stay what they are; on those without, VAT is computed once for each rate."""
    alone: dict[tuple[str, int], list[OrderLineView]] = {}
    for line in view.lines:
        if not line.net and not line.figures.discount and not line.figures.share:
            assert line.figures.total == line.figures.amount == line.price.minor * line.quantity // ONE
        elif line.net:
            alone.setdefault((line.tax_code, line.rate), []).append(line)
    for (_code, rate), lines in alone.items():
        net, tax = sum(each.figures.total - each.figures.tax for each in lines), sum(each.figures.tax for each in lines)
        assert net == sum(each.price.minor * each.quantity // ONE for each in lines)
        assert abs(tax - tax_on(net, rate)) <= Fraction(1, 2)


def check_kept(before: Order, with_tax: bool) -> None:
    """A kept deposit is income at the rates that it bore; what bore none at rates of the order; or outside VAT."""
    income = rows("SELECT l.tax_code, l.rate, sum(l.total), sum(l.tax) FROM receipt_line l JOIN receipt r "
                  "ON r.id = l.receipt_id WHERE l.kind = 'service' AND r.id = (SELECT max(id) FROM receipt) "
                  "GROUP BY l.tax_code, l.rate")  # fmt: skip
    assert sum(gross for _code, _rate, gross, _tax in income) == before.deposit_left.minor
    if not with_tax:
        assert [(code, tax) for code, _rate, _gross, tax in income] == [("outside", 0)]
    elif before.deposit_left:
        assert {code for code, *_more in income} <= {"high", "low", "zero"}
        bore = {key: part for key, part in before.deposits.items() if key[0] != "outside"}
        for code, rate, gross, tax in income:
            own, borne = bore.get((code, rate), (0, 0))
            assert abs(tax - borne - tax_in(gross - own, rate)) <= Fraction(1, 2)
    assert rows("SELECT count(*) FROM payment WHERE receipt_id = (SELECT max(id) FROM receipt)") == [(0,)]


@settings(max_examples=3000 if os.environ.get("KASSA_TORTURE") else 10)
@given(LINES, st.booleans(), st.sampled_from(["deposit", "deposit", "hand_over"]), st.booleans(), st.booleans(), ACTS)
def test_any_play_follows_the_rules(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[int, int, str, bool]],
    includes: bool,
    when: str,
    kept: bool,
    keeps: bool,
    acts: list[tuple[str, int]],
) -> None:
    shop = found_shop(tmp_path_factory.mktemp("money") / "shop.db")
    card = CustomerForm(name="De Vries", kind="person", debtor="7", credit_limit=100_000_000)
    till = Orders(shop, customers.save(shop.desk, card))
    shop.open("150.00")
    tax_edit.add(shop.desk, RateForm("low", 1300, date(2026, 12, 15)))
    tax_edit.decide_prepaid(shop.desk, PrepaidRule("2026-12-01", keeps_rate=keeps))
    decided = replace(shop.shop, deposit_tax=when, kept_deposit_tax=kept)
    shop_edit.change(shop.desk, shop_edit.ShopChange(shop.shop, decided))
    form = till.form(*((f"Line {i}", decimal(price), n, code) for i, (price, n, code, _of) in enumerate(lines)))
    of_catalogue = [False if catalogue else None for *_line, catalogue in lines]
    typed = [replace(line, without_tax=said) for line, said in zip(form.basket.lines, of_catalogue, strict=True)]
    form = replace(form, basket=replace(form.basket, lines=tuple(typed)), includes_tax=includes)
    play = Play(till, edit.save(shop.desk, form))
    check_settled(play.view)
    for name, n in acts:
        before, held = play.view, tenders.held(play.order)
        try:
            play.act(name, n)
        except TillError:
            assert not [*play.new_receipts()]
            continue
        after, receipts = play.view, [*play.new_receipts()]
        kinds = {
            receipt: kind for receipt in receipts for (kind,) in rows("SELECT kind FROM receipt WHERE id = ?", receipt)
        }
        for receipt, kind in kinds.items():
            check_rates(receipt, kind)
            if kind == "sale" and name in ("line", "part", "hand"):
                check_hand_over(before, after, receipt, plain=play.plain)
                check_own_first(before, receipt)
                if play.plain and when == "deposit" and not before.row.due:
                    check_paid(receipt)
            if kind == "sale" and name == "cancel":
                check_kept(before, kept)
        check_refund(held, [receipt for receipt, kind in kinds.items() if kind == "refund"])
        if after.row.alive:
            assert sum(piece.gross for piece in tenders.held(play.order)) == after.deposit_left.minor
    if not (keeps and play.later):
        # What was prepaid keeps another rate than the goods that it paid.
        check_end(play)
    proof = verify()
    assert proof.proven, [problem.say() for problem in proof.problems]
    close_database()
