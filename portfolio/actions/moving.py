"""Evidence that goes along to the next version of a qualification, for many people at once; and its taking back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, and_, bindparam, delete, exists, literal, select, update
from sqlalchemy.orm import aliased

from foundation.work import Work
from portfolio.actions.moving_opinions import bring_opinions, insert_into, take_back_opinions
from portfolio.events import EvidenceMovedAlong, EvidenceTakenBack, MovedAlong
from portfolio.models import Comment, Entry, EntryQualification, Evidence, EvidenceIndicator, Review
from portfolio.queries.moving import Earlier, going_along, moved_along, to_new, told_twice
from portfolio.rules import EvidenceState, joined, state_of_all
from qualification_files.models import CoreTask, Indicator, QualificationLink, WorkProcess

_EVIDENCE = cast("Table", Evidence.__table__)
_TELL_ALL = (
    update(_EVIDENCE)
    .where(
        _EVIDENCE.c.entry_id == bindparam("of_entry"),
        _EVIDENCE.c.work_process_id == bindparam("of_process"),
        _EVIDENCE.c.move_id == bindparam("of_move"),
    )
    .values(
        reasoning=bindparam("text"),
        state=bindparam("together"),
        asked_at=bindparam("asked"),
        decided_at=bindparam("decided"),
        created_at=bindparam("first"),
        updated_at=bindparam("last"),
    )
)
COPIED = (
    "entry_id",
    "work_process_id",
    "reasoning",
    "state",
    "asked_at",
    "decided_at",
    "created_at",
    "updated_at",
    "moved_from_id",
    "move_id",
    "version",
)


def bring_along(
    work: Work, person_ids: Sequence[int], *, mapping: Mapping[int, int], old_id: int, new_id: int, move_id: int
) -> None:
    """Evidence shows the new work processes too, as far as it was; what was there already stays as it is.

    With the same reasoning, indicators, state and dates, and with what was said of each work process as a whole. In a
    fixed number of statements. The earlier evidence is not touched: it is history, and can be read.
    """
    judged: set[int] = set()
    if mapping:
        _copy(work, person_ids, mapping, move_id=move_id)
        _join(work, person_ids, mapping, move_id=move_id)
        _point_at_indicators(work, person_ids, mapping, move_id=move_id)
        judged = bring_opinions(work, person_ids, mapping=mapping, move_id=move_id)
    _find_relevant(work, person_ids, old_id=old_id, new_id=new_id)
    brought = moved_along(work, move_id, person_ids)
    moved = sorted(brought.keys() | judged)
    if moved:
        people = tuple(MovedAlong(person_id=number, evidence_ids=tuple(brought.get(number, ()))) for number in moved)
        work.emit(EvidenceMovedAlong(move_id=move_id, people=people))


def take_evidence_back(work: Work, person_ids: Sequence[int], *, old_id: int, new_id: int, move_id: int) -> None:
    """What the move brought along goes again, unless somebody rewrote, unlinked, judged or moved it on since."""
    later = aliased(Evidence)
    gone = work.db.scalars(
        delete(Evidence)
        .where(
            Evidence.move_id == move_id,
            Evidence.version == 1,
            Evidence.archived_at.is_(None),
            Evidence.entry_id.in_(select(Entry.id).where(Entry.owner_id.in_(person_ids))),
            ~exists().where(later.moved_from_id == Evidence.id),
            ~exists().where(Review.evidence_id == Evidence.id),
            ~exists().where(Comment.evidence_id == Evidence.id),
        )
        .returning(Evidence.entry_id)
        .execution_options(synchronize_session=False)
    ).all()
    unsaid = take_back_opinions(work, person_ids, move_id=move_id)
    _find_irrelevant(work, person_ids, old_id=old_id, new_id=new_id)
    owners = work.db.scalars(select(Entry.owner_id).where(Entry.id.in_(set(gone))).distinct()).all() if gone else ()
    about = unsaid.union(owners)
    if about:
        work.emit(EvidenceTakenBack(person_ids=tuple(sorted(about)), move_id=move_id))


def _copy(work: Work, person_ids: Sequence[int], mapping: Mapping[int, int], *, move_id: int) -> None:
    rows = going_along(mapping, person_ids).subquery()
    copies = select(
        rows.c.entry_id,
        rows.c.new_id,
        rows.c.reasoning,
        rows.c.state,
        rows.c.asked_at,
        rows.c.decided_at,
        rows.c.created_at,
        rows.c.updated_at,
        rows.c.evidence_id,
        literal(move_id),
        literal(1),
    ).where(rows.c.place == 1)
    # What the entry shows of the new version already, in its owner's own words, is left as it is.
    work.db.execute(
        insert_into(work, Evidence)
        .from_select(COPIED, copies)
        .on_conflict_do_nothing(index_elements=["entry_id", "work_process_id"])
    )


def _point_at_indicators(work: Work, person_ids: Sequence[int], mapping: Mapping[int, int], *, move_id: int) -> None:
    """It points at the indicators that say the same in the new version; those without such a one stay behind."""
    fresh, old, new = aliased(Evidence), aliased(Indicator), aliased(Indicator)
    twins = (
        select(fresh.id, new.id)
        .distinct()
        .join(Entry, Entry.id == fresh.entry_id)
        .join(Evidence, and_(Evidence.entry_id == fresh.entry_id, to_new(mapping) == fresh.work_process_id))
        .join(EvidenceIndicator, EvidenceIndicator.evidence_id == Evidence.id)
        .join(old, old.id == EvidenceIndicator.indicator_id)
        .join(new, and_(new.work_process_id == fresh.work_process_id, new.text == old.text))
        .where(
            fresh.move_id == move_id,
            Entry.owner_id.in_(person_ids),
            Evidence.work_process_id.in_(list(mapping)),
            Evidence.archived_at.is_(None),
        )
    )
    work.db.execute(
        insert_into(work, EvidenceIndicator)
        .from_select(["evidence_id", "indicator_id"], twins)
        .on_conflict_do_nothing(index_elements=["evidence_id", "indicator_id"])
    )


def _join(work: Work, person_ids: Sequence[int], mapping: Mapping[int, int], *, move_id: int) -> None:
    """Where several went to one, it tells what each of them told, and its dates span theirs."""
    told = told_twice(work, mapping, person_ids)
    if not told:
        return
    evidence = [
        {
            "of_entry": entry_id,
            "of_process": new_id,
            "of_move": move_id,
            "text": joined([one.told for one in all_of_it]),
            **_how_far(all_of_it),
            "first": min(one.created_at for one in all_of_it),
            "last": max(one.updated_at for one in all_of_it),
        }
        for (entry_id, new_id), all_of_it in told.items()
    ]
    work.db.connection().execute(_TELL_ALL, evidence)


def _how_far(all_of_it: Sequence[Earlier]) -> dict[str, EvidenceState | datetime | None]:
    """How far they are together, and since when: a state that none of them has has no dates either."""
    state = state_of_all([one.state for one in all_of_it])
    those = [one for one in all_of_it if one.state is state]
    asked = [one.asked_at for one in those if one.asked_at]
    decided = [one.decided_at for one in those if one.decided_at]
    return {
        "together": state,
        "asked": max(asked, default=None),
        "decided": max(decided, default=None),
    }


def _find_relevant(work: Work, person_ids: Sequence[int], *, old_id: int, new_id: int) -> None:
    theirs = select(Entry.id).where(Entry.owner_id.in_(person_ids))
    rows = select(EntryQualification.entry_id, literal(new_id)).where(
        EntryQualification.qualification_id == old_id, EntryQualification.entry_id.in_(theirs)
    )
    work.db.execute(
        insert_into(work, EntryQualification)
        .from_select(["entry_id", "qualification_id"], rows)
        .on_conflict_do_nothing(index_elements=["entry_id", "qualification_id"])
    )


def _find_irrelevant(work: Work, person_ids: Sequence[int], *, old_id: int, new_id: int) -> None:
    """Entries are no longer marked as relevant for the new version, where nothing of them is left there."""
    earlier = aliased(EntryQualification)
    follows = exists().where(
        QualificationLink.person_id == Entry.owner_id,
        QualificationLink.qualification_id == new_id,
        QualificationLink.ended_at.is_(None),
    )
    shows = exists().where(
        Evidence.entry_id == Entry.id,
        Evidence.work_process_id == WorkProcess.id,
        WorkProcess.core_task_id == CoreTask.id,
        CoreTask.qualification_id == new_id,
    )
    came_along = (
        select(Entry.id)
        .join(earlier, earlier.entry_id == Entry.id)
        .where(earlier.qualification_id == old_id, Entry.owner_id.in_(person_ids), ~follows, ~shows)
    )
    work.db.execute(
        delete(EntryQualification)
        .where(EntryQualification.qualification_id == new_id, EntryQualification.entry_id.in_(came_along))
        .execution_options(synchronize_session=False)
    )
