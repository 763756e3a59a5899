"""The journal, and what a fact is."""

from peewee import AutoField, Check, IntegerField, ModelIndex, TextField

from kassa_tui.tables.base import Table, one_of, references

ANSWERS = ("restored", "lost")
"""What became of what a database does not hold: an older copy was put back on purpose, or it was lost."""


class Journal(Table):
    """The chain: each entry's hash is over the one before and its own content."""

    id = AutoField()
    register = TextField(constraints=[references("register", "code")])
    location = TextField(constraints=[references("location", "code")])
    number = IntegerField()
    at = IntegerField()
    clock = TextField(constraints=[one_of("clock", ("ok", "back"))])
    person_id = IntegerField(null=True, constraints=[references("person")])
    approver_id = IntegerField(null=True, constraints=[references("person")])
    channel = TextField()
    kind = TextField()
    facts = TextField(constraints=[Check("json_valid(facts)")])
    previous = TextField(constraints=[Check("length(previous) = 64")])
    hash = TextField(unique=True, constraints=[Check("length(hash) = 64")])

    class Meta:
        indexes = ((("register", "number"), True),)


Journal.add_index(
    ModelIndex(Journal, [Journal.register, Journal.number], where=Journal.clock == "back", name="clock_back")
)


class ClockDoubt(Table):
    """A register whose journal tells of a time that nobody believes yet: the newest before it in UTC milliseconds."""

    register = TextField(primary_key=True, constraints=[references("register", "code")])
    believed = IntegerField()


class Fact(Table):
    """A row that never changes, with where it belongs and which journal entry tells of it."""

    id = AutoField()
    uid = TextField(unique=True)
    register = TextField(constraints=[references("register", "code")])
    location = TextField(constraints=[references("location", "code")])
    entry = IntegerField()


class Succession(Fact):
    """A register goes on as another, whose code is `register`: of the `old` one more was known than is held.

    `first` is the code that the counter began with. Both ends are numbers and hashes of journal entries, and numbers
    of receipts (0 for none): the newest that were known somewhere, and the newest that this database has.
    """

    old = TextField(index=True, constraints=[references("register", "code")])
    first = TextField(index=True, constraints=[references("register", "code")])
    at = IntegerField()
    person_id = IntegerField(constraints=[references("person")])
    known_number = IntegerField()
    known_hash = TextField(constraints=[Check("length(known_hash) = 64")])
    known_receipt = IntegerField()
    held_number = IntegerField()
    held_hash = TextField(constraints=[Check("length(held_hash) = 64")])
    held_receipt = IntegerField()

    class Meta:
        constraints = [Check('"old" <> "register"'), Check('"first" <> "register"')]


class SuccessionAnswer(Fact):
    """What the owner said became of what is missing."""

    succession_id = IntegerField(unique=True, constraints=[references("succession")])
    at = IntegerField()
    person_id = IntegerField(constraints=[references("person")])
    answer = TextField(constraints=[one_of("answer", ANSWERS)])
    note = TextField(default="")
