"""Reading why people follow what they follow."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from foundation.db import numbers
from foundation.work import Work
from people.models import Person
from qualification_files.models import LinkGround, Qualification, QualificationLink
from qualification_files.queries.lists import Page, contains, page_of
from qualification_files.rules import LinkOrigin, QualificationState


def held_by(
    work: Work, *, origin: LinkOrigin, source_id: int, qualification_ids: Collection[int]
) -> dict[int, list[int]]:
    """Whose links to these qualifications this reason holds now, by qualification; in one statement."""
    rows = work.db.execute(
        select(QualificationLink.qualification_id, QualificationLink.person_id)
        .join(LinkGround, LinkGround.link_id == QualificationLink.id)
        .where(
            LinkGround.origin == origin,
            LinkGround.source_id == source_id,
            LinkGround.ended_at.is_(None),
            QualificationLink.ended_at.is_(None),
            QualificationLink.qualification_id.in_(qualification_ids),
        )
        .order_by(QualificationLink.person_id)
    )
    found: dict[int, list[int]] = {}
    for qualification_id, person_id in rows:
        found.setdefault(qualification_id, []).append(person_id)
    return found


def links_of_person(work: Work, person_id: int) -> Sequence[QualificationLink]:
    """All that this person follows or followed, with the qualifications: what stands first, then the latest ended."""
    return work.db.scalars(
        select(QualificationLink)
        .join(QualificationLink.qualification)
        .options(joinedload(QualificationLink.qualification))
        .where(QualificationLink.person_id == person_id)
        .order_by(
            QualificationLink.ended_at.is_not(None),
            QualificationLink.ended_at.desc(),
            Qualification.name,
            QualificationLink.id,
        )
    ).all()


def grounds_of(work: Work, link_ids: Collection[int]) -> dict[int, list[LinkGround]]:
    """Why these links stand or stood, by link, what holds now first; in one statement."""
    rows = work.db.scalars(
        select(LinkGround)
        .where(LinkGround.link_id.in_(select(numbers(work.db, link_ids))))
        .order_by(LinkGround.ended_at.is_not(None), LinkGround.ended_at.desc(), LinkGround.since, LinkGround.id)
    )
    found: dict[int, list[LinkGround]] = {}
    for ground in rows:
        found.setdefault(ground.link_id, []).append(ground)
    return found


@dataclass(frozen=True)
class WantedFollowers:
    """What somebody wants to see of who follows a qualification."""

    words: str = ""
    origin: str = ""
    sort: str = "name"
    page: int = 1


def followers_by_origin(work: Work, qualification_id: int) -> dict[LinkOrigin, int]:
    """How many people follow it for which kind of reason; one person may count for several. In one statement."""
    rows = work.db.execute(
        select(LinkGround.origin, func.count(LinkGround.link_id.distinct()))
        .join(QualificationLink, QualificationLink.id == LinkGround.link_id)
        .where(
            QualificationLink.qualification_id == qualification_id,
            QualificationLink.ended_at.is_(None),
            LinkGround.ended_at.is_(None),
        )
        .group_by(LinkGround.origin)
    )
    return {row[0]: row[1] for row in rows}


def people_linked(work: Work, qualification_id: int, wanted: WantedFollowers) -> Page[QualificationLink]:
    """A page of the links that stand, with the people; in two statements."""
    found = (
        select(QualificationLink)
        .join(QualificationLink.person)
        .options(contains_eager(QualificationLink.person))
        .where(
            QualificationLink.qualification_id == qualification_id,
            QualificationLink.ended_at.is_(None),
            contains(wanted.words, Person.given_name, Person.family_name, Person.sorting_name, Person.number),
        )
    )
    if wanted.origin in tuple(LinkOrigin):
        found = found.where(
            exists().where(
                LinkGround.link_id == QualificationLink.id,
                LinkGround.origin == LinkOrigin(wanted.origin),
                LinkGround.ended_at.is_(None),
            )
        )
    name = Person.sorting_name.desc() if wanted.sort == "-name" else Person.sorting_name.asc()
    return page_of(work.db, found, number=wanted.page, order=[name, Person.id.asc()])


def to_link_by_hand(work: Work, words: str, page: int) -> Page[Qualification]:
    """A page of what people can be linked to, by name; in two statements."""
    found = select(Qualification).where(
        Qualification.state == QualificationState.ACTIVE,
        contains(words, Qualification.name, Qualification.code, Qualification.cohort),
    )
    return page_of(work.db, found, number=page, order=[Qualification.name.asc(), Qualification.id.asc()])
