"""An appeal is decided by the appeals committee, and after an objection one reads that it is possible (BR-52)."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from exams.models import BoardDecision, Objection, Sitting
from exams.rules import SittingState
from exams.rules.objections import ObjectionKind, ObjectionState
from people.rules import Role
from tests.exams.test_deeds import texts_of


@pytest.fixture
def result(school, visit):
    """A final result, ratified on Monday 23 November 2026 by the board."""
    school.board_ratifies()
    sitting = school.signed(0)
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    return sitting


@pytest.fixture
def candidate(school, visit):
    return visit(school.candidate)


@pytest.fixture
def another(make):
    """A board member who had no part in the result."""
    return make.person(Role.BOARD_MEMBER, given="Els")


def lodged(school, browser, sitting, kind="appeal"):
    """The address of what was lodged."""
    sent = {"kind": kind, "grounds": "I did wear it.", "form_key": str(uuid4())}
    answer = browser.post(f"/exams/sittings/{sitting.id}/object", sent)
    assert answer.status_code == 303
    return answer.location


def written(school, committee="H. de Wit\n\n F.  Aydin ", **more):
    sent = {"state": "rejected", "outcome": "It stays.", "committee": committee}
    return {**school.decision(present=[]), **sent, **more}


def objected(school, visit, another, candidate, result):
    """An objection that another member of the board rejected."""
    url = lodged(school, candidate, result, "objection")
    ruled = written(school, present=[str(another.id)])
    assert visit(another).post(f"{url}/decide", ruled).status_code == 303
    return url


def newest(school, model=Objection):
    with school.desk.reading() as work:
        found = work.db.scalars(select(model).order_by(model.id.desc())).first()
        work.db.expunge_all()
        return found


# The committee


def test_br_52_a_coordinator_writes_down_what_the_appeals_committee_decided(school, visit, candidate, result):
    url, coordinator = lodged(school, candidate, result), visit(school.coordinator)
    page = coordinator.get(f"{url}/decide").text
    assert "The appeals committee decides, not the exam board" in page
    assert school.board_member.name in page  # ratified it, so is not on the committee
    answer = coordinator.post(f"{url}/decide", written(school, state="upheld", annuls="y"))
    assert answer.status_code == 303
    decision = newest(school, BoardDecision)
    assert (decision.committee, decision.present) == (["H. de Wit", "F. Aydin"], [])
    assert school.read(Sitting, result.id).state is SittingState.ANNULLED
    for address in (url, f"/exams/decisions/{decision.id}"):
        assert "F. Aydin" in coordinator.get(address).text
    assert "of the appeals committee" in candidate.get(url).text
    assert coordinator.get(f"/exams/decisions/{decision.id}/minutes.pdf").status_code == 200


@pytest.mark.parametrize(("committee", "status"), [("", 422), (" \n\u200b", 409)])
def test_br_52_a_decision_on_appeal_names_who_took_it(school, visit, candidate, result, committee, status):
    url = lodged(school, candidate, result)
    answer = visit(school.coordinator).post(f"{url}/decide", written(school, committee))
    assert (answer.status_code in (status, 422), newest(school).state) == (True, ObjectionState.LODGED)
    assert "Name the members of the appeals committee who decided." in answer.text


def test_br_52_nobody_with_a_part_in_it_is_on_the_committee(school, visit, candidate, result):
    url = lodged(school, candidate, result)
    for somebody in (school.board_member, school.examiner):
        name = somebody.name.upper().replace(" ", "  ")
        answer = visit(school.coordinator).post(f"{url}/decide", written(school, f"H. de Wit\n{name}"))
        assert answer.status_code == 409
        assert "is not on the appeals committee" in answer.text
    assert newest(school).state is ObjectionState.LODGED


def test_br_52_whoever_ratified_or_decided_before_does_not_write_the_decision_down(
    school, visit, another, candidate, result
):
    objected(school, visit, another, candidate, result)
    url = lodged(school, candidate, result)
    for member in (school.board_member, another):
        browser = visit(member)
        page = browser.get(f"{url}/decide").text
        assert "you do not write down what became of it" in page
        assert 'name="committee"' not in page
        assert browser.post(f"{url}/decide", written(school)).status_code == 409
    assert newest(school).state is ObjectionState.LODGED


def test_br_51_a_coordinator_decides_on_no_objection(school, visit, candidate, result):
    url = lodged(school, candidate, result, "objection")
    coordinator = visit(school.coordinator)
    assert coordinator.get(f"{url}/decide").status_code == 403
    assert coordinator.post(f"{url}/decide", written(school)).status_code == 403


# What is closed


def test_br_52_a_closed_case_shows_its_decision_and_no_form(school, visit, candidate, result):
    url, coordinator = lodged(school, candidate, result), visit(school.coordinator)
    coordinator.post(f"{url}/decide", written(school))
    page = coordinator.get(f"{url}/decide")
    assert page.status_code == 200
    assert "It stays." in page.text
    assert 'name="outcome"' not in page.text


# After an objection


def test_br_52_whoever_objected_reads_what_was_decided_and_until_when_an_appeal_is_possible(
    school, visit, clock, app, desk, another, candidate, result
):
    clock.move(days=10)
    url = lodged(school, candidate, result, "objection")
    waiting = "Your objection about Welding in the workshop waits for a decision"
    assert waiting in texts_of(app, desk, school.candidate)
    clock.move(days=10)  # by now the term for an appeal against the result itself is over
    assert visit(another).post(f"{url}/decide", written(school, present=[str(another.id)])).status_code == 303
    page = candidate.get(url).text
    assert "You can appeal up to and including Mon 28 Dec 2026" in page  # two weeks end in the Christmas weekend
    title = "Your objection about Welding in the workshop was rejected"
    [text] = [text for said, text in texts_of(app, desk, school.candidate).items() if said == title]
    assert "You can appeal up to and including" in text
    assert "Appeal to the appeals committee" in candidate.get(f"/exams/sittings/{result.id}/result").text
    clock.move(days=14)
    lodged(school, candidate, result)
    assert newest(school).kind is ObjectionKind.APPEAL
    assert "You can appeal" not in texts_of(app, desk, school.candidate).get(title, "")


def test_br_52_the_difference_between_objection_and_appeal_is_told(candidate, result):
    told = "with an appeal you ask the appeals committee, whose members had no part in it"
    for page in ("result", "object"):
        assert told in candidate.get(f"/exams/sittings/{result.id}/{page}").text


# Against an annulment


def test_br_51_an_annulment_can_be_objected_to_from_the_day_it_came(school, visit, clock, candidate, another, result):
    clock.move(days=20)
    board = visit(school.board_member)
    sent = school.decision(grounds="Somebody else sat it.")
    assert board.post(f"/exams/sittings/{result.id}/annul", sent).status_code == 303
    page = candidate.get(f"/exams/sittings/{result.id}/result").text
    assert "You do not agree that it was annulled?" in page
    assert "15 days left" in page  # two weeks end on a Sunday
    url = lodged(school, candidate, result, "objection")
    assert "gives no result back" in visit(another).get(f"{url}/decide").text
    ruled = written(school, present=[str(another.id)], state="upheld")
    assert visit(another).post(f"{url}/decide", ruled).status_code == 303
    assert newest(school).state is ObjectionState.UPHELD
