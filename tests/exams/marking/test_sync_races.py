"""Several requests at the same moment, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest


@pytest.fixture
def at_once(visit, bench) -> Callable[..., list[dict[str, str]]]:
    """Send each group of operations from a thread of its own, all at the same moment; what each was told."""

    def run(*groups: list[Any]) -> list[dict[str, str]]:
        together = Barrier(len(groups))
        browsers = [visit(bench.examiner) for _ in groups]

        def one(browser: Any, operations: list[Any]) -> dict[str, str]:
            together.wait(5)
            answer = browser.post("/exams/sync", json={"operations": operations})
            assert answer.status_code == 200, answer.text
            return {told["op"]: told["outcome"] for told in answer.json["answers"]}

        with ThreadPoolExecutor(len(groups)) as pool:
            return list(pool.map(one, browsers, groups))

    return run


def test_the_same_marks_sent_twice_at_once_are_stored_once(at_once, bench, marks):
    for place in range(6):
        mark = bench.mark(place)
        told = at_once([mark], [mark], [mark], [mark])
        assert sorted(answer[mark["op"]] for answer in told) == ["duplicate", "duplicate", "duplicate", "stored"]
    assert len(marks()) == 6


def test_two_devices_at_one_step_at_once_do_not_overwrite_each_other(at_once, bench, marks):
    for place in range(6):
        one, other = bench.mark(place, 1), bench.mark(place, 3)
        first, second = at_once([one], [other])
        assert sorted([*first.values(), *second.values()]) == ["conflict", "stored"]
    assert sorted(mark.answer for mark in marks()) == ["conflict"] * 6 + ["stored"] * 6


def test_one_id_for_two_sheets_at_once_is_never_an_error(at_once, make, bench, marks):
    other = make.sitting(bench.form, examiner=bench.examiner).sheets[0].id
    for place in range(6):
        mark = bench.mark(place)
        told = at_once([mark], [mark | {"sheet": other}])
        assert sorted(answer[mark["op"]] for answer in told) == ["refused", "stored"]
    assert len(marks()) == 6


def test_batches_over_the_same_sheets_in_another_order_do_not_wait_for_each_other_for_ever(at_once, make, bench):
    other = make.sitting(bench.form, examiner=bench.examiner).sheets[0].id
    for place in range(6):
        one, two = bench.mark(place), bench.mark(place, sheet=other)
        three, four = bench.mark(place, sheet=other), bench.mark(place)
        assert all(
            outcome in ("stored", "duplicate", "conflict")
            for told in at_once([one, two], [three, four])
            for outcome in told.values()
        )
