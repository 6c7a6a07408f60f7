"""Serving: gunicorn with threads, and the worker beside it. The app is made in the process that answers."""

import gc
import logging
import signal
import socket
import time
from contextlib import closing
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from app.background import start_worker
from app.factory import create_app
from app.settings import Settings
from foundation.access import SYSTEM
from foundation.environment import setting
from foundation.runner import Worker
from foundation.web.database import close_database
from people.rules import ROLE_NAMES, Role

FOR_REQUESTS = 2  # seconds that a running request gets when we are asked to stop
FOR_JOBS = 0.8  # after the requests; they were asked at the same moment
FOR_THE_PORT = 5.0  # what is left of a killed server keeps the port for a moment


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn, set up by us and by nothing else."""

    def __init__(self, settings: Settings, *, host: str, port: int, processes: int) -> None:
        self._settings = settings
        self._address = f"{f'[{host}]' if ':' in host else host}:{port}"
        self._processes = processes
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn needs to know."""
        options = {
            "bind": [self._address],
            "workers": self._processes,
            "worker_class": "gthread",
            "threads": self._settings.threads,
            "graceful_timeout": FOR_REQUESTS,
            "timeout": 60,
            "keepalive": 15,
            "loglevel": "warning",
            "proc_name": "proefstuk",
            "control_socket_disable": True,
            "post_worker_init": self._begin,
            "worker_exit": self._end,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app of one process."""
        app = create_app(self._settings)
        settle()
        return app

    def _begin(self, process: Any) -> None:
        app: Flask = process.wsgi
        if self._settings.jobs_in_process:
            process.jobs = start_worker(app)
            signal.signal(signal.SIGTERM, lambda *facts: self._stop(process, *facts))
        if process.age == 1:
            click.echo(f"Proefstuk answers at http://{self._address}/  (Ctrl-C stops it)")
            show_accounts(app)

    def _stop(self, process: Any, *facts: Any) -> None:
        process.jobs.ask_to_stop()  # while requests that are under way get their time
        process.handle_exit(*facts)

    def _end(self, _server: Any, process: Any) -> None:
        app: Flask | None = getattr(process, "wsgi", None)
        if app is not None:
            rest(getattr(process, "jobs", None), within=FOR_JOBS)
            close_database(app)


def settle() -> None:
    """What is loaded by now stays, so the collector looks past it; and it looks less often at what a request leaves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def rest(worker: Worker | None, *, within: float) -> None:
    """Let the worker end what it can."""
    if worker is not None and not worker.stop(within=within):
        click.echo("A job did not end in time; it is taken over later.", err=True)


def show_accounts(app: Flask) -> None:
    """In a demo: who can sign in."""
    with app.app_context(), app.extensions["works"].reading(SYSTEM) as work:
        accounts: list[dict[str, str]] = setting(work.db, "demo.accounts", [])
    names = [str(ROLE_NAMES[Role(account["role"])]) for account in accounts]
    width = max(map(len, names), default=0)
    for name, account in zip(names, accounts, strict=True):
        click.echo(f"  {name:<{width}}  {account['email']}  {account['password']}")


def refuse_taken_port(host: str, port: int) -> None:
    """Say so before anything starts, and not in the middle of a log."""
    end = time.monotonic() + FOR_THE_PORT
    if _problem_with(host, port):
        click.echo(f"{host}:{port} is in use; waiting a moment for it ...", err=True)
    while problem := _problem_with(host, port):
        if time.monotonic() > end:
            hint = f"Stop what runs there, or type: proefstuk serve --port {port + 1}"
            raise click.ClickException(f"{host}:{port} cannot be used: {problem}.\n{hint}")
        time.sleep(0.2)


def log_to_the_screen() -> None:
    """Our own words and tracebacks, each with its time."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _problem_with(host: str, port: int) -> str:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind, protocol)) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        return (error.strerror or str(error)).lower()
    return ""
