"""A web server of sixty lines that answers as well or as badly as a test wants."""

import gzip
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread

import pytest

LOCALHOST = "127.0.0.1"
Answer = Callable[["Conversation"], None]


@dataclass
class Stub:
    """What is served at which path, and what was asked for."""

    port: int = 0
    pages: dict[str, bytes | Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        return f"http://{LOCALHOST}:{self.port}"

    def serve_folder(self, folder: Path) -> None:
        """All files below the folder, as any web server would."""
        for path in folder.rglob("*"):
            if path.is_file():
                self.pages[f"/{path.relative_to(folder).as_posix()}"] = path.read_bytes()


class Conversation(StreamRequestHandler):
    """One request."""

    def handle(self) -> None:
        self.stub: Stub = self.server.stub  # type: ignore[attr-defined]
        line = self.rfile.readline().decode("latin-1").split()
        path = line[1] if len(line) > 1 else ""
        while header := self.rfile.readline().strip():
            if header.lower().startswith(b"host:"):
                self.stub.hosts.append(header[5:].strip().decode())
        self.stub.asked.append(path)
        found = self.stub.pages.get(path)
        with suppress(OSError):
            if found is None:
                self.say(404, b"<!doctype html><h1>Not found</h1>")
            elif isinstance(found, bytes):
                self.say(200, found)
            else:
                found(self)

    def say(self, status: int, body: bytes, **headers: str) -> None:
        facts = {"Content-Length": str(len(body)), "Connection": "close"}
        facts |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in facts.items())]
        self.wfile.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)

    def wait(self, seconds: float) -> bool:
        return not self.stub.closing.wait(seconds)


def status(number: int, **headers: str) -> Answer:
    """An answer that is no file."""
    return lambda talk: talk.say(number, b"no", **headers)


def silent(talk: Conversation) -> None:
    """Takes the request and says nothing."""
    talk.wait(20)


def dripping(talk: Conversation) -> None:
    """A byte now and then, for ever."""
    talk.wfile.write(b"HTTP/1.1 200 Said\r\nContent-Length: 100000\r\n\r\n")
    while talk.wait(0.05):
        talk.wfile.write(b"x")


def dripping_headers(talk: Conversation) -> None:
    """Not even the headers come to an end."""
    talk.wfile.write(b"HTTP/1.1 200 Said\r\nX-Slow: ")
    while talk.wait(0.05):
        talk.wfile.write(b"x")


def broken_off(talk: Conversation) -> None:
    """Half of what was promised."""
    talk.wfile.write(b"HTTP/1.1 200 Said\r\nContent-Length: 1000\r\n\r\nhalf")


def nonsense(talk: Conversation) -> None:
    """Not HTTP at all."""
    talk.wfile.write(b"\x00\x01 hello\r\n\r\n")


def endless(talk: Conversation) -> None:
    """More than anybody wants."""
    talk.wfile.write(b"HTTP/1.1 200 Said\r\n\r\n")
    while talk.wait(0):
        talk.wfile.write(b"x" * 65536)


def packed(content: bytes) -> Answer:
    """The content, compressed."""
    return lambda talk: talk.say(200, gzip.compress(content), Content_Encoding="gzip")


def late(seconds: float, content: bytes) -> Answer:
    """The content, after a while."""

    def answer(talk: Conversation) -> None:
        time.sleep(seconds)
        talk.say(200, content)

    return answer


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A running server; `stub.pages["/path"] = b"content"` or one of the answers above."""
    ThreadingTCPServer.allow_reuse_address = True
    with ThreadingTCPServer((LOCALHOST, 0), Conversation) as server:
        server.daemon_threads = True
        server.stub = found = Stub(port=server.server_address[1])  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield found
        found.closing.set()
        server.shutdown()
        thread.join()
