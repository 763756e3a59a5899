"""What a report is about: a period with a name or two days that are typed, a location, a register."""

from collections.abc import Callable, Mapping
from datetime import date

from msgspec.structs import replace

from kassa_tui.i18n import _
from kassa_tui.screens.frame.ask import AskEntry
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.frame.menu import Item, MenuQuestion
from kassa_tui.text import DIGITS
from kassa_tui.till.reports.days import read_day
from kassa_tui.till.reports.filter import PERIODS, Filter, checked, locations, period, registers

TYPED, LOCATION, REGISTER = "typed", "location", "register"
_CHARACTERS = DIGITS + "-/."


def _items(chosen: Filter) -> list[Item[str]]:
    """The periods, then where, if there is a choice."""
    items = [Item(_(word), name) for name, word in PERIODS.items()]
    items.append(Item(_("From day to day"), TYPED))
    places = locations()
    if len(places) > 1:
        items.append(Item(_("Location"), LOCATION, places.get(chosen.location) or _("all")))
    if len(registers()) > 1:
        items.append(Item(_("Register"), REGISTER, chosen.register or _("all")))
    return items


async def ask_filter(screen: Framed, chosen: Filter) -> Filter | None:
    """Another period or place, None when it stays. Raises PeriodError."""
    today = screen.counter.shop.today(screen.counter.desk)
    name = await screen.app.ask(MenuQuestion(_("Period and place"), _items(chosen)))
    if name is None:
        return None
    if name == LOCATION:
        code = await _ask_place(screen, _("Location"), locations())
        return None if code is None else replace(chosen, location=code, register="")
    if name == REGISTER:
        code = await _ask_place(screen, _("Register"), dict.fromkeys(registers(), ""))
        return None if code is None else replace(chosen, register=code, location="")
    if name != TYPED:
        first, last = period(name, today)
        return replace(chosen, first=first, last=last)
    days = await ask_days(screen)
    return checked(replace(chosen, first=days[0], last=days[1])) if days else None


async def ask_days(screen: Framed, read: Callable[[str, date], date] = read_day) -> tuple[date, date] | None:
    """The first and the last day of a range, None when it was given up; `read` reads them. Raises PeriodError."""
    today = screen.counter.shop.today(screen.counter.desk)
    begin = await _ask_day(screen, _("From"), today, read)
    end = await _ask_day(screen, _("Up to"), today, read) if begin else None
    if begin is None or end is None:
        return None
    checked(Filter(begin, end))
    return begin, end


async def _ask_place(screen: Framed, title: str, places: Mapping[str, str]) -> str | None:
    """The code of a place, empty for all of them."""
    items = [Item(_("All"), ""), *(Item(code, code, name) for code, name in places.items())]
    return await screen.app.ask(MenuQuestion(title, items))


async def _ask_day(screen: Framed, label: str, today: date, read: Callable[[str, date], date]) -> date | None:
    question = AskEntry(_("Period"), label, lambda text: read(text, today), characters=_CHARACTERS)
    return await screen.app.ask(question)
