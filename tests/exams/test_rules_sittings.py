"""The life of a sitting."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from exams.rules import (
    Level,
    SittingState,
    Step,
    is_ratified_by_signature,
    is_signed_by_all,
    may_become,
    may_begin,
    may_sign,
    why_not_begin,
    why_not_sign,
)

pytestmark = pytest.mark.pure

DAY = date(2027, 3, 3)
STEPS = [Step(id=id_, name="x", levels=(Level(value=0, label="no"), Level(value=1, label="yes"))) for id_ in (1, 2, 3)]
MARKED = {1: 0, 2: 1, 3: 0}
IN_PROGRESS = SittingState.IN_PROGRESS


def test_a_sitting_goes_from_planned_by_way_of_a_signature_to_ratified() -> None:
    path = [SittingState.PLANNED, IN_PROGRESS, SittingState.SIGNED, SittingState.RATIFIED]
    assert all(may_become(state, following) for state, following in pairwise(path))


@pytest.mark.parametrize("state", [SittingState.ANNULLED, SittingState.ABORTED, SittingState.CANCELLED])
def test_nothing_follows_an_end(state: SittingState) -> None:
    assert not any(may_become(state, following) for following in SittingState)


def test_no_state_is_skipped_and_none_follows_itself() -> None:
    assert not may_become(SittingState.PLANNED, SittingState.SIGNED)
    assert not may_become(IN_PROGRESS, SittingState.RATIFIED)
    assert not any(may_become(state, state) for state in SittingState)


def test_a_no_show_can_be_put_right() -> None:
    assert may_become(SittingState.NO_SHOW, SittingState.PLANNED)


def test_an_exam_begins_on_its_day_or_later_but_not_before() -> None:
    assert may_begin(SittingState.PLANNED, day=DAY, today=DAY)
    assert may_begin(SittingState.PLANNED, day=DAY, today=DAY + timedelta(days=1))
    early = why_not_begin(SittingState.PLANNED, day=DAY, today=DAY - timedelta(days=1))
    assert str(early) == "This exam is planned for 2027-03-03 and cannot begin before that day."


@pytest.mark.parametrize("state", [state for state in SittingState if state is not SittingState.PLANNED])
def test_only_a_planned_exam_begins(state: SittingState) -> None:
    assert not may_begin(state, day=DAY, today=DAY)


def test_a_sheet_with_every_step_marked_may_be_signed() -> None:
    assert may_sign(IN_PROGRESS, STEPS, MARKED)


def test_open_steps_forbid_signing_and_their_number_is_named() -> None:
    said = why_not_sign(IN_PROGRESS, STEPS, {1: 0, 2: None})
    assert str(said) == "2 steps are not yet marked. Mark them before you sign."


def test_one_open_step_is_named_in_the_singular() -> None:
    assert str(why_not_sign(IN_PROGRESS, STEPS, {1: 0, 2: 1})) == "1 step is not yet marked. Mark it before you sign."


def test_an_undecided_conflict_forbids_signing() -> None:
    said = why_not_sign(IN_PROGRESS, STEPS, MARKED, conflicts=1)
    assert said is not None
    assert str(said).startswith("1 step was marked differently on two devices.")


def test_a_sheet_is_signed_once() -> None:
    assert str(why_not_sign(IN_PROGRESS, STEPS, MARKED, signed=True)) == "This sheet is already signed."


@pytest.mark.parametrize("state", [state for state in SittingState if state is not IN_PROGRESS])
def test_only_an_exam_in_progress_is_signed(state: SittingState) -> None:
    assert not may_sign(state, STEPS, MARKED)


def test_a_form_without_steps_is_not_signed() -> None:
    assert not may_sign(IN_PROGRESS, [], {})


def test_the_last_required_signature_ratifies_where_there_is_no_board() -> None:
    assert not is_ratified_by_signature(required_signatures=2, signatures=1, board=False)
    assert is_ratified_by_signature(required_signatures=2, signatures=2, board=False)


def test_where_there_is_a_board_no_signature_ratifies() -> None:
    assert not is_ratified_by_signature(required_signatures=1, signatures=5, board=True)


def test_no_signature_at_all_is_never_enough() -> None:
    assert not is_signed_by_all(required_signatures=0, signatures=0)
