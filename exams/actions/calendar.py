"""The address at which somebody's calendar reads the own exams."""

from sqlalchemy.exc import IntegrityError

from exams.events.calendar import CalendarFeedEnded, CalendarFeedMade
from exams.models import CalendarFeed
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.secrets import new_token, token_hash
from foundation.work import Work


def make_feed(work: Work) -> str:
    """The secret part of a new address, told only now; an earlier address works no longer."""
    person_id = _reader(work)
    token = new_token()
    feed = {"person_id": person_id, "token_hash": token_hash(token), "made_at": work.now}
    try:
        with work.db.begin_nested():
            work.db.merge(CalendarFeed(**feed))
    except IntegrityError:  # race: two tabs at once; whichever comes last made the address that works
        work.db.merge(CalendarFeed(**feed))
    work.emit(CalendarFeedMade(person_id=person_id))
    return token


def end_feed(work: Work) -> None:
    """From now on nobody reads the calendar; that there was none is no harm."""
    person_id = _reader(work)
    feed = work.db.get(CalendarFeed, person_id)
    if feed is None:
        return
    work.db.delete(feed)
    work.emit(CalendarFeedEnded(person_id=person_id))


def _reader(work: Work) -> int:
    if work.actor.id is None:
        raise Refusal(say("Only somebody who signed in has a calendar here."))
    return work.actor.id
