"""A real mail server for what the app sends, and the demo school."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from app.demo.school import open_demo
from foundation.web.database import close_database
from tests.conftest import QUICK, Templates, TestClock, own_app
from tests.foundation.mail.smtp_server import box, server

__all__ = ["box", "server"]


@pytest.fixture
def demo_app(templates: Templates, clock: TestClock, tmp_path: Path) -> Iterator[Flask]:
    """An application of this test's own, with a copy of the demo school: making that takes ten seconds."""
    url = templates.copy("demo", _making(clock), tmp_path)
    shutil.copytree(templates.data_of("demo"), tmp_path / "data")
    app = own_app(url, tmp_path / "data", clock=clock, passwords=QUICK)
    app.testing = True
    yield app
    close_database(app)


def _making(clock: TestClock) -> Callable[[str, Path], None]:
    def make(url: str, data: Path) -> None:
        app = own_app(url, data, clock=clock, passwords=QUICK)
        with app.app_context():
            upgrade()
        open_demo(app)
        close_database(app)

    return make
