"""Two coordinators at the same moment, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest

from exams import queries
from exams.actions import planning as actions
from exams.actions.results import judge
from exams.queries.standing import standing_of
from exams.rules.records import Record
from exams.rules.time_slots import SlotFacts
from foundation.refusals import Refusal
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.chains import sign
from tests.exams.test_x3_planning import NINE, candidates, limit, session_of, sittings_of


@pytest.fixture
def at_once(visit, school):
    """Each (address, data) is posted by a coordinator of its own, all at the same moment; their codes, sorted."""

    def run(*posts):
        together, browsers = Barrier(len(posts)), [visit(school.make.person(Role.COORDINATOR)) for _ in posts]

        def one(browser, post):
            together.wait(5)
            return browser.post(*post).status_code

        with ThreadPoolExecutor(len(posts)) as pool:
            return sorted(pool.map(one, browsers, posts))

    return run


def slotted(desk, school, capacity, place="Hall"):
    session = session_of(desk, school, school.form.id, place=place)
    with desk.writing(actor_of(school.coordinator)) as work:
        slot = SlotFacts(starts_at=NINE, room="B1", capacity=capacity)
        actions.make_slots(work, queries.session(work, session), [slot])
    return session


def test_x3_the_last_place_of_a_slot_is_given_once(at_once, desk, school):
    for place in ("Hall", "Yard", "Barn"):
        session, people = slotted(desk, school, 1, place), candidates(school, 2)
        address = f"/exams/sessions/{session}/candidates"
        codes = at_once(*((address, {"chosen": [p.id], "examiner": "", "slot": ""}) for p in people))
        assert codes == [303, 409]
        assert len(sittings_of(desk, session)) == 1


def test_br_50_the_last_attempt_is_given_once_over_two_sessions(at_once, desk, school):
    limit(school, 1)
    for person in candidates(school, 3):
        sessions = [session_of(desk, school, school.form.id, days=n) for n in (1, 2)]
        data = {"chosen": [person.id], "examiner": "", "starts": "09:00", "interval": "0"}
        codes = at_once(*((f"/exams/sessions/{one}/candidates", data) for one in sessions))
        assert codes[0] == 303
        assert codes[1] in (409, 422)
        assert sum(len(sittings_of(desk, one)) for one in sessions) == 1


def test_br_50_nor_over_two_editions(at_once, desk, school, make):
    limit(school, 1)
    facts = {"qualification_id": school.qualification.id, "root_id": school.form.id, "attempts_allowed": 1}
    later = make.exam_form(edition=2, **facts)
    for person in candidates(school, 3):
        sessions = [session_of(desk, school, one) for one in (school.form.id, later.id)]
        data = {"chosen": [person.id], "examiner": "", "starts": "09:00", "interval": "0"}
        codes = at_once(*((f"/exams/sessions/{one}/candidates", data) for one in sessions))
        assert codes[0] == 303
        assert sum(len(sittings_of(desk, one)) for one in sessions) == 1


def test_x3_a_group_is_planned_once_by_a_double_click(at_once, desk, school):
    session, people = slotted(desk, school, 9), candidates(school, 4)
    with desk.reading() as work:
        wish = actions.GroupWish(people=people, examiners=(), session_ids=frozenset({session}))
        seen = actions.propose_group(work, queries.form(work, school.form.id), wish).fingerprint
    data = {"session": [session], "chosen": [p.id for p in people], "at_once": "1", "seen": seen}
    address = f"/exams/forms/{school.form.id}/plan"
    assert at_once((address, data), (address, data)) == [303, 409]
    assert len(sittings_of(desk, session)) == 4


def test_x3_two_groups_before_one_examiner_at_the_same_time_are_not_both_planned(at_once, desk, school, make):
    other = make.exam_form(qualification_id=school.qualification.id)
    for day in range(3):
        posts, sessions = [], []
        for form in (school.form, other):
            session, person = session_of(desk, school, form.id, days=day), candidates(school, 1)[0]
            with desk.reading() as work:
                wish = actions.GroupWish(people=[person], examiners=[school.examiner], session_ids=frozenset({session}))
                seen = actions.propose_group(work, queries.form(work, form.id), wish).fingerprint
            data = {"session": [session], "chosen": [person.id], "examiner": [school.examiner.id], "at_once": "1"}
            posts.append((f"/exams/forms/{form.id}/plan", {**data, "seen": seen}))
            sessions.append(session)
        assert at_once(*posts) == [303, 409]
        assert sum(len(sittings_of(desk, one)) for one in sessions) == 1


def test_x3_a_resit_is_planned_once_by_a_double_click(at_once, desk, school):
    first, session = school.signed(0), session_of(desk, school, school.form.id)
    post = (f"/exams/sittings/{first.id}/replan", {"target": f"{session}-", "examiner": ""})
    assert at_once(post, post) == [303, 303]
    assert len(sittings_of(desk, session)) == 1


def test_x3_two_move_to_the_last_place_and_one_gets_it(at_once, desk, school):
    session, people = slotted(desk, school, 1), candidates(school, 2)
    sittings = [school.planned(candidate=p, starts_at=NINE + timedelta(days=n)) for n, p in enumerate(people)]
    with desk.reading() as work:
        slot = queries.session(work, session).slots[0].id
    posts = [(f"/exams/sittings/{s.id}/replan", {"target": f"{session}-{slot}"}) for s in sittings]
    codes = at_once(*posts)
    assert codes[0] == 303
    assert codes[1] in (404, 409, 422)
    assert len(sittings_of(desk, session)) == 1


def test_x3_who_gets_marks_at_that_moment_is_not_taken_off_the_plan(school, visit, desk):
    for day in range(3):
        sitting = school.planned(candidate=candidates(school, 1)[0], starts_at=NOON)
        together, sheet = Barrier(2), sitting.sheets[0].id
        mark = {"op": str(uuid4()), "sheet": sheet, "step": school.form.steps[0].id, "value": 2, "remark": ""}
        mark |= {"base_op": None, "sequence": day + 1, "made_at": NOON.isoformat()}
        sends = {"json": {"operations": [mark], "sent_at": NOON.isoformat()}}
        posts = [
            (visit(school.coordinator), f"/exams/sittings/{sitting.id}/remove", {}),
            (visit(school.examiner), "/exams/sync", sends),
        ]

        def one(post, together=together):
            together.wait(5)
            return post[0].post(post[1], **post[2]).status_code

        with ThreadPoolExecutor(2) as pool:
            codes = list(pool.map(one, posts))
        assert codes[1] == 200
        assert codes[0] in (303, 403, 409)


def test_br_45_an_exemption_counts_that_is_given_while_the_last_signature_is_written(school, visit, desk):
    part = school.form.groups[0].key
    for turn in range(3):
        person = candidates(school, 1)[0]
        sitting = school.planned(candidate=person, starts_at=NOON)
        browser = visit(school.examiner)
        marks = [_sent(sitting, step, number) for number, step in enumerate(school.form.steps, start=1)]
        assert browser.post("/exams/sync", json={"operations": marks, "sent_at": NOON.isoformat()}).status_code == 200
        together = Barrier(2)
        sent = {"candidate": person.email, "form": str(school.form.id), "parts": [part], "earlier_result": ""}
        sent |= {"requested_on": "2026-11-20", **school.decision(number=f"2026-1{turn}")}
        member = visit(school.board_member)

        def signs(sitting=sitting, together=together):
            together.wait(5)
            sign(school, sitting)

        def exempts(member=member, sent=sent, together=together):
            together.wait(5)
            return member.post("/exams/exemptions/new", sent).status_code

        with ThreadPoolExecutor(2) as pool:
            signing, exempting = pool.submit(signs), pool.submit(exempts)
            signing.result(30)
            assert exempting.result(30) == 303
        with desk.reading() as work:
            found = queries.sitting(work, sitting.id)
            kept = Record.from_json(found.outcome)
            expected = judge(work, found, standing_of(work, found))
            assert (kept.points, kept.maximum) == (str(expected.points), str(expected.maximum)) or (
                kept.points,
                kept.maximum,
            ) == (expected.points, expected.maximum)


def _sent(sitting, step, number):
    facts = {"op": str(uuid4()), "sheet": sitting.sheets[0].id, "step": step.id, "value": 2, "remark": ""}
    return facts | {"base_op": None, "sequence": number, "made_at": NOON.isoformat()}


def test_x3_what_two_remove_at_once_is_removed_once(at_once, desk, school):
    session = session_of(desk, school, school.form.id)
    assert at_once(*[(f"/exams/sessions/{session}/remove", {})] * 2) == [303, 404]
    sitting = school.planned()
    assert at_once(*[(f"/exams/sittings/{sitting.id}/remove", {})] * 2) == [303, 404]
    session = slotted(desk, school, 1, "Yard")
    with desk.reading() as work:
        slot = queries.session(work, session).slots[0].id
    assert at_once(*[(f"/exams/sessions/{session}/slots/{slot}/remove", {})] * 2) == [303, 404]


def test_x3_nobody_is_planned_in_what_is_removed_at_that_moment(at_once, desk, school):
    [person] = candidates(school, 1)
    session = session_of(desk, school, school.form.id)
    data = {"chosen": [person.id], "examiner": "", "starts": "09:00", "interval": "0"}
    codes = at_once((f"/exams/sessions/{session}/remove", {}), (f"/exams/sessions/{session}/candidates", data))
    assert codes in ([303, 404], [303, 409])
    session = slotted(desk, school, 1, "Yard")
    with desk.reading() as work:
        slot = queries.session(work, session).slots[0].id
    data = {"chosen": [candidates(school, 1)[0].id], "examiner": "", "slot": slot}
    at_once((f"/exams/sessions/{session}/slots/{slot}/remove", {}), (f"/exams/sessions/{session}/candidates", data))
    with desk.reading() as work:
        found = queries.session(work, session)
        assert [sitting.slot_id for sitting in found.sittings] == [one.id for one in found.slots]


def test_x3_two_tabs_that_make_a_calendar_at_once_make_one(school, visit):
    browsers, together = [visit(school.candidate) for _ in range(2)], Barrier(2)

    def make(browser):
        together.wait(5)
        return browser.post("/exams/calendar", {}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(make, browsers)) == [200, 200]


def test_x3_a_chosen_slot_that_is_gone_is_not_silently_another_time(desk, school):
    session, people = slotted(desk, school, 1), candidates(school, 1)
    with desk.writing(actor_of(school.coordinator)) as work:
        found = queries.session(work, session)
        gone = found.slots[0].id
        actions.remove_slot(work, found.slots[0])
    with desk.writing(actor_of(school.coordinator)) as work:
        found = queries.session(work, session)
        with pytest.raises(Refusal, match="This slot was removed meanwhile"):
            actions.plan_candidates(work, found, people, examiner=None, slot_id=gone)
