"""Doors to the texts of mails."""

from flask import Response, after_this_request, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.environment import settings_tabs
from app.mails.actions import change_text, revert_text
from app.mails.forms import MailTextForm, version_of
from app.mails.pages import MailPlace, groups, mail_rows, original, preview
from app.mails.queries import own_text, own_texts
from app.permissions import Permission
from foundation.mail import MailWords
from foundation.mail.texts import LONGEST_BODY
from foundation.refusals import NotFound
from foundation.web.guard import GuardedBlueprint, Subject
from foundation.web.mail import mail_kinds
from foundation.work import Work
from qualification_files.pages import LANGUAGE_NAMES

bp = GuardedBlueprint("mails", __name__)

ADDRESS = "/environment/mails/<mail>/<language>"


def mail_place(_work: Work, mail: str, language: str) -> MailPlace:
    """One mail in one language."""
    kind = mail_kinds().get(mail)
    if kind is None or language not in LANGUAGE_NAMES:
        raise NotFound
    return MailPlace(kind, language)


PLACE = Subject(load=mail_place, sees=Permission.SET_ENVIRONMENT)


@bp.get("/environment/mails", needs=Permission.SET_ENVIRONMENT)
def index(work: Work) -> ResponseReturnValue:
    """All mails, and which of them have a text of the school's own."""
    words, group, state = (request.args.get(name, "") for name in ("q", "group", "state"))
    return render_template(
        "app/mails/list.html",
        rows=mail_rows(own_texts(work), words=words, group=group, state=state),
        words=words,
        narrowed=bool(words or group or state),
        filters=_filters(group, state),
        languages=LANGUAGE_NAMES,
        tabs=settings_tabs("mails.index"),
    )


@bp.get(ADDRESS, needs=Permission.SET_ENVIRONMENT, load=PLACE)
def show(work: Work, place: MailPlace) -> ResponseReturnValue:
    """The text of one mail, with how it reads beside it."""
    stands = own_text(work, place.kind.name, place.language)
    words = stands or original(place)
    form = MailTextForm(formdata=None, subject=words.subject, body=words.body, seen=version_of(stands))
    return _page(work, place, form)


@bp.post(ADDRESS, needs=Permission.SET_ENVIRONMENT, load=PLACE)
def save(work: Work, place: MailPlace) -> ResponseReturnValue:
    """Say it so from now on; the button for a preview only shows it."""
    form = MailTextForm()
    if request.form.get("look"):
        return _page(work, place, form)
    if not form.is_in_order(place.kind):
        return _page(work, place, form), 422
    if form.is_outdated(own_text(work, place.kind.name, place.language)):
        return _page(work, place, form), 409
    if form.words == original(place):
        return _reverted(work, place)
    change_text(work, place.kind.name, place.language, form.words)
    after_this_request(_forget)
    flash(_("This mail says so from now on."), "success")
    return redirect(_address(".show", place), 303)


@bp.post(f"{ADDRESS}/original", needs=Permission.SET_ENVIRONMENT, load=PLACE)
def revert(work: Work, place: MailPlace) -> ResponseReturnValue:
    """Back to the original."""
    return _reverted(work, place)


@bp.get(f"{ADDRESS}/preview", needs=Permission.SET_ENVIRONMENT, load=PLACE)
def look(_work: Work, place: MailPlace) -> ResponseReturnValue:
    """How the words in the address read for a receiver."""
    words = MailWords(request.args.get("subject", ""), request.args.get("body", "")[:LONGEST_BODY])
    return render_template("app/mails/_preview.html", shown=preview(place, words))


def _reverted(work: Work, place: MailPlace) -> ResponseReturnValue:
    if revert_text(work, place.kind.name, place.language):
        after_this_request(_forget)
    flash(_("The original text is sent again."), "success")
    return redirect(_address(".show", place), 303)


def _page(work: Work, place: MailPlace, form: MailTextForm) -> str:
    return render_template(
        "app/mails/text.html",
        place=place,
        form=form,
        own=own_texts(work).get((place.kind.name, place.language)),
        shown=preview(place, form.words),
        first=original(place),
        address=_address,
        languages=LANGUAGE_NAMES,
    )


def _address(endpoint: str, place: MailPlace, language: str = "") -> str:
    return url_for(endpoint, mail=place.kind.name, language=language or place.language)


def _filters(group: str, state: str) -> list[dict[str, object]]:
    states = [("own", _("With a text of our own")), ("original", _("As they were made"))]
    return [
        {"name": "group", "label": _("About"), "options": groups(), "value": group},
        {"name": "state", "label": _("Text"), "options": states, "value": state},
    ]


def _forget(response: Response) -> Response:
    current_app.extensions["environment_name"].forget()  # not before: until the end the old text would be read again
    return response
