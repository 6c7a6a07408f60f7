"""X11: an auditor reads the chosen exam files, in the chosen time, and nothing else; every look is on record."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from exams.actions.inspecting import GrantFacts, grant_inspection
from exams.models import ExamEvent, InspectionGrant
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.chains import mark_and_sign


@pytest.fixture
def auditor(school):
    return school.make.person(Role.AUDITOR, given="Charlotte")


@pytest.fixture
def file(school, visit):
    """A signed and ratified exam."""
    return mark_and_sign(school, visit, school.planned(starts_at=NOON))


def granted(school, auditor, *files, starts=timedelta(0), lasts=timedelta(days=1)):
    with school.desk.writing(actor_of(school.administrator)) as work:
        facts = GrantFacts(
            reason="Yearly visit", starts_at=work.now + starts, ends_at=work.now + starts + lasts, form_key=str(uuid4())
        )
        return grant_inspection(work, auditor_read(work, auditor), [one.sitting.id for one in files], facts)


def auditor_read(work, auditor):
    from people.queries import person

    return person(work, auditor.id)


PARTS = ("", "/record.pdf", "/file.zip", "/chain")


@pytest.mark.parametrize("part", PARTS)
def test_x11_an_auditor_reads_what_was_opened(school, visit, auditor, file, part):
    granted(school, auditor, file)
    assert visit(auditor).get(f"/exams/inspections/{file.sitting.id}{part}").status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_x11_an_auditor_does_not_learn_of_other_files(school, visit, auditor, file, part):
    other = mark_and_sign(school, visit, school.planned(starts_at=NOON, candidate=school.make.person()))
    granted(school, auditor, other)
    assert visit(auditor).get(f"/exams/inspections/{file.sitting.id}{part}").status_code == 404


def test_x11_a_grant_opens_by_the_clock_and_ends_by_the_clock(school, visit, auditor, file, clock):
    granted(school, auditor, file, starts=timedelta(hours=1), lasts=timedelta(hours=2))
    browser, url = visit(auditor), f"/exams/inspections/{file.sitting.id}"
    assert browser.get(url).status_code == 404
    clock.move(hours=1)
    assert browser.get(url).status_code == 200
    clock.move(hours=2, seconds=-1)
    assert browser.get(url).status_code == 200
    clock.move(seconds=1)
    assert browser.get(url).status_code == 404


def test_x11_a_withdrawn_grant_closes_at_once(school, visit, auditor, file):
    grant = granted(school, auditor, file)
    browser = visit(auditor)
    assert browser.get(f"/exams/inspections/{file.sitting.id}").status_code == 200
    assert visit(school.administrator).post(f"/exams/grants/{grant.id}/withdraw").status_code == 303
    assert browser.get(f"/exams/inspections/{file.sitting.id}").status_code == 404
    assert school.candidate.name not in browser.get("/exams/inspections").text


def test_x11_the_list_holds_the_opened_files_alone(school, visit, auditor, file):
    other = mark_and_sign(school, visit, school.planned(starts_at=NOON, candidate=school.make.person(given="Zelda")))
    granted(school, auditor, other)
    page = visit(auditor).get("/exams/inspections").text
    assert "Zelda" in page
    assert school.candidate.name not in page


def test_x11_an_auditor_who_is_the_candidate_never_reads_the_own_file(school, visit, file):
    from people.models import PersonRole

    with school.desk.writing() as work:
        work.db.add(PersonRole(person_id=school.candidate.id, role=Role.AUDITOR))
    granted(school, school.candidate, file)
    browser = visit(school.candidate)
    assert browser.get(f"/exams/inspections/{file.sitting.id}").status_code == 404
    assert f"/exams/inspections/{file.sitting.id}" not in browser.get("/exams/inspections").text


def test_x11_every_look_is_a_link_and_shown_to_the_administrator(school, visit, auditor, file, audit_names):
    grant = granted(school, auditor, file)
    for part in PARTS:
        visit(auditor).get(f"/exams/inspections/{file.sitting.id}{part}")
    with school.desk.reading() as work:
        links = work.db.scalars(select(ExamEvent).where(ExamEvent.name == "exams.file-seen")).all()
        assert [link.actor_id for link in links] == [auditor.id] * 4
    assert audit_names().count("exams.file-seen") == 4
    page = visit(school.administrator).get(f"/exams/grants/{grant.id}").text
    for words in ("The page", "The record (PDF)", "The whole file (ZIP)", "Whether it is whole"):
        assert words in page
    assert file.wrong == []


DOORS = (
    "/exams/results",
    "/exams/sessions",
    "/exams/forms",
    "/exams/grants",
    "/exams/papers",
    "/exams/retention",
    "/exams/graduations",
)


@pytest.mark.parametrize("door", DOORS)
def test_x11_an_auditor_sees_nothing_else(school, visit, auditor, file, door):
    granted(school, auditor, file)
    assert visit(auditor).get(door).status_code == 403


@pytest.mark.parametrize("part", ["", "/result", "/result.pdf", "/chain", "/file.zip", "/letter.pdf"])
def test_x11_an_auditor_has_no_other_way_to_the_file(school, visit, auditor, file, part):
    granted(school, auditor, file)
    assert visit(auditor).get(f"/exams/sittings/{file.sitting.id}{part}").status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "board_member", "administrator", "examiner", "candidate"])
def test_x11_inspections_are_for_auditors(school, visit, auditor, file, who):
    granted(school, auditor, file)
    assert visit(getattr(school, who)).get("/exams/inspections").status_code == 403
    assert visit(getattr(school, who)).get(f"/exams/inspections/{file.sitting.id}").status_code == 404


def grant_fields(auditor, *numbers, **more):
    return {
        "chosen": [str(number) for number in numbers],
        "auditor": auditor.id,
        "from_day": "2026-11-23",
        "from_time": "12:00",
        "until_day": "2026-11-30",
        "until_time": "17:00",
        "reason": "Yearly visit",
        "form_key": str(uuid4()),
        **more,
    }


@pytest.mark.parametrize("who", ["administrator", "board_member"])
def test_x11_files_are_opened_from_a_page(school, visit, auditor, file, who):
    browser = visit(getattr(school, who))
    assert school.candidate.name in browser.get("/exams/grants/choose?q=Noor").text
    assert browser.post("/exams/grants/new", {"chosen": str(file.sitting.id), "action": "open"}).status_code == 200
    assert browser.post("/exams/grants/new", grant_fields(auditor, file.sitting.id)).status_code == 303
    assert school.candidate.name in visit(auditor).get("/exams/inspections").text


def test_x11_a_double_click_opens_once(school, visit, auditor, file):
    browser, fields = visit(school.administrator), grant_fields(auditor, file.sitting.id)
    for _ in range(2):
        assert browser.post("/exams/grants/new", fields).status_code == 303
    with school.desk.reading() as work:
        assert len(work.db.scalars(select(InspectionGrant)).all()) == 1


@pytest.mark.parametrize("wrong", [{"until_day": "2026-11-01"}, {"reason": " "}, {"from_day": "tomorrow"}])
def test_x11_a_grant_that_is_filled_in_wrongly_keeps_the_choice(school, visit, auditor, file, wrong):
    answer = visit(school.administrator).post("/exams/grants/new", grant_fields(auditor, file.sitting.id, **wrong))
    assert answer.status_code == 422
    assert f'name="chosen" value="{file.sitting.id}"' in answer.text


def test_x11_the_archive_of_an_auditor_is_the_whole_file(school, visit, auditor, file):
    granted(school, auditor, file)
    data = visit(auditor).get(f"/exams/inspections/{file.sitting.id}/file.zip").data
    assert {"record.pdf", "chain.jsonl", "manifest.json"} <= set(ZipFile(BytesIO(data)).namelist())


@pytest.mark.parametrize("door", ["/exams/inspections", "/exams/grants", "/exams/grants/choose"])
def test_x11_lists_ask_a_fixed_number_of_statements(school, visit, auditor, file, statements, door):
    person = auditor if door == "/exams/inspections" else school.administrator
    counts = []
    for _ in range(2):
        more = mark_and_sign(school, visit, school.planned(starts_at=NOON, candidate=school.make.person()))
        granted(school, auditor, file, more)
        browser = visit(person)
        browser.get(door)
        with statements() as seen:
            assert browser.get(door).status_code == 200
        counts.append(len([one for one in seen.seen if "environment_setting" not in one]))
    assert counts[0] == counts[1]
