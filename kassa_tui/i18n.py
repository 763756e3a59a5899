"""Languages: words through gettext, and how numbers and dates are written.

The marks, days and months are CLDR's, kept here so that the first screen need not load Babel; a test
compares them with Babel's data. Text is translated when it is shown: `N_` marks it, `_` translates it.
"""

import gettext
from datetime import date, datetime
from functools import cache
from pathlib import Path

from msgspec import Struct

LOCALE = Path(__file__).parent / "locale"


class Language(Struct, frozen=True):
    """One language: `decimal` and `group` marks, days from Monday, months from January."""

    code: str
    name: str
    decimal: str
    group: str
    days: tuple[str, ...]
    months: tuple[str, ...]


LANGUAGES = {
    "nl": Language(
        "nl",
        "Nederlands",
        ",",
        ".",
        ("ma", "di", "wo", "do", "vr", "za", "zo"),
        ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    ),
    "da": Language(
        "da",
        "Dansk",
        ",",
        ".",
        ("man", "tirs", "ons", "tors", "fre", "lør", "søn"),
        ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    ),
    "en": Language(
        "en",
        "English",
        ".",
        ",",
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ),
}


class Words:
    """The words of one language: translates texts and writes dates; shared, never changed."""

    def __init__(self, code: str) -> None:
        self.language = LANGUAGES[code]
        self._catalogue = gettext.translation("kassa", LOCALE, [code], fallback=True)

    def text(self, message: str) -> str:
        """The message in this language; the empty text stays empty (gettext answers its header)."""
        return self._catalogue.gettext(message) if message else ""

    def plural(self, one: str, many: str, n: int) -> str:
        """The form for `n`; the number itself is put in by the caller."""
        return self._catalogue.ngettext(one, many, n)

    def context(self, context: str, message: str) -> str:
        """A short word that means different things in different places."""
        return self._catalogue.pgettext(context, message)

    def day(self, when: date, today: date) -> str:
        """`zo 22 nov`, of another year than today's `za 22 nov 2025`."""
        return f"{self.language.days[when.weekday()]} {self.short_date(when, today)}"

    def short_date(self, when: date, today: date) -> str:
        """`22 nov`, of another year than today's `22 nov 2025`."""
        return self._of_year(when) if when.year == today.year else self.full_date(when)

    def moment(self, when: datetime, today: date) -> str:
        """`22 nov 14:32`; of another year the day alone with its year, which takes no more columns."""
        said = self.short_date(when, today)
        return f"{said} {when:%H:%M}" if when.year == today.year else said

    def full_date(self, when: date) -> str:
        """`22 nov 2026`."""
        return f"{self._of_year(when)} {when.year}"

    def _of_year(self, when: date) -> str:
        return f"{when.day} {self.language.months[when.month - 1]}"


@cache
def words(code: str) -> Words:
    """The words of a language code; KeyError for one that is not in `LANGUAGES`."""
    return Words(code)


class _Current:
    """The language of whoever is looking at this process's screen."""

    words = words("en")


def use(code: str) -> None:
    """Speak this language from now on; screens redraw by themselves."""
    _Current.words = words(code)


def current() -> Words:
    """The words of the language in use."""
    return _Current.words


def _(message: str) -> str:
    """Translate now, into the language in use."""
    return _Current.words.text(message)


def n_(one: str, many: str, n: int) -> str:
    """Translate a counted text now."""
    return _Current.words.plural(one, many, n)


def p_(context: str, message: str) -> str:
    """Translate a short word now, by its context."""
    return _Current.words.context(context, message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a text for translation; it is translated where it is shown."""
    return message
