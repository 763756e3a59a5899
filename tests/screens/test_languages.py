"""The languages of the screen, of receipts and of reports are chosen apart; a person's is remembered."""

from pathlib import Path

import apsw
import pytest
from msgspec.structs import replace

from kassa_tui import i18n
from kassa_tui.database import rows
from kassa_tui.till.drawer import asked_papers
from kassa_tui.till.ledger import desk
from kassa_tui.till.proof import verify
from kassa_tui.till.sale import receipts
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.conftest import Opener, Register


async def choose_language(till: Register, name: str) -> None:
    await till.press("f9")
    await till.click(i18n._("Language"), sees=name)
    await till.click(name)
    await till.idle()


def test_receipts_and_reports_speak_for_different_readers(shop: ShopUnderTest) -> None:
    before = shop.shop
    assert (before.receipts_in, before.reports_in) == ("nl", "nl")
    shop_edit.change(shop.desk, ShopChange(before, replace(before, receipt_language="en", report_language="da")))
    shop.open()
    sold = shop.sell(shop.article("Bread", "2.95"), cash="5.00")
    assert "Change given" in receipts.paper(sold.receipt_id).document.as_text(42)
    closed = shop.close()
    assert i18n.words("da").text("Turnover incl. VAT") in asked_papers.z_paper("K1", closed.z_number).document.as_text(
        42
    )
    assert dict(rows("SELECT kind, language FROM paper WHERE kind IN ('receipt', 'z')")) == {"receipt": "en", "z": "da"}
    assert verify.verify().proven


async def test_a_person_finds_the_chosen_language_again(tmp_path: Path, opened: Opener) -> None:
    shop = english_shop(tmp_path)
    async with opened(shop, person="Cashier") as till:
        await choose_language(till, "Dansk")
        await till.press("f10", sees=i18n.words("da").text("Who is at the counter?"))
        await till.click("Owner")
        await till.sees("Register K1")
        assert i18n.current().language.code == "en"
        await till.press("f10", sees="Who is at the counter?")
        await till.click("Cashier")
        await till.wait(lambda: i18n.current().language.code == "da", "Danish")
    assert desk.named("Cashier").language == "da"
    assert desk.named("Owner").language is None
    i18n.use("en")
    async with opened(shop, person="Cashier"):
        assert i18n.current().language.code == "da"
    assert verify.verify().proven


async def test_choosing_the_same_again_is_no_change(tmp_path: Path, opened: Opener) -> None:
    async with opened(english_shop(tmp_path)) as till:
        await choose_language(till, "Dansk")
        await choose_language(till, "Dansk")
    assert rows("SELECT count(*) FROM journal WHERE kind = 'person.language'") == [(1,)]


@pytest.mark.parametrize("column", ["language", "name"])
async def test_a_changed_person_is_found(tmp_path: Path, opened: Opener, column: str) -> None:
    shop = english_shop(tmp_path)
    async with opened(shop) as till:
        await choose_language(till, "Dansk")
        row = till.app.counter.person
    apsw.Connection(str(shop.path)).execute(f"UPDATE person SET {column} = 'xx' WHERE id = ?", (row.id,))
    assert not verify.verify().proven
