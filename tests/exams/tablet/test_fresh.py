"""A tablet with network hears what became of its sheets elsewhere: GET /exams/tablet/fresh."""

from uuid import UUID, uuid4

import pytest

from exams.models import Sheet, Sitting, Tablet
from exams.rules import SittingState
from people.rules import Role
from tests.conftest import NOON
from tests.exams.marking.conftest import Bench
from tests.exams.tablet.test_prepare import change


@pytest.fixture
def bench(make, examiner):
    form, candidate = make.exam_form(), make.person(Role.CANDIDATE)
    return Bench(examiner, candidate, form, make.sitting(form, candidate, examiner))


@pytest.fixture
def fresh(visitor, tablet_id):
    """What changed since this was prepared, as the app asks for it."""

    def ask(prepared, *, by=visitor, tablet=tablet_id):
        have = ".".join(f"{sheet['id']}-{sheet['version']}" for sheet in prepared["sheets"])
        address = f"/exams/tablet/fresh?have={have}&forms={'.'.join(prepared['forms'])}"
        return by.get(address, headers={"X-Proefstuk-Tablet": tablet})

    return ask


def test_where_nothing_changed_nothing_comes(prepare, fresh, bench, clock):
    prepared = prepare().json
    clock.move(minutes=5)
    answer = fresh(prepared)
    assert (answer.status_code, answer.headers["X-Proefstuk"]) == (200, "1")
    assert (answer.json["sheets"], answer.json["forms"], answer.json["withdrawn"]) == ([], {}, [])


def test_a_mark_that_came_from_elsewhere_is_told(prepare, fresh, bench, visitor, make):
    other = make.sitting(bench.form, examiner=bench.examiner)
    prepared = prepare().json
    mark = bench.mark(0, 2)
    visitor.post("/exams/sync", json={"operations": [mark], "sent_at": NOON.isoformat()})
    (sheet,) = fresh(prepared).json["sheets"]
    assert sheet["id"] == bench.sheet.id != other.sheets[0].id
    assert (sheet["facts"]["marks"][0]["op"], sheet["facts"]["state"]) == (mark["op"], "in_progress")


def test_what_was_told_once_is_not_told_again(prepare, fresh, bench, visitor):
    prepared = prepare().json
    visitor.post("/exams/sync", json={"operations": [bench.mark(0, 2)], "sent_at": NOON.isoformat()})
    told = fresh(prepared).json
    assert fresh({"sheets": told["sheets"], "forms": told["forms"]}).json["sheets"] == []


def test_a_sheet_that_was_signed_says_who_signed_it(prepare, fresh, bench, desk):
    prepared = prepare().json
    change(desk, Sheet, bench.sheet.id, signed_at=NOON, signed_name="R. Benali")
    told = fresh(prepared).json
    (sheet,) = told["sheets"]
    assert (sheet["facts"]["open"], sheet["facts"]["signed_name"]) == (False, "R. Benali")
    assert "R. Benali signed this sheet" in sheet["values"]["notice"]
    assert list(told["forms"]) == [sheet["form"]]  # a closed one is drawn otherwise


@pytest.mark.parametrize("state", [SittingState.ABORTED, SittingState.NO_SHOW, SittingState.CANCELLED])
def test_an_exam_that_ended_otherwise_is_told(prepare, fresh, bench, desk, state):
    prepared = prepare().json
    change(desk, Sitting, bench.sitting.id, state=state)
    (sheet,) = fresh(prepared).json["sheets"]
    assert sheet["facts"]["state"] == state


def test_of_a_sheet_that_is_somebody_elses_now_only_that_is_told(prepare, fresh, bench, desk):
    prepared = prepare().json
    change(desk, Sheet, bench.sheet.id, withdrawn_at=NOON)
    told = fresh(prepared).json
    assert (told["sheets"], told["withdrawn"]) == ([], [bench.sheet.id])


def test_no_sheet_comes_that_is_not_on_the_tablet_yet(prepare, fresh, bench, make):
    prepared = prepare().json
    make.sitting(bench.form, examiner=bench.examiner)
    assert fresh(prepared).json["sheets"] == []


def test_a_tablet_whose_time_is_over_hears_of_nobody(prepare, fresh, bench, tablet_id, desk):
    prepared = prepare().json
    change(desk, Sheet, bench.sheet.id, overall_remark="calm")
    change(desk, Tablet, UUID(tablet_id), ends_at=NOON)
    answer = fresh(prepared)
    assert (answer.json["sheets"], answer.json["withdrawn"]) == ([], [])


def test_nor_does_one_that_was_never_prepared(prepare, fresh, bench, desk):
    prepared = prepare().json
    change(desk, Sheet, bench.sheet.id, overall_remark="calm")
    assert fresh(prepared, tablet=str(uuid4())).json["sheets"] == []


def test_another_examiner_gets_none_of_it(prepare, fresh, bench, visit, make, tablet_id):
    prepared = prepare().json
    other = visit(make.person(Role.EXAMINER))
    prepare(by=other)
    told = fresh(prepared, by=other).json
    assert (told["sheets"], told["withdrawn"]) == ([], [bench.sheet.id])


def test_a_shut_out_tablet_is_told_so(prepare, fresh, bench, desk, tablet_id, examiner):
    prepared = prepare().json
    change(desk, Tablet, UUID(tablet_id), shut_out_at=NOON, shut_out_by=examiner.id)
    answer = fresh(prepared)
    assert (answer.status_code, answer.json) == (403, {"shut_out": True})


def test_nobody_gets_it_without_signing_in(visit, bench):
    answer = visit(None).get("/exams/tablet/fresh", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["X-Proefstuk"]) == (401, "1")


def test_a_candidate_may_not_ask(visit, make):
    assert visit(make.person(Role.CANDIDATE)).get("/exams/tablet/fresh").status_code == 403


@pytest.mark.parametrize("have", ["", "x-1", "-", "12", "999999999-abc", "9" * 40 + "-a", "²-a", ".." * 500])
def test_what_is_no_list_of_sheets_is_no_harm(prepare, visitor, tablet_id, bench, have):
    prepare()
    address = f"/exams/tablet/fresh?have={have}"
    answer = visitor.get(address, headers={"X-Proefstuk-Tablet": tablet_id})
    assert (answer.status_code, answer.json["sheets"]) == (200, [])


@pytest.mark.parametrize("number", [1, 5])
def test_however_many_sheets_the_statements_are_as_many(prepare, fresh, make, bench, statements, number):
    for _each in range(number - 1):
        make.sitting(bench.form, examiner=bench.examiner)
    prepared = prepare().json
    fresh(prepared)
    with statements() as seen:
        assert fresh(prepared).status_code == 200
    assert len([one for one in seen.seen if not one.startswith("PRAGMA")]) <= 8
