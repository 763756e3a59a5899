"""What each role may do: a list of all actions in words, a column for each role, and limits where there are some."""

from collections.abc import Iterable

from kassa_tui.i18n import N_, _, current
from kassa_tui.money import parse
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket.typed_numbers import read_discount
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.permissions import ACTIONS, CASHIER, MANAGER, OWNER, ROLES, Action
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.till.people import people
from kassa_tui.till.people.people import StaffError
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues

CHANGED = (MANAGER, CASHIER)
"""The roles whose permissions can be changed."""


def limit_text(action: Action, limit: int | None, shop: Shop) -> str:
    """Up to how much, as people write it; nothing without a limit."""
    if limit is None:
        return ""
    if action.unit == "percent":
        return percent_text(limit, current())
    return shop.money(limit).text(current().language)


class PermissionsScreen(ListScreen[None]):
    """Left and right choose the role, F12 gives or takes; an owner has everything."""

    PLACE = "office"
    HELP = N_(
        "Tab chooses the other role, F12 gives or takes what is selected.\n"
        "F4 sets up to how much. Beyond it somebody else has to approve."
    )

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.role = CASHIER

    def read(self) -> None:
        """As they are now, by what they are called."""
        self.actions = sorted(ACTIONS.values(), key=lambda action: _(action.text).casefold())
        self.grants = {role: people.grants(role) for role in ROLES}

    def count(self) -> int:
        """One row an action."""
        return len(self.actions)

    def _cell(self, role: str, action: Action) -> str:
        held = self.grants[role]
        if action.code not in held:
            return "·"
        return f"● {limit_text(action, held[action.code], self.counter.shop)}".strip()

    def values(self) -> ListValues:
        """The chosen role has the sign of what is chosen; the others' columns only where there is room for them."""
        roles = tuple(ROLES) if self.app.size.width >= 100 else (self.role,)
        heads = {role: f"▶ {_(ROLES[role])}" if role == self.role else _(ROLES[role]) for role in roles}
        columns = (Column(_("Permission")), *(Column(heads[role], 9 if role == OWNER else 17) for role in roles))
        rows = tuple(
            ListRow((_(action.text), *(self._cell(role, action) for role in roles))) for action in self.actions
        )
        return ListValues(
            title=_("Permissions"),
            columns=columns,
            rows=rows,
            at=self.at,
            about="",
            empty="",
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """A role, a limit, give or take."""
        yield from super().now()
        yield key("tab left right", _("Other role"), self._other_role, weight=6, label="Tab")
        action = self.actions[self.at]
        if action.unit and action.code in self.grants[self.role]:
            yield key("f4", _("Limit"), self._ask_limit, weight=7)
        word = _("Take from {role}") if action.code in self.grants[self.role] else _("Give to {role}")
        yield key("f12", word.format(role=_(ROLES[self.role])), self.choose, go=True, books=True)

    def _other_role(self) -> None:
        self.role = CHANGED[1 - CHANGED.index(self.role)]
        self.draw()

    def choose(self) -> object:
        """Give or take the selected one."""
        action = self.actions[self.at]
        return self._grant(action, action.code not in self.grants[self.role], None)

    async def _grant(self, action: Action, granted: bool, limit: int | None) -> None:
        await self.recorded(self.counter.record(people.grant, self.role, action.code, granted, limit))
        self.notice = ""
        self.resumed()

    async def _ask_limit(self) -> None:
        from kassa_tui.screens.frame.ask import AskEntry

        action = self.actions[self.at]
        limit = limit_text(action, self.grants[self.role][action.code], self.counter.shop)

        def read(text: str) -> tuple[int | None]:
            return (self._limit(action, text),)

        label = _("At most; empty is no limit")
        answer = await self.app.ask(
            AskEntry(_(action.text), label, read, characters=AMOUNT_SIGNS + "% ", entered=limit, word=_("Save"))
        )
        if answer is not None:
            await self._grant(action, True, answer[0])

    def _limit(self, action: Action, text: str) -> int | None:
        """A limit in the action's unit. Raises AmountError, NotADiscountError, StaffError."""
        typed = text.strip()
        if not typed:
            return None
        if action.unit == "amount":
            return parse(typed, self.counter.shop.unit, current().language).minor
        points, _off = read_discount(typed.rstrip("% ") + "%", self.counter.shop.unit, current().language)
        if not points:
            raise StaffError(N_("Take the permission away rather than setting 0."))
        return points
