"""Moving people to the next version: what it will do, what it has done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from foundation.messages import Message, say, say_many
from foundation.web.wording import Lazy
from foundation.work import Work
from people.models import Person
from qualification_files import queries
from qualification_files.models import VersionMove
from qualification_files.pages.links import SHOWN
from qualification_files.rules.versions import MoveResult

KINDS = {MoveResult.MOVED: "ok", MoveResult.JOINED: "ok", MoveResult.UNCHANGED: "quiet"}
BEFORE: Mapping[MoveResult, Callable[[int], Message]] = {
    MoveResult.MOVED: lambda count: say_many("%(count)s person will move", "%(count)s people will move", count),
    MoveResult.JOINED: lambda count: say_many(
        "%(count)s person follows the new version already; the evidence comes along",
        "%(count)s people follow the new version already; their evidence comes along",
        count,
    ),
    MoveResult.UNCHANGED: lambda count: say_many(
        "%(count)s person follows the new version already", "%(count)s people follow the new version already", count
    ),
}
AFTER: Mapping[MoveResult, Callable[[int], Message]] = {
    MoveResult.MOVED: lambda count: say_many("%(count)s person was moved", "%(count)s people were moved", count),
    MoveResult.JOINED: lambda count: say_many(
        "%(count)s person followed the new version already; the evidence came along",
        "%(count)s people followed the new version already; their evidence came along",
        count,
    ),
    MoveResult.UNCHANGED: lambda count: say_many(
        "%(count)s person followed the new version already", "%(count)s people followed the new version already", count
    ),
}
REASONS = {
    MoveResult.NOT_ON_OLD: say("the earlier version is not followed any more"),
    MoveResult.TARGET_NOT_ACTIVE: say("the new version is not active"),
    MoveResult.NOT_A_CANDIDATE: say("not a candidate"),
    MoveResult.PERSON_INACTIVE: say("the person is no longer active"),
}


@dataclass(frozen=True)
class Elsewhere:
    """What other packages know and show of a qualification: they stand above, so the application hands it in."""

    evidence_on: Callable[[Work, Sequence[int]], Mapping[int, int]]  # by work process
    evidence_moved: Callable[[Work, Sequence[int]], Mapping[tuple[int, int], int]]  # by move and new work process
    exams_planned: Callable[[Work, int, Sequence[int]], int]  # for a qualification and these people
    tabs: Sequence[tuple[str, Lazy]]  # an endpoint that takes the id of a qualification, and the words of its tab
    first_tabs: Sequence[tuple[str, Lazy]] = ()  # those that stand right after the facts


@dataclass(frozen=True)
class MoveGroup:
    """People to whom the same happens, for the same reason."""

    result: MoveResult
    kind: str
    words: Message
    count: int
    people: list[Person]

    @property
    def more(self) -> int:
        """How many are not named here."""
        return self.count - len(self.people)


def kept_moves(move: VersionMove) -> dict[MoveResult, list[int]]:
    """What a move that was loaded in full has done."""
    return {MoveResult(name): people for name, people in move.outcome["people"].items()}


def move_groups(work: Work, results: Mapping[MoveResult, Sequence[int]], *, done: bool) -> list[MoveGroup]:
    """The results in words and names; all names in one statement."""
    wanted = sorted({number for ids in results.values() for number in ids[:SHOWN]})
    people = {person.id: person for person in queries.people_named(work, wanted, limit=len(wanted))}
    return [
        MoveGroup(
            result=result,
            kind=KINDS.get(result, "stop"),
            words=move_words(result, len(ids), done=done),
            count=len(ids),
            people=sorted(
                (people[number] for number in ids[:SHOWN] if number in people), key=lambda row: row.sorting_name
            ),
        )
        for result in MoveResult
        if (ids := results.get(result))
    ]


def move_words(result: MoveResult, count: int, *, done: bool) -> Message:
    """For instance: 30 people will move."""
    if result in REASONS:
        return say_many(
            "%(count)s person cannot move: %(reason)s",
            "%(count)s people cannot move: %(reason)s",
            count,
            reason=REASONS[result],
        )
    return (AFTER if done else BEFORE)[result](count)


def movers(results: Mapping[MoveResult, Sequence[int]]) -> list[int]:
    """Whom it moves."""
    return [*results.get(MoveResult.MOVED, ()), *results.get(MoveResult.JOINED, ())]


def move_progress_words(move: VersionMove) -> Message:
    """How far it is."""
    return say("%(done)s of %(total)s people were dealt with. Moving goes on.", done=move.done, total=move.people)
