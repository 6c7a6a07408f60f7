"""C6: filling in a questionnaire, a question a screen."""

import pytest
from sqlalchemy import func, select

from certification.models import Inventory, InventoryAnswer, InventoryProposal, InventoryRun
from certification.rules.inventories import Design, Question, design_to_json
from tests.certification.made_inventories import asked, heights, inventory, publish, published


@pytest.fixture
def qualification(make):
    return make.qualification()


@pytest.fixture
def person(make):
    return make.person()


@pytest.fixture
def filling(visit, person):
    return visit(person)


@pytest.fixture
def run(make, filling, person, qualification):
    """Asked of this person, and begun."""
    made = asked(make, published(make, heights(qualification)), person)
    filling.post(f"/inventories/{made.inventory_id}/begin")
    return made


def say(filling, run, key, *answers, **more):
    return filling.post(f"/inventories/answers/{run.id}/{key}", {"answer": list(answers), **more})


def count(desk, model, *where):
    with desk.reading() as work:
        return work.db.scalar(select(func.count()).select_from(model).where(*where))


def test_the_welcome_stands_before_the_first_question(make, filling, person):
    made = published(make, welcome="Ten minutes of your time")
    asked(make, made, person)
    assert b"Ten minutes of your time" in filling.get(f"/inventories/{made.id}/begin").data


def test_who_is_not_asked_does_not_learn_that_it_exists(make, filling):
    made = published(make)
    assert filling.get(f"/inventories/{made.id}/begin").status_code == 404
    assert filling.post(f"/inventories/{made.id}/begin").status_code == 404


def test_what_is_open_for_all_is_begun_unasked(make, filling, desk):
    made = published(make, open_for_all=True)
    assert filling.post(f"/inventories/{made.id}/begin").status_code == 303
    assert count(desk, InventoryRun) == 1


def test_begun_twice_it_is_begun_once(make, filling, desk):
    made = published(make, open_for_all=True)
    places = {filling.post(f"/inventories/{made.id}/begin").location for _time in range(2)}
    assert (len(places), count(desk, InventoryRun)) == (1, 1)


def test_a_draft_is_offered_to_nobody(make, filling):
    made = inventory(make, open_for_all=True)
    assert filling.get(f"/inventories/{made.id}/begin").status_code == 404


def test_what_closed_before_it_was_begun_says_so(make, filling, person, desk):
    made = published(make)
    asked(make, made, person)
    with desk.writing() as work:
        work.db.get_one(Inventory, made.id).state = "closed"
    assert b"is closed" in filling.get(f"/inventories/{made.id}/begin").data
    assert filling.post(f"/inventories/{made.id}/begin").status_code == 409


def test_the_answer_decides_what_comes_next(filling, run):
    assert say(filling, run, "q1", "yes").location.endswith("/q2")
    assert say(filling, run, "q1", "no").location.endswith("/q3")


def test_each_answer_is_kept_at_once_and_it_goes_on_there(filling, run):
    say(filling, run, "q1", "yes")
    assert filling.get(f"/inventories/answers/{run.id}").location.endswith("/q2")
    assert filling.get(f"/inventories/{run.inventory_id}/begin").location.endswith(f"/answers/{run.id}")


def test_changing_an_answer_drops_what_no_longer_follows_and_says_so(filling, run, desk):
    say(filling, run, "q1", "yes")
    say(filling, run, "q2", "12")
    place = say(filling, run, "q1", "no").location
    assert b"was dropped" in filling.get(place).data
    assert count(desk, InventoryAnswer, InventoryAnswer.question_key == "q2") == 0


def test_a_question_that_no_longer_comes_is_refused_in_words(filling, run):
    say(filling, run, "q1", "no")
    place = say(filling, run, "q2", "12")
    assert b"no longer asked" in filling.get(filling.get(place.location).location).data


def test_what_is_no_answer_stands_again_with_what_was_typed(filling, run):
    say(filling, run, "q1", "yes")
    again = say(filling, run, "q2", "99")
    assert again.status_code == 422
    assert b"Fill in 50 or less" in again.data
    assert b'value="99"' in again.data


def test_the_way_back_leads_to_the_question_before(filling, run):
    say(filling, run, "q1", "yes")
    assert f"/answers/{run.id}/q1".encode() in filling.get(f"/inventories/answers/{run.id}/q2").data


def test_a_question_ahead_leads_to_the_open_one(filling, run):
    assert filling.get(f"/inventories/answers/{run.id}/q3").location.endswith("/q1")


def test_the_last_answer_leads_to_the_overview(filling, run):
    say(filling, run, "q1", "no")
    assert say(filling, run, "q3", "yes").location.endswith("/overview")


def test_from_the_overview_a_change_leads_back_to_it(filling, run):
    say(filling, run, "q1", "no")
    say(filling, run, "q3", "yes")
    assert say(filling, run, "q3", "no", back="overview").location.endswith("/overview")


def filled_in(filling, run, years="3"):
    say(filling, run, "q1", "yes")
    say(filling, run, "q2", years)
    say(filling, run, "q3", "no")
    return filling.post(f"/inventories/answers/{run.id}/send")


def test_what_is_not_whole_is_not_sent(filling, run):
    say(filling, run, "q1", "yes")
    assert filling.post(f"/inventories/answers/{run.id}/send").status_code == 409


def test_sending_proposes_and_waits(filling, run, qualification):
    done = filling.get(filled_in(filling, run).location).data
    assert qualification.name.encode() in done
    assert b"Waits for a decision" in done


def test_sent_twice_it_is_sent_once(filling, run, desk):
    assert filled_in(filling, run).status_code == 303
    assert filling.post(f"/inventories/answers/{run.id}/send").status_code == 303
    assert count(desk, InventoryProposal) == 1


def test_without_proposals_it_is_done_and_says_that_nothing_is_asked(filling, run):
    say(filling, run, "q1", "no")
    say(filling, run, "q3", "no")
    place = filling.post(f"/inventories/answers/{run.id}/send").location
    assert b"Nothing more is asked of you" in filling.get(place).data


def test_what_was_sent_is_not_answered_otherwise(filling, run):
    filled_in(filling, run)
    assert say(filling, run, "q1", "no").status_code == 409


def test_who_has_begun_keeps_the_version(make, filling, run, desk):
    with desk.writing() as work:
        found = work.db.get_one(Inventory, run.inventory_id)
        found.design = design_to_json(Design((Question("q8", "Something else?"),)))
    publish(make, found)
    assert say(filling, run, "q1", "no").location.endswith("/q3")
    assert filling.get(f"/inventories/answers/{run.id}/q8").status_code == 404


@pytest.mark.parametrize("place", ["", "/q1", "/overview", "/done"])
def test_the_answers_of_somebody_else_do_not_exist(make, visit, run, place):
    assert visit(make.person()).get(f"/inventories/answers/{run.id}{place}").status_code == 404


@pytest.mark.parametrize("place", ["/q1", "/send"])
def test_nobody_answers_for_somebody_else(make, visit, run, place):
    stranger = visit(make.person())
    assert stranger.post(f"/inventories/answers/{run.id}{place}", {"answer": "no"}).status_code == 404


def test_a_key_that_is_no_question_does_not_exist(filling, run):
    assert say(filling, run, "q9", "yes").status_code == 404


def test_reading_a_question_writes_nothing(filling, run, audited):
    before = audited()
    filling.get(f"/inventories/answers/{run.id}/q1")
    assert audited() == before


def test_each_deed_is_on_record(filling, run, audited):
    filled_in(filling, run)
    assert audited()[-5:] == [
        "certification.inventory-begun",
        *["certification.inventory-answered"] * 3,
        "certification.inventory-sent",
    ]


def test_the_same_answer_again_is_nothing_new(filling, run, audited):
    say(filling, run, "q1", "yes")
    say(filling, run, "q1", "yes")
    assert audited().count("certification.inventory-answered") == 1


def test_a_question_costs_a_fixed_number_of_statements(filling, run, statements):
    say(filling, run, "q1", "yes")
    with statements() as seen:
        filling.get(f"/inventories/answers/{run.id}/q2")
    assert len([one for one in seen.seen if "inventory" in one]) == 2


def test_home_shows_what_is_to_be_filled_in(filling, run):
    assert b"Go on with these questions" in filling.get("/").data


def test_the_list_of_ones_own_shows_what_is_open_and_what_was_sent(filling, run):
    assert b"To fill in" in filling.get("/inventories/mine").data
    filled_in(filling, run)
    assert b"Sent in on" in filling.get("/inventories/mine").data


def test_the_list_of_ones_own_says_what_it_is_for(filling):
    assert b"No questionnaires" in filling.get("/inventories/mine").data
