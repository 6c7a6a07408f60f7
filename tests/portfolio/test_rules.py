"""What holds about portfolios."""

from dataclasses import asdict, fields, replace
from datetime import date

import pytest

from portfolio.rules import FIELDS, Coverage, EntryFacts, EntryKind, changed, is_period, suiting

FULL = EntryFacts(
    title="Stool",
    organisation="Here",
    role="Maker",
    started_on=date(2026, 1, 1),
    ended_on=date(2026, 2, 1),
    hours=3,
    level="3",
    outcome="Good",
    description="Long",
)


@pytest.mark.parametrize("kind", EntryKind)
def test_a_kind_asks_for_known_facts_and_always_for_a_name(kind):
    names = [field.name for field in FIELDS[kind]]
    assert names[0] == "title"
    assert set(names) <= {field.name for field in fields(EntryFacts)}


@pytest.mark.parametrize("kind", EntryKind)
def test_only_what_suits_a_kind_is_kept(kind):
    kept = asdict(suiting(kind, FULL))
    asked = {field.name for field in FIELDS[kind]}
    assert {name for name, value in kept.items() if value} == asked


def test_what_differs_is_named():
    assert changed(FULL, replace(FULL, title="Chair", hours=4)) == ("title", "hours")


@pytest.mark.parametrize(
    ("started", "ended", "fine"),
    [
        (None, None, True),
        (date(2026, 1, 1), None, True),
        (None, date(2026, 1, 1), True),
        (date(2026, 1, 1), date(2026, 1, 1), True),
        (date(2026, 1, 2), date(2026, 1, 1), False),
    ],
)
def test_a_period_does_not_end_before_it_begins(started, ended, fine):
    assert is_period(started, ended) is fine


@pytest.mark.parametrize(
    ("accepted", "total", "words"),
    [
        (0, 0, "There are no work processes yet"),
        (0, 1, "0 of 1 work process has accepted evidence"),
        (1, 8, "1 of 8 work processes have accepted evidence"),
        (3, 8, "3 of 8 work processes have accepted evidence"),
    ],
)
def test_coverage_is_told_in_words(accepted, total, words):
    assert str(Coverage(accepted=accepted, total=total).words) == words
