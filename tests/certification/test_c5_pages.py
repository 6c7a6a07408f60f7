"""C5: linking at the person and at the qualification."""

import pytest
from sqlalchemy import select, update

from people.rules import Role
from qualification_files.models import LinkGround, Qualification, QualificationLink
from tests.certification import made
from tests.certification.made_linking import part_asks, place, rule, switch_off
from tests.people import made as people


@pytest.fixture
def row(make):
    return make.qualification(name="First Aid")


@pytest.fixture
def fatima(make):
    return make.person(Role.CANDIDATE, given="Fatima")


@pytest.fixture
def icu(make):
    return people.part(make, "ICU")


@pytest.fixture
def follows(desk):
    def standing(row):
        with desk.reading() as work:
            found = select(QualificationLink.person_id).where(
                QualificationLink.qualification_id == row.id, QualificationLink.ended_at.is_(None)
            )
            return set(work.db.scalars(found))

    return standing


def page_of(person):
    return f"/people/{person.id}/qualifications"


def test_the_page_says_what_somebody_follows_and_why(make, defining, fatima, icu, row):
    people.place(make, fatima, icu)
    rule(make, place(icu), row, on=True)
    part_asks(make, row, icu, required=False)
    page = defining.get(page_of(fatima)).text
    for words in ("First Aid", "By the rule “Nurses on the ICU”", "Through ICU", "Required", "recommended"):
        assert words in page


def test_what_is_no_longer_required_stays_in_the_history(make, defining, fatima, icu, row):
    people.place(make, fatima, icu)
    switch_off(make, rule(make, place(icu), row, on=True))
    page = defining.get(page_of(fatima)).text
    assert "No longer required since" in page
    assert "By the rule “Nurses on the ICU”" in page


def test_the_page_says_what_the_qualification_is_worth(make, defining, fatima, row):
    made.upkeep(make, row)
    made.asks(make, row, made.activity(make))
    make.link(fatima, row)
    assert "Not started" in defining.get(page_of(fatima)).text


def test_the_page_of_somebody_without_any_says_what_it_is_for(defining, fatima):
    assert "No qualification yet" in defining.get(page_of(fatima)).text


def test_linking_by_hand_links_at_once(defining, fatima, row, follows, audited):
    answer = defining.post(page_of(fatima), {"qualification": row.id, "required": "yes"})
    assert answer.status_code == 303
    assert follows(row) == {fatima.id}
    assert "qualification_files.people-linked" in audited()


def test_linking_twice_links_once(desk, defining, fatima, row):
    for _ in range(2):
        defining.post(page_of(fatima), {"qualification": row.id})
    with desk.reading() as work:
        assert len(work.db.scalars(select(LinkGround)).all()) == 1


def test_staff_are_linked_to_what_asks_for_activities(make, defining, row, follows):
    nurse = make.person(Role.MANAGER)
    made.asks(make, row, made.activity(make))
    defining.post(page_of(nurse), {"qualification": row.id})
    assert follows(row) == {nurse.id}


def test_staff_are_not_linked_to_what_has_core_tasks_alone(make, defining, row):
    nurse = make.person(Role.MANAGER)
    answer = defining.post(page_of(nurse), {"qualification": row.id})
    assert answer.status_code == 409
    assert "not a candidate" in answer.text


def test_nothing_chosen_is_refused(defining, fatima):
    sent = ({}, {"qualification": "x"}, {"qualification": "999999"})
    assert [defining.post(page_of(fatima), data).status_code for data in sent] == [422] * 3


def test_choosing_shows_what_will_happen_before_it_does(make, defining, fatima, row, follows):
    other = make.qualification(name="Welder")
    make.link(fatima, other)
    page = defining.get(f"{page_of(fatima)}/add?qualification={row.id}&qualification={other.id}").text
    assert "Will be linked" in page
    assert "Is linked already" in page
    assert follows(row) == set()


def test_what_can_be_linked_is_searched(make, defining, fatima, row):
    make.qualification(name="Welder")
    page = defining.get(f"{page_of(fatima)}/add?q=aid").text
    assert "First Aid" in page
    assert "Welder" not in page


def test_unlinking_by_hand_ends_what_was_linked_by_hand(make, defining, fatima, row, follows):
    make.link(fatima, row)
    assert defining.post(f"{page_of(fatima)}/{row.id}/unlink").status_code == 303
    assert follows(row) == set()


def test_unlinking_by_hand_leaves_what_a_rule_asks_and_says_so(make, defining, fatima, icu, row, follows):
    people.place(make, fatima, icu)
    make.link(fatima, row)
    rule(make, place(icu), row, on=True)
    defining.post(f"{page_of(fatima)}/{row.id}/unlink")
    assert follows(row) == {fatima.id}
    assert "Ends with the rule or the place that asks for it" in defining.get(page_of(fatima)).text


def test_a_manager_sees_own_people_with_why_and_links_nobody(make, visit, fatima, icu, row):
    people.place(make, fatima, icu)
    make.link(fatima, row)
    browser = visit(people.lead(make, icu))
    assert "First Aid" in browser.get(page_of(fatima)).text
    assert browser.post(page_of(fatima), {"qualification": row.id}).status_code == 403
    assert browser.post(f"{page_of(fatima)}/{row.id}/unlink").status_code == 403
    assert browser.get(f"{page_of(fatima)}/add").status_code == 403


def test_a_manager_does_not_learn_of_people_elsewhere(make, visit, fatima, icu):
    browser = visit(people.lead(make, icu))
    assert browser.get(page_of(fatima)).status_code == 404
    assert browser.post(page_of(fatima), {"qualification": 1}).status_code == 404


def test_an_administrator_of_a_part_links_people_of_that_part_alone(make, visit, fatima, icu, row, follows):
    stranger = make.person(Role.CANDIDATE)
    people.place(make, fatima, icu)
    browser = visit(people.limited(make, Role.ADMINISTRATOR, icu))
    assert browser.post(page_of(fatima), {"qualification": row.id}).status_code == 303
    assert browser.post(page_of(stranger), {"qualification": row.id}).status_code == 404
    assert follows(row) == {fatima.id}


def test_somebody_sees_the_own_page_and_nobody_elses(make, visit, fatima):
    browser = visit(fatima)
    assert browser.get(page_of(fatima)).status_code == 200
    assert browser.get(page_of(make.person(Role.CANDIDATE))).status_code == 404
    assert browser.post(page_of(fatima), {"qualification": 1}).status_code == 403


def test_a_stranger_signs_in_first(visit, fatima):
    assert [visit(None).get(f"{page_of(fatima)}{address}").status_code for address in ("", "/add")] == [303] * 2


def test_unlinking_is_no_page(defining, fatima, row):
    assert defining.get(f"{page_of(fatima)}/{row.id}/unlink").status_code == 405


def test_the_page_takes_as_many_statements_for_nine_links_as_for_two(make, defining, fatima, statements):
    def needed():
        with statements() as seen:
            defining.get(page_of(fatima))
        return len(seen)

    for _ in range(2):
        make.link(fatima, make.qualification())
    few = needed()
    for _ in range(7):
        make.link(fatima, make.qualification())
    assert needed() == few


def linking(row):
    return f"/qualifications/{row.id}/linking"


def test_the_qualification_says_who_follows_it_for_which_reason(make, defining, fatima, icu, row):
    other = make.person(Role.CANDIDATE, given="Mehmet")
    people.place(make, fatima, icu)
    make.link(other, row)
    rule(make, place(icu), row, on=True)
    page = defining.get(linking(row)).text
    for words in ("Fatima", "Mehmet", "By a rule (1)", "By hand (1)"):
        assert words in page
    narrowed = defining.get(f"{linking(row)}?origin=by_rule").text
    assert "Fatima" in narrowed
    assert "Mehmet" not in narrowed


def test_who_follows_it_is_searched(make, defining, fatima, row):
    make.link(fatima, row)
    assert "Nobody matches" in defining.get(f"{linking(row)}?q=nobody").text


def test_a_part_is_looked_at_before_it_is_linked(make, defining, fatima, icu, row, follows):
    people.place(make, fatima, icu)
    page = defining.get(f"{linking(row)}/organisation?part={icu.id}").text
    assert "1 person gains it" in page
    assert "Fatima" in page
    assert "is in ICU" in page
    assert follows(row) == set()


def test_linking_a_part_links_who_is_there(make, defining, fatima, icu, row, follows, audited):
    people.place(make, fatima, icu)
    answer = defining.post(f"{linking(row)}/organisation", {"part": icu.id, "required": "yes"})
    assert answer.status_code == 303
    assert follows(row) == {fatima.id}
    assert "certification.organisation-link-made" in audited()
    assert "ICU" in defining.get(linking(row)).text


def test_ending_a_part_ends_what_it_alone_held(make, defining, fatima, icu, row, follows):
    people.place(make, fatima, icu)
    made_one = part_asks(make, row, icu)
    for _ in range(2):
        assert defining.post(f"{linking(row)}/organisation/{made_one.id}/end").status_code == 303
    assert follows(row) == set()


def test_a_part_of_another_qualification_is_not_ended_from_here(make, defining, icu, row):
    made_one, other = part_asks(make, row, icu), make.qualification()
    assert defining.post(f"{linking(other)}/organisation/{made_one.id}/end").status_code == 404


def test_a_part_that_is_not_there_is_refused(defining, row):
    sent = ({}, {"part": "x"}, {"part": "999"})
    assert [defining.post(f"{linking(row)}/organisation", data).status_code for data in sent] == [422, 422, 404]


def test_a_function_that_is_not_there_is_refused(defining, icu, row):
    assert defining.post(f"{linking(row)}/organisation", {"part": icu.id, "function": 999}).status_code == 422


def test_nobody_else_links_a_part(make, visit, icu, row):
    browser = visit(people.lead(make, icu))
    assert browser.get(linking(row)).status_code == 404
    assert browser.post(f"{linking(row)}/organisation", {"part": icu.id}).status_code == 404


def test_a_draft_is_not_linked_to_a_part(desk, make, defining, icu, row):
    with make.writing() as work:
        work.db.execute(update(Qualification).where(Qualification.id == row.id).values(state="draft"))
    assert defining.post(f"{linking(row)}/organisation", {"part": icu.id}).status_code == 409


def test_markup_in_names_is_shown_as_it_is(make, defining, icu):
    row = make.qualification(name="<b>bold</b>")
    person = make.person(Role.CANDIDATE, given="<i>x</i>")
    make.link(person, row)
    for address in (page_of(person), linking(row)):
        assert "<i>x" not in defining.get(address).text
        assert "<b>bold" not in defining.get(address).text
