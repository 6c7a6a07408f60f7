"""C12: rules on their pages, built without code and looked at before they count."""

import pytest
from sqlalchemy import select

from certification.models import LinkRule
from certification.rules.linking.conditions import asked_from, criteria_of
from certification.rules.linking.states import How, RuleState
from foundation.sheets import read_table
from people.models import Membership
from people.rules import Role
from people.rules.attributes import AttributeKind
from qualification_files.models import QualificationLink
from tests.certification.made_linking import both, either, group, no, place, rule
from tests.people import made as people

RULES = "/organisation/rules"


@pytest.fixture
def row(make):
    return make.qualification(name="First Aid")


@pytest.fixture
def icu(make):
    return people.part(make, "ICU")


@pytest.fixture
def nurse(make):
    return people.function(make, "Nurse")


@pytest.fixture
def kept(desk):
    """The rule as it is kept now."""

    def read(made):
        with desk.reading() as work:
            found = work.db.get_one(LinkRule, made.id)
            work.db.expunge(found)
            return found

    return read


@pytest.fixture
def follows(desk):
    def standing(row):
        with desk.reading() as work:
            found = select(QualificationLink.person_id).where(
                QualificationLink.qualification_id == row.id, QualificationLink.ended_at.is_(None)
            )
            return set(work.db.scalars(found))

    return standing


def criteria(row):
    return criteria_of(asked_from(row.wanted).condition)


def at(made):
    return f"{RULES}/{made.id}"


def test_without_rules_the_page_says_what_they_are_for(defining):
    assert "No rules yet" in defining.get(RULES).text


def test_a_rule_is_made_as_a_draft(defining, desk, audited):
    answer = defining.post(RULES, {"name": "Nurses"})
    assert answer.status_code == 303
    assert "It links nobody yet" in defining.get(answer.location).text
    assert "certification.rule-made" in audited()


def test_a_rule_needs_a_name_that_fits(defining):
    assert [defining.post(RULES, {"name": name}).status_code for name in ("", "  ", "x" * 201)] == [422] * 3


def test_rules_are_searched_and_filtered(make, defining, row):
    rule(make, group("A"), row, name="Nurses", on=True)
    rule(make, group("B"), row, name="Cooks")
    assert "Cooks" not in defining.get(f"{RULES}?q=nur").text
    assert "Nurses" not in defining.get(f"{RULES}?state=draft").text


SAID = [
    ({"key": "role", "value": ["candidate", "manager"]}, "has the role Candidate or Manager"),
    ({"key": "group", "test": "is", "value": "A\nB"}, "Group is “A” or “B”"),
    ({"key": "group", "test": "known"}, "Group is known"),
    ({"key": "language", "value": "nl"}, "reads Dutch"),
    ({"key": "leads", "value": ""}, "leads a part"),
    ({"key": "job_title", "test": "contains", "value": "nurse"}, "Job title contains “nurse”"),
    ({"key": "date_added", "test": "before", "value": "2026-01-01"}, "is before Thu 1 Jan 2026"),
    ({"key": "hours", "test": "at_least", "value": "24"}, "hours is 24 or more"),
]


def test_criteria_are_added_and_said_in_words(make, defining, row, kept):
    people.attribute(make, "hours", kind=AttributeKind.NUMBER)
    made = rule(make, both(), row)
    for data, _words in SAID:
        assert (
            defining.post(f"{at(made)}/criteria", {"node": 1, "version": kept(made).version, **data}).status_code == 303
        )
    page = defining.get(at(made)).text
    assert [words for _data, words in SAID if words not in page] == []


def test_a_place_with_a_function_is_one_criterion(make, defining, icu, nurse, row, kept):
    made = rule(make, both(), row)
    sent = {"node": 1, "version": made.version, "key": "place", "value": icu.id, "function": nurse.id}
    defining.post(f"{at(made)}/criteria", sent)
    assert criteria(kept(made)) == [place(icu, nurse)]
    assert "works in ICU as Nurse" in defining.get(at(made)).text


UNREADABLE = [
    {"key": "unheard"},
    {"key": "attribute", "value": "x"},
    {"key": "role", "value": "king"},
    {"key": "role"},
    {"key": "place", "value": "999"},
    {"key": "group", "test": "before", "value": "A"},
    {"key": "date_added", "test": "before", "value": "tomorrow"},
    {"key": "language", "value": "xx"},
]


def test_a_criterion_that_cannot_be_read_is_refused(make, defining, row, kept):
    made = rule(make, both(), row)
    sent = [{"node": 1, "version": made.version, **data} for data in UNREADABLE]
    assert [defining.post(f"{at(made)}/criteria", one).status_code for one in sent] == [422] * len(UNREADABLE)
    assert criteria(kept(made)) == []


def test_the_builder_offers_what_can_be_looked_at(make, defining, icu, row):
    made = rule(make, both(), row)
    assert "Job title" in defining.get(f"{at(made)}?at=1").text
    assert "ICU" in defining.get(f"{at(made)}?at=1&key=place").text


def deed(defining, made, name, node):
    return defining.post(f"{at(made)}/condition", {"deed": name, "node": node, "version": made.version})


def test_a_criterion_is_turned_around(make, defining, row, kept):
    made = rule(make, both(group("A")), row)
    node = asked_from(made.wanted).condition.nodes[0].id
    assert deed(defining, made, "turn", node).status_code == 303
    assert asked_from(kept(made).wanted).condition.nodes[0].negated
    assert "Group is not “A”" in defining.get(at(made)).text


def test_a_group_is_added_and_asks_for_one_of_its_criteria(make, defining, row, kept):
    made = rule(make, both(group("A")), row)
    deed(defining, made, "group-any", 1)
    assert asked_from(kept(made).wanted).condition.nodes[1].how is How.ANY


def test_a_group_asks_one_instead_of_all(make, defining, row, kept):
    made = rule(make, both(group("A")), row)
    deed(defining, made, "any", 1)
    assert asked_from(kept(made).wanted).condition.how is How.ANY


def test_a_criterion_is_taken_out(make, defining, row, kept):
    made = rule(make, both(group("A"), group("B")), row)
    deed(defining, made, "out", asked_from(made.wanted).condition.nodes[0].id)
    assert criteria(kept(made)) == [group("B")]


def test_an_unknown_deed_is_refused(make, defining, row):
    assert deed(defining, rule(make, both(), row), "explode", 1).status_code == 422


def test_of_two_tabs_the_second_is_told(make, defining, row, kept):
    made = rule(make, both(group("A")), row)
    deed(defining, made, "turn", 1)
    answer = deed(defining, made, "turn", 1)
    assert answer.status_code == 409
    assert "changed since you looked at it" in answer.text


def test_forty_criteria_are_enough(make, defining, row, kept):
    made = rule(make, both(*(group(f"A{number}") for number in range(40))), row)
    sent = {"node": 1, "version": made.version, "key": "group", "test": "known"}
    assert defining.post(f"{at(made)}/criteria", sent).status_code == 409


def test_qualifications_are_chosen(make, defining, row, kept):
    made = rule(make, group("A"))
    sent = {"qualification": [row.id, "999999"], "required": "no", "version": made.version}
    assert defining.post(f"{at(made)}/qualifications", sent).status_code == 303
    asked = asked_from(kept(made).wanted)
    assert (asked.qualification_ids, asked.required) == ((row.id,), False)


def test_a_rule_is_called_something_else(make, defining, row, kept):
    made = rule(make, group("A"), row)
    defining.post(f"{at(made)}/name", {"name": "Cooks", "version": made.version})
    assert kept(made).name == "Cooks"


def test_scenario_8_the_dry_run_says_who_gains_and_who_loses_with_the_reasons(make, defining, icu, nurse, row, follows):
    staying, coming, leaving = (make.person(Role.CANDIDATE, given=name) for name in ("Fatima", "Mehmet", "Sanne"))
    for person in (staying, leaving):
        people.place(make, person, icu, nurse)
    made = rule(make, place(icu, nurse), row, on=True)
    people.place(make, coming, icu, nurse)
    with make.writing() as work:
        for membership in work.db.scalars(select(Membership).where(Membership.person_id == leaving.id)):
            membership.until = work.today
    before = follows(row)
    page = defining.get(f"{at(made)}/preview").text
    assert "+1, −1" in page
    assert "works in ICU as Nurse" in page
    losing = defining.get(f"{at(made)}/preview?what=ends&qualification={row.id}").text
    assert "Sanne" in losing
    assert "does not work in ICU as Nurse" in losing
    assert follows(row) == before


def test_the_preview_says_who_fits_and_cannot_be_linked(make, defining, row):
    make.person(Role.EXAMINER, given="Karin", group_name="A")
    made = rule(make, group("A"), row)
    page = defining.get(f"{at(made)}/preview?what=cannot&qualification={row.id}").text
    assert "Karin" in page
    assert "Cannot be linked: not a candidate" in page


def test_the_preview_of_a_rule_that_lost_a_qualification_names_it(make, defining, row, kept):
    make.person(Role.CANDIDATE, given="Fatima", group_name="A")
    made = rule(make, group("A"), row, on=True)
    defining.post(f"{at(made)}/qualifications", {"qualification": [], "version": made.version})
    assert "no longer asks for this qualification" in defining.get(f"{at(made)}/preview").text


def test_the_preview_is_taken_along_as_text(make, defining, row, audited):
    make.person(Role.CANDIDATE, given="=cmd()", family="|x", group_name="A")
    made = rule(make, group("A"), row)
    answer = defining.get(f"{at(made)}/preview/export")
    assert read_table(answer.data).rows[0][1][1] == "=cmd() |x"
    assert "certification.rule-preview-taken" in audited()


def test_a_rule_is_switched_on_and_off(make, defining, row, kept, follows, audited):
    person = make.person(Role.CANDIDATE, group_name="A")
    made = rule(make, group("A"), row)
    assert defining.post(f"{at(made)}/on", {"version": made.version}).status_code == 303
    assert follows(row) == {person.id}
    defining.post(f"{at(made)}/off", {"version": kept(made).version})
    assert follows(row) == set()
    assert kept(made).state is RuleState.OFF
    assert {"certification.rule-switched-on", "certification.rule-switched-off"} <= set(audited())


def test_a_rule_that_contradicts_itself_says_so_in_the_draft_and_is_not_switched_on(make, defining, row, kept):
    made = rule(make, both(group("A"), either(group("B"), no(group("A")))), row)
    assert "Nobody can ever fit this rule" in defining.get(at(made)).text
    answer = defining.post(f"{at(made)}/on", {"version": made.version})
    assert answer.status_code == 409
    assert "These two exclude each other" in answer.text
    assert kept(made).state is RuleState.DRAFT


def test_a_change_of_a_rule_that_is_on_does_not_count_before_it_is_carried_out(make, defining, row, follows):
    make.person(Role.CANDIDATE, group_name="A")
    made = rule(make, group("A"), row, on=True)
    before = follows(row)
    deed(defining, made, "turn", 1)
    assert follows(row) == before
    assert "Changed since it was switched on" in defining.get(at(made)).text


def test_a_draft_is_removed_and_one_that_was_on_stays(make, defining, row, desk):
    draft, was_on = rule(make, group("A"), row), rule(make, group("A"), row, on=True)
    assert defining.post(f"{at(draft)}/remove", {"version": draft.version}).status_code == 303
    assert defining.post(f"{at(was_on)}/remove", {"version": was_on.version}).status_code == 409
    assert defining.get(at(draft)).status_code == 404


def test_how_far_it_is_can_be_followed(make, defining, row):
    assert defining.get(f"{at(rule(make, group('A'), row))}/progress").json["state"] == "done"


def test_who_manages_no_rules_does_not_see_them(make, visit, row):
    made = rule(make, group("A"), row)
    browser = visit(people.lead(make, people.part(make, "Team")))
    found = [
        browser.get(f"{at(made)}{address}").status_code for address in ("", "/preview", "/preview/export", "/progress")
    ]
    assert found == [404] * 4
    assert browser.get(RULES).status_code == 403


def test_who_manages_no_rules_changes_none(make, visit, row):
    made = rule(make, group("A"), row)
    browser = visit(make.person(Role.CANDIDATE))
    deeds = ("name", "qualifications", "criteria", "condition", "on", "off", "remove")
    assert [browser.post(f"{at(made)}/{deed}", {"version": 1}).status_code for deed in deeds] == [404] * 7
    assert browser.post(RULES, {"name": "x"}).status_code == 403


def test_an_administrator_of_a_part_manages_no_rules(make, visit, icu):
    assert visit(people.limited(make, Role.ADMINISTRATOR, icu)).get(RULES).status_code == 403


def test_markup_in_a_name_is_shown_as_it_is(make, defining, row):
    made = rule(make, group("<i>A</i>"), row, name="<b>x</b> \u202e emoji 🩺")
    for address in (RULES, at(made), f"{at(made)}/preview"):
        page = defining.get(address).text
        assert "<b>x" not in page
        assert "<i>A" not in page


def test_the_preview_takes_as_many_statements_for_nine_people_as_for_two(make, defining, row, statements):
    made = rule(make, group("A"), row)

    def needed():
        with statements() as seen:
            defining.get(f"{at(made)}/preview")
        return len(seen)

    for _ in range(2):
        make.person(Role.CANDIDATE, group_name="A")
    few = needed()
    for _ in range(7):
        make.person(Role.CANDIDATE, group_name="A")
    assert needed() == few
