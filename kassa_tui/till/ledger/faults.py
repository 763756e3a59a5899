"""Faults of the program: where they happened, in a file of the machine's; never what was typed or sold."""

import logging
import traceback
from contextlib import suppress
from hashlib import sha256
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST = 1_000_000
_log = logging.getLogger("kassa")


class _Log(RotatingFileHandler):
    """Is open only while it writes: a disk that does not answer is let go of, and can be mounted again."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write it and close the file."""
        super().emit(record)
        if self.stream is not None:
            with suppress(OSError):
                self.stream.close()
            self.stream = None


def keep_log(folder: Path) -> None:
    """Write the log into a folder from now on, four files of a million bytes at most; nothing goes to the terminal."""
    handler = _Log(folder / "kassa.log", maxBytes=LARGEST, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # What a full or read-only disk does not take is lost; said by the logging itself it would stand over the screen.
    logging.raiseExceptions = False
    root.setLevel(logging.WARNING)


def note(error: BaseException) -> str:
    """Log where an error came from; a short code that finds it again."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    code = sha256("|".join(places).encode()).hexdigest()[:4].upper()
    _log.error("fault %s %s at %s", code, type(error).__name__, " > ".join(places))
    return code
