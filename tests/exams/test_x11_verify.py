"""X11: `proefstuk exams verify` says whether chains are whole, with an exit code that a schedule can act on."""

import json

import pytest
from click.testing import CliRunner

from exams.cli import exams
from tests.conftest import NOON
from tests.exams.chains import NO_CHAINS, mark_and_sign, tamper
from tests.exams.chains import older as older_from


@pytest.fixture
def verify(app):
    """`verify("--json")`: what came of it."""

    def run(*arguments):
        return CliRunner().invoke(exams, ["verify", *map(str, arguments)], obj=lambda: app)

    return run


@pytest.fixture
def signed(school, visit):
    return mark_and_sign(school, visit, school.planned(starts_at=NOON))


def test_x11_verify_is_content_with_whole_chains(signed, verify):
    done = verify()
    assert (done.exit_code, done.output) == (0, "1 whole, 0 from before there were chains, 0 NOT WHOLE\n")


def test_x11_verify_tells_where_a_chain_is_not_whole(signed, desk, verify):
    tamper(desk, "UPDATE sheet SET signed_name = 'Somebody'")
    done = verify()
    assert done.exit_code == 1
    assert f"Exam {signed.sitting.id} (S1001): NOT WHOLE" in done.output
    assert "The signed sheet" in done.output


def test_x11_verify_tells_a_program(signed, desk, verify):
    tamper(desk, "DELETE FROM exam_event WHERE number = 2")
    done = verify("--sitting", signed.sitting.id, "--json")
    told = json.loads(done.output)
    assert (done.exit_code, told["whole"], told["checked"]) == (1, False, 1)
    assert told["exams"][0]["findings"][0] | {"message": ""} == {
        "fault": "link_missing",
        "link": 2,
        "thing": "",
        "step": "",
        "message": "",
    }


@pytest.mark.parametrize("change", ["passed = NOT passed", "outcome = '{}'"])
def test_x11_verify_compares_the_result_with_the_newest_verdict(signed, desk, verify, change):
    tamper(desk, NO_CHAINS)  # so that no chain tells
    tamper(desk, f"UPDATE sitting SET {change}")
    done = verify()
    assert done.exit_code == 1
    assert "The result of the exam is not what the newest verdict says." in done.output


def test_x11_verify_is_content_with_a_result_that_an_older_verdict_differs_from(signed, desk, verify, beginning):
    tamper(desk, NO_CHAINS)
    older_from(desk, signed.sitting.id)
    tamper(desk, "DELETE FROM mark")
    older = "SELECT sitting_id, 'signed', NOT passed, '{}', made_at FROM sitting_outcome"
    newest = "SELECT sitting_id, cause, passed, outcome, made_at FROM sitting_outcome ORDER BY id LIMIT 1"
    for one in (older, newest):
        tamper(desk, f"INSERT INTO sitting_outcome (sitting_id, cause, passed, outcome, made_at) {one}")
    assert verify().exit_code == 0


def test_x11_verify_notices_a_rewrite_against_heads_kept_elsewhere(signed, desk, verify, folder):
    heads = folder / "heads.json"
    assert verify("--heads", heads).exit_code == 0
    tamper(desk, NO_CHAINS)
    done = verify("--heads", heads)
    assert done.exit_code == 1
    assert "not the one that was noted elsewhere" in done.output


def test_x11_verify_never_takes_a_rewrite_over(signed, desk, verify, folder):
    heads = folder / "heads.json"
    verify("--heads", heads)
    before = heads.read_text()
    tamper(desk, "DELETE FROM exam_event WHERE number > 3")
    verify("--heads", heads)
    assert heads.read_text() == before


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": "other", "version": 1}'])
def test_x11_verify_refuses_a_file_that_holds_no_heads(signed, verify, folder, content):
    heads = folder / "heads.json"
    heads.write_text(content)
    assert verify("--heads", heads).exit_code == 2


def test_x11_verify_names_candidate_and_step(signed, desk, verify):
    tamper(desk, "UPDATE mark SET value = 3 WHERE id = (SELECT min(id) FROM mark)")
    assert "of step B1-K1-W1.1 was changed outside the chain." in verify().output
    told = json.loads(verify("--json").output)["exams"][0]
    assert (told["candidate"], told["findings"][0]["step"]) == ("S1001", "B1-K1-W1.1")


def test_x11_verify_speaks_one_language_whatever_the_school_speaks(signed, desk, verify, app, monkeypatch):
    monkeypatch.setitem(app.config, "BABEL_DEFAULT_LOCALE", "nl")
    tamper(desk, "DELETE FROM exam_event WHERE number = 2")
    assert "Link 2 is missing." in verify().output
    assert "Link 2 is missing." not in verify("--language", "nl").output


def test_x11_verify_notices_another_beginning_against_heads(signed, desk, verify, folder, beginning):
    heads = folder / "heads.json"
    verify("--heads", heads)
    tamper(desk, NO_CHAINS)
    older_from(desk, signed.sitting.id)
    assert "The beginning of all chains" in verify("--heads", heads).output
