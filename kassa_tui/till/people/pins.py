"""PINs: kept as scrypt hashes, one for each person, none twice in the shop.

All hashes of a shop share a salt, so that one computation finds whose PIN was typed. No two are alike, because no
PIN is taken twice; the salt keeps them unlike those of other shops.
"""

import os
from base64 import b64decode, b64encode
from hashlib import scrypt
from itertools import pairwise

from kassa_tui.database import row, rows
from kassa_tui.i18n import N_
from kassa_tui.models import Credential
from kassa_tui.text import is_digits
from kassa_tui.till.ledger.desk import Desk, Person, by_id, people
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.people import lockout
from kassa_tui.till.people.lockout import WrongPinError

COST, BLOCKS, LANES = 14, 8, 1
"""scrypt with N = 2^14, r = 8, p = 1 (RFC 7914): 16 MiB, a tenth of a second on a Raspberry Pi 4."""

SHORT, LONG = 4, 6
"""Digits of a cashier's PIN, and of the PIN of whoever may approve something for others."""

LONGEST = 12


class PinError(TillError):
    """A PIN that cannot be."""


def _hashed(pin: str, settings: str) -> str:
    """The hash of a PIN, after its settings: `scrypt$14$8$1$SALT`."""
    _name, cost, blocks, lanes, salt = settings.split("$")
    made = scrypt(pin.encode(), salt=b64decode(salt), n=1 << int(cost), r=int(blocks), p=int(lanes), dklen=32)
    return f"{settings}${b64encode(made).decode()}"


def _settings() -> str:
    """The settings for a new hash: the shop's, or the first ones with a new salt."""
    wanted = f"scrypt${COST}${BLOCKS}${LANES}$"
    for (kept,) in rows("SELECT pin FROM credential WHERE pin IS NOT NULL"):
        if kept.startswith(wanted):
            return str(kept.rpartition("$")[0])
    return wanted + b64encode(os.urandom(16)).decode()


def _holder(pin: str) -> int | None:
    """Whose PIN this is, among all who have one."""
    found = rows("SELECT person_id, pin FROM credential WHERE digits = ?", len(pin))
    made = {settings: _hashed(pin, settings) for settings in {kept.rpartition("$")[0] for _id, kept in found}}
    return next((number for number, kept in found if made[kept.rpartition("$")[0]] == kept), None)


def used(role: str = "") -> bool:
    """Whether anybody who works here, or anybody of a role, has a PIN or a badge."""
    credential = row(
        "SELECT 1 FROM credential c JOIN person p ON p.id = c.person_id "
        "WHERE p.active AND ? IN ('', p.role) AND (c.pin IS NOT NULL OR c.badge IS NOT NULL) LIMIT 1",
        role,
    )
    return credential is not None


def used_by(person: Person) -> bool:
    """Whether the person has a PIN or a badge."""
    found = row("SELECT pin IS NOT NULL OR badge IS NOT NULL FROM credential WHERE person_id = ?", person.id)
    return bool(found and found[0])


def digits_of(person: Person) -> int:
    """How long the person's PIN is; 0 for none."""
    found = row("SELECT digits FROM credential WHERE person_id = ?", person.id)
    return int(found[0] or 0) if found else 0


def approves(role: str) -> bool:
    """Whether the role may do something that another one may not, or not for so much."""
    return bool(
        rows(
            "SELECT 1 FROM permission mine JOIN role other ON other.code <> mine.role "
            "LEFT JOIN permission theirs ON theirs.role = other.code AND theirs.action = mine.action "
            'WHERE mine.role = ? AND (theirs.role IS NULL OR coalesce(mine."limit", 1 << 60) > '
            'coalesce(theirs."limit", 1 << 60)) LIMIT 1',
            role,
        )
    )


def needed(role: str) -> int:
    """How many digits a PIN of the role has at least."""
    return LONG if approves(role) else SHORT


def _runs(pin: str) -> bool:
    """Whether each digit is as far from the one before: 1111, 1234, 9753, 7890."""
    return len({(int(b) - int(a)) % 10 for a, b in pairwise(pin)}) == 1


def _repeats(pin: str) -> bool:
    """Whether it is a shorter piece over and over: 1212, 123123."""
    return pin in (pin + pin)[1:-1]


def check_new(person: Person, pin: str) -> None:
    """Refuse what is too short, too easy, or somebody else's: PinError."""
    least = needed(person.role)
    if not is_digits(pin):
        raise PinError(N_("A PIN is digits only."))
    if not least <= len(pin) <= LONGEST:
        raise PinError(N_("This PIN needs {least} to {most} digits."), least=least, most=LONGEST)
    if _runs(pin) or _repeats(pin):
        raise PinError(N_("That PIN is too easy to guess. Choose another."))
    if _holder(pin) not in (None, person.id):
        raise PinError(N_("That PIN cannot be used. Choose another."))


def keep(person: Person, pin: str, entry: int) -> None:
    """Store a PIN that has been checked; `entry` tells of it. Called inside a transaction."""
    values = {"pin": _hashed(pin, _settings()), "digits": len(pin), "entry": entry}
    Credential.insert(person_id=person.id, **values).on_conflict(
        conflict_target=[Credential.person_id], update=values
    ).execute()
    lockout.forget(person)


def prove(desk: Desk, pin: str, person: Person | None = None) -> Person:
    """Whose PIN this is; it must be the `person`'s when one is named, and what is waited for is theirs alone.

    Wrong ones are counted and journalled. Raises WrongPinError, LockedOutError.
    """
    lockout.check(desk, person)
    found = _holder(pin) if is_digits(pin) and len(pin) <= LONGEST else None
    holder = by_id(found) if found is not None else None
    if holder is None or holder not in people() or (person is not None and person.id != holder.id):
        lockout.wrong(desk, person)
        lockout.check(desk, person)
        raise WrongPinError
    lockout.check(desk, holder)
    lockout.proved(holder)
    return holder
