"""The bytes that go to a printer, read back by a reader of our own and by eye."""

import logging
from pathlib import Path

import pytest
from PIL import Image

from kassa_tui.documents import Code, Columns, Cut, Document, Feed, Logo, Pair, Row, Rule, Text
from kassa_tui.hw import logo
from kassa_tui.hw.escpos_bytes import EscposBytes
from kassa_tui.settings import PrinterSettings
from tests.hw.paper_reader import read_paper

ROWS: tuple[Row, ...] = (
    Text("Crèmerie Blåbær", align="center", bold=True, big=True),
    Text("Kerkstraat 1, 1234 AB Zaandam", align="center"),
    Rule(),
    Pair("2 × Smørrebrød med en navn der er alt for langt til en linje", "−1.250,00"),
    Columns(("21 %", "1,00", "0,21", "1,21"), (0, -10, -9, -10)),
    Pair("Total €", "1,21", bold=True, big=True),
    Feed(),
    Code("K1-000001"),
    Cut(),
)


def made(*rows: Row, **settings: object) -> bytes:
    return EscposBytes(PrinterSettings(**settings)).document(Document("x", rows))  # type: ignore[arg-type]


@pytest.mark.parametrize("columns", [42, 48])
def test_the_paper_is_what_the_screen_shows(columns: int) -> None:
    """But for what a printer has no sign for: the minus of typographers, and big letters of double width."""
    printed = read_paper(made(*ROWS, columns=columns))
    shown = Document("x", ROWS).as_text(columns).replace("−", "-")
    big = "Crèmerie Blåbær"
    assert [line.rstrip() for line in printed.text.splitlines() if line.strip() != big] == [
        line.rstrip() for line in shown.splitlines() if line.strip() != big
    ]
    assert printed.cuts == 1
    assert printed.big[0].strip() == big
    assert printed.barcodes == [b"{BK1-000001"]
    assert all(len(line) <= columns for line in printed.text.splitlines())


def test_a_job_starts_from_the_printers_defaults_on_a_fixed_page() -> None:
    """Twice the same, whatever the job before left behind."""
    encoder = EscposBytes(PrinterSettings())
    first = encoder.document(Document("x", ROWS))
    encoder.kick(2)
    assert first.startswith(b"\x1b@\x1c.\x1bR\x00\x1bt\x13")
    assert first.endswith(b"\x1b@")
    assert first.count(b"\x1bt") == 1
    assert encoder.document(Document("x", ROWS)) == first


@pytest.mark.parametrize("switches", [{"country": 4}, {"country": 2}, {"kanji": True}])
def test_letters_mean_the_same_on_a_printer_whose_switches_say_another_country(switches: dict[str, int]) -> None:
    """As a printer bought in Denmark, Germany or Japan is set; the next job, of whatever program, finds it as it was."""
    text = "[#@] {a|b} ~ \\ € Æøå Grüße"
    assert read_paper(made(Text(text)), **switches).text == text + "\n"  # type: ignore[arg-type]
    ours = made(Text("x"))
    theirs = b"[x]\n" if "country" in switches else b"\x88\x9f\n"
    after, alone = read_paper(ours + theirs, **switches), read_paper(b"\x1b@" + theirs, **switches)  # type: ignore[arg-type]
    assert after.text == "x\n" + alone.text


def test_letters_of_our_languages_are_all_on_the_page() -> None:
    letters = "€ëïéèüöçÇæøåÆØÅ×½£"
    assert read_paper(made(Text(letters))).text == letters + "\n"


def test_other_letters_keep_their_place() -> None:
    """Each is as wide as it was, so that the figures stay in their column."""
    printed = read_paper(made(Pair("Łódź “漢字” ﬁ …", "1,00"))).text
    assert printed == Document("x", (Pair('?ódz "????" f .', "1,00"),)).as_text(48)


@pytest.mark.parametrize("text", ["a\x1b@b", "\x10\x14\x01\x00\x01", "x\x1dV\x00", "\x9b1m\x7f", "line\nbreak"])
def test_text_never_becomes_a_command(text: str) -> None:
    printed = read_paper(made(Text(text), Pair(text, text), Code(text, "qr")))
    assert (printed.cuts, printed.kicks) == (0, [])


@pytest.mark.parametrize(("pin", "number"), [(2, 0), (5, 1)])
def test_kick_pulses_are_in_units_of_two_milliseconds(pin: int, number: int) -> None:
    encoder = EscposBytes(PrinterSettings(drawer_pin=pin, pulse_on=50, pulse_off=500))  # type: ignore[arg-type]
    assert encoder.kick(pin) == bytes([27, 112, number, 25, 250])


def test_a_named_profile_cuts(capsys: pytest.CaptureFixture[str]) -> None:
    assert made(Cut()).endswith(b"\x1dV\x00\x1b@")
    made(Code("K1-000001"))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("cut", "cuts", "end"),
    [("full", 1, b"\x1bd\x06\x1dV\x00\x1b@"), ("part", 1, b"\x1bd\x06\x1dV\x01\x1b@"), ("tear", 0, b"\x1bd\x06\x1b@")],
)
def test_the_paper_is_cut_or_fed_to_where_it_is_torn_off(cut: str, cuts: int, end: bytes) -> None:
    made_paper = made(Text("x"), Cut(), cut=cut)
    assert made_paper.endswith(end)
    assert (read_paper(made_paper).cuts, read_paper(made_paper).fed) == (cuts, 6)


QR = b"1P0K1-000123"


@pytest.mark.parametrize(
    ("codes", "printed"),
    [("barcode", [b"{BK1-000123"]), ("qr", [QR]), ("both", [b"{BK1-000123", QR]), ("none", [])],
)
def test_the_receipts_number_as_bars_or_squares(codes: str, printed: list[bytes]) -> None:
    """Its text stands below it in each case."""
    paper = read_paper(made(Code("K1-000123"), codes=codes))
    assert [each for each in paper.barcodes if b"K1" in each] == printed
    assert paper.text.split() == ["K1-000123"]


def test_a_printer_that_knows_no_codes_gets_a_picture_of_one() -> None:
    paper = read_paper(made(Code("K1-000123"), profile="POS-5890", codes="both"))
    assert paper.barcodes == []
    assert len(paper.pictures) == 1


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Half transparent, a quarter dark, wider than any paper."""
    drawing = Image.new("RGBA", (1200, 300), (0, 0, 0, 0))
    drawing.paste((40, 0, 0, 255), (300, 0, 600, 300))
    file = tmp_path / "logo.png"
    drawing.save(file)
    return file


@pytest.mark.parametrize(("profile", "dots"), [("TM-T20II", 576), ("TM-T88V", 512), ("POS-5890", 384)])
def test_the_logo_fits_the_paper(picture: Path, profile: str, dots: int) -> None:
    paper = read_paper(made(Logo(), Text("x"), profile=profile, logo=str(picture)))
    assert paper.pictures == [(dots, 300 * dots // 1200)]
    assert paper.text == "x\n"


def test_the_logo_is_black_on_white_where_it_was_dark(picture: Path) -> None:
    drawn = logo.drawn(str(picture), 400)
    assert (drawn.mode, drawn.size) == ("1", (400, 100))
    assert 0.2 < drawn.convert("L").histogram()[0] / (400 * 100) < 0.3
    assert drawn.getpixel((5, 50)) == 255


def test_the_logo_is_drawn_once(picture: Path) -> None:
    encoder = EscposBytes(PrinterSettings(logo=str(picture)))
    document = Document("x", (Logo(), Text("x")))
    first = encoder.document(document)
    picture.unlink()
    assert encoder.document(document) == first


@pytest.mark.parametrize("wrong", ["", "no picture", "missing"])
def test_a_receipt_without_a_usable_logo_is_a_receipt(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "logo.png"
    if wrong != "missing":
        file.write_text(wrong)
    with pytest.raises(logo.LogoError, match=r"logo\.png"):
        logo.drawn(str(file), 576)
    paper = read_paper(made(Logo(), Text("x"), logo=str(file)))
    assert (paper.pictures, paper.text) == ([], "x\n")


def test_a_huge_picture_is_no_logo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logo, "MOST_DOTS", 99)
    Image.new("1", (10, 10)).save(tmp_path / "logo.png")
    with pytest.raises(logo.LogoError):
        logo.drawn(str(tmp_path / "logo.png"), 576)


def test_a_tall_logo_takes_no_more_paper_than_it_may(tmp_path: Path) -> None:
    Image.new("1", (100, 4000)).save(tmp_path / "logo.png")
    assert logo.drawn(str(tmp_path / "logo.png"), 576).size == (10, logo.TALLEST)


def test_the_library_leaves_the_log_as_it_is() -> None:
    """Its own handler would write over the screen; ours is there before it is loaded."""
    assert all(
        not isinstance(handler, logging.StreamHandler) or getattr(handler, "stream", None) is not None
        for handler in logging.getLogger().handlers
    )
