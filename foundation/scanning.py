"""Looking through uploads for programs that do harm: nobody looks, or ClamAV does, through its daemon.

What could not be looked through is never let through. clamd speaks a protocol of a few lines; docs/decisions/014 says
why no library stands between.
"""

import io
import logging
import select
import socket
import struct
import time
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from foundation.messages import Message, say
from foundation.refusals import Refusal

log = logging.getLogger(__name__)

PIECE = 64 * 1024
LONGEST_ANSWER = 4096
TO_CONNECT = 5.0  # seconds
TO_ANSWER = 120.0  # seconds for the whole of a file: a film of a gigabyte takes some ten
UNSEEN = "Heuristics.Limits.Exceeded"  # what clamd calls a file that it did not look through to the end
# Every scanner finds this harmless text by agreement (EICAR); in two halves, or this file itself would be refused.
HARMLESS_TEST = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + "-ANTIVIRUS-TEST-FILE!$H+H*").encode()


class NotPassed(Refusal):
    """A file that the scanner does not let through."""

    words: Message

    def __init__(self) -> None:
        super().__init__(self.words)


class HarmFound(NotPassed):
    """There is a program in it that does harm."""

    status = 422
    words = say(
        "A program that does harm was found in it, so it was not kept. Have your own device checked, and do not send"
        " this file to others."
    )


class TooLargeToScan(NotPassed):
    """More than the scanner is set to look through."""

    status = 413
    words = say(
        "It is larger than what can be checked for harmful programs here, so it was not kept. Tell your administrator,"
        " or make the file smaller."
    )


class ScannerSilent(NotPassed):
    """Nobody can say whether a file is safe."""

    status = 503
    words = say("Files cannot be checked right now; nothing was kept. Try again in a few minutes.")


class ScannerUnready(Exception):
    """The scanner does not do its work; the words are for whoever runs the server."""


class Scanner(Protocol):
    """Looks through bytes before they are kept."""

    def look_through(self, stream: BinaryIO) -> None:
        """Return when nothing was found from the first byte to the last, else `NotPassed`; the stream is moved."""

    def check(self) -> str:
        """What it is, in words for the operator; `ScannerUnready` unless it finds what it should right now."""


class NoScanner:
    """Nobody looks."""

    def look_through(self, stream: BinaryIO) -> None:
        """Let everything through."""

    def check(self) -> str:
        """Say that nobody looks."""
        return "No scanner is set: uploads are not looked through."


@dataclass(frozen=True)
class ClamAddress:
    """Where clamd listens: at a socket on this machine, or at a host and port."""

    socket: str = ""
    host: str = ""
    port: int = 3310

    def __str__(self) -> str:
        return f"clamd://{self.socket}" if self.socket else f"clamd://{self.host}:{self.port}"


def clam_address(text: str) -> ClamAddress:
    """The address in a setting; ValueError when it is none."""
    parts = urlsplit(text)
    if parts.scheme != "clamd" or parts.query or parts.fragment or parts.username:
        raise ValueError(text)
    if not parts.netloc and len(parts.path) > 1:
        return ClamAddress(socket=parts.path)
    if not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(text)
    return ClamAddress(host=parts.hostname, port=parts.port or 3310)


class ClamScanner:
    """ClamAV, asked through clamd with `INSTREAM`: the bytes go there, so it needs no rights on our files."""

    def __init__(self, address: ClamAddress, *, patience: float = TO_ANSWER) -> None:
        self.address, self.patience = address, patience

    def look_through(self, stream: BinaryIO) -> None:
        """Send all of it, in pieces, and believe nothing but a whole answer."""
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        try:
            answer = self._asked(b"zINSTREAM\0", stream)
        except OSError as error:
            log.warning(
                "clamd at %s gave no answer about a file of %s bytes: %s", self.address, size, error or "silence"
            )
            raise ScannerSilent from error
        self._judge(answer, size)

    def check(self) -> str:
        """Its version, after it found the harmless test text and let plain words through."""
        try:
            version = self._asked(b"zVERSION\0")
        except OSError as error:
            raise ScannerUnready(f"clamd does not answer at {self.address}: {error}.") from error
        self._try_out()
        return f"{version} at {self.address}: finds the test text, lets plain words through."

    def _try_out(self) -> None:
        try:
            self.look_through(io.BytesIO(b"Plain words."))
        except NotPassed as refusal:
            raise ScannerUnready(f"clamd at {self.address} does not let plain words through: {refusal}") from refusal
        try:
            self.look_through(io.BytesIO(HARMLESS_TEST))
        except HarmFound:
            return
        except NotPassed as refusal:
            raise ScannerUnready(f"clamd at {self.address} did not look at the test text: {refusal}") from refusal
        raise ScannerUnready(f"clamd at {self.address} did not find the test text. Does it have its signatures?")

    def _judge(self, answer: str, size: int) -> None:
        if answer == "stream: OK":
            return
        if answer.startswith("INSTREAM size limit exceeded") or f" {UNSEEN}" in answer:
            log.warning(
                "clamd did not look through a file of %s bytes: raise StreamMaxLength, MaxFileSize and MaxScanSize in"
                " clamd.conf (it said: %s)",
                *(size, answer),
            )
            raise TooLargeToScan
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            found = answer.removeprefix("stream: ").removesuffix(" FOUND")
            log.warning("An upload of %s bytes was refused: clamd found %s in it", size, found)
            raise HarmFound
        log.warning("clamd at %s answered %r about a file of %s bytes", self.address, answer, size)
        raise ScannerSilent

    def _asked(self, command: bytes, stream: BinaryIO | None = None) -> str:
        """What it answers; OSError when it does not, in time and in whole."""
        end = time.monotonic() + self.patience
        with closing(self._connected()) as connection:
            _hurry(connection, end)
            connection.sendall(command)
            if stream is not None:
                _send(connection, stream, end)
            return _answer(connection, end)

    def _connected(self) -> socket.socket:
        if not self.address.socket:
            return socket.create_connection((self.address.host, self.address.port), timeout=TO_CONNECT)
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(TO_CONNECT)
            connection.connect(self.address.socket)
        except OSError:
            connection.close()
            raise
        return connection


def scanner_at(setting: str) -> Scanner:
    """The scanner that a setting names; nobody looks where it is empty."""
    return ClamScanner(clam_address(setting)) if setting else NoScanner()


def _send(connection: socket.socket, stream: BinaryIO, end: float) -> None:
    """Pieces with their length before them, and an empty one at the end; stops where it is told something already."""
    try:
        while piece := stream.read(PIECE):
            if _speaks(connection):
                return  # too much for it, most likely: what it says is read next
            _hurry(connection, end)
            connection.sendall(struct.pack(">I", len(piece)) + piece)
        connection.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return  # it may have said why before it hung up


def _speaks(connection: socket.socket) -> bool:
    listening = select.poll()
    listening.register(connection, select.POLLIN)
    return bool(listening.poll(0))


def _answer(connection: socket.socket, end: float) -> str:
    said = b""
    while not said.endswith(b"\0"):
        _hurry(connection, end)
        piece = connection.recv(LONGEST_ANSWER)
        said += piece
        if not piece or len(said) > LONGEST_ANSWER:
            raise ConnectionError("the answer is not whole")
    return said.removesuffix(b"\0").decode("utf-8", errors="replace").strip()


def _hurry(connection: socket.socket, end: float) -> None:
    """Wait no longer than is left for the whole of it."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    connection.settimeout(left)
