"""What the home page says to a candidate of the own objections and appeals: that they wait, or what was decided."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from exams.models import Objection
from exams.pages.objections import days_left
from exams.rules.objections import DECIDED, ObjectionKind, ObjectionState, Terms, last_day_to_lodge
from foundation.messages import Message, say
from foundation.web.deeds import Deed
from foundation.work import Work


def of_cases(work: Work, cases: Sequence[Objection], known: Terms, *, news_since: datetime) -> list[Deed]:
    """Those that are open, those decided of late, and those against whose decision one can still appeal."""
    appealed = {one.sitting_id for one in cases if one.kind is ObjectionKind.APPEAL}
    deeds = [_waiting(one) for one in cases if one.state is ObjectionState.LODGED]
    for one in cases:
        if one.state not in DECIDED or one.closed_at is None:
            continue
        appeal = None if one.sitting_id in appealed else _appeal(work, one, known)
        if appeal or one.closed_at >= news_since:
            deeds.append(_decided(one, appeal))
    return deeds


def _appeal(work: Work, one: Objection, known: Terms) -> Message | None:
    """Until when one can appeal against this decision; None when one cannot."""
    if one.kind is not ObjectionKind.OBJECTION or one.closed_at is None:
        return None
    last_day = last_day_to_lodge(ObjectionKind.APPEAL, one.closed_at.astimezone(work.zone).date(), known)
    if work.today > last_day:
        return None
    return say(
        "See what was decided and why. You can appeal up to and including %(day)s: %(left)s.",
        day=last_day,
        left=days_left(work.today, last_day),
    )


def _waiting(one: Objection) -> Deed:
    title = one.sitting.session.form.title
    return Deed(
        title=say("Your objection about %(title)s waits for a decision", title=title)
        if one.kind is ObjectionKind.OBJECTION
        else say("Your appeal about %(title)s waits for a decision", title=title),
        text=say("The decision comes by %(day)s.", day=one.decide_by),
        url=url_for("exams.objection", objection_id=one.id),
        kind="wait",
        when=one.lodged_at,
        order=41,
    )


def _decided(one: Objection, appeal: Message | None) -> Deed:
    return Deed(
        title=_outcome(one, one.sitting.session.form.title),
        text=appeal or say("See what was decided and why."),
        url=url_for("exams.objection", objection_id=one.id),
        kind="ok" if one.state is ObjectionState.UPHELD else "info",
        when=one.closed_at,
        order=28,
        is_news=True,
    )


def _outcome(one: Objection, title: str) -> Message:
    if one.kind is ObjectionKind.OBJECTION:
        if one.state is ObjectionState.UPHELD:
            return say("Your objection about %(title)s was upheld", title=title)
        if one.state is ObjectionState.REJECTED:
            return say("Your objection about %(title)s was rejected", title=title)
        return say("Your objection about %(title)s was not judged", title=title)
    if one.state is ObjectionState.UPHELD:
        return say("Your appeal about %(title)s was upheld", title=title)
    if one.state is ObjectionState.REJECTED:
        return say("Your appeal about %(title)s was rejected", title=title)
    return say("Your appeal about %(title)s was not judged", title=title)
