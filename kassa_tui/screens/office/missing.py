"""What waits for the owner after a register went on without receipts that are known: what became of them."""

from collections.abc import Iterable, Iterator

from kassa_tui.i18n import _, current, n_
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.till.drawer.succession import Missing, Question
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.widgets.dialog import DialogValues
from kassa_tui.widgets.frame import Key


class MissingAnswer(BoxQuestion[str]):
    """Answers with a word of `succession.ANSWERS`; None leaves it for later."""

    def __init__(self, asked: Question, shop: Shop) -> None:
        super().__init__(guarded=True)
        self._question, self._shop = asked, shop

    def values(self) -> DialogValues:
        """What is missing, since when, and what to do with what turns up."""
        since = clock.local(self._question.at, self._shop.zone)
        said = _("Since {day}, {time} the register has gone on without them.")
        lines = (
            *map(_said, self._question.missing),
            said.format(day=current().full_date(since), time=f"{since:%H:%M}"),
            _("The first at the register after that: {person}.").format(person=self._question.person),
            _("If the missing file turns up, keep it: it proves its receipts. It does not replace this one any more."),
        )
        return DialogValues(_("What became of the missing receipts?"), lines, error=self._error, buttons=self.buttons())

    def now(self) -> Iterable[Key]:
        """Both answers, and later."""
        yield key("escape", _("Later"), lambda: self.dismiss(None))
        yield key("f9", _("On purpose"), lambda: self._answer("restored"), books=True)
        yield key("f12", _("Lost"), lambda: self._answer("lost"), go=True, books=True)

    def _answer(self, word: str) -> None:
        if not self.too_soon():
            self.dismiss(word)


def _said(missing: Missing) -> str:
    return " ".join(_parts(missing))


def _parts(missing: Missing) -> Iterator[str]:
    """What a register lacks, and how its counter's numbers begin since."""
    count = missing.receipts
    if count:
        said = n_("{count} receipt up to {number} is missing.", "{count} receipts up to {number} are missing.", count)
        yield said.format(count=count, number=number_text(missing.register, missing.known_receipt))
    else:
        yield _("Entries of the journal of {register} are missing, no receipt.").format(register=missing.register)
    yield _("Its numbers go on as {code}.").format(code=missing.code)
