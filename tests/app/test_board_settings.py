"""The settings of the exam board: GET and POST /environment/board."""

import pytest
from sqlalchemy import select

from app.board_settings import USUAL
from exams.queries.attempts import no_show_counts
from exams.queries.certificates import certificate_demand
from exams.rules.certificates import CertificateDemand
from foundation.audit import AuditLine
from foundation.environment import setting
from people.rules import Role

URL = "/environment/board"
GOOD = {key.partition(".")[2]: str(usual) for key, usual in USUAL.items() if not isinstance(usual, bool)}


@pytest.fixture
def visitor(visit, make):
    return visit(make.person(Role.ADMINISTRATOR))


def test_the_usual_terms_stand_there_at_first(visitor):
    page = visitor.get(URL).text
    assert 'value="14"' in page
    assert "Netherlands" in page


def test_other_terms_are_kept_and_on_record(visitor, desk):
    assert visitor.post(URL, {**GOOD, "appeal_days": "21", "holidays_country": "BE"}).status_code == 303
    with desk.reading() as work:
        assert (setting(work.db, "exams.appeal_days"), setting(work.db, "exams.holidays_country")) == (21, "BE")
        for box in ("exams.remarks_to_candidate", "exams.live_names"):
            assert setting(work.db, box) is False  # it was not ticked
        line = work.db.scalars(select(AuditLine).where(AuditLine.event == "environment.board-settings-changed")).one()
        assert set(line.facts["keys"]) == {
            "exams.appeal_days",
            "exams.holidays_country",
            "exams.remarks_to_candidate",
            "exams.live_names",
        }


@pytest.mark.parametrize(
    "wrong",
    [
        {"appeal_days": "0"},
        {"objection_days": "x"},
        {"holidays_country": "XX"},
        {"unusual_points": "101"},
        {"tablet_hours": "0"},
        {"tablet_hours": "169"},
        {"examiner_certificates": "never"},
        {"examiner_certificates": ""},
    ],
)
def test_wrong_input_is_shown_again_and_nothing_is_kept(visitor, desk, wrong):
    assert visitor.post(URL, {**GOOD, **wrong}).status_code == 422
    with desk.reading() as work:
        assert setting(work.db, "exams.appeal_days") is None


def test_br_50_whether_a_no_show_uses_an_attempt_is_chosen_here(visitor, desk):
    assert "Not coming uses up an attempt" in visitor.get(URL).text
    visitor.post(URL, {**GOOD, "no_show_uses_attempt": "y"})
    with desk.reading() as work:
        assert no_show_counts(work)


def test_br_46_whether_every_examiner_needs_a_certificate_is_chosen_here(visitor, desk):
    visitor.post(URL, {**GOOD, "examiner_certificates": "required"})
    with desk.reading() as work:
        assert certificate_demand(work) is CertificateDemand.REQUIRED
    chosen = next(line for line in visitor.get(URL).text.split("<input") if 'value="required"' in line)
    assert "checked" in chosen.partition(">")[0]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_comes_in(visit, make, role):
    other = visit(make.person(role))
    assert (other.get(URL).status_code, other.post(URL, GOOD).status_code) == (403, 403)


def test_it_takes_no_other_method_and_no_stranger(visit, visitor):
    assert visitor.client.put(URL).status_code == 405
    assert "/sign-in" in visit().get(URL).location


def test_br_51_countries_stand_by_name_and_the_next_holidays_by_day(visitor):
    page = visitor.get(URL).text
    assert '<option value="FR">France</option>' in page
    assert ">AFG<" not in page
    assert "Fri 25 Dec 2026: Christmas Day" in page


def test_br_51_holidays_are_told_in_the_language_of_the_reader(visit, make):
    page = visit(make.person(Role.ADMINISTRATOR, language="nl")).get(URL).text
    assert "Eerste kerstdag" in page
    assert ">Frankrijk</option>" in page


def test_br_51_without_public_holidays_none_are_listed(visitor):
    visitor.post(URL, {**GOOD, "holidays_country": ""})
    assert "Christmas Day" not in visitor.get(URL).text
