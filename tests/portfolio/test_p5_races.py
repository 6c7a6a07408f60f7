"""P5: reviewers and candidates who act at the same moment, each in a transaction of its own."""

import io
from functools import partial
from threading import Barrier, Thread

import pytest

from foundation.files import UploadLimits
from foundation.refusals import Refusal
from people.rules import Role
from portfolio import actions, queries
from portfolio.actions import assessors, reviews, talk
from portfolio.actions.reviews import Verdict
from portfolio.models import Comment, Entry, EntryFile, Evidence, PortfolioAssessor, Review
from portfolio.permissions import Permission
from portfolio.queries import reviews as found
from portfolio.rules import Decision, EvidenceState
from tests.conftest import actor_of
from tests.portfolio.conftest import photo, uuid_of


@pytest.fixture
def at_once(desk):
    """Run each deed in a thread of its own, as the person beside it; gives who was refused."""

    def run_all(*pairs):
        start, refused = Barrier(len(pairs)), []

        def run(person, deed):
            start.wait()
            try:
                with desk.writing(actor_of(person)) as work:
                    deed(work)
            except Refusal as refusal:
                refused.append(refusal)

        threads = [Thread(target=run, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return refused

    return run_all


@pytest.fixture
def waiting(desk, noor, evidence):
    """The link of Noor, handed in."""
    with desk.writing(actor_of(noor)) as work:
        reviews.ask_review(work, queries.evidence(work, evidence.id))
    return evidence


@pytest.fixture
def shown(desk, waiting):
    """What a reviewer is shown of it."""
    with desk.reading() as work:
        entry = work.db.get(Entry, waiting.entry_id)
        return reviews.shown_now(entry, found.judged_files(work, entry.id), found.links_in_full(work, entry.id))


def decide(evidence, decision, shown, work):
    verdict = Verdict(decision, f"It is {decision}.", frozenset({evidence.id}))
    reviews.decide(work, queries.evidence(work, evidence.id), verdict, shown=shown)


def test_p5_two_reviewers_at_once_decide_once(at_once, desk, make, noor, guide, waiting, shown, count):
    second = make.person(Role.SUPERVISOR)
    make.supervision(noor, second)
    refused = at_once(
        (guide, partial(decide, waiting, Decision.ACCEPTED, shown)),
        (second, partial(decide, waiting, Decision.RETURNED, shown)),
    )
    with desk.reading() as work:
        decision, stands = work.db.query(Review).one().decision, work.db.get(Evidence, waiting.id).state
        frozen = work.db.get(Entry, waiting.entry_id).frozen_at is not None
    assert (len(refused), stands.value, frozen) == (1, decision.value, decision is Decision.ACCEPTED)


def test_p5_one_reviewer_who_clicks_twice_decides_once(at_once, guide, waiting, shown, count):
    deed = partial(decide, waiting, Decision.ACCEPTED, shown)
    assert (at_once((guide, deed), (guide, deed)), count(Review)) == ([], 1)


def test_p5_deciding_and_taking_back_at_once_leave_one_of_both(at_once, desk, noor, guide, waiting, shown, count):
    def take_back(work):
        reviews.take_back(work, queries.evidence(work, waiting.id))

    at_once((guide, partial(decide, waiting, Decision.ACCEPTED, shown)), (noor, take_back))
    with desk.reading() as work:
        state = work.db.get(Evidence, waiting.id).state
    assert (state, count(Review)) in [(EvidenceState.ACCEPTED, 1), (EvidenceState.OPEN, 0)]


def test_p5_accepting_and_rewriting_at_once_accepts_nothing_unseen(at_once, desk, noor, guide, waiting, shown, count):
    def rewrite(work):
        actions.change_reasoning(work, queries.evidence(work, waiting.id), "Other words.", version=2)

    at_once((guide, partial(decide, waiting, Decision.ACCEPTED, shown)), (noor, rewrite))
    with desk.reading() as work:
        row = work.db.get(Evidence, waiting.id)
        state, reasoning = row.state, row.reasoning
    told = {EvidenceState.ACCEPTED: "I made it.", EvidenceState.WAITING: "Other words."}
    assert reasoning == told[state]


def test_p5_an_assessor_given_twice_at_once_is_given_once(at_once, make, noor, count):
    one, two = make.person(Role.COORDINATOR), make.person(Role.COORDINATOR)
    examiner = make.person(Role.EXAMINER)

    def give(work):
        assessors.assign_assessor(work, queries.portfolio(work, noor.id), examiner.id)

    assert (at_once((one, give), (two, give)), count(PortfolioAssessor)) == ([], 1)


def test_p5_a_comment_sent_twice_at_once_is_said_once(at_once, noor, entry, count):
    def say(work):
        talk.add_comment(work, entry.id, "Which wood?", form_key=uuid_of(3))

    assert (at_once((noor, say), (noor, say)), count(Comment)) == ([], 1)


def test_p5_accepting_and_removing_at_once_removes_nothing_accepted(at_once, desk, noor, guide, waiting, shown):
    def remove(work):
        work.require(Permission.REMOVE_ENTRY, queries.entry(work, waiting.entry_id))
        actions.remove_entry(work, waiting.entry_id)

    at_once((guide, partial(decide, waiting, Decision.ACCEPTED, shown)), (noor, remove))
    with desk.reading() as work:
        entry = work.db.get(Entry, waiting.entry_id)
        assert entry.frozen_at is None or entry.archived_at is None


@pytest.mark.parametrize("_round", range(4))
def test_p5_withdrawing_and_a_new_version_at_once_leave_nothing_thawed_with_a_newer_one(
    at_once, desk, noor, guide, waiting, shown, _round
):
    with desk.writing(actor_of(guide)) as work:
        decide(waiting, Decision.ACCEPTED, shown, work)
        version = work.db.get(Evidence, waiting.id).version

    def withdraw(work):
        reviews.withdraw_acceptance(work, queries.evidence(work, waiting.id), "A slip.", version=version + 1)

    def renew(work):
        opened = queries.entry(work, waiting.entry_id)
        work.require(Permission.MAKE_NEW_VERSION, opened)
        actions.new_version(work, opened.entry)

    at_once((guide, withdraw), (noor, renew), (noor, renew))
    with desk.reading() as work:
        entry = work.db.get(Entry, waiting.entry_id)
        has_newer = found.has_newer_version(work, entry.id)
        assert work.db.get(Evidence, waiting.id).state is EvidenceState.WAITING
        assert (entry.frozen_at is not None) is has_newer


def test_p5_of_what_thawed_meanwhile_no_new_version_is_made(desk, noor, entry):
    with pytest.raises(Refusal, match="withdrawn meanwhile"), desk.writing(actor_of(noor)) as work:
        actions.new_version(work, work.db.get(Entry, entry.id))


def test_p5_files_come_to_nothing_that_was_accepted_at_that_moment(at_once, desk, keep, noor, guide, waiting, shown):
    with desk.writing(actor_of(noor)) as work:
        taken = actions.take_in(
            work.storage, io.BytesIO(photo()), "late.jpg", limits=UploadLimits(), scanner=work.scanner
        )

    def add(work):
        actions.add_files(work, work.db.get(Entry, waiting.entry_id), [taken])

    refused = at_once((guide, partial(decide, waiting, Decision.ACCEPTED, shown)), (noor, add))
    with desk.reading() as work:
        assert (work.db.get(Entry, waiting.entry_id).frozen_at is None) is (work.db.query(EntryFile).count() == 1)
    assert len(refused) == 1
