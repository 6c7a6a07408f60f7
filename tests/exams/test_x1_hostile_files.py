"""X1: a form goes out and comes in as the very same; files that mean harm are refused with a place, in bounded time."""

import json
import time

import pytest
from sqlalchemy import func, select

from exams.actions.exchange import import_form
from exams.formats import read_form
from exams.formats.reading import UnreadableForm
from exams.models import ExamForm
from exams.pages.scales import scale_in
from exams.queries.approval import fingerprint_now
from exams.queries.contents import design_file
from exams.queries.forms import offer, structure
from exams.rules.scales import ScaleName
from foundation.refusals import Unreadable
from tests.conftest import actor_of
from tests.exams.test_x1_files import LEVELS, of

LONG = 5.0  # seconds; each of these takes less than one on a slow machine
CUT_SCORE = {
    "version": 2,
    "groups": {
        "value": {"kind": "grade", "of": "steps"},
        "rounding": {"mode": "half-up", "step": "0.1"},
        "bands": [{"label": "V", "at_least": "5.5"}, {"label": "O", "passes": False}],
    },
    "exam": {"conditions": [{"kind": "each", "of": "groups"}, {"kind": "critical-steps"}]},
    "exceptions": {"B1-K1-W2": {"conditions": [{"kind": "critical-steps"}]}},
}


def fill(form, app):
    """Give this form everything that a form can have."""
    form.code, form.colour, form.formative = "PVB-1", "teal", True
    form.instructions_candidate, form.instructions_examiner, form.materials = "Read\nwell", "Look “well”", "Tape"
    form.duration_minutes, form.attempts_allowed, form.attempt_that_counts = 90, 3, "last"
    form.examiners_required, form.asks_global_rating, form.cut_score = 2, True, CUT_SCORE
    form.groups[0].description, form.groups[0].weight = "مرحبا 👩‍🔧", 3
    first, second, third = form.steps[:3]
    first.weight, first.critical, first.critical_minimum, first.remark_values = 4, True, 1, [0]
    first.competences = ["K", "T"]
    second.unit, second.levels = 10, _levels(ScaleName.ONE_TO_TEN_TENTHS, app)
    third.parts = [{"text": "One", "points": 1}, {"text": "Two", "points": 2}]
    points = [{"value": value, "label": f"{value} p", "description": ""} for value in range(4)]
    third.levels = [*points, {"value": -1, "label": "n/a", "description": "Not here"}]


def follow(form, core_tasks):
    """Have each group say which work process it is made from, and its steps which indicators."""
    known = {process.number: (task, process) for task in core_tasks for process in task.work_processes}
    for group in form.groups:
        task, process = known[group.number]
        group.work_process_id, group.core_task_number, group.core_task_name = process.id, task.number, task.name
        for step, indicator in zip(group.steps, process.indicators, strict=False):
            step.indicator_id = indicator.id


def _levels(name, app):
    with app.app_context():
        return [level.to_json() for level in scale_in("nl", name).levels]


def test_x1_a_form_with_everything_in_it_comes_in_with_the_same_fingerprint(school, make, desk, app):
    with make.redesigned(school.form.id) as form:
        fill(form, app)
        follow(form, school.qualification.core_tasks)
    with desk.writing(actor_of(school.coordinator)) as work:
        there = work.db.get(ExamForm, school.form.id)
        text = design_file(work, there)
        found, tasks = offer(work, school.qualification.id), structure(work, school.qualification.id)
        made = import_form(work, read_form(text.encode()), found, tasks)
        assert made.id != there.id
        assert fingerprint_now(work, made) == fingerprint_now(work, there)
        assert design_file(work, made) == text


def test_x1_another_word_is_another_fingerprint(school, make, desk):
    with make.redesigned(school.form.id) as form, desk.reading() as work:
        before = fingerprint_now(work, form)
        form.steps[0].levels = [form.steps[0].levels[0] | {"description": "Else"}, *form.steps[0].levels[1:]]
        assert fingerprint_now(work, form) != before


def written(content, old="", new=""):
    text = json.dumps(content)
    assert old in text
    return text.replace(old, new, 1).encode() if old else text.encode()


def nested(levels):
    inner: object = 1
    for _ in range(levels):
        inner = {"a": inner}
    return inner


def exam(**rule):
    return of(cut_score={"version": 2, "exam": rule})


def weighing(number):
    return written(of(), '"levels"', f'"weight": {number}, "levels"')


def named(key):
    return {"key": key, "text": "x", "levels": LEVELS}


WEIGHT = "groups[0].steps[0].weight: "
MINIMUM = "cut_score.exam.conditions[0].minimum"
MARK = {"kind": "mark", "minimum": 7}
HOSTILE = {
    "a number of 5,000 digits": (weighing("9" * 5_000), WEIGHT),
    "a number without end": (weighing("1e400"), WEIGHT),
    "no number": (weighing("NaN"), WEIGHT),
    "infinity": (written(exam(conditions=[MARK]), "7", "-Infinity"), MINIMUM),
    "infinity in the cut score as text": (written(exam(conditions=[MARK | {"minimum": "1e400"}])), "minimum"),
    "a fraction of many digits": (written(exam(conditions=[MARK | {"minimum": "1/" + "9" * 90_000}])), "minimum"),
    "a fraction of nothing": (written(exam(conditions=[MARK | {"minimum": "1/0"}])), "minimum"),
    "rounded to nothing": (written(exam(rounding={"mode": "up", "step": 0})), "rounded to a step above 0"),
    "lists in lists": (b"[" * 100_000 + b"]" * 100_000, "nested"),
    "objects in objects": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "nested"),
    "a deep cut score": (written(of(cut_score=nested(55))), "nested"),
    "a wide cut score": (written(exam(conditions=[{"kind": "each", "of": "steps"}] * 20_000)), "exam.conditions"),
    "exceptions without end": (
        written(of(cut_score={"version": 2, "exceptions": {f"k{at}": {} for at in range(20_000)}})),
        "cut_score.exceptions: At most 60.",
    ),
    "a key twice": (written(of(), '"text": "Does it"', '"text": "a", "text": "b"'), "“text” is written twice"),
    "5,000 keys that are unknown": (written(of(**{f"x{at}": 1 for at in range(5_000)})), "x0: This field is not"),
    "a very long key that is unknown": (written(of(**{"y" * 100_000: 1})), "This field is not known here."),
    "50,000 steps": (written(of(group={"steps": [named(str(at)) for at in range(50_000)]})), "larger than 2 MB"),
    "40,000 small steps": (
        written(of(group={"steps": [{"key": str(at), "text": "x"} for at in range(40_000)]})),
        "groups[0].steps: At most 500.",
    ),
    "20,000 groups": (written(of(groups=[{"key": str(at), "name": "x"} for at in range(20_000)])), "groups: At most"),
    "a control character": (written(of(title="a\x01b")), "title: This holds a control character (U+0001)."),
    "an escape in a key": (written(of(step={"key": "a\x1bb"})), "groups[0].steps[0].key: This holds a control"),
    "a turn of direction in a key": (written(of(step={"key": "a‮b"})), "groups[0].steps[0].key: This key holds"),
    "half a character": (written(of(title="\ud800")), "title: This holds half a character"),
    "half a character as a key": (written(of(**{"\ud800": 1})), "half a character"),
    "a title that shows nothing": (written(of(title="\u200b ")), "title: This may not be empty."),
    "a level that shows nothing": (
        written(of(step={"levels": [{"value": 0, "label": " "}, LEVELS[1]]})),
        "groups[0].steps[0].levels[0].label: This may not be empty.",
    ),
    "a weight of nothing": (weighing("0"), WEIGHT + "At least 1."),
    "a weight below nothing": (weighing("-1"), WEIGHT + "At least 1."),
    "steps with one key": (written(of(group={"steps": [named("a.1"), named("a.1")]})), "Two steps have the key “a.1”."),
    "keys that look alike": (
        written(of(group={"steps": [named("\u00e9"), named("e\u0301")]})),
        "groups[0].steps[1].key: This key holds characters",
    ),
    "levels of one value": (written(of(step={"levels": [LEVELS[0], LEVELS[0]]})), "two levels with the same value"),
    "another encoding": (json.dumps(of(title="café"), ensure_ascii=False).encode("latin-1"), "save it as that"),
    "two marks of the byte order": (b"\xef\xbb\xbf" * 2 + written(of()), "not correct JSON"),
    "two forms": (written(of()) * 2, "not correct JSON"),
    "true for a version": (written(of(version=True)), "This file is of version"),
    "a list": (b"[]", "This must be an object"),
    "an archive": (b"PK\x03\x04" + bytes(100), "not correct JSON"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_x1_a_file_that_means_harm_is_refused_with_its_place_in_bounded_time(name):
    data, words = HOSTILE[name]
    begun = time.process_time()
    with pytest.raises(Unreadable) as refused:
        read_form(data)
    assert time.process_time() - begun < LONG
    told = [str(refused.value.message), *map(str, refused.value.details)]
    assert any(words in one for one in told), told
    assert all(len(one) < 400 for one in told)


def test_x1_no_more_faults_are_told_than_anybody_reads():
    with pytest.raises(UnreadableForm) as refused:
        read_form(written(of(**{f"x{at}": "\x01" for at in range(500)})))
    assert len(refused.value.details) == 30


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_x1_a_form_in_any_encoding_of_json_comes_in(encoding):
    assert read_form(json.dumps(of(title="café"), ensure_ascii=False).encode(encoding)).title == "café"


def test_x1_whoever_sends_a_list_is_told_and_nothing_comes_in(visit, school, desk):
    from tests.exams.test_x1_files import send

    answer = send(visit(school.coordinator), school, [])
    assert answer.status_code == 422
    assert "Nothing came in yet" in answer.text
    with desk.reading() as work:
        assert work.db.scalar(select(func.count()).select_from(ExamForm)) == 1
