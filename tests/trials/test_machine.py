"""Any day of a whole till: also what is parked, ordered, given as a voucher, printed badly, and ended by a plug."""

import shutil
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from msgspec.structs import replace

from kassa_tui.database import bound, close_database, open_database, rows
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.models import Receipt
from kassa_tui.storage.trouble import FullError
from kassa_tui.till.basket import drafts, parking
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.counter.spooler import carry_out
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.drawer import closing, sessions
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.values import Order, OrderForm
from kassa_tui.till.papers import jobs
from kassa_tui.till.sale import order_acts, sales, vouchers
from tests.till.test_machine import Till
from tests.trials import LENGTH, TRIAL, times

EXAMPLES, STEPS = times(short=100, usual=400, long=2000), times(short=30, usual=30, long=50)

DAYS = (-365 * 50, -400, -1, 1, 36, 45, 365 * 70)
"""Where a clock without a battery wakes: 1976, last year, yesterday, weeks on, 2096."""

UNBOUND = 0x3FFFFFFF
"""Pages of a file that nothing bounds."""


class WholeTill(Till):
    """The till of the other machine, with all that else goes on in a shop."""

    def _basket(self, number: int, quantity: int) -> Basket:
        return self.shop.basket().add(self.stock[number], quantity * ONE)

    def _receipts(self) -> int:
        return int(rows("SELECT ifnull(max(id), 0) FROM receipt")[0][0])

    def _settled(self, before: int) -> None:
        """The drawer after what made receipts by itself, by their payments."""
        ((receipts, cash),) = rows(
            "SELECT count(DISTINCT r.id), ifnull(sum(p.amount), 0) FROM receipt r "
            "LEFT JOIN payment p ON p.receipt_id = r.id AND p.method = 'cash' WHERE r.id > ?", before,
        )  # fmt: skip
        if receipts:
            self._opened()
            self.drawer = (self.drawer or 0) + cash

    return_everything = None  # type: ignore[assignment]
    """What orders were paid with goes back in ways of its own."""

    @staticmethod
    def _originals() -> list[Receipt]:
        """Sales that cash and cards paid, of goods alone."""
        plain = (
            "SELECT r.id FROM receipt r WHERE r.kind = 'sale' AND NOT EXISTS (SELECT 1 FROM payment p "
            "WHERE p.receipt_id = r.id AND p.method NOT IN ('cash', 'card')) AND NOT EXISTS (SELECT 1 FROM "
            "receipt_line l WHERE l.receipt_id = r.id AND l.kind <> 'article')"
        )
        numbers = {number for (number,) in rows(plain)}
        return [each for each in Till._originals() if each.id in numbers]

    # --- Aside ---

    @rule(number=st.integers(0, 20), quantity=st.integers(1, 9), name=st.sampled_from(["", "Blue coat"]))
    def park(self, number: int, quantity: int, name: str) -> None:
        parking.park(self.shop.desk, self._basket(number, quantity), name)

    @precondition(lambda self: bool(parking.parked("K1")))
    @rule(pick=st.integers(0, 99), pays=st.booleans())
    def recall(self, pick: int, pays: bool) -> None:
        """Once: then it is paid, or put aside again."""
        listed = parking.parked("K1")
        basket = parking.recall(self.shop.desk, listed[pick % len(listed)].id)
        assert len(parking.parked("K1")) == len(listed) - 1
        if pays:
            self._pay(basket, 0, 0)
        else:
            parking.park(self.shop.desk, basket)

    # --- Orders ---

    def _order(self, pick: int) -> Order | None:
        alive = rows("SELECT id FROM customer_order WHERE status IN ('open', 'partly_delivered') ORDER BY id")
        return orders.by_id(alive[pick % len(alive)][0], self.shop.shop, self.clock.now) if alive else None

    @rule(number=st.integers(0, 20), quantity=st.integers(1, 5), debtor=st.sampled_from(["", "7"]))
    def order(self, number: int, quantity: int, debtor: str) -> None:
        """Of somebody who may buy on account, or may not."""
        known = rows("SELECT id FROM customer WHERE debtor = ?", debtor)
        card = CustomerForm(name="De Vries", kind="person", debtor=debtor, credit_limit=100_000_000 if debtor else 0)
        customer = known[0][0] if known else customers.save(self.shop.desk, card)
        basket = replace(self._basket(number, quantity), uid="new")
        edit.save(self.shop.desk, OrderForm(basket, customer_id=customer))

    @rule(pick=st.integers(0, 99), percent=st.integers(1, 100), method=st.sampled_from(["cash", "card"]))
    def pay_order(self, pick: int, percent: int, method: str) -> None:
        order, before = self._order(pick), self._receipts()
        if order is not None:
            part = self.shop.shop.money(max(order.row.due.minor * percent // 100, 1))
            self._try(lambda: order_acts.pay(self.shop.desk, order.id, order.version, part, method))
            self._settled(before)

    @rule(pick=st.integers(0, 99), whole=st.booleans())
    def hand_over(self, pick: int, whole: bool) -> None:
        order, before = self._order(pick), self._receipts()
        if order is not None:
            part = None if whole else {order.lines[0].id: ONE}
            self._try(lambda: order_acts.hand_over(self.shop.desk, order.id, order.version, part))
            self._settled(before)

    @rule(pick=st.integers(0, 99), way=st.sampled_from(sorted(order_acts.WAYS)))
    def cancel(self, pick: int, way: str) -> None:
        order, before = self._order(pick), self._receipts()
        if order is not None:
            self._try(lambda: order_acts.cancel(self.shop.desk, order.id, order.version, way, "sold out"))
            self._settled(before)

    def _try(self, act: Callable[[], object]) -> None:
        """What is refused in words records nothing."""
        before = self._receipts()
        try:
            act()
        except TillError:
            assert self._receipts() == before

    # --- Vouchers ---

    @rule(minor=st.sampled_from([500, 1000, 2550]))
    def sell_voucher(self, minor: int) -> None:
        self._pay(self.shop.basket().add_voucher("Gift voucher", self.shop.shop.money(minor)), minor, 0)

    @rule(number=st.integers(0, 20), pick=st.integers(0, 99), percent=st.integers(1, 100))
    def take_voucher(self, number: int, pick: int, percent: int) -> None:
        codes = rows("SELECT code FROM voucher ORDER BY id")
        if codes:
            code, basket, before = codes[pick % len(codes)][0], self._basket(number, 1), self._receipts()
            left = min(vouchers.find(code).left.minor, basket.total.minor) * percent // 100
            if left:
                bill = self.shop.bill(basket).pay("voucher", self.shop.shop.money(left), code)
                bill = bill.pay("card", bill.rest) if bill.rest else bill
                self._try(lambda: sales.record(self.shop.desk, basket, bill.payments))
                self._settled(before)

    # --- From elsewhere, and what happens to machines ---

    @precondition(lambda self: self.drawer is not None)
    @rule(leaves=st.booleans())
    def close_remotely(self, leaves: bool) -> None:
        """Not counted: what should be there is taken to be."""
        row = sessions.required("K1")
        taken = self.shop.shop.money(0 if leaves else max(self.drawer or 0, 0))
        form = closing.CloseForm(row.id, taken=taken, seen=closing.seen(row.id))
        closing.close(replace(self.shop.desk, channel="remote"), form)
        self.left, self.drawer = max((self.drawer or 0) - taken.minor, 0), None

    @rule(paper=st.sampled_from(["ok", "ok", "out"]), stops=st.sampled_from([None, 40]), begins_anew=st.booleans())
    def print_all(self, paper: str, stops: int | None, begins_anew: bool) -> None:
        """Each job is tried once, whatever becomes of it; none twice."""
        printer, tried = SimulatedPrinter(paper=paper, stops_after=stops), set[int]()
        while taken := jobs.next_jobs("K1"):
            assert not tried & {job.id for job in taken}
            tried |= {job.id for job in taken}
            jobs.finish(self.clock.now, *(carry_out(printer, job) for job in taken))
        if begins_anew:
            jobs.recover("K1")
        assert rows("SELECT count(*) FROM print_job WHERE state IN ('queued', 'sending')") == [(0,)]

    @rule(number=st.integers(0, 20), quantity=st.integers(1, 9))
    def crash(self, number: int, quantity: int) -> None:
        """The files as they are at that moment are opened again; what was on the screen is there."""
        basket = self._basket(number, quantity)
        drafts.save(self.shop.desk, drafts.BASKET, drafts.write_basket(basket))
        before, here = self._receipts(), self.shop.path
        there = Path(self.folder.name) / f"after {here.parent.name}"[-200:]
        there.mkdir()
        for file in here.parent.glob("till.db*"):
            if not file.name.endswith("-shm"):
                shutil.copyfile(file, there / file.name)
        close_database()
        self.shop.path = there / here.name
        open_database(self.shop.path)
        jobs.recover("K1")
        found = drafts.unfinished_basket("K1")
        assert found is not None
        assert (found.uid, self._receipts()) == (basket.uid, before)

    @rule(days=st.sampled_from(DAYS))
    def wake_elsewhere(self, days: int) -> None:
        """A sale on a clock that is wrong, and one on the right one again."""
        was = self.clock.now
        self.clock.later(days=days)
        self._pay(self._basket(0, 1), 0, 0)
        self.clock.now = was

    @rule(number=st.integers(0, 20), quantity=st.integers(1, 9), room=st.integers(0, 6))
    def fill_the_disk(self, number: int, quantity: int, room: int) -> None:
        """With room for so many pages more: the sale is there whole, or it is refused and there is nothing of it."""
        before, drawer = rows("SELECT count(*) FROM journal"), self.drawer
        pages = int(bound().pragma("page_count"))
        bound().execute_sql(f"PRAGMA max_page_count={pages + room}")
        try:
            self._pay(self._basket(number, quantity), 0, 0)
        except FullError:
            assert (rows("SELECT count(*) FROM journal"), self.drawer) == (before, drawer)
        finally:
            bound().execute_sql(f"PRAGMA max_page_count={UNBOUND}")


TestWholeTill = TRIAL(WholeTill.TestCase)
TestWholeTill.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate] if LENGTH == "short" else list(Phase),
)  # fmt: skip
