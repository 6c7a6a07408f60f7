"""What the pages that follow the day show: each exam in words, with as much as this reader may know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from exams.queries.live import LiveSession, LiveSheet, LiveSitting
from exams.rules.live import LiveState, Sight, as_others_see, live_state, sight
from exams.rules.sittings import OVER, SittingState
from exams.rules.turns import Turn, ran, runs
from foundation.access import Actor
from foundation.web.wording import lazy_gettext as _l
from people.rules import Role

# A kind of state as templates/_parts/states.html draws it, and its words.
STATES = {
    LiveState.EXPECTED: ("open", _l("Planned")),
    LiveState.LATE: ("attention", _l("Planned, late")),
    LiveState.GOING_ON: ("info", _l("In progress")),
    LiveState.PAUSED: ("wait", _l("Paused")),
    LiveState.STOPPED: ("wait", _l("Clock stopped")),
    LiveState.HALF_SIGNED: ("wait", _l("One examiner signed")),
    LiveState.COMPARING: ("wait", _l("Examiners compare")),
    LiveState.DONE: ("ok", _l("Signed")),
    LiveState.NO_SHOW: ("attention", _l("Did not come")),
    LiveState.ABORTED: ("stop", _l("Stopped")),
}
OVERSEERS = frozenset({Role.COORDINATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR})
JUST_NOW = timedelta(minutes=3)  # a tablet speaks every half minute; what it said so lately is no news
GOING = frozenset({LiveState.GOING_ON, LiveState.PAUSED, LiveState.STOPPED, LiveState.HALF_SIGNED})


@dataclass(frozen=True, kw_only=True)
class LiveProgress:
    """How far an examiner, or the whole exam, is."""

    examiner: str  # empty: of all examiners together, or on a page without names
    marked: int
    total: int
    together: int = 1  # of so many examiners
    signed: bool = False
    last_at: datetime | None = None
    tablet: str = ""  # which one has not spoken since
    seen_at: datetime | None = None  # in the middle of the exam the tablet spoke then, and not since


@dataclass(frozen=True, kw_only=True)
class LiveClock:
    """How long an exam went on: minutes so far, or since when they are counted."""

    since: datetime | None = None
    minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class LiveRow:
    """One exam on the page."""

    sitting_id: int
    number: int
    name: str  # empty on a page without names
    room: str
    starts_at: datetime
    state: LiveState
    examiners: str
    progress: Sequence[LiveProgress]
    clock: LiveClock | None

    @property
    def kind(self) -> str:
        """Its state as states.html draws it."""
        return STATES[self.state][0]

    @property
    def words(self) -> str:
        """Its state in words."""
        return str(STATES[self.state][1])


@dataclass(frozen=True, kw_only=True)
class LivePart:
    """A session on the page."""

    id: int
    title: str
    place: str
    starts_at: datetime
    rows: Sequence[LiveRow]
    going: int
    done: int


@dataclass(frozen=True, kw_only=True)
class LivePage:
    """All that the page shows, whoever reads it and in whatever words."""

    parts: Sequence[LivePart]
    names: bool
    single: bool  # of one session, which the heading of the page names

    @property
    def has_rooms(self) -> bool:
        """Whether anybody on the page has a room; the tables of all sessions have the same columns."""
        return any(row.room for part in self.parts for row in part.rows)

    def tag(self, *looks: str) -> str:
        """The same for the same page in the same looks, another for any other."""
        return sha256(repr((self, looks)).encode()).hexdigest()[:32]


def live_page(
    sessions: Sequence[LiveSession], actor: Actor, now: datetime, *, names: bool, single: bool = False
) -> LivePage:
    """The page for this reader; without names it is for a screen that everybody sees."""
    parts = tuple(_part(session, actor, now, names=names) for session in sessions)
    return LivePage(parts=parts, names=names, single=single)


def _part(session: LiveSession, actor: Actor, now: datetime, *, names: bool) -> LivePart:
    rows = tuple(_row(sitting, actor, now, names=names) for sitting in session.sittings)
    return LivePart(
        id=session.id,
        title=session.title,
        place=session.place,
        starts_at=session.starts_at,
        rows=rows,
        going=sum(row.state in GOING for row in rows),
        done=sum(row.state not in GOING | {LiveState.EXPECTED, LiveState.LATE} for row in rows),
    )


def _row(sitting: LiveSitting, actor: Actor, now: datetime, *, names: bool) -> LiveRow:
    seen = _sight(sitting, actor)
    if not names and seen is Sight.EACH:
        seen = Sight.SUM
    state = live_state(
        sitting.state,
        now=now,
        starts_at=sitting.starts_at,
        turns=[sheet.turns for sheet in sitting.sheets],
        signed=sum(sheet.signed for sheet in sitting.sheets),
    )
    is_open = names and seen in (Sight.EACH, Sight.SUM)
    return LiveRow(
        sitting_id=sitting.id,
        number=sitting.number,
        name=sitting.candidate_name if names else "",
        room=sitting.room,
        starts_at=sitting.starts_at,
        state=state if is_open else as_others_see(state),
        examiners=", ".join(sheet.examiner_name for sheet in sitting.sheets) if names else "",
        progress=_progress(sitting, seen, actor, now, state),
        clock=_clock(sitting, now) if state in GOING else None,
    )


def _sight(sitting: LiveSitting, actor: Actor) -> Sight:
    has_sheet = any(sheet.examiner_id == actor.id for sheet in sitting.sheets)
    all_signed = bool(sitting.sheets) and all(sheet.signed for sheet in sitting.sheets)
    is_unveiled = sitting.state in OVER or (sitting.state is SittingState.AGREEING and all_signed)
    return sight(
        is_candidate=sitting.candidate_id == actor.id,
        is_coordinator=Role.COORDINATOR in actor.roles,
        oversees=not OVERSEERS.isdisjoint(actor.roles),
        looks_on=is_unveiled or not has_sheet,
        has_sheet=has_sheet,
    )


def _progress(
    sitting: LiveSitting, seen: Sight, actor: Actor, now: datetime, state: LiveState
) -> tuple[LiveProgress, ...]:
    if state in (LiveState.EXPECTED, LiveState.NO_SHOW):
        return ()
    match seen:
        case Sight.EACH:
            return tuple(_of_sheet(sheet, sitting, now, state) for sheet in sitting.sheets)
        case Sight.OWN:
            own = [sheet for sheet in sitting.sheets if sheet.examiner_id == actor.id]
            return tuple(_of_sheet(sheet, sitting, now, state) for sheet in own)
        case Sight.SUM if sitting.sheets:
            return (_of_all(sitting),)
    return ()


def _of_sheet(sheet: LiveSheet, sitting: LiveSitting, now: datetime, state: LiveState) -> LiveProgress:
    is_quiet = sheet.seen_at is not None and now - sheet.seen_at > JUST_NOW
    # An exam that is late may have begun on a tablet without network.
    is_going = state in GOING | {LiveState.LATE} and not sheet.signed
    return LiveProgress(
        examiner=sheet.examiner_name,
        marked=sheet.marked,
        total=sitting.total,
        signed=sheet.signed,
        last_at=sheet.last_at,
        tablet=sheet.tablet if is_quiet and is_going else "",
        seen_at=sheet.seen_at if is_quiet and is_going else None,
    )


def _of_all(sitting: LiveSitting) -> LiveProgress:
    """Of two examiners together: nobody reads from it which of them is how far."""
    return LiveProgress(
        examiner="",
        marked=sum(sheet.marked for sheet in sitting.sheets),
        total=sitting.total * len(sitting.sheets),
        together=len(sitting.sheets),
        last_at=max((sheet.last_at for sheet in sitting.sheets if sheet.last_at), default=None),
    )


def _clock(sitting: LiveSitting, now: datetime) -> LiveClock | None:
    """Of the first examiner whose clock goes, else of the first who has one."""
    clocks: list[Sequence[Turn]] = [sheet.turns for sheet in sitting.sheets if sheet.turns]
    if not clocks:
        return None
    shown = next((one for one in clocks if runs(one)), clocks[0])
    spent = ran(shown, now)
    clock = LiveClock(minutes=int(spent.total_seconds() // 60))
    # Since when it would have run without pauses stays the same while it runs, so that the page need not be sent again.
    return replace(clock, since=(now - spent).replace(microsecond=0), minutes=0) if runs(shown) else clock
