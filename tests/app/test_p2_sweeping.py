"""Bytes that belong to nothing are cleared away at night; all others stay."""

import io
import os
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import JSON, insert

from app import sweeping
from app.sweeping import PLACES, SWEEP
from certification.models import Certificate
from foundation.db import Base
from foundation.jobs.models import Job, JobState
from foundation.orphans import in_use, kept_elsewhere
from foundation.uploading import Upload
from people.models import Person
from people.rules import Role
from qualification_files.models import CodeRun
from tests.certification.made import activity, completed
from tests.portfolio.conftest import Keep, photo

NO_KEYS_OF_STORAGE = {
    "environment_setting.key",  # the name of a setting
    *("drawn_file.file_key", "drawn_page.file_key"),  # of what pictures were drawn: whoever sent that in holds it
    "inventory_answer.question_key",  # what a questionnaire calls a question by
    "person_attribute.key",  # what rules and columns call an attribute by
    "exam_group.key",  # what cut scores and files call a group by
    "exam_step.key",  # and a step
    "job.key",  # no two jobs with one of these wait
    "insights_subscription.open_key",  # nobody is mailed the same numbers twice
    "upload.key",  # its address
}
# What keeps facts of many kinds in one column: these hold keys of storage, the others do not.
HOLD_KEYS = {"certificate.content", "code_run.found", "upload.taken"}
HOLD_NONE = {
    *("audit_line.facts", "code_run.codes", "code_run.wrong", "code_run.chosen", "code_run.outcome"),
    *("dossier_import.outcome", "environment_setting.value", "job.payload", "job.result", "job.error"),
    *("link_run.person_ids", "link_run.qualification_ids", "link_run.outcome", "qualification.source"),
    *("qualification.terms", "qualification_source.trouble", "upload.refused", "dossier_file.asked", "entry.origin"),
    *("exam_form.cut_score", "people_import.outcome", "portfolio_export.options", "portfolio_export.left_out"),
    *("portfolio_import.chosen", "portfolio_import.outcome", "source_file.codes", "structure_removal.content"),
    *("version_move.person_ids", "version_move.mapping", "version_move.outcome", "entry_draft.told"),
    *("sitting.outcome", "exam_step.levels", "mark.answer_facts", "mark.parts", "board_decision.present"),
    *("exam_event.facts", "exam_step.competences", "exam_step.parts", "exam_step.remark_values", "exemption.parts"),
    *("board_decision.committee", "agreed_mark.parts", "exam_form.cut_score_before"),
    *("tablet.hands", "objection.told", "paper_run.wanted", "saved_scale.levels", "sitting_outcome.outcome"),
    *("person_attribute.choices",),
    *("certificate_template.shows", "certificate_template.texts", "inventory.design", "inventory_answer.value"),
    *("inventory_version.design", "link_rule.in_force", "link_rule.wanted", "reminder_ladder.days"),
    *("tablet_deed.content", "tablet_deed.answer_facts", "mark_file.counts"),
}


@pytest.fixture
def storage(app):
    return app.extensions["works"].storage


@pytest.fixture
def put(storage, clock):
    """`put(b"...", hours=30)`: bytes that were put so long ago."""

    def keep(content, *, hours=30):
        key = storage.put(io.BytesIO(content), limit=len(content)).key
        age(storage, clock, key, hours=hours)
        return key

    return keep


@pytest.fixture
def sweep(desk, run_jobs, clock):
    """Do it as the clock would; says what came of it."""

    def run():
        with desk.writing() as work:
            number = work.later(SWEEP)
        run_jobs()
        with desk.reading() as work:
            job = work.db.get(Job, number)
            return job.state, job.result

    return run


def age(storage, clock, key, *, hours):
    moment = (clock.now - timedelta(hours=hours)).timestamp()
    os.utime(storage.root / key, (moment, moment))


def test_p2_what_belongs_to_nothing_is_taken_away_after_a_day(put, sweep, storage):
    old, fresh = put(b"old"), put(b"fresh", hours=23)
    assert sweep() == (JobState.DONE, {"looked_at": 1, "taken_away": 1})
    assert (storage.exists(old), storage.exists(fresh)) == (False, True)


def test_p2_a_file_of_an_entry_stays_with_all_that_was_drawn_of_it(make, desk, storage, clock, sweep):
    from tests.foundation.files import documents

    owner, keep = make.person(Role.CANDIDATE), Keep(desk)
    entry = keep.entry(owner)
    keep.file(owner, entry, photo())
    keep.file(owner, entry, documents.document(pages=2), "report.pdf")
    keys = list(storage.iterate_keys(older_than=datetime(2100, 1, 1, tzinfo=UTC)))
    for key in keys:
        age(storage, clock, key, hours=48)
    assert len(keys) >= 6
    sweep()
    assert all(storage.exists(key) for key in keys)


def test_p2_a_portrait_stays(make, put, desk, storage, sweep):
    key = put(b"portrait")
    make.person(Role.CANDIDATE, photo_key=key)
    sweep()
    assert storage.exists(key)


def test_p2_an_upload_that_waits_for_its_form_stays_until_it_is_given_up(put, desk, clock, storage, sweep):
    key = put(b"film", hours=40)
    facts = {"owner_id": 1, "purpose": "entry", "subject": "", "name": "film.mp4", "size": 4, "received": 4}
    moments = {name: clock.now + timedelta(days=1) for name in ("started_at", "updated_at", "expires_at")}
    with desk.writing() as work:
        work.db.add(Upload(key="00000000-0000-4000-8000-000000000001", taken={"key": key}, **facts, **moments))
    sweep()
    assert storage.exists(key)


def test_p2_a_file_in_which_a_code_was_found_stays(put, desk, make, storage, sweep):
    key, person = put(b"dossier"), make.person(Role.COORDINATOR)
    columns = {column.name for column in CodeRun.__table__.columns}
    with desk.writing() as work:
        facts = {
            "started_by": person.id, "asked_by": person.id, "made_by": person.id,
            "created_at": work.now, "started_at": work.now, "made_at": work.now, "asked_at": work.now,
            "codes": [], "wrong": [], "chosen": {}, "outcome": None, "cohort": "", "done": 0, "found": [{"key": key}],
        }  # fmt: skip
        work.db.execute(insert(CodeRun).values({name: facts[name] for name in columns & facts.keys()}))
    sweep()
    assert storage.exists(key)


def test_p2_the_logo_of_a_certificate_of_which_the_file_is_still_to_be_made_stays(put, desk, make, storage, sweep):
    key, person, done = put(b"logo"), make.person(Role.CANDIDATE), activity(make)
    completion = completed(make, person, done, date(2026, 11, 2))
    with desk.writing() as work:
        facts = {"issued_at": work.now, "issued_on": work.today, "content": {"logo": key, "signature": None}}
        of = {"person_id": person.id, "completion_id": completion.id, "activity_id": done.id}
        work.db.add(Certificate(public_id="a-certificate", **of, **facts))
    sweep()
    assert storage.exists(key)


def test_p2_doing_it_twice_does_no_harm(put, sweep):
    put(b"old")
    sweep()
    assert sweep() == (JobState.DONE, {"looked_at": 0, "taken_away": 0})


def test_p2_the_same_content_that_is_uploaded_meanwhile_stays(put, storage):
    key = put(b"content")
    before = datetime.now(UTC) - timedelta(minutes=1)  # storage counts with the time of the machine
    os.utime(storage.root / key, (0, 0))
    chosen = list(storage.iterate_keys(older_than=before))
    storage.put(io.BytesIO(b"content"), limit=100)  # while the sweep has it on its list
    for found in chosen:
        storage.delete(found, unless_newer_than=before)
    assert (chosen, storage.exists(key)) == ([key], True)


def test_p2_what_becomes_somebodys_while_it_sweeps_stays(put, desk, make, storage, sweep):
    key = put(b"portrait")
    with desk.reading() as work:
        assert in_use(work, PLACES, [key]) | kept_elsewhere(work, PLACES) == set()
    person = make.person(Role.CANDIDATE)
    with desk.writing() as work:
        work.db.get(Person, person.id).photo_key = key
    sweep()
    assert storage.exists(key)


def test_p2_the_wrong_database_empties_nothing(put, sweep, storage):
    keys = [put(str(number).encode()) for number in range(sweeping.FEW + 1)]
    state, _ = sweep()
    assert state is JobState.PARKED
    assert all(storage.exists(key) for key in keys)


def test_p2_many_files_are_asked_about_together(put, desk, sweep, statements):
    def asked(many):
        for number in range(many):
            put(f"{many} {number}".encode())
        with statements() as seen:
            sweep()
        return len(seen)

    asked(1)
    assert asked(50) == asked(3)


def test_p2_half_written_uploads_of_a_killed_process_go_too(storage, clock, sweep):
    (storage.root / "incoming").mkdir(parents=True)
    left = storage.root / "incoming" / "tmp123"
    left.write_bytes(b"half")
    moment = (clock.now - timedelta(days=2)).timestamp()
    os.utime(left, (moment, moment))
    sweep()
    assert not left.exists()


def test_p2_it_comes_every_night(app):
    assert app.extensions["handlers"].schedules[SWEEP].text == "10 4 * * *"


# The house


def known_to_the_sweep():
    columns = (column.property.columns[0] for place in PLACES for column in place.columns)
    return {f"{column.table.name}.{column.name}" for column in columns}


@pytest.mark.pure
def test_p2_every_column_with_a_key_of_storage_is_known_to_the_sweep():
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name == "key" or column.name.endswith("_key")
    }
    forms = {name for name in named if name.endswith(".form_key")}
    assert known_to_the_sweep() == named - forms - NO_KEYS_OF_STORAGE


@pytest.mark.pure
def test_p2_of_every_column_with_facts_it_is_known_whether_keys_are_in_it():
    facts = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, JSON)
    }
    assert facts == HOLD_KEYS | HOLD_NONE
