"""What is typed: init, migrate, settings, try-mail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask_migrate import upgrade
from sqlalchemy import select

from app.cli import main, shown
from app.installing import split_name
from foundation.audit import AuditLine
from foundation.secrets import Passwords
from people.models import Person
from tests.conftest import opened

ROOT = Path(__file__).resolve().parents[2]
FIRST = ("--email", "Fatima@School.example", "--name", "Fatima el Idrissi", "--password", "correct horse battery")


@pytest.fixture
def proefstuk(tmp_path):
    """`proefstuk("init", …, PROEFSTUK_MAIL=…)`: what came of it."""

    def run(*arguments, **settings):
        environ = dict.fromkeys(name for name in os.environ if name.startswith("PROEFSTUK_"))
        environ |= {"PROEFSTUK_DATA": str(tmp_path / "data"), "PROEFSTUK_LANGUAGE": "en", **settings}
        return CliRunner(env=environ).invoke(main, arguments, prog_name="proefstuk")

    return run


def in_words(done):
    return done.exception is None or isinstance(done.exception, SystemExit)


@pytest.mark.pure
def test_the_module_is_the_same_door(tmp_path):
    environ = {**os.environ, "PROEFSTUK_DATA": str(tmp_path / "data"), "PROEFSTUK_THREADS": "none"}
    done = subprocess.run(
        [sys.executable, "-m", "app", "serve"], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert done.stderr.startswith("The settings are not right:\n  - threads: ")


def person(url, folder):
    with opened(url, folder) as desk, desk.reading() as work:
        found = work.db.scalars(select(Person)).one()
        return found.email, found.name, found.role_names, found.password_hash


def test_every_command_says_what_it_does(proefstuk):
    told = proefstuk("--help").stdout
    for command in ("init", "migrate", "serve", "settings", "work"):
        assert f"\n  {command}" in told
        assert proefstuk(command, "--help").exit_code == 0


def test_init_makes_tables_and_the_first_administrator(proefstuk, empty_database, tmp_path):
    done = proefstuk("init", *FIRST, PROEFSTUK_DATABASE=empty_database)
    assert done.exit_code == 0, done.stderr
    email, name, roles, hashed = person(empty_database, tmp_path)
    assert (email, name, roles) == ("fatima@school.example", "Fatima el Idrissi", {"administrator"})
    assert Passwords().matches(hashed, "correct horse battery")


def test_init_is_on_record(proefstuk, own_database, tmp_path):
    proefstuk("init", *FIRST, PROEFSTUK_DATABASE=own_database)
    with opened(own_database, tmp_path) as desk, desk.reading() as work:
        events = [line.event for line in work.db.scalars(select(AuditLine).order_by(AuditLine.id))]
    assert events == ["people.people-added", "people.password-changed", "people.administrator-made"]


def test_init_again_does_no_harm(proefstuk, own_database, tmp_path):
    proefstuk("init", *FIRST, PROEFSTUK_DATABASE=own_database)
    before = person(own_database, tmp_path)
    again = proefstuk("init", PROEFSTUK_DATABASE=own_database)
    assert (again.exit_code, person(own_database, tmp_path)) == (0, before)
    assert "There is an administrator already: fatima@school.example." in again.stdout


def test_init_for_a_known_person_gives_a_new_password(proefstuk, own_database, tmp_path):
    proefstuk("init", *FIRST, PROEFSTUK_DATABASE=own_database)
    proefstuk("init", *FIRST[:5], "another long sentence", PROEFSTUK_DATABASE=own_database)
    assert Passwords().matches(person(own_database, tmp_path)[3], "another long sentence")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "Give --email, --name and --password"),
        ((*FIRST[:5], "short"), 1, "at least 12 characters"),
        (("--email", "nobody", *FIRST[2:]), 1, "nobody is not an e-mail address."),
        ((*FIRST[:3], " ", *FIRST[4:]), 2, "A name is needed."),
    ],
    ids=["nothing given", "short password", "bad address", "no name"],
)
def test_init_says_what_is_wrong_and_makes_nobody(proefstuk, own_database, tmp_path, arguments, code, words):
    done = proefstuk("init", *arguments, PROEFSTUK_DATABASE=own_database)
    assert (done.exit_code, words in done.stderr, in_words(done)) == (code, True, True)
    with opened(own_database, tmp_path) as desk, desk.reading() as work:
        assert work.db.scalars(select(Person)).all() == []


def test_migrate_tells_from_where_to_where(proefstuk, empty_database):
    first, second = (proefstuk("migrate", PROEFSTUK_DATABASE=empty_database) for _ in range(2))
    assert "The tables went from version nothing to 0" in first.stdout
    assert "The tables are at version 0" in second.stdout


@pytest.mark.parametrize("command", ["serve", "work"])
def test_nothing_runs_on_an_empty_database(proefstuk, empty_database, command):
    done = proefstuk(command, PROEFSTUK_DATABASE=empty_database)
    assert (done.exit_code, in_words(done)) == (1, True)
    assert "Type: proefstuk init" in done.stderr


def test_nothing_runs_on_tables_of_another_version(proefstuk, empty_database, tmp_path):
    with opened(empty_database, tmp_path) as desk, desk.app.app_context():
        upgrade(revision="0001")
    done = proefstuk("work", PROEFSTUK_DATABASE=empty_database)
    assert (done.exit_code, "The tables are at version 0001" in done.stderr) == (1, True)
    assert "Type: proefstuk migrate" in done.stderr


@pytest.mark.pure
@pytest.mark.parametrize("command", ["init", "migrate", "serve", "settings", "work"])
def test_wrong_settings_are_all_named_before_anything_happens(proefstuk, tmp_path, command):
    done = proefstuk(command, PROEFSTUK_THREADS="900", PROEFSTUK_SMTP="x", PROEFSTUK_MAIL="ftp://x")
    assert (done.exit_code, in_words(done)) == (2, True)
    for wrong in ("PROEFSTUK_SMTP: there is no such setting", "threads: ", "mail: must start with smtp://"):
        assert wrong in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.pure
def test_a_database_that_is_away_is_told_without_a_traceback(proefstuk):
    done = proefstuk("migrate", PROEFSTUK_DATABASE="postgresql+psycopg://me:secret@127.0.0.1:1/none")
    assert (done.exit_code, in_words(done)) == (1, True)
    assert "The database does not answer" in done.stderr


@pytest.mark.pure
def test_settings_are_told_with_their_meaning_and_without_secrets(proefstuk):
    done = proefstuk("settings", PROEFSTUK_MAIL="smtp://me:swordfish@mail.example", PROEFSTUK_SECRET="k" * 40)
    assert "PROEFSTUK_MAIL = smtp://me:***@mail.example" in done.stdout
    assert "PROEFSTUK_SECRET = (set)" in done.stdout
    assert "    Requests that `serve` answers at the same time." in done.stdout
    assert not {"swordfish", "kkkk"} & set(done.stdout.split("\n"))


@pytest.mark.pure
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("postgresql+psycopg://me:secret@host/name", "postgresql+psycopg://me:***@host/name"),
        ("smtps://me%40school:a:b@host:465", "smtps://me%40school:***@host:465"),
        ("sqlite:////folder/name.db", "sqlite:////folder/name.db"),
        (8, "8"),
    ],
)
def test_a_password_inside_an_address_is_masked(value, expected):
    assert shown("database", value) == expected


@pytest.mark.pure
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Fatima el Idrissi", ("Fatima", "el", "Idrissi")),
        ("Jan van der Berg", ("Jan", "van der", "Berg")),
        ("Anna Maria Smit", ("Anna", "", "Maria Smit")),
        ("Cher", ("Cher", "", "")),
        ("Łukasz nowak", ("Łukasz", "", "nowak")),
    ],
)
def test_a_name_is_taken_apart(name, expected):
    assert split_name(name) == expected


@pytest.mark.pure
def test_a_mail_can_be_tried(proefstuk, tmp_path):
    assert "Written to" in proefstuk("try-mail", "me@school.example").stdout
    [file] = (tmp_path / "data" / "mail").glob("*.eml")
    assert b"To: me@school.example" in file.read_bytes()


@pytest.mark.pure
def test_a_mail_server_that_is_away_is_told(proefstuk):
    done = proefstuk("try-mail", "me@school.example", PROEFSTUK_MAIL="smtp://127.0.0.1:1")
    assert (done.exit_code, in_words(done)) == (1, True)
    assert "The mail was not taken" in done.stderr


def test_p2_the_scanner_is_shown_among_the_settings(proefstuk):
    assert (
        "PROEFSTUK_SCANNER = clamd:///run/clamd.ctl"
        in proefstuk("settings", PROEFSTUK_SCANNER="clamd:///run/clamd.ctl").stdout
    )


@pytest.mark.parametrize("wrong", ["clamd", "http://127.0.0.1:3310", "clamd://127.0.0.1:many"])
def test_p2_a_wrong_scanner_is_told(proefstuk, wrong):
    done = proefstuk("settings", PROEFSTUK_SCANNER=wrong)
    assert (done.exit_code, "scanner: must look like clamd:///run/clamav/clamd.ctl" in done.stderr) == (2, True)


def test_p2_the_scanner_can_be_tried(proefstuk, clamd, own_database):
    done = proefstuk("try-scanner", PROEFSTUK_DATABASE=own_database, PROEFSTUK_SCANNER=str(clamd))
    assert (done.exit_code, done.stdout.startswith("ClamAV ")) == (0, True), done.stderr


def test_p2_a_scanner_that_is_away_is_told(proefstuk, own_database, tmp_path):
    done = proefstuk("try-scanner", PROEFSTUK_DATABASE=own_database, PROEFSTUK_SCANNER=f"clamd://{tmp_path}/absent")
    assert (done.exit_code, "clamd does not answer at" in done.stderr) == (1, True)


def test_p2_without_a_scanner_trying_says_so(proefstuk, own_database):
    done = proefstuk("try-scanner", PROEFSTUK_DATABASE=own_database)
    assert (done.exit_code, done.stdout) == (0, "No scanner is set: uploads are not looked through.\n")
