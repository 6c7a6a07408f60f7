"""What is typed is kept: as a draft, until it is an entry or is thrown away."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, or_
from sqlalchemy.exc import IntegrityError

from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from portfolio import queries
from portfolio.events import DraftBegun, DraftTakenBack, DraftThrownAway
from portfolio.models import Entry, EntryDraft, OpenedDraft
from portfolio.rules import (
    KEPT_THROWN,
    KEPT_UNTOUCHED,
    LARGEST_DRAFT,
    MOST_DRAFTS,
    EntryFacts,
    EntryKind,
    change_key,
    drafted,
    filled_in,
    is_fresh_key,
    typed_by,
)

Sent = Mapping[str, Sequence[str]]


class TypedElsewhere(Refusal):
    """The same form was typed in elsewhere, after it was opened here."""

    def __init__(self, version: int) -> None:
        super().__init__(say("This was changed in another window or on another device after you opened it here."))
        self.version = version


def save_draft(
    work: Work, opened: OpenedDraft, kind: EntryKind, sent: Sent, *, work_process_id: int | None, version: int
) -> EntryDraft | None:
    """Keep what was typed in the form of a new entry; nothing any more when the form has made its entry."""
    if opened.entry_id is not None:
        return None
    if opened.draft is None and not is_fresh_key(opened.form_key):
        raise Unreadable(say("This form is no longer valid. Open it again."))
    fresh = EntryDraft(form_key=opened.form_key, kind=kind, work_process_id=work_process_id)
    return _keep(work, fresh, sent, version=version)


def save_change(work: Work, entry: Entry, sent: Sent, *, version: int) -> EntryDraft | None:
    """Keep what was typed in the form that changes this entry; nothing where it says what the entry says."""
    fresh = EntryDraft(form_key=change_key(entry.id), kind=entry.kind, entry_id=entry.id)
    if _says_the_same(work, entry, sent):
        drop_draft(work, fresh.form_key)
        return None
    return _keep(work, fresh, sent, version=version)


def throw_draft_away(work: Work, opened: OpenedDraft) -> None:
    """It is no longer wanted; for a while it can be taken back."""
    draft = queries.locked_draft(work, opened.form_key)
    if draft is None or draft.thrown_at is not None:
        return
    draft.thrown_at = work.now
    work.emit(DraftThrownAway(person_id=opened.owner_id, draft_id=draft.id))


def take_draft_back(work: Work, opened: OpenedDraft) -> None:
    """It is wanted after all."""
    draft = queries.locked_draft(work, opened.form_key)
    if draft is None or draft.thrown_at is None:
        return
    draft.thrown_at = None
    work.emit(DraftTakenBack(person_id=opened.owner_id, draft_id=draft.id))


def drop_draft(work: Work, form_key: str) -> None:
    """What was typed in this form is saved for good now; called by whatever saved it, which tells so."""
    mine = (EntryDraft.form_key == form_key, EntryDraft.owner_id == work.actor.id)
    work.db.execute(delete(EntryDraft).where(*mine).execution_options(synchronize_session=False))


def _keep(work: Work, fresh: EntryDraft, sent: Sent, *, version: int) -> EntryDraft:
    told = drafted(sent)
    if len(json.dumps(told).encode()) > LARGEST_DRAFT:
        raise Unreadable(say("This is more than a draft can hold. Save it, or make it shorter."))
    there = queries.locked_draft(work, fresh.form_key)
    if there is None:
        return _begin(work, fresh, told)
    if there.version != version and typed_by(there.told) != typed_by(told) and filled_in(there.told) != filled_in(told):
        raise TypedElsewhere(there.version)
    there.told, there.updated_at, there.thrown_at = told, work.now, None
    work.db.flush()  # the page needs the number of this version
    return there


def _begin(work: Work, fresh: EntryDraft, told: dict[str, list[str]]) -> EntryDraft:
    _sweep(work)
    if queries.number_of_drafts(work, work.actor.id or 0) >= MOST_DRAFTS:
        raise Refusal(
            say("You have %(most)s drafts already. Finish or throw away some of them first.", most=MOST_DRAFTS)
        )
    fresh.owner_id, fresh.told = work.actor.id or 0, told
    fresh.created_at = fresh.updated_at = work.now
    try:
        with (
            work.db.begin_nested()
        ):  # race: the same form on two devices at once; the key is unique, the second is told
            work.db.add(fresh)
    except IntegrityError as clash:
        raise TypedElsewhere(1) from clash
    work.emit(DraftBegun(person_id=fresh.owner_id, draft_id=fresh.id, kind=fresh.kind, entry_id=fresh.entry_id))
    return fresh


def _sweep(work: Work) -> None:
    """Whenever somebody begins one, what nobody came back for goes."""
    forgotten = EntryDraft.updated_at < work.now - KEPT_UNTOUCHED
    thrown = EntryDraft.thrown_at < work.now - KEPT_THROWN
    work.db.execute(delete(EntryDraft).where(or_(forgotten, thrown)).execution_options(synchronize_session=False))


def _says_the_same(work: Work, entry: Entry, sent: Sent) -> bool:
    told = filled_in(drafted(sent))
    offered = {str(row.id) for row in queries.followed(work, entry.owner_id)}
    chosen = {str(row.qualification_id) for row in queries.relevant_for(work, entry.id)} & offered
    if set(told.pop("qualifications", ())) != chosen:
        return False
    stands = {name: getattr(entry, name) for name in EntryFacts.__dataclass_fields__}
    return told == {name: [str(value)] for name, value in stands.items() if value not in (None, "")}
