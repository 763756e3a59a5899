"""What the till refuses, each with the sentence that is said about it."""

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_


class TillError(KassaError):
    """Something the till does not do; nothing has changed."""


class NotAllowedError(TillError):
    """The person may not do this."""

    template = N_("{person} may not do this: {action}. Somebody with the permission can.")

    def __init__(self, action: str, what: KassaError | str, person: str, amount: int = 0) -> None:
        super().__init__(person=person, action=what)
        self.action = action
        self.amount = amount


class OverLimitError(NotAllowedError):
    """The person may do this up to a limit, and this is beyond it."""

    template = N_("{person} may not do this beyond a limit: {action}. Somebody with the permission can.")


class ChangedMeanwhileError(TillError):
    """What was shown is no longer so."""
