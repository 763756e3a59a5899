"""`kassa staff` and `kassa permissions`: who works here, with which PIN, and what each role may do."""

import sys
from argparse import ArgumentParser, Namespace
from getpass import getpass
from typing import Any

from kassa_tui.cli.common import DONE, Commands, acting_options, common_options, desk, opened, show
from kassa_tui.cli.views import decimal
from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current
from kassa_tui.text import fit
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.permissions import ACTIONS, ROLES, Action
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.people import lockout, people
from kassa_tui.till.people.people import PersonForm

LONGEST_LINE = 200
"""Signs of a PIN that comes from another program."""


class PinsDifferError(KassaError):
    """A PIN that was typed in two ways."""

    template = N_("The two PINs are not the same. Type both again.")


def _list(args: Namespace) -> int:
    opened(args)
    rows = [
        {
            "name": member.person.name,
            "role": member.person.role,
            "language": member.person.language,
            "active": member.active,
            "pin": bool(member.digits),
            "badge": member.badge,
        }
        for member in people.listed()
    ]
    lines = [
        f"{fit(member.person.name, 30)}  {fit(_(ROLES[member.person.role]), 16)}  "
        f"{fit(_('PIN') if member.digits else '', 4)}  {fit(_('badge') if member.badge else '', 8)}  "
        f"{'' if member.active else _('no longer here')}".rstrip()
        for member in people.listed()
    ]
    show(args, rows, "\n".join(lines))
    return DONE


def _add(args: Namespace) -> int:
    acting = desk(args)
    people.save(acting, PersonForm(args.name, args.role, args.speaks))
    show(args, {"name": args.name, "role": args.role}, _("{name} works here now.").format(name=args.name))
    return DONE


def _retire(args: Namespace) -> int:
    acting = desk(args)
    person = staff.named(args.name)
    people.retire(acting, person)
    show(args, {"retired": person.name}, _("{name} works here no more.").format(name=person.name))
    return DONE


def _role(args: Namespace) -> int:
    acting = desk(args)
    person = staff.named(args.name)
    form = people.read(person.id)
    people.save(acting, PersonForm(form.name, args.role, form.language, True, form.id, form.version))
    text = _("{name} is {role} now.").format(name=person.name, role=_(ROLES[args.role]))
    show(args, {"name": person.name, "role": args.role}, text)
    return DONE


def _typed_pin() -> str:
    """A PIN, typed twice without being shown, or the first line of what is piped in. Raises PinsDifferError."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(LONGEST_LINE).strip()
    first = getpass(_("New PIN") + ": ")
    if getpass(_("The same again") + ": ") != first:
        raise PinsDifferError
    return first


def _pin(args: Namespace) -> int:
    acting = desk(args)
    person = staff.named(args.name)
    people.set_pin(acting, person.id, "" if args.remove else _typed_pin())
    text = _("{name} has no PIN any more.") if args.remove else _("{name} has a new PIN.")
    show(args, {"name": person.name, "pin": not args.remove}, text.format(name=person.name))
    return DONE


def _unlock(args: Namespace) -> int:
    acting = desk(args)
    person = staff.named(args.name) if args.name else None
    lockout.end_wait(acting, person)
    where = _("{name} types a PIN again.") if person else _("PINs without a name are taken again at {register}.")
    text = where.format(name=person.name if person else "", register=acting.register)
    show(args, {"unlocked": person.name if person else acting.register}, text)
    return DONE


def _limit(action: Action, limit: int | None) -> str | None:
    """A limit as JSON has it: `10.00` percent, or an amount; None for none."""
    if limit is None:
        return None
    return f"{limit / 100:.2f}" if action.unit == "percent" else decimal(read_shop().money(limit))


def _permissions(args: Namespace) -> int:
    opened(args)
    roles = [args.role] if args.role else list(ROLES)
    held = {role: people.grants(role) for role in roles}
    rows: list[dict[str, Any]] = []
    lines = [f"{'':<24}{'':<48}" + "".join(fit(_(ROLES[role]), 16) for role in roles)]
    for action in ACTIONS.values():
        having = {role: _limit(action, held[role][action.code]) for role in roles if action.code in held[role]}
        rows.append({"action": action.code, "text": _(action.text), "unit": action.unit, "roles": having})
        cells = (fit(_cell(action, having, role), 16) for role in roles)
        lines.append(f"{action.code:<24}{fit(_(action.text), 47)} {''.join(cells)}".rstrip())
    show(args, rows, "\n".join(lines))
    return DONE


def _cell(action: Action, having: dict[str, str | None], role: str) -> str:
    if role not in having:
        return _("no")
    limit = having[role]
    if limit is None:
        return _("yes")
    written = limit.replace(".", current().language.decimal)
    return _("up to {limit}").format(limit=f"{written} %" if action.unit == "percent" else written)


def add_to(commands: Commands) -> None:
    """Add both groups to the command line."""
    permissions = commands.add_parser("permissions", help="what each role may do, up to how much")
    permissions.add_argument("--role", choices=list(ROLES), help="only this role's")
    permissions.set_defaults(run=_permissions, reads=True)
    common_options(permissions)
    group: ArgumentParser = commands.add_parser("staff", help="who works here")
    acts = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    acts.add_parser("list", help="everybody, also who left").set_defaults(run=_list, reads=True)
    add = acts.add_parser("add", help="somebody new")
    add.add_argument("--role", choices=list(ROLES), default="cashier", help="what the person may do (default: cashier)")
    add.add_argument("--speaks", choices=("nl", "da", "en"), help="the person's language (default: the shop's)")
    add.set_defaults(run=_add)
    acts.add_parser("retire", help="somebody works here no more").set_defaults(run=_retire)
    role = acts.add_parser("role", help="another role for somebody")
    role.set_defaults(run=_role)
    pin = acts.add_parser("pin", help="a new PIN, typed twice or piped in; ends a lock-out")
    pin.add_argument("--remove", action="store_true", help="take the PIN away")
    pin.set_defaults(run=_pin)
    acts.add_parser(
        "unlock", help="wrong PINs are forgiven: of somebody, or those without a name at the register"
    ).set_defaults(run=_unlock)
    for name, act in acts.choices.items():
        if name != "list":
            needed = None if name != "unlock" else "?"
            act.add_argument("name", metavar="NAME", nargs=needed, help="the person's name")
            acting_options(act)
        common_options(act)
    role.add_argument("role", choices=list(ROLES), metavar="ROLE", help="owner, manager or cashier")
