"""The processor time of recording a sale, beside the same rows written by hand.

`python -m tests.bench.commit FILE SALES` only records, for a look from outside at what reaches the disk.
"""

import gc
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from shutil import which
from typing import Any

import apsw

from kassa_tui.database import bound, close_database, open_database
from kassa_tui.storage.connections import BUSY_SECONDS, PRAGMAS
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.tender import Bill, Payment
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.sale import sales
from tests.bench import shops
from tests.bench.report import Finding

LINES = 5
BATCH = 10
"""Sales of one side before the other side's turn."""

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
Statement = tuple[str, Any]
SYNC_SALES = 20


def _payments(basket: Basket) -> tuple[Payment, ...]:
    """Cash, with change."""
    shop = read_shop()
    bill = Bill(basket.total, sales.cash_rule(shop))
    return bill.pay_cash("cash", shop.money(bill.cash_due.minor + 500)).payments


def _record(desk: Desk, basket: Basket) -> float:
    """Milliseconds of processor time of one sale."""
    payments = _payments(basket)
    began = time.process_time_ns()
    sales.record(desk, basket, payments)
    return (time.process_time_ns() - began) / 1e6


def _captured(desk: Desk, baskets: Iterable[Basket]) -> list[list[Statement]]:
    """What each sale writes, as statements with their values."""
    written: list[list[Statement]] = []

    def note(_cursor: apsw.Cursor, sql: str, values: Any) -> bool:
        if sql.lstrip().upper().startswith(WRITES):
            written[-1].append((sql, values))
        return True

    bound().connection().exec_trace = note
    for basket in baskets:
        written.append([])
        _record(desk, basket)
    return written


def _by_hand(file: Path) -> apsw.Connection:
    connection = apsw.Connection(str(file))
    connection.set_busy_timeout(BUSY_SECONDS * 1000)
    for name, value in PRAGMAS.items():
        connection.pragma(name, value)
    return connection


def _replay(connection: apsw.Connection, statements: Sequence[Statement]) -> float:
    """Milliseconds of processor time of the same rows in one transaction."""
    began = time.process_time_ns()
    connection.execute("BEGIN IMMEDIATE")
    for sql, values in statements:
        connection.execute(sql, values)
    connection.execute("COMMIT")
    return (time.process_time_ns() - began) / 1e6


def processor_time(shop: Path, count: int) -> Finding:
    """Record `count` sales on one copy of the shop, and write their rows by hand into another, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        files = [shops.copy(shop, Path(folder) / f"{name}.db") for name in ("seen", "ours", "hand")]
        open_database(files[0])
        desk = shops.counter_desk()
        made = shops.baskets(desk, read_shop().currency, count + 1, LINES)
        written = _captured(desk, made)
        open_database(files[1])
        hand = _by_hand(files[2])
        # The first sale opens the session: not what is measured.
        _record(desk, made[0])
        _replay(hand, written[0])
        ours: list[float] = []
        floor: list[float] = []
        gc.collect()
        for start in range(1, count + 1, BATCH):
            ours += [_record(desk, basket) for basket in made[start : start + BATCH]]
            floor += [_replay(hand, statements) for statements in written[start : start + BATCH]]
        hand.close()
        close_database()
    note = f"{len(written[-1])} statements a sale"
    return Finding("commit of a sale of five lines, CPU / the same rows by hand", "ms", ours, floor, 10, note)


# --- What reaches the disk ------------------------------------------------------------------------


def _syncs(shop: Path, count: int) -> int:
    """How often a process that records so many sales asks the disk to be done."""
    with tempfile.TemporaryDirectory() as folder:
        file = shops.copy(shop, Path(folder) / "shop.db")
        command = [sys.executable, "-m", "tests.bench.commit", str(file), str(count)]
        watched = ["strace", "-f", "-e", "trace=fdatasync,fsync", "-o", f"{folder}/calls", *command]
        subprocess.run(watched, check=True, capture_output=True, cwd=Path(__file__).parents[2])
        return len(re.findall(r"\bf(?:data)?sync\(", (Path(folder) / "calls").read_text()))


def syncs(shop: Path) -> Finding:
    """How often the disk is waited for in a sale: the difference between two runs."""
    what = "fdatasync per sale"
    if which("strace") is None:
        return Finding(what, "", goal=2, note="left out: strace is not installed")
    try:
        more, fewer = _syncs(shop, 2 * SYNC_SALES), _syncs(shop, SYNC_SALES)
    except subprocess.CalledProcessError as error:
        return Finding(what, "", goal=2, note=f"left out: {error.stderr.decode().strip()[-60:]}")
    return Finding(what, "", [(more - fewer) / SYNC_SALES], goal=2)


def main(file: Path, count: int) -> None:
    """Record so many sales in a shop."""
    open_database(file)
    desk = shops.counter_desk()
    for basket in shops.baskets(desk, read_shop().currency, count, LINES):
        sales.record(desk, basket, _payments(basket))
    close_database()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
