"""Documents as the bytes of a receipt printer (ESC/POS), built without one.

python-escpos knows the commands and the printers' profiles; it writes into memory here. Every job starts from
the printer's own defaults (ESC @) and one fixed code page, because the library's automatic choice of pages and its
memory of them are not to be relied on. Source of the commands: Epson ESC/POS command reference.
"""

import contextlib
import io
import unicodedata

from escpos import exceptions
from escpos.capabilities import NotSupported
from escpos.constants import HW_INIT
from escpos.printer import Dummy

from kassa_tui.documents import Code, Cut, Document, Pair, Row, Text, row_text
from kassa_tui.hw.ports import UnsentError
from kassa_tui.i18n import N_
from kassa_tui.settings import PrinterSettings
from kassa_tui.text import fit, width, wrap

_PULSE_UNIT = 2
_PINS = {2: 0, 5: 1}

# What receipts use and few code pages have; the rest loses its accents, or becomes a question mark.
_PLAIN = str.maketrans({"−": "-", "–": "-", "—": "-", "…": ".", "‘": "'", "’": "'", "“": '"', "”": '"', "•": "*"})


class EscposBytes:
    """Turns documents and kicks into bytes for one printer. Raises UnsentError if the profile lacks the code page."""

    def __init__(self, settings: PrinterSettings) -> None:
        self._settings = settings
        self._page = settings.codepage.upper()
        try:
            self._to = Dummy(profile=settings.profile)
            self._to.charcode(self._page)
        except (NotSupported, exceptions.Error, KeyError, ValueError) as problem:
            said = N_("the printer profile does not know the code page")
            raise UnsentError(said) from problem

    def kick(self) -> bytes:
        """Open the drawer: ESC p, with the pulses of the settings in units of 2 ms."""
        settings = self._settings
        pulse = [
            27,
            112,
            _PINS[settings.drawer_pin],
            settings.pulse_on // _PULSE_UNIT,
            settings.pulse_off // _PULSE_UNIT,
        ]
        self._to.clear()
        self._to.cashdraw(pulse)
        return self._taken()

    def document(self, document: Document) -> bytes:
        """The whole paper, from ESC @ to the cut."""
        self._to.clear()
        self._to._raw(HW_INIT)
        self._to.magic.encoding = None
        self._to.charcode(self._page)
        for row in document.rows:
            self._row(row)
        return self._taken()

    def _taken(self) -> bytes:
        taken = bytes(self._to.output)
        self._to.clear()
        return taken

    def _row(self, row: Row) -> None:
        columns = self._settings.columns
        match row:
            case Cut():
                self._to.cut()
            case Code():
                self._code(row)
            case Text(big=True):
                self._styled(bold=row.bold, wide=True, tall=True)
                for line in wrap(self._plain(row.text), columns // 2):
                    self._line(fit(line, columns // 2, row.align))
                self._styled()
            case Pair(big=True):
                self._styled(bold=row.bold, tall=True)
                self._lines(row)
                self._styled()
            case Text(bold=True) | Pair(bold=True):
                self._to.set(bold=True)
                self._lines(row)
                self._to.set(bold=False)
            case _:
                self._lines(row)

    def _styled(self, *, bold: bool = False, wide: bool = False, tall: bool = False) -> None:
        self._to.set_with_default(bold=bold, double_width=wide, double_height=tall)

    def _lines(self, row: Row) -> None:
        for line in row_text(row, self._settings.columns):
            self._line(line)

    def _line(self, line: str) -> None:
        self._to.text(self._plain(line).rstrip() + "\n")

    def _plain(self, text: str) -> str:
        """The text in characters that the code page has, as many cells as before; nothing that could be a command."""
        return "".join(self._letter(letter) for letter in text.translate(_PLAIN))

    def _letter(self, letter: str) -> str:
        if letter < " " or letter == "\x7f":
            return ""
        if self._has(letter):
            return letter
        bare = [part for part in unicodedata.normalize("NFKD", letter) if part.isascii() and part.isprintable()]
        return bare[0] if bare else "?" * width(letter)

    def _has(self, letter: str) -> bool:
        return letter.isascii() or bool(self._to.magic.encoder.can_encode(self._page, letter))

    def _code(self, row: Code) -> None:
        data = self._plain(row.data)
        self._to.set(align="center")
        # The library prints a remark to the standard output for every barcode.
        with contextlib.redirect_stdout(io.StringIO()):
            if row.kind == "qr":
                self._to.qr(data, native=True, size=6)
            elif self._to.profile.supports("barcodeB"):
                self._to.barcode(
                    "{B" + data, "CODE128", height=48, width=2, pos="OFF", align_ct=False, function_type="B"
                )
        self._to.set(align="left")
        for line in row_text(row, self._settings.columns):
            self._line(line)
