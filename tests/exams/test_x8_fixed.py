"""BR-13: what was approved stays as it was approved, also for whoever writes to the database past the product."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from exams.rules import SittingState
from foundation.sessions import WRITING
from foundation.web.database import db
from tests.conftest import NOON


@pytest.fixture
def write(desk):
    """`write(statement)`: straight to the database."""

    def run(statement: str) -> int:
        with desk.app.app_context(), db.engine.connect().execution_options(**WRITING) as connection:
            count = connection.execute(text(statement)).rowcount
            connection.commit()
            return count

    return run


def test_br_13_a_step_of_a_draft_is_not_moved_to_a_form_in_use(school, draft, write):
    here, there = draft.steps[0].id, school.form.groups[0].id
    with pytest.raises(DBAPIError, match="never changed"):
        write(f"UPDATE exam_step SET group_id = {there}, position = 99, key = 'new' WHERE id = {here}")


def test_br_13_a_group_of_a_draft_is_not_moved_to_a_form_in_use(school, draft, write):
    with pytest.raises(DBAPIError, match="never changed"):
        write(f"UPDATE exam_group SET form_id = {school.form.id}, key = 'new' WHERE id = {draft.groups[0].id}")


def test_br_13_a_step_of_a_form_in_use_is_not_moved_away(school, draft, write):
    here, there = school.form.steps[0].id, draft.groups[0].id
    with pytest.raises(DBAPIError, match="never changed"):
        write(f"UPDATE exam_step SET group_id = {there}, position = 99, key = 'new' WHERE id = {here}")


def test_br_13_a_step_of_a_form_in_use_is_not_replaced_by_one_of_a_draft(school, draft, write, desk):
    if not desk.app.extensions["settings"].database.startswith("sqlite"):
        return  # PostgreSQL has no such statement
    names = "position, text, weight, critical, levels, unit, remark_values, competences"
    chosen = f"SELECT {school.form.steps[0].id}, {draft.groups[0].id}, 'new', {names} FROM exam_step LIMIT 1"
    with pytest.raises(DBAPIError, match="never changed"):
        write(f"INSERT OR REPLACE INTO exam_step (id, group_id, key, {names}) {chosen}")


def test_br_13_steps_and_groups_of_a_draft_are_free(draft, write):
    first, last = draft.groups
    assert write(f"UPDATE exam_step SET group_id = {last.id}, position = 99 WHERE id = {first.steps[0].id}") == 1


@pytest.mark.parametrize("state", [SittingState.IN_PROGRESS, SittingState.AGREEING, SittingState.SIGNED])
def test_br_13_a_form_of_which_an_exam_began_is_no_draft_again(school, write, state):
    school.planned(starts_at=NOON, state=state)
    with pytest.raises(DBAPIError, match="never changed"):
        write(f"UPDATE exam_form SET state = 'draft' WHERE id = {school.form.id}")


def test_br_13_a_form_of_which_an_exam_began_is_no_draft_again_whatever_is_said_of_the_exam(school, write):
    sitting = school.planned(starts_at=NOON, began_at=NOON)
    write(f"UPDATE sitting SET state = 'planned' WHERE id = {sitting.id}")
    with pytest.raises(DBAPIError, match="never changed"):
        write(f"UPDATE exam_form SET state = 'draft' WHERE id = {school.form.id}")


@pytest.mark.parametrize("state", [SittingState.PLANNED, SittingState.NO_SHOW, SittingState.CANCELLED])
def test_br_13_a_form_of_which_no_exam_began_can_be_a_draft_again(school, write, state):
    school.planned(starts_at=NOON, state=state)
    assert write(f"UPDATE exam_form SET state = 'draft' WHERE id = {school.form.id}") == 1
