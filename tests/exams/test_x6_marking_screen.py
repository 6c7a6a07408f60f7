"""X6: what the marking screen and signing ask for besides a level: sub-points, numbers, remarks, the whole."""

from typing import Any

import pytest

from exams.models import Sheet
from exams.rules import Level
from tests.exams.marking.conftest import Bench, bench_with
from tests.exams.marking.conftest import marks as marks  # a fixture of the neighbours
from tests.exams.marking.test_signing import form, signed

PARTS = [{"text": "Gloves", "points": 2}, {"text": "Helmet", "points": 1}]
SUMS = tuple(Level(value=value, label=str(value)) for value in range(-1, 4))


def with_step(make: Any, **facts: Any) -> Bench:
    """A sheet whose first step has these facts."""
    bench = bench_with(make)
    with make.redesigned(bench.form.id) as found:
        for name, value in facts.items():
            setattr(found.steps[0], name, value)
    return bench


@pytest.fixture
def parted(make):
    return with_step(make, parts=PARTS, levels=[level.to_json() for level in SUMS])


def send(visit, bench, *operations):
    return visit(bench.examiner).post("/exams/sync", json={"operations": list(operations)}).json["answers"]


def sign(visit, bench, **facts):
    browser, url = visit(bench.examiner), f"/exams/sheets/{bench.sheet.id}/sign"
    return browser.post(url, form(browser, url, **facts))


def test_x6_sub_points_are_kept_with_the_mark(visit, parted, marks):
    answers = send(visit, parted, parted.mark(0, 3, parts=[0, 1]), parted.mark(0, 3, parts=[0, 1], op="x"))
    assert answers[0]["outcome"] == "stored"
    assert [(mark.value, mark.parts) for mark in marks()] == [(3, [0, 1])]


def test_x6_sub_points_that_do_not_add_up_are_refused_in_words(visit, parted):
    answers = send(visit, parted, parted.mark(0, 3, parts=[0]))
    assert (answers[0]["outcome"], answers[0]["reason"][:27]) == ("refused", "The points that are ticked ")


def test_x6_a_conflict_tells_which_sub_points_stand(visit, parted):
    send(visit, parted, parted.mark(0, 2, parts=[0]))
    answers = send(visit, parted, parted.mark(0, 1, parts=[1]))
    assert (answers[0]["outcome"], answers[0]["standing"]["parts"]) == ("conflict", [0])


def test_x6_the_screen_lists_sub_points_and_what_stands_of_them(visit, parted):
    send(visit, parted, parted.mark(0, 2, parts=[0]))
    page = visit(parted.examiner).get(f"/exams/sheets/{parted.sheet.id}").text
    assert 'data-worth="2,1"' in page
    assert page.count('data-place="') == 2
    assert '"parts": [0]' in page


def test_x6_not_applicable_is_a_quiet_button_of_its_own(visit, make):
    levels = [Level(value=-1, label="Not applicable"), *(Level(value=value, label=f"L{value}") for value in (0, 1))]
    bench = with_step(make, levels=[level.to_json() for level in levels])
    page = visit(bench.examiner).get(f"/exams/sheets/{bench.sheet.id}").text
    assert '<button type="button" class="level level-quiet" data-value="-1"' in page
    assert send(visit, bench, bench.mark(0, -1))[0]["outcome"] == "stored"


def test_x6_more_than_twelve_levels_are_a_number_to_fill_in(visit, make):
    tenths = [{"value": value, "label": f"{value // 10}.{value % 10}", "description": ""} for value in range(10, 101)]
    bench = with_step(make, levels=tenths, unit=10)
    page = visit(bench.examiner).get(f"/exams/sheets/{bench.sheet.id}").text
    assert page.count("data-number ") == 1
    assert "From 1.0 to 10.0" in page
    assert page.count("data-sign ") == 1  # the button to sign, and nothing else is called so


def test_x6_the_key_of_a_step_stands_on_the_screen(visit, make):
    bench = bench_with(make)
    assert "B1-K1-W1.2" in visit(bench.examiner).get(f"/exams/sheets/{bench.sheet.id}").text


def test_x6_a_mark_that_asks_for_a_remark_is_not_signed_without_one(visit, make, desk):
    bench = with_step(make, remark_values=[0, 1])
    send(visit, bench, bench.mark(0, 1), *(bench.mark(place, 2) for place in range(1, 6)))
    answer = sign(visit, bench)
    assert (answer.status_code, signed(desk, bench)[0]) == (422, None)
    assert "1 mark asks for a remark that says why. Write it before you sign." in answer.text
    assert f"#step-{bench.steps[0]}" in answer.text
    standing = send(visit, bench, bench.mark(0, 0))[0]["standing"]["op"]
    send(visit, bench, bench.mark(0, 1, remark="The gas was on.", base_op=standing))
    assert sign(visit, bench).status_code == 303


def test_x6_not_marked_is_something_else_than_a_remark_that_lacks(visit, make):
    bench = with_step(make, remark_values=[1])
    send(visit, bench, bench.mark(0, 1))
    answer = sign(visit, bench)
    assert "5 steps are not yet marked" in answer.text
    assert "1 mark asks for a remark" in answer.text


@pytest.mark.parametrize(("rating", "status"), [("0", 303), ("4", 303), ("", 422), ("5", 422), ("-1", 422)])
def test_x6_the_whole_is_rated_where_the_form_asks_for_it(visit, make, desk, rating, status):
    bench = bench_with(make, asks_global_rating=True)
    send(visit, bench, *(bench.mark(place, 2) for place in range(6)))
    assert sign(visit, bench, global_rating=rating).status_code == status
    with desk.reading() as work:
        kept = work.db.get_one(Sheet, bench.sheet.id).global_rating
    assert kept == (int(rating) if status == 303 else None)


def test_x6_where_the_form_does_not_ask_nothing_is_rated(visit, make, desk):
    bench = bench_with(make)
    send(visit, bench, *(bench.mark(place, 2) for place in range(6)))
    assert sign(visit, bench, global_rating="3").status_code == 303
    with desk.reading() as work:
        assert work.db.get_one(Sheet, bench.sheet.id).global_rating is None


def test_x6_an_exam_in_which_nothing_applies_is_not_signed(visit, make):
    bench = bench_with(make, levels=SUMS)
    send(visit, bench, *(bench.mark(place, -1) for place in range(6)))
    assert "No step applies" in sign(visit, bench).text
