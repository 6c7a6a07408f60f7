"""C10: counting what is held."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.rules.clock import State
from insights.rules.asking import Asked, as_address, asked
from insights.rules.tallies import Holding, Tally, holding, percentages, tally_by_part, tally_by_qualification

pytestmark = pytest.mark.pure
TODAY = date(2027, 3, 1)


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_one_of_the_four_words(state: State) -> None:
    assert holding(state, meets=False) in Holding


def test_who_is_paused_while_qualified_meets() -> None:
    assert (holding(State.PAUSED, meets=True), holding(State.PAUSED, meets=False)) == (Holding.MEETS, Holding.LACKS)


def test_somebody_in_two_teams_of_a_department_counts_once_in_it() -> None:
    found = tally_by_part({(7, 1): Holding.MEETS}, {7: frozenset({1, 2, 3})})
    assert found == {1: Tally(meets=1), 2: Tally(meets=1), 3: Tally(meets=1)}


def test_who_belongs_nowhere_counts_in_no_part() -> None:
    assert tally_by_part({(7, 1): Holding.LACKS}, {}) == {}


def test_each_qualification_is_counted_by_itself() -> None:
    pairs = {(7, 1): Holding.MEETS, (8, 1): Holding.NEVER, (7, 2): Holding.LOSING}
    assert tally_by_qualification(pairs) == {1: Tally(meets=1, never=1), 2: Tally(losing=1)}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5000), min_size=4, max_size=4))
def test_percentages_are_a_hundred_together_and_none_that_is_there_vanishes(counts: list[int]) -> None:
    shares = percentages(counts)
    assert sum(shares) == (100 if sum(counts) else 0)
    assert all((share > 0) == (count > 0) for share, count in zip(shares, counts, strict=True))


@pytest.mark.parametrize(
    "sent",
    [{"on": "2027-02-30"}, {"on": "9999-01-01"}, {"on": "x"}, {"part": "-1"}, {"part": "٣"}, {"qualification": "1e3"},
     {"holding": "all"}, {"sort": "id"}, {"page": "0"}, {"page": "99999999999"}],
)  # fmt: skip
def test_what_nobody_can_mean_is_passed_over(sent: dict[str, str]) -> None:
    assert asked(sent, today=TODAY) == Asked(on=TODAY)


def test_what_is_asked_can_be_written_as_an_address_and_read_again() -> None:
    wanted = Asked(
        on=date(2027, 9, 1),
        part_id=3,
        qualification_id=4,
        holding=Holding.LOSING,
        words="an",
        sort="name",
        overdue_id=5,
    )
    sent = {name: str(value) for name, value in as_address(wanted, today=TODAY).items() if value is not None}
    assert asked(sent, today=TODAY) == wanted
