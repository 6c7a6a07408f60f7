"""The overview: who meets what, of everybody whom whoever asks looks after, in a fixed number of statements."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, select

from certification.models import QualificationUpkeep
from certification.queries.standings import standings, worths
from certification.rules.clock import Standing, Worth
from foundation.work import Work
from insights.queries.places import parts_around
from insights.rules.asking import Asked
from insights.rules.tallies import Holding, Pair, Tally, holding, tally_by_part, tally_by_qualification
from people.models import Person
from people.queries.organisation import TreePart, reach, scope_condition, tree
from people.queries.organisation.places import people_in_parts
from qualification_files.models import Qualification


@dataclass(frozen=True)
class Overview:
    """The parts that can be seen, what is held there, and per qualification in the part that is looked at."""

    parts: list[TreePart]
    by_part: Mapping[int, Tally]
    part: TreePart | None
    here: Tally  # in that part, or everywhere
    by_qualification: Mapping[int, Tally]  # likewise
    qualifications: list[Qualification]  # all that somebody follows, by name


def seen_standings(work: Work, wanted: Asked) -> Mapping[Pair, Standing]:
    """What everybody holds whom whoever asks looks after, on that day; of one qualification if so asked."""
    qualifications = None if wanted.qualification_id is None else [wanted.qualification_id]
    return standings(work, people=seen_people(work, wanted), qualifications=qualifications, on=wanted.on)


def _seen_worths(work: Work, wanted: Asked) -> Mapping[Pair, Worth]:
    qualifications = None if wanted.qualification_id is None else [wanted.qualification_id]
    return worths(work, people=seen_people(work, wanted), qualifications=qualifications, on=wanted.on)


def seen_people(work: Work, wanted: Asked) -> Select[int]:
    """The numbers of the active people whom whoever asks looks after, in the part that is asked for."""
    statement = select(Person.id).where(Person.active.is_(True))
    scope = scope_condition(work)
    if scope is not None:
        statement = statement.where(scope)
    if wanted.part_id is not None:
        statement = statement.where(Person.id.in_(people_in_parts([wanted.part_id], wanted.on)))
    return statement


def overview(work: Work, wanted: Asked) -> Overview:
    """Counted per part and per qualification on that day."""
    parts = tree(work, within=reach(work))
    part = next((one for one in parts if one.id == wanted.part_id), None)
    everywhere = held(_seen_worths(work, Asked(on=wanted.on, qualification_id=wanted.qualification_id)))
    where = parts_around(work, wanted.on)
    inside = (
        everywhere
        if part is None
        else {pair: one for pair, one in everywhere.items() if part.id in where.get(pair[0], ())}
    )
    return Overview(
        parts=parts,
        by_part=tally_by_part(everywhere, where),
        part=part,
        here=_all_of(tally_by_qualification(inside)),
        by_qualification=tally_by_qualification(inside),
        qualifications=followed(work),
    )


def held(found: Mapping[Pair, Worth]) -> dict[Pair, Holding]:
    """The same in the words of an overview."""
    return {pair: holding(one.state, meets=one.meets) for pair, one in found.items()}


def followed(work: Work) -> list[Qualification]:
    """The qualifications that ask for activities, by name (1 statement)."""
    statement = select(Qualification).join(
        QualificationUpkeep, QualificationUpkeep.qualification_id == Qualification.id
    )
    return list(work.db.scalars(statement.order_by(Qualification.name, Qualification.cohort, Qualification.id)))


def _all_of(found: Mapping[int, Tally]) -> Tally:
    sums = [sum(counts) for counts in zip(*(one.counts for one in found.values()), strict=True)]
    return Tally(*sums) if sums else Tally()
