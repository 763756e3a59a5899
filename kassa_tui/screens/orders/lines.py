"""Putting lines into an order: of an article, or a line of one's own."""

from collections.abc import Iterable

from msgspec.structs import replace
from textual import events

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current
from kassa_tui.money import Money, parse
from kassa_tui.screens.frame.ask import BoxQuestion, ask_amount, ask_quantity
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.forms import FormKeys, pad_of
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.text import clean
from kassa_tui.till.basket import tax
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article, Line
from kassa_tui.till.basket.typed_numbers import read_quantity
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import ArticleCode, Named
from kassa_tui.till.goods.codes import Scan
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.widgets.dialog import Choice, DialogValues, FieldRow
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.form import Field, FormValues
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind


class NoTextError(TillError):
    """A line of one's own that says nothing."""

    template = N_("Write what it is.")


def price_word(*, without_tax: bool) -> str:
    """What is asked for: a price with VAT, or without."""
    return _("Price without VAT") if without_tax else _("Price")


async def with_article(
    screen: Framed, basket: Basket, chosen: Named, times: int | None = None, *, without_tax: bool = False
) -> Basket | None:
    """The basket with an article so many times, after asking what its code does not say; None when that was given up.

    `without_tax` says what a price means that is typed. Raises WrongUnitError, QuantityError.
    """
    wanted = chosen.for_sale(times)
    article = wanted.article
    if wanted.unpriced:
        price = await ask_amount(screen.app, article.name, price_word(without_tax=without_tax))
        if price is None:
            return None
        wanted = replace(wanted, price=price)
    if wanted.unweighed:
        quantity = await ask_quantity(screen.app, article.name, article.unit)
        if quantity is None:
            return None
        wanted = replace(wanted, quantity=quantity)
    return wanted.into(basket)


def chosen_by_hand(article: Article) -> Named:
    """An article that somebody chose, as its code would say it."""
    return ArticleCode(Scan(article.code or ""), article)


class FreeLine(FormKeys, BoxQuestion[Line]):
    """An article that is not in the catalogue: its text, quantity, price and VAT. Answers with a line, or None."""

    def __init__(self, counter: Counter, *, without_tax: bool = False) -> None:
        """`without_tax` says what its price means."""
        super().__init__()
        self._counter, self._without_tax = counter, without_tax
        self.form = self._fields()

    def _fields(self) -> FormValues:
        shop = self._counter.shop
        rates = tax.rates_on(shop.today(self._counter.desk))
        listed = sorted((rate for rate in rates.values() if not rate.outside), key=lambda rate: -rate.rate)
        vat = tuple((rate.code, f"{_(rate.name)} {percent_text(rate.rate, current())}") for rate in listed)
        fields = (
            Field("text", _("Text"), longest=60),
            Field("quantity", _("Quantity"), "amount", "1", longest=8),
            Field("price", f"{price_word(without_tax=self._without_tax)} {shop.unit.symbol}", "amount", longest=12),
            Field("tax", _("VAT"), "choice", vat[0][0] if vat else "", vat),
        )
        return FormValues(_("Line of your own"), fields)

    def draw(self) -> None:
        """The box from its values."""
        self._error = ""
        self.keys_changed()

    def values(self) -> DialogValues:
        """The fields."""
        rows = tuple(self._row(each, n == self.form.at) for n, each in enumerate(self.form.fields))
        return DialogValues(self.form.title, (), rows, self._error, self.buttons())

    @staticmethod
    def _row(field: Field, current_one: bool) -> FieldRow:
        chosen = tuple(Choice(value, word, value == field.value) for value, word in field.options)
        return FieldRow(field.label, field.value, chosen, current_one, field.name)

    def now(self) -> Iterable[Key]:
        """Move, mend, add."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
        yield key("f12", _("Add to the order"), self._confirm, go=True, books=True)
        yield key("enter", "", self.to_next)
        yield from self.form_keys()

    def pad(self) -> Kind:
        """By the current field."""
        return pad_of(self.form.current)

    def typed(self, event: events.Key) -> None:
        """Into the current field."""
        if not self.type_into(event) and event.is_printable:
            self.refuse()

    def clicked(self, what: targets.Field | targets.Choice) -> None:
        """Another field, or a rate."""
        self.click_into(what)

    def _line(self) -> Line:
        """Raises NoTextError, NotAQuantityError, AmountError."""
        text = clean(self.form["text"], 60)
        if not text:
            raise NoTextError
        quantity = read_quantity(self.form["quantity"])
        price: Money = parse(self.form["price"], self._counter.shop.unit, current().language)
        return Line(0, text, quantity, price, self.form["tax"])

    def _confirm(self) -> None:
        try:
            self.dismiss(self._line())
        except KassaError as refused:
            self.complain(refused.say())
