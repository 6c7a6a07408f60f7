"""The demo school's exams, in every state an exam can be in."""

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import select

from app.demo.board import Board, construct, exempt, next_edition, set_up_board
from app.demo.construction import approve, invite, slotted_session
from app.demo.stage import School
from exams import queries
from exams.actions import forms, marking, marking_sync, planning, steps
from exams.models import ExamSession, ExamStep, Sitting
from exams.queries.forms import offer, structure
from exams.rules import CutScore, Operation, SittingState
from exams.rules.deeds import Content, Deed, DeedKind
from exams.rules.scales import ScaleName, scale_of
from foundation.work import Work
from people.models import Person

DUTCH = {
    "Insufficient": "Onvoldoende",
    "Sufficient": "Voldoende",
    "Good": "Goed",
    "Below what a starting professional must show.": "Nog niet wat een beginnend beroepsbeoefenaar moet laten zien.",
    "What a starting professional must show.": "Wat een beginnend beroepsbeoefenaar moet laten zien.",
    "More than what a starting professional must show.": "Meer dan een beginnend beroepsbeoefenaar moet laten zien.",
}
REMARKS = (
    "Rustig en zeker gewerkt.",
    "Na een aanwijzing goed opgepakt.",
    "Let op het tempo.",
    "Netjes uitgelegd waarom.",
)


@dataclass(frozen=True)
class Design:
    """An exam form of the demo."""

    code: str
    title: str
    processes: tuple[int, ...]  # counted from 1 in the qualification
    critical: tuple[int, ...]  # steps, counted from 1
    minutes: int
    candidate: str
    examiner: str
    formative: bool = False


WELDING = Design(
    "LAS-PVB1",
    "Proeve hoeklas en stompe naad",
    (2, 3, 4, 5, 6),
    (1, 4),
    120,
    "Neem je eigen beschermingsmiddelen mee. Je krijgt de tekening een kwartier van tevoren.",
    "Controleer vooraf de afzuiging. Grijp in bij gevaar: een onveilige handeling is een kritieke stap.",
)
CARE = Design(
    "VZ-PVB1",
    "Proeve zorg en verpleegtechnisch handelen",
    (1, 2, 3, 4),
    (5, 8),
    90,
    "De proeve is bij je eigen zorgvrager. Zorg dat je het dossier hebt gelezen.",
    "Kijk mee zonder te helpen. Vraag na afloop naar de redenen achter keuzes.",
)
PRACTICE = replace(CARE, code="VZ-OEF1", title="Oefening communiceren", processes=(3,), critical=(), formative=True)


def plan_exams(school: School) -> None:
    """Forms first, then two months of exams, and what the board decided about them."""
    set_up_board(school)
    board = Board(school)
    construct(school, board)
    welding = design(school, "25290", WELDING)
    care = design(school, "25656", CARE)
    design(school, "25656", PRACTICE, in_use=False)
    welders, carers = school.groups["LAS-2A"], school.groups["VZ-3B"]
    month_ago(school, board, welding, welders[:6])
    exempt(school, board, carers[-1], care)
    last_week(school, care, carers[:3])
    next_edition(school, care)
    plan_today(school, welding, welders[6:11])
    next_weeks(school, care, carers[3:9], welding, welders[11:15])
    in_slots(school, welding, welders[15:])


def design(school: School, code: str, wanted: Design, *, in_use: bool = True) -> int:
    """A form, and its number."""
    with school.on(school.ago(days=60), 13, by=school.people["coordinator"]) as work:
        found = offer(work, school.qualifications[code].id)
        if found is None:
            raise LookupError(code)
        form = forms.make_form(
            work,
            found,
            forms.FormFacts(
                title=wanted.title,
                code=wanted.code,
                formative=wanted.formative,
                duration_minutes=wanted.minutes,
                attempts_allowed=2,
                instructions_candidate=wanted.candidate,
                instructions_examiner=wanted.examiner,
            ),
        )
        tasks = structure(work, found.qualification.id)
        processes = [process.id for task in tasks for process in task.work_processes]
        scale = scale_of(ScaleName.THREE_LEVELS, lambda message: DUTCH[message.text])
        chosen = {processes[number - 1] for number in wanted.processes}
        steps.choose_work_processes(work, form, tasks, chosen=chosen, scale=scale)
        work.db.flush()  # the weights name steps by number
        weights = {
            step.id: steps.Weight(weight=2 if place in wanted.critical else 1, critical=place in wanted.critical)
            for place, step in enumerate(form.steps, start=1)
        }
        steps.weigh_steps(work, form, weights)
        forms.set_cut_score(work, form, CutScore.at_percentage(55))
        number = form.id
    if in_use:
        approve(school, number, day=school.ago(days=60))
    return number


def session(
    school: School,
    form_id: int,
    candidates: Sequence[Person],
    day: date,
    hour: int,
    *,
    place: str,
    examiner: str | None,
    planned: date,
) -> int:
    """A session on a day, its candidates half an hour apart, and its number."""
    with school.on(planned, 14, by=school.people["coordinator"]) as work:
        form = queries.form(work, form_id)
        starts = datetime.combine(day, time(hour), tzinfo=school.works.zone)
        made = planning.plan_session(work, form, planning.SessionFacts(starts_at=starts, place=place, note=""))
        people = list(work.db.scalars(select(Person).where(Person.id.in_([person.id for person in candidates]))))
        times = [starts + timedelta(minutes=30 * number) for number in range(len(people))]
        chosen = work.db.get(Person, school.people[examiner].id) if examiner else None
        planning.plan_candidates(work, made, people, examiner=chosen, starts=times)
        return made.id


def month_ago(school: School, board: Board, form_id: int, welders: Sequence[Person]) -> None:
    """Four results that the board ratified, somebody who did not come, and an exam that was broken off."""
    day = school.ago(days=26)
    made = session(
        school, form_id, welders, day, 9, place="Werkplaats 2", examiner="examiner", planned=school.ago(days=40)
    )
    results = iter((1.7, 1.3, "critical", 0.6, "no-show", "aborted"))
    sat = sittings_of(school, made)
    for sitting_id, ending in zip(sat, results, strict=True):
        end(school, sitting_id, ending, day=day, examiner=school.people["examiner"])
    board.ratify(sat[:4], day=school.ago(days=22))


def last_week(school: School, form_id: int, carers: Sequence[Person]) -> None:
    """Results that wait for the board."""
    day = school.ago(days=6)
    made = session(
        school, form_id, carers, day, 10, place="Praktijklokaal zorg", examiner="examiner2", planned=school.ago(days=20)
    )
    for sitting_id, level in zip(sittings_of(school, made), (1.8, 1.4, 0.7), strict=True):
        end(school, sitting_id, level, day=day, examiner=school.people["examiner2"])


def plan_today(school: School, form_id: int | None = None, welders: Sequence[Person] = ()) -> None:
    """Exams for the examiner today, one of them begun, with a pause; later runs of the demo plan a new day."""
    if form_id is None:
        return plan_another_day(school)
    made = session(
        school, form_id, welders, school.today, 9, place="Werkplaats 2", examiner="examiner", planned=school.ago(days=9)
    )
    first = sittings_of(school, made)[0]
    examiner, now = school.people["examiner"], school.works.clock()
    minute = minute_today(now, school.works.zone)
    turns(school, first, began=now - 35 * minute, minute=minute, examiner=examiner)
    mark(school, first, at=now - 11 * minute, examiner=examiner, level=1.4, share=0.5)
    return None


def minute_today(now: datetime, zone: tzinfo) -> timedelta:
    """A minute of an exam that goes on for 35 of them; shorter just after midnight, so that it began today."""
    midnight = datetime.combine(now.astimezone(zone), time(), tzinfo=zone).astimezone(UTC)
    return min(timedelta(minutes=1), (now - midnight) / 36)


def turns(school: School, sitting_id: int, *, began: datetime, minute: timedelta, examiner: Person) -> None:
    """An exam that began and paused for a quarter of an hour, as it would come from a tablet."""
    pause = {"reason": "Brandalarm: de werkplaats is ontruimd."}
    done: tuple[tuple[DeedKind, int, Content], ...] = (
        (DeedKind.START, 0, {}),
        (DeedKind.PAUSE, 8, pause),
        (DeedKind.RESUME, 23, {}),
    )
    with school.at(began + 24 * minute, by=examiner) as work:
        sheet = queries.sitting(work, sitting_id).sheets[0].id
        deeds = tuple(
            Deed(
                op=uuid.uuid4(),
                sheet=sheet,
                kind=kind,
                content=content,
                sequence=number,
                made_at=began + minutes * minute,
            )
            for number, (kind, minutes, content) in enumerate(done, start=1)
        )
        marking_sync.take_marks(work, marking_sync.Delivery(items=deeds, sent_at=work.now))


def plan_another_day(school: School) -> None:
    """The welders' exam again, for whoever is still planned and has not begun."""
    with school.on(school.today, 7) as work:
        starts = datetime.combine(school.today, time(9), tzinfo=school.works.zone)
        waiting = work.db.scalars(
            select(ExamSession)
            .where(ExamSession.starts_at < starts, ExamSession.sittings.any(Sitting.state == SittingState.PLANNED))
            .order_by(ExamSession.starts_at, ExamSession.id)
        )
        latest = next((one for one in waiting if all(s.state is SittingState.PLANNED for s in one.sittings)), None)
        if latest:
            facts = planning.SessionFacts(starts_at=starts, place=latest.place, note=latest.note)
            planning.change_session(work, latest, facts)


def next_weeks(school: School, care: int, carers: Sequence[Person], welding: int, welders: Sequence[Person]) -> None:
    """Two sessions to come, one still without an examiner."""
    session(
        school,
        care,
        carers,
        school.today + timedelta(days=8),
        10,
        place="Woonzorgcentrum Lindehof",
        examiner="examiner2",
        planned=school.ago(days=3),
    )
    made = session(
        school,
        welding,
        welders,
        school.today + timedelta(days=15),
        9,
        place="Werkplaats 1",
        examiner=None,
        planned=school.ago(days=2),
    )
    with school.on(school.ago(days=1), 15, by=school.people["coordinator"]) as work:
        found = queries.session(work, made)
        planning.cancel_sittings(work, found, found.sittings[-1:], "Stage in het buitenland, nieuwe datum volgt.")


def in_slots(school: School, form_id: int, welders: Sequence[Person]) -> None:
    """A session with rooms and slots, whose candidates were invited."""
    planned = school.ago(days=2)
    day = school.today + timedelta(days=11)
    made = slotted_session(school, form_id, day, rooms=("Lascel 1",), planned=planned, until=19, every=120)
    with school.on(planned, 15, by=school.people["coordinator"]) as work:
        people = [work.db.get_one(Person, person.id) for person in welders]
        examiner = work.db.get_one(Person, school.people["supervisor2"].id)
        planning.plan_candidates(work, queries.session(work, made), people, examiner=examiner)
    invite(school, made, day=planned)


def sittings_of(school: School, session_id: int) -> list[int]:
    """The sittings of a session in order of time."""
    with school.on(school.today) as work:
        rows = select(Sitting.id).where(Sitting.session_id == session_id).order_by(Sitting.starts_at, Sitting.id)
        return list(work.db.scalars(rows))


def end(school: School, sitting_id: int, ending: float | str, *, day: date, examiner: Person) -> None:
    """Marked and signed, or ended otherwise."""
    if ending == "no-show":
        with school.on(day, 12, by=examiner) as work:
            planning.report_no_show(
                work, queries.sitting(work, sitting_id), "Niet verschenen, telefonisch niet bereikt."
            )
        return
    eleven = datetime.combine(day, time(11), tzinfo=school.works.zone)
    mark(school, sitting_id, at=eleven, examiner=examiner, level=1.2 if isinstance(ending, str) else ending,
         share=0.4 if ending == "aborted" else 1.0, fails_critical=ending == "critical")  # fmt: skip
    with school.on(day, 13, by=examiner) as work:
        sheet = queries.sitting(work, sitting_id).sheets[0]
        if ending == "aborted":
            marking.abort_sitting(work, sheet, "Brandalarm: de werkplaats is ontruimd.")
        else:
            seen = marking.seen_of(queries.standing_marks(work, sheet.id))
            remark = "Afgenomen zonder bijzonderheden."
            marking.sign_sheet(work, sheet, marking.Signature(name=examiner.name, overall_remark=remark, seen=seen))


def mark(
    school: School,
    sitting_id: int,
    *,
    at: datetime,
    examiner: Person,
    level: float,
    share: float = 1.0,
    fails_critical: bool = False,
) -> None:
    """Marks around a level (0 to 2) for a share of the steps, as they would come from a tablet."""
    dice = random.Random(sitting_id)  # noqa: S311  # invented marks, not a secret
    with school.at(at, by=examiner) as work:
        sitting = queries.sitting(work, sitting_id)
        asked = list(sitting.session.form.steps)
        values = {step.id: value_of(step, level, dice) for step in asked[: round(len(asked) * share)]}
        if fails_critical:
            values = {step.id: 2 for step in asked} | {next(step.id for step in asked if step.critical): 0}
        marking_sync.take_marks(work, marking_sync.Delivery(items=tuple(taps(work, sitting, values, dice))))


def value_of(step: ExamStep, level: float, dice: random.Random) -> int:
    """A mark near the level; critical steps are not failed by chance."""
    value = min(2, max(0, round(level + dice.uniform(-0.7, 0.7))))
    return max(1, value) if step.critical and level >= 1 else value


def taps(work: Work, sitting: Sitting, values: Mapping[int, int], dice: random.Random) -> list[Operation]:
    """One operation per step, a minute apart."""
    return [
        Operation(
            op=uuid.uuid4(),
            sheet=sitting.sheets[0].id,
            step=step,
            value=value,
            remark=dice.choice(REMARKS) if value == 0 or dice.random() < 0.2 else "",
            sequence=number,
            made_at=work.now + timedelta(seconds=40 * number),
        )
        for number, (step, value) in enumerate(values.items(), start=1)
    ]
