"""How much a cut score may hold, and two who change it at the same moment (X2)."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import process_time

import pytest

from exams import queries
from exams.actions import cut_scores as cutting
from exams.actions import forms as actions
from exams.actions.seen import ChangedMeanwhile, seen_cut_score
from exams.formats import design_of, read_form
from exams.pages import cut_score_words as words
from exams.queries.contents import design_file
from exams.rules import CutScore
from exams.rules.cut_scores.limits import MOST_CONDITIONS, MOST_MEASURES, refuse_too_much
from foundation.refusals import Unreadable
from people.rules import Role
from tests.conftest import actor_of

MEAN = {"kind": "mean", "of": "steps"}
MARK = {"kind": "mark", "minimum": 1}


def averaged(*measures):
    return {"kind": "average", "measures": list(measures)}


def exam(**rule):
    return {"version": 2, "exam": rule}


def level(count):
    return {"conditions": [MARK] * count}


TOO_MUCH = {
    "conditions": (exam(conditions=[MARK] * 31), "at most 30 conditions for one level, part or label"),
    "conditions of a label": (exam(bands=[{"label": "V", "conditions": [MARK] * 31}]), "at most 30 conditions for one"),
    "plain conditions": (
        {"version": 1, "conditions": [{"kind": "critical-steps"}] * 31},
        "at most 30 conditions for one",
    ),
    "labels": (exam(bands=[{"label": f"L{n}"} for n in range(13)]), "at most 12 labels"),
    "exceptions": ({"version": 2, "exceptions": {f"k{n}": {} for n in range(61)}}, "At most 60"),
    "conditions of levels": (
        {"version": 2, **{name: level(21) for name in ("exam", "groups", "core_tasks")}},
        "at most 60 conditions for its levels",
    ),
    "conditions in all": (
        {"version": 2, "exceptions": {f"k{n}": level(11) for n in range(30)}},
        "at most 300 conditions in all",
    ),
    "measures": (exam(value=averaged(*[MEAN] * 51), conditions=[MARK]), "at most 50 things in all"),
    "measures of many conditions": (
        exam(conditions=[{"kind": "at-least", "value": averaged(*[MEAN] * 11), "minimum": 1}] * 5),
        "at most 50 things in all",
    ),
    "averages in averages": (exam(value=averaged(averaged(averaged(averaged(MEAN))))), "An average of averages"),
}


@pytest.fixture
def file_with(desk, school):
    """The file of the school's form, with another cut score."""

    def written(cut_score):
        with desk.reading() as work:
            plain = json.loads(design_file(work, queries.form(work, school.form.id)))
        return json.dumps({**plain, "cut_score": cut_score}).encode()

    return written


@pytest.mark.parametrize("what", TOO_MUCH)
def test_x2_a_file_with_too_much_in_its_cut_score_is_refused_in_words(file_with, what):
    cut_score, words_ = TOO_MUCH[what]
    with pytest.raises(Unreadable) as refusal:
        read_form(file_with(cut_score))
    assert any(words_ in str(detail) for detail in refusal.value.details)


def test_x2_as_much_as_may_be_is_read_judged_and_said(file_with):
    rule = exam(value=averaged(*[MEAN] * MOST_MEASURES), conditions=[MARK] * MOST_CONDITIONS)
    form = design_of(read_form(file_with(rule)))
    began = process_time()
    assert form.judge({step.id: 2 for step in form.steps}).label == ""
    assert len(str(words.rule_on(form))) > MOST_MEASURES
    assert process_time() - began < 2


def test_x2_a_measure_asked_for_twice_is_computed_once(file_with):
    """Each condition asks for the same average of means; the marks are gone through once for each world."""
    asked = {"kind": "at-least", "value": averaged(MEAN, MEAN), "minimum": 1}
    form = design_of(read_form(file_with(exam(conditions=[asked] * 20))))
    outcome = form.judge({step.id: 2 for step in form.steps})
    assert {condition.reached for condition in outcome.conditions} == {2}


def test_x2_the_editor_refuses_what_nobody_can_weigh_and_keeps_what_was_typed():
    with pytest.raises(Unreadable):
        refuse_too_much(CutScore.from_json(exam(value=averaged(averaged(averaged(averaged(MEAN)))))))


# Two at the same moment


@pytest.mark.parametrize("deed", ["save", "begin anew", "put back"])
def test_x2_of_two_who_change_a_cut_score_at_once_the_second_is_told(desk, draft, make, deed):
    with desk.writing() as work:
        form = queries.form(work, draft.id)
        form.cut_score_before = CutScore.at_percentage(40).to_json()
        seen = seen_cut_score(form)
    both, read = Barrier(2), Barrier(2)

    def save(percentage):
        person = make.person(Role.COORDINATOR)
        both.wait(5)
        try:
            with desk.writing(actor_of(person)) as work:
                form = queries.form(work, draft.id)
                if work.db.get_bind().dialect.name == "postgresql":
                    read.wait(5)  # SQLite lets in one at a time
                new = CutScore.at_percentage(percentage)
                if deed == "save":
                    actions.set_cut_score(work, form, new, seen=seen)
                elif deed == "begin anew":
                    cutting.replace_cut_score(work, form, new, seen=seen)
                else:
                    cutting.put_back_cut_score(work, form, seen=seen)
        except ChangedMeanwhile:
            return "told"
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, (60, 70))) == ["kept", "told"]
