"""Removals and openings: what the journal remembers beside the sales, and how much of each kind."""

from kassa_tui.i18n import N_
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.reports.events import KINDS, removals, told
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.report import Column, Kind, Report, Subject, Tally


def _report(desk: Desk, chosen: Filter) -> Report:
    found = removals(desk, chosen)
    tallies = tuple(Tally(kind, KINDS[kind], many, amount) for kind, (many, amount) in found.sums.items())
    return Report(REMOVALS, found.events, tallies=tallies)


REMOVALS = Subject(
    name="removals",
    title=N_("Removals and openings"),
    about=N_("removed lines, refusals, approvals, wrong PINs"),
    help="removed lines, drawers opened without a sale, refusals, approvals, wrong PINs",
    build=_report,
    columns=(
        Column("time", Kind.TIME, N_("Time"), lambda event: event.at),
        Column("register"),
        Column("entry", Kind.NUMBER),
        Column("kind", Kind.WORD, N_("What"), words=KINDS),
        Column("person", title=N_("Employee"), file="employee"),
        Column("approver", of=lambda event: event.approver or None),
        Column("text"),
        Column("told", title=N_("Text"), of=told, file="text"),
        Column("items", Kind.QUANTITY),
        Column("amount", Kind.AMOUNT, N_("Amount")),
        # What went for nothing stands in the list and in its file as nothing, at the terminal and in JSON as 0.00.
        Column("gone", Kind.AMOUNT, N_("Amount"), lambda event: event.amount or None, file="amount", none=""),
    ),
    rows="events",
    json="time register entry kind person approver text items amount",
    terminal="time:16 person:13 kind:20 amount:-10 told:17",
    screen="time:12 person:12 kind:24 told gone:-10",
)
