"""Somebody asks for a copy of everything that is kept: an administrator has it made, and nobody else."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import update

from foundation.access import SYSTEM
from people.models import PersonRole
from people.rules import Role
from portfolio import actions
from portfolio.actions import notes as noting
from portfolio.actions.exports import forget_expired_exports
from portfolio.documents.telling import CHOICES, LABELS, SECTIONS
from portfolio.models import (
    Comment,
    EntryDraft,
    EntryFile,
    Evidence,
    PortfolioAssessor,
    PortfolioExport,
    QualityJudgement,
    Review,
    SelfAssessment,
)
from portfolio.queries.kept import everything_about
from portfolio.rules import Capacity, Decision, EntryKind, ExportKind, Judgement, NoteCategory, SelfLevel
from tests.conftest import NOON, actor_of
from tests.portfolio.conftest import outsiders, photo, run_jobs

DAY = NOON.date()


@pytest.fixture
def administrator(make):
    return make.person(Role.ADMINISTRATOR, given="Fatima", family="Idrissi")


def url_of(person):
    return f"/portfolios/{person.id}/data-access"


def newest(app):
    with app.app_context(), app.extensions["works"].reading(SYSTEM) as work:
        return work.db.query(PortfolioExport).order_by(PortfolioExport.id.desc()).first().id


@pytest.fixture
def made(app, visit, noor, administrator):
    """Has a copy made, and gives what it holds."""

    def make_it(of=noor):
        assert visit(administrator).post(url_of(of)).status_code == 303
        run_jobs(app)
        answer = visit(administrator).get(f"/portfolio/exports/{newest(app)}/file")
        return zipfile.ZipFile(io.BytesIO(answer.data))

    return make_it


@pytest.fixture
def noted(desk, guide):
    """Has the supervisor note something, with a file."""

    def note_it(about, text, *, aside=False):
        with desk.writing(actor_of(guide)) as work:
            facts = noting.NoteFacts(DAY, NoteCategory.CARE, text)
            note = noting.add_note(work, about.id, facts, form_key=str(uuid4()))
            taken = actions.take_in(
                work.storage, io.BytesIO(photo()), "note.jpg", limits=_limits(), scanner=work.scanner
            )
            noting.add_note_files(work, note, [taken])
            if aside:
                note.archived_at = work.now

    return note_it


def _limits():
    from foundation.files import UploadLimits

    return UploadLimits()


@pytest.fixture
def fill(desk, keep, noted, guide, processes):
    """Puts something of everything in a portfolio; each text begins with the mark."""

    def fill_it(person, mark, *, staff=guide):
        entry = keep.entry(person, title=f"{mark} entry", description=f"{mark} text")
        aside = keep.entry(person, title=f"{mark} aside")
        file = keep.file(person, entry, photo((30, 20)), name=f"{mark} file.jpg")
        keep.file(person, aside, photo((31, 20)), name=f"{mark} aside.jpg")
        keep.evidence(person, entry, processes[0], reasoning=f"{mark} reasoning")
        keep.evidence(person, entry, processes[1], reasoning=f"{mark} unlinked")
        with desk.writing(actor_of(person)) as work:
            newer = actions.take_in(
                work.storage, io.BytesIO(photo((32, 20))), f"{mark} newer.jpg", limits=_limits(), scanner=work.scanner
            )
            actions.replace_file(work, work.db.get(EntryFile, file.id), newer)
            actions.remove_entry(work, aside.id)
        with desk.writing() as work:
            links = {one.work_process_id: one for one in work.db.query(Evidence).filter_by(entry_id=entry.id)}
            links[processes[1].id].archived_at = work.now
            evidence_id = links[processes[0].id].id
            work.db.add_all(_rows(work.now, person, staff, entry.id, evidence_id, processes[0].id, mark))
        noted(person, f"{mark} note")
        noted(person, f"{mark} note aside", aside=True)

    return fill_it


def _rows(now, person, staff, entry_id, evidence_id, process_id, mark):
    said = {"entry_id": entry_id, "author_id": staff.id, "created_at": now}
    yield Comment(text=f"{mark} comment", form_key=str(uuid4()), **said)
    yield Comment(text=f"{mark} taken back", form_key=str(uuid4()), withdrawn_at=now, **said)
    yield Review(
        evidence_id=evidence_id,
        reviewer_id=staff.id,
        capacity=Capacity.SUPERVISOR,
        decision=Decision.RETURNED,
        reason=f"{mark} reason",
        fingerprint="f" * 64,
        decided_at=now,
    )
    yield QualityJudgement(
        person_id=person.id,
        work_process_id=process_id,
        judged_by=staff.id,
        capacity=Capacity.SUPERVISOR,
        variety=Judgement.SUFFICIENT,
        remark=f"{mark} judged",
        form_key=str(uuid4()),
        judged_at=now,
    )
    yield SelfAssessment(
        person_id=person.id,
        work_process_id=process_id,
        level=SelfLevel.ALONE,
        remark=f"{mark} of myself",
        form_key=str(uuid4()),
        assessed_at=now,
    )
    yield EntryDraft(
        owner_id=person.id,
        form_key=str(uuid4()),
        kind=EntryKind.OTHER,
        told={"title": [f"{mark} draft"]},
        created_at=now,
        updated_at=now,
    )


WORDS = (
    *("entry", "text", "aside", "reasoning", "unlinked", "comment", "taken back", "reason", "judged", "of myself"),
    *("draft", "note", "note aside"),
)


def told_in(archive):
    return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".html", ".json")))


# What it holds


def test_p9_everything_about_one_is_inside_and_nothing_about_another(made, fill, noor, other, guide, desk):
    fill(noor, "AAA")
    with desk.writing() as work:
        from people.models import Supervision

        work.db.add(Supervision(candidate_id=other.id, supervisor_id=guide.id))
    fill(other, "BBB")
    archive = made()
    told = told_in(archive)
    assert [words for words in WORDS if f"AAA {words}" not in told] == []
    assert "BBB" not in told + " ".join(archive.namelist())
    assert other.email not in told


@pytest.mark.parametrize("suffix", [".json", ".html"])
def test_p9_people_and_programs_read_the_same(made, fill, noor, suffix):
    fill(noor, "AAA")
    archive = made()
    told = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(suffix))
    assert [words for words in WORDS if f"AAA {words}" not in told] == []


def test_p9_staff_notes_are_inside_with_their_files_also_what_was_put_aside(made, noted, noor, guide):
    noted(noor, "Talked about Zwolle")
    noted(noor, "Old worries", aside=True)
    archive = made()
    notes = json.loads(archive.read("data.json"))["staff_notes"]
    assert [(note["text"], note["who"], bool(note["put_aside_at"])) for note in notes] == [
        ("Talked about Zwolle", guide.name, False),
        ("Old worries", guide.name, True),
    ]
    assert all(hashlib.sha256(archive.read(file["path"])).hexdigest() == file["sha256"] for file in notes[0]["files"])


def test_p9_every_file_comes_along_as_it_came_with_its_sum(made, fill, noor, count):
    fill(noor, "AAA")
    archive = made()
    files = [file for entry in json.loads(archive.read("data.json"))["entries"] for file in entry["files"]]
    assert len(files) == count(EntryFile) == 3
    assert all(hashlib.sha256(archive.read(file["path"])).hexdigest() == file["sha256"] for file in files)
    assert [bool(file["replaced_at"]) for file in files] == [True, False, False]


def test_p9_what_was_withdrawn_or_put_aside_is_marked(made, fill, noor):
    fill(noor, "AAA")
    entry, aside = json.loads(made().read("data.json"))["entries"]
    assert (entry["put_aside_at"], bool(aside["put_aside_at"])) == (None, True)
    assert [bool(comment["withdrawn_at"]) for comment in entry["comments"]] == [False, True]
    assert [bool(one["put_aside_at"]) for one in entry["evidence"]] == [False, True]


def test_p9_guests_are_told_with_what_they_signed_and_when_they_came(made, guest_at, desk, noor):
    guest_at[0].get(guest_at[0].home)
    told = json.loads(made().read("data.json"))
    (guest,) = told["guests"]
    assert (guest["name"], guest["organisation"], len(guest["visits"])) == ("Jan de Boer", "Bouw BV", 1)
    assert any(line["who"] == "Jan de Boer" for line in told["on_record"])


def test_p9_who_looked_is_told_by_name(made, visit, guide, noor, entry):
    visit(guide).get(f"/portfolio/entries/{entry.id}")
    lines = json.loads(made().read("data.json"))["on_record"]
    assert ("portfolio.entry-seen", guide.name) in [(line["event"], line["who"]) for line in lines]


def test_p9_assessors_and_copies_asked_for_are_told(made, desk, make, noor, administrator):
    examiner = make.person(Role.EXAMINER)
    with desk.writing() as work:
        work.db.add(PortfolioAssessor(candidate_id=noor.id, assessor_id=examiner.id, assigned_at=work.now))
    told = json.loads(made().read("data.json"))
    assert [one["who"] for one in told["assessors"]] == [examiner.name]
    assert [(one["kind"], one["asked_by"]) for one in told["exports"]] == [("data_access", administrator.name)]


def test_p9_the_description_says_what_it_is(made, noor):
    told = json.loads(made().read("data.json"))
    assert (told["format"], told["version"], told["person"]["email"]) == ("proefstuk-data-access", 1, noor.email)
    assert set(SECTIONS) <= set(told)
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", told["made_at"])


def test_p9_pages_lead_to_every_section_and_ask_for_nothing_from_elsewhere(made, fill, noor):
    fill(noor, "AAA")
    archive = made()
    index = archive.read("index.html").decode()
    assert all(f'href="{name}.html"' in index and f"{name}.html" in archive.namelist() for name in SECTIONS)
    assert not re.search(r"https?://", told_in(archive))


def test_p9_what_people_typed_is_no_markup_in_the_pages(made, keep, noor):
    keep.entry(noor, title="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")
    page = made().read("entries.html").decode()
    assert "<script>" not in page
    assert "<img src=x" not in page


def test_p9_a_file_that_storage_has_lost_is_named_and_the_rest_comes_along(
    made, app, keep, visit, noor, entry, administrator
):
    lost = keep.file(noor, entry, photo(), name="lost.jpg")
    app.extensions["works"].storage.delete(lost.original_key)
    told = json.loads(made().read("data.json"))
    assert told["missing_files"] == [told["entries"][0]["files"][0]["path"]]
    assert "lost.jpg is not kept any more" in visit(administrator).get(url_of(noor)).text


def test_p9_somebody_without_anything_gets_a_copy_too(made, make):
    assert json.loads(made(make.person(Role.CANDIDATE)).read("data.json"))["entries"] == []


def test_p9_it_is_in_the_language_of_whoever_asked(app, made, desk, administrator, noor):
    with desk.writing() as work:
        from people.models import Person

        work.db.execute(update(Person).where(Person.id == administrator.id).values(language="nl"))
    assert 'lang="nl"' in made().read("index.html").decode()


# Who


def test_p9_an_administrator_finds_it_at_the_portfolio(visit, administrator, noor):
    assert url_of(noor) in visit(administrator).get(f"/portfolios/{noor.id}").text
    assert "Staff notes with their files" in visit(administrator).get(url_of(noor)).text


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BOARD_MEMBER])
def test_p9_whoever_sees_the_portfolio_may_not_ask_for_it(visit, make, noor, role, count):
    browser = visit(make.person(role))
    assert [browser.get(url_of(noor)).status_code, browser.post(url_of(noor)).status_code] == [403, 403]
    assert url_of(noor) not in browser.get(f"/portfolios/{noor.id}").text
    assert count(PortfolioExport) == 0


def test_p9_its_supervisor_and_its_owner_may_not_ask_for_it(visit, noor, guide):
    assert [visit(person).post(url_of(noor)).status_code for person in (guide, noor)] == [403, 403]


def test_p9_others_do_not_learn_that_there_is_a_portfolio(visit, make, noor):
    assert {visit(person).get(url_of(noor)).status_code for person in outsiders(make)} == {404}
    assert {visit(person).post(url_of(noor)).status_code for person in outsiders(make)} == {404}


def test_p9_nobody_but_the_administrator_who_asked_takes_it(made, app, visit, make, noor, guide, other):
    made()
    everybody = [*outsiders(make), noor, guide, other, make.person(Role.COORDINATOR), make.person(Role.ADMINISTRATOR)]
    file = f"/portfolio/exports/{newest(app)}"
    assert {visit(person).get(f"{file}/file").status_code for person in everybody} == {404}
    assert {visit(person).post(f"{file}/remove").status_code for person in everybody} == {404}


def test_p9_an_administrator_no_longer_takes_it(made, app, desk, visit, administrator):
    made()
    with desk.writing() as work:
        work.db.query(PersonRole).filter_by(person_id=administrator.id).update({"role": Role.COORDINATOR})
    assert visit(administrator).get(f"/portfolio/exports/{newest(app)}/file").status_code == 404


def test_p9_another_administrator_does_not_see_the_copy(made, visit, make, noor):
    made()
    assert "Download" not in visit(make.person(Role.ADMINISTRATOR)).get(url_of(noor)).text


def test_p9_the_candidate_never_finds_it_among_own_files(made, visit, noor):
    made()
    page = visit(noor).get("/portfolio/exports").text
    assert "Asked for" not in page
    assert "Copy of everything" not in page


def test_p9_of_oneself_it_is_not_among_own_files_either(app, visit, make):
    both = make.person(Role.ADMINISTRATOR, Role.CANDIDATE)
    visit(both).post(url_of(both))
    run_jobs(app)
    assert visit(both).get(f"/portfolio/exports/{newest(app)}/file").status_code == 200
    assert "Copy of everything" not in visit(both).get("/portfolio/exports").text


def test_p9_what_one_asked_of_oneself_as_administrator_is_closed_without_that_role(app, desk, visit, make):
    both = make.person(Role.ADMINISTRATOR, Role.CANDIDATE)
    visit(both).post(url_of(both))
    run_jobs(app)
    with desk.writing() as work:
        work.db.query(PersonRole).filter_by(person_id=both.id, role=Role.ADMINISTRATOR).delete()
    assert visit(both).get(f"/portfolio/exports/{newest(app)}/file").status_code == 404


def test_p9_for_nobody_there_is_none(visit, administrator):
    assert visit(administrator).get("/portfolios/999999/data-access").status_code == 404


# How it goes


def test_p9_asked_twice_it_is_made_once(visit, administrator, noor, count):
    browser = visit(administrator)
    for _ in range(2):
        browser.post(url_of(noor))
    assert count(PortfolioExport, kind=ExportKind.DATA_ACCESS) == 1


def test_p9_asking_making_and_taking_are_on_record(made, audit, noor, administrator):
    made()
    assert [line for line in audit() if line[0].startswith("export")] == [
        (name, administrator.id, noor.id) for name in ("export-asked", "export-made", "export-taken")
    ]


def test_p9_the_mail_leads_to_the_page(made, app, post, administrator, noor):
    made()
    run_jobs(app)
    (text,) = post.texts(administrator.email)
    assert url_of(noor) in text
    assert noor.name in text


def test_p9_the_candidate_gets_no_mail(made, app, post, noor):
    made()
    run_jobs(app)
    assert post.mails(noor.email) == []


def test_p9_thrown_away_it_is_gone_and_the_page_says_so(made, app, visit, administrator, noor):
    made()
    answer = visit(administrator).post(f"/portfolio/exports/{newest(app)}/remove")
    assert answer.location == url_of(noor)
    assert visit(administrator).get(f"/portfolio/exports/{newest(app)}/file").status_code == 404


def test_p9_after_its_term_it_is_forgotten(made, app, desk, clock, administrator, visit):
    made()
    clock.move(days=8)
    with desk.writing(actor_of(administrator)) as work:
        forget_expired_exports(work)
    assert visit(administrator).get(f"/portfolio/exports/{newest(app)}/file").status_code == 404


def test_p9_it_is_asked_for_and_taken_in_no_other_way(visit, administrator, noor):
    assert visit(administrator).get(f"/portfolios/{noor.id}/data-access?x=1").status_code == 200
    assert visit(administrator).client.delete(url_of(noor)).status_code == 405


def test_p9_everything_is_read_in_a_fixed_number_of_statements(desk, statements, fill, noor):
    def costs():
        with desk.reading() as work, statements() as asked:
            everything_about(work, noor.id)
        return len(asked)

    fill(noor, "AAA")
    few = costs()
    for number in range(3):
        fill(noor, f"A{number}")
    assert costs() == few == 26


def test_p9_the_page_costs_a_fixed_number_of_statements(made, visit, statements, administrator, noor):
    def costs():
        browser = visit(administrator)
        with statements() as asked:
            browser.get(url_of(noor))
        return len(asked)

    made()
    few = costs()
    for _ in range(3):
        made()
    assert costs() == few


# The words


def test_p9_looks_are_told_in_words(made, visit, guide, noor, entry):
    visit(guide).get(f"/portfolio/entries/{entry.id}")
    page = made().read("on_record.html").decode()
    assert "Looked at an entry" in page
    assert "portfolio.entry-seen" not in page


def test_p9_every_name_has_words(desk, fill, noor, guest_at):
    fill(noor, "AAA")
    with desk.reading() as work:
        sections = everything_about(work, noor.id).sections
    assert names_in(list(sections.values())) - set(LABELS) == set()


def names_in(value):
    """The names of all records; not those that people or other programs gave."""
    if isinstance(value, dict):
        theirs = ("facts", "typed", "outcome", "came_from")
        return set(value).union(*(names_in(inside) for name, inside in value.items() if name not in theirs))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


@pytest.mark.pure
def test_p9_every_choice_has_words():
    assert [kind.__name__ for kind, words in CHOICES.items() if set(words) != set(kind)] == []


def test_p9_the_document_on_formats_names_every_field(desk, fill, noor, guest_at):
    document = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text()
    described = document[document.index("### Data access") :]
    fill(noor, "AAA")
    with desk.reading() as work:
        sections = everything_about(work, noor.id).sections
    told = {*sections, *names_in(list(sections.values()))}
    assert {name for name in told if f"`{name}`" not in described} == set()
