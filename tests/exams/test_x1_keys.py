"""X1: the keys of groups and steps, by which cut scores, papers and other editions speak of them."""

import pytest

from exams.actions.editions import new_edition
from exams.actions.steps import GroupFacts, StepFacts, add_group, add_step, remove_step
from exams.models import ExamForm
from exams.rules import Level
from exams.rules.keys import LONGEST_KEY, first_step_keys, group_key, keys_named, step_key
from tests.conftest import actor_of

FACTS = StepFacts(
    text="New",
    weight=1,
    critical=False,
    critical_minimum=None,
    levels=(Level(value=0, label="No"), Level(value=1, label="Yes")),
)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("taken", "key"),
    [
        ((), "G1.1"),
        (("G1.1", "G1.3"), "G1.4"),
        (("G1.2", "G10.9", "G1.x"), "G1.3"),
        (("G1.9999",), "G1.1"),
        (("G1.99999999999",), "G1.1"),
        (("G1.²",), "G1.1"),
    ],
)
def test_x1_the_key_of_a_step_counts_upwards_from_the_highest(taken, key):
    assert step_key("G1", taken) == key


@pytest.mark.pure
def test_x1_the_key_of_a_group_of_ones_own_counts_upwards():
    assert (group_key("", {"G1", "G3"}), group_key("B1-K1-W1", {"G3"})) == ("G4", "B1-K1-W1")


@pytest.mark.pure
def test_x1_a_step_that_went_to_another_group_keeps_its_key():
    assert first_step_keys("W1", 3, {"W1.2"}) == ["W1.1", "W1.3", "W1.4"]


@pytest.mark.pure
def test_x1_keys_are_never_too_long():
    longest = group_key("W" * 35, ())
    assert len(step_key(longest, {f"{longest}.9998"})) == LONGEST_KEY


@pytest.mark.pure
def test_x1_a_cut_score_names_keys_anywhere():
    assert keys_named({"groups": {"G1": {"chosen": ["G1.4"]}}, "share": 55}) == {
        *("groups", "G1", "chosen", "G1.4", "share")
    }


@pytest.fixture
def design(desk, school):
    """`design(form, do)`: change this draft as the coordinator; says what came of it."""

    def run(form_id, do):
        with desk.writing(actor_of(school.coordinator)) as work:
            return do(work, work.db.get(ExamForm, form_id))

    return run


def without_last_step(work, form):
    step = form.groups[0].steps[-1]
    key = step.key
    remove_step(work, step)
    work.db.flush()
    return key


def test_x1_the_key_of_a_removed_step_is_not_given_again_while_the_cut_score_names_it(design, draft):
    gone = design(draft.id, without_last_step)

    def name_it_and_add(work, form):
        form.cut_score = form.cut_score | {"note": [gone]}
        return add_step(work, form.groups[0], FACTS).key

    assert design(draft.id, name_it_and_add) != gone


def test_x1_the_key_of_a_removed_step_is_not_given_again_while_another_edition_has_it(design, school):
    edition = design(school.form.id, lambda work, form: new_edition(work, form)).id
    gone = design(edition, without_last_step)
    assert design(edition, lambda work, form: add_step(work, form.groups[0], FACTS).key) != gone


def test_x1_a_group_of_ones_own_never_has_the_key_of_one_that_another_edition_has(design, school):
    edition = design(school.form.id, lambda work, form: new_edition(work, form)).id

    def anew(work, form):
        keys = {group.key for group in form.groups}
        form.groups.clear()
        work.db.flush()
        return keys, add_group(work, form, GroupFacts(name="Anew")).key

    keys, key = design(edition, anew)
    assert key not in keys
