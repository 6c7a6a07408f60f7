"""X4: photos taken while marking: in once, without place or camera, out to whoever may see the marks."""

import io
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from exams import queries
from exams.actions.photos import add_paper_photo, draw, take_away
from exams.models import MarkPhoto, Sheet, Sitting, Tablet, TabletDeed
from exams.queries.photos import photo_counts, photos_on
from exams.queries.stored import KEPT
from exams.rules import AnswerKind, SittingState
from exams.rules.deeds import DeedKind
from exams.rules.photos import LARGEST, MOST, Announcement, why_not_announce
from foundation.audit import AuditLine
from foundation.orphans import in_use
from foundation.refusals import Refusal
from foundation.scanning import HARMLESS_TEST, HarmFound, NoScanner, ScannerSilent
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.marking.conftest import bench  # noqa: F401  # a sheet to mark
from tests.exams.tablet.photographs import announce, deed, picture, placed


@pytest.fixture
def shoot(visit, bench):  # noqa: F811
    """Send the bytes of a photo as the examiner's tablet does."""
    examiner = visit(bench.examiner)

    def send(photo, content, *, browser=examiner, kind="image/jpeg", **headers):
        digest = {"X-Proefstuk-Sha256": sha256(content).hexdigest()}
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        headers = {"Accept": "application/json", **digest, **more}
        return browser.post(f"/exams/tablet/photos/{photo}", data=content, content_type=kind, headers=headers)

    return send


@pytest.fixture
def photos(desk):
    """Every photo that is here."""

    def read():
        with desk.reading() as work:
            found = list(work.db.scalars(select(MarkPhoto)))
            work.db.expunge_all()
            return found

    return read


@pytest.fixture
def kept(desk, photos):
    """The picture that is kept."""

    def read():
        with desk.reading() as work, work.storage.open(photos()[0].file_key) as file:
            return file.read()

    return read


@pytest.fixture
def arrived(desk, bench, shoot):  # noqa: F811
    """A photo of the first step that is here."""
    content = picture()
    photo = announce(desk, bench.sheet, content, step=bench.steps[0])
    assert shoot(photo, content).json["outcome"] == "stored"
    return photo


def test_a_photo_that_was_announced_is_stored(desk, bench, shoot, photos):  # noqa: F811
    content = picture()
    photo = announce(desk, bench.sheet, content, step=bench.steps[0])
    answer = shoot(photo, content)
    assert answer.json == {"photo": str(photo), "outcome": "stored"}
    assert answer.headers["X-Proefstuk"] == "1"
    row = photos()[0]
    assert (row.sheet_id, row.step_id, row.added_by) == (bench.sheet.id, bench.steps[0], bench.examiner.id)
    assert row.taken_at == NOON - timedelta(minutes=4)  # the device's clock was set right by when it sent the deed


def test_a_photo_is_never_older_than_the_day_of_its_exam_and_what_the_tablet_said_stays(desk, bench, shoot, photos):  # noqa: F811
    long_ago, content = NOON - timedelta(days=30), picture()
    photo = announce(desk, bench.sheet, content, made_at=long_ago)
    shoot(photo, content)
    assert photos()[0].taken_at == NOON
    with desk.reading() as work:
        assert work.db.scalars(select(TabletDeed.made_at)).one() == long_ago


def test_the_same_photo_again_is_a_duplicate_and_kept_once(arrived, shoot, photos):
    assert shoot(arrived, picture()).json == {"photo": str(arrived), "outcome": "duplicate"}
    assert len(photos()) == 1


def test_another_photo_under_the_same_number_is_refused(arrived, shoot, photos):
    answer = shoot(arrived, picture(colour="red")).json
    assert answer["outcome"] == "refused"
    assert answer["reason"] == "This is not the photo that was announced, so it was not kept."
    assert len(photos()) == 1


def test_a_photo_that_nobody_announced_is_not_taken(shoot, photos):
    answer = shoot(uuid4(), picture())
    assert answer.status_code == 404
    assert answer.headers["X-Proefstuk"] == "1"
    assert photos() == []


def test_a_photo_whose_announcement_was_refused_is_not_taken(desk, bench, shoot):  # noqa: F811
    content = picture()
    photo = announce(desk, bench.sheet, content, answer=AnswerKind.REFUSED)
    assert shoot(photo, content).status_code == 404


def test_nobody_else_sends_the_photo_of_an_examiner(desk, make, visit, bench, shoot):  # noqa: F811
    content = picture()
    photo = announce(desk, bench.sheet, content)
    other = visit(make.person(Role.EXAMINER, given="Other"))
    assert shoot(photo, content, browser=other).status_code == 404


def test_nobody_sends_a_photo_signed_out(desk, visit, bench, shoot):  # noqa: F811
    content = picture()
    photo = announce(desk, bench.sheet, content)
    answer = shoot(photo, content, browser=visit(None))
    assert (answer.status_code, answer.headers["X-Proefstuk"]) == (401, "1")


def test_an_examiner_who_is_none_any_more_sends_nothing(desk, visit, bench, shoot):  # noqa: F811
    content = picture()
    photo = announce(desk, bench.sheet, content)
    with desk.writing() as work:
        person = work.db.merge(bench.examiner)
        person.roles = []
    assert shoot(photo, content, browser=visit(bench.examiner)).status_code == 404


def test_a_photo_is_sent_by_post_alone(arrived, visit, bench):  # noqa: F811
    assert visit(bench.examiner).get(f"/exams/tablet/photos/{arrived}").status_code == 405


def test_nothing_is_taken_from_a_tablet_that_was_shut_out(desk, bench, shoot, photos):  # noqa: F811
    content, tablet = picture(), uuid4()
    photo = announce(desk, bench.sheet, content)
    moments = dict.fromkeys(("made_at", "prepared_at", "seen_at", "ends_at", "shut_out_at"), NOON)
    with desk.writing() as work:
        work.db.add(Tablet(id=tablet, person_id=bench.examiner.id, secret=b"s" * 32, **moments))
    answer = shoot(photo, content, X_Proefstuk_Tablet=str(tablet))
    assert (answer.status_code, answer.json, photos()) == (403, {"shut_out": True}, [])


def test_a_photo_that_was_taken_before_signing_arrives_after_it(desk, bench, shoot):  # noqa: F811
    content = picture()
    photo = announce(desk, bench.sheet, content)
    with desk.writing() as work:
        sitting = queries.sitting(work, bench.sitting.id)
        sitting.sheets[0].signed_at, sitting.state = work.now, SittingState.SIGNED
    assert shoot(photo, content).json["outcome"] == "stored"


def test_a_photo_that_was_taken_away_before_it_came_is_refused(desk, bench, shoot, photos):  # noqa: F811
    content = picture()
    photo = announce(desk, bench.sheet, content)
    deed(desk, bench.sheet, DeedKind.PHOTO_OFF, {"photo": str(photo)})
    assert shoot(photo, content).json["reason"] == "This photo was taken away again."
    assert photos() == []


def test_nothing_is_kept_with_an_exam_whose_term_is_over(desk, bench, shoot):  # noqa: F811
    content = picture()
    photo = announce(desk, bench.sheet, content)
    with desk.writing() as work:
        queries.sitting(work, bench.sitting.id).purged_at = work.now
    assert shoot(photo, content).json["outcome"] == "refused"


# What the bytes are


def test_what_is_kept_tells_no_place_and_stands_upright(desk, bench, shoot, kept):  # noqa: F811
    content = placed()
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    shoot(announce(desk, bench.sheet, content), content)
    with Image.open(io.BytesIO(kept())) as image:
        assert (dict(image.getexif()), image.size) == ({}, (480, 640))


def test_a_large_photo_is_kept_no_larger_than_it_is_shown(desk, bench, shoot, kept):  # noqa: F811
    content = picture(size=(4000, 3000))
    shoot(announce(desk, bench.sheet, content), content)
    with Image.open(io.BytesIO(kept())) as image:
        assert image.size == (2048, 1536)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_known_by_its_bytes_whatever_it_says_it_is(desk, bench, shoot, kind):  # noqa: F811
    content = picture(kind)
    photo = announce(desk, bench.sheet, content)
    assert shoot(photo, content, kind="image/heic").json["outcome"] == "stored"


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ" * 100, picture("GIF"), picture()[:40], b"plain words"],
)
def test_what_is_no_photo_is_refused_with_words(desk, bench, shoot, photos, content):  # noqa: F811
    answer = shoot(announce(desk, bench.sheet, content), content)
    assert answer.json["outcome"] == "refused"
    assert answer.json["reason"]
    assert photos() == []


def test_another_kind_of_content_is_not_read(desk, bench, shoot):  # noqa: F811
    content = picture()
    assert shoot(announce(desk, bench.sheet, content), content, kind="application/json").status_code == 415


def test_a_photo_that_came_in_damaged_is_sent_again(desk, bench, shoot, photos):  # noqa: F811
    content = picture()
    photo = announce(desk, bench.sheet, content)
    assert shoot(photo, content, X_Proefstuk_Sha256="0" * 64).status_code == 409
    assert photos() == []


def test_more_bytes_than_a_photo_may_have_are_not_read(desk, bench, shoot, photos):  # noqa: F811
    content = b"\xff\xd8\xff" + b"\0" * LARGEST
    answer = shoot(announce(desk, bench.sheet, content), content)
    assert (answer.status_code, photos()) == (413, [])


class Finds:
    """A scanner that finds something in everything, or cannot be asked."""

    def __init__(self, what):
        self.what = what

    def look_through(self, _stream):
        raise self.what

    def check(self):
        return ""


def test_a_photo_with_a_program_that_does_harm_is_refused(desk):
    came = draw(desk.works.storage, Finds(HarmFound()), io.BytesIO(picture()), "0")
    assert "harm" in str(came.refused)
    assert came.key == ""


def test_a_scanner_that_is_silent_is_no_fault_of_the_photo(desk):
    with pytest.raises(ScannerSilent):
        draw(desk.works.storage, Finds(ScannerSilent()), io.BytesIO(picture()), "0")


def test_what_hides_behind_a_photo_is_not_kept(desk, bench, shoot, kept):  # noqa: F811
    content = picture() + HARMLESS_TEST
    shoot(announce(desk, bench.sheet, content), content)
    assert HARMLESS_TEST not in kept()


# Who sees it


def test_its_examiner_sees_it_and_a_small_one(arrived, visit, bench):  # noqa: F811
    examiner = visit(bench.examiner)
    whole, small = (examiner.get(f"/exams/photos/{arrived}{which}") for which in ("", "/small"))
    assert [Image.open(io.BytesIO(answer.data)).size for answer in (whole, small)] == [(640, 480), (320, 240)]
    assert whole.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in whole.headers["Content-Security-Policy"]


def test_a_photo_that_the_browser_has_is_not_sent_again(arrived, visit, bench):  # noqa: F811
    examiner = visit(bench.examiner)
    tag = examiner.get(f"/exams/photos/{arrived}").headers["ETag"]
    assert examiner.get(f"/exams/photos/{arrived}", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR])
def test_who_sees_the_marks_sees_the_photo(arrived, make, visit, role):
    assert visit(make.person(role)).get(f"/exams/photos/{arrived}").status_code == 200


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.CANDIDATE, Role.AUDITOR, None])
def test_a_stranger_does_not_learn_that_there_is_a_photo(arrived, make, visit, role):
    stranger = visit(make.person(role) if role else None)
    expected = 404 if role else 303
    assert stranger.get(f"/exams/photos/{arrived}").status_code == expected
    assert stranger.get(f"/exams/photos/{arrived}/small").status_code == expected


def test_the_candidate_sees_it_once_the_result_is_told(desk, arrived, visit, bench):  # noqa: F811
    candidate = visit(bench.candidate)
    assert candidate.get(f"/exams/photos/{arrived}").status_code == 404
    with desk.writing() as work:
        sitting = work.db.get(Sitting, bench.sitting.id)
        sitting.state, sitting.ratified_at = SittingState.RATIFIED, work.now
    assert candidate.get(f"/exams/photos/{arrived}").status_code == 200


def test_br_31_a_photo_stays_behind_the_veil_of_two_examiners(desk, make, visit, shoot):
    first, second = make.person(Role.EXAMINER), make.person(Role.EXAMINER)
    coordinator = make.person(Role.COORDINATOR)
    form = make.exam_form(examiners_required=2)
    sitting = make.sitting(form, make.person(Role.CANDIDATE), first)
    with desk.writing() as work:
        work.db.add(Sheet(sitting_id=sitting.id, examiner_id=second.id, position=2))
    content = picture()
    photo = announce(desk, sitting.sheets[0], content)
    shoot(photo, content, browser=visit(first))
    assert [visit(one).get(f"/exams/photos/{photo}").status_code for one in (first, second, coordinator)] == [
        200,
        404,
        404,
    ]


def test_a_photo_that_was_taken_away_is_seen_by_nobody(desk, arrived, visit, bench):  # noqa: F811
    with desk.writing(actor_of(bench.examiner)) as work:
        assert take_away(work, sheet_id=bench.sheet.id, photo=arrived)
        assert not take_away(work, sheet_id=bench.sheet.id, photo=arrived)
    assert visit(bench.examiner).get(f"/exams/photos/{arrived}").status_code == 404


def test_nobody_takes_a_photo_off_another_sheet(desk, arrived, photos):
    with desk.writing() as work:
        assert not take_away(work, sheet_id=0, photo=arrived)
    assert photos()[0].removed_at is None


def test_a_look_at_the_photo_of_another_is_on_record_and_ones_own_is_not(arrived, make, visit, bench, audit_names):  # noqa: F811
    before = audit_names().count("exams.sheet-seen")
    visit(bench.examiner).get(f"/exams/photos/{arrived}")
    visit(make.person(Role.COORDINATOR)).get(f"/exams/photos/{arrived}")
    assert audit_names().count("exams.sheet-seen") == before + 1


def test_the_arrival_of_a_photo_is_on_record_with_both_digests(desk, arrived, bench):  # noqa: F811
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).where(AuditLine.event == "exams.photo-arrived")).one()
        facts = line.facts
    assert (facts["photo"], facts["sitting_id"]) == (str(arrived), bench.sitting.id)
    assert facts["sha256"] == sha256(picture()).hexdigest() != facts["kept_sha256"]


def test_taking_a_photo_away_is_on_record(desk, arrived, bench, audit_names):  # noqa: F811
    with desk.writing() as work:
        take_away(work, sheet_id=bench.sheet.id, photo=arrived)
    assert audit_names()[-1] == "exams.photo-taken-away"


# What others ask


def test_a_sheet_has_its_photos_in_the_order_they_were_taken(desk, bench, shoot):  # noqa: F811
    ids = []
    for minutes, colour in ((1, "red"), (3, "blue"), (2, "teal")):
        content = picture(colour=colour)
        ids.append(announce(desk, bench.sheet, content, made_at=NOON - timedelta(minutes=minutes), sent_at=NOON))
        shoot(ids[-1], content)
    with desk.reading() as work:
        assert [row.id for row in photos_on(work, [bench.sheet.id])[bench.sheet.id]] == [ids[1], ids[2], ids[0]]


def test_photos_that_are_announced_count_until_they_are_taken_away(desk, bench):  # noqa: F811
    ids = [announce(desk, bench.sheet, picture()) for _ in range(3)]
    deed(desk, bench.sheet, DeedKind.PHOTO_OFF, {"photo": str(ids[0])})
    with desk.reading() as work:
        assert photo_counts(work, [bench.sheet.id]) == {bench.sheet.id: 2}


def announcement(**facts):
    usual = {"photo": uuid4(), "step": 1, "sha256": "0" * 64, "size": 100, "media_type": "image/jpeg"}
    return Announcement(**{**usual, **facts})


@pytest.mark.parametrize(
    ("facts", "there", "words"),
    [
        ({}, MOST - 1, None),
        ({"step": None}, 0, None),
        ({"step": 3}, 0, "This step is not on the form."),
        ({"media_type": "text/html"}, 0, "This is not a photo."),
        ({"size": LARGEST + 1}, 0, "A photo may be at most 10 MB."),
        ({}, MOST, "A sheet has at most 20 photos. Delete one first."),
    ],
)
def test_a_sheet_says_why_it_takes_no_such_photo(facts, there, words):
    told = why_not_announce(announcement(**facts), steps={1, 2}, there=there)
    assert (told and str(told)) == words


def test_a_picture_of_the_form_on_paper_is_put_with_a_sheet_once(desk, make, bench, photos):  # noqa: F811
    number = uuid4()
    for _ in range(2):
        with desk.writing(actor_of(make.person(Role.COORDINATOR))) as work:
            came = draw(work.storage, NoScanner(), io.BytesIO(picture()), "0" * 64)
            add_paper_photo(work, queries.sheet(work, bench.sheet.id), came, number)
    assert [(photo.id, photo.op) for photo in photos()] == [(number, None)]


def test_what_is_no_picture_is_not_put_with_a_sheet(desk, bench):  # noqa: F811
    came = draw(desk.works.storage, NoScanner(), io.BytesIO(b"%PDF-1.7\n%%EOF"), "0" * 64)
    with desk.writing() as work:
        sheet = queries.sheet(work, bench.sheet.id)
        with pytest.raises(Refusal, match="not a photo"):
            add_paper_photo(work, sheet, came, uuid4())


def test_the_bytes_of_a_photo_are_no_orphans(desk, arrived, photos):
    key = photos()[0].file_key
    with desk.reading() as work:
        assert in_use(work, [KEPT], [key]) == {key}
