"""Sending a letter through the shop's own mail server (RFC 5321, RFC 8314 for TLS)."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP as POLICY

from msgspec import Struct

from kassa_tui.hw.ports import DoubtError, HardwareError, UnsentError
from kassa_tui.i18n import N_
from kassa_tui.settings import MailSettings

KINDS = {
    "pdf": ("application", "pdf"),
    "csv": ("text", "csv"),
    "json": ("application", "json"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""Media types (RFC 2046) of the files that go with letters, by the ends of their names."""


class MailError(UnsentError):
    """The server did not take the letter: it can be tried again."""

    template = N_("The mail server did not take it: {problem}")


class RefusedMailError(HardwareError):
    """The server will never take it: a wrong address, or the sender is not allowed."""

    template = N_("The mail server refuses it: {problem}")


class Letter(Struct, frozen=True):
    """A letter with one file; `uid` makes its Message-ID, so that a second copy can be told."""

    to: str
    subject: str
    body: str
    name: str
    file: bytes
    uid: str


def message(settings: MailSettings, letter: Letter) -> EmailMessage:
    """The letter as it goes over the line. Raises RefusedMailError for an address that cannot be one."""
    mail = EmailMessage(policy=POLICY)
    try:
        mail["From"], mail["To"], mail["Subject"] = settings.sender, letter.to, letter.subject
    except (ValueError, IndexError) as error:
        raise RefusedMailError(problem=str(error)) from error
    domain = settings.sender.rpartition("@")[2] or "localhost"
    mail["Message-ID"] = f"<{letter.uid}@{domain}>"
    mail.set_content(letter.body)
    if letter.file:
        main, kind = KINDS.get(letter.name.rpartition(".")[2], ("application", "octet-stream"))
        mail.add_attachment(letter.file, maintype=main, subtype=kind, filename=letter.name)
    return mail


def _connected(settings: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=context)
    server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
    if settings.security == "starttls":
        server.starttls(context=context)
    return server


def send(settings: MailSettings, letter: Letter) -> None:
    """Hand the letter to the server.

    Raises MailError when it was not taken, DoubtError when that is not known, RefusedMailError when it never will be.
    """
    mail, handed = message(settings, letter), False
    try:
        with _connected(settings) as server:
            if settings.user:
                server.login(settings.user, settings.password)
            handed = True
            server.send_message(mail)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise (RefusedMailError if _for_good(error) else MailError)(problem=_said(error)) from error
    except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
        raise (DoubtError if handed else MailError)(problem=_said(error)) from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise MailError(problem=_said(error)) from error


def _codes(error: smtplib.SMTPException) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


def _for_good(error: smtplib.SMTPException) -> bool:
    """Whether the server says 5xx: trying again would not help."""
    codes = _codes(error)
    return bool(codes) and all(code >= 500 for code in codes)


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
