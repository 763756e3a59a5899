"""A product: name, price, VAT, group, barcodes, deposit. A new one can begin with a scanned code."""

from collections.abc import Iterable
from typing import assert_never

from kassa_tui.i18n import N_, _, current
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.forms import FormScreen, choices, yes_no
from kassa_tui.till.basket import line_kinds, tax
from kassa_tui.till.basket.line_kinds import PRODUCT_KINDS
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods import catalog, products, quick_keys
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.goods.products import LONGEST_CODE, LONGEST_NAME, ProductForm
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.widgets.form import Field, FormValues
from kassa_tui.widgets.frame import Key

UNITS = (("piece", N_("piece")), ("kg", "kg"), ("l", "l"), ("m", "m"))


class ProductScreen(FormScreen[int]):
    """Gives back the id of the saved product, or None."""

    PLACE = "office"
    HELP = N_("An empty price is asked for at each sale. Several barcodes are divided by spaces; a scan adds one.")
    PURPOSE = "catalogue"
    SCAN = N_("The code is added to the product's barcodes.")

    def __init__(self, counter: Counter, product_id: int | None = None, *, barcode: str = "") -> None:
        self._before = products.read(product_id) if product_id else ProductForm("", None, "")
        self._barcode = barcode
        super().__init__(counter)

    def worded(self) -> FormValues:
        """All fields, with what is known of the product."""
        before, language = self._before, current().language
        price = "" if before.price is None else self.counter.shop.money(before.price).text(language)
        rates = tax.rates_on(self.counter.shop.today(self.counter.desk))
        vat = tuple(
            (rate.code, _(rate.name) if rate.outside else f"{_(rate.name)} {percent_text(rate.rate, current())}")
            for rate in sorted(rates.values(), key=lambda rate: (rate.outside, -rate.rate))
        )
        deposits = (
            ("", _("none")),
            *((str(each.id), each.name) for each in catalog.packaging(self.counter.shop.currency)),
        )
        codes = " ".join((*before.barcodes, *([self._barcode] if self._barcode else [])))
        first_rate = before.tax_code or ("low" if "low" in rates else "high")
        fields = (
            Field("name", _("Name"), value=before.name, longest=LONGEST_NAME),
            Field("price", f"{_('Price')} {self.counter.shop.unit.symbol}", "amount", price, longest=12),
            Field("tax_code", _("VAT"), "choice", first_rate, vat),
            Field("group", _("Group"), value=before.group, hint=", ".join(products.groups())[:60], longest=40),
            Field("barcodes", _("Barcodes"), value=codes, longest=200),
            Field("code", _("Short code"), value=before.code or "", longest=LONGEST_CODE),
            Field("key", _("Quick key"), value=before.key or "", hint=_("Page and letter, such as 1Q."), longest=3),
            Field("label", _("Name on its key"), value=before.label, longest=24),
            choices("kind", _("Kind"), before.kind, PRODUCT_KINDS.items()),
            choices("unit", _("Sold by the"), before.unit, UNITS),
            Field("packaging", _("Deposit"), "choice", str(before.packaging_id or ""), deposits),
            choices("age", _("Age check"), str(before.age), self._ages()),
            yes_no("discountable", _("Discounts"), before.discountable),
            yes_no("active", _("For sale"), before.active),
        )
        title = _("Change product") if before.id else _("New product")
        return FormValues(title, fields)

    def _ages(self) -> list[tuple[str, str]]:
        """Nobody is asked, or who looks younger; an age of its own from a file stays to be chosen."""
        years = sorted({0, 16, 18, self._before.age})
        return [(str(age), _("from {age}").format(age=age) if age else _("none")) for age in years]

    def now(self) -> Iterable[Key]:
        """As every form."""
        yield from super().now()
        yield key("home", "", lambda: self.put_form(self.form.to(0)))

    def meant(self, scanned: Meaning) -> object:
        """One barcode more."""
        match scanned:
            case ArticleCode() | LabelCode() | StyleCode() | ReceiptCode() | VoucherCode() | Unknown():
                self._add_barcode(scanned.scan.keep)
            case Misread(scan=scan):
                self.complain(_("Misread: {code} · scan again").format(code=scan.text))
            case BadgeCode() | OrderCode():
                return super().meant(scanned)
            case never:
                assert_never(never)
        return None

    def _add_barcode(self, code: str) -> None:
        codes = self.form["barcodes"].split()
        if code not in codes:
            self.form = self.form.put("barcodes", " ".join([*codes, code]))
            self.draw()

    def _typed_form(self) -> ProductForm:
        """What was typed. Raises AmountError."""
        form, before = self.form, self._before
        price = form["price"].strip()
        return ProductForm(
            form["name"],
            self.amount("price").minor if price else None,
            form["tax_code"],
            code=form["code"] or None,
            label=form["label"],
            kind=form["kind"],
            unit=form["unit"],
            group=form["group"],
            packaging_id=int(form["packaging"]) if form["packaging"] else None,
            discountable=form["discountable"] == "yes" and not line_kinds.of(form["kind"]).packaging,
            active=form["active"] == "yes",
            barcodes=tuple(form["barcodes"].split()),
            key=form["key"] if form["key"] != before.key else None,
            id=before.id,
            version=before.version,
            age=int(form["age"]),
        )

    async def _may_take_key(self, typed: ProductForm) -> bool:
        """Another article's quick key goes to this one only when that is wanted. Raises PlaceError."""
        from kassa_tui.screens.frame.ask import yes

        held = quick_keys.holder(quick_keys.read_place(typed.key or ""))
        if held is None or held[0] == typed.id:
            return True
        lines = [_("It is the key of {name} now.").format(name=held[1])]
        title = _("Give key {key} to this article?").format(key=(typed.key or "").strip().upper())
        return await yes(self.app, title, lines, do=_("Give it"), dont=_("Back"))

    def save(self) -> object:
        """Keep it. Raises AmountError, ProductError."""
        return self._save(self._typed_form())

    async def _save(self, typed: ProductForm) -> None:
        if not await self._may_take_key(typed):
            return
        self.saved(await self.recorded(self.counter.record(products.save, typed)), typed.name)
