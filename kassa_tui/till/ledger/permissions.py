"""Everything that needs permission: one row an action, with its words and which roles have it at set-up.

Recorders, screens and commands take their action from here; what an action is called in the tables never changes.
"""

from dataclasses import dataclass
from typing import Literal

from kassa_tui.i18n import N_

OWNER, MANAGER, CASHIER = "owner", "manager", "cashier"
ROLES = {OWNER: N_("owner"), MANAGER: N_("manager"), CASHIER: N_("cashier")}


@dataclass(frozen=True)
class Action:
    """Something that needs permission; an owner may do everything.

    `cashier` and `manager` say whether the roles have it at set-up; `limit` up to how much a cashier may, None
    for no limit. `unit` is what a limit counts: `percent` in basis points, `amount` in minor units, "" for none.
    """

    code: str
    text: str
    cashier: bool = True
    limit: int | None = None
    manager: bool = True
    unit: Literal["", "percent", "amount"] = ""

    def granted(self, role: str) -> bool:
        """Whether the role has it at set-up."""
        return {OWNER: True, MANAGER: self.manager, CASHIER: self.cashier}[role]


# Selling
SELL = Action("sale", N_("sell"))
CHANGE_PRICE = Action("sale.price", N_("change a price"), cashier=False)
DISCOUNT = Action("sale.discount", N_("give a discount"), limit=1000, unit="percent")
REMOVE_LINE = Action("sale.remove", N_("take something off a receipt"), unit="amount")
REFUND = Action("refund.receipt", N_("refund against a receipt"), unit="amount")
REFUND_FREE = Action("refund.free", N_("refund without a receipt"), cashier=False, unit="amount")
REFUND_OTHER = Action("refund.other_tender", N_("refund by another payment method"), cashier=False)
REFUND_EMPTIES = Action("refund.packaging", N_("give back more for empties"), cashier=False)
REPRINT = Action("receipt.reprint", N_("print a copy"))
CORRECT_PAYMENT = Action("receipt.correct", N_("correct a payment method"), cashier=False)
SELL_OVER_LIMIT = Action("account.over_limit", N_("sell on account above the limit"), cashier=False)

# Sessions and the drawer
OPEN_SESSION = Action("session.open", N_("start a session"))
RECOUNT_OPENING = Action("session.recount", N_("count the opening amount afterwards"))
ADD_CASH = Action("cash.add", N_("add cash to the drawer"))
REMOVE_CASH = Action("cash.remove", N_("take cash out of the drawer"))
OPEN_DRAWER = Action("drawer.open", N_("open the drawer without a sale"))
CLOSE_SESSION = Action("session.close", N_("close a session"))
SKIP_COUNT = Action("session.skip_count", N_("close without counting"), cashier=False)
SEE_EXPECTED = Action("session.see_expected", N_("see how much should be in the drawer"), cashier=False)
APPROVE_DIFFERENCE = Action("session.approve", N_("approve a difference at the close"), cashier=False)
CLOSE_REMOTELY = Action("session.close_remote", N_("close a session from the office"), cashier=False)

# Orders and customers
EDIT_ORDER = Action("order.edit", N_("make and change orders"))
FREE_LINE = Action("order.free_line", N_("order what is not in the catalogue"), limit=5000, unit="amount")
RECEIVE_TRANSFER = Action("order.transfer", N_("book a bank transfer as received"), cashier=False)
CANCEL_ORDER = Action("order.cancel", N_("cancel an order"))
KEEP_DEPOSIT = Action("order.keep_deposit", N_("keep the deposit of a cancelled order"), cashier=False)
EDIT_CUSTOMERS = Action("customer.edit", N_("change customers"))
LIMIT_ACCOUNT = Action("customer.limit", N_("let customers buy on account for more"), cashier=False)
MERGE_CUSTOMERS = Action("customer.merge", N_("merge customers"), cashier=False)
ERASE_CUSTOMERS = Action("customer.erase", N_("erase customers"), cashier=False)

# Reports
X_REPORT = Action("report.x", N_("print an X report"))
SEE_HISTORY = Action("session.history", N_("see past sessions"))
SEE_SESSIONS = Action("session.reports", N_("see reports of sessions"), cashier=False)
SEE_SALES = Action("report.sales", N_("see reports of sales"), cashier=False)

# The office
WORK_IN_OFFICE = Action("office", N_("work in the office"), cashier=False)
EDIT_PRODUCTS = Action("product.edit", N_("change products"), cashier=False)
EDIT_KEYS = Action("keys.edit", N_("change the quick-key pages"), cashier=False)
EDIT_SHOP = Action("shop.edit", N_("change the shop's settings"), cashier=False)
END_WAIT = Action("staff.end_wait", N_("let somebody type a PIN again"), cashier=False)
ANSWER_MISSING = Action("missing.answer", N_("say what became of missing receipts"), cashier=False, manager=False)
EDIT_STAFF = Action("staff.edit", N_("change people and permissions"), cashier=False, manager=False)

_EACH = [action for action in list(vars().values()) if isinstance(action, Action)]
ACTIONS = {action.code: action for action in sorted(_EACH, key=lambda action: action.code)}
"""All of them, in the order of their codes."""
