"""The letters of a file of another program: UTF-8 or Windows-1252; what is neither is refused, never guessed at."""

import errno
import re
from pathlib import Path

from kassa_tui.i18n import N_
from kassa_tui.storage import bounded
from kassa_tui.till.ledger.errors import TillError

LARGEST = 20_000_000
TOO_LARGE = N_("The file is larger than 20 MB.")

_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 begins."""

_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A letter of UTF-8 beyond ASCII."""

_FOREIGN = re.compile(
    # Marks in the middle or at the end of a word.
    r"\w[‚ƒ„†‡ˆ‰‹›•˜¢¡¤¿¾£]\w|[^\W\d_][‚ƒ„†‡ˆ‰‹˜]|[†‡ˆ›˜][^\W\d_]|[^\W\d_][‘”“™][^\W\d_]"
    # Capitals with a hook behind a small letter.
    r"|[a-zß-ÿ][ŠŽŒŸ]|[^\W\d_][ŠŽŒŸ][a-zß-ÿ]"
    # Marks that stand behind a word, in front of one.
    r"|(?<!\w)[®¯™][a-zß-ÿ]"
    # A quotation that begins a word and never ends.
    r"|(?<!\w)[‘‚][^\W\d_][^’‘“\n]*$",
    re.MULTILINE,
)
"""What Windows-1252 makes of the letters of DOS (CP850) and of old Macs: `Cr‚me`, `R›dvin`, `K‘rlighed`, `®ble`."""

_LOST = re.compile(r"\ufffd|Ã[\x80-\x9f¡-¿˜…†‡‰‹Œ–ƒ„‚ˆŠ€]|Â[\xa0-¿]|â€|â‚¬")
"""What is left of letters that another program did not know, or read as Windows-1252 though they were UTF-8."""


class ImportFileError(TillError):
    """A file that cannot be read as a whole; nothing was imported."""

    template = N_("{problem}")


def read_file(file: Path) -> bytes:
    """All of a file that is not too large to be read at all. Raises ImportFileError."""
    try:
        return bounded.read_bytes(file, LARGEST)
    except OSError as problem:
        if problem.errno == errno.EFBIG:
            raise ImportFileError(TOO_LARGE) from problem
        raise ImportFileError(problem=f"{file.name or file}: {problem.strerror or problem}") from problem


def decode(content: bytes) -> str:
    """The file's text: UTF-8 with or without a BOM, else Windows-1252. Raises ImportFileError."""
    if len(content) > LARGEST:
        raise ImportFileError(TOO_LARGE)
    if content.startswith(_WIDE):
        raise ImportFileError(N_("The file is UTF-16. Save it again as CSV UTF-8."))
    if b"\x00" in content:
        raise ImportFileError(N_("This is not a text file."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _western(content, error)
    lost = _LOST.search(text)
    if lost:
        raise ImportFileError(
            N_("Letters of line {line} were lost in another program. Save it there again as CSV UTF-8."),
            line=_line_of(text, lost.start()),
        )
    return text


def _line_of(text: str, place: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:place])) + 1


def _western(content: bytes, error: UnicodeDecodeError) -> str:
    """What is no UTF-8, as Windows-1252, when it is that. Raises ImportFileError."""
    letters = len(_SEQUENCE.findall(content))
    if letters and error.end >= len(content) and error.reason == "unexpected end of data":
        raise ImportFileError(N_("The file breaks off in the middle of a letter."))
    if letters and letters >= len(re.findall(rb"[\x80-\xff]+", _SEQUENCE.sub(b"", content))):
        raise ImportFileError(N_("The file is neither UTF-8 nor Windows-1252."))
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise ImportFileError(N_("The file is neither UTF-8 nor Windows-1252.")) from None
    strange = _FOREIGN.search(text)
    if strange:
        raise ImportFileError(
            N_("The letters of line {line} are of another encoding, such as that of DOS. Save it again as CSV UTF-8."),
            line=_line_of(text, strange.start()),
        )
    return text
