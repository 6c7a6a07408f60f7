"""/reminders and /qualifications/<id>/reminders: what goes out, what went out, who is left alone, and the days."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from certification.actions.reminders import decide, quiet_people, set_ladder, take_ladder_along
from certification.models import ReminderLadder, ReminderQuiet
from certification.queries.library import COORDINATORS_DEFINE
from certification.queries.reminders import reminders_due
from certification.rules.reminders import Ladder
from foundation.environment import choose
from people.rules import Role
from tests.certification.test_c13_sending import holder, qualification
from tests.people.made import lead, part, place

KEY = str(UUID(int=1))
GOOD = {"seen": "0", "days": "45, 10", "lead_days": "10", "above_days": "5", "tells_ended": "y"}


@pytest.fixture
def first_aid(make):
    return qualification(make, "First Aid")


@pytest.fixture
def admin(visit, make):
    return visit(make.person(Role.ADMINISTRATOR))


@pytest.fixture
def days(first_aid):
    return f"/qualifications/{first_aid.id}/reminders"


@pytest.fixture
def team(make, first_aid):
    """Two people who hold it, one of them in a team with a lead."""
    where = part(make, "Team")
    boss = lead(make, where)
    inside = holder(make, first_aid, given="Noor", family="Inside")
    outside = holder(make, first_aid, given="Kim", family="Outside")
    place(make, inside, where)
    return boss, inside, outside


def kept(desk):
    with desk.reading() as work:
        return [
            (tuple(row.days), row.lead_days, row.above_days, row.tells_ended)
            for row in work.db.scalars(select(ReminderLadder))
        ]


def quieted(desk):
    with desk.reading() as work:
        rows = work.db.scalars(select(ReminderQuiet).where(ReminderQuiet.ended_at.is_(None)))
        return [(row.person_id, row.qualification_id) for row in rows]


def test_c13_the_days_are_the_usual_ones_at_first(admin, days):
    assert 'value="60, 30, 14, 7"' in admin.get(days).text


def test_c13_other_days_are_kept(admin, days, desk, audited):
    assert admin.post(days, GOOD).status_code == 303
    assert kept(desk) == [((45, 10), 10, 5, True)]
    assert audited() == ["certification.reminders-set"]


def test_c13_the_same_days_again_are_no_change(admin, days, audited):
    admin.post(days, GOOD)
    admin.post(days, {**GOOD, "seen": "1"})
    assert audited() == ["certification.reminders-set"]


def test_c13_nobody_is_reminded_where_nothing_is_filled_in(admin, days, desk):
    admin.post(days, {"seen": "0", "days": "", "lead_days": "", "above_days": ""})
    assert kept(desk) == [((), None, None, False)]


@pytest.mark.parametrize(
    "wrong",
    [{"days": "ten"}, {"days": "0"}, {"lead_days": "0"}, {"above_days": "11"}, {"lead_days": ""}, {"lead_days": "x"}],
)
def test_c13_wrong_days_are_shown_again(admin, days, desk, wrong):
    assert admin.post(days, {**GOOD, **wrong}).status_code == 422
    assert kept(desk) == []


def test_c13_two_tabs_the_second_is_told(admin, days, desk):
    admin.post(days, GOOD)
    answer = admin.post(days, {**GOOD, "days": "3"})
    assert answer.status_code == 409
    assert "Somebody changed this" in answer.text
    assert kept(desk)[0][0] == (45, 10)


def test_c13_a_coordinator_reads_the_days_and_sets_them_only_where_the_school_lets_them(visit, make, days, desk):
    coordinator = visit(make.person(Role.COORDINATOR))
    assert 'name="days"' not in coordinator.get(days).text
    assert coordinator.post(days, GOOD).status_code == 403
    with desk.writing() as work:
        choose(work.db, COORDINATORS_DEFINE, value=True)
    assert coordinator.post(days, GOOD).status_code == 303


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CANDIDATE, Role.EXAMINER])
def test_c13_others_do_not_learn_of_the_days(visit, make, days, role):
    browser = visit(make.person(role))
    assert (browser.get(days).status_code, browser.post(days, GOOD).status_code) == (404, 404)


def test_c13_what_goes_out_next_stands_in_a_list(admin, team):
    page = admin.get("/reminders").text
    assert "Noor Inside" in page
    assert "Next time" in page


def test_c13_what_went_out_is_followed_by_the_day_of_the_next(admin, team, desk):
    with desk.writing() as work:
        decide(work, reminders_due(work), on=work.today)
    page = admin.get("/reminders").text
    assert "Next time" not in page
    assert "Mon 30 Nov 2026" in page  # seven days before the end


def test_c13_the_list_is_searched_filtered_and_sorted(admin, team, first_aid):
    found = admin.get(f"/reminders?q=inside&within=7&qualification={first_aid.id}&sort=-name").text
    assert ("Noor Inside" in found, "Kim Outside" in found) == (True, False)


@pytest.mark.parametrize("url", ["/reminders?q=zebra", "/reminders/sent?q=zebra", "/reminders/quiet?q=zebra"])
def test_c13_a_search_that_finds_nothing_says_so(admin, url):
    assert "matches" in admin.get(url).text


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/reminders", "No reminders to come"),
        ("/reminders/sent", "Nothing was sent yet"),
        ("/reminders/quiet", "Nobody is left alone"),
    ],
)
def test_c13_an_empty_list_says_what_it_is_for(admin, url, words):
    assert words in admin.get(url).text


@pytest.mark.parametrize("url", ["/reminders", "/reminders/sent", "/reminders/quiet"])
def test_c13_a_lead_sees_own_people_and_nobody_else(visit, team, desk, url):
    boss, inside, outside = team
    with desk.writing() as work:
        decide(work, reminders_due(work), on=work.today)
        if url.endswith("quiet"):
            for person in (inside, outside):
                quiet_people(work, [person.id], until=None, reason="ill", form_key=KEY)
    page = visit(boss).get(url).text
    assert ("Noor Inside" in page, "Kim Outside" in page) == (True, False)


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.AUDITOR])
def test_c13_others_do_not_come_in(visit, make, role):
    browser = visit(make.person(role))
    assert {browser.get(f"/reminders{rest}").status_code for rest in ("", "/sent", "/quiet")} == {403}
    assert browser.post("/reminders/quiet").status_code == 403


def test_c13_somebody_is_left_alone(admin, team, desk, audited):
    _, inside, _ = team
    until = str(date(2026, 12, 1))
    sent = {"form_key": KEY, "person": inside.email.upper(), "reason": "ill", "until": until}
    assert admin.post("/reminders/quiet", sent).status_code == 303
    assert quieted(desk) == [(inside.id, None)]
    assert audited() == ["certification.reminders-quieted"]


def test_c13_a_double_click_leaves_somebody_alone_once(admin, team, desk):
    sent = {"form_key": KEY, "person": team[1].email, "reason": "ill"}
    assert [admin.post("/reminders/quiet", sent).status_code for _ in range(2)] == [303, 303]
    assert len(quieted(desk)) == 1


def test_c13_a_whole_qualification_is_left_alone_by_an_administrator_only(admin, visit, team, first_aid, desk):
    sent = {"form_key": KEY, "qualification": str(first_aid.id), "reason": "on its way out"}
    assert visit(team[0]).post("/reminders/quiet", sent).status_code == 422
    assert admin.post("/reminders/quiet", sent).status_code == 303
    assert quieted(desk) == [(None, first_aid.id)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": ""},
        {"person": "nobody@school.example"},
        {"reason": ""},
        {"until": "2026-11-23"},
        {"until": "9999-01-01"},
        {"qualification": "7777"},
        {"form_key": "x"},
    ],
)
def test_c13_whom_to_leave_alone_is_asked_again(admin, team, desk, wrong):
    sent = {"form_key": KEY, "person": team[1].email, "reason": "ill", **wrong}
    assert admin.post("/reminders/quiet", sent).status_code == 422
    assert quieted(desk) == []


def test_c13_a_lead_leaves_alone_nobody_elsewhere(visit, team, desk):
    boss, inside, outside = team
    sent = {"form_key": KEY, "person": outside.email, "reason": "ill"}
    assert visit(boss).post("/reminders/quiet", sent).status_code == 422
    assert visit(boss).post("/reminders/quiet", {**sent, "person": inside.email}).status_code == 303
    assert quieted(desk) == [(inside.id, None)]


def entry(desk, person):
    with desk.writing() as work:
        quiet_people(work, [person.id], until=None, reason="<b>ill</b>", form_key=f"{person.id}")
        work.db.flush()
        return work.db.scalars(select(ReminderQuiet.id).order_by(ReminderQuiet.id.desc())).first()


def test_c13_reminders_go_out_again(admin, team, desk, audited):
    number = entry(desk, team[1])
    assert [admin.post(f"/reminders/quiet/{number}/end").status_code for _ in range(2)] == [303, 303]
    assert quieted(desk) == []
    assert audited().count("certification.reminders-quiet-ended") == 1


def test_c13_a_lead_ends_it_for_own_people_only(visit, team, desk):
    boss, inside, outside = team
    mine, foreign = entry(desk, inside), entry(desk, outside)
    assert visit(boss).post(f"/reminders/quiet/{foreign}/end").status_code == 404
    assert visit(boss).post(f"/reminders/quiet/{mine}/end").status_code == 303


def test_c13_markup_in_a_reason_stays_text(admin, team, desk):
    entry(desk, team[1])
    assert "&lt;b&gt;ill" in admin.get("/reminders/quiet").text


def test_c13_the_pages_take_no_other_method(admin, days):
    assert {admin.client.put(url).status_code for url in (days, "/reminders", "/reminders/quiet")} == {405}
    assert admin.get("/reminders/quiet/1/end").status_code == 405


def test_c13_the_pages_ask_a_fixed_number_of_statements(admin, make, first_aid, statements):
    def asked(url):
        with statements() as seen:
            assert admin.get(url).status_code == 200
        return len(seen)

    for _ in range(2):
        holder(make, first_aid)
    few = [asked(url) for url in ("/reminders", "/reminders/sent", "/reminders/quiet")]
    for _ in range(4):
        holder(make, first_aid)
    assert [asked(url) for url in ("/reminders", "/reminders/sent", "/reminders/quiet")] == few
    assert max(few) <= 20  # with what the menu counts


def test_c13_an_end_on_a_day_of_tomorrow_is_next(admin, make, first_aid):
    holder(make, first_aid, left=61)
    goes = date(2026, 11, 23) + timedelta(days=1)
    assert f"{goes:%a} {goes.day} {goes:%b %Y}" in admin.get("/reminders").text


def several(*people, **facts):
    return {"chosen": [str(person.id) for person in people], **facts}


def test_c13_several_are_left_alone_at_once_after_a_question(admin, team, desk):
    _, inside, outside = team
    asked = admin.post("/reminders/leave-alone", several(inside, outside))
    assert (asked.status_code, quieted(desk)) == (200, [])
    assert "Leave 2 people alone" in asked.text
    sent = several(inside, outside, confirmed="1", form_key=KEY, reason="strike")
    assert [admin.post("/reminders/leave-alone", sent).status_code for _ in range(2)] == [303, 303]
    assert sorted(quieted(desk)) == sorted([(inside.id, None), (outside.id, None)])


def test_c13_all_that_match_are_left_alone(admin, team):
    asked = admin.post("/reminders/leave-alone?q=inside", {"everything": "1"}).text
    assert ("Noor Inside" in asked, "Kim Outside" in asked) == (True, False)


def test_c13_of_several_those_who_are_not_ones_own_are_passed_over(visit, team, desk):
    boss, inside, outside = team
    sent = several(inside, outside, confirmed="1", form_key=KEY, reason="strike")
    assert visit(boss).post("/reminders/leave-alone", sent).status_code == 303
    assert quieted(desk) == [(inside.id, None)]


def test_c13_nobody_chosen_leaves_nobody_alone(admin, desk):
    answer = admin.post("/reminders/leave-alone", {"chosen": ["x", "9" * 30]})
    assert (answer.status_code, quieted(desk)) == (303, [])


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"until": "2026-11-23"}, {"form_key": "x"}])
def test_c13_for_several_it_is_asked_again(admin, team, desk, wrong):
    sent = several(team[1], confirmed="1", form_key=KEY, reason="strike") | wrong
    assert admin.post("/reminders/leave-alone", sent).status_code == 422
    assert quieted(desk) == []


def test_c13_a_new_version_reminds_as_the_earlier_one(make, first_aid, desk):
    later = make.qualification()
    with desk.writing() as work:
        set_ladder(work, first_aid.id, Ladder(days=(9,)))
        take_ladder_along(work, qualification_id=later.id, predecessor_id=first_aid.id)
    assert [days for days, *_ in kept(desk)] == [(9,), (9,)]
