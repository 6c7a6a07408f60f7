"""Wanting an overview by mail, stopping it, and sending it."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import CursorResult, update
from sqlalchemy.dialects import postgresql, sqlite

from foundation.access import Actor
from foundation.mail import Mail, queue
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from insights.events import InsightsSubscribed, OverviewMailed, SubscriptionEnded
from insights.models import InsightsSubscription
from insights.queries.subscriptions import open_count, open_one
from insights.rules.subscriptions import MOST, Ending, Rhythm, period_of, place_key

MAIL_OVERVIEW = "insights.mail-overview"


def subscribe(
    work: Work, *, part_id: int | None, qualification_id: int | None, rhythm: Rhythm
) -> InsightsSubscription | None:
    """The numbers of this part and qualification come by mail from the next period on; asked twice, they come once."""
    person_id = work.actor.id or 0
    key = place_key(person_id, part_id, qualification_id)
    found = open_one(work, key)
    if found is None and open_count(work, person_id) >= MOST:
        raise Refusal(say("You get %(most)s overviews by mail already. Stop one of them first.", most=MOST))
    if found is not None and found.rhythm is rhythm:
        return found
    if found is None:
        found = _begin(work, key, part_id=part_id, qualification_id=qualification_id, rhythm=rhythm)
    else:
        found.rhythm, found.sent_for = rhythm, max(found.sent_for, period_of(rhythm, work.today))
    if found is not None:
        work.emit(
            InsightsSubscribed(
                subscription_id=found.id, part_id=part_id, qualification_id=qualification_id, rhythm=rhythm.value
            )
        )
    return found


def _begin(
    work: Work, key: str, *, part_id: int | None, qualification_id: int | None, rhythm: Rhythm
) -> InsightsSubscription | None:
    # Race: two clicks at once. One row is kept by its key; whoever came second finds nothing to tell.
    dialect = postgresql if work.db.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(InsightsSubscription).values(
        person_id=work.actor.id,
        part_id=part_id,
        qualification_id=qualification_id,
        rhythm=rhythm,
        open_key=key,
        sent_for=period_of(rhythm, work.today),
        made_at=work.now,
    )
    kept = statement.on_conflict_do_nothing().returning(InsightsSubscription.id)
    number = work.db.scalar(kept)
    return work.db.get_one(InsightsSubscription, number) if number is not None else None


def end(work: Work, subscription: InsightsSubscription, because: Ending = Ending.STOPPED) -> None:
    """It is not mailed any more; ended twice, it is ended once."""
    if subscription.ended_at is not None:
        return
    subscription.ended_at, subscription.ended_because, subscription.open_key = work.now, because, None
    work.emit(
        SubscriptionEnded(subscription_id=subscription.id, person_id=subscription.person_id, because=because.value)
    )


def mail_later(work: Work, due: Iterable[tuple[int, int, date]]) -> None:
    """Each (subscription, person, period) is looked at with the rights that this person has by then, once."""
    for number, person_id, period in due:
        theirs = work.on_behalf_of(Actor(id=person_id))
        theirs.later(MAIL_OVERVIEW, key=f"insights:{number}:{period}", once=True, subscription_id=number)


def send(work: Work, subscription: InsightsSubscription, message: Mail, *, period: date) -> bool:
    """Mail this for the period; whoever comes second, a moment or a day later, sends nothing and is told no."""
    # Race: two runs of one job. The row is locked by the first; for the second the condition holds no more.
    turn = work.db.execute(
        update(InsightsSubscription)
        .where(
            InsightsSubscription.id == subscription.id,
            InsightsSubscription.ended_at.is_(None),
            InsightsSubscription.sent_for < period,
        )
        .values(sent_for=period, sent_at=work.now)
    )
    if not (isinstance(turn, CursorResult) and turn.rowcount):
        return False
    number = queue(work, message, key=f"insights:{subscription.id}:{period}")
    subscription.mail_job = number
    work.emit(
        OverviewMailed(
            subscription_id=subscription.id, person_id=subscription.person_id, period=period, mail_job=number
        )
    )
    return True
