"""From an official file to a signed result: four people, each at their own device, on the product as it is served."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import select

from foundation.audit import AuditLine
from foundation.secrets import Passwords
from people.models import Person
from people.rules import Role
from portfolio.models import EntryFile
from qualification_files.models import QualificationLink
from tests.browser.visitors import DESKTOP, PASSWORD, PHONE, TABLET, Visitor
from tests.factories import Make
from tests.qualification_files.formats.sbb.building import dossier, file_of, process, profile, task

pytestmark = pytest.mark.browser

GROUP, CLASS_SIZE = "DV2A", 27  # one more page than the list shows at once
EXAM = "Helping at breakfast"
PRODUCT = "Breakfast for twelve"
REASONING = "I asked everybody what they like, laid the tables together with them, and asked afterwards how it went."
REMARK = "Asks first, then acts."

PREPARED = {
    "qualification_files.dossiers-uploaded",
    "qualification_files.qualification-imported",
    "qualification_files.import-carried-out",
    "qualification_files.qualification-activated",
    "qualification_files.link-run-begun",
    "qualification_files.link-run-started",
    "qualification_files.people-linked",
    "exams.form-made",
    "exams.form-changed",
    "exams.form-put-in-use",
    "exams.session-planned",
    "exams.candidates-planned",
    "exams.examiner-chosen",
}
KEPT = {"portfolio.entry-added", "portfolio.files-added", "portfolio.preview-made", "portfolio.evidence-added"}
EXAMINED = {
    "exams.sitting-began",
    "exams.marks-recorded",
    "exams.sheet-signed",
    "exams.result-computed",
    "exams.result-ratified",
}


@dataclass(frozen=True)
class OfficialFile:
    """A file as a coordinator has it, and the qualification in it that the school teaches."""

    name: str
    content: bytes
    holds: int
    code: str
    qualification: str
    gap: str = "B1-K1-W1"
    examined: tuple[str, str] = ("B1-K1-W1", "B1-K1-W2")


@dataclass
class School:
    """Who is there, the file they begin with, and what the database says."""

    file: OfficialFile
    desk: Any
    coordinator: Person
    examiner: Person
    administrator: Person
    candidates: list[Person]

    @property
    def candidate(self) -> Person:
        return self.candidates[0]

    @property
    def classmate(self) -> Person:
        return self.candidates[1]

    def deeds(self, person: Person) -> set[str]:
        """What the audit says this person did."""
        with self.desk.reading() as work:
            return set(work.db.scalars(select(AuditLine.event).where(AuditLine.actor_id == person.id)))

    def linked(self) -> set[int]:
        """Who follows a qualification."""
        with self.desk.reading() as work:
            return set(work.db.scalars(select(QualificationLink.person_id)))


def made_up_file() -> OfficialFile:
    """Two qualifications on one base, in the shape of the official files."""
    seen = "The helper:\n- asks what is wanted;\n- works safely;\n- tells how it went."
    base = task("1", "Helps guests", process("1", "Serves", behaviour=seen), process("2", "Clears", behaviour=seen))
    host, cook = profile("25001", "71", "1", title="Host"), profile("25002", "72", "2", title="Kitchen helper")
    return OfficialFile("made_up.xml", file_of(dossier(host, cook, base=(base,))), 2, "25001", "Host")


@pytest.fixture(params=["a file of our own", pytest.param("the real file", marks=pytest.mark.long)])
def official(request: pytest.FixtureRequest, real_file: Callable[[str], Any]) -> OfficialFile:
    if request.param == "a file of our own":
        return made_up_file()
    path = real_file("nl_sbb/xml/2755_Dienstverlening.xml")
    return OfficialFile(path.name, path.read_bytes(), 3, "25498", "Helpende Zorg en Welzijn")


@pytest.fixture
def school(official: OfficialFile, product: str, own_desk: Any) -> School:
    """A school that begins: people with a password, and nothing else."""
    make, password_hash = Make(own_desk.writing), Passwords().hash(PASSWORD)

    def somebody(given: str, family: str, *roles: Role, **facts: Any) -> Person:
        return make.person(*roles, given=given, family=family, password_hash=password_hash, **facts)

    def candidate(number: int, family: str, group: str = GROUP) -> Person:
        return somebody("Noor", family, Role.CANDIDATE, number=f"S{number:03}", group_name=group)

    for number in range(901, 904):
        candidate(number, f"Smit{number}", "DV1B")
    return School(
        file=official,
        desk=own_desk,
        coordinator=somebody("Fatima", "Amrani", Role.COORDINATOR),
        examiner=somebody("Ruben", "Maas", Role.EXAMINER),
        administrator=somebody("Iris", "Bos", Role.ADMINISTRATOR),
        candidates=[candidate(number, f"Visser{number:02}") for number in range(1, CLASS_SIZE + 1)],
    )


def test_four_people_walk_from_an_official_file_to_a_signed_result(school, arrive):
    coordinator = arrive(school.coordinator, DESKTOP)
    coordinator.finds_it_accessible()
    the_coordinator_imports_the_file(coordinator, school)
    the_coordinator_activates_one_qualification(coordinator, school)
    the_coordinator_links_a_whole_group(coordinator, school)

    candidate = arrive(school.candidate, PHONE)
    candidate.finds_it_accessible()
    the_candidate_fills_a_gap(candidate, school)

    the_coordinator_designs_an_exam(coordinator, school)
    the_coordinator_plans_it_for_today(coordinator, school)

    examiner = arrive(school.examiner, TABLET)
    examiner.finds_it_accessible()
    the_examiner_begins_from_the_home_page(examiner, school)
    the_examiner_marks_every_step_by_tapping(examiner)
    the_examiner_signs(examiner)

    result = the_candidate_reads_why(candidate)
    the_candidate_has_the_paper(candidate, school)
    classmate = arrive(school.classmate, PHONE)
    somebody_else_finds_nothing_there(classmate, result)

    the_audit_knows_every_deed(school)
    administrator = arrive(school.administrator, DESKTOP)
    administrator.finds_it_accessible()
    the_candidate_reads_dutch_from_now_on(candidate)
    everyone = (coordinator, candidate, examiner, classmate, administrator)
    assert [trouble for visitor in everyone for trouble in visitor.troubles] == []


def the_coordinator_imports_the_file(it: Visitor, school: School) -> None:
    it.menu("Qualifications")
    it.follow("Import qualifications")
    upload = {"name": school.file.name, "mimeType": "text/xml", "buffer": school.file.content}
    it.page.locator("#files").set_input_files(upload)  # type: ignore[arg-type]
    it.fill("Cohort", "2026")
    it.press("Look at what they hold")
    it.sees("What these files hold")
    expect(it.page.get_by_role("checkbox", checked=True)).to_have_count(school.file.holds)
    expect(it.row(school.file.qualification)).to_contain_text(school.file.code)
    it.press("Import what is ticked")
    it.sees("What came in")
    it.reads("for cohort 2026")
    expect(it.page.get_by_role("rowheader")).to_have_count(school.file.holds)


def the_coordinator_activates_one_qualification(it: Visitor, school: School) -> None:
    it.follow(school.file.qualification)
    it.sees(school.file.qualification)
    it.reads("It can be activated")
    it.press("Activate")
    expect(it.page.get_by_role("button", name="Deactivate", exact=True)).to_be_visible()


def the_coordinator_links_a_whole_group(it: Visitor, school: School) -> None:
    it.menu("Portfolios")
    it.choose("Group", GROUP)
    it.press("Show")
    it.reads(f"{CLASS_SIZE} participants")
    it.tick("Select all on this page")
    it.reads("25 selected")
    it.tick(f"All {CLASS_SIZE} that match")
    it.choose("Action", "Link to qualification")
    it.press("Link to qualification")
    it.sees(f"Link {CLASS_SIZE} people")
    it.tick(re.compile(school.file.qualification))
    it.press("See what will happen")
    it.sees("This is what will happen")
    it.reads(re.compile(rf"\b{CLASS_SIZE} people\b"))
    assert school.linked() == set(), "a preview changes nothing"
    it.press(f"Link {CLASS_SIZE} people")
    it.sees("Who was linked, and who not")
    assert school.linked() == {person.id for person in school.candidates}


def the_candidate_fills_a_gap(it: Visitor, school: School) -> None:
    it.follow(re.compile("work processes still need evidence"))
    it.sees("My portfolio")
    it.follow(f"Add evidence {school.file.gap}")
    it.sees(f"Evidence for {school.file.gap}")
    it.follow("Add something new")
    it.follow("Product")
    photo = {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": photo_with_a_place()}
    it.page.locator("#files").set_input_files(photo)  # type: ignore[arg-type]
    it.fill("Name", PRODUCT)
    it.page.locator("#reasoning").fill(REASONING)
    it.press("Save in my portfolio")
    it.sees(PRODUCT)
    it.reads(REASONING)
    expect(it.page.locator("#shown-files img")).to_be_visible()
    no_place_is_left_in(it, school)
    it.menu("My portfolio")
    expect(it.page.locator(".task-row").filter(has_text=school.file.gap).first).to_contain_text(PRODUCT)
    it.finds_it_accessible()


def photo_with_a_place() -> bytes:
    """A JPEG as a phone makes it."""
    exif, target = Image.Exif(), io.BytesIO()
    exif[0x8825] = {1: "N", 2: (52.0, 5.0, 7.5), 3: "E", 4: (5.0, 7.0, 11.0)}
    Image.new("RGB", (1600, 1200), "teal").save(target, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(target.getvalue())).getexif().get_ifd(0x8825)
    return target.getvalue()


def no_place_is_left_in(it: Visitor, school: School) -> None:
    with school.desk.reading() as work:
        file_id = work.db.scalars(select(EntryFile.id)).one()
    shown = it.context.request.get(f"/portfolio/files/{file_id}/picture")
    assert shown.ok
    assert not Image.open(io.BytesIO(shown.body())).getexif()


def the_coordinator_designs_an_exam(it: Visitor, school: School) -> None:
    it.menu("Exam forms")
    it.follow("New exam form")
    it.tick(re.compile(school.file.qualification))
    it.fill("Title", EXAM)
    it.fill("Duration in minutes", "60")
    it.press("Go on to the work processes")
    for number in school.file.examined:
        it.tick(re.compile(rf"^{number} "))
    it.choose("Scale of new steps", "Insufficient, sufficient, good (0 to 2 points)", optional=False)
    it.press("Put them on the form")
    it.sees(EXAM)
    it.follow("Edit step 1")
    it.tick("Critical step")
    it.press("Save")
    it.sees(EXAM)
    it.reads("Critical: at least 1")
    it.follow("Cut score")
    it.page.get_by_role("textbox", name="Percent").first.fill("60")
    it.page.locator(".cs-save").get_by_role("button", name="Save").click()
    it.reads("At least 60% of the points must be reached")
    it.follow("Back to the form")
    it.sees(EXAM)
    it.reads("At least 60% of the points")
    it.follow("Put in use")
    it.sees(f"Put {EXAM} in use")
    it.press("Put in use")
    it.reads("This form is fixed")


def the_coordinator_plans_it_for_today(it: Visitor, school: School) -> None:
    it.follow("Plan an exam")
    it.sees("Plan an exam")
    now = datetime.now(ZoneInfo("Europe/Amsterdam"))
    it.fill("Date", now.date().isoformat())
    it.fill("Time", f"{now:%H:%M}")
    it.fill("Place", "Room 1.04")
    it.press("Go on to the candidates")
    it.sees("Add candidates")
    it.choose("Examiner", school.examiner.name)
    for person in (school.candidate, school.classmate):
        it.tick(f"Select {person.name}")
    noted = len(it.troubles)
    it.press("Plan these candidates")
    it.reads("2 exams that overlap")  # one examiner sees both at once
    del it.troubles[noted:]  # a browser tells of every refusal
    it.press("Plan anyway")
    it.sees(EXAM)
    expect(it.row(school.candidate.name)).to_contain_text(school.examiner.name)
    expect(it.page.get_by_role("rowheader")).to_have_count(2)


def the_examiner_begins_from_the_home_page(it: Visitor, school: School) -> None:
    it.page.get_by_role("link", name=f"Mark today: 2 candidates, {EXAM}").tap()
    it.sees("Today")
    it.page.get_by_role("button", name=re.compile(f"Begin.*{school.candidate.name}")).tap()
    it.page.wait_for_selector("[data-ready]")
    it.sees(school.candidate.name)


def the_examiner_marks_every_step_by_tapping(it: Visitor) -> None:
    steps = it.page.locator("article.step")
    total = steps.count()
    it.page.get_by_label("Remark (optional)").first.fill(REMARK)
    mark(it, 0)
    mark(it, 1)
    it.page.locator("[data-next]").tap()
    mark(it, 2)
    all_is_sent(it)
    it.finds_it_accessible()
    with it.without_network():
        for _ in range(2):
            it.page.locator("[data-next]").tap()
            mark(it, 2)
        expect(it.page.locator("[data-outbox]")).to_contain_text("2 not sent")
    for _ in range(total - 4):
        it.page.locator("[data-next]").tap()
        mark(it, 1)
    all_is_sent(it)
    expect(it.page.locator("[data-count]")).to_have_text(f"{total} of {total}")


def mark(it: Visitor, points: int) -> None:
    button = it.page.locator(f'article.step.is-current .level[data-value="{points}"]')
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")


def all_is_sent(it: Visitor) -> None:
    expect(it.page.locator("[data-outbox]")).to_have_text("All marks saved", timeout=40_000)


def the_examiner_signs(it: Visitor) -> None:
    it.page.locator("[data-sign]").tap()
    it.page.wait_for_url("**/sign")
    it.fill("Overall remark", "A calm breakfast.")
    it.tick("I marked every step myself, as I saw it.")
    it.page.locator("[data-sign-button]").tap()
    it.page.wait_for_url("**/result")
    it.reads("Passed")


def the_candidate_reads_why(it: Visitor) -> str:
    """Read the result; the answer is its address."""
    it.home()
    it.follow(re.compile(EXAM))
    it.sees(EXAM)
    it.reads("Passed")
    it.reads("60%")
    it.reads(REMARK)
    it.reads("Critical step: achieved")
    it.finds_it_accessible()
    return it.page.url


def the_candidate_has_the_paper(it: Visitor, school: School) -> None:
    with it.page.expect_download() as download:
        it.follow("PDF")
    pages = [page.extract_text() for page in PdfReader(download.value.path()).pages]
    whole = "\n".join(pages)
    assert (school.candidate.name in whole, "Passed" in whole, REMARK in whole) == (True, True, True)
    assert "PROVISIONAL" not in whole
    assert all(f"page {number} of {len(pages)}" in words for number, words in enumerate(pages, 1))


def somebody_else_finds_nothing_there(it: Visitor, result: str) -> None:
    paper = result.rpartition("/")[0] + "/result.pdf"
    assert {it.context.request.get(address).status for address in (result, paper)} == {404}


def the_audit_knows_every_deed(school: School) -> None:
    for person, deeds in ((school.coordinator, PREPARED), (school.candidate, KEPT), (school.examiner, EXAMINED)):
        assert deeds - school.deeds(person) == set()


def the_candidate_reads_dutch_from_now_on(it: Visitor) -> None:
    it.home()
    it.page.locator(".account summary").tap()
    it.press("Nederlands")
    expect(it.page.locator("html")).to_have_attribute("lang", "nl")
    expect(it.page.get_by_role("link", name="Mijn examens").first).to_be_attached()
