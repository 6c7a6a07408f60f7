"""Doors for calendars: one's own page about it, and the address that a calendar program reads."""

from contextlib import nullcontext

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from exams.actions.calendar import end_feed, make_feed
from exams.documents.calendar import calendar_file
from exams.models import CalendarFeed
from exams.pages.calendar import examining, own_appointment
from exams.permissions import Permission
from exams.queries.calendar import examined_by, feed_of, feed_owner, sat_by
from exams.views.blueprint import bp
from foundation.access import Everyone
from foundation.environment import NAME, setting
from foundation.refusals import NotFound
from foundation.web.mail import public_url
from foundation.web.words import LANGUAGES
from foundation.work import Work

LONGEST_TOKEN = 100


@bp.get("/calendar", needs=Everyone.SIGNED_IN)
def calendar(work: Work) -> ResponseReturnValue:
    """Whether a calendar reads the own exams, and how to let it; who no longer has any can still stop it."""
    return render_template("exams/calendar.html", feed=_own_feed(work), address=None)


def _own_feed(work: Work) -> CalendarFeed | None:
    feed = feed_of(work, work.actor.id) if work.actor.id else None
    if feed is None:
        work.require(Permission.KEEP_CALENDAR)
    return feed


@bp.post("/calendar", needs=Permission.KEEP_CALENDAR)
def make_calendar(work: Work) -> ResponseReturnValue:
    """A new address. It is shown here and nowhere else, so this answer is the page itself."""
    address = public_url("exams.calendar_feed", token=make_feed(work))
    feed = feed_of(work, work.actor.id) if work.actor.id else None
    return render_template("exams/calendar.html", feed=feed, address=address)


@bp.post("/calendar/end", needs=Everyone.SIGNED_IN)
def end_calendar(work: Work) -> ResponseReturnValue:
    """The address works no longer."""
    _own_feed(work)
    end_feed(work)
    flash(_("The address works no longer. Remove the calendar from your phone too."), "success")
    return redirect(url_for(".calendar" if work.allows(Permission.KEEP_CALENDAR) else "home.show"), 303)


@bp.get("/calendar/<token>.ics", needs=Everyone.PUBLIC, for_nobody=True)
def calendar_feed(work: Work, token: str) -> ResponseReturnValue:
    """The own exams of whoever made this address, for a calendar program."""
    owner = feed_owner(work, token) if len(token) <= LONGEST_TOKEN else None
    if owner is None:
        raise NotFound
    appointments = [own_appointment(booked) for booked in sat_by(work, owner)]
    appointments += [examining(number, booked) for number, booked in examined_by(work, owner).items()]
    language = owner.language if owner.language in LANGUAGES else None
    name = str(setting(work.db, NAME) or "Proefstuk")
    with force_locale(language) if language else nullcontext():
        text = calendar_file(appointments, name=_("Exams at %(school)s", school=name), at=work.now)
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
