"""C8: one queue for all that waits, several decided at once, and what was decided."""

import pytest

from certification.forms.approving import chosen_of
from certification.models import Proof, QualificationActivity
from certification.rules.states import ProofState, Stage
from people.rules import Role
from tests.certification.made import activity
from tests.certification.sent_in import first_aid, proof, submission, team
from tests.conftest import NOON
from tests.people.made import lead, part, place


@pytest.fixture
def north(make):
    return team(make)


@pytest.fixture
def boss(north, visit):
    return visit(north[1])


@pytest.fixture
def two(make, north):
    """A certificate and an assignment that wait."""
    return proof(make, north[2], *first_aid(make)), submission(make, north[2])


def key(row):
    return f"{'certificate' if isinstance(row, Proof) else 'assignment'}:{row.id}:{row.version}"


def states(desk, *rows):
    with desk.reading() as work:
        return [work.db.get_one(type(row), row.id).state for row in rows]


def several(browser, action, *rows, **more):
    return browser.post("/approvals", {"action": action, "chosen": [key(row) for row in rows], **more})


# The list


def test_all_kinds_stand_in_one_queue(boss, two):
    page = boss.get("/approvals").text
    assert "2 wait for your decision" in page
    assert ("Refresher" in page, "Write a plan" in page) == (True, True)


@pytest.mark.parametrize(("kind", "there", "not_there"), [("certificate", "Refresher", "Write a plan")])
def test_a_tab_shows_one_kind(boss, two, kind, there, not_there):
    page = boss.get(f"/approvals?kind={kind}").text
    assert there in page
    assert not_there not in page


def test_the_menu_says_how_many_wait(boss, two):
    menu = boss.get("/").text.partition('href="/approvals"')[2].partition("</a>")[0]
    assert '<span class="count">2</span>' in menu


def test_the_home_page_says_what_waits_by_kind(boss, two):
    page = boss.get("/").text
    assert "1 certificate waits for your decision" in page
    assert "1 assignment waits for your grading" in page


def test_a_lead_sees_the_people_below_and_nobody_else(make, visit, two, north):
    above = part(make, "Above")
    top = lead(make, above)
    below = part(make, "Below", below=above)
    person = make.person(Role.CANDIDATE, given="Onder")
    place(make, person, below)
    proof(make, person, *first_aid(make, code="9"))
    page = visit(top).get("/approvals").text
    assert "1 waits for your decision" in page
    assert "Onder" in page


def test_an_administrator_sees_all_and_who_leads_them(make, visit, two, north):
    nobody = make.person(Role.CANDIDATE)
    submission(make, nobody)
    page = visit(make.person(Role.ADMINISTRATOR)).get("/approvals").text
    assert "3 wait for your decision" in page
    assert north[1].name in page
    assert "Nobody: administrators decide" in page


def test_one_s_own_stands_in_nobody_s_own_queue(make, visit):
    own = make.person(Role.ADMINISTRATOR)
    submission(make, own)
    assert "Nothing waits for you" in visit(own).get("/approvals").text


@pytest.mark.parametrize(
    ("query", "count"), [("q=refresher", 1), ("q=nothing+like+this", 0), ("qualification=99", 0), ("part=1", None)]
)
def test_the_queue_is_narrowed(boss, two, north, query, count):
    query = query.replace("part=1", f"part={north[0].id}")
    page = boss.get(f"/approvals?{query}").text
    expected = {0: "Nothing like this waits", 1: "1 waits for", None: "2 wait for"}[count]
    assert expected in page


def test_an_assignment_is_found_by_the_qualification_that_asks_for_it(boss, make, two):
    row = make.qualification()
    with make.writing() as work:
        work.db.add(
            QualificationActivity(
                qualification_id=row.id,
                activity_id=two[1].activity_id,
                stage=Stage.ACHIEVE,
                position=1,
                added_at=work.now,
            )
        )
    page = boss.get(f"/approvals?qualification={row.id}").text
    assert ("Write a plan" in page, "Refresher" in page) == (True, False)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.MANAGER}))
def test_who_leads_nobody_has_no_queue(visit, make, role):
    browser = visit(make.person(role))
    assert [browser.get("/approvals").status_code, browser.get("/approvals/decided").status_code] == [403, 403]


@pytest.mark.parametrize("count", [1, 6])
def test_the_queue_takes_a_fixed_number_of_statements(make, north, visit, statements, count):
    row, asked = first_aid(make)
    for _ in range(count):
        proof(make, north[2], row, asked)
    browser = visit(make.person(Role.ADMINISTRATOR))
    with statements() as seen:
        assert browser.get("/approvals").status_code == 200
    assert len(seen) <= 16


# Turning over


def test_what_stands_before_and_behind_is_one_click_away(boss, make, north):
    row, asked = first_aid(make)
    rows = [proof(make, north[2], row, asked, sent_at=NOON.replace(hour=hour)) for hour in (1, 2, 3)]
    page = boss.get(f"/approvals/certificates/{rows[1].id}?queue=1").text
    assert f'rel="prev" href="/approvals/certificates/{rows[0].id}?queue=1"' in page
    assert f'rel="next" href="/approvals/certificates/{rows[2].id}?queue=1"' in page


def test_after_a_decision_comes_the_next(boss, two):
    answer = {"answer": "approve", "version": two[0].version}
    found = boss.post(f"/approvals/certificates/{two[0].id}?queue=1", answer)
    assert found.location == f"/approvals/assignments/{two[1].id}?queue=1"


def test_after_the_last_comes_the_first_and_then_the_list(boss, two):
    assert boss.get("/approvals/next").location == f"/approvals/certificates/{two[0].id}?queue=1"
    several(boss, "approve", *two)
    assert boss.get("/approvals/next").location == "/approvals"


# Several at once


def test_several_are_approved_at_once(boss, two, desk):
    assert several(boss, "approve", *two).status_code == 303
    assert states(desk, *two) == ["approved", "passed"]


def test_rejecting_several_asks_for_one_reason(boss, two, desk):
    asked = several(boss, "reject", *two)
    assert asked.status_code == 200
    assert "Each person gets the same reason" in asked.text
    assert several(boss, "reject", *two, reason=" ").status_code == 422
    assert several(boss, "reject", *two, reason="Unreadable").status_code == 303
    assert states(desk, *two) == ["rejected", "again"]


def test_each_is_checked_by_itself_and_what_was_not_done_is_told(boss, make, two, north, desk):
    graded = submission(make, north[2], assignment=activity(make, "assignment", title="Graded", is_graded=True))
    foreign = proof(make, make.person(Role.CANDIDATE, given="Vreemd"), *first_aid(make))
    page = several(boss, "approve", *two, graded, foreign).text
    assert "2 were not done" in page
    assert "Fill in the grade" in page
    assert "not yours to decide" in page
    assert "Vreemd" not in page
    assert states(desk, *two, graded, foreign) == ["approved", "passed", "handed_in", "sent"]


def test_one_s_own_is_not_decided_among_others(make, visit, desk):
    own = make.person(Role.ADMINISTRATOR)
    row = submission(make, own)
    assert "not yours to decide" in several(visit(own), "approve", row).text
    assert states(desk, row) == ["handed_in"]


def test_what_was_sent_again_after_the_list_was_shown_is_not_decided(boss, two, make, desk):
    with make.writing() as work:
        work.db.get_one(Proof, two[0].id).remark = "Now with a stamp"
    assert "corrected and sent again" in several(boss, "approve", two[0]).text
    assert states(desk, two[0]) == [ProofState.SENT]


def test_all_that_match_are_those_that_were_there_when_the_list_was_shown(boss, make, two, north, desk):
    row, asked = first_aid(make, code="8")
    later = proof(make, north[2], row, asked, sent_at=NOON.replace(hour=13))
    boss.post("/approvals", {"action": "approve", "everything": "1", "shown_at": NOON.isoformat()})
    assert states(desk, *two, later) == ["approved", "passed", "sent"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "approve"},
        {"action": "burn", "chosen": "certificate:1:1"},
        {"action": "approve", "chosen": ["nonsense", "certificate:x:1", "certificate:99999999999:1"]},
        {"action": "approve", "everything": "1", "shown_at": "yesterday"},
        {"action": "approve", "chosen": [f"certificate:{number}:1" for number in range(1, 202)]},
    ],
)
def test_a_wrong_choice_does_nothing(boss, wrong):
    found = boss.post("/approvals", wrong)
    assert found.status_code == 422
    assert "Nothing was done" in found.text


@pytest.mark.pure
def test_what_is_written_otherwise_is_no_choice():
    assert chosen_of(["certificate:1", "certificate:1:2:3", "diploma:1:1", "certificate:-1:1", "certificate:²:1"]) == []


# What was decided


def test_what_was_decided_stays_with_who_when_and_why(boss, two, north):
    several(boss, "reject", *two, reason="Unreadable")
    page = boss.get("/approvals/decided").text
    assert "2 decisions" in page
    assert page.count("Unreadable") == 2
    assert north[1].name in page


@pytest.mark.parametrize(("query", "shown"), [("turn=approved", 2), ("turn=taken_back", 0), ("kind=assignment", 1)])
def test_decisions_are_narrowed(boss, two, query, shown):
    several(boss, "approve", *two)
    expected = {0: "No decision matches", 1: "1 decision", 2: "2 decisions"}[shown]
    assert expected in boss.get(f"/approvals/decided?{query}").text


def test_what_another_decided_about_people_elsewhere_is_not_shown(boss, two, visit, make):
    several(boss, "approve", *two)
    assert "Nothing was decided yet" in visit(team(make, "South")[1]).get("/approvals/decided").text


def test_decisions_take_a_fixed_number_of_statements(boss, two, statements):
    several(boss, "approve", *two)
    with statements() as seen:
        boss.get("/approvals/decided")
    assert len(seen) <= 12
