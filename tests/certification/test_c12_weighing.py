"""C5 and C12: who is linked by rules and by the organisation, at every change of a person and at once for all."""

import pytest
from sqlalchemy import select

from certification.actions.linking import organisation, rules
from certification.actions.linking.weighing import weigh_everybody_later
from certification.models import LinkRule, OrganisationLink
from certification.queries.linking.criteria import answers
from certification.rules.linking.conditions import Asked, Criterion
from certification.rules.linking.states import Key, Test
from foundation.refusals import Refusal
from people.events import PeopleChanged, PeoplePlaced, PersonActivated, PersonDeactivated
from people.models import Membership, Person, PersonRole
from people.rules import Role
from people.rules.attributes import AttributeKind
from qualification_files.events import QualificationActivated
from qualification_files.models import LinkGround, Qualification, QualificationLink
from qualification_files.rules import QualificationState
from tests.certification.made_linking import attribute, both, group, no, part_asks, place, rule, switch_off
from tests.people import made as people


@pytest.fixture
def hospital(make):
    return people.part(make, "Hospital")


@pytest.fixture
def icu(make, hospital):
    return people.part(make, "ICU", below=hospital)


@pytest.fixture
def nurse(make):
    return people.function(make, "Nurse")


@pytest.fixture
def row(make):
    return make.qualification(name="First Aid")


@pytest.fixture
def fatima(make):
    return make.person(Role.CANDIDATE, given="Fatima")


@pytest.fixture
def follows(desk):
    """Who follows the qualification now."""

    def standing(row):
        with desk.reading() as work:
            found = select(QualificationLink.person_id).where(
                QualificationLink.qualification_id == row.id, QualificationLink.ended_at.is_(None)
            )
            return set(work.db.scalars(found))

    return standing


@pytest.fixture
def leave(make):
    """Let somebody leave every place."""

    def go(person):
        with make.writing() as work:
            for membership in work.db.scalars(select(Membership).where(Membership.person_id == person.id)):
                membership.until = work.today
            work.emit(PeoplePlaced(person_ids=(person.id,), what="ended"))

    return go


@pytest.fixture
def tell(make):
    """Say that something happened to this person."""

    def say(event, person, **facts):
        with make.writing() as work:
            found = work.db.get_one(Person, person.id)
            for name, value in facts.items():
                setattr(found, name, value)
            work.emit(event)

    return say


def test_a_rule_that_is_switched_on_links_who_fits_and_nobody_else(make, icu, fatima, row, follows):
    make.person(Role.CANDIDATE)
    people.place(make, fatima, icu)
    rule(make, place(icu), row, on=True)
    assert follows(row) == {fatima.id}


def test_a_draft_links_nobody(make, icu, fatima, row, follows):
    people.place(make, fatima, icu)
    rule(make, place(icu), row)
    assert follows(row) == set()


def test_a_rule_may_ask_for_several_qualifications(make, fatima, row, follows):
    other = make.qualification()
    rule(make, Criterion(Key.ROLE, Test.IS, ("candidate",)), row, other, on=True)
    assert follows(row) == follows(other) == {fatima.id}


def test_scenario_8_who_leaves_the_team_is_no_longer_asked_and_the_history_stays(
    desk, make, icu, nurse, fatima, row, follows, leave
):
    people.place(make, fatima, icu, nurse)
    rule(make, both(place(icu), Criterion(Key.FUNCTION, Test.IS, (str(nurse.id),))), row, on=True)
    assert follows(row) == {fatima.id}
    leave(fatima)
    assert follows(row) == set()
    with desk.reading() as work:
        ground = work.db.scalars(select(LinkGround)).one()
        assert ground.ended_at is not None


def test_who_comes_later_is_linked_in_the_same_moment(make, icu, fatima, row, follows):
    rule(make, place(icu), row, on=True)
    with make.writing() as work:
        work.db.add(Membership(person_id=fatima.id, part_id=icu.id, since=work.today))
        work.emit(PeoplePlaced(person_ids=(fatima.id,), what="begun"))
    assert follows(row) == {fatima.id}


def test_another_group_counts_at_once(make, fatima, row, follows, tell):
    rule(make, group("VZ2"), row, on=True)
    tell(PeopleChanged(person_ids=(fatima.id,), fields=("group_name",)), fatima, group_name="vz2")
    assert follows(row) == {fatima.id}


def test_who_is_deactivated_is_no_longer_asked_and_is_again_when_back(make, fatima, row, follows, tell):
    rule(make, Criterion(Key.ROLE, Test.IS, ("candidate",)), row, on=True)
    tell(PersonDeactivated(person_id=fatima.id), fatima, active=False)
    assert follows(row) == set()
    tell(PersonActivated(person_id=fatima.id), fatima, active=True)
    assert follows(row) == {fatima.id}


def test_switching_off_lets_go_of_what_the_rule_alone_held(make, icu, fatima, row, follows):
    other = make.person(Role.CANDIDATE)
    for person in (fatima, other):
        people.place(make, person, icu)
    make.link(other, row)
    made = rule(make, place(icu), row, on=True)
    switch_off(make, made)
    assert follows(row) == {other.id}


def test_two_rules_hold_one_link_and_the_last_one_ends_it(make, icu, fatima, row, follows):
    people.place(make, fatima, icu)
    first, second = rule(make, place(icu), row, on=True), rule(make, group(""), row, on=True)
    switch_off(make, first)
    assert follows(row) == {fatima.id}
    switch_off(make, second)
    assert follows(row) == set()


def test_a_changed_rule_counts_when_it_is_switched_on_again(desk, make, fatima, row, follows):
    other = make.person(Role.CANDIDATE, group_name="B")
    made = rule(make, group(""), row, on=True)
    with make.writing() as work:
        found = work.db.get_one(LinkRule, made.id)
        found.wanted = Asked(both(group("B")), (row.id,)).to_json()
    assert follows(row) == {fatima.id}
    with make.writing() as work:
        found = work.db.get_one(LinkRule, made.id)
        rules.switch_on(work, found, version=found.version)
    assert follows(row) == {other.id}


def test_a_rule_that_nobody_can_fit_is_refused(make, row):
    with pytest.raises(rules.Contradiction):
        rule(make, both(group("A"), no(group("A"))), row, on=True)


@pytest.mark.parametrize("criteria", [both(), both(group("A"))])
def test_a_rule_without_qualification_or_criterion_is_refused(make, row, criteria):
    with pytest.raises(Refusal):
        rule(make, criteria, *([row] if not criteria.nodes else []), on=True)


def test_whoever_looked_at_an_older_rule_is_told(make, row):
    made = rule(make, group("A"), row)
    with pytest.raises(Refusal), make.writing() as work:
        rules.name_rule(work, work.db.get_one(LinkRule, made.id), "Other", version=made.version - 1)


def test_what_is_not_active_is_not_linked_until_it_is(desk, make, fatima, follows, run_jobs):
    row = make.qualification(state=QualificationState.DRAFT)
    rule(make, Criterion(Key.ROLE, Test.IS, ("candidate",)), row, on=True)
    assert follows(row) == set()
    with make.writing() as work:
        work.db.get_one(Qualification, row.id).state = QualificationState.ACTIVE
        work.emit(QualificationActivated(qualification_id=row.id))
    run_jobs()
    assert follows(row) == {fatima.id}


def test_many_people_are_linked_by_a_job_that_can_begin_again(desk, make, row, follows, run_jobs):
    crowd(make, 501)
    made = rule(make, Criterion(Key.ROLE, Test.IS, ("candidate",)), row, on=True)
    assert made.job_id
    run_jobs()
    assert len(follows(row)) == 501


def crowd(make, number):
    with make.writing() as work:
        for place in range(number):
            person = Person(email=f"crowd{place}@school.example", created_at=work.now)
            person.call(given="A", prefix="", family=f"B{place}")
            person.roles = [PersonRole(role=Role.CANDIDATE)]
            work.db.add(person)


def test_weighing_one_person_takes_as_many_statements_for_nine_rules_as_for_one(make, fatima, row, statements, tell):
    def needed():
        with statements() as seen:
            tell(PeopleChanged(person_ids=(fatima.id,), fields=()), fatima)
        return len(seen)

    rule(make, group("1"), row, on=True)
    few = needed()
    for number in range(8):
        rule(make, group(f"{number}x"), row, on=True)
    assert needed() == few


def test_a_part_links_who_is_there_and_below(make, hospital, icu, fatima, row, follows):
    people.place(make, fatima, icu)
    part_asks(make, row, hospital)
    assert follows(row) == {fatima.id}


def test_a_part_with_a_function_asks_it_of_who_has_it_there(make, hospital, icu, nurse, fatima, row, follows):
    kitchen = people.part(make, "Kitchen", below=hospital)
    people.place(make, fatima, icu)
    people.place(make, fatima, kitchen, nurse)
    part_asks(make, row, icu, nurse)
    assert follows(row) == set()
    part_asks(make, row, kitchen, nurse)
    assert follows(row) == {fatima.id}


def test_who_leaves_the_part_no_longer_follows_it(make, icu, fatima, row, follows, leave):
    people.place(make, fatima, icu)
    part_asks(make, row, icu)
    leave(fatima)
    assert follows(row) == set()


def test_a_part_that_asks_twice_asks_once_and_can_stop(desk, make, icu, fatima, row, follows):
    people.place(make, fatima, icu)
    first, second = part_asks(make, row, icu), part_asks(make, row, icu)
    assert first.id == second.id
    with make.writing() as work:
        organisation.end_organisation_link(work, work.db.get_one(OrganisationLink, first.id))
    assert follows(row) == set()


ANSWERS = [
    (attribute("town", "delft"), True),
    (attribute("town", "Rotterdam", "Delft"), True),
    (attribute("town", "elf", test=Test.CONTAINS), True),
    (attribute("town", test=Test.KNOWN), True),
    (attribute("town", "Gouda"), False),
    (attribute("hours", "9", test=Test.AT_LEAST), True),
    (attribute("hours", "10", test=Test.LESS), False),
    (attribute("hours", "9.5", test=Test.LESS), False),
    (attribute("date_added", "2026-11-24", test=Test.BEFORE), True),
    (attribute("date_added", "2026-11-24", test=Test.FROM), False),
    (attribute("date_added", "2026-11-23"), True),
    (attribute("date_added", test=Test.KNOWN), True),
    (attribute("unheard", "x"), False),
    (Criterion(Key.LANGUAGE, Test.IS, ("nl",)), True),
    (Criterion(Key.LEADS, Test.IS), False),
    (Criterion(Key.GROUP, Test.KNOWN), False),
]


def test_what_is_known_of_somebody_answers_each_criterion(desk, make):
    person = make.person(Role.CANDIDATE, language="nl")
    town = people.attribute(make, "town")
    hours = people.attribute(make, "hours", kind=AttributeKind.NUMBER)
    people.known(make, person, town.id, "Delft")
    people.known(make, person, hours.id, "10")
    with desk.reading() as work:
        found = answers(work, [criterion for criterion, _ in ANSWERS])[person.id]
    assert found == tuple(expected for _, expected in ANSWERS)


def test_a_job_of_a_rule_that_was_switched_off_meanwhile_links_nobody(desk, make, fatima, row, follows, run_jobs):
    made = rule(make, Criterion(Key.ROLE, Test.IS, ("candidate",)), row, on=True)
    with make.writing() as work:
        weigh_everybody_later(work)
    switch_off(make, made)
    run_jobs()
    assert follows(row) == set()


def test_a_job_of_a_rule_that_was_changed_meanwhile_goes_by_the_change(desk, make, fatima, row, follows, run_jobs):
    made = rule(make, group("B"), row, on=True)
    with make.writing() as work:
        found = work.db.get_one(LinkRule, made.id)
        found.in_force = Asked(both(group("")), (row.id,)).to_json()
        weigh_everybody_later(work)
    run_jobs()
    assert follows(row) == {fatima.id}
