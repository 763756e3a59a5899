"""Reads a printer's bytes the way a printer does, from the command reference and not from our encoder."""

from dataclasses import dataclass, field

# Bytes that follow each command (Epson ESC/POS command reference); variable ones are handled below.
_LENGTHS = {
    b"\x1b!": 1, b"\x1bE": 1, b"\x1b-": 1, b"\x1bM": 1, b"\x1ba": 1, b"\x1bt": 1, b"\x1b{": 1, b"\x1bd": 1, b"\x1bp": 3,
    b"\x1b@": 0, b"\x1b2": 0, b"\x1b3": 1, b"\x1db": 1, b"\x1dB": 1, b"\x1dh": 1, b"\x1dw": 1, b"\x1df": 1, b"\x1dH": 1, b"\x1dV": 1,
    b"\x1da": 1, b"\x1c.": 0, b"\x1c&": 0, b"\x1bR": 1,
}  # fmt: skip
_PAGES = {0: "cp437", 2: "cp850", 19: "cp858", 16: "cp1252", 53: "cp858"}
_SIGNS = {0: {}, 4: str.maketrans("#@[\\]{|}~", "#@ÆØÅæøåü"), 2: str.maketrans("@[\\]{|}~", "§ÄÖÜäöüß")}
"""What twelve codes of ASCII mean after ESC R n: in the United States, Denmark, Germany."""


@dataclass
class Printed:
    """What came out: the text, and what happened on the way."""

    text: str = ""
    cuts: int = 0
    kicks: list[tuple[int, int, int]] = field(default_factory=list)
    barcodes: list[bytes] = field(default_factory=list)
    pictures: list[tuple[int, int]] = field(default_factory=list)
    fed: int = 0
    big: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)


@dataclass
class _Reader:
    """Where a printer is in its bytes."""

    data: bytes
    out: Printed = field(default_factory=Printed)
    at: int = 0
    line: str = ""
    page: str = "cp437"
    signs: dict[int, int] = field(default_factory=dict)
    pairs: bool = False
    country: dict[int, int] = field(default_factory=dict)
    kanji: bool = False
    big: bool = False
    bold: bool = False

    def step(self) -> None:
        """One letter, line feed or command."""
        head = self.data[self.at : self.at + 2]
        if head[0] == 10:
            self._end_line()
        elif head in (b"\x1dk", b"\x1d("):
            self._code(self.at + (3 if head == b"\x1dk" else 2), head)
        elif head in (b"\x1dv", b"\x1b*"):
            self._picture(head)
        elif head in _LENGTHS:
            length = _LENGTHS[head]
            self._command(head, self.data[self.at + 2 : self.at + 2 + length])
            self.at += 2 + length
        elif self.pairs:
            self.line, self.at = self.line + "漢", self.at + 2
        elif head[0] < 32 or head[0] == 127:
            raise ValueError(f"byte {head[0]:#x} at {self.at} is no command that the till sends")
        else:
            self.line += head[:1].decode(self.page).translate(self.signs)
            self.at += 1

    def _end_line(self) -> None:
        self.out.text += self.line + "\n"
        if self.big:
            self.out.big.append(self.line)
        if self.bold:
            self.out.bold.append(self.line)
        self.line, self.at = "", self.at + 1

    def _code(self, at: int, head: bytes) -> None:
        """GS k m n data, or GS ( k pL pH data."""
        start = at + 1 if head == b"\x1dk" else at + 3
        length = self.data[at] if head == b"\x1dk" else self.data[at + 1] + 256 * self.data[at + 2]
        self.out.barcodes.append(self.data[start : start + length])
        self.at = start + length

    def _picture(self, head: bytes) -> None:
        """GS v 0 m x y data with x in bytes, or ESC * m n data with columns of 24 dots."""
        if head == b"\x1dv":
            across, down = (self._number(self.at + at) for at in (4, 6))
            self.at += 8 + across * down
            self.out.pictures.append((across * 8, down))
        else:
            across = self._number(self.at + 3)
            self.at += 5 + across * 3
            self.out.pictures.append((across, 24))

    def _number(self, at: int) -> int:
        return self.data[at] + 256 * self.data[at + 1]

    def _command(self, head: bytes, given: bytes) -> None:
        match head:
            case b"\x1b@":
                self.page, self.big, self.bold = "cp437", False, False
                self.signs, self.pairs = self.country, self.kanji
            case b"\x1bR":
                self.signs = _SIGNS[given[0]]
            case b"\x1c." | b"\x1c&":
                self.pairs = head == b"\x1c&"
            case b"\x1bt":
                self.page = _PAGES[given[0]]
            case b"\x1b!":
                self.big, self.bold = bool(given[0] & 0x10), bool(given[0] & 0x08)
            case b"\x1bE":
                self.bold = bool(given[0])
            case b"\x1dV":
                self.out.cuts += 1
            case b"\x1bd":
                self.out.fed += given[0]
            case b"\x1bp":
                self.out.kicks.append((given[0], given[1], given[2]))


def read_paper(data: bytes, *, country: int = 0, kanji: bool = False) -> Printed:
    """Everything in the bytes; ValueError for a command that is not known here.

    `country` and `kanji` are what the printer's own switches say: its defaults, to which ESC @ brings it.
    """
    reader = _Reader(data, country=_SIGNS[country], kanji=kanji)
    while reader.at < len(data):
        reader.step()
    return reader.out
