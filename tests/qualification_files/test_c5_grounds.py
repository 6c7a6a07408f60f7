"""C5: several reasons may hold one link, and only the end of the last one ends it."""

import pytest
from sqlalchemy import select, update

from people.rules import Role
from qualification_files import actions
from qualification_files.actions.grounds import hold, release, release_by_hand
from qualification_files.models import LinkGround, LinkRun, Qualification, QualificationLink
from qualification_files.rules import LinkOrigin, LinkResult

BY_RULE, BY_PART, BY_HAND = LinkOrigin.BY_RULE, LinkOrigin.BY_ORGANISATION, LinkOrigin.BY_HAND


@pytest.fixture
def row(make):
    return make.qualification()


@pytest.fixture
def held(desk):
    """`held(row, people, BY_RULE, 7)`: let this reason hold them, and give what became of each."""

    def do(row, people, origin, source_id=0, **options):
        with desk.writing() as work:
            ids = [one.id for one in people]
            return hold(work, work.db.merge(row), ids, origin=origin, source_id=source_id, **options).people

    return do


@pytest.fixture
def released(desk):
    def do(row, origin, source_id=0, people=None):
        with desk.writing() as work:
            ids = None if people is None else [one.id for one in people]
            return release(work, origin=origin, source_id=source_id, qualification_id=row.id, person_ids=ids)

    return do


@pytest.fixture
def grounds(desk):
    """What holds this person now."""

    def standing(person, *, ended=False):
        with desk.reading() as work:
            found = (
                select(LinkGround.origin, LinkGround.source_id)
                .join(LinkGround.link)
                .where(QualificationLink.person_id == person.id)
                .where(LinkGround.ended_at.is_not(None) if ended else LinkGround.ended_at.is_(None))
            )
            return {tuple(one) for one in work.db.execute(found)}

    return standing


@pytest.fixture
def follows(desk):
    def standing(person, row):
        with desk.reading() as work:
            found = select(QualificationLink.id).where(
                QualificationLink.qualification_id == row.id,
                QualificationLink.person_id == person.id,
                QualificationLink.ended_at.is_(None),
            )
            return work.db.scalar(found) is not None

    return standing


@pytest.fixture
def asking_activities(make, row):
    with make.writing() as work:
        work.db.execute(update(Qualification).where(Qualification.id == row.id).values(activity_count=1))
        return work.db.get_one(Qualification, row.id, populate_existing=True)


def test_a_reason_links_who_was_not_linked(row, candidate, held, follows, grounds):
    assert held(row, [candidate], BY_RULE, 7) == {LinkResult.CHANGED: [candidate.id]}
    assert follows(candidate, row)
    assert grounds(candidate) == {(BY_RULE, 7)}


def test_one_more_reason_joins_the_link_that_stands(make, row, candidate, held, grounds, audited):
    make.link(candidate, row)
    held(row, [candidate], BY_RULE, 7)
    assert grounds(candidate) == {(BY_HAND, 0), (BY_RULE, 7)}
    assert audited("qualification_files.links-held")[0].person_id == candidate.id


def test_the_same_reason_twice_holds_once_and_says_so_once(row, candidate, held, grounds, audited):
    held(row, [candidate], BY_RULE, 7)
    held(row, [candidate], BY_RULE, 7)
    assert grounds(candidate) == {(BY_RULE, 7)}
    assert audited("qualification_files.links-held") == []


def test_the_end_of_one_of_two_reasons_leaves_the_link(row, candidate, held, released, follows, audited):
    held(row, [candidate], BY_RULE, 7)
    held(row, [candidate], BY_PART, 7)
    assert released(row, BY_RULE, 7) == []
    assert follows(candidate, row)
    assert audited("qualification_files.links-released")[0].facts["origin"] == BY_RULE


def test_the_end_of_the_last_reason_ends_the_link_and_keeps_what_held_it(
    row, candidate, held, released, follows, grounds, audited
):
    held(row, [candidate], BY_RULE, 7)
    assert released(row, BY_RULE, 7, [candidate]) == [candidate.id]
    assert not follows(candidate, row)
    assert grounds(candidate, ended=True) == {(BY_RULE, 7)}
    assert audited("qualification_files.people-unlinked")[0].facts["source_id"] == 7


def test_letting_go_of_some_people_leaves_the_others(make, row, candidate, held, released, follows):
    other = make.person(Role.CANDIDATE)
    held(row, [candidate, other], BY_RULE, 7)
    released(row, BY_RULE, 7, [other])
    assert follows(candidate, row)
    assert not follows(other, row)


def test_another_rule_lets_go_of_nothing_of_this_one(row, candidate, held, released, follows):
    held(row, [candidate], BY_RULE, 7)
    released(row, BY_RULE, 8)
    assert follows(candidate, row)


def test_what_was_recommended_becomes_required(desk, row, candidate, held):
    held(row, [candidate], BY_RULE, 7, required=False)
    held(row, [candidate], BY_RULE, 7, required=True)
    with desk.reading() as work:
        assert work.db.scalars(select(LinkGround.required)).all() == [True]


def test_what_has_core_tasks_alone_is_not_for_staff(make, row, held):
    nurse = make.person(Role.EXAMINER)
    assert held(row, [nurse], BY_RULE, 7) == {LinkResult.NOT_A_CANDIDATE: [nurse.id]}


def test_what_asks_for_activities_is_for_everybody(make, asking_activities, held, follows):
    nurse = make.person()
    held(asking_activities, [nurse], BY_RULE, 7)
    assert follows(nurse, asking_activities)


def test_by_hand_takes_only_what_was_decided_by_hand(desk, row, candidate, held, follows, grounds):
    held(row, [candidate], BY_HAND)
    held(row, [candidate], BY_RULE, 7)
    with desk.writing() as work:
        assert not release_by_hand(work, work.db.merge(row), candidate.id)
    assert follows(candidate, row)
    assert grounds(candidate) == {(BY_RULE, 7)}


def test_by_hand_ends_a_link_that_nothing_else_holds(desk, row, candidate, held, follows):
    held(row, [candidate], LinkOrigin.BY_INVENTORY, 3)
    with desk.writing() as work:
        assert release_by_hand(work, work.db.merge(row), candidate.id)
    assert not follows(candidate, row)


def run_on(desk, deed, row, *people):
    with desk.writing() as work:
        run = actions.begin_link_run(work, deed, [one.id for one in people])
        actions.start_link_run(work, run, [row.id])
        return run.id


def undone(desk, run_id):
    with desk.writing() as work:
        actions.undo_link_run(work, work.db.get_one(LinkRun, run_id))


def test_unlinking_many_leaves_whom_a_rule_holds_and_says_so(
    browser_of_coordinator, make, row, candidate, held, follows
):
    other = make.person(Role.CANDIDATE)
    held(row, [candidate], BY_RULE, 7)
    make.link(other, row)
    data = {"action": "unlink", "chosen": [candidate.id, other.id]}
    address = browser_of_coordinator.post("/portfolios", data).location
    browser_of_coordinator.post(address, {"qualification": row.id})
    assert follows(candidate, row)
    assert not follows(other, row)
    assert "1 person stays linked: a rule or the organisation asks for it" in browser_of_coordinator.get(address).text


def test_undoing_a_linking_leaves_whom_a_rule_holds_by_now(desk, row, candidate, held, follows, grounds):
    run_id = run_on(desk, "link", row, candidate)
    held(row, [candidate], BY_RULE, 7)
    undone(desk, run_id)
    assert follows(candidate, row)
    assert grounds(candidate) == {(BY_RULE, 7)}


def test_undoing_an_unlinking_brings_back_what_held_the_link(desk, make, row, candidate, grounds):
    make.link(candidate, row)
    run_id = run_on(desk, "unlink", row, candidate)
    assert grounds(candidate) == set()
    undone(desk, run_id)
    assert grounds(candidate) == {(BY_HAND, 0)}


def test_holding_many_takes_as_many_statements_as_holding_few(desk, make, row, statements):
    few, many = ([make.person(Role.CANDIDATE).id for _ in range(number)] for number in (2, 9))

    def needed(ids):
        with desk.writing() as work:
            found = work.db.merge(row)
            with statements() as seen:
                hold(work, found, ids, origin=BY_RULE, source_id=7)
            return len(seen)

    assert needed(few) == needed(many)
