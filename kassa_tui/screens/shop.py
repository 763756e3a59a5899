"""The shop's settings: what stands on receipts, how cash is counted, what prints by itself."""

from collections.abc import Iterable

import msgspec

from kassa_tui.i18n import LANGUAGES, N_, _, current
from kassa_tui.screens.base import key
from kassa_tui.screens.forms import FormScreen, choices, yes_no
from kassa_tui.till import methods, shop_edit
from kassa_tui.till.counter import Counter
from kassa_tui.till.countries import COUNTRIES
from kassa_tui.till.shop import Shop
from kassa_tui.till.shop_edit import ShopChange
from kassa_tui.widgets.form import Field, FormValues
from kassa_tui.widgets.frame import Key

TEXTS = ("name", "vat_number", "company_number")
AMOUNTS = ("float_amount", "drawer_limit", "tolerance", "packaging_limit")
CHOICES = ("first_method", "receipt_language", "report_language", "lock")
SWITCHES = ("track_cash", "blind_count", "print_receipts", "print_at_close")


def _line(lines: tuple[str, ...], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _letters(codes: tuple[str, ...]) -> str:
    """Payment methods by their letters; one that is in use no more has none."""
    letters = {method.code: method.letter for method in methods.methods()}
    return "".join(letters.get(code, "") for code in codes)


def _by_letters(text: str) -> tuple[str, ...]:
    """The payment methods of letters; a letter that none has stays, for the rules to refuse."""
    codes = {method.letter: method.code for method in methods.methods()}
    return tuple(codes.get(letter, letter) for letter in text.upper() if letter not in " ,.")


class ShopScreen(FormScreen):
    """Gives back the shop as it was saved, or None."""

    PLACE = "office"
    HELP = N_("What the shop has decided. Every change is kept in the journal with your name.")

    def __init__(self, counter: Counter) -> None:
        self._before = counter.shop
        super().__init__(counter)

    def worded(self) -> FormValues:
        """All settings, as they were read."""
        shop = self._before

        def amount(name: str, label: str, hint: str) -> Field:
            value = shop.money(getattr(shop, name)).text(current().language)
            return Field(name, f"{label} {shop.unit.symbol}", "amount", value, hint=hint, longest=12)

        fields = [
            Field("name", _("Name of the shop"), value=shop.name),
            Field("street", _("Street and number"), value=_line(shop.address, 0)),
            Field("town", _("Postcode and town"), value=_line(shop.address, 1)),
            Field("vat_number", _("VAT number"), value=shop.vat_number, longest=30),
            Field("company_number", shop.company_label or _("Company number"), value=shop.company_number, longest=30),
            Field("footer", _("Last line of a receipt"), value=_line(shop.footer, 0)),
            yes_no("track_cash", _("Follow the cash"), shop.track_cash, _("Changes only between sessions.")),
            yes_no("blind_count", _("Count blind"), shop.blind_count, _("What should be there shows after the count.")),
            amount("float_amount", _("Float"), _("What usually stays in the drawer at the close.")),
            amount(
                "drawer_limit", _("At most in drawer"), _("Above it the register asks to take cash out. 0 is no limit.")
            ),
            amount("tolerance", _("Tolerance"), _("Above this difference a manager looks at the close.")),
            amount("packaging_limit", _("Empties up to"), _("What a cashier may give back for deposits at once.")),
        ]
        if COUNTRIES[shop.country].rounds:
            fields.append(yes_no("rounding", _("Round cash"), shop.cash_step > 1, ""))
        fields += [
            *self._methods(shop),
            self._language("receipt_language", _("Receipts in"), shop.receipts_in),
            self._language("report_language", _("Reports in"), shop.reports_in),
            yes_no("print_receipts", _("Print receipts"), shop.print_receipts, _("Otherwise they print on request.")),
            yes_no("print_at_close", _("Print at the close"), shop.print_at_close, ""),
            *self._lock(shop),
            Field(
                "store_codes",
                _("Codes of the scale"),
                value=" ".join(shop.store_codes),
                hint=_("I item, P price, W grams, C check digit: 21IIIIIPPPPPC"),
                longest=200,
            ),
        ]
        return FormValues(_("Shop"), tuple(fields))

    @staticmethod
    def _lock(shop: Shop) -> tuple[Field, Field]:
        """Whether the register asks for a PIN or badge, and after how many minutes without a key."""
        hint = _("By PIN or badge; otherwise a name is chosen. PINs are set under People.")
        after = _("Minutes without a key before it locks.")
        return (
            choices("lock", _("Lock"), shop.lock, (("off", N_("no")), ("auto", N_("yes"))), hint),
            Field("lock_minutes", _("Locks after"), "digits", str(shop.lock_minutes), hint=after, longest=3),
        )

    @staticmethod
    def _methods(shop: Shop) -> tuple[Field, Field]:
        """Which payment method is chosen at first, and which are offered."""
        used = methods.methods()
        letters = " · ".join(f"{method.letter} {_(method.name)}" for method in used)
        hint = _("Their letters in your order; empty is all. {letters}").format(letters=letters)
        offered = methods.offered()
        first = [(each.code, each.name) for each in used if each in offered or each.code == shop.first_method]
        return (
            choices("first_method", _("Offered first"), shop.first_method, first),
            Field("methods", _("Payment methods"), value=_letters(shop.methods), hint=hint, longest=12),
        )

    @staticmethod
    def _language(name: str, label: str, code: str) -> Field:
        """Every language by its own name."""
        return Field(name, label, "choice", code, tuple((each, LANGUAGES[each].name) for each in LANGUAGES))

    def now(self) -> Iterable[Key]:
        """As every form."""
        yield from super().now()
        yield key("home", "", lambda: self.put_form(self.form.to(0)))

    def _after(self) -> Shop:
        """The shop as it is typed. Raises AmountError."""
        form, before = self.form, self._before
        values: dict[str, object] = {name: form[name] for name in (*TEXTS, *CHOICES)}
        values |= {name: self.amount(name).minor for name in AMOUNTS}
        values |= {name: form[name] == "yes" for name in SWITCHES}
        values["address"] = (form["street"], form["town"], *before.address[2:])
        values["store_codes"] = tuple(form["store_codes"].upper().split())
        if form["methods"] != self._first["methods"]:
            values["methods"] = _by_letters(form["methods"])
        values["footer"] = (form["footer"], *before.footer[1:])
        values["lock_minutes"] = int(form["lock_minutes"] or 0)
        country = COUNTRIES[before.country]
        if country.rounds:
            rounds = form["rounding"] == "yes"
            values |= {"cash_step": country.cash_step if rounds else 1, "coin": country.coin if rounds else 1}
        return msgspec.structs.replace(before, **values)

    def save(self) -> object:
        """Store it. Raises AmountError, ShopError."""
        return self._save(ShopChange(self._before, self._after()))

    async def _save(self, change: ShopChange) -> None:
        shop = await self.recorded(self.counter.record(shop_edit.change, change))
        self.dismiss(shop)
        if shop.track_cash and not change.before.track_cash:
            from kassa_tui.screens.start import StartScreen

            self.app.push_screen(StartScreen(self.counter))
