"""Moving people to the next version of a qualification, with the evidence they showed for the earlier one."""

import pytest
from sqlalchemy import delete, insert, select

from foundation.audit import AuditLine
from foundation.refusals import Refusal
from people.models import Person, PersonRole
from people.rules import Role
from portfolio import actions as portfolio_actions
from portfolio.models import Entry, EntryQualification, Evidence, OpenedEvidence
from portfolio.rules import EntryKind, Told, joined
from qualification_files.actions import link
from qualification_files.actions import versions as versions
from qualification_files.actions.mapping import decide
from qualification_files.actions.moves import begin_move, carry_out_move, start_move, undo_move
from qualification_files.models import Qualification, QualificationLink, VersionMove, WorkProcess
from qualification_files.queries.moves import version_move_in_full
from qualification_files.rules import LinkOrigin, QualificationState
from tests.conftest import actor_of


@pytest.fixture
def coordinator(make):
    return make.person(Role.COORDINATOR, given="Karin")


@pytest.fixture
def old(make):
    return make.qualification(name="Welder", code="25655", cohort="2026", core_tasks=1, work_processes=4, indicators=1)


@pytest.fixture
def before(old):
    return old.core_tasks[0].work_processes


@pytest.fixture
def new(desk, old):
    """The next version, in use: 1 > 1, 2 > 2, 3 > 2 as well, 4 has no counterpart."""
    with desk.writing() as work:
        made = versions.make_version(work, work.db.get(Qualification, old.id), cohort="2027", edition="")
        made.state = QualificationState.ACTIVE
        work.db.flush()
        first, second = [process.id for process in made.core_tasks[0].work_processes][:2]
        one, two, three, four = (process.id for process in old.core_tasks[0].work_processes)
        decide(work, made, {one: first, two: second, three: second, four: None})
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
    person = make.person(Role.CANDIDATE, given="Noor", group_name="LAS-2A")
    make.link(person, old)
    return person


@pytest.fixture
def moved(desk, new, coordinator):
    """Move these people and give the number of the move."""

    def move(*people):
        with desk.writing(actor_of(coordinator)) as work:
            begun = begin_move(work, work.db.get(Qualification, new.id), [person.id for person in people])
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
def shown(desk):
    """What somebody shows: work process > (reasoning, came along)."""

    def evidence(person):
        with desk.reading() as work:
            rows = work.db.scalars(select(Evidence).join(Evidence.entry).where(Entry.owner_id == person.id))
            return {row.work_process_id: (row.reasoning, row.move_id is not None) for row in rows}

    return evidence


@pytest.fixture
def follows(desk):
    def now(person):
        with desk.reading() as work:
            rows = work.db.scalars(
                select(QualificationLink).where(
                    QualificationLink.person_id == person.id, QualificationLink.ended_at.is_(None)
                )
            )
            return {row.qualification_id: row.origin for row in rows}

    return now


@pytest.fixture
def heard(desk):
    def lines(person):
        with desk.reading() as work:
            return list(
                work.db.scalars(select(AuditLine.event).where(AuditLine.person_id == person.id).order_by(AuditLine.id))
            )

    return lines


def test_q14_link_and_evidence_move_along_with_reasoning_and_dates(
    keep, noor, old, new, before, after, moved, follows, shown, clock, desk
):
    keep.evidence(noor, keep.entry(noor), before[0], reasoning="I welded it myself.")
    clock.move(days=30)
    moved(noor)
    assert follows(noor) == {new.id: LinkOrigin.MOVED}
    assert shown(noor) == {before[0].id: ("I welded it myself.", False), after[0].id: ("I welded it myself.", True)}
    with desk.reading() as work:
        first, second = work.db.scalars(select(Evidence).order_by(Evidence.id)).all()
        assert (second.created_at, second.updated_at) == (first.created_at, first.updated_at)
        assert second.moved_from_id == first.id


def test_q14_what_has_no_counterpart_stays_behind_and_can_be_read(keep, noor, before, moved, shown, visit):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[3], reasoning="Only there.")
    moved(noor)
    assert shown(noor) == {before[3].id: ("Only there.", False)}
    assert "Only there." in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_q14_several_that_go_to_one_are_joined_readably_and_nothing_is_lost(
    keep, noor, before, after, moved, shown, desk
):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[1], reasoning="First I measured.")
    keep.evidence(noor, entry, before[2], reasoning="Then I cut.")
    moved(noor)
    told, _ = shown(noor)[after[1].id]
    assert told == "B1-K1-W2:\nFirst I measured.\n\nB1-K1-W3:\nThen I cut."


@pytest.mark.pure
def test_q14_the_same_reasoning_is_not_told_twice():
    same = [Told("W1", "I made it."), Told("W2", "I made it.")]
    assert joined(same) == "I made it."
    assert joined([*same, Told("W3", ""), Told("W4", "And this.")]) == "W1, W2:\nI made it.\n\nW4:\nAnd this."
    assert joined([Told("W1", " ")]) == ""


def test_q14_what_the_new_version_shows_already_is_left_as_it_is(keep, noor, make, new, before, after, moved, shown):
    make.link(noor, new)
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0], reasoning="Old words.")
    keep.evidence(noor, entry, after[0], reasoning="My own new words.")
    moved(noor)
    assert shown(noor)[after[0].id] == ("My own new words.", False)


def test_q14_what_was_unlinked_stays_behind_and_entries_put_aside_come_along(
    keep, noor, before, after, moved, shown, desk
):
    unlinked, aside = keep.entry(noor), keep.entry(noor)
    keep.evidence(noor, unlinked, before[0])
    keep.evidence(noor, aside, before[1])
    with desk.writing() as work:
        for row in work.db.scalars(select(Evidence).where(Evidence.entry_id == unlinked.id)):
            row.archived_at = work.now
        work.db.get(Entry, aside.id).archived_at = work.now
    moved(noor)
    assert set(shown(noor)) == {before[0].id, before[1].id, after[1].id}


def test_q14_what_was_relevant_for_the_old_one_is_relevant_for_the_new_one(keep, noor, old, new, moved, undone, desk):
    entry = keep.entry(noor, qualifications=[old])

    def relevant():
        with desk.reading() as work:
            rows = work.db.scalars(select(EntryQualification).where(EntryQualification.entry_id == entry.id))
            return {row.qualification_id for row in rows}

    number = moved(noor)
    assert relevant() == {old.id, new.id}
    undone(number)
    assert relevant() == {old.id}


def test_q14_a_candidate_sees_the_new_version_with_evidence_intact(keep, noor, before, moved, visit, make, old):
    entry = keep.entry(noor, title="Steel stairs")
    keep.evidence(noor, entry, before[0])
    moved(noor)
    text = visit(noor).get("/portfolio").text
    assert "cohort 2027" in text
    assert "cohort 2026" not in text.replace("Moved along from Welder (25655, cohort 2026)", "")
    assert "Steel stairs" in text


def test_q14_on_paper_it_says_where_it_came_from_and_when(keep, noor, before, moved, visit):
    entry = keep.entry(noor)
    keep.evidence(noor, entry, before[0])
    moved(noor)
    for address in ("/portfolio", f"/portfolio/entries/{entry.id}"):
        text = visit(noor).get(address).text
        assert "Moved along from Welder (25655, cohort 2026) on Mon 23 Nov 2026" in text


def test_q14_each_person_has_it_in_the_audit(keep, noor, before, moved, heard, desk):
    keep.evidence(noor, keep.entry(noor), before[0])
    moved(noor)
    assert [name.rpartition(".")[2] for name in heard(noor)][-4:] == [
        "people-linked",
        "people-unlinked",
        "people-moved",
        "evidence-moved-along",
    ]
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).order_by(AuditLine.id.desc()).limit(1)).one()
        assert len(line.facts["evidence_ids"]) == 1


def test_q14_who_cannot_move_stays_where_they_are_with_the_reason(
    visit, coordinator, make, old, new, noor, desk, follows
):
    gone, staff = make.person(Role.CANDIDATE, active=False), make.person(Role.EXAMINER)
    both = make.person(Role.CANDIDATE)
    for person in (gone, staff, both):
        make.link(person, old)
    make.link(both, new)
    browser = visit(coordinator)
    address = browser.post(f"/qualifications/{new.id}/move", {"who": "everybody"}).location
    text = browser.get(address).text
    for words in (
        "1 person will move",
        "1 person follows the new version already; the evidence comes along",
        "1 person cannot move: not a candidate",
        "1 person cannot move: the person is no longer active",
    ):
        assert words in text
    browser.post(address)
    assert set(follows(gone)) == set(follows(staff)) == {old.id}
    assert set(follows(both)) == set(follows(noor)) == {new.id}
    assert "1 person was moved" in browser.get(address).text


def test_q14_a_group_is_moved_alone(visit, coordinator, make, old, new, noor, follows):
    other = make.person(Role.CANDIDATE, group_name="LAS-2B")
    make.link(other, old)
    browser = visit(coordinator)
    page = browser.get(f"/qualifications/{new.id}/move").text
    assert "LAS-2A" in page
    assert "2 people" in page
    answer = browser.post(f"/qualifications/{new.id}/move", {"who": "groups", "group": "LAS-2A"})
    browser.post(answer.location)
    assert (set(follows(noor)), set(follows(other))) == ({new.id}, {old.id})


def test_q14_without_a_group_the_form_says_so(visit, coordinator, new, noor):
    answer = visit(coordinator).post(f"/qualifications/{new.id}/move", {"who": "groups"})
    assert answer.status_code == 422
    assert "Choose at least one group" in answer.text


def test_q14_the_end_of_intake_does_not_hold_back_who_runs_already(desk, new, noor, moved, follows, clock):
    with desk.writing() as work:
        work.db.get(Qualification, new.id).intake_ends = work.today
    clock.move(days=3)
    moved(noor)
    assert set(follows(noor)) == {new.id}


def test_q14_to_a_draft_nobody_moves(desk, new, noor, moved, follows, old):
    with desk.writing() as work:
        work.db.get(Qualification, new.id).state = QualificationState.DRAFT
    with pytest.raises(Refusal, match="not active yet"):
        moved(noor)
    assert set(follows(noor)) == {old.id}


def test_q14_nobody_moves_before_the_mapping_is_finished(visit, coordinator, make, desk, old, noor, follows):
    with desk.writing() as work:
        made = versions.make_version(work, work.db.get(Qualification, old.id), cohort="2028", edition="")
        made.state = QualificationState.ACTIVE
    browser = visit(coordinator)
    assert "The mapping is not finished" in browser.get(f"/qualifications/{made.id}/move").text
    address = browser.post(f"/qualifications/{made.id}/move").location
    assert browser.post(address).status_code == 409
    assert set(follows(noor)) == {old.id}


def test_q14_an_exam_that_is_planned_is_said_and_does_not_hold_anybody_back(
    visit, coordinator, make, old, new, noor, follows
):
    make.sitting(make.exam_form(qualification_id=old.id), noor)
    browser = visit(coordinator)
    address = browser.post(f"/qualifications/{new.id}/move").location
    assert "1 exam on the earlier version is planned for these people" in browser.get(address).text
    browser.post(address)
    assert set(follows(noor)) == {new.id}


def test_q14_evidence_that_will_stay_behind_is_said_before(keep, visit, coordinator, new, noor, before):
    keep.evidence(noor, keep.entry(noor), before[3])
    browser = visit(coordinator)
    text = browser.get(browser.post(f"/qualifications/{new.id}/move").location).text
    assert "stays with the earlier version, because they have no counterpart" in text
    assert "B1-K1-W4" in text
    assert "1 piece of evidence stays" in browser.get(f"/qualifications/{new.id}/mapping").text


def test_q14_a_form_posted_twice_moves_once(visit, coordinator, new, noor, keep, before, heard):
    keep.evidence(noor, keep.entry(noor), before[0])
    browser = visit(coordinator)
    address = browser.post(f"/qualifications/{new.id}/move").location
    assert [browser.post(address).status_code for _ in "ab"] == [303, 303]
    assert [name for name in heard(noor) if name.endswith("people-moved")] == ["qualification_files.people-moved"]


def test_q14_two_coordinators_move_the_same_people_and_each_person_moves_once(
    desk, coordinator, make, new, noor, follows, keep, before, shown
):
    keep.evidence(noor, keep.entry(noor), before[0])
    second = make.person(Role.COORDINATOR)
    numbers = []
    for person in (coordinator, second):
        with desk.writing(actor_of(person)) as work:
            numbers.append(begin_move(work, work.db.get(Qualification, new.id), [noor.id]).id)
    for person, number in zip((coordinator, second), numbers, strict=True):
        with desk.writing(actor_of(person)) as work:
            start_move(work, work.db.get(VersionMove, number))
    with desk.reading() as work:
        outcomes = [version_move_in_full(work, number).outcome["people"] for number in numbers]
    assert outcomes == [{"moved": [noor.id]}, {"unchanged": [noor.id]}]
    assert set(follows(noor)) == {new.id}
    assert len(shown(noor)) == 2


def test_q14_a_change_of_the_mapping_holds_for_who_moves_later(
    desk, make, old, new, noor, keep, before, after, moved, shown, visit, coordinator
):
    later = make.person(Role.CANDIDATE)
    make.link(later, old)
    for person in (noor, later):
        keep.evidence(person, keep.entry(person), before[0])
    moved(noor)
    assert (
        "They were moved with the mapping as it was then"
        in visit(coordinator).get(f"/qualifications/{new.id}/mapping").text
    )
    with desk.writing() as work:
        decide(work, work.db.get(Qualification, new.id), {before[0].id: after[2].id})
    moved(later)
    assert set(shown(noor)) == {before[0].id, after[0].id}
    assert set(shown(later)) == {before[0].id, after[2].id}


def test_q14_the_move_speaks_in_the_words_of_the_qualification(visit, coordinator, desk, keep, noor, new, before):
    words = {"work-process": ["assignment", "assignments", ""], "evidence": ["proof", "proofs", ""]}
    with desk.writing() as work:
        work.db.get(Qualification, new.id).terms = {"en": words}
    keep.evidence(noor, keep.entry(noor), before[3])
    browser = visit(coordinator)
    address = browser.post(f"/qualifications/{new.id}/move").location
    preview = browser.get(address).text
    assert "Proof moves along" in preview
    assert "Proof for these assignments stays with the earlier version" in preview
    browser.post(address)
    browser.post(f"{address}/undo")
    assert "proof that was changed since" in browser.get(address).text


def test_q14_a_move_can_be_undone(visit, coordinator, new, old, noor, keep, before, follows, shown, heard):
    keep.evidence(noor, keep.entry(noor), before[0])
    browser = visit(coordinator)
    address = browser.post(f"/qualifications/{new.id}/move").location
    browser.post(address)
    assert [browser.post(f"{address}/undo").status_code for _ in "ab"] == [303, 303]
    assert set(follows(noor)) == {old.id}
    assert set(shown(noor)) == {before[0].id}
    assert "This was undone" in browser.get(address).text
    assert heard(noor)[-2:] == ["qualification_files.people-moved-back", "portfolio.evidence-taken-back"]


def test_q14_undoing_leaves_what_was_changed_since(
    desk, noor, make, old, new, keep, before, after, moved, undone, shown, follows
):
    elsewhere = make.person(Role.CANDIDATE)
    make.link(elsewhere, old)
    first, second = keep.entry(noor), keep.entry(noor)
    keep.evidence(noor, first, before[0])
    keep.evidence(noor, second, before[1])
    number = moved(noor, elsewhere)
    with desk.writing(actor_of(noor)) as work:
        row = work.db.scalars(select(Evidence).where(Evidence.work_process_id == after[0].id)).one()
        opened = OpenedEvidence(row, noor.id, guided=False, kept=True, terms={})
        portfolio_actions.change_reasoning(work, opened, "Better words.", version=1)
    with desk.writing() as work:
        row = work.db.scalars(
            select(QualificationLink).where(
                QualificationLink.person_id == elsewhere.id, QualificationLink.qualification_id == new.id
            )
        ).one()
        row.ended_at = work.now
    undone(number)
    assert set(shown(noor)) == {before[0].id, before[1].id, after[0].id}
    assert shown(noor)[after[0].id][0] == "Better words."
    assert set(follows(noor)) == {old.id}
    assert follows(elsewhere) == {}


@pytest.fixture
def become(desk):
    """Give a qualification another state, as actions above this one do."""

    def state(row, target):
        with desk.writing() as work:
            work.db.get(Qualification, row.id).state = target

    return state


def test_q14_nobody_is_put_back_on_what_was_closed(visit, coordinator, new, old, noor, follows, become):
    browser = visit(coordinator)
    address = browser.post(f"/qualifications/{new.id}/move").location
    browser.post(address)
    become(old, QualificationState.CLOSED)
    answer = browser.post(f"{address}/undo")
    assert answer.status_code == 409
    assert "closed for good" in answer.text
    assert set(follows(noor)) == {new.id}
    assert "This was undone" not in browser.get(address).text


def test_q14_nobody_is_put_back_on_what_was_changed_underneath(desk, noor, new, old, moved, undone, follows, become):
    number = moved(noor)
    become(old, QualificationState.DEACTIVATED)
    with desk.writing() as work:
        work.db.get(Qualification, old.id).core_tasks[0].work_processes[0].name = "Something else"
    with pytest.raises(Refusal, match="were changed since"):
        undone(number)
    assert set(follows(noor)) == {new.id}


def test_q14_who_was_put_back_may_follow_what_is_deactivated_as_it_was(noor, old, moved, undone, follows, become):
    number = moved(noor)
    become(old, QualificationState.DEACTIVATED)
    undone(number)
    assert set(follows(noor)) == {old.id}


def test_q14_who_left_or_is_no_candidate_any_more_stays_with_all_evidence_and_is_named(
    desk, visit, coordinator, make, noor, new, old, keep, before, after, shown, follows
):
    gone, teacher = (make.person(Role.CANDIDATE, given=name) for name in ("Gonny", "Thea"))
    for person in (gone, teacher):
        make.link(person, old)
    keep.evidence(gone, keep.entry(gone), before[0])
    browser = visit(coordinator)
    address = browser.post(f"/qualifications/{new.id}/move").location
    browser.post(address)
    with desk.writing() as work:
        work.db.get(Person, gone.id).active = False
        work.db.execute(delete(PersonRole).where(PersonRole.person_id == teacher.id))
    page = browser.post(f"{address}/undo", follow_redirects=True).text
    assert [set(follows(one)) for one in (noor, gone, teacher)] == [{old.id}, {new.id}, {new.id}]
    assert set(shown(gone)) == {before[0].id, after[0].id}
    assert "1 person was not put back: the person is no longer active." in page
    assert "1 person was not put back: not a candidate." in page
    assert "Gonny" in page


def test_q14_after_undoing_the_same_people_can_move_again(
    noor, new, keep, before, after, moved, undone, follows, shown
):
    keep.evidence(noor, keep.entry(noor), before[0])
    undone(moved(noor))
    moved(noor)
    assert set(follows(noor)) == {new.id}
    assert set(shown(noor)) == {before[0].id, after[0].id}


def test_q14_a_move_that_has_not_run_cannot_be_undone(visit, coordinator, new, noor):
    browser = visit(coordinator)
    address = browser.post(f"/qualifications/{new.id}/move").location
    assert browser.post(f"{address}/undo").status_code == 409


def test_q14_the_old_version_stays_readable_for_who_moved(noor, old, moved, visit):
    moved(noor)
    assert visit(noor).get(f"/qualifications/{old.id}").status_code == 200


def test_q14_versions_stay_connected_once_people_moved(visit, coordinator, new, noor, moved):
    moved(noor)
    assert visit(coordinator).post(f"/qualifications/{new.id}/versions/let-go").status_code == 409


@pytest.fixture
def crowd(desk, old, before):
    """So many candidates who follow the old version, each with an entry that shows three work processes."""

    def make_them(number, mark="a"):
        with desk.writing() as work:
            rows = [
                {
                    "given_name": "Noor",
                    "name_prefix": "",
                    "family_name": f"N{mark}{place}",
                    "sorting_name": f"n{mark}{place:05}",
                    "email": f"{mark}{place}@school.example",
                    "created_at": work.now,
                }
                for place in range(number)
            ]
            work.db.execute(insert(Person), rows)
            ids = list(work.db.scalars(select(Person.id).where(Person.email.like(f"{mark}%@school.example"))))
            work.db.execute(insert(PersonRole), [{"person_id": one, "role": Role.CANDIDATE} for one in ids])
            facts = {"kind": EntryKind.PRODUCT, "title": "Stairs", "created_at": work.now, "updated_at": work.now}
            work.db.execute(insert(Entry), [{"owner_id": one, **facts} for one in ids])
            entries = work.db.scalars(select(Entry.id).where(Entry.owner_id.in_(ids))).all()
            work.db.execute(
                insert(Evidence),
                [
                    {
                        "entry_id": entry_id,
                        "work_process_id": process.id,
                        "reasoning": f"I did {process.number}.",
                        "created_at": work.now,
                        "updated_at": work.now,
                    }
                    for entry_id in entries
                    for process in before[:3]
                ],
            )
            link(work, work.db.get(Qualification, old.id), ids, origin=LinkOrigin.BY_HAND)
        return ids

    return make_them


def test_q14_a_thousand_move_by_a_job_and_back(visit, coordinator, crowd, new, app, desk, run_jobs, count):
    ids = crowd(1000)
    browser = visit(coordinator)
    address = browser.post(f"/qualifications/{new.id}/move").location
    assert "1,000 people will move" in browser.get(address).text
    browser.post(address)
    assert browser.get(f"{address}/progress").json == {
        "state": "running",
        "done": 0,
        "total": 1000,
        "message": "0 of 1000 people were dealt with. Moving goes on.",
    }
    assert "Moving participants" in browser.get(address).text
    assert run_jobs() == 1
    assert browser.get(f"{address}/progress").json["state"] == "done"
    assert "1,000 people were moved" in browser.get(address).text
    assert "See everyone" in browser.get(address).text
    assert browser.get(f"{address}/people?result=moved&page=2").status_code == 200
    with desk.reading() as work:
        assert len(work.db.scalars(select(Evidence.id).where(Evidence.move_id.is_not(None))).all()) == 2 * len(ids)
        lines = work.db.scalars(select(AuditLine).where(AuditLine.event == "qualification_files.people-moved"))
        assert {line.person_id for line in lines} == set(ids)
    browser.post(f"{address}/undo")
    assert count(Evidence) == 3 * len(ids)


def test_q14_a_move_takes_as_many_statements_for_five_as_for_five_hundred(desk, crowd, new, coordinator, statements):
    def moving(ids):
        with desk.writing(actor_of(coordinator)) as work:
            begun = begin_move(work, work.db.get(Qualification, new.id), ids)
            with statements() as seen:
                start_move(work, begun)
        return [one.split()[0] for one in seen.seen]

    assert moving(crowd(5)) == moving(crowd(500, mark="b"))


def test_q14_a_job_that_is_killed_between_pieces_goes_on_where_it_was(
    desk, crowd, new, coordinator, run_jobs, count, shown
):
    ids = crowd(1100)
    with desk.writing(actor_of(coordinator)) as work:
        begun = begin_move(work, work.db.get(Qualification, new.id), ids)
        start_move(work, begun)
        number = begun.id
    with desk.writing(actor_of(coordinator)) as work:
        carry_out_move(work, version_move_in_full(work, number, lock=True))
    run_jobs()
    with desk.reading() as work:
        done = version_move_in_full(work, number)
        assert (done.done, len(done.outcome["people"]["moved"])) == (1100, 1100)
        lines = work.db.scalars(select(AuditLine).where(AuditLine.event == "qualification_files.people-moved")).all()
        assert len(lines) == 1100
    assert count(Evidence) == 5 * 1100


def test_q14_who_lost_the_role_meanwhile_moves_nobody(visit, coordinator, crowd, new, run_jobs, desk, old, make):
    crowd(501)
    browser = visit(coordinator)
    address = browser.post(f"/qualifications/{new.id}/move").location
    browser.post(address)
    with desk.writing() as work:
        work.db.delete(work.db.get(PersonRole, (coordinator.id, Role.COORDINATOR)))
    run_jobs()
    assert visit(make.person(Role.COORDINATOR)).get(f"{address}/progress").json["state"] == "failed"


@pytest.mark.parametrize("part", ["", "/progress", "/people?result=moved"])
def test_q14_who_may_not_link_does_not_learn_of_a_move(visit, make, moved, noor, part):
    number = moved(noor)
    assert visit(noor).get(f"/qualifications/moves/{number}{part}").status_code == 404
    assert visit(make.person(Role.SUPERVISOR)).post(f"/qualifications/moves/{number}/undo").status_code == 404


@pytest.mark.parametrize("query", ["", "?result=nonsense"])
def test_q14_a_strange_group_of_moved_people_does_not_exist(visit, coordinator, moved, noor, query):
    assert visit(coordinator).get(f"/qualifications/moves/{moved(noor)}/people{query}").status_code == 404


def test_q14_who_follows_a_superseded_version_goes_on_with_evidence(keep, desk, old, new, noor, before, shown):
    with desk.writing() as work:
        versions.supersede(work, work.db.get(Qualification, old.id))
    keep.evidence(noor, keep.entry(noor), before[0], reasoning="Still at it.")
    assert shown(noor) == {before[0].id: ("Still at it.", False)}


def test_q14_undoing_leaves_the_link_of_who_followed_the_new_version_before(
    make, old, new, noor, moved, undone, follows
):
    make.link(noor, new)
    undone(moved(noor))
    assert set(follows(noor)) == {old.id, new.id}


def test_q14_the_preview_takes_as_many_statements_for_five_as_for_a_hundred(
    visit, coordinator, crowd, new, statements, desk
):
    browser = visit(coordinator)

    def looked_at(ids):
        with desk.writing(actor_of(coordinator)) as work:
            number = begin_move(work, work.db.get(Qualification, new.id), ids).id
        with statements() as seen:
            assert browser.get(f"/qualifications/moves/{number}").status_code == 200
        return len(seen)

    assert looked_at(crowd(5)) == looked_at(crowd(100, mark="b"))
