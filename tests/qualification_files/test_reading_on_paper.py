"""A qualification on paper: GET /qualifications/<id>/pdf."""

import re
from io import BytesIO

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from sqlalchemy import select

from foundation.environment import NAME, choose
from people.rules import Role
from qualification_files import queries
from qualification_files.cli import qualifications
from qualification_files.models import Competence, Knowledge, Qualification, WorkProcessCompetence
from qualification_files.rules import Part, QualificationState

NASTY = '<script>alert(1)</script> <img src="/etc/passwd"> & 😀 שלום ' + "W" * 400


@pytest.fixture
def change(desk):
    """`with change(row) as found:` to write on a qualification."""
    from contextlib import contextmanager

    @contextmanager
    def changing(row):
        with desk.writing() as work:
            yield work.db.get(Qualification, row.id)

    return changing


def paper(browser, row):
    answer = browser.get(f"/qualifications/{row.id}/pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text
    return PdfReader(BytesIO(answer.data))


def squeezed(text):
    """Without spaces, and without the edges of pages: a sentence may go on over both."""
    edges = r"Vakcollege|Proefstuk|DRAFT|page [0-9]+ of [0-9]+|Printed from[^.]*\."
    return re.sub(r"\s+|[-\u2010]", "", re.sub(edges, "", text))


def words(reader):
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def test_reading_on_paper_tells_everything(browser_of_coordinator, make, change, desk):
    row = make.qualification(name="Welder", code="25655", cohort="2026", edition="2", description="Welds steel.")
    with change(row) as found:
        task = found.core_tasks[0]
        task.complexity, task.complexity_extra = "Much varies.", "Here even more."
        task.responsibility = "Works alone."
        task.knowledge = [
            Knowledge(position=1, text="knows steel"),
            Knowledge(position=2, text="knows gas", extra=True),
        ]
        process = task.work_processes[0]
        process.description, process.result = "Sets up.\n- the table", "All is ready."
        process.behaviour = "The welder:\n- Indicator 1.1.1;\nCleans up afterwards."
    with desk.writing() as work:
        choose(work.db, NAME, "Vakcollege De Werf")
    found = words(paper(browser_of_coordinator, row))
    for fact in (
        "Vakcollege De Werf",
        "State Active",
        "Code 25655",
        "Cohort 2026",
        "Edition 2",
        "Printed on Mon 23 Nov 2026",
        "Welds steel.",
        "Complexity Much varies. Asked by this profile as well Here even more.",
        "Responsibility and autonomy Works alone.",
        "knows gas (this profile)",
        "Description Sets up. • the table",
        "Desired result All is ready.",
        "Behaviour Cleans up afterwards.",
        "Performance indicators The welder: • Indicator 1.1.1",
    ):
        assert fact in found
    assert found.count("Indicator 1.1.1") == 1


def test_reading_on_paper_calls_competences_in_the_language_of_the_reader(visit, make, desk):
    row = make.qualification()
    with desk.writing() as work:
        own = Competence(letter="Zz", name_nl="Zelf lassen", name_en="Welding yourself")
        process = work.db.get(Qualification, row.id).core_tasks[0].work_processes[0]
        process.competences = [WorkProcessCompetence(competence=own, extra=True)]
    for language, name in (("nl", "Zelf lassen"), ("en", "Welding yourself (this profile)")):
        assert name in words(paper(visit(make.person(Role.COORDINATOR, language=language)), row))


def test_reading_on_paper_has_contents_with_the_pages_where_things_stand(browser_of_coordinator, make):
    reader = paper(browser_of_coordinator, make.qualification(core_tasks=4, work_processes=6, indicators=6))
    contents = " ".join(reader.pages[0].extract_text().split())
    for number, page in enumerate(reader.pages[1:], start=2):
        for place in (place for place in ("B1-K2", "B1-K3-W4", "B1-K4-W6") if f"{place} " in page.extract_text()):
            assert f"{place} " in contents
            assert f"{number}" in contents.split(f"{place} ")[1].split("B1-")[0]
    links = [one for one in reader.pages[0]["/Annots"] if one.get_object()["/Subtype"] == "/Link"]
    assert len(links) == 4 + 4 * 6


def test_reading_on_paper_has_an_outline_of_tasks_and_processes(browser_of_coordinator, make):
    reader = paper(browser_of_coordinator, make.qualification(name="Welder", core_tasks=2, work_processes=2))
    top = [one.title for one in reader.outline if not isinstance(one, list)]
    (first, second) = ([one.title for one in part] for part in reader.outline if isinstance(part, list))
    assert (top[:2], len(top), len(first), len(second)) == (["Welder", "Contents"], 4, 2, 2)
    assert top[2].startswith("B1-K1")
    assert first[0].startswith("B1-K1-W1")


def test_reading_on_paper_says_draft_on_every_page_while_it_is_one(browser_of_coordinator, make):
    draft = make.qualification(core_tasks=3, work_processes=5, state=QualificationState.DRAFT)
    pages = [page.extract_text() for page in paper(browser_of_coordinator, draft).pages]
    assert len(pages) > 2
    assert all("DRAFT" in text for text in pages)
    assert "DRAFT" not in words(paper(browser_of_coordinator, make.qualification()))


def test_reading_on_paper_has_code_and_number_on_every_page(browser_of_coordinator, make):
    row = make.qualification(name="Welder", code="25655", cohort="2026", core_tasks=3, work_processes=5)
    pages = [page.extract_text() for page in paper(browser_of_coordinator, row).pages]
    for number, text in enumerate(pages, start=1):
        assert "Welder (25655, cohort 2026, level 3)" in text
        assert f"page {number} of {len(pages)}" in text


def test_reading_on_paper_obeys_nothing_that_was_typed(browser_of_coordinator, make, change):
    row = make.qualification(name=NASTY[:390], description=NASTY, has_instruction=True, instruction_title=NASTY[:100])
    with change(row) as found:
        found.core_tasks[0].name = NASTY
        found.core_tasks[0].work_processes[0].name = NASTY
        found.core_tasks[0].work_processes[0].indicators[0].text = NASTY
    found = words(paper(browser_of_coordinator, row))
    assert found.count('<img src="/etc/passwd">') >= 6
    assert "[U+1F600]" in found
    assert "those it cannot are printed as their number" in found


def test_q2_reading_on_paper_uses_the_words_of_the_qualification(browser_of_coordinator, make):
    terms = {"en": {"indicator": ["yardstick", "yardsticks", ""], "core-task": ["domain", "domains", ""]}}
    found = words(paper(browser_of_coordinator, make.qualification(terms=terms)))
    assert "indicator" not in found.replace("Indicator", "").casefold()
    assert "Yardsticks • Indicator 1.1.1" in found
    empty = words(paper(browser_of_coordinator, make.qualification(terms=terms, core_tasks=0)))
    assert "There are no domains in this qualification yet." in empty


def test_reading_on_paper_carries_the_instruction_with_its_links_in_full(browser_of_coordinator, make):
    row = make.qualification(
        has_instruction=True,
        instruction_title="How this works",
        instruction_explanation="Show what you can.",
        instruction_text="- Look at https://example.org/how first.",
    )
    found = words(paper(browser_of_coordinator, row))
    assert "How this works Show what you can. Instruction • Look at https://example.org/how first." in found
    row = make.qualification(has_instruction=False, instruction_title="How this works")
    assert "How this works" not in words(paper(browser_of_coordinator, row))


def test_reading_on_paper_of_nothing_yet_says_so(browser_of_coordinator, make):
    found = words(paper(browser_of_coordinator, make.qualification(core_tasks=0, state=QualificationState.DRAFT)))
    assert "There are no core tasks in this qualification yet." in found


def test_reading_on_paper_stands_base_and_profile_apart(browser_of_coordinator, make, change):
    row = make.qualification(core_tasks=2)
    with change(row) as found:
        found.core_tasks[0].part, found.core_tasks[1].part = Part.BASE, Part.PROFILE
    found = words(paper(browser_of_coordinator, row))
    assert found.index("Base part") < found.index("Profile part")


def test_reading_on_paper_a_very_long_text_goes_on_over_the_pages(browser_of_coordinator, make, change):
    row = make.qualification()
    with change(row) as found:
        found.core_tasks[0].complexity_extra = "A long text. " * 1200
        found.core_tasks[0].work_processes[0].indicators[0].text = "A long indicator. " * 600
    assert len(paper(browser_of_coordinator, row).pages) > 5


def test_reading_on_paper_gets_a_safe_name(browser_of_coordinator, make):
    row = make.qualification(name="Welding 1/2 \\ MIG\r\nX: y", code="25 655", cohort="2026")
    told = browser_of_coordinator.get(f"/qualifications/{row.id}/pdf").headers["Content-Disposition"]
    assert told.startswith('attachment; filename="25 655 2026 Welding 1-2 - MIG')
    assert "\n" not in told


def test_reading_on_paper_is_for_whoever_may_read_it(visit, make, candidate):
    followed, other = make.qualification(), make.qualification()
    draft = make.qualification(state=QualificationState.DRAFT)
    make.link(candidate, followed)
    make.link(candidate, draft)
    browser = visit(candidate)
    statuses = [browser.get(f"/qualifications/{row.id}/pdf").status_code for row in (followed, other, draft)]
    assert statuses == [200, 404, 404]
    assert visit(make.person(Role.EXAMINER)).get(f"/qualifications/{other.id}/pdf").status_code == 200
    assert visit().get(f"/qualifications/{followed.id}/pdf").status_code == 303
    assert browser.post(f"/qualifications/{followed.id}/pdf").status_code == 405
    assert browser.get("/qualifications/999999/pdf").status_code == 404


def test_reading_on_paper_takes_as_many_statements_for_a_small_file_as_for_a_large_one(
    visit, make, coordinator, statements
):
    small, large = make.qualification(), make.qualification(core_tasks=6, work_processes=5, indicators=6)
    browser = visit(coordinator)
    with statements() as one:
        browser.get(f"/qualifications/{small.id}/pdf")
    with statements() as many:
        browser.get(f"/qualifications/{large.id}/pdf")
    assert len(one) == len(many) <= 13


def test_reading_on_paper_shows_all_288_indicators(browser_of_coordinator, make):
    row = make.qualification(core_tasks=9, work_processes=8, indicators=4)
    reader = paper(browser_of_coordinator, row)
    assert words(reader).count("Indicator ") == 288


def test_reading_leads_to_the_paper(browser_of_coordinator, make):
    row = make.qualification()
    for page in ("", "/structure", "/sharing"):
        assert (
            f'href="/qualifications/{row.id}/pdf"' in browser_of_coordinator.get(f"/qualifications/{row.id}{page}").text
        )


@pytest.mark.parametrize("name", ["2635_Pedagogisch_Werk.xml", "2755_Dienstverlening.xml"])
def test_reading_on_paper_holds_every_indicator_of_official_files(app, desk, browser_of_coordinator, real_file, name):
    path = str(real_file(f"nl_sbb/xml/{name}"))
    assert CliRunner().invoke(qualifications, ["import", path], obj=lambda: app).exit_code == 0
    with desk.reading() as work:
        contents = queries.contents_of(work, list(work.db.scalars(select(Qualification.id))))
    for number, content in contents.items():
        found = squeezed(words(PdfReader(BytesIO(browser_of_coordinator.get(f"/qualifications/{number}/pdf").data))))
        for process in (process for task in content.core_tasks for process in task.work_processes):
            missing = [one.text for one in process.indicators if squeezed(one.text) not in found]
            assert missing == []


def test_reading_on_paper_begins_under_a_short_table_of_contents(browser_of_coordinator, make):
    row = make.qualification(core_tasks=1, work_processes=1, indicators=1)
    reader = paper(browser_of_coordinator, row)
    assert row.core_tasks[0].work_processes[0].indicators[0].text in reader.pages[0].extract_text()
