"""BR-46: examiners whose certificate is out of date are refused, when planned and when they begin."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from exams.models import ExaminerCertificate
from exams.rules import SittingState
from exams.rules.certificates import Certificate, CertificateDemand, Standing, may_examine_on, standing_on
from foundation.environment import choose
from people.rules import Role
from tests.conftest import NOON
from tests.exams.conftest import counted
from tests.exams.test_x3_planning import candidates, plan, session_of, sittings_of

DAY = date(2026, 12, 1)
IF_KNOWN, REQUIRED = CertificateDemand.IF_KNOWN, CertificateDemand.REQUIRED


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


def certified(desk, person, *, qualification=None, begins=date(2020, 1, 1), ends=None, withdrawn=False):
    with desk.writing() as work:
        made = ExaminerCertificate(
            person_id=person.id, qualification_id=qualification, title="Assessor", valid_from=begins, valid_until=ends,
            added_at=NOON, withdrawn_at=NOON if withdrawn else None, form_key=str(uuid4()),
        )  # fmt: skip
        work.db.add(made)
    return made


def demanded(desk):
    with desk.writing() as work:
        choose(work.db, "exams.examiner_certificates", "required")


def chosen(coordinator, school, session):
    return plan(coordinator, session, school.candidate, examiner=str(school.examiner.id), starts="09:00", interval="0")


@pytest.mark.pure
@pytest.mark.parametrize(
    ("known", "demand", "may"),
    [
        ([], IF_KNOWN, True),
        ([], REQUIRED, False),
        ([Certificate(valid_from=DAY, valid_until=DAY)], REQUIRED, True),
        ([Certificate(valid_from=DAY - timedelta(days=9), valid_until=DAY - timedelta(days=1))], IF_KNOWN, False),
        ([Certificate(valid_from=DAY + timedelta(days=1))], IF_KNOWN, False),
        ([Certificate(valid_from=DAY, withdrawn=True)], IF_KNOWN, False),
        ([Certificate(valid_from=DAY, withdrawn=True), Certificate(valid_from=DAY)], IF_KNOWN, True),
    ],
)
def test_br_46_one_certificate_must_hold_on_the_day_where_any_is_known(known, demand, may):
    assert may_examine_on(DAY, known, demand=demand) is may


@pytest.mark.pure
@pytest.mark.parametrize(
    ("days", "standing"),
    [(-1, Standing.OUT_OF_DATE), (0, Standing.EXPIRING), (59, Standing.EXPIRING), (60, Standing.VALID)],
)
def test_br_46_what_ends_within_two_months_is_about_to_expire(days, standing):
    known = [Certificate(valid_from=date(2020, 1, 1), valid_until=DAY + timedelta(days=days))]
    assert standing_on(DAY, known) is standing


def test_br_46_an_examiner_with_an_expired_certificate_cannot_be_planned(coordinator, school, desk):
    certified(desk, school.examiner, ends=date(2026, 11, 30))
    session = session_of(desk, school, school.form.id)
    answer = chosen(coordinator, school, session)
    assert answer.status_code == 422
    assert f"The certificate of {school.examiner.name} as examiner is not valid on Tue 1 Dec 2026." in answer.text
    assert sittings_of(desk, session) == []


def test_br_46_nor_taken_later_nor_moved_to_a_day_after_it(coordinator, school, desk, make):
    late = make.person(Role.EXAMINER)
    certified(desk, late, ends=date(2026, 11, 1))
    certified(desk, school.examiner, ends=date(2026, 11, 30))
    sitting, session = school.planned(), session_of(desk, school, school.form.id)
    data = {"action": f"examiner:{late.id}", "chosen": [sitting.id]}
    assert coordinator.post(f"/exams/sessions/{sitting.session_id}/run", data).status_code == 409
    assert coordinator.post(f"/exams/sittings/{sitting.id}/replan", {"target": f"{session}-"}).status_code == 409


def test_br_46_a_certificate_for_another_qualification_says_nothing_here(coordinator, school, desk, make):
    certified(desk, school.examiner, qualification=make.qualification().id, ends=date(2026, 1, 1))
    assert chosen(coordinator, school, session_of(desk, school, school.form.id)).status_code == 303


def test_br_46_where_certificates_are_required_nobody_examines_without_one(coordinator, school, desk):
    demanded(desk)
    session = session_of(desk, school, school.form.id)
    assert "No certificate as examiner is known" in chosen(coordinator, school, session).text
    certified(desk, school.examiner, qualification=school.qualification.id)
    assert chosen(coordinator, school, session).status_code == 303


def test_br_46_a_certificate_that_ended_since_stops_the_examiner_at_the_beginning(school, desk, visit, clock):
    sitting = school.planned()
    certified(desk, school.examiner, ends=date(2026, 11, 23))
    clock.move(days=1)
    answer = visit(school.examiner).post(f"/exams/sheets/{sitting.sheets[0].id}/begin")
    assert answer.status_code == 409
    assert "Your certificate as examiner is not valid today" in answer.text


def test_br_46_a_group_is_not_proposed_to_an_examiner_out_of_date(coordinator, school, desk, make):
    certified(desk, school.examiner, ends=date(2026, 1, 1))
    other, session = make.person(Role.EXAMINER, given="Valid"), session_of(desk, school, school.form.id)
    data = {"session": [session], "chosen": [p.id for p in candidates(school, 2)], "at_once": "5"}
    page = coordinator.post(f"/exams/forms/{school.form.id}/plan", {**data, "examiner": [school.examiner.id, other.id]})
    assert page.text.count(f"<span>{other.name}</span>") == 2


# The pages

FACTS = {"title": "Assessor training", "qualification": "", "valid_from": "2026-01-01", "valid_until": "2026-12-31"}


def test_x3_a_certificate_is_added_once_and_withdrawn(coordinator, school, desk, audit_names):
    address, data = f"/exams/examiners/{school.examiner.id}", {**FACTS, "form_key": str(uuid4())}
    for _ in range(2):
        assert coordinator.post(address, data).status_code == 303
    with desk.reading() as work:
        rows = work.db.scalars(select(ExaminerCertificate.id)).all()
    assert len(rows) == 1
    for _ in range(2):
        assert coordinator.post(f"/exams/certificates/{rows[0]}/withdraw").status_code == 303
    assert audit_names()[-2:] == ["exams.certificate-added", "exams.certificate-withdrawn"]
    assert "Withdrawn on" in coordinator.get(address).text


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"valid_from": ""}, {"valid_until": "2025-01-01"}, {"qualification": "99999"}]
)
def test_x3_a_certificate_without_sense_is_shown_again(coordinator, school, wrong):
    assert coordinator.post(f"/exams/examiners/{school.examiner.id}", {**FACTS, **wrong}).status_code == 422


def test_x3_nobody_certifies_themselves(school, visit, make, desk):
    both = make.person(Role.COORDINATOR, Role.EXAMINER)
    own = certified(desk, both)
    assert visit(both).post(f"/exams/examiners/{both.id}", FACTS).status_code == 403
    assert visit(both).post(f"/exams/certificates/{own.id}/withdraw").status_code == 403


def test_x3_only_examiners_have_a_page(coordinator, school):
    assert coordinator.get(f"/exams/examiners/{school.candidate.id}").status_code == 404


def test_x3_the_list_tells_who_is_about_to_expire(coordinator, school, desk, make, statements):
    certified(desk, school.examiner, ends=date(2026, 12, 24))
    valid, none = make.person(Role.EXAMINER, given="Vera"), make.person(Role.EXAMINER, given="Nono")
    certified(desk, valid)
    page = coordinator.get("/exams/examiners?standing=expiring").text
    assert school.examiner.name in page
    assert valid.name not in page
    assert none.name in coordinator.get("/exams/examiners?standing=none&q=nono").text
    with statements() as seen:
        coordinator.get("/exams/examiners?sort=-name")
    assert counted(seen) <= 7


def test_x3_the_examiners_are_exported(coordinator, school, desk):
    certified(desk, school.examiner, ends=date(2026, 12, 24))
    file = coordinator.get("/exams/examiners.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(file.data)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == school.examiner.name
    assert rows[1][6] == "Thu 24 Dec 2026"


def test_x3_begun_before_it_ended_goes_on(school, desk, visit):
    sitting = school.planned(state=SittingState.IN_PROGRESS, starts_at=NOON)
    certified(desk, school.examiner, ends=date(2026, 1, 1))
    assert visit(school.examiner).post(f"/exams/sheets/{sitting.sheets[0].id}/begin").status_code == 303
