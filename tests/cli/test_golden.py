"""Reports and exports of a shop of everything, held against kept files: text, JSON, CSV, the screen's cells, paper.

`KASSA_GOLDEN=write` before pytest writes the files again; what differs is read before it is committed.
"""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kassa_tui import i18n
from kassa_tui.cli.reports.command import COMMANDS
from kassa_tui.database import close_database, open_database, rows
from kassa_tui.exports.of_sessions import EXPORTS
from kassa_tui.exports.report_sheet import Sheet, paper_of
from kassa_tui.exports.report_tables import report_table
from kassa_tui.exports.writers import Style, write_csv
from kassa_tui.till.basket import line_removal
from kassa_tui.till.drawer import movements
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.permissions import SEE_EXPECTED
from kassa_tui.till.ledger.recording import refused
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports import filter as filters
from kassa_tui.till.reports.every_report import REPORTS
from kassa_tui.till.reports.filter import Filter
from tests.cli.test_cli import kassa
from tests.conftest import ShopUnderTest
from tests.exports.conftest import busy

__all__ = ["busy", "kassa"]

Run = Callable[..., tuple[int, str, str]]

KEPT = Path(__file__).parent / "golden"
SINCE = ("--from", "2026-11-01")
LATE = ("--from", "2026-11-23")
BLIND = ("--from", "2026-11-01", "--as", "Manager")

ASKED: dict[str, list[tuple[str, ...]]] = {
    "sessions": [("--sort", by, *more) for by in ("end", "discrepancy") for more in ((), ("--descending",))],
    "periods": [("--by", by) for by in ("week", "month", "year")],
}
"""What else a command is asked."""


def _happened(shop: ShopUnderTest) -> None:
    """What is no sale: taken off, thrown away, refused; the drawer opened; and a manager who counts blind."""
    basket = shop.basket(shop.article("Bread", "2.95", "low"), shop.article("Bag", "0.00", "low"))
    for line in basket.lines:
        line_removal.line_removed(shop.desk, basket, line)
    movements.open_without_sale(shop.desk, "change")
    line_removal.abandoned(shop.as_("-Ünïcode"), basket)
    with pytest.raises(NotAllowedError) as refusal:
        filters.may_see_sales(shop.as_("-Ünïcode"))
    refused(shop.as_("-Ünïcode"), refusal.value)
    rows("DELETE FROM permission WHERE action = ?", SEE_EXPECTED.code)


def _run(kassa: Run, *words: str) -> str:
    code, out, err = kassa(*words)
    assert code == 0, err
    return f"$ kassa {' '.join(words)}\n{out}"


def _commands(kassa: Run) -> Iterator[tuple[str, str]]:
    """What each command says, by the name of its file."""
    for name in COMMANDS:
        for limits in (SINCE, LATE, BLIND, *(("--from", "2026-11-01", *more) for more in ASKED.get(name, ()))):
            yield f"report-{name}", _run(kassa, "report", name, *limits)
            yield f"report-{name}", _run(kassa, "report", name, *limits, "--json")
    for name in EXPORTS:
        for form in ("csv", "json"):
            yield f"export-{name}", _run(kassa, "export", name, *SINCE, "--format", form)


def _screens(shop: ShopUnderTest) -> Iterator[tuple[str, str]]:
    """The cells of each report of the screen, its paper, and its file."""
    for report in REPORTS:
        for chosen, name in (
            (Filter(), "Owner"),
            (Filter(sessions=(2,), register="K1"), "Owner"),
            (Filter(), "Manager"),
        ):
            desk, out = shop.as_(name), io.BytesIO()
            sheet = Sheet(report.build(desk, chosen), read_shop().day_shown(desk))
            paper = paper_of(sheet, chosen)
            write_csv(report_table(sheet.report), out, Style())
            parts = [
                f"# {report.name}, sessions {chosen.sessions}, {name}",
                *(" | ".join(f"{field.column.title} {field.columns}" for field in sheet.fields),),
                *map(" | ".join, sheet.cells),
                "## chart " + ("" if sheet.bars is None else sheet.fields[sheet.bars].column.name),
                *(f"{point.label} {point.amount}" for point in sheet.points),
                "## paper",
                *(paper.name, paper.title, paper.about, *paper.notes),
                *(f"{left} -- {right}" for left, right in (*paper.lines, *paper.sums)),
                "## file",
                "as exported" if report.of_sessions else out.getvalue().decode(),
            ]
            yield f"screen-{report.name}", "\n".join(parts)


def _everything(shop: ShopUnderTest, kassa: Run) -> dict[str, str]:
    """All files, in English and Dutch."""
    told: dict[str, str] = {}
    for language in ("en", "nl"):
        rows("UPDATE setting SET value = ? WHERE key = 'language'", f'"{language}"')
        i18n.use(language)
        parts = [*_screens(shop), *_commands(kassa)]
        open_database(shop.path)
        for name, text in parts:
            file = f"{name}-{language}.txt"
            told[file] = told.get(file, "") + text.replace("\r\n", "<CR>\n").rstrip("\n") + "\n\n"
    return {file: text.rstrip("\n") + "\n" for file, text in told.items()}


def test_every_report_says_what_it_said(busy: ShopUnderTest, kassa: Run) -> None:
    open_database(busy.path)
    _happened(busy)
    told = _everything(busy, kassa)
    close_database()
    if os.environ.get("KASSA_GOLDEN") == "write":
        for name, text in told.items():
            (KEPT / name).write_text(text, encoding="utf-8")
    kept = {file.name: file.read_text(encoding="utf-8") for file in KEPT.iterdir()}
    assert sorted(told) == sorted(kept)
    assert {name: told[name] for name in kept if kept[name] != told[name]} == {}
