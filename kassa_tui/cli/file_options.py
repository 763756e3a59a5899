"""Where a table goes and what it looks like there, as options: the same for every export."""

import shutil
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from kassa_tui.database import at_one_moment
from kassa_tui.errors import KassaError
from kassa_tui.exports import files
from kassa_tui.exports.tables import Table
from kassa_tui.exports.writers import SEPARATORS, WRITERS, Style
from kassa_tui.i18n import N_


class TerminalOutputError(KassaError):
    """A workbook that would be printed on a screen."""

    template = N_("A workbook is no text. Say where it goes: --out FILE")


def place_options(parser: ArgumentParser, *, mails: bool = False) -> None:
    """Where a file goes; with `mails` it may go by mail instead."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--out", type=Path, metavar="FILE", help="a new file (default: standard output)")
    if mails:
        where.add_argument(
            "--mail",
            nargs="?",
            const="",
            metavar="ADDRESS",
            help="to a mail address (default: where the last one went)",
        )
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")


def file_options(parser: ArgumentParser, *, mails: bool = False) -> None:
    """The options of every table; with `mails` also that it goes by mail instead."""
    parser.add_argument("--format", choices=tuple(WRITERS), default="csv", help="default: csv")
    place_options(parser, mails=mails)
    parser.add_argument("--decimal", choices=(".", ","), default=".", help="the mark in amounts of CSV (default: .)")
    parser.add_argument("--separator", choices=tuple(SEPARATORS), default=";", help="between cells of CSV (default: ;)")
    parser.add_argument("--bom", action="store_true", help="begin CSV with a byte order mark, for Excel")


def form_of(args: Namespace) -> str:
    """The format that is meant."""
    return "json" if args.json else str(args.format)


def _whole(write: Callable[[BinaryIO], object]) -> Callable[[BinaryIO], object]:
    """Writes a workbook when it is whole: what makes one goes wrong in ways of its own where a device is full."""

    def copy(out: BinaryIO) -> None:
        with tempfile.TemporaryFile() as whole:
            write(whole)
            whole.seek(0)
            shutil.copyfileobj(whole, out)

    return copy


def put_out(args: Namespace, write: Callable[[BinaryIO], object]) -> None:
    """Write to the file that was named, or to the standard output.

    Raises FileError, FileExistsAlreadyError, TerminalOutputError.
    """
    if args.out is not None:
        files.save(args.out, write, force=args.force)
    elif form_of(args) == "xlsx" and sys.stdout.isatty():
        raise TerminalOutputError
    else:
        # Whoever reads it may be slow; the database is not held meanwhile.
        _whole(write)(sys.stdout.buffer)
        sys.stdout.flush()


def writing(args: Namespace, read: Callable[[], Table]) -> Callable[[BinaryIO], object]:
    """What writes the table in the format that is meant, as it is at one moment."""
    style = Style(args.decimal, SEPARATORS[args.separator], args.bom)

    def write(out: BinaryIO) -> None:
        with at_one_moment():
            WRITERS[form_of(args)](read(), out, style)

    return write


def put_table(args: Namespace, read: Callable[[], Table]) -> None:
    """The table in the format that is meant. Raises what `put_out` raises."""
    put_out(args, writing(args, read))
