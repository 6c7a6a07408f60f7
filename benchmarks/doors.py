"""Two ways in, for the product and for the hello alike: through the server over loopback, and one WSGI call."""

import multiprocessing
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from time import monotonic, process_time, sleep
from typing import Any, Protocol

from flask import Flask
from werkzeug.test import Client, EnvironBuilder

from app.serving import Server
from app.settings import Settings

HOST, CPU = "127.0.0.1", "/cpu-seconds"
PATIENCE = 60.0  # seconds until a server must answer


class Door(Protocol):
    """A way to ask, and a clock for what the asking costs the process that answers."""

    def ask(self, path: str, headers: Mapping[str, str], body: bytes | None = None) -> tuple[int, bytes]:
        """The status and the body of the answer; a POST of JSON where there is a body."""

    def cpu(self) -> float:
        """Seconds of CPU that answering took so far, all threads of the process that answers together."""


class Call:
    """The application called as a server would call it, here in this process."""

    def __init__(self, app: Flask) -> None:
        self._client = Client(app, use_cookies=False)
        self._spent = 0.0

    def ask(self, path: str, headers: Mapping[str, str], body: bytes | None = None) -> tuple[int, bytes]:
        """One WSGI call."""
        kind = None if body is None else "application/json"
        builder = EnvironBuilder(
            path=path, method="POST" if body else "GET", headers=dict(headers), data=body, content_type=kind
        )
        environ, began = builder.get_environ(), process_time()
        answer = self._client.open(environ, buffered=True)
        self._spent += process_time() - began
        return answer.status_code, answer.data

    def cpu(self) -> float:
        """Of this process while it answered."""
        return self._spent


class Loopback:
    """A server in another process, over one connection that stays open as a browser's does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = HTTPConnection(HOST, port, timeout=PATIENCE)

    def ask(self, path: str, headers: Mapping[str, str], body: bytes | None = None) -> tuple[int, bytes]:
        """One HTTP request."""
        kind = {} if body is None else {"Content-Type": "application/json"}
        self._connection.request("POST" if body else "GET", path, body=body, headers={**headers, **kind})
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def cpu(self) -> float:
        """Of the server's process alone; it tells it itself."""
        return float(self.ask(CPU, {})[1])


class MeteredServer(Server):
    """The product as `proefstuk serve` runs it, in one process that also tells what CPU it has used."""

    def load(self) -> Flask:
        """The app behind a meter."""
        app = self.app()
        app.wsgi_app = metered(app.wsgi_app)  # type: ignore[method-assign]  # the documented way
        return app

    def app(self) -> Flask:
        """The product."""
        return super().load()


class HelloServer(MeteredServer):
    """The same server with nothing but Flask in it."""

    def app(self) -> Flask:
        """The limit."""
        return hello_app()

    def _begin(self, process: Any) -> None:
        """Nothing to begin."""

    def _end(self, _server: Any, process: Any) -> None:
        """Nothing to end."""


def hello_app() -> Flask:
    """Flask and nothing else."""
    bare = Flask("hello")
    bare.add_url_rule("/", "hello", lambda: "hello")
    return bare


def metered(answer: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """One address is the meter; everything else goes on."""

    def call(environ: Mapping[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != CPU:
            return answer(environ, start)
        told = repr(process_time()).encode()
        start("200 OK", [("Content-Length", str(len(told)))])
        return [told]

    return call


@contextmanager
def served(kind: type[MeteredServer], settings: Settings) -> Iterator[Loopback]:
    """A server in a process of its own for as long as the block runs."""
    with socket.create_server((HOST, 0)) as trial:
        port = trial.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(kind, settings.model_dump(), port))
    process.start()
    try:
        _wait_for(port)
        yield Loopback(port)
    finally:
        process.terminate()
        process.join()


def _serve(kind: type[MeteredServer], settings: dict[str, Any], port: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the table is all that is printed
    kind(Settings(**settings), host=HOST, port=port, processes=1).run()


def _wait_for(port: int) -> None:
    end = monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            if monotonic() > end:
                raise
            sleep(0.1)
