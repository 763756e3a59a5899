"""Three real bar sessions, rung up through the counter's own functions, give exactly what was found then."""

import json
from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.storage.trouble import ExistsError
from kassa_tui.till.proof import replay, verify
from kassa_tui.till.proof.replay import ReplayError


def write(folder: Path, sessions: object, transactions: list[object]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "sessions.json").write_text(json.dumps(sessions))
    (folder / "transactions.jsonl").write_text("\n".join(json.dumps(each) for each in transactions))
    return folder


def line(number: int, quantity: int, price: str, **more: object) -> dict[str, object]:
    kept = {"line": number, "quantity": quantity, "unit_price": price, "discount_per_item": "0.00"}
    return kept | {"category": "Ale", "description": "Pale pint", "kind": "sale"} | more


def transaction(
    number: int, lines: list[object], payments: list[object], at: str = "12:00", session: int = 1
) -> dict[str, object]:
    time = f"2024-05-30 {at}:00"
    return {
        "transaction": number,
        "session": session,
        "first_rung": time,
        "completed": time,
        "staff": "user1",
        "lines": lines,
        "payments": payments,
    }


def paid(method: str, amount: str, text: str = "") -> dict[str, str]:
    return {"method": method, "amount": amount, "text": text}


SESSION = {
    "session": 1,
    "opened": "2024-05-30 10:00:00",
    "closed": "2024-05-30 23:00:00",
    "counted": {"cash": "5.00", "card": "9.80"},
}


def test_removals_refunds_deposits_and_notes(tmp_path: Path) -> None:
    cup = {"category": "Cup re-use", "description": "Cup re-use"}
    transactions: list[object] = [
        transaction(1, [line(1, 2, "4.90"), line(2, -1, "0.20", **cup)], [paid("cash", "20.00", "Cash"), paid("cash", "-10.40", "Change")]),
        transaction(2, [line(3, 5, "4.90"), line(4, -5, "4.90", kind="void", voids={"transaction": 2, "line": 3})], [], "12:01"),
        transaction(3, [], [paid("card", "0.00", "cancelled")], "12:02"),
        transaction(4, [line(5, -1, "4.90", kind="void", voids={"transaction": 1, "line": 1})], [paid("cash", "-4.90", "Cash refund")], "12:03"),
        transaction(5, [line(6, 1, "4.90", kind="void", voids={"transaction": 4, "line": 5})], [paid("card", "4.90")], "12:04"),
        transaction(6, [line(7, 1, "4.90")], [paid("card", "0.00", "declined"), paid("card", "4.90")], "11:00"),
        transaction(7, [line(8, -1, "3.00", kind="void", voids={"transaction": 99, "line": 1})], [paid("cash", "-3.00")], "12:05"),
        transaction(8, [line(9, 1, "0.00", discount_per_item="5.00")], [], "12:06"),
        transaction(9, [line(10, 3, "4.90"), line(11, -1, "4.90", kind="void", voids={"transaction": 9, "line": 10})], [paid("cash", "9.80")], "12:07"),
    ]  # fmt: skip
    found = list(replay.run(write(tmp_path / "data", [SESSION], transactions), tmp_path / "new.db"))
    assert [(f.receipts, f.expected_cash.decimal(), f.card.decimal()) for f in found] == [(9, "11.50", "9.80")]
    assert found[0].closing_discrepancy is not None
    assert found[0].closing_discrepancy.decimal() == "-6.50"
    assert rows("SELECT note, kind, total FROM receipt ORDER BY number") == [
        ("6", "sale", 490),
        ("1", "sale", 960),
        ("2", "cancelled", 0),
        ("3", "cancelled", 0),
        ("4", "refund", -490),
        ("5", "sale", 490),
        ("7", "refund", -300),
        ("8", "sale", 0),
        ("9", "sale", 980),
    ]
    assert rows("SELECT count(*) FROM journal WHERE kind = 'line.removed'") == [(2,)]
    assert rows("SELECT count(*) FROM receipt_line WHERE refunds_id IS NOT NULL") == [(2,)]
    assert rows("SELECT sum(amount) FROM session_total WHERE kind = 'packaging'") == [(-20,)]
    assert verify.verify().proven


@pytest.mark.parametrize(
    ("transactions", "word"),
    [
        ([transaction(1, [line(1, 1, "4.90")], [paid("card", "4.00")])], "transaction 1"),
        ([transaction(1, [line(1, 1, "4.905")], [paid("card", "4.90")])], "4.905"),
        ([transaction(1, [line(1, 1, "4.90")], [paid("gold", "4.90")])], "gold"),
        ([transaction(1, [line(1, 1, "4.90")], [paid("card", "4.90")], session=7)], "7"),
        ([{"transaction": 1}], "not as described"),
    ],
)
def test_data_that_cannot_be_is_refused(tmp_path: Path, transactions: list[object], word: str) -> None:
    with pytest.raises(ReplayError, match=word):
        list(replay.run(write(tmp_path / "data", [SESSION], transactions), tmp_path / "new.db"))


def test_a_database_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", [SESSION], [transaction(1, [line(1, 1, "4.90")], [paid("card", "4.90")])])
    list(replay.run(folder, tmp_path / "new.db"))
    with pytest.raises(ExistsError):
        list(replay.run(folder, tmp_path / "new.db"))


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReplayError):
        list(replay.run(tmp_path, tmp_path / "new.db"))
    assert not (tmp_path / "new.db").exists()
