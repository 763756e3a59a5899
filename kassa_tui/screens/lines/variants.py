"""All that an article comes in, as the sale and orders ask for it."""

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.goods import catalog
from kassa_tui.till.goods.article_codes import StyleCode

SEVERAL = N_("{code} comes in several variants: scan one of them.")
"""What is said of an article's own code where one thing is meant."""


class Variants(Struct, frozen=True):
    """All variants of an article are offered, from the one whose id it `begin`s at."""

    style: str
    begin: int | None = None


def of_article(article: Article) -> Variants | None:
    """The variants that an article is one of; None where it has none."""
    style = catalog.style_of(article.id)
    return Variants(style, article.id) if style else None


def of_code(code: StyleCode) -> Variants:
    """The variants of an article whose own code was read."""
    return Variants(code.style)


Picked = tuple[tuple[Article, int], ...]
"""Variants with how many of each, in thousandths."""
