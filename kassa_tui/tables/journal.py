"""The journal, and what a fact is."""

from peewee import AutoField, Check, IntegerField, TextField

from kassa_tui.tables.base import Table, one_of, references


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


class Fact(Table):
    """A row that never changes, with where it belongs and which journal entry tells of it."""

    id = AutoField()
    uid = TextField(unique=True)
    register = TextField(constraints=[references("register", "code")])
    location = TextField(constraints=[references("location", "code")])
    entry = IntegerField()
