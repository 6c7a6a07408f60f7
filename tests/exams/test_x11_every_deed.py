"""X11: whatever Proefstuk lets people do to an exam, its chain is whole afterwards, and so is everybody else's."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from exams import queries
from exams.actions import agreeing, objecting, planning, sampling
from exams.actions.correcting import CorrectionFacts, correct_marks
from exams.actions.editions import new_edition
from exams.actions.inviting import invite
from exams.actions.marking import Signature, abort_sitting, begin_sitting, seen_of, sign_sheet
from exams.actions.purging import hold, lift, purge_sitting, record_graduation
from exams.actions.ratifying import annul, ratify_all
from exams.models import Exemption, Objection
from exams.queries.chain import every_sitting, reports
from exams.queries.sampling import drawn_sitting
from exams.rules.decisions import DecisionFacts
from exams.rules.design import FormState
from exams.rules.objections import ObjectionKind, ObjectionState, Recipient
from exams.rules.sampling import Finding
from people.models import Person
from people.rules import Role
from tests.conftest import actor_of
from tests.exams.conftest import School


@dataclass
class Story:
    """An exam, and everybody who does something to it; each deed is a unit of work of its own, a minute later."""

    school: School
    visit: Any
    clock: Any
    second: Person
    third: Person
    fourth: Person
    member: Person
    number: int = 0
    session: int = 0

    def by(self, person: Person) -> Any:
        self.clock.move(minutes=1)
        return self.school.desk.writing(actor_of(person))

    def deed(self, person: Person, done: Any) -> None:
        """Somebody does this to the exam."""
        with self.by(person) as work:
            done(work, queries.sitting(work, self.number))

    def planned(self) -> None:
        """By the coordinator, with two examiners."""
        with self.by(self.school.coordinator) as work:
            self.session = self.another_session(work)
            people = [work.db.get_one(Person, self.school.candidate.id)]
            first, second = (work.db.get_one(Person, one.id) for one in (self.school.examiner, self.second))
            found = planning.plan_candidates(
                work, queries.session(work, self.session), people, examiner=first, second=second,
                starts=[self.clock.now],
            )  # fmt: skip
            work.db.flush()
            self.number = found[0].id

    def another_session(self, work: Any, **later: float) -> int:
        facts = planning.SessionFacts(starts_at=self.clock.now + timedelta(**later), place="Hall", note="")
        form = queries.form(work, self.school.form.id)
        return planning.plan_session(work, form, facts, form_key=str(uuid4())).id

    def sheet(self, work: Any, examiner: Person) -> Any:
        return next(one for one in queries.sitting(work, self.number).standing_sheets if one.examiner_id == examiner.id)

    def begun(self) -> None:
        with self.by(self.school.examiner) as work:
            begin_sitting(work, self.sheet(work, self.school.examiner))

    def marked(self, examiner: Person, *values: int) -> None:
        """By a tablet."""
        self.clock.move(minutes=1)
        with self.school.desk.reading() as work:
            sheet = self.sheet(work, examiner).id
            steps = [step.id for step in queries.sitting(work, self.number).session.form.steps]
        marks = [
            {
                "op": str(uuid4()), "sheet": sheet, "step": step, "value": values[min(place, len(values) - 1)],
                "remark": "Seen.", "base_op": None, "sequence": place + 1, "made_at": self.clock.now.isoformat(),
            }
            for place, step in enumerate(steps)
        ]  # fmt: skip
        sent = {"operations": marks, "sent_at": self.clock.now.isoformat()}
        assert self.visit(examiner).post("/exams/sync", json=sent).status_code == 200

    def signed(self, examiner: Person) -> None:
        with self.by(examiner) as work:
            sheet = self.sheet(work, examiner)
            seen = seen_of(queries.standing_marks(work, sheet.id))
            sign_sheet(work, sheet, Signature(name=examiner.name, overall_remark="Well.", seen=seen))

    def compared(self, first: int = 3) -> None:
        """Both marked and signed; they differ on the first step, if at all."""
        self.marked(self.school.examiner, first, 2)
        self.marked(self.second, 1, 2)
        self.signed(self.school.examiner)
        self.signed(self.second)

    def said(self, examiner: Person, value: int) -> None:
        step = self.school.form.steps[0].id
        proposal = agreeing.Proposal(step_id=step, value=value, reason="We saw it.", form_key=str(uuid4()))
        self.deed(examiner, lambda work, sitting: agreeing.propose(work, sitting, proposal))

    def closed(self, *examiners: Person) -> None:
        for examiner in examiners:
            self.deed(examiner, agreeing.close)

    def decision(self, *members: Person, committee: tuple[str, ...] = ()) -> DecisionFacts:
        present = tuple(person.id for person in members)
        return DecisionFacts(
            number=f"B-{uuid4().hex[:6]}", decided_on=self.clock.now.date(), present=present, grounds="As discussed.",
            form_key=str(uuid4()), committee=committee,
        )  # fmt: skip

    def ratified(self) -> None:
        member = self.school.board_member
        self.deed(member, lambda work, one: ratify_all(work, [one], self.decision(member)))

    def corrected(self, value: int, decision: DecisionFacts | None) -> None:
        facts = CorrectionFacts(
            values={self.school.form.steps[1].id: value},
            reason="Mixed up.",
            improvement="Names.",
            form_key=str(uuid4()),
        )
        self.deed(self.member, lambda work, sitting: correct_marks(work, sitting, facts, decision))

    def exempted(self) -> None:
        sent = {
            "candidate": "S1001", "form": str(self.school.form.id), "requested_on": "2026-11-20", "earlier_result": "",
            "parts": [self.school.form.groups[0].key], **self.school.decision(),
        }  # fmt: skip
        self.clock.move(minutes=1)
        assert self.visit(self.school.board_member).post("/exams/exemptions/new", sent).status_code == 303

    def unexempted(self) -> None:
        self.clock.move(minutes=1)
        with self.school.desk.reading() as work:
            number = work.db.scalar(select(func.max(Exemption.id)))
        reason = {"reason": "The paper was forged."}
        answer = self.visit(self.school.board_member).post(f"/exams/exemptions/{number}/withdraw", reason)
        assert answer.status_code == 303

    def lodged(self, kind: ObjectionKind = ObjectionKind.OBJECTION) -> None:
        facts = objecting.LodgingFacts(kind=kind, grounds="Not fair.", form_key=str(uuid4()))
        self.deed(self.school.candidate, lambda work, sitting: objecting.lodge(work, sitting, facts))

    def with_objection(self, person: Person, done: Any) -> None:
        with self.by(person) as work:
            number = work.db.scalar(select(func.max(Objection.id)))
            done(work, work.db.get_one(Objection, number))

    def ruled(self, decision: DecisionFacts, *, annuls: bool = False) -> None:
        ruling = objecting.Ruling(state=ObjectionState.UPHELD, outcome="You are right.", annuls=annuls)
        self.with_objection(self.member, lambda work, one: objecting.rule(work, one, ruling, decision))

    @property
    def wrong(self) -> list[tuple[int, str]]:
        """What checking says of every exam there is."""
        with self.school.desk.reading() as work:
            found = [one for piece in list(every_sitting(work)) for one in reports(work, piece)]
        assert found
        assert [one.opened_at for one in found] == [None] * len(found)
        return [(one.sitting_id, str(finding.message)) for one in found for finding in one.findings]


@pytest.fixture
def story(school, make, visit, clock) -> Story:
    with make.redesigned(school.form.id) as form:
        form.examiners_required = 2
    school.board_ratifies()
    return Story(
        school=school,
        visit=visit,
        clock=clock,
        second=make.person(Role.EXAMINER, given="Bea"),
        third=make.person(Role.EXAMINER, given="Cas"),
        fourth=make.person(Role.EXAMINER, given="Dop"),
        member=make.person(Role.BOARD_MEMBER, given="Els"),
    )


def session_moved(story, **later):
    with story.by(story.school.coordinator) as work:
        session = queries.session(work, story.session)
        starts = session.starts_at + timedelta(**later)
        facts = planning.SessionFacts(starts_at=starts, place=f"Room {story.clock.now}", note="Mind the gap.")
        planning.change_session(work, session, facts)


def moved(story):
    now = story.clock.now
    story.deed(story.school.coordinator, lambda work, sitting: planning.move_sitting(work, sitting, now))


def replanned(story):
    with story.by(story.school.coordinator) as work:
        story.session = story.another_session(work)
    story.deed(
        story.school.coordinator,
        lambda work, sitting: planning.replan_sitting(work, sitting, queries.session(work, story.session), None),
    )


def replanned_to_another_edition(story):
    with story.by(story.school.coordinator) as work:
        edition = new_edition(work, queries.form(work, story.school.form.id))
        work.db.flush()
        number = edition.id
    with story.by(story.school.coordinator) as work:
        edition = queries.form(work, number)
        edition.state, edition.in_use_at = FormState.IN_USE, work.now
    with story.by(story.school.coordinator) as work:
        facts = planning.SessionFacts(starts_at=story.clock.now, place="Hall", note="")
        story.session = planning.plan_session(work, queries.form(work, number), facts, form_key=str(uuid4())).id
    story.deed(
        story.school.coordinator,
        lambda work, sitting: planning.replan_sitting(work, sitting, queries.session(work, story.session), None),
    )


def invited(story):
    with story.by(story.school.coordinator) as work:
        invite(work, queries.session(work, story.session))


def removed(story):
    story.deed(story.school.coordinator, planning.remove_sitting)


def planned(story):
    story.planned()


def cancelled(story):
    story.deed(
        story.school.coordinator,
        lambda work, sitting: planning.cancel_sittings(work, sitting.session, [sitting], "The hall is closed."),
    )


def followed(story, plan=planning.plan_anew):
    with story.by(story.school.coordinator) as work:
        other = story.another_session(work)
    with story.by(story.school.coordinator) as work:
        first, second = (work.db.get_one(Person, one.id) for one in (story.school.examiner, story.second))
        examiners = planning.Examiners(first=first, second=second)
        new = plan(work, queries.sitting(work, story.number), queries.session(work, other), None, examiners)
        work.db.flush()
        number = new.id
    story.number, story.session = number, other


def resat(story):
    followed(story, planning.plan_resit)


def examiner_replaced(story, person=None):
    with story.by(story.school.coordinator) as work:
        session, examiner = queries.session(work, story.session), person or story.third
        planning.choose_examiner(work, session, session.sittings, work.db.get_one(Person, examiner.id))


def examiner_back(story):
    examiner_replaced(story, story.school.examiner)


def not_come(story):
    story.deed(story.school.examiner, planning.report_no_show)


def come_after_all(story):
    story.deed(story.school.coordinator, planning.plan_again)


def exempted(story):
    story.exempted()


def unexempted(story):
    story.unexempted()


def begun(story):
    story.begun()


def aborted(story):
    story.begun()
    story.marked(story.school.examiner, 2)
    with story.by(story.school.examiner) as work:
        abort_sitting(work, story.sheet(work, story.school.examiner), "The fire alarm.")


def replaced_midway(story):
    story.begun()
    story.marked(story.school.examiner, 2)
    examiner_replaced(story)


def signed_by_others(story):
    """The tablet that sends first would have begun the exam."""
    for examiner in (story.third, story.second):
        story.marked(examiner, 2)
        story.signed(examiner)


def compared(story):
    story.compared()


def said_and_closed(story):
    for examiner in (story.school.examiner, story.second):
        story.said(examiner, 2)
    story.closed(story.school.examiner)


def said_otherwise(story):
    for examiner in (story.second, story.school.examiner):
        story.said(examiner, 1)


def closed(story):
    story.closed(story.school.examiner, story.second)


def third_asked(story):
    story.deed(story.school.examiner, agreeing.ask_third_examiner)


def third_given(story, person=None):
    chosen = person or story.third
    story.deed(
        story.school.coordinator,
        lambda work, sitting: agreeing.add_third_examiner(work, sitting, work.db.get_one(Person, chosen.id)),
    )


def third_replaced(story):
    third_given(story, story.fourth)


def third_decided(story):
    story.marked(story.fourth, 1)
    story.signed(story.fourth)
    story.said(story.fourth, 1)
    story.closed(story.fourth)


def signed_and_failed(story):
    story.compared(first=1)
    story.corrected(0, None)


def place_changed(story):
    session_moved(story)


def ratified(story):
    story.ratified()


def corrected_when_final(story):
    story.corrected(3, story.decision(story.school.board_member))


def annulled(story):
    member = story.school.board_member
    story.deed(member, lambda work, sitting: annul(work, sitting, story.decision(member)))


def objected(story):
    story.lodged()


def objection_withdrawn(story):
    story.with_objection(story.school.candidate, objecting.withdraw)


def objection_extended(story):
    story.with_objection(story.member, lambda work, one: objecting.extend(work, one, "A witness is ill."))


def objection_decided(story):
    story.ruled(story.decision(story.member))


def objection_annuls(story):
    story.ruled(story.decision(story.member), annuls=True)


def appeal_decided(story):
    story.lodged(ObjectionKind.APPEAL)
    story.clock.move(minutes=1)
    ruling = objecting.Ruling(state=ObjectionState.REJECTED, outcome="It stands.")
    decision = story.decision(committee=("Cora van Dam",))
    story.with_objection(story.school.coordinator, lambda work, one: objecting.rule(work, one, ruling, decision))


def told(story):
    heard = {Recipient.CANDIDATE}
    story.with_objection(story.school.coordinator, lambda work, one: objecting.note_told(work, one, heard))


def sampled(story):
    today = story.clock.now.date()
    facts = sampling.PlanFacts(title="Autumn", form_id=None, percentage=100, starts_on=today, ends_on=today)
    with story.by(story.school.board_member) as work:
        plan = sampling.plan_sample(work, facts, form_key=str(uuid4())).id
    with story.by(story.member) as work:
        drawn = drawn_sitting(work, plan, story.number)
        sampling.review_sample(work, drawn, Finding.IN_ORDER, remark="Fine.", form_key=str(uuid4()))


def held(story):
    story.deed(story.school.administrator, lambda work, one: hold(work, one, "A lawsuit.", form_key=str(uuid4())))


def lifted(story):
    story.deed(story.school.administrator, lift)


def purged(story):
    with story.by(story.school.coordinator) as work:
        record_graduation(work, story.school.qualification.id, [story.school.candidate.id], work.today)
    story.clock.move(days=600)
    with story.by(story.school.administrator) as work:
        assert purge_sitting(work, story.number)


def looked_at(story):
    for person in (story.school.administrator, story.school.board_member, story.school.candidate):
        for page in ("result", "chain", "letter.pdf", "file.zip"):
            story.visit(person).get(f"/exams/sittings/{story.number}/{page}").get_data()


def edition_made(story):
    with story.by(story.school.coordinator) as work:
        new_edition(work, queries.form(work, story.school.form.id))


def renamed(story):
    """People marry."""
    story.clock.move(minutes=1)
    person = story.school.candidate
    sent = {
        "given_name": person.given_name, "family_name": "De Boer-Visser", "email": person.email, "number": "S1001",
        "roles": ["candidate"], "group_name": "", "version": str(person.version),
    }  # fmt: skip
    assert story.visit(story.school.administrator).post(f"/people/{person.id}/edit", sent).status_code == 303


STORIES = {
    "a plan that changes": (
        planned, moved, invited, session_moved, examiner_replaced, examiner_back, replanned, exempted, unexempted,
        not_come, session_moved, come_after_all, removed, planned, compared,
    ),
    "an exam that does not take place": (planned, cancelled, session_moved, followed, not_come, followed, compared),
    "an exam that is stopped": (planned, aborted, followed, aborted, followed),
    "another edition": (planned, replanned_to_another_edition, begun, compared),
    "an examiner who is replaced midway": (planned, replaced_midway, signed_by_others, ratified, edition_made),
    "agreed, and put right when it was final": (
        planned, compared, said_and_closed, said_otherwise, closed, place_changed, ratified, looked_at, sampled,
        corrected_when_final, exempted, unexempted, exempted, objected, objection_withdrawn, appeal_decided, told, held,
        lifted, renamed, purged,
    ),
    "a third examiner who decides": (
        planned, compared, third_asked, third_given, third_replaced, third_decided, ratified, purged,
    ),
    "failed and sat again": (planned, begun, signed_and_failed, ratified, resat, compared),
    "annulled by the board": (planned, compared, said_and_closed, closed, ratified, annulled, followed),
    "annulled by an objection": (
        planned, compared, said_and_closed, closed, ratified, objected, objection_extended, objection_annuls, purged,
    ),
    "an objection that changes nothing": (
        planned, compared, said_and_closed, closed, ratified, objected, objection_decided,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_x11_no_deed_makes_a_false_alarm(story, name):
    for deed in STORIES[name]:
        deed(story)
        assert story.wrong == [], deed.__name__
