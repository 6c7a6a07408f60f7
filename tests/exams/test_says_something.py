"""A reason or a name that shows nothing is none, however the action is called."""

from datetime import timedelta
from uuid import uuid4

import pytest

from exams import queries
from exams.actions import (
    correcting,
    exempting,
    inspecting,
    marking,
    objecting,
    planning,
    purging,
    ratifying,
)
from exams.actions.wording import require_words
from exams.models import Sitting
from exams.queries.objections import objection as objection_of
from exams.rules import SittingState
from exams.rules.decisions import DecisionFacts
from exams.rules.objections import ObjectionKind, ObjectionState
from foundation.refusals import Unreadable
from people.models import Person, PersonRole
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.test_x6_two_examiners import comparing, pair

__all__ = ["comparing", "pair"]
NOTHING = "\u200b \u2060\u00ad\ufeff"


def decision(school):
    facts = school.decision()
    return DecisionFacts(
        number=facts["number"],
        decided_on=NOON.date(),
        present=(school.board_member.id,),
        grounds=NOTHING,
        form_key=facts["form_key"],
    )


def sign(work, school, sitting):
    seen = marking.seen_of(queries.standing_marks(work, sitting.sheets[0].id))
    marking.sign_sheet(work, sitting.sheets[0], marking.Signature(name=NOTHING, overall_remark="", seen=seen))


def grant(work, school, sitting):
    ends = NOON + timedelta(days=9)
    facts = inspecting.GrantFacts(reason=NOTHING, starts_at=NOON, ends_at=ends, form_key=str(uuid4()))
    inspecting.grant_inspection(work, Person(roles=[PersonRole(role=Role.AUDITOR)]), [sitting.id], facts)


def correct(work, school, sitting, reason="Typo.", improvement="We look twice."):
    step = sitting.session.form.steps[0].id
    facts = correcting.CorrectionFacts(values={step: 0}, reason=reason, improvement=improvement, form_key=str(uuid4()))
    correcting.correct_marks(work, sitting, facts, None)


def exempt(work, school, sitting):
    facts = exempting.ExemptionFacts(parts=(), ground=NOTHING, requested_on=NOON.date(), earlier_result="")
    exempting.exempt(work, sitting.candidate, sitting.session.form, facts, decision(school))


def lodge(work, sitting, grounds):
    facts = objecting.LodgingFacts(
        kind=ObjectionKind.OBJECTION, grounds=grounds, form_key=str(uuid4()), received_on=NOON.date()
    )
    return objecting.lodge(work, sitting, facts)


def lodged(work, sitting):
    return objection_of(work, lodge(work, sitting, "Unfair.").id)


def rule(work, school, sitting):
    ruling = objecting.Ruling(state=ObjectionState.REJECTED, outcome=NOTHING)
    objecting.rule(work, lodged(work, sitting), ruling, decision(school))


OPEN = {
    "sign": sign,
    "abort": lambda work, school, sitting: marking.abort_sitting(work, sitting.sheets[0], NOTHING),
}
DONE = {
    "hold": lambda work, school, sitting: purging.hold(work, sitting, NOTHING, form_key=str(uuid4())),
    "grant": grant,
    "correct": lambda work, school, sitting: correct(work, school, sitting, reason=NOTHING),
    "improve": lambda work, school, sitting: correct(work, school, sitting, improvement=NOTHING),
    "annul": lambda work, school, sitting: ratifying.annul(work, sitting, decision(school)),
    "exempt": exempt,
    "lodge": lambda work, school, sitting: lodge(work, sitting, NOTHING),
    "withdraw": lambda work, school, sitting: objecting.withdraw(work, lodged(work, sitting), NOTHING),
    "extend": lambda work, school, sitting: objecting.extend(work, lodged(work, sitting), NOTHING),
    "rule": rule,
}


@pytest.mark.parametrize("text", ["", " \t\n", NOTHING, "\u3164"])
def test_what_shows_nothing_is_no_reason(text):
    with pytest.raises(Unreadable, match="Say why"):
        require_words(text)


@pytest.mark.parametrize("deed", OPEN)
def test_an_examiner_gives_a_name_and_a_reason_that_can_be_read(school, deed):
    sitting = school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS)
    with pytest.raises(Unreadable), school.desk.writing(actor_of(school.examiner)) as work:
        OPEN[deed](work, school, queries.sitting(work, sitting.id))
    assert school.read(Sitting, sitting.id).state is SittingState.IN_PROGRESS


@pytest.mark.parametrize("deed", DONE)
def test_the_office_gives_a_reason_that_can_be_read(school, deed):
    if deed in ("correct", "improve"):
        school.board_ratifies()
    sitting = school.signed(3)
    with pytest.raises(Unreadable), school.desk.writing(actor_of(school.board_member)) as work:
        DONE[deed](work, school, queries.sitting(work, sitting.id))


def test_an_exam_is_not_cancelled_without_a_reason_that_can_be_read(school):
    sitting = school.planned()
    with school.desk.writing(actor_of(school.coordinator)) as work:
        found = queries.sitting(work, sitting.id)
        with pytest.raises(Unreadable):
            planning.cancel_sittings(work, found.session, [found], NOTHING)


def test_who_did_not_come_needs_no_reason_and_keeps_none_that_shows_nothing(school):
    sitting = school.planned(starts_at=NOON)
    with school.desk.writing(actor_of(school.coordinator)) as work:
        planning.report_no_show(work, queries.sitting(work, sitting.id), NOTHING)
    assert school.read(Sitting, sitting.id).ended_reason == ""


def test_a_mark_is_not_proposed_without_a_reason_that_can_be_read(comparing):
    with pytest.raises(Unreadable, match="Say why"):
        comparing.say(comparing.first, 0, 2, NOTHING)
