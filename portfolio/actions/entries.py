"""Adding, changing, removing and restoring entries."""

from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy.exc import IntegrityError

from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from portfolio import queries
from portfolio.actions.drafts import drop_draft
from portfolio.events import EntryAdded, EntryChanged, EntryRemoved, EntryRestored
from portfolio.models import Entry, EntryQualification
from portfolio.rules import EntryFacts, EntryKind, change_key, changed, is_period, suiting


class ChangedMeanwhile(Refusal):
    """Somebody else, or the same person in another tab, has saved it since it was opened."""

    def __init__(self) -> None:
        super().__init__(
            say("This was changed in another window after you opened it. Your text is still here, and not saved yet.")
        )


def add_entry(
    work: Work, kind: EntryKind, facts: EntryFacts, *, qualification_ids: Collection[int], form_key: str
) -> Entry:
    """A new entry of whoever asks; the one that is there already when the same form comes twice."""
    facts = suiting(kind, facts)
    _refuse_backwards(facts)
    earlier = _made_by(work, form_key)
    if earlier:
        return earlier
    entry = Entry(owner_id=work.actor.id, kind=kind, form_key=form_key, created_at=work.now, updated_at=work.now)
    _tell(entry, facts)
    try:
        with work.db.begin_nested():  # race: the same form twice at once; the key is unique, the second finds the first
            work.db.add(entry)
    except IntegrityError:
        return _made_by(work, form_key) or _unknown_form()
    _choose(work, entry, qualification_ids)
    drop_draft(work, form_key)
    work.emit(EntryAdded(person_id=entry.owner_id, entry_id=entry.id, kind=kind))
    return entry


def change_entry(
    work: Work, entry_id: int, facts: EntryFacts, *, qualification_ids: Collection[int], version: int
) -> None:
    """Tell it differently; refused when it is no longer what was opened."""
    entry = queries.locked_entry(work, entry_id)
    if entry.version != version:
        raise ChangedMeanwhile
    facts = suiting(entry.kind, facts)
    _refuse_backwards(facts)
    names = changed(facts_of(entry), facts)
    _tell(entry, facts)
    if _choose(work, entry, qualification_ids):
        names = (*names, "qualifications")
    drop_draft(work, change_key(entry.id))
    if not names:
        return
    entry.updated_at = work.now
    work.emit(EntryChanged(person_id=entry.owner_id, entry_id=entry.id, fields=names))


def remove_entry(work: Work, entry_id: int) -> None:
    """Put it aside, with its files and evidence; it can be put back."""
    entry = queries.locked_entry(work, entry_id)
    if entry.archived_at is not None:
        return
    if entry.frozen_at is not None:  # race: it was accepted while its page was open
        raise Refusal(say("This entry was accepted meanwhile, so it stays. You can make a new version of it."))
    entry.archived_at = work.now
    work.emit(EntryRemoved(person_id=entry.owner_id, entry_id=entry.id))


def restore_entry(work: Work, entry_id: int) -> None:
    """Put it back as it was."""
    entry = queries.locked_entry(work, entry_id)
    if entry.archived_at is None:
        return
    entry.archived_at = None
    work.emit(EntryRestored(person_id=entry.owner_id, entry_id=entry.id))


def facts_of(entry: Entry) -> EntryFacts:
    """What it tells now."""
    return EntryFacts(**{name: getattr(entry, name) for name in EntryFacts.__dataclass_fields__})


def find_relevant(work: Work, entry: Entry, qualification_ids: Collection[int]) -> None:
    """Its owner finds it relevant for these too."""
    known = {row.qualification_id for row in queries.relevant_for(work, entry.id)}
    work.db.add_all(
        EntryQualification(entry_id=entry.id, qualification_id=number) for number in set(qualification_ids) - known
    )


def _made_by(work: Work, form_key: str) -> Entry | None:
    found = queries.entry_with_key(work, form_key)
    if found and found.owner_id != work.actor.id:
        _unknown_form()
    return found


def _unknown_form() -> Entry:
    raise Unreadable(say("This form is no longer valid. Open it again."))


def _refuse_backwards(facts: EntryFacts) -> None:
    if not is_period(facts.started_on, facts.ended_on):
        raise Unreadable(say("It cannot end before it begins."))


def _tell(entry: Entry, facts: EntryFacts) -> None:
    for name, value in asdict(facts).items():
        setattr(entry, name, value)


def _choose(work: Work, entry: Entry, qualification_ids: Collection[int]) -> bool:
    """Relevant for these of what the owner follows; choices of what is no longer followed stay as they are."""
    followed = {row.id for row in queries.followed(work, entry.owner_id)}
    rows = {row.qualification_id: row for row in queries.relevant_for(work, entry.id)}
    wanted = followed.intersection(qualification_ids)
    gone = (rows.keys() & followed) - wanted
    find_relevant(work, entry, wanted)
    for number in gone:
        work.db.delete(rows[number])
    return bool(gone or wanted - rows.keys())
