"""The examiner's day as cards: who, when, where, how far, and what can be done now."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from exams.models import Sheet, Sitting
from exams.pages.sittings import STATES
from exams.queries.marking_today import SheetRow
from exams.rules import Progress, SittingState
from exams.rules.agreeing import THIRD
from foundation.web.wording import lazy_gettext as _l
from people.pages import photo_url

BEGUN_BY_OTHER = ("wait", _l("Begun by the other examiner"))


@dataclass(frozen=True, kw_only=True)
class Card:
    """One candidate."""

    sheet_id: int
    sitting: Sitting
    photo_url: str | None
    state: tuple[str, str]
    progress: Progress
    begun_by_other: bool
    can_begin: bool
    goes_on: bool
    has_result: bool
    compares: bool  # the examiners differ, and this one has something to say about it
    waits: bool  # signed, and the other examiner has not
    can_be_missed: bool
    can_take_back: bool  # the reader said today that the candidate did not come


@dataclass(frozen=True, kw_only=True)
class Day:
    """The exams of one day."""

    day: date
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class TodayPage:
    """Today first; what was left open before; later days."""

    today: tuple[Card, ...]
    left: tuple[Day, ...]
    later: tuple[Day, ...]


def today_page(rows: Sequence[SheetRow], *, now: datetime, zone: tzinfo, reported: Set[int] = frozenset()) -> TodayPage:
    """The rows by day, in order of time."""
    days: dict[date, list[Card]] = {}
    for row in rows:
        day = row.sheet.sitting.starts_at.astimezone(zone).date()
        days.setdefault(day, []).append(_card(row, now=now, zone=zone, reported=reported))
    today = now.astimezone(zone).date()
    return TodayPage(
        today=tuple(days.get(today, ())),
        left=tuple(Day(day=day, cards=tuple(cards)) for day, cards in days.items() if day < today),
        later=tuple(Day(day=day, cards=tuple(cards)) for day, cards in days.items() if day > today),
    )


def _is_going_on(sheet: Sheet) -> bool:
    state = sheet.sitting.state
    return state is SittingState.AGREEING if sheet.position == THIRD else state is SittingState.IN_PROGRESS


def _card(row: SheetRow, *, now: datetime, zone: tzinfo, reported: Set[int]) -> Card:
    sitting = row.sheet.sitting
    is_due = sitting.starts_at.astimezone(zone).date() <= now.astimezone(zone).date()
    return Card(
        sheet_id=row.sheet.id,
        sitting=sitting,
        photo_url=photo_url(sitting.candidate_id, sitting.candidate.photo_key),
        state=BEGUN_BY_OTHER if row.begun_by_other else STATES[sitting.state],
        begun_by_other=row.begun_by_other,
        progress=row.progress,
        can_begin=is_due and sitting.state is SittingState.PLANNED,
        goes_on=row.sheet.signed_at is None and _is_going_on(row.sheet),
        compares=row.sheet.signed_at is not None and sitting.state is SittingState.AGREEING,
        waits=row.sheet.signed_at is not None and sitting.state is SittingState.IN_PROGRESS,
        has_result=sitting.state in (SittingState.SIGNED, SittingState.RATIFIED),
        can_be_missed=sitting.state is SittingState.PLANNED and sitting.starts_at <= now,
        can_take_back=sitting.id in reported,
    )
