"""What a command says reaches its reader, or is refused with a sentence: a command never ends in a traceback."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kassa_tui.cli.common import REFUSED, refuse
from kassa_tui.storage.trouble import OutputError
from kassa_tui.text import visible_lines

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

STOPPED = 130
"""Exit code when somebody pressed Ctrl+C, as shells have it."""


_NEVER_FAIL = frozenset(("replace", "ignore", "backslashreplace", "namereplace", "xmlcharrefreplace"))
"""How a stream may treat letters that it does not have, so that writing them raises nothing."""


class Parser(ArgumentParser):
    """A command line that does not hide that its help could not be written, and says back nothing that steers."""

    def _print_message(self, message: str, file: "SupportsWrite[str] | None" = None) -> None:
        if message:
            (file or sys.stderr).write(visible_lines(message))


def _prepared(stream: TextIO | None) -> TextIO:
    """A stream that replaces letters that its terminal does not have; one that is closed leads nowhere."""
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    if isinstance(stream, TextIOWrapper) and stream.errors not in _NEVER_FAIL:
        with suppress(OSError, ValueError):
            stream.reconfigure(errors="replace")
    return stream


def _abandon(stream: TextIO) -> None:
    """What is still to be written is dropped, so that the interpreter does not try again at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _said(problem: OSError) -> int:
    try:
        return refuse(OutputError.of(problem))
    except OSError:
        _abandon(sys.stderr)
        return REFUSED


def _to_the_end(act: Callable[[], int]) -> int:
    try:
        return act()
    finally:
        sys.stdout.flush()


def to_the_end(act: Callable[[], int]) -> int:
    """Run a command and write all that it said; the exit code."""
    sys.stdout, sys.stderr = _prepared(sys.stdout), _prepared(sys.stderr)
    try:
        return _to_the_end(act)
    except BrokenPipeError:
        _abandon(sys.stdout)
        return REFUSED
    except OSError as problem:
        _abandon(sys.stdout)
        return _said(problem)
    except KeyboardInterrupt:
        return STOPPED
