"""The demo school: `proefstuk demo`."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.demo.school import open_demo
from app.demo.stage import actor_of
from certification.models import InventoryProposal, Proof
from certification.queries.standings import standings
from certification.rules.clock import State
from exams.actions.results import differences
from exams.models import (
    AgreedMark,
    AngoffJudgement,
    BoardDecision,
    Correction,
    ExamForm,
    ExaminerCertificate,
    ExamSession,
    ExamSlot,
    Exemption,
    FormDocument,
    InspectionGrant,
    Mark,
    Objection,
    SampleReview,
    Sitting,
)
from exams.queries.tablets import sheets_to_take
from exams.rules import SittingState
from exams.rules.decisions import DecisionKind
from exams.rules.design import FormState
from exams.rules.objections import ObjectionState
from exams.rules.steps import NOT_APPLICABLE
from foundation.environment import setting
from foundation.refusals import Refusal
from people.models import Person
from people.rules import Role
from portfolio.models import (
    Comment,
    Entry,
    EntryDraft,
    EntryFile,
    Evidence,
    EvidenceIndicator,
    EvidenceRule,
    GuestPass,
    QualityJudgement,
    Review,
    SelfAssessment,
    StaffNote,
    WitnessStatement,
)
from portfolio.queries.quality import aged
from portfolio.queries.reviews import waiting_count
from portfolio.rules import Capacity, Decision, EvidenceState, GuestKind, SelfLevel
from qualification_files.models import AccountabilityDocument, Qualification, QualificationLink, SourceFile
from tests.factories import Make

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def app(demo_app):
    return demo_app


def counted(work, model):
    return work.db.scalar(select(func.count()).select_from(model))


def test_it_is_a_school_one_can_believe_in(desk):
    with desk.reading() as work:
        states = set(work.db.scalars(select(Sitting.state)))
        assert states == set(SittingState)
        assert counted(work, QualificationLink) > 100
        assert counted(work, Qualification) == 8
        assert counted(work, Evidence) > counted(work, Entry) > 40
        assert {file.category for file in work.db.scalars(select(EntryFile))} == {"image", "document", "audio"}
        assert counted(work, Mark) > 60


def test_what_has_to_be_kept_stands_in_every_state_but_a_pause(desk):
    with desk.reading() as work:
        found = {one.state for one in standings(work, people=None).values()}
        assert found == set(State) - {State.PAUSED}
        assert counted(work, InventoryProposal) == counted(work, Proof) == 2


def test_one_portfolio_shows_everything_at_once(desk):
    with desk.reading() as work:
        daan = work.db.scalars(select(Person).where(Person.email.like("daan.visser@%"))).one()
        mine = list(work.db.scalars(select(Entry).where(Entry.owner_id == daan.id)))
        links = [link for entry in mine for link in entry.evidence]
        assert {link.state for link in links} == set(EvidenceState)
        assert any(not entry.evidence for entry in mine)
        assert any(entry.frozen_at for entry in mine)
        assert any(entry.predecessor_id for entry in mine)
        assert {file.category for entry in mine for file in entry.files} == {"image", "document", "audio"}
        assert aged(work, daan.id)
        assert {row.kind for row in work.db.scalars(select(GuestPass))} == set(GuestKind)
        assert {row.capacity for row in work.db.scalars(select(QualityJudgement))} == set(Capacity)
        assert {row.decision for row in work.db.scalars(select(Review))} == {Decision.ACCEPTED, Decision.RETURNED}
        assert {row.level for row in work.db.scalars(select(SelfAssessment))} == set(SelfLevel)
        others = (Comment, EntryDraft, EvidenceIndicator, EvidenceRule, StaffNote, WitnessStatement)
        assert all(counted(work, model) for model in others)


def test_everybody_who_reviews_has_something_to_review(desk):
    with desk.reading() as work:
        actors = {person.email.split("@")[0]: actor_of(person) for person in work.db.scalars(select(Person))}
    waiting = {}
    for who in ("supervisor", "supervisor2", "examiner", "examiner2"):
        with desk.reading(actors[who]) as work:
            waiting[who] = waiting_count(work)
    assert min(waiting.values()) > 0
    assert waiting["supervisor"] > 5


def test_a_safe_hand_does_not_pass_with_one_unsafe_deed(desk):
    """Scenario: nearly all points, and the critical step failed."""
    with desk.reading() as work:
        failed = work.db.scalars(select(Sitting).where(Sitting.passed.is_(False), Sitting.ratified_at.isnot(None)))
        assert any(sitting.outcome["points"] / sitting.outcome["maximum"] > 0.85 for sitting in failed)


def test_its_exam_before_two_examiners_shows_what_a_form_can_ask(desk):
    with desk.reading() as work:
        form = work.db.scalars(select(ExamForm).where(ExamForm.examiners_required == 2)).one()
        assert len(form.steps) == 24
        assert form.colour
        assert form.materials
        assert form.asks_global_rating
        assert any(step.parts for step in form.steps)
        assert any(NOT_APPLICABLE in {level.value for level in step.scale} for step in form.steps)
        assert any(step.remark_values for step in form.steps)
        assert sum(step.critical for step in form.steps) == 2
        assert [band.label for band in form.design.cut_score.exam.bands] == ["G", "V", "O"]
        assert form.documents
        assert [group.name for group in form.groups if group.all_achieved] == ["Gesprek en overdracht"]


def test_the_day_of_the_examiner_shows_what_marking_can_be(desk):
    with desk.reading() as work:
        examiner = actor_of(work.db.scalars(select(Person).where(Person.email.like("examiner@%"))).one())
    with desk.reading(examiner) as work:
        day = sheets_to_take(work)
        assert len({one.sheet.candidate_id for one in day}) == 7
        assert [turn.kind for one in day for turn in one.more.turns] == ["start", "pause", "resume"]
        assert {one.sheet.shows_standing for one in day} == {True, False}
        assert any(group.all_achieved for one in day for group in one.design.groups)


def test_one_form_waits_for_the_board_as_a_second_edition(desk):
    with desk.reading() as work:
        forms = work.db.scalars(select(ExamForm))
        assert {(form.edition, form.state) for form in forms} == {
            (1, FormState.IN_USE),
            (1, FormState.DRAFT),
            (2, FormState.IN_REVIEW),
        }


def test_two_examiners_still_differ_on_3_of_24_steps(desk):
    with desk.reading() as work:
        sitting = work.db.scalars(select(Sitting).where(Sitting.state == SittingState.AGREEING)).one()
        assert (len(differences(work, sitting)), len(sitting.session.form.steps)) == (3, 24)


def test_the_board_has_decided_everything_once(desk):
    with desk.reading() as work:
        kinds = {row.kind for row in work.db.scalars(select(BoardDecision))}
        assert kinds >= set(DecisionKind) - {DecisionKind.ANNULMENT}  # an appeal annulled a result
        states = {row.state for row in work.db.scalars(select(Objection))}
        assert states == {ObjectionState.LODGED, ObjectionState.REJECTED, ObjectionState.UPHELD}
        assert max(row.attempt for row in work.db.scalars(select(Sitting))) == 3
        others = (AgreedMark, AngoffJudgement, Correction, Exemption, ExamSlot, FormDocument, SampleReview)
        assert all(counted(work, model) for model in others)


def test_enough_was_marked_by_two_to_say_how_good_an_exam_is(desk):
    with desk.reading() as work:
        sittings = work.db.scalars(select(Sitting).join(Sitting.session).join(ExamSession.form).where(
            ExamForm.examiners_required == 2, Sitting.outcome.isnot(None)))  # fmt: skip
        passed = [sitting.passed for sitting in sittings]
    assert len(passed) >= 27
    assert 0.4 < sum(bool(one) for one in passed) / len(passed) < 0.9


def test_an_auditor_reads_files_that_were_opened_and_a_certificate_is_about_to_expire(desk):
    with desk.reading() as work:
        grant = work.db.scalars(select(InspectionGrant)).one()
        assert len(grant.chosen) == 5
        assert grant.ends_at > work.now
        days = [(row.valid_until - work.today).days for row in work.db.scalars(select(ExaminerCertificate))]
        assert min(days) < 60 < max(days)


def test_each_account_on_the_sign_in_page_opens_a_home(desk, visit):
    with desk.reading() as work:
        accounts = setting(work.db, "demo.accounts")
    for account in accounts:
        browser = visit()
        browser.post("/sign-in", {"email": account["email"], "password": account["password"]})
        assert browser.get("/").status_code == 200


def test_a_second_run_changes_nobody(app, desk):
    with desk.reading() as work:
        before = counted(work, Person), counted(work, ExamSession)
    assert open_demo(app) == "The demo school is there already."
    with desk.reading() as work:
        assert (counted(work, Person), counted(work, ExamSession)) == before


def test_it_leaves_a_real_school_alone(own_desk):
    Make(own_desk.writing).person(Role.ADMINISTRATOR)
    with pytest.raises(Refusal, match="people of its own"):
        open_demo(own_desk.app)


def test_its_source_has_the_codes_that_the_readme_names(desk):
    named = re.findall(r"`(2\d{4})`", (ROOT / "README.md").read_text())
    with desk.reading() as work:
        held = {one["code"] for file in work.db.scalars(select(SourceFile)) for one in file.codes}
    assert {"25168", "25180", "25182"} == held == set(named)


def test_its_qualifications_show_what_can_become_of_them(desk):
    with desk.reading() as work:
        rows = list(work.db.scalars(select(Qualification)))
        assert {(row.code, row.cohort, row.state.value) for row in rows} == {
            ("25290", "2025", "superseded"),
            ("25290", "2026", "active"),
            ("25656", "2026", "active"),
            ("25656", "2027", "draft"),
            ("25018", "2027", "draft"),
            ("EHBO", "", "active"),
            ("TIL", "", "active"),
            ("B-VCA", "", "active"),
        }
        assert counted(work, AccountabilityDocument) == sum(row.has_instruction for row in rows) == 1
        assert {row.code for row in rows if row.terms} == {"25656"}
