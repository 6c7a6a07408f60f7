"""One exam from design to appeal: coordinator, two examiners who see nothing of each other, board and candidate."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from exams.rules.approval import APPROVALS, TWO
from foundation.audit import AuditLine
from foundation.environment import choose
from foundation.secrets import Passwords
from people.models import Person
from people.rules import Role
from qualification_files.models import Qualification
from tests.browser.visitors import DESKTOP, PASSWORD, PHONE, TABLET, Visitor
from tests.factories import Make

pytestmark = pytest.mark.browser

PATIENCE = 30_000  # milliseconds
EXAM = "Making a side table"
BOARD_NUMBER = "2026-117"
ALONE = "It rocked on the bench."
WHY = "We put it on the flat plate together."
GROUNDS = "My table stood on an uneven floor."
STEPS, SAFE, DISPUTED = 6, 0, 4  # places counted from 0

DESIGNED = {
    "exams.form-made",
    "exams.form-changed",
    "exams.form-handed-in",
    "exams.session-planned",
    "exams.slots-made",
    "exams.candidates-planned",
    "exams.examiner-chosen",
}
EXAMINED = {"exams.marks-recorded", "exams.sheet-signed", "exams.mark-agreed", "exams.comparison-closed"}
DECIDED = {"exams.form-judged", "exams.form-put-in-use", "exams.decision-made", "exams.result-ratified"}


@dataclass
class School:
    """Who is there, and what the database says."""

    desk: Any
    qualification: Qualification
    coordinator: Person
    first: Person
    second: Person
    board: Person
    candidate: Person

    def deeds(self, person: Person) -> set[str]:
        """What the audit says this person did."""
        with self.desk.reading() as work:
            return set(work.db.scalars(select(AuditLine.event).where(AuditLine.actor_id == person.id)))


@pytest.fixture
def school(product: str, own_desk: Any) -> School:
    """A school with a board that approves forms and ratifies results."""
    make, password = Make(own_desk.writing), Passwords().hash(PASSWORD)
    with own_desk.writing() as work:
        choose(work.db, "exams.ratified_by", "board")
        choose(work.db, APPROVALS, TWO)

    def somebody(role: Role, given: str, family: str) -> Person:
        return make.person(role, given=given, family=family, password_hash=password)

    candidate, qualification = somebody(Role.CANDIDATE, "Noor", "Visser"), make.qualification(name="Joiner")
    make.link(candidate, qualification)
    return School(
        desk=own_desk,
        qualification=qualification,
        coordinator=somebody(Role.COORDINATOR, "Fatima", "Amrani"),
        first=somebody(Role.EXAMINER, "Ruben", "Maas"),
        second=somebody(Role.EXAMINER, "Bea", "Smit"),
        board=somebody(Role.BOARD_MEMBER, "Pieter", "Hoekstra"),
        candidate=candidate,
    )


@pytest.fixture
def patience() -> Iterator[None]:
    """Five people at one server: what is waited for may take its time."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=None)


@pytest.mark.usefixtures("patience")
def test_x_one_exam_from_its_design_to_an_appeal(school: School, arrive: Callable[..., Visitor]) -> None:
    coordinator, board = arrive(school.coordinator, DESKTOP), arrive(school.board, DESKTOP)
    the_coordinator_designs_a_form_for_two_examiners(coordinator)
    the_coordinator_builds_a_cut_score(coordinator)
    the_coordinator_hands_it_in(coordinator)
    the_board_establishes_it(board)
    the_coordinator_plans_it_in_slots_before_two(coordinator, school)
    the_coordinator_invites_everybody(coordinator)

    candidate = arrive(school.candidate, PHONE)
    the_candidate_reads_what_is_asked(candidate)
    first, second = arrive(school.first, TABLET), arrive(school.second, TABLET)
    an_examiner_marks_and_signs(first, school, disputed=2)
    the_other_finds_nothing_of_it(second, first, school)
    an_examiner_marks_and_signs(second, school, disputed=1)
    an_examiner_names_the_agreed_mark(second, "1")
    an_examiner_names_the_agreed_mark(first, "1")
    both_close(first, second)

    the_candidate_reads_no_result_yet(candidate)
    the_board_ratifies_it_with_a_number(board, school)
    the_candidate_reads_the_result_and_the_form(candidate)
    the_candidate_lodges_an_appeal(candidate)
    the_board_sees_its_deadline(board, school)

    everyone = (coordinator, board, candidate, first, second)
    assert [trouble for visitor in everyone for trouble in visitor.troubles] == []
    assert DESIGNED - school.deeds(school.coordinator) == set()
    assert EXAMINED - (school.deeds(school.first) | school.deeds(school.second)) == set()
    assert DECIDED - school.deeds(school.board) == set()
    assert "exams.objection-lodged" in school.deeds(school.candidate)


def the_coordinator_designs_a_form_for_two_examiners(it: Visitor) -> None:
    it.menu("Exam forms")
    it.follow("New exam form")
    it.tick(re.compile("Joiner"))
    it.fill("Title", EXAM)
    it.fill("Duration in minutes", "60")
    it.tick("Two examiners, who judge apart from each other")
    it.press("Go on to the work processes")
    for box in it.page.get_by_role("checkbox", name=re.compile("^B1-K1-W")).all():
        box.check()
    it.choose("Scale of new steps", "Insufficient, sufficient, good (0 to 2 points)", optional=False)
    it.press("Put them on the form")
    it.sees(EXAM)
    it.finds_it_accessible()
    it.follow(f"Edit step {SAFE + 1}")
    it.tick("Critical step")
    it.press("Save")
    it.reads("Critical: at least 1")


def the_coordinator_builds_a_cut_score(it: Visitor) -> None:
    it.follow("Cut score")
    it.sees("Cut score")
    it.press(re.compile("^A share of the points"))
    it.reads("The cut score begins like this")
    it.page.get_by_role("textbox", name="Percent").first.fill("60")
    it.page.get_by_label("Another condition").first.select_option(label="At most so many fall short")
    it.press("Add")
    added = it.page.locator("#part-exam-conditions-2")
    added.get_by_label("How many", exact=True).fill("1")
    added.get_by_label("Of the", exact=True).select_option(label="steps")
    expect(it.page.locator("[data-cut-score=told]")).to_contain_text("At most 1 of the steps")
    it.finds_it_accessible()
    it.page.locator(".cs-save").get_by_role("button", name="Save").click()
    it.reads("At least 60% of the points must be reached")
    it.follow("Back to the form")
    it.sees(EXAM)
    it.reads("At most 1 of the steps")


def the_coordinator_hands_it_in(it: Visitor) -> None:
    it.follow("Hand in")
    it.sees(f"Hand in {EXAM}")
    it.fill("Remark for those who approve", "Two work processes, one critical step.")
    it.press("Hand in")
    it.sees(EXAM)
    it.reads("Until it is approved nothing of this form changes")


def the_board_establishes_it(it: Visitor) -> None:
    it.home()
    it.follow(f"Approve the exam form {EXAM}")
    it.follow("Approve or send back") if it.page.get_by_role("link", name="Approve or send back").count() else None
    it.sees(f"Approve {EXAM}")
    it.finds_it_accessible()
    it.press("Establish this form")
    it.sees(EXAM)
    it.reads("This form is fixed")


def the_coordinator_plans_it_in_slots_before_two(it: Visitor, school: School) -> None:
    it.page.reload()
    it.follow("Plan an exam")
    it.sees("Plan an exam")
    today = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
    it.fill("Date", today.isoformat())
    it.fill("Time", "09:00")
    it.fill("Place", "Joinery")
    it.page.get_by_role("button", name=re.compile("slots")).click()
    it.sees("Time slots")
    it.page.get_by_label("From", exact=True).fill("09:00")
    it.page.get_by_label("Until", exact=True).fill("12:00")
    it.page.get_by_label("Minutes between two starts").fill("60")
    it.fill("Rooms", "Bench 1, Bench 2")
    it.finds_it_accessible()
    it.press("Make slots")
    it.reads("Bench 2")
    it.follow("Add candidates")
    it.sees("Add candidates")
    it.choose("First examiner", school.first.name)
    it.choose("Second examiner", school.second.name)
    it.tick(f"Select {school.candidate.name}")
    it.press("Plan these candidates")
    it.sees(EXAM)
    row = it.row(school.candidate.name)
    expect(row).to_contain_text(school.first.name)
    expect(row).to_contain_text(school.second.name)
    expect(row).to_contain_text("Bench 1")


def the_coordinator_invites_everybody(it: Visitor) -> None:
    it.finds_it_accessible()
    it.press("Send invitations")
    it.reads("Everybody who is planned was invited")


def the_candidate_reads_what_is_asked(it: Visitor) -> None:
    it.home()
    it.follow(re.compile(f"Your next exam: {EXAM}"))
    it.sees(EXAM)
    it.reads("Bench 1")
    it.finds_it_accessible()


def an_examiner_marks_and_signs(it: Visitor, school: School, *, disputed: int) -> None:
    it.home()
    it.page.get_by_role("link", name=re.compile(EXAM)).first.tap()
    it.sees("Today")
    it.page.get_by_role("button", name=re.compile(f"(Begin|Go on).*{school.candidate.name}")).or_(
        it.page.get_by_role("link", name=re.compile(f"(Begin|Go on).*{school.candidate.name}"))
    ).first.tap()
    it.page.wait_for_selector("[data-ready]", timeout=PATIENCE)
    for place in range(STEPS):
        mark(it, disputed if place == DISPUTED else 2)
        if place == DISPUTED and disputed < 2:
            it.page.locator("article.step.is-current").get_by_label("Remark (optional)").fill(ALONE)
        if place + 1 < STEPS:
            it.page.locator("[data-next]").tap()
    expect(it.page.locator("[data-outbox]")).to_have_text("All marks saved", timeout=40_000)
    it.finds_it_accessible()
    it.page.locator("[data-sign]").tap()
    it.page.wait_for_url("**/sign")
    it.tick("I marked every step myself, as I saw it.")
    it.page.locator("[data-sign-button]").tap()
    it.page.wait_for_url(re.compile(r"(?<!/sign)$"))


def mark(it: Visitor, points: int) -> None:
    button = it.page.locator(f'article.step.is-current .level[data-value="{points}"]')
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")


def the_other_finds_nothing_of_it(it: Visitor, first: Visitor, school: School) -> None:
    """Blind until both have signed: the sheet of the first is nowhere to be found."""
    sheets = [f"/exams/sheets/{number}" for number in (1, 2)]
    answers = {address: it.context.request.get(address).status for address in sheets}
    assert sorted(answers.values()) == [200, 404]
    assert it.context.request.get("/exams/sittings/1/agreeing").status in (403, 404)


def an_examiner_names_the_agreed_mark(it: Visitor, points: str) -> None:
    it.page.goto("/exams/today")
    it.follow(re.compile("Compare marks"))
    it.reads("5 steps were marked the same by both")
    it.reads(ALONE)
    it.finds_it_accessible()
    difference = it.page.locator("section.difference")
    expect(difference).to_have_count(1)
    if difference.locator("details.agree-again").count():
        difference.get_by_text("Name another mark").click()
    difference.locator(f'input[type=radio][value="{points}"]').check()
    difference.get_by_label("Why this mark").fill(WHY)
    it.press("Propose this mark")
    it.reads(WHY)


def both_close(first: Visitor, second: Visitor) -> None:
    first.press("Close the comparison")
    first.reads("The result follows when")
    second.page.reload()
    second.press("Close the comparison")
    second.reads("Provisional")
    second.reads("Passed")


def the_candidate_reads_no_result_yet(it: Visitor) -> None:
    it.home()
    it.reads(f"Your result of {EXAM} is being established")
    assert "You passed" not in it.page.content()


def the_board_ratifies_it_with_a_number(it: Visitor, school: School) -> None:
    it.home()
    it.follow(re.compile("result to ratify|result is waiting|1 result"))
    it.sees("Results to ratify")
    it.finds_it_accessible()
    it.tick(f"Select {school.candidate.name}")
    it.press("Ratify: first see what is unusual")
    it.sees("Ratify results")
    it.fill("Number of the decision", BOARD_NUMBER)
    it.tick(school.board.name)
    it.fill("Grounds", "By the cut score.")
    it.finds_it_accessible()
    it.press("Ratify 1 result")
    it.reads(BOARD_NUMBER)


def the_candidate_reads_the_result_and_the_form(it: Visitor) -> None:
    it.home()
    it.follow(f"You passed {EXAM}")
    it.reads("Passed")
    it.reads("60%")
    it.reads(ALONE)
    it.reads("Critical step: achieved")
    it.reads(
        re.compile(r"Appeal to the appeals committee, up to and including .*: 1[4-9] days left")
    )  # a term ends on a working day
    it.finds_it_accessible()


def the_candidate_lodges_an_appeal(it: Visitor) -> None:
    it.follow("Object or appeal")
    it.sees("Object to this result")
    it.tick("Appeal to the appeals committee")
    it.fill("Grounds", GROUNDS)
    it.finds_it_accessible()
    it.press("Lodge")
    it.reads(re.compile("A decision comes by"))
    it.reads(GROUNDS)


def the_board_sees_its_deadline(it: Visitor, school: School) -> None:
    it.home()
    it.follow("1 objection or appeal is open")
    it.sees("Objections and appeals")
    expect(it.page.get_by_role("main")).to_contain_text("Decide by")
    it.finds_it_accessible()
    it.follow(re.compile(school.candidate.name))
    it.reads(GROUNDS)
    it.reads("Decision by")
