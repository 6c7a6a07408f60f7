"""Guests of one's own portfolio: inviting, prolonging, mailing again, withdrawing."""

from datetime import timedelta

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.environment import NAME, setting
from foundation.web.guard import Subject
from foundation.web.mail import render_mail
from foundation.web.words import day, said
from foundation.work import Work
from people.models import Person
from people.queries import person
from portfolio.actions import guests as actions
from portfolio.forms.guests import InviteForm, ProlongForm
from portfolio.models import Entry, OpenedEntry, Portfolio
from portfolio.pages.guests import INVITATION, PASS_STATES, InvitationWords, seen_part
from portfolio.pages.kinds import KINDS
from portfolio.permissions import Permission
from portfolio.queries import guests as queries
from portfolio.queries.guests import OpenedPass
from portfolio.rules.guests import Invitation, PassState
from portfolio.views.blueprint import ENTRY, OWN, bp

PASS = Subject(load=queries.guest_pass, sees=Permission.SEE_GUEST)
CLOSED = (PassState.EXPIRED, PassState.WITHDRAWN)


@bp.get("/portfolio/guests", needs=Permission.KEEP_PORTFOLIO, load=OWN)
def guests(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Who was invited, how far that is, and when each was there last."""
    page = queries.passes(work, portfolio.owner_id, number=request.args.get("page", 1, type=int))
    return render_template("portfolio/guests/list.html", page=page, states=PASS_STATES, closed=CLOSED)


@bp.get("/portfolio/guests/new", needs=Permission.KEEP_PORTFOLIO, load=OWN)
def new_guest(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Invite somebody to the whole portfolio."""
    return _form(InviteForm.blank(request.args.get("kind")), None)


@bp.post("/portfolio/guests/new", needs=Permission.KEEP_PORTFOLIO, load=OWN)
def invite_guest(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Show what the guest will see; once that was looked at, send the mail."""
    return _invite(work, None)


@bp.get("/portfolio/entries/<int:entry_id>/guests/new", needs=Permission.INVITE_GUEST, load=ENTRY)
def new_entry_guest(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Invite somebody to this entry alone."""
    return _form(InviteForm.blank(request.args.get("kind")), opened.entry)


@bp.post("/portfolio/entries/<int:entry_id>/guests/new", needs=Permission.INVITE_GUEST, load=ENTRY)
def invite_entry_guest(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Show what the guest will see; once that was looked at, send the mail."""
    return _invite(work, opened.entry)


@bp.get("/portfolio/guests/<int:pass_id>", needs=Permission.SEE_GUEST, load=PASS)
def own_guest(work: Work, opened: OpenedPass) -> ResponseReturnValue:
    """One guest, with what can be done about it."""
    return _show_guest(work, opened, ProlongForm(formdata=None))


@bp.post("/portfolio/guests/<int:pass_id>/prolong", needs=Permission.KEEP_GUEST, load=PASS)
def prolong_guest(work: Work, opened: OpenedPass) -> ResponseReturnValue:
    """For so many days from now."""
    form = ProlongForm()
    if not form.validate():
        return _show_guest(work, opened, form), 422
    guest = actions.prolong(work, opened, days=form.days.data or 1)
    flash(_("%(name)s can look until %(day)s.", name=guest.name, day=day(guest.expires_at)), "success")
    return redirect(url_for(".own_guest", pass_id=guest.id), 303)


@bp.post("/portfolio/guests/<int:pass_id>/mail", needs=Permission.KEEP_GUEST, load=PASS)
def mail_guest(work: Work, opened: OpenedPass) -> ResponseReturnValue:
    """Send the mail once more, with a new link."""
    actions.mail_again(work, opened, key=str(current_app.secret_key))
    words = _("A new link is on its way to %(email)s. The earlier one no longer works.", email=opened.guest.email)
    flash(words, "success")
    return redirect(url_for(".own_guest", pass_id=opened.guest.id), 303)


@bp.post("/portfolio/guests/<int:pass_id>/withdraw", needs=Permission.WITHDRAW_GUEST, load=PASS)
def withdraw_guest(work: Work, opened: OpenedPass) -> ResponseReturnValue:
    """Not any more, from this moment."""
    actions.withdraw(work, opened)
    flash(_("%(name)s cannot look any more.", name=opened.guest.name), "success")
    return redirect(url_for(".own_guest", pass_id=opened.guest.id), 303)


def _invite(work: Work, entry: Entry | None) -> ResponseReturnValue:
    form = InviteForm()
    if not form.validate():
        return _form(form, entry), 422
    if request.form.get("step") == "change":
        return _form(form, entry)
    if request.form.get("step") != "send":
        return _look_first(work, form, entry)
    guest = actions.invite(work, form.asked, entry_id=entry.id if entry else None, form_key=form.key)
    flash(_("The invitation to %(name)s is on its way.", name=guest.name), "success")
    return redirect(url_for(".own_guest", pass_id=guest.id), 303)


def _form(form: InviteForm, entry: Entry | None) -> str:
    return render_template("portfolio/guests/invite.html", form=form, entry=entry)


def _look_first(work: Work, form: InviteForm, entry: Entry | None) -> str:
    """What the guest will get and see, before anything is sent."""
    asked = form.asked
    owner = person(work, work.actor.id or 0)
    words = _words(work, owner, asked, entry)
    return render_template(
        "portfolio/guests/look_first.html",
        form=form,
        entry=entry,
        asked=asked,
        letter=render_mail(INVITATION, asked.language, about=words),
        reply_to=owner.email,
        part=seen_part(work, entry, _own_address) if entry else None,
        listed=queries.guest_entries(work, owner.id) if entry is None else None,
        until=words.until,
        kinds=KINDS,
    )


def _words(work: Work, owner: Person, asked: Invitation, entry: Entry | None) -> InvitationWords:
    return InvitationWords(
        school=setting(work.db, NAME) or "Proefstuk",
        owner_name=owner.name,
        guest_name=asked.name,
        kind=asked.kind,
        entry_title=entry.title if entry else "",
        message=asked.message,
        until=work.now + timedelta(days=asked.days),
        url=_("(here stands the link)"),
    )


def _show_guest(work: Work, opened: OpenedPass, form: ProlongForm) -> str:
    sign, words = PASS_STATES[opened.state]
    return render_template(
        "portfolio/guests/guest.html",
        opened=opened,
        guest=opened.guest,
        form=form,
        state_sign=sign,
        state_words=said(words),
        closed=opened.state in CLOSED,
        may_keep=work.allows(Permission.KEEP_GUEST, opened),
    )


def _own_address(what: str, file_id: int) -> str:
    return url_for(f"portfolio.{what}", file_id=file_id)
