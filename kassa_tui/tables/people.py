"""The shop and its people."""

from peewee import AutoField, CompositeKey, IntegerField, TextField

from kassa_tui.tables.base import Table, flag, references


class Location(Table):
    code = TextField(primary_key=True)
    name = TextField()


class Register(Table):
    code = TextField(primary_key=True)
    location = TextField(constraints=[references("location", "code")])
    name = TextField()
    serial = TextField(unique=True)
    created_at = IntegerField()


class Setting(Table):
    """A value of the shop as JSON."""

    key = TextField(primary_key=True)
    value = TextField()
    entry = IntegerField()


class Role(Table):
    code = TextField(primary_key=True)
    name = TextField()


class Permission(Table):
    """What a role may do; `limit` is in the action's own unit (basis points, minor units), null for none."""

    role = TextField(constraints=[references("role", "code")])
    action = TextField()
    limit = IntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("role", "action")


class Person(Table):
    id = AutoField()
    uid = TextField(unique=True)
    name = TextField(unique=True)
    role = TextField(constraints=[references("role", "code")])
    language = TextField(null=True)
    active = IntegerField(default=1, constraints=flag("active"))
    entry = IntegerField()


class Credential(Table):
    """How a person proves who it is; a table of its own, so that no list of people ever holds it.

    `pin` is a scrypt hash with its parameters and salt, `digits` how long the PIN is, `badge` the SHA-256 of
    a badge's code. The journal says that one was changed (`entry`), never what it is.
    """

    person_id = IntegerField(primary_key=True, constraints=[references("person")])
    pin = TextField(null=True)
    digits = IntegerField(null=True)
    badge = TextField(null=True, unique=True)
    entry = IntegerField()


class Attempt(Table):
    """Wrong PINs of a person or a register: how many of late, when the last one was, until when none is taken.

    Times are milliseconds since the start of the machine that `boot` names. `in_row` counts since the last right one.
    """

    scope = TextField(primary_key=True)
    failed = IntegerField()
    at = IntegerField()
    until = IntegerField()
    boot = TextField(null=True)
    in_row = IntegerField(null=True)
