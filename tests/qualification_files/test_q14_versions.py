"""Versions of a qualification: /qualifications/<id>/versions, and what becomes of the earlier one."""

import pytest
from sqlalchemy import select

from foundation.refusals import Refusal
from people.rules import Role
from qualification_files import queries
from qualification_files.actions import refuse_if_fixed
from qualification_files.actions import versions as actions
from qualification_files.models import CoreTask, Qualification, QualificationLink, VersionMove
from qualification_files.queries.versions import versions
from qualification_files.rules import QualificationState
from tests.conftest import actor_of

DRAFT, ACTIVE = QualificationState.DRAFT, QualificationState.ACTIVE
SUPERSEDED, CLOSED = QualificationState.SUPERSEDED, QualificationState.CLOSED


@pytest.fixture
def old(make):
    return make.qualification(
        code="25655",
        cohort="2026",
        name="Welder",
        core_tasks=2,
        intake_ends=None,
        terms={"work_process": {"en": ["step", "steps"]}},
        has_instruction=True,
        instruction_title="How this works",
    )


@pytest.fixture
def state_of(desk):
    def state(row):
        with desk.reading() as work:
            return work.db.get(Qualification, row.id).state

    return state


@pytest.fixture
def next_version(desk):
    """Make the next version of a qualification, in this state."""

    def make_one(row, state=DRAFT, cohort="2027"):
        with desk.writing() as work:
            made = actions.make_version(work, work.db.get(Qualification, row.id), cohort=cohort, edition="")
            made.state = state
        return made

    return make_one


def page(browser, row, part="versions"):
    return browser.get(f"/qualifications/{row.id}/{part}")


def test_q14_a_new_cohort_version_takes_tree_terms_and_instruction_and_leaves_the_rest(
    browser_of_coordinator, old, desk, candidate, make, audited
):
    make.link(candidate, old)
    answer = browser_of_coordinator.post(f"/qualifications/{old.id}/versions", {"cohort": "2027", "edition": ""})
    assert answer.status_code == 303
    number = int(answer.location.split("/")[-2])
    assert answer.location == f"/qualifications/{number}/structure"  # where one changes it
    assert (
        f'<a class="btn btn-link" href="/qualifications/{number}/versions">'
        in browser_of_coordinator.get(answer.location).text
    )
    with desk.reading() as work:
        before, made = queries.structure(work, old.id), queries.structure(work, number)
        assert [[process.number for process in task.work_processes] for task in made.core_tasks] == [
            [process.number for process in task.work_processes] for task in before.core_tasks
        ]
        first, copied = before.core_tasks[0].work_processes[0], made.core_tasks[0].work_processes[0]
        assert [row.text for row in first.indicators] == [row.text for row in copied.indicators]
        assert first.identifier != copied.identifier
        assert (made.terms, made.instruction_title) == (before.terms, "How this works")
        assert (made.state, made.cohort, made.predecessor_id) == (DRAFT, "2027", old.id)
        assert queries.followers(work, made.id) == 0
    assert [line.facts["predecessor_id"] for line in audited("qualification_files.version-made")] == [old.id]


def test_q14_the_active_version_is_never_changed_underneath(old, next_version, count, desk):
    made = next_version(old)
    with desk.writing() as work:
        refuse_if_fixed(work, work.db.get(Qualification, made.id))
        work.db.delete(queries.structure(work, made.id).core_tasks[0])
    assert count(CoreTask, CoreTask.qualification_id == old.id) == 2
    with desk.reading() as work, pytest.raises(Refusal):
        refuse_if_fixed(work, work.db.get(Qualification, old.id))


def test_q14_the_next_year_is_proposed(browser_of_coordinator, old):
    assert 'value="2027"' in page(browser_of_coordinator, old).text


def test_q14_the_same_cohort_again_is_refused_at_the_field(browser_of_coordinator, old, count):
    answer = browser_of_coordinator.post(f"/qualifications/{old.id}/versions", {"cohort": "2026", "edition": ""})
    assert (answer.status_code, count(Qualification)) == (422, 1)
    assert "Give the new version another cohort or edition" in answer.text


def test_q14_a_cohort_that_is_too_long_is_refused_in_words(browser_of_coordinator, old):
    answer = browser_of_coordinator.post(f"/qualifications/{old.id}/versions", {"cohort": "2" * 41})
    assert answer.status_code == 422
    assert "At most 40 characters" in answer.text


def test_q14_of_a_draft_no_version_is_made(browser_of_coordinator, make, count):
    row = make.qualification(state=DRAFT)
    assert "This is a draft" in page(browser_of_coordinator, row).text
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/versions", {"cohort": "2030"}).status_code == 409
    assert count(Qualification) == 1


def test_q14_an_imported_draft_is_chosen_as_the_next_version(browser_of_coordinator, old, make, desk, audited):
    draft = make.qualification(name="Welder", code="27001", state=DRAFT)
    assert f'value="{draft.id}"' in page(browser_of_coordinator, old).text
    address = f"/qualifications/{old.id}/versions/successor"
    answers = [browser_of_coordinator.post(address, {"successor": draft.id}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with desk.reading() as work:
        line = [version.qualification.id for version in versions(work, draft.id)]
    assert (line, len(audited("qualification_files.successor-chosen"))) == ([old.id, draft.id], 1)


@pytest.mark.parametrize("sent", ["", "x", "999999", "9" * 30])
def test_q14_no_choice_is_said_at_the_form(browser_of_coordinator, old, make, sent):
    make.qualification(state=DRAFT)
    answer = browser_of_coordinator.post(f"/qualifications/{old.id}/versions/successor", {"successor": sent})
    assert answer.status_code == 422
    assert "Choose which qualification comes next." in answer.text


def test_q14_nothing_comes_after_itself_or_twice(browser_of_coordinator, old, next_version, make):
    made, other = next_version(old, ACTIVE), make.qualification()
    for row, successor, words in (
        (old, old, "of itself"),
        (made, old, "an earlier version of this one"),
        (other, made, "follows on another"),
    ):
        answer = browser_of_coordinator.post(
            f"/qualifications/{row.id}/versions/successor", {"successor": successor.id}
        )
        assert answer.status_code == 422
        assert words in answer.text


def test_q14_the_page_shows_the_line_with_state_cohort_and_followers(
    browser_of_coordinator, old, next_version, make, candidate
):
    make.link(candidate, old)
    made = next_version(old)
    text = page(browser_of_coordinator, made).text
    assert text.index("cohort 2026") < text.index("cohort 2027", text.index("cohort 2026"))
    for words in ("Active", "Draft", "followed by 1 person", "nobody follows it", "this one"):
        assert words in text


def test_q14_the_line_takes_as_many_statements_for_two_as_for_five(
    browser_of_coordinator, old, next_version, statements
):
    second = next_version(old, ACTIVE)
    with statements() as short:
        page(browser_of_coordinator, old)
    row = second
    for year in (2028, 2029, 2030):
        row = next_version(row, ACTIVE, cohort=str(year))
    with statements() as long:
        page(browser_of_coordinator, old)
    assert len(long) == len(short)


def test_q14_nobody_is_urged_to_map_when_nobody_follows_the_earlier_version(
    browser_of_coordinator, old, next_version, make, candidate
):
    made = next_version(old)
    calm = page(browser_of_coordinator, made).text
    assert "Say where each work process went" not in calm
    assert "nobody has to move and nothing has to be mapped" in calm
    make.link(candidate, old)
    assert "Say where each work process went" in page(browser_of_coordinator, made).text


def test_q14_activating_a_new_version_asks_what_becomes_of_the_earlier_one(
    browser_of_coordinator, old, next_version, state_of
):
    made = next_version(old)
    answer = browser_of_coordinator.post(f"/qualifications/{made.id}/activate")
    assert answer.location == f"/qualifications/{made.id}/versions/activate"
    assert "What happens to the earlier version?" in browser_of_coordinator.get(answer.location).text
    assert state_of(made) is DRAFT


def test_q14_the_earlier_one_is_superseded_at_the_same_moment(
    browser_of_coordinator, old, next_version, state_of, audited
):
    made = next_version(old)
    address = f"/qualifications/{made.id}/versions/activate"
    answers = [browser_of_coordinator.post(address, {"earlier": "supersede"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (state_of(old), state_of(made)) == (SUPERSEDED, ACTIVE)
    assert len(audited("qualification_files.qualification-superseded")) == 1


def test_q14_or_both_stay_in_use(browser_of_coordinator, old, next_version, state_of):
    made = next_version(old)
    browser_of_coordinator.post(f"/qualifications/{made.id}/versions/activate", {"earlier": "keep"})
    assert (state_of(old), state_of(made)) == (ACTIVE, ACTIVE)


def test_q14_an_empty_version_is_not_activated_and_the_earlier_one_stays(
    browser_of_coordinator, old, make, state_of, desk
):
    made = make.qualification(core_tasks=0, state=DRAFT)
    with desk.writing() as work:
        work.db.get(Qualification, made.id).predecessor_id = old.id
    answer = browser_of_coordinator.post(f"/qualifications/{made.id}/versions/activate", {"earlier": "supersede"})
    assert answer.status_code == 409
    assert "There is no core task yet" in answer.text
    assert (state_of(old), state_of(made)) == (ACTIVE, DRAFT)


def test_q14_after_activation_the_next_step_is_offered(browser_of_coordinator, old, next_version, make, candidate):
    make.link(candidate, old)
    made = next_version(old, ACTIVE)
    assert "Say where each work process went" in page(browser_of_coordinator, made).text
    browser_of_coordinator.post(f"/qualifications/{made.id}/mapping/accept")
    assert "Move participants to this version" in page(browser_of_coordinator, made).text


def test_q14_superseding_by_hand_needs_an_active_successor(browser_of_coordinator, old, next_version, state_of):
    assert browser_of_coordinator.post(f"/qualifications/{old.id}/supersede").status_code == 409
    next_version(old, ACTIVE)
    assert [browser_of_coordinator.post(f"/qualifications/{old.id}/supersede").status_code for _ in "ab"] == [303, 303]
    assert state_of(old) is SUPERSEDED


def test_q14_a_superseded_one_takes_nobody_new_and_keeps_its_followers(
    browser_of_coordinator, old, next_version, desk, make, candidate
):
    make.link(candidate, old)
    next_version(old, ACTIVE)
    browser_of_coordinator.post(f"/qualifications/{old.id}/supersede")
    answer = browser_of_coordinator.post("/portfolios", {"action": "link", "chosen": [make.person(Role.CANDIDATE).id]})
    browser_of_coordinator.post(answer.location, {"qualification": old.id})
    with desk.reading() as work:
        followers = work.db.scalars(
            select(QualificationLink.person_id).where(QualificationLink.qualification_id == old.id)
        ).all()
    assert followers == [candidate.id]


def test_q14_it_becomes_active_again_only_without_an_active_successor(
    browser_of_coordinator, old, next_version, state_of, desk
):
    made = next_version(old, ACTIVE)
    browser_of_coordinator.post(f"/qualifications/{old.id}/supersede")
    assert browser_of_coordinator.post(f"/qualifications/{old.id}/activate").status_code == 409
    browser_of_coordinator.post(f"/qualifications/{made.id}/deactivate")
    assert browser_of_coordinator.post(f"/qualifications/{old.id}/activate").status_code == 303
    assert state_of(old) is ACTIVE


def test_q14_closing_needs_that_nobody_follows_it_and_never_reopens(
    browser_of_coordinator, make, candidate, state_of, desk, audited
):
    row = make.qualification(state=SUPERSEDED)
    link = make.link(candidate, row)
    refused = browser_of_coordinator.post(f"/qualifications/{row.id}/close")
    assert refused.status_code == 409
    assert "1 person still follows this qualification" in refused.text
    with desk.writing() as work:
        work.db.get(QualificationLink, link.id).ended_at = work.now
    assert "never be used again" in browser_of_coordinator.get(f"/qualifications/{row.id}/close").text
    assert [browser_of_coordinator.post(f"/qualifications/{row.id}/close").status_code for _ in "ab"] == [303, 303]
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/activate").status_code == 409
    assert state_of(row) is CLOSED
    assert len(audited("qualification_files.qualification-closed")) == 1


def test_q14_an_active_one_is_not_closed_in_one_go(browser_of_coordinator, old, state_of):
    assert browser_of_coordinator.post(f"/qualifications/{old.id}/close").status_code == 409
    assert state_of(old) is ACTIVE


def test_q14_two_versions_can_be_disconnected_again(browser_of_coordinator, old, next_version, desk, audited):
    made = next_version(old)
    answers = [browser_of_coordinator.post(f"/qualifications/{made.id}/versions/let-go") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with desk.reading() as work:
        assert work.db.get(Qualification, made.id).predecessor_id is None
    assert len(audited("qualification_files.successor-let-go")) == 1


def test_q14_two_coordinators_make_the_same_version_and_one_is_told(desk, old, coordinator, make, count):
    for person in (coordinator, make.person(Role.ADMINISTRATOR)):
        with desk.writing(actor_of(person)) as work:
            row = work.db.get(Qualification, old.id)
            if person is coordinator:
                actions.make_version(work, row, cohort="2027", edition="")
            else:
                with pytest.raises(actions.AlreadyThere):
                    actions.make_version(work, row, cohort="2027", edition="")
    assert count(Qualification) == 2


@pytest.mark.parametrize("part", ["versions", "versions/activate", "close", "mapping", "mapping/table", "move"])
def test_q14_who_does_not_look_after_qualifications_does_not_learn_it_exists(visit, make, old, part):
    for role in (Role.CANDIDATE, Role.EXAMINER, Role.SUPERVISOR):
        assert visit(make.person(role)).get(f"/qualifications/{old.id}/{part}").status_code == 404


POSTS = ("versions", "versions/successor", "versions/let-go", "versions/activate", "supersede", "close")


@pytest.mark.parametrize("part", [*POSTS, "mapping", "mapping/accept", "move"])
def test_q14_nor_do_they_change_anything(visit, make, old, part, count):
    browser = visit(make.person(Role.EXAMINER))
    assert browser.post(f"/qualifications/{old.id}/{part}", {"cohort": "2030"}).status_code == 404
    assert count(Qualification) == 1


@pytest.mark.parametrize("part", ["versions/successor", "versions/let-go", "supersede", "mapping/accept"])
def test_q14_the_wrong_method_is_refused(browser_of_coordinator, old, part):
    assert browser_of_coordinator.get(f"/qualifications/{old.id}/{part}").status_code == 405


@pytest.mark.parametrize("part", ["mapping", "mapping/table", "move", "versions/activate"])
def test_q14_without_an_earlier_version_the_reader_is_told_what_to_do(browser_of_coordinator, old, part):
    answer = page(browser_of_coordinator, old, part)
    assert answer.status_code == 409
    assert "follows on no earlier version" in answer.text


def test_q14_a_move_that_was_only_looked_at_goes_with_its_draft(browser_of_coordinator, old, next_version, make, count):
    make.link(make.person(Role.CANDIDATE), old)
    new = next_version(old)
    begun = browser_of_coordinator.post(f"/qualifications/{new.id}/move", {"who": "everybody"})
    assert browser_of_coordinator.post(f"/qualifications/{new.id}/remove").status_code == 303
    assert (browser_of_coordinator.get(begun.location).status_code, count(VersionMove)) == (404, 0)
