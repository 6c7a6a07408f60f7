"""What a file brings besides marks: photos in files of their own, drawn only where they are wanted; older remarks."""

import base64
import hashlib
import io
from uuid import UUID, uuid4

from PIL import Image

from exams.actions.unsent import photos_to_draw
from exams.formats.unsent import MOST_PIXELS, read_unsent
from exams.models import MarkFile, MarkPhoto, Sheet, TabletDeed
from exams.rules import AnswerKind
from exams.rules.photos import MOST
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.tablet.entered import as_upload
from tests.exams.tablet.photographs import picture
from tests.exams.tablet.test_unsent_file import look, take_in

FIRST_THE_MARKS = "Take in the file with the marks first."


class Shot:
    """A photo on the tablet: the deed that announces it, and its bytes as a file has them."""

    def __init__(self, tabled, content=None, sheet=None):
        content = content or picture()
        self.id, self.sha256 = str(uuid4()), hashlib.sha256(content).hexdigest()
        facts = {"photo": self.id, "step": None, "sha256": self.sha256, "size": len(content), "type": "image/jpeg"}
        self.deed = {**tabled.deed("photo", **facts), "sheet": sheet or tabled.sheet}
        self.filed = {"id": self.id, "sheet": sheet or tabled.sheet, "step": None, "type": "image/jpeg"}
        self.filed |= {"sha256": self.sha256, "data": base64.b64encode(content).decode()}


def photos(tabled):
    return [str(one.id) for one in tabled.all_of(MarkPhoto)]


def to_draw(tabled, file):
    with tabled.school.desk.reading(actor_of(tabled.school.coordinator)) as work:
        return [str(one.id) for one in photos_to_draw(work, read_unsent(as_upload(file)["file"][0].read()))]


# --- in several files


def test_photos_come_in_files_of_their_own_after_the_marks(tabled):
    shots = [Shot(tabled, picture(colour=colour)) for colour in ("red", "blue")]
    marks = tabled.file(tabled.mark(0), *(shot.deed for shot in shots))
    assert take_in(tabled, marks).status_code == 303
    for shot in shots:
        answer = take_in(tabled, tabled.file(photos=[shot.filed]))
        assert answer.status_code == 303
        assert tabled.visit(tabled.school.coordinator).get(answer.location).status_code == 200
    assert sorted(photos(tabled)) == sorted(shot.id for shot in shots)
    assert [(one.proven, one.counts) for one in tabled.all_of(MarkFile)][1:] == [(True, {"photos": 1})] * 2


def test_photos_alone_come_in_too_where_the_tablet_sent_the_marks_itself(tabled):
    shot = Shot(tabled)
    tabled.send(shot.deed)
    assert take_in(tabled, tabled.file(photos=[shot.filed])).status_code == 303
    assert photos(tabled) == [shot.id]


def test_photos_before_their_marks_are_told_to_wait_and_come_in_later(tabled):
    shot = Shot(tabled)
    alone = tabled.file(photos=[shot.filed])
    refused = look(tabled, alone)[1]
    assert (refused.status_code, FIRST_THE_MARKS in refused.text, tabled.all_of(MarkFile)) == (422, True, [])
    take_in(tabled, tabled.file(shot.deed))
    assert take_in(tabled, alone).status_code == 303
    assert photos(tabled) == [shot.id]


def test_an_empty_file_and_the_same_photos_twice_are_no_harm(tabled):
    shot = Shot(tabled)
    tabled.send(shot.deed)
    take_in(tabled, tabled.file(photos=[shot.filed]))
    again = tabled.file(photos=[shot.filed], made_at=NOON.isoformat())
    assert take_in(tabled, again).status_code == 303
    assert take_in(tabled, tabled.file()).status_code == 303
    assert photos(tabled) == [shot.id]


def test_who_examines_an_exam_in_it_does_not_take_in_its_photos(tabled, make, desk):
    both = make.person(Role.COORDINATOR, Role.EXAMINER, given="Both")
    tabled.another(both, 2)
    shot = Shot(tabled)
    tabled.send(shot.deed)
    assert look(tabled, tabled.file(photos=[shot.filed]), both)[1].status_code == 422


# --- what is drawn


def test_only_what_was_announced_is_drawn_and_each_once(tabled):
    known, new, never = Shot(tabled), Shot(tabled), Shot(tabled)
    tabled.send(known.deed)
    file = tabled.file(new.deed, photos=[known.filed, known.filed, new.filed, never.filed, new.filed])
    assert to_draw(tabled, file) == [known.id, new.id]


def test_what_is_here_already_or_is_another_picture_is_not_drawn_again(tabled):
    here, other = Shot(tabled), Shot(tabled)
    tabled.send(here.deed, other.deed)
    take_in(tabled, tabled.file(photos=[here.filed]))
    changed = {**Shot(tabled, picture(colour="red")).filed, "id": other.id}
    assert to_draw(tabled, tabled.file(photos=[here.filed, changed])) == []


def test_photos_of_the_sheet_of_somebody_else_are_not_drawn(tabled, make):
    sheet = tabled.another(make.person(Role.EXAMINER, given="Bea"), 2)
    shot = Shot(tabled, sheet=sheet)
    assert to_draw(tabled, tabled.file(shot.deed, photos=[shot.filed])) == []


def test_of_large_pictures_no_more_is_drawn_for_one_file_than_can_be_drawn_soon(tabled):
    whole = io.BytesIO()
    Image.new("1", (8000, 8000)).save(whole, "PNG")  # 64 million pixels in some kilobytes
    large, small = [Shot(tabled, whole.getvalue()) for _each in range(10)], [Shot(tabled), Shot(tabled)]
    shots = [*large, *small]
    file = tabled.file(*(shot.deed for shot in shots), photos=[shot.filed for shot in shots])
    assert to_draw(tabled, file) == [shot.id for shot in [*large[: MOST_PIXELS // 64_000_000], *small]]


def test_no_more_are_drawn_than_a_sheet_may_have(tabled):
    content = picture()
    shots = [Shot(tabled, content) for _each in range(MOST + 5)]
    file = tabled.file(*(shot.deed for shot in shots), photos=[shot.filed for shot in shots])
    assert len(to_draw(tabled, file)) == MOST


# --- counting photos, and taking them away


def test_taking_away_what_was_never_announced_makes_no_room(tabled):
    made = []
    for _each in range(MOST + 5):
        made += [tabled.deed("photo-off", photo=str(uuid4())), Shot(tabled, b"x").deed]
    assert tabled.send(*made)[1::2] == ["stored"] * MOST + ["refused"] * 5


def test_taking_away_the_same_photo_twice_makes_room_once(tabled):
    shots = [Shot(tabled, b"x") for _each in range(MOST + 2)]
    away = [tabled.deed("photo-off", photo=shots[0].id) for _each in range(2)]
    found = tabled.send(*({**one, "sequence": n} for n, one in enumerate(
        [*(shot.deed for shot in shots[:MOST]), *away, *(shot.deed for shot in shots[MOST:])], start=1
    )))  # fmt: skip
    assert found[-2:] == ["stored", "refused"]


def test_a_tablet_does_not_take_away_the_picture_of_the_form_on_paper(tabled):
    number, coordinator = str(uuid4()), tabled.visit(tabled.school.coordinator)
    sent = {"photo": number, "file": (io.BytesIO(picture()), "paper.jpg")}
    address = f"/exams/sheets/{tabled.sheet}/paper/picture"
    assert coordinator.post(address, sent, content_type="multipart/form-data").status_code == 303
    assert tabled.send(tabled.deed("photo-off", photo=number)) == ["stored"]
    with tabled.school.desk.reading() as work:
        assert work.db.get_one(MarkPhoto, UUID(number)).removed_at is None
    assert "photo-taken-away" not in " ".join(line.event for line in tabled.audit("exams.photo-taken-away"))


# --- remarks


def remark_now(tabled):
    with tabled.school.desk.reading() as work:
        return work.db.get_one(Sheet, tabled.sheet).overall_remark


def answers(tabled):
    return [(one.content["text"], one.answer) for one in tabled.all_of(TabletDeed)]


def test_an_older_remark_out_of_a_file_does_not_replace_a_newer_one_and_is_kept(tabled):
    older, newer = tabled.deed("remark", text="older"), tabled.deed("remark", text="newer")
    tabled.send(newer)
    answer = take_in(tabled, tabled.file(older))
    assert remark_now(tabled) == "newer"
    assert answers(tabled) == [("newer", AnswerKind.STORED), ("older", AnswerKind.REFUSED)]
    page = tabled.visit(tabled.school.coordinator).get(answer.location).text
    assert "A newer overall remark stands, so this one was not put in its place." in page


def test_a_newer_remark_out_of_a_file_replaces_an_older_one(tabled):
    older, newer = tabled.deed("remark", text="older"), tabled.deed("remark", text="newer")
    tabled.send(older)
    take_in(tabled, tabled.file(newer))
    assert remark_now(tabled) == "newer"


def test_of_one_tablet_the_order_counts_and_not_its_clock(tabled):
    tablet = str(tabled.tablet)
    first = tabled.deed("remark", text="first")
    later = {**tabled.deed("remark", text="later"), "made_at": "2020-01-01T12:00:00+00:00"}
    examiner = tabled.visit(tabled.school.examiner)
    body = {"operations": [first], "sent_at": NOON.isoformat()}
    examiner.post("/exams/sync", json=body, headers={"X-Proefstuk-Tablet": tablet})
    take_in(tabled, tabled.file(later))
    assert remark_now(tabled) == "later"
