"""What is kept about how somebody achieves and maintains is in the copy of everything that this person may ask for."""

import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from app.packages import KEPT_FURTHER
from certification.documents.kept import KEPT
from certification.models import (
    Certificate,
    InventoryAnswer,
    InventoryProposal,
    InventoryRun,
    Progress,
    ProofDecision,
    Reminder,
    ReminderQuiet,
    Seat,
    SubmissionDecision,
    UpkeepPause,
)
from certification.rules.inventories import ProposalKind, ProposalState
from certification.rules.reminders import Outcome, ReminderKind
from certification.rules.states import ActivityKind, Attendance, ProofState, SubmissionState
from foundation.db import Base
from people.models import PartLead, PersonAttribute, PersonAttributeValue
from people.rules import Role
from people.rules.attributes import AttributeKind
from portfolio.documents.everything import Everything
from portfolio.documents.telling import words_with
from portfolio.queries.kept import everything_about
from qualification_files.models import LinkGround
from qualification_files.rules import LinkOrigin
from tests.certification.made import activity, completed, meeting
from tests.certification.made_inventories import heights, inventory, publish
from tests.certification.sent_in import first_aid, proof, submission
from tests.people.made import part, place

ON = date(2026, 11, 2)


@pytest.fixture
def fill(make, desk):
    """Keeps something of everything about somebody; each text of people begins with the mark."""

    def fill_it(person, mark, boss):
        row, course = first_aid(make)
        done = completed(make, person, course, ON, remark=f"{mark} remark", recorded_by=boss.id)
        where = part(make, f"{mark} part")
        place(make, person, where)
        led = part(make, f"{mark} led")
        link = make.link(person, row)
        sent = proof(make, person, row, course, remark=f"{mark} proof", file_name=f"{mark} proof.pdf")
        handed = submission(make, person, text=f"{mark} plan", feedback=f"{mark} feedback")
        meet_up = meeting(make, activity(make, ActivityKind.MEET_UP), place=f"{mark} room")
        asked = inventory(make, heights(row), name=f"{mark} questions")
        version = publish(make, asked)
        with desk.writing() as work:
            add, now = work.db.add, work.now
            add(PartLead(part_id=led.id, person_id=person.id, since=ON, begun_by=boss.id))
            add(LinkGround(link_id=link.id, origin=LinkOrigin.IN_BULK, since=now, made_by=boss.id))
            key = work.storage.put(io.BytesIO(mark.encode() * 20), limit=1000).key
            said = {"by": boss.id, "at": now}
            add(
                ProofDecision(
                    proof_id=sent.id, state=ProofState.REJECTED, reason=f"{mark} rejected", achieved_on=ON,
                    file_name=f"{mark} earlier.pdf", file_key=key, **said,
                )
            )  # fmt: skip
            again = SubmissionState.AGAIN
            add(SubmissionDecision(submission_id=handed.id, state=again, reason=f"{mark} again", grade="4", **said))
            seat = {"taken_at": now, "attendance": Attendance.ABSENT, "recorded_by": boss.id, "recorded_at": now}
            add(Seat(meeting_id=meet_up.id, person_id=person.id, **seat))
            add(Progress(person_id=person.id, activity_id=course.id, started_at=now, opened_at=now))
            add(UpkeepPause(person_id=person.id, since=ON, reason=f"{mark} leave", made_at=now, made_by=boss.id))
            about = {"person_id": person.id, "qualification_id": row.id}
            add(ReminderQuiet(**about, reason=f"{mark} quiet", made_at=now, made_by=boss.id, form_key=f"{mark} form"))
            told = {"kind": ReminderKind.LEAD, "step": 30, "ends_on": ON, "decided_on": ON, "outcome": Outcome.SENT}
            add(Reminder(receiver_id=boss.id, settled_at=now, **about, **told))
            content = {"title": f"{mark} diploma", "name": person.name, "logo": None, "signature": None}
            add(
                Certificate(
                    public_id=f"{mark}-public", person_id=person.id, completion_id=done.id, activity_id=course.id,
                    content=content, issued_at=now, issued_on=ON, file_key=key, size=9, sha256="f" * 64,
                    withdrawn_at=now, withdrawn_by=boss.id, reason=f"{mark} by mistake",
                )
            )  # fmt: skip
            run = InventoryRun(inventory_id=asked.id, person_id=person.id, version_id=version.id, asked_at=now)
            run.begun_at = run.finished_at = now
            run.answers = [InventoryAnswer(question_key="q1", value="yes", answered_at=now)]
            choice = {"kind": ProposalKind.ADD, "state": ProposalState.REFUSED, "required": True}
            decided = {"reason": f"{mark} refused", "decided_by": boss.id, "decided_at": now}
            run.proposals = [InventoryProposal(qualification_id=row.id, **choice, **decided)]
            add(run)
            kind = {"kind": AttributeKind.TEXT, "name_en": f"{mark} shoes", "name_nl": "Schoenen"}
            shoes = PersonAttribute(key=f"shoes_{mark.lower()}", **kind)
            add(shoes)
            work.db.flush()
            add(PersonAttributeValue(person_id=person.id, attribute_id=shoes.id, value=f"{mark} size"))
        return row

    return fill_it


WORDS = (
    *("remark", "part", "led", "proof", "plan", "feedback", "room", "questions", "rejected", "again", "leave"),
    *("quiet", "diploma", "by mistake", "refused", "shoes", "size"),
)


@pytest.fixture
def person(make):
    return make.person(Role.CANDIDATE, given="Noor", family="Idrissi")


@pytest.fixture
def boss(make):
    return make.person(Role.MANAGER, given="Bea", family="Baas")


@pytest.fixture
def told(desk):
    """`told(person)`: the sections, and the files that come along."""

    def read(about):
        with desk.reading() as work:
            return KEPT.read(work, about.id)

    return read


@pytest.fixture
def archive(app, visit, make, run_jobs):
    """`archive(person)`: the copy of everything as an administrator has it made and takes it."""

    def made(about):
        desk = visit(make.person(Role.ADMINISTRATOR))
        desk.post(f"/portfolios/{about.id}/data-access")
        run_jobs()
        address = re.search(r"/portfolio/exports/\d+/file", desk.get(f"/portfolios/{about.id}/data-access").text)[0]
        return zipfile.ZipFile(io.BytesIO(desk.get(address).data))

    return made


def test_f7_the_copy_holds_all_of_one_and_nothing_of_another_for_people_and_programs(archive, fill, make, person, boss):
    fill(person, "AAA", boss)
    fill(make.person(Role.CANDIDATE, given="Other", family="Person"), "BBB", boss)
    copy = archive(person)
    pages = "".join(copy.read(name).decode() for name in copy.namelist() if name.endswith(".html"))
    data = copy.read("data.json").decode()
    assert [words for words in WORDS if f"AAA {words}" not in pages or f"AAA {words}" not in data] == []
    assert "BBB" not in pages + data + " ".join(copy.namelist())
    assert "Other Person" not in pages + data


def test_f7_files_that_were_sent_in_or_given_come_along(archive, fill, person, boss):
    fill(person, "AAA", boss)
    copy = archive(person)
    data = json.loads(copy.read("data.json"))
    sent, handed, given = data["proofs"][0], data["submissions"][0]["files"][0], data["certificates"][0]
    paths = [sent["path"], sent["decisions"][1]["path"], handed["path"], given["path"]]
    assert set(paths) <= set(copy.namelist())
    assert copy.read(sent["path"]).startswith(b"%PDF")
    assert copy.read(given["path"]) == b"AAA" * 20


def test_f7_the_contents_lead_to_each_section_and_end_with_what_is_on_record(archive, person):
    index = archive(person).read("index.html").decode()
    assert [name for name in KEPT.sections if f'href="{name}.html"' not in index] == []
    assert index.index('href="certificates.html"') < index.index('href="on_record.html"')


def test_f7_pages_tell_choices_in_words(archive, fill, person, boss):
    fill(person, "AAA", boss)
    copy = archive(person)
    assert "Was absent" in copy.read("seats.html").decode()
    assert "Rejected" in copy.read("proofs.html").decode()
    assert "By hand" in copy.read("link_grounds.html").decode()


def test_f7_who_decided_is_told_by_name(told, fill, person, boss):
    fill(person, "AAA", boss)
    sections, _files = told(person)
    assert sections["proofs"][0]["decisions"][1]["who"] == boss.name
    assert sections["submissions"][0]["decisions"][0]["who"] == boss.name
    assert sections["inventories"][0]["proposals"][0]["decided_by"] == boss.name


def test_f7_of_whom_one_is_reminded_is_not_told(told, fill, person, boss):
    fill(person, "AAA", boss)
    sections, files = told(boss)
    assert [name for name, section in sections.items() if name != "account" and section] == []
    assert files == []


def test_f7_answers_are_told_with_their_questions(told, fill, person, boss):
    fill(person, "AAA", boss)
    (run,) = told(person)[0]["inventories"]
    assert [(one["question"], one["answer"]) for one in run["answers"]] == [("Do you work at height?", "yes")]


def test_f7_a_certificate_without_a_file_yet_is_told_without_one(told, fill, person, boss, desk):
    fill(person, "AAA", boss)
    with desk.writing() as work:
        work.db.query(Certificate).update({"file_key": None})
    assert told(person)[0]["certificates"][0]["path"] is None


def test_f7_the_parts_in_which_a_role_counts_are_told(told, make, boss, desk):
    from people.models import PersonRole, RoleScope

    where = part(make, "Care")
    with desk.writing() as work:
        work.db.query(PersonRole).filter_by(person_id=boss.id).update({"limited": True})
        work.db.add(RoleScope(person_id=boss.id, role=Role.MANAGER, part_id=where.id))
    (role,) = told(boss)[0]["account"]["roles"]
    assert (role["role"], role["limited"], role["parts"]) == (Role.MANAGER, True, ["Care"])


def test_f7_it_is_read_in_a_fixed_number_of_statements(told, fill, statements, person, boss, desk):
    def costs():
        with statements() as asked:
            told(person)
        return len(asked)

    fill(person, "AAA", boss)
    few = costs()
    fill(person, "AAB", boss)
    assert costs() == few <= 36


def test_f7_every_name_has_words(told, fill, person, boss):
    fill(person, "AAA", boss)
    assert names_in(list(told(person)[0].values())) - set(words_with(KEPT_FURTHER).labels) == set()


def test_f7_the_document_on_formats_names_every_field(told, fill, person, boss):
    document = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text()
    described = document[document.index("### Data access") :]
    fill(person, "AAA", boss)
    sections, _files = told(person)
    names = {*sections, *names_in(list(sections.values()))}
    assert {name for name in names if f"`{name}`" not in described} == set()


def names_in(value):
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list | tuple) else set()


@pytest.mark.pure
def test_f7_every_choice_has_words():
    assert [kind.__name__ for kind, words in KEPT.choices.items() if set(words) != set(kind)] == []


@pytest.mark.pure
def test_f7_sections_of_packages_have_names_of_their_own():
    names = [name for one in KEPT_FURTHER for name in one.sections]
    assert len(set(names)) == len(names)
    assert words_with(()).sections.keys().isdisjoint(names)


# The house: whatever points at a person is in the copy, or it is said here why not.

PACKAGES = ("certification", "people", "qualification_files")
WHO_DID = "who did or decided something about another: told by name in the copy of whom it is about"
KEY = "how the person signs in: docs/formats.md says that it is not in it; that it happened is on record"
NOT_IN_IT = {
    "inventory_proposal.decided_by": WHO_DID,
    "membership.begun_by": WHO_DID,
    "membership.ended_by": WHO_DID,
    "part_lead.begun_by": WHO_DID,
    "part_lead.ended_by": WHO_DID,
    "proof.decided_by": WHO_DID,
    "proof_decision.by": WHO_DID,
    "submission.decided_by": WHO_DID,
    "submission_decision.by": WHO_DID,
    "reminder.receiver_id": "a mail about another; a reminder of oneself is found by its person",
    "people_import.uploaded_by": "a list of others that was taken in: a deed, and it is on record",
    "sign_in.person_id": KEY,
    "password_invitation.person_id": KEY,
}


def own_tables():
    mappers = Base.registry.mappers
    return [one.local_table for one in mappers if one.class_.__module__.partition(".")[0] in PACKAGES]


def pointing_at(table, name):
    """The columns of this table that point at a row of that one, and those that are called like it."""
    keys = {key.parent.name for key in table.foreign_keys if key.column.table.name == name}
    return keys | ({"person_id", "owner_id"} & {column.name for column in table.columns} if name == "person" else set())


def about_people():
    """The tables that hold something of a person, or what hangs on a row that does."""
    tables = own_tables()
    direct = {
        table.name
        for table in tables
        if any(f"{table.name}.{column}" not in NOT_IN_IT for column in pointing_at(table, "person"))
    }
    hanging = {table.name for table in tables for one in direct if pointing_at(table, one)}
    return (direct | hanging) - {"person"}


def test_f7_every_table_that_is_about_a_person_is_read_for_the_copy(app, desk, statements, fill, person, boss):
    fill(person, "AAA", boss)
    with desk.reading() as work, statements() as asked:
        everything_about(work, person.id)
        for one in KEPT_FURTHER:
            one.read(work, person.id)
    read = set(re.findall(r"\b(?:FROM|JOIN) (\w+)", "\n".join(asked.seen)))
    assert about_people() - read == set()


@pytest.mark.pure
def test_f7_only_columns_that_there_are_stay_out():
    there = {f"{table.name}.{column}" for table in own_tables() for column in pointing_at(table, "person")}
    assert set(NOT_IN_IT) - there == set()


@pytest.mark.pure
def test_f7_the_copy_is_made_with_the_words_of_every_package():
    assert "words" in Everything.__dataclass_fields__
    assert set(KEPT.sections) < set(words_with(KEPT_FURTHER).sections)
