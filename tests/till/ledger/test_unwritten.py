"""What the disk refuses waits in memory, in its order, and is written when the disk takes it; ballast goes first."""

import pytest

from kassa_tui.database import bound, rows
from kassa_tui.storage import ballast
from kassa_tui.storage.trouble import DamagedError, FullError, ReadOnlyError, StorageError
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.ledger.unwritten import Unwritten, Write, reopening
from kassa_tui.till.papers import jobs
from kassa_tui.till.proof.verify import verify
from tests.conftest import ShopUnderTest
from tests.failing_disk import Disk, disk

__all__ = ["disk"]


class _Paper:
    """What is written, while it is not refused."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.refuses: Exception | None = None

    def write(self, text: str, slot: str = "") -> Write:
        """A write of a text."""

        def act() -> None:
            if self.refuses is not None:
                raise self.refuses
            self.written.append(text)

        return Write(act, slot)


def test_what_is_refused_waits_in_its_order(shop: ShopUnderTest) -> None:
    paper, unwritten, changes = _Paper(), Unwritten(), list[str]()
    unwritten.changed = lambda: changes.append(unwritten.sentence)
    assert unwritten.take(paper.write("a"))
    paper.refuses = FullError()
    for text, slot in (("b", ""), ("c1", "draft"), ("d", ""), ("c2", "draft")):
        assert not unwritten.take(paper.write(text, slot))
    assert (len(unwritten.writes), "full" in unwritten.sentence) == (3, True)
    assert not unwritten.flush()
    paper.refuses = DamagedError(problem="")
    assert not unwritten.flush()
    assert "does not answer" in unwritten.sentence
    paper.refuses = None
    assert unwritten.take(paper.write("e"))
    assert paper.written == ["a", "b", "d", "c2", "e"]
    assert (unwritten.writes, unwritten.sentence) == ((), "")
    assert [text[:16] for text in changes] == ["The disk is full", "The disk does no", ""]
    assert shop.path.exists()


def test_what_no_disk_refused_is_said_and_not_tried_again(shop: ShopUnderTest) -> None:
    paper, unwritten, failures = _Paper(), Unwritten(), list[Exception]()
    unwritten.failed = failures.append
    paper.refuses = TillError()
    assert unwritten.take(paper.write("a"))
    assert (failures, unwritten.writes) == ([paper.refuses], ())


def test_what_is_of_no_use_any_more_is_not_written(shop: ShopUnderTest) -> None:
    paper, unwritten = _Paper(), Unwritten()
    paper.refuses = FullError()
    unwritten.take(paper.write("draft", "draft"))
    unwritten.take(basket := paper.write("basket"))
    assert unwritten.take_back(basket.number) is basket
    assert unwritten.take_back(basket.number) is None
    unwritten.drop("draft")
    assert (unwritten.writes, unwritten.sentence) == ((), "")


def test_a_ledger_writes_what_waits_before_anything_new(shop: ShopUnderTest) -> None:
    paper, ledger = _Paper(), Ledger()
    paper.refuses = FullError()
    assert not ledger.keep(paper.write("a")).result()
    with pytest.raises(StorageError):
        ledger.submit(paper.write("b").act).result()
    paper.refuses = None
    ledger.submit(paper.write("c").act).result()
    paper.refuses = FullError()
    ledger.keep(paper.write("d"))
    ledger.submit(lambda: setattr(paper, "refuses", None)).result()
    ledger.try_again()
    ledger.close()
    assert paper.written == ["a", "c", "d"]


def test_a_full_disk_gets_the_ballast_in_the_same_act(
    shop: ShopUnderTest, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast, "BYTES", 10_000)
    assert ballast.make(shop.path)
    disk.full(times=1)
    jobs.test_receipt(shop.desk)
    assert (disk.times, ballast.held(shop.path)) == (0, 0)
    disk.full(times=1)
    with pytest.raises(FullError):
        jobs.test_receipt(shop.desk)
    disk.works()
    assert rows("SELECT count(*) FROM paper WHERE kind = 'test'") == [(1,)]
    assert verify().proven


def test_after_a_refusal_the_disk_is_asked_on_a_new_connection(shop: ShopUnderTest, disk: Disk) -> None:
    before = bound().connection()
    disk.read_only()
    with pytest.raises(ReadOnlyError):
        reopening(lambda: jobs.test_receipt(shop.desk))
    disk.works()
    assert bound().connection() is not before
