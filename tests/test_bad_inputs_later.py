"""Bad input to orders, customers, people, vouchers, reports and the office: a sentence, and nothing is changed."""

from datetime import date
from pathlib import Path

import pytest

from kassa_tui.__main__ import main
from kassa_tui.database import close_database, rows
from kassa_tui.i18n import words
from kassa_tui.till.basket import refunds
from kassa_tui.till.drawer import remote_close
from kassa_tui.till.drawer.remote_close import RemoteForm
from kassa_tui.till.goods import key_pages
from kassa_tui.till.ledger import desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.people import people
from kassa_tui.till.people.people import PersonForm
from kassa_tui.till.sale import corrections, receipt_search, vouchers
from kassa_tui.till.sale import receipts as kept
from tests.conftest import ShopUnderTest, found_shop
from tests.refusals import Act, Call, check_act, check_call

CUSTOMER = ("order", "new", "--customer", "Bakery")


@pytest.fixture
def busy(tmp_path: Path) -> ShopUnderTest:
    """A Dutch shop that speaks English, with an open session, a receipt, and order 1 of ten cartons of milk."""
    shop = found_shop(tmp_path / "shop.db", language="en")
    shop.open("150.00")
    shop.sell(shop.article("Milk", "1.29", "low", barcodes=("8712345678906",), code="7"))
    close_database()
    lines = tmp_path / "order.csv"
    lines.write_bytes(b"code;quantity\n7;10\n")
    assert main([f"--db={shop.path}", *CUSTOMER, "--lines", str(lines)]) == 0
    return shop


def order(said: str, *words: str, line: str = "7;1") -> Call:
    """A new order of one line."""
    heading = "code;quantity;price;discount" if line.count(";") > 1 else "code;quantity"
    return Call((*CUSTOMER, *words, "--lines", "{csv}"), said, csv=f"{heading}\n{line}\n".encode())


def customer(said: str, csv: str) -> Call:
    """A customer in a file."""
    return Call(("customers", "import", "{csv}"), said, csv=csv.encode())


CALLS = [
    order('--date: "2026-02-30" cannot be used.', "--date", "2026-02-30"),
    order("2020-01-01 is past: type a day from today on.", "--date", "2020-01-01"),
    order('--date: "some day" cannot be used.', "--date", "some day"),
    order('"25:61" is no time of day.', "--time", "25:61"),
    order("There is no customer 99.", "--customer", "99"),
    order('--deliver: "drone" cannot be used.', "--deliver", "drone"),
    order('line 2: "0" is not a quantity.', line="7;0"),
    order('line 2: "-1" is not a quantity.', line="7;-1"),
    order("line 2: Milk is sold by the piece: type a whole number.", line="7;0.5"),
    order('line 2: "1,500" is not clear.', line="7;1;1,500;"),
    order('line 2: "150%" is no discount.', line="7;1;;150%"),
    order('line 2: "4711" is the code of no article.', line="4711;1"),
    order("Line 2 cannot be read", line='"7;1'),
    Call(CUSTOMER, "There is nothing in the order yet."),
    Call(("order", "show", "99"), "There is no order 99."),
    Call(("order", "export", "99"), "There is no order 99."),
    Call(("order", "pay", "99", "--method", "cash"), "There is no order 99."),
    Call(("order", "pay", "1", "--method", "gold"), '"gold" is no payment method for this.'),
    Call(("order", "pay", "1", "--method", "cash", "--amount", "12.91"), "A deposit lies between 0 and 12.90."),
    Call(("order", "pay", "1", "--method", "cash", "--amount", "0"), "A deposit lies between 0 and 12.90."),
    Call(("order", "pay", "1", "--method", "cash", "--amount=-5"), '"-5" is not an amount.'),
    Call(("order", "hand-over", "1", "--lines", "1=11"), "Only 10 of Milk is left to hand over."),
    Call(("order", "hand-over", "1", "--lines", "9=1"), '--lines: "9=1" cannot be used.'),
    Call(("order", "hand-over", "1", "--lines", "1=0"), '"0" is not a quantity.'),
    Call(("order", "cancel", "1", "--deposit", "burn"), "invalid choice: 'burn'", 2),
    Call(("order", "mail", "1", "--to", "nobody"), '"nobody" is no mail address.'),
    Call(("order", "list", "--status", "lost"), '--status: "lost" cannot be used.'),
    customer("NL000000000B00 is not a VAT number of NL", "name;vat_number\nAlfa;NL000000000B00\n"),
    customer("nobody is not an e-mail address.", "name;email\nAlfa;nobody\n"),
    customer("One row cannot be imported", "name;email\nAlfa;nobody\n"),
    customer("2 rows cannot be imported", "name;email\nAlfa;nobody\nBeta;nobody\n"),
    customer("colour", "name;colour\nAlfa;red\n"),
    Call(("customers", "merge", "1", "1"), "These two customers cannot be merged."),
    Call(("customers", "merge", "1", "99"), "There is no customer 99."),
    Call(("customers", "erase", "1", "--reason", " "), "Write why the customer is erased."),
    Call(("customers", "show", "Nobody"), "There is no customer Nobody."),
    Call(("report", "day", "--from", "2026-13-01"), "'2026-13-01' is not a day", 2),
    Call(("report", "day", "--from", "2026-11-02", "--to", "2026-11-01"), "The period ends before it begins."),
    Call(("report", "day", "--location", "Moon"), "There is no location Moon."),
    Call(("report", "day", "--as", "Cashier"), "Cashier may not do this: see reports of sales."),
    Call(("export", "cash", "--session", "1"), "Session K1 1 is still open: only its activity can be exported."),
    Call(("export", "activity", "--format", "pdf"), "invalid choice: 'pdf'", 2),
    Call(("export", "activity", "--out", "{folder}"), "exists already; it is not overwritten."),
    Call(("export", "activity", "--out", "/nowhere/x.csv"), "/nowhere/x.csv cannot be written"),
    Call(("staff", "add", "\u200b"), "A person needs a name."),
    Call(("staff", "add", "owner"), "There is somebody named owner already."),
    Call(("staff", "retire", "Owner"), "Owner is the only owner and stays one."),
    Call(("staff", "role", "Owner", "cashier"), "Owner is the only owner and stays one."),
    Call(("staff", "add", "New", "--as", "Cashier"), "Cashier may not do this: change people and permissions."),
    Call(("session", "close", "--remote"), "Say first how much stays in the drawer."),
    Call(("session", "close", "--remote", "--leave", "999999"), "Between 0.00 and 150.00 can stay in the drawer."),
    Call(("session", "close", "--remote", "--leave", "10", "--as", "Cashier"), "Cashier may not do this: close a"),
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_a_command_that_cannot_be(
    busy: ShopUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str], call: Call
) -> None:
    check_call(busy, tmp_path, capsys, call)


def pin(digits: str) -> Act:
    """The owner's new PIN."""
    return lambda shop: people.set_pin(shop.desk, desk.owner().id, digits)


def found(text: str) -> Act:
    """What somebody types to find a receipt."""
    return lambda shop: receipt_search.read(text, "K1", read_shop(), date(2026, 11, 22), words("en").language)


def corrected(old: str, new: str, reason: str = "typing") -> Act:
    """The first receipt's payment, put on another method."""
    return lambda shop: corrections.correct(shop.desk, 1, old, new, reason)


def by_voucher(amount: str, code: str) -> Act:
    """A carton of milk paid with a voucher."""
    return lambda shop: shop.bill(shop.basket(shop.articles["Milk 1.29 low"])).pay("voucher", shop.money(amount), code)


ACTS: list[tuple[str, Act, str]] = [
    ("pin letters", pin("12a4"), "A PIN is digits only."),
    ("pin digits of another script", pin("١٢٣٤٥٦"), "A PIN is digits only."),
    ("pin short", pin("7391"), "This PIN needs 6 to"),
    ("pin row", pin("123456"), "too easy to guess"),
    ("pin same", pin("777777"), "too easy to guess"),
    ("pin pairs", pin("121212"), "too easy to guess"),
    ("name twice", lambda s: people.save(s.desk, PersonForm("CASHIER", "cashier")), "There is somebody named CASHIER"),
    ("voucher unknown", lambda s: vouchers.find("V-AAAAA-AAAAA"), "There is no gift voucher V-AAAAA-AAAAA."),
    ("voucher as SQL", lambda s: vouchers.find("' OR 1=1--"), "There is no gift voucher ' OR 1=1--."),
    ("voucher empty", lambda s: vouchers.find(""), "There is no gift voucher"),
    ("corrected to itself", corrected("cash", "cash"), "That payment cannot be corrected."),
    ("corrected to a voucher", corrected("cash", "voucher"), "That payment cannot be corrected."),
    ("corrected from what it is not", corrected("transfer", "card"), "Nothing on receipt K1-000001 is paid by"),
    ("corrected without a reason", corrected("cash", "card", "\u200b"), "Write why it is corrected."),
    ("named page without keys", lambda s: key_pages.read().named(9, "Bread"), "page"),
    ("time", found("25:00"), '"25:00" is not a time.'),
    ("day", found("31-02"), '"31-02" is not a day.'),
    ("year", found("01-01-1066"), '"01-01-1066" is not a day.'),
    ("returned twice", lambda s: refunds.find("K1-000009"), "There is no receipt K1-000009."),
    ("copy of none", lambda s: kept.numbered(""), "There is no receipt"),
    ("left unsaid", lambda s: remote_close.close(s.desk, RemoteForm(1)), "Say first how much stays in the drawer."),
]


@pytest.mark.parametrize(("act", "said"), [each[1:] for each in ACTS], ids=[each[0] for each in ACTS])
def test_what_cannot_be_is_refused_whoever_asks(busy: ShopUnderTest, act: Act, said: str) -> None:
    assert rows("SELECT count(*) FROM receipt") == [(1,)]
    check_act(busy, act, said)
