"""What marking asks of a tablet and its wifi: weight, requests, what is seen when, a tap, and a sync of 300 marks.

Chromium over 1 Mbit/s with 300 ms round trip, slowed down by the tool of the browser itself, so that the times say what
such a line costs and little of this machine; each stands beside a bare page of one line over the same wifi in the same
run. A tap is measured on a CPU slowed down four times, beside a bare button that changes one attribute. The sync of 300
marks is one request, beside a bare INSERT of the same 300 rows with SQLAlchemy Core in one transaction. PostgreSQL with
fsync.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import BrowserContext, CDPSession, Page, ViewportSize, sync_playwright
from sqlalchemy import insert

from app.factory import create_app
from app.settings import Settings
from benchmarks.doors import HOST, HelloServer, Loopback, MeteredServer, served
from benchmarks.requests import cookie_of, mark
from benchmarks.school import STEPS, BenchmarkSchool, fill
from exams.models import Mark
from exams.rules import AnswerKind
from foundation.sessions import WRITING
from foundation.web.database import db
from tests.browser.bad_network import BadNetwork
from tests.chromium import find_chromium
from tests.databases.postgres import postgres
from tests.plugins.browser import launch

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "5"))
WIFI = {"offline": False, "latency": 300, "downloadThroughput": 125_000, "uploadThroughput": 125_000}
TABLET: ViewportSize = {"width": 820, "height": 1180}
SLOWER = 4
MARKS = 300
READY = """addEventListener("DOMContentLoaded", () => {
    const look = () => document.querySelector("[data-screen][data-ready]") && (window.seenAt ??= performance.now());
    new MutationObserver(look).observe(document.documentElement, { attributes: true, childList: true, subtree: true });
    look();
});"""
TAPS = """window.taps = [];
addEventListener("click", (event) => {
    const button = event.target.closest(".level");
    if (!button) return;
    const painted = () => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => window.taps.push(performance.now() - event.timeStamp);
        channel.port2.postMessage(0);
    });
    const watch = new MutationObserver(() => (watch.disconnect(), painted()));
    watch.observe(button.closest("article"), { attributes: true, subtree: true });
}, true);"""
BARE = """<!doctype html><meta charset=utf-8><title>Bare</title><article><button class=level>Good</button></article>
<script>document.querySelector("button").onclick = (event) => event.target.toggleAttribute("data-on");</script>"""
SHOWN = "document.querySelectorAll('[data-screen][data-ready] article.step').length"


@dataclass
class Line:
    """One line of the table: what was found in each round, what the bare thing took beside it, and the aim."""

    name: str
    unit: str
    found: list[float]
    bare: list[float]
    aim: float | None = None

    def row(self) -> str:
        """The medians, and the ratio."""
        here = median(self.found)
        kept = "" if self.aim is None else "yes" if here <= self.aim else "NO"
        aim = "" if self.aim is None else f"{self.aim:g}"
        ratio = f"{here / median(self.bare):.1f}" if self.bare else ""
        return f"{self.name:<52}{here:>10.1f} {self.unit:<9}{aim:>8} {kept:<4}{ratio:>8}"


def main() -> None:
    """Print the table."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres(fsync=True))
        settings = Settings(
            data=Path(stack.enter_context(tempfile.TemporaryDirectory())),
            database=server.fresh_database(),
            language="en",
            secret="s" * 32,
            jobs_in_process=False,
        )
        app = create_app(settings)
        with app.app_context():
            upgrade()
            stack.callback(db.engine.dispose)
        school = fill(app, sheets=(ROUNDS + 1) * MARKS // STEPS + 2)
        product, hello = (stack.enter_context(served(kind, settings)) for kind in (MeteredServer, HelloServer))
        counted = BadNetwork(product.port, seed=0)  # passes everything on, and counts
        stack.callback(counted.close)
        if (program := find_chromium(os.environ)) is None:
            raise SystemExit("There is no Chromium here.")
        browser = launch(stack.enter_context(sync_playwright()), program)
        stack.callback(browser.close)

        def device() -> BrowserContext:
            context = browser.new_context(viewport=TABLET, has_touch=True, base_url=counted.url, locale="en-GB")
            name, value = cookie_of(app, school.examiner)[0].split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": counted.url}])
            context.add_init_script(READY)
            return context

        lines = [*pages(device, school, counted, hello), *taps(device(), school), sync(app, school, product)]
    print(f"{'':<52}{'median':>10} {'':<9}{'aim':>8} {'':<4}{'ratio':>8}")
    print("\n".join(line.row() for line in lines))


def pages(device: Any, school: BenchmarkSchool, counted: BadNetwork, hello: Loopback) -> list[Line]:
    """The page of the server, cold; the app with nothing on the tablet; the app once it is prepared."""
    path = f"/exams/sheets/{school.sheets[0]}"
    weight = Line("marking page, cold: weight", "kB", [], [], 150)
    requests = Line("marking page, cold: requests", "", [], [], 12)
    cold = Line("marking page, cold: 30 steps on the screen", "s", [], [], 4)
    app_cold = Line("app, nothing on the tablet, until it is prepared", "s", [], [])
    warm = Line("app, prepared: 30 steps on the screen", "s", [], [], 1.5)
    asked = Line("app, prepared: requests meanwhile, not waited for", "", [], [])
    alone = Line("app, prepared, without network: 30 steps", "s", [], [], 1.5)
    for _ in range(ROUNDS):
        bare = over_wifi(device(), lambda page: page.goto(f"http://{HOST}:{hello.port}/"))
        context = device()
        page, line = slowed(context)
        received: list[float] = []
        line.on("Network.loadingFinished", lambda done, received=received: received.append(done["encodedDataLength"]))
        page.goto(path)
        cold.found.append(seen(page))
        cold.bare.append(bare)
        page.wait_for_timeout(1_000)
        weight.found.append(sum(received) / 1000)
        requests.found.append(len(received))
        context.close()
        context = device()
        app_cold.found.append(prepared(context))
        app_cold.bare.append(bare)
        page, _ = slowed(context)
        before = sum(counted.met.values())
        page.goto(f"/exams/tablet/#/sheet/{school.sheets[0]}")
        warm.found.append(seen(page))
        asked.found.append(sum(counted.met.values()) - before)
        warm.bare.append(bare)
        page.close()
        context.set_offline(True)
        page = context.new_page()
        page.goto(f"/exams/tablet/#/sheet/{school.sheets[0]}")
        alone.found.append(seen(page))
        alone.bare.append(bare)
        context.close()
    return [weight, requests, cold, app_cold, warm, asked, alone]


def slowed(context: BrowserContext) -> tuple[Page, CDPSession]:
    """A page behind the wifi of a workshop."""
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", WIFI)
    return page, line


def over_wifi(context: BrowserContext, go: Any) -> float:
    """Seconds that the bare page takes."""
    page, _ = slowed(context)
    go(page)
    took = float(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")) / 1000
    context.close()
    return took


def seen(page: Page) -> float:
    """Seconds from the address to thirty steps that can be tapped."""
    page.wait_for_selector("[data-screen][data-ready]", timeout=60_000)
    if page.evaluate(SHOWN) != STEPS:
        raise RuntimeError("Not all steps are there.")
    return float(page.evaluate("window.seenAt")) / 1000


def prepared(context: BrowserContext) -> float:
    """Seconds until everything is on the tablet; the worker is waited for besides."""
    page, _ = slowed(context)
    began = perf_counter()
    page.goto("/exams/tablet/")
    page.wait_for_selector("[data-app][data-ready]")
    page.locator("[data-start]").first.click()
    page.wait_for_selector(".app-card", timeout=60_000)
    took = perf_counter() - began
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.close()
    return took


def taps(context: BrowserContext, school: BenchmarkSchool) -> list[Line]:
    """From the touch to the picture, on a slow CPU, in the app."""
    prepared(context)
    page = context.new_page()
    line = context.new_cdp_session(page)
    page.goto(f"/exams/tablet/#/sheet/{school.sheets[1]}")
    seen(page)
    page.evaluate(TAPS)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    for place in range(STEPS):
        page.locator(f'.step.is-current .level[data-value="{place % 3}"]').tap()
        page.wait_for_timeout(150)
        if place + 1 < STEPS:
            page.locator("[data-next]").tap()
    found = list(page.evaluate("window.taps"))
    line.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.goto("about:blank")  # where no policy keeps the script of the bare page from running
    page.set_content(BARE)
    page.evaluate(TAPS)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    for _ in range(STEPS):
        page.locator("button").tap()
        page.wait_for_timeout(50)
    bare = list(page.evaluate("window.taps"))
    context.close()
    slowest = Line(f"tap, slowest of {len(found)} (CPU {SLOWER} times slower)", "ms", [max(found)], [max(bare)], 50)
    return [Line(f"tap until it is on the screen (CPU {SLOWER} times slower)", "ms", found, bare, 50), slowest]


def sync(app: Flask, school: BenchmarkSchool, product: Loopback) -> Line:
    """300 waiting marks in one request and one transaction, beside the bare rows."""
    cookie, token = cookie_of(app, school.examiner)
    sheets, numbers = iter(school.sheets[2:]), count(1)
    line = Line(f"{MARKS} waiting marks in one request", "ms", [], [])
    for number in range(ROUNDS + 1):
        operations = list(taken(sheets, school.steps, numbers))
        body = json.dumps({"sent_at": "2026-11-23T12:00:00+01:00", "operations": operations}).encode()
        began = perf_counter()
        status, answer = product.ask("/exams/sync", {"Cookie": cookie, "X-CSRFToken": token}, body)
        took = perf_counter() - began
        outcomes = [one["outcome"] for one in json.loads(answer)["answers"]]
        if status != 200 or outcomes != ["stored"] * MARKS:
            raise RuntimeError(f"{status}: {outcomes[:3]}")
        bare = inserted(app, school, operations)
        if number:  # the first warms
            line.found.append(took * 1000)
            line.bare.append(bare * 1000)
    return line


def taken(sheets: Iterator[int], steps: list[int], numbers: Iterator[int]) -> Iterator[dict[str, Any]]:
    """Marks for as many sheets as they fill."""
    for _ in range(MARKS // STEPS):
        sheet = next(sheets)
        yield from (mark(sheet, step, next(numbers)) for step in steps)


def inserted(app: Flask, school: BenchmarkSchool, operations: list[dict[str, Any]]) -> float:
    """Seconds for the same rows, bare."""
    now = datetime.now(UTC)
    rows = [
        {
            "op": uuid4(),
            "sheet_id": one["sheet"],
            "step_id": one["step"],
            "examiner_id": school.examiner.id,
            "value": one["value"],
            "remark": "",
            "base_op": None,
            "sequence": one["sequence"],
            "made_at": now,
            "sent_at": now,
            "received_at": now,
            "answer": AnswerKind.STORED,
            "answer_facts": None,
            "parts": None,
        }
        for one in operations
    ]
    with app.app_context(), db.engine.connect().execution_options(**WRITING) as connection:
        began = perf_counter()
        connection.execute(insert(Mark), rows)
        connection.commit()
        return perf_counter() - began


if __name__ == "__main__":
    main()
