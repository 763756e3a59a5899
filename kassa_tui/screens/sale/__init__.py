"""The sale: what is scanned is what is seen, one green key to pay, nothing to dismiss."""

from kassa_tui.screens.sale.screen import SaleScreen

__all__ = ["SaleScreen"]
