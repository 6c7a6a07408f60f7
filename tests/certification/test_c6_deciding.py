"""C6: what answers propose is approved, changed or refused, and then it appears at the person."""

import pytest
from sqlalchemy import select

from certification.actions.inventories.deciding import Decision, Verdict, decide
from certification.models import InventoryProposal, InventoryRun
from certification.queries.inventories import decidable_run
from certification.rules.inventories import ProposalKind, ProposalState
from foundation.refusals import Refusal
from people.rules import Role
from qualification_files.models import LinkGround, QualificationLink
from tests.certification import made
from tests.certification.made_inventories import heights, published
from tests.conftest import actor_of
from tests.people import made as organisation


@pytest.fixture
def qualifications(make):
    """Two that anybody can be given: they ask for activities."""
    found = [make.qualification(core_tasks=0, name=name) for name in ("Harness", "Rescue")]
    for one in found:
        made.asks(make, one, made.activity(make))
    return found


@pytest.fixture
def questionnaire(make, qualifications):
    return published(make, heights(*qualifications), open_for_all=True)


@pytest.fixture
def team(make):
    return organisation.part(make, "ICU")


@pytest.fixture
def person(make, team):
    found = make.person(given="Noor", family="Answers")
    organisation.place(make, found, team)
    return found


@pytest.fixture
def lead(make, team):
    return organisation.lead(make, team)


@pytest.fixture
def manager(visit, lead):
    return visit(lead)


@pytest.fixture
def fill_in(visit, person, questionnaire, desk):
    """`fill_in(12)` answers with so many years (none: not at height), sends it in and gives the answers' number."""
    answering = visit(person)

    def fill(years=None):
        run = answering.post(f"/inventories/{questionnaire.id}/begin").location.rpartition("/")[2]
        answering.post(f"/inventories/answers/{run}/q1", {"answer": "no" if years is None else "yes"})
        if years is not None:
            answering.post(f"/inventories/answers/{run}/q2", {"answer": str(years)})
        answering.post(f"/inventories/answers/{run}/q3", {"answer": "no"})
        answering.post(f"/inventories/answers/{run}/send")
        return int(run)

    return fill


def rows_of(desk, run):
    statement = select(InventoryProposal).where(InventoryProposal.run_id == run).order_by(InventoryProposal.id)
    with desk.reading() as work:
        rows = list(work.db.scalars(statement))
        work.db.expunge_all()
    return rows


def verdicts(desk, run, verdict, **more):
    """What a form sends that decides so about all that this person's answers propose."""
    data = {"proposal": []}
    for row in rows_of(desk, run):
        data["proposal"].append(row.id)
        data |= {f"version-{row.id}": row.version, f"verdict-{row.id}": verdict}
        data |= {f"{name}-{row.id}": value for name, value in more.items()}
    return data


def held(desk, person):
    statement = (
        select(QualificationLink.qualification_id, LinkGround.source_id)
        .join(LinkGround, LinkGround.link_id == QualificationLink.id)
        .where(QualificationLink.person_id == person.id, LinkGround.ended_at.is_(None))
    )
    with desk.reading() as work:
        return sorted(tuple(row) for row in work.db.execute(statement))


def mailed(app):
    return [file.read_text() for file in sorted(app.extensions["settings"].mailbox.glob("*.eml"))]


def test_who_answered_is_mailed_once_when_nothing_waits_any_more(app, manager, fill_in, desk, run_jobs):
    run = fill_in(12)
    data = verdicts(desk, run, "approve")
    manager.post(f"/inventories/decide/{run}", {**data, "proposal": data["proposal"][:1]})
    run_jobs()
    assert mailed(app) == []
    manager.post(f"/inventories/decide/{run}", {**data, "proposal": data["proposal"][1:]})
    run_jobs()
    [letter] = mailed(app)
    assert f"/inventories/answers/{run}/done" in letter


def test_the_lead_sees_the_answers_and_why(manager, fill_in):
    page = manager.get(f"/inventories/decide/{fill_in(12)}").text
    assert "Harness" in page
    assert "“How many years?”: 10 or more" in page


def test_approving_gives_the_qualification_by_this_inventory(manager, fill_in, desk, person, qualifications):
    run = fill_in(3)
    assert manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "approve")).status_code == 303
    assert held(desk, person) == [(qualifications[0].id, rows_of(desk, run)[0].id)]


def test_several_are_decided_at_once(manager, fill_in, desk, person):
    run = fill_in(12)
    manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "approve"))
    assert len(held(desk, person)) == 2


def test_it_can_become_another_qualification(manager, fill_in, desk, person, qualifications):
    run = fill_in(3)
    more = {"reason": "Rescue covers it", "qualification": qualifications[1].id, "required": "no"}
    manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "change", **more))
    assert [number for number, _source in held(desk, person)] == [qualifications[1].id]
    [row] = rows_of(desk, run)
    assert (row.state, row.given_required) == (ProposalState.CHANGED, False)


def test_refusing_needs_a_reason_and_loses_nothing_that_was_chosen(manager, fill_in, desk, person):
    run = fill_in(3)
    again = manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "refuse"))
    assert again.status_code == 422
    assert "Say why" in again.text
    assert rows_of(desk, run)[0].state is ProposalState.WAITING


def test_who_answered_reads_the_reason(visit, manager, fill_in, desk, person):
    run = fill_in(3)
    manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "refuse", reason="You work on the ground floor"))
    page = visit(person).get(f"/inventories/answers/{run}/done").text
    assert "You work on the ground floor" in page
    assert held(desk, person) == []


def test_nothing_chosen_is_told(manager, fill_in):
    assert manager.post(f"/inventories/decide/{fill_in(3)}", {}).status_code == 422


def test_a_verdict_that_does_not_exist_decides_nothing(manager, fill_in, desk):
    run = fill_in(3)
    assert manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "bless")).status_code == 422


def test_pressed_twice_it_is_decided_once(manager, fill_in, desk, person, audited):
    run = fill_in(3)
    data = verdicts(desk, run, "approve")
    assert [manager.post(f"/inventories/decide/{run}", data).status_code for _time in range(2)] == [303, 303]
    assert audited().count("certification.inventory-proposal-decided") == 1


def test_whoever_decides_second_is_told(make, visit, manager, fill_in, desk):
    run = fill_in(3)
    data = verdicts(desk, run, "approve")
    manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "refuse", reason="No"))
    assert visit(make.person(Role.ADMINISTRATOR)).post(f"/inventories/decide/{run}", data).status_code == 409


def test_an_administrator_decides_too(make, visit, fill_in, desk, person):
    run = fill_in(3)
    visit(make.person(Role.ADMINISTRATOR)).post(f"/inventories/decide/{run}", verdicts(desk, run, "approve"))
    assert len(held(desk, person)) == 1


def test_nobody_decides_for_oneself(make, visit, desk, fill_in):
    run, boss = fill_in(3), make.person(Role.ADMINISTRATOR)
    with desk.writing() as work:
        work.db.get_one(InventoryRun, run).person_id = boss.id
    browsing = visit(boss)
    assert browsing.get(f"/inventories/decide/{run}").status_code == 404
    assert browsing.post(f"/inventories/decide/{run}", verdicts(desk, run, "approve")).status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.COORDINATOR, Role.CANDIDATE, Role.EXAMINER])
def test_who_does_not_lead_the_person_learns_nothing(make, visit, fill_in, desk, role):
    run, stranger = fill_in(3), visit(make.person(role))
    assert stranger.get(f"/inventories/decide/{run}").status_code == 404
    assert stranger.post(f"/inventories/decide/{run}", verdicts(desk, run, "approve")).status_code == 404


def test_the_lead_of_another_part_learns_nothing(make, visit, fill_in):
    other = visit(organisation.lead(make, organisation.part(make, "Kitchen")))
    assert other.get(f"/inventories/decide/{fill_in(3)}").status_code == 404
    assert "Noor" not in other.get("/approvals").text


def test_what_is_not_sent_yet_is_nobodys_to_read(visit, manager, person, questionnaire):
    run = visit(person).post(f"/inventories/{questionnaire.id}/begin").location.rpartition("/")[2]
    assert manager.get(f"/inventories/decide/{run}").status_code == 404


def test_a_proposal_of_somebody_else_is_not_decided_along(make, manager, fill_in, desk):
    run = fill_in(3)
    data = verdicts(desk, run, "approve")
    data["proposal"] = [999999]
    data |= {"verdict-999999": "approve", "version-999999": 1}
    assert manager.post(f"/inventories/decide/{run}", data).status_code == 404


def test_what_cannot_be_given_any_more_says_why(manager, fill_in, desk, qualifications, person):
    run = fill_in(3)
    with desk.writing() as work:
        work.db.get_one(type(qualifications[0]), qualifications[0].id).state = "deactivated"
    refused = manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "approve"))
    assert refused.status_code == 409
    assert "the qualification is not active" in refused.text
    assert rows_of(desk, run)[0].state is ProposalState.WAITING


def test_filled_in_again_before_a_decision_the_earlier_proposals_fall_away(manager, fill_in, desk):
    first = fill_in(12)
    fill_in(3)
    assert {row.state for row in rows_of(desk, first)} == {ProposalState.REPLACED}


def test_what_stands_already_is_not_proposed_again(manager, fill_in, desk):
    run = fill_in(3)
    manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "approve"))
    assert rows_of(desk, fill_in(3)) == []


def test_what_is_no_longer_proposed_is_offered_to_end(manager, fill_in, desk, person):
    run = fill_in(3)
    manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "approve"))
    again = fill_in()
    assert [row.kind for row in rows_of(desk, again)] == [ProposalKind.END]
    assert "no longer propose it" in manager.get(f"/inventories/decide/{again}").text
    manager.post(f"/inventories/decide/{again}", verdicts(desk, again, "approve"))
    assert held(desk, person) == []


def test_what_is_no_longer_proposed_can_be_kept(manager, fill_in, desk, person):
    run = fill_in(3)
    manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "approve"))
    again = fill_in()
    manager.post(f"/inventories/decide/{again}", verdicts(desk, again, "refuse"))
    assert len(held(desk, person)) == 1


def test_what_is_kept_can_be_offered_to_end_once_more(manager, fill_in, desk):
    run = fill_in(3)
    manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "approve"))
    again = fill_in()
    manager.post(f"/inventories/decide/{again}", verdicts(desk, again, "refuse"))
    assert [row.kind for row in rows_of(desk, fill_in())] == [ProposalKind.END]


def test_what_waits_stands_in_the_list_and_on_the_home_page(manager, fill_in):
    fill_in(3)
    assert "Noor" in manager.get("/approvals").text
    assert "wait for your decision" in manager.get("/").text.replace("waits", "wait")


def test_the_queue_is_narrowed_to_what_is_proposed(manager, fill_in, qualifications):
    fill_in(3)
    assert "Noor" in manager.get(f"/approvals?kind=inventory&qualification={qualifications[0].id}").text
    assert "Noor" not in manager.get(f"/approvals?qualification={qualifications[1].id}").text
    assert "Noor" in manager.get("/approvals?q=height").text


def test_in_the_queue_it_is_told_that_it_is_decided_by_itself(manager, fill_in, desk):
    run = fill_in(3)
    page = manager.post("/approvals", {"action": "approve", "chosen": [f"inventory:{run}:1"]})
    assert "decided on its own page" in page.text
    assert rows_of(desk, run)[0].state is ProposalState.WAITING


def test_from_the_queue_it_goes_on_to_the_next(manager, fill_in, desk):
    run = fill_in(3)
    place = manager.post(f"/inventories/decide/{run}?queue=1", verdicts(desk, run, "approve")).location
    assert place.startswith("/approvals")


def test_an_action_asks_for_itself_who_may(desk, make, fill_in):
    run = fill_in(3)
    [row] = rows_of(desk, run)
    with desk.writing(actor_of(make.person(Role.COORDINATOR))) as work, pytest.raises(Refusal):
        decide(work, decidable_run(work, run), [Decision(row.id, row.version, Verdict.APPROVE)])


def test_markup_in_an_answer_stays_text(manager, make, desk, fill_in):
    run = fill_in(3)
    manager.post(f"/inventories/decide/{run}", verdicts(desk, run, "refuse", reason="<b>No</b>"))
    assert "<b>No</b>" not in manager.get(f"/inventories/decide/{run}").text
