"""Reading drafts: the one behind a form, and what of somebody is not finished."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select

from foundation.refusals import NotFound
from foundation.work import Work
from portfolio.models import Entry, EntryDraft, OpenedDraft
from portfolio.rules import MOST_DRAFTS, EntryKind
from qualification_files.models import WorkProcess


@dataclass(frozen=True)
class DraftRow:
    """A draft as a list shows it."""

    form_key: str
    kind: EntryKind
    title: str  # as it was typed; empty when nothing was
    entry_id: int | None  # of the entry that it would change
    entry_title: str | None
    frozen: bool  # that entry was accepted meanwhile, and is no longer changed
    number: str | None  # of the work process it was made for
    updated_at: datetime


def draft(work: Work, form_key: UUID) -> OpenedDraft:
    """What was typed in this form; nobody's business but that of whoever typed it. A new form is the actor's own."""
    key = str(form_key)
    made = select(Entry.id, Entry.owner_id).where(Entry.form_key == key).subquery()
    row = work.db.execute(
        select(EntryDraft, made.c.id, made.c.owner_id)
        .select_from(select(1).subquery())
        .outerjoin(EntryDraft, EntryDraft.form_key == key)
        .outerjoin(made, made.c.id.is_not(None))
    ).one()
    found: EntryDraft | None = row[0]
    owner = found.owner_id if found else row[2] or work.actor.id or 0
    return OpenedDraft(key, owner, found, entry_id=row[1])


def kept_draft(work: Work, form_key: UUID) -> OpenedDraft:
    """The same, where something was kept."""
    opened = draft(work, form_key)
    if opened.draft is None:
        raise NotFound
    return opened


def locked_draft(work: Work, form_key: str) -> EntryDraft | None:
    """The draft as it stands, held until the end of this work."""
    return work.db.scalars(
        select(EntryDraft)
        .where(EntryDraft.form_key == form_key)
        .with_for_update()  # race: the same form is typed in on two devices at once
        .execution_options(populate_existing=True)
    ).one_or_none()


def own_draft(work: Work, form_key: str) -> EntryDraft | None:
    """What whoever asks typed in this form and did not throw away."""
    return work.db.scalars(
        select(EntryDraft).where(
            EntryDraft.form_key == form_key,
            EntryDraft.owner_id == work.actor.id,
            EntryDraft.thrown_at.is_(None),
        )
    ).one_or_none()


def drafts_of(work: Work, owner_id: int) -> Sequence[DraftRow]:
    """What this person has not finished, newest first."""
    rows = (
        select(
            EntryDraft.form_key,
            EntryDraft.kind,
            func.coalesce(EntryDraft.told[("title", 0)].as_string(), ""),
            EntryDraft.entry_id,
            Entry.title,
            and_(Entry.id.is_not(None), Entry.frozen_at.is_not(None)),
            WorkProcess.number,
            EntryDraft.updated_at,
        )
        .outerjoin(Entry, Entry.id == EntryDraft.entry_id)
        .outerjoin(WorkProcess, WorkProcess.id == EntryDraft.work_process_id)
        .where(EntryDraft.owner_id == owner_id, EntryDraft.thrown_at.is_(None), Entry.archived_at.is_(None))
        .order_by(EntryDraft.updated_at.desc(), EntryDraft.id.desc())
        .limit(MOST_DRAFTS)
    )
    return [DraftRow(*row) for row in work.db.execute(rows)]


def number_of_drafts(work: Work, owner_id: int) -> int:
    """How many drafts this person has, without those that were thrown away."""
    mine = (EntryDraft.owner_id == owner_id, EntryDraft.thrown_at.is_(None))
    return work.db.scalar(select(func.count()).select_from(EntryDraft).where(*mine)) or 0
