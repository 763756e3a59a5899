"""What does this cost? A scan or a typed code says it; nothing goes on the receipt by itself."""

from collections.abc import Iterable
from typing import assert_never

from textual import events

from kassa_tui.i18n import _, current
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import WRONG_PLACE, key
from kassa_tui.screens.lines.variants import SEVERAL
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, Named, StyleCode
from kassa_tui.till.goods.products import LONGEST_CODE
from kassa_tui.till.sale import scanning
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.till.sale.vouchers import VoucherState
from kassa_tui.widgets.dialog import DialogValues, FieldRow
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind
from kassa_tui.widgets.runs import Takes


class PriceQuestion(BoxQuestion[Named]):
    """Gives back the article with what its label says, to be put on the receipt, or None."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self._typed = ""
        self._named: Named | None = None
        self._voucher: VoucherState | None = None

    def values(self) -> DialogValues:
        """The code that is typed, and what it stands for."""
        fields = [FieldRow(_("Code"), self._typed, current=True)]
        lines: tuple[str, ...] = (_("Scan an article, or type its code."),)
        if self._named is not None:
            lines = ()
            fields += self._about(self._named)
        elif self._voucher is not None:
            lines = ()
            fields.append(FieldRow(_("Gift voucher"), self._voucher.code))
            fields.append(FieldRow(_("Left on it"), self._voucher.left.text(current().language)))
        return DialogValues(_("Price check"), lines, tuple(fields), self._error, self.buttons())

    def _about(self, named: Named) -> list[FieldRow]:
        article, language, none = named.article, current().language, _("asked for at each sale")
        price = none if article.price is None else article.price.text(language)
        unit = "" if article.unit == "piece" or article.price is None else f" / {article.unit}"
        rows = [FieldRow(_("Article"), article.name), FieldRow(_("Price"), price + unit)]
        if isinstance(named, LabelCode) and named.price is not None:
            rows.append(FieldRow(_("On its label"), named.price.text(language)))
        if article.packaging is not None and article.packaging.price is not None:
            rows.append(FieldRow(_("Deposit"), article.packaging.price.text(language)))
        if article.age:
            rows.append(FieldRow(_("Age check"), _("from {age}").format(age=article.age)))
        return rows

    def now(self) -> Iterable[Key]:
        """Look up, put on the receipt, or go back."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
        if self._typed:
            yield key("enter", _("Look up"), self._look_up)
        if self._named is not None:
            yield key("f12", _("Put on the receipt"), self._put, go=True, books=True)
        yield key("backspace", "", self._shorter)

    def _put(self) -> None:
        self.dismiss(self._named)

    def _shorter(self) -> None:
        self._typed, self._error = self._typed[:-1], ""

    def _look_up(self) -> None:
        """What was typed; the next code begins anew."""
        typed, self._typed = self._typed, ""
        self._meant(scanning.typed(typed, self._counter.shop))

    def scanned(self, code: str) -> None:
        """The next article; what was typed stays where nothing was read."""
        self._meant(scanning.meaning(code, self._counter.shop))

    def _meant(self, looked_up: Meaning) -> None:
        """What an article costs, or what is left on a voucher that was sold."""
        self._error, self._named, self._voucher = "", None, None
        match looked_up:
            case ArticleCode() | LabelCode():
                self._typed, self._named = "", looked_up
            case VoucherCode(state=VoucherState() as state):
                self._typed, self._voucher = "", state
            case BadgeCode():
                self.complain(_(WRONG_PLACE))
            case StyleCode():
                self.complain(_(SEVERAL).format(code=looked_up.scan.text))
            case OrderCode() | ReceiptCode() | VoucherCode() | Misread() | Unknown():
                self.complain(_("Unknown code {code}").format(code=looked_up.scan.text))
            case never:
                assert_never(never)

    def pad(self) -> Kind:
        """Codes are digits, mostly."""
        return "digits"

    def takes(self) -> Takes:
        """A code, which may have letters."""
        return "text"

    def typed(self, event: events.Key) -> None:
        """A character of a code."""
        character = event.character or ""
        if (character.isalnum() or character == "-") and len(self._typed) < LONGEST_CODE:
            self._typed, self._error = self._typed + character, ""
        elif character:
            self.refuse()
