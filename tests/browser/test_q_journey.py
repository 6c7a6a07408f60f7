"""A coordinator and qualifications: from an empty environment to a linked year group, and on to the next version."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from foundation.audit import AuditLine
from foundation.secrets import Passwords
from people.models import Person
from people.rules import Role
from portfolio import actions as portfolio
from portfolio.models import Evidence
from portfolio.rules import EntryFacts, EntryKind
from qualification_files import actions
from qualification_files.formats.sbb import read_dossiers
from qualification_files.models import Qualification, QualificationLink
from qualification_files.queries.imports import ReadFile
from qualification_files.rules import LinkOrigin
from tests.browser.visitors import DESKTOP, PASSWORD, PHONE, Visitor
from tests.conftest import actor_of
from tests.factories import Make
from tests.qualification_files.formats.sbb.building import dossier, file_of, process, profile, task

pytestmark = pytest.mark.browser

YEAR_GROUP, GROUP = 40, "DV1A"
LIST = "code,code_raw,name,level,dossier_code_filled,dossier_name,domain_code,domain_name,line"
INSTRUCTION = "Choose your best evidence.\n\n- Show it from close by;\n- say what you did yourself."
PASTED = "- greets everybody;\n- asks what is wanted;\n- tells when it is ready."

PREPARED = {
    "qualification_files.code-run-begun",
    "qualification_files.code-import-started",
    "qualification_files.qualification-imported",
    "qualification_files.structure-changed",
    "qualification_files.qualification-changed",
    "qualification_files.instruction-changed",
    "qualification_files.document-added",
    "qualification_files.qualification-activated",
    "qualification_files.link-run-started",
    "qualification_files.people-linked",
}
MOVED = {
    "qualification_files.dossiers-uploaded",
    "qualification_files.successor-chosen",
    "qualification_files.mapping-decided",
    "qualification_files.qualification-superseded",
    "qualification_files.move-started",
}


@dataclass(frozen=True)
class Official:
    """Official files, the lines of a list that somebody pastes, and what the school teaches of it."""

    files: dict[str, bytes]
    pasted: str
    code: str
    name: str

    @property
    def listed(self) -> list[str]:
        """The codes of the list."""
        return [row["code"] for row in csv.DictReader(io.StringIO(self.pasted))]

    @property
    def held(self) -> set[str]:
        """The codes in the files."""
        reports = (read_dossiers(content) for content in self.files.values())
        return {content.code for report in reports for content in report.qualifications if content.code}


SEEN = "The helper:\n- asks what is wanted;\n- works safely;\n- tells how it went."


def made_up() -> Official:
    """Two files with three qualifications, and a list that knows more than they do."""
    base = task("1", "Helps guests", process("1", "Serves", behaviour=SEEN), process("2", "Clears", behaviour=SEEN))
    host, cook = profile("25001", "71", "1", title="Host"), profile("25002", "72", "2", title="Kitchen helper")
    files = {
        "guests.xml": file_of(dossier(host, cook, base=(base,))),
        "furniture.xml": file_of(dossier(profile("25003", title="Chair maker"), code="23002")),
    }
    names = {"25001": "Host", "25002": "Kitchen helper", "25003": "Chair maker", "25077": "Glass blower"}
    lines = [f"{code},{code[:2]}.{code[2:]},{name},2,23001,Guests,79001,Wood,7" for code, name in names.items()]
    return Official(files, "\n".join([LIST, *lines]), "25001", "Host")


def real(real_file: Callable[[str], Path]) -> Official:
    """Two files of SBB, and the lines about care and welfare of the list of 2015."""
    paths = [real_file(f"nl_sbb/xml/{name}.xml") for name in ("2635_Pedagogisch_Werk", "2755_Dienstverlening")]
    heading, *lines = real_file("nl_sbb/crebo_2015.csv").read_text("utf-8-sig").splitlines()
    pasted = "\n".join([heading, *(line for line in lines if ",79140," in line)])
    return Official({path.name: path.read_bytes() for path in paths}, pasted, "25498", "Helpende Zorg en Welzijn")


@pytest.fixture(params=["files of our own", pytest.param("the real files", marks=pytest.mark.long)])
def official(request: pytest.FixtureRequest, real_file: Callable[[str], Any]) -> Official:
    return made_up() if request.param == "files of our own" else real(real_file)


@dataclass
class School:
    """Who works there, and what the database says."""

    desk: Any
    make: Make
    password: str
    administrator: Person
    coordinator: Person

    def candidate(self, number: int) -> Person:
        """One more, who can sign in."""
        facts = {"number": f"S{number:03}", "group_name": GROUP, "password_hash": self.password}
        return self.make.person(Role.CANDIDATE, family=f"Visser{number:02}", **facts)

    def person(self, family: str) -> Person:
        """Somebody who came in with the spreadsheet, and has chosen the password of everybody here."""
        with self.desk.writing() as work:
            found: Person = work.db.scalars(select(Person).where(Person.family_name == family)).one()
            found.password_hash = self.password
        return found

    def deeds(self, person: Person) -> set[str]:
        """What the audit says this person did."""
        with self.desk.reading() as work:
            return set(work.db.scalars(select(AuditLine.event).where(AuditLine.actor_id == person.id)))

    def linked(self, cohort: str) -> int:
        """How many people follow the qualifications of this cohort."""
        now = (Qualification.cohort == cohort, QualificationLink.ended_at.is_(None))
        with self.desk.reading() as work:
            links = select(QualificationLink.person_id).join(QualificationLink.qualification)
            return len(work.db.scalars(links.where(*now)).all())


@pytest.fixture
def school(product: str, own_desk: Any) -> School:
    make, password = Make(own_desk.writing), Passwords().hash(PASSWORD)

    def somebody(given: str, family: str, role: Role) -> Person:
        return make.person(role, given=given, family=family, password_hash=password)

    return School(
        own_desk,
        make,
        password,
        administrator=somebody("Iris", "Bos", Role.ADMINISTRATOR),
        coordinator=somebody("Fatima", "Amrani", Role.COORDINATOR),
    )


def test_q_a_coordinator_walks_from_an_empty_environment_to_forty_linked_candidates(school, official, arrive):
    administrator = arrive(school.administrator, DESKTOP)
    the_administrator_takes_in_a_year_group(administrator)
    the_administrator_adds_a_source(administrator, official)

    coordinator = arrive(school.coordinator, DESKTOP)
    the_coordinator_pastes_the_lines_of_a_list(coordinator, official)
    the_coordinator_imports_what_was_found(coordinator, official)
    the_coordinator_edits_the_tree_quickly(coordinator, official)
    the_coordinator_says_assignment(coordinator)
    the_coordinator_writes_an_instruction(coordinator)
    the_coordinator_accounts_for_it(coordinator)
    the_coordinator_activates(coordinator)
    the_coordinator_links_everybody(coordinator, school, official)

    candidate = arrive(school.person("Visser07"), PHONE)
    the_candidate_sees_what_is_asked(candidate, official)
    assert PREPARED - school.deeds(school.coordinator) == set()
    assert "qualification_files.source-added" in school.deeds(school.administrator)
    no_trouble(administrator, coordinator, candidate)


def the_administrator_takes_in_a_year_group(it: Visitor) -> None:
    it.menu("Users")
    it.follow("Import from a spreadsheet")
    rows = [f"Noor;Visser{number:02};visser{number:02}@school.example;S{number:03};{GROUP}" for number in range(1, 41)]
    sheet = "\n".join(["given name;family name;e-mail;number;group", *rows])
    upload(it, "#file", {"people.csv": sheet.encode()})
    it.press("Look at it")
    it.reads("40 people are new")
    it.press("Take in 40 people")
    it.reads("40 people were added")


def the_administrator_adds_a_source(it: Visitor, official: Official) -> None:
    it.menu("Qualifications")
    it.page.get_by_role("main").locator("summary").first.click()
    it.follow("Sources")
    it.sees("Sources")
    it.reads("No source yet")
    it.follow("Upload official files")
    it.sees("Add source")
    it.fill("Name", "Official files")
    upload(it, "#files", official.files)
    it.press("Add source")
    it.sees("Official files")
    for name in official.files:
        it.reads(name)
    it.finds_it_accessible()


def the_coordinator_pastes_the_lines_of_a_list(it: Visitor, official: Official) -> None:
    it.menu("Qualifications")
    it.reads("No active qualification yet")
    it.follow("Add multiple MBO crebo codes")
    it.fill("Codes", official.pasted)
    it.reads(f"{len(official.listed)} codes were understood")
    it.fill("Cohort", "2026")
    it.press("Look them up")
    it.sees("What was found")
    found = official.held & set(official.listed)
    expect(it.page.get_by_role("checkbox", checked=True)).to_have_count(len(found))
    unknown = len(set(official.listed) - found)
    words = "1 code is in none" if unknown == 1 else f"{unknown} codes are in none"
    it.reads(re.compile(rf"\b{words} of the sources"))
    it.finds_it_accessible()


def the_coordinator_imports_what_was_found(it: Visitor, official: Official) -> None:
    it.press("Import what is ticked")
    it.sees("What came in")
    it.reads("Next step: activate")
    it.follow(official.name)
    it.sees(official.name)
    it.reads("Draft")


def the_coordinator_edits_the_tree_quickly(it: Visitor, official: Official) -> None:
    keys = it.page.keyboard
    it.page.locator("[data-region='tree'].is-live").wait_for()
    it.page.get_by_role("link", name="Add work process to B1-K1").click()
    for name in ("Welcomes guests", "Says goodbye"):
        it.page.locator(".tree-new").get_by_label("Name").fill(name)
        keys.press("Enter")
        expect(leaf(it, name)).to_be_visible()
    keys.press("Escape")
    leaf(it, "Says goodbye").focus()
    keys.press("F2")
    keys.press("Control+a")
    keys.type("Takes leave")
    keys.press("Enter")
    expect(leaf(it, "Takes leave")).to_be_focused()
    keys.press("Alt+ArrowUp")
    expect(it.page.locator("[data-said]")).to_contain_text("now stands in place")
    leaf(it, "Welcomes guests").click()
    it.page.get_by_label("Add one or paste a list").fill(PASTED)
    it.page.get_by_role("button", name=re.compile("^Add to the")).click()
    expect(it.page.locator("[data-said]")).to_contain_text("3 indicators are added")
    leaf(it, "Takes leave").focus()
    keys.press("Delete")
    expect(leaf(it, "Takes leave")).to_have_count(0)
    it.press("Undo")
    expect(leaf(it, "Takes leave")).to_be_visible()
    it.finds_it_accessible()


def the_coordinator_says_assignment(it: Visitor) -> None:
    it.follow("Terms")
    it.reads("Choose the words")
    english = [
        it.page.locator('input[lang="en"]').and_(it.page.get_by_label(f"Work process: {number}", exact=True))
        for number in ("singular", "plural")
    ]
    english[0].fill("assignment")
    english[1].fill("assignments")
    it.press("Save")
    it.page.wait_for_load_state()
    it.follow("Core tasks and assignments")


def the_coordinator_writes_an_instruction(it: Visitor) -> None:
    it.follow(re.compile("nstruction$"))
    it.tick("Show an instruction in the portfolio")
    it.page.get_by_label("Title", exact=True).fill("How to show your craft")
    it.page.get_by_label("Explanation", exact=True).fill("You show what you can before you are examined.")
    it.page.get_by_label("Instruction", exact=True).fill(INSTRUCTION)
    it.press("Save")
    it.reads("As candidates read it")


def the_coordinator_accounts_for_it(it: Visitor) -> None:
    it.follow("Accountability documents")
    it.reads("There are no documents yet")
    it.fill("Description", "Examination plan")
    upload(it, "#file", {"plan.csv": b"moment;exam\nweek 12;practical\n"})
    it.press("Add document")
    expect(it.page.get_by_role("main").get_by_role("link", name="Examination plan", exact=True)).to_be_visible()


def the_coordinator_activates(it: Visitor) -> None:
    it.follow("Core tasks and assignments")
    it.press("Activate")
    expect(it.page.get_by_role("button", name="Deactivate", exact=True)).to_be_visible()


def the_coordinator_links_everybody(it: Visitor, school: School, official: Official) -> None:
    it.menu("Portfolios")
    it.reads(f"{YEAR_GROUP} participants")
    it.tick("Select all on this page")
    it.tick(f"All {YEAR_GROUP} that match")
    it.choose("Action", "Link to qualification")
    it.press("Link to qualification")
    it.sees(f"Link {YEAR_GROUP} people")
    it.tick(re.compile(official.name))
    it.press("See what will happen")
    it.sees("This is what will happen")
    it.reads(re.compile(rf"\b{YEAR_GROUP} people\b"))
    assert school.linked("2026") == 0, "a preview changes nothing"
    it.press(f"Link {YEAR_GROUP} people")
    it.sees("Who was linked, and who not")
    assert school.linked("2026") == YEAR_GROUP


def the_candidate_sees_what_is_asked(it: Visitor, official: Official) -> None:
    it.menu("My portfolio")
    it.reads(official.name)
    it.reads("How to show your craft")
    it.reads("Show it from close by")
    it.reads("assignments")
    it.reads("Welcomes guests")
    expect(it.page.get_by_role("main")).not_to_contain_text("work process")
    it.finds_it_accessible()


# The next version


@dataclass
class Year:
    """A qualification in use, a candidate with evidence, and the official file as it is a year later."""

    candidate: Person
    qualification: str
    file_name: str
    changed: bytes
    renamed: str
    gone: str


@pytest.fixture
def year(school: School, official: Official) -> Year:
    name, content = next((name, held) for name, held in official.files.items() if official.code.encode() in held)
    if not name.startswith("guests"):
        renamed = "Maakt ruimtes klaar voor gebruik"
        changed = content.replace(b'titel="Maakt ruimtes gebruiksklaar"', f'titel="{renamed}"'.encode())
        gone = "volgt nauwkeurig instructies en aanwijzingen"
        changed = changed.replace(gone.encode(), b"volgt instructies nauwkeurig op")
    else:
        renamed, gone = "Clears tables", "tells how it went"
        changed = content.replace(b'titel="Clears"', b'titel="Clears tables"').replace(gone.encode(), b"looks back")
    assert changed.count(renamed.encode()) == 1
    candidate = school.candidate(1)
    in_use(school, name, content, official.code, candidate)
    return Year(candidate, official.name, name, changed, renamed, gone)


def in_use(school: School, name: str, content: bytes, code: str, candidate: Person) -> None:
    """The qualification of cohort 2026 is followed, and there is evidence for its first two work processes."""
    with school.desk.writing(actor_of(school.coordinator)) as work:
        outcomes = actions.import_qualifications(
            work, [ReadFile(name, "0" * 64, read_dossiers(content))], cohort="2026"
        )
        assert outcomes
        work.db.flush()
        found = work.db.scalars(select(Qualification).where(Qualification.code == code)).one()
        actions.activate(work, found)
        actions.link(work, found, [candidate.id], origin=LinkOrigin.BY_HAND)
        processes = [process.id for task in found.core_tasks for process in task.work_processes][:2]
        number = found.id
    with school.desk.writing(actor_of(candidate)) as work:
        entry = portfolio.add_entry(
            work,
            EntryKind.PRODUCT,
            EntryFacts(title="Breakfast for twelve"),
            qualification_ids=[number],
            form_key="00000000-0000-4000-8000-000000000001",
        )
        portfolio.add_evidence(work, entry, processes, reasoning="I did all of it myself, from buying to washing up.")


def test_q_a_coordinator_walks_from_a_changed_file_to_evidence_at_the_new_version(school, year, arrive):
    coordinator = arrive(school.coordinator, DESKTOP)
    the_coordinator_reads_what_is_different(coordinator, year)
    the_coordinator_makes_a_new_version(coordinator, year)
    the_coordinator_maps_the_work_processes(coordinator)
    the_coordinator_activates_the_new_version(coordinator)
    the_coordinator_moves_everybody(coordinator, school)

    candidate = arrive(year.candidate, PHONE)
    the_candidate_finds_the_evidence_at_the_new_version(candidate, year, school)
    assert MOVED - school.deeds(school.coordinator) == set()
    no_trouble(coordinator, candidate)


def the_coordinator_reads_what_is_different(it: Visitor, year: Year) -> None:
    it.menu("Qualifications")
    it.follow("Import qualifications")
    upload(it, "#files", {year.file_name: year.changed})
    it.fill("Cohort", "2026")
    it.press("Look at what they hold")
    it.sees("What these files hold")
    it.row(year.qualification).get_by_role("link", name="See what is different").click()
    it.sees("What is different")
    it.reads(year.renamed)
    expect(it.page.locator("del").filter(has_text=re.compile(r"\w")).first).to_be_visible()
    it.reads("What now?")
    it.finds_it_accessible()


def the_coordinator_makes_a_new_version(it: Visitor, year: Year) -> None:
    it.fill("Cohort", "2027")
    it.press("Make a new version")
    it.sees(year.qualification)
    it.reads("Say where each work process went")
    it.follow("Map the work processes")
    it.sees("Where each work process went")


def the_coordinator_maps_the_work_processes(it: Visitor) -> None:
    if it.page.get_by_role("button", name="Accept what is clear").count():
        it.press("Accept what is clear")
    accept = it.page.get_by_role("button", name=re.compile(r"^Accept B|^Accept P"))
    for _ in range(accept.count()):
        open_ones = accept.count()
        choice = it.page.locator("#open .map-row select").first
        if not choice.input_value():  # evidence is not left behind unasked
            choice.select_option("none")
        accept.first.click()
        expect(accept).to_have_count(open_ones - 1)
    it.reads("Every work process is mapped")
    it.finds_it_accessible()


def the_coordinator_activates_the_new_version(it: Visitor) -> None:
    it.follow("Versions")
    it.reads("Versions, the earliest first")
    it.follow(re.compile("^Activate"))
    it.sees("Activate the new version")
    it.press("Activate")
    it.reads("Superseded")


def the_coordinator_moves_everybody(it: Visitor, school: School) -> None:
    it.follow(re.compile("^Move participants"))
    it.sees("Move participants to this version")
    it.press("See what will happen")
    it.sees("This is what will happen")
    it.reads("Evidence moves along")
    assert school.linked("2027") == 0, "a preview changes nothing"
    it.press("Move 1 person")
    it.sees("Who was moved, and who not")
    assert (school.linked("2026"), school.linked("2027")) == (0, 1)


def the_candidate_finds_the_evidence_at_the_new_version(it: Visitor, year: Year, school: School) -> None:
    it.menu("My portfolio")
    moved = it.page.locator(".task-row").filter(has_text=year.renamed).first
    expect(moved).to_contain_text("Breakfast for twelve")
    expect(moved).to_contain_text("Moved along")
    it.finds_it_accessible()
    with school.desk.reading() as work:
        kept = list(work.db.scalars(select(Evidence.moved_from_id)))
    assert len(kept) == 4, "what was shown for the earlier version stays"
    assert kept.count(None) == 2


# What both use


def leaf(it: Visitor, words: str) -> Locator:
    return it.page.locator(".tree-row").filter(has_text=re.compile(rf"{re.escape(words)}$"))


def upload(it: Visitor, field: str, files: dict[str, bytes]) -> None:
    chosen = [{"name": name, "mimeType": "", "buffer": content} for name, content in files.items()]
    it.page.locator(field).set_input_files(chosen)  # type: ignore[arg-type]


def no_trouble(*visitors: Visitor) -> None:
    assert [trouble for visitor in visitors for trouble in visitor.troubles] == []
