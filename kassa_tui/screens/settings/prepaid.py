"""Whether what was paid before a rate changed keeps the rate that it bore: from a business day on."""

from datetime import date

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.forms import FormScreen, yes_no
from kassa_tui.screens.settings.checked import Checked
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.orders.dates import read_day
from kassa_tui.till.setup import tax_edit
from kassa_tui.till.setup.tax_edit import PrepaidRule
from kassa_tui.widgets.form import Field, FormValues


class PrepaidScreen(Checked[bool], FormScreen[bool]):
    """Gives back what was decided, or None."""

    PLACE = "office"
    HELP = N_(
        "When VAT changes between a deposit and the hand-over, the country says which rate holds for what was paid.\n"
        "No: goods bear the rate of their hand-over. Yes: what was paid keeps the rate that it bore."
    )

    def __init__(self, counter: Counter) -> None:
        self._rules = tax_edit.prepaid_rules()
        super().__init__(counter)

    def worded(self) -> FormValues:
        """Whether, and from when."""
        today = self.counter.shop.today(self.counter.desk).isoformat()
        hint = _("Of deposits on goods that are handed over at another rate. Ask the bookkeeper.")
        fields = (
            yes_no("keeps", _("Prepaid keeps its rate"), tax_edit.prepaid_on(self._rules, today), hint),
            Field("day", _("From"), value="", hint=_("A day: 1-1-2027 or +3."), longest=10),
        )
        return FormValues(_("VAT of what was prepaid"), fields)

    def _day(self, form: FormValues) -> date:
        return read_day(form["day"], self.counter.shop.day_shown(self.counter.desk), current())

    def check(self, name: str, form: FormValues) -> None:
        """The day by what receipts there are. Raises NoDayError, BegunDayError."""
        if name == "day":
            tax_edit.check_prepaid(PrepaidRule(self._day(form).isoformat(), keeps_rate=form["keeps"] == "yes"))

    async def save(self) -> None:
        """Keep it. Raises BegunDayError."""
        if self.all_right():
            rule = PrepaidRule(self._day(self.form).isoformat(), keeps_rate=self.form["keeps"] == "yes")
            await self.recorded(self.counter.record(tax_edit.decide_prepaid, rule))
            self.dismiss(rule.keeps_rate)
