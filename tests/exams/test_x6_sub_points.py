"""X6: which sub-points two examiners saw: beside each other, behind what they agree on, and in the result."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from exams import queries
from exams.models import AgreedMark, Mark
from exams.queries.agreeing import comparison
from exams.queries.standing import standing_of
from exams.rules import AnswerKind, SittingState
from exams.rules.agreeing import parts_behind
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.test_x6_two_examiners import Pair, paired

POINTS = [{"text": "Gloves on", "points": 1}, {"text": "Gas closed", "points": 1}, {"text": "Swept", "points": 1}]
WORTH = [1, 1, 1]


@pytest.fixture
def parted(school, make) -> Pair:
    """Two examiners; the first two steps have three sub-points each."""
    levels = [{"value": value, "label": str(value), "description": ""} for value in range(4)]
    with make.redesigned(school.form.id) as form:
        form.examiners_required = 2
        for step in form.steps[:2]:
            step.parts, step.levels = POINTS, levels
    return paired(school, make.person(Role.EXAMINER, given="Bea"))


def ticked(pair: Pair, *sheets: tuple[list[int], list[int]]) -> None:
    """Both mark and sign: the places ticked at the first and the second step; all further steps alike."""
    for examiner, places in zip((pair.first, pair.second), sheets, strict=True):
        with pair.school.desk.writing(actor_of(examiner)) as work:
            sheet = pair.sheet(work, examiner)
            for number, step in enumerate(pair.steps):
                parts = places[number] if number < 2 else None
                value = 2 if parts is None else len(parts)
                facts = {"step_id": step, "value": value, "parts": parts, "examiner_id": examiner.id}
                work.db.add(
                    Mark(op=uuid4(), sheet_id=sheet.id, sequence=number, made_at=NOON, received_at=NOON,
                         answer=AnswerKind.STORED, **facts)
                )  # fmt: skip
        pair.sign(examiner)


def standing(pair: Pair, place: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    with pair.school.desk.reading() as work:
        found = standing_of(work, queries.sitting(work, pair.sitting.id))[pair.steps[place]]
        return found.parts, found.apart


def test_x6_the_same_mark_for_other_points_is_shown_and_does_not_block(parted, visit):
    ticked(parted, ([0, 1], [0]), ([1, 2], [0, 1]))
    with parted.school.desk.reading() as work:
        found = comparison(work, queries.sitting(work, parted.sitting.id))
        assert ([one.number for one in found.differences], [one.number for one in found.apart]) == ([2], [1])
    page = visit(parted.first).get(f"/exams/sittings/{parted.sitting.id}/agreeing").text
    assert "Same mark, other points seen" in page
    assert page.count("Gas closed") == 3


def test_x6_the_same_marks_are_a_result_that_tells_who_saw_what(parted, visit):
    ticked(parted, ([0, 1], [0]), ([1, 2], [0]))
    assert parted.now.state is SittingState.RATIFIED
    assert standing(parted, 0) == ((1,), (0, 2))
    page = visit(parted.school.candidate).get(f"/exams/sittings/{parted.sitting.id}/result").text
    seen, apart = page.split("Seen by one of the examiners:")
    assert "Gas closed" in seen
    assert "Swept" not in seen
    assert "Swept" in apart


def test_x6_an_agreed_mark_keeps_the_points_behind_it(parted, desk):
    ticked(parted, ([0, 1], [0]), ([2], [0]))
    for examiner in (parted.first, parted.second):
        parted.say(examiner, 0, 2)
        parted.close(parted.first) if examiner is parted.second else None
    parted.close(parted.second)
    assert standing(parted, 0) == ((0, 1), ())
    with desk.reading() as work:
        assert work.db.scalars(select(AgreedMark.parts)).all() == [[0, 1], [0, 1]]


@pytest.mark.parametrize(
    ("value", "ticks", "behind"),
    [
        (2, [(0, 1), (2,)], (0, 1)),  # who gave it
        (1, [(0, 1), (2,)], (2,)),
        (3, [(0, 1), (2,)], (0, 1, 2)),  # what any saw
        (1, [(0, 1), (1, 2)], (1,)),  # what all saw
        (3, [(0,), (0, 1)], (0, 1, 2)),  # everything
        (2, [(0,), (0, 1, 2)], None),  # nobody can tell
        (0, [(0, 1), (2,)], ()),
        (-1, [(0, 1), (2,)], ()),
    ],
)
def test_x6_the_points_behind_a_mark_are_those_that_add_up_to_it(value, ticks, behind):
    assert parts_behind(value, WORTH, ticks) == behind


def test_x6_the_card_says_who_it_waits_for_and_one_button_agrees(parted, visit):
    ticked(parted, ([0, 1], [0]), ([0], [0, 1]))
    url, step = f"/exams/sittings/{parted.sitting.id}/agreeing", parted.steps[0]
    first, second = visit(parted.first), visit(parted.second)
    assert first.get(url).text.count("Waits for both of you") == 2
    facts = {f"s{step}-value": "3", f"s{step}-reason": "Swept as well.", f"s{step}-form_key": str(uuid4())}
    answer = first.post(f"{url}?step={step}", facts)
    assert answer.location == f"{url}#step-{parted.steps[1]}"  # the next one that waits for this examiner
    assert f"Waits for {parted.second.name}" in first.get(url).text
    page = second.get(url).text
    assert "0 of 2 steps agreed on" in page
    assert page.count("Waits for you") == 1
    agrees = {f"s{step}-agree": "3", f"s{step}-reason": "So I saw.", f"s{step}-form_key": str(uuid4())}
    assert second.post(f"{url}?step={step}", {**agrees, f"s{step}-reason": " "}).status_code == 422
    assert second.post(f"{url}?step={step}", agrees).location == f"{url}#step-{parted.steps[1]}"
    assert "1 of 2 steps agreed on" in second.get(url).text


def test_x6_the_last_agreement_leads_to_closing(parted, visit):
    ticked(parted, ([0], [0]), ([0, 1], [0]))
    parted.say(parted.first, 0, 1)
    url, step = f"/exams/sittings/{parted.sitting.id}/agreeing", parted.steps[0]
    agrees = {f"s{step}-agree": "1", f"s{step}-reason": "So I saw.", f"s{step}-form_key": str(uuid4())}
    assert visit(parted.second).post(f"{url}?step={step}", agrees).location == f"{url}#close"
