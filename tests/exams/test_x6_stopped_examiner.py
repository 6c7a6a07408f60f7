"""X6: an examiner who can go on no more while marks are compared: somebody else decides, and there is a result."""

import pytest
from sqlalchemy import select

from exams.models import AgreedMark
from exams.queries.chain import reports
from exams.queries.standing import Source
from exams.rules import SittingState
from foundation.refusals import Refusal
from people.models import Person, PersonRole
from people.rules import Role
from tests.exams.test_x6_two_examiners import comparing, pair

__all__ = ["comparing", "pair"]


@pytest.fixture
def stops(make, school):
    """`stops(person, how)`: this examiner is shut out, is no examiner any more, or guides the candidate by now."""

    def do(person, how):
        if how == "guides":
            make.supervision(school.candidate, person)
            return
        with school.desk.writing() as work:
            if how == "shut-out":
                work.db.get_one(Person, person.id).active = False
            else:
                held = select(PersonRole).where(PersonRole.person_id == person.id, PersonRole.role == Role.EXAMINER)
                work.db.delete(work.db.scalars(held).one())

    return do


@pytest.fixture
def thirds(make):
    return [make.person(Role.EXAMINER, given=given) for given in ("Chris", "Dora")]


def decides(compared, third, *values):
    """This third examiner signs, decides on the steps that differ, and closes."""
    compared.mark(third, 0)
    compared.sign(third)
    for place, value in enumerate(values):
        compared.say(third, place, value)


@pytest.mark.parametrize("how", ["shut-out", "no-examiner", "guides"])
def test_x6_another_third_examiner_takes_the_place_of_one_who_can_go_on_no_more(comparing, thirds, stops, how):
    first, another = thirds
    comparing.third(first)
    decides(comparing, first, 0)
    stops(first, how)
    comparing.third(another)
    decides(comparing, another, 2, 1)
    comparing.close(another)
    assert comparing.now.state is SittingState.RATIFIED
    assert comparing.stands[:2] == [(2, Source.AGREED), (1, Source.AGREED)]


def test_x6_what_a_replaced_third_examiner_decided_stays_to_be_read_and_counts_no_longer(
    comparing, thirds, stops, visit
):
    first, another = thirds
    comparing.third(first)
    decides(comparing, first, 0, 0)
    stops(first, "shut-out")
    assert comparing.stands[:2] == [(0, Source.AGREED), (0, Source.AGREED)]
    comparing.third(another)
    assert len(comparing.stands) == len(comparing.steps) - 2
    page = visit(comparing.first).get(f"/exams/sittings/{comparing.sitting.id}/agreeing").text
    assert "2 steps are not agreed on yet" in page
    assert "does not go on" in page
    with comparing.school.desk.reading() as work:
        assert [row.made_by for row in work.db.scalars(select(AgreedMark))] == [first.id, first.id]
        about = [one.thing for one in reports(work, [comparing.sitting.id])[0].findings]
        # The marks of this fixture came past the chain.
        assert not [thing for thing in about if thing and not thing.startswith("mark:")]


def test_x6_that_a_third_examiner_was_replaced_is_on_record(comparing, thirds, stops, audit_names):
    comparing.third(thirds[0])
    decides(comparing, thirds[0])
    stops(thirds[0], "shut-out")
    comparing.third(thirds[1])
    assert audit_names()[-2:] == ["exams.examiner-replaced", "exams.third-examiner-given"]


def test_x6_a_third_examiner_who_can_go_on_is_not_replaced(comparing, thirds):
    comparing.third(thirds[0])
    decides(comparing, thirds[0])
    with pytest.raises(Refusal) as refused:
        comparing.third(thirds[1])
    assert "has signed already" in str(refused.value.details[0])


@pytest.mark.parametrize("how", ["shut-out", "no-examiner", "guides"])
def test_x6_where_one_of_the_two_can_go_on_no_more_a_third_examiner_decides(comparing, thirds, stops, how):
    stops(comparing.second, how)
    comparing.third(thirds[0])
    decides(comparing, thirds[0], 3, 3)
    comparing.close(thirds[0])
    assert comparing.now.state is SittingState.RATIFIED


def test_x6_a_third_examiner_closes_what_the_two_agreed_on_before_one_of_them_went(comparing, thirds, stops):
    for person in (comparing.first, comparing.second):
        comparing.say(person, 0, 2)
        comparing.say(person, 1, 2)
    comparing.close(comparing.first)
    stops(comparing.second, "shut-out")
    comparing.third(thirds[0])
    decides(comparing, thirds[0])
    comparing.close(thirds[0])
    assert comparing.now.state is SittingState.RATIFIED
    assert comparing.stands[:2] == [(2, Source.AGREED), (2, Source.AGREED)]


@pytest.mark.parametrize("who", ["second", "third"])
def test_x6_the_coordinator_hears_that_an_examiner_cannot_go_on(comparing, thirds, stops, visit, who):
    browser, url = visit(comparing.school.coordinator), f"/exams/sittings/{comparing.sitting.id}"
    if who == "third":
        comparing.third(thirds[0])
        decides(comparing, thirds[0])
    assert "A third examiner is needed" not in browser.get("/").text
    stops(thirds[0] if who == "third" else comparing.second, "shut-out")
    assert "A third examiner is needed" in browser.get("/").text
    page = browser.get(f"{url}/agreeing").text
    assert "An examiner cannot go on" in page
    assert "Waits for a third examiner" in page
    assert "Ask for a third examiner" not in page
    assert f"{url}/third-examiner" in page
    comparing.third(thirds[1])
    assert "A third examiner is needed" not in browser.get("/").text
