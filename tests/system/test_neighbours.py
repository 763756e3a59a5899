"""Others at the same shop: a second register program, and the office that closes the session from a command."""

import json

from tests.system.conftest import CHEESE, WINE, Machine


def test_a_second_program_on_the_register_is_refused_and_the_first_goes_on(shop: Machine) -> None:
    till = shop.start()
    till.sees("Ready to scan")
    second = shop.start(module=True)
    assert second.ends() == 1
    assert f"This register is already open here (process {till.pid})." in second.text
    till.scan(WINE, sees="1 line")


def test_a_session_closed_by_a_command_does_not_disturb_the_sale(shop: Machine) -> None:
    shop.run("session", "open", "--amount", "150.00")
    till = shop.start()
    till.sees("Session 1 · since")
    till.scan(WINE, sees="1 line")
    shop.run("session", "close", "--counted", "150.00", "--leave", "100.00")
    till.sees("No session", "1 line", "Wine")
    till.sees("Session 1 closed remotely · Owner", "your receipt goes on")
    till.scan(CHEESE, sees="2 lines")
    till.press("f12", sees="F12 Card 65.00")
    till.press("c", sees="F12 Cash 65.00")
    till.confirm(sees="Session 2 was opened, not counted")
    till.sees("Receipt K1-000001", "Session 2 · since")
    first, second = (json.loads(shop.run("session", "show", number, "--json")) for number in "12")
    assert (first["receipts"], first["close"]["taken_out"], first["close"]["channel"]) == (0, "50.00", "command")
    assert (second["opening"], second["opening_amount"], second["opening_count"]) == ("auto", "100.00", "assumed")
    assert (second["receipts"], second["expected_cash"], second["close"]) == (1, "165.00", None)
    shop.run("verify")


def test_the_office_closes_the_session_during_a_payment(shop: Machine) -> None:
    shop.run("session", "open", "--amount", "150.00")
    till, office = shop.start(), shop.start("office")
    till.sees("Session 1 · since")
    office.sees("Close from the office", "no devices")
    office.misses("Sale")
    till.scan(WINE, sees="1 line")
    till.press("f12", sees="F12 Card 45.00")
    office.press("f12", sees="Stays in the drawer")
    office.sees("A receipt is in progress at the counter")
    office.misses("End the session")
    office.press("f4", sees="End the session")
    office.press("f12", sees="No session is open.")
    till.press("c", sees="F12 Cash 45.00")
    till.confirm(sees="Session 2 was opened, not counted")
    till.sees("Session 1 closed remotely")
    office.sees("Session 2 · since")
    first = json.loads(shop.run("session", "show", "1", "--json"))
    assert (first["close"]["channel"], first["close"]["count"], first["close"]["left_in_drawer"]) == (
        "remote",
        "assumed",
        "150.00",
    )
    shop.run("verify")


def test_two_offices_close_the_same_session(shop: Machine) -> None:
    shop.run("session", "open", "--amount", "150.00")
    one, other = shop.start("office"), shop.start("office")
    for each in (one, other):
        each.press("f12", sees="Stays in the drawer")
        each.press("f4", sees="End the session")
    one.press("f12", sees="No session is open.")
    other.press("f12", sees="was closed by Owner")
    shop.run("verify")
