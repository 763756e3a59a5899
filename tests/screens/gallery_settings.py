"""The walk past the settings: each group as it stands, its form, and the lists of what the shop decides by rows."""

from collections.abc import Awaitable, Callable

from kassa_tui.screens.settings.groups import GROUPS
from tests.screens.conftest import Register

At = Callable[[str], Awaitable[None]]

ELSEWHERE = ("Limits", "Quick-key pages", "Devices")
"""Groups that lead to a task of the office."""

ROWS = ("Payment methods", "VAT", "Reasons")
"""Groups whose rows have a form each."""


async def settings_tour(till: Register, at: At) -> None:
    """From the first group to the last; the settings are on top before and afterwards."""
    await till.press("home")
    for number, group in enumerate(GROUPS):
        name = group.word.lower().replace(" ", "-")
        await at(f"settings-{name}")
        if group.word not in ELSEWHERE:
            await till.press("f12")
            await at(f"settings-{name}-inside")
            if group.word in ROWS:
                await _rows(till, at, name)
            await till.press("escape")
        if number < len(GROUPS) - 1:
            await till.press("down")


async def _rows(till: Register, at: At, name: str) -> None:
    """The form of the first row, and of a new one."""
    await till.press("f12")
    await at(f"settings-{name}-change")
    await till.press("escape", "f6")
    await at(f"settings-{name}-new")
    await till.press("escape")
    if name == "vat":
        await till.press("f7")
        await at("settings-vat-prepaid")
        await till.press("escape")
