"""Age checks: whom an article may be sold to, and what the journal keeps of the look at a customer.

The law: NL Alcoholwet art. 20 and Tabaks- en rookwarenwet art. 8 (18 years); DK lov om forbud mod salg af tobak og
alkohol til personer under 18 år (18, 16 for weak alcohol); GB Licensing Act 2003 s. 146 (18).
"""

from datetime import date

from kassa_tui.database import lazily
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk

OLDEST = 99


def born_by(age: int, today: date) -> date:
    """The latest day of birth of somebody who is so many years old today."""
    year = today.year - age
    try:
        return today.replace(year=year)
    except ValueError:
        # Who was born on a 29 February is a year older on 1 March in a year without one.
        return date(year, 2, 28)


def asked(basket: Basket, article: Article) -> bool:
    """Whether the customer of this basket has to be looked at for this article."""
    return article.age > basket.age


def checked(desk: Desk, basket: Basket, article: Article, *, passed: bool) -> None:
    """Somebody looked: no word about the customer is kept. Not awaited; durable with the next commit."""
    with lazily():
        facts = {"basket": basket.uid, "product": article.id, "age": article.age, "passed": passed}
        journal.note(desk, "age.checked", facts)
