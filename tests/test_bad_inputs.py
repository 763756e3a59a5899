"""Bad input gets a sentence that says what was wrong, and changes nothing: not a row, not a column."""

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kassa_tui.__main__ import main
from kassa_tui.database import close_database, rows
from kassa_tui.errors import KassaError
from kassa_tui.text import clean
from kassa_tui.till.basket import parking
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.drawer import closing, movements, sessions
from kassa_tui.till.goods import catalog, product_import, products
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.ledger.notes import LONGEST, LongNoteError
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import verify
from kassa_tui.till.sale import receipts, sales
from kassa_tui.till.setup import founding, shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest, found_shop
from tests.refusals import Act, Call, check_act, check_call, everything

HUGE = "99999999999999999999"
LONG = "x" * 10_000


@pytest.fixture
def english(tmp_path: Path) -> ShopUnderTest:
    """A Dutch shop that speaks English, with a product, an open session and a receipt."""
    shop = found_shop(tmp_path / "shop.db", language="en")
    shop.open("150.00")
    shop.sell(shop.article("Milk", "1.29", "low", barcodes=("8712345678906",), code="7"))
    return shop


# --- The command line: arguments, amounts, answers, settings ---


def amount(text: str, said: str) -> Call:
    return Call(("session", "add", "--reason", "change", f"--note={text[:3]}", "--", text), said)


def settings(text: bytes, said: str) -> Call:
    return Call(("session", "list"), said, toml=text)


def imported(row: str, said: str) -> Call:
    text = f"name;price;vat;barcode;unit;kind;deposit\nGood;1.00;9;96385074;;;\n{row}\n"
    return Call(("products", "import", "{csv}"), said, csv=text.encode(), also="line 3: ")


def answers(text: str, said: str) -> Call:
    return Call(("init", "--from", "{csv}", "--db", "{new}"), said, csv=text.encode(errors="surrogatepass"))


GOOD = "shop = 'A'\nowner = 'B'\n"

CALLS = [
    amount("", "Type an amount."),
    amount("  ", "Type an amount."),
    amount("0", "Type an amount above zero."),
    amount("-5", '"-5" is not an amount.'),
    amount("5-", '"5-" is not an amount.'),
    amount("−5", '"−5" is not an amount.'),
    amount("1,500", '"1,500" is not clear. Type 1.50 or 1500.00'),
    amount("1.234,50", '"1.234,50" is not an amount.'),
    amount("1.505", "At most 2 decimals."),
    amount("1.2.3", '"1.2.3" is not an amount.'),
    amount(".", '"." is not an amount.'),
    amount("NaN", '"NaN" is not an amount.'),
    amount("Infinity", '"Infinity" is not an amount.'),
    amount("1e5", '"1e5" is not an amount.'),
    amount("0x10", '"0x10" is not an amount.'),
    amount("1_000", '"1_000" is not an amount.'),
    amount("١٢", '"١٢" is not an amount.'),
    amount("１２", '"１２" is not an amount.'),
    amount("5²", '"5²" is not an amount.'),
    amount("1 000", '"1 000" is not an amount.'),
    amount("€ 5", '"€ 5" is not an amount.'),
    amount("=1+1", '"=1+1" is not an amount.'),
    amount("5'; DROP TABLE person", "is not an amount."),
    amount("8712345678906", "8712345678906 looks like a barcode, not an amount."),
    amount("9999999999.99", "That amount is too large."),
    amount("\x1b[2J\udcff", "is not an amount."),
    Call(("session", "add", "5", "--reason", "'; DROP TABLE reason;--"), "is no reason for this."),
    Call(("session", "add", "5", "--reason", "\udcff\x00"), "is no reason for this."),
    Call(("session", "remove", "5", "--reason", "other", "--note", "\u200b\x1b\u202e"), "this reason needs one."),
    Call(("session", "open", "--amount", "5"), "Session 1 is open already: Owner opened it"),
    Call(("session", "close", "--counted", "10", "--leave", "20"), "Between 0.00 and 10.00 can stay in the drawer."),
    Call(("session", "close", "--counted", "10", "--terminal", "card"), '"card" is not METHOD=AMOUNT'),
    Call(("session", "close", "--counted", "10", "--terminal", "gold=5"), '"gold=5" is not METHOD=AMOUNT'),
    Call(("session", "close", "--counted", "10", "--terminal", "card=1,500"), '"1,500" is not clear.'),
    Call(("session", "close", "--counted", "10", "--no-count"), "not allowed with", 2),
    Call(("session", "show", "99"), "There is no session 99."),
    Call(("session", "show", HUGE), "is not between 1 and", 2),
    Call(("session", "show", "0"), "is not between 1 and", 2),
    Call(("session", "list", "--limit", "-3"), "is not between 1 and", 2),
    Call(("session", "list", "--limit", "all"), "invalid number value", 2),
    Call(("session", "list", "--as", "[/]"), "There is nobody here named [/]."),
    Call(("session", "list", "--as", "\udcff"), "There is nobody here named"),
    Call(("session", "list", "--register", "K1' OR 1=1"), "This shop has no register K1' OR 1=1."),
    Call(("session", "add", "5", "--as", LONG), "There is nobody here named"),
    Call(("report", "z", HUGE), "is not between 1 and", 2),
    Call(("report", "z", "5"), "5"),
    Call(("report", "x", "--columns", "40"), "invalid choice", 2),
    Call(("products", "import", "/nowhere/list.csv"), "No such file"),
    Call(("products", "import", "{folder}"), "Is a directory"),
    Call(("replay", "{folder}", "--db", "{new}"), "sessions.json"),
    Call(("init", "--demo"), "it is not overwritten"),
    settings(b"registr = 'K1'", "`registr` (register?)"),
    settings(b"register = 'k 1'", "$.register"),
    settings("register = 'K1\u202e'".encode(), "$.register"),
    settings(b"language = 'fr'", "$.language"),
    settings(b"[printer]\nport = 99999999999999999999", "$.printer.port"),
    settings(b"[printer]\ntimeout = nan", "$.printer.timeout"),
    settings(b"[printer]\ncolumns = '48'", "$.printer.columns"),
    settings(b"[[printer]]", "$.printer"),
    settings(b"[scanner]\nkind = 'laser'", "$.scanner.kind"),
    settings(b"register = 'K1", "shop.toml"),
    settings(b"\xff\xfe", "shop.toml"),
    settings(b"a = 1\x00", "shop.toml"),
    imported("Bread;1,500;9;;;;", '"1,500" is not clear.'),
    imported("Bread;1.999;9;;;;", "At most 2 decimals."),
    imported("Bread;-1;9;;;;", '"-1" is not an amount.'),
    imported("Bread;=1+1;9;;;;", '"=1+1" is not an amount.'),
    imported("Bread;8712345678906;9;;;;", "looks like a barcode"),
    imported(";1.00;9;;;;", "A product needs a name."),
    imported("\x1b\u200b\u202e;1.00;9;;;;", "A product needs a name."),
    imported("Bread;1.00;19;;;;", 'There is no VAT code "19".'),
    imported("Bread;1.00;'-- DROP TABLE tax_rate;;;;", "There is no VAT code"),
    imported("Bread;1.00;9;8.71E+12;;;", "was spoilt by a spreadsheet"),
    imported("Bread;1.00;9;8712345678901;;;", "The check digit of 8712345678901 is wrong"),
    imported("Bread;1.00;9;96385074;;;", "96385074 stands in line 2 as well."),
    imported("Bread;1.00;9;;barrel;;", '"barrel" is not known here.'),
    imported("Bread;1.00;9;;;weapon;", '"weapon" is not known here.'),
    imported("Bread;1.00;9;;;;gold", 'There is no packaging deposit "gold".'),
    answers("", "shop"),
    answers("shop = 'A'", "owner"),
    answers("shop = ' '\nowner = 'B'", "The shop needs a name."),
    answers("shop = 'A'\nowner = '\u202e\u200b'", "The shop needs an owner: type a name."),
    answers(GOOD + "country = 'FR'", "country"),
    answers(GOOD + "register = 'k1'", "register"),
    answers(GOOD + "tolerance = -1", "tolerance"),
    answers(GOOD + "tolerance = 1e99", "tolerance"),
    answers(GOOD + f"tolerance = {HUGE}", "tolerance"),
    answers(GOOD + "people = 5", "people"),
    answers(GOOD + "[[people]]\nname = 'b'", "Everybody needs a name of their own."),
    answers(GOOD + "[[people]]\nname = 'C'\nrole = 'king'", "role"),
    answers(f"shop = '{'x' * 61}'\nowner = 'B'", "shop"),
    answers("shop = 'A\x00'\nowner = 'B'", "invalid character"),
    answers("\udcff", "utf-8"),
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_a_command_that_cannot_be(
    english: ShopUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str], call: Call
) -> None:
    check_call(english, tmp_path, capsys, call)


# --- Whole files ---


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file needs a heading"),
        (b"price\n1.00\n", 'The first line needs a column "name".'),
        (b"name;cost\nMilk;1.00\n", 'The first line needs a column "price".'),
        (b"PK\x03\x04\x00\x00", "This is not a text file."),
        ("name;price\nMilk;1.00\n".encode("utf-16"), "The file is UTF-16. Save it again as CSV UTF-8."),
        (b"name;price\n\x81\x8d;1.00\n", "neither UTF-8 nor Windows-1252"),
        (b"x" * 20_000_001, "The file is larger than 20 MB."),
        (b"name;price\n" + b"a;1\n" * 100_001, "at most 100,000 rows"),
        (b'name;price\n"' + b"x" * 200_000, "field larger than field limit"),
    ],
    ids=lambda value: value[:16] if isinstance(value, str) else None,
)
def test_a_file_that_is_no_list(english: ShopUnderTest, data: bytes, said: str) -> None:
    before = everything()
    with pytest.raises(KassaError, match=said):
        product_import.load(english.desk, data)
    assert everything() == before


def test_every_bad_row_is_named_and_none_is_kept(english: ShopUnderTest) -> None:
    text = "name;price;vat\n" + "".join(f"Pen {i};{'x' if i % 2 else '1.00'};9\n" for i in range(100))
    before = everything()
    with pytest.raises(BadRowsError, match="50 rows cannot be imported") as refused:
        product_import.load(english.desk, text.encode())
    assert [row.line for row in refused.value.rows] == list(range(3, 102, 2))
    assert everything() == before


# --- The functions that every screen and command passes ---


def form(**values: object) -> ProductForm:
    return replace(ProductForm("Bread", 295, "low"), **values)


def shop_as(**values: object) -> ShopChange:
    return ShopChange(read_shop(), msgspec.structs.replace(read_shop(), **values))


def milk(shop: ShopUnderTest) -> object:
    return shop.basket(shop.articles["Milk 1.29 low"])


ACTS: list[tuple[str, Act, str]] = [
    ("no name", lambda s: products.save(s.desk, form(name="\x00\u200f")), "A product needs a name."),
    ("price", lambda s: products.save(s.desk, form(price=-1)), "A price is not below zero."),
    ("vat", lambda s: products.save(s.desk, form(tax_code="luxury")), 'There is no VAT code "luxury".'),
    ("digit", lambda s: products.save(s.desk, form(barcodes=("8712345678901",))), "The check digit of 8712345678901"),
    ("taken", lambda s: products.save(s.desk, form(barcodes=("08712345678906",))), "belongs to Milk."),
    ("code", lambda s: products.save(s.desk, form(code="7")), "Code 7 belongs to Milk."),
    ("key", lambda s: products.save(s.desk, form(key="[/]")), '"[/]" is no quick key.'),
    ("deposit", lambda s: products.save(s.desk, form(packaging_id=1)), "Packaging must be a packaging deposit."),
    ("right", lambda s: products.save(s.as_("Cashier"), form()), "Cashier may not do this: change products."),
    ("shop name", lambda s: shop_edit.change(s.desk, shop_as(name="\u2066\x07")), "The shop needs a name."),
    ("tolerance", lambda s: shop_edit.change(s.desk, shop_as(tolerance=-1)), "An amount is not below zero."),
    ("currency", lambda s: shop_edit.change(s.desk, shop_as(currency="DKK")), "cannot be changed."),
    ("tracking", lambda s: shop_edit.change(s.desk, shop_as(track_cash=False)), "Close session 1 first"),
    ("nothing sold", lambda s: sales.record(s.desk, s.basket(), ()), "There is nothing on the receipt yet."),
    ("not paid", lambda s: sales.record(s.desk, milk(s), ()), "1.29 is still to be paid."),  # type: ignore[arg-type]
    ("no such receipt", lambda s: receipts.numbered("K1-000099"), "There is no receipt K1-000099."),
    ("another shop's", lambda s: receipts.numbered("Z9-000001"), "There is no receipt Z9-000001."),
    ("huge receipt", lambda s: receipts.numbered("K1-" + HUGE), "There is no receipt K1-"),
    ("receipt as SQL", lambda s: receipts.numbered("' OR 1=1--"), "There is no receipt ' OR 1=1--."),
    ("none", lambda s: milk(s).add(s.articles["Milk 1.29 low"], 0), "A quantity lies between"),  # type: ignore[attr-defined]
    ("half", lambda s: milk(s).add(s.articles["Milk 1.29 low"], ONE // 2), "sold by the piece"),  # type: ignore[attr-defined]
    ("many", lambda s: milk(s).add(s.articles["Milk 1.29 low"], 10_000 * ONE), "A quantity lies"),  # type: ignore[attr-defined]
    ("nothing moved", lambda s: movements.move(s.desk, s.money("0.00"), "change", "", out=True), "above zero."),
    (
        "no reason",
        lambda s: movements.move(s.desk, s.money("1.00"), "[/]", "", out=True),
        '"[/]" is no reason for this.',
    ),
    ("no note", lambda s: movements.move(s.desk, s.money("1.00"), "other", "\x1b", out=True), "this reason needs one."),
    ("not parked", lambda s: parking.recall(s.desk, 10**9), "That receipt is not parked any more."),
    ("open", lambda s: sessions.start(s.desk, s.money("1.00")), "Session 1 is open already"),
    ("left", lambda s: s.close("10.00", left="10.01"), "Between 0.00 and 10.00 can stay in the drawer."),
    ("approved", lambda s: closing.approve(s.desk, 1, ""), "Session 1"),
]


@pytest.mark.parametrize(("act", "said"), [each[1:] for each in ACTS], ids=[each[0] for each in ACTS])
def test_what_cannot_be_is_refused_whoever_asks(english: ShopUnderTest, act: Act, said: str) -> None:
    check_act(english, act, said)


# --- Names that would like to be something else ---

HOSTILE = {
    "[/]": "[/]",
    "[@click=app.quit]x[/]": "[@click=app.quit]x[/]",
    "{0} {person!r}": "{0} {person!r}",
    "%s %(x)s": "%s %(x)s",
    "\x1b]0;PWNED\x07\x1b[31mred": "]0;PWNED [31mred",
    "\x1bp\x00\x19\xfadrawer": "p údrawer",
    "a\x00b": "a b",
    "\u202eevil\u202c \u2066x\u2069": "evil x",
    "ze\u200bro\ufeffwidth": "ze ro width",
    "line\r\nbreak\u2028x": "line break x",
    "\x9b31m csi": "31m csi",
    "e\u0301\u0301": "é\u0301",
    "😀 👩\u200d🚀 漢字 ｆｕｌｌ": "😀 👩 🚀 漢字 ｆｕｌｌ",
    '=HYPERLINK("http://x";"y")': '=HYPERLINK("http://x";"y")',
    "@SUM(1+1)*cmd|' /C calc'!A0": "@SUM(1+1)*cmd|' /C calc'!A0",
    "'; DROP TABLE product;--": "'; DROP TABLE product;--",
    '" OR ""="': '" OR ""="',
    "../../etc/passwd": "../../etc/passwd",
    "x" * 10_000: "x" * 60,
}
hostile = pytest.mark.parametrize(("name", "kept"), HOSTILE.items(), ids=[ascii(name)[:24] for name in HOSTILE])


@hostile
def test_a_products_name_is_only_text(
    english: ShopUnderTest, capsys: pytest.CaptureFixture[str], name: str, kept: str
) -> None:
    schema = everything()["schema"]
    product_id = products.save(english.desk, form(name=name, label=name, group=name, barcodes=("X-1",)))
    assert products.read(product_id).name == kept
    found = catalog.by_barcode("X-1", "EUR")
    assert found is not None
    recorded = english.sell(found)
    shown = receipts.paper(recorded.receipt_id).document.as_text(42)
    assert all(letter.isprintable() or letter == "\n" for letter in shown)
    assert verify.verify().proven
    assert everything()["schema"] == schema
    close_database()
    for word in (kept.split()[0], name[:500].replace("\x00", "")):
        assert main([f"--db={english.path}", "products", "search", "--", word]) == 0
        assert all(letter.isprintable() or letter == "\n" for letter in capsys.readouterr().out)


@hostile
def test_a_shops_and_a_persons_name_are_only_text(tmp_path: Path, name: str, kept: str) -> None:
    given = name[:60]
    shop = found_shop(tmp_path / "other.db", language="en", address=(given,), footer=(given,))
    schema = everything()["schema"]
    changed = shop_edit.change(shop.desk, shop_as(name=name, vat_number=name[:30], address=(name,)))
    assert (changed.name, changed.address) == (kept, (kept,))
    shown = receipts.paper(shop.sell(shop.article("Milk", "1.29", "low")).receipt_id).document.as_text(42)
    assert all(letter.isprintable() or letter == "\n" for letter in shown)
    assert (verify.verify().proven, everything()["schema"]) == (True, schema)
    close_database()
    other = founding.Founding(shop="A", owner=given, people=(founding.Worker(f"2 {given}"[:60]),))
    founding.found(tmp_path / "people.db", other)
    assert rows("SELECT name FROM person WHERE id = 1") == [(kept,)]


@hostile
def test_notes_are_only_text(english: ShopUnderTest, name: str, kept: str) -> None:
    english.close()
    if len(clean(name, len(name))) > LONGEST:
        with pytest.raises(LongNoteError):
            sessions.start(english.desk, english.money("150.00"), name)
        name = name[:LONGEST]
    started = sessions.start(english.desk, english.money("150.00"), name)
    movements.move(english.desk, english.money("1.00"), "change", name, out=True)
    parking.park(english.desk, milk(english), name)  # type: ignore[arg-type]
    stored = rows("SELECT note FROM session WHERE id = ?", started.id) + rows(
        "SELECT note FROM drawer_event WHERE note <> ''"
    )
    assert [text[:60] for (text,) in stored] == [kept] * 2
    assert all(each.name == kept[:40].strip() for each in parking.parked("K1"))
    assert verify.verify().proven
