"""A group to be planned: what can be chosen, and the proposal as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from exams.actions.planning import GroupPlan
from exams.models import ExamSession
from exams.queries.places import Target
from exams.rules.bulk_planning import Left, Placed, loads
from foundation.messages import Message, say
from people.models import Person

# More changes than this are counted, not told one by one.
MOST_CHANGES = 20


@dataclass(frozen=True, kw_only=True)
class OfferedSession:
    """A session with the slots in which somebody can be planned."""

    session: ExamSession
    targets: tuple[Target, ...]

    @property
    def free(self) -> int | None:
        """How many places there are; None where there is no limit."""
        numbers = [target.free for target in self.targets]
        known = sum(number for number in numbers if number is not None)
        if None in numbers:
            return None
        return known


def sessions_offered(targets: Sequence[Target]) -> list[OfferedSession]:
    """The sessions of these places, each with its own, in order of time."""
    by_session: dict[int, list[Target]] = {}
    for target in targets:
        by_session.setdefault(target.session.id, []).append(target)
    return [OfferedSession(session=some[0].session, targets=tuple(some)) for some in by_session.values()]


@dataclass(frozen=True, kw_only=True)
class PlacedLine:
    """One candidate of the proposal."""

    person: Person
    examiners: tuple[Person, ...]


@dataclass(frozen=True, kw_only=True)
class SeatLines:
    """A time in a room, and who sits there."""

    target: Target
    starts_at: datetime
    lines: tuple[PlacedLine, ...]


@dataclass(frozen=True, kw_only=True)
class GroupPage:
    """The proposal: who sits when, who has how much to do, who is left."""

    seats: tuple[SeatLines, ...]
    left: tuple[tuple[Person, Left], ...]
    loads: tuple[tuple[Person, int], ...]
    placed: int
    fingerprint: str
    written: str  # the proposal in short, so that it can be told what changed since
    changes: tuple[Message, ...]  # since the proposal that was looked at before, by name
    more_changes: int


def group_page(plan: GroupPlan, *, before: str = "") -> GroupPage:
    """The proposal with names; and what differs from the one that was written `before`."""
    people = {person.id: person for person in (*plan.wish.people, *plan.wish.examiners)}
    lines: dict[int, list[PlacedLine]] = {}
    for one in plan.proposal.placed:
        line = PlacedLine(person=people[one.person_id], examiners=tuple(people[at] for at in one.examiners))
        lines.setdefault(one.seat, []).append(line)
    numbers = loads(plan.proposal)
    changes = _changes(plan, before, people) if before else ()
    return GroupPage(
        seats=tuple(
            SeatLines(target=plan.targets[at], starts_at=plan.targets[at].starts_at, lines=tuple(some))
            for at, some in sorted(lines.items(), key=lambda pair: (plan.targets[pair[0]].starts_at, pair[0]))
        ),
        left=tuple((people[one.person_id], one) for one in plan.proposal.left),
        loads=tuple((person, numbers.get(person.id, 0)) for person in plan.wish.examiners),
        placed=len(plan.proposal.placed),
        fingerprint=plan.fingerprint,
        written=plan.proposal.written(plan.seats),
        changes=changes[:MOST_CHANGES],
        more_changes=max(0, len(changes) - MOST_CHANGES),
    )


def _changes(plan: GroupPlan, before: str, people: Mapping[int, Person]) -> tuple[Message, ...]:
    placed = {one.person_id: one for one in plan.proposal.placed}
    left = {one.person_id: one for one in plan.proposal.left}
    changed = [number for number in plan.proposal.changed(before, plan.seats) if number in people]
    return tuple(
        left[number].reason if number in left else _placed_now(plan, placed[number], people)
        for number in changed
        if number in left or number in placed
    )


def _placed_now(plan: GroupPlan, one: Placed, people: Mapping[int, Person]) -> Message:
    when = plan.targets[one.seat].starts_at
    examiners = ", ".join(people[at].name for at in one.examiners)
    if not examiners:
        return say("%(name)s now comes at %(when)s.", name=people[one.person_id].name, when=when)
    return say(
        "%(name)s now comes at %(when)s, before %(examiners)s.",
        name=people[one.person_id].name,
        when=when,
        examiners=examiners,
    )
