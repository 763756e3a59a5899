"""The office closes the counter's session by a command, whatever the counter is at: nothing is lost or counted twice."""

import json

import pytest

from tests.system.conftest import CHEESE, WINE, Machine
from tests.system.terminal import Terminal

CLOSE = ("session", "close", "--remote", "--leave-all")


def figures(shop: Machine, number: str) -> tuple[object, ...]:
    """How a session began, what it took, and who closed it how, with what left."""
    told = json.loads(shop.run("session", "show", number, "--json"))
    close = told["close"]
    closed = close and (close["channel"], close["count"], close["left_in_drawer"])
    return told["opening_amount"], told["receipts"], closed


def pay(till: Terminal, amount: str) -> None:
    """In cash, exactly; the drawer's session begins with it."""
    till.press("f12", sees="Payment method")
    till.press("c", sees=f"F12 Cash {amount}")
    till.confirm(sees="Session 2 was opened, not counted")
    till.sees("Receipt K1-000001", "Session 2 · since")


@pytest.fixture
def opened(shop: Machine) -> Machine:
    shop.run("session", "open", "--amount", "150.00")
    return shop


def test_between_the_scan_and_the_payment(opened: Machine) -> None:
    till = opened.start()
    till.sees("Session 1 · since")
    till.scan(WINE, sees="1 line")
    opened.run(*CLOSE)
    till.sees("Session 1 closed remotely · Owner", "your receipt goes on", "No session", "1 line")
    till.scan(CHEESE, sees="2 lines")
    pay(till, "65.00")
    assert figures(opened, "1") == ("150.00", 0, ("remote", "assumed", "150.00"))
    assert figures(opened, "2") == ("150.00", 1, None)
    opened.run("verify")


def test_with_a_parked_basket(opened: Machine) -> None:
    till = opened.start()
    till.sees("Session 1 · since")
    till.scan(WINE, sees="1 line")
    till.press("f5", sees="Park this receipt")
    till.press("f12", sees="0 lines")
    opened.run(*CLOSE)
    till.sees("Session 1 closed remotely")
    till.press("f5", sees="Go on with this one")
    till.press("f12", sees="F12 Pay")
    pay(till, "45.00")
    assert figures(opened, "1") == ("150.00", 0, ("remote", "assumed", "150.00"))
    assert figures(opened, "2") == ("150.00", 1, None)
    opened.run("verify")


@pytest.mark.parametrize("parked", [False, True], ids=["in progress", "parked"])
def test_while_the_counter_is_off(opened: Machine, parked: bool) -> None:
    till = opened.start()
    till.sees("Session 1 · since")
    till.scan(WINE, sees="1 line")
    if parked:
        till.press("f5", sees="Park this receipt")
        till.press("f12", sees="0 lines")
    till.terminate()
    assert till.ends() == 0
    opened.run(*CLOSE)
    again = opened.start()
    again.sees("Session 1 closed remotely · Owner", "No session")
    if parked:
        again.press("f5", sees="Go on with this one")
        again.press("f12")
    again.sees("F12 Pay", "Wine")
    pay(again, "45.00")
    assert figures(opened, "1") == ("150.00", 0, ("remote", "assumed", "150.00"))
    assert figures(opened, "2") == ("150.00", 1, None)
    again.terminate()
    assert again.ends() == 0
    third = opened.start()
    third.sees("Session 2 · since", "Ready to scan")
    assert "closed remotely" not in third.text
    opened.run("verify")


def test_two_commands_at_once_close_it_once(opened: Machine) -> None:
    till = opened.start()
    till.sees("Session 1 · since")
    offices = [opened.start(*CLOSE), opened.start(*CLOSE)]
    assert sorted(each.ends() for each in offices) == [0, 1]
    said = " ".join(each.text for each in offices)
    assert "kassa: No session is open." in said or "was closed by Owner" in said
    till.sees("Session 1 closed remotely")
    assert json.loads(opened.run("session", "list", "--json"))[0]["number"] == 1
    opened.run("verify")
