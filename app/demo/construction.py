"""The demo's exam before two examiners: designed, approved, planned in slots, marked blind, compared, sat again."""

import io
import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from sqlalchemy import select

from app.demo import pictures
from app.demo.stage import School
from exams import queries
from exams.actions import (
    agreeing,
    approval,
    form_documents,
    forms,
    inviting,
    marking,
    marking_sync,
    planning,
    steps,
)
from exams.models import ExamForm, ExamStep, Sheet, Sitting
from exams.queries.agreeing import Difference, comparison
from exams.queries.forms import offer, structure
from exams.rules import CutScore, Operation
from exams.rules.colours import Colour
from exams.rules.cut_scores import (
    AtMostBelow,
    Band,
    CriticalSteps,
    Each,
    Grade,
    Mean,
    Over,
    OwnMark,
    PartKind,
    PartRule,
    Rounding,
    at,
)
from exams.rules.design import ApprovalPart, DocumentKind
from exams.rules.scales import Scale, point_levels
from exams.rules.steps import NOT_APPLICABLE, Level, SubPoint
from exams.rules.time_slots import row_of_slots
from foundation.files import UploadLimits, take_in
from foundation.messages import Message
from foundation.scanning import NoScanner
from foundation.work import Work
from people.models import Person

LEVELS = (
    Level(value=0, label="Onvoldoende", description="Nog niet wat een beginnend beroepsbeoefenaar moet laten zien."),
    Level(value=1, label="Voldoende", description="Wat een beginnend beroepsbeoefenaar moet laten zien."),
    Level(value=2, label="Goed", description="Meer dan een beginnend beroepsbeoefenaar moet laten zien."),
)
LEFT_OUT = Level(value=NOT_APPLICABLE, label="Niet van toepassing")
CRITICAL = ("B1-K1-W2.1", "B1-K1-W2.3")
MAY_BE_LEFT_OUT = ("B1-K1-W2.4", "B1-K2-W1.2")
TALK = "Gesprek en overdracht"
QUESTIONS = (
    "Legt uit waarom deze volgorde van lassen gekozen is",
    "Noemt wat een volgende keer anders gaat",
    "Ruimt de werkplek op en voert reststaal gescheiden af",
)
HANDED_OVER = "Draagt het werkstuk over"
SEEN = (
    SubPoint(text="Meetrapport is ingevuld"),
    SubPoint(text="Afwijkingen staan op de tekening"),
    SubPoint(text="Werkstuk is gemerkt"),
    SubPoint(text="Opdrachtgever is ingelicht", points=2),
)
REMARKS = (
    "Hulp nodig bij het instellen.",
    "Vergeten te controleren.",
    "Maat klopt niet: 4 mm te kort.",
    "Pas na een vraag van ons.",
)
FACTS = forms.FormFacts(
    title="Proeve constructie lassen",
    code="LAS-PVB2",
    formative=False,
    duration_minutes=45,
    attempts_allowed=3,
    instructions_candidate="Je last een frame van koker en plaat. Lees vooraf de tekening en de lasmethode.",
    instructions_examiner="Jullie kijken samen en beoordelen apart. Overleg pas als allebei getekend hebben.",
    colour=Colour.ORANGE,
    materials="Koker 40 x 40 x 3 (4 m)\nPlaat 6 mm (0,5 m2)\nMassieve draad 1,0 mm\nLasmal en schuifmaat",
    examiners_required=2,
    asks_global_rating=True,
    shows_standing=False,
)
# O, V and G per work process and for the whole; one work process may fall short, but none far; safety is critical.
BANDS = (
    Band(label="G", at_least=Fraction(8)),
    Band(label="V", at_least=Fraction("5.5")),
    Band(label="O", passes=False),
)
TENTHS = Rounding(step=Fraction(1, 10))
GROUPS = Over(PartKind.GROUPS)
CUT_SCORE = CutScore(
    groups=PartRule(value=Grade(over=Over(PartKind.STEPS)), rounding=TENTHS, bands=BANDS),
    exam=PartRule(
        value=Mean(over=GROUPS, weighted=True),
        rounding=TENTHS,
        conditions=(
            CriticalSteps(),
            OwnMark(minimum=Fraction("5.5")),
            AtMostBelow(over=GROUPS, count=1, bar=at("5.5")),
            Each(over=GROUPS, bar=at(4)),
        ),
        bands=BANDS,
    ),
)
# Documents of the form: what they are, their name, whether the candidate reads them, what they say.
DOCUMENTS = (
    (
        DocumentKind.ACCOUNTABILITY,
        "Verantwoording proeve constructie lassen",
        False,
        ("De proeve dekt alle werkprocessen van B1-K1 en B1-K2.", "Dit document is verzonnen voor de demonstratie."),
    ),
    (
        DocumentKind.FOR_CANDIDATE,
        "Tekening en lasmethodebeschrijving",
        True,
        ("Frame van koker 40 x 40 x 3, hoeklassen a3.", "Dit document is verzonnen voor de demonstratie."),
    ),
)
# How well each of the twenty welds, from 0 to 2, in the order of the group.
ABILITIES = (0.8, 1.5, 1.3, 1.8, 0.6, 1.4, 1.1, 1.7, 0.7, 1.2, 1.6, 1.0, 0.5, 1.9, 1.3, 0.9, 1.4, 0.7, 1.5, 1.1)
DIFFER_ON = (3, 9, 17)  # steps, counted from 0, on which two examiners are left to agree
FIRST_DAYS, RESIT_DAY = (48, 47), 9  # days ago


@dataclass(frozen=True)
class Pair:
    """Two examiners by their names in the demo."""

    first: str
    second: str

    @property
    def keys(self) -> tuple[str, str]:
        """Both, the first one first."""
        return self.first, self.second


RACHID_INEKE = Pair("examiner", "examiner2")
INEKE_LATOYA = Pair("examiner2", "supervisor2")
RACHID_LATOYA = Pair("examiner", "supervisor2")


def design_construction(school: School) -> int:
    """The form, approved by the board, and its number."""
    day = school.ago(days=75)
    with school.on(day, 13, by=school.people["coordinator"]) as work:
        found = offer(work, school.qualifications["25290"].id)
        if found is None:
            raise LookupError("25290")
        form = forms.make_form(work, found, replace(FACTS, readable_from=school.ago(days=55)))
        tasks = structure(work, found.qualification.id)
        chosen = {process.id for task in tasks for process in task.work_processes}
        steps.choose_work_processes(work, form, tasks, chosen=chosen, scale=Scale(levels=LEVELS))
        work.db.flush()  # the steps get numbers
        for step in form.steps:
            steps.change_step(work, step, facts_of(step), group=step.group)
        add_talk(work, form)
        forms.set_cut_score(work, form, CUT_SCORE)
        add_documents(work, form)
        number = form.id
    approve(school, number, day=day)
    return number


def facts_of(step: ExamStep) -> steps.StepFacts:
    """A step as this exam asks it: insufficient asks for a remark, safety is critical, some need not apply."""
    levels = (LEFT_OUT, *LEVELS) if step.key in MAY_BE_LEFT_OUT else LEVELS
    return steps.StepFacts(
        text=step.text,
        weight=2 if step.key in CRITICAL else 1,
        critical=step.key in CRITICAL,
        critical_minimum=None,
        levels=levels,
        remark_values=(0,),
    )


def add_talk(work: Work, form: ExamForm) -> None:
    """A group of the school's own, with a step of sub-points."""
    group = steps.add_group(
        work, form, steps.GroupFacts(name=TALK, description="Na afloop, een kwartier.", all_achieved=True)
    )
    for question in QUESTIONS:
        facts = steps.StepFacts(
            text=question, weight=1, critical=False, critical_minimum=None, levels=LEVELS, remark_values=(0,)
        )
        steps.add_step(work, group, facts)
    facts = steps.StepFacts(
        text=HANDED_OVER,
        weight=1,
        critical=False,
        critical_minimum=None,
        levels=point_levels(sum(point.points for point in SEEN), in_dutch),
        parts=SEEN,
    )
    steps.add_step(work, group, facts)


def in_dutch(message: Message) -> str:
    """So many points."""
    return "1 punt" if message.count == 1 else f"{message.count} punten"


def add_documents(work: Work, form: ExamForm) -> None:
    """Why the exam is as it is, and what the candidate reads beforehand."""
    for kind, title, for_candidate, paragraphs in DOCUMENTS:
        content = io.BytesIO(pictures.report(title, paragraphs))
        taken = take_in(work.storage, content, f"{title}.pdf", limits=UploadLimits(), scanner=NoScanner())
        facts = form_documents.DocumentFacts(kind=kind, title=title, for_candidate=for_candidate)
        form_documents.add_document(work, form, taken, facts)


def approve(school: School, form_id: int, *, day: date) -> None:
    """Handed in by its maker, established by the board a day later."""
    hand_in(school, form_id, day=day, remark="")
    with school.on(day + timedelta(days=1), 10, by=school.people["board"]) as work:
        form = queries.form(work, form_id)
        judgement = approval.Judgement(
            part=ApprovalPart.ESTABLISH,
            fingerprint=form.fingerprint,
            approved=True,
            remark="",
            form_key=str(uuid.uuid4()),
        )
        approval.judge(work, form, judgement)


def hand_in(school: School, form_id: int, *, day: date, remark: str) -> None:
    """Waiting for the board from then on."""
    with school.on(day, 16, by=school.people["coordinator"]) as work:
        approval.hand_in(work, queries.form(work, form_id), remark=remark)


def slotted_session(
    school: School,
    form_id: int,
    day: date,
    *,
    rooms: Sequence[str],
    planned: date,
    begins: int = 9,
    until: int = 17,
    every: int = 45,
) -> int:
    """A session with slots in these rooms, from and until these hours, and its number."""
    with school.on(planned, 13, by=school.people["coordinator"]) as work:
        first = datetime.combine(day, time(begins), tzinfo=school.works.zone)
        facts = planning.SessionFacts(starts_at=first, place="Laswerkplaats", note="Verzamelen bij de balie.")
        made = planning.plan_session(work, queries.form(work, form_id), facts)
        last = datetime.combine(day, time(until), tzinfo=school.works.zone)
        planning.make_slots(work, made, row_of_slots(first, last, every=every, rooms=rooms, capacity=1))
        return made.id


def seat(school: School, session_id: int, people: Sequence[Person], pair: Pair, *, planned: date) -> None:
    """These people take the next places, before these two."""
    with school.on(planned, 14, by=school.people["coordinator"]) as work:
        rows = [work.db.get_one(Person, person.id) for person in people]
        first, second = (work.db.get_one(Person, school.people[key].id) for key in pair.keys)
        planning.plan_candidates(work, queries.session(work, session_id), rows, examiner=first, second=second)


def seat_again(
    school: School, sitting_ids: Sequence[int], session_id: int, pair: Pair, *, planned: date, anew: bool = False
) -> None:
    """A resit after each of these results; or `anew`, where the result was annulled."""
    with school.on(planned, 14, by=school.people["coordinator"]) as work:
        first, second = (work.db.get_one(Person, school.people[key].id) for key in pair.keys)
        plan = planning.plan_anew if anew else planning.plan_resit
        for number in sitting_ids:
            session = queries.session(work, session_id)
            plan(work, queries.sitting(work, number), session, None, planning.Examiners(first=first, second=second))
            work.db.flush()  # the next one finds its place taken


def invite(school: School, session_id: int, *, day: date) -> None:
    """Everybody gets a mail with the appointment."""
    with school.on(day, 15, by=school.people["coordinator"]) as work:
        inviting.invite(work, queries.session(work, session_id))


def sit_first(school: School, form_id: int) -> list[int]:
    """The whole group sits the exam in two days; the numbers of the sittings in the order of the group."""
    welders, made = school.groups["LAS-2A"], []
    for days, people, pair in zip(FIRST_DAYS, (welders[:10], welders[10:]), (RACHID_INEKE, INEKE_LATOYA), strict=True):
        planned, day = school.ago(days=days + 14), school.ago(days=days)
        session = slotted_session(school, form_id, day, rooms=("Lascel 1",), planned=planned)
        seat(school, session, people, pair, planned=planned)
        invite(school, session, day=planned)
        made += sittings_by_candidate(school, session, people)
    for sitting_id, ability in zip(made, ABILITIES, strict=True):
        examine(school, sitting_id, ability)
    return made


def sittings_by_candidate(school: School, session_id: int, people: Sequence[Person]) -> list[int]:
    """The sittings of a session in the order of these people."""
    with school.on(school.today) as work:
        rows = work.db.execute(select(Sitting.candidate_id, Sitting.id).where(Sitting.session_id == session_id))
        numbers = {row.candidate_id: row.id for row in rows}
        return [numbers[person.id] for person in people if person.id in numbers]


def examine(school: School, sitting_id: int, ability: float, *, agrees: bool = True) -> None:
    """Both mark without a word, both sign, and then agree on what they saw differently."""
    dice = random.Random(f"construction {sitting_id}")  # noqa: S311  # invented marks, not a secret
    with school.on(school.today) as work:
        sitting = queries.sitting(work, sitting_id)
        begins = sitting.starts_at
        examiners = [known(school, sheet.examiner_id) for sheet in sitting.standing_sheets]
        asked = list(sitting.session.form.steps)
        seen = {step.id: value_of(step, ability, dice) for step in asked}
        doubtful = [asked[place] for place in DIFFER_ON] if not agrees else [s for s in asked if dice.random() < 0.07]
        others = {**seen, **{step.id: other_than(step, seen[step.id]) for step in doubtful}}
    rating = min(4, max(0, round(ability * 2)))
    for place, (examiner, values) in enumerate(zip(examiners, (seen, others), strict=True)):
        judge(school, sitting_id, examiner, values, at=begins + timedelta(minutes=place), rating=rating, dice=dice)
    if agrees and doubtful:
        agree(school, sitting_id, examiners, at=begins + timedelta(minutes=55))
    elif doubtful:
        propose_one(school, sitting_id, examiners[0], at=begins + timedelta(minutes=55))


def known(school: School, person_id: int) -> Person:
    """The person with this number."""
    return next(person for person in school.people.values() if person.id == person_id)


def value_of(step: ExamStep, ability: float, dice: random.Random) -> int:
    """A mark near the ability; safety is failed by chance only by who can do little."""
    if step.parts:
        return min(5, max(0, round(2.5 * (ability + dice.uniform(-0.4, 0.4)))))
    if step.key in MAY_BE_LEFT_OUT and dice.random() < 0.3:
        return NOT_APPLICABLE
    value = min(2, max(0, round(ability + dice.uniform(-0.8, 0.8) - 0.3 * (step.position % 3 - 1))))
    return max(1, value) if step.critical and ability > 0.65 else value


def other_than(step: ExamStep, value: int) -> int:
    """What somebody else may see in it."""
    if value == NOT_APPLICABLE:
        return 1
    return value - 1 if value > (1 if step.critical else 0) else value + 1


def judge(
    school: School,
    sitting_id: int,
    examiner: Person,
    values: Mapping[int, int],
    *,
    at: datetime,
    rating: int,
    dice: random.Random,
) -> None:
    """One of the two marks every step and signs."""
    with school.at(at + timedelta(minutes=45), by=examiner) as work:
        sheet = own_sheet(queries.sitting(work, sitting_id), examiner)
        taps = tuple(operations(sheet, values, at, dice))
        marking_sync.take_marks(work, marking_sync.Delivery(items=taps))
        work.db.expire_all()  # the first mark has begun the exam
        sheet = own_sheet(queries.sitting(work, sitting_id), examiner)
        signature = marking.Signature(
            name=examiner.name,
            overall_remark="Afgenomen volgens de instructie.",
            seen=marking.seen_of(queries.standing_marks(work, sheet.id)),
            global_rating=rating,
        )
        marking.sign_sheet(work, sheet, signature)


def own_sheet(sitting: Sitting, examiner: Person) -> Sheet:
    """The sheet of this examiner."""
    return next(sheet for sheet in sitting.standing_sheets if sheet.examiner_id == examiner.id)


def operations(sheet: Sheet, values: Mapping[int, int], at: datetime, dice: random.Random) -> Iterator[Operation]:
    """One tap per step, 100 seconds apart, with a remark where the form asks for one."""
    for number, step in enumerate(sheet.sitting.session.form.steps, start=1):
        value = values[step.id]
        yield Operation(
            op=uuid.uuid4(),
            sheet=sheet.id,
            step=step.id,
            value=value,
            remark=dice.choice(REMARKS) if value == 0 else "",
            sequence=number,
            made_at=at + timedelta(seconds=100 * number),
            parts=places_worth(value) if step.parts else None,
        )


def places_worth(value: int) -> tuple[int, ...]:
    """Sub-points that add up to this value, by place."""
    seen, left = [], value
    for place in sorted(range(len(SEEN)), key=lambda place: -SEEN[place].points):
        if SEEN[place].points <= left:
            seen.append(place)
            left -= SEEN[place].points
    return tuple(sorted(seen))


def agree(school: School, sitting_id: int, examiners: Sequence[Person], *, at: datetime) -> None:
    """Both say the same about each step, and why; then both close."""
    for examiner in examiners:
        with school.at(at, by=examiner) as work:
            sitting = queries.sitting(work, sitting_id)
            for found in comparison(work, sitting).differences:
                say_so(work, sitting, found)
    for examiner in examiners:
        with school.at(at + timedelta(minutes=10), by=examiner) as work:
            agreeing.close(work, queries.sitting(work, sitting_id))


def propose_one(school: School, sitting_id: int, examiner: Person, *, at: datetime) -> None:
    """The first step of the difference is proposed; the rest waits."""
    with school.at(at, by=examiner) as work:
        sitting = queries.sitting(work, sitting_id)
        say_so(work, sitting, comparison(work, sitting).differences[0])


def say_so(work: Work, sitting: Sitting, found: Difference) -> None:
    """What the first of the two marked, and why."""
    first = found.marks[0]
    if first is None or first.value is None:
        return
    reason = "Op de foto van de naad samen teruggezien."
    proposal = agreeing.Proposal(step_id=found.step.id, value=first.value, reason=reason, form_key=str(uuid.uuid4()))
    agreeing.propose(work, sitting, proposal)
