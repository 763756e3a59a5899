"""Putting a payment method right: which one it was booked on, which one it was, and why."""

from collections.abc import Iterable

from msgspec.structs import replace

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.forms import FormScreen, choices
from kassa_tui.till.basket import methods
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.sale import corrections
from kassa_tui.till.sale.corrections import Corrected, CorrectionError
from kassa_tui.till.sale.receipts import ReceiptRow
from kassa_tui.widgets.form import Field, FormValues


class CorrectionScreen(FormScreen[Corrected]):
    """Gives back what was recorded, or None. Raises CorrectionError for a receipt with nothing to put right."""

    PLACE = "sale"
    HELP = N_(
        "The receipt stays as it is: a receipt of its own takes the amount off one payment method and books it on "
        "the other, in the session that is open now."
    )

    def __init__(self, counter: Counter, receipt: ReceiptRow) -> None:
        self._receipt = receipt
        self._held = corrections.correctable(receipt.id)
        self._reference = ""
        if not self._held:
            raise CorrectionError
        super().__init__(counter)

    def worded(self) -> FormValues:
        """The first method that it was paid with, and the first other one."""
        language = current().language
        old = self._held[0].method
        booked = [(held.method, f"{_(held.name)} {held.amount.text(language)}") for held in self._held]
        other = self._others(old)
        fields = (
            Field("old", _("Booked on"), "choice", old, tuple(booked)),
            choices("new", _("Really paid by"), other[0][0], other),
            Field("reason", _("Reason"), longest=corrections.LONGEST),
        )
        title = _("Correct the payment · receipt {number}").format(number=self._receipt.number)
        return self._foreseen(FormValues(title, fields))

    @staticmethod
    def _others(old: str) -> list[tuple[str, str]]:
        """What it may have been instead, as choices."""
        return [(method.code, method.name) for method in corrections.choices(old)]

    def changed(self) -> None:
        """Another method that it was booked on leaves other choices."""
        self.form = self._foreseen(self.form)

    def _foreseen(self, form: FormValues) -> FormValues:
        """With the choices that are left, and in a sentence what would be booked."""
        other = self._others(form["old"])
        new = form["new"] if form["new"] in dict(other) else other[0][0]
        fields = tuple(choices("new", each.label, new, other) if each.name == "new" else each for each in form.fields)
        fields = (*fields[:3], *self._referring(form, new))
        return replace(form, fields=fields, notes=(self._sentence(form["old"], new),)).to(form.at)

    def _referring(self, form: FormValues, new: str) -> Iterable[Field]:
        """What the bank's statement says, for a transfer; what was typed stays while another method is looked at."""
        self._reference = next((each.value for each in form.fields if each.name == "reference"), self._reference)
        if methods.every()[new].kind.arrives:
            hint = _("What the bank's statement says.")
            yield Field("reference", _("Reference"), value=self._reference, hint=hint, longest=corrections.LONGEST)

    def _sentence(self, old: str, new: str) -> str:
        """`10.02 off Card, 10.00 on Cash`, or why not."""
        language = current().language
        names = {method.code: _(method.name) for method in methods.every().values()}
        try:
            off, on = corrections.foreseen(self._receipt.id, old, new)
        except KassaError as refused:
            return refused.say()
        return _("{off} off {old}, {on} on {new}").format(
            off=(-off).text(language), old=names[old], on=on.text(language), new=names[new]
        )

    def go_word(self) -> str:
        """What F12 does."""
        return _("Correct")

    def save(self) -> object:
        """Record it. Raises ReasonNeededError, NoReferenceError, NothingToCorrectError, NotAllowedError."""
        for name in ("reference", "reason"):
            if any(each.name == name and not each.value.strip() for each in self.form.fields):
                self.form = self.form.named(name)
        return self._save()

    async def _save(self) -> None:
        form = self.form
        typed = {each.name: each.value for each in form.fields}
        told = (form["old"], form["new"], form["reason"], typed.get("reference", ""))
        work = self.counter.record(corrections.correct, self._receipt.id, *told)
        self.dismiss(await self.recorded(work))
