"""Which days a report is about: a period with a name, or two days that are typed."""

from datetime import date

from kassa_tui.i18n import _, current
from kassa_tui.screens.ask import AskEntry
from kassa_tui.screens.base import KassaScreen
from kassa_tui.screens.menu import Item, MenuQuestion
from kassa_tui.till import sessions
from kassa_tui.till.report_days import read_day
from kassa_tui.till.report_filter import PERIODS, Filter, checked, period

TYPED = "typed"
_CHARACTERS = "0123456789-/."


def period_text(chosen: Filter) -> str:
    """The days in words."""
    words = current()
    first, last = (words.full_date(day) if day else "" for day in (chosen.first, chosen.last))
    if not first and not last:
        return _("Everything")
    return first if chosen.day else f"{first} - {last}".strip()


async def ask_period(screen: KassaScreen) -> Filter | None:
    """Another period, None when it stays. Raises PeriodError."""
    today = sessions.today(screen.counter.desk, screen.counter.shop)
    items = [Item(_(word), name) for name, word in PERIODS.items()]
    items.append(Item(_("From day to day"), TYPED))
    name = await screen.app.push_screen_wait(MenuQuestion(_("Period"), items))
    if name is None:
        return None
    if name != TYPED:
        return Filter(*period(str(name), today))
    first = await _ask_day(screen, _("From"), today)
    last = await _ask_day(screen, _("Up to"), today) if first else None
    return checked(Filter(first, last)) if first and last else None


async def _ask_day(screen: KassaScreen, label: str, today: date) -> date | None:
    question = AskEntry(_("Period"), label, lambda text: read_day(text, today), characters=_CHARACTERS)
    answer = await screen.app.push_screen_wait(question)
    return answer if isinstance(answer, date) else None
