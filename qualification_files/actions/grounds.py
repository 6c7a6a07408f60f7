"""What holds a link: each reason is added and ended by itself, and only the end of the last one ends the link."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from foundation.db import numbers
from foundation.work import Work
from qualification_files import queries
from qualification_files.actions.ground_rows import AS_IT_IS, add_grounds, current_links, end_grounds, end_unheld
from qualification_files.actions.links import link
from qualification_files.events import LinksHeld, LinksReleased, PeopleUnlinked
from qualification_files.models import LinkGround, Qualification
from qualification_files.queries import Results
from qualification_files.queries.grounds import held_by
from qualification_files.queries.lists import in_pieces
from qualification_files.rules import LinkDeed, LinkOrigin, LinkResult
from qualification_files.rules.grounds import DECIDED, Ground


def hold(
    work: Work,
    qualification: Qualification,
    person_ids: Collection[int],
    *,
    origin: LinkOrigin,
    source_id: int = 0,
    required: bool = True,
) -> Results:
    """Let these people follow it for this reason, and give what became of each: linked, was linked, or why not.

    Who follows it already is held by one more reason from now on. Doing it again changes nothing.
    """
    ground = Ground(origin, source_id, required)
    found = queries.link_results(work, LinkDeed.LINK, [qualification], sorted(set(person_ids)))[0]
    made = link(work, qualification, found.people.get(LinkResult.CHANGED, []), **vars(ground))
    here = {*found.people.get(LinkResult.CHANGED, []), *found.people.get(LinkResult.UNCHANGED, [])}
    gone = _join(work, qualification, here.difference(made), ground)
    link(work, qualification, gone, **vars(ground))  # race: somebody ended these links since we looked
    return found


def release(
    work: Work,
    *,
    origin: LinkOrigin,
    source_id: int,
    qualification_id: int,
    person_ids: Collection[int] | None = None,
) -> list[int]:
    """This reason no longer holds these people (nobody at all, without them); give whose link ended with it."""
    held = holders(work, origin=origin, source_id=source_id, qualification_id=qualification_id)
    chosen = held if person_ids is None else sorted(set(held).intersection(person_ids))
    return [
        person_id
        for piece in in_pieces(chosen)
        for person_id in _let_go(work, qualification_id, piece, origins=[origin], source_id=source_id)
    ]


def release_by_hand(work: Work, qualification: Qualification, person_id: int) -> bool:
    """Take away what people decided; give whether the link ended: other reasons may still hold it."""
    return bool(_let_go(work, qualification.id, [person_id], origins=DECIDED, source_id=None))


def holders(work: Work, *, origin: LinkOrigin, source_id: int, qualification_id: int) -> list[int]:
    """Whose link to this qualification this reason holds now."""
    held = held_by(work, origin=origin, source_id=source_id, qualification_ids=[qualification_id])
    return held.get(qualification_id, [])


def _join(work: Work, qualification: Qualification, person_ids: Collection[int], ground: Ground) -> list[int]:
    """Let the ground hold links that stand too; give those who have none any more."""
    if not person_ids:
        return []
    links = current_links(work, qualification.id, person_ids)
    added = set(add_grounds(work, links.values(), ground, made_by=work.actor.id))
    added.update(_ask_differently(work, links.values(), ground))
    people = tuple(sorted(person_id for person_id, link_id in links.items() if link_id in added))
    if people:
        work.emit(
            LinksHeld(
                person_ids=people,
                qualification_id=qualification.id,
                origin=ground.origin,
                source_id=ground.source_id,
                required=ground.required,
            )
        )
    return sorted(set(person_ids).difference(links))


def _ask_differently(work: Work, link_ids: Collection[int], ground: Ground) -> Sequence[int]:
    """What was recommended becomes required, or the other way round."""
    statement = (
        update(LinkGround)
        .where(
            LinkGround.link_id.in_(select(numbers(work.db, link_ids))),
            LinkGround.origin == ground.origin,
            LinkGround.source_id == ground.source_id,
            LinkGround.ended_at.is_(None),
            LinkGround.required.is_not(ground.required),
        )
        .values(required=ground.required)
        .returning(LinkGround.link_id)
        .execution_options(**AS_IT_IS)
    )
    return work.db.scalars(statement).all()


def _let_go(
    work: Work,
    qualification_id: int,
    person_ids: Collection[int],
    *,
    origins: Collection[LinkOrigin],
    source_id: int | None,
) -> list[int]:
    links = current_links(work, qualification_id, person_ids)
    let_go = set(end_grounds(work, links.values(), ended_by=work.actor.id, origins=origins, source_id=source_id))
    ended = end_unheld(work, let_go, ended_by=work.actor.id)
    facts = {"qualification_id": qualification_id, "source_id": source_id or 0}
    origin = next(iter(origins)) if len(origins) == 1 else ""
    if ended:
        work.emit(PeopleUnlinked(person_ids=tuple(ended), origin=origin, **facts))
    still = {person_id for person_id, link_id in links.items() if link_id in let_go}.difference(ended)
    if still:
        work.emit(LinksReleased(person_ids=tuple(sorted(still)), origin=origin, **facts))
    return ended
