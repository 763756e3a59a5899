"""Any sequence of sales, refunds, movements, counts and closes keeps the sums, the numbers and the proof."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from kassa_tui.database import close_database, rows
from kassa_tui.models import Receipt, ReceiptLine
from kassa_tui.till.basket import refunds, tax
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.drawer import closing, movements, sessions
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.proof import verify
from kassa_tui.till.sale import sales
from tests.conftest import ShopUnderTest, found_shop
from tests.till.basket.test_refunds import leftovers

PRICES = ("0.01", "0.99", "1.29", "3.33", "10.02", "60.01", "149.95")


class Till(RuleBasedStateMachine):
    """Drives the recorders; a plain sum kept beside them says what the drawer must hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.drawer: int | None = None
        self.left: int | None = None

    @initialize(country=st.sampled_from(["NL", "DK", "GB"]))
    def found(self, country: str) -> None:
        self.shop: ShopUnderTest = found_shop(Path(self.folder.name) / "till.db", country)
        codes = ["high", "zero", "outside"] if country == "DK" else ["high", "low", "outside"]
        self.stock = [self.shop.article(f"Article {price} {code}", price, code) for price in PRICES for code in codes]
        self.clock = self.shop.clock

    def _opened(self) -> None:
        if self.drawer is None:
            self.drawer = self.left or 0

    def _pay(self, basket: Basket, part: int, tendered: int) -> None:
        bill = self.shop.bill(basket)
        try:
            if bill.rest.minor > 0 and part:
                bill = bill.pay("card", self.shop.shop.money(min(part, bill.rest.minor)))
            if bill.rest.minor > 0:
                bill = bill.pay_cash("cash", self.shop.shop.money(bill.cash_due.minor + tendered * bill.rule.coin))
            elif bill.rest.minor < 0:
                bill = bill.pay_cash("cash", bill.cash_due)
        except TillError:
            return
        if not bill.done:
            return
        sales.record(self.shop.desk, basket, bill.payments)
        self._opened()
        self.drawer = (self.drawer or 0) + sum(p.amount.minor for p in bill.payments if p.method == "cash")

    @rule(
        lines=st.lists(st.tuples(st.integers(0, 20), st.integers(-3, 9).filter(bool)), min_size=1, max_size=4),
        percent=st.sampled_from([0, 0, 0, 500, 3333]),
        part=st.integers(0, 9000),
        tendered=st.sampled_from([0, 0, 1, 37, 1000]),
    )
    def sell(self, lines: list[tuple[int, int]], percent: int, part: int, tendered: int) -> None:
        basket = self.shop.basket()
        for number, quantity in lines:
            basket = basket.add(self.stock[number], quantity * 1000)
        if percent and any(line.bears_discount for line in basket.lines):
            try:
                basket = basket.discounted(percent=percent)
            except TillError:
                return
        self.clock.later(minutes=1)
        self._pay(basket, part, tendered)

    @precondition(lambda self: self.drawer is not None)
    @rule(number=st.integers(0, 20), quantity=st.integers(1, 9), tendered=st.sampled_from([0, 1, 1000]))
    def train(self, number: int, quantity: int, tendered: int) -> None:
        """Training moves nothing."""
        basket = replace(self.shop.basket(), training=True).add(self.stock[number], quantity * 1000)
        before = self.drawer
        self._pay(basket, 0, tendered)
        self.drawer = before

    @staticmethod
    def _originals() -> list[Receipt]:
        """The receipts that are no returns of another."""
        own = ReceiptLine.select(ReceiptLine.receipt_id).where(ReceiptLine.refunds_id.is_null())
        return list(Receipt.select().where(Receipt.id.in_(own), Receipt.training == 0).order_by(Receipt.number))

    @precondition(lambda self: bool(self._originals()))
    @rule(pick=st.integers(0, 10_000), share=st.integers(1, 3))
    def refund(self, pick: int, share: int) -> None:
        originals = self._originals()
        left = refunds.returnable(originals[pick % len(originals)])
        basket = self.shop.basket()
        for each in left.lines:
            pieces = -(-abs(each.left) // 1000 // share) * (1 if each.left > 0 else -1)
            if each.left and pieces:
                basket = basket.give_back(each.source, each.line, -pieces * 1000)
        self._refund(basket)

    def _refund(self, basket: Basket) -> None:
        source = refunds.source_receipt(basket) if basket.lines else None
        if source is None:
            return
        day = self.shop.shop.today(self.shop.desk)
        computed = tax.figures(basket, tax.rates_on(day), day)
        left = refunds.returnable(refunds.by_id(source))
        proposal = refunds.propose(left, basket, computed, sales.cash_rule(self.shop.shop))
        if not proposal.payments:
            self._pay(basket, 0, 0)
            return
        sales.record(self.shop.desk, basket, proposal.payments)
        self._opened()
        self.drawer = (self.drawer or 0) + sum(p.amount.minor for p in proposal.payments if p.method == "cash")

    @rule(minor=st.integers(0, 30_000))
    def open(self, minor: int) -> None:
        if self.drawer is None:
            sessions.start(self.shop.desk, self.shop.shop.money(minor))
            self.drawer = minor

    @precondition(lambda self: self.drawer is not None)
    @rule(minor=st.integers(1, 20_000), out=st.booleans())
    def move(self, minor: int, out: bool) -> None:
        movements.move(self.shop.desk, self.shop.shop.money(minor), "change" if not out else "skim", out=out, sure=True)
        assert self.drawer is not None
        self.drawer += -minor if out else minor

    @precondition(lambda self: self.drawer is not None)
    @rule(off=st.integers(-500, 500), keep=st.integers(0, 100), skip=st.booleans())
    def close(self, off: int, keep: int, skip: bool) -> None:
        assert self.drawer is not None
        row = sessions.required("K1")
        assert closing.expected_cash(row.id) == self.drawer
        money = self.shop.shop.money
        if skip:
            taken = max(self.drawer, 0) * keep // 100
            closed = closing.close(self.shop.desk, closing.CloseForm(row.id, taken=money(taken)))
            self.left = max(self.drawer - taken, 0)
        else:
            counted = max(self.drawer + off, 0)
            self.left = counted * keep // 100
            closed = closing.close(
                self.shop.desk, closing.CloseForm(row.id, counted=money(counted), left=money(self.left))
            )
            assert closed.difference == money(counted - self.drawer)
        assert closing.expected_cash(row.id) == self.drawer
        self.drawer = None

    @rule()
    def return_everything(self) -> None:
        """Refund whatever is left of every sale, in the order of the sales."""
        for row in self._originals():
            left = refunds.returnable(row)
            basket = self.shop.basket()
            for each in left.lines:
                if each.left:
                    basket = basket.give_back(each.source, each.line, -each.left)
            self._refund(basket)
        lines = rows(
            "SELECT l.refunds_id IS NULL, sum(l.total), sum(l.tax) FROM receipt_line l "
            "JOIN receipt r ON r.id = l.receipt_id WHERE r.training = 0 GROUP BY 1"
        )
        assert sum(total for _kind, total, _tax in lines) == 0
        assert sum(tax_sum for _kind, _total, tax_sum in lines) == 0

    @invariant()
    def the_drawer_is_the_sum_of_its_ledger(self) -> None:
        """Against a sum kept by hand."""
        if self.drawer is not None:
            assert closing.expected_cash(sessions.required("K1").id) == self.drawer
        else:
            assert sessions.open_row("K1") is None

    def teardown(self) -> None:
        """Sums, identity, gapless numbers, VAT by rate = by line = by tender: all that `kassa verify` proves."""
        proof = verify.verify()
        assert proof.proven, [problem.say() for problem in proof.problems[:5]]
        close_database()
        self.folder.cleanup()


TestTill = pytest.mark.filterwarnings("ignore")(Till.TestCase)
TestTill.settings = settings(max_examples=settings().max_examples // 3, stateful_step_count=25, deadline=None)


def test_refunding_every_sale_leaves_zero_everywhere(shop: ShopUnderTest) -> None:
    stock = [
        shop.article(f"Article {price} {code}", price, code) for price in PRICES for code in ("high", "low", "outside")
    ]
    for number, article in enumerate(stock):
        basket = shop.basket(article, stock[-number]).change_quantity(1, 3000)
        if number % 3 == 0:
            basket = basket.set_discount(1, percent=777)
        bill = shop.bill(basket)
        if number % 2:
            bill = bill.pay("card", shop.shop.money(bill.rest.minor // 3 or 1))
        sales.record(shop.desk, basket, (bill if bill.done else bill.pay_cash("cash", bill.cash_due)).payments)
    machine = Till.__new__(Till)
    machine.shop, machine.drawer, machine.left = shop, 0, None
    for row in list(Receipt.select().where(Receipt.kind == "sale").order_by(Receipt.number)):
        while any(each.left for each in refunds.returnable(row).lines):
            basket = shop.basket()
            for each in refunds.returnable(row).lines:
                if each.left:
                    basket = basket.give_back(each.source, each.line, -1000)
            machine._refund(basket)
    assert leftovers() == []
    assert verify.verify().proven
