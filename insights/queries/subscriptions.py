"""Who gets which overview by mail, and whether they still may."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from foundation.refusals import NotFound
from foundation.work import Work
from insights.models import InsightsSubscription
from insights.queries.overview import followed
from insights.rules.subscriptions import MOST, Ending, is_due, period_of
from people.queries.organisation import reach

WITH_NAMES = (joinedload(InsightsSubscription.part), joinedload(InsightsSubscription.qualification))


def subscription(work: Work, subscription_id: int) -> InsightsSubscription:
    """One of them, going on or ended."""
    found = work.db.get(InsightsSubscription, subscription_id)
    if found is None:
        raise NotFound
    return found


def own_subscriptions(work: Work) -> Sequence[InsightsSubscription]:
    """Those of whoever asks: all that go on, and as many of those that ended last (2 statements)."""
    own = select(InsightsSubscription).where(InsightsSubscription.person_id == work.actor.id).options(*WITH_NAMES)
    going_on = own.where(InsightsSubscription.ended_at.is_(None)).order_by(InsightsSubscription.id)
    ended = own.where(InsightsSubscription.ended_at.is_not(None)).order_by(InsightsSubscription.ended_at.desc())
    return [*work.db.scalars(going_on), *work.db.scalars(ended.limit(MOST))]


def open_one(work: Work, key: str) -> InsightsSubscription | None:
    """The one that goes on under this key."""
    return work.db.scalars(select(InsightsSubscription).where(InsightsSubscription.open_key == key)).one_or_none()


def open_count(work: Work, person_id: int) -> int:
    """How many this person has that go on."""
    statement = select(func.count()).where(
        InsightsSubscription.person_id == person_id, InsightsSubscription.ended_at.is_(None)
    )
    return work.db.scalar(statement) or 0


def due_now(work: Work) -> list[tuple[int, int, date]]:
    """Subscription, person and period of all for whom nothing was sent in the current one (1 statement)."""
    rows = work.db.execute(
        select(
            InsightsSubscription.id,
            InsightsSubscription.person_id,
            InsightsSubscription.rhythm,
            InsightsSubscription.sent_for,
        )
        .where(InsightsSubscription.ended_at.is_(None), InsightsSubscription.sent_for < work.today)
        .order_by(InsightsSubscription.id)
    )
    return [
        (number, person_id, period_of(rhythm, work.today))
        for number, person_id, rhythm, sent_for in rows
        if is_due(rhythm, sent_for, work.today)
    ]


def why_it_ends(work: Work, found: InsightsSubscription, *, may_see: bool) -> Ending | None:
    """Why whoever asks, whose own it is, may not get it any more; None while all is well (4 statements at most)."""
    if not found.person.active:
        return Ending.INACTIVE
    reached = reach(work)
    if not may_see or not (reached.everything or reached.paths):
        return Ending.NOT_ALLOWED
    if found.part is not None and (found.part.closed_at is not None or not reached.has(found.part.path)):
        return Ending.PART_OUT_OF_REACH
    if found.qualification_id and found.qualification_id not in {one.id for one in followed(work)}:
        return Ending.QUALIFICATION_GONE
    return None
