"""What is read about tablets: the day that goes along on one, and which there are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from exams.models import Mark, Sheet, Sitting, Tablet, TabletDeed
from exams.queries.deeds import turns
from exams.queries.entering import CameFrom, origins_of
from exams.queries.marking_forms import Design, designs
from exams.queries.marking_sheets import SheetFacts, Stands, freed_of, own_sheets, stands_of
from exams.rules import TAKES_MARKS, AnswerKind, SittingState
from exams.rules.agreeing import THIRD
from exams.rules.deeds import DeedKind
from exams.rules.tablets import SEEN_EVERY, TABLET_HOURS, USUAL_HOURS, hours_kept, proves
from exams.rules.turns import Turn
from foundation.environment import setting
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from people.rules import plain

MOST_SHEETS = 200
ROWS = 50
# A mark of an exam that was planned so long before the tablet was prepared is not looked for: no queue is that old.
LONG_BEFORE = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class TakenPhoto:
    """A photo that was taken while marking."""

    id: UUID
    step: int | None


@dataclass(frozen=True, kw_only=True)
class More:
    """What belongs to a sheet besides marks."""

    turns: Sequence[Turn] = ()
    photos: Sequence[TakenPhoto] = ()


NOTHING_MORE = More()


@dataclass(frozen=True, kw_only=True)
class SheetToTake:
    """A sheet with all that marking it without network needs."""

    sheet: SheetFacts
    design: Design
    marks: Sequence[Stands]
    freed: Mapping[str, str]
    more: More
    came: Sequence[CameFrom] = ()  # marks that did not come from the examiner's device


@dataclass(frozen=True, kw_only=True)
class TabletRow:
    """A tablet in a list; `marks_at` is when marks last came from it since it was prepared."""

    tablet: Tablet
    marks_at: datetime | None
    shut_out_by: Person | None


@dataclass(frozen=True, kw_only=True)
class TabletsPage:
    """One page of a list of tablets."""

    rows: Sequence[TabletRow]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // ROWS))


def more_of(work: Work, sheets: Collection[SheetFacts]) -> Mapping[int, More]:
    """What belongs to these sheets besides marks (2 statements; none for exams that did not begin)."""
    begun = sorted(sheet.id for sheet in sheets if sheet.state is not SittingState.PLANNED)
    if not begun:
        return {}
    clocks, photos = turns(work, begun), _photos(work, begun)
    return {number: More(turns=clocks.get(number, ()), photos=photos.get(number, ())) for number in begun}


def _photos(work: Work, sheet_ids: Collection[int]) -> Mapping[int, Sequence[TakenPhoto]]:
    """The photos that tablets announced and did not take away: their bytes may still be on the way (1 statement)."""
    rows = work.db.execute(
        select(TabletDeed.sheet_id, TabletDeed.kind, TabletDeed.content)
        .where(
            TabletDeed.sheet_id.in_(sheet_ids),
            TabletDeed.kind.in_((DeedKind.PHOTO, DeedKind.PHOTO_OFF)),
            TabletDeed.answer == AnswerKind.STORED,
        )
        .order_by(TabletDeed.id)
    )
    found = defaultdict[int, dict[str, TakenPhoto]](dict)
    for sheet, kind, content in rows:
        number = str(content["photo"])
        if kind is DeedKind.PHOTO:
            found[sheet][number] = TakenPhoto(id=UUID(number), step=content.get("step"))
        else:
            found[sheet].pop(number, None)
    return {sheet: list(photos.values()) for sheet, photos in found.items()}


def sheets_to_take(work: Work) -> list[SheetToTake]:
    """The actor's own sheets that a tablet takes along: those that can still be marked, today's and tomorrow's.

    What was left open before goes along too, and what was signed, stopped or missed today, to be seen as such.
    """
    return _to_take(work, own_sheets(work, _goes_along(work), most=MOST_SHEETS))


def sheets_taken(work: Work, sheet_ids: Collection[int]) -> list[SheetToTake]:
    """Of these sheets those of the actor, as they are now: a tablet took them along before."""
    return _to_take(work, own_sheets(work, Sheet.id.in_(sheet_ids), most=MOST_SHEETS)) if sheet_ids else []


def _to_take(work: Work, sheets: Sequence[SheetFacts]) -> list[SheetToTake]:
    if not sheets:
        return []
    ids = [sheet.id for sheet in sheets]
    forms = designs(work, (sheet.form for sheet in sheets))
    marks, freed, more = stands_of(work, ids), freed_of(work, sheets), more_of(work, sheets)
    came = origins_of(work, [sheet for sheet, stands in marks.items() if any(mark.source for mark in stands)])
    return [
        SheetToTake(
            sheet=sheet,
            design=forms[sheet.form],
            marks=marks.get(sheet.id, ()),
            freed=freed.get(sheet.id, {}),
            more=more.get(sheet.id, NOTHING_MORE),
            came=came.get(sheet.id, ()),
        )
        for sheet in sheets
    ]


def _goes_along(work: Work) -> ColumnElement[bool]:
    midnight = datetime.combine(work.today, time.min, tzinfo=work.zone)
    tomorrow, day_after = (
        datetime.combine(work.today + timedelta(days=days), time.min, tzinfo=work.zone) for days in (1, 2)
    )
    is_open = or_(
        and_(Sheet.position != THIRD, Sitting.state.in_(TAKES_MARKS)),
        and_(Sheet.position == THIRD, Sitting.state == SittingState.AGREEING),
    )
    ended = Sitting.state.in_((SittingState.NO_SHOW, SittingState.ABORTED))
    return or_(
        and_(Sheet.signed_at.is_(None), is_open, Sitting.starts_at < day_after),
        Sheet.signed_at >= midnight,
        and_(ended, Sitting.starts_at >= midnight, Sitting.starts_at < tomorrow),
    )


def kept_for(work: Work) -> timedelta:
    """How long a tablet shows names after it was prepared."""
    return timedelta(hours=hours_kept(setting(work.db, TABLET_HOURS, USUAL_HOURS)))


def shows_names(work: Work, tablet_id: UUID | None) -> bool:
    """Whether this tablet was prepared by the actor and its time is not over (1 statement)."""
    found = work.db.get(Tablet, tablet_id) if tablet_id else None
    return found is not None and found.person_id == work.actor.id and found.ends_at > work.now


def is_shut_out(work: Work, tablet_id: UUID | None, proof: str = "") -> bool:
    """Whether this tablet may send nothing of the actor; one that nobody prepared yet may (1 statement).

    Where nobody is signed in, its own word tells for whom it was prepared.
    """
    found = work.db.get(Tablet, tablet_id) if tablet_id else None
    return found is not None and found.is_shut_out_for(work.actor.id or _proven_by(found, proof))


def _proven_by(tablet: Tablet, proof: str) -> int | None:
    people = (int(person) for person in tablet.hands) if proof else ()
    found = (one for one in people if proves(proof, secret=tablet.secret, tablet_id=tablet.id, people=[one]))
    return next(found, None)


def is_to_note(work: Work, tablet: Tablet, proof: str = "") -> bool:
    """Whether it is news that this tablet was here: in the hands of somebody who prepared it, and not a moment ago.

    Of one that was shut out nobody's sign-in may be left: there its own word tells that it knows. Its number alone
    tells nothing: whoever found it can say that.
    """
    if tablet.shut_out_at and tablet.seen_at <= tablet.shut_out_at and proof:
        people = [int(person) for person in tablet.hands]
        return proves(proof, secret=tablet.secret, tablet_id=tablet.id, people=people)
    if not tablet.was_in_hands_of(work.actor.id):
        return False
    stale = tablet.seen_at <= work.now - SEEN_EVERY
    return stale or work.actor.sign_in_id not in tablet.hands[str(work.actor.id)]


def has_news(work: Work, tablet_id: UUID, proof: str = "") -> bool:
    """Whether something is to be noted of the tablet with this number (1 statement)."""
    found = work.db.get(Tablet, tablet_id)
    return found is not None and is_to_note(work, found, proof)


def live_tablets(work: Work, *, besides: UUID) -> int:
    """How many other tablets show names to the actor now (1 statement)."""
    mine = (Tablet.person_id == work.actor.id, Tablet.ends_at > work.now, Tablet.shut_out_at.is_(None))
    return work.db.scalar(select(func.count()).select_from(Tablet).where(*mine, Tablet.id != besides)) or 0


def tablet(work: Work, tablet_id: UUID) -> Tablet:
    """One tablet, with who prepared it."""
    found = work.db.get(Tablet, tablet_id, options=[joinedload(Tablet.person)])
    if found is None:
        raise NotFound
    return found


def tablets_page(work: Work, *, words: str = "", shut_out: bool = False, page: int = 1) -> TabletsPage:
    """One page of the tablets that are in use or were shut out, those seen last in front (3 statements)."""
    wanted = _listed(shut_out=shut_out).where(*_fits(words))
    total = work.db.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // ROWS)))
    return TabletsPage(rows=_rows(work, wanted.offset((page - 1) * ROWS).limit(ROWS)), total=total, page=page)


def own_tablets(work: Work) -> Sequence[TabletRow]:
    """The tablets that the actor prepared last, those seen last in front (2 statements)."""
    return _rows(work, _listed().where(Tablet.person_id == work.actor.id).limit(ROWS))


def _listed(*, shut_out: bool | None = None) -> Select[Tablet]:
    listed = select(Tablet).join(Tablet.person).order_by(Tablet.seen_at.desc(), Tablet.id)
    if shut_out is None:
        return listed
    return listed.where(Tablet.shut_out_at.is_not(None) if shut_out else Tablet.shut_out_at.is_(None))


def _rows(work: Work, wanted: Select[Tablet]) -> list[TabletRow]:
    by = aliased(Person)
    found = work.db.execute(
        wanted.add_columns(by).outerjoin(by, by.id == Tablet.shut_out_by).options(joinedload(Tablet.person))
    ).all()
    marks_at = _marks_at(work, [row[0] for row in found])
    return [TabletRow(tablet=one, marks_at=marks_at.get(one.id), shut_out_by=person) for one, person in found]


def _marks_at(work: Work, tablets: Sequence[Tablet]) -> dict[UUID, datetime]:
    """When marks last came from these tablets, of those that came after they were prepared (1 statement)."""
    if not tablets:
        return {}
    prepared = {one.id: one.prepared_at for one in tablets}
    rows = work.db.execute(
        select(Mark.tablet_id, func.max(Mark.received_at))
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .join(Sitting, Sitting.id == Sheet.sitting_id)
        .where(
            # By way of the examiners' sheets: marks stand in no order by tablet, and there are many.
            Sheet.examiner_id.in_({one.person_id for one in tablets}),
            Sitting.starts_at >= min(prepared.values()) - LONG_BEFORE,
            Mark.tablet_id.in_(prepared),
        )
        .group_by(Mark.tablet_id)
    )
    return {tablet_id: at for tablet_id, at in rows if tablet_id and at >= prepared[tablet_id]}


def _fits(words: str) -> list[ColumnElement[bool]]:
    return [
        or_(
            Person.sorting_name.contains(plain(word), autoescape=True),
            func.lower(Tablet.label).contains(word.lower(), autoescape=True),
        )
        for word in words.replace(",", " ").split()[:8]
        if plain(word)
    ]
