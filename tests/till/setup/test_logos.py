"""The shop's logo is kept small, in black and white, and reaches the printer's settings as a file."""

import base64
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from kassa_tui.hw.logo import LogoError, drawn
from kassa_tui.settings import PrinterSettings
from kassa_tui.till.proof import verify
from kassa_tui.till.setup import files, importing, logos, shop_edit
from kassa_tui.till.setup.logos import NoLogoError
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "own.png"
    Image.new("RGBA", (1200, 300), (200, 30, 30, 255)).save(file)
    return file


def keep(shop: ShopUnderTest, logo: str) -> None:
    shop_edit.change(shop.desk, ShopChange(shop.shop, replace(shop.shop, logo=logo)))


def test_a_picture_is_kept_as_the_paper_takes_it(shop: ShopUnderTest, picture: Path, tmp_path: Path) -> None:
    keep(shop, logos.kept(picture))
    assert logos.size(shop.shop.logo) == (576, 144)
    settings = logos.for_printer(PrinterSettings(), shop.shop.logo, tmp_path / "cache")
    assert drawn(settings.logo, 576).size == (576, 144)
    assert logos.for_printer(PrinterSettings(), shop.shop.logo, tmp_path / "cache") == settings
    assert verify.verify().proven


def test_the_machines_own_logo_goes_first(picture: Path, tmp_path: Path) -> None:
    own = PrinterSettings(logo="machine.png")
    assert logos.for_printer(own, logos.kept(picture), tmp_path) == own
    assert logos.for_printer(PrinterSettings(), "", tmp_path) == PrinterSettings()


def test_a_folder_that_cannot_be_written_costs_the_logo_only(picture: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder", encoding="utf-8")
    assert logos.for_printer(PrinterSettings(), logos.kept(picture), tmp_path / "cache") == PrinterSettings()


@pytest.mark.parametrize(
    "logo", ["x", "é", base64.b64encode(b"GIF89a").decode(), base64.b64encode(b"\x89PNG\r\n\x1a\n" * 20_000).decode()]
)
def test_what_is_no_logo(shop: ShopUnderTest, logo: str) -> None:
    with pytest.raises(NoLogoError):
        keep(shop, logo)
    assert shop.shop.logo == ""


def test_no_picture_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.png"
    file.write_text("no picture", encoding="utf-8")
    with pytest.raises(LogoError):
        logos.kept(file)


def test_the_logo_is_in_the_set_up_file(shop: ShopUnderTest, picture: Path) -> None:
    keep(shop, logos.kept(picture))
    file, logo = files.export(shop.desk), shop.shop.logo
    keep(shop, "")
    importing.load(shop.desk, file)
    assert shop.shop.logo == logo
