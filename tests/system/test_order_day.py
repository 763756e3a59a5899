"""Orders at a real terminal: one with a deposit, paid off and handed over; one cancelled, its deposit given back.

And one whose payment ends with the power: what the customer's card paid is there again.
"""

import json
from typing import Any

from tests.system.conftest import BREAD, CHEESE, WINE, Machine
from tests.system.terminal import Terminal


def test_a_deposit_the_rest_the_goods_and_a_cancellation(shop: Machine) -> None:
    till = shop.start()
    till.sees("F12 Start session")
    till.press("f12", sees="▶ Opening amount")
    till.type("100.00")
    till.press("f12", sees="Session 1 · since")
    place_with_a_deposit(till)
    assert figures(shop, 1) == ("open", "75.00", "30.00", "45.00")
    pay_off_through_the_queue(till)
    assert figures(shop, 1) == ("open", "75.00", "75.00", "0.00")
    hand_over(till)
    assert figures(shop, 1) == ("completed", "75.00", "75.00", "0.00")
    cancel_another(till)
    assert figures(shop, 2) == ("fully_cancelled", "0.00", "0.00", "0.00")
    check_the_paper(till, shop)
    shop.run("verify")
    # Opened with 100, 75 for what was handed over; the other deposit went back.
    session = json.loads(shop.run("session", "show", "1", "--json"))
    assert (session["turnover"], sum(float(amount) for amount in session["cash"].values())) == ("75.00", 175.0)


def figures(shop: Machine, number: int) -> tuple[Any, ...]:
    """Status, total, paid and due, as the command tells them."""
    found = json.loads(shop.run("order", "show", str(number), "--json"))
    return found["status"], found["total"], found["paid"], found["due"]


def place_with_a_deposit(till: Terminal) -> None:
    """Wine, cheese and bread for a new customer, to be fetched in three days."""
    till.scan(WINE, sees="1 line")
    till.scan(CHEESE, sees="2 lines")
    till.scan(BREAD, sees="3 lines")
    till.press("f6", sees="Delivery and customer")
    till.press("f12", sees="Choose the customer first.")
    new_customer(till, "Customer One")
    till.press("down", sees="▶ Day")
    till.type("+3")
    till.press("f12", sees="You book all of it: 75.00.")
    till.type("30", sees="You book a deposit of 30.00.")
    till.press("f12", sees="Payment method")
    till.press("c", sees="F12 Cash 30.00")
    till.confirm(sees="Order 1 is placed")
    till.sees("Deposit received", "Receipt K1-000001 ● printed")


def new_customer(till: Terminal, name: str) -> None:
    till.press("f3", sees="There are no customers yet" if name.endswith("One") else "Find customer")
    till.press("f6", sees="▶ Name")
    till.type(name)
    till.press("f12", sees=f"● {name}")


def pay_off_through_the_queue(till: Terminal) -> None:
    """Two keys open it; the rest is a choice of its own, never one key away."""
    till.press("f6", sees="F12 Pay 45.00")
    till.press("enter", sees="History")
    till.press("f12", sees="You book all of it: 45.00.")
    till.press("f12", sees="Payment method")
    till.unguarded()
    till.press("f12", sees="Choose a payment method first.")
    till.press("c", sees="F12 Cash 45.00")
    till.type("50", sees="F12 Cash 50.00 · change 5.00")
    till.confirm(sees="K1-000002")
    till.sees_number("5.00")


def hand_over(till: Terminal) -> None:
    till.press("f12", sees="nothing counted: everything")
    till.scan(BREAD, sees="F12 Hand over 1 piece")
    till.press("delete", sees="F12 Hand over everything")
    till.press("f12", sees="completed")
    till.press("escape", sees="handed over")
    till.press("escape", sees="No orders here.")


def cancel_another(till: Terminal) -> None:
    """Placed in the place itself, with a line of its own; 30 of 100 paid, then given back."""
    till.press("f6", sees="Delivery and customer")
    new_customer(till, "Customer Two")
    till.press("pagedown", sees="Work order")
    till.press("pagedown", sees="Scan the first article")
    till.press("n", sees="▶Text")
    till.type("Large basket")
    till.press("enter", sees="▶Quantity")
    till.press("enter", sees="▶Price")
    till.type("100")
    till.press("f12", sees="1 × Large basket")
    till.press("f12", sees="You book all of it: 100.00.")
    till.type("30", sees="You book a deposit of 30.00.")
    till.press("f12", sees="Payment method")
    till.press("c", sees="F12 Cash 30.00")
    till.confirm(sees="K1-000004")
    till.sees("Order 2 is placed")
    till.press("escape", sees="History")
    assert "Order 2 is placed" not in till.text
    till.press("delete", sees="Paid 30.00. What happens with it?")
    till.press("escape")
    till.misses("What happens with it?")
    till.press("delete", sees="● give it back")
    till.press("down", sees="▶Reason")
    till.type("ill")
    till.press("f12", sees="Money back")
    till.sees("fully cancelled", "K1-000005")
    till.sees_number("30.00")


def check_the_paper(till: Terminal, shop: Machine) -> None:
    """Deposit, slip, rest, hand-over; the slip has the order's code, and a label for the shelf."""
    till.until(lambda: "K1-000005" in shop.paper, "the receipt of the deposit that went back")
    text = " ".join(shop.paper.split())
    assert "Deposit on order 1" in text
    assert text.count("O-000001") == 2
    assert "Bring this slip when you collect the order." in text


def test_a_card_that_paid_its_part_of_an_order_is_known_after_kill_9(shop: Machine) -> None:
    file = shop.home / "lines.csv"
    file.write_text("text;quantity;price\nCake;1;70.00\n", encoding="utf-8")
    shop.run("order", "new", "--customer", "Customer One", "--lines", str(file))
    till = shop.start()
    till.press("f6", sees="F12 Pay 70.00")
    till.press("f12", sees="Payment method")
    till.press("p", sees="F12 Card 70.00")
    till.type("20", sees="First Card 20.00 · then 50.00")
    till.confirm(sees="Did it work?")
    till.confirm(sees="Take back")
    till.kill()
    assert figures(shop, 1) == ("open", "70.00", "0.00", "70.00")
    till = shop.start()
    till.sees("Was 20.00 given back?")
    till.press("escape")
    till.misses("Was 20.00 given back?")
    till.sees("20.00 was taken for Order 1, and not booked", "F12 Go on paying")
    till.press("f6", sees="Taken, not booked")
    till.press("enter", sees="History")
    till.press("f12", sees="Card 20.00")
    till.press("c", sees="F12 Cash 50.00")
    till.confirm(sees="Receipt K1-000001")
    assert figures(shop, 1) == ("open", "70.00", "70.00", "0.00")
    till.press("escape", sees="History")
    till.press("escape")
    till.misses("History")
    till.sees("F12 Hand over")
    assert "Taken, not booked" not in till.text
    shop.run("verify")
