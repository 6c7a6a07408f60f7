"""X11: what else a chain vouches for, what leaves it whole, and that none goes unseen."""

from uuid import uuid4

import pytest

from exams import queries
from exams.actions.planning import plan_again
from exams.actions.purging import hold
from tests.conftest import NOON, actor_of
from tests.exams.chains import Chained, mark_and_sign, tamper


@pytest.fixture
def chained(school, visit) -> Chained:
    return mark_and_sign(school, visit, school.planned(starts_at=NOON))


@pytest.fixture
def exempted(chained, school, visit, clock) -> Chained:
    """An exam of which a part was exempted later."""
    clock.move(minutes=3)
    asked = {"candidate": "S1001", "form": str(school.form.id), "requested_on": "2026-11-20", "earlier_result": ""}
    sent = {**asked, **school.decision(), "parts": [school.form.groups[0].key]}
    assert visit(school.board_member).post("/exams/exemptions/new", sent).status_code == 303
    assert chained.wrong == []
    return chained


@pytest.fixture
def annulled(school, visit, chained, clock) -> Chained:
    clock.move(minutes=3)
    sent = school.decision(grounds="Fraud.")
    assert visit(school.board_member).post(f"/exams/sittings/{chained.sitting.id}/annul", sent).status_code == 303
    assert chained.wrong == []
    return chained


def test_x11_a_no_show_that_is_taken_back_leaves_the_chain_whole(school, desk, visit, clock):
    sitting = school.planned(starts_at=NOON)
    visit(school.coordinator).post(f"/exams/sittings/{sitting.id}/no-show", {"reason": "Nobody came."})
    clock.move(minutes=1)
    with desk.writing(actor_of(school.coordinator)) as work:
        plan_again(work, queries.sitting(work, sitting.id))
    assert Chained(sitting, desk).wrong == []
    assert mark_and_sign(school, visit, sitting).wrong == []


OF_SIGNED = {
    "the text of a step": ("UPDATE exam_step SET text = 'Other'", "form"),
    "whether a step is critical": ("UPDATE exam_step SET critical = NOT critical", "form"),
    "the levels of a step": ("UPDATE exam_step SET levels = '[]'", "form"),
    "the weight of a group": ("UPDATE exam_group SET weight = 9", "form"),
    "the cut score": ("UPDATE exam_form SET cut_score = '{}'", "form"),
    "the place of an examiner": ("UPDATE sheet SET position = 3", "sheet"),
    "when it was planned": ("UPDATE sitting SET starts_at = '2020-01-01 00:00:00+00:00'", "plan"),
    "when it began": ("UPDATE sitting SET began_at = '2020-01-01 00:00:00+00:00'", "sitting"),
    "which attempt it was": ("UPDATE sitting SET attempt = 7", "sitting"),
}


@pytest.mark.parametrize("what", OF_SIGNED)
def test_x11_tampering_with_what_an_exam_was_marked_by_is_noticed(chained, desk, what):
    statement, thing = OF_SIGNED[what]
    tamper(desk, statement)
    assert ("content_changed", thing) in chained.things


def test_x11_another_form_under_an_exam_is_noticed(chained, school, desk):
    other = school.make.exam_form(qualification_id=school.qualification.id)
    tamper(desk, f"UPDATE exam_session SET form_id = {other.id}")
    assert {("content_gone", "form"), ("content_added", "form")} <= set(chained.things)


def test_x11_a_form_that_was_changed_is_not_vouched_for_by_a_later_link(annulled, desk, school):
    tamper(desk, "UPDATE exam_step SET text = 'Other'")
    with desk.writing(actor_of(school.administrator)) as work:
        hold(work, queries.sitting(work, annulled.sitting.id), "A lawsuit.", form_key=str(uuid4()))
    assert ("content_changed", "form") in annulled.things


OF_ANNULLED = {
    "which decision annulled it": ("UPDATE sitting SET annulling_id = NULL", "sitting"),
    "the grounds of that decision": ("UPDATE board_decision SET grounds = 'No'", "decision"),
}


@pytest.mark.parametrize("what", OF_ANNULLED)
def test_x11_tampering_with_an_annulment_is_noticed(annulled, desk, what):
    statement, thing = OF_ANNULLED[what]
    tamper(desk, statement)
    assert thing in {kind for _, kind in annulled.things}


def test_x11_an_exemption_that_was_changed_is_noticed(exempted, desk):
    tamper(desk, "UPDATE exemption SET parts = '[]'")
    assert ("content_changed", "exemption") in exempted.things


def test_x11_an_exemption_that_was_taken_away_is_noticed(exempted, desk):
    tamper(desk, "DELETE FROM exemption")
    assert ("content_gone", "exemption") in exempted.things


def test_x11_an_exemption_leaves_the_chain_of_an_exam_without_a_result_whole(school, annulled, visit, clock, desk):
    asked = {"candidate": "S1001", "form": str(school.form.id), "requested_on": "2026-11-20", "earlier_result": ""}
    sent = {**asked, **school.decision(), "parts": [school.form.groups[0].key]}
    assert visit(school.board_member).post("/exams/exemptions/new", sent).status_code == 303
    assert annulled.wrong == []


def test_x11_a_hold_that_was_taken_away_is_noticed(chained, desk, school):
    with desk.writing(actor_of(school.administrator)) as work:
        hold(work, queries.sitting(work, chained.sitting.id), "A lawsuit.", form_key=str(uuid4()))
    assert chained.wrong == []
    tamper(desk, "DELETE FROM retention_hold")
    assert chained.things == [("content_gone", "hold")]


@pytest.mark.parametrize("change", ["told = '[\"school\"]'", "lodged_by = NULL", "closed_by = lodged_by"])
def test_x11_tampering_with_who_lodged_or_heard_of_an_objection_is_noticed(chained, desk, school, visit, change):
    url = f"/exams/sittings/{chained.sitting.id}/object"
    sent = {"kind": "objection", "grounds": "Not fair.", "form_key": str(uuid4())}
    assert visit(school.candidate).post(url, sent).status_code == 303
    assert chained.wrong == []
    tamper(desk, f"UPDATE objection SET {change}")
    assert chained.things == [("content_changed", "objection")]


def test_x11_the_whole_chain_of_a_no_show_taken_away_is_noticed(chained, school, desk, visit, clock):
    clock.move(hours=1)
    sitting = school.planned(starts_at=NOON, candidate=school.make.person(given="Bo"))
    visit(school.coordinator).post(f"/exams/sittings/{sitting.id}/no-show", {"reason": "Nobody came."})
    tamper(desk, f"DELETE FROM exam_event WHERE sitting_id = {sitting.id}")
    assert Chained(sitting, desk).things == [("chain_gone", "None")]


def test_x11_the_whole_chain_of_a_purged_exam_taken_away_is_noticed(chained, school, desk, visit, clock):
    clock.move(hours=1)
    other = mark_and_sign(school, visit, school.planned(starts_at=NOON, candidate=school.make.person(given="Bo")))
    sitting = other.sitting.id
    tamper(
        desk,
        f"UPDATE sitting SET purged_at = '2026-11-23 14:00:00+00:00' WHERE id = {sitting}",
        f"DELETE FROM mark WHERE sheet_id IN (SELECT id FROM sheet WHERE sitting_id = {sitting})",
        f"DELETE FROM exam_event WHERE sitting_id = {sitting}",
        "UPDATE exam_session SET planned_at = '2020-01-01 00:00:00+00:00'",
    )
    assert other.things == [("chain_gone", "None")]
