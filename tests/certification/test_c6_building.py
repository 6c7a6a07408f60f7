"""C6: making a questionnaire, trying it out and putting it to people."""

import pytest
from sqlalchemy import func, select

from certification.models import Inventory, InventoryVersion
from certification.queries.library import COORDINATORS_DEFINE
from certification.rules.inventories import Compare, QuestionKind, design_from_json
from foundation.environment import choose
from people.rules import Role
from tests.certification.made_inventories import heights, inventory, published

FACTS = {"name": "Work at height", "language": "en", "welcome": "Hello", "closing": "Thanks"}


@pytest.fixture
def qualification(make):
    return make.qualification()


@pytest.fixture
def draft(make, qualification):
    return inventory(make, heights(qualification))


def design_of(desk, made):
    with desk.reading() as work:
        return design_from_json(work.db.get_one(Inventory, made.id).design)


def version_of(desk, made):
    with desk.reading() as work:
        return work.db.get_one(Inventory, made.id).version


def ask(defining, made, *, version=1, **facts):
    data = {"version": version, "text": "Do you drive?", "kind": "yes_no", "otherwise": "", **facts}
    return defining.post(f"/inventories/{made.id}/questions/new", data)


def test_the_list_says_what_it_is_for(defining):
    assert b"No inventories yet" in defining.get("/inventories").data


def test_one_is_made_and_then_gets_questions(defining, desk):
    place = defining.post("/inventories/new", FACTS).location
    assert b"Add the first question" in defining.get(place).data


def test_without_a_name_it_is_not_made(defining):
    assert defining.post("/inventories/new", {**FACTS, "name": " "}).status_code == 422


def test_the_list_is_searched_filtered_and_sorted(make, defining):
    inventory(make, name="Alpha")
    published(make, name="Beta")
    assert b"Beta" not in defining.get("/inventories?q=alp").data
    assert b"Alpha" not in defining.get("/inventories?state=published").data
    page = defining.get("/inventories?sort=-name").text
    assert page.index("Beta") < page.index("Alpha")


def test_the_list_costs_a_fixed_number_of_statements(make, defining, statements):
    counts = []
    for _more in range(2):
        inventory(make)
        with statements() as seen:
            defining.get("/inventories")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_name_is_never_markup(make, defining):
    made = inventory(make, name="<script>alert(1)</script>")
    for place in ("/inventories", f"/inventories/{made.id}", f"/inventories/{made.id}/people"):
        assert "<script>alert(1)" not in defining.get(place).text


def test_a_question_with_a_list_keeps_its_answers(defining, desk, draft):
    rows = {"choice_key": ["", "", ""], "choice_text": ["Ladder", " ", "Roof"]}
    ask(defining, draft, kind="one", **rows)
    question = design_of(desk, draft).questions[-1]
    assert (question.kind, [one.text for one in question.choices]) == (QuestionKind.ONE, ["Ladder", "Roof"])


def test_an_answer_that_is_reworded_keeps_its_meaning(defining, desk, draft):
    ask(defining, draft, kind="one", choice_key=["", ""], choice_text=["Ladder", "Roof"])
    question = design_of(desk, draft).questions[-1]
    keys = [one.key for one in question.choices]
    rows = {"choice_key": [keys[1], ""], "choice_text": ["Rooftop", "Crane"]}
    data = {"version": version_of(desk, draft), "text": "Where?", "kind": "one", "otherwise": "", **rows}
    defining.post(f"/inventories/{draft.id}/questions/{question.key}", data)
    after = design_of(desk, draft).questions[-1].choices
    assert [one.text for one in after] == ["Rooftop", "Crane"]
    assert after[0].key == keys[1]
    assert after[1].key not in keys


def test_a_number_has_a_lowest_below_its_highest(defining, draft):
    assert ask(defining, draft, kind="number", minimum=9, maximum=3).status_code == 422


def test_a_question_moves_up_and_is_removed(defining, desk, draft):
    defining.post(f"/inventories/{draft.id}/questions/q3/move", {"way": "up", "version": 1})
    assert [one.key for one in design_of(desk, draft).questions] == ["q1", "q3", "q2"]
    defining.post(f"/inventories/{draft.id}/questions/q2/remove", {"version": 2})
    assert [one.key for one in design_of(desk, draft).questions] == ["q1", "q3"]


def test_a_removed_question_leaves_its_place_to_mend(defining, desk, draft):
    defining.post(f"/inventories/{draft.id}/questions/q3/remove", {"version": 1})
    assert b"dead end" in defining.get(f"/inventories/{draft.id}").data


def test_a_line_says_where_it_goes_on(defining, desk, draft):
    data = {"version": 1, "criterion": ["q2:at_least", ""], "number": ["20", ""], "match": "all", "to": "end"}
    defining.post(f"/inventories/{draft.id}/questions/q2/lines/new", data)
    [jump] = design_of(desk, draft).question("q2").jumps
    assert (jump.to, jump.condition.criteria[0].compare, jump.condition.criteria[0].value) == (
        "end",
        Compare.AT_LEAST,
        20,
    )


def test_a_line_without_a_condition_is_not_kept(defining, draft):
    data = {"version": 1, "criterion": [""], "number": [""], "match": "all", "to": "end"}
    again = defining.post(f"/inventories/{draft.id}/questions/q2/lines/new", data)
    assert again.status_code == 422
    assert b"Choose at least one line" in again.data


def test_a_line_about_a_number_needs_the_number(defining, draft):
    data = {"version": 1, "criterion": ["q2:at_least"], "number": ["many"], "match": "all", "to": "end"}
    assert defining.post(f"/inventories/{draft.id}/questions/q2/lines/new", data).status_code == 422


def test_a_line_goes_nowhere_that_is_not_there(defining, draft):
    data = {"version": 1, "criterion": ["q1:is:yes"], "number": [""], "match": "all", "to": "q99"}
    assert defining.post(f"/inventories/{draft.id}/questions/q2/lines/new", data).status_code == 422


def test_a_line_is_taken_away(defining, desk, draft):
    defining.post(f"/inventories/{draft.id}/questions/q1/lines/j1/remove", {"version": 1})
    assert design_of(desk, draft).question("q1").jumps == ()


def test_a_proposal_is_said_back_in_words(make, defining, draft):
    other = make.qualification(name="Rescue")
    data = {
        "version": 1,
        "qualification": other.id,
        "required": "no",
        "match": "any",
        "criterion": ["q1:is:yes", "q2:at_most"],
        "number": ["", "3"],
    }
    defining.post(f"/inventories/{draft.id}/proposals/new", data)
    page = defining.get(f"/inventories/{draft.id}").text
    assert "Rescue" in page
    assert "Proposed when one of these holds" in page
    assert "“How many years?”: 3 or less" in page


def test_an_inactive_qualification_is_not_offered_to_propose(make, defining, draft):
    other = make.qualification(state="draft")
    data = {"version": 1, "qualification": other.id, "required": "yes", "match": "all"}
    assert defining.post(f"/inventories/{draft.id}/proposals/new", data).status_code == 422


def test_a_proposal_is_taken_away(defining, desk, draft):
    defining.post(f"/inventories/{draft.id}/proposals/p1/remove", {"version": 1})
    assert design_of(desk, draft).proposals == ()


@pytest.mark.parametrize(
    "place", ["", "/facts", "/questions/new", "/questions/q1", "/questions/q1/lines/j1", "/proposals/p1", "/try"]
)
def test_each_page_of_the_builder_opens(defining, draft, place):
    assert defining.get(f"/inventories/{draft.id}{place}").status_code == 200


@pytest.mark.parametrize("place", ["/questions/q9", "/questions/q1/lines/j9", "/proposals/p9"])
def test_what_is_not_there_is_not_found(defining, draft, place):
    assert defining.get(f"/inventories/{draft.id}{place}").status_code == 404


def test_of_two_tabs_the_second_is_told_and_loses_nothing(defining, draft):
    ask(defining, draft)
    again = ask(defining, draft, text="Typed in the second tab")
    assert again.status_code == 409
    assert b"Typed in the second tab" in again.data


def test_what_is_wrong_keeps_it_from_being_published_and_says_where(make, defining, desk):
    made = inventory(make, heights(make.qualification(state="draft")))
    again = defining.post(f"/inventories/{made.id}/publish", {"version": 1})
    assert again.status_code == 409
    assert b"cannot be given to people now" in again.data
    with desk.reading() as work:
        assert work.db.scalar(select(func.count()).select_from(InventoryVersion)) == 0


def test_publishing_again_makes_the_next_version(defining, desk, draft):
    defining.post(f"/inventories/{draft.id}/publish", {"version": 1})
    defining.post(f"/inventories/{draft.id}/facts", {**FACTS, "version": 2})
    assert b"changes that nobody sees yet" in defining.get(f"/inventories/{draft.id}").data
    defining.post(f"/inventories/{draft.id}/publish", {"version": 3})
    with desk.reading() as work:
        assert list(work.db.scalars(select(InventoryVersion.number))) == [1, 2]


def test_somebody_changed_it_before_it_was_published(defining, draft):
    ask(defining, draft)
    assert defining.post(f"/inventories/{draft.id}/publish", {"version": 1}).status_code == 409


def test_it_is_closed_and_opened_again(make, defining, desk):
    made = published(make)
    for way, state in (("close", "closed"), ("close", "closed"), ("reopen", "published")):
        defining.post(f"/inventories/{made.id}/{way}")
        with desk.reading() as work:
            assert work.db.get_one(Inventory, made.id).state == state


def test_only_what_nobody_ever_saw_is_removed(make, defining, draft):
    made = published(make)
    assert defining.post(f"/inventories/{made.id}/remove").status_code == 409
    assert defining.post(f"/inventories/{draft.id}/remove").status_code == 303
    assert defining.get(f"/inventories/{draft.id}").status_code == 404


def test_trying_out_goes_the_way_of_the_answers_and_keeps_nothing(defining, draft, qualification, audited):
    before = audited()
    assert "How many years?" in defining.get(f"/inventories/{draft.id}/try?asked=q1&q1=yes").text
    asked = "asked=q1&asked=q2&asked=q3&q1=yes&q2=3&q3=no"
    assert qualification.name in defining.get(f"/inventories/{draft.id}/try?{asked}").text
    assert audited() == before


def test_trying_out_says_what_is_no_answer(defining, draft):
    page = defining.get(f"/inventories/{draft.id}/try?asked=q1&q1=yes&asked=q2&q2=99").text
    assert "Fill in 50 or less" in page


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.CANDIDATE, Role.EXAMINER])
def test_others_do_not_define(make, visit, draft, role):
    somebody = visit(make.person(role))
    assert ask(somebody, draft).status_code in (403, 404)
    assert somebody.post("/inventories/new", FACTS).status_code in (403, 404)


def test_coordinators_define_where_the_school_lets_them(make, visit, desk, draft):
    with desk.writing() as work:
        choose(work.db, COORDINATORS_DEFINE, True)
    assert ask(visit(make.person(Role.COORDINATOR)), draft).status_code == 303


def test_a_manager_sees_no_drafts(make, visit, draft):
    manager = visit(make.person(Role.MANAGER))
    assert draft.name not in manager.get("/inventories").text
    assert manager.get(f"/inventories/{draft.id}").status_code == 404


def test_each_deed_is_on_record(defining, draft, audited):
    ask(defining, draft)
    defining.post(f"/inventories/{draft.id}/publish", {"version": 2})
    assert audited()[-2:] == ["certification.inventory-changed", "certification.inventory-published"]


def test_a_page_cannot_be_posted_to_without_a_deed(defining, draft):
    assert defining.get(f"/inventories/{draft.id}/publish").status_code == 405


def test_the_builder_costs_the_same_however_many_questions_there_are(make, defining, draft, statements):
    counts = []
    for made in (draft, inventory(make)):
        with statements() as seen:
            defining.get(f"/inventories/{made.id}")
        counts.append(len(seen))
    assert counts[0] <= counts[1] + 1  # the names of what is proposed
