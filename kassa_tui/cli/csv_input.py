"""CSV files that commands are given: columns that are left out, and every bad row told by its line."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from kassa_tui.cli.common import REFUSED, refuse, show
from kassa_tui.i18n import _
from kassa_tui.text import visible
from kassa_tui.till.goods.csv_files import BadRowsError


def ignore_option(parser: ArgumentParser) -> None:
    """Columns that are left out on purpose."""
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="NAME", help="leave a column out; may stand several times"
    )


def refuse_rows(args: Namespace, refused: BadRowsError, nothing: Mapping[str, object]) -> int:
    """Say which rows are wrong; with `--json` as `bad` beside what `nothing` says was done. The exit code."""
    bad = [{"line": row.line, "problem": row.error.say()} for row in refused.rows]
    if args.json:
        show(args, {**nothing, "bad": bad}, "")
    for row in bad:
        print(visible(_("line {line}: {problem}").format(**row)), file=sys.stderr)
    refuse(refused)
    return REFUSED
