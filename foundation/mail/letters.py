"""A mail as a value, and as the message that is sent. Nothing in it can become a header that was not meant."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

LONGEST_SUBJECT = 200
POLICY = SMTP.clone(raise_on_defect=False)
CALENDAR_METHODS = frozenset({"REQUEST", "CANCEL", "PUBLISH"})  # RFC 5546
ADDRESS = re.compile(r"[^\s@<>\"(),:;\\]+@[^\s@<>\"(),:;\\]+")


@dataclass(frozen=True, kw_only=True)
class Mail:
    """To whom, about what, in which words; `text` always, `html` beside it if there is any.

    `calendar` is a calendar file (RFC 5545) that goes along with its method (RFC 5546): mail programs offer to take it
    over, and all others see an attachment.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    language: str = ""
    reply_to: str = ""
    calendar: str = ""
    calendar_method: str = ""

    def __post_init__(self) -> None:
        for address in filter(None, (self.to, self.reply_to)):
            if not is_address(address):
                raise ValueError(f"{address!r} is not one e-mail address.")
        if not re.fullmatch(r"[A-Za-z-]{0,20}", self.language):
            raise ValueError(f"{self.language!r} is not the code of a language.")
        if self.calendar and self.calendar_method not in CALENDAR_METHODS:
            raise ValueError(f"{self.calendar_method!r} is no method of a calendar file.")
        object.__setattr__(self, "subject", _one_line(self.subject))
        if not self.to or not self.subject:
            raise ValueError("A mail needs a receiver and a subject.")


def is_address(address: str) -> bool:
    """One address without a name, white space, control characters or anything that could hold a second one."""
    has_control = any(unicodedata.category(c)[0] == "C" for c in address)
    return len(address) <= 254 and not has_control and ADDRESS.fullmatch(address) is not None


def compose(mail: Mail, *, sender: str, at: datetime, token: str) -> EmailMessage:
    """The message, with the date and number it was queued with: sent twice, it is the same message."""
    message = EmailMessage(POLICY)
    message["From"] = _address(sender)
    message["To"] = _address(mail.to)
    if mail.reply_to:
        message["Reply-To"] = _address(mail.reply_to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(at.astimezone(UTC))
    message["Message-ID"] = f"<{token}@{_address(sender).domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    if mail.calendar:
        method = {"method": mail.calendar_method}
        message.add_alternative(mail.calendar, subtype="calendar", params=method)
        message.add_attachment(mail.calendar, subtype="calendar", filename="invitation.ics", params=method)
    if mail.language:
        message["Content-Language"] = mail.language  # after the content, which begins with no Content- header at all
    return message


def _address(address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(username=local, domain=domain.encode("idna").decode() if not domain.isascii() else domain)


def _one_line(text: str) -> str:
    printable = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join(printable.split())[:LONGEST_SUBJECT]
