"""Taking money on the screen: cash, cards, both, never twice, and never lost."""

import threading
from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from kassa_tui.database import delete, rows, writing
from kassa_tui.hw.ports import Level
from kassa_tui.models import Setting
from kassa_tui.screens.frame import guard
from kassa_tui.till.ledger.journal import canonical
from kassa_tui.till.setup import method_edit
from kassa_tui.widgets.drawing import targets
from tests.conftest import ShopUnderTest
from tests.screens.acts import checkout, to_payment
from tests.screens.conftest import Opener, Register
from tests.shared import receipts


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Lamp", "75.00", barcodes=("LAMP",))
    shop.article("Bread", "2.95", barcodes=("BREAD",))
    return shop


def payments() -> list[tuple[str, int, int, int]]:
    return rows("SELECT method, tendered, change, rounding FROM payment ORDER BY id")


async def test_cash_with_change(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("c")
        await till.type("100", sees="Cash 100.00 · change 25.00")
        await till.press("f12", sees="Receipt K1-000001")
        await till.sees("20", "● printed", "Session 1 was opened, not counted")
        assert till.printer.kicks == 1
        assert "Terug aan klant                            25,00" in till.printer.papers[0]
    assert payments() == [("cash", 10000, 2500, 0)]


async def test_the_offered_method_pays_with_one_key(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("f12", sees="Did it work?")
        await till.press("f12", sees="Paid in full")
        assert till.printer.kicks == 0
    assert payments() == [("card", 7500, 0, 0)]


async def test_a_declined_card_books_nothing(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("f12", sees="Did it work?")
        await till.press("escape", sees="Card was declined. Nothing was booked;")
        assert receipts() == 0
        await till.press("c")
        await till.press("f12", sees="Receipt K1-000001")
    assert rows("SELECT method, tendered, reference FROM payment ORDER BY id") == [
        ("card", 0, "declined"),
        ("cash", 7500, ""),
    ]


async def test_split_between_cash_and_card(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("c")
        await till.type("25", sees="First Cash 25.00 · then 50.00")
        await till.press("f12", sees="F12 Card 50.00")
        await till.press("f12", sees="Did it work?")
        await till.press("f12", sees="Paid in full")
    assert payments() == [("cash", 2500, 0, 0), ("card", 5000, 0, 0)]


@pytest.mark.parametrize(("part", "rest"), [("c", "card"), ("p", "cash")])
async def test_the_rest_is_not_paid_by_what_paid_the_part(
    stocked: ShopUnderTest, opened: Opener, part: str, rest: str
) -> None:
    """The shop's first method is chosen, or the next one where that paid already; what was received stays in sight."""
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press(part)
        await till.type("25")
        await till.press("f12", sees="Did it work?" if part == "p" else "of 75.00")
        if part == "p":
            await till.press("f12", sees="of 75.00")
        chosen = checkout(till).paying.method
        assert chosen is not None
        assert chosen.code == rest
        assert checkout(till).paying.entry == ""
        await till.sees("25.00", "50.00")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1.2.3", "1.2.3"),
        ("10,000", "10,000"),
        ("7.505", "At most 2 decimals"),
        ("75.03", "75.00"),
        (",", ","),
        ("99999999999999", "99999999999999"),
    ],
)
async def test_amounts_that_are_not_understood(stocked: ShopUnderTest, opened: Opener, typed: str, said: str) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("c")
        await till.type(typed)
        await till.press("f12", sees="■")
        lines = till.text.split("\n")
        at = next(number for number, line in enumerate(lines) if "■" in line)
        assert said in " ".join(lines[at : at + 2])
        assert checkout(till).paying.entry == typed
    assert receipts() == 0


async def test_a_hundred_times_too_much_is_asked_about(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("c")
        await till.type("10000")
        await till.press("f12", sees="Is it right that 10,000.00 was received?")
        await till.press("escape", sees="Payment method")
        assert receipts() == 0


async def test_a_scan_never_pays(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.scan("BREAD", sees="Finish or leave the payment first.")
        await till.press("f12", "f12", sees="Did it work?")
        await till.scan("BREAD")
        await till.press("escape", "escape", "escape", sees="1 line")
    assert receipts() == 0


@pytest.fixture
def blocked() -> Iterable[threading.Event]:
    """A disk that does not answer until it is set."""
    event = threading.Event()
    yield event
    event.set()


async def test_a_double_press_pays_once(stocked: ShopUnderTest, opened: Opener, blocked: threading.Event) -> None:
    """Everything that is pressed or scanned while the sale is recorded is dropped, not kept for later."""
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("c")
        till.app.counter.ledger.submit(blocked.wait, 30)
        for key in ("f12", "f12", "enter", "c", "5"):
            await till.pilot.press(key)
        till.app.code_read("BREAD")
        await till.pilot.pause()
        assert till.app.busy
        assert receipts() == 0
        blocked.set()
        await till.sees("Receipt K1-000001")
        await till.idle()
        assert "0 pieces" in till.text or "Paid in full" in till.text
        await till.press("f12")
    assert receipts() == 1


async def test_two_presses_within_a_blink_pay_once(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("c")
        await till.pilot.press("f12", "f12", "f12")
        await till.sees("Receipt K1-000001")
    assert receipts() == 1


async def test_leaving_gives_the_basket_back(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("escape", sees="1 line")
        await to_payment(till, "BREAD")
        await till.press("c")
        await till.type("10")
        await till.press("f12", sees="Take back")
        await till.press("escape", sees="Part of it is paid already.")
        await till.press("escape", sees="Payment method")
        await till.press("escape", sees="Part of it is paid already.")
        await till.press("f12", sees="2 lines")
        await till.scan("BREAD", sees="2 ×   Bread")
    assert receipts() == 0


async def test_a_part_that_was_paid_survives_a_crash(stocked: ShopUnderTest, opened: Opener) -> None:
    """The customer's card was charged: the program must know that when it is started again."""
    async with opened(stocked) as till:
        await to_payment(till)
        await till.type("25")
        await till.press("f12", sees="Did it work?")
        await till.press("f12", sees="Take back")
    async with opened(stocked) as till:
        await till.sees("Was 25.00 given back?", "25.00 by Card was taken before the program ended.")
        await till.press("escape", sees="part of it is paid: F12 goes on")
        await till.scan("BREAD", sees="Part of this receipt is paid already")
        await till.press("escape", "delete", sees="Part of this receipt is paid already")
        await till.press("f12", sees="25.00")
        await till.press("c", "f12", sees="Receipt K1-000001")
        await till.scan("BREAD", sees="1 line")
    assert payments() == [("card", 2500, 0, 0), ("cash", 5000, 0, 0)]
    assert rows("SELECT count(*) FROM draft WHERE slot LIKE 'payments%'") == [(0,)]


async def test_what_became_of_a_part_that_was_paid_is_asked_at_the_next_start(
    stocked: ShopUnderTest, opened: Opener
) -> None:
    """Perhaps it went back, and no disk took that."""
    async with opened(stocked) as till:
        await to_payment(till)
        await till.type("25")
        await till.press("f12", sees="Did it work?")
        await till.press("f12", sees="Take back")
    async with opened(stocked) as till:
        await till.sees("Was 25.00 given back?")
        await till.press("f12", sees="Payment method")
        await till.sees("25.00")
    async with opened(stocked) as till:
        await till.sees("Was 25.00 given back?")
        await till.press("f4", sees="Ready to scan")
        await till.press("delete", sees="Scan the first article")
    assert rows("SELECT kind FROM journal WHERE kind = 'payment.given_back'") == [("payment.given_back",)]
    async with opened(stocked) as till:
        await till.sees("Scan the first article")


async def test_a_card_part_is_taken_back_on_the_terminal_first(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.type("25")
        await till.press("f12", sees="Did it work?")
        await till.press("f12", sees="Take back")
        await till.press("delete", sees="Refund 25.00 on the terminal first.")
        await till.press("f12", sees="Payment method")
        await till.press("escape", sees="1 line")
    assert receipts() == 0


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"plugged": False}, "Receipt not printed: the printer is not connected"),
        ({"paper": "out"}, "Receipt not printed: there is no paper"),
        ({"stops_after": 20}, "Receipt perhaps not printed"),
    ],
)
async def test_a_printer_never_undoes_a_sale(
    stocked: ShopUnderTest, opened: Opener, fault: dict[str, object], said: str
) -> None:
    async with opened(stocked) as till:
        for name, value in fault.items():
            setattr(till.printer, name, value)
        await to_payment(till)
        await till.press("c", "f12", sees="Receipt K1-000001")
        await till.sees(said[:30])
        assert len(till.printer.papers) == (1 if "perhaps" in said else 0)
        till.printer.plugged, till.printer.paper, till.printer.stops_after = True, "ok", None
        await till.press("f7")
        await till.wait(lambda: "Lamp" in "".join(till.printer.papers), "the receipt")
    assert receipts() == 1


async def test_the_status_row_follows_the_printer(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        till.printer.paper = "low"
        assert till.app.counter.spooler is not None
        till.app.counter.spooler.wake()
        await till.sees("▲ paper almost out")
        assert till.app.counter.devices.printer.level is Level.WARN


async def test_danish_cash_is_rounded_to_half_a_crown(danish: ShopUnderTest, opened: Opener) -> None:
    danish.article("Te", "10.25", barcodes=("TE",))
    async with opened(danish) as till:
        await to_payment(till, "TE")
        await till.press("c", sees="Cash rounding")
        await till.sees("To pay in cash")
        await till.type("20", sees="change 9.50")
        await till.press("f12", sees="Receipt K1-000001")
    assert payments() == [("cash", 2000, 950, 25)]


async def test_quick_amounts_pay_by_tap(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("c")
        await till.click("80.00", sees="Cash 80.00 · change 5.00")
        await till.click("F12", sees="Receipt K1-000001")
    assert payments() == [("cash", 8000, 500, 0)]


async def test_a_held_key_does_not_pay(stocked: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first press opens a screen or question; those that follow at once do nothing there."""
    async with opened(stocked) as till:
        await till.scan("LAMP")
        monkeypatch.setattr(guard, "SECONDS", 60)
        await till.press(*["f12"] * 5, sees="Payment method")
        await till.press("escape", sees="F12 Pay")
        monkeypatch.setattr(guard, "SECONDS", 0)
        await to_payment(till, "BREAD")
        checkout(till).guard = guard.Guard()
        monkeypatch.setattr(guard, "SECONDS", 60)
        await till.press(*["f12"] * 10, sees="Did it work?")
    assert receipts() == 0


async def test_notes_that_were_typed_are_no_amount_for_a_card(stocked: ShopUnderTest, opened: Opener) -> None:
    """The customer takes the note back and pays by card: all of it, with one key."""
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("c")
        await till.type("100", sees="change 25.00")
        await till.press("p", sees="F12 Card 75.00")
        await till.press("f12", sees="Did it work?")
        await till.press("f12", sees="Paid in full")
    assert payments() == [("card", 7500, 0, 0)]


async def test_a_part_that_was_typed_stays_for_another_method(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_payment(till)
        await till.press("c")
        await till.type("25", sees="First Cash 25.00")
        await till.press("p", sees="First Card 25.00")
        assert checkout(till).paying.attempt().payments[-1].method == "card"
        assert receipts() == 0


async def test_empties_are_paid_out_in_cash(stocked: ShopUnderTest, opened: Opener) -> None:
    stocked.article("Bottle", "0.25", "outside", kind="packaging", key="1Q")
    async with opened(stocked) as till:
        await till.press("q", "f12", sees="F12 Cash 0.25 back")
        assert "with change" not in till.text
        paid = [(payment.method, payment.amount.minor) for payment in checkout(till).paying.attempt().payments]
        assert paid == [("cash", -25)]


# --- Which methods, in which order ----------------------------------------------------------------


def offer(shop: ShopUnderTest, *codes: str) -> None:
    """What the shop offers, whatever the rules of the form say."""
    kept = {"key": "methods", "value": canonical(list(codes))}
    with writing():
        delete(Setting).where(Setting.key == "methods").execute()
        Setting.insert(**kept, entry=1 + max(row[0] for row in rows("SELECT entry FROM setting"))).execute()


def tiles(till: Register) -> list[str]:
    return [method.code for method in checkout(till).paying.offered() if method is not None]


async def test_all_methods_of_a_counter_by_default(stocked: ShopUnderTest, opened: Opener) -> None:
    """On account and by transfer needs a customer or an order."""
    async with opened(stocked) as till:
        await to_payment(till)
        assert tiles(till) == ["card", "cash", "voucher"]


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        (("voucher", "cash"), ["voucher", "cash"]),
        (("cash", "no-such-method", "card"), ["cash", "card"]),
        (("voucher",), ["card", "cash", "voucher"]),
        (("no-such-method",), ["card", "cash", "voucher"]),
    ],
)
async def test_the_shops_own_order(
    stocked: ShopUnderTest, opened: Opener, kept: tuple[str, ...], shown: list[str]
) -> None:
    """What is not known is ignored; without cash and card nothing could be sold, so all are there."""
    offer(stocked, *kept)
    async with opened(stocked) as till:
        await to_payment(till)
        assert tiles(till) == shown
        await till.press("c", "f12", sees="Paid in full")
        assert [method for method, *_amounts in payments()] == ["cash"]


async def test_what_is_taken_out_of_use_is_offered_no_more(stocked: ShopUnderTest, opened: Opener) -> None:
    card = next(each for each in method_edit.listed() if each.code == "card")
    async with opened(stocked) as till:
        await to_payment(till)
        assert tiles(till) == ["card", "cash", "voucher"]
        await till.press("escape")
        await till.app.counter.record(method_edit.save, replace(card, active=False))
        await to_payment(till)
        assert tiles(till) == ["cash", "voucher"]


async def test_six_methods_have_room(stocked: ShopUnderTest, opened: Opener) -> None:
    """Beside each other where one below the other would not fit."""
    from kassa_tui.till.basket import methods
    from kassa_tui.widgets.left_side import LeftSide

    async with opened(stocked, size=(80, 24)) as till:
        await to_payment(till)
        for touch in (False, True):
            till.app.touch = touch
            till.app._relabel()
            checkout(till).paying.methods = methods.methods()
            checkout(till).draw()
            await till.idle()
            listed = till.app.screen.query_one(LeftSide)
            chosen = [target for target in listed.targets if isinstance(target.what, targets.Method)]
            assert len(chosen) == 6
            assert all(each.y + each.rows <= listed.size.height and each.columns >= 8 for each in chosen)


async def test_only_a_card_needs_the_terminal(stocked: ShopUnderTest, opened: Opener) -> None:
    """A transfer or an account, where there is a customer or an order: a transfer is told by its reference."""
    from kassa_tui.till.basket import methods

    async with opened(stocked) as till:
        await to_payment(till)
        paying = checkout(till).paying
        paying.methods = methods.methods()
        await till.press("o", sees="F12 Bank transfer 75.00")
        await till.press("f12", sees="Reference")
        await till.type("statement 12")
        await till.press("f12", sees="Paid in full")
    assert payments() == [("transfer", 7500, 0, 0)]
    assert rows("SELECT reference FROM payment") == [("statement 12",)]


async def test_a_transfer_in_parts_is_agreed_to_before_it_is_taken(stocked: ShopUnderTest, opened: Opener) -> None:
    """Somebody who may is asked for it at once, and once; what the statement says stays with it."""
    from kassa_tui.till.basket import methods

    async with opened(stocked, person="Cashier") as till:
        await to_payment(till)
        paying = checkout(till).paying
        paying.methods = methods.methods()
        await till.press("o", *"25", "f12", sees="Reference")
        await till.press("f12", sees="what the bank's statement says.")
        await till.type("statement 12")
        await till.press("f12", sees="Manager needed")
        await till.press("escape", sees="may not")
        assert not paying.bill.payments
        await till.press("f12", sees="Reference")
        await till.type("statement 12")
        await till.press("f12", sees="Manager needed")
        await till.press("f12", sees="Bank transfer")
        assert [payment.reference for payment in paying.bill.payments] == ["statement 12"]
        await till.press("p", "f12", "f12", sees="Paid in full")
    assert payments() == [("transfer", 2500, 0, 0), ("card", 5000, 0, 0)]
