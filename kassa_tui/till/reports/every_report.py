"""All reports, in the order of the list on the screen."""

from kassa_tui.till.reports.cash import CASH
from kassa_tui.till.reports.corrections import CORRECTIONS
from kassa_tui.till.reports.discrepancies import DISCREPANCIES
from kassa_tui.till.reports.methods import METHODS
from kassa_tui.till.reports.removals import REMOVALS
from kassa_tui.till.reports.report import Subject
from kassa_tui.till.reports.sold.articles import ARTICLES
from kassa_tui.till.reports.sold.cuts import DAYS, HOURS, MONTHS, STAFF, WEEKDAYS, WEEKS, YEARS
from kassa_tui.till.reports.sold.groups import GROUPS
from kassa_tui.till.reports.vat import VAT

REPORTS: tuple[Subject, ...] = (
    DISCREPANCIES,
    CASH,
    HOURS,
    DAYS,
    WEEKDAYS,
    WEEKS,
    MONTHS,
    YEARS,
    STAFF,
    ARTICLES,
    GROUPS,
    METHODS,
    VAT,
    REMOVALS,
    CORRECTIONS,
)
"""A new one is a line here; list, command, paper and file follow."""
