"""The cells of an order's lines in a file: what is a code, and a quantity that can be read in one way only."""

import re

from kassa_tui.i18n import N_
from kassa_tui.text import clean
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.basket.typed_numbers import read_quantity
from kassa_tui.till.goods import catalog
from kassa_tui.till.goods.codes import misread
from kassa_tui.till.goods.written_codes import mended, short_code
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.shop import Shop

_THREE_DIGITS = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")
_LIKE_A_CODE = re.compile(r"[^\s]*\d[^\s]*|[\d\s.,'’/|;\-]*\d[\d\s.,'’/|;\-]*")


class LineError(TillError):
    """A line that cannot be ordered."""


class UnclearQuantityError(LineError):
    """A quantity that is a thousand to one person and one to another."""

    template = N_('"{text}" is not clear. Type {first} or {second}')


class UnknownCodeError(LineError):
    """A code that no article has."""

    template = N_('"{code}" is the code of no article. A text of its own stands in a column "text".')


def quantity(text: str, unit: str, group: str) -> int:
    """A quantity in thousandths; `group` is the mark of the shop's language between thousands.

    Raises UnclearQuantityError, NotAQuantityError.
    """
    three = _THREE_DIGITS.fullmatch(text.strip())
    # Of what is weighed, three decimals behind the language's own mark are grams.
    if three and (three[1] == group or unit == "piece"):
        whole, decimals = re.split(r"[.,]", text.strip())
        point = "," if group == "." else "."
        raise UnclearQuantityError(
            text=text.strip(), first=f"{whole}{point}{decimals[:2]}", second=f"{whole}{decimals}"
        )
    return read_quantity(text)


def article_of(code: str, text: str, shop: Shop) -> Article | None:
    """The article of a line; None for a line of its own. Raises UnknownCodeError, CodeError.

    A `code` is always an article's; a `text` is, when it is known as one, and may not look like one otherwise.
    """
    if code:
        article = _known(code, shop)
        if article is None:
            raise UnknownCodeError(code=clean(code, 40))
        return article
    article = catalog.by_code(text, shop.currency)
    if article is None and _LIKE_A_CODE.fullmatch(text):
        return article_of(text, "", shop)
    return article


def _known(code: str, shop: Shop) -> Article | None:
    exact = catalog.by_code(code, shop.currency)
    if exact is not None:
        return exact
    plain = short_code(code)
    if misread(plain):
        raise LineError(N_("The check digit of {code} is wrong: scan it again."), code=plain)
    return catalog.by_code(plain, shop.currency) or catalog.by_code(mended(plain), shop.currency)
