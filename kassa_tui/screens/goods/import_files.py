"""The lists of products on sticks and in the shop's own folder: F12 shows what one would do."""

from collections.abc import Iterable
from pathlib import Path

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.frame.places import files_of
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.text_files import read_file
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues


class ImportFilesScreen(ListScreen[None]):
    """The files that are there."""

    PLACE = "office"
    HELP = N_("F12 shows what a list of products would do. Nothing is changed before you agree to it.")

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.done = ""

    def read(self) -> None:
        """The files on sticks and in the shop's own folder."""
        self.files: list[tuple[str, Path]] = files_of("*.csv")

    def count(self) -> int:
        """One row a file."""
        return len(self.files)

    def values(self) -> ListValues:
        """Name and where it is."""
        return ListValues(
            title=_("Import products"),
            columns=(Column(_("File")), Column(_("Where"), 30)),
            rows=tuple(ListRow((file.name, where)) for where, file in self.files),
            at=self.at,
            about=self.done,
            empty=_("No CSV file here. Put one on a stick, or in the folder on this computer."),
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """Look at one."""
        yield from super().now()
        if self.files:
            yield key("f12 enter", _("Look at it"), self.choose, go=True)

    def choose(self) -> object:
        """What the selected file would do."""
        return self._open(self.files[self.at][1]) if self.files else None

    async def _open(self, file: Path) -> None:
        """Raises ImportFileError for a file that cannot be read at all."""
        from kassa_tui.screens.goods.import_plan import ImportPlanScreen

        saved = await self.app.ask(ImportPlanScreen(self.counter, file.name, read_file(file)))
        if saved is not None:
            text = _("{added} products added, {changed} changed.")
            self.done = text.format(added=saved.added, changed=saved.changed)
        self.resumed()
