"""X5: whoever puts a name under marks knows which of them came another way, and how."""

import json
import re
from uuid import uuid4

import pytest

from exams.models import Mark
from exams.rules import AnswerKind, SittingState
from exams.rules.deeds import MarkSource
from tests.conftest import NOON
from tests.exams.tablet.entered import Tabled


@pytest.fixture
def tabled(school, visit) -> Tabled:
    """An exam that goes on, with one mark of the tablet, and three that came another way."""
    tabled = Tabled(school, visit, school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS))
    tabled.send(tabled.mark(0))
    with school.desk.writing() as work:
        for place, source in enumerate(MarkSource, start=1):
            work.db.add(
                Mark(
                    op=uuid4(),
                    sheet_id=tabled.sheet,
                    step_id=tabled.steps[place],
                    examiner_id=school.examiner.id,
                    value=1,
                    sequence=place,
                    made_at=NOON,
                    received_at=NOON,
                    answer=AnswerKind.STORED,
                    source=source,
                    entered_by=school.coordinator.id,
                )
            )
    return tabled


def facts(tabled):
    page = tabled.visit(tabled.school.examiner).get(f"/exams/sheets/{tabled.sheet}").text
    return json.loads(re.search(r'id="facts">(.*?)</script>', page, re.S)[1])


def test_the_marking_screen_knows_how_each_mark_came(tabled):
    name = tabled.school.coordinator.name
    assert [mark.get("from") for mark in facts(tabled)["marks"]] == [
        None,
        {"source": "paper", "words": f"Typed in from paper by {name}."},
        {"source": "file", "words": f"From a file that a tablet saved, brought in by {name}."},
        {"source": "shelf", "words": f"Refused when it came in, and taken over by {name}."},
    ]


def test_what_the_examiner_marked_anew_is_the_examiners_own(tabled):
    stood = facts(tabled)["marks"][1]["op"]
    tabled.send(tabled.mark(1, 1, base_op=stood))
    marks = facts(tabled)["marks"]
    assert next(mark for mark in marks if mark["step"] == tabled.steps[1]).get("from") is None


def test_a_sheet_with_marks_of_its_tablet_alone_asks_no_more_than_before(school, visit, statements):
    tabled = Tabled(school, visit, school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS))
    tabled.send(tabled.mark(0))
    facts(tabled)
    with statements() as asked:
        facts(tabled)
    assert not [one for one in asked.seen if "shelf_decision" in one]


def test_the_app_takes_along_how_a_mark_came(tabled):
    headers = {"X-Proefstuk-Tablet": str(tabled.tablet)}
    body = {"tablet": str(tabled.tablet), "label": "Linux, Chrome", "build": "0123456789ab"}
    told = tabled.visit(tabled.school.examiner).post("/exams/tablet/prepare", json=body, headers=headers).json
    (sheet,) = told["sheets"]
    assert [mark.get("from", {}).get("source") for mark in sheet["facts"]["marks"]] == [None, "paper", "file", "shelf"]


def answer_to(tabled, mark):
    sent = {"operations": [mark], "sent_at": NOON.isoformat()}
    return tabled.visit(tabled.school.examiner).post("/exams/sync", json=sent).json["answers"][0]


def test_a_conflict_says_how_the_other_mark_came(tabled):
    answer = answer_to(tabled, tabled.mark(1, 2))
    name = tabled.school.coordinator.name
    assert (answer["outcome"], answer["standing"]["from"]) == ("conflict", f"Typed in from paper by {name}.")


def test_sent_again_a_conflict_says_so_again(tabled):
    mark = tabled.mark(1, 2)
    assert answer_to(tabled, mark)["standing"] == answer_to(tabled, mark)["standing"]


def test_a_conflict_with_a_mark_of_a_device_says_nothing_of_how_it_came(tabled):
    answer = answer_to(tabled, tabled.mark(0, 0))
    assert (answer["outcome"], "from" in answer["standing"]) == ("conflict", False)
