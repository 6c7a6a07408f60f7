"""Two coordinators who move the same people, or connect versions, at the same moment."""

from functools import partial
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from foundation.refusals import Refusal
from people.rules import Role
from portfolio.models import Evidence
from qualification_files.actions import versions
from qualification_files.actions.mapping import accept_proposals
from qualification_files.actions.moves import begin_move, start_move
from qualification_files.models import Qualification, QualificationLink, VersionMove
from qualification_files.queries.moves import version_move_in_full
from qualification_files.rules import QualificationState
from tests.conftest import actor_of


@pytest.fixture
def at_once(desk, make):
    """Run each deed in a thread of its own, as a coordinator of its own; gives who was refused."""

    def run_all(*deeds):
        start, refused = Barrier(len(deeds)), []

        def run(actor, deed):
            start.wait()
            try:
                with desk.writing(actor) as work:
                    deed(work)
            except Refusal as refusal:
                refused.append(refusal)

        actors = [actor_of(make.person(Role.COORDINATOR)) for _ in deeds]
        threads = [Thread(target=run, args=pair) for pair in zip(actors, deeds, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return refused

    return run_all


def start(number, work):
    start_move(work, work.db.get(VersionMove, number))


def test_q14_two_moves_of_the_same_people_move_each_of_them_once(at_once, desk, make, keep, qualification, processes):
    with desk.writing() as work:
        new = versions.make_version(work, work.db.get(Qualification, qualification.id), cohort="2099", edition="")
        new.state = QualificationState.ACTIVE
        work.db.flush()
        accept_proposals(work, new)
    people = [make.person(Role.CANDIDATE) for _ in range(20)]
    for person in people:
        make.link(person, qualification)
        keep.evidence(person, keep.entry(person), processes[0], processes[1])
    with desk.writing() as work:
        row, ids = work.db.get(Qualification, new.id), [person.id for person in people]
        numbers = [begin_move(work, row, ids).id for _ in range(2)]
    assert at_once(*(partial(start, number) for number in numbers)) == []
    with desk.reading() as work:
        moved = [version_move_in_full(work, number).outcome["people"].get("moved", []) for number in numbers]
        assert sorted(moved[0] + moved[1]) == sorted(ids)
        following = select(QualificationLink.qualification_id).where(QualificationLink.ended_at.is_(None))
        assert set(work.db.scalars(following)) == {new.id}
        assert work.db.scalar(select(func.count()).select_from(Evidence)) == 4 * len(people)


def test_q14_two_qualifications_are_not_put_after_each_other_both_ways(at_once, desk, make):
    one, two = make.qualification().id, make.qualification().id

    def after(old, new, work):
        versions.choose_successor(work, work.db.get(Qualification, old), work.db.get(Qualification, new))

    refused = at_once(partial(after, one, two), partial(after, two, one))
    assert len(refused) == 1
    with desk.reading() as work:
        assert len([row for row in work.db.scalars(select(Qualification)) if row.predecessor_id]) == 1
