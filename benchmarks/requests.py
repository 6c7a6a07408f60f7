"""CPU of the web process per request, as a multiple of a bare Flask "hello" measured in the same run."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from flask import Flask
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer

from app.factory import create_app
from app.settings import Settings
from benchmarks.doors import Call, Door, HelloServer, MeteredServer, hello_app, served
from benchmarks.school import STEPS, BenchmarkSchool, Unit, fill
from foundation.secrets import token_hash
from foundation.web.database import db
from people.models import Person, SignIn
from tests.databases.postgres import postgres

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "25"))
HELLOS, REQUESTS = 50, 10
SHEETS = (ROUNDS + 2) * (REQUESTS + REQUESTS // STEPS + 1) * 3
Ask = Callable[[], int]


@dataclass
class Scenario:
    """What is asked through both doors, and how dear it may be."""

    name: str
    aim: float
    served: Ask
    called: Ask
    ratios: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)

    def row(self) -> str:
        """A line of the table."""
        found = median(self.ratios)
        kept = "yes" if found <= self.aim else "NO"
        row = f"{self.name:<38}{found:>8.1f}{min(self.ratios):>8.1f}{max(self.ratios):>8.1f}{self.aim:>6.0f} {kept:>4}"
        return f"{row}{median(self.turns):>12.1f}{median(self.calls):>12.1f}"


@dataclass(frozen=True)
class Pair:
    """The product and the hello behind the same kind of door."""

    product: Door
    hello: Door

    def in_a_row(self, ask: Ask) -> float:
        """What a request costs, in hellos: a run of hellos, then a run of requests."""
        hellos = cost(self.hello, lambda: [self.greet() for _ in range(HELLOS)]) / HELLOS
        return cost(self.product, lambda: [ask() for _ in range(REQUESTS)]) / REQUESTS / hellos

    def in_turns(self, ask: Ask) -> float:
        """The same one by one, so that hello too finds the caches as somebody else left them."""

        def turns() -> list[int]:
            return [status for _ in range(REQUESTS) for status in (ask(), self.greet())]

        began = self.hello.cpu()
        spent = cost(self.product, turns)
        return spent / (self.hello.cpu() - began)

    def greet(self) -> int:
        """One hello."""
        return self.hello.ask("/", {})[0]


def cost(door: Door, asks: Callable[[], list[int]]) -> float:
    """Seconds of CPU of whoever answers there."""
    began = door.cpu()
    answers = set(asks())
    if answers != {200}:
        raise RuntimeError(f"Expected 200, got {sorted(answers)}.")
    return door.cpu() - began


def asker(door: Door, path: str, *, cookie: str = "") -> Ask:
    """A function that makes the same GET each time."""
    headers = {"Cookie": cookie} if cookie else {}
    return lambda: door.ask(path, headers)[0]


def cookie_of(app: Flask, person: Person) -> tuple[str, str]:
    """A signed-in browser: its cookie and its form token."""
    token = uuid4().hex
    with app.app_context(), Unit(app)() as work:
        ends = work.now + timedelta(days=1)
        work.db.add(
            SignIn(
                person_id=person.id,
                token_hash=token_hash(token),
                created_at=work.now,
                seen_at=work.now,
                expires_at=ends,
            )
        )
    serializer = app.session_interface.get_signing_serializer(app)
    session = serializer.dumps({"_user_id": token, "csrf_token": "raw", "_permanent": True})
    signed = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps("raw")
    return f"{app.config['SESSION_COOKIE_NAME']}={session}", str(signed)


def sender(door: Door, browser: tuple[str, str], steps: list[int], sheets: Iterator[int], *, marks: int) -> Ask:
    """A function that sends so many new marks, to one sheet after the other until each is full."""
    numbers = count(1)
    places = ((sheet, steps[at : at + marks]) for sheet in sheets for at in range(0, STEPS, marks))
    headers = {"Cookie": browser[0], "X-CSRFToken": browser[1]}

    def ask() -> int:
        sheet, chosen = next(places)
        body = {
            "sent_at": "2026-11-23T12:00:00+01:00",
            "operations": [mark(sheet, step, next(numbers)) for step in chosen],
        }
        status, answer = door.ask("/exams/sync", headers, json.dumps(body).encode())
        outcomes = [one["outcome"] for one in json.loads(answer)["answers"]]
        return status if outcomes == ["stored"] * marks else 500

    return ask


def mark(sheet: int, step: int, sequence: int) -> dict[str, Any]:
    """One tap as a tablet sends it."""
    return {
        "op": str(uuid4()),
        "sheet": sheet,
        "step": step,
        "value": 2,
        "remark": "",
        "base_op": None,
        "sequence": sequence,
        "made_at": "2026-11-23T11:59:00+01:00",
    }


def measure(scenarios: list[Scenario], servers: Pair, calls: Pair) -> None:
    """Rounds in which every scenario stands beside its own hellos; the first warms and does not count."""
    for number in range(ROUNDS + 1):
        for scenario in scenarios:
            found = (
                servers.in_a_row(scenario.served),
                servers.in_turns(scenario.served),
                calls.in_a_row(scenario.called),
            )
            if number:
                for kept, ratio in zip((scenario.ratios, scenario.turns, scenario.calls), found, strict=True):
                    kept.append(ratio)


def scenarios_of(app: Flask, school: BenchmarkSchool, served: Door, called: Door) -> list[Scenario]:
    """What the product promises to be quick at."""
    candidate, examiner = cookie_of(app, school.candidate)[0], cookie_of(app, school.examiner)
    sheets = iter(school.sheets[1:])

    def look(name: str, aim: float, path: str, cookie: str = "") -> Scenario:
        return Scenario(name, aim, *(asker(door, path, cookie=cookie) for door in (served, called)))

    def save(name: str, aim: float, marks: int) -> Scenario:
        ways = (sender(door, examiner, school.steps, sheets, marks=marks) for door in (served, called))
        return Scenario(name, aim, *ways)

    return [
        look("sign-in page", 10, "/sign-in"),
        look("home, candidate", 10, "/", candidate),
        look("portfolio overview, 288 indicators", 25, "/portfolio", candidate),
        look(f"marking page, {STEPS} steps", 8, f"/exams/sheets/{school.sheets[0]}", examiner[0]),
        save("saving one mark", 6, 1),
        save(f"saving {STEPS} marks in one request", 10, STEPS),
    ]


def main() -> None:
    """Print the table."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres(fsync=True))
        settings = Settings(
            data=Path(stack.enter_context(tempfile.TemporaryDirectory())),
            database=server.fresh_database(),
            language="en",
            secret="s" * 32,
            jobs_in_process=False,  # the web process alone
        )
        app = create_app(settings)
        with app.app_context():
            upgrade()
            stack.callback(db.engine.dispose)
        school = fill(app, sheets=SHEETS)
        servers = Pair(*(stack.enter_context(served(kind, settings)) for kind in (MeteredServer, HelloServer)))
        calls = Pair(Call(app), Call(hello_app()))
        scenarios = scenarios_of(app, school, servers.product, calls.product)
        measure(scenarios, servers, calls)
    print(f"CPU per request, multiple of a bare Flask hello; {ROUNDS} rounds\n")
    print(f"{'served':<38}{'median':>8}{'lowest':>8}{'highest':>8}{'aim':>6}{'':>5}{'in turns':>12}{'WSGI alone':>12}")
    print("\n".join(scenario.row() for scenario in scenarios))


if __name__ == "__main__":
    main()
