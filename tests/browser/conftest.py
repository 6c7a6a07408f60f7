"""The application behind a real address, and browsers of people who are signed in."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import BaseWSGIServer, make_server

from people.models import Person
from tests.browser.visitors import Visitor, enter
from tests.exams.marking.conftest import bench

__all__ = ["bench"]

ROOT = Path(__file__).resolve().parents[2]
TABLET = {"width": 820, "height": 1180}
PATIENCE = 30.0


class Served:
    """A server that can be taken away and brought back at the same address."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.port = 0
        self._server: BaseWSGIServer | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._server = make_server("127.0.0.1", self.port, self._app, threaded=True)
        self.port = self._server.port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
        self._server = None


@pytest.fixture
def served(app: Flask) -> Iterator[Served]:
    """The application of the test, answering over HTTP."""
    server = Served(app)
    yield server
    server.stop()


@pytest.fixture
def tablet(browser: Browser, served: Served, visit: Any) -> Iterator[Callable[..., BrowserContext]]:
    """`tablet(person)` is a tablet on which this person is signed in; each call is another device."""
    with ExitStack() as stack:

        def take(person: Person, **options: Any) -> BrowserContext:
            context = browser.new_context(
                **{"viewport": TABLET, "has_touch": True, "base_url": served.url, "locale": "en-GB", **options}
            )
            stack.callback(context.close)
            cookie = visit(person).client.get_cookie("proefstuk")
            context.add_cookies([{"name": "proefstuk", "value": cookie.value, "url": served.url}])
            context.set_default_timeout(8_000)
            return context

        yield take


@pytest.fixture
def product(own_database: str, tmp_path: Path) -> Iterator[str]:
    """The address of Proefstuk as a school runs it: its own process, the jobs beside it, nobody in it yet."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PROEFSTUK_")}
    settings = {"DATA": str(tmp_path / "data"), "DATABASE": own_database, "LANGUAGE": "en"}
    environ |= {f"PROEFSTUK_{name}": value for name, value in settings.items()}
    with (tmp_path / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", str(port)], cwd=ROOT, env=environ, stdout=log, stderr=log
        )
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait_until_it_answers(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Until it is ready to be used."""
    end = time.monotonic() + PATIENCE
    while not answers(url):
        assert process.poll() is None, "it stopped before it answered"
        assert time.monotonic() < end, "it never answered"
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except URLError:
        return False


@pytest.fixture
def arrive(browser: Browser, product: str) -> Iterator[Callable[[Person, dict[str, Any]], Visitor]]:
    """`arrive(person, PHONE)` is this person, signed in on a device of their own."""
    with ExitStack() as stack:

        def come(person: Person, device: dict[str, Any]) -> Visitor:
            visitor = enter(browser, product, person, device)
            stack.callback(visitor.context.close)
            return visitor

        yield come
