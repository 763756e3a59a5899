"""After an I/O error at the end of a transaction the truth is asked, and only then something is said."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import pytest

from kassa_tui.database import bound, close_database, open_database, rows
from kassa_tui.storage.connections import TillDatabase
from kassa_tui.storage.trouble import DamagedError, UncertainError
from kassa_tui.till.drawer import movements
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import sales
from tests.conftest import ShopUnderTest

FOR_EVER = 1_000_000


@dataclass
class Disk:
    """Refuses the next calls of a kind."""

    syncs: int = 0
    writes: int = 0

    def asked(self, kind: str) -> None:
        """A call of a kind."""
        left = getattr(self, kind)
        setattr(self, kind, max(0, left - 1))
        if left:
            raise apsw.IOError(kind)


DISK = Disk()


class _File(apsw.VFSFile):
    def xSync(self, flags: int) -> None:
        DISK.asked("syncs")
        super().xSync(flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        DISK.asked("writes")
        super().xWrite(data, offset)


class _Disks(apsw.VFS):
    def __init__(self) -> None:
        super().__init__("failing", "")

    def xOpen(self, name: Any, flags: Any) -> Any:
        return _File("", name, flags)


@pytest.fixture
def failing(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ShopUnderTest]:
    """A shop on a disk that refuses when it is told to, with a sale on it."""
    disks = _Disks()
    made = TillDatabase.__init__

    def init(self: TillDatabase, path: Path) -> None:
        made(self, path)
        self.connect_params["vfs"] = "failing"

    monkeypatch.setattr(TillDatabase, "__init__", init)
    DISK.syncs = DISK.writes = 0
    close_database()
    open_database(shop.path)
    shop.sell(shop.article("Bread", "2.95"))
    yield shop
    DISK.syncs = DISK.writes = 0
    close_database()
    del disks


def _after_a_power_cut(shop: ShopUnderTest) -> list[tuple[Any, ...]]:
    """The receipts that whoever opens the files as they are now finds."""
    for name in ("", "-wal"):
        shutil.copy(f"{shop.path}{name}", shop.path.with_name(f"cut.db{name}"))
    with closing(apsw.Connection(str(shop.path.with_name("cut.db")))) as cut:
        return cut.execute("SELECT uid, number FROM receipt ORDER BY number").fetchall()


def test_what_is_there_after_all_is_said_to_be_saved(failing: ShopUnderTest) -> None:
    basket = failing.basket(failing.article("Bread", "2.95"))
    DISK.syncs = 1
    sold = failing.pay(basket)
    assert DISK.syncs == 0
    assert sold.number == "K1-000002"
    assert _after_a_power_cut(failing)[-1] == (basket.uid, 2)
    # What nothing else would tell apart is done once as well.
    failing.sell(failing.article("Bread", "2.95"), cash="5.00")
    DISK.syncs = 1
    movements.move(failing.desk, failing.money("1.00"), "bank", "", out=True)
    assert DISK.syncs == 0
    assert rows("SELECT count(*) FROM drawer_event WHERE kind = 'removed'") == [(1,)]
    assert verify().proven


def test_what_is_said_to_have_failed_does_not_come_back(failing: ShopUnderTest) -> None:
    """Another program has the file open, so that the log is not read again before that one ends."""
    office = apsw.Connection(str(failing.path))
    office.execute("SELECT count(*) FROM receipt").fetchall()
    basket = failing.basket(failing.article("Bread", "2.95"))
    for kind in ("syncs", "writes"):
        setattr(DISK, kind, 1)
        with pytest.raises(DamagedError, match="Saving failed"):
            failing.pay(basket)
        assert len(_after_a_power_cut(failing)) == 1, kind
    assert failing.pay(basket).number == "K1-000002"
    assert [number for _uid, number in _after_a_power_cut(failing)] == [1, 2]
    office.close()


def test_what_nobody_can_know_is_said_to_be_unknown_and_is_never_done_twice(failing: ShopUnderTest) -> None:
    basket = failing.basket(failing.article("Bread", "2.95"))
    DISK.syncs = FOR_EVER
    for _attempt in range(2):
        with pytest.raises(UncertainError, match="Nobody knows"):
            failing.pay(basket)
    DISK.syncs = 0
    assert failing.pay(basket).number == "K1-000002"
    assert [number for _uid, number in _after_a_power_cut(failing)] == [1, 2]
    assert verify().proven


def test_the_screens_connection_lets_go_before_the_truth_is_asked(failing: ShopUnderTest) -> None:
    bread = failing.article("Bread", "2.95")
    baskets = [failing.basket(bread), failing.basket(bread)]
    payments = failing.bill(baskets[0]).pay("card", baskets[0].total).payments
    close_database()
    bound().read_only_here()
    ledger = Ledger()

    async def sell() -> sales.Recorded:
        await ledger.run(sales.record, failing.desk, baskets[0], payments)
        assert rows("SELECT count(*) FROM receipt") == [(2,)]
        DISK.syncs = 1
        return await ledger.run(sales.record, failing.desk, baskets[1], payments)

    assert asyncio.run(sell()).number == "K1-000003"
    assert (DISK.syncs, rows("SELECT count(*) FROM receipt")) == (0, [(3,)])
    with pytest.raises(Exception, match="readonly"):
        bound().execute_sql("DELETE FROM draft")
    ledger.close()
