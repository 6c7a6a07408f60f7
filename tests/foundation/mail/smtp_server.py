"""A mail server of forty lines: speaks enough SMTP to take a mail, or to refuse it."""

from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer

LOCALHOST = "127.0.0.1"


@dataclass
class Box:
    """What came in, and what is answered."""

    answers: dict[str, str] = field(default_factory=dict)  # command -> refusal
    extensions: tuple[str, ...] = ()
    mails: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)


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

    def __init__(self, box: Box) -> None:
        self.box = box
        super().__init__((LOCALHOST, 0), Conversation)

    @property
    def url(self) -> str:
        return f"smtp://{LOCALHOST}:{self.server_address[1]}"
