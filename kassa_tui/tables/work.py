"""Kept paper, and work in hand: print jobs, drafts and parked baskets come and go."""

from peewee import AutoField, Check, CompositeKey, IntegerField, ModelIndex, TextField

from kassa_tui.tables.base import Table, one_of, references
from kassa_tui.tables.journal import Fact


class Paper(Fact):
    """A rendered document, kept as it was; `sha256` is over it and stands in the journal."""

    kind = TextField()
    at = IntegerField()
    language = TextField()
    session_id = IntegerField(null=True, index=True, constraints=[references("session")])
    receipt_id = IntegerField(null=True, index=True, constraints=[references("receipt")])
    document = TextField()
    sha256 = TextField(constraints=[Check("length(sha256) = 64")])


class CustomerPaper(Fact):
    """A rendered document that names a customer, kept until `kept_until` (the last day) and blanked no sooner.

    `sha256` is over its `salt` and it, and stands in the journal; once both are blank it tells nothing. `due` is the
    last day to pay (UTC ms), null where nothing is owed.
    """

    kind = TextField(constraints=[one_of("kind", ("invoice", "refund"))])
    at = IntegerField()
    language = TextField()
    receipt_id = IntegerField(unique=True, constraints=[references("receipt")])
    customer_id = IntegerField(index=True, constraints=[references("customer")])
    due = IntegerField(null=True)
    kept_until = TextField(constraints=[Check("length(kept_until) = 10")])
    salt = TextField()
    document = TextField()
    sha256 = TextField(constraints=[Check("length(sha256) = 64")])


class PrintJob(Table):
    """`paper_id` and `customer_paper_id` are kept papers.

    `document` is one that is not kept, such as an order's slip with a customer's name.
    """

    id = AutoField()
    register = TextField()
    kind = TextField(constraints=[one_of("kind", ("print", "kick"))])
    paper_id = IntegerField(null=True, constraints=[references("paper")])
    copy = IntegerField(default=0)
    state = TextField(constraints=[one_of("state", ("queued", "sending", "sent", "failed", "unknown", "dropped"))])
    error = TextField(default="")
    created_at = IntegerField()
    changed_at = IntegerField()
    document = TextField(null=True)
    customer_paper_id = IntegerField(null=True, constraints=[references("customer_paper")])


PrintJob.add_index(
    ModelIndex(
        PrintJob,
        [PrintJob.register, PrintJob.id],
        where=PrintJob.state.in_(("queued", "sending")),
        name="waiting_jobs",
    )
)


class Draft(Table):
    """Something unfinished that a restart must find again: the basket, a count."""

    register = TextField()
    slot = TextField()
    value = TextField()
    changed_at = IntegerField()

    class Meta:
        primary_key = CompositeKey("register", "slot")


class Parked(Table):
    id = AutoField()
    register = TextField(index=True)
    name = TextField()
    at = IntegerField()
    person_id = IntegerField(constraints=[references("person")])
    basket = TextField()
    total = IntegerField()
    lines = IntegerField()
