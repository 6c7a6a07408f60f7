"""What holds about the tree of the organisation: paths, what may stand where, who leads whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from foundation.messages import Message, say
from people.rules.roles import Role

LONGEST_NAME = 120
MOST_LEVELS = 40  # of parts below each other; more fits on no page
BETWEEN = " > "  # how a place is written from the top down: Company > Department > Team
LIMITABLE = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.MANAGER)  # roles that can be limited to a part
# Who administers a part neither gives nor takes these, nor manages who has them.
COUNT_FAR = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.BOARD_MEMBER, Role.AUDITOR})
WIDE = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})  # these count everywhere unless they are limited


class PartKind(StrEnum):
    """What a part of the organisation is."""

    COMPANY = "company"
    DEPARTMENT = "department"
    TEAM = "team"
    OTHER = "other"


KIND_NAMES: Mapping[PartKind, Message] = {
    PartKind.COMPANY: say("Company"),
    PartKind.DEPARTMENT: say("Department"),
    PartKind.TEAM: say("Team"),
    PartKind.OTHER: say("Something else"),
}
KIND_BELOW: Mapping[PartKind | None, PartKind] = {
    None: PartKind.COMPANY,
    PartKind.COMPANY: PartKind.DEPARTMENT,
    PartKind.DEPARTMENT: PartKind.TEAM,
    PartKind.TEAM: PartKind.TEAM,
    PartKind.OTHER: PartKind.OTHER,
}  # what is likely meant


def why_not_yours(roles: Collection[Role]) -> Message | None:
    """The reason why who administers a part cannot give or take these roles, or None."""
    if COUNT_FAR.isdisjoint(roles):
        return None
    return say(
        "You administer a part of the organisation. The roles of administrator, coordinator, board member and auditor "
        "are given and taken by who administers all of it."
    )


def path_below(parent_path: str | None, part_id: int) -> str:
    """The path of a part that stands below this one, or at the top."""
    return f"{parent_path or '/'}{part_id}/"


def parts_on(path: str) -> tuple[int, ...]:
    """The numbers of the parts from the top down to the one whose path this is."""
    return tuple(int(number) for number in path.split("/") if number)


def is_within(path: str, other: str) -> bool:
    """Whether the first is the part of the other path or stands below it."""
    return path.startswith(other)


def is_within_any(path: str, others: Iterable[str]) -> bool:
    """Whether a part is one of these or stands below one of them."""
    return any(is_within(path, other) for other in others)


def why_not_below(path: str, new_parent: str | None) -> Message | None:
    """The reason why a part cannot be moved below another, or None."""
    if new_parent is None or not is_within(new_parent, path):
        return None
    return say("A part cannot stand below itself. Choose a part outside it, or move what is below it first.")


def place_words(names: Sequence[str]) -> str:
    """A place as it is written: Company > Department > Team."""
    return BETWEEN.join(names)


def leads_upward(path: str, leads: Mapping[int, Sequence[int]], *, besides: int) -> list[tuple[int, ...]]:
    """Who leads this place, nearest first; nobody stands there twice, and never the one it is about."""
    ladder, seen = [], {besides}
    for part_id in reversed(parts_on(path)):
        here = tuple(person_id for person_id in leads.get(part_id, ()) if person_id not in seen)
        if here:
            ladder.append(here)
            seen.update(here)
    return ladder


def leads_by_rank(
    paths: Collection[str], leads: Mapping[int, Sequence[int]], *, besides: int, levels: int
) -> list[list[int]]:
    """The nearest leads of somebody with these places, then the leads above those, as many ranks as there are."""
    ladders = [leads_upward(path, leads, besides=besides) for path in sorted(paths)]
    ranks, seen = [], set[int]()
    for level in range(min(levels, max((len(ladder) for ladder in ladders), default=0))):
        here = {person_id for ladder in ladders if level < len(ladder) for person_id in ladder[level]} - seen
        seen |= here
        ranks.append(sorted(here))
    return [rank for rank in ranks if rank]
