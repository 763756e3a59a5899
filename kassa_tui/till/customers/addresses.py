"""Mail addresses: the usual form of RFC 5321 with one receiver, in letters that every server takes."""

SEVEN_BITS = range(33, 127)
SPECIAL = frozenset('<>()[]\\,;:"')


def is_mail_address(text: str) -> bool:
    """Whether a letter may go there."""
    name, at, domain = text.rpartition("@")
    plain = all(ord(sign) in SEVEN_BITS and sign not in SPECIAL for sign in text)
    parts = domain.split(".")
    return bool(at and name) and "@" not in name and plain and len(parts) > 1 and all(parts) and domain[0] != "-"
