"""What the demo's exam board, its coordinator and its administrator do around exams: decide, sample, certify, open."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count

from app.demo.construction import (
    FIRST_DAYS,
    RACHID_INEKE,
    RACHID_LATOYA,
    RESIT_DAY,
    design_construction,
    examine,
    hand_in,
    invite,
    known,
    seat_again,
    sit_first,
    sittings_by_candidate,
    slotted_session,
)
from app.demo.stage import School
from exams import queries
from exams.actions import (
    angoff,
    certificates,
    correcting,
    editions,
    exempting,
    forms,
    inspecting,
    objecting,
    ratifying,
    sampling,
)
from exams.models import Sitting
from exams.queries.objections import objections_of
from exams.queries.quality import angoff_round
from exams.queries.sampling import draw, drawn_sitting, plan
from exams.rules import CutScore
from exams.rules.approval import APPROVALS, TWO
from exams.rules.decisions import DecisionFacts
from exams.rules.objections import ObjectionKind, ObjectionState, Recipient
from exams.rules.sampling import Finding
from foundation.environment import choose
from people.models import Person

COMMITTEE = ("mr. H. de Wit", "drs. F. Aydin", "J. van den Berg")  # the appeals committee, from outside the school


class Board:
    """The exam board of the demo: decisions are numbered one after the other."""

    def __init__(self, school: School) -> None:
        self.school = school
        self._numbers = count(1)

    def decision(self, day: date, grounds: str, *present: str) -> DecisionFacts:
        """The next decision, taken on this day by these members."""
        members = present or ("board", "board2")
        return DecisionFacts(
            number=f"{day.year}-{next(self._numbers):03}",
            decided_on=day,
            present=tuple(self.school.people[key].id for key in members),
            grounds=grounds,
            form_key=str(uuid.uuid4()),
        )

    def ratify(self, sitting_ids: Sequence[int], *, day: date, grounds: str = "Volgens de cesuur.") -> None:
        """These results are final, by one decision of the first member."""
        with self.school.on(day, 15, by=self.school.people["board"]) as work:
            rows = [queries.sitting(work, number) for number in sitting_ids]
            ratifying.ratify_all(work, rows, self.decision(day, grounds, "board"))


def set_up_board(school: School) -> None:
    """A board makes results final and approves forms; examiners have certificates."""
    with school.on(school.ago(days=90), 9, by=school.people["admin"]) as work:
        choose(work.db, "exams.ratified_by", "board")
        choose(work.db, APPROVALS, TWO)
    soon, later = school.today + timedelta(days=24), school.today + timedelta(days=700)
    for key, until in (("examiner", later), ("examiner2", soon), ("supervisor2", later)):
        certify(school, key, until)


def certify(school: School, key: str, until: date) -> None:
    """This person may examine until that day."""
    with school.on(school.ago(days=88), 11, by=school.people["coordinator"]) as work:
        facts = certificates.CertificateFacts(
            title="Training praktijkexaminator",
            qualification_id=None,
            valid_from=school.ago(days=365),
            valid_until=until,
        )
        person = work.db.get_one(Person, school.people[key].id)
        certificates.add_certificate(work, person, facts, form_key=str(uuid.uuid4()))


def construct(school: School, board: Board) -> None:
    """The exam before two examiners, from its design to what is decided about its results."""
    form = design_construction(school)
    estimate(school, form)
    first = sit_first(school, form)
    board.ratify(first, day=school.ago(days=43))
    correct(school, board, first[5])
    object_and_appeal(school, board, rejected=first[8], upheld=first[17])
    resits(school, board, form, first)
    open_to_auditor(school, first[:5])
    sample(school, form)


def estimate(school: School, form_id: int) -> None:
    """Three judges say how likely somebody who is just good enough achieves each step."""
    for shift, key in enumerate(("examiner", "examiner2", "supervisor2")):
        with school.on(school.ago(days=70), 10 + shift, by=school.people[key]) as work:
            subject = angoff_round(work, form_id)
            asked = enumerate(subject.form.steps)
            guesses: dict[int, int | None] = {step.id: 50 + (7 * place + 5 * shift) % 40 for place, step in asked}
            angoff.judge_steps(work, subject, guesses)


def correct(school: School, board: Board, sitting_id: int) -> None:
    """One mark was noted on the wrong line; the board lets it be put right."""
    day = school.ago(days=41)
    with school.on(day, 11, by=school.people["board2"]) as work:
        sitting = queries.sitting(work, sitting_id)
        step = sitting.session.form.steps[6]
        facts = correcting.CorrectionFacts(
            values={step.id: 2},
            reason="Op papier stond deze beoordeling een regel lager.",
            improvement="Examinatoren lezen elkaar de laatste bladzijde voor.",
            form_key=str(uuid.uuid4()),
        )
        correcting.correct_marks(work, sitting, facts, board.decision(day, "Verschrijving, door beiden bevestigd."))


def object_and_appeal(school: School, board: Board, *, rejected: int, upheld: int) -> None:
    """An objection that was rejected, and an appeal that was upheld and annulled the result."""
    lodge(school, rejected, ObjectionKind.OBJECTION, "Mijn proeflas is niet bekeken.", day=school.ago(days=38))
    lodge(school, upheld, ObjectionKind.APPEAL, "De afzuiging viel uit tijdens het lassen.", day=school.ago(days=33))
    for sitting_id, ruling, grounds, days in (
        (rejected, objecting.Ruling(state=ObjectionState.REJECTED, outcome="De proeflas telt niet mee."), "", 31),
        (
            upheld,
            objecting.Ruling(state=ObjectionState.UPHELD, outcome="Het examen wordt opnieuw afgenomen.", annuls=True),
            "De storing staat in het logboek van de werkplaats.",
            24,
        ),
    ):
        rule(school, board, sitting_id, ruling, grounds or "De opdracht noemt de proeflas als oefening.", days=days)


def lodge(school: School, sitting_id: int, kind: ObjectionKind, grounds: str, *, day: date) -> None:
    """The candidate disagrees."""
    candidate = candidate_of(school, sitting_id)
    with school.on(day, 19, by=candidate) as work:
        facts = objecting.LodgingFacts(kind=kind, grounds=grounds, form_key=str(uuid.uuid4()))
        objecting.lodge(work, queries.sitting(work, sitting_id), facts)


def candidate_of(school: School, sitting_id: int) -> Person:
    """Whose exam it is."""
    with school.on(school.today) as work:
        return known(school, work.db.get_one(Sitting, sitting_id).candidate_id)


def rule(school: School, board: Board, sitting_id: int, ruling: objecting.Ruling, grounds: str, *, days: int) -> None:
    """The board decides, and tells."""
    day = school.ago(days=days)
    with school.on(day, 14, by=school.people["board2"]) as work:
        objection = objections_of(work, sitting_id)[0]
        objecting.rule(work, objection, ruling, taken(objection.kind, board.decision(day, grounds, "board2")))
    with school.on(day, 15, by=school.people["board2"]) as work:
        objecting.note_told(work, objections_of(work, sitting_id)[0], {Recipient.CANDIDATE, Recipient.SCHOOL})


def taken(kind: ObjectionKind, decision: DecisionFacts) -> DecisionFacts:
    """As the board takes it; on an appeal, as the appeals committee of the school did."""
    return decision if kind is ObjectionKind.OBJECTION else replace(decision, present=(), committee=COMMITTEE)


def resits(school: School, board: Board, form_id: int, first: Sequence[int]) -> None:
    """Who failed sits again: most are final, one waits, two examiners still compare; and then a third chance."""
    again = failed_among(school, first)
    planned, day = school.ago(days=23), school.ago(days=RESIT_DAY)
    session = slotted_session(school, form_id, day, rooms=("Lascel 3",), planned=planned)
    seat_again(school, again, session, RACHID_LATOYA, planned=planned)
    invite(school, session, day=planned)
    welders = school.groups["LAS-2A"]
    sat = sittings_by_candidate(school, session, welders)
    for place, sitting_id in enumerate(sat):
        better = 0.55 if place == 1 else 1.35
        examine(school, sitting_id, better, agrees=place != len(sat) - 1)
    board.ratify(sat[:-2], day=school.ago(days=4), grounds="Volgens de cesuur, herkansing.")
    lodge(school, sat[1], ObjectionKind.OBJECTION, "Ik had minder tijd dan de anderen.", day=school.ago(days=2))
    third_chances(school, form_id, failed_among(school, sat[:-2]), annulled=first[17])


def third_chances(school: School, form_id: int, failed: Sequence[int], *, annulled: int) -> None:
    """Today's exam before two examiners, and one in the weeks to come."""
    planned = school.ago(days=3)
    today = slotted_session(school, form_id, school.today, rooms=("Lascel 2",), planned=planned, begins=14)
    seat_again(school, failed, today, RACHID_INEKE, planned=planned)
    seat_again(school, [annulled], today, RACHID_INEKE, planned=planned, anew=True)
    invite(school, today, day=planned)


def failed_among(school: School, sitting_ids: Sequence[int]) -> list[int]:
    """Which of these are final and failed."""
    with school.on(school.today) as work:
        rows = [work.db.get_one(Sitting, number) for number in sitting_ids]
        return [row.id for row in rows if row.ratified_at and not row.annulled_at and row.passed is False]


def open_to_auditor(school: School, sitting_ids: Sequence[int]) -> None:
    """The auditor reads these files for three weeks."""
    with school.on(school.ago(days=3), 9, by=school.people["admin"]) as work:
        starts = datetime.combine(school.ago(days=3), time(9), tzinfo=school.works.zone)
        facts = inspecting.GrantFacts(
            reason="Jaarlijkse audit van de examinering",
            starts_at=starts,
            ends_at=starts + timedelta(days=21),
            form_key=str(uuid.uuid4()),
        )
        auditor = work.db.get_one(Person, school.people["auditor"].id)
        inspecting.grant_inspection(work, auditor, sitting_ids, facts)


def sample(school: School, form_id: int) -> None:
    """The board looks again at a quarter of these exams, and is half done."""
    with school.on(school.ago(days=30), 16, by=school.people["board"]) as work:
        facts = sampling.PlanFacts(
            title="Steekproef lassen, dit schooljaar",
            form_id=form_id,
            percentage=25,
            starts_on=school.ago(days=FIRST_DAYS[0] + 2),
            ends_on=school.today,
        )
        made = sampling.plan_sample(work, facts, form_key=str(uuid.uuid4()))
        made.seed = "demo"  # so that every demo draws the same
        number = made.id
    findings = (
        (Finding.IN_ORDER, ""),
        (Finding.IN_ORDER, ""),
        (Finding.REMARKS, "De toelichting bij stap 9 is erg kort."),
        (Finding.NOT_IN_ORDER, "Het cijfer van het gesprek is niet te herleiden."),
    )
    with school.on(school.ago(days=1), 16, by=school.people["board2"]) as work:
        for sitting_id, (finding, remark) in zip(draw(work, plan(work, number)).sittings, findings, strict=False):
            subject = drawn_sitting(work, number, sitting_id)
            sampling.review_sample(work, subject, finding, remark=remark, form_key=str(uuid.uuid4()))


def next_edition(school: School, form_id: int) -> None:
    """A second edition of a form waits for the board, with a higher share."""
    day = school.ago(days=5)
    with school.on(day, 10, by=school.people["coordinator"]) as work:
        edition = editions.new_edition(work, queries.form(work, form_id))
        forms.set_cut_score(work, edition, CutScore.at_percentage(60))
        number = edition.id
    hand_in(school, number, day=school.ago(days=4), remark="De ondergrens is 60 % geworden, na de evaluatie van juni.")


def exempt(school: School, board: Board, person: Person, form_id: int) -> None:
    """Somebody did a part elsewhere."""
    day = school.ago(days=16)
    with school.on(day, 10, by=school.people["board"]) as work:
        form = queries.form(work, form_id)
        facts = exempting.ExemptionFacts(
            parts=(form.groups[2].key,),
            ground="Behaald bij een andere school, diploma gezien.",
            requested_on=school.ago(days=21),
            earlier_result="",
        )
        candidate = work.db.get_one(Person, person.id)
        exempting.exempt(work, candidate, form, facts, board.decision(day, "Gelijkwaardig aan dit onderdeel."))
