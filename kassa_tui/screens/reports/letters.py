"""Letters that wait, were sent, or were not: why, and once more."""

from collections.abc import Iterable

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.ask import yes
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.till.ledger import clock
from kassa_tui.till.mail import letters
from kassa_tui.till.mail.letters import STATES, Waiting
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


class LettersScreen(ListScreen[None]):
    """The newest first; one that was not sent can be sent again."""

    PLACE = "office"
    HELP = N_(
        "What went out by mail, and why something did not. One that waits is tried again by itself; one that was "
        "not sent goes again with F12, or is taken off with F8."
    )

    def read(self) -> None:
        """The letters as they are now."""
        self.letters: list[Waiting] = letters.letters()

    def count(self) -> int:
        """How many there are."""
        return len(self.letters)

    def _row(self, letter: Waiting) -> ListRow:
        shop = self.counter.shop
        at = current().moment(clock.local(letter.changed_at, shop.zone), shop.day_shown(self.counter.desk))
        ink = {"failed": "error", "queued": "warn" if letter.error else "text"}.get(letter.state, "text")
        state = ("■ " if letter.state == "failed" else "") + _(STATES[letter.state])
        return ListRow((at, state, letter.address, letter.subject), ink)

    def values(self) -> ListValues:
        """When, how it stands, to whom, what about; why the selected one did not go, below."""
        columns = (Column(_("Time"), 12), Column(_("Status"), 13), Column(_("Mail address"), 24), Column(_("Subject")))
        rows = tuple(map(self._row, self.letters))
        notice = self.notice or (self.letters[self.at].error if self.letters else "")
        return ListValues(
            title=_("Letters"),
            columns=columns,
            rows=rows,
            at=self.at,
            about=str(len(rows)),
            empty=_("No letters."),
            notice=notice,
        )

    def now(self) -> Iterable[Key]:
        """Send one again, or never."""
        yield from super().now()
        if self.letters and self.letters[self.at].state != "sent":
            yield key("f8", _("Take off"), lambda: self._forget(self.letters[self.at]), weight=6)
        if self.letters and self.letters[self.at].state == "failed":
            yield key("f12", _("Send again"), self.choose, go=True, books=True)

    async def _again(self, letter: Waiting) -> None:
        await self.recorded(self.counter.record(letters.again, letter.id))
        self.resumed()

    def choose(self) -> object:
        """Let the selected one be tried again, if it failed."""
        letter = self.letters[self.at] if self.letters else None
        return self._again(letter) if letter is not None and letter.state == "failed" else None

    async def _forget(self, letter: Waiting) -> None:
        """Ask, and take a letter away that was not sent."""
        title, lines = _("Take this e-mail off the list?"), [letter.subject, _("It is not sent; its address goes too.")]
        if await yes(self.app, title, lines, do=_("Take off"), dont=_("Back"), loss=True):
            await self.recorded(self.counter.record(letters.forget, letter.id))
            self.resumed()
            self.keys_changed()
