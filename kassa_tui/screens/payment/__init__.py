"""Payment: from a basket to a recorded receipt."""

from kassa_tui.screens.payment.screen import PaymentScreen

__all__ = ["PaymentScreen"]
