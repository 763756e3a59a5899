"""The catalogues are whole, and marks, days and months are those of the languages."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog

import kassa_tui
from kassa_tui import i18n
from kassa_tui.errors import KassaError
from kassa_tui.i18n import LANGUAGES, _, n_, p_, words
from kassa_tui.screens.frame.base import Keys
from kassa_tui.till.basket.refunds import NoReceiptError
from kassa_tui.till.drawer import session_papers
from kassa_tui.till.ledger.permissions import ACTIONS, ROLES
from kassa_tui.till.setup import countries
from tests.tools import translations

TRANSLATED = sorted(translations.LANGUAGES)


# --- Marks, days and months ---


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_marks_days_and_months_are_cldrs(code: str) -> None:
    language, locale = LANGUAGES[code], Locale.parse(code)
    assert language.decimal == locale.number_symbols["latn"]["decimal"]
    assert language.group == locale.number_symbols["latn"]["group"]
    days, months = locale.days["format"]["abbreviated"], locale.months["format"]["abbreviated"]
    assert list(language.days) == [days[i].rstrip(".") for i in range(7)]
    assert list(language.months) == [months[i].rstrip(".") for i in range(1, 13)]


def test_dates_are_written_the_languages_way() -> None:
    today = date(2026, 11, 30)
    assert words("nl").day(date(2026, 11, 22), today) == "zo 22 nov"
    assert words("da").day(date(2026, 11, 24), today) == "tirs 24 nov"
    assert words("en").full_date(date(2026, 5, 1)) == "1 May 2026"


def test_dates_of_other_years_bear_the_year() -> None:
    spoken, today = words("nl"), date(2026, 1, 2)
    before, now = datetime(2025, 12, 31, 23, 50), datetime(2026, 1, 2, 0, 10)
    assert (spoken.short_date(before, today), spoken.short_date(now, today)) == ("31 dec 2025", "2 jan")
    assert (spoken.day(before, today), spoken.day(date(2027, 1, 4), today)) == ("wo 31 dec 2025", "ma 4 jan 2027")
    assert (spoken.moment(before, today), spoken.moment(now, today)) == ("31 dec 2025", "2 jan 00:10")


# --- Texts ---


def test_the_empty_text_stays_empty() -> None:
    assert words("nl").text("") == ""


def test_another_language_changes_the_texts_at_once() -> None:
    assert _("To pay") == "To pay"
    i18n.use("nl")
    assert _("To pay") == "Te betalen"
    i18n.use("da")
    assert _("To pay") == "At betale"


def test_an_error_is_said_in_the_language_that_is_asked_for() -> None:
    error = NoReceiptError(number="K1-000009")
    assert error.say(words("nl")) == "Er is geen bon K1-000009."
    assert error.say(words("da")) == "Der er ingen bon K1-000009."


@pytest.mark.parametrize(
    ("code", "one", "many"), [("en", "line", "lines"), ("nl", "regel", "regels"), ("da", "linje", "linjer")]
)
def test_a_count_has_its_own_form(code: str, one: str, many: str) -> None:
    i18n.use(code)
    said = [n_("{count} line", "{count} lines", n).format(count=n) for n in (0, 1, 2)]
    assert said == [f"0 {many}", f"1 {one}", f"2 {many}"]


@pytest.mark.parametrize(
    ("code", "money", "key"), [("nl", "Terug aan klant", "Wijzig"), ("da", "Retur til kunden", "Ret")]
)
def test_one_english_word_may_be_two(code: str, money: str, key: str) -> None:
    i18n.use(code)
    assert (p_("money", "Change"), _("Change")) == (money, key)


# --- The catalogues ---


def test_every_text_is_translated() -> None:
    assert translations.check() == [], "make translations, then write what is missing"


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_is_spoken_is_what_the_catalogue_says(code: str) -> None:
    for message in translations.read(code):
        if message.id and not message.context and isinstance(message.id, str):
            assert words(code).text(message.id) == (message.string or message.id), "make run compiles the catalogues"


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_bring_no_marks_of_their_own(code: str) -> None:
    """No markup, no control characters and no shouting that the English text does not have."""
    for message in translations.read(code):
        before, after = "".join(translations.forms(message.id)), "".join(translations.forms(message.string))
        if message.id:
            strange = {c for c in after if c in "[]!<>\\`" or (ord(c) < 32 and c != "\n")} - set(before)
            assert not strange, f"{after!r} has {strange}"


def test_the_check_names_what_is_wrong() -> None:
    texts, catalog = Catalog(), Catalog(locale="nl")
    for text in ("new", "empty", "{a} b", "line\nline", "good"):
        texts.add(text)
    catalog.add("gone", "weg")
    catalog.add("empty", "")
    catalog.add("{a} b", "{c} b")
    catalog.add("line\nline", "regel")
    catalog.add("good", "goed")
    assert list(translations.problems("nl", catalog, texts)) == [
        "nl: untranslated: 'empty'",
        "nl: obsolete: 'gone'",
        "nl: other line ends or spaces: 'line\\nline'",
        "nl: missing: 'new'",
        "nl: other placeholders: '{a} b'",
    ]
    catalog["good"].flags.add("fuzzy")
    assert "nl: fuzzy: 'good'" in translations.problems("nl", catalog, texts)


def test_texts_are_found_wherever_they_stand(tmp_path: Path) -> None:
    (tmp_path / "some.py").write_text(
        "a = f\"{_('inside')} {n}\"\nb = spoken.text('spoken')\nc = n_('{n} one', '{n} many', n)\n"
        "d = p_('where', 'short')\ne = _(variable)\nf = N_('a '\n  'b')\n"
    )
    found = {(message.context, message.id) for message in translations.template(tmp_path) if message.id}
    assert found == {
        (None, "inside"),
        (None, "spoken"),
        (None, ("{n} one", "{n} many")),
        ("where", "short"),
        (None, "a b"),
    }


# --- Texts that are marked in one place and translated in another ---


DRIVERS = ("evdev_scanner", "scanner_search", "watched", "folder", "keyboards")
"""Modules that import a library which a machine may not have."""


def _subclasses(base: type) -> Iterator[type]:
    """The classes of the program below a class, all of its modules but the scanner's drivers being loaded."""
    for module in pkgutil.walk_packages(kassa_tui.__path__, "kassa_tui."):
        if not module.name.endswith(("__main__", *DRIVERS)):
            importlib.import_module(module.name)
    waiting = [base]
    while waiting:
        below: list[type] = waiting.pop().__subclasses__()
        waiting += below
        yield from (each for each in below if each.__module__.startswith("kassa_tui."))


def _later() -> Iterator[tuple[str, str]]:
    """Where a text stands that is only translated when it is shown, and the text."""
    for error in _subclasses(KassaError):
        yield error.__qualname__, error.__dict__.get("template", "")
    for screen in _subclasses(Keys):
        yield f"{screen.__qualname__} HELP", screen.__dict__.get("HELP") or ""
        yield f"{screen.__qualname__} SCAN", screen.__dict__.get("SCAN", "")
    yield from ((f"action {action.code}", action.text) for action in ACTIONS.values())
    yield from ((f"role {role}", word) for role, word in ROLES.items())
    yield from ((f"drawer event {kind}", word) for kind, word in session_papers.CASH_LABELS.items())
    yield from ((f"method {method.code}", method.name) for method in countries.METHODS)
    yield from ((f"reason {reason.code}", reason.name) for reason in countries.REASONS)
    for country in countries.COUNTRIES.values():
        yield f"country {country.code}", country.name
        yield from ((f"rate {rate.code} of {country.code}", rate.name) for rate in country.rates)


def test_texts_that_are_translated_later_are_marked() -> None:
    known = {message.id for message in translations.template()}
    assert [(where, text) for where, text in _later() if text and text not in known] == []


def test_refusals_are_marked_where_they_are_raised() -> None:
    """A sentence given to one of the till's errors is marked with `N_`."""
    errors = {each.__name__ for each in _subclasses(KassaError)}
    plain = []
    for path in sorted(translations.PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in errors:
                plain += [
                    f"{path.name}:{node.lineno}" for each in node.args if isinstance(each, ast.Constant | ast.JoinedStr)
                ]
    assert plain == []


# --- The footer ---


def _key_words() -> Iterator[tuple[str | None, str]]:
    """The words of the keys in the footer, but for the green one, as context and text."""
    for path in sorted(translations.PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "key" and len(node.args) == 3:
                if any(each.arg == "go" for each in node.keywords):
                    continue
                for call in ast.walk(node.args[1]):
                    if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "p_"):
                        values = [each.value if isinstance(each, ast.Constant) else None for each in call.args]
                        *context, text = ["", *[value for value in values if isinstance(value, str)]]
                        if text:
                            yield (context[-1] or None), text


@pytest.mark.parametrize("code", TRANSLATED)
def test_one_word_in_the_footer_stays_one_short_word(code: str) -> None:
    spoken, found = words(code), list(_key_words())
    assert (None, "Drawer") in found
    for context, text in found:
        said = spoken.context(context, text) if context else spoken.text(text)
        assert len(said) <= (21 if " " in text else 10), f"{text} is {said}"
        assert " " in text or " " not in said, f"{text} is {said}"
