"""The two ways a mail leaves: into a folder, or to a mail server."""

import os
import smtplib
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from foundation.messages import say
from foundation.refusals import Refusal

PATIENCE = 30.0  # seconds for each answer of the server
NEVER = 500  # answers from here on will be the same tomorrow


class Undeliverable(Refusal):
    """The server will never take this mail: trying again is of no use."""


class Post(Protocol):
    """Where a mail is handed in."""

    def send(self, message: EmailMessage) -> None:
        """Hand it in, or raise; after `Undeliverable` there is no use in trying again."""


class FolderPost:
    """Writes each mail as an .eml file: for trying out, and for schools without a mail server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """One file, there in whole or not at all; the same mail twice is the same file."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{message['Date'].datetime:%Y%m%dT%H%M%S}-{message['Message-ID'].strip('<>').partition('@')[0]}.eml"
        descriptor, draft = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, self.folder / name)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise


class SmtpPost:
    """Hands mail to a server: smtp://user:password@host:587 (TLS where offered) or smtps://host:465."""

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self._url = urlsplit(url)
        self._patience = patience

    def send(self, message: EmailMessage) -> None:
        """Hand it in over a connection of its own."""
        with self._connected() as server:
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as refused:
                code, words = next(iter(refused.recipients.values()))
                raise _judged(code, words) or refused from refused
            except smtplib.SMTPDataError as refused:
                raise _judged(refused.smtp_code, refused.smtp_error) or refused from refused

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        host = self._url.hostname or "localhost"
        with self._server(host) as server:
            server.ehlo_or_helo_if_needed()
            if self._url.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            if self._url.username:
                _refuse_open_password(server, host)
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            yield server

    def _server(self, host: str) -> smtplib.SMTP:
        if self._url.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, _port(self._url, 465), timeout=self._patience, context=context)
        return smtplib.SMTP(host, _port(self._url, 25), timeout=self._patience)


def post_for(url: str, folder: Path) -> Post:
    """The server where one is set, else the folder."""
    return SmtpPost(url) if url else FolderPost(folder)


def _port(url: SplitResult, default: int) -> int:
    return url.port or default


def _refuse_open_password(server: smtplib.SMTP, host: str) -> None:
    if isinstance(server.sock, ssl.SSLSocket) or _is_here(host):
        return
    raise smtplib.SMTPNotSupportedError(f"{host} offers no TLS, so the password is not sent to it.")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _judged(code: int, words: bytes | str) -> Undeliverable | None:
    if code < NEVER:
        return None
    spoken = words.decode(errors="replace") if isinstance(words, bytes) else words
    return Undeliverable(say("The mail server does not take this mail: %(answer)s", answer=f"{code} {spoken}"[:200]))
