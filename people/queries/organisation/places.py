"""Who belongs where."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from foundation.db import numbers
from foundation.work import Work
from people.models import JobFunction, Membership, OrganisationPart
from people.rules.organisation import parts_on, place_words


@dataclass(frozen=True)
class PartPlace:
    """One place of somebody."""

    membership_id: int
    part_id: int
    parts: tuple[int, ...]  # from the top down to the part
    names: tuple[str, ...]
    function_id: int | None
    function: str
    since: date
    until: date | None = None

    @property
    def place(self) -> str:
        """Where it is: Company > Department > Team."""
        return place_words(self.names)


def people_in_parts(part_ids: Collection[int], on: date | None = None) -> Select[int]:
    """The numbers of those who are in these parts or below, now or on that day; for use in another statement."""
    above = aliased(OrganisationPart)
    return (
        select(Membership.person_id)
        .join(OrganisationPart, OrganisationPart.id == Membership.part_id)
        .join(above, func.substr(OrganisationPart.path, 1, func.length(above.path)) == above.path)
        .where(above.id.in_(list(part_ids)), stands(on))
        .distinct()
    )


def stands(on: date | None = None) -> ColumnElement[bool]:
    """What holds for a membership that is there now, or was on that day."""
    if on is None:
        return Membership.until.is_(None)
    return (Membership.since <= on) & or_(Membership.until.is_(None), Membership.until > on)


def parts_of(work: Work, person_ids: Iterable[int], *, history: bool = False) -> dict[int, list[PartPlace]]:
    """The places of each of these people, with the former ones behind them if asked (2 statements)."""
    wanted = set(person_ids)
    found: dict[int, list[PartPlace]] = {person_id: [] for person_id in wanted}
    if not wanted:
        return found
    names = _names(work)
    statement = (
        select(
            Membership.id,
            Membership.person_id,
            Membership.part_id,
            OrganisationPart.path,
            Membership.function_id,
            JobFunction.name,
            Membership.since,
            Membership.until,
        )
        .join(OrganisationPart, OrganisationPart.id == Membership.part_id)
        .outerjoin(JobFunction, JobFunction.id == Membership.function_id)
        .where(Membership.person_id.in_(select(numbers(work.db, sorted(wanted)))))
        .order_by(Membership.until.is_not(None), Membership.since.desc(), Membership.id.desc())
    )
    if not history:
        statement = statement.where(stands())
    for row in work.db.execute(statement):
        parts = parts_on(row.path)
        found[row.person_id].append(
            PartPlace(
                membership_id=row.id,
                part_id=row.part_id,
                parts=parts,
                names=tuple(names[part_id] for part_id in parts),
                function_id=row.function_id,
                function=row.name or "",
                since=row.since,
                until=row.until,
            )
        )
    return found


def paths_of(work: Work, person_ids: Collection[int] | None) -> dict[int, list[str]]:
    """The paths of the parts where these people are, or everybody is (1 statement)."""
    statement = (
        select(Membership.person_id, OrganisationPart.path)
        .join(OrganisationPart, OrganisationPart.id == Membership.part_id)
        .where(stands())
    )
    if person_ids is not None:
        statement = statement.where(Membership.person_id.in_(select(numbers(work.db, sorted(person_ids)))))
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, path in work.db.execute(statement):
        found[person_id].append(path)
    return found


def _names(work: Work) -> dict[int, str]:
    """How all parts are called: there are few of them, also where there are many people."""
    return {row.id: row.name for row in work.db.execute(select(OrganisationPart.id, OrganisationPart.name))}
