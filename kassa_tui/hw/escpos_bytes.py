"""Documents as the bytes of a receipt printer (ESC/POS), built without one.

python-escpos knows the commands and the printers' profiles; it writes into memory here. Every job starts from
the printer's own defaults (ESC @), letters of one byte (FS .), the American set of signs (ESC R 0) and one fixed code
page (ESC t), because what stood there before, the library's automatic choice of pages and its memory of them are not to
be relied on; it leaves the printer at its defaults. Source of the commands: Epson ESC/POS command reference.
"""

import contextlib
import io
import logging
import unicodedata
from functools import cached_property

from escpos import exceptions
from escpos.capabilities import NotSupported
from escpos.constants import HW_INIT
from escpos.printer import Dummy

from kassa_tui.documents import Code, Cut, Document, Logo, Pair, Row, Text, row_text
from kassa_tui.hw.logo import LogoError, drawn
from kassa_tui.hw.ports import DISPLAY_COLUMNS, Lines, UnsentError
from kassa_tui.i18n import N_
from kassa_tui.settings import PrinterSettings
from kassa_tui.text import GROUP, fit, visible, width, wrap

_log = logging.getLogger("kassa")

_ONE_BYTE, _AMERICAN = b"\x1c.", b"\x1bR\x00"
"""FS . ends Kanji mode, in which two bytes are a letter; ESC R 0 takes the signs of ASCII, such as # $ @ [ ] { }."""

_TO_PRINTER, _TO_DISPLAY = b"\x1b=\x01", b"\x1b=\x02"
_CURSOR = b"\x1f$"

_PULSE_UNIT = 2
_PINS = {2: 0, 5: 1}
_TEAR_LINES = 6
"""Lines between the print head and where the paper is torn off."""

_CODES = {"barcode": ("code128",), "qr": ("qr",), "both": ("code128", "qr"), "none": ()}
_NARROWEST = 384
"""Dots across the paper of a printer whose profile does not say."""

_WAYS = ("bitImageRaster", "bitImageColumn", "graphics")
"""GS v 0, ESC * and GS ( L: the first that the profile knows draws pictures."""

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

    def display(self, lines: Lines, *, shared: bool) -> bytes:
        """Both lines of a customer display, written over the old ones; `shared` with the printer, which listens again.

        ESC = 2 gives everything that follows to the display alone, ESC = 1 to the printer alone; ESC t chooses the code
        page and US $ column line, from 1 1 to 20 2, the place. Neither clears: what is written over never flickers.
        Source: Epson DM-D110 specification, 5.4, for ESC = and ESC t (pages 0 to 5 and 16 to 19); POS-X XP8200 manual,
        4.1.2 (Epson mode, pages 0 to 5 only), for US $.
        """
        self._to.clear()
        self._to._raw(_TO_DISPLAY)
        self._to.magic.encoding = None
        self._to.charcode(self._page)
        for number, line in enumerate(lines, 1):
            self._to._raw(_CURSOR + bytes([1, number]))
            self._to.text(fit(self._plain(line), DISPLAY_COLUMNS, ellipsis=""))
        if shared:
            self._to._raw(_TO_PRINTER)
        return self._taken()

    def kick(self, pin: int) -> bytes:
        """Open the drawer on pin 2 or 5: ESC p, with the pulses of the settings in units of 2 ms."""
        settings = self._settings
        pulse = [
            27,
            112,
            _PINS[pin],
            settings.pulse_on // _PULSE_UNIT,
            settings.pulse_off // _PULSE_UNIT,
        ]
        self._to.clear()
        self._to.cashdraw(pulse)
        return self._taken()

    def document(self, document: Document) -> bytes:
        """The whole paper, from ESC @ to the cut, and an ESC @ for whoever prints next."""
        self._to.clear()
        self._to._raw(HW_INIT + _ONE_BYTE + _AMERICAN)
        self._to.magic.encoding = None
        self._to.charcode(self._page)
        for row in document.rows:
            self._row(row)
        self._to._raw(HW_INIT)
        return self._taken()

    def _taken(self) -> bytes:
        taken = bytes(self._to.output)
        self._to.clear()
        return taken

    def _row(self, row: Row) -> None:
        columns = self._settings.columns
        match row:
            case Cut():
                self._cut()
            case Logo():
                self._to._raw(self._logo)
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
        if text.isascii() and text.isprintable():
            return text
        return "".join(self._letter(letter) for letter in visible(text).translate(_PLAIN))

    def _letter(self, letter: str) -> str:
        if letter < " " or letter == "\x7f":
            return ""
        if self._has(letter):
            return letter
        bare = [part for part in unicodedata.normalize("NFKD", letter) if part.isascii() and part.isprintable()]
        return bare[0] if bare else "?" * width(letter)

    def _has(self, letter: str) -> bool:
        return letter.isascii() or bool(self._to.magic.encoder.can_encode(self._page, letter))

    def _cut(self) -> None:
        if self._settings.cut == "tear":
            self._to.print_and_feed(_TEAR_LINES)
        else:
            self._to.cut(self._settings.cut.upper())

    def _code(self, row: Code) -> None:
        code = GROUP.join(map(self._plain, row.data.split(GROUP)))
        wanted = ("qr",) if row.kind == "qr" else _CODES[self._settings.codes]
        bars = code.isascii() and self._to.profile.supports("barcodeB")
        self._to.set(align="center")
        # The library prints remarks to the standard output.
        with contextlib.redirect_stdout(io.StringIO()):
            for number, kind in enumerate(dict.fromkeys(kind if bars else "qr" for kind in wanted if code)):
                if number:
                    self._line("")
                if kind == "qr":
                    self._qr(code)
                else:
                    self._barcode(code)
        self._to.set(align="left")
        for line in row_text(row, self._settings.columns):
            self._line(line)

    def _barcode(self, data: str) -> None:
        """CODE128; what has separators is a GS1-128, which begins with one (FNC1, ESC/POS GS k)."""
        code = "{B{1" + data.replace(GROUP, "{1") if GROUP in data else "{B" + data
        self._to.barcode(code, "CODE128", height=48, width=2, pos="OFF", align_ct=False, function_type="B")

    def _qr(self, code: str) -> None:
        """By the printer itself, or as a picture where it cannot."""
        if self._to.profile.supports("qrCode"):
            self._to.qr(code, native=True, size=6)
        elif way := self._way:
            self._to.qr(code, size=6, image_arguments={"impl": way})

    @property
    def _way(self) -> str:
        return next((way for way in _WAYS if self._to.profile.supports(way)), "")

    @cached_property
    def _logo(self) -> bytes:
        """The bytes that draw the logo, made once; none where there is no logo, or none that can be printed."""
        if not (self._settings.logo and self._way):
            return b""
        pixels = self._to.profile.profile_data["media"].get("width", {}).get("pixels")
        try:
            picture = drawn(self._settings.logo, pixels if isinstance(pixels, int) else _NARROWEST)
        except LogoError as problem:
            _log.warning("%s", problem.say())
            return b""
        paint = Dummy(profile=self._settings.profile)
        paint.set(align="center")
        with contextlib.redirect_stdout(io.StringIO()):
            paint.image(picture, impl=self._way)
        paint.set(align="left")
        return bytes(paint.output)
