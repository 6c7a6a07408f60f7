"""X8: an annulled result says so first, with grounds and decision; the board says what becomes of the attempt."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from exams.models import Sitting
from exams.queries.attempts import taken_among
from exams.rules.annulling import AnnulledFor, Annulling, AttemptAfter
from exams.rules.attempts import Sat, taken_of
from exams.rules.sittings import SittingState
from people.rules import Role
from tests.conftest import NOON

FRAUD = {"on_account_of": "candidate", "grounds": "A telephone was used."}


@pytest.fixture
def annul(school, visit):
    """An exam of which the result was final until it was annulled."""

    def annulled(**fields):
        sitting = school.signed(2)
        sent = school.decision(number="2026-777", **{"grounds": "The drawing was of another edition.", **fields})
        answer = visit(school.board_member).post(f"/exams/sittings/{sitting.id}/annul", sent)
        assert answer.status_code == 303, answer.text
        return sitting

    return annulled


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (Annulling(), False),
        (Annulling(on_account_of=AnnulledFor.CANDIDATE), True),
        (Annulling(on_account_of=AnnulledFor.CANDIDATE, attempt=AttemptAfter.GIVEN_BACK), False),
        (Annulling(attempt=AttemptAfter.USED_UP), True),
    ],
)
def test_x8_a_fault_of_the_school_gives_the_attempt_back_and_fraud_does_not(given, used):
    assert given.uses_attempt is used


def test_br_50_an_attempt_that_was_not_given_back_is_counted():
    sats = [Sat(sitting_id=1, state=SittingState.ANNULLED, used_up=used) for used in (True, False)]
    assert taken_of(sats, no_show_counts=False).number == 1


@pytest.mark.parametrize(("fields", "taken"), [({}, 0), (FRAUD, 1), ({**FRAUD, "attempt": "given_back"}, 0)])
def test_br_50_what_the_board_says_of_the_attempt_is_kept(school, annul, desk, fields, taken):
    annul(**fields)
    with desk.reading() as work:
        found = taken_among(work, school.form.family, [school.candidate.id])
    assert found[school.candidate.id].number == taken


def test_x8_the_page_that_annuls_asks_what_becomes_of_the_attempt(school, visit):
    page = visit(school.board_member).get(f"/exams/sittings/{school.signed(2).id}/annul").text
    assert "What becomes of the attempt" in page
    assert "Fraud, or another irregularity of the candidate" in page


def test_x8_an_answer_that_is_none_annuls_nothing(school, visit):
    sitting = school.signed(2)
    sent = school.decision(on_account_of="weather")
    assert visit(school.board_member).post(f"/exams/sittings/{sitting.id}/annul", sent).status_code == 422
    assert school.read(Sitting, sitting.id).state is SittingState.RATIFIED


def test_x8_the_candidate_reads_first_that_it_is_annulled_then_why_and_by_which_decision(school, visit, annul):
    page = visit(school.candidate).get(f"/exams/sittings/{annul().id}/result").text
    first = page[page.index('<div class="verdict') :]
    assert "verdict-ok" not in page
    assert first.index("Annulled: this result counts no more.") < first.index("Before that the result was")
    for words in ("2026-777", "The drawing was of another edition.", "The attempt is given back."):
        assert words in first
    assert "/exams/decisions/" not in page
    assert "/object" in page


def test_x8_fraud_is_named_with_what_it_does_to_the_attempt(school, visit, annul):
    page = visit(school.candidate).get(f"/exams/sittings/{annul(**FRAUD).id}/result").text
    assert "fraud or another irregularity" in page
    assert "The attempt stays used up." in page


def test_x8_my_exams_does_not_say_that_an_annulled_exam_did_not_take_place(school, visit, annul):
    sitting = annul()
    page = visit(school.candidate).get("/exams/mine").text
    assert "Annulled: counts no more" in page
    assert "Did not take place" not in page
    assert f"/exams/sittings/{sitting.id}/result" in page


def test_x8_the_auditor_reads_why_a_result_was_annulled_and_by_which_decision(school, visit, annul):
    sitting, auditor = annul(), school.make.person(Role.AUDITOR, given="Inge")
    begin, end = NOON - timedelta(days=1), NOON + timedelta(days=14)
    sent = {
        "auditor": auditor.id,
        "reason": "Visit",
        "chosen": sitting.id,
        "form_key": school.decision()["form_key"],
        "from_day": begin.date().isoformat(),
        "from_time": "09:00",
        "until_day": end.date().isoformat(),
        "until_time": "09:00",
    }
    assert visit(school.administrator).post("/exams/grants/new", sent).status_code == 303
    page = visit(auditor).get(f"/exams/inspections/{sitting.id}").text
    for words in ("Annulled: this result counts no more.", "2026-777", "The drawing was of another edition."):
        assert words in page


def test_x8_the_archive_names_the_decision_that_annulled(school, visit, annul):
    data = visit(school.board_member).get(f"/exams/sittings/{annul().id}/file.zip").data
    index = ZipFile(BytesIO(data)).read("index.html").decode()
    assert "Annulled by decision" in index
    assert "2026-777" in index
    assert "The drawing was of another edition." in index


def test_x8_a_result_names_the_decision_that_corrected_it(school, visit, desk):
    sitting = school.signed(2)
    step = school.form.steps[0].id
    sent = school.decision(number="2026-555", reason="Misread.", improvement="Read twice.", step=step, value="3")
    from exams.models import BoardDecision, Correction
    from exams.rules.decisions import DecisionKind

    with desk.writing() as work:
        decision = BoardDecision(
            number="2026-555",
            kind=DecisionKind.CORRECTION,
            decided_on=NOON.date(),
            present=[],
            made_at=NOON,
            form_key=sent["form_key"],
        )
        work.db.add(decision)
        work.db.flush()
        facts = {"sitting_id": sitting.id, "step_id": step, "made_at": work.now, "reason": "Misread."}
        by = school.board_member.id
        work.db.add(
            Correction(
                **facts,
                value_before=2,
                value=3,
                made_by=by,
                form_key=school.decision()["form_key"],
                decision_id=decision.id,
            )
        )
    assert (
        "The decision that corrected it, 2026-555"
        in visit(school.board_member).get(f"/exams/sittings/{sitting.id}/result").text
    )
