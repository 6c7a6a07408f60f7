"""Every door of the office's and the candidate's side: who may, who may not, strangers, wrong method."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest

from exams import queries
from exams.actions.scales import save_scale
from exams.models import BoardDecision, GrantedSitting, InspectionGrant, PaperRun, Sitting
from exams.rules import Level, SittingState
from exams.rules.decisions import DecisionKind
from exams.rules.papers import PaperKind, RunState
from exams.rules.scales import Scale
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.examined import examined

# door -> who may; everybody else of PEOPLE may not. `hidden` are those who must not even learn that it exists.
PEOPLE = ("coordinator", "board_member", "administrator", "examiner", "candidate", "other")
OFFICE = ("coordinator", "board_member", "administrator")
READ = {
    "/exams/forms.xlsx": OFFICE,
    "/exams/forms/import": ("coordinator",),
    "/exams/forms/{form}/form.json": OFFICE,
    "/exams/forms/{form}/compare": OFFICE,
    "/exams/forms/{form}/matrix": OFFICE,
    "/exams/forms/{form}/readable-from": ("coordinator",),
    "/exams/scales": OFFICE,
    "/exams/scales/new": ("coordinator",),
    "/exams/scales/{scale}": ("coordinator",),
    "/exams/forms": OFFICE,
    "/exams/forms/new": ("coordinator",),
    "/exams/forms/{form}": OFFICE,
    "/exams/forms/{form}/try": OFFICE,
    "/exams/forms/{form}/empty.pdf": OFFICE,
    "/exams/forms/{form}/facts": ("coordinator",),
    "/exams/forms/{form}/work-processes": ("coordinator",),
    "/exams/forms/{form}/weights": ("coordinator",),
    "/exams/forms/{form}/scale": ("coordinator",),
    "/exams/forms/{form}/cut-score": OFFICE,
    "/exams/forms/{form}/documents": OFFICE,
    "/exams/forms/to-approve": ("coordinator", "board_member"),
    "/exams/forms/{form}/groups/new": ("coordinator",),
    "/exams/groups/{group}": ("coordinator",),
    "/exams/groups/{group}/remove": ("coordinator",),
    "/exams/groups/{group}/steps/new": ("coordinator",),
    "/exams/steps/{step}": ("coordinator",),
    "/exams/steps/{step}/remove": ("coordinator",),
    "/exams/sessions": OFFICE,
    "/exams/sessions/new": ("coordinator",),
    "/exams/sessions/{session}": (*OFFICE, "examiner"),
    "/exams/sessions/{session}/empty.pdf": (*OFFICE, "examiner"),
    "/exams/sessions/{session}/edit": ("coordinator",),
    "/exams/sessions/{session}/candidates": ("coordinator",),
    "/exams/sessions/{session}/cancel": ("coordinator",),
    "/exams/sittings/{sitting}": (*OFFICE, "examiner", "candidate"),
    "/exams/sittings/{sitting}/edit": ("coordinator",),
    "/exams/sittings/{sitting}/cancel": ("coordinator",),
    "/exams/sittings/{sitting}/no-show": ("coordinator", "examiner"),
    "/exams/mine": ("candidate", "other"),
    "/exams/results": OFFICE,
    "/exams/results.xlsx": OFFICE,
    "/exams/results/waiting": ("board_member",),
    "/exams/sittings/{signed}/result": (*OFFICE, "examiner", "candidate"),
    "/exams/sittings/{signed}/result.pdf": (*OFFICE, "examiner", "candidate"),
    "/exams/sittings/{provisional}/ratify": ("board_member",),
    "/exams/sittings/{provisional}/correct": ("coordinator", "board_member"),
    "/exams/sittings/{signed}/correct": ("board_member",),
    "/exams/sittings/{signed}/annul": ("board_member",),
    "/exams/sittings/{signed}/object": ("coordinator", "board_member", "candidate"),
    "/exams/decisions": OFFICE,
    "/exams/exemptions": OFFICE,
    "/exams/exemptions/new": ("board_member",),
    "/exams/objections": OFFICE,
    "/exams/calendar": ("examiner", "candidate", "other"),
    "/exams/papers": OFFICE,
    "/exams/papers/{run}/file": ("coordinator",),
    "/exams/papers/{run}/left-out": ("coordinator",),
    "/exams/sittings/{signed}/chain": OFFICE,
    "/exams/sittings/{signed}/letter.pdf": (*OFFICE, "candidate"),
    "/exams/sittings/{signed}/file.zip": ("board_member", "administrator"),
    "/exams/sittings/{signed}/hold": ("board_member", "administrator"),
    "/exams/graduations": ("coordinator",),
    "/exams/retention": ("administrator",),
    "/exams/grants": ("board_member", "administrator"),
    "/exams/grants/choose": ("board_member", "administrator"),
    "/exams/grants/{grant}": ("board_member", "administrator"),
    "/exams/inspections": (),
    "/exams/inspections/{granted}": (),
    "/exams/inspections/{granted}/chain": (),
    "/exams/inspections/{granted}/record.pdf": (),
    "/exams/inspections/{granted}/file.zip": (),
    "/exams/sittings/{compared}/agreeing": (*OFFICE, "examiner"),
    "/exams/sittings/{compared}/third-examiner": ("coordinator",),
    "/exams/decisions/{decision}": OFFICE,
    "/exams/decisions/{decision}/minutes.pdf": OFFICE,
    "/exams/quality": OFFICE,
    "/exams/quality/{form}": OFFICE,
    "/exams/quality/{form}.xlsx": OFFICE,
    "/exams/angoff": ("coordinator", "board_member", "examiner"),
    "/exams/sampling": OFFICE,
    "/exams/sampling/new": ("board_member",),
}
WRITE = {
    "/exams/forms/import": ("coordinator",),
    "/exams/forms/{form}/new-edition": ("coordinator",),
    "/exams/forms/{form}/readable-from": ("coordinator",),
    "/exams/scales/new": ("coordinator",),
    "/exams/scales/{scale}": ("coordinator",),
    "/exams/scales/{scale}/archive": ("coordinator",),
    "/exams/scales/{scale}/restore": ("coordinator",),
    "/exams/forms/new": ("coordinator",),
    "/exams/forms/{form}/facts": ("coordinator",),
    "/exams/forms/{form}/put-in-use": ("coordinator",),
    "/exams/forms/{form}/hand-in": ("coordinator",),
    "/exams/forms/{form}/take-back": ("coordinator",),
    "/exams/forms/{form}/judgement": ("coordinator", "board_member"),
    "/exams/forms/{form}/documents": ("coordinator",),
    "/exams/forms/{form}/cut-score/start": ("coordinator",),
    "/exams/forms/{form}/cut-score/said": ("coordinator",),
    "/exams/forms/{form}/reopen": ("coordinator",),
    "/exams/forms/{form}/withdraw": ("coordinator",),
    "/exams/forms/{form}/copy": ("coordinator",),
    "/exams/forms/{form}/remove": ("coordinator",),
    "/exams/forms/{form}/work-processes": ("coordinator",),
    "/exams/forms/{form}/weights": ("coordinator",),
    "/exams/forms/{form}/scale": ("coordinator",),
    "/exams/forms/{form}/cut-score": ("coordinator",),
    "/exams/forms/{form}/groups/new": ("coordinator",),
    "/exams/groups/{group}": ("coordinator",),
    "/exams/groups/{group}/move": ("coordinator",),
    "/exams/groups/{group}/remove": ("coordinator",),
    "/exams/groups/{group}/steps/new": ("coordinator",),
    "/exams/steps/{step}": ("coordinator",),
    "/exams/steps/{step}/move": ("coordinator",),
    "/exams/steps/{step}/remove": ("coordinator",),
    "/exams/sessions/new": ("coordinator",),
    "/exams/sessions/{session}/edit": ("coordinator",),
    "/exams/sessions/{session}/remove": ("coordinator",),
    "/exams/sessions/{session}/candidates": ("coordinator",),
    "/exams/sessions/{session}/run": ("coordinator",),
    "/exams/sessions/{session}/cancel": ("coordinator",),
    "/exams/sittings/{sitting}/edit": ("coordinator",),
    "/exams/sittings/{sitting}/cancel": ("coordinator",),
    "/exams/sittings/{sitting}/remove": ("coordinator",),
    "/exams/sittings/{sitting}/no-show": ("coordinator", "examiner"),
    "/exams/sittings/{sitting}/plan-again": ("coordinator", "examiner"),
    "/exams/results/ratify": ("board_member",),
    "/exams/results/ratify/overview": ("board_member",),
    "/exams/sittings/{provisional}/correct": ("coordinator", "board_member"),
    "/exams/sittings/{signed}/correct": ("board_member",),
    "/exams/sittings/{provisional}/correct/foresee": ("coordinator", "board_member"),
    "/exams/sittings/{signed}/correct/foresee": ("board_member",),
    "/exams/sittings/{signed}/annul": ("board_member",),
    "/exams/sittings/{signed}/object": ("coordinator", "board_member", "candidate"),
    "/exams/exemptions/new": ("board_member",),
    "/exams/exemptions/new/foresee": ("board_member",),
    "/exams/sittings/{provisional}/ratify": ("board_member",),
    "/exams/calendar": ("examiner", "candidate", "other"),
    "/exams/calendar/end": ("examiner", "candidate", "other"),
    "/exams/papers": OFFICE,
    "/exams/papers/{run}/remove": ("coordinator",),
    "/exams/sessions/{session}/papers": OFFICE,
    "/exams/sessions/{session}/invite": ("coordinator",),
    "/exams/sittings/{signed}/hold": ("board_member", "administrator"),
    "/exams/sittings/{signed}/lift": ("board_member", "administrator"),
    "/exams/graduations": ("coordinator",),
    "/exams/graduations/remove": ("coordinator",),
    "/exams/retention": ("administrator",),
    "/exams/grants/new": ("board_member", "administrator"),
    "/exams/grants/{grant}/withdraw": ("board_member", "administrator"),
    "/exams/sittings/{compared}/agreeing": ("examiner",),
    "/exams/sittings/{compared}/agreeing/close": ("examiner",),
    "/exams/sittings/{compared}/agreeing/third": ("coordinator", "examiner"),
    "/exams/sittings/{compared}/third-examiner": ("coordinator",),
    "/exams/sampling/new": ("board_member",),
}
# Of whom a thing is hidden, rather than closed.
SEES = {
    "scale": OFFICE,
    "form": OFFICE,
    "group": OFFICE,
    "step": OFFICE,
    "session": (*OFFICE, "examiner"),
    "sitting": (*OFFICE, "examiner", "candidate"),
    "signed": (*OFFICE, "examiner", "candidate"),
    "provisional": (*OFFICE, "examiner", "candidate"),
    "compared": (*OFFICE, "examiner", "candidate"),
    "granted": (),
    "grant": ("board_member", "administrator"),
    "run": ("coordinator",),
    "decision": OFFICE,
}


@pytest.fixture
def things(school, desk):
    """The numbers that stand in the addresses."""
    planned, signed = school.planned(), school.signed(2)
    school.board_ratifies()
    provisional = school.signed(2)
    with desk.reading() as work:
        form = queries.form(work, school.form.id)
        group, step = form.groups[0].id, form.steps[0].id
    with desk.writing(actor_of(school.coordinator)) as work:
        scale = save_scale(work, "Traffic light", Scale(levels=(Level(value=0, label="Red"),))).id
    return {
        "scale": scale,
        "form": school.form.id,
        "group": group,
        "step": step,
        "session": planned.session_id,
        "sitting": planned.id,
        "signed": signed.id,
        "provisional": provisional.id,
        **of_records(school, desk, granted=signed.id),
    }


def of_records(school, desk, *, granted):
    """Papers that are ready, a file that is open to an auditor, a decision, and an exam that two examiners compare."""
    marks = [[value] * len(school.form.steps) for value in (1, 2)]
    pair = [school.examiner, school.make.person(Role.EXAMINER)]
    facts = {"candidate": school.candidate, "examiners": pair, "state": SittingState.AGREEING}
    compared = examined(school, *marks, **facts, starts_at=NOON - timedelta(days=1)).id
    auditor = school.make.person(Role.AUDITOR).id
    times = {"starts_at": NOON - timedelta(days=1), "ends_at": NOON + timedelta(days=1), "given_at": NOON}
    with desk.writing(actor_of(school.coordinator)) as work:
        work.db.get(Sitting, compared).compared_at = NOON
        papers = work.storage.put(BytesIO(b"papers"), limit=100)
        run = PaperRun(
            kind=PaperKind.RECORDS, wanted=[granted], state=RunState.READY, language="en", asked_at=NOON,
            asked_by=school.coordinator.id, ready_at=NOON, file_key=papers.key, file_size=6, form_key=str(uuid4()),
        )  # fmt: skip
        grant = InspectionGrant(auditor_id=auditor, reason="Visit", form_key=str(uuid4()), **times)
        grant.chosen = [GrantedSitting(sitting_id=granted)]
        decision = BoardDecision(
            number="2026-999", kind=DecisionKind.RATIFICATION, decided_on=NOON.date(), present=[], made_at=NOON,
            form_key=str(uuid4()),
        )  # fmt: skip
        work.db.add_all([run, grant, decision])
        work.db.flush()
        return {
            "run": run.id,
            "grant": grant.id,
            "granted": granted,
            "decision": decision.id,
            "compared": compared,
        }


@pytest.fixture
def browser_of(school, visit):
    def browser(who):
        return visit(school.make.person(Role.CANDIDATE) if who == "other" else getattr(school, who))

    return browser


@pytest.fixture
def browsers(browser_of):
    """Everybody at a browser of their own."""
    return {who: browser_of(who) for who in PEOPLE}


def expected(door, who):
    thing = next((name for name in SEES if "{" + name + "}" in door), None)
    return 404 if thing and who not in SEES[thing] else 403


# Looking at it shows what becomes fixed, or leads back where nothing can be: both without doing anything.
ASKED_FIRST = {f"/exams/forms/{{form}}/{deed}" for deed in ("put-in-use", "hand-in", "judgement", "cut-score/start")}


AT_A_TIME = 8  # doors of one school: making the school takes longer than trying a door


def in_turn(doors):
    """The doors in groups, each with the name of its first."""
    groups = [tuple(doors)[place : place + AT_A_TIME] for place in range(0, len(doors), AT_A_TIME)]
    return [pytest.param(group, id=group[0]) for group in groups]


@pytest.mark.parametrize("doors", in_turn(READ))
def test_who_may_read(things, browsers, doors):
    for door in doors:
        answers = {who: browser.get(door.format(**things)).status_code for who, browser in browsers.items()}
        assert answers == {who: 200 if who in READ[door] else expected(door, who) for who in PEOPLE}, door


@pytest.mark.parametrize("doors", in_turn(WRITE))
def test_who_may_not_write(things, browsers, doors, audit_names):
    before = audit_names()
    for door in doors:
        others = [who for who in PEOPLE if who not in WRITE[door]]
        answers = {who: browsers[who].post(door.format(**things)).status_code for who in others}
        assert answers == {who: expected(door, who) for who in others}, door
        assert audit_names() == before, door


def test_a_stranger_is_led_to_the_sign_in_page(things, visit):
    stranger = visit(None)
    answers = {door: stranger.get(door.format(**things)) for door in READ}
    assert {door for door, answer in answers.items() if "/sign-in" not in (answer.location or "")} == set()


def test_a_stranger_who_posts_is_refused(things, visit):
    stranger = visit(None)
    assert {stranger.post(door.format(**things)).status_code for door in WRITE} == {401}


def test_what_is_read_cannot_be_posted_to(things, browser_of):
    browser = browser_of("coordinator")
    assert {browser.post(door.format(**things)).status_code for door in {*READ} - {*WRITE}} == {405}


def test_what_is_done_cannot_be_done_by_looking(things, browser_of):
    """An address that can be looked at as well stands in READ."""
    browser = browser_of("coordinator")
    assert {browser.get(door.format(**things)).status_code for door in {*WRITE} - {*READ} - ASKED_FIRST} == {405}


def test_what_does_not_exist_is_not_found(things, browser_of):
    browser, nothing = browser_of("coordinator"), dict.fromkeys(things, 999_999)
    assert {browser.get(door.format(**nothing)).status_code for door in READ if "{" in door} == {404}
    assert {browser.post(door.format(**nothing)).status_code for door in WRITE if "{" in door} == {404}


def test_a_form_without_its_token_is_refused(things, browser_of, school):
    browser = browser_of("coordinator")
    answer = browser.client.post(f"/exams/forms/{things['form']}/withdraw")
    assert answer.status_code == 400
