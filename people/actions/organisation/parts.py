"""Adding, renaming, moving and closing parts of the organisation."""

from sqlalchemy import func, text, update
from sqlalchemy.exc import IntegrityError

from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work
from people import queries
from people.events import PartAdded, PartChanged, PartClosed, PartMoved, PartReopened
from people.models import OrganisationPart
from people.rules import Role, plain
from people.rules.organisation import MOST_LEVELS, PartKind, parts_on, path_below, why_not_below


class SameName(Refusal):
    """Two parts of one name beside each other."""

    def __init__(self) -> None:
        super().__init__(say("There is a part with this name in the same place already. Choose another name."))


class PartChangedMeanwhile(Refusal):
    """Somebody else changed this part after the page was opened."""

    def __init__(self) -> None:
        super().__init__(say("Somebody else changed this part meanwhile. Look again and repeat it."))


def add_part(work: Work, parent: OrganisationPart | None, *, name: str, kind: PartKind) -> OrganisationPart:
    """A new part, below another or at the top."""
    hold_tree(work)
    if parent is not None:
        work.db.refresh(parent)
        _refuse_closed(parent)
        _refuse_too_deep(len(parts_on(parent.path)) + 1)
    part = OrganisationPart(name=name, plain_name=plain(name), kind=kind, parent_id=parent.id if parent else None)
    work.db.add(part)
    _flush(work)  # the path needs the number
    part.path = path_below(parent.path if parent else None, part.id)
    work.db.flush()  # whoever puts another part below it reads the path
    work.emit(PartAdded(part_id=part.id, parent_id=part.parent_id))
    return part


def change_part(work: Work, part: OrganisationPart, *, name: str, kind: PartKind, version: int) -> None:
    """Another name or kind, unless somebody else changed the part after the form was opened."""
    hold_tree(work)
    work.db.refresh(part)
    if part.version != version:
        raise PartChangedMeanwhile
    fields = tuple(field for field, value in (("name", name), ("kind", kind)) if getattr(part, field) != value)
    if not fields:
        return
    part.name, part.plain_name, part.kind = name, plain(name), kind
    _flush(work)
    work.emit(PartChanged(part_id=part.id, fields=fields))


def move_part(work: Work, part: OrganisationPart, parent: OrganisationPart | None) -> None:
    """Put a part below another one, or at the top, with all that is below it."""
    hold_tree(work)
    work.db.refresh(part)
    if parent is not None:
        work.db.refresh(parent)
        _refuse_closed(parent)
    if not queries.reach(work, {Role.ADMINISTRATOR}).has(parent.path if parent else "/"):
        raise NotFound  # who administers a part puts nothing outside of it
    before, old_path = part.parent_id, part.path
    parent_id = parent.id if parent else None
    if before == parent_id:
        return  # sent twice
    if no := why_not_below(old_path, parent.path if parent else None):
        raise Refusal(no)
    above = len(parts_on(parent.path)) if parent else 0
    _refuse_too_deep(above + queries.levels_below(work, old_path))
    part.parent_id = parent_id
    _flush(work)
    _repath(work, old_path, path_below(parent.path if parent else None, part.id))
    work.db.refresh(part)
    people = tuple(queries.people_concerned(work, part.path))
    work.emit(PartMoved(part_id=part.id, old_parent_id=before, parent_id=parent_id, person_ids=people))


def close_part(work: Work, part: OrganisationPart) -> None:
    """Let nobody be put in this part any more; what happened in it stays."""
    hold_tree(work)
    work.db.refresh(part, with_for_update=True)  # race: somebody is put in it at this moment, holding the same lock
    if part.closed_at is not None:
        return  # sent twice
    standing = queries.what_stands_in(work, part.id)
    if standing.parts:
        raise Refusal(say("There are parts below this one. Move or close these first."))
    if standing.people:
        raise Refusal(say("There are people in this part. Move them to another part first."))
    if standing.leads:
        raise Refusal(say("Somebody leads this part. End that first."))
    if standing.limits:
        raise Refusal(say("Somebody’s role counts in this part only. Change that on the page of that person first."))
    part.closed_at = work.now
    work.emit(PartClosed(part_id=part.id))


def reopen_part(work: Work, part: OrganisationPart) -> None:
    """Let people be put in this part again."""
    hold_tree(work)
    work.db.refresh(part)
    if part.closed_at is None:
        return  # sent twice
    if part.parent_id is not None:
        _refuse_closed(queries.part(work, part.parent_id))
    part.closed_at = None
    _flush(work)
    work.emit(PartReopened(part_id=part.id))


def hold_tree(work: Work) -> None:
    """Let nobody else change the tree until this work is done."""
    # Race: two parts that are each put below the other at once. SQLite has one writer at a time anyway.
    if work.db.get_bind().dialect.name == "postgresql":
        work.db.execute(text("LOCK TABLE organisation_part IN SHARE ROW EXCLUSIVE MODE"))


def _repath(work: Work, old: str, new: str) -> None:
    """The part and all below it stand on the new path, in one statement."""
    work.db.execute(
        update(OrganisationPart)
        .where(OrganisationPart.path.startswith(old, autoescape=True))
        .values(path=new + func.substr(OrganisationPart.path, len(old) + 1), version=OrganisationPart.version + 1)
        .execution_options(synchronize_session=False)
    )


def _refuse_closed(part: OrganisationPart) -> None:
    if part.closed_at is not None:
        raise Refusal(say("That part is closed. Choose another one, or open it again first."))


def _refuse_too_deep(levels: int) -> None:
    if levels > MOST_LEVELS:
        raise Refusal(
            say("At most %(count)s parts can stand below each other. Choose another place.", count=MOST_LEVELS)
        )


def _flush(work: Work) -> None:
    try:
        work.db.flush()
    except IntegrityError:
        raise SameName from None
