"""What a scanned code was taken for, in words."""

import pytest

from kassa_tui.hw.ports import Level
from kassa_tui.till.goods.store_codes import layouts
from kassa_tui.till.proof import code_words
from kassa_tui.till.proof.checkup import device_checks

SCALE = layouts(("21IIIIIPPPPPC",))


@pytest.mark.parametrize(
    ("raw", "kind", "check", "level", "aim"),
    [
        ("8712345678906", "EAN-13", "check digit right", Level.OK, False),
        ("8712345678901", "EAN-13", "check digit wrong", Level.ERROR, False),
        ("]E08712345678906", "EAN-13 / UPC", "check digit right", Level.OK, True),
        ("]E08712345678901", "EAN-13 / UPC", "check digit wrong", Level.ERROR, True),
        ("96385074", "EAN-8", "check digit right", Level.OK, False),
        ("2112345009957", "the shop's scale", "check digit right", Level.OK, False),
        ("]C10108712345678906", "GS1-128", "", Level.OK, True),
        ("]C1xyz", "GS1-128", "not to be used", Level.ERROR, True),
        ("https://id.gs1.org/01/08712345678906", "GS1 Digital Link", "", Level.OK, False),
        ("K1-000123", "receipt", "", Level.OK, False),
        ("O-000012", "order", "", Level.OK, False),
        ("]C0O-000012", "Code 128", "", Level.OK, True),
        ("]A096385075", "Code 39", "", Level.OK, True),
        ("]Z9ABC", "]Z9", "", Level.OK, True),
        ("KAAS", "a code of the shop", "", Level.OK, False),
        ("", "read in part", "keys were lost: scan again", Level.ERROR, False),
        ("]C0Ab-1/", "set-up label", "", Level.OK, True),
        ("aB+1-", "set-up label", "", Level.WARN, False),
        ("]C11012\x1d2134", "set-up label", "", Level.OK, True),
        ("]C110122134", "set-up label", "", Level.WARN, True),
        ("XAb-1/", "a code of the shop", "", Level.OK, False),
    ],
)
def test_a_code_in_words(raw: str, kind: str, check: str, level: Level, aim: bool) -> None:
    found = code_words.about(raw, SCALE)
    assert (found.kind, found.check, found.level, found.aim) == (kind, check, level, aim)


def test_a_set_up_label_says_what_to_set() -> None:
    scanned = device_checks.scanned(code_words.about("aB+1-", SCALE))
    assert (scanned.level, scanned.text) == (Level.WARN, "aB+1- · set-up label")
    assert "Caps Lock is on" in scanned.todo
    assert "US scanner on another layout: the label came as aB+1-" in scanned.todo
