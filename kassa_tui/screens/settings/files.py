"""The whole set-up as a file: written to a stick or the shop's own folder, and taken over from there."""

from collections.abc import Iterable
from pathlib import Path

from kassa_tui.exports import files, places
from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.frame.menu import MenuQuestion
from kassa_tui.screens.frame.places import files_of, folders
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.setup import files as setup_files
from kassa_tui.till.setup import importing
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues

NAME = "setup"
"""What such files are called in a folder: kassa-setup.json."""


class SetUpFilesScreen(ListScreen[None]):
    """The files that are there; F6 writes one, F12 takes one over."""

    PLACE = "office"
    HELP = N_(
        "F6 writes settings, payment methods, VAT, reasons, products, quick keys and permissions to a file.\n"
        "F12 takes a file over: all of it, or nothing. There are no people, sales or customers in it."
    )

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.done = ""

    def read(self) -> None:
        """The files on sticks and in the shop's own folder."""
        self.found: list[tuple[str, Path]] = files_of("*.json")

    def count(self) -> int:
        """One row a file."""
        return len(self.found)

    def values(self) -> ListValues:
        """Name and where it is."""
        columns = (Column(_("File")), Column(_("Where"), 30))
        rows = tuple(ListRow((file.name, where)) for where, file in self.found)
        empty = _("No file here. F6 writes this shop's set-up to one.")
        return ListValues(
            title=_("Set-up as a file"),
            columns=columns,
            rows=rows,
            at=self.at,
            about=self.done,
            empty=empty,
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """Write, take over."""
        yield from super().now()
        yield key("f6", _("Write"), self._write, weight=8, go=not self.found, books=True)
        if self.found:
            yield key("f12", _("Take over"), self.choose, go=True, books=True)

    async def _write(self) -> None:
        """Ask where to, when there is more than one place. Raises FileError, NotAllowedError."""
        writable = folders()
        folder: Path | None = writable[0].value
        if len(writable) > 1:
            folder = await self.app.ask(MenuQuestion(_("Where to"), writable))
        if folder is None:
            return
        content = await self.recorded(self.counter.record(setup_files.export))
        file = places.new_file(folder, NAME, (None, None), "json")
        files.save(file, lambda out: out.write(content))
        self.done = _("Written: {file}").format(file=file.name)
        self.resumed()

    def choose(self) -> object:
        """Take the selected file over."""
        return self._take(self.found[self.at][1]) if self.found else None

    async def _take(self, file: Path) -> None:
        """Tried first, and asked with what it would change. Raises SetUpFileError and what each rule raises."""
        from kassa_tui.screens.frame.ask import yes

        content = setup_files.read_bytes(file)
        work = self.counter.record(importing.load, content, file.name, dry_run=True)
        changes = importing.told(await self.recorded(work))
        if not changes:
            self.done = _("Nothing differs.")
            self.resumed()
            return
        title = _("Take over {file}?").format(file=file.name)
        if await yes(self.app, title, [_("It changes:"), *changes], do=_("Take over"), dont=_("Back")):
            await self.recorded(self.counter.record(importing.load, content, file.name))
            self.done = _("Taken over: {file}").format(file=file.name)
            self.resumed()
