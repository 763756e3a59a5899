"""An article on its way into a basket: what neither its code nor anybody has said yet is asked for."""

from msgspec import Struct

from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, UNKNOWN_LOT, Article, Lot


class Wanted(Struct, frozen=True):
    """So much (thousandths) of an article at a price; None where nobody has said it. `lot` is what its code says.

    The price of a label is `labelled`: it includes VAT, whatever is typed.
    """

    article: Article
    quantity: int | None = None
    price: Money | None = None
    lot: Lot = UNKNOWN_LOT
    labelled: bool = False

    @property
    def unpriced(self) -> bool:
        """Whether its price has to be asked for."""
        return self.article.price is None and self.price is None

    @property
    def unweighed(self) -> bool:
        """Whether its weight or measure has to be asked for."""
        return self.article.unit != "piece" and self.quantity is None

    def into(self, basket: Basket) -> Basket:
        """The basket with it; one of it unless more is said. Raises QuantityError, WholePiecesError."""
        quantity = ONE if self.quantity is None else self.quantity
        return basket.add(self.article, quantity, self.price, self.lot, labelled=self.labelled)
