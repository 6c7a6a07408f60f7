"""What moves along to a new version with the evidence: how far it is, what it points at, what was found of it."""

import pytest
from sqlalchemy import select

from people.rules import Role
from portfolio import queries
from portfolio.models import (
    Comment,
    Entry,
    Evidence,
    EvidenceIndicator,
    PortfolioAssessor,
    QualityJudgement,
    Review,
    SelfAssessment,
)
from portfolio.rules import Capacity, Decision, EvidenceState, Judgement, SelfLevel, state_of_all
from qualification_files.actions import versions
from qualification_files.actions.mapping import decide
from qualification_files.actions.moves import begin_move, start_move, undo_move
from qualification_files.models import Indicator, Qualification, VersionMove, WorkProcess
from qualification_files.rules import QualificationState
from tests.conftest import actor_of
from tests.portfolio.conftest import NUMBERS, uuid_of

OPEN, WAITING, RETURNED, ACCEPTED = EvidenceState


@pytest.fixture
def coordinator(make):
    return make.person(Role.COORDINATOR)


@pytest.fixture
def old(make):
    return make.qualification(name="Welder", core_tasks=1, work_processes=4, indicators=3)


@pytest.fixture
def before(old):
    return old.core_tasks[0].work_processes


@pytest.fixture
def new(desk, old):
    """The next version, in use: 1 > 1, 2 > 2, 3 > 2 as well, 4 has no counterpart. Indicator 2 of 1 says else."""
    with desk.writing() as work:
        made = versions.make_version(work, work.db.get(Qualification, old.id), cohort="2027", edition="")
        made.state = QualificationState.ACTIVE
        work.db.flush()
        first, second = made.core_tasks[0].work_processes[:2]
        first.indicators[1].text = "Says something else"
        one, two, three, four = (process.id for process in old.core_tasks[0].work_processes)
        decide(work, made, {one: first.id, two: second.id, three: second.id, four: None})
    return made


@pytest.fixture
def after(desk, new):
    with desk.reading() as work:
        found = work.db.scalars(select(WorkProcess).order_by(WorkProcess.id)).all()
        of_new = [process for process in found if process.core_task.qualification_id == new.id]
        work.db.expunge_all()
    return of_new


@pytest.fixture
def noor(make, old):
    person = make.person(Role.CANDIDATE, given="Noor")
    make.link(person, old)
    return person


@pytest.fixture
def moved(desk, new, coordinator):
    def move(*people, to=None):
        with desk.writing(actor_of(coordinator)) as work:
            begun = begin_move(work, work.db.get(Qualification, (to or new).id), [person.id for person in people])
            start_move(work, begun)
            return begun.id

    return move


@pytest.fixture
def undone(desk, coordinator):
    def undo(number):
        with desk.writing(actor_of(coordinator)) as work:
            undo_move(work, work.db.get(VersionMove, number))

    return undo


@pytest.fixture
def stand(desk):
    """Let the link of this entry to this work process be so far, as reviews would."""

    def at(entry, process, state, *, reviewer=None):
        with desk.writing() as work:
            row = work.db.scalars(
                select(Evidence).where(Evidence.entry_id == entry.id, Evidence.work_process_id == process.id)
            ).one()
            row.state, row.asked_at = state, work.now
            row.decided_at = work.now if state in (RETURNED, ACCEPTED) else None
            if state is ACCEPTED:
                work.db.get(Entry, entry.id).frozen_at = work.now
            if reviewer:
                work.db.add(_review(work, row, reviewer))
            return row.id

    return at


def _review(work, row, reviewer):
    return Review(
        evidence_id=row.id,
        reviewer_id=reviewer.id,
        capacity=Capacity.SUPERVISOR,
        decision=Decision.RETURNED,
        reason="Say more.",
        fingerprint="f" * 64,
        decided_at=work.now,
    )


@pytest.fixture
def shown(desk):
    """The link of this entry to this work process, as it stands."""

    def row(entry, process):
        with desk.reading() as work:
            found = work.db.scalars(
                select(Evidence).where(Evidence.entry_id == entry.id, Evidence.work_process_id == process.id)
            ).one_or_none()
            work.db.expunge_all()
        return found

    return row


@pytest.fixture
def pointed(desk):
    def texts(evidence):
        with desk.reading() as work:
            return queries.indicators_shown(work, [evidence.id]).get(evidence.id, [])

    return texts


@pytest.fixture
def point(desk):
    def at(entry, process, *places):
        with desk.writing() as work:
            row = work.db.scalars(
                select(Evidence).where(Evidence.entry_id == entry.id, Evidence.work_process_id == process.id)
            ).one()
            work.db.add_all(
                EvidenceIndicator(evidence_id=row.id, indicator_id=process.indicators[place].id) for place in places
            )

    return at


@pytest.fixture
def assess(desk, clock):
    def self_assessment(person, process, level):
        clock.move(minutes=1)
        with desk.writing() as work:
            work.db.add(
                SelfAssessment(
                    person_id=person.id,
                    work_process_id=process.id,
                    level=level,
                    form_key=uuid_of(next(NUMBERS)),
                    assessed_at=work.now,
                )
            )

    return self_assessment


@pytest.fixture
def judge(desk, clock):
    def judgement(person, process, by, found):
        clock.move(minutes=1)
        with desk.writing() as work:
            work.db.add(
                QualityJudgement(
                    person_id=person.id,
                    work_process_id=process.id,
                    judged_by=by.id,
                    capacity=Capacity.ASSESSOR,
                    relevance=found,
                    form_key=uuid_of(next(NUMBERS)),
                    judged_at=work.now,
                )
            )

    return judgement


@pytest.fixture
def levels(desk):
    """What somebody found of this work process: (level, came along), oldest first."""

    def of(process):
        with desk.reading() as work:
            rows = work.db.scalars(
                select(SelfAssessment).where(SelfAssessment.work_process_id == process.id).order_by(SelfAssessment.id)
            )
            return [(row.level, row.move_id is not None) for row in rows]

    return of


# How far it is


@pytest.mark.parametrize("state", list(EvidenceState))
def test_p3_evidence_is_as_far_as_it_was(keep, noor, before, after, moved, stand, shown, clock, state):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    stand(entry, before[0], state)
    earlier = shown(entry, before[0])
    clock.move(days=3)
    moved(noor)
    later = shown(entry, after[0])
    assert (later.state, later.asked_at, later.decided_at) == (state, earlier.asked_at, earlier.decided_at)
    assert shown(entry, before[0]).state is state


@pytest.mark.parametrize(
    ("states", "together"),
    [
        ((ACCEPTED, ACCEPTED), ACCEPTED),
        ((ACCEPTED, OPEN), OPEN),
        ((ACCEPTED, WAITING), WAITING),
        ((WAITING, RETURNED), RETURNED),
        ((ACCEPTED, RETURNED), RETURNED),
        ((OPEN, WAITING), WAITING),
        ((OPEN, OPEN), OPEN),
    ],
)
def test_p3_several_that_become_one_are_as_far_as_the_lowest(
    keep, noor, before, after, moved, stand, shown, states, together
):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[1], before[2])
    for process, state in zip(before[1:3], states, strict=True):
        stand(entry, process, state)
    moved(noor)
    assert shown(entry, after[1]).state is together
    assert (shown(entry, after[1]).decided_at is not None) == (together in (RETURNED, ACCEPTED))


def test_p3_the_lowest_does_not_depend_on_the_order():
    for one in EvidenceState:
        for other in EvidenceState:
            assert state_of_all([one, other]) is state_of_all([other, one])


def test_p3_what_was_accepted_keeps_its_entry_frozen(keep, visit, noor, before, after, moved, stand, undone):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    stand(entry, before[0], ACCEPTED)
    number = moved(noor)
    assert visit(noor).get(f"/portfolio/entries/{entry.id}/edit").status_code == 403
    undone(number)
    assert visit(noor).get(f"/portfolio/entries/{entry.id}/edit").status_code == 403


# Who may withdraw what was accepted of an earlier version


@pytest.fixture
def accept(desk, stand):
    """Let the link of this entry to this work process be accepted by this person, in this capacity."""

    def by(entry, process, reviewer, capacity):
        number = stand(entry, process, ACCEPTED)
        with desk.writing() as work:
            review = _review(work, work.db.get(Evidence, number), reviewer)
            review.decision, review.capacity = Decision.ACCEPTED, capacity
            work.db.add(review)

    return by


@pytest.fixture
def assessor(desk, make, noor):
    person = make.person(Role.EXAMINER)
    with desk.writing() as work:
        work.db.add(PortfolioAssessor(candidate_id=noor.id, assessor_id=person.id, assigned_at=work.now))
    return person


@pytest.fixture
def offered(visit, shown, after):
    """Whether the page offers to withdraw it, and what withdrawing it is answered with."""

    def withdrawal(person, entry, place):
        row, browser = shown(entry, after[place]), visit(person)
        page = browser.get(f"/portfolio/evidence/{row.id}/review").text
        told = {"reason": "A slip.", "version": str(row.version)}
        answer = browser.post(f"/portfolio/evidence/{row.id}/withdraw", told)
        return "Why do you withdraw" in page, answer.status_code

    return withdrawal


def test_p5_what_an_assessor_accepted_of_the_earlier_version_a_supervisor_does_not_undo(
    keep, noor, guide, assessor, before, after, moved, accept, shown, offered
):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    accept(entry, before[0], assessor, Capacity.ASSESSOR)
    moved(noor)
    assert offered(guide, entry, 0) == (False, 403)
    assert shown(entry, after[0]).state is ACCEPTED
    assert offered(assessor, entry, 0) == (True, 303)


def test_p5_what_a_supervisor_accepted_of_the_earlier_version_a_supervisor_withdraws(
    keep, noor, guide, before, moved, accept, offered
):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    accept(entry, before[0], guide, Capacity.SUPERVISOR)
    moved(noor)
    assert offered(guide, entry, 0) == (True, 303)


def test_p5_of_several_that_became_one_what_any_assessor_accepted_counts(
    keep, noor, guide, assessor, before, moved, accept, offered
):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[1], before[2])
    accept(entry, before[1], guide, Capacity.SUPERVISOR)
    accept(entry, before[2], assessor, Capacity.ASSESSOR)
    moved(noor)
    assert offered(guide, entry, 1) == (False, 403)


def test_p5_what_was_accepted_anew_since_is_of_who_did_that(
    keep, noor, guide, assessor, before, after, moved, accept, offered
):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    accept(entry, before[0], assessor, Capacity.ASSESSOR)
    moved(noor)
    accept(entry, after[0], guide, Capacity.SUPERVISOR)
    assert offered(guide, entry, 0) == (True, 303)


def test_p5_what_nobody_knows_who_accepted_an_assessor_alone_withdraws(
    keep, noor, guide, assessor, before, moved, stand, offered
):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    stand(entry, before[0], ACCEPTED)
    moved(noor)
    assert offered(guide, entry, 0) == (False, 403)
    assert offered(assessor, entry, 0) == (True, 303)


# Indicators


def test_p3_indicators_that_say_the_same_come_along_and_others_stay_behind(
    keep, noor, before, after, moved, point, pointed, shown
):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    point(entry, before[0], 0, 1)
    moved(noor)
    assert pointed(shown(entry, after[0])) == ["Indicator 1.1.1"]
    assert pointed(shown(entry, before[0])) == ["Indicator 1.1.1", "Indicator 1.1.2"]


def test_p3_of_several_that_become_one_the_indicators_of_all_come_along(
    desk, keep, noor, before, after, moved, point, pointed, shown
):
    with desk.writing() as work:
        work.db.get(Indicator, _first(work, after[1])).text = "Indicator 1.3.1"
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[1], before[2])
    point(entry, before[1], 1)
    point(entry, before[2], 0)
    moved(noor)
    assert pointed(shown(entry, after[1])) == ["Indicator 1.3.1", "Indicator 1.2.2"]


def _first(work, process):
    return work.db.scalars(
        select(Indicator.id).where(Indicator.work_process_id == process.id).order_by(Indicator.position)
    ).first()


def test_p3_what_was_shown_of_the_new_version_already_points_where_it_did(
    make, keep, noor, new, before, after, moved, point, pointed, shown
):
    make.link(noor, new)
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    keep.evidence(noor, entry, after[0], reasoning="My own words.")
    point(entry, before[0], 0)
    moved(noor)
    assert (shown(entry, after[0]).reasoning, pointed(shown(entry, after[0]))) == ("My own words.", [])


# What was found of it


def test_p3_the_newest_self_assessment_comes_along(noor, before, after, moved, assess, levels):
    assess(noor, before[0], SelfLevel.NOT_YET)
    assess(noor, before[0], SelfLevel.ALONE)
    moved(noor)
    assert levels(after[0]) == [(SelfLevel.ALONE, True)]
    assert levels(before[0]) == [(SelfLevel.NOT_YET, False), (SelfLevel.ALONE, False)]


def test_p3_of_several_that_become_one_the_newest_comes_along(noor, before, after, moved, assess, levels):
    assess(noor, before[2], SelfLevel.EXPLAINS)
    assess(noor, before[1], SelfLevel.WITH_HELP)
    moved(noor)
    assert levels(after[1]) == [(SelfLevel.WITH_HELP, True)]


def test_p3_what_one_found_of_the_new_version_already_stands(make, noor, new, before, after, moved, assess, levels):
    make.link(noor, new)
    assess(noor, after[0], SelfLevel.NOT_YET)
    assess(noor, before[0], SelfLevel.EXPLAINS)
    moved(noor)
    assert levels(after[0]) == [(SelfLevel.NOT_YET, False)]


def test_p3_the_newest_judgement_of_each_judge_comes_along(desk, make, noor, before, after, moved, judge):
    one, other = make.person(Role.EXAMINER), make.person(Role.SUPERVISOR)
    judge(noor, before[0], one, Judgement.INSUFFICIENT)
    judge(noor, before[0], other, Judgement.INSUFFICIENT)
    judge(noor, before[0], one, Judgement.SUFFICIENT)
    number = moved(noor)
    with desk.reading() as work:
        rows = work.db.scalars(select(QualityJudgement).where(QualityJudgement.work_process_id == after[0].id)).all()
        found = {(row.judged_by, row.relevance, row.move_id) for row in rows}
    assert found == {(one.id, Judgement.SUFFICIENT, number), (other.id, Judgement.INSUFFICIENT, number)}


# Reviews stay readable


def test_p3_evidence_knows_what_it_came_from_over_several_versions(
    desk, keep, noor, new, before, after, moved, shown, old
):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[1], before[2])
    moved(noor)
    with desk.writing() as work:
        third = versions.make_version(work, work.db.get(Qualification, new.id), cohort="2028", edition="")
        third.state = QualificationState.ACTIVE
        work.db.flush()
        last = third.core_tasks[0].work_processes[1]
        decide(work, third, {process.id: None for process in after} | {after[1].id: last.id})
    moved(noor, to=third)
    newest = shown(entry, last)
    with desk.reading() as work:
        earlier = queries.earlier_of(work, [newest.id])
    assert earlier == {newest.id: [shown(entry, one).id for one in (after[1], before[1], before[2])]}


def test_p3_evidence_that_never_moved_came_from_nothing(desk, keep, noor, before, shown):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    with desk.reading() as work:
        assert queries.earlier_of(work, [shown(entry, before[0]).id]) == {shown(entry, before[0]).id: []}


# Undoing


def test_p3_undoing_takes_back_all_that_came_along(
    keep, make, noor, before, after, moved, undone, assess, judge, point, count, stand
):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    point(entry, before[0], 0)
    stand(entry, before[0], WAITING)
    assess(noor, before[0], SelfLevel.ALONE)
    judge(noor, before[0], make.person(Role.EXAMINER), Judgement.SUFFICIENT)
    undone(moved(noor))
    assert [count(model) for model in (Evidence, EvidenceIndicator, SelfAssessment, QualityJudgement)] == [1, 1, 1, 1]


def test_p3_undoing_leaves_what_was_said_since(noor, before, after, moved, undone, assess, levels):
    assess(noor, before[0], SelfLevel.WITH_HELP)
    number = moved(noor)
    assess(noor, after[0], SelfLevel.ALONE)
    undone(number)
    assert levels(after[0]) == [(SelfLevel.WITH_HELP, True), (SelfLevel.ALONE, False)]


@pytest.mark.parametrize("since", ["review", "comment"])
def test_p3_undoing_leaves_evidence_of_which_something_was_said_since(
    desk, keep, make, noor, before, after, moved, undone, shown, since
):
    entry, reviewer = keep.entry(noor), make.person(Role.SUPERVISOR)
    keep.evidence(noor, entry, before[0])
    number = moved(noor)
    with desk.writing() as work:
        row = work.db.get(Evidence, shown(entry, after[0]).id)
        if since == "review":
            work.db.add(_review(work, row, reviewer))
        else:
            facts = {"entry_id": entry.id, "evidence_id": row.id, "author_id": reviewer.id, "text": "Look."}
            work.db.add(Comment(form_key=uuid_of(next(NUMBERS)), created_at=work.now, **facts))
    undone(number)
    assert shown(entry, after[0]) is not None


def test_p3_undone_people_can_move_again_with_all_of_it(
    keep, noor, before, after, moved, undone, assess, levels, point, pointed, shown
):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    point(entry, before[0], 0)
    assess(noor, before[0], SelfLevel.ALONE)
    undone(moved(noor))
    moved(noor)
    assert levels(after[0]) == [(SelfLevel.ALONE, True)]
    assert pointed(shown(entry, after[0])) == ["Indicator 1.1.1"]


def test_p3_it_is_on_record_that_a_self_assessment_moved_and_went_again(noor, before, moved, undone, assess, audit):
    assess(noor, before[0], SelfLevel.ALONE)
    undone(moved(noor))
    lines = [name for name, _actor, person in audit() if person == noor.id]
    assert [name for name in lines if name.startswith("evidence-")] == ["evidence-moved-along", "evidence-taken-back"]
