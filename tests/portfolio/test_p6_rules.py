"""P6: what is known of the quality of evidence, for any day, by pure rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portfolio.rules import (
    Asks,
    Aspect,
    EntryKind,
    EvidenceState,
    Piece,
    Standing,
    ages_on,
    apart,
    dated,
    findings,
    is_aged,
    last_aged,
    months_later,
)

TODAY = date(2026, 11, 23)
DAYS = some.dates(date(1990, 1, 1), date(2060, 12, 31))
MONTHS = some.integers(1, 600)
PIECES = some.builds(
    Piece,
    state=some.sampled_from(EvidenceState),
    kind=some.sampled_from(EntryKind),
    organisation=some.sampled_from(["", "Bakkerij Bos", "bakkerij  BOS", "De Smidse"]),
    dated=DAYS,
    reasoned=some.booleans(),
    indicators=some.frozensets(some.integers(1, 5)),
    files=some.integers(0, 3),
    witnesses=some.integers(0, 2),
    outdated_witnesses=some.integers(0, 2),
)
RULES = some.none() | some.builds(
    Asks,
    months_valid=some.none() | MONTHS,
    pieces=some.integers(1, 4),
    contexts=some.integers(1, 4),
    witness=some.booleans(),
)
BETTER = {Standing.NOT_MET: 0, Standing.MET: 1, Standing.NOT_ASKED: 1}


def piece(state=EvidenceState.ACCEPTED, kind=EntryKind.PRODUCT, organisation="", dated=TODAY, **more):
    return Piece(state=state, kind=kind, organisation=organisation, dated=dated, **more)


def found(pieces, asks=None, indicators=(1, 2, 3), today=TODAY):
    return {one.aspect: one for one in findings(pieces, asks, indicators=indicators, today=today)}


def told(finding):
    return " ".join(str(fact) for fact in finding.facts)


# Months of the calendar


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),  # a leap year
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(9999, 11, 1), 600, date.max),
        (date(1, 2, 1), -24, date.min),
    ],
)
def test_p6_months_are_counted_by_the_calendar(day, months, later):
    assert months_later(day, months) == later


def test_p6_evidence_ages_the_day_after_it_is_exactly_so_old():
    assert ages_on(date(2026, 3, 2), 12) == date(2027, 3, 3)
    assert not is_aged(date(2026, 3, 2), 12, today=date(2027, 3, 2))
    assert is_aged(date(2026, 3, 2), 12, today=date(2027, 3, 3))


def test_p6_without_months_nothing_ages():
    assert ages_on(date(1, 1, 1), None) is None
    assert not is_aged(date(1, 1, 1), None, today=date.max)


def test_p6_what_is_dated_at_the_end_of_all_days_never_ages():
    assert ages_on(date.max, 12) is None


@given(DAYS, MONTHS, DAYS, some.integers(0, 5000))
def test_p6_once_aged_is_aged_on_each_later_day(day, months, today, more):
    if is_aged(day, months, today=today):
        assert is_aged(day, months, today=today + timedelta(days=more))


@given(DAYS, MONTHS, DAYS, some.integers(0, 5000))
def test_p6_older_evidence_never_ages_later(day, months, today, more):
    if is_aged(day, months, today=today):
        assert is_aged(day - timedelta(days=more), months, today=today)


@given(DAYS, MONTHS, DAYS)
def test_p6_it_ages_on_the_day_that_was_told_in_advance(day, months, today):
    assert is_aged(day, months, today=today) == (ages_on(day, months) <= today)


@given(DAYS, MONTHS)
def test_p6_the_latest_aged_day_parts_what_has_aged_from_what_has_not(today, months):
    last = last_aged(months, today=today)
    assert is_aged(last, months, today=today)
    assert not is_aged(last + timedelta(days=1), months, today=today)


# From which day


@pytest.mark.parametrize(
    ("kind", "started_on", "ended_on", "expected"),
    [
        (EntryKind.WORK_EXPERIENCE, date(2020, 1, 1), date(2021, 1, 1), date(2021, 1, 1)),
        (EntryKind.WORK_EXPERIENCE, date(2020, 1, 1), None, TODAY),  # until now
        (EntryKind.WORK_EXPERIENCE, None, None, date(2025, 5, 5)),
        (EntryKind.PRODUCT, date(2020, 1, 1), None, date(2020, 1, 1)),
        (EntryKind.OTHER, None, None, date(2025, 5, 5)),
    ],
)
def test_p6_evidence_is_dated_by_its_end_else_its_beginning_else_when_it_was_added(
    kind, started_on, ended_on, expected
):
    day = dated(kind, started_on=started_on, ended_on=ended_on, added_on=date(2025, 5, 5), today=TODAY)
    assert day == expected


# The five aspects


def test_p6_without_a_rule_nothing_is_asked():
    assert {one.standing for one in found([piece()]).values()} == {Standing.NOT_ASKED}


@pytest.mark.parametrize("state", [EvidenceState.OPEN, EvidenceState.WAITING, EvidenceState.RETURNED])
def test_p6_only_what_was_accepted_counts(state):
    assert found([piece(state)], Asks())[Aspect.QUANTITY].standing is Standing.NOT_MET
    assert str(apart([piece(state), piece()])) == "1 piece is not accepted yet, and does not count."


def test_p6_nothing_is_apart_when_all_was_accepted():
    assert apart([piece()]) is None


def test_p6_quantity_is_pieces_against_the_rule():
    pieces = [piece(), piece()]
    assert found(pieces, Asks(pieces=2))[Aspect.QUANTITY].standing is Standing.MET
    assert found(pieces, Asks(pieces=3))[Aspect.QUANTITY].standing is Standing.NOT_MET
    assert told(found(pieces)[Aspect.QUANTITY]) == "2 pieces were accepted."


def test_p6_variety_is_another_organisation_or_another_kind():
    same = [piece(organisation="Bakkerij Bos"), piece(organisation=" bakkerij  BOS")]
    assert found(same, Asks(contexts=2))[Aspect.VARIETY].standing is Standing.NOT_MET
    assert found([*same, piece(organisation="De Smidse")], Asks(contexts=2))[Aspect.VARIETY].standing is Standing.MET
    other = [*same, piece(kind=EntryKind.PROJECT, organisation="Bakkerij Bos")]
    assert found(other, Asks(contexts=2))[Aspect.VARIETY].standing is Standing.MET


def test_p6_one_context_is_nothing_asked():
    assert found([piece()], Asks(contexts=1))[Aspect.VARIETY].standing is Standing.NOT_ASKED


def test_p6_relevance_tells_the_indicators_that_are_shown_and_the_reasoning():
    one = found([piece(indicators=frozenset({1, 9})), piece(reasoned=True)])[Aspect.RELEVANCE]
    assert told(one) == "It shows 1 of 3 indicators in particular. 1 piece has no reasoning."
    assert (str(one.short), one.standing) == ("1 of 3 indicators", Standing.NOT_ASKED)


def test_p6_relevance_of_a_work_process_without_indicators():
    one = found([piece(reasoned=True)], indicators=())[Aspect.RELEVANCE]
    assert told(one) == "This work process names no indicators. Each piece has its reasoning."


def test_p6_authenticity_asks_for_a_witness_of_the_text_as_it_is_now():
    asks = Asks(witness=True)
    assert found([piece(witnesses=1)], asks)[Aspect.AUTHENTICITY].standing is Standing.MET
    outdated = found([piece(outdated_witnesses=1)], asks)[Aspect.AUTHENTICITY]
    assert outdated.standing is Standing.NOT_MET
    assert "1 statement of a witness is about an earlier text, and does not count." in told(outdated)


def test_p6_a_witness_of_what_is_not_accepted_does_not_count():
    waiting = piece(EvidenceState.WAITING, witnesses=1)
    assert found([waiting], Asks(witness=True))[Aspect.AUTHENTICITY].standing is Standing.NOT_MET


def test_p6_currency_tells_what_has_aged_and_what_will():
    pieces = [piece(dated=date(2020, 1, 1)), piece(dated=date(2026, 3, 2))]
    one = found(pieces, Asks(months_valid=12))[Aspect.CURRENCY]
    assert one.standing is Standing.MET
    assert "1 piece has aged." in told(one)
    assert "The next one ages on 2027-03-03." in told(one)


def test_p6_currency_needs_as_many_recent_pieces_as_are_asked():
    pieces = [piece(dated=date(2020, 1, 1)), piece(dated=date(2026, 3, 2))]
    assert found(pieces, Asks(months_valid=12, pieces=2))[Aspect.CURRENCY].standing is Standing.NOT_MET


def test_p6_what_falls_short_tells_how_many_are_asked():
    pieces = [piece(dated=date(2020, 1, 1)), piece(dated=date(2026, 3, 2))]
    there = found(pieces, Asks(months_valid=12, pieces=3, contexts=2))
    short = [str(there[aspect].short) for aspect in (Aspect.CURRENCY, Aspect.QUANTITY, Aspect.VARIETY)]
    assert short == ["1 of 3 recent", "2 of 3 pieces", "1 of 2 contexts"]


def test_p6_what_is_enough_tells_only_how_many_there_are():
    there = found([piece(), piece()], Asks(months_valid=12, pieces=1))
    short = [str(there[aspect].short) for aspect in (Aspect.CURRENCY, Aspect.QUANTITY)]
    assert short == ["2 recent", "2 pieces"]


@pytest.mark.parametrize("asks", [None, Asks()])
def test_p6_currency_of_nothing(asks):
    one = found([], asks)[Aspect.CURRENCY]
    assert (told(one), one.standing) == ("Nothing was accepted yet.", Standing.NOT_ASKED)


@given(some.lists(PIECES, max_size=6), PIECES, RULES, DAYS)
def test_p6_more_evidence_never_makes_an_aspect_worse(pieces, more, asks, today):
    before, after = found(pieces, asks, today=today), found([*pieces, more], asks, today=today)
    for aspect in Aspect:
        assert BETTER[before[aspect].standing] <= BETTER[after[aspect].standing]


@given(some.lists(PIECES, max_size=6), RULES, DAYS, some.integers(0, 5000))
def test_p6_nothing_becomes_more_recent_by_waiting(pieces, asks, today, more):
    now = found(pieces, asks, today=today)[Aspect.CURRENCY].standing
    later = found(pieces, asks, today=today + timedelta(days=more))[Aspect.CURRENCY].standing
    assert BETTER[later] <= BETTER[now]


@given(some.lists(PIECES, max_size=6), RULES, DAYS)
def test_p6_the_order_of_the_evidence_makes_no_difference(pieces, asks, today):
    assert found(pieces, asks, today=today) == found(pieces[::-1], asks, today=today)
