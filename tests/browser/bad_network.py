"""A proxy between a browser and the server that does what bad wifi does: it loses, delays, doubles and reorders."""

import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-connection"})
LONGEST_DELAY = 0.4  # seconds
PORTAL = b"<!doctype html><title>Free wifi</title><p>Accept our terms"


class Fault(StrEnum):
    """What becomes of a request."""

    NONE = "passed on"
    LOST = "request lost"
    UNANSWERED = "answer lost"
    CUT = "answer cut off halfway"
    DOUBLED = "sent twice"
    DELAYED = "delayed, so that later ones overtake it"
    PORTAL = "answered by a captive portal"
    BUSY = "answered 503"


class BadNetwork:
    """`BadNetwork(port, seed=7)` listens at `url` and passes on to the server at `port`, badly until `heal()`."""

    def __init__(self, port: int, *, seed: int, share: float = 0.6) -> None:
        self.behind, self.share = port, share
        self.met: Counter[Fault] = Counter()
        self._dice, self._lock = Random(seed), threading.Lock()
        self._is_bad = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where the browser goes."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def spoil(self) -> None:
        """From now on requests that change something, and those of the session, meet faults."""
        self._is_bad = True

    def heal(self) -> None:
        """From now on everything is passed on."""
        self._is_bad = False

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def roll(self) -> tuple[Fault, float]:
        """What becomes of the next request, and for how many seconds it is held up."""
        with self._lock:
            is_hit = self._is_bad and self._dice.random() < self.share
            fault = self._dice.choice(list(Fault)[1:]) if is_hit else Fault.NONE
            self.met[fault] += 1
            return fault, self._dice.random() * LONGEST_DELAY if fault is Fault.DELAYED else 0.0


def _handler(network: BadNetwork) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """One request, with the fault that was rolled for it."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fault, pause = network.roll()
            time.sleep(pause)
            if fault is Fault.LOST:
                return self._hang_up()
            if fault is Fault.PORTAL:
                return self._send(200, [("Content-Type", "text/html")], PORTAL)
            if fault is Fault.BUSY:
                return self._send(503, [("Retry-After", "1")], b"")
            for _ in range(2 if fault is Fault.DOUBLED else 1):
                found = self._pass_on(body)
            if found is None or fault is Fault.UNANSWERED:
                return self._hang_up()
            status, headers, answer = found
            return self._send(status, headers, answer, only=len(answer) // 2 if fault is Fault.CUT else None)

        def _pass_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes] | None:
            line = HTTPConnection("127.0.0.1", network.behind, timeout=30)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            try:
                line.request(self.command, self.path, body or None, headers)
                answer = line.getresponse()
                return answer.status, answer.getheaders(), answer.read()
            except (OSError, HTTPException):  # the server is away
                return None
            finally:
                line.close()

        def _send(self, status: int, headers: list[tuple[str, str]], body: bytes, only: int | None = None) -> None:
            with suppress(OSError):
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in HOP_BY_HOP | {"content-length"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[:only])
            if only is not None:
                self._hang_up()

        def _hang_up(self) -> None:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is the library's
            """Nothing: the tests tell."""

    return Handler
