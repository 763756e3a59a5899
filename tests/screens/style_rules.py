"""Style sheets that are read once for all tests of a process: every program under test would read the same ones."""

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_READ: dict[tuple[object, ...], list[RuleSet]] = {}
"""Rules by the text that they were read from, where it stands, and the colours that it was read with."""

_read_rules = Stylesheet._parse_rules


def _shared_rules(
    sheet: Stylesheet,
    css: str,
    read_from: CSSLocation,
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    """The rules of a text, from an earlier program if one has read them."""
    key = (css, read_from, is_default_rules, tie_breaker, scope, tuple(sorted(sheet._variables.items())))
    if key not in _READ:
        _READ[key] = _read_rules(sheet, css, read_from, is_default_rules, tie_breaker, scope)
    return _READ[key]


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all programs of this process have the same rules, until the patch is undone."""
    patch.setattr(Stylesheet, "_parse_rules", _shared_rules)
