"""What people call the kinds of receipts."""

from kassa_tui.i18n import N_

WORDS = {
    "sale": N_("sale"),
    "refund": N_("refund"),
    "cancelled": N_("cancelled"),
    "correction": N_("correction"),
    "deposit": N_("down payment"),
    "settlement": N_("order paid"),
    "invoice": N_("invoice paid"),
    "training": N_("training"),
}
