"""A portfolio leaves as a file: made in the background, for whoever asked, kept for some days."""

import io
import zipfile

import pytest

from foundation.access import SYSTEM
from people.models import Person
from people.rules import Role
from portfolio import actions
from portfolio.formats import leap2a
from portfolio.models import PortfolioExport
from portfolio.queries.contents import contents_of
from portfolio.rules import ExportKind
from tests.conftest import actor_of
from tests.portfolio.conftest import outsiders, photo, run_jobs

EXPORTS = "/portfolio/exports"


@pytest.fixture
def made(app, visit, noor):
    """Has a file made, and gives what it holds."""

    def make_it(kind=ExportKind.ZIP):
        assert visit(noor).post(EXPORTS, {"kind": kind}).status_code == 303
        run_jobs(app)
        return zipfile.ZipFile(io.BytesIO(visit(noor).get(f"{EXPORTS}/{newest(app)}/file").data))

    return make_it


def newest(app):
    with app.app_context(), app.extensions["works"].reading(SYSTEM) as work:
        return work.db.query(PortfolioExport).order_by(PortfolioExport.id.desc()).first().id


def test_p8_the_page_offers_each_form(visit, noor):
    page = visit(noor).get(EXPORTS).text
    assert all(words in page for words in ("ZIP with pages and all files", "Leap2A"))


def test_p8_the_zip_holds_pages_and_every_file_as_it_came(made, keep, noor, entry):
    content = photo()
    keep.file(noor, entry, content, name="tafel 1#?.jpg")
    archive = made()
    path = f"files/{entry.id}-Oak side table/tafel 1#_.jpg"
    assert archive.read(path) == content
    assert {"index.html", "style.css", f"entries/{entry.id}.html"} <= set(archive.namelist())
    assert (
        f"../files/{entry.id}-Oak%20side%20table/tafel%201%23_.jpg" in archive.read(f"entries/{entry.id}.html").decode()
    )


def test_p8_the_pages_tell_evidence_with_its_reasoning(made, evidence, entry, processes):
    page = made().read(f"entries/{entry.id}.html").decode()
    assert processes[0].name in page
    assert "I made it." in page


def test_p8_what_people_typed_is_no_markup_in_the_pages(made, keep, noor):
    hostile = keep.entry(noor, title="<script>alert(1)</script>", description="</p><img src=x onerror=alert(1)>")
    page = made().read(f"entries/{hostile.id}.html").decode()
    assert "<script>" not in page
    assert "<img src=x" not in page


def test_p8_pages_ask_for_nothing_from_elsewhere(made, evidence):
    archive = made()
    pages = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".html", ".css")))
    assert "http://" not in pages
    assert "https://" not in pages


def test_p8_two_files_with_the_same_name_both_come_along(made, keep, noor, entry):
    first, second = photo((20, 20)), photo((30, 30))
    keep.file(noor, entry, first, name="a.jpg")
    keep.file(noor, entry, second, name="A.JPG")
    inside = made()
    assert {inside.read(name) for name in inside.namelist() if name.startswith("files/")} == {first, second}


def test_p8_what_was_put_aside_stays_out(made, keep, desk, noor, entry):
    gone = keep.entry(noor, title="Gone")
    with desk.writing(actor_of(noor)) as work:
        actions.remove_entry(work, gone.id)
    assert f"entries/{gone.id}.html" not in made().namelist()


def test_p8_a_file_that_storage_has_lost_is_named_and_the_rest_comes_along(made, app, visit, keep, noor, entry):
    lost = keep.file(noor, entry, photo(), name="lost.jpg")
    app.extensions["works"].storage.delete(lost.original_key)
    inside = made()
    assert "index.html" in inside.namelist()
    assert "lost.jpg is not kept any more" in visit(noor).get(EXPORTS).text


def test_p8_an_empty_portfolio_is_a_file_too(made):
    assert "There are no entries" in made().read("index.html").decode()


def test_p8_leap2a_holds_the_description_and_the_files(made, keep, noor, entry):
    keep.file(noor, entry, photo(), name="table.jpg")
    inside = made(ExportKind.LEAP2A)
    portfolio = leap2a.read(inside.read("leap2a.xml")).portfolio
    assert [one.facts.title for one in portfolio.entries] == ["Oak side table"]
    assert all(file.path in inside.namelist() for one in portfolio.entries for file in one.files)


def test_p8_a_mail_tells_when_it_is_ready(made, app):
    made()
    run_jobs(app)
    (letter,) = app.extensions["settings"].mailbox.glob("*.eml")
    assert "Subject: Your portfolio is ready to download" in letter.read_text()


def test_p8_asked_twice_it_is_made_once(visit, noor, count):
    for _ in range(2):
        visit(noor).post(EXPORTS, {"kind": "zip"})
    assert count(PortfolioExport) == 1


def test_p8_thrown_away_it_is_gone(made, app, visit, noor):
    made()
    number = newest(app)
    assert visit(noor).post(f"{EXPORTS}/{number}/remove").status_code == 303
    assert visit(noor).get(f"{EXPORTS}/{number}/file").status_code == 404


def test_p8_thrown_away_while_it_is_made_it_stays_away(app, visit, noor, entry):
    visit(noor).post(EXPORTS, {"kind": "zip"})
    number = newest(app)
    visit(noor).post(f"{EXPORTS}/{number}/remove")
    run_jobs(app)
    assert visit(noor).get(f"{EXPORTS}/{number}/file").status_code == 404


def test_p8_after_its_term_it_is_forgotten(made, app, desk, clock, noor, visit):
    made()
    clock.move(days=8)
    from portfolio.actions.exports import forget_expired_exports

    with desk.writing(actor_of(noor)) as work:
        forget_expired_exports(work)
    assert visit(noor).get(f"{EXPORTS}/{newest(app)}/file").status_code == 404


def test_p8_nobody_else_can_take_it(made, app, visit, make, guide, other):
    made()
    url = f"{EXPORTS}/{newest(app)}/file"
    everybody = [*outsiders(make), guide, other, make.person(Role.COORDINATOR), make.person(Role.ADMINISTRATOR)]
    assert {visit(person).get(url).status_code for person in everybody} == {404}


def test_p8_an_unknown_form_makes_nothing(visit, noor, count):
    assert visit(noor).post(EXPORTS, {"kind": "data_access"}).status_code == 404
    assert count(PortfolioExport) == 0


def test_p8_asking_making_and_taking_are_on_record(made, audit, noor):
    made()
    assert [line for line in audit() if line[0].startswith("export")] == [
        ("export-asked", noor.id, noor.id),
        ("export-made", noor.id, noor.id),
        ("export-taken", noor.id, noor.id),
    ]


def test_p8_everything_is_read_in_a_fixed_number_of_statements(desk, statements, keep, noor, processes):
    def costs():
        with desk.reading(actor_of(noor)) as work, statements() as asked:
            contents_of(work, noor.id)
        return len(asked)

    keep.evidence(noor, keep.entry(noor), processes[0])
    few = costs()
    for number in range(5):
        keep.evidence(noor, keep.entry(noor, title=f"Table {number}"), *processes)
    assert costs() == few == 9


def test_p8_after_its_term_it_cannot_be_taken_even_before_it_is_forgotten(made, app, clock, noor, visit):
    made()
    clock.move(days=8)
    assert visit(noor).get(f"{EXPORTS}/{newest(app)}/file").status_code == 404


def test_p8_of_each_form_the_newest_is_kept(made, visit, noor, count):
    made()
    made()
    assert visit(noor).get(EXPORTS).text.count("/file") == 1


def test_p8_thrown_away_and_asked_again_it_is_made(app, visit, noor, entry):
    visit(noor).post(EXPORTS, {"kind": "zip"})
    visit(noor).post(f"{EXPORTS}/{newest(app)}/remove")
    visit(noor).post(EXPORTS, {"kind": "zip"})
    run_jobs(app)
    assert visit(noor).get(f"{EXPORTS}/{newest(app)}/file").status_code == 200


def test_p8_every_file_lies_at_a_place_of_its_own(made, keep, noor, entry):
    contents = [photo((20, 20)), photo((30, 30)), photo((40, 40))]
    for content, name in zip(contents, ("a.jpg", "a (2).jpg", "A.jpg"), strict=True):
        keep.file(noor, entry, content, name=name)
    inside = made()
    names = [name for name in inside.namelist() if name.startswith("files/")]
    assert len(set(names)) == 3
    assert {inside.read(name) for name in names} == set(contents)


def test_p8_it_speaks_the_language_in_which_it_was_asked_for(app, visit, noor, desk):
    with desk.writing() as work:
        work.db.get(Person, noor.id).language = "nl"
    visit(noor).post(EXPORTS, {"kind": "zip"})
    with desk.writing() as work:
        work.db.get(Person, noor.id).language = "en"
    run_jobs(app)
    inside = zipfile.ZipFile(io.BytesIO(visit(noor).get(f"{EXPORTS}/{newest(app)}/file").data))
    assert '<html lang="nl">' in inside.read("index.html").decode()
