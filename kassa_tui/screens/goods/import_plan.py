"""What a list of products would do, before it does it: its columns, each with a tick, and the summary."""

from collections.abc import Iterable, Iterator

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.text import wrap
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods import product_import
from kassa_tui.till.goods.imports.columns import Column as FileColumn
from kassa_tui.till.goods.imports.plan import Plan
from kassa_tui.till.goods.text_files import ImportFileError
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues

EDGES = 6
"""Cells of a row that are not its text."""

LONGEST = 30
"""Cells of a heading that are shown."""

MOST_BAD = 50
"""Rows that are refused and told; the summary says how many there are."""


def _state(column: FileColumn) -> tuple[str, str]:
    """What becomes of a column, and its ink."""
    if column.ignored or column.useless:
        return _("left out"), "muted"
    if column.unknown:
        return _("not understood: F4 leaves it out"), "warn"
    if column.double:
        return _("{meaning}, as another: F4 leaves one out").format(meaning=column.meaning), "warn"
    return column.meaning, "text"


class ImportPlanScreen(ListScreen[Plan]):
    """Columns, summary and refused rows of a file; answers with what was saved."""

    PLACE = "office"
    HELP = N_(
        "F4 leaves a column out, or reads it again. F12 saves what the summary says: all of it, or nothing.\n"
        "Cells that are empty change nothing; - empties a field."
    )

    def __init__(self, counter: Counter, name: str, content: bytes) -> None:
        """Raises ImportFileError for a file that cannot be read at all."""
        super().__init__(counter)
        self._source, self._content = name, content
        self._ignored: frozenset[str] = frozenset()
        self._columns = product_import.columns_of(content)
        self._problem = ""
        self._plan: Plan | None = None

    def read(self) -> None:
        """Try the file again with the columns that are left out now."""
        self._columns = product_import.columns_of(self._content, self._ignored)
        try:
            self._plan, self._problem = product_import.plan(self.counter.desk, self._content, self._ignored), ""
        except ImportFileError as refused:
            self._plan, self._problem = None, refused.say()

    @property
    def _named(self) -> list[FileColumn]:
        return [column for column in self._columns if column.heading]

    def _rows(self) -> Iterator[ListRow]:
        for column in self._named:
            says, ink = _state(column)
            yield ListRow((f"{column.heading[:LONGEST]}: {says}",), ink)
        if self._plan is None:
            return
        for line in product_import.summary(self._plan):
            yield from self._wrapped(line, "text")
        for bad in self._plan.bad[:MOST_BAD]:
            problem = _("line {line}: {problem}").format(line=bad.line, problem=bad.error.say())
            yield from self._wrapped(problem, "warn")

    def _wrapped(self, text: str, ink: str) -> Iterator[ListRow]:
        """A sentence in as many rows as it takes."""
        return (ListRow((part,), ink) for part in wrap(text, max(self.size.width - EDGES, LONGEST)))

    def count(self) -> int:
        """Columns, the summary, and rows that are refused."""
        return len(list(self._rows()))

    def values(self) -> ListValues:
        """The file and what it says."""
        return ListValues(
            title=_("Import {file}").format(file=self._source),
            columns=(Column(_("Columns, and what the file would do")),),
            rows=tuple(self._rows()),
            at=self.at,
            notice=self.notice or self._problem,
        )

    def now(self) -> Iterable[Key]:
        """Leave a column out, save."""
        yield from super().now()
        if self.at < len(self._named) and not self._named[self.at].useless:
            ignored = self._named[self.at].ignored
            yield key("f4", _("Read it") if ignored else _("Leave out"), self.choose)
        if self._plan is not None and not self._plan.bad and self._plan.forms:
            yield key("f12", _("Import"), self._save, go=True, books=True)

    def choose(self) -> object:
        """Leave the selected column out, or read it again."""
        if self.at < len(self._named) and not self._named[self.at].useless:
            self._ignored ^= {self._named[self.at].heading}
            self.resumed()
        return None

    async def _save(self) -> None:
        """All that was shown, or nothing. Raises BadRowsError, PlanChangedError, NotAllowedError."""
        work = self.counter.record(
            product_import.load, self._content, self._source, ignore=tuple(self._ignored), agreed=self._plan
        )
        try:
            self.dismiss(await self.recorded(work))
        except product_import.PlanChangedError:
            self.read()
            raise
