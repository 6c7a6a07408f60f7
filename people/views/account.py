"""One's own account: photo, language and look, password, and where one is signed in."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.access import Everyone
from foundation.web.guard import Subject, current_actor, current_works
from foundation.web.words import said
from foundation.work import Work
from people import pages, queries
from people.actions import accounts, passwords, sign_ins
from people.forms import ChangePasswordForm, PhotoForm
from people.models import Person, SignIn
from people.permissions import Permission
from people.rules import ROLE_NAMES, plain_password
from people.views.blueprint import bp
from people.views.photos import PHOTO_ACCEPT, prepare_photo
from people.views.signing_in import recognised

SIGN_IN = Subject(load=queries.sign_in, sees=Permission.END_OWN_SIGN_IN)


@bp.get("/account", needs=Everyone.SIGNED_IN)
def account(work: Work) -> ResponseReturnValue:
    """All of it on one page."""
    return _page(work, PhotoForm(formdata=None))


@bp.post("/account/photo", needs=Everyone.SIGNED_IN, before=prepare_photo, takes_files=True)
def change_photo(work: Work, *, form: PhotoForm, photo_key: str | None) -> ResponseReturnValue:
    """Be seen with this photo from now on."""
    if photo_key is None:
        return _page(work, form), 422
    accounts.change_photo(work, _oneself(work), photo_key)
    flash(_("Your photo was changed."), "success")
    return redirect(url_for(".account"), 303)


@bp.post("/account/photo/remove", needs=Everyone.SIGNED_IN)
def remove_photo(work: Work) -> ResponseReturnValue:
    """Be seen with initials."""
    accounts.change_photo(work, _oneself(work), None)
    flash(_("Your photo was removed."), "success")
    return redirect(url_for(".account"), 303)


@bp.post("/account/sign-ins/<int:sign_in_id>/end", needs=Permission.END_OWN_SIGN_IN, load=SIGN_IN)
def end_sign_in(work: Work, sign_in: SignIn) -> ResponseReturnValue:
    """Sign one browser out."""
    sign_ins.end_sign_ins(work, sign_in.person_id, [] if sign_in.ended_at else [sign_in])
    flash(_("That browser was signed out."), "success")
    return redirect(url_for(".account", _anchor="sign-ins"), 303)


@bp.post("/account/sign-ins/end-others", needs=Everyone.SIGNED_IN)
def end_other_sign_ins(work: Work) -> ResponseReturnValue:
    """Stay signed in here alone."""
    count = sign_ins.end_all_sign_ins(work, _oneself(work).id, besides=work.actor.sign_in_id)
    flash(_signed_out(count), "success")
    return redirect(url_for(".account", _anchor="sign-ins"), 303)


def prepare_change(**_url: Any) -> Mapping[str, Any]:
    """Check the old password and hash the new one, before any lock is held."""
    form, secrets = ChangePasswordForm(), current_app.extensions["passwords"]
    nothing = {"form": form, "password_hash": None}
    if not form.validate():
        return nothing
    with current_works().reading(current_actor()) as work:
        person = _oneself(work)
        email = person.email
        objection = passwords.objection(person, form.password.data or "")
    # Guessing here counts as much as on the sign-in page.
    if recognised(email, form.old_password.data or "") is None:
        form.old_password.errors = [_("This is not your password.")]
        return nothing
    if objection:
        form.password.errors = [said(objection)]
        return nothing
    return {**nothing, "password_hash": secrets.hash(plain_password(form.password.data or ""))}


@bp.get("/account/password", needs=Everyone.SIGNED_IN)
def new_password(work: Work) -> ResponseReturnValue:
    """The form for another password."""
    return render_template("people/password.html", form=ChangePasswordForm(), person=_oneself(work))


@bp.post("/account/password", needs=Everyone.SIGNED_IN, before=prepare_change)
def change_password(work: Work, *, form: ChangePasswordForm, password_hash: str | None) -> ResponseReturnValue:
    """Replace the password; whoever is signed in elsewhere has to know the new one."""
    if password_hash is None:
        return render_template("people/password.html", form=form, person=_oneself(work)), 422
    ended = passwords.change_password(work, _oneself(work), password_hash, sign_in_id=work.actor.sign_in_id)
    flash(_("Your password was changed."), "success")
    if ended:
        flash(_signed_out(ended), "info")
    return redirect(url_for(".account"), 303)


def _oneself(work: Work) -> Person:
    return queries.person(work, work.actor.id or 0)


def _page(work: Work, form: PhotoForm) -> str:
    person = _oneself(work)
    return render_template(
        "people/account.html",
        person=person,
        photo_url=pages.photo_url(person.id, person.photo_key),
        form=form,
        accept=PHOTO_ACCEPT,
        roles=[said(name) for role, name in ROLE_NAMES.items() if role in person.role_names],
        sign_ins=pages.sign_in_rows(queries.open_sign_ins(work, person.id), current=work.actor.sign_in_id),
    )


def _signed_out(count: int) -> str:
    words: str = ngettext("%(num)s other browser was signed out.", "%(num)s other browsers were signed out.", count)
    return words
