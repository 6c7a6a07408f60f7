"""Planning a whole group over slots and examiners: proposed, shown, and done at once or not at all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert

from exams.actions.planning.locking import hold_exam, hold_people, lock_sessions
from exams.actions.planning.refusing import day_of, why_not_oneself
from exams.events.planning import CandidatesPlanned, ExaminerChosen
from exams.models import ExamForm, Sheet, Sitting
from exams.queries.attempts import no_show_counts, sat_by
from exams.queries.certificates import certificate_demand, certificates_of
from exams.queries.exemptions import wholly_exempt
from exams.queries.places import Target, busy_between, targets
from exams.queries.sessions import linked_among, supervisors_among
from exams.rules import SittingState
from exams.rules.attempts import OPEN, Sat, Taken, taken_of
from exams.rules.bulk_planning import Assessor, Placed, Proposal, Seat, Sitter, Span, propose
from exams.rules.certificates import may_examine_on
from exams.rules.planning import ends_at, why_not_sit
from foundation.messages import Message, say
from foundation.refusals import Refusal
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class GroupWish:
    """Who is to be planned, where, and before whom."""

    people: Sequence[Person]
    examiners: Sequence[Person]
    session_ids: frozenset[int]
    slot_ids: frozenset[int] = frozenset()  # only these slots, if any are named
    at_once: int = 1  # candidates that one examiner sees at the same time


@dataclass(frozen=True, kw_only=True)
class GroupPlan:
    """What is proposed: who sits where, who does not and why."""

    wish: GroupWish
    targets: tuple[Target, ...]
    seats: tuple[Seat, ...]
    proposal: Proposal
    taken: dict[int, Taken]

    @property
    def fingerprint(self) -> str:
        """What was looked at before it is carried out."""
        return self.proposal.fingerprint(self.seats)


def propose_group(work: Work, form: ExamForm, wish: GroupWish) -> GroupPlan:
    """The best plan for this wish as things stand now (at most 14 statements)."""
    found = [
        target
        for target in targets(work, form.family, since=work.now, session_ids=wish.session_ids)
        if not wish.slot_ids or (target.slot and target.slot.id in wish.slot_ids) or not target.session.slots
    ]
    seats = [_seat(target, len(wish.people)) for target in found]
    sats = sat_by(work, form.family, [person.id for person in wish.people])
    counts = no_show_counts(work)
    taken = {person: taken_of(had, no_show_counts=counts) for person, had in sats.items()}
    proposal = propose(
        _sitters(work, form, wish, seats, sats, taken),
        seats,
        _assessors(work, form, wish, seats),
        required=form.examiners_required,
        at_once=wish.at_once,
    )
    return GroupPlan(wish=wish, targets=tuple(found), seats=tuple(seats), proposal=proposal, taken=taken)


def _seat(target: Target, wanted: int) -> Seat:
    form = target.session.form
    return Seat(
        session_id=target.session.id,
        slot_id=target.slot.id if target.slot else None,
        span=Span(starts=target.starts_at, ends=ends_at(target.starts_at, form.duration_minutes)),
        room=target.slot.room if target.slot else "",
        free=wanted if target.free is None else target.free,
    )


def _busy(work: Work, people: Sequence[Person], seats: Sequence[Seat]) -> dict[int, list[Span]]:
    if not seats:
        return {}
    since, until = min(seat.span.starts for seat in seats), max(seat.span.ends for seat in seats)
    return busy_between(work, [person.id for person in people], since=since, until=until)


def _sitters(
    work: Work,
    form: ExamForm,
    wish: GroupWish,
    seats: Sequence[Seat],
    sats: dict[int, list[Sat]],
    taken: dict[int, Taken],
) -> list[Sitter]:
    ids = [person.id for person in wish.people]
    linked, exempt = linked_among(work, form.qualification_id, ids), wholly_exempt(work, form.family, ids)
    guides: dict[int, set[int]] = defaultdict(set)
    for candidate, supervisor in supervisors_among(work, ids):
        guides[candidate].add(supervisor)
    busy = _busy(work, wish.people, seats)
    return [
        Sitter(
            person_id=person.id,
            name=person.name,
            refused=next(iter(why_not_oneself(work, [person.id])), None)
            or why_not_sit(
                person.name,
                linked=person.id in linked,
                taken=taken.get(person.id, Taken()).number,
                allowed=form.attempts_allowed,
                formative=form.formative,
                exempt=person.id in exempt,
            )
            or _why_waits(person.name, sats.get(person.id, ())),
            busy=tuple(busy.get(person.id, ())),
            guides=frozenset(guides.get(person.id, ())),
        )
        for person in wish.people
    ]


def _why_waits(name: str, sats: Sequence[Sat]) -> Message | None:
    """A group is planned for who has nothing planned yet."""
    states = {sat.state for sat in sats}
    if SittingState.PLANNED in states:
        return say("%(name)s is planned for this exam already.", name=name)
    if states & OPEN:
        return say("%(name)s is sitting this exam, or waits for its result.", name=name)
    return None


def _assessors(work: Work, form: ExamForm, wish: GroupWish, seats: Sequence[Seat]) -> list[Assessor]:
    ids = [person.id for person in wish.examiners]
    known = certificates_of(work, ids, form.qualification_id)
    demand, busy = certificate_demand(work), _busy(work, wish.examiners, seats)
    days = [day_of(work, seat.span.starts) for seat in seats]
    return [
        Assessor(
            person_id=person.id,
            name=person.name,
            busy=tuple(busy.get(person.id, ())),
            barred=frozenset(
                at for at, day in enumerate(days) if not may_examine_on(day, known.get(person.id, ()), demand=demand)
            ),
        )
        for person in wish.examiners
    ]


def plan_group(work: Work, form: ExamForm, wish: GroupWish, *, seen: str) -> int:
    """Plan everybody as it was shown, and say how many; where the plan would be another by now, nobody."""
    lock_sessions(work, wish.session_ids)
    hold_exam(work, form)
    hold_people(work, [person.id for person in (*wish.people, *wish.examiners)])
    plan = propose_group(work, form, wish)
    if plan.fingerprint != seen:
        raise Refusal(
            say("Somebody changed the planning in the meantime, so nobody was planned. Look at the new proposal.")
        )
    if not plan.proposal.placed:
        raise Refusal(say("Nobody can be planned like this. Look at the reasons."))
    sittings = _insert(work, plan)
    _tell(work, plan, sittings)
    return len(sittings)


def _insert(work: Work, plan: GroupPlan) -> dict[int, int]:
    """The rows in as few statements as there are tables; the number of the sitting of each person."""
    rows = work.db.execute(
        insert(Sitting).returning(Sitting.candidate_id, Sitting.id), [_row(plan, one) for one in plan.proposal.placed]
    ).all()
    sittings = {row[0]: row[1] for row in rows}
    sheets = [
        {"sitting_id": sittings[one.person_id], "examiner_id": examiner, "position": position}
        for one in plan.proposal.placed
        for position, examiner in enumerate(one.examiners, start=1)
    ]
    if sheets:
        work.db.execute(insert(Sheet), sheets)
    return sittings


def _row(plan: GroupPlan, one: Placed) -> dict[str, object]:
    seat, taken = plan.seats[one.seat], plan.taken.get(one.person_id, Taken())
    return {
        "session_id": seat.session_id,
        "slot_id": seat.slot_id,
        "candidate_id": one.person_id,
        "starts_at": seat.span.starts,
        "room": seat.room,
        "attempt": taken.number + 1,
        "first_id": taken.first_id,
        "state": SittingState.PLANNED,
    }


def _tell(work: Work, plan: GroupPlan, sittings: dict[int, int]) -> None:
    by_session: dict[int, list[int]] = defaultdict(list)
    by_examiner: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for one in plan.proposal.placed:
        session_id = plan.seats[one.seat].session_id
        by_session[session_id].append(one.person_id)
        for position, examiner in enumerate(one.examiners, start=1):
            by_examiner[session_id, examiner, position].append(one.person_id)
    for session_id, people in by_session.items():
        work.emit(CandidatesPlanned(session_id=session_id, **_numbers(people, sittings)))
    for (session_id, examiner, position), people in by_examiner.items():
        work.emit(
            ExaminerChosen(session_id=session_id, examiner_id=examiner, position=position, **_numbers(people, sittings))
        )


def _numbers(people: Sequence[int], sittings: dict[int, int]) -> dict[str, tuple[int, ...]]:
    return {"person_ids": tuple(people), "sitting_ids": tuple(sittings[person] for person in people)}
