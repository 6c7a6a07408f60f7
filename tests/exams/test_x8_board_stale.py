"""The board decides about what stands: a page that showed something else is refused, and keeps what was typed."""

import re

import pytest
from sqlalchemy import func, select

from exams.models import BoardDecision, Correction, Exemption, Sitting, SittingOutcome
from exams.rules import SittingState
from exams.rules.shown import Shown, shown_in
from people.rules import Role


@pytest.fixture
def member(school, visit):
    school.board_ratifies()
    return visit(school.board_member)


@pytest.fixture
def colleague(make, visit):
    """Somebody else who corrects marks."""
    return visit(make.person(Role.BOARD_MEMBER, Role.COORDINATOR))


def fields(page):
    """(name, value) of everything hidden on the page, as a browser sends it."""
    return re.findall(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)">', page)


def sent(page, **typed):
    """What the page sends with this filled in; its own key stays."""
    found = {}
    for name, value in fields(page):
        found.setdefault(name, []).append(value)
    typed.pop("form_key", None)
    return {**found, **typed}


def fail(school, browser, sitting, value="0"):
    """Correct every mark, by somebody else."""
    typed = {f"step-{step.id}": value for step in school.form.steps}
    answer = browser.post(
        f"/exams/sittings/{sitting.id}/correct", {**typed, "reason": "Wrong.", "improvement": "Read."}
    )
    assert answer.status_code == 303


def decisions(school):
    with school.desk.reading() as work:
        return work.db.scalar(select(func.count()).select_from(BoardDecision))


def test_x8_a_result_corrected_after_the_page_was_opened_is_not_ratified(school, member, colleague):
    sitting = school.signed(2)
    url = f"/exams/sittings/{sitting.id}/ratify"
    page = member.get(url).text
    fail(school, colleague, sitting)
    answer = member.post(url, sent(page, **school.decision(grounds="Seen and discussed.")))
    assert answer.status_code == 409
    for words in ("It was passed, and is failed now.", "corrected.", "Seen and discussed."):
        assert words in answer.text
    assert (school.read(Sitting, sitting.id).state, decisions(school)) == (SittingState.SIGNED, 0)


def test_x8_what_the_refusal_shows_can_be_ratified(school, member, colleague):
    sitting = school.signed(2)
    url = f"/exams/sittings/{sitting.id}/ratify"
    page = member.get(url).text
    fail(school, colleague, sitting)
    again = member.post(url, sent(page, **school.decision())).text
    assert member.post(url, sent(again, **school.decision())).status_code == 303
    assert school.read(Sitting, sitting.id).state is SittingState.RATIFIED


def test_x8_of_many_none_is_ratified_where_one_changed_and_that_one_is_named(school, make, member, colleague):
    sittings = [school.signed(2, candidate=make.person(Role.CANDIDATE)) for _ in range(2)]
    chosen = {"chosen": [str(one.id) for one in sittings]}
    page = member.post("/exams/results/ratify/overview", chosen).text
    fail(school, colleague, sittings[0])
    answer = member.post("/exams/results/ratify", sent(page, **school.decision()))
    assert answer.status_code == 409
    callout = answer.text[: answer.text.index("Unusual in this selection")]
    assert callout.count('/result">') == 1
    assert f"/exams/sittings/{sittings[0].id}/result" in callout
    assert {school.read(Sitting, one.id).state for one in sittings} == {SittingState.SIGNED}
    assert member.post("/exams/results/ratify", sent(answer.text, **school.decision())).status_code == 303


def test_x8_of_many_one_that_somebody_else_made_final_is_named(school, make, visit, member):
    sittings = [school.signed(2, candidate=make.person(Role.CANDIDATE)) for _ in range(2)]
    chosen = {"chosen": [str(one.id) for one in sittings]}
    page = member.post("/exams/results/ratify/overview", chosen).text
    other = visit(make.person(Role.BOARD_MEMBER))
    other.post(f"/exams/sittings/{sittings[0].id}/ratify", school.decision())
    answer = member.post("/exams/results/ratify", sent(page, **school.decision(number="2026-77")))
    assert (answer.status_code, "It is final now." in answer.text) == (409, True)
    assert school.read(Sitting, sittings[1].id).state is SittingState.SIGNED


def test_x8_a_page_that_comes_back_for_a_mistake_is_no_page_that_was_read_anew(school, member, colleague):
    sitting = school.signed(2)
    url = f"/exams/sittings/{sitting.id}/ratify"
    page = member.get(url).text
    fail(school, colleague, sitting)
    again = member.post(url, sent(page, **school.decision(number="")))
    assert again.status_code == 422
    assert member.post(url, sent(again.text, **school.decision())).status_code == 409


def test_x8_an_invented_number_on_the_page_tells_nothing_of_an_exam_of_ones_own(school, make, visit):
    school.board_ratifies()
    me = make.person(Role.CANDIDATE, Role.BOARD_MEMBER, given_name="Selfsame")
    own, other = school.signed(2, candidate=me), school.signed(2)
    member = visit(me)
    page = member.get(f"/exams/sittings/{other.id}/ratify").text
    typed = sent(page, **school.decision())
    typed["shown"] = [*typed["shown"], f"{own.id}.signed.1.0.0.0", "x.y", "77777.signed.1.0.0.0"]
    answer = member.post(f"/exams/sittings/{other.id}/ratify", typed)
    assert answer.status_code == 409
    assert f"/exams/sittings/{own.id}/result" not in answer.text


def test_x8_a_result_corrected_after_the_page_was_opened_is_not_annulled(school, member, colleague):
    sitting = school.signed(2)
    url = f"/exams/sittings/{sitting.id}/annul"
    page = member.get(url).text
    fail(school, colleague, sitting)
    typed = sent(page, **school.decision(grounds="A phone."), on_account_of="school", attempt="as_usual")
    answer = member.post(url, typed)
    assert (answer.status_code, "A phone." in answer.text) == (409, True)
    assert school.read(Sitting, sitting.id).state is SittingState.SIGNED


def test_br_33_a_correction_does_not_pass_over_one_that_its_maker_never_saw(school, member, colleague):
    sitting = school.signed(2)
    url, step = f"/exams/sittings/{sitting.id}/correct", school.form.steps[0].id
    typed = {f"step-{step}": "1", "reason": "Was partly.", "improvement": "Look."}
    page = member.get(url).text
    fail(school, colleague, sitting, "3" if len(school.form.steps[0].scale) > 3 else "0")
    for address in (f"{url}/foresee", url):
        answer = member.post(address, sent(page, **typed))
        assert (answer.status_code, "Was partly." in answer.text) == (409, True)
    with school.desk.reading() as work:
        assert work.db.scalar(select(func.count()).where(Correction.reason == "Was partly.")) == 0
    again = member.post(f"{url}/foresee", sent(answer.text, **typed))
    assert member.post(url, sent(again.text)).status_code == 303


def exemption(school, **more):
    typed = {"candidate": "S1001", "form": str(school.form.id), "requested_on": "2026-11-20", "earlier_result": ""}
    return {**typed, **school.decision(), "parts": [school.form.groups[0].key], **more}


def test_br_45_an_exemption_is_not_given_over_a_result_that_was_not_shown(school, member):
    page = member.post("/exams/exemptions/new/foresee", exemption(school)).text
    school.signed(0, 2, 2)
    answer = member.post("/exams/exemptions/new", sent(page))
    assert (answer.status_code, "The result as it would be" in answer.text) == (409, True)
    assert decisions(school) == 0
    assert member.post("/exams/exemptions/new", sent(answer.text)).status_code == 303


def exempted(school, member):
    """A part of which the candidate is freed, by a decision."""
    assert member.post("/exams/exemptions/new", exemption(school)).status_code == 303
    with school.desk.reading() as work:
        return work.db.scalar(select(func.max(Exemption.id)))


def withdrawn(school, number):
    with school.desk.reading() as work:
        return work.db.get_one(Exemption, number).withdrawn_at is not None


def test_br_45_withdrawing_shows_what_becomes_of_a_result_whose_marks_there_are(school, member):
    sitting = school.signed(0, 2, 2)
    number = exempted(school, member)
    page = member.get(f"/exams/exemptions/{number}").text
    for words in ("Withdrawing it changes results", "The result as it would be", "It was passed and would be failed."):
        assert words in page
    assert member.post(f"/exams/exemptions/{number}/withdraw", sent(page, reason="Forged.")).status_code == 303
    assert (withdrawn(school, number), school.read(Sitting, sitting.id).passed) == (True, False)


def test_br_45_withdrawing_is_refused_over_a_result_that_was_not_shown(school, member, colleague):
    sitting = school.signed(0, 2, 2)
    number = exempted(school, member)
    page = member.get(f"/exams/exemptions/{number}").text
    fail(school, colleague, sitting, "2")
    answer = member.post(f"/exams/exemptions/{number}/withdraw", sent(page, reason="Forged."))
    assert (answer.status_code, "Forged." in answer.text, withdrawn(school, number)) == (409, True, False)


def test_br_45_what_examiners_were_not_asked_is_not_asked_of_a_signed_exam(school, member):
    number = exempted(school, member)
    school.signed(None, 2, 2)
    page = member.get(f"/exams/exemptions/{number}").text
    assert "First annul that result" in page
    answer = member.post(f"/exams/exemptions/{number}/withdraw", {"reason": "Forged."})
    assert (answer.status_code, withdrawn(school, number)) == (409, False)


def test_br_45_a_result_whose_exemption_was_looked_at_stays_as_it_is(school, member):
    school.signed(0, 2, 2)
    number = exempted(school, member)
    with school.desk.reading() as work:
        before = work.db.scalar(select(func.count()).select_from(SittingOutcome))
    member.get(f"/exams/exemptions/{number}")
    with school.desk.reading() as work:
        assert work.db.scalar(select(func.count()).select_from(SittingOutcome)) == before


def test_x8_what_a_page_carries_is_read_back():
    shown = Shown(state=SittingState.SIGNED, outcome=12, correction=3, review=0, objection=7)
    assert shown_in(str(shown)) == shown


@pytest.mark.parametrize(
    "written", ["", "signed", "nowhere.1.2.3.4", "signed.1.2.3", "signed.1.2.3.-4", "signed.1.2.3.²"]
)
def test_x8_what_was_never_carried_is_nothing(written):
    assert shown_in(written) is None


def lodged(school, visit, sitting):
    """An objection of the candidate, by its address."""
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    typed = {"kind": "objection", "grounds": "Not fair.", "form_key": school.decision()["form_key"]}
    answer = visit(school.candidate).post(f"/exams/sittings/{sitting.id}/object", typed)
    assert answer.status_code == 303
    return answer.location


def test_br_51_an_objection_is_not_decided_over_a_result_that_changed_meanwhile(school, make, visit, member, colleague):
    sitting = school.signed(2)
    address = lodged(school, visit, sitting)
    other = make.person(Role.BOARD_MEMBER)
    browser, url = visit(other), f"{address}/decide"
    page = browser.get(url).text
    typed = {f"step-{step.id}": "0" for step in school.form.steps}
    typed |= {"reason": "Wrong.", "improvement": "Read.", **school.decision()}
    assert colleague.post(f"/exams/sittings/{sitting.id}/correct", typed).status_code == 303
    ruling = {"state": "rejected", "outcome": "As it was.", **school.decision(present=[str(other.id)])}
    answer = browser.post(url, sent(page, **ruling))
    assert answer.status_code == 409
    assert "It was passed, and is failed now." in answer.text
    assert "As it was." in answer.text
    assert browser.post(url, sent(answer.text, **ruling)).status_code == 303


def test_br_51_who_exempted_the_candidate_from_a_part_does_not_decide_alone(school, make, visit, member):
    sitting = school.signed(0, 2, 2)
    exempted(school, member)
    other = make.person(Role.BOARD_MEMBER)
    visit(other).post(f"/exams/sittings/{sitting.id}/ratify", school.decision(present=[str(other.id)]))
    typed = {"kind": "objection", "grounds": "Not fair.", "form_key": school.decision()["form_key"]}
    address = visit(school.candidate).post(f"/exams/sittings/{sitting.id}/object", typed).location
    assert "Not by you" in member.get(f"{address}/decide").text
    ruling = {"state": "upheld", "annuls": "y", "outcome": "Done over."}
    answer = member.post(f"{address}/decide", {**ruling, **school.decision()})
    assert answer.status_code == 409
    assert school.read(Sitting, sitting.id).state is SittingState.RATIFIED


def test_br_51_who_exempted_somebody_else_may_decide(school, make, visit, member):
    somebody = make.person(Role.CANDIDATE, number="S2002")
    assert member.post("/exams/exemptions/new", exemption(school, candidate="S2002")).status_code == 303
    other = make.person(Role.BOARD_MEMBER)
    sitting = school.signed(2)
    visit(other).post(f"/exams/sittings/{sitting.id}/ratify", school.decision(present=[str(other.id)]))
    typed = {"kind": "objection", "grounds": "Not fair.", "form_key": school.decision()["form_key"]}
    address = visit(school.candidate).post(f"/exams/sittings/{sitting.id}/object", typed).location
    ruling = {"state": "rejected", "outcome": "It stands.", **school.decision()}
    assert somebody.id != sitting.candidate_id
    assert member.post(f"{address}/decide", ruling).status_code == 303
