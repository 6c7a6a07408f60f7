"""The names of what holds links: rules, parts of the organisation, inventories, people."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from certification.models import Inventory, LinkRule, OrganisationLink
from certification.queries.linking.organisation import organisation_links, places
from foundation.work import Work
from people.models import Person
from people.queries.organisation import TreePart
from qualification_files.models import LinkGround
from qualification_files.rules import LinkOrigin


@dataclass(frozen=True)
class Names:
    """How what holds links is called, by number."""

    rules: Mapping[int, str] = field(default_factory=dict)
    inventories: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    parts: Mapping[int, OrganisationLink] = field(default_factory=dict)
    places: Mapping[int, TreePart] = field(default_factory=dict)


def names_for(work: Work, grounds: Iterable[LinkGround]) -> Names:
    """The names that these grounds need, in five statements at most."""
    grounds = list(grounds)
    parts = _sources(grounds, LinkOrigin.BY_ORGANISATION)
    return Names(
        rules=_named(work, LinkRule, _sources(grounds, LinkOrigin.BY_RULE)),
        inventories=_named(work, Inventory, _sources(grounds, LinkOrigin.BY_INVENTORY)),
        people=_people(work, {one.made_by for one in grounds if one.made_by}),
        parts={row.id: row for row in organisation_links(work, parts)} if parts else {},
        places=places(work) if parts else {},
    )


def _sources(grounds: Iterable[LinkGround], origin: LinkOrigin) -> set[int]:
    return {one.source_id for one in grounds if one.origin is origin and one.source_id}


def _named(work: Work, table: type[LinkRule] | type[Inventory], ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {row[0]: row[1] for row in work.db.execute(select(table.id, table.name).where(table.id.in_(ids)))}


def _people(work: Work, ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {one.id: one.name for one in work.db.scalars(select(Person).where(Person.id.in_(ids)))}
