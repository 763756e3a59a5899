"""Sessions, the drawer's ledger, counts and closes."""

from peewee import Check, CompositeKey, IntegerField, ModelIndex, TextField

from kassa_tui.tables.base import Table, flag, one_of, references
from kassa_tui.tables.journal import Fact

BASES = ("counted", "assumed", "none")
"""How a figure came about; `none` is never shown as 0."""


LEDGER = (
    *("opening", "recount", "tender", "change", "refund", "deposit", "invoice", "correction"),
    *("added", "removed", "returned", "closing"),
)
"""Why the cash in the drawer changes."""


class Session(Fact):
    """A tracking session; `closed_at` is the one column that is written later, once."""

    number = IntegerField()
    currency = TextField(constraints=[Check("length(currency) = 3")])
    opened_at = IntegerField()
    opened_by = IntegerField(constraints=[references("person")])
    opening = TextField(constraints=[one_of("opening", ("manual", "auto"))])
    business_day = TextField(constraints=[Check("length(business_day) = 10")])
    tracked = IntegerField(constraints=flag("tracked"))
    opening_amount = IntegerField(constraints=[Check("opening_amount >= 0")])
    opening_basis = TextField(constraints=[one_of("opening_basis", BASES)])
    previous_left = IntegerField(null=True)
    note = TextField(default="")
    closed_at = IntegerField(null=True)

    class Meta:
        indexes = ((("register", "number"), True),)


Session.add_index(
    ModelIndex(Session, [Session.register], unique=True, where=Session.closed_at.is_null(), name="one_open_session")
)


class DrawerEvent(Fact):
    """One change of the cash in the drawer: the ledger whose sum is what is expected."""

    session_id = IntegerField(constraints=[references("session")])
    at = IntegerField()
    person_id = IntegerField(constraints=[references("person")])
    kind = TextField(constraints=[one_of("kind", LEDGER)])
    amount = IntegerField()
    receipt_id = IntegerField(null=True, constraints=[references("receipt")])
    reason = TextField(null=True, constraints=[references("reason", "code")])
    note = TextField(default="")
    settles_id = IntegerField(null=True, constraints=[references("drawer_event")])

    class Meta:
        indexes = ((("session_id", "kind"), False),)


class SessionCount(Fact):
    """What was counted: cash, or a terminal's total; `detail` is JSON of the denominations."""

    session_id = IntegerField(index=True, constraints=[references("session")])
    kind = TextField(constraints=[one_of("kind", ("opening", "late", "closing"))])
    method = TextField(constraints=[references("payment_method", "code")])
    at = IntegerField()
    person_id = IntegerField(constraints=[references("person")])
    expected = IntegerField(null=True)
    counted = IntegerField()
    detail = TextField(default="{}", constraints=[Check("json_valid(detail)")])


class ZReport(Fact):
    """The close of a session, numbered; perpetual totals never reset."""

    number = IntegerField()
    session_id = IntegerField(unique=True, constraints=[references("session")])
    closed_at = IntegerField()
    closed_by = IntegerField(constraints=[references("person")])
    expected = IntegerField(null=True)
    counted = IntegerField(null=True)
    counted_basis = TextField(constraints=[one_of("counted_basis", BASES)])
    left = IntegerField(null=True)
    taken = IntegerField(null=True)
    note = TextField(default="")
    bag = TextField(default="")
    needs_approval = IntegerField(constraints=flag("needs_approval"))
    receipts = IntegerField()
    first_receipt = IntegerField(null=True)
    last_receipt = IntegerField(null=True)
    sales = IntegerField()
    returns = IntegerField()
    net = IntegerField()

    class Meta:
        indexes = ((("register", "number"), True),)
        constraints = [
            Check('"net" = "sales" + "returns"'),
            Check('"left" IS NULL OR "left" >= 0'),
            Check('"counted" IS NULL OR "left" IS NULL OR "left" <= "counted"'),
        ]


class Approval(Fact):
    """Somebody with the permission has seen a session that closed above the tolerance."""

    z_report_id = IntegerField(unique=True, constraints=[references("z_report")])
    at = IntegerField()
    person_id = IntegerField(constraints=[references("person")])
    note = TextField(default="")


class SessionTotal(Table):
    """Running totals, written in the sale's own transaction; `kassa verify` proves them equal to the sums."""

    session_id = IntegerField(constraints=[references("session")])
    kind = TextField()
    key = TextField()
    n = IntegerField()
    amount = IntegerField()

    class Meta:
        primary_key = CompositeKey("session_id", "kind", "key")
        without_rowid = True
