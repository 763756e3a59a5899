"""What a scan sells: the right article, in the weight and at the price that its code says, or nothing."""

import random
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kassa_tui.database import bound, delete, rows, writing
from kassa_tui.models import Setting
from kassa_tui.till.basket import refunds
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Article
from kassa_tui.till.basket.wanted import Wanted
from kassa_tui.till.goods import codes, products
from kassa_tui.till.goods.article_codes import (
    ArticleCode,
    LabelCode,
    Named,
    WrongUnitError,
    named,
    named_by_hand,
)
from kassa_tui.till.goods.codes import Scan
from kassa_tui.till.goods.store_codes import LayoutError, check_digit, layouts
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.proof import verify
from kassa_tui.till.setup import demo, shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest, found_shop
from tests.shared import barcode_of_old, whole

FUZZED = 10_000
EAN = "8712345678906"


def read(text: str, settings: Shop) -> Scan:
    """What a scan says by the layouts of a shop."""
    return codes.read(text, layouts(settings.store_codes))


def find(text: str, settings: Shop, *, retired: bool = False) -> Named | None:
    """The article of a scan."""
    return named(read(text, settings), settings, retired=retired)


def scanned(shop: ShopUnderTest, text: str, times: int | None = None) -> Wanted:
    """What goes on the receipt."""
    code = find(text, shop.shop)
    assert code is not None
    return code.for_sale(times)


def sold(shop: ShopUnderTest, text: str, times: int | None = None) -> tuple[str, int, str, int]:
    """Name, quantity, unit and amount (minor units) of the line that a scan makes."""
    found = scanned(shop, text, times)
    basket = shop.basket()
    basket = basket.add(found.article, ONE if found.quantity is None else found.quantity, found.price)
    line = basket.lines[0]
    return line.text, line.quantity, line.unit, line.amount.minor


@pytest.fixture
def cheese(shop: ShopUnderTest) -> Article:
    """Number 44 on the scale, 12.95 a kilogram."""
    return shop.article("Cheese", "12.95", "low", unit="kg", code="44")


@pytest.mark.usefixtures("cheese")
def test_a_weight_code_sells_that_weight_at_the_products_price(shop: ShopUnderTest) -> None:
    assert sold(shop, whole("270004400412")) == ("Cheese", 412, "kg", 534)
    assert sold(shop, f"]E0{whole('270004400412')}") == ("Cheese", 412, "kg", 534)
    assert sold(shop, whole("270004400412"), 2 * ONE) == ("Cheese", 824, "kg", 1067)


@pytest.mark.usefixtures("cheese")
def test_a_price_code_costs_what_it_says(shop: ShopUnderTest) -> None:
    """By the weight that costs as much; where none does, because the price changed meanwhile, as one piece."""
    seen = set()
    for cents in range(300, 330):
        label = whole(f"2100044{cents:05d}")
        name, quantity, unit, amount = sold(shop, label)
        assert (name, amount) == ("Cheese", cents)
        assert (quantity, unit) == (ONE, "piece") or (unit == "kg" and abs(quantity * 1.295 - cents) <= 0.51)
        assert sold(shop, label, 3 * ONE)[1:] == (3 * ONE, "piece", 3 * cents)
        seen.add(unit)
    assert seen == {"kg", "piece"}


def test_a_price_code_of_something_sold_by_the_piece(shop: ShopUnderTest) -> None:
    shop.article("Platter", "20.00", code="45")
    shop.article("Plate of the day", "0.00", code="46")
    assert sold(shop, whole("210004501250")) == ("Platter", ONE, "piece", 1250)
    assert sold(shop, whole("210004601250")) == ("Plate of the day", ONE, "piece", 1250)


def test_a_cashier_needs_no_permission_for_the_scales_price(shop: ShopUnderTest) -> None:
    """The price of a key press would need one: here it is the label's."""
    shop.article("Platter", "20.00", code="45")
    shop.open()
    found = scanned(shop, whole("210004501250"))
    basket = shop.basket().add(found.article, found.quantity or 0, found.price)
    assert shop.pay(basket, cash="12.50", desk=shop.as_("Cashier")).number


def test_a_weight_on_something_that_is_not_weighed_is_refused(shop: ShopUnderTest) -> None:
    shop.article("Platter", "20.00", code="45")
    with pytest.raises(WrongUnitError, match="Platter"):
        scanned(shop, whole("270004500412"))


def test_two_labels_of_one_article_are_two_lines(shop: ShopUnderTest, cheese: Article) -> None:
    basket: Basket = shop.basket()
    for _label in range(2):
        found = scanned(shop, whole("270004400412"))
        assert found.article == cheese
        basket = basket.add(found.article, found.quantity or 0)
    assert [line.quantity for line in basket.lines] == [412, 412]


def test_the_article_of_a_label_by_its_barcode_before_its_number(shop: ShopUnderTest, cheese: Article) -> None:
    """A product may be kept under its label without weight; a label that is kept as a whole is only a number."""
    other = shop.article("Old cheese", "15.95", "low", unit="kg", barcodes=(whole("270004400000"),))
    fixed = shop.article("Cheese to go", "4.00", "low", barcodes=(whole("270004400412"),))
    label = read(whole("270004400413"), shop.shop)
    assert named(label, shop.shop) == LabelCode(label, other, 413)
    assert sold(shop, whole("270004400412")) == (fixed.name, ONE, "piece", 400)
    assert sold(shop, whole("270004400412"), 2 * ONE) == (fixed.name, 2 * ONE, "piece", 800)


@pytest.mark.usefixtures("cheese")
def test_a_label_without_a_value_asks_for_it(shop: ShopUnderTest) -> None:
    assert isinstance(find(whole("270004400000"), shop.shop), ArticleCode)
    assert scanned(shop, whole("270004400000")) == Wanted(shop.articles["Cheese 12.95 low"])


def test_a_label_of_nothing_in_the_catalogue(shop: ShopUnderTest) -> None:
    assert find(whole("270004400412"), shop.shop) is None
    assert read(whole("270004400412"), shop.shop).keep == whole("270004400000")


def test_a_price_that_is_asked_for_at_each_sale(shop: ShopUnderTest) -> None:
    products.save(shop.desk, products.ProductForm("Bouquet", None, "low", code="48"))
    assert sold(shop, whole("210004801250")) == ("Bouquet", ONE, "piece", 1250)


def test_what_stands_in_a_gs1_code_is_sold(shop: ShopUnderTest) -> None:
    variable = "9" + EAN[:12]
    shop.article("Ham", "20.00", "low", unit="kg", barcodes=(EAN,))
    assert sold(shop, f"]C1010{EAN}3103000250") == ("Ham", 250, "kg", 500)
    assert sold(shop, f"]e001{variable}{check_digit(variable)}3103000250") == ("Ham", 250, "kg", 500)
    assert sold(shop, f"]d2010{EAN}3922501\x1d10A") == ("Ham", ONE, "piece", 501)
    assert scanned(shop, f"]d2010{EAN}3932208501").price is None, "it is in another currency"


def test_a_danish_label(danish: ShopUnderTest) -> None:
    danish.article("Ost", "120.00", unit="kg", code="1234")
    assert sold(danish, whole("211234005016")) == ("Ost", 418, "kg", 5016)
    assert sold(danish, whole("281234000418")) == ("Ost", 418, "kg", 5016)


@pytest.mark.parametrize("country", ["NL", "DK", "GB"])
def test_the_demo_shops_own_numbers_stay_plain(tmp_path: Path, country: str) -> None:
    shop = found_shop(tmp_path / f"{country}.db", country)
    bread = shop.article("Bread", "2.95", "high", code="44", barcodes=(demo.barcode(44),))
    assert scanned(shop, demo.barcode(44)) == Wanted(bread)


def test_a_short_code_is_typed(shop: ShopUnderTest, cheese: Article) -> None:
    assert named_by_hand("44", shop.shop) == ArticleCode(Scan("44", ("44",)), cheese)
    assert named_by_hand("45", shop.shop) is None


def test_capitals_and_small_letters_are_one_code(shop: ShopUnderTest) -> None:
    """Unless two articles differ in nothing else: then only what was written so is meant."""
    jersey = shop.article("Jersey", "49.00", code="Jrs", barcodes=("SWEATER-XL",))
    for text in ("sweater-xl", "Sweater-XL", "]C0sWEATER-xl"):
        assert scanned(shop, text).article == jersey
    for typed in ("JRS", "jrs"):
        by_hand = named_by_hand(typed, shop.shop)
        assert by_hand is not None
        assert by_hand.article == jersey
    barcode_of_old(shop.article("Other", "1.00"), "sweater-xl")
    assert scanned(shop, "SWEATER-XL").article == jersey
    assert find("Sweater-Xl", shop.shop) is None


def test_a_retired_article_is_found_only_where_it_is_asked_for(shop: ShopUnderTest) -> None:
    shop.article("Gone", "1.00", barcodes=(EAN,), code="49")
    form = products.read(1)
    products.save(
        shop.desk,
        products.ProductForm(form.name, 100, "high", code="49", barcodes=(EAN,), active=False, id=1, version=1),
    )
    for text in (EAN, whole("210004900412")):
        assert find(text, shop.shop) is None
        assert find(text, shop.shop, retired=True) is not None


# --- The setting ----------------------------------------------------------------------------------


def test_a_shop_of_before_has_no_layouts_and_opens(shop: ShopUnderTest) -> None:
    assert len(shop.shop.store_codes) == 6
    with writing():
        bound().execute_sql("DROP TRIGGER IF EXISTS setting_kept")
        delete(Setting).where(Setting.key == "store_codes").execute()
        Setting.update(entry=Setting.entry + 1).where(Setting.key == "name").execute()
    assert read_shop().store_codes == ()
    assert read(whole("270004400412"), read_shop()) == Scan(whole("270004400412"), (whole("270004400412"),))


def test_the_layouts_are_changed_like_every_setting(shop: ShopUnderTest) -> None:
    before = shop.shop
    with pytest.raises(LayoutError, match="2IIII"):
        shop_edit.change(shop.desk, ShopChange(before, msgspec.structs.replace(before, store_codes=("2IIII",))))
    shop_edit.change(shop.desk, ShopChange(before, msgspec.structs.replace(before, store_codes=("20IIIIIWWWWWC",))))
    assert read(whole("200004400412"), read_shop()).weight == 412


# --- Any code at all ------------------------------------------------------------------------------


@dataclass
class Noise:
    """Makes codes out of right ones as scanners, fingers and printers spoil them."""

    chance: random.Random
    seeds: list[str]

    def code(self) -> str:
        text = self.chance.choice(self.seeds)
        for _time in range(self.chance.choice((0, 1, 1, 1, 2, 5))):
            text = self._spoilt(text)
        return self.chance.choice(("", "", "", "]E0", "]E4", "]C1", "]C0", "]d2", "]Q1", "]e0", "]")) + text

    def _spoilt(self, text: str) -> str:
        at = self.chance.randrange(len(text) + 1)
        sign = self.chance.choice("0123456789" * 3 + "]\x1d-/AKk ")
        match self.chance.randrange(6):
            case 0:
                return text[:at] + sign + text[at + 1 :]
            case 1:
                return text[:at] + text[at + 1 :]
            case 2:
                return text[:at] + sign + text[at:]
            case 3:
                return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
            case 4:
                return f"01{text.zfill(14)}" + self.chance.choice(("", "3103000412", "10A\x1d3922100", "17261231"))
            case _:
                return text + self.chance.choice(self.seeds)


def justified(text: str, article: Article, barcodes: set[str]) -> bool:
    """Whether that article may be found for that text, told by looking for its own number in it."""
    body = re.sub(r"^\][A-Za-z][A-Za-z0-9]", "", text.strip(" \t\r\n\x1d"))
    for own in barcodes:
        same = body.isdigit() and len(body) in (8, 12, 13, 14) and body.lstrip("0") == own.lstrip("0")
        wrapped = f"01{own.zfill(14)}" in body or f"/01/{own}" in body
        inside = re.search(rf"019{own[:12]}\d", body) and re.search(r"31\d\d|39\d\d", body)
        if body == own or same or wrapped or inside or (text.startswith("]E3") and body[:13] == own):
            return True
    label = body.zfill(13)[-13:]
    number = label[2:7].lstrip("0") if label[:2] in ("21", "22", "23", "24", "27", "28") else ""
    right = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(label) if digit.isdigit()) % 10 == 0
    return body.isdigit() and right and number == article.code


def test_fuzzed_codes_never_sell_another_article(shop: ShopUnderTest) -> None:
    chance = random.Random(20261122)
    own: dict[int, set[str]] = {}
    seeds = ["K1-000123", "https://id.gs1.org/01/"]
    for number in range(1, 41):
        body = "".join(chance.choice("0123456789") for _digit in range(chance.choice((7, 11, 12, 12, 12))))
        body = "87" + body[2:] if len(body) > 7 else body
        barcode = body + check_digit(body) if number % 8 else f"AB-{number:04d}"
        article = shop.article(
            f"A{number}", "2.00", unit="kg" if number % 3 else "piece", code=str(number), barcodes=(barcode,)
        )
        own[article.id] = {barcode}
        seeds += [barcode, whole(f"27{number:05d}00412"), whole(f"21{number:05d}00412")]
    noise = Noise(chance, seeds)
    found = 0
    settings = shop.shop
    for _code in range(FUZZED):
        text = noise.code()
        code = find(text, settings)
        if code is not None:
            found += 1
            assert justified(text, code.article, own[code.article.id]), text
            assert not code.scan.misread
        assert codes.read(text) == codes.read(text)
    assert found > FUZZED // 20


def test_what_comes_back_is_of_the_lot_that_was_sold(shop: ShopUnderTest, cheese: Article) -> None:
    products.save(shop.desk, replace(products.read(cheese.id), barcodes=(EAN,)))
    shop.open()
    label = scanned(shop, f"]C1010{EAN}3103000412172712311021")
    number = shop.pay(label.into(shop.basket())).number
    (line,) = refunds.left_of(number).lines
    shop.pay(shop.basket().give_back(line.source, line.line, -line.left))
    stored = rows("SELECT quantity, batch, expiry, serial FROM receipt_line ORDER BY id")
    assert stored == [(quantity, "21", "2027-12-31", None) for quantity in (412, -412)]
    assert verify.verify().proven
