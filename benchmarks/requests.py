"""CPU of the web process per request, as a multiple of a bare Flask "hello" measured in the same run."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any
from uuid import uuid4

from flask import Flask
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import Client, EnvironBuilder

from app.factory import create_app
from app.settings import Settings
from benchmarks.school import STEPS, BenchmarkSchool, Unit, fill
from foundation.secrets import token_hash
from foundation.web.database import db
from people.models import Person, SignIn
from tests.databases.postgres import postgres

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "25"))
HELLOS, REQUESTS = 60, 8
SHEETS = (ROUNDS + 4) * REQUESTS * 2
Ask = Callable[[], int]


@dataclass
class Scenario:
    """What is asked, and how dear it may be."""

    name: str
    ask: Ask
    aim: float
    expected: int = 200
    ratios: list[float] = field(default_factory=list)

    def row(self) -> str:
        """A line of the table."""
        found = median(self.ratios)
        kept = "yes" if found <= self.aim else "NO"
        return f"{self.name:<44}{found:>7.1f}{min(self.ratios):>7.1f}{max(self.ratios):>7.1f}{self.aim:>7.0f}   {kept}"


def hello_app() -> Flask:
    """The limit: Flask and nothing else."""
    bare = Flask("hello")
    bare.add_url_rule("/", "hello", lambda: "hello")
    return bare


def asker(app: Flask, path: str, *, cookie: str = "") -> Ask:
    """A function that makes the same GET each time."""
    client = Client(app, use_cookies=False)
    headers = {"Cookie": cookie} if cookie else {}

    def ask() -> int:
        answer = client.open(EnvironBuilder(path=path, headers=headers).get_environ(), buffered=True)
        return answer.status_code

    return ask


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


def sender(app: Flask, school: BenchmarkSchool, sheets: Iterator[int], *, marks: int) -> Ask:
    """A function that sends so many new marks, to one sheet after the other until each is full."""
    cookie, token = cookie_of(app, school.examiner)
    client, numbers = Client(app, use_cookies=False), count(1)
    places = ((sheet, school.steps[at : at + marks]) for sheet in sheets for at in range(0, STEPS, marks))
    headers = {"Cookie": cookie, "X-CSRFToken": token}

    def ask() -> int:
        sheet, steps = next(places)
        body = {
            "sent_at": "2026-11-23T12:00:00+01:00",
            "operations": [mark(sheet, step, next(numbers)) for step in steps],
        }
        builder = EnvironBuilder(path="/exams/sync", method="POST", json=body, headers=headers)
        answer = client.open(builder.get_environ(), buffered=True)
        outcomes = [one["outcome"] for one in json.loads(answer.data)["answers"]]
        return answer.status_code if outcomes == ["stored"] * marks else 500

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


def cpu_per_request(ask: Ask, times: int, expected: int) -> float:
    """Seconds of this process's CPU."""
    began = process_time()
    answers = [ask() for _ in range(times)]
    spent = process_time() - began
    if set(answers) != {expected}:
        raise RuntimeError(f"Expected {expected}, got {sorted(set(answers))}.")
    return spent / times


def measure(scenarios: list[Scenario]) -> None:
    """Rounds in which every scenario stands beside its own hellos."""
    hello = asker(hello_app(), "/")
    for scenario in scenarios:  # warm: templates compiled, connections open
        cpu_per_request(scenario.ask, 3, scenario.expected)
    cpu_per_request(hello, HELLOS, 200)
    for _ in range(ROUNDS):
        for scenario in scenarios:
            bare = cpu_per_request(hello, HELLOS, 200)
            scenario.ratios.append(cpu_per_request(scenario.ask, REQUESTS, scenario.expected) / bare)


def scenarios_of(app: Flask, school: BenchmarkSchool) -> list[Scenario]:
    """What the product promises to be quick at."""
    candidate, examiner = cookie_of(app, school.candidate)[0], cookie_of(app, school.examiner)[0]
    sheets = iter(school.sheets[1:])
    return [
        Scenario("sign-in page", asker(app, "/sign-in"), 10),
        Scenario("home, candidate", asker(app, "/", cookie=candidate), 10),
        Scenario("portfolio overview, 288 indicators", asker(app, "/portfolio", cookie=candidate), 25),
        Scenario(f"marking page, {STEPS} steps", asker(app, f"/exams/sheets/{school.sheets[0]}", cookie=examiner), 8),
        Scenario("saving one mark", sender(app, school, sheets, marks=1), 6),
        Scenario(f"saving {STEPS} marks in one request", sender(app, school, sheets, marks=STEPS), 10),
    ]


def main() -> None:
    """Print the table."""
    with postgres(fsync=True) as server, tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), database=server.fresh_database(), language="en", secret="s" * 32)
        app = create_app(settings)
        with app.app_context():
            upgrade()
        scenarios = scenarios_of(app, fill(app, sheets=SHEETS))
        measure(scenarios)
        with app.app_context():
            db.engine.dispose()
    print(f"CPU per request, multiple of a bare Flask hello; median, lowest, highest of {ROUNDS} rounds; aim\n")
    print("\n".join(scenario.row() for scenario in scenarios))


if __name__ == "__main__":
    main()
