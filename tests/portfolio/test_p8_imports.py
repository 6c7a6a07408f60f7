"""Portfolios from elsewhere come in: looked at first, then entry by entry."""

import io
import re
import zipfile
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from foundation.access import SYSTEM
from foundation.files import UploadLimits
from foundation.jobs.models import Job, JobState
from foundation.messages import from_json
from people.models import Person
from people.rules import Role
from portfolio.actions.exports import ask_export
from portfolio.actions.imports import note_upload, take_files, take_in_at_once
from portfolio.formats import leap2a
from portfolio.formats.packed import opened_portfolio
from portfolio.formats.values import SaidAs, UnreadablePortfolio
from portfolio.models import Comment, Entry, EntryFile, Evidence, PortfolioExport, PortfolioImport
from portfolio.queries.contents import contents_of
from portfolio.queries.imports import places_for
from portfolio.rules import EntryKind, EvidenceState, ExportKind
from tests.conftest import actor_of
from tests.portfolio.conftest import outsiders, photo, run_jobs, uuid_of
from tests.portfolio.formats.test_p8_leap2a import feed, item

IMPORTS = "/portfolio/imports"


def sent(content, name="leap2a.zip"):
    return {"file": (io.BytesIO(content), name)}


def packed(description, **files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leap2a.xml", description)
        for name, content in files.items():
            archive.writestr(f"files/{name}.jpg", content)
    return target.getvalue()


@pytest.fixture
def upload(app, visit, noor):
    """Uploads a portfolio and gives the address of its preview."""
    return lambda content, name="leap2a.zip", who=noor: visit(who).post(IMPORTS, sent(content, name)).location


@pytest.fixture
def taken_in(app, visit, noor, upload):
    """Uploads a portfolio, takes in everything in it, and gives what the page says afterwards."""

    def take_it(content, name="leap2a.zip", who=noor):
        url = upload(content, name, who)
        with opened_portfolio(io.BytesIO(content)) as found:
            keys = [entry.key for entry in found.read.portfolio.entries]
        assert visit(who).post(url, {"entry": keys}).status_code == 303
        run_jobs(app)
        return visit(who).get(url).text

    return take_it


@pytest.fixture
def exported(app, desk):
    """What somebody's portfolio is as Leap2A."""

    def make_it(person):
        with desk.writing(actor_of(person)) as work:
            number = ask_export(work, person.id, ExportKind.LEAP2A).id
        run_jobs(app)
        with desk.reading(SYSTEM) as work:
            key = work.db.get_one(PortfolioExport, number).file_key
            with work.storage.open(key) as stream:
                return stream.read()

    return make_it


@pytest.fixture
def contents(desk):
    """Everything in somebody's portfolio."""

    def read(person):
        with desk.reading(actor_of(person)) as work:
            return contents_of(work, person.id).portfolio

    return read


def test_p8_the_preview_shows_what_is_in_the_file_and_keeps_nothing(visit, noor, upload, count):
    page = visit(noor).get(upload(feed(item("entry", "<content>Welding a gate</content>")), "leap2a.xml")).text
    assert "Welding a gate" in page
    assert count(Entry) == 0


def test_p8_our_own_export_comes_in_without_loss(desk, keep, noor, other, processes, exported, contents, taken_in):
    told = keep.entry(
        noor,
        kind=EntryKind.PROJECT,
        organisation="De Brug",
        role="Maker",
        hours=12,
        outcome="Sold",
        description="Two\nlines",
    )
    keep.file(noor, told, photo(), name="tafel é🚤.jpg")
    keep.evidence(noor, told, *processes[:2], reasoning="I made it.")
    taken_in(exported(noor), who=other)
    before, after = contents(noor).entries, contents(other).entries
    assert [plain(entry) for entry in after] == [plain(entry) for entry in before]


def plain(entry):
    """What must be the same after a journey: not the numbers, nor the moments that each side keeps for itself."""
    files = tuple((file.name, file.media_type, file.size, file.sha256) for file in entry.files)
    return replace(entry, key="", version_of="", updated_at=None, files=files)


def test_p8_decisions_of_elsewhere_are_told_but_count_for_nothing(
    desk, keep, noor, other, guide, evidence, exported, taken_in, contents
):
    with desk.writing(actor_of(guide)) as work:
        work.db.add(
            Comment(
                entry_id=evidence.entry_id,
                author_id=guide.id,
                text="Fine work",
                form_key=uuid_of(901),
                created_at=work.now,
            )
        )
    description = zipfile.ZipFile(io.BytesIO(exported(noor))).read("leap2a.xml")
    accepted = description.replace(b'proefstuk:state="open"', b'proefstuk:state="accepted"')
    taken_in(packed(accepted), who=other)
    (entry,) = contents(other).entries
    assert [shown.state for shown in entry.evidence] == [EvidenceState.OPEN]
    assert [(said.text, said.way) for said in entry.said] == [("Fine work", SaidAs.COMMENT)]


def test_p8_work_processes_that_are_not_followed_stay_out_and_the_preview_says_so(
    visit, make, noor, evidence, exported, upload, taken_in, count, contents
):
    stranger = make.person(Role.CANDIDATE)
    export = exported(noor)
    assert "of which you follow 0 here" in visit(stranger).get(upload(export, who=stranger)).text
    taken_in(export, who=stranger)
    assert count(Evidence) == 1
    assert [said.text for entry in contents(stranger).entries for said in entry.said] == ["I made it."]


def test_p8_what_seems_to_be_here_already_is_not_ticked(visit, noor, entry, exported, upload):
    page = visit(noor).get(upload(exported(noor))).text
    assert "Something like it is here already" in page
    assert re.search(r'name="entry"[^>]* checked', page) is None


def test_p8_taken_in_twice_it_is_there_once(app, visit, noor, upload, count):
    url = upload(feed(item("entry", "")), "leap2a.xml")
    for _ in range(2):
        visit(noor).post(url, {"entry": ["portfolio:1"]})
    run_jobs(app)
    visit(noor).post(url, {"entry": ["portfolio:1"]})
    run_jobs(app)
    assert count(Entry) == 1


def test_p8_only_what_was_chosen_comes_in(app, visit, noor, upload, desk):
    url = upload(feed(item("entry", "", key="a"), item("activity", "", key="b")), "leap2a.xml")
    visit(noor).post(url, {"entry": ["b"]})
    run_jobs(app)
    with desk.reading(SYSTEM) as work:
        assert [entry.kind for entry in work.db.query(Entry)] == [EntryKind.PROJECT]


def test_p8_nothing_chosen_is_told(visit, noor, upload):
    answer = visit(noor).post(upload(feed(item("entry", "")), "leap2a.xml"), {})
    assert answer.status_code == 422
    assert "Choose at least one entry." in answer.text


def test_p8_a_file_that_is_not_allowed_stays_out_by_name(taken_in, count):
    inside = item("resource", '<link rel="enclosure" href="files/evil.jpg"/>')
    page = taken_in(packed(feed(inside), evil=b"MZ this is a program"))
    assert "What stayed out" in page
    assert count(Entry) == 1
    assert count(EntryFile) == 0


def test_p8_a_file_that_did_not_come_along_is_named(taken_in):
    page = taken_in(feed(item("resource", '<link rel="enclosure" href="files/photo.jpg"/>')), "leap2a.xml")
    assert "did not come along" in page


def test_p8_a_path_that_leads_out_of_the_file_finds_nothing(taken_in, count):
    taken_in(packed(feed(item("resource", '<link rel="enclosure" href="../../../etc/passwd"/>'))))
    assert count(EntryFile) == 0


def test_p8_a_member_that_unpacks_to_too_much_stays_out(app, taken_in, count):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leap2a.xml", feed(item("resource", '<link rel="enclosure" href="files/bomb.jpg"/>')))
        archive.writestr("files/bomb.jpg", b"\xff\xd8\xff" + bytes(60_000_000))
    assert "What stayed out" in taken_in(target.getvalue())
    assert count(EntryFile) == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no Leap2A portfolio"),
        (b"PK\x03\x04 broken", "damaged"),
        (packed(b"<feed>"), "no Leap2A portfolio"),
    ],
    ids=["empty", "damaged", "no feed"],
)
def test_p8_what_is_no_portfolio_is_refused_in_words(visit, noor, count, kept_bytes, content, words):
    answer = visit(noor).post(IMPORTS, sent(content))
    assert answer.status_code == 422
    assert words in answer.text
    assert count(PortfolioImport) == 0
    assert kept_bytes() == []


def test_p8_a_zip_without_a_portfolio_says_what_to_choose(visit, noor):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("index.html", "x")
    assert "Choose Leap2A when you export it" in visit(noor).post(IMPORTS, sent(target.getvalue())).text


def test_p8_no_file_at_all_is_told(visit, noor):
    answer = visit(noor).post(IMPORTS, {})
    assert answer.status_code == 422
    assert "Choose the file" in answer.text


def test_p8_nobody_else_sees_an_upload(visit, make, guide, other, upload):
    url = upload(feed(item("entry", "")), "leap2a.xml")
    everybody = [*outsiders(make), guide, other, make.person(Role.COORDINATOR), make.person(Role.ADMINISTRATOR)]
    assert {visit(person).get(url).status_code for person in everybody} == {404}
    assert {visit(person).post(url, {"entry": ["portfolio:1"]}).status_code for person in everybody} == {404}


def test_p8_only_candidates_bring_something_in(visit, make):
    assert visit(make.person(Role.COORDINATOR)).post(IMPORTS, sent(b"x")).status_code == 403


def test_p8_uploading_and_taking_in_are_on_record(noor, taken_in, audit):
    taken_in(feed(item("entry", "")), "leap2a.xml")
    names = [name for name, *_ in audit() if name.startswith("portfolio-") or name == "entry-added"]
    assert names == ["portfolio-uploaded", "entry-added", "portfolio-imported"]


def test_p8_a_real_portfolio_of_another_program_comes_in(real_file, taken_in, count):
    taken_in(real_file("portfolio/mahara_leap2a.xml").read_bytes(), "mahara.xml")
    assert count(Entry) == 5


OWN = 'xmlns:proefstuk="urn:proefstuk:leap2a:1"'


def ours(number, version_of="", key=None):
    """An item as we write it, which may be a new version of another one."""
    inside = f'<proefstuk:entry {OWN} proefstuk:kind="other" proefstuk:version-of="{version_of}"/>'
    return item("entry", inside, key=key or f"portfolio:entry/{number}").replace("Something", f"Entry {number}")


def test_p8_versions_of_an_entry_come_in_as_versions(taken_in, desk):
    page = taken_in(feed(ours(1), ours(2, version_of="1")), "leap2a.xml")
    assert "2 entries were taken in." in page
    with desk.reading(SYSTEM) as work:
        first, second = work.db.query(Entry).order_by(Entry.id)
        assert (first.predecessor_id, second.predecessor_id) == (None, first.id)


def test_p8_only_one_entry_becomes_the_new_version_of_another(taken_in, desk):
    taken_in(feed(ours(1), ours(2, version_of="1"), ours(3, version_of="1")), "leap2a.xml")
    with desk.reading(SYSTEM) as work:
        assert [entry.predecessor_id is None for entry in work.db.query(Entry).order_by(Entry.id)] == [
            True,
            False,
            True,
        ]


def test_p8_no_line_of_versions_is_a_circle(visit, noor, taken_in, desk):
    circle = feed(ours(1, version_of="1"), ours(2, version_of="1", key="1"), ours(3, version_of="3"))
    taken_in(circle, "leap2a.xml")
    with desk.reading(SYSTEM) as work:
        found = [(entry.id, entry.predecessor_id) for entry in work.db.query(Entry).order_by(Entry.id)]
    assert [predecessor for _number, predecessor in found] == [None] * len(found)
    assert visit(noor).get(f"/portfolio/entries/{found[0][0]}").status_code == 200


def test_p8_the_database_itself_knows_no_later_predecessor(desk, entry):
    with pytest.raises(IntegrityError), desk.writing(SYSTEM) as work:
        work.db.query(Entry).filter_by(id=entry.id).update({"predecessor_id": entry.id})


def test_p8_no_form_of_somebodys_own_making_takes_the_place_of_what_comes_in(app, visit, noor, upload, desk, count):
    url = upload(feed(item("entry", "")), "leap2a.xml")
    visit(noor).post(url, {"entry": ["portfolio:1"]})
    with desk.reading(SYSTEM) as work:
        chosen = [row.chosen for row in work.db.query(PortfolioImport)]
    run_jobs(app)
    assert len(UUID(chosen[0]["seed"]).bytes) == 16
    assert count(Entry) == 1


def test_p8_files_beyond_the_room_of_a_person_stay_out_by_name(app, desk, noor, entry, keep, taken_in):
    keep.file(noor, entry, photo())
    packed_photo = packed(feed(item("resource", '<link rel="enclosure" href="files/one.jpg"/>')), one=photo((50, 50)))
    with opened_portfolio(io.BytesIO(packed_photo)) as found, desk.writing(actor_of(noor)) as work:
        row = note_upload(work, work.storage.put(io.BytesIO(packed_photo), limit=10**9), name="a.zip")
        (inside,) = found.read.portfolio.entries
        files = take_files(work.storage, work.scanner, found, inside, limits=UploadLimits())
        places = places_for(work, noor.id)
        outcome = take_in_at_once(work, row, found.read.portfolio, [(inside, files)], places, room=100)
    assert "There is no room for this" in str(from_json(outcome["left_out"][0]))


def test_p8_only_the_newest_uploads_of_a_person_are_kept(upload, count):
    for number in range(22):
        upload(feed(item("entry", "", key=f"portfolio:{number}")), "leap2a.xml")
    assert count(PortfolioImport) == 20


def test_p8_what_others_said_elsewhere_stays_marked_as_not_checked_here(app, visit, noor, taken_in, contents, exported):
    said = (
        '<author><name>K. Smit</name></author><content>Fine</content><link rel="leap2:reflects_on" href="portfolio:1"/>'
        f'<proefstuk:said {OWN} proefstuk:way="accepted" proefstuk:number="W1"/>'
    )
    taken_in(feed(item("entry", ""), item("assertion", said, key="portfolio:2")), "leap2a.xml")
    assert [one.source for entry in contents(noor).entries for one in entry.said] == ["Alice"]
    again = leap2a.read(zipfile.ZipFile(io.BytesIO(exported(noor))).read("leap2a.xml")).portfolio
    assert [one.source for entry in again.entries for one in entry.said] == ["Alice"]


def test_p8_a_file_that_replaced_another_still_does_after_a_journey(desk, keep, noor, other, entry, exported, taken_in):
    old = keep.file(noor, entry, photo((20, 20)), name="a.jpg")
    new = keep.file(noor, entry, photo((30, 30)), name="a.jpg")
    with desk.writing(actor_of(noor)) as work:
        work.db.query(EntryFile).filter_by(id=old.id).update({"replaced_at": work.now})
        work.db.query(EntryFile).filter_by(id=new.id).update({"replaces_id": old.id})
    taken_in(exported(noor), who=other)
    with desk.reading(SYSTEM) as work:
        rows = work.db.query(EntryFile).filter(EntryFile.uploaded_by == other.id).order_by(EntryFile.id).all()
        assert [(row.replaced_at is not None, row.replaces_id) for row in rows] == [(True, None), (False, rows[0].id)]


def test_p8_moments_that_nobody_can_have_meant_are_left_out(noor, taken_in, contents):
    early = "<updated>0001-01-01T00:00:00+14:00</updated>"
    taken_in(feed(item("entry", "").replace("<updated>2026-01-01T10:00:00Z</updated>", early)), "leap2a.xml")
    assert len(contents(noor).entries) == 1


def test_p8_members_that_are_packed_in_an_unusual_way_stay_out(taken_in, count):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("leap2a.xml", feed(item("resource", '<link rel="enclosure" href="files/a.jpg"/>')))
        archive.writestr("files/a.jpg", photo(), zipfile.ZIP_LZMA)
    assert "What stayed out" in taken_in(target.getvalue())
    assert count(Entry) == 1


def test_p8_a_description_that_is_packed_in_an_unusual_way_is_refused(visit, noor):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("leap2a.xml", feed(item("entry", "")))
    assert visit(noor).post(IMPORTS, sent(target.getvalue())).status_code == 422


def test_p8_a_list_of_members_without_end_is_refused_before_it_is_read():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(60_000):
            archive.writestr(zipfile.ZipInfo(f"{number:080}"), b"")
    with pytest.raises(UnreadablePortfolio, match="damaged"), opened_portfolio(target):
        pass


def test_p8_what_others_said_elsewhere_is_kept_to_a_measure(noor, taken_in, contents):
    def said(number):
        tied = f'<link rel="leap2:reflects_on" href="portfolio:1"/><proefstuk:said {OWN}/>'
        return item("assertion", f"<content>{'x' * 30_000}</content>{tied}", key=f"portfolio:said/{number}")

    taken_in(packed(feed(item("entry", ""), *map(said, range(210)))))
    (entry,) = contents(noor).entries
    assert len(entry.said) == 200
    assert {len(one.text) for one in entry.said} == {20_000}


@pytest.mark.parametrize("title", ["", "   ", "\u202e", "\u200b \n"])
@pytest.mark.parametrize(("language", "kind"), [("en", "Something else"), ("nl", "Iets anders")])
def test_p8_what_has_no_title_is_called_as_its_kind(
    title, language, kind, desk, noor, upload, taken_in, contents, visit
):
    with desk.writing() as work:
        work.db.get(Person, noor.id).language = language
    nameless = feed(item("entry", "", title=title))
    assert f"<bdi>{kind}</bdi>" in visit(noor).get(upload(nameless, "leap2a.xml")).text
    taken_in(nameless, "leap2a.xml")
    assert [entry.facts.title for entry in contents(noor).entries] == [kind]


def test_p8_what_has_no_title_is_called_as_its_first_file(noor, taken_in, contents):
    found = feed(item("resource", '<link rel="enclosure" href="files/a.jpg"/>', title="  "))
    taken_in(packed(found, a=photo()))
    assert [entry.facts.title for entry in contents(noor).entries] == ["a.jpg"]


def test_p8_what_could_not_be_finished_is_told(app, visit, noor, upload, desk):
    url = upload(feed(item("entry", "")), "leap2a.xml")
    visit(noor).post(url, {"entry": ["portfolio:1"]})
    with desk.writing(SYSTEM) as work:
        work.db.query(Job).filter_by(name="portfolio.take-in-portfolio").update({"state": JobState.PARKED})
    assert "could not be finished" in visit(noor).get(url).text
