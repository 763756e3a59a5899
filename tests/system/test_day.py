"""A whole day of a real shop at a real terminal: set-up, sales, refund, drawer, count, close, proof."""

import json
from decimal import Decimal
from typing import Any

from tests.system.conftest import BREAD, CHEESE, WINE, Machine
from tests.system.terminal import Terminal

PIECES = ("500", "200", "100", "50", "20", "10", "5", "2.00", "1.00", "0.50", "0.20", "0.10", "0.05")


def test_a_whole_day(machine: Machine) -> None:
    till = machine.start(language="nl")
    found_the_shop(till)
    machine.stock()
    start_the_session(till)
    sell_for_cash_with_change(till)
    sell_by_card(till)
    sell_for_cash_after_a_declined_card(till)
    sell_for_cash_and_card(till)
    take_the_cheese_back(till)
    put_in_and_take_out(till)
    count_and_mend_the_count(till)
    close_the_session(till)
    read_the_z_report(till)
    till.until(lambda: "Z number" in machine.paper, "the printed Z report")
    stop(till)
    machine.run("verify")
    check_the_paper(machine.paper)
    check_the_sums(json.loads(machine.run("session", "show", "1", "--json")))


def found_the_shop(till: Terminal) -> None:
    """A Dutch machine, an owner who reads English; two people, a simulated printer and scanner."""
    till.sees("● Nederlands")
    till.press("right", sees="● Dansk")
    till.press("right", sees="● English")
    till.sees("● Netherlands")
    till.press("f12", sees="▶ Name of the shop")
    till.type("Corner Shop")
    till.press("down", sees="▶ Street and number")
    till.type("1 Market Square")
    till.press("down", sees="▶ Postcode and town")
    till.type("1234 AB Town")
    till.press("f12", sees="▶ Name of the owner")
    till.type("Owner")
    till.press("down", sees="▶ Managers")
    till.press("down", sees="▶ Cashiers")
    till.type("Cashier 1")
    till.press("f12", sees="▶ Receipt printer")
    till.press("left", sees="● simulated")
    till.press("down", sees="▶ Signs in a line")
    till.press("down", sees="▶ Scanner")
    till.press("left", sees="· found by itself")
    till.press("f12", sees="Start the shop?")
    till.press("f12", sees="Test receipt")
    till.sees("€ £ æ ø å")
    till.press("escape", sees="1 of 6")
    till.press("escape")
    till.misses("1 of 6")
    till.sees("F12 Start session")


def start_the_session(till: Terminal) -> None:
    till.press("f12", sees="▶ Opening amount")
    till.type("150.00")
    till.press("f12", sees="Session 1 · since")


def sell_for_cash_with_change(till: Terminal) -> None:
    """The cashier takes over for the first customer, who hands over a hundred."""
    till.press("f10", sees="Who is at the counter?")
    till.press("1")
    till.misses("Who is at the counter?")
    till.sees("Cashier 1 ")
    till.scan(WINE, sees="1 line")
    till.scan(CHEESE, sees="2 lines")
    till.scan(BREAD, sees="3 lines")
    till.sees_number("75.00")
    till.press("f12", sees="F12 Card 75.00")
    till.press("c", sees="F12 Cash 75.00")
    till.type("100", sees="F12 Cash 100.00 · change 25.00")
    till.confirm(sees="Receipt K1-000001 ● printed")
    till.sees("Change €", "Give 20 5")
    till.sees_number("25.00")
    till.press("f10", sees="Who is at the counter?")
    till.press("2")
    till.misses("Who is at the counter?")


def sell_by_card(till: Terminal) -> None:
    """The change stays to be seen until the next scan."""
    till.scan(CHEESE, sees="F12 Pay")
    till.press("f12", sees="F12 Card 20.00")
    till.confirm(sees="Yes, it worked")
    till.confirm(sees="Receipt K1-000002 ● printed")


def sell_for_cash_after_a_declined_card(till: Terminal) -> None:
    till.scan(CHEESE, sees="F12 Pay")
    till.press("f12", sees="F12 Card 20.00")
    till.confirm(sees="No, it failed")
    till.press("escape", sees="Card was declined. Nothing was booked")
    till.press("c", sees="F12 Cash 20.00")
    till.confirm(sees="Receipt K1-000003 ● printed")
    till.sees("Paid in full")


def sell_for_cash_and_card(till: Terminal) -> None:
    till.scan(WINE, sees="F12 Pay")
    till.press("f12", sees="F12 Card 45.00")
    till.press("c", sees="F12 Cash 45.00")
    till.type("10", sees="F12 First Cash 10.00 · then 35.00")
    till.confirm(sees="F12 Card 35.00")
    till.sees_number("35.00")
    till.confirm(sees="Yes, it worked")
    till.confirm(sees="Receipt K1-000004 ● printed")
    till.sees("Cash 10.00", "Card 35.00")


def take_the_cheese_back(till: Terminal) -> None:
    """The customer brings the receipt; its code opens it, the article's code marks what comes back."""
    till.scan("K1-000001", sees="Del Take back")
    till.press("delete", sees="Take back · receipt K1-000001")
    till.scan(CHEESE, sees="F12 Put on the receipt")
    till.press("f12", sees="F12 Give back")
    till.sees("−1 ×", "Cheese", "K1-000001")
    till.press("f12", sees="F12 Back: Cash 20.00")
    till.confirm(sees="Receipt K1-000005 ● printed")
    till.sees_number("20.00")


def put_in_and_take_out(till: Terminal) -> None:
    till.press("f8", sees="▶Drawer")
    till.press("+", sees="● Put in")
    till.type("50.00")
    till.press("f12", sees="● 50.00 put in")
    till.press("f8", sees="▶Drawer")
    till.press("-", sees="● Take out")
    till.type("30.00")
    till.press("f12", sees="● 30.00 taken out")
    till.press("f9", sees="2 Register")
    till.press("2", sees="F12 Close session")
    till.sees("Cash removed −30.00", "Cash added 50.00", "Cash refunded −20.00", "Opening amount 150.00")


def count_and_mend_the_count(till: Terminal) -> None:
    """A coin row is forgotten at first; the overview shows it, Back mends it and keeps the rest."""
    till.press("f12", sees="▶1 Count")
    counted = {"50": "4", "20": "2", "10": "1"}
    for piece in PIECES:
        till.sees(f"▶ {piece} ×")
        if piece in counted:
            till.type(counted[piece], sees=f"▶ {piece} × {counted[piece]} ")
        till.press("enter")
    till.sees("▶Card")
    till.type("55.00")
    till.sees_number("250.00")
    till.press("f12", sees="10 rows are empty. Count them as 0?")
    till.press("f12", sees="▶2 Overview")
    till.sees("Expected 255.00", "Counted 250.00", "▼ −5.00", "terminal 55.00 ● 0.00")
    till.press("escape", sees="▶1 Count")
    till.click("2.00 ×", sees="▶ 2.00 ×")
    till.type("2", sees="▶ 2.00 × 2 4.00")
    till.press("f12", sees="▶2 Overview")
    till.sees("Counted 254.00", "▼ −1.00")
    till.sees_number("−1.00")


def close_the_session(till: Terminal) -> None:
    till.press("f12", sees="Note (may stay empty)")
    till.type("a coin fell down")
    till.press("f12", sees="▶3 In drawer")
    till.sees("1 The float of the shop 150.00", "2 Leave everything 254.00")
    till.press("4")
    till.sees("▶ 4 Another amount █")
    till.type("100.00")
    till.press("f12", sees="▶4 Take out")
    till.sees("Left in drawer 100.00", "Take out 154.00")
    till.sees_number("154.00")
    till.confirm(sees="Session 1 is closed")
    till.sees("Z report 1", "Difference ▼ −1.00", "Taken out 154.00", "Left in drawer 100.00")
    till.confirm(sees="No session is open.")
    till.sees("F12 Start session")


def read_the_z_report(till: Terminal) -> None:
    till.press("f2", sees="Session history")
    till.sees("closed 140.00 ▼ −1.00")
    till.press("enter", sees="Closing discrepancy ▼ −1.00")
    till.press("f12", sees="Z number 1")
    till.sees("Turnover incl. VAT 140.00", "21 % 74.38 15.62 90.00", "9 % 45.87 4.13 50.00")
    for _ in range(3):
        till.press("pagedown")
    till.sees("First receipt K1-000001", "Last receipt K1-000005")
    till.press("f12", sees="Closing discrepancy")


def stop(till: Terminal) -> None:
    till.press("escape", sees="Session history")
    till.press("escape", sees="No session is open.")
    till.press("f9", sees="Stop the program")
    till.click("Stop the program", sees="Stop the program?")
    till.press("f12")
    assert till.ends() == 0


def check_the_paper(text: str) -> None:
    """What came out of the printer, piece by piece."""
    papers = [" ".join(paper.split()) for paper in text.split("=" * 48)]
    titles = ["Test receipt", *(f"Receipt K1-00000{n}" for n in range(1, 6))]
    titles += ["Cash added", "Cash removed", "Cash summary", "Z report"]
    assert [title for title, paper in zip(titles, papers, strict=False) if title not in paper] == []
    assert all("COPY" not in paper for paper in papers)
    sold, declined, split, refund = papers[1], papers[3], papers[4], papers[5]
    assert "Corner Shop 1 Market Square 1234 AB Town" in sold
    assert "Cashier 1" in sold
    assert "Total € 75.00 Cash 100.00 Change given 25.00" in sold
    assert "VAT Net VAT Gross 21 % 37.19 7.81 45.00 9 % 27.52 2.48 30.00" in sold
    assert "Card 0.00 declined Cash 20.00" in declined
    assert "Cash 10.00 Card 35.00" in split
    assert "from receipt K1-000001" in refund
    assert "Cash −20.00" in refund
    cash, z = papers[8], papers[9]
    assert "Change given −25.00" in cash
    assert "Expected 255.00 Counted 254.00 4 × 50.00 200.00" in cash
    assert "Discrepancy −1.00 Taken out 154.00 Left in drawer 100.00 a coin fell down" in cash
    assert "Z number 1" in z
    assert "Sales 160.00 Returns −20.00 Turnover incl. VAT 140.00" in z
    assert "21 % 74.38 15.62 90.00 9 % 45.87 4.13 50.00" in z
    assert "First receipt K1-000001 Last receipt K1-000005" in z


def check_the_sums(session: dict[str, Any]) -> None:
    """What was sold is what was paid, the drawer's rows make what is expected, the count what stays and goes."""
    paid = sum(Decimal(each["amount"]) for each in session["payments"])
    assert sum(Decimal(session[part]) for part in ("turnover", "packaging", "rounding")) == paid == Decimal("140.00")
    close, cash = session["close"], {kind: Decimal(amount) for kind, amount in session["cash"].items()}
    assert Decimal(close["expected"]) == sum(cash.values()) - cash["closing"] == Decimal("255.00")
    assert Decimal(close["counted"]) - Decimal(close["expected"]) == Decimal(close["difference"]) == -1
    assert Decimal(close["left_in_drawer"]) + Decimal(close["taken_out"]) == Decimal(close["counted"])
    assert (close["channel"], close["count"], close["note"]) == ("counter", "counted", "a coin fell down")
