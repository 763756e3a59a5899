"""`kassa verify` finds any change of any stored figure, and names the entry that says otherwise."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import partial
from threading import Thread

import apsw
import pytest

from kassa_tui import database
from kassa_tui.cli.reports.options import asked
from kassa_tui.database import at_one_moment, bound, open_database, rows
from kassa_tui.models import FACTS, TRIGGERS, Paper
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.drawer import movements
from kassa_tui.till.goods import products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.orders import edit
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.papers import jobs
from kassa_tui.till.proof import file_check, verify
from kassa_tui.till.proof.figures import Place, Recomputed
from kassa_tui.till.proof.problems import Proof
from kassa_tui.till.sale import order_acts
from kassa_tui.till.setup import tax_edit
from kassa_tui.till.setup.tax_edit import PrepaidRule, RateForm
from tests.conftest import ShopUnderTest
from tests.till.everything import day_of_everything, version

SHELL = ["sqlite3"] if shutil.which("sqlite3") else [sys.executable, "-m", "apsw"]
"""A machine that has no shell of its own has the one of the driver."""


def _prepaid(shop: ShopUnderTest) -> None:
    """Ordered and paid at 9 %, handed over at 13 %, but the deposit keeps its rate: few receipts say so."""
    basket = Basket("prepaid", shop.shop.currency).put(Line(0, "Book", ONE, shop.money("39.98"), "low"))
    order = edit.save(shop.desk, OrderForm(basket, customer_id=1))
    order_acts.pay(shop.desk, order, version(shop, order), basket.total, "card")
    tax_edit.add(shop.desk, RateForm("low", 1300, date(2026, 12, 15)))
    tax_edit.decide_prepaid(shop.desk, PrepaidRule("2026-12-15", keeps_rate=True))
    shop.clock.later(days=28)
    order_acts.hand_over(shop.desk, order, version(shop, order))


@pytest.fixture
def day(shop: ShopUnderTest) -> ShopUnderTest:
    """A shop where everything happened."""
    day_of_everything(shop)
    assert verify.verify().proven
    return shop


def shell(shop: ShopUnderTest, sql: str) -> Proof:
    """Change the file with a shell of SQLite, its triggers dropped first, and verify."""
    drop = "".join(f'DROP TRIGGER IF EXISTS "{trigger.split(chr(34))[1]}";' for trigger in TRIGGERS)
    database.close_database()
    subprocess.run([*SHELL, str(shop.path), drop + sql], check=True, capture_output=True, timeout=30)
    open_database(shop.path)
    return verify.verify()


def entries(proof: Proof) -> list[int]:
    return [problem.entry for problem in proof.problems if problem.entry is not None]


NUMBERS = [
    (model._meta.table_name, column.column_name)
    for model in FACTS
    for column in model._meta.sorted_fields
    if column.field_type in ("INT", "BIGINT", "SMALLINT") and column.column_name not in ("id", "entry")
]
TEXTS = [
    (model._meta.table_name, column.column_name)
    for model in FACTS
    for column in model._meta.sorted_fields
    if column.field_type == "TEXT" and column.column_name not in ("register", "location")
]


@pytest.mark.parametrize(("table", "column"), NUMBERS)
def test_every_stored_figure_is_proved(day: ShopUnderTest, table: str, column: str) -> None:
    if column.startswith("bore_"):
        _prepaid(day)
    row_id, entry = rows(f"SELECT id, entry FROM {table} WHERE {column} IS NOT NULL ORDER BY id LIMIT 1")[0]
    proof = shell(
        day, f"PRAGMA ignore_check_constraints=1; UPDATE {table} SET {column} = {column} + 1000 WHERE id = {row_id}"
    )
    assert not proof.proven
    assert entry in entries(proof) or (table, column) == ("session", "closed_at")
    assert any(column in problem.text for problem in proof.problems)


@pytest.mark.parametrize(("table", "column"), TEXTS)
def test_every_stored_text_is_proved(day: ShopUnderTest, table: str, column: str) -> None:
    row_id, entry = rows(f"SELECT id, entry FROM {table} ORDER BY id LIMIT 1")[0]
    sql = f"PRAGMA foreign_keys=0; PRAGMA ignore_check_constraints=1; UPDATE {table} SET {column} = coalesce({column}, '') || 'x' WHERE id = {row_id}"
    proof = shell(day, sql)
    assert entry in entries(proof)


@pytest.mark.parametrize("table", [model._meta.table_name for model in FACTS])
def test_a_deleted_row_is_missed(day: ShopUnderTest, table: str) -> None:
    row_id, entry = rows(f"SELECT id, entry FROM {table} ORDER BY id LIMIT 1")[0]
    proof = shell(day, f"PRAGMA foreign_keys=0; DELETE FROM {table} WHERE id = {row_id}")
    assert entry in entries(proof)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE session_total SET amount = amount + 1 WHERE kind = 'cash' AND session_id = 2",
        "UPDATE session_total SET amount = amount + 1 WHERE kind = 'turnover' AND key = 'sales'",
        "UPDATE session_total SET n = n + 1 WHERE kind = 'receipts'",
        "DELETE FROM session_total WHERE kind = 'rounding'",
        "INSERT INTO session_total VALUES (2, 'turnover', 'extra', 1, 100)",
    ],
)
def test_stored_totals_are_proved_and_their_session_is_named(day: ShopUnderTest, sql: str) -> None:
    close = rows("SELECT entry FROM z_report WHERE number = 2")[0][0]
    assert close in entries(shell(day, sql))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE product SET price = price + 1 WHERE name = 'Cola'",
        "UPDATE product SET tax_code = 'zero' WHERE name = 'Cola'",
        "UPDATE product SET name = 'Coca' WHERE name = 'Cola'",
        "UPDATE barcode SET product_id = 1",
        "DELETE FROM barcode",
        "UPDATE setting SET value = '0' WHERE key = 'tolerance'",
        "UPDATE tax_rate SET rate = 2000 WHERE code = 'high' AND rate = 2100",
        "UPDATE person SET role = 'owner' WHERE name = 'Cashier'",
    ],
)
def test_products_and_settings_agree_with_their_last_change(day: ShopUnderTest, sql: str) -> None:
    assert len(entries(shell(day, sql))) >= 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET facts = replace(facts, '2000', '2001') WHERE kind = 'receipt.sale'",
        "UPDATE journal SET at = at + 1 WHERE number = 5",
        "UPDATE journal SET person_id = 2 WHERE number = 5",
        "UPDATE journal SET hash = lower(hex(randomblob(32))) WHERE number = 5",
        "DELETE FROM journal WHERE number = 5",
        "UPDATE journal SET facts = 'x' || facts WHERE number = 5",
        "UPDATE journal SET clock = 'back' WHERE number = 5",
    ],
)
def test_the_chain_breaks_where_it_was_touched(day: ShopUnderTest, change: str) -> None:
    proof = shell(day, "PRAGMA ignore_check_constraints=1; PRAGMA foreign_keys=0; " + change)
    assert not proof.proven
    touched = 8 if "receipt.sale" in change else 6 if "DELETE" in change else 5
    assert min(entries(proof)) == touched


def test_rows_that_no_entry_tells_of_are_found(day: ShopUnderTest) -> None:
    columns = "uid, register, location, entry, session_id, at, person_id, kind, amount, note"
    sql = f"INSERT INTO drawer_event ({columns}) SELECT uid || 'x', register, location, entry + 500, session_id, at, person_id, 'added', 5, '' FROM drawer_event LIMIT 1"
    assert not shell(day, sql).proven


def test_missing_protection_is_said(day: ShopUnderTest) -> None:
    proof = shell(day, "SELECT 1")
    assert [problem.entry for problem in proof.problems] == [None] * len(TRIGGERS)
    assert "receipt_no_update" in " ".join(problem.say() for problem in proof.problems)


def test_the_sentence_names_the_entry_and_both_figures(day: ShopUnderTest) -> None:
    entry = rows("SELECT entry FROM receipt WHERE number = 2")[0][0]
    proof = shell(day, "UPDATE receipt SET total = 999 WHERE number = 2")
    first = proof.problems[0].say()
    assert f"K1 {entry}" in first
    assert "999" in first
    assert "180" in first


def test_an_entry_may_name_a_session_or_paper_without_rows_of_it(day: ShopUnderTest) -> None:
    day.open()
    movements.open_without_sale(day.desk)
    jobs.reprint(day.desk, Paper.select().first().id)
    assert verify.verify().problems == []


def _meanwhile(act: Callable[[], object]) -> None:
    """On a connection of its own, as another program does it."""

    def run() -> None:
        try:
            act()
        finally:
            bound().close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def _checkpoint() -> tuple[int, int]:
    """Frames in the log, and how many of them another program could bring into the file: all, unless one is read."""
    with closing(apsw.Connection(str(bound().path))) as other:
        other.execute("SELECT 1 FROM sqlite_master").fetchall()
        return other.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)


def test_a_till_sells_on_beside_a_proof_that_holds_no_log(day: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between any two pieces of it all that was written can leave the log, and none of it is a difference."""
    monkeypatch.setattr(verify, "AT_ONCE", 8)
    monkeypatch.setattr(file_check, "LARGE", 0)
    bread = day.article("Bread", "2.95")

    def works(piece: int) -> None:
        day.sell(bread)
        if piece % 3 == 0:
            day.close()
            products.save(day.desk, ProductForm("Roll", 90 + piece, "low"))

    proving, frames = verify.Proving(), []
    day.open()
    for piece, _nothing in enumerate(proving.pieces()):
        # While it reads the entries, and once while it looks at the file itself.
        if piece < 8 or piece == 30:
            _meanwhile(partial(works, piece))
        frames.append(_checkpoint())
    assert len(frames) > 30
    assert proving.proof.problems == []
    assert proving.proof.entries > 3 * verify.AT_ONCE
    assert all(brought == there for there, brought in frames)
    with at_one_moment():
        rows("SELECT count(*) FROM receipt")
        _meanwhile(partial(works, 1))
        there, brought = _checkpoint()
        assert brought < there


def test_what_is_sold_meanwhile_is_no_difference(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the entries and the totals a till sells on: the end of the proof is of one moment, the next has more."""
    bread = shop.article("Bread", "2.95")
    shop.open()
    shop.sell(bread)
    finish = Recomputed.finish

    def busy(sums: Recomputed) -> Iterator[tuple[Place, str]]:
        _meanwhile(lambda: shop.sell(bread))
        yield from finish(sums)

    monkeypatch.setattr(Recomputed, "finish", busy)
    assert [(proof.problems, proof.receipts) for proof in (verify.verify(), verify.verify())] == [([], 1), ([], 2)]


def test_a_reports_parts_are_of_one_moment(shop: ShopUnderTest) -> None:
    bread = shop.article("Bread", "2.95")
    shop.open()
    shop.sell(bread)

    def answer() -> list[object]:
        before = rows("SELECT count(*) FROM receipt")
        _meanwhile(lambda: shop.sell(bread))
        return [before, rows("SELECT count(*) FROM receipt")]

    first, second = asked(shop.desk, answer)
    assert first == second == [(1,)]
    assert rows("SELECT count(*) FROM receipt") == [(2,)]
