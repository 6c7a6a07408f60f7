"""Numbers that no database holds: a form with one is shown again, whichever form it is."""

from uuid import uuid4

import pytest

from people.rules import Role

pytestmark = pytest.mark.parametrize("sent", ["9" * 10, "-" + "9" * 20, "9" * 4000, "9" * 5000])


def test_p5_an_answer_to_such_a_comment_is_refused(visit, noor, entry, sent):
    answer = visit(noor).post(f"/portfolio/entries/{entry.id}/comments", {"text": "Hello.", "thread_id": sent})
    assert (answer.status_code, "Hello." in answer.text) == (422, True)


def test_p1_so_many_hours_are_refused(visit, noor, sent):
    told = {"form_key": str(uuid4()), "title": "Mill", "organisation": "Molen", "role": "Miller", "hours": sent}
    assert visit(noor).post("/portfolio/entries/new?kind=work_experience", told).status_code == 422


def test_p7_so_many_days_are_refused(visit, noor, guest_at, sent):
    _browser, guest = guest_at
    answer = visit(noor).post(f"/portfolio/guests/{guest.id}/prolong", {"days": sent})
    assert (answer.status_code, "Fill in 1 to 90 days." in answer.text) == (422, True)


@pytest.mark.parametrize("name", ["pieces", "contexts", "months_valid"])
def test_p6_such_a_rule_is_refused(visit, make, qualification, name, sent):
    told = {"version": "0", "pieces": "2", "contexts": "1", "months_valid": "24", name: sent}
    answer = visit(make.person(Role.COORDINATOR)).post(f"/qualifications/{qualification.id}/evidence-rule", told)
    assert answer.status_code == 422
