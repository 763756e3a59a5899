"""However the program ends, what was scanned and what was taken are there again."""

from tests.system.conftest import BREAD, CHEESE, WINE, Machine
from tests.system.terminal import Terminal


def begin(shop: Machine) -> Terminal:
    """A register with wine and cheese on the receipt."""
    till = shop.start()
    till.sees("Ready to scan")
    till.scan(WINE, sees="1 line")
    till.scan(CHEESE, sees="2 lines")
    return till


def test_a_killed_program_finds_the_basket_again(shop: Machine) -> None:
    till = begin(shop)
    till.kill()
    till = shop.start()
    till.sees("The receipt of before is here again", "2 lines", "Wine", "Cheese")
    till.scan(BREAD, sees="3 lines")
    till.sees_number("75.00")
    till.press("f12", sees="F12 Card 75.00")
    till.press("c", sees="F12 Cash 75.00")
    till.confirm(sees="Receipt K1-000001 ● printed")
    till.kill()
    till = shop.start()
    till.sees("0 lines", "Scan the first article")
    shop.run("verify")


def test_a_killed_program_finds_a_part_payment_again(shop: Machine) -> None:
    till = begin(shop)
    till.press("f12", sees="F12 Card 65.00")
    till.press("c", sees="F12 Cash 65.00")
    till.type("40", sees="F12 First Cash 40.00 · then 25.00")
    till.confirm(sees="F12 Card 25.00")
    till.kill()
    till = shop.start()
    till.sees("Was 40.00 given back?", "F12 Still paid")
    till.confirm(sees="Payment method")
    till.sees("of 65.00", "Cash 40.00")
    till.sees_number("25.00")
    till.sees("▶ P Card", "F12 Card 25.00")
    till.confirm(sees="Yes, it worked")
    till.confirm(sees="Receipt K1-000001 ● printed")
    till.sees("Cash 40.00", "Card 25.00")
    shop.run("verify")


def test_asked_to_end_it_leaves_a_clean_terminal_and_keeps_the_basket(shop: Machine) -> None:
    till = begin(shop)
    till.terminate()
    assert till.ends() == 0
    assert till.restored
    till = shop.start()
    till.sees("The receipt of before is here again", "2 lines")
