"""What hands do to a register: a scanner that types, fingers on glass, a window that is made small."""

import pytest

from tests.system.conftest import CHEESE, WINE, Machine
from tests.system.terminal import Terminal


@pytest.fixture
def till(shop: Machine) -> Terminal:
    """A register with wine on the receipt, at the machine's own keyboard."""
    shop.network = False
    till = shop.start()
    till.sees("Ready to scan")
    till.scan(WINE, sees="1 line")
    return till


def burst(till: Terminal, code: str, *, sees: str) -> None:
    """A scanner that types: the code and Enter, faster than any hand."""
    till.send(f"{code}\r")
    till.sees(sees)


def by_hand(till: Terminal, text: str, *, sees: str) -> None:
    """Type signs that each stand there before the next one comes."""
    for number in range(1, len(text) + 1):
        till.type(text[number - 1], sees=f"{text[:number]}█")
    till.sees(sees)


def label(till: Terminal, text: str, *, sees: str) -> None:
    """A scanner that types a label sign by sign, each in a write of its own."""
    for sign in text:
        till.send(sign)
    till.sees(sees)


def test_a_label_that_spells_a_key_presses_none(till: Terminal) -> None:
    till.press("f12", sees="F12 Card 45.00")
    till.confirm(sees="Did it work?")
    label(till, "101\x1b[24~\r", sees="You cannot scan here.")
    till.sees("Did it work?")


def test_a_typed_scan_on_the_sale_adds_the_article(till: Terminal) -> None:
    burst(till, CHEESE, sees="2 lines")
    burst(till, "2000000009999", sees="2000000009999")
    till.sees("nothing added", "2 lines")
    assert "Payment method" not in till.text


def test_a_typed_scan_neither_pays_nor_types_an_amount(shop: Machine, till: Terminal) -> None:
    till.press("f12", sees="F12 Card 45.00")
    till.press("c", sees="F12 Cash 45.00")
    burst(till, CHEESE, sees="Finish or leave the payment first.")
    till.sees("F12 Cash 45.00", "Received █")
    by_hand(till, "50", sees="F12 Cash 50.00 · change 5.00")
    burst(till, CHEESE, sees="Finish or leave the payment first.")
    till.sees("F12 Cash 50.00 · change 5.00", "Received 50█")
    till.press("f12")
    till.misses("Finish or leave the payment first.")
    till.confirm(sees="Receipt K1-000001")


def test_a_typed_scan_answers_no_question_about_the_drawer(till: Terminal) -> None:
    till.press("f8", sees="Just open")
    till.press("-", sees="▶Amount")
    by_hand(till, "30", sees="Amount € 30█")
    burst(till, CHEESE, sees="You cannot scan here.")
    till.sees("Amount € 30█", "Just open")
    till.press("escape")
    till.misses("You cannot scan here.")
    till.sees("Just open")
    till.press("escape")
    till.misses("Just open")
    till.sees("1 line")


def test_a_sale_and_its_payment_by_touch_alone(machine: Machine) -> None:
    till = machine.start("demo")
    till.sees("Who is at the counter?")
    till.click("Cashier 1")
    till.misses("Who is at the counter?")
    till.click("Croissant", sees="1 line")
    till.click("Bread", sees="Baguette")
    till.click("Baguette", sees="2 lines")
    till.sees_number("2.79")
    till.click("F12 Pay", sees="Payment method")
    till.click("C Cash", sees="F12 Cash 2.79")
    till.sees("P Card card, phone", "C Cash with change", "2.79 5.00 10.00 20.00")
    till.click("5.00", sees="F12 Cash 5.00 · change 2.21")
    till.confirm(click="F12 Cash 5.00", sees="Receipt K1-000001 ● printed")
    till.sees_number("2.21")
    till.click("Office", sees="Products")
    machine.run("verify")


def test_a_window_that_is_too_small_says_so_and_keeps_the_basket(till: Terminal) -> None:
    till.resize(60, 15)
    till.sees("This window is too small. Make it 80 × 22 or larger", "nothing is lost.")
    till.misses("Wine")
    till.refuses("f12")
    till.resize(80, 22)
    till.sees("1 line", "Wine", "F12 Pay")
    till.press("f8", sees="Just open")
    till.resize(100, 20)
    till.sees("This window is too small.")
    till.misses("Just open")
    till.refuses("escape")
    till.resize(100, 30)
    till.sees("Just open", "1 line")
    till.press("escape")
    till.misses("Just open")
    till.scan(CHEESE, sees="2 lines")
