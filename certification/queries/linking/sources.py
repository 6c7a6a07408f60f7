"""What asks for links besides hands: rules that are on, and links by organisation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from certification.models import LinkRule, OrganisationLink
from certification.queries.linking.criteria import Answers, answers
from certification.rules.linking.conditions import Asked, Criterion, Group, all_of, asked_from, criteria_of, fits
from certification.rules.linking.states import Key, Test
from foundation.db import numbers
from foundation.work import Work
from qualification_files.models import LinkGround, QualificationLink
from qualification_files.rules import LinkOrigin
from qualification_files.rules.grounds import ASKED_BY_FACTS

Source = tuple[LinkOrigin, int]
Held = dict[tuple[Source, int], dict[int, bool]]  # source and qualification > person > whether it is required


@dataclass(frozen=True)
class Asking:
    """One thing that asks for links: by what, for whom, to what."""

    source: Source
    asked: Asked


def asking_now(work: Work, *, lock: bool = False) -> list[Asking]:
    """All that asks for links now (2 statements); locked, nothing is switched on or off meanwhile."""
    rules = select(LinkRule).where(LinkRule.in_force.is_not(None), LinkRule.state == "on").order_by(LinkRule.id)
    places = select(OrganisationLink).where(OrganisationLink.ended_at.is_(None)).order_by(OrganisationLink.id)
    if lock:  # race: somebody switches a rule off while a person changes. Each sees what the other did.
        rules, places = rules.with_for_update(read=True), places.with_for_update(read=True)
    found = [Asking((LinkOrigin.BY_RULE, row.id), asked_from(row.in_force or {})) for row in work.db.scalars(rules)]
    found += [asking_of(row) for row in work.db.scalars(places)]
    return found


def asking_of(row: OrganisationLink) -> Asking:
    """A link by organisation in the words of rules."""
    place = Criterion(Key.PLACE, Test.IS, (str(row.part_id),), function_id=row.function_id)
    return Asking((LinkOrigin.BY_ORGANISATION, row.id), Asked(all_of([place]), (row.qualification_id,), row.required))


class Fitting:
    """Who fits which condition: each criterion is asked once, each set of answers weighed once."""

    def __init__(self, criteria: Sequence[Criterion], found: Answers) -> None:
        self._places = {one: place for place, one in enumerate(criteria)}
        self._found = found

    def people(self, condition: Group) -> set[int]:
        """Whoever fits it."""
        places = [(one, self._places[one]) for one in criteria_of(condition)]
        weighed: dict[tuple[bool, ...], bool] = {}

        def does(given: tuple[bool, ...]) -> bool:
            if given not in weighed:
                weighed[given] = fits(condition, {one: given[place] for one, place in places})
            return weighed[given]

        return {person_id for person_id, given in self._found.items() if does(given)}

    def truths(self, person_id: int) -> Mapping[Criterion, bool] | None:
        """What holds for this person; None for somebody who is not active."""
        given = self._found.get(person_id)
        return None if given is None else {one: given[place] for one, place in self._places.items()}


def fitting(work: Work, conditions: Sequence[Group], person_ids: Collection[int] | None = None) -> Fitting:
    """Who of these (of all who are active) fits which of the conditions, in one statement."""
    criteria = list(dict.fromkeys(one for condition in conditions for one in criteria_of(condition)))
    return Fitting(criteria, answers(work, criteria, person_ids))


def held_now(work: Work, person_ids: Collection[int] | None = None, source: Source | None = None) -> Held:
    """What rules and the organisation hold now, of these people, or by one of them: one statement."""
    statement = (
        select(
            LinkGround.origin,
            LinkGround.source_id,
            LinkGround.required,
            QualificationLink.qualification_id,
            QualificationLink.person_id,
        )
        .join(QualificationLink, QualificationLink.id == LinkGround.link_id)
        .where(
            LinkGround.origin.in_(ASKED_BY_FACTS),
            LinkGround.ended_at.is_(None),
            QualificationLink.ended_at.is_(None),
        )
    )
    if person_ids is not None:
        statement = statement.where(QualificationLink.person_id.in_(select(numbers(work.db, sorted(person_ids)))))
    if source is not None:
        statement = statement.where(LinkGround.origin == source[0], LinkGround.source_id == source[1])
    found: Held = {}
    for origin, source_id, required, qualification_id, person_id in work.db.execute(statement):
        found.setdefault(((origin, source_id), qualification_id), {})[person_id] = required
    return found
