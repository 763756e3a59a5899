"""No kind of payment or of line is told by its name outside the two tables: whoever asks, asks the row."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kassa_tui
from kassa_tui.till.basket.kinds import KINDS
from kassa_tui.till.basket.line_kinds import LINE_KINDS

PACKAGE = Path(kassa_tui.__file__).parent
TABLES = ("till/basket/kinds.py", "till/basket/line_kinds.py")
CODES = {kind.code for kind in KINDS} | {kind.code for kind in LINE_KINDS}
OF_RECEIPTS = {"basket", "receipt", "recorded", "sale"}
"""Values whose `kind` is the receipt's, which has words in common with lines."""

IS_ONE = rf"kind *(?:=|<>|!=|(?:NOT )?IN) *\(?'(?:{'|'.join(sorted(CODES))})'"
TABLES_OF = "FROM (?:payment_method|receipt_line|order_line|product)"
SQL = re.compile(rf"\b[lmp]\.{IS_ONE}|\b{TABLES_OF}\b.*[^.]\b{IS_ONE}", re.IGNORECASE | re.DOTALL)
"""By the short names that all queries give to lines, methods and products, or from their table alone."""


def _is_kind(node: ast.expr) -> bool:
    """Whether an expression is somebody's kind, a receipt's aside."""
    if isinstance(node, ast.Attribute) and node.attr == "kind":
        owner = node.value
        return (owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")) not in OF_RECEIPTS
    return isinstance(node, ast.Name) and node.id == "kind"


def _words(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def _asks(node: ast.AST) -> bool:
    """Whether a kind is compared with a code, or looked up in a table of codes or matched with one."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        return any(map(_is_kind, sides)) and any(_words(side) & CODES for side in sides)
    if isinstance(node, ast.Match):
        return _is_kind(node.subject) and any(_words(case.pattern) & CODES for case in node.cases)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return SQL.search(node.value) is not None
    return False


def told(source: str) -> Iterator[int]:
    """The lines of a source in which a kind is told by its name."""
    for node in ast.walk(ast.parse(source)):
        if _asks(node):
            yield node.lineno  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "source",
    [
        'method.kind == "cash"',
        'if line.kind not in ("article", "packaging"): pass',
        'sorted(lines, key=lambda line: line.kind != "voucher")',
        'PaymentMethod.select().where(PaymentMethod.kind == "cash")',
        "rows(\"SELECT 1 FROM receipt_line l WHERE l.kind = 'deposit'\")",
        "rows(\"SELECT 1 FROM product WHERE kind IN ('packaging')\")",
        'match method.kind:\n    case "cash": pass',
    ],
)
def test_it_would_be_found(source: str) -> None:
    assert list(told(source))


@pytest.mark.parametrize("source", ['basket.kind == "invoice"', 'event.kind == "closing"', "method.kind is CASH"])
def test_what_is_no_such_kind_is_left_alone(source: str) -> None:
    assert not list(told(source))


def test_no_kind_is_told_by_its_name() -> None:
    sources = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    assert set(TABLES) <= set(sources)
    said = [
        f"{name}:{line}"
        for name, source in sources.items()
        if name not in TABLES and not name.startswith("migrations/")
        for line in told(source)
    ]
    assert said == []
