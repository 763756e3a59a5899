"""One family of errors that can be said to a person: a text to translate, and the values in it."""

from typing import ClassVar

from kassa_tui.i18n import Words, current


class KassaError(Exception):
    """Something that a person must be told. Subclasses name the case; `template` is marked with `N_`."""

    template: ClassVar[str] = ""

    def __init__(self, template: str = "", **values: object) -> None:
        self.message = template or self.template
        self.values = values
        super().__init__(self.message)

    def say(self, words: Words | None = None) -> str:
        """The sentence in a language, the one in use by default. Amounts are written that language's way."""
        spoken = words or current()
        values = {name: _written(value, spoken) for name, value in self.values.items()}
        return spoken.text(self.message).format(**values)

    def __str__(self) -> str:
        return self.say()


def _written(fact: object, words: Words) -> str:
    if isinstance(fact, KassaError):
        return fact.say(words)
    write = getattr(fact, "text", None)
    return write(words.language) if callable(write) else str(fact)
