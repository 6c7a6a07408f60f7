"""X1: a form goes out as a file and comes in again, whole or not at all."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from exams.actions.exchange import import_form
from exams.formats import ExamFormFile, design_of, read_form, schema, written
from exams.formats.reading import LARGEST, UnreadableForm
from exams.models import ExamForm
from exams.queries.contents import content_of
from exams.queries.forms import offer, structure
from exams.rules.design import FormState
from foundation.refusals import Refusal
from qualification_files.rules import QualificationState
from tests.conftest import actor_of

SCHEMA = Path(__file__).parents[2] / "docs" / "exam-form.schema.json"
CUT_SCORE = {"version": 1, "conditions": [{"kind": "critical-steps"}]}


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


@pytest.fixture
def file(coordinator, school):
    """The form in use as it is downloaded."""
    return coordinator.get(f"/exams/forms/{school.form.id}/form.json").get_json()


def send(browser, school, content, **fields):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    sent = {"qualification": school.qualification.id, "file": (BytesIO(data), "form.json"), **fields}
    return browser.post("/exams/forms/import", sent, content_type="multipart/form-data")


def forms_in(desk):
    with desk.reading() as work:
        return work.db.scalar(select(func.count()).select_from(ExamForm))


def newest(desk, school):
    with desk.reading() as work:
        number = work.db.scalar(select(func.max(ExamForm.id)))
    return school.read(ExamForm, number)


# Out


def test_x1_a_form_goes_out_with_everything_but_people_and_numbers_of_rows(file, school):
    assert (file["format"], file["version"], file["title"]) == ("proefstuk-exam-form", 1, school.form.title)
    assert [group["key"] for group in file["groups"]] == ["B1-K1-W1", "B1-K1-W2"]
    assert "id" not in json.dumps(file)[: json.dumps(file).index("groups")].replace("candidate", "")
    assert school.coordinator.name not in json.dumps(file)


def test_x1_the_schema_in_the_guides_is_current():
    assert SCHEMA.read_text() == schema()


# In


def test_x1_a_file_is_looked_at_before_anything_is_made(coordinator, school, file, desk):
    before = forms_in(desk)
    answer = send(coordinator, school, file, look="1")
    assert answer.status_code == 200
    assert "Where each group goes" in answer.text
    assert "Another name" in answer.text or "Work process 1" in answer.text
    assert forms_in(desk) == before


def test_x1_what_was_looked_at_becomes_a_draft(coordinator, school, file, desk, audit_names):
    page = send(coordinator, school, file, look="1").text
    held = page.partition('name="held"')[2].partition('value="')[2].partition('"')[0]
    answer = coordinator.post("/exams/forms/import", {"qualification": school.qualification.id, "held": held})
    assert answer.status_code == 303
    made = newest(desk, school)
    assert (made.state, made.title, made.made_by) == (FormState.DRAFT, school.form.title, school.coordinator.id)
    assert audit_names()[-1] == "exams.form-made"


def test_x1_groups_find_their_work_process_by_number(coordinator, school, file, desk):
    send(coordinator, school, file)
    made = newest(desk, school)
    process = school.qualification.core_tasks[0].work_processes[0]
    assert (made.groups[0].work_process_id, made.groups[0].core_task_number) == (process.id, "B1-K1")


def test_x1_a_group_whose_work_process_is_not_here_becomes_one_of_its_own(coordinator, school, file, desk):
    file["groups"][0]["number"] = "Q9-K9-W9"
    assert "None has this number" in send(coordinator, school, file, look="1").text
    send(coordinator, school, file)
    assert newest(desk, school).groups[0].work_process_id is None


def test_x1_the_same_page_sent_twice_makes_one(coordinator, school, file, desk):
    before, key = forms_in(desk), "0b1e6a52-0b6c-4b6e-9d63-3f2a5a1c7a11"
    for _ in range(2):
        send(coordinator, school, file, form_key=key)
    assert forms_in(desk) == before + 1


def test_x1_a_form_comes_in_as_it_went_out(coordinator, school, file, desk, make):
    with make.redesigned(school.form.id) as form:
        form.groups[0].description, form.groups[1].weight = "Look well", 4
        form.steps[0].remark_values, form.steps[1].competences = [0], ["K", "T"]
    again = coordinator.get(f"/exams/forms/{school.form.id}/form.json").get_json()
    send(coordinator, school, again)
    there = content_of(newest(desk, school)).model_dump(mode="json")
    for group in [*there["groups"], *again["groups"]]:
        group.pop("core_task")  # taken from the qualification that is here
    assert there == again


LEVELS = [{"value": 0, "label": "No", "description": ""}, {"value": 1, "label": "Yes", "description": ""}]


def of(**changes):
    step = {"key": "a.1", "text": "Does it", "levels": LEVELS}
    group = {"key": "a", "name": "A", "steps": [step | changes.pop("step", {})]}
    whole = {"format": "proefstuk-exam-form", "version": 1, "title": "T", "cut_score": CUT_SCORE}
    return whole | {"groups": [group | changes.pop("group", {})]} | changes


WRONG = {
    "unknown field": (of(colr="red"), "colr: This field is not known here."),
    "unknown field deep down": (of(step={"wieght": 1}), "groups[0].steps[0].wieght"),
    "no title": (of(title=""), "title: This may not be empty."),
    "title of a number": (of(title=3), "title: This must be a text."),
    "title too long": (of(title="x" * 201), "title: At most 200."),
    "another format": (of(format="other"), "This is not the file of an exam form"),
    "later version": (of(version=2), "This file is of version 2"),
    "unknown colour": (of(colour="plaid"), "colour: This must be one of"),
    "weight of zero": (of(step={"weight": 0}), "groups[0].steps[0].weight: At least 1."),
    "weight as text": (of(step={"weight": "1"}), "This must be a whole number."),
    "weight of true": (of(step={"weight": True}), "This must be a whole number."),
    "value below -1": (of(step={"levels": [{"value": -2, "label": "x"}]}), "At least -1."),
    "two levels alike": (of(step={"levels": [LEVELS[0], LEVELS[0]]}), "two levels with the same value"),
    "remark for no mark": (of(step={"remark_values": [7]}), "asks for a remark with a mark that it does not have"),
    "parts that do not add up": (of(step={"parts": [{"text": "x", "points": 9}]}), "its levels are 0 up to their sum"),
    "minimum without being critical": (of(step={"critical_minimum": 1}), "is not critical"),
    "twice the same key": (of(groups=[{"key": "a", "name": "A"}] * 2), "Two groups have the key"),
    "a day that is none": (of(readable_from="2026-02-30"), "This day does not exist."),
    "no cut score": (of(cut_score={}), "cut_score"),
    "cut score of an unknown kind": (of(cut_score={"version": 1, "conditions": [{"kind": "dice"}]}), "dice"),
    "a list": ([], "This must be an object"),
}


@pytest.mark.parametrize("name", WRONG)
def test_x1_a_file_that_makes_no_sense_says_what_and_where(coordinator, school, desk, name):
    content, words = WRONG[name]
    before = forms_in(desk)
    answer = send(coordinator, school, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert forms_in(desk) == before


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"\xff\xfe\x00",
        b'{"format": "proefstuk-exam-form"',
        b"[" * 100_000,
        b'{"format": "proefstuk-exam-form", "version": 1, "title": NaN}',
        b'{"format": "proefstuk-exam-form", "format": "proefstuk-exam-form"}',
        b'{"format": "proefstuk-exam-form", "version": 1, "title": "\\ud800"}',
        b'{"format": "proefstuk-exam-form", "version": 1, "title": "a\\u0000b"}',
    ],
    ids=["empty", "no JSON", "bytes", "cut off", "deep", "NaN", "twice", "half a character", "NUL"],
)
def test_x1_bytes_that_are_no_form_are_refused(coordinator, school, desk, data):
    before = forms_in(desk)
    answer = send(coordinator, school, data)
    assert answer.status_code == 422
    assert "Nothing came in yet" in answer.text
    assert forms_in(desk) == before


def test_x1_a_file_that_is_too_large_is_refused_unread():
    with pytest.raises(UnreadableForm, match="larger than 2 MB"):
        read_form(b" " * (LARGEST + 1))


def test_x1_a_cut_score_nested_too_deep_is_refused():
    nested: object = 1
    for _ in range(50):
        nested = {"a": nested}
    with pytest.raises(UnreadableForm) as refused:
        read_form(json.dumps(of(cut_score={"version": 1, "conditions": [], "x": nested})).encode())
    assert "The cut score is nested too deep." in [str(one) for one in refused.value.details]


@pytest.mark.parametrize("held", ["", "x", "eJw=", "!!!!", "A" * 1000])
def test_x1_a_held_file_that_is_none_is_refused(coordinator, school, held):
    answer = coordinator.post("/exams/forms/import", {"qualification": school.qualification.id, "held": held})
    assert answer.status_code == 422


def test_x1_a_held_file_never_unpacks_to_more_than_a_file_may_be(coordinator, school):
    from exams.forms.exchange import held, unheld

    assert len(unheld(held(b" " * 50_000_000))) == LARGEST + 1


def test_x1_without_a_file_it_is_asked_for(coordinator, school):
    answer = coordinator.post("/exams/forms/import", {"qualification": school.qualification.id})
    assert answer.status_code == 422
    assert "Choose the file of an exam form." in answer.text


def test_x1_a_form_for_a_qualification_that_is_not_active_is_refused(coordinator, school, file, make, desk):
    inactive = make.qualification(state=QualificationState.DRAFT)
    assert send(coordinator, school, file, qualification=inactive.id).status_code == 422
    with pytest.raises(Refusal), desk.writing(actor_of(school.coordinator)) as work:
        import_form(work, ExamFormFile.model_validate(file, strict=False), offer(work, inactive.id), [])


def test_x1_problems_of_a_file_are_told_before_it_comes_in(coordinator, school):
    answer = send(coordinator, school, of(step={"levels": LEVELS[:1]}), look="1")
    assert "To mend before it can be put in use" in answer.text


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "‮evil", "👩‍🔧 مرحبا", "=1+1", "%(name)s", "{{ 1 }}"])
def test_x1_hostile_text_in_a_file_is_shown_as_text(coordinator, school, hostile):
    answer = send(coordinator, school, of(title=hostile, group={"name": hostile}), look="1")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


# Round trip

text = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
level = st.lists(text, min_size=2, max_size=6, unique=True).map(
    lambda names: [{"value": value, "label": name, "description": ""} for value, name in enumerate(names)]
)


@st.composite
def steps(draw, key):
    levels = draw(level)
    values = [one["value"] for one in levels]
    return {
        "key": key,
        "text": draw(text),
        "weight": draw(st.integers(1, 1000)),
        "critical": True,
        "critical_minimum": draw(st.none() | st.integers(0, 1000)),
        "unit": draw(st.sampled_from([1, 10])),
        "levels": levels,
        "remark_values": draw(st.lists(st.sampled_from(values), unique=True)),
        "competences": draw(st.lists(st.sampled_from("ABCK"), unique=True)),
    }


@st.composite
def forms(draw):
    groups = []
    for place in range(draw(st.integers(0, 3))):
        inside = [draw(steps(f"G{place}.{number}")) for number in range(draw(st.integers(0, 3)))]
        groups.append({"key": f"G{place}", "name": draw(text), "weight": draw(st.integers(1, 9)), "steps": inside})
    return of(title=draw(text), colour=draw(st.sampled_from(["", "red"])), groups=groups)


@settings(max_examples=60, deadline=None)
@given(forms())
def test_x1_reading_what_was_written_gives_the_same(raw):
    form = read_form(json.dumps(raw).encode())
    assert read_form(written(form).encode()) == form
    assert [step.key for step in design_of(form).steps] == [step.key for step in form.steps]


def test_x1_a_form_of_many_steps_comes_in(school, desk):
    many = [{"key": f"a.{number}", "text": "x", "levels": LEVELS} for number in range(200)]
    form = read_form(json.dumps(of(group={"steps": many})).encode())
    with desk.writing(actor_of(school.coordinator)) as work:
        found, tasks = offer(work, school.qualification.id), structure(work, school.qualification.id)
        import_form(work, form, found, tasks)
    assert len(newest(desk, school).steps) == 200
