"""Thirty steps over wifi that loses, delays, doubles and reorders requests and answers: 0 of 30 are lost."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from exams.models import Mark
from exams.rules import AnswerKind
from tests.browser.bad_network import BadNetwork, Fault
from tests.browser.test_marking import all_saved, opened, tap
from tests.exams.marking.conftest import Bench, bench_with
from tests.plugins.seeds import LONG

pytestmark = pytest.mark.browser
SEEDS = range(1, 6) if LONG else range(1, 2)


@pytest.fixture
def through(served: Any) -> Iterator[Callable[[int], BadNetwork]]:
    """`through(seed)` is a bad network in front of the server."""
    networks: list[BadNetwork] = []

    def make(seed: int) -> BadNetwork:
        networks.append(BadNetwork(served.port, seed=seed))
        return networks[-1]

    yield make
    for network in networks:
        network.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_over_a_network_that_loses_doubles_and_reorders_no_mark_is_lost(tablet, make, desk, through, seed):
    bench: Bench = bench_with(make, groups=3, steps=10)
    network = through(seed)
    page = opened(tablet(bench.examiner, base_url=network.url), bench)
    network.spoil()
    for place, step in enumerate(bench.steps):
        tap(page, step, place % 3)
        if place + 1 < len(bench.steps):
            page.locator("[data-next]").tap()
    page.locator("[data-outbox]").tap()  # and once more by hand, in the midst of it
    page.wait_for_timeout(3_000)
    network.heal()
    all_saved(page)
    with desk.reading() as work:
        rows = work.db.execute(
            select(Mark.step_id, Mark.value).where(Mark.answer == AnswerKind.STORED).order_by(Mark.id)
        ).all()
        assert work.db.scalar(select(func.count()).select_from(Mark).where(Mark.answer != AnswerKind.STORED)) == 0
    assert [tuple(row) for row in rows] == [(step, place % 3) for place, step in enumerate(bench.steps)]
    assert sum(network.met.values()) > network.met[Fault.NONE] > 0  # it was bad, and in the end it was not
