"""`proefstuk portfolio ...`: seeing, writing, bringing in, answering a data-access request."""

import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from app.cli import main
from foundation.audit import AuditLine
from foundation.refusals import Refusal
from foundation.storage import StoredBlob
from people.rules import Role
from portfolio.actions.imports import TakenFiles, note_upload, take_in_at_once
from portfolio.cli import portfolio
from portfolio.formats.values import EntryInside, PortfolioFile
from portfolio.models import Entry, EntryFile, Evidence, PortfolioImport
from portfolio.queries.imports import places_for
from portfolio.rules import EntryFacts, EntryKind
from tests.conftest import actor_of
from tests.portfolio.conftest import photo, run_jobs
from tests.portfolio.formats.test_p8_leap2a import feed, item


@pytest.fixture
def type_in(app):
    """Type a command and give its exit code and what it printed."""

    def run(*arguments):
        done = CliRunner().invoke(portfolio, [str(one) for one in arguments], obj=lambda: app)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return run


@pytest.fixture
def record(desk):
    """The audit lines of this event: who did it, about whom."""

    def lines(name):
        with desk.reading() as work:
            rows = work.db.query(AuditLine).filter_by(event=f"portfolio.{name}").order_by(AuditLine.id)
            return [(row.actor_id, row.person_id) for row in rows]

    return lines


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out.zip"


# list


def test_p8_the_list_says_which_entries_there_are_and_how_far_they_are(type_in, noor, evidence, entry, processes):
    code, told = type_in("list", noor.email.upper())
    assert code == 0
    assert f"{entry.id}  product: Oak side table  (0 files)" in told
    assert f"{processes[0].number} {processes[0].name}: open" in told


def test_p8_the_list_as_json(type_in, noor, evidence, entry):
    (row,) = json.loads(type_in("list", noor.email, "--json")[1])
    assert (row["id"], row["kind"], row["files"], row["evidence"][0]["state"]) == (entry.id, "product", 0, "open")


def test_p8_an_empty_list_says_so(type_in, noor):
    assert type_in("list", noor.email) == (0, "There are no entries yet.\n")


@pytest.mark.parametrize("command", [("list",), ("export", "--to", "x.zip"), ("data-access", "--to", "x.zip")])
def test_p8_an_address_that_nobody_has_is_refused(type_in, command, app):
    code, told = type_in(command[0], "nobody@debrug.example", *command[1:])
    assert (code, told) == (1, "Error: There is nobody here with the address nobody@debrug.example.\n")


# export


@pytest.mark.parametrize(("kind", "inside"), [("zip", "index.html"), ("leap2a", "leap2a.xml")])
def test_p8_a_portfolio_is_written_with_its_files(type_in, keep, noor, entry, target, kind, inside):
    content = photo()
    keep.file(noor, entry, content)
    assert type_in("export", noor.email, "--kind", kind, "--to", target) == (0, f"Written to {target}.\n")
    with zipfile.ZipFile(target) as archive:
        assert inside in archive.namelist()
        assert content in [archive.read(name) for name in archive.namelist() if name.endswith(".jpg")]


def test_p8_a_portfolio_is_written_as_pdf(type_in, noor, entry, tmp_path):
    assert type_in("export", noor.email, "--kind", "pdf", "--to", tmp_path / "out.pdf")[0] == 0
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")


def test_p8_writing_is_on_record_as_done_by_the_system(type_in, noor, entry, target, record):
    type_in("export", noor.email, "--to", target)
    assert record("portfolio-written") == [(None, noor.id)]


def test_p8_only_whoever_runs_it_can_read_what_was_written(type_in, noor, entry, target):
    type_in("export", noor.email, "--to", target)
    assert target.stat().st_mode & 0o077 == 0


def test_p8_what_is_refused_leaves_what_was_there(type_in, app, target, tmp_path):
    target.write_text("earlier")
    assert type_in("export", "nobody@debrug.example", "--to", target)[0] == 1
    assert target.read_text() == "earlier"
    assert [file.name for file in tmp_path.iterdir()] == [target.name]


def test_p8_a_folder_that_is_not_there_is_refused_in_words(type_in, noor, tmp_path, record):
    code, told = type_in("export", noor.email, "--to", tmp_path / "absent" / "out.zip")
    assert code == 1
    assert "Nothing can be written to" in told
    assert record("portfolio-written") == []


def test_p8_a_file_that_storage_has_lost_is_named_and_the_code_says_so(type_in, app, keep, noor, entry, target):
    lost = keep.file(noor, entry, photo(), name="lost.jpg")
    app.extensions["works"].storage.delete(lost.original_key)
    code, told = type_in("export", noor.email, "--to", target)
    assert (code, target.exists()) == (1, True)
    assert "lost.jpg is not kept any more" in told


@pytest.mark.parametrize(
    "arguments", [("export",), ("export", "a@b.example"), ("export", "a@b.example", "--kind", "data_access"), ("list",)]
)
def test_p8_a_command_typed_wrongly_ends_with_2(type_in, arguments):
    assert type_in(*arguments)[0] == 2


# data-access


def test_p9_a_data_access_request_is_answered_by_command(type_in, noor, entry, target, record):
    assert type_in("data-access", noor.email, "--to", target)[0] == 0
    with zipfile.ZipFile(target) as archive:
        told = json.loads(archive.read("data.json"))
    assert [one["title"] for one in told["entries"]] == ["Oak side table"]
    assert record("portfolio-written") == [(None, noor.id)]


# import


@pytest.fixture
def brought(type_in, keep, noor, entry, evidence, target):
    """The portfolio of Noor in Leap2A, with a file and evidence."""
    keep.file(noor, entry, photo(), name="table.jpg")
    assert type_in("export", noor.email, "--kind", "leap2a", "--to", target)[0] == 0
    return target


def test_p8_entries_come_in_with_files_and_evidence(type_in, brought, other, count):
    code, told = type_in("import", other.email, brought)
    assert (code, count(Entry, owner_id=other.id), count(EntryFile), count(Evidence)) == (0, 1, 2, 2)
    assert "taken in: Oak side table" in told
    assert "1 entry taken in, 0 already there; evidence for 1 work process." in told


def test_p8_what_came_in_is_on_record_as_done_by_the_system(type_in, brought, other, record):
    type_in("import", other.email, brought)
    assert record("portfolio-imported") == [(None, other.id)]
    assert record("entry-added")[-1] == (None, other.id)


def test_p8_files_that_came_in_belong_to_the_owner_and_are_drawn(type_in, app, brought, other, desk):
    type_in("import", other.email, brought)
    run_jobs(app)
    with desk.reading() as work:
        row = work.db.query(EntryFile).order_by(EntryFile.id.desc()).first()
        assert (row.uploaded_by, bool(row.thumbnail_key)) == (other.id, True)


def test_p8_a_second_import_changes_nothing_unless_asked(type_in, brought, other, count):
    type_in("import", other.email, brought)
    code, told = type_in("import", other.email, brought)
    assert (code, count(Entry, owner_id=other.id)) == (0, 1)
    assert "0 entries taken in, 1 already there" in told
    type_in("import", other.email, brought, "--again")
    assert count(Entry, owner_id=other.id) == 2


def test_p8_json_tells_what_came_in_and_what_stayed_out(type_in, make, brought):
    person = make.person(Role.CANDIDATE)  # follows nothing
    report = json.loads(type_in("import", person.email, brought, "--json")[1])
    assert [one["title"] for one in report["taken_in"]] == ["Oak side table"]
    assert (report["already_there"], report["links"], report["not_followed"], report["left_out"]) == ([], 0, 1, [])


def test_p8_a_file_that_is_not_allowed_stays_out_and_is_named(type_in, other, brought, tmp_path, count):
    spoilt = tmp_path / "spoilt.zip"
    with zipfile.ZipFile(brought) as whole, zipfile.ZipFile(spoilt, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, b"MZ not a photo" if name.endswith(".jpg") else whole.read(name))
    code, told = type_in("import", other.email, spoilt)
    assert (code, count(Entry, owner_id=other.id)) == (1, 1)
    assert "stayed out: table.jpg" in told


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken", b"<feed"])
def test_p8_what_is_no_portfolio_is_refused_and_nothing_happens(type_in, other, tmp_path, content, count, kept_bytes):
    place = tmp_path / "no.zip"
    place.write_bytes(content)
    code, told = type_in("import", other.email, place)
    assert (code, told.startswith("Error: ")) == (1, True)
    assert (count(Entry), count(PortfolioImport), kept_bytes()) == (0, 0, [])


def test_p8_somebody_who_keeps_no_portfolio_gets_none(type_in, make, brought, count):
    staff = make.person(Role.EXAMINER)
    code, told = type_in("import", staff.email, brought)
    assert (code, count(Entry, owner_id=staff.id)) == (1, 0)
    assert "keeps no portfolio here" in told


def test_p8_the_description_alone_comes_in_too(type_in, other, tmp_path, count):
    place = tmp_path / "leap2a.xml"
    place.write_bytes(feed(item("activity", "", key="portfolio:1"), item("meeting", "", key="portfolio:2")))
    assert type_in("import", other.email, place)[0] == 0
    assert count(Entry, owner_id=other.id) == 2


def test_p8_when_one_entry_cannot_be_kept_none_comes_in(desk, other, count):
    good = EntryInside("1", EntryKind.PROJECT, EntryFacts(title="Good"))
    bad = replace(good, key="2", facts=EntryFacts(title="Bad", started_on=date(2026, 2, 1), ended_on=date(2026, 1, 1)))
    with pytest.raises(Refusal):
        take_in(desk, other, good, bad)
    assert (count(Entry), count(PortfolioImport)) == (0, 0)


def take_in(desk, owner, *entries):
    portfolio = PortfolioFile("Noor", datetime(2026, 1, 1, tzinfo=UTC), entries=entries)
    with desk.writing() as work:
        theirs = work.on_behalf_of(actor_of(owner))
        row = note_upload(theirs, StoredBlob("key", "0" * 64, 1), name="leap2a.xml")
        wanted = [(entry, TakenFiles([], [])) for entry in entries]
        take_in_at_once(theirs, row, portfolio, wanted, places_for(theirs, owner.id), room=0)


@pytest.mark.pure
def test_p8_the_commands_are_part_of_the_program():
    done = CliRunner().invoke(main, ["portfolio", "--help"], prog_name="proefstuk")
    assert all(f"\n  {name}" in done.output for name in ("list", "export", "import", "data-access"))
