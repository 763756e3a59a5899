"""What limits the queue beside its tabs: employee, delivery, kind, branch, and a range of days."""

from collections.abc import Mapping

from msgspec.structs import replace

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.frame.menu import Item, MenuQuestion
from kassa_tui.screens.frame.period import ask_days
from kassa_tui.till.ledger import desk
from kassa_tui.till.orders.order_filter import ORDERED, WANTED, OrderFilter
from kassa_tui.till.orders.values import DELIVERIES, KINDS
from kassa_tui.till.reports.days import nearest, read_day
from kassa_tui.till.reports.filter import locations

EMPLOYEE, DELIVERY, KIND, BRANCH, NOTHING = "employee", "delivery", "kind", "branch", "nothing"

DAYS = {WANTED: N_("Wanted from day to day"), ORDERED: N_("Ordered from day to day")}


def _people() -> dict[str, str]:
    return {str(person.id): person.name for person in desk.people()}


def said(chosen: OrderFilter) -> str:
    """The limits in words, empty for none."""
    first, last = (current().full_date(day) if day else "" for day in (chosen.first, chosen.last))
    return " · ".join(
        filter(
            None,
            (
                _people().get(str(chosen.person_id), ""),
                _(DELIVERIES[chosen.delivery]) if chosen.delivery else "",
                _(KINDS[chosen.kind]) if chosen.kind else "",
                locations().get(chosen.branch, chosen.branch),
                f"{first} - {last}" if first or last else "",
            ),
        )
    )


def _items(chosen: OrderFilter) -> list[Item[str]]:
    everyone = _("all")
    items = [
        Item(_("Employee"), EMPLOYEE, _people().get(str(chosen.person_id), everyone)),
        Item(_("How"), DELIVERY, _(DELIVERIES[chosen.delivery]) if chosen.delivery else everyone),
        Item(_("Kind"), KIND, _(KINDS[chosen.kind]) if chosen.kind else everyone),
    ]
    places = locations()
    if len(places) > 1:
        items.append(Item(_("Branch"), BRANCH, places.get(chosen.branch, everyone)))
    items += [Item(_(word), days) for days, word in DAYS.items()]
    if said(chosen):
        items.append(Item(_("No filter"), NOTHING))
    return items


async def ask_limits(screen: Framed, chosen: OrderFilter) -> OrderFilter | None:
    """Another limit, None when it stays. Raises PeriodError."""
    asked = await screen.app.ask(MenuQuestion(_("Filter"), _items(chosen)))
    match asked:
        case None:
            return None
        case "nothing":
            return OrderFilter(chosen.status, chosen.text)
        case "wanted" | "ordered":
            days = await ask_days(screen, nearest if asked == WANTED else read_day)
            return None if days is None else replace(chosen, first=days[0], last=days[1], days=asked)
        case "employee":
            person = await _one_of(screen, _("Employee"), _people())
            return None if person is None else replace(chosen, person_id=int(person) if person else None)
        case "delivery":
            way = await _one_of(screen, _("How"), {code: _(word) for code, word in DELIVERIES.items()})
            return None if way is None else replace(chosen, delivery=way)
        case "kind":
            kind = await _one_of(screen, _("Kind"), {code: _(word) for code, word in KINDS.items()})
            return None if kind is None else replace(chosen, kind=kind)
        case _:
            place = await _one_of(screen, _("Branch"), locations())
            return None if place is None else replace(chosen, branch=place)


async def _one_of(screen: Framed, title: str, words: Mapping[str, str]) -> str | None:
    """The code of one, empty for all of them."""
    items = [Item(_("All"), ""), *(Item(word, code) for code, word in words.items())]
    return await screen.app.ask(MenuQuestion(title, items))
