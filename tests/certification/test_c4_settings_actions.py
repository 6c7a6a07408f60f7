"""C2 to C4: lists and settings of a qualification, and what a change does to people who keep it."""

import pytest

from certification.actions import asking, upkeep
from certification.actions.asking import LineFacts
from certification.models import Activity, QualificationActivity
from certification.queries import settings as queries
from certification.rules.periods import Period, Unit
from certification.rules.settings import UpkeepFacts
from certification.rules.states import ActivityKind, DurationKind, Stage
from exams.actions.seen import ChangedMeanwhile
from foundation.refusals import Refusal, Unreadable
from qualification_files.actions.versions import make_version
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState
from tests.certification import made

YEAR = Period(1, Unit.YEARS)
ROLLING = UpkeepFacts(duration=DurationKind.ROLLING, recurring=True, period=YEAR)


@pytest.fixture
def first_aid(make):
    """An active qualification without core tasks that asks for one activity, and somebody who did that."""
    qualification, course = make.qualification(core_tasks=0), made.activity(make)
    made.asks(make, qualification, course)
    person = make.person()
    make.link(person, qualification)
    made.completed(make, person, course, made.LONG_AGO)
    return qualification


def of(work, qualification):
    return work.db.get(Qualification, qualification.id)


def agreed(change, *args, **facts):
    """Do it after having seen what it does."""
    with pytest.raises(upkeep.NotForeseen) as refused:
        change(*args, **facts)
    change(*args, **facts, foreseen=refused.value.effect.sign)
    return refused.value.effect


def test_settings_of_a_draft_are_kept_at_once(make, desk, audited):
    draft = make.qualification(state=QualificationState.DRAFT)
    with desk.writing() as work:
        upkeep.set_upkeep(work, of(work, draft), ROLLING, version=0)
    with desk.reading() as work:
        assert queries.facts_in(queries.settings_row(work, draft.id)) == ROLLING
    assert audited() == ["certification.upkeep-changed"]


def test_settings_that_contradict_themselves_are_refused(make, desk):
    draft = make.qualification()
    with desk.writing() as work, pytest.raises(Unreadable, match="needs a period"):
        upkeep.set_upkeep(work, of(work, draft), UpkeepFacts(**{**vars(ROLLING), "period": None}), version=0)


def test_two_tabs_on_the_settings_the_second_is_told(make, desk):
    qualification = make.qualification()
    with desk.writing() as work:
        upkeep.set_upkeep(work, of(work, qualification), ROLLING, version=0)
    with desk.writing() as work, pytest.raises(ChangedMeanwhile):
        upkeep.set_upkeep(work, of(work, qualification), UpkeepFacts(issuer="Red Cross"), version=0)


def test_a_year_makes_people_lose_it_and_that_is_shown_before(desk, first_aid):
    with desk.writing() as work:
        effect = agreed(upkeep.set_upkeep, work, of(work, first_aid), ROLLING, version=0)
    assert (effect.meets_now, effect.meets_after, len(effect.losing)) == (1, 0, 1)


def test_the_record_keeps_the_old_and_the_new_value(desk, first_aid):
    with desk.writing() as work:
        agreed(upkeep.set_upkeep, work, of(work, first_aid), ROLLING, version=0)
        told = next(fact for fact in work.facts if fact.name == "certification.upkeep-changed")
    assert ("period", "", "1 years") in told.changes
    assert ("duration", "fixed", "rolling") in told.changes
    assert told.losing == 1


def test_an_activity_more_takes_it_from_who_did_not_do_that_one(make, desk, first_aid):
    fresh = made.activity(make)
    with desk.writing() as work:
        effect = agreed(asking.ask, work, of(work, first_aid), work.db.get(Activity, fresh.id), Stage.ACHIEVE)
        assert of(work, first_aid).activity_count == 2
    assert len(effect.losing) == 1


def test_an_optional_activity_takes_it_from_nobody_and_asks_nothing(make, desk, first_aid):
    fresh = made.activity(make)
    with desk.writing() as work:
        optional = LineFacts(mandatory=False)
        asking.ask(work, of(work, first_aid), work.db.get(Activity, fresh.id), Stage.ACHIEVE, optional)


def test_an_activity_is_asked_once_in_a_list(make, desk):
    qualification, reading = make.qualification(), made.activity(make)
    with desk.writing() as work:
        lines = [
            asking.ask(work, of(work, qualification), work.db.get(Activity, reading.id), Stage.ACHIEVE) for _ in "ab"
        ]
    assert lines[0] is lines[1]


def test_a_retired_activity_is_not_asked(make, desk, clock):
    qualification, old = make.qualification(), made.activity(make, retired_at=clock())
    with desk.writing() as work, pytest.raises(Refusal, match="retired"):
        asking.ask(work, of(work, qualification), work.db.get(Activity, old.id), Stage.ACHIEVE)


def test_nothing_stands_under_maintain_of_a_fixed_one(make, desk, first_aid):
    fresh = made.activity(make)
    with desk.writing() as work, pytest.raises(Unreadable, match="one list serves for both"):
        asking.ask(work, of(work, first_aid), work.db.get(Activity, fresh.id), Stage.MAINTAIN)


def test_a_certificate_is_not_uploaded_for_a_course(make, desk):
    qualification, course = make.qualification(), made.activity(make, ActivityKind.COURSE)
    facts = LineFacts(upload_allowed=True)
    with desk.writing() as work, pytest.raises(Unreadable, match="parts of a course"):
        asking.ask(work, of(work, qualification), work.db.get(Activity, course.id), Stage.ACHIEVE, facts)


def test_all_that_an_active_one_asks_is_not_taken_out(desk, first_aid):
    with desk.writing() as work:
        line = queries.lines_of(work, first_aid.id)[0]
        with pytest.raises(Refusal, match="all it asks"):
            asking.stop_asking(work, line)


def test_taken_out_twice_it_is_out_once(make, desk):
    qualification = make.qualification()
    line = made.asks(make, qualification, made.activity(make))
    with desk.writing() as work:
        for _ in range(2):
            asking.stop_asking(work, work.db.get(QualificationActivity, line.id))
        assert of(work, qualification).activity_count == 0
        assert [fact.name for fact in work.facts] == ["certification.activity-no-longer-asked"]


def test_a_line_that_another_changed_meanwhile_is_not_overwritten(make, desk):
    line = made.asks(make, make.qualification(), made.activity(make), mandatory=False)
    with desk.writing() as work:
        found = work.db.get(QualificationActivity, line.id)
        with pytest.raises(ChangedMeanwhile):
            asking.change_asked(work, found, LineFacts(upload_allowed=True), seen=asking.sign_of(LineFacts()))


def test_lines_change_places_within_their_own_list(make, desk):
    qualification = make.qualification()
    first, second = (made.asks(make, qualification, made.activity(make)) for _ in range(2))
    with desk.writing() as work:
        asking.move_asked(work, work.db.get(QualificationActivity, second.id), up=True)
        asking.move_asked(work, work.db.get(QualificationActivity, first.id), up=False)  # the last already
        assert [line.id for line in queries.lines_of(work, qualification.id)] == [second.id, first.id]


def test_settings_and_lists_are_taken_over_without_what_is_retired(make, desk, clock):
    source, target = make.qualification(), make.qualification(core_tasks=0, state=QualificationState.DRAFT)
    made.rolling(make, source, YEAR)
    for facts in ({}, {"retired_at": clock()}):
        made.asks(make, source, made.activity(make, **facts))
    with desk.writing() as work:
        asking.take_over(work, of(work, target), source.id)
        assert of(work, target).activity_count == 1
        assert queries.facts_in(queries.settings_row(work, target.id)).period == YEAR


def test_nothing_is_taken_over_onto_a_list_that_has_something(make, desk):
    source, target = make.qualification(), make.qualification()
    for one in (source, target):
        made.asks(make, one, made.activity(make))
    with desk.writing() as work, pytest.raises(Refusal, match="activities here already"):
        asking.take_over(work, of(work, target), source.id)


def test_q14_a_new_version_takes_settings_and_lists_along(make, desk):
    old = make.qualification(core_tasks=0)
    made.rolling(make, old, YEAR)
    made.asks(make, old, made.activity(make))
    with desk.writing() as work:
        new = make_version(work, of(work, old), cohort="2027", edition="2")
        assert new.activity_count == 1
        assert queries.facts_in(queries.settings_row(work, new.id)).period == YEAR
        assert len(queries.lines_of(work, new.id)) == 1
