"""CSV files that commands are given: read whole, and every bad row told by its line."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from kassa_tui.cli.common import REFUSED, refuse, show
from kassa_tui.i18n import _
from kassa_tui.text import visible
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.text_files import LARGEST, ImportFileError


def ignore_option(parser: ArgumentParser) -> None:
    """Columns that are left out on purpose."""
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="NAME", help="leave a column out; may stand several times"
    )


def read_file(file: Path) -> bytes:
    """All of a file. Raises ImportFileError."""
    try:
        with file.open("rb") as opened:
            # One byte more than is taken, so that a device without an end is refused for its length.
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise ImportFileError(problem=str(error)) from error


def refuse_rows(args: Namespace, refused: BadRowsError, nothing: Mapping[str, object]) -> int:
    """Say which rows are wrong; with `--json` as `bad` beside what `nothing` says was done. The exit code."""
    bad = [{"line": row.line, "problem": row.error.say()} for row in refused.rows]
    if args.json:
        show(args, {**nothing, "bad": bad}, "")
    for row in bad:
        print(visible(_("line {line}: {problem}").format(**row)), file=sys.stderr)
    refuse(refused)
    return REFUSED
