"""Receipts against a decoder that others wrote: the same text, a picture with as many lines, and its faults.

It makes an environment of its own and takes some seconds: it runs where KASSA_DEVICES is set.
"""

import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from kassa_tui.documents import Code, Cut, Document, Logo, Text
from kassa_tui.hw.escpos_printer import EscposPrinter, open_printer
from kassa_tui.hw.ports import PrinterStatus, UnsentError
from kassa_tui.settings import PrinterSettings
from kassa_tui.till.papers import kept_papers
from tests.conftest import ShopUnderTest
from tests.hw import emupos
from tests.hw.emupos import Simulator
from tests.hw.test_escpos_bytes import ROWS

pytestmark = pytest.mark.skipif(not os.environ.get("KASSA_DEVICES"), reason="a printer of others: make devices")


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    try:
        emupos.program()
    except emupos.NotPossible as problem:
        pytest.skip(str(problem))
    with tempfile.TemporaryDirectory() as folder, Simulator(Path(folder)) as running:
        yield running


@pytest.fixture(params=["tcp", "serial"])
def printer(request: pytest.FixtureRequest, simulator: Simulator) -> Iterator[EscposPrinter]:
    settings = PrinterSettings(
        kind=request.param, host="127.0.0.1", port=simulator.port, path=str(simulator.serial), drawer_open="high"
    )
    printer = open_printer(settings)
    yield printer
    printer.close()


def printed(simulator: Simulator, printer: EscposPrinter, document: Document) -> str:
    """Print it; the number of the paper."""
    before = simulator.papers()
    printer.print(document)
    return simulator.next_paper(before)


def plain(text: str) -> list[str]:
    """The lines that are not blank, without the places of what is centred, and with a typewriter's minus."""
    return [line.strip() for line in text.replace("−", "-").splitlines() if line.strip()]


def test_a_receipt_reads_as_the_screen_shows_it(
    simulator: Simulator, printer: EscposPrinter, shop: ShopUnderTest
) -> None:
    shop.open()
    sold = shop.sell(shop.article("Smørrebrød Æ", "12.50"), shop.article("Crème brûlée à € 5,00", "5.00"), cash="20.00")
    document = kept_papers.read(sold.paper_id).document
    read = plain(simulator.text(printed(simulator, printer, document)))
    assert [line for line in read if not line.startswith("[")] == plain(document.as_text(48))
    assert f"[barcode CODE128 {sold.number}]" in read


def test_every_letter_and_row_of_a_hard_document(simulator: Simulator, printer: EscposPrinter) -> None:
    document = Document("x", (Text("€ £ æ ø å Æ Ø Å é ë ü ö ï ç × ½"), *ROWS))
    paper = printed(simulator, printer, document)
    read = [line for line in plain(simulator.text(paper)) if not line.startswith("[")]
    assert read == plain(document.as_text(48))
    with Image.open(io.BytesIO(simulator.picture(paper))) as picture:
        assert picture.width == 576
        assert bands(picture) >= len(read)


def bands(picture: Image.Image) -> int:
    """How many rows of print a picture has: runs of lines with something dark in them."""
    grey = picture.convert("L")
    data, width = grey.tobytes(), grey.width
    dark = [min(data[row * width : (row + 1) * width]) < 128 for row in range(grey.height)]
    return sum(now and not before for before, now in zip([False, *dark], dark, strict=False))


@pytest.mark.parametrize("codes", ["qr", "both"])
def test_codes_and_logo(simulator: Simulator, tmp_path: Path, codes: str) -> None:
    """Both codes say the receipt's number, and the picture of the logo has the size of the paper."""
    file = tmp_path / "logo.png"
    Image.new("RGB", (1152, 200), "grey").save(file)
    wanted = {"kind": "tcp", "host": "127.0.0.1", "port": simulator.port, "codes": codes, "logo": str(file)}
    settings = msgspec.convert(wanted, PrinterSettings)
    document = Document("x", (Logo(), Text("x"), Code("K1-000123"), Cut()))
    text = plain(simulator.text(printed(simulator, open_printer(settings), document)))
    bars = ["[barcode CODE128 K1-000123]"] if codes == "both" else []
    assert text == ["[image 576x100]", "x", *bars, "[qr K1-000123]", "K1-000123"]


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        ("paper-out", PrinterStatus(False, "out", False, False), "no paper"),
        ("cover-open", PrinterStatus(False, "ok", True, False), "open"),
        ("offline", PrinterStatus(False, "ok", False, False), "offline"),
    ],
)
def test_a_fault_is_said_and_mended(
    simulator: Simulator, printer: EscposPrinter, fault: str, status: PrinterStatus, said: str
) -> None:
    """Nothing is sent to it meanwhile; afterwards the same printer prints again."""
    document = Document("x", (Text(f"after {fault}"),))
    before = simulator.papers()
    simulator.fault(fault)
    try:
        assert printer.status() == status
        with pytest.raises(UnsentError, match=said):
            printer.print(document)
    finally:
        simulator.fault(fault, there=False)
    assert printer.status() == PrinterStatus(True, "ok", False, False)
    assert simulator.papers() == before
    assert plain(simulator.text(printed(simulator, printer, document))) == [f"after {fault}"]


def test_low_paper_is_a_warning_and_prints(simulator: Simulator, printer: EscposPrinter) -> None:
    simulator.fault("paper-near-end")
    try:
        assert printer.status() == PrinterStatus(True, "low", False, False)
        printed(simulator, printer, Document("x", (Text("still there"),)))
    finally:
        simulator.fault("paper-near-end", there=False)


def test_the_drawer_opens_is_seen_and_its_level_is_learned(simulator: Simulator) -> None:
    printer = open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=simulator.port, drawer_open="learn"))
    assert printer.status().drawer_open is None
    printer.kick()
    assert printer.status().drawer_open is True
    simulator.shut_drawer()
    assert printer.status().drawer_open is False
    sensed = printer.try_kick(2)
    assert (sensed.before, sensed.after) == ("low", "high")
    simulator.shut_drawer()
