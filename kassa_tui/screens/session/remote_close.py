"""Closing the counter's session from the office: one page; green only when all of it is confirmed."""

from collections.abc import Iterable
from contextlib import suppress

from msgspec.structs import replace

from kassa_tui.i18n import N_, _, current
from kassa_tui.money import AmountError, Money, parse
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.forms import FormScreen, yes_no
from kassa_tui.screens.session.start import signed
from kassa_tui.till.basket import drafts
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.drawer import remote_close
from kassa_tui.till.drawer.remote_close import RemoteForm
from kassa_tui.till.drawer.sessions import NoSessionError
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.notes import LONGEST
from kassa_tui.widgets.form import Field, FormValues
from kassa_tui.widgets.frame import Key

SURE = "sure"
"""The switch that confirms what stays in the drawer."""


class RemoteCloseScreen(FormScreen[int]):
    """Gives back the number of the closed session, or None."""

    PLACE = "register"
    HELP = N_(
        "Nobody counts here: leave the counted cash as it is unless you know better. Nothing stays in the drawer "
        "unless you say so; that and a difference must be confirmed. A sale in progress at the counter goes on in a "
        "new session."
    )

    def __init__(self, counter: Counter) -> None:
        self._view = remote_close.view(counter.desk.register)
        super().__init__(counter)
        self._typed_left = self.form["left"]

    def on_mount(self) -> None:
        """What comes out is said from the first picture on."""
        self.changed()
        super().on_mount()

    def worded(self) -> FormValues:
        """The fields of the page, with what the counter is doing now."""
        language, shop = current().language, self.counter.shop
        assumed = self._view.assumed.text(language)
        opened, nothing = clock.local(self._view.opened_at, shop.zone), self._view.expected.zero.text(language)
        hint = _("Expected: leave it when you are not sure. It is kept as assumed.")
        fields = (
            Field("counted", _("Counted cash"), "amount", assumed, hint=hint, longest=12),
            Field("left", _("Stays in the drawer"), "amount", nothing, hint=_("F4: everything stays"), longest=12),
            yes_no(SURE, _("Confirm what stays"), False),
            yes_no("difference", _("Confirm the difference"), False),
            Field("note", _("Note"), longest=LONGEST),
        )
        notes = [
            _("Still out: {amount}, {person}").format(amount=out.rest.text(language), person=out.person)
            for out in self._view.still_out
        ]
        if drafts.load(self.counter.desk.register, drafts.BASKET) is not None:
            notes.append(_("A receipt is in progress at the counter: it goes on in a new session."))
        now = shop.day_shown(self.counter.desk)
        time = f"{opened:%H:%M}" if opened.date() == now else current().moment(opened, now)
        about = _("opened by {person} {time}").format(person=self._view.opened_by, time=time)
        title = _("Close session {number} from the office").format(number=self._view.number)
        return FormValues(title, fields, at=1, about=about, notes=tuple(notes))

    def _read(self, name: str) -> Money | None:
        with suppress(AmountError):
            return parse(self.form[name], self.counter.shop.unit, current().language)
        return None

    def _difference(self) -> Money | None:
        """Nothing differs where nobody counted."""
        counted = self._read("counted")
        if counted is None or counted == self._view.assumed:
            return None if counted is None else counted.zero
        return counted - self._view.expected

    def changed(self) -> None:
        """What comes out, and the difference, below the fields; whoever types what stays has confirmed it."""
        language = current().language
        if self.form["left"] != self._typed_left:
            self._typed_left = self.form["left"]
            self.form = self.form.put(SURE, "yes")
        counted, left, difference = self._read("counted"), self._read("left"), self._difference()
        notes = tuple(note for note in self.worded().notes)
        sums: list[str] = []
        if counted is not None and left is not None and left <= counted:
            sums.append(_("Taken out: {amount}").format(amount=(counted - left).text(language)))
        if difference is not None:
            text, _ink = signed(difference)
            sums.append(f"{_('Difference')}: {text}" if difference else _("There is no difference."))
        self.form = replace(self.form, notes=(*sums, *notes))

    def go_word(self) -> str:
        """The act, when everything is confirmed."""
        difference = self._difference()
        ready = self.form[SURE] == "yes" and self._read("left") is not None and difference is not None
        return _("End the session") if ready and (not difference or self.form["difference"] == "yes") else ""

    def now(self) -> Iterable[Key]:
        """That everything stays is one key."""
        yield from super().now()
        yield key("f4", _("Leave everything"), self._leave_all, weight=8)

    def _leave_all(self) -> None:
        self.put_form(self.form.put("left", self.form["counted"]).put(SURE, "yes"))

    def save(self) -> object:
        """End it as it is typed. Raises AmountError."""
        counted, left = self.amount("counted"), self.amount("left")
        form = RemoteForm(
            self._view.session_id,
            None if counted == self._view.assumed else counted,
            left if self.form[SURE] == "yes" else None,
            difference=self.form["difference"] == "yes",
            note=self.form["note"],
            seen=self._view.seen,
        )
        return self._close(form)

    async def _close(self, form: RemoteForm) -> None:
        closed = await self.recorded(self.counter.record(remote_close.close, form))
        self.dismiss(closed.session_number)

    def say(self, text: str, hint: str = "") -> None:
        """Look at the session again: something may have come in. One that somebody else ended stays as it was."""
        with suppress(NoSessionError):
            self._view = remote_close.view(self.counter.desk.register)
        super().say(text, hint)
