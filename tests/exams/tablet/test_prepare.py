"""An examiner prepares a tablet: POST /exams/tablet/prepare."""

import base64
import io
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import delete, func, select

from exams.models import BoardDecision, Exemption, Mark, Sheet, Sitting, Tablet
from exams.pages.tablet_day import photo_address
from exams.rules import SittingState
from exams.rules.tablets import secret_of
from foundation.audit import AuditLine
from foundation.environment import choose
from people.models import Person, PersonRole
from people.rules import Role
from tests.conftest import NOON
from tests.exams.marking.conftest import Bench


def change(desk, kind, number, **facts):
    with desk.writing() as work:
        found = work.db.get(kind, number)
        for name, value in facts.items():
            setattr(found, name, value)


def the_tablet(desk):
    with desk.reading() as work:
        found = work.db.scalars(select(Tablet)).one()
        work.db.expunge_all()
        return found


def put_together(answer, sheet):
    """The screen as the app puts it together."""
    parts = answer.json["forms"][sheet["form"]]
    return "".join(sheet["values"].get(part, "") if place % 2 else part for place, part in enumerate(parts))


def with_room(make, desk, examiner, **facts):
    sitting = make.sitting(examiner=examiner, **facts)
    change(desk, Sitting, sitting.id, room="B 12")
    return sitting


# --- what goes along


def test_the_sheets_of_today_go_along(prepare, make, desk, examiner):
    sitting = with_room(make, desk, examiner)
    answer = prepare()
    assert (answer.status_code, answer.headers["X-Proefstuk"]) == (200, "1")
    (sheet,) = answer.json["sheets"]
    assert (sheet["id"], sheet["sitting"], sheet["session"]) == (sitting.sheets[0].id, sitting.id, sitting.session_id)
    assert (sheet["day"], sheet["place"], sheet["room"]) == ("2026-11-23", "Workshop 2", "B 12")
    assert (sheet["position"], sheet["required"], sheet["formative"], sheet["photo"]) == (1, 1, False, None)
    assert datetime.fromisoformat(sheet["starts_at"]) == NOON


def test_it_says_who_it_is_for_and_until_when(prepare, make, examiner, visitor):
    make.sitting(examiner=examiner)
    told = prepare().json
    assert told["user"] == {"id": examiner.id, "name": examiner.name}
    assert (datetime.fromisoformat(told["now"]), told["today"]) == (NOON, "2026-11-23")
    assert datetime.fromisoformat(told["until"]) == NOON + timedelta(hours=24)
    assert (told["language"], told["school"]) == ("en", "Proefstuk")
    assert told["build"] == visitor.get("/exams/session").json["build"]


def test_the_screen_is_that_of_the_page(prepare, make, examiner):
    noor = make.person(Role.CANDIDATE, given="Noor")
    sitting = make.sitting(candidate=noor, examiner=examiner)
    answer = prepare()
    screen = put_together(answer, answer.json["sheets"][0])
    assert noor.name in screen
    assert f'href="#/sheet/{sitting.sheets[0].id}/sign"' in screen
    assert screen.count("data-step=") == 6


def test_candidates_with_one_form_share_it(prepare, make, examiner):
    form = make.exam_form()
    for _each in range(3):
        make.sitting(form, examiner=examiner)
    told = prepare().json
    assert (len(told["forms"]), len({sheet["form"] for sheet in told["sheets"]})) == (1, 1)


def test_marks_made_before_go_along(prepare, visitor, make, examiner, tablet_id):
    form, candidate = make.exam_form(), make.person(Role.CANDIDATE)
    bench = Bench(examiner, candidate, form, make.sitting(form, candidate, examiner))
    mark = bench.mark(0, 3, remark="quick")
    visitor.post("/exams/sync", json={"operations": [mark], "sent_at": NOON.isoformat()})
    (sheet,) = prepare().json["sheets"]
    assert sheet["facts"]["marks"] == [{"step": bench.steps[0], "op": mark["op"], "value": 3, "remark": "quick"}]


def test_facts_say_what_the_sheet_and_the_form_ask_for(prepare, make, desk, examiner):
    form = make.exam_form(critical=(1,), asks_global_rating=True, shows_standing=False)
    sitting = make.sitting(form, examiner=examiner)
    with make.redesigned(form.id) as draft:
        draft.groups[0].all_achieved = True
    change(desk, Sheet, sitting.sheets[0].id, overall_remark="calm")
    facts = prepare().json["sheets"][0]["facts"]
    assert (facts["day"], facts["overall_remark"], facts["shows_standing"]) == ("2026-11-23", "calm", False)
    assert (facts["turns"], facts["photos"], facts["signed_name"]) == ([], [], "")
    assert [rating["value"] for rating in facts["global_ratings"]] == [0, 1, 2, 3, 4]
    steps = [step.id for step in form.groups[0].steps]
    assert facts["all_achieved"] == [{"group": form.groups[0].key, "steps": steps[1:]}]


def test_the_page_of_a_sheet_has_these_facts_too(visit, make, examiner):
    sitting = make.sitting(examiner=examiner)
    page = visit(examiner).get(f"/exams/sheets/{sitting.sheets[0].id}").text
    assert '"all_achieved": []' in page
    assert '"shows_standing": true' in page


def test_parts_that_the_board_freed_are_named(prepare, make, desk, examiner):
    form = make.exam_form()
    sitting = make.sitting(form, examiner=examiner)
    board = make.person(Role.BOARD_MEMBER)
    with desk.writing() as work:
        decision = BoardDecision(
            number="2026-001", kind="exemption", decided_on=work.today, grounds="g", made_by=board.id, made_at=work.now,
            present=[], form_key=str(uuid4()),
        )  # fmt: skip
        exemption = Exemption(
            candidate_id=sitting.candidate_id, form_id=form.id, parts=[form.groups[0].key], ground="g",
            requested_on=work.today, decision=decision,
        )  # fmt: skip
        work.db.add(exemption)
    (sheet,) = prepare().json["sheets"]
    freed = [{"step": step.id, "decision": "2026-001"} for step in form.groups[0].steps]
    assert (sheet["facts"]["exempt"], sheet["facts"]["cut_score"]["conditions"]) == (freed, [])


def test_it_speaks_the_language_of_the_examiner(prepare, make, desk, examiner, visit):
    make.sitting(examiner=examiner)
    change(desk, Person, examiner.id, language="nl")
    told = prepare(by=visit(examiner)).json
    assert told["language"] == "nl"
    assert any("Volgende" in part for part in next(iter(told["forms"].values())))


# --- which sheets


def planned(make, examiner, **later):
    return make.sitting(examiner=examiner, starts_at=NOON + timedelta(**later)).sheets[0].id


def taken(prepare):
    return [sheet["id"] for sheet in prepare().json["sheets"]]


def test_tomorrow_goes_along_and_later_days_do_not(prepare, make, examiner):
    today, tomorrow = planned(make, examiner), planned(make, examiner, days=1)
    planned(make, examiner, days=2)
    assert taken(prepare) == [today, tomorrow]


def test_what_was_left_open_goes_along(prepare, make, desk, examiner):
    left = make.sitting(examiner=examiner, starts_at=NOON - timedelta(days=9), state=SittingState.IN_PROGRESS)
    make.sitting(examiner=examiner, starts_at=NOON - timedelta(days=9), state=SittingState.CANCELLED)
    assert taken(prepare) == [left.sheets[0].id]


@pytest.mark.parametrize(("days", "there"), [(0, 1), (1, 0)])
def test_what_was_signed_goes_along_on_that_day(prepare, make, desk, examiner, days, there):
    sitting = make.sitting(examiner=examiner, state=SittingState.SIGNED)
    change(desk, Sheet, sitting.sheets[0].id, signed_at=NOON - timedelta(days=days), signed_name="P. Jansma")
    sheets = prepare().json["sheets"]
    assert len(sheets) == there
    assert [sheet["facts"]["signed_name"] for sheet in sheets] == ["P. Jansma"][:there]


@pytest.mark.parametrize("state", [SittingState.NO_SHOW, SittingState.ABORTED])
def test_who_did_not_come_or_was_stopped_today_is_still_seen(prepare, make, examiner, state):
    ended = make.sitting(examiner=examiner, state=state)
    make.sitting(examiner=examiner, state=state, starts_at=NOON - timedelta(days=1))
    (sheet,) = prepare().json["sheets"]
    assert (sheet["id"], sheet["facts"]["state"]) == (ended.sheets[0].id, str(state))


def test_a_third_examiner_gets_the_sheet_while_the_others_compare(prepare, make, desk, examiner):
    sitting = make.sitting(state=SittingState.AGREEING)
    with desk.writing() as work:
        third = Sheet(sitting_id=sitting.id, examiner_id=examiner.id, position=3)
        work.db.add(third)
        work.db.flush()
        number = third.id
    (sheet,) = prepare().json["sheets"]
    assert (sheet["id"], sheet["position"], sheet["facts"]["third"], sheet["facts"]["open"]) == (number, 3, True, True)


def test_who_was_taken_off_gets_nothing(prepare, make, desk, examiner):
    sitting = make.sitting(examiner=examiner)
    change(desk, Sheet, sitting.sheets[0].id, withdrawn_at=NOON)
    assert taken(prepare) == []


def test_nobody_takes_the_sheet_of_another_or_of_oneself(prepare, make, examiner):
    make.sitting()
    make.sitting(candidate=examiner, examiner=examiner)
    assert taken(prepare) == []


def test_a_day_without_exams_prepares_a_tablet_too(prepare, desk, tablet_id):
    assert prepare().json["sheets"] == []
    assert str(the_tablet(desk).id) == tablet_id


# --- photos


def portrait(storage, image):
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=95)
    return storage.put(io.BytesIO(kept.getvalue()), limit=2_000_000).key


def noise(edge):
    return Image.effect_noise((edge, edge), 100).convert("RGB")


def test_the_photo_of_the_candidate_travels_along_small(prepare, make, desk, examiner):
    sitting = make.sitting(examiner=examiner)
    with desk.writing() as work:
        key = portrait(work.storage, noise(320))
        work.db.get(Person, sitting.candidate_id).photo_key = key
    (sheet,) = prepare().json["sheets"]
    kind, _, data = sheet["photo"].partition(",")
    assert (kind, len(sheet["photo"]) <= 20_000) == ("data:image/jpeg;base64", True)
    assert Image.open(io.BytesIO(base64.b64decode(data))).format == "JPEG"
    assert sheet["photo"] in sheet["values"]["avatar"]


def test_a_photo_that_is_lost_holds_nobody_up(prepare, make, desk, examiner):
    sitting = make.sitting(examiner=examiner)
    change(desk, Person, sitting.candidate_id, photo_key="ab/cd/abcd" + "0" * 60)
    assert prepare().json["sheets"][0]["photo"] is None


def test_a_photo_is_drawn_once(desk):
    with desk.writing() as work:
        key = portrait(work.storage, Image.new("RGB", (320, 320), "teal"))
        first = photo_address(work.storage, key)
        work.storage.delete(key)
        assert photo_address(work.storage, key) == first


# --- the tablet itself


def test_it_is_kept_what_the_tablet_says_of_itself(prepare, desk, examiner, tablet_id):
    told = prepare(label="iPad, Safari", build="abcdef").json
    row = the_tablet(desk)
    assert (str(row.id), row.person_id, row.label, row.build) == (tablet_id, examiner.id, "iPad, Safari", "abcdef")
    assert (row.made_at, row.prepared_at, row.ends_at) == (NOON, NOON, NOON + timedelta(hours=24))
    assert [len(sign_ins) for sign_ins in row.hands.values()] == [1]
    assert (base64.b64decode(told["secret"]), len(row.secret)) == (secret_of(row.secret, examiner.id), 32)


def test_prepared_again_it_keeps_its_secret_and_starts_anew(prepare, desk, clock):
    first = prepare().json["secret"]
    clock.move(hours=20)
    assert prepare().json["secret"] == first
    row = the_tablet(desk)
    assert (row.made_at, row.prepared_at, row.ends_at - row.prepared_at) == (NOON, clock.now, timedelta(hours=24))


@pytest.mark.parametrize(
    ("chosen", "hours"), [(1, 1), (168, 168), (0, 1), (999, 168), ("x", 24), (None, 24), (True, 24)]
)
def test_how_long_it_shows_names_is_set_by_the_school(prepare, desk, chosen, hours):
    with desk.writing() as work:
        choose(work.db, "exams.tablet_hours", chosen)
    assert datetime.fromisoformat(prepare().json["until"]) == NOON + timedelta(hours=hours)


def test_a_tablet_that_is_shared_is_of_who_prepared_it_last(prepare, make, desk, visit, examiner):
    prepare()
    other = make.person(Role.EXAMINER)
    assert prepare(by=visit(other)).status_code == 200
    assert the_tablet(desk).person_id == other.id
    with desk.reading() as work:
        first, second = work.db.scalars(select(AuditLine).where(AuditLine.event == "exams.tablet-prepared")).all()
        assert (first.facts["taken_over_from"], second.facts["taken_over_from"]) == (None, examiner.id)


def test_it_is_on_record_what_went_along(prepare, make, desk, examiner, tablet_id):
    sitting = make.sitting(examiner=examiner)
    prepare()
    with desk.reading() as work:
        (line,) = work.db.scalars(select(AuditLine).where(AuditLine.event == "exams.tablet-prepared")).all()
        assert (line.person_id, line.facts["tablet_id"]) == (examiner.id, tablet_id)
        assert line.facts["sheet_ids"] == [sitting.sheets[0].id]


# --- refusals


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.EXAMINER}))
def test_who_is_no_examiner_prepares_nothing(prepare, visit, make, desk, role):
    assert prepare(by=visit(make.person(role))).status_code == 403
    with desk.reading() as work:
        assert work.db.scalar(select(func.count()).select_from(Tablet)) == 0


def test_who_is_no_examiner_any_more_prepares_nothing(prepare, desk, make, examiner):
    make.sitting(examiner=examiner)
    with desk.writing() as work:
        work.db.execute(delete(PersonRole).where(PersonRole.person_id == examiner.id))
    assert prepare().status_code == 403


def test_a_stranger_is_asked_to_sign_in(prepare, visit):
    assert prepare(by=visit()).status_code == 401


def test_without_the_token_of_the_page_nothing_is_prepared(visitor, tablet_id):
    body = {"tablet": tablet_id, "label": "", "build": ""}
    assert visitor.client.post("/exams/tablet/prepare", json=body).status_code == 400


def test_a_tablet_that_was_shut_out_is_told_so_and_gets_nothing(prepare, make, desk, examiner, tablet_id):
    make.sitting(examiner=examiner)
    prepare()
    change(desk, Tablet, the_tablet(desk).id, shut_out_at=NOON)
    answer = prepare()
    assert (answer.status_code, answer.json, answer.headers["X-Proefstuk"]) == (403, {"shut_out": True}, "1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"tablet": "x"},
        {"tablet": None},
        {"tablet": "6BA7B810-9DAD-11D1-80B4-00C04FD430C8 "},
        {"tablet": 5},
        {"label": "x" * 201},
        {"label": None},
        {"label": "nul\0"},
        {"label": ["x"]},
        {"build": "x" * 41},
        {"build": 7},
    ],
)
def test_what_cannot_be_read_is_refused_by_name(prepare, desk, wrong):
    answer = prepare(**wrong)
    assert (answer.status_code, next(iter(wrong)) in answer.json["title"]) == (422, True)
    with desk.reading() as work:
        assert work.db.scalar(select(func.count()).select_from(Tablet)) == 0


@pytest.mark.parametrize("body", ["", "[]", "{", "null", "[" * 90_000])
def test_what_is_no_json_object_is_refused(visitor, body):
    answer = visitor.post("/exams/tablet/prepare", body, content_type="application/json")
    assert answer.status_code == 422


def test_words_of_people_stay_words(prepare, make, desk, examiner):
    noor = make.person(Role.CANDIDATE, given="<b>Noor</b>")
    make.sitting(candidate=noor, examiner=examiner)
    answer = prepare(label="<script>")
    screen = put_together(answer, answer.json["sheets"][0])
    assert "<b>Noor" not in screen
    assert answer.json["sheets"][0]["name"] == noor.name


def test_it_is_asked_for_by_posting(visitor):
    assert visitor.get("/exams/tablet/prepare").status_code == 405


# --- how much it takes


def prepared_with(statements, prepare):
    prepare()  # reads forms, draws the shell
    with statements() as seen:
        assert prepare().status_code == 200
    return len(seen)


def test_statements_do_not_grow_with_the_sheets(prepare, make, examiner, statements):
    make.sitting(examiner=examiner)
    few = prepared_with(statements, prepare)
    for _each in range(8):
        make.sitting(examiner=examiner)
    assert prepared_with(statements, prepare) == few


def test_new_forms_are_read_together(prepare, make, examiner, statements):
    make.sitting(examiner=examiner)
    with statements() as one:
        prepare()
    for _each in range(4):
        make.sitting(examiner=examiner)
    with statements() as four:
        prepare()
    assert len(four) <= len(one)


def test_nothing_of_the_marks_is_changed(prepare, make, desk, examiner):
    sitting = make.sitting(examiner=examiner)
    prepare()
    with desk.reading() as work:
        found = work.db.get(Sitting, sitting.id)
        assert (found.state, found.version, work.db.scalar(select(func.count()).select_from(Mark))) == ("planned", 1, 0)


# --- what was done besides marking


@pytest.fixture
def bench(make, examiner):
    form, candidate = make.exam_form(), make.person(Role.CANDIDATE)
    return Bench(examiner, candidate, form, make.sitting(form, candidate, examiner))


@pytest.fixture
def done(visitor, bench, tablet_id):
    """Send what was done besides marking, in this order."""

    def send(*deeds):
        operations = [
            {
                "op": str(uuid4()),
                "sheet": bench.sheet.id,
                "deed": deed,
                "sequence": place,
                "made_at": (NOON + timedelta(minutes=place)).isoformat(),
            }
            for place, deed in enumerate(deeds, start=1)
        ]
        body = {"operations": operations, "sent_at": (NOON + timedelta(hours=1)).isoformat()}
        answer = visitor.post("/exams/sync", json=body, headers={"X-Proefstuk-Tablet": tablet_id})
        assert [one["outcome"] for one in answer.json["answers"]] == ["stored"] * len(deeds)

    return send


def photo(number, **more):
    return {"kind": "photo", "photo": number, "step": None, "sha256": "0" * 64, "size": 5, "type": "image/jpeg", **more}


def test_the_clock_goes_along(prepare, done, clock):
    clock.move(hours=1)
    done({"kind": "start"}, {"kind": "pause", "reason": "fire drill"})
    turns = prepare().json["sheets"][0]["facts"]["turns"]
    assert [(turn["kind"], datetime.fromisoformat(turn["at"])) for turn in turns] == [
        ("start", NOON + timedelta(minutes=1)),
        ("pause", NOON + timedelta(minutes=2)),
    ]
    assert [turn.get("reason") for turn in turns] == [None, "fire drill"]


def test_who_signs_in_again_comes_back_to_the_candidate(prepare, bench):
    sheet = prepare().json["sheets"][0]
    assert sheet["values"]["again"] == f"/exams/tablet/%23/sheet/{sheet['id']}"


def test_photos_that_were_announced_go_along_and_those_taken_away_do_not(prepare, done, bench, clock):
    clock.move(hours=1)
    kept, gone = str(uuid4()), str(uuid4())
    done({"kind": "start"}, photo(kept, step=bench.steps[1]), photo(gone), {"kind": "photo-off", "photo": gone})
    assert prepare().json["sheets"][0]["facts"]["photos"] == [{"id": kept, "step": bench.steps[1]}]
