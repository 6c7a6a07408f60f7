"""What counts as a mark that was given anew: another value after it was complete, and nothing else."""

import pytest

from exams.models import Mark
from exams.queries.board import unusual_facts
from exams.rules.unusual import Given, given_anew
from tests.exams.conftest import mark_of


def given(*taps):
    """(step, value) or (step, value, parts), each as it was tapped; tours as the database counts them."""
    seen, found = {}, []
    for place, (step, value, *parts) in enumerate(taps):
        seen[step] = seen.get(step, 0) + 1
        found.append(Given(step=step, value=value, tour=place - seen[step], in_parts=bool(parts)))
    return sorted(found, key=lambda one: one.step)


CASES = {
    "each step once": ([(1, 2), (2, 0)], 0),
    "another mark at once": ([(1, 2), (1, 1)], 1),
    "another mark later": ([(1, 2), (2, 0), (1, 1)], 1),
    "there and back": ([(1, 2), (1, 1), (1, 2)], 2),
    "only a remark": ([(1, 2), (2, 0), (1, 2)], 0),
    "taken back and given": ([(1, 2), (1, None), (1, 2)], 2),
    "ticking sub-points": ([(1, 1, "parts"), (1, 2, "parts"), (1, 3, "parts"), (2, 0)], 0),
    "a wrong tick mended before going on": ([(1, 1, "parts"), (1, 3, "parts"), (1, 1, "parts")], 0),
    "sub-points changed after going on": ([(1, 1, "parts"), (2, 0), (1, 2, "parts"), (1, 3, "parts")], 1),
    "other sub-points for the same points": ([(1, 1, "parts"), (2, 0), (1, 0, "parts"), (1, 1, "parts")], 0),
    "none": ([], 0),
}


@pytest.mark.parametrize("name", CASES)
def test_x8_a_mark_is_given_anew_when_its_value_changes_after_it_was_complete(name):
    taps, expected = CASES[name]
    assert given_anew(given(*taps)) == expected


def facts_of(school, desk, sitting):
    with desk.reading() as work:
        found = [work.db.get_one(type(sitting), sitting.id)]
        return unusual_facts(work, found)[sitting.id]


def tapped(school, desk, sitting, *taps):
    with desk.writing() as work:
        sheet = work.db.get_one(type(sitting), sitting.id).sheets[0]
        for step, value, parts in taps:
            mark = mark_of(sheet.id, school.form.steps[step].id, sheet.examiner_id, value, "", work.now)
            mark.parts = parts
            work.db.add(mark)
            work.db.flush()
        assert work.db.get(Mark, mark.id)


def test_x8_the_worklist_counts_no_sub_points_and_no_remarks(school, desk):
    sitting = school.planned()
    tapped(school, desk, sitting, (0, 1, [0]), (0, 2, [0, 1]), (0, 3, [0, 1, 2]), (1, 2, None), (1, 2, None))
    assert facts_of(school, desk, sitting).changed == 0
    tapped(school, desk, sitting, (0, 2, [0, 1]), (1, 0, None))
    assert facts_of(school, desk, sitting).changed == 2
