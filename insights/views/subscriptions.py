"""Doors to the overviews that somebody gets by mail; each sees the own ones."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.access import Everyone
from foundation.web.guard import Subject
from foundation.work import Work
from insights.actions import subscriptions as actions
from insights.forms import SubscribeForm
from insights.models import InsightsSubscription
from insights.pages.overview import called
from insights.permissions import Permission
from insights.queries.overview import followed
from insights.queries.subscriptions import own_subscriptions, subscription
from insights.rules.subscriptions import ENDING_WORDS, RHYTHM_WORDS, Rhythm, next_of
from insights.views.blueprint import asked_now, bp
from people.queries.organisation import reach, tree

SUBSCRIPTION = Subject(load=subscription, sees=Permission.SEE_SUBSCRIPTION)


@bp.get("/subscriptions", needs=Everyone.SIGNED_IN)
def subscriptions(work: Work) -> ResponseReturnValue:
    """What comes by mail, and why something no longer does; also for who looks after nobody any more."""
    wanted = asked_now(work)
    form = SubscribeForm(
        formdata=None,
        part=str(wanted.part_id or ""),
        qualification=str(wanted.qualification_id or ""),
        rhythm=Rhythm.WEEKLY.value,
    )
    return _page(work, form)


@bp.post("/subscriptions", needs=Permission.SEE_INSIGHTS)
def subscribe(work: Work) -> ResponseReturnValue:
    """Get the numbers of this part and qualification by mail."""
    form = _offered(work, SubscribeForm())
    if not form.validate():
        return _page(work, form), 422
    actions.subscribe(work, part_id=form.part_id, qualification_id=form.qualification_id, rhythm=form.chosen_rhythm)
    flash(_("These numbers come by mail from now on."), "success")
    return redirect(url_for(".subscriptions"), 303)


@bp.post("/subscriptions/<int:subscription_id>/stop", needs=Permission.STOP_SUBSCRIPTION, load=SUBSCRIPTION)
def stop_subscription(work: Work, found: InsightsSubscription) -> ResponseReturnValue:
    """Get them no longer."""
    actions.end(work, found)
    flash(_("These numbers do not come by mail any more."), "success")
    return redirect(url_for(".subscriptions"), 303)


def _offered(work: Work, form: SubscribeForm) -> SubscribeForm:
    return form.offer(
        parts=[(one.id, one.place) for one in tree(work, within=reach(work))],
        qualifications=[(one.id, called(one)) for one in followed(work)],
    )


def _page(work: Work, form: SubscribeForm) -> str:
    rows = own_subscriptions(work)
    return render_template(
        "insights/subscriptions.html",
        form=_offered(work, form),
        going_on=[row for row in rows if row.ended_at is None],
        ended=[row for row in rows if row.ended_at is not None],
        rhythms=RHYTHM_WORDS,
        endings=ENDING_WORDS,
        next_of=next_of,
        called=called,
    )
