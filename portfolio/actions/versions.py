"""What was accepted stays as it is; what there is to add goes into a new version of it."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import inspect

from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from portfolio import queries
from portfolio.actions.entries import facts_of, find_relevant
from portfolio.actions.files import MAKE_PREVIEW
from portfolio.events import EntryVersionMade
from portfolio.models import Entry, EntryFile, EntryFilePage, Evidence, EvidenceIndicator
from portfolio.queries.places import standing_in_place
from portfolio.rules import PreviewState, change_key

NOT_COPIED = frozenset({"id", "entry_id", "replaces_id", "replaced_at", "archived_at"})


def new_version(work: Work, entry: Entry) -> Entry:
    """A copy of an entry that is frozen, to go on with; the one that is there already when it is asked for twice."""
    stands = queries.locked_entry(work, entry.id)
    there = queries.successor_of(work, entry.id)
    if there:
        return there
    if stands.frozen_at is None:  # race: whoever accepted it withdraws that at the same moment
        raise Refusal(say("The acceptance was withdrawn meanwhile. You can change the entry itself again."))
    fresh = Entry(owner_id=entry.owner_id, kind=entry.kind, predecessor_id=entry.id, origin=entry.origin)
    for name, value in asdict(facts_of(entry)).items():
        setattr(fresh, name, value)
    fresh.created_at = fresh.updated_at = work.now
    work.db.add(fresh)
    work.db.flush()  # what belongs to it, and the event, need its number
    find_relevant(work, fresh, [row.qualification_id for row in queries.relevant_for(work, entry.id)])
    _copy_files(work, entry, fresh)
    _copy_links(work, entry, fresh)
    _bring_draft(work, entry, fresh)
    work.emit(EntryVersionMade(person_id=fresh.owner_id, entry_id=fresh.id, predecessor_id=entry.id))
    return fresh


def _copy_files(work: Work, entry: Entry, fresh: Entry) -> None:
    """The same stored bytes, under rows of its own: a file that is removed from one stays with the other."""
    there = standing_in_place(work, entry.id)
    copies = [_copy(file, fresh.id) for file in there]
    work.db.add_all(copies)
    work.db.flush()  # their pages and jobs need their numbers
    numbers = {file.id: copy.id for file, copy in zip(there, copies, strict=True)}
    for page in queries.pages_of_files(work, list(numbers)):
        drawn = EntryFilePage(file_id=numbers[page.file_id], number=page.number, key=page.key)
        drawn.width, drawn.height = page.width, page.height
        work.db.add(drawn)
    _draw_later(work, copies)


def _copy(file: EntryFile, entry_id: int) -> EntryFile:
    names = [column.key for column in inspect(EntryFile).column_attrs if column.key not in NOT_COPIED]
    return EntryFile(entry_id=entry_id, **{name: getattr(file, name) for name in names})


def _draw_later(work: Work, copies: Sequence[EntryFile]) -> None:
    for copy in copies:
        if copy.preview is PreviewState.WAITING:
            work.later(MAKE_PREVIEW, key=f"{MAKE_PREVIEW}:{copy.id}", file_id=copy.id)


def _copy_links(work: Work, entry: Entry, fresh: Entry) -> None:
    """It shows the same, for what its owner still follows; nothing of that was handed in yet."""
    for link in queries.links_to_follow(work, entry):
        copy = Evidence(entry_id=fresh.id, work_process_id=link.work_process_id, reasoning=link.reasoning)
        copy.created_at = copy.updated_at = work.now
        copy.indicators = [EvidenceIndicator(indicator_id=row.indicator_id) for row in link.indicators]
        work.db.add(copy)


def _bring_draft(work: Work, entry: Entry, fresh: Entry) -> None:
    """What was being typed while it was accepted can be saved in the new version."""
    draft = queries.locked_draft(work, change_key(entry.id))
    if draft is None:
        return
    draft.form_key, draft.entry_id = change_key(fresh.id), fresh.id
    draft.told = {**draft.told, "version": [str(fresh.version)]}
