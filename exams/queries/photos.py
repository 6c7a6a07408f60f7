"""Photos taken while marking: what was announced, what arrived, and what stands with a sheet."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from exams.models import Sheet, Sitting
from exams.models.tablets import MarkPhoto, TabletDeed
from exams.rules import AnswerKind
from exams.rules.agreeing import Seat
from exams.rules.deeds import DeedKind
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class AnnouncedPhoto:
    """A photo of which the bytes may come, or have come."""

    id: UUID
    op: UUID
    sitting_id: int
    sheet_id: int
    examiner_id: int
    candidate_id: int
    step_id: int | None
    sha256: str
    made_at: datetime
    sent_at: datetime | None
    received_at: datetime
    exam_at: datetime  # when it was planned, or began where that was earlier
    taken_away: bool
    purged: bool
    arrived: str | None  # the digest of the bytes that are here


@dataclass(frozen=True, kw_only=True)
class SeenPhoto:
    """A photo with the exam it is of: whoever sees the marks of that sheet sees it."""

    photo: MarkPhoto
    sheet: Sheet

    @property
    def sitting(self) -> Sitting:
        """Of which exam."""
        return self.sheet.sitting

    @property
    def examiner_id(self) -> int:
        """Whose sheet it stands with."""
        return self.sheet.examiner_id

    @property
    def candidate_id(self) -> int:
        """Whose exam it is."""
        return self.sheet.candidate_id

    @property
    def seats(self) -> Sequence[Seat]:
        """Who examines."""
        return self.sheet.seats

    @property
    def required(self) -> int:
        """How many examiners the exam asks for."""
        return self.sheet.required

    @property
    def position(self) -> int:
        """First, second or third examiner."""
        return self.sheet.position


@dataclass(frozen=True, kw_only=True)
class Late:
    """That a photo was added after signing: when, by whom, and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PhotoRow:
    """A photo in a list."""

    id: UUID
    sheet_id: int
    step_id: int | None
    taken_at: datetime
    late: Late | None = None


def announced_photo(work: Work, photo: UUID) -> AnnouncedPhoto:
    """What the actor's own tablet announced under this id, if the announcement stands (2 statements)."""
    # Of the actor's sheets alone: their deeds are few, and nobody else sends this photo.
    row = work.db.execute(
        select(TabletDeed, Sheet.examiner_id, Sitting, MarkPhoto.sha256)
        .join(Sheet, Sheet.id == TabletDeed.sheet_id)
        .join(Sitting, Sitting.id == Sheet.sitting_id)
        .outerjoin(MarkPhoto, and_(MarkPhoto.id == photo, MarkPhoto.op == TabletDeed.op))
        .where(Sheet.examiner_id == work.actor.id, *_stands(DeedKind.PHOTO, photo))
        .order_by(TabletDeed.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound
    deed, examiner, sitting, arrived = row
    away = select(func.count()).where(TabletDeed.sheet_id == deed.sheet_id, *_stands(DeedKind.PHOTO_OFF, photo))
    return AnnouncedPhoto(
        id=photo,
        op=deed.op,
        sitting_id=deed.sitting_id,
        sheet_id=deed.sheet_id,
        examiner_id=examiner,
        candidate_id=sitting.candidate_id,
        step_id=deed.content.get("step"),
        sha256=str(deed.content.get("sha256", "")),
        made_at=deed.made_at,
        sent_at=deed.sent_at,
        received_at=deed.received_at,
        exam_at=min(sitting.starts_at, sitting.began_at or sitting.starts_at),
        taken_away=bool(work.db.scalar(away)),
        purged=sitting.purged_at is not None,
        arrived=arrived,
    )


def seen_photo(work: Work, photo: UUID) -> SeenPhoto:
    """A photo that is here and was not taken away, with its exam (3 statements)."""
    found = work.db.scalars(
        select(MarkPhoto)
        .where(MarkPhoto.id == photo, MarkPhoto.removed_at.is_(None))
        .options(
            joinedload(MarkPhoto.sheet).joinedload(Sheet.sitting).joinedload(Sitting.sheets),
            joinedload(MarkPhoto.sheet).joinedload(Sheet.sitting).joinedload(Sitting.session),
        )
    )
    row = found.unique().one_or_none()
    if row is None:
        raise NotFound
    return SeenPhoto(photo=row, sheet=row.sheet)


def photos_on(work: Work, sheet_ids: Collection[int]) -> Mapping[int, list[PhotoRow]]:
    """Sheet -> its photos that are here and were not taken away, in the order they were taken (1 statement)."""
    rows = work.db.execute(
        select(MarkPhoto, Person)
        .join(Person, Person.id == MarkPhoto.added_by)
        .where(MarkPhoto.sheet_id.in_(sheet_ids), MarkPhoto.removed_at.is_(None))
        .order_by(MarkPhoto.taken_at, MarkPhoto.id)
    )
    found: dict[int, list[PhotoRow]] = defaultdict(list)
    for row, by in rows:
        late = Late(at=row.arrived_at, by=by.name, reason=row.late_reason) if row.late_reason else None
        found[row.sheet_id].append(
            PhotoRow(id=row.id, sheet_id=row.sheet_id, step_id=row.step_id, taken_at=row.taken_at, late=late)
        )
    return found


def photo_counts(work: Work, sheet_ids: Collection[int]) -> Mapping[int, int]:
    """Sheet -> how many photos were announced or came from paper, those taken away left out (2 statements)."""
    return {sheet: len(photos) for sheet, photos in photos_there(work, sheet_ids).items()}


def photos_there(work: Work, sheet_ids: Collection[int]) -> dict[int, set[str]]:
    """Sheet -> the photos that a tablet announced and those from paper, without what was taken away (2 statements)."""
    there = {sheet: set(photos) for sheet, photos in announced_on(work, sheet_ids).items()}
    paper = work.db.execute(
        select(MarkPhoto.sheet_id, MarkPhoto.id).where(
            MarkPhoto.sheet_id.in_(sheet_ids), MarkPhoto.op.is_(None), MarkPhoto.removed_at.is_(None)
        )
    )
    for sheet, photo in paper:
        there.setdefault(sheet, set()).add(f"paper {photo}")  # no tablet takes that away
    return there


def announced_on(work: Work, sheet_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Sheet -> the photos that tablets announced and did not take away, with their digests (1 statement)."""
    rows = work.db.execute(
        select(TabletDeed.sheet_id, TabletDeed.kind, TabletDeed.content)
        .where(
            TabletDeed.sheet_id.in_(sheet_ids),
            TabletDeed.kind.in_([DeedKind.PHOTO, DeedKind.PHOTO_OFF]),
            TabletDeed.answer == AnswerKind.STORED,
        )
        .order_by(TabletDeed.id)
    )
    announced: dict[int, dict[str, str]] = defaultdict(dict)
    for sheet, kind, content in rows:
        photo = str(content.get("photo"))
        if kind is DeedKind.PHOTO:
            announced[sheet][photo] = str(content.get("sha256", ""))
        else:
            announced[sheet].pop(photo, None)
    return announced


def arrived_among(work: Work, photos: Collection[UUID]) -> frozenset[UUID]:
    """Those of these photos that are here (1 statement)."""
    return frozenset(work.db.scalars(select(MarkPhoto.id).where(MarkPhoto.id.in_(photos))))


def _stands(kind: DeedKind, photo: UUID) -> list[ColumnElement[bool]]:
    """Deeds of this kind about this photo that were taken in."""
    return [
        TabletDeed.kind == kind,
        TabletDeed.answer == AnswerKind.STORED,
        TabletDeed.content["photo"].as_string() == str(photo),
    ]
