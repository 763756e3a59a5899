"""The machine's end of the day: off, or off and on again; always asked first."""

import asyncio

from kassa_tui.hw import power
from kassa_tui.i18n import _
from kassa_tui.screens.frame.ask import yes
from kassa_tui.screens.frame.host import Host
from kassa_tui.screens.frame.menu import Item, MenuQuestion


async def end_machine(app: Host) -> None:
    """Choose how, confirm, and leave the rest to systemd. Raises NoPowerError."""
    items = [Item(_("Switch the machine off"), power.OFF), Item(_("Restart the machine"), power.RESTART)]
    verb = await app.ask(MenuQuestion(_("Switch off"), items))
    if verb is None:
        return
    off = verb == power.OFF
    title = _("Switch the machine off?") if off else _("Restart the machine?")
    if await yes(app, title, _kept(app), do=_("Switch off") if off else _("Restart"), dont=_("Go on")):
        await asyncio.to_thread(power.ask, verb)
        app.tell(_("The machine switches off.") if off else _("The machine restarts."))


def _kept(app: Host) -> list[str]:
    """What a person wants to know before the light goes out."""
    lines = [app.kept_at_the_end]
    session = app.counter.session
    if session is not None:
        lines.append(_("Session {number} stays open.").format(number=session.number))
    return lines
