"""The bytes that go to a printer, read back by a reader of our own and by eye."""

import logging

import pytest

from kassa_tui.documents import Code, Columns, Cut, Document, Feed, Pair, Row, Rule, Text
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
    encoder.kick()
    assert first.startswith(b"\x1b@\x1bt\x13")
    assert first.count(b"\x1bt") == 1
    assert encoder.document(Document("x", ROWS)) == first


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
    assert encoder.kick() == bytes([27, 112, number, 25, 250])


def test_a_named_profile_cuts(capsys: pytest.CaptureFixture[str]) -> None:
    assert made(Cut()).endswith(b"\x1dV\x00")
    made(Code("K1-000001"))
    assert capsys.readouterr().out == ""


def test_the_library_leaves_the_log_as_it_is() -> None:
    """Its own handler would write over the screen; ours is there before it is loaded."""
    assert all(
        not isinstance(handler, logging.StreamHandler) or getattr(handler, "stream", None) is not None
        for handler in logging.getLogger().handlers
    )
