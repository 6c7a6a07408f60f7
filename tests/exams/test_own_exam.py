"""Nobody decides about an own exam, whatever roles they have: each permission, each action, each door."""

from datetime import timedelta
from uuid import uuid4

import pytest

from exams import permissions, queries
from exams.actions import inspecting, planning
from exams.models import ExamForm, ExamSession, InspectionGrant, Objection, SamplingPlan, Sheet, Sitting
from exams.permissions import Permission
from exams.queries.inspection import Inspected
from exams.queries.sampling import DrawnSitting
from exams.rules import SittingState
from foundation.access import Access, Actor
from foundation.refusals import NotAllowed, Refusal
from people.models import Person, PersonRole
from people.rules import Role
from tests.conftest import NOON, actor_of

ACTOR = Actor(id=7, roles=frozenset(Role))
ACCESS = Access(permissions.GRANTS)
# What is one's own to do or read, as a candidate.
OWN = frozenset(
    {
        Permission.SEE_SITTING,
        Permission.SEE_END_REASON,
        Permission.SEE_RESULT,
        Permission.TAKE_LETTER,
        Permission.LODGE,
        Permission.SEE_OBJECTION,
        Permission.WITHDRAW_OBJECTION,
        Permission.ADD_OBJECTION_FILE,
        Permission.SEE_PHOTO,
    }
)
ABOUT_SHEET = frozenset(
    {
        Permission.MARK,
        Permission.SIGN,
        Permission.ABORT,
        Permission.SEE_SHEET,
        Permission.SEND_PHOTO,
        Permission.KNOW_SHEET,
        Permission.TYPE_MARKS,
        Permission.DECIDE_SHELF,
    }
)
ABOUT_OBJECTION = frozenset({Permission.DECIDE_OBJECTION, Permission.TELL_DECISION})
ABOUT_OPENED = frozenset({Permission.INSPECT_FILE, Permission.TAKE_INSPECTED_FILE})
ABOUT_DRAWN = frozenset({Permission.SEE_SAMPLE, Permission.REVIEW_SAMPLE})
ABOUT_SITTING = frozenset(
    {
        Permission.PLAN_SITTING,
        Permission.REPORT_NO_SHOW,
        Permission.TAKE_BACK_NO_SHOW,
        Permission.VERIFY,
        Permission.TAKE_EXAM_FILE,
        Permission.HOLD_FILE,
        Permission.SEE_COMPARISON,
        Permission.COMPARE,
        Permission.ASK_THIRD_EXAMINER,
        Permission.GIVE_THIRD_EXAMINER,
        Permission.RATIFY,
        Permission.CORRECT,
        Permission.ANNUL,
    }
)
ABOUT = ABOUT_SITTING | ABOUT_SHEET | ABOUT_OBJECTION | ABOUT_OPENED | ABOUT_DRAWN
# About no exam of one candidate, or about many: there the action looks at each of them.
OTHERS = frozenset(
    {
        Permission.SEE_FORMS,
        Permission.SEE_FORM,
        Permission.DESIGN_FORM,
        Permission.SEE_FORMS_TO_APPROVE,
        Permission.JUDGE_FORM,
        Permission.REVIEW_FORM,
        Permission.ESTABLISH_FORM,
        Permission.SEE_FORM_DOCUMENT,
        Permission.SEE_SESSIONS,
        Permission.SEE_SESSION,
        Permission.PLAN,
        Permission.SEE_CERTIFICATES,
        Permission.KEEP_CERTIFICATES,
        Permission.SEE_OWN_EXAMS,
        Permission.KEEP_CALENDAR,
        Permission.SEE_TODAY,
        Permission.SEND_MARKS,
        Permission.PREPARE_TABLET,
        Permission.SEE_TABLETS,
        Permission.SEE_TABLET,
        Permission.SHUT_OUT_TABLET,
        Permission.LET_IN_TABLET,
        Permission.SEE_SHELF,
        Permission.TAKE_IN_FILE,
        Permission.SEE_MARK_FILE,
        Permission.SEE_RESULTS,
        Permission.SEE_WAITING_RESULTS,
        Permission.MAKE_PAPERS,
        Permission.MAKE_EXAM_FILES,
        Permission.TAKE_PAPERS,
        Permission.INSPECT,
        Permission.GRANT_INSPECTION,
        Permission.RECORD_GRADUATION,
        Permission.SEE_RETENTION,
        Permission.SEE_DECISIONS,
        Permission.SEE_DECISION,
        Permission.SEE_EXEMPTIONS,
        Permission.SEE_EXEMPTION,
        Permission.EXEMPT,
        Permission.SEE_OBJECTIONS,
        Permission.SEE_QUALITY,
        Permission.PLAN_SAMPLE,
        Permission.SEE_ANGOFF,
        Permission.JUDGE_STEPS,
    }
)


def sittings(candidate):
    """This person's exam in every state, with and without the actor among its examiners, signed and not."""
    for state in SittingState:
        for examiner in (ACTOR.id, 9):
            for signed_at in (None, NOON):
                sheets = [Sheet(examiner_id=examiner, position=1, signed_at=signed_at)]
                yield Sitting(
                    candidate_id=candidate,
                    state=state,
                    sheets=sheets,
                    compared_at=NOON,
                    session=ExamSession(form=ExamForm(examiners_required=1, formative=False)),
                )


def subject_of(permission, sitting):
    if permission in ABOUT_SHEET:
        return sitting.sheets[0]
    if permission in ABOUT_OBJECTION:
        return Objection(sitting=sitting)
    if permission in ABOUT_OPENED:
        return Inspected(sitting, 1, ACTOR.id, NOON)
    return DrawnSitting(plan=SamplingPlan(), sitting=sitting) if permission in ABOUT_DRAWN else sitting


def allowed(permission, candidate):
    return any(
        ACCESS.allows(ACTOR, permission, subject_of(permission, sitting)) for sitting in sittings(candidate=candidate)
    )


def test_each_permission_is_known_to_be_about_an_exam_or_not():
    assert set(Permission) - ABOUT - OWN - OTHERS == set()
    assert len(ABOUT) + len(OWN) + len(OTHERS) == len(Permission)


@pytest.mark.parametrize("permission", sorted(ABOUT))
def test_nobody_has_a_permission_about_an_own_exam(permission):
    assert allowed(permission, candidate=8)
    assert not allowed(permission, candidate=ACTOR.id)


def test_each_door_of_one_exam_needs_a_permission_about_it(app):
    named = {"sitting_id", "sheet_id", "objection_id"}
    doors = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("exams.") and rule.arguments & named]
    needs = {rule.endpoint: app.view_functions[rule.endpoint].route.needs for rule in doors}
    assert len(needs) > 30
    assert {endpoint for endpoint, permission in needs.items() if permission not in ABOUT | OWN} == set()


@pytest.fixture
def own(school):
    """A candidate with every role of the office, whose exam begins now."""
    with school.desk.writing() as work:
        roles = (Role.COORDINATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR)
        work.db.add_all(PersonRole(person_id=school.candidate.id, role=role) for role in roles)
    return school.planned(starts_at=NOON, state=SittingState.PLANNED)


def moved(session, **more):
    return planning.SessionFacts(starts_at=session.starts_at, place=session.place, note="", **more)


def later(session):
    facts = vars(moved(session)) | {"starts_at": session.starts_at + timedelta(hours=1)}
    return planning.SessionFacts(**facts)


DEEDS = {
    "move": lambda work, sitting: planning.move_sitting(work, sitting, NOON + timedelta(hours=2)),
    "replan": lambda work, sitting: planning.replan_sitting(work, sitting, sitting.session, None),
    "no-show": lambda work, sitting: planning.report_no_show(work, sitting),
    "remove": lambda work, sitting: planning.remove_sitting(work, sitting),
    "cancel": lambda work, sitting: planning.cancel_sittings(work, sitting.session, [sitting], "Ill"),
    "again": lambda work, sitting: planning.plan_again(work, sitting),
    "examiner": lambda work, sitting: planning.choose_examiner(
        work, sitting.session, [sitting], queries.sessions.examiners(work)[-1]
    ),
    "session": lambda work, sitting: planning.change_session(work, sitting.session, later(sitting.session)),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_no_action_plans_anything_about_an_own_exam(school, own, make, deed):
    make.person(Role.EXAMINER, given="Zoe", family="Zz")
    with (
        pytest.raises(NotAllowed, match="an exam of your own"),
        school.desk.writing(actor_of(school.candidate)) as work,
    ):
        DEEDS[deed](work, queries.sitting(work, own.id))


@pytest.mark.parametrize("how", ["anew", "resit"])
def test_nobody_plans_another_attempt_for_themselves(school, own, how):
    plan = {"anew": planning.plan_anew, "resit": planning.plan_resit}[how]
    earlier = school.signed(0, starts_at=NOON - timedelta(days=9)) if how == "resit" else None
    state = SittingState.RATIFIED if earlier else SittingState.ABORTED
    with school.desk.writing() as work:
        work.db.get_one(Sitting, earlier.id if earlier else own.id).state = state
        if earlier:
            work.db.delete(work.db.get_one(Sitting, own.id))
    with school.desk.writing() as work:
        first = queries.sitting(work, earlier.id if earlier else own.id)
        facts = planning.SessionFacts(starts_at=NOON, place="Hall", note="")
        session = planning.plan_session(work, first.session.form, facts)
    with pytest.raises(Refusal) as refused, school.desk.writing(actor_of(school.candidate)) as work:
        plan(work, queries.sitting(work, first.id), queries.session(work, session.id), None, planning.Examiners())
    assert "an exam of your own" in str(refused.value.details[0])


def test_the_page_says_that_it_is_an_own_exam(own, school, visit):
    browser = visit(school.candidate)
    for part in ("edit", "replan", "cancel"):
        answer = browser.get(f"/exams/sittings/{own.id}/{part}")
        assert (answer.status_code, "an exam of your own" in answer.text) == (403, True)


def test_the_session_offers_nothing_for_an_own_exam(own, school, visit):
    page = visit(school.candidate).get(f"/exams/sessions/{own.session_id}").text
    assert f"/exams/sittings/{own.id}/edit" not in page
    assert f'name="chosen" value="{own.id}"' not in page


def grant_form(auditor, *sittings):
    return {
        "chosen": [str(sitting.id) for sitting in sittings],
        "auditor": str(auditor.id),
        "reason": "Inspection",
        "from_day": "2026-11-23",
        "from_time": "08:00",
        "until_day": "2026-11-30",
        "until_time": "17:00",
        "form_key": str(uuid4()),
    }


def granted(school):
    with school.desk.reading() as work:
        return work.db.query(InspectionGrant).count()


def test_nobody_opens_the_file_of_an_own_exam_to_an_auditor(own, school, make, visit):
    sitting = school.signed(3, starts_at=NOON - timedelta(days=1))
    answer = visit(school.candidate).post("/exams/grants/new", grant_form(make.person(Role.AUDITOR), sitting))
    assert (answer.status_code, "an exam of your own" in answer.text, granted(school)) == (403, True, 0)


def test_nobody_opens_files_to_themselves(school, make, visit):
    both = make.person(Role.BOARD_MEMBER, Role.AUDITOR)
    answer = visit(both).post("/exams/grants/new", grant_form(both, school.signed(3)))
    assert (answer.status_code, "Nobody opens files to themselves" in answer.text, granted(school)) == (409, True, 0)


def test_nobody_closes_the_file_of_an_own_exam_to_an_auditor(own, school, make):
    sitting, auditor = school.signed(3, starts_at=NOON - timedelta(days=1)), make.person(Role.AUDITOR)
    facts = inspecting.GrantFacts(reason="R", starts_at=NOON, ends_at=NOON + timedelta(days=9), form_key=str(uuid4()))
    with school.desk.writing(actor_of(school.board_member)) as work:
        grant = inspecting.grant_inspection(work, auditor, [sitting.id], facts)
    with (
        pytest.raises(NotAllowed, match="an exam of your own"),
        school.desk.writing(actor_of(school.candidate)) as work,
    ):
        inspecting.withdraw_inspection(work, work.db.get_one(InspectionGrant, grant.id))


def test_where_there_is_no_result_the_page_says_so(own, school, visit):
    answer = visit(school.board_member).get(f"/exams/sittings/{own.id}/result")
    assert (answer.status_code, "There is no result of this exam to read yet" in answer.text) == (403, True)


def test_a_candidate_learns_no_more_from_that_page_when_a_result_waits(school, visit):
    school.board_ratifies()
    waiting, browser = school.signed(3), visit(school.candidate)
    answer = browser.get(f"/exams/sittings/{waiting.id}/result")
    assert (answer.status_code, "There is no result of this exam to read yet" in answer.text) == (403, True)


@pytest.fixture
def place(school):
    """An empty session, and the candidate as a coordinator too."""
    with school.desk.writing() as work:
        work.db.add(PersonRole(person_id=school.candidate.id, role=Role.COORDINATOR))
    with school.desk.writing(actor_of(school.coordinator)) as work:
        facts = planning.SessionFacts(starts_at=NOON + timedelta(days=2), place="Hall", note="")
        return planning.plan_session(work, queries.form(work, school.form.id), facts)


def sat(school):
    with school.desk.reading() as work:
        return work.db.query(Sitting).count()


def test_nobody_plans_themselves_in_a_session(place, school, visit):
    sent = {"chosen": [school.candidate.id], "examiner": "", "starts": "13:00", "interval": "0"}
    answer = visit(school.candidate).post(f"/exams/sessions/{place.id}/candidates", sent)
    assert (answer.status_code, "an exam of your own" in answer.text, sat(school)) == (422, True, 0)


def test_nobody_plans_themselves_from_the_matrix(place, school, visit):
    sent = {"target": f"{place.id}-", "examiner": ""}
    answer = visit(school.candidate).post(f"/exams/forms/{school.form.id}/plan/{school.candidate.id}", sent)
    assert (answer.status_code, "an exam of your own" in answer.text, sat(school)) == (422, True, 0)


def test_nobody_plans_themselves_with_a_group(place, school, make, visit):
    other = make.person(Role.CANDIDATE)
    make.link(other, school.qualification)
    with school.desk.writing(actor_of(school.candidate)) as work:
        people = [work.db.get_one(Person, person.id) for person in (school.candidate, other)]
        wish = planning.GroupWish(people=people, examiners=[], session_ids=frozenset({place.id}))
        plan = planning.propose_group(work, queries.form(work, school.form.id), wish)
    assert [one.person_id for one in plan.proposal.placed] == [other.id]
