"""A mail server of forty lines: speaks enough SMTP to take a mail, or to refuse it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread

import pytest

LOCALHOST = "127.0.0.1"


@dataclass
class Box:
    """What came in, and what is answered."""

    answers: dict[str, str] = field(default_factory=dict)  # command -> refusal
    is_awake: Event = field(default_factory=Event)  # until then the end of a mail gets no answer
    extensions: tuple[str, ...] = ()
    mails: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.is_awake.set()


class Conversation(StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        self.box: Box = self.server.box  # type: ignore[attr-defined]
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            self.box.commands.append(line)
            command = line.split()[0].upper()
            if command == "QUIT":
                self.say("221 bye")
                return
            self.answer(command)

    def answer(self, command: str) -> None:
        if refusal := self.box.answers.get(command):
            self.say(refusal)
        elif command == "EHLO":
            lines = ("here", *self.box.extensions)
            self.say("\r\n".join(f"250{' ' if line == lines[-1] else '-'}{line}" for line in lines))
        elif command == "DATA":
            self.say("354 go ahead")
            self.box.mails.append(self.read_mail())
            self.box.is_awake.wait(60)
            with suppress(OSError):  # whoever sent it may be gone by now
                self.say(self.box.answers.get(".", "250 taken"))
        else:
            self.say("235 welcome" if command == "AUTH" else "250 fine")

    def read_mail(self) -> bytes:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(line[1:] if line.startswith(b".") else line for line in lines)

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class Server(ThreadingTCPServer):
    """Listens on a free port of this machine."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, box: Box) -> None:
        self.box = box
        super().__init__((LOCALHOST, 0), Conversation)

    @property
    def url(self) -> str:
        return f"smtp://{LOCALHOST}:{self.server_address[1]}"


@pytest.fixture
def box() -> Box:
    """What the mail server got."""
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[Server]:
    """A real mail server on this machine."""
    with Server(box) as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield listening
        box.is_awake.set()
        listening.shutdown()
        thread.join()
