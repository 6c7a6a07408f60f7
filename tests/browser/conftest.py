"""The application behind a real address, and browsers of people who are signed in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import BaseWSGIServer, make_server

from people.models import Person
from tests.exams.marking.conftest import bench

__all__ = ["bench"]

TABLET = {"width": 820, "height": 1180}


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
