"""Choosing a password by a mailed link: forgotten, or invited."""

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from foundation.access import Everyone
from foundation.web.guard import current_actor, current_works
from foundation.web.words import said
from foundation.work import Work
from people.actions import passwords
from people.actions.passwords import LinkGone
from people.forms import ForgottenForm, NewPasswordForm
from people.models import Person
from people.rules import plain_password
from people.views.blueprint import bp
from people.views.known_browsers import make_known


@bp.get("/password/forgotten", needs=Everyone.PUBLIC)
def forgotten(work: Work) -> ResponseReturnValue:
    """Ask for a link."""
    return render_template("people/forgotten.html", form=ForgottenForm(formdata=None))


@bp.post("/password/forgotten", needs=Everyone.PUBLIC)
def ask_for_link(work: Work) -> ResponseReturnValue:
    """Mail a link to whoever has an account; the answer is the same for everybody."""
    form = ForgottenForm()
    if not form.validate():
        return render_template("people/forgotten.html", form=form), 422
    key: str = current_app.secret_key  # type: ignore[assignment]  # always text here
    passwords.ask_for_link(work, email=form.email.data or "", address=request.remote_addr or "", key=key)
    return redirect(url_for(".link_asked"), 303)


@bp.get("/password/asked", needs=Everyone.PUBLIC)
def link_asked(work: Work) -> ResponseReturnValue:
    """What happens next."""
    return render_template("people/link_asked.html", hours=_hours())


def prepare_choice(token: str) -> Mapping[str, Any]:
    """Check the link and hash the password, before any lock is held."""
    form = NewPasswordForm()
    with current_works().reading(current_actor()) as work:
        try:
            person = passwords.link_holder(work, token)
        except LinkGone:
            return {"form": form, "person": None, "password_hash": None}
        objection = passwords.objection(person, form.password.data or "") if form.validate() else None
    if objection:
        form.password.errors = [said(objection)]
    if form.errors:
        return {"form": form, "person": person, "password_hash": None}
    hashed = current_app.extensions["passwords"].hash(plain_password(form.password.data or ""))
    return {"form": form, "person": person, "password_hash": hashed}


@bp.get("/password/choose/<token>", needs=Everyone.PUBLIC)
def choose_password(work: Work, token: str) -> ResponseReturnValue:
    """The form; looking at it does not use the link up, since programs look at links in mail too."""
    try:
        return _form(NewPasswordForm(formdata=None), passwords.link_holder(work, token))
    except LinkGone:
        return _gone()


@bp.post("/password/choose/<token>", needs=Everyone.PUBLIC, before=prepare_choice)
def take_password(
    work: Work, *, token: str, form: NewPasswordForm, person: Person | None, password_hash: str | None
) -> ResponseReturnValue:
    """Set the password; whoever was signed in has to do so again."""
    if person is None:
        return _gone()
    if password_hash is None:
        return _form(form, person, status=422)
    try:
        email = passwords.choose_by_link(work, token, password_hash).email
    except LinkGone:
        return _gone()
    logout_user()
    session.clear()
    flash(_("Your password is set. Sign in with it."), "success")
    answer = make_response(redirect(url_for(".sign_in"), 303))
    make_known(answer, email)  # whoever reads the mail is let in here, also when the address is closed
    return _quiet(answer)


def _form(form: NewPasswordForm, person: Person, *, status: int = 200) -> Response:
    return _quiet(make_response(render_template("people/choose_password.html", form=form, person=person), status))


def _gone() -> Response:
    return _quiet(make_response(render_template("people/link_gone.html"), LinkGone.status))


def _quiet(response: Response) -> Response:
    """The address of this page is a secret: it is told to nobody.

    Over https a form must show that it comes from this site, so the site itself may be told, but never the page.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _hours() -> int:
    return int(passwords.LINK_TERM.total_seconds() // 3600)
