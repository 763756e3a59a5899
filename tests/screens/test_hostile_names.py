"""Names from outside on every screen: drawn to the letter, in their column, and never as commands."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from textual.geometry import Size
from textual.strip import Strip
from wcwidth import wcwidth

from kassa_tui.database import rows
from kassa_tui.documents import COLUMNS, Code, Columns, Document, Pair, Row, Text
from kassa_tui.hw.escpos_bytes import EscposBytes
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.settings import PrinterSettings
from kassa_tui.text import clean
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.setup import founding
from kassa_tui.till.setup.founding import Founding, Worker
from kassa_tui.widgets import sale_pane
from kassa_tui.widgets.dialog import Button, DialogBox, DialogValues, FieldRow
from kassa_tui.widgets.drawing.canvas import Canvas, Pen
from kassa_tui.widgets.drawing.palette import DARK, PALETTES
from kassa_tui.widgets.form import Field, FormValues, FormView
from kassa_tui.widgets.frame import Banner, Bar, BarValues, Place, Status, StatusValues
from kassa_tui.widgets.listing import Column, Listing, ListRow, ListValues, PaperView
from kassa_tui.widgets.method_list import MethodList, MethodValues, Option
from kassa_tui.widgets.quick_keys import KeysValues, Page, QuickKeys
from kassa_tui.widgets.sale_pane import Moment, Notice, Paid, Paying, SalePane, SaleValues
from tests.conftest import ShopUnderTest, TestClock
from tests.hw.paper_reader import read_paper
from tests.screens.conftest import Opener, Register
from tests.shared import eur

NAMES = (
    "[/]",
    "[@click=app.quit]x[/]",
    "[bold red]{0} %s",
    "\x1b[2J\x1b]0;x\x07red\x9b31m",
    "\u202eevil\u202c zero\u200bwidth",
    "漢字仮名漢字仮名漢字仮名漢字仮名漢字仮名",
    "😀👍🏽🇳🇱👩\u200d🚀❤\ufe0f ﷺ ½",
    "W" * 40,
    "Długa nazwa z wieloma słowami i bez końca",
    "e\u0301\u0323o\u0308 c\u0327 क्षि 각",
)
HOSTILE = NAMES[5]
sizes = pytest.mark.parametrize("size", [(80, 24), (100, 30)])


@pytest.fixture
def hostile(tmp_path: Path) -> ShopUnderTest:
    """A shop where everything has such a name; amounts of every length."""
    ticking = TestClock()
    form = Founding(
        shop=NAMES[1],
        owner="Owner",
        address=NAMES[5:7],
        footer=NAMES[:1],
        people=(Worker(HOSTILE, "manager"), Worker(NAMES[2], "cashier")),
        language="en",
    )
    desk = replace(founding.found(tmp_path / "shop.db", form, ticking), channel="counter")
    shop = ShopUnderTest(tmp_path / "shop.db", desk, ticking)
    for number, name in enumerate(NAMES):
        price = ("0.05", "1.00", "12.50", "100.00", "1234.56")[number % 5]
        shop.article(f"ab {name}", price, "low", barcodes=(f"CODE-{number}",), key=f"1{'qwerasdfzxcv'[number]}")
    return shop


def widths(text: str) -> int:
    """Columns of a row on a terminal that knows characters only, as most do."""
    return sum(max(wcwidth(letter), 0) for letter in text)


def crooked(strips: Iterable[Strip], columns: int) -> list[str]:
    """The rows that are not exactly as wide as their place, or have something in them that steers a terminal."""
    return [
        ascii(strip.text)
        for strip in strips
        if (cell_len(strip.text), widths(strip.text), strip.cell_length) != (columns,) * 3
        or not strip.text.isprintable()
    ]


def shown(till: Register, canvas: Canvas) -> list[Strip]:
    """What the terminal shows of a canvas."""
    region = canvas.region
    strips = till.app.screen._compositor.render_strips()[region.y : region.bottom]
    return [strip.crop(region.x, region.right) for strip in strips]


def edges(till: Register, kind: type[Canvas]) -> set[int]:
    """The columns at which the amounts at the end of rows end."""
    found = set()
    for canvas in till.app.screen.query(kind):
        for strip in shown(till, canvas):
            text = strip.text.rstrip()
            if re.search(r"\d[.,]\d\d$", text):
                found.add(cell_len(text))
    return found


def check(till: Register, kind: type[Canvas], *texts: str) -> None:
    """The screen is straight, its figures stand below each other, and names are there as they were typed."""
    columns, high = till.app.size
    strips = till.app.screen._compositor.render_strips()
    assert len(strips) == high
    assert crooked(strips, columns) == []
    assert len(edges(till, kind)) == 1
    for text in texts:
        assert text in till.text, text


@sizes
async def test_names_on_sale_search_and_payment(hostile: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(hostile, size=size) as till:
        for number in range(len(NAMES)):
            await till.scan(f"CODE-{number}")
            check(till, SalePane)
            pane = till.app.screen.query_one(SalePane)
            assert crooked(shown(till, pane), pane.size.width) == []
        check(till, SalePane, "ab [@click", "ab [bold red]{0}"[: size[0] // 8])
        await till.press("f2", sees="Find article")
        await till.type("ab", sees=f"{len(NAMES)} found")
        check(till, Listing, "ab [/]", "ab [@click=app.quit]x[/]", "ab [bold red]{0} %s", "ab [2J ]0;x red 31m")
        await till.press("escape", "f4", sees="Quantity")
        assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
        await till.press("escape", "f12", sees="Payment method")
        check(till, SalePane)
        await till.press("c", "f12", sees="Paid in full")
        check(till, SalePane)
        assert till.app.is_running
    assert rows("SELECT count(*) FROM receipt_line") == [(len(NAMES),)]


@sizes
async def test_names_on_lists_and_paper(hostile: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    for number, article in enumerate(hostile.articles.values()):
        hostile.sell(article, cash="2000.00" if number % 2 else "", desk=hostile.as_(HOSTILE))
    hostile.close(desk=hostile.as_(HOSTILE))
    hostile.sell(*hostile.articles.values())
    async with opened(hostile, size=size, person=HOSTILE) as till:
        assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
        await till.press("f7", sees="Del Take back")
        check(till, Listing, "K1-000011")
        for _receipt in NAMES:
            assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
            await till.press("down")
        await till.press("home", "delete", sees="Take back ·")
        await till.press("f6")
        check(till, Listing)
        await till.press("escape", "escape", "f9", "2", sees="Session 2")
        assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
        await till.press("f2", "down", sees="Session history")
        assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
        await till.press("enter", sees="漢字")
        assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
        await till.press("f12", sees="[@click=app.quit]x[/]")
        await till.click("[@click", sees="[@click=app.quit]x[/]")
        assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
        assert till.app.is_running


@sizes
async def test_names_on_forms_menus_and_parked_receipts(
    hostile: ShopUnderTest, opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(hostile, size=size) as till:
        for name in NAMES:
            await till.scan("CODE-4")
            await till.press("f5", sees="Park")
            await till.type(clean(name))
            await till.press("f12")
        assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
        await till.press("f5", sees="Go on with this one")
        check(till, Listing, "[@click=app.quit]x[/]")
        await till.press("escape", "f10", sees="[bold red]{0} %s")
        assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
        await till.press("escape", "f9", "3", "down", "down", "enter", sees="[@click=app.quit]x[/]")
        assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
        await till.press("escape", "home", "enter")
        for number in range(len(NAMES)):
            await till.scan(f"CODE-{number}", sees="Change product")
            assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
            await till.press("escape")
        await till.press("f1", sees="Help")
        assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []


@sizes
async def test_scans_that_look_like_commands(hostile: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(hostile, size=size) as till:
        for name in (*NAMES, "x" * 5000, "AB-99999999999999999999"):
            await till.scan(name)
            assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
            assert "Something went wrong" not in till.text
            await till.press("escape", "escape")
            assert isinstance(till.app.screen, SaleScreen)
            assert not till.app.screen.basket.lines


@pytest.mark.parametrize("price", ["9999.99", "99999.99", "999999.99"])
@sizes
async def test_no_figure_is_ever_cut(hostile: ShopUnderTest, opened: Opener, size: tuple[int, int], price: str) -> None:
    """A name gives way; an amount never does: a figure that is cut is a wrong figure."""
    hostile.article("W" * 40, price, barcodes=("DEAR",))
    written = f"{float(price):,.2f}"
    async with opened(hostile, size=size) as till:
        await till.scan("DEAR")
        check(till, SalePane, f" {written} ")
        await till.press("f2")
        await till.type("www", sees="2 found")
        check(till, Listing, f" {written} ")
        await till.press("escape", "f12", sees="Payment method")
        assert crooked(till.app.screen._compositor.render_strips(), size[0]) == []
        await till.press("c", "f12", sees="Paid in full")
        await till.press("escape", "f7", sees="Del Take back")
        check(till, Listing, f" {written} ")


# --- Whatever a name may be ---

texts = st.text(max_size=60)
names = texts.map(clean)
SIZES = ((36, 19), (80, 19), (100, 25))


def values_of(name: str, minor: int) -> list[tuple[Canvas, object]]:
    """Each canvas with one name everywhere."""
    article = Article(1, name or "x", eur(minor), "high")
    basket = Basket("u", "EUR").add(article).add(replace(article, id=2), 12_000)
    columns = (Column(name, 8), Column(name), Column(name, 10, "right"))
    row = ListRow((name, name, eur(minor).decimal()))
    methods = MethodValues((Option("P", name, name, True),), (name,))
    moment = Moment(name, eur(minor), name)
    paying, paid = (
        Paying(moment, (sale_pane.Row(name, name),), name),
        Paid(moment, (name,), (sale_pane.Row(name, name),)),
    )
    fields = (Field("a", name, value=name, hint=name), Field("b", name, "choice", "x", (("x", name), ("y", name))))
    return [
        (Listing(), ListValues(name, columns, (row, row), 1, name, name, name)),
        (FormView(), replace(FormValues(name, fields, about=name, notes=(name,)), errors={"b": name})),
        (SalePane(), SaleValues(basket, "€", name, Notice(name, name))),
        (SalePane(), SaleValues(basket, "€", paying=paying, customer=name)),
        (SalePane(), SaleValues(basket, "€", paid=paid)),
        (MethodList(), methods),
        (QuickKeys(), KeysValues((Page(name, (article, None, article)),), 0)),
        (Bar(), BarValues(name, (Place("a", name),), "a", name, name, name, name)),
        (Status(), StatusValues(name, (name,), ())),
    ]


@pytest.fixture
def framed(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Canvases that draw without a program around them."""
    monkeypatch.setattr(Canvas, "palette", PALETTES[DARK])
    monkeypatch.setattr(Canvas, "post_message", lambda _canvas, _message: True)
    return monkeypatch


@given(name=names, minor=st.integers(0, 9_999_999), size=st.sampled_from(SIZES), fingers=st.booleans())
def test_every_canvas_is_straight(
    framed: pytest.MonkeyPatch, name: str, minor: int, size: tuple[int, int], fingers: bool
) -> None:
    framed.setattr(Canvas, "size", Size(*size), raising=False)
    framed.setattr(Canvas, "fingers", fingers)
    for canvas, values in values_of(name, minor):
        canvas.values = values  # type: ignore[attr-defined]
        assert crooked(canvas._painted(), size[0]) == []
    box = DialogBox(DialogValues(name, (name,), (FieldRow(name, name, current=True),), name, (Button("F12", name),)))
    banner = Banner()
    banner.texts = (name, name)
    view = PaperView()
    view.text = Document("x", (Text(name), Pair(name, name))).as_text(42)
    for canvas in (box, banner, view):
        assert crooked(canvas._painted(), size[0]) == []


@given(pieces=st.lists(st.tuples(names, st.integers(0, 40)), max_size=5), columns=st.integers(1, 60))
def test_a_pen_writes_exactly_one_row(pieces: list[tuple[str, int]], columns: int) -> None:
    pen = Pen(PALETTES[DARK], columns)
    for text, wide in pieces:
        pen.put(text, columns=wide or None)
    pen.right("1.00")
    assert crooked([pen.strip()], columns) == []


@given(texts, st.integers(1, 60))
def test_a_pen_lets_nothing_through_that_steers(text: str, columns: int) -> None:
    """Also text that was never cleaned."""
    written = Pen(PALETTES[DARK], columns).put(text).right(text).strip().text
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", written)


paper_rows = st.one_of(
    st.builds(Text, texts, st.sampled_from(["left", "center"]), st.booleans(), st.booleans()),
    st.builds(Pair, texts, st.text(max_size=12), st.booleans(), st.booleans()),
    st.builds(lambda a, b: Columns((a, b, "1.00"), (0, -8, -9)), texts, texts),
    st.builds(Code, texts, st.sampled_from(["code128", "qr"])),
)


@given(st.lists(paper_rows, max_size=4), st.sampled_from(COLUMNS))
def test_paper_as_text_is_lines_of_text(made: list[Row], columns: int) -> None:
    lines = Document("x", tuple(made)).as_text(columns).split("\n")
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", "".join(lines))


@given(st.lists(paper_rows, max_size=4), st.sampled_from(COLUMNS))
def test_paper_as_bytes_is_letters_and_our_own_commands(made: list[Row], columns: int) -> None:
    settings = PrinterSettings(columns=columns)  # type: ignore[arg-type]
    printed = read_paper(EscposBytes(settings).document(Document("x", tuple(made))))
    assert (printed.cuts, printed.kicks) == (0, [])
    assert all(letter.isprintable() for letter in printed.text.replace("\n", ""))
