"""X9: result, record and archive tell how long an exam took, when it stood still, where marks came from, and photos."""

import json
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from exams import queries
from exams.models import MarkPhoto, Sheet, TabletDeed
from exams.queries.how_marked import how_marked
from exams.rules.chain import digest
from exams.rules.deeds import DeedKind, MarkSource
from foundation.environment import choose
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams import test_x11_every_deed as deeds
from tests.exams.chains import Chained, sign, tamper
from tests.exams.conftest import counted
from tests.exams.test_x9_records import words
from tests.exams.test_x11_auditor import granted
from tests.exams.used_tablets import PICTURE, announced, with_decision, with_deeds, with_marks, with_photo

story = deeds.story


def sheet_of(work, sitting):
    return work.db.scalars(select(Sheet).where(Sheet.sitting_id == sitting.id)).one()


@pytest.fixture
def marked(school, visit, clock):
    """An exam of 35 minutes with a fire drill, marked on a tablet but for what came another way; not signed."""
    sitting, browser = school.planned(starts_at=NOON), visit(school.examiner)
    browser.post(f"/exams/sheets/{sitting.sheets[0].id}/begin")
    steps = [step.id for step in school.form.steps]
    clock.move(minutes=41)
    with school.desk.writing(actor_of(school.examiner)) as work:
        sheet = sheet_of(work, sitting)
        with_deeds(work, sheet, at=NOON)
        with_photo(work, sheet, steps[0])
        with_photo(work, sheet, steps[0], content=b"another")
        with_photo(work, sheet, content=b"of all of it")
        with_decision(work, sheet, school.coordinator)
        with_marks(work, sheet, steps[:3], MarkSource.PAPER, school.coordinator)
        with_marks(work, sheet, steps[3:5], MarkSource.FILE, school.coordinator)
        with_marks(work, sheet, steps[5:], MarkSource.SHELF, school.administrator)
    return sitting


@pytest.fixture
def signed(school, marked):
    sign(school, marked)
    return Chained(marked, school.desk)


def page_of(browser, signed, part="result"):
    return browser.get(f"/exams/sittings/{signed.sitting.id}/{part}")


def plain(html):
    return " ".join(html.split())


# On the page of the result


def test_x9_the_result_says_when_it_began_stood_still_and_ended(school, visit, signed):
    page = plain(page_of(visit(school.coordinator), signed).text)
    for fact in ("Began", "13:00", "13:40", "35 min without pauses", "13:10 to 13:15", "Fire drill"):
        assert fact in page


def test_x9_the_result_says_where_marks_came_from(school, visit, signed):
    page = page_of(visit(school.coordinator), signed).text
    who = school.coordinator.name
    assert f"3 marks were typed in from the form on paper by {who}." in page
    assert f"2 marks came from a file that a tablet saved, brought in by {who}." in page
    assert f"1 mark was refused when it came in, and taken over by {school.administrator.name}." in page


def test_x9_only_marks_that_stand_are_told_of(school, visit, signed, desk):
    """What was typed in and then marked anew on the tablet came from the tablet."""
    with desk.reading() as work:
        sitting = queries.sitting(work, signed.sitting.id)
        found = how_marked(work, [sitting])[sitting.id]
    assert sorted((one.source, one.count) for one in found.elsewhere) == [("file", 2), ("paper", 3), ("shelf", 1)]


@pytest.mark.parametrize("who", ["coordinator", "board_member", "examiner", "candidate"])
def test_x9_photos_stand_with_their_step_for_who_may_see_the_marks(school, visit, signed, desk, who):
    browser = visit(getattr(school, who))
    page = page_of(browser, signed).text
    assert "2 photos" in page
    assert "Photos of the exam" in page
    with desk.reading() as work:
        photos = [str(one) for one in work.db.scalars(select(MarkPhoto.id))]
    assert all(f"/exams/photos/{photo}/small" in page for photo in photos)
    assert browser.get(f"/exams/photos/{photos[0]}").status_code == 200


def test_x9_a_photo_that_was_taken_away_is_not_shown(school, visit, marked, desk):
    with desk.writing(actor_of(school.examiner)) as work:
        gone = work.db.scalars(select(MarkPhoto).where(MarkPhoto.step_id.is_(None))).one()
        gone.removed_at = work.now
        announced(work, sheet_of(work, marked), gone)
    sign(school, marked)
    found = Chained(marked, school.desk)
    assert "Photos of the exam" not in page_of(visit(school.coordinator), found).text
    assert found.wrong == []


def test_x9_why_it_stood_still_is_never_for_the_candidate(school, visit, signed):
    page = page_of(visit(school.candidate), signed).text
    assert "Fire drill" not in page
    assert "13:10 to 13:15" in plain(page)
    assert "Fire drill" not in words(page_of(visit(school.candidate), signed, "result.pdf").data)
    assert "Fire drill" in page_of(visit(school.coordinator), signed).text


def test_x9_photos_are_kept_from_the_candidate_where_remarks_are(school, visit, signed, desk):
    with desk.writing() as work:
        photo = work.db.scalars(select(MarkPhoto.id)).first()
    browser = visit(school.candidate)
    assert f"/exams/photos/{photo}" in page_of(browser, signed).text
    with desk.writing() as work:
        choose(work.db, "exams.remarks_to_candidate", False)
    assert "/exams/photos/" not in page_of(browser, signed).text
    assert browser.get(f"/exams/photos/{photo}").status_code == 404
    assert browser.get(f"/exams/photos/{photo}/small").status_code == 404
    assert f"/exams/photos/{photo}" in page_of(visit(school.coordinator), signed).text


def test_x9_an_exam_without_tablet_says_when_it_was_held_and_nothing_more(school, visit):
    sitting = school.signed(2)
    page = visit(school.coordinator).get(f"/exams/sittings/{sitting.id}/result").text
    assert "Pauses" not in page
    assert "photo" not in page
    assert "typed in" not in page


def test_x9_pauses_and_photos_cost_the_page_no_statement_more(school, visit, signed, statements):
    browser, other = visit(school.coordinator), school.signed(2, candidate=school.make.person())
    found = []
    for number in (signed.sitting.id, other.id):
        browser.get(f"/exams/sittings/{number}/result")
        with statements() as seen:
            assert browser.get(f"/exams/sittings/{number}/result").status_code == 200
        found.append(counted(seen))
    assert found[0] == found[1]


# On paper


def test_x9_the_record_says_the_same_on_paper(school, visit, signed):
    found = words(page_of(visit(school.coordinator), signed, "result.pdf").data)
    for fact in (
        "held 13:00 to 13:40, 35 min without pauses",
        "13:10 to 13:15: Fire drill",
        "3 marks were typed in from the form on paper",
        "2 photos, kept with the file of the exam",
        "1 photo, kept with the file of the exam",
    ):
        assert fact in found


def test_x9_names_and_reasons_of_any_kind_are_printed(school, visit, marked, desk):
    """Emoji, right to left and what looks like markup: printed, never obeyed."""
    reason = json.dumps({"reason": "<b>Łukasz</b> & עברית 😀"})
    tamper(desk, f"UPDATE tablet_deed SET content = '{reason}' WHERE kind = 'pause'")
    sign(school, marked)
    with desk.reading() as work:
        assert work.db.scalars(select(TabletDeed).where(TabletDeed.kind == DeedKind.PAUSE)).one().content["reason"]
    page = visit(school.coordinator).get(f"/exams/sittings/{marked.id}/result").text
    assert "&lt;b&gt;Łukasz&lt;/b&gt; &amp; עברית 😀" in page
    assert "Łukasz" in words(visit(school.coordinator).get(f"/exams/sittings/{marked.id}/result.pdf").data)


# In the archive


@pytest.fixture
def archive(school, visit, signed):
    return ZipFile(BytesIO(page_of(visit(school.board_member), signed, "file.zip").data))


def test_x9_the_archive_holds_photos_and_deeds(archive, school, desk):
    photos = [name for name in archive.namelist() if name.startswith("photos/")]
    assert sorted(name.partition("/")[2].rpartition("-")[0][:8] for name in photos) == sorted(
        [school.form.steps[0].key[:8]] * 2 + ["exam-" + photo[:3] for photo in _of_the_whole(desk)]
    )
    assert PICTURE in [archive.read(name) for name in photos]
    facts = json.loads(archive.read("exam.json"))
    assert [one["kind"] for one in facts["deeds"]] == ["start", "pause", "resume", "stop"]
    assert facts["deeds"][1]["content"] == {"reason": "Fire drill"}
    assert facts["deeds"][1]["by"] == school.examiner.name
    assert facts["refused_and_decided"][0]["reason"] == "He was ill."
    assert facts["clocks"][0]["minutes_without_pauses"] == 35
    assert {one["source"] for one in facts["came_another_way"]} == {"paper", "file", "shelf"}
    assert len(facts["photos"]) == 3


def _of_the_whole(desk):
    with desk.reading() as work:
        return [str(one) for one in work.db.scalars(select(MarkPhoto.id).where(MarkPhoto.step_id.is_(None)))]


def test_x9_the_manifest_names_each_photo_with_its_digest(archive):
    manifest = {one["path"]: one for one in json.loads(archive.read("manifest.json"))["files"]}
    photos = [name for name in archive.namelist() if name.startswith("photos/")]
    assert len(photos) == 3
    for name in photos:
        assert manifest[name]["sha256"] == sha256(archive.read(name)).hexdigest()


def test_x9_deeds_and_photos_can_be_checked_without_the_product(archive):
    contents, latest = json.loads(archive.read("contents.json")), {}
    for line in archive.read("chain.jsonl").splitlines():
        link = json.loads(line)
        latest |= {thing: (link["salt"], one) for thing, one in link["facts"].get("of", {}).items()}
    mine = [thing for thing in contents if thing.partition(":")[0] in ("deed", "photo", "shelf")]
    assert len(mine) == 8
    assert all(digest(latest[thing][0], thing, contents[thing]) == latest[thing][1] for thing in mine)


def test_x9_a_photo_of_which_the_bytes_are_gone_leaves_the_archive_readable(school, visit, signed, desk):
    with desk.reading() as work:
        key = work.db.scalars(select(MarkPhoto.file_key)).first()
        work.storage.delete(key)
    archive = ZipFile(BytesIO(page_of(visit(school.board_member), signed, "file.zip").data))
    assert len([name for name in archive.namelist() if name.startswith("photos/")]) == 2


def test_x9_an_auditor_reads_it_too(school, visit, signed):
    auditor = school.make.person(Role.AUDITOR)
    granted(school, auditor, signed)
    page = plain(visit(auditor).get(f"/exams/inspections/{signed.sitting.id}").text)
    for fact in ("13:10 to 13:15", "Fire drill", "2 photos", "Photos are in the whole file."):
        assert fact in page
    assert "/small" not in page
    names = ZipFile(BytesIO(visit(auditor).get(f"/exams/inspections/{signed.sitting.id}/file.zip").data)).namelist()
    assert len([name for name in names if name.startswith("photos/")]) == 3


# Two examiners


@pytest.fixture
def two(story):
    """Both marked the same, each with a clock of their own; one of them took a photo."""
    story.planned()
    story.marked(story.school.examiner, 2)
    with story.by(story.school.examiner) as work:
        with_deeds(work, story.sheet(work, story.school.examiner))
        with_photo(work, story.sheet(work, story.school.examiner))
    story.clock.move(minutes=45)
    story.marked(story.second, 2)
    story.signed(story.school.examiner)
    story.signed(story.second)
    return story


def test_x9_of_two_examiners_each_has_a_clock(two, visit):
    page = plain(visit(two.school.coordinator).get(f"/exams/sittings/{two.number}/result").text)
    assert f'<p class="how-whose">{two.school.examiner.name}</p>' in page
    assert f'<p class="how-whose">{two.second.name}</p>' in page
    assert page.count("Took") == 2
    assert page.count("Fire drill") == 1


def test_x9_on_paper_too(two, visit):
    found = words(visit(two.school.coordinator).get(f"/exams/sittings/{two.number}/result.pdf").data)
    assert f"Held by {two.school.examiner.name}" in found
    assert f"Held by {two.second.name}" in found


def test_x9_the_other_examiner_sees_the_photo_once_both_signed(two, visit, desk):
    with desk.reading() as work:
        photo = work.db.scalars(select(MarkPhoto.id)).one()
    page = visit(two.second).get(f"/exams/sittings/{two.number}/result").text
    assert f"/exams/photos/{photo}/small" in page
    assert two.wrong == []
