"""Public qualifications for people: /public/qualifications."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from foundation.environment import NAME, choose
from people.rules import Role
from qualification_files.models import Competence, Qualification, WorkProcessCompetence
from qualification_files.rules import QualificationState
from tests.conftest import NOON

LIST = "/public/qualifications"
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
UNKNOWN = "0d0ca1f5-7a0b-4a3a-9d4a-111111111111"


@pytest.fixture
def public(make):
    """`public()` makes a qualification that anybody may read."""

    def made(**fields):
        state = fields.pop("state", QualificationState.ACTIVE)
        return make.qualification(state=state, public_since=NOON, activated_at=NOON, **fields)

    return made


@pytest.fixture
def anybody(visit):
    """Somebody without an account."""
    return visit()


def address(row, ending=""):
    return f"{LIST}/{row.identifier}{ending}"


def again(browser, url, answer):
    return browser.get(url, headers={"If-None-Match": answer.headers["ETag"]})


def test_reading_in_public_shows_the_whole_qualification(public, anybody):
    row = public(name="Welder", code="25655", cohort="2026", core_tasks=2)
    page = anybody.get(address(row))
    assert page.status_code == 200
    for words in ("Welder", "25655, cohort 2026, level 3", "Core task 2", "Work process 2.2", "Indicator 2.2.3"):
        assert words in page.text


def test_reading_in_public_needs_nothing_and_leaves_nothing(public, anybody):
    for url in (LIST, address(row := public()), address(row, ".pdf")):
        answer = anybody.get(url)
        assert "Set-Cookie" not in answer.headers
        assert "csrf" not in answer.text if answer.mimetype == "text/html" else answer.data.startswith(b"%PDF")


def test_reading_in_public_lists_what_is_public_by_name(public, make, anybody):
    for name in ("Welder 10", "Welder 9"):
        public(name=name, code="25655", cohort="2026", edition=name)
    make.qualification(name="Kept inside")
    page = anybody.get(LIST).text
    assert page.index("Welder 9") < page.index("Welder 10")
    assert "25655" in page
    assert "Kept inside" not in page


def test_reading_in_public_finds_by_name_code_and_cohort(public, anybody):
    public(name="Welder", code="111", cohort="2026")
    public(name="Nurse", code="222", cohort="2027")
    for words, name in (("weld", "Welder"), ("222", "Nurse"), ("2027", "Nurse")):
        page = anybody.get(f"{LIST}?q={words}").text
        assert [each for each in ("Welder", "Nurse") if f">{each}</a>" in page] == [name]
    assert "Nothing matches" in anybody.get(f"{LIST}?q=zzz").text
    assert anybody.get(f"{LIST}?q=<img src=x>&page=99999999999").status_code == 200


def test_reading_in_public_there_is_no_list_of_nothing(make, anybody):
    make.qualification()
    make.qualification(public_since=NOON, state=QualificationState.DRAFT)
    assert anybody.get(LIST).status_code == 404


@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_reading_in_public_what_is_private_answers_as_what_does_not_exist(make, public, anybody, ending):
    public()
    private = make.qualification(activated_at=NOON)
    draft = make.qualification(public_since=NOON, state=QualificationState.DRAFT)
    answers = [
        anybody.get(url) for url in (address(private, ending), address(draft, ending), f"{LIST}/{UNKNOWN}{ending}")
    ]
    assert {answer.status_code for answer in answers} == {404}
    told = zip(answers, (private.identifier, draft.identifier, UNKNOWN), strict=True)
    assert len({TOKEN.sub("", answer.text.replace(str(identifier), "")) for answer, identifier in told}) == 1
    assert all("no-store" in answer.headers["Cache-Control"] for answer in answers)


def test_reading_in_public_ends_at_once(public, anybody, desk, visit, make):
    row = public()
    first = anybody.get(address(row))
    visit(make.person(Role.COORDINATOR)).post(f"/qualifications/{row.id}/unpublish")
    assert again(anybody, address(row), first).status_code == 404
    assert anybody.get(address(row, ".pdf")).status_code == 404


@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_reading_in_public_is_not_sent_twice_to_who_has_it(public, anybody, ending):
    url = address(public(), ending)
    first = anybody.get(url)
    second = again(anybody, url, first)
    assert (second.status_code, second.data) == (304, b"")
    assert first.headers["Cache-Control"] == second.headers["Cache-Control"] == "public, no-cache"
    assert "Last-Modified" in first.headers


def test_reading_in_public_list_is_not_sent_twice_either(public, anybody):
    public()
    assert again(anybody, LIST, first := anybody.get(LIST)).status_code == 304
    public(name="Another")
    assert again(anybody, LIST, first).status_code == 200


def test_reading_in_public_is_built_once(public, anybody, statements):
    url = address(public())
    with statements() as first:
        anybody.get(url)
    with statements() as later:
        anybody.get(url)
    assert len(later) < len(first) <= 13
    assert len(later) <= 4


def test_reading_in_public_follows_every_change(public, anybody, desk, app):
    row = public(name="Welder")
    with desk.writing() as work:
        own = Competence(letter="Zz", name_nl="Lassen", name_en="Welding")
        work.db.get(Qualification, row.id).core_tasks[0].work_processes[0].competences = [
            WorkProcessCompetence(competence=own)
        ]
    first = anybody.get(address(row))
    with desk.writing() as work:
        choose(work.db, NAME, "Vakcollege De Werf")
    assert "Vakcollege De Werf" in anybody.get(address(row)).text
    with desk.writing() as work:
        work.db.get(Competence, own.id).name_en = "Joining"
    assert "Joining" in anybody.get(address(row)).text
    with desk.writing() as work:
        work.db.get(Qualification, row.id).name = "Joiner"
    assert "Joiner" in (changed := again(anybody, address(row), first)).text
    assert changed.status_code == 200


def test_reading_in_public_follows_a_change_of_the_tree(public, anybody, browser_of_coordinator):
    row = public(state=QualificationState.DEACTIVATED)
    pages = [address(row), address(row, ".pdf")]
    before = [anybody.get(url) for url in pages]
    indicator = row.core_tasks[0].work_processes[0].indicators[0]
    answer = browser_of_coordinator.post(f"/indicators/{indicator.id}", {"text": "Welds overhead"})
    assert answer.status_code in (200, 303), answer.text
    assert "Welds overhead" in anybody.get(pages[0]).text
    assert [again(anybody, url, first).status_code for url, first in zip(pages, before, strict=True)] == [200, 200]


def test_reading_in_public_switches_language_by_its_address(public, anybody, visit, make):
    row = public()
    english, dutch = (anybody.get(f"{address(row)}?language={code}") for code in ("en", "nl"))
    assert '<html lang="en"' in english.text
    assert '<html lang="nl"' in dutch.text
    assert f'href="{address(row)}?language=nl"' in english.text
    assert english.headers["ETag"] != dutch.headers["ETag"]
    assert anybody.get(f"{address(row)}?language=xx").status_code == 200


def test_reading_in_public_without_a_choice_follows_the_browser(public, anybody):
    row = public()
    answer = anybody.get(address(row), headers={"Accept-Language": "nl"})
    assert '<html lang="nl"' in answer.text
    assert "Accept-Language" in answer.headers["Vary"]


def test_reading_in_public_holds_nothing_personal(public, make, visit, candidate):
    row = public(has_instruction=True, instruction_title="Inside only", instruction_text="Call Karin.")
    make.link(candidate, row)
    for browser in (visit(), visit(candidate), visit(make.person(Role.COORDINATOR, given="Karin"))):
        page = browser.get(address(row)).text
        assert "Inside only" not in page
        assert candidate.family_name not in page
        assert "Karin" not in page
        assert page == visit().get(address(row)).text
    found = " ".join(page.extract_text() for page in PdfReader(BytesIO(visit().get(address(row, ".pdf")).data)).pages)
    assert "Inside only" not in found


def test_q2_reading_in_public_says_the_words_of_the_qualification(public, anybody):
    row = public(terms={"en": {"work-process": ["EPA", "EPAs", ""]}}, work_processes=2)
    assert "2 EPAs" in anybody.get(f"{address(row)}?language=en").text
    assert "EPA" not in anybody.get(f"{LIST}?language=en").text


def test_reading_in_public_gives_the_paper(public, anybody):
    row = public(name="Welder", code="25655")
    answer = anybody.get(f"{address(row, '.pdf')}?language=en")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="25655 Welder.pdf"'
    assert "Welder" in PdfReader(BytesIO(answer.data)).pages[0].extract_text()


def test_reading_in_public_tells_programs_and_searchers_the_way(public, anybody):
    row = public()
    page = anybody.get(f"{address(row)}?language=en").text
    base = "http://127.0.0.1:8000"
    assert f'<link rel="canonical" href="{base}{address(row)}">' in page
    assert f'<link rel="alternate" type="application/pdf" href="{base}{address(row, ".pdf")}?language=en">' in page
    assert f'href="{base}/ims/case/v1p0/CFPackages/{row.identifier}">' in page
    assert '<meta name="robots" content="index, follow">' in page


def test_reading_in_public_obeys_nothing_that_was_typed(public, anybody, desk):
    row = public(name="<img src=x onerror=alert(1)>", description="<script>alert(1)</script>")
    page = anybody.get(address(row)).text + anybody.get(LIST).text
    assert "<img src=x" not in page
    assert "<script>alert" not in page


def test_reading_in_public_takes_a_fixed_number_of_statements(public, anybody, statements):
    small, large = public(), public(core_tasks=6, work_processes=5, indicators=6)
    with statements() as one:
        anybody.get(address(small))
    with statements() as many:
        anybody.get(address(large))
    assert len(one) == len(many)
    for _ in range(30):
        public()
    with statements() as listed:
        anybody.get(LIST)
    assert len(listed) <= 4


def test_reading_in_public_is_only_read(public, anybody, browser_of_coordinator):
    row = public()
    for url in (LIST, address(row), address(row, ".pdf")):
        assert browser_of_coordinator.post(url).status_code == 405
    assert anybody.client.head(address(row)).status_code == 200
    assert anybody.get(f"{LIST}/not-one").status_code == 404


def test_reading_in_public_is_told_to_the_coordinator(public, browser_of_coordinator):
    row = public()
    page = browser_of_coordinator.get(f"/qualifications/{row.id}/sharing").text
    assert f'value="http://127.0.0.1:8000{address(row)}"' in page


def test_reading_in_public_leads_from_a_superseded_version_to_the_newer_one(public, make, desk, anybody):
    old, new = public(name="Welder", state=QualificationState.SUPERSEDED), public(name="Welder", cohort="2031")
    assert "There is a newer version" not in anybody.get(address(old)).text
    with desk.writing() as work:
        work.db.get(Qualification, new.id).predecessor_id = old.id
    page = anybody.get(address(old)).text
    assert f"{address(new)}?language=en" in page[page.index("There is a newer version") :]
    assert "There is a newer version" not in anybody.get(address(new)).text
    with desk.writing() as work:
        work.db.get(Qualification, new.id).public_since = None
    assert "There is a newer version" not in anybody.get(address(old)).text
