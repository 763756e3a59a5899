"""One table of permissions: what a recorder asks for stands in it, with words."""

import ast
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

from kassa_tui import till
from kassa_tui.till.ledger import permissions
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.permissions import ACTIONS, CASHIER, MANAGER, OWNER, Action
from kassa_tui.till.ledger.recording import recorder, refused
from kassa_tui.till.reports.events import removals
from kassa_tui.till.reports.filter import Filter
from tests.conftest import ShopUnderTest

MODULES = [module.name for module in walk_packages(till.__path__, "kassa_tui.till.")]


@pytest.mark.parametrize("name", MODULES)
def test_no_other_module_has_an_action_of_its_own(name: str) -> None:
    """Whatever module a recorder stands in, its action is the table's."""
    module = import_module(name)
    own = [action for action in vars(module).values() if isinstance(action, Action)]
    assert all(ACTIONS.get(action.code) is action for action in own)
    calls = [
        node
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]
    makes = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Action"]
    assert not makes or module is permissions


def test_an_action_without_a_row_is_refused() -> None:
    """A recorder cannot be made for something that no role could ever be given."""
    stray = Action("sale.stray", "do something that nobody listed")
    with pytest.raises(ValueError, match=r"sale\.stray"):
        recorder(stray)


def test_who_has_it_at_set_up() -> None:
    action = Action("x", "x", cashier=False, manager=True)
    assert [action.granted(role) for role in (OWNER, MANAGER, CASHIER)] == [True, True, False]


def test_a_refusal_is_told_by_its_words(shop: ShopUnderTest) -> None:
    """Whatever was loaded before: a report needs no module of the thing that was refused."""
    refused(shop.desk, NotAllowedError("receipt.correct", "correct a payment method", "Cashier", 0))
    assert [event.text for event in removals(shop.desk, Filter()).events] == ["correct a payment method"]
