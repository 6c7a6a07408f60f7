"""Getting a file from an address that somebody filled in: bounded in time and size, and never from inside the network.

The host is resolved once and the connection goes to the very address that was judged, so a name that answers
differently the second time gains nothing. Each redirect is judged anew.
"""

import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPException
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Event, Timer
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.response import BaseHTTPResponse
from urllib3.util.ssl_match_hostname import CertificateError

from foundation.messages import Message, say
from foundation.refusals import Refusal
from foundation.storage.blobs import size_in_words

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]

PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
CHUNK = 64 * 1024
LONGEST = 2000
AGENT = "Proefstuk"
UNICAST = ip_network("2000::/3")  # all that was ever given out of IPv6; local kinds and kinds to come stand outside it
SPECIAL = (
    *map(ip_network, ("192.0.0.0/24", "192.88.99.0/24")),  # of protocols, and relays that are no longer there
    *map(ip_network, ("2001::/23", "2001:db8::/32", "3fff::/20")),  # of protocols, and of examples in books
)
TRANSLATED = ip_network("64:ff9b::/96")  # an IPv4 address behind a translator stands in the last four bytes


class FetchTrouble(StrEnum):
    """Why nothing came."""

    ADDRESS = "address"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    SLOW = "slow"
    LARGE = "large"
    BROKEN = "broken"
    STATUS = "status"
    REDIRECTS = "redirects"


class NotFetched(Refusal):
    """The address gave no file; the words say why and what to do."""

    def __init__(self, trouble: FetchTrouble, message: Message, *, answer: int | None = None) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.answer = answer  # the number that the server answered

    @property
    def is_absent(self) -> bool:
        """The server works and says that there is no such file."""
        return self.answer in (404, 410)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What one file may cost; times in seconds."""

    connecting: float = 5.0
    silence: float = 10.0  # without a single byte
    total: float = 30.0
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file, and the address that gave it in the end."""

    content: bytes
    url: str


@dataclass(frozen=True, slots=True)
class _Place:
    """One address, taken apart."""

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def named(self) -> str:
        """Host and port as a server expects to be called."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, as this machine looks them up."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[4][0]) for where in found))


def networks_from(text: str) -> tuple[Network, ...]:
    """Networks as settings write them: `10.1.0.0/16, 127.0.0.1`; ValueError for anything else."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def is_public(address: Address) -> bool:
    """Whether this address is on the public internet, seen through every wrapping."""
    if isinstance(address, IPv6Address):
        inner = _wrapped(address)
        if inner:
            return all(map(is_public, inner))
        if address not in UNICAST:
            return False
    return address.is_global and not address.is_multicast and not any(address in network for network in SPECIAL)


@dataclass(frozen=True)
class Fetcher:
    """Gets files; `networks` are those of the school itself that may be asked beside the public internet."""

    networks: tuple[Network, ...] = ()
    patience: Patience = field(default_factory=Patience)
    resolve: Resolve = resolved
    tls: ssl.SSLContext | None = None  # None: what this machine trusts

    def check(self, url: str) -> None:
        """Refuse an address that can never be fetched; nothing is asked of the network."""
        _taken_apart(url)

    def get(self, url: str, *, limit: int) -> Fetched:
        """The file at this address, or `NotFetched` in words."""
        ends = monotonic() + self.patience.total
        place = _taken_apart(url)
        for _ in range(self.patience.redirects + 1):
            answer = self._ask(place, ends, limit=limit)
            if isinstance(answer, bytes):
                return Fetched(answer, place.url)
            place = self._next(place, answer)
        raise NotFetched(
            FetchTrouble.REDIRECTS,
            say(
                "%(host)s keeps pointing to another address. Fill in the address where the file itself is.",
                host=place.host,
            ),
        )

    def _next(self, place: _Place, location: str) -> _Place:
        following = _taken_apart(urljoin(place.url, location))
        if place.scheme == "https" and following.scheme == "http":
            raise NotFetched(
                FetchTrouble.REFUSED,
                say(
                    "%(host)s points from a secure address (https) to one that is not. That is not followed.",
                    host=place.host,
                ),
            )
        return following

    def _ask(self, place: _Place, ends: float, *, limit: int) -> bytes | str:
        """The bytes, or where the server points to."""
        address = self._judged(place)
        connection = self._connection(place, str(address), ends)
        try:
            with _said(place):
                connection.connect()
            with (
                _cut_off(connection, ends) as is_late,
                _said(place, is_late),
                closing(self._response(connection, place)) as response,
            ):
                where = response.headers.get("Location")
                if response.status in REDIRECTS and where:
                    return where
                _refuse_answer(place, response.status)
                content = _read(response, place, limit)
                if is_late.is_set():
                    raise _too_slow(place)
                return content
        finally:
            connection.close()

    def _judged(self, place: _Place) -> Address:
        """The address to connect to. One that may not be asked spoils the name: nobody mixes them by accident."""
        try:
            found = [ip_address(text.partition("%")[0]) for text in self.resolve(place.host, place.port)]
        except (OSError, UnicodeError) as error:
            raise NotFetched(
                FetchTrouble.UNREACHABLE,
                say("There is no server called %(host)s. Look at how the address is written.", host=place.host),
            ) from error
        if not found or not all(self._may_ask(address) for address in found):
            raise NotFetched(
                FetchTrouble.REFUSED,
                say(
                    "%(host)s is inside a private network, and Proefstuk asks none of those. Ask whoever runs the "
                    "server to allow its network (the setting PROEFSTUK_FETCH_NETWORKS).",
                    host=place.host,
                ),
            )
        return found[0]

    def _may_ask(self, address: Address) -> bool:
        return is_public(address) or any(address in network for network in self.networks)

    def _connection(self, place: _Place, address: str, ends: float) -> HTTPConnection:
        patience = max(0.1, min(self.patience.connecting, ends - monotonic()))
        if place.scheme == "http":
            return HTTPConnection(address, place.port, timeout=patience)
        trusted = self.tls or ssl.create_default_context()
        return HTTPSConnection(
            address,
            place.port,
            timeout=patience,
            ssl_context=trusted,
            server_hostname=place.host,
            assert_hostname=place.host,
        )

    def _response(self, connection: HTTPConnection, place: _Place) -> BaseHTTPResponse:
        assert connection.sock is not None
        connection.sock.settimeout(self.patience.silence)
        headers = {"Host": place.named, "User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"}
        connection.request("GET", place.target, headers=headers, preload_content=False)
        return connection.getresponse()


def _taken_apart(url: str) -> _Place:
    if len(url) > LONGEST or any(ord(letter) <= 32 or ord(letter) == 127 for letter in url) or "\\" in url:
        raise _no_address()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError as error:  # UnicodeError is one too
        raise _no_address() from error
    if parts.scheme not in PORTS or not host or port == 0:
        raise _no_address()
    if parts.username is not None or parts.password is not None:
        raise NotFetched(
            FetchTrouble.ADDRESS,
            say("The address holds a user name or password. Take them out: they would be kept readable for others."),
        )
    return _Place(parts._replace(fragment="").geturl(), parts.scheme, host, port or PORTS[parts.scheme], _target(parts))


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else path


def _no_address() -> NotFetched:
    return NotFetched(
        FetchTrouble.ADDRESS, say("This is not an address on the web. It looks like https://school.example/files.")
    )


def _wrapped(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses to which this one is only a way."""
    if address in TRANSLATED:
        return (IPv4Address(address.packed[-4:]),)
    inner = address.ipv4_mapped or address.sixtofour
    return (inner,) if inner else address.teredo or ()


def _refuse_answer(place: _Place, answer: int) -> None:
    if answer == 200:
        return
    gaps = {"host": place.host, "answer": answer}
    if answer in (404, 410):
        words = say("%(host)s has no such file (it answered %(answer)s). Look at how the address is written.", **gaps)
    elif answer in (401, 403, 407):
        words = say(
            "%(host)s does not give this file to everyone (it answered %(answer)s). Ask whoever keeps that server.",
            **gaps,
        )
    elif answer >= 500:
        words = say("%(host)s has trouble of its own (it answered %(answer)s). Try again later.", **gaps)
    else:
        words = say("%(host)s gave no file (it answered %(answer)s). Ask whoever keeps that server.", **gaps)
    raise NotFetched(FetchTrouble.STATUS, words, answer=answer)


def _read(response: BaseHTTPResponse, place: _Place, limit: int) -> bytes:
    """The unpacked bytes, piece by piece: neither a long file nor a small packed one gets beyond the limit."""
    content = bytearray()
    while piece := response.read1(CHUNK):
        content += piece
        if len(content) > limit:
            raise NotFetched(
                FetchTrouble.LARGE,
                say(
                    "The file at %(host)s is too large: at most %(limit)s is read.",
                    host=place.host,
                    limit=size_in_words(limit),
                ),
            )
    return bytes(content)


@contextmanager
def _cut_off(connection: HTTPConnection, ends: float) -> Iterator[Event]:
    """Break the connection at the end of all patience: a server that sends a byte now and then is never silent."""
    is_late, wire = Event(), connection.sock
    assert wire is not None

    def cut() -> None:
        is_late.set()
        with suppress(OSError):
            socket.socket.shutdown(wire, socket.SHUT_RDWR)

    timer = Timer(max(0.0, ends - monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()


@contextmanager
def _said(place: _Place, is_late: Event | None = None) -> Iterator[None]:
    """What goes wrong on the way, in words."""
    try:
        yield
    except NewConnectionError as error:
        raise _broken(place, error, is_connected=False) from error
    except (ConnectTimeoutError, ReadTimeoutError, TimeoutError) as error:
        raise _too_slow(place) from error
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        if is_late is not None and is_late.is_set():
            raise _too_slow(place) from error
        raise _broken(place, error, is_connected=is_late is not None) from error


def _too_slow(place: _Place) -> NotFetched:
    return NotFetched(FetchTrouble.SLOW, say("%(host)s takes too long to answer. Try again later.", host=place.host))


def _broken(place: _Place, error: Exception, *, is_connected: bool) -> NotFetched:
    if isinstance(error, ssl.SSLError | SSLError | CertificateError) and not is_connected:
        return NotFetched(
            FetchTrouble.CERTIFICATE,
            say(
                "The certificate of %(host)s is not right, so nobody can tell whether it is that server. "
                "Ask whoever keeps it.",
                host=place.host,
            ),
        )
    if not is_connected:
        return NotFetched(
            FetchTrouble.UNREACHABLE,
            say("%(host)s cannot be reached. Look at the address, or try again later.", host=place.host),
        )
    if isinstance(error, DecodeError):
        return NotFetched(
            FetchTrouble.BROKEN, say("What %(host)s sent cannot be unpacked. Try again later.", host=place.host)
        )
    return NotFetched(
        FetchTrouble.BROKEN, say("The connection with %(host)s broke off halfway. Try again later.", host=place.host)
    )
