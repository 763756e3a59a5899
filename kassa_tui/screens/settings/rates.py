"""VAT rates in the office: each from a business day on. One that stands on receipts never changes, another begins."""

from collections.abc import Iterable
from datetime import date

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.forms import FormScreen
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.settings.checked import Checked
from kassa_tui.till.basket.typed_numbers import read_percent
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.orders.dates import day_text, read_day
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.till.setup import tax_edit
from kassa_tui.till.setup.countries import COUNTRIES
from kassa_tui.till.setup.tax_edit import LONGEST_NAME, DatedRate, RateForm
from kassa_tui.widgets.form import Field, FormValues
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues

NEW = ""
"""The choice of a VAT code of its own."""


class RatesScreen(ListScreen[None]):
    """All rates by code, the newest first."""

    PLACE = "office"
    HELP = N_(
        "F12 lets another rate begin for the selected code, F6 makes a code of its own.\n"
        "F7 says whether what was paid before a change keeps the rate that it bore.\n"
        "What was sold keeps the rate that it was sold at."
    )

    def read(self) -> None:
        """As they are now."""
        self.rates = tax_edit.listed()

    def count(self) -> int:
        """One row a rate."""
        return len(self.rates)

    def values(self) -> ListValues:
        """What it is called, how much, from when, and whether that is now."""
        today = self.counter.shop.today(self.counter.desk).isoformat()
        columns = (Column(_("VAT")), Column(_("Rate"), 9, "right"), Column(_("From"), 12, "right"), Column("", 12))
        rows = []
        for rate in self.rates:
            now = tax_edit.in_force(self.rates, rate.code, today) == rate
            when = _("in force") if now else _("begins") if rate.valid_from > today else _("before")
            percent = "" if rate.outside else percent_text(rate.rate, current())
            cells = (_(rate.name), percent, day_text(date.fromisoformat(rate.valid_from)), when)
            rows.append(ListRow(cells, "muted" if when == _("before") else "text"))
        return ListValues(
            title=_("VAT"),
            columns=columns,
            rows=tuple(rows),
            at=self.at,
            about="",
            empty="",
            notice=self.notice,
        )

    def now(self) -> Iterable[Key]:
        """Another rate, or a code of its own."""
        yield from super().now()
        yield key("f6", _("New code"), lambda: self._edit(NEW), weight=8)
        yield key("f7", _("Paid before"), self._prepaid, weight=7)
        if not self.rates[self.at].outside:
            yield key("f12", _("New rate"), self.choose, go=True)

    def choose(self) -> None:
        """Another rate for the selected code; what bears no VAT has none."""
        if self.rates[self.at].outside:
            self.complain(_("What bears no VAT has no rate."))
        else:
            self._edit(self.rates[self.at].code)

    def _prepaid(self) -> None:
        """Whether what was paid before keeps its rate."""
        from kassa_tui.screens.settings.prepaid import PrepaidScreen

        self.app.push_screen(PrepaidScreen(self.counter))

    def _edit(self, code: str) -> None:
        self.app.push_screen(RateScreen(self.counter, code))


class RateScreen(Checked[str], FormScreen[str]):
    """Gives back the code of the rate that was begun, or None."""

    PLACE = "office"
    HELP = N_("A rate begins on a business day. One that has not begun may be typed again with the same day.")

    def __init__(self, counter: Counter, code: str) -> None:
        self._rates = tax_edit.listed()
        self._code = code
        super().__init__(counter)

    @property
    def _today(self) -> date:
        return self.counter.shop.today(self.counter.desk)

    @property
    def _shown(self) -> date:
        return self.counter.shop.day_shown(self.counter.desk)

    def worded(self) -> FormValues:
        """The code or its name, the rate, and the day."""
        country = COUNTRIES[self.counter.shop.country]
        usual = sorted({rate.rate for rate in country.rates if not rate.outside}, reverse=True)
        known = ", ".join(percent_text(rate, current()) for rate in usual)
        usual_words = _("{country} has or had {rates}. Ask the bookkeeper.").format(
            country=_(country.name), rates=known
        )
        day_hint = _("A day: 1-1-2027 or +3. What was sold before keeps its rate.")
        fields = [
            Field("rate", _("Rate in percent"), value="", hint=usual_words, longest=6),
            Field("day", _("From"), value="", hint=day_hint, longest=10),
        ]
        if self._code == NEW:
            hint = _("What products are given, such as: books.")
            return FormValues(_("New VAT code"), (Field("name", _("Name"), hint=hint, longest=LONGEST_NAME), *fields))
        begun = tax_edit.in_force(self._rates, self._code, self._today.isoformat())
        name = next(rate.name for rate in self._rates if rate.code == self._code)
        about = percent_text(begun.rate, current()) if begun else ""
        return FormValues(_("New rate for {name}").format(name=_(name)), tuple(fields), about=about)

    def _version(self, day: date) -> int:
        """That of a rate of the same day, as it was read."""
        same = (self._code, day.isoformat())
        return next((rate.version for rate in self._rates if (rate.code, rate.valid_from) == same), 0)

    def _typed_form(self, form: FormValues) -> RateForm:
        """What was typed. Raises NotAPercentageError, NoDayError."""
        rate, day = read_percent(form["rate"]), read_day(form["day"], self._shown, current())
        if self._code == NEW:
            return RateForm(None, rate, day, form["name"])
        return RateForm(self._code, rate, day, version=self._version(day))

    def check(self, name: str, form: FormValues) -> None:
        """Each field; the day by what receipts bear. Raises RateError, NoDayError, NotAPercentageError."""
        if name == "rate":
            read_percent(form["rate"])
        elif name == "day":
            day = read_day(form["day"], self._shown, current()).isoformat()
            for rate in [rate for rate in self._rates if rate.code == self._code][:1]:
                tax_edit.check_unused(rate.code, rate.name, day)
        elif name == "name":
            tax_edit.check_name(form["name"])

    def save(self) -> object:
        """Begin it. Raises RateError, ChangedRowError."""
        return self._ask(self._typed_form(self.form)) if self.all_right() else None

    async def _ask(self, typed: RateForm) -> None:
        """A rate cannot be taken back once something was sold at it."""
        from kassa_tui.screens.frame.ask import yes

        rate: DatedRate = tax_edit.check(typed)
        percent = percent_text(rate.rate, current())
        lines = [_("What is sold from that day on bears it. What was sold before stays as it is.")]
        title = _("{name} {rate} from {day}?").format(name=_(rate.name), rate=percent, day=day_text(typed.valid_from))
        if await yes(self.app, title, lines, do=_("Begin"), dont=_("Back")):
            self.saved(await self.recorded(self.counter.record(tax_edit.add, typed)), f"{_(rate.name)} {percent}")
