"""What every screen keeps about its keys: nothing that a scanner can type confirms anything."""

from collections.abc import Callable

from kassa_tui.screens.frame.base import Keys
from kassa_tui.widgets.frame import F_KEY

LEADS_ON = {
    "CustomersScreen", "DetailsScreen", "HelpQuestion", "HistoryScreen", "ImportFilesScreen", "KeyPagesScreen",
    "MethodsScreen", "OfficeScreen", "OrderScreen", "OrdersScreen", "ProductsScreen", "RatesScreen", "ReasonsScreen",
    "ReceiptsScreen", "RegisterScreen", "ReportScreen", "ReportsScreen", "SaleScreen", "SettingsScreen", "StaffScreen",
    "TourQuestion",
}  # fmt: skip
"""Where the green key only leads to another screen or question; everywhere else it books, or leaves as Esc does."""


def faults(screen: Keys) -> list[str]:
    """What is wrong with the keys that work now."""
    keys = list(screen.now())
    booking = {_act(each.run) for each in keys if each.books}
    typed = [each for each in keys if not all(map(F_KEY.fullmatch, each.names))]
    wrong = [f"{each.label} does what only F-keys may" for each in typed if _act(each.run) in booking]
    if type(screen).__name__ in LEADS_ON:
        return wrong
    unmarked = [each for each in keys if each.go and not each.books and "escape" not in each.names]
    return wrong + [f"{each.label} {each.word} is not marked as booking" for each in unmarked]


def _act(run: Callable[[], object]) -> object:
    """What two keys have in common that do the same."""
    return getattr(run, "__func__", None) or getattr(run, "__code__", run)
