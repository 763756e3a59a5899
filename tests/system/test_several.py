"""The counter and two offices at one shop: what one of them does stands on the others' screens by itself."""

from tests.system.conftest import WINE, Machine
from tests.system.terminal import Terminal
from tests.system.test_order_day import new_customer


def test_each_sees_what_the_others_do(shop: Machine) -> None:
    till, one, other = shop.start(), shop.start("office"), shop.start("office")
    for office in (one, other):
        office.sees("no devices", "No session")
    till.press("f12", sees="▶ Opening amount")
    till.type("100.00")
    till.press("f12", sees="Session 1 · since")
    for office in (one, other):
        office.sees("Session 1 · since", "Close from the office")
    _order_for_today(till)
    for office in (one, other):
        office.sees("Orders 1")
    _close(one)
    other.sees("No session")
    till.sees("No session", "Session 1 closed remotely · Owner")
    till.scan(WINE, sees="1 line")
    till.press("f12", sees="F12 Card 45.00")
    till.press("c", sees="F12 Cash 45.00")
    till.confirm(sees="Session 2 · since")
    for office in (one, other):
        office.sees("Session 2 · since")
    shop.run("verify")


def _order_for_today(till: Terminal) -> None:
    till.scan(WINE, sees="1 line")
    till.press("f6", sees="Delivery and customer")
    till.press("f12", sees="Choose the customer first.")
    new_customer(till, "Customer One")
    till.press("down", sees="▶ Day")
    till.type("+0")
    till.press("f6", sees="Orders 1")


def _close(office: Terminal) -> None:
    office.press("f12", sees="Stays in the drawer")
    office.press("f4", sees="End the session")
    office.press("f12", sees="No session is open.")
