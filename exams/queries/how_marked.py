"""How an exam was marked: how long it took and when it stood still, photos, and marks that came another way."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from exams.models import Mark, Sheet, Sitting
from exams.queries.deeds import turns
from exams.queries.photos import PhotoRow, photos_on
from exams.rules import AnswerKind
from exams.rules.deeds import MarkSource
from exams.rules.turns import Pause, Turn, pauses_of, ran, runs
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The clock of one examiner: when it began and ended, and when it stood still; all by the clock of the server."""

    sheet: Sheet
    began: datetime
    ended: datetime | None  # none while it goes on
    ran: timedelta  # without what it stood still
    pauses: tuple[Pause, ...] = ()

    @property
    def minutes(self) -> int:
        """How long the exam went on without its pauses, in whole minutes."""
        return int(self.ran.total_seconds() // 60)


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Marks that stand and did not come from the device they were made on: how many, and through whom."""

    source: MarkSource
    by: str
    count: int


@dataclass(frozen=True, kw_only=True)
class HowMarked:
    """All of that of one exam."""

    clocks: Sequence[Clock] = ()
    elsewhere: Sequence[Elsewhere] = ()
    photos: Sequence[PhotoRow] = ()  # of the sheets that count


def how_marked(work: Work, sittings: Sequence[Sitting]) -> dict[int, HowMarked]:
    """Sitting -> how it was marked, of sittings whose sheets are loaded (4 statements, however many there are)."""
    sheets = {sheet.id: sheet for sitting in sittings for sheet in sitting.standing_sheets}
    if not sheets:
        return {sitting.id: HowMarked() for sitting in sittings}
    clocks, photos, elsewhere = turns(work, sheets), photos_on(work, sheets), _elsewhere(work, sheets)
    return {
        sitting.id: HowMarked(
            clocks=[one for sheet in sitting.standing_sheets for one in _clock(sheet, clocks.get(sheet.id, []), work)],
            elsewhere=_joined([one for sheet in sitting.standing_sheets for one in elsewhere.get(sheet.id, [])]),
            photos=[one for sheet in sitting.standing_sheets for one in photos.get(sheet.id, [])],
        )
        for sitting in sittings
    }


def _clock(sheet: Sheet, said: Sequence[Turn], work: Work) -> list[Clock]:
    if not said:
        return []
    ended = None if runs(said) or not said[1:] else said[-1].at
    return [
        Clock(
            sheet=sheet,
            began=said[0].at,
            ended=ended,
            ran=ran(said, ended or work.now),
            pauses=tuple(pause for pause in pauses_of(said) if pause.until),
        )
    ]


def _elsewhere(work: Work, sheet_ids: Collection[int]) -> dict[int, list[Elsewhere]]:
    """Sheet -> the marks that stand on it and came another way (1 statement)."""
    latest = (
        select(func.max(Mark.id))
        .where(Mark.sheet_id.in_(sheet_ids), Mark.answer == AnswerKind.STORED)
        .group_by(Mark.sheet_id, Mark.step_id)
    )
    who = func.coalesce(Mark.entered_by, Mark.examiner_id)
    rows = work.db.execute(
        select(Mark.sheet_id, Mark.source, func.count(), Person)
        .join(Person, Person.id == who)
        .where(Mark.id.in_(latest), Mark.value.is_not(None), Mark.source.is_not(None))
        .group_by(Mark.sheet_id, Mark.source, Person.id)
        .order_by(Mark.sheet_id, Mark.source, Person.id)
    )
    found: dict[int, list[Elsewhere]] = defaultdict(list)
    for sheet_id, source, count, person in rows:
        if source:
            found[sheet_id].append(Elsewhere(source=source, by=person.name, count=count))
    return found


def _joined(found: Sequence[Elsewhere]) -> list[Elsewhere]:
    """Those of several sheets that came the same way through the same person are one."""
    counts: dict[tuple[MarkSource, str], int] = defaultdict(int)
    for one in found:
        counts[one.source, one.by] += one.count
    return [Elsewhere(source=source, by=by, count=count) for (source, by), count in counts.items()]
