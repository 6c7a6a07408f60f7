"""X5: the file of last resort: looked at first, taken in once, and clear about what is wrong with it."""

import base64
import hashlib
import json
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from exams.actions.unsent import look_at, open_file
from exams.formats.unsent import LARGEST_FILE, MOST_BYTES, MOST_DEEDS, UnreadableFile, canonical, read_unsent
from exams.models import MarkFile, MarkPhoto, TabletDeed
from exams.pages.unsent import ROWS
from exams.rules import AnswerKind, SittingState
from exams.rules.deeds import MarkSource
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.tablet.entered import SECRET, Tabled, as_upload, mac_of, secret_of
from tests.exams.tablet.photographs import picture

VECTOR = json.loads((Path(__file__).parents[2] / "vectors" / "unsent_file.json").read_text())


def look(tabled, content, who=None):
    browser = tabled.visit(who or tabled.school.coordinator)
    return browser, browser.post("/exams/unsent", as_upload(content), content_type="multipart/form-data")


def ticket_in(page: str) -> str:
    return page.split('name="ticket"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def take_in(tabled, content, who=None, reason=""):
    browser, page = look(tabled, content, who)
    assert page.status_code == 200, page.text
    return browser.post("/exams/unsent/take-in", {"ticket": ticket_in(page.text), "reason": reason})


# What the tablet vouches for


def test_the_worked_file_has_the_mac_that_is_worked_out():
    file = read_unsent(json.dumps(VECTOR["file"], ensure_ascii=False, indent=3).encode())
    assert file.canonical == VECTOR["canonical"]
    assert file.is_vouched_for(secret_of(VECTOR))


def test_another_secret_vouches_for_nothing():
    assert not read_unsent(json.dumps(VECTOR["file"]).encode()).is_vouched_for(SECRET[::-1])


@pytest.mark.parametrize("key", ["tablet", "user", "school", "made_at", "operations", "shelf", "photos"])
def test_whatever_is_changed_breaks_what_the_tablet_wrote(key):
    changed = json.loads(json.dumps(VECTOR["file"]))
    changed[key] = {"user": {"id": 5, "name": "Eve"}, "tablet": str(uuid4())}.get(key, [] if key != "school" else "X")
    if key == "made_at":
        changed[key] = "2027-03-03T16:05:10+01:00"
    assert not read_unsent(json.dumps(changed).encode()).is_vouched_for(secret_of(VECTOR))


def test_canonical_text_has_its_keys_in_order_and_no_spaces():
    assert canonical({"b": [1, None, True], "a": "é\u2028"}) == '{"a":"é\u2028","b":[1,null,true]}'


# Hostile files


def hostile(**changes: Any) -> bytes:
    return json.dumps({**VECTOR["file"], **changes}).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[]", "no JSON"),
        (b"{", "no JSON"),
        (b"<html>", "no JSON"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"a": NaN}', "number"),
        (b'{"a": Infinity}', "number"),
        (b'{"a": 1.5}', "number"),
        (b'{"a": 1e999}', "number"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "number"),
        (b'{"format": "proefstuk-marks", "format": "proefstuk-marks"}', "two things under one name"),
        (b"{}", "not a file with marks"),
        (hostile(format="other"), "not a file with marks"),
        (hostile(version=2), "another version"),
        (hostile(version=True), "another version"),
        (hostile(version="1"), "another version"),
        (hostile(operations={}), "cannot be read"),
        (hostile(operations=["x"]), "cannot be read"),
        (hostile(operations=[{}] * 5001), "more in it"),
        (hostile(shelf=[{}]), "cannot be read"),
        (hostile(user="me"), "cannot be read"),
        (hostile(user={"id": "1", "name": "x"}), "cannot be read"),
        (hostile(user={"id": 2**40, "name": "x"}), "cannot be read"),
        (hostile(user={"id": 1}), "cannot be read"),
        (hostile(school="\ud800"), "cannot be read"),
        (hostile(photos=[{}]), "cannot be read"),
        (hostile(photos=[{**VECTOR["file"]["photos"][0], "data": "AAAA"}]), "damaged"),
        (b" " * (LARGEST_FILE + 1), "20 MB"),
        (hostile(x=1), "no tablet writes"),
        (hostile(school="x" * MOST_BYTES), "more in it"),
        (hostile(operations=[{"op": "x" * MOST_BYTES}]), "more in it"),
        (hostile(operations=[{"deed": {}}] * (MOST_DEEDS + 1)), "more in it"),
    ],
)
def test_a_hostile_file_is_refused_in_words(data, words):
    with pytest.raises(UnreadableFile) as refusal:
        read_unsent(data)
    assert words in str(refusal.value)


@pytest.mark.parametrize("unit", ["[],", "{},", '"",', "0,"])
@pytest.mark.parametrize("key", ["x", "operations", "school"])
def test_a_file_of_a_million_values_is_refused_before_it_is_read_whole(unit, key):
    head = f'{{"format":"proefstuk-marks","version":1,"{key}":['
    data = (head + unit * ((LARGEST_FILE - 200) // len(unit)) + "0]}").encode()
    began = time.process_time()
    with pytest.raises(UnreadableFile, match="more in it"):
        read_unsent(data)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("depth", range(700, 1000, 10))
def test_a_file_is_nested_too_deeply_at_any_depth(depth):
    with pytest.raises(UnreadableFile):
        read_unsent(
            hostile(operations=[]).replace(b'"operations": []', b'"operations": ' + b"[" * depth + b"]" * depth)
        )
    deep = hostile(user={"id": 1, "name": "x", "y": 0}).replace(b'"y": 0', b'"y": ' + b"[" * depth + b"]" * depth)
    with suppress(UnreadableFile):  # deep, but read: as long as it is no fault of ours
        read_unsent(deep)


def test_a_file_is_read_and_vouched_for_before_anything_may_be_written(tabled):
    data = json.dumps(tabled.file(tabled.mark(0))).encode()
    with tabled.school.desk.reading(actor_of(tabled.school.coordinator)) as work:
        opened = open_file(work, data)
    assert opened.is_vouched
    with tabled.school.desk.writing(actor_of(tabled.school.coordinator)) as work:
        assert [one.outcome for one in look_at(work, opened).fates] == ["stored"]


def test_of_many_starts_of_one_sheet_the_first_begins_it_and_the_writer_is_not_held(school, visit):
    tabled = Tabled(school, visit, school.planned(starts_at=NOON))
    tabled.known()
    browser, page = look(tabled, tabled.file(*(tabled.deed("start") for _each in range(MOST_DEEDS))))
    began = time.process_time()
    taken = browser.post("/exams/unsent/take-in", {"ticket": ticket_in(page.text), "reason": ""})
    assert (taken.status_code, time.process_time() - began < 2) == (303, True)
    assert len(tabled.audit("exams.sitting-began")) == 1
    assert {one.answer for one in tabled.all_of(TabletDeed)} == {AnswerKind.STORED}


def test_a_file_of_many_lines_is_shown_in_pages(tabled):
    marks = [tabled.mark(number % 2, number % 4) for number in range(ROWS + 10)]
    browser, page = look(tabled, tabled.file(*marks))
    rows = '<th scope="row"'
    assert (page.text.count(rows), "Page 1 of 2" in page.text) == (ROWS, True)
    fields = {"ticket": ticket_in(page.text), "page": "2", "reason": "Typed already."}
    more = browser.post("/exams/unsent", fields)
    assert (more.text.count(rows), "Page 2 of 2" in more.text) == (10, True)
    taken = browser.post("/exams/unsent/take-in", {"ticket": ticket_in(more.text), "reason": ""})
    assert len(tabled.marks()) == ROWS + 10
    assert [browser.get(f"{taken.location}?page={page}").text.count(rows) for page in (1, 2, 9)] == [ROWS, 10, 10]


def test_the_reason_that_was_typed_stays_when_the_page_is_turned(tabled):
    file = tabled.file(*(tabled.mark(0, number % 4) for number in range(ROWS + 10)))
    browser, page = look(tabled, {**file, "mac": "0" * 64})
    fields = {"ticket": ticket_in(page.text), "page": "2", "reason": "Asked by telephone."}
    assert "Asked by telephone.</textarea>" in browser.post("/exams/unsent", fields).text


def test_a_page_of_a_file_that_nobody_looked_at_is_not_shown(tabled):
    answer = tabled.visit(tabled.school.coordinator).post("/exams/unsent", {"ticket": "made up", "page": "2"})
    assert answer.status_code == 422
    assert "Choose the file once more" in answer.text


def test_a_file_that_cannot_be_read_keeps_nothing_and_says_why(tabled):
    _browser, answer = look(tabled, b'{"a": NaN}')
    assert answer.status_code == 422
    assert "number in it that no tablet writes" in answer.text
    assert tabled.all_of(MarkFile) == []


def test_an_operation_that_cannot_be_read_does_not_hold_up_the_others(tabled):
    page = look(tabled, tabled.file({"op": "x"}, tabled.mark(0)))[1].text
    assert "Cannot be read" in page
    assert "Will stand" in page


# Looked at, and taken in


def test_looking_keeps_nothing(tabled):
    _browser, page = look(tabled, tabled.file(tabled.mark(0)))
    assert "The tablet vouches for this file" in page.text
    assert "2, Sufficient" in page.text
    assert tabled.marks() == []


def test_taken_in_they_are_marks_of_their_examiner(tabled):
    answer = take_in(tabled, tabled.file(tabled.mark(0, 3, remark="Good."), tabled.mark(1, 0)))
    assert answer.status_code == 303
    examiner, by = tabled.school.examiner.id, tabled.school.coordinator.id
    assert [(m.value, m.source, m.examiner_id, m.entered_by, m.tablet_id) for m in tabled.marks()] == [
        (3, MarkSource.FILE, examiner, by, tabled.tablet),
        (0, MarkSource.FILE, examiner, by, tabled.tablet),
    ]


def test_the_file_itself_is_kept_and_told_of(tabled):
    take_in(tabled, tabled.file(tabled.mark(0)))
    file = tabled.all_of(MarkFile)[0]
    assert (file.proven, file.counts) == (True, {"stored": 1})
    with tabled.school.desk.reading() as work:
        assert work.storage.exists(file.file_key)
    assert tabled.audit("exams.mark-file-taken-in")[0].facts["stored"] == 1


def test_the_same_file_twice_changes_nothing(tabled):
    content = tabled.file(tabled.mark(0))
    take_in(tabled, content)
    _browser, answer = look(tabled, content)
    assert answer.status_code == 303
    assert len(tabled.marks()) == len(tabled.all_of(MarkFile)) == 1


def test_pressing_twice_takes_it_in_once(tabled):
    browser, page = look(tabled, tabled.file(tabled.mark(0)))
    sent = {"ticket": ticket_in(page.text)}
    first, second = (browser.post("/exams/unsent/take-in", sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(tabled.marks()) == 1


def test_what_was_sent_meanwhile_is_not_doubled(tabled):
    mark = tabled.mark(0)
    tabled.send(mark)
    take_in(tabled, tabled.file(mark))
    assert len(tabled.marks()) == 1
    assert tabled.all_of(MarkFile)[0].counts == {"duplicate": 1}


def test_a_file_that_grew_brings_only_what_is_new(tabled):
    first = tabled.mark(0)
    take_in(tabled, tabled.file(first))
    take_in(tabled, tabled.file(first, tabled.mark(1)))
    assert [mark.step_id for mark in tabled.marks()] == tabled.steps[:2]


def test_what_differs_from_what_stands_is_a_conflict_with_both_values(tabled):
    tabled.send(tabled.mark(0, 1))
    answer = take_in(tabled, tabled.file(tabled.mark(0, 3)))
    page = tabled.visit(tabled.school.coordinator).get(answer.location).text
    assert "3, Good" in page
    assert "1, Partly" in page
    assert tabled.marks()[-1].answer is AnswerKind.CONFLICT


def test_the_examiner_is_told_of_the_conflict_before_signing(tabled):
    tabled.send(*(tabled.mark(place, 1) for place in range(6)))
    take_in(tabled, tabled.file(tabled.mark(0, 3)))
    page = tabled.visit(tabled.school.examiner).get(f"/exams/sheets/{tabled.sheet}/sign").text
    assert "1 step was marked differently on two devices" in page


def test_refused_ones_say_why_and_go_to_the_shelf(tabled):
    tabled.change(signed_at=NOON)
    page = look(tabled, tabled.file(tabled.mark(0)))[1].text
    assert "This sheet is already signed." in page
    take_in(tabled, tabled.file(tabled.mark(0)))
    assert "1 refused mark waits" in tabled.visit(tabled.school.coordinator).get("/").text


def test_what_stood_on_the_shelf_of_the_tablet_comes_along(tabled):
    shelf = [{"operation": tabled.mark(0), "answer": {"outcome": "refused"}}]
    take_in(tabled, tabled.file(shelf=shelf))
    assert len(tabled.marks()) == 1


def test_the_first_mark_begins_the_exam_when_it_was_made(tabled, clock):
    tabled.change_sitting(state=SittingState.PLANNED, began_at=None)
    clock.move(hours=5)
    take_in(tabled, tabled.file(tabled.mark(0)))
    sitting = tabled.school.read(type(tabled.sitting), tabled.sitting.id)
    assert sitting.state is SittingState.IN_PROGRESS
    assert sitting.began_at == NOON + timedelta(seconds=1)


def test_the_chain_says_that_an_exam_began_by_a_file(tabled):
    tabled.change_sitting(state=SittingState.PLANNED, began_at=None)
    take_in(tabled, tabled.file(tabled.mark(0)))
    chain = tabled.visit(tabled.school.coordinator).get(f"/exams/sittings/{tabled.sitting.id}/chain").text
    assert f"The exam began, by the file of a tablet that {tabled.school.coordinator.name} brought in." in chain


def test_nobody_signs_or_stops_an_exam_by_a_file(tabled):
    sign = tabled.deed("sign", name="Ahmed", overall_remark="", global_rating=None, marks={})
    stop, gone = tabled.deed("abort", reason="Fire."), tabled.deed("no-show", reason="")
    content = tabled.file(*(tabled.mark(place) for place in range(6)), sign, stop, gone)
    page = look(tabled, content)[1].text
    assert "A signature is not taken from a file." in page
    take_in(tabled, content)
    sitting = tabled.school.read(type(tabled.sitting), tabled.sitting.id)
    assert (sitting.state, sitting.sheets[0].signed_at) == (SittingState.IN_PROGRESS, None)


# Not vouched for


def changed(tabled, mark):
    return {**tabled.file(mark), "school": "Elsewhere"}


def test_a_changed_file_says_so_loudly_and_asks_for_a_reason(tabled):
    content = changed(tabled, tabled.mark(0))
    assert "The file was changed after the tablet saved it" in look(tabled, content)[1].text
    answer = take_in(tabled, content)
    assert answer.status_code == 422
    assert "Say why it is taken in all the same." in answer.text
    assert tabled.marks() == []


def test_with_a_reason_it_is_taken_in_and_the_reason_kept(tabled):
    assert take_in(tabled, changed(tabled, tabled.mark(0)), reason="Seen with Ahmed.").status_code == 303
    file = tabled.all_of(MarkFile)[0]
    assert (file.proven, file.reason) == (False, "Seen with Ahmed.")


def test_a_tablet_that_nobody_knows_vouches_for_nothing(tabled):
    content = tabled.file(tabled.mark(0), tablet=str(uuid4()))
    assert "No tablet that is known here vouches for this file" in look(tabled, content)[1].text


def test_a_tablet_that_was_shut_out_asks_for_a_reason(school, visit):
    tabled = Tabled(school, visit, school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS))
    tabled.known(shut_out_at=NOON)
    assert "was shut out" in look(tabled, tabled.file(tabled.mark(0)))[1].text


# Who may not


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.BOARD_MEMBER, Role.AUDITOR])
def test_others_take_in_no_file(tabled, make, role):
    browser = tabled.visit(make.person(role))
    assert browser.get("/exams/unsent").status_code == 403
    upload = as_upload(tabled.file(tabled.mark(0)))
    assert browser.post("/exams/unsent", upload, content_type="multipart/form-data").status_code == 403
    assert browser.post("/exams/unsent/take-in", {"ticket": "x"}).status_code == 403


def test_an_examiner_takes_in_an_own_file(tabled):
    assert take_in(tabled, tabled.file(tabled.mark(0)), tabled.school.examiner).status_code == 303
    assert tabled.marks()[0].entered_by is None


def test_an_examiner_takes_in_no_file_of_another(tabled, make):
    _browser, answer = look(tabled, tabled.file(tabled.mark(0)), make.person(Role.EXAMINER))
    assert answer.status_code == 422
    assert "somebody else in it" in answer.text


def test_nobody_takes_in_marks_of_an_own_exam(school, visit, make):
    both = make.person(Role.COORDINATOR, Role.CANDIDATE)
    own = Tabled(school, visit, school.planned(starts_at=NOON, candidate=both))
    own.known()
    _browser, answer = look(own, own.file(own.mark(0)), both)
    assert answer.status_code == 422
    assert "exam of your own" in answer.text


def test_nobody_takes_in_marks_of_another_for_an_exam_they_examine(tabled, make):
    both = make.person(Role.COORDINATOR, Role.EXAMINER)
    tabled.another(both, position=2)
    assert look(tabled, tabled.file(tabled.mark(0)), both)[1].status_code == 422


def test_marks_for_a_sheet_of_somebody_else_are_refused(tabled, make):
    other = tabled.another(make.person(Role.EXAMINER), position=2)
    page = look(tabled, tabled.file(tabled.mark(0, sheet=other)))[1].text
    assert "it is not yours to mark" in page


def test_a_ticket_is_of_use_to_nobody_else(tabled, make):
    _browser, page = look(tabled, tabled.file(tabled.mark(0)))
    other = tabled.visit(make.person(Role.COORDINATOR))
    answer = other.post("/exams/unsent/take-in", {"ticket": ticket_in(page.text)})
    assert answer.status_code == 422
    assert "Choose the file once more" in answer.text


def test_a_file_is_seen_by_its_examiner_and_coordinators_alone(tabled, make):
    url = take_in(tabled, tabled.file(tabled.mark(0))).location
    assert tabled.visit(tabled.school.examiner).get(url).status_code == 200
    assert tabled.visit(make.person(Role.EXAMINER)).get(url).status_code == 404
    assert tabled.visit(tabled.school.board_member).get(url).status_code == 404


def test_br_31_of_blind_examiners_the_marks_are_not_shown(tabled, make):
    form = make.exam_form(qualification_id=tabled.school.qualification.id, examiners_required=2)
    tabled.school.form = form
    tabled.sitting = tabled.school.planned(form=form, starts_at=NOON, state=SittingState.IN_PROGRESS)
    tabled.send(tabled.mark(0, 1))
    page = look(tabled, tabled.file(tabled.mark(0, 3, remark="Secretly splendid")))[1].text
    assert "Secretly splendid" not in page
    assert "3, Good" not in page
    assert "1, Partly" not in page


def test_no_file_chosen(tabled):
    browser = tabled.visit(tabled.school.coordinator)
    answer = browser.post("/exams/unsent", {}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_the_wrong_way_to_ask(tabled):
    assert tabled.visit(tabled.school.coordinator).get("/exams/unsent/take-in").status_code in (404, 405)


def test_an_unknown_examiner_is_said(tabled):
    _browser, answer = look(tabled, tabled.file(user={"id": 99_999, "name": "Who"}))
    assert "not known here" in answer.text


def test_the_mac_helper_agrees_with_the_worked_file():
    plain = {key: value for key, value in VECTOR["file"].items() if key != "mac"}
    assert mac_of(plain, secret_of(VECTOR)) == VECTOR["file"]["mac"]


# What was done besides marking


def test_turns_of_the_clock_and_remarks_come_along(tabled):
    tabled.change_sitting(state=SittingState.PLANNED, began_at=None)
    deeds = tabled.deed("start"), tabled.deed("pause", reason="Fire drill."), tabled.deed("resume")
    take_in(tabled, tabled.file(*deeds, tabled.mark(0), tabled.deed("remark", text="Calm throughout.")))
    sitting = tabled.school.read(type(tabled.sitting), tabled.sitting.id)
    assert (sitting.state, sitting.began_at) == (SittingState.IN_PROGRESS, NOON)
    assert sitting.sheets[0].overall_remark == "Calm throughout."
    kept = tabled.all_of(TabletDeed)
    assert [str(one.kind) for one in kept] == ["start", "pause", "resume", "remark"]
    assert {(one.examiner_id, one.tablet_id) for one in kept} == {(tabled.school.examiner.id, tabled.tablet)}


def test_deeds_of_a_file_that_grew_are_kept_once(tabled):
    pause = tabled.deed("pause", reason="Fire drill.")
    take_in(tabled, tabled.file(pause))
    take_in(tabled, tabled.file(pause, tabled.deed("resume")))
    assert [str(one.kind) for one in tabled.all_of(TabletDeed)] == ["pause", "resume"]


def test_a_pause_of_an_exam_that_never_began_is_refused_with_its_reason(tabled):
    tabled.change_sitting(state=SittingState.PLANNED, began_at=None)
    page = look(tabled, tabled.file(tabled.deed("pause", reason="Fire drill.")))[1].text
    assert "This exam has not begun." in page


def test_photos_come_along_where_they_were_announced(tabled):
    data = picture()
    sha256 = hashlib.sha256(data).hexdigest()
    number = str(uuid4())
    announced = tabled.deed(
        "photo", photo=number, step=tabled.steps[0], sha256=sha256, size=len(data), type="image/jpeg"
    )
    photo = {"id": number, "sheet": tabled.sheet, "step": tabled.steps[0], "type": "image/jpeg", "sha256": sha256}
    photo["data"] = base64.b64encode(data).decode()
    stray = {**photo, "id": str(uuid4())}
    answer = take_in(tabled, tabled.file(announced, photos=[photo, stray]))
    assert answer.status_code == 303, answer.text
    assert [str(one.id) for one in tabled.all_of(MarkPhoto)] == [number]
    assert "1 of the photos in it was taken in." in tabled.visit(tabled.school.coordinator).get(answer.location).text


def test_of_two_marks_for_one_step_only_the_last_will_stand(tabled):
    first = tabled.mark(0, 1)
    page = look(tabled, tabled.file(first, tabled.mark(0, 2, base_op=first["op"])))[1].text
    assert (page.count("Will stand"), page.count("a later mark for the same step stands")) == (1, 1)


def test_a_mark_that_is_here_with_another_content_is_told_to_a_coordinator_in_their_words(tabled):
    mark = tabled.mark(0, 2)
    tabled.send(mark)
    content = tabled.file({**mark, "value": 3}) | {"school": "Elsewhere"}
    page = look(tabled, content)[1].text
    assert "This mark is in Proefstuk with another content: 2, Sufficient" in page
    assert "Load the page again" not in page
    assert take_in(tabled, content, reason="To see.").status_code == 303
    with tabled.school.desk.reading() as work:
        file = work.db.scalars(select(MarkFile.id)).one()
    page = tabled.visit(tabled.school.coordinator).get(f"/exams/unsent/{file}").text
    assert "This mark is in Proefstuk with another content: 2, Sufficient" in page
