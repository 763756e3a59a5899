"""A thread beside the counter does its work whatever goes wrong in it, and writes nothing."""

import threading

import apsw
import pytest

from kassa_tui.database import bound, rows
from kassa_tui.till.ledger.background import Background
from tests.conftest import ShopUnderTest


def test_a_disk_that_does_not_answer_when_it_begins_ends_nothing(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, connect = bound(), bound()._connect
    refused, worked, found = threading.Event(), threading.Event(), list[object]()

    def refuse_once() -> apsw.Connection:
        if threading.current_thread().name == "work" and not refused.is_set():
            refused.set()
            raise apsw.IOError("disk I/O error")
        return connect()

    def work() -> None:
        found.extend(rows("SELECT count(*) FROM register"))
        found.append(bound().pragma("query_only"))
        worked.set()

    monkeypatch.setattr(opened, "_connect", refuse_once)
    background = Background("work", work, 60, at_once=True)
    background.start()
    assert worked.wait(10)
    background.stop()
    assert refused.is_set()
    assert found == [(1,), 1]
