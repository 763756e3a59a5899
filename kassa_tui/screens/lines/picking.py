"""Several articles that are picked from a list at once: which are marked, and how many of each."""

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import Language
from kassa_tui.text import is_digits
from kassa_tui.till.basket.lines import ONE, Article
from kassa_tui.till.basket.typed_numbers import read_quantity

PIECES, MEASURE = 4, 8
"""Signs of a number of pieces, and of a weight or measure."""


class Mark(Struct, frozen=True):
    """An article that is picked, with what was typed for its quantity: nothing is one piece, or a weight to ask for."""

    article: Article
    typed: str = ""

    @property
    def quantity(self) -> int | None:
        """In thousandths; None for a weight or measure that is asked for. Raises NotAQuantityError."""
        if self.typed:
            return read_quantity(self.typed)
        return ONE if self.article.unit == "piece" else None

    def shown(self, language: Language) -> str:
        """`3 ×`, `0,5 kg`, and `kg` for what is asked."""
        if self.article.unit == "piece":
            return f"{self.typed or 1} ×"
        return f"{self.typed.replace('.', language.decimal)} {self.article.unit}".strip()

    def takes(self, sign: str) -> bool:
        """Whether a sign can stand next: no piece is part of one, and no number of pieces begins with nothing."""
        if self.article.unit == "piece":
            return is_digits(sign) and (bool(self.typed) or sign != "0") and len(self.typed) < PIECES
        mark = sign in (",", ".") and not {",", "."} & set(self.typed)
        return (is_digits(sign) or mark) and len(self.typed) < MEASURE


class Picking:
    """What is marked, in the order in which it was; nothing of it is anywhere else yet."""

    def __init__(self) -> None:
        self._marks: dict[int, Mark] = {}

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is marked, the first first."""
        return tuple(self._marks.values())

    def of(self, article: Article) -> Mark | None:
        """The mark of an article, if it has one."""
        return self._marks.get(article.id)

    def turn(self, article: Article) -> None:
        """Mark it, or take its mark away."""
        if self._marks.pop(article.id, None) is None:
            self._marks[article.id] = Mark(article)

    def write(self, mark: Mark, sign: str) -> bool:
        """A sign more of a quantity; whether it can stand there."""
        if not mark.takes(sign):
            return False
        self._marks[mark.article.id] = replace(mark, typed=mark.typed + sign)
        return True

    def shorter(self, mark: Mark) -> None:
        """A sign less."""
        self._marks[mark.article.id] = replace(mark, typed=mark.typed[:-1])
