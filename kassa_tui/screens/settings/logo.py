"""The logo of receipts: a picture from a stick or the shop's own folder, or none."""

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.frame.places import files_of
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.setup import logos, shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


def about(logo: str) -> str:
    """How large it is, or that there is none."""
    if not logo:
        return _("none")
    across, down = logos.size(logo)
    return _("{across} x {down} dots").format(across=across, down=down)


class LogoScreen(ListScreen[None]):
    """The pictures that are there; F12 takes one, F6 takes the logo away."""

    PLACE = "office"
    HELP = N_(
        "F12 takes the selected PNG picture as the logo of receipts, in black and white.\n"
        "It prints once the register is started again. A logo that the machine's file names goes before it."
    )

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.done = ""

    def read(self) -> None:
        """The pictures on sticks and in the shop's own folder."""
        self.found: list[tuple[str, Path]] = files_of("*.png")

    def count(self) -> int:
        """One row a picture."""
        return len(self.found)

    def values(self) -> ListValues:
        """Name and where it is; above, what is kept now."""
        columns = (Column(_("File")), Column(_("Where"), 30))
        rows = tuple(ListRow((file.name, where)) for where, file in self.found)
        empty = _("No PNG picture here. Put one on a stick.")
        said = self.done or _("Now: {logo}").format(logo=about(self.counter.shop.logo))
        return ListValues(
            title=_("Logo"),
            columns=columns,
            rows=rows,
            at=self.at,
            about=said,
            empty=empty,
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """Take one, take it away."""
        yield from super().now()
        if self.counter.shop.logo:
            yield key("f6", _("No logo"), lambda: self._keep(""), weight=8, books=True)
        if self.found:
            yield key("f12", _("Take this"), self.choose, go=True, books=True)

    def choose(self) -> object:
        """Take the selected picture. Raises LogoError."""
        return self._keep(logos.kept(self.found[self.at][1])) if self.found else None

    async def _keep(self, logo: str) -> None:
        before = self.counter.shop
        change = ShopChange(before, replace(before, logo=logo))
        await self.recorded(self.counter.record(shop_edit.change, change))
        self.done = _("Kept. It prints after the next start.")
        self.resumed()
