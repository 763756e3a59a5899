"""`kassa order`: from a file of lines to handed over, with JSON that a script can rely on."""

import base64
import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui import i18n
from kassa_tui.cli.orders import command
from kassa_tui.cli.orders.post import order_of
from kassa_tui.database import close_database, open_database, rows
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.values import Order
from tests.cli.test_cli import kassa
from tests.conftest import ShopUnderTest
from tests.shared import json_of

Run = Callable[..., tuple[int, str, str]]
__all__ = ["kassa"]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """A cake of 100.00."""
    file = tmp_path / "lines.csv"
    file.write_text("text,quantity,price,discount\nCake,1,100.00,\n", encoding="utf-8")
    return file


def test_a_deposit_the_rest_and_the_goods(kassa: Run, lines: Path, shop: ShopUnderTest) -> None:
    new = json_of(kassa("order", "new", "--customer", "De Vries", "--deliver", "pickup", "--date", "2099-11-28",
                     "--lines", str(lines), "--json"))  # fmt: skip
    assert (new["number"], new["status"], new["total"], new["paid"], new["due"]) == (
        1,
        "open",
        "100.00",
        "0.00",
        "100.00",
    )
    paid = json_of(kassa("order", "pay", "1", "--method", "cash", "--amount", "30", "--json"))
    assert (paid["paid"], paid["due"]) == ("30.00", "70.00")
    assert kassa("order", "hand-over", "1")[0] == 1
    assert json_of(kassa("order", "pay", "1", "--method", "card", "--amount", "70.00", "--json"))["due"] == "0.00"
    done = json_of(kassa("order", "hand-over", "1", "--json"))
    assert (done["status"], done["due"]) == ("completed", "0.00")
    assert kassa("verify")[0] == 0
    open_database(shop.path)
    assert rows("SELECT name FROM customer") == [("De Vries",)]


def test_the_list_is_limited_by_its_options(kassa: Run, lines: Path) -> None:
    kassa(
        "order",
        "new",
        "--customer",
        "A",
        "--lines",
        str(lines),
        "--kind",
        "work",
        "--date",
        "2099-11-28",
    )
    kassa("order", "new", "--customer", "B", "--lines", str(lines), "--ordered", "2020-02-03", "--note", "Ring twice")

    def numbers(*options: str) -> list[int]:
        return [each["number"] for each in json.loads(kassa("order", "list", *options, "--json")[1])]

    assert (numbers("--employee", "Owner"), numbers("--employee", "Cashier")) == ([1, 2], [])
    assert numbers("--kind", "work") == numbers("--from", "2099-11-28") == [1]
    assert numbers("--days", "ordered", "--to", "2020-02-03") == numbers("--find", "ring tw") == [2]
    assert numbers("--find", "O-000001", "--status", "concept") == [1]
    assert numbers("--delivery", "delivery") == []
    assert kassa("order", "list", "--delivery", "by air")[0] == 1
    assert kassa("order", "list", "--branch", "Nowhere")[0] == 1
    assert numbers("--from", "0001-01-01", "--to", "9999-12-31") == [1]
    turned = kassa("order", "list", "--from", "2026-12-31", "--to", "2026-01-01")
    assert (turned[0], turned[2].strip()) == (1, "kassa: De periode eindigt voor ze begint.")


def test_nothing_of_an_order_is_said_in_another_language(kassa: Run, lines: Path) -> None:
    """Its state in a refusal, amounts in its history, and how its letters stand."""
    kassa("order", "new", "--customer", "De Vries", "--lines", str(lines))
    kassa("order", "pay", "1", "--method", "cash", "--amount", "30")
    assert "aanbetaald · 30,00 K1-000001" in kassa("order", "show", "1")[1]
    assert kassa("order", "mail", "1", "--to", "a@b.nl")[1].split()[:3] == ["1", "wacht", "a@b.nl"]
    assert kassa("order", "cancel", "1", "--deposit", "refund")[0] == 0
    assert "Order 1 is volledig geannuleerd: " in kassa("order", "cancel", "1")[2]
    assert "Ordre 1 er helt annulleret: " in kassa("--language", "da", "order", "cancel", "1")[2]


def test_an_order_that_is_sent_twice_is_one(kassa: Run, lines: Path, shop: ShopUnderTest) -> None:
    """Whatever the second says, and whatever became of the first; another number or another source is another order."""

    def new(*words: str) -> int:
        told = json_of(kassa("order", "new", "--customer", "De Vries", "--lines", str(lines), "--json", *words))
        return int(told["number"])

    web = ("--source", "web shop", "--external", "4711")
    assert new(*web) == 1
    json_of(kassa("order", "pay", "1", "--method", "cash", "--json"))
    json_of(kassa("order", "hand-over", "1", "--json"))
    again = json_of(kassa("order", "new", "--customer", "Jansen", "--lines", str(lines), "--json", *web))
    assert (again["number"], again["customer"], again["status"]) == (1, "De Vries", "completed")
    assert (again["source"], again["external"]) == ("web shop", "4711")
    assert [new("--source", "web shop", "--external", "4712"), new("--source", "post", "--external", "4711")] == [2, 3]
    assert [new(), new()] == [4, 5]
    for half in (web[:2], web[2:], ("--source", "x" * 81, "--external", "1")):
        code, out, err = kassa("order", "new", "--customer", "Nobody", "--lines", str(lines), *half)
        assert (code, out) == (1, "")
        assert "hoogstens 80 tekens" in err
    assert "web shop 4711" in kassa("order", "show", "1")[1]
    assert kassa("verify")[0] == 0
    open_database(shop.path)
    assert rows("SELECT name FROM customer") == [("De Vries",)]


def test_a_cancelled_order_gives_back(kassa: Run, lines: Path) -> None:
    json_of(kassa("order", "new", "--customer", "De Vries", "--lines", str(lines), "--json"))
    json_of(kassa("order", "pay", "1", "--method", "cash", "--amount", "30", "--json"))
    assert kassa("order", "cancel", "1")[0] == 1
    gone = json_of(kassa("order", "cancel", "1", "--deposit", "refund", "--reason", "ill", "--json"))
    assert (gone["status"], gone["paid"], gone["due"]) == ("fully_cancelled", "0.00", "0.00")
    assert kassa("order", "list", "--json")[1].strip() == "[]"
    listed = json.loads(kassa("order", "list", "--status", "fully cancelled", "--json")[1])
    assert [row["number"] for row in listed] == [1]
    assert kassa("verify")[0] == 0


def test_what_the_office_takes_is_the_offices(kassa: Run, lines: Path, shop: ShopUnderTest) -> None:
    kassa("session", "open", "--amount", "150")
    json_of(kassa("order", "new", "--customer", "De Vries", "--lines", str(lines), "--json"))
    json_of(kassa("order", "pay", "1", "--method", "transfer", "--reference", "statement 12", "--json"))
    assert json_of(kassa("order", "hand-over", "1", "--json"))["status"] == "completed"
    open_database(shop.path)
    assert rows("SELECT register, number, kind FROM receipt ORDER BY id") == [
        ("B1", 1, "settlement"),
        ("K1", 1, "sale"),
    ]
    assert rows("SELECT register, tracked FROM session ORDER BY id") == [("K1", 1), ("B1", 0)]
    close_database()
    assert kassa("verify")[0] == 0


def test_transfers_to_come(kassa: Run, lines: Path, shop: ShopUnderTest) -> None:
    """As text, JSON and a table; noted without money, and gone when they have arrived or will not come."""
    for name in ("De Vries", "Jansen"):
        kassa("order", "new", "--customer", name, "--lines", str(lines))
    assert kassa("order", "transfers")[1].strip() == "Er worden geen overboekingen verwacht."
    due = json_of(kassa("order", "await", "1", "--json"))["due"]
    code, out, err = kassa("order", "await", "2", "--amount", "9999")
    assert (code, out) == (1, "")
    assert "ligt tussen 0 en" in err
    kassa("order", "await", "2", "--amount", "50")
    to_come = json.loads(kassa("order", "transfers", "--json")[1])
    wanted = [(1, "De Vries", due, "O-000001"), (2, "Jansen", "50.00", "O-000002")]
    assert [(row["number"], row["customer"], row["amount"], row["reference"]) for row in to_come] == wanted
    heading, first, _second = kassa("order", "transfers", "--format", "csv")[1].splitlines()
    assert heading == "number;customer;amount;since;reference"
    assert first == f"1;De Vries;{due};{to_come[0]['since']};O-000001"
    assert "O-000002 Jansen" in kassa("order", "transfers")[1]
    listed = json.loads(kassa("order", "list", "--status", "awaited", "--json")[1])
    assert [(row["awaited"], row["awaited_since"]) for row in listed] == [
        (row["amount"], row["since"]) for row in to_come
    ]
    kassa("order", "pay", "2", "--method", "transfer", "--amount", "50", "--reference", "statement 12")
    assert json_of(kassa("order", "await", "1", "--no-more", "--json"))["awaited"] is None
    assert kassa("order", "transfers", "--json")[1].strip() == "[]"
    assert kassa("verify")[0] == 0


def test_lines_of_the_catalogue_and_of_ones_own(kassa: Run, tmp_path: Path, shop: ShopUnderTest) -> None:
    open_database(shop.path)
    shop.article("Bread", "2.50", "low", code="7")
    close_database()
    file = tmp_path / "lines.csv"
    file.write_text(
        "code;text;quantity;price;discount;vat\n7;;3;;10%;\n;Engraving;1;12,50;2,50;high\n", encoding="utf-8"
    )
    new = json_of(kassa("order", "new", "--customer", "1A", "--lines", str(file), "--json"))
    listed = [(line["text"], line["quantity"], line["total"], line["tax_rate"]) for line in new["lines"]]
    assert listed == [("Bread", "3", "6.75", 9.0), ("Engraving", "1", "10.00", 21.0)]


@pytest.mark.parametrize(
    "text",
    [
        "text,quantity,price\nCake,1\n\"Half",
        "text,quantity,price\nCake,many,1.00\n",
        "text,quantity,price\nCake,1,\n",
        "text,quantity,price,discount\nCake,1,1.00,2.00\n",
        "text,quantity,price\nCake,1,1e5\n",
        "text,quantity,price\n,1,1.00\n",
        "text,quantity,price\nCake,1,1.00,9,9,9\n",
        "quantity,price\n1,1.00\n",
        "",
    ],
)  # fmt: skip
def test_bad_files_make_nothing(kassa: Run, tmp_path: Path, shop: ShopUnderTest, text: str) -> None:
    file = tmp_path / "lines.csv"
    file.write_text(text, encoding="utf-8")
    assert kassa("order", "new", "--customer", "Nobody yet", "--lines", str(file))[0] == 1
    open_database(shop.path)
    assert rows("SELECT count(*) FROM customer_order") == [(0,)]
    assert rows("SELECT count(*) FROM customer") == [(0,)]


def test_half_a_file_makes_nothing(kassa: Run, tmp_path: Path, shop: ShopUnderTest) -> None:
    """A file that was cut off in the middle of a row, of a quoted text, and of a letter."""
    whole = 'text,quantity,price\nCake,1,1.00\n"Tårte, large",2,10.00\n'.encode()
    for cut in (len(whole) - 8, whole.index("å".encode()) + 1, whole.index(b"large"), len("text,quan")):
        file = tmp_path / "half.csv"
        file.write_bytes(whole[:cut])
        code, out, err = kassa("order", "new", "--customer", "Nobody yet", "--lines", str(file))
        assert (code, out) == (1, ""), whole[:cut]
        assert err.strip()
    open_database(shop.path)
    assert rows("SELECT (SELECT count(*) FROM customer_order), (SELECT count(*) FROM customer)") == [(0, 0)]


def pdf_text(page: bytes) -> str:
    """What is drawn on the pages of a PDF file, commands included."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", page, re.DOTALL)
    return b"".join(
        zlib.decompress(base64.a85decode(each.strip(), adobe=False)) for each in map(_bare, streams)
    ).decode("latin-1")


def _bare(stream: bytes) -> bytes:
    """Without the end mark of the letters that it is written in."""
    return stream.strip().removesuffix(b"~>")


def test_an_address_goes_with_the_order_everywhere(kassa: Run, lines: Path, tmp_path: Path) -> None:
    new = json_of(kassa("order", "new", "--customer", "De Vries", "--address", "Office 3, 4321 BA City",
                     "--lines", str(lines), "--json"))  # fmt: skip
    assert (new["delivery"], new["street"], new["town"]) == ("delivery", "Office 3", "4321 BA City")
    assert "Office 3, 4321 BA City" in kassa("order", "show", "1")[1]
    (head, row) = kassa("order", "export")[1].splitlines()
    assert dict(zip(head.split(";"), row.split(";"), strict=True))["street"] == "Office 3"
    page = tmp_path / "order.pdf"
    assert kassa("order", "pdf", "1", str(page))[0] == 0
    assert "Office 3" in pdf_text(page.read_bytes())
    refused = kassa("order", "new", "--customer", "De Vries", "--deliver", "pickup", "--address", "Office 3",
                    "--lines", str(lines))  # fmt: skip
    assert refused[0] == 1
    assert "--address" in refused[2]


def test_every_bad_row_is_told_by_its_line(kassa: Run, tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text("text,quantity,price,vat\nCake,1,1.00,9%\nPie,many,1.00,\nTart,1,1.00,17%\n", encoding="utf-8")
    code, _out, err = kassa("order", "new", "--customer", "De Vries", "--lines", str(file))
    assert code == 1
    assert [line.split(":")[0] for line in err.splitlines()[:2]] == ["regel 3", "regel 4"]
    file.write_text("text,price,vat\nCake,1.09,9%\nTart,1.21,hoog\n", encoding="utf-8")
    new = json_of(kassa("order", "new", "--customer", "De Vries", "--lines", str(file), "--json"))
    assert [line["tax"] for line in new["lines"]] == ["0.09", "0.21"]


@pytest.mark.parametrize(
    "words",
    [
        ["--date", "2026-02-30"],
        ["--date", "2020-01-01"],
        ["--deliver", "pigeon"],
        ["--customer", "77"],
        ["--customer", ""],
    ],
)
def test_bad_options_make_nothing(kassa: Run, lines: Path, shop: ShopUnderTest, words: list[str]) -> None:
    given = ["order", "new", "--customer", "De Vries", "--lines", str(lines), *words]
    assert kassa(*given)[0] == 1
    open_database(shop.path)
    assert rows("SELECT count(*) FROM customer_order") == [(0,)]


def test_a_command_that_was_overtaken_says_by_whom_and_how(
    kassa: Run, lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody changes the order between the command's reading and its writing."""

    def overtaken(acting: Desk, number: int) -> Order:
        read = order_of(acting, number)
        edit.save(acting, replace(orders.form_of(read), subject="Feast", wanted_time="10:00"))
        return read

    json_of(kassa("order", "new", "--customer", "De Vries", "--lines", str(lines), "--json"))
    monkeypatch.setattr(command, "order_of", overtaken)
    code, _out, err = kassa("order", "pay", "1", "--method", "cash")
    spoken = i18n.words("nl")
    assert code == 1
    for said in ("Owner", spoken.text("subject"), spoken.text("time")):
        assert said in err
    monkeypatch.undo()
    assert json_of(kassa("order", "show", "1", "--json"))["paid"] == "0.00"


def test_part_of_it_is_handed_over(kassa: Run, tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text("text,quantity,price\nCandle,3,10\nBread,1,2\n", encoding="utf-8")
    json_of(kassa("order", "new", "--customer", "De Vries", "--lines", str(file), "--json"))
    json_of(kassa("order", "pay", "1", "--method", "card", "--json"))
    part = json_of(kassa("order", "hand-over", "1", "--lines", "1=2", "2", "--json"))
    assert part["status"] == "partly_delivered"
    assert [line["handed_over"] for line in part["lines"]] == ["2", "1"]
    for wrong in ("1=2", "9", "1=x", "x"):
        assert kassa("order", "hand-over", "1", "--lines", wrong)[0] == 1


def test_exports_hold_what_was_asked_for(kassa: Run, lines: Path, tmp_path: Path) -> None:
    json_of(kassa("order", "new", "--customer", "=cmd()", "--lines", str(lines), "--subject", "+1", "--json"))
    out = kassa("order", "export")[1]
    assert "'=cmd()" in out
    assert out.splitlines()[0].startswith("number;kind;status;customer")
    one = json.loads(kassa("order", "export", "1", "--format", "json")[1])
    assert one["lines"][0]["total"] == "100.00"
    target = tmp_path / "orders.csv"
    assert kassa("order", "export", "1", "--out", str(target))[0] == 0
    assert target.read_text(encoding="utf-8").splitlines()[1].startswith("1;1;article;Cake;1;piece;100.00")
    assert kassa("order", "export", "1", "--out", str(target))[0] == 1
