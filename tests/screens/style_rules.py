"""Style sheets that are read once for all tests of a process: every program under test would read the same ones."""

from dataclasses import dataclass
from typing import Any

import pytest
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

Variables = dict[str, str]

_read_rules, _read_sheet, _read_again = Stylesheet._parse_rules, Stylesheet.parse, Stylesheet.reparse
_variables_of = App.get_css_variables

MOST_SHEETS = 500
"""Sheets that are kept; programs that show other screens, or the same in another order, have one each."""


@dataclass(frozen=True)
class _Sheet:
    """All rules of a sheet, which nobody changes, and the colours that they were read with."""

    variables: Variables
    rules: list[RuleSet]
    by_selector: dict[str, list[RuleSet]]


_VARIABLES: dict[tuple[object, ...], Variables] = {}
"""Colours by the theme that they are made of."""

_RULES: dict[tuple[object, ...], tuple[Variables, list[RuleSet]]] = {}
"""Rules and the colours that they were read with, by their text, where it stands, and which colours these are."""

_SHEETS: dict[tuple[object, ...], _Sheet] = {}
"""Whole sheets by all their texts and which colours they were read with."""


def _shared_variables(app: App[Any]) -> Variables:
    """The colours of the program's theme."""
    theme = app.current_theme
    key = (frozenset(theme.variables.items()), *(each for name, each in vars(theme).items() if name != "variables"))
    if key not in _VARIABLES:
        _VARIABLES[key] = _variables_of(app)
    app.theme_variables = _VARIABLES[key]
    return _VARIABLES[key]


def _shared_rules(
    sheet: Stylesheet,
    css: str,
    read_from: CSSLocation,
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    """The rules of a text, from an earlier program if one has read them."""
    key = (css, read_from, is_default_rules, tie_breaker, scope, id(sheet._variables))
    if key not in _RULES:
        rules = _read_rules(sheet, css, read_from, is_default_rules, tie_breaker, scope)
        # The colours are kept, so that nothing else has their number.
        _RULES[key] = sheet._variables, rules
    return _RULES[key][1]


def _known(sheet: Stylesheet) -> bool:
    """Whether an earlier program has read the same sheet: then it is this one's."""
    known = _SHEETS.get((*sheet.source.items(), id(sheet._variables)))
    if known is None:
        return False
    sheet._rules, sheet._rules_map, sheet._require_parse = known.rules, known.by_selector, False
    return True


def _keep(sheet: Stylesheet) -> None:
    """Let later programs have what this one has read."""
    if len(_SHEETS) == MOST_SHEETS:
        _SHEETS.clear()
    key = (*sheet.source.items(), id(sheet._variables))
    _SHEETS[key] = _Sheet(sheet._variables, sheet.rules, sheet.rules_map)


def _shared_sheet(sheet: Stylesheet) -> None:
    if not _known(sheet):
        _read_sheet(sheet)
        _keep(sheet)


def _shared_again(sheet: Stylesheet) -> None:
    if not _known(sheet):
        _read_again(sheet)
        _keep(sheet)


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all programs of this process have the same rules, until the patch is undone."""
    patch.setattr(App, "get_css_variables", _shared_variables)
    patch.setattr(Stylesheet, "_parse_rules", _shared_rules)
    patch.setattr(Stylesheet, "parse", _shared_sheet)
    patch.setattr(Stylesheet, "reparse", _shared_again)
