"""Signing in and out, and how one likes to read."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from foundation.access import Actor, Everyone
from foundation.environment import setting
from foundation.web.guard import current_actor, current_works
from foundation.web.returning import inside
from foundation.web.words import LANGUAGES, said
from foundation.work import Work
from people import queries
from people.actions import accounts, sign_ins
from people.forms import SignInForm
from people.rules import ROLE_NAMES, Role
from people.views.blueprint import bp
from people.views.known_browsers import known_browser, make_known


def check_password(**_url: Any) -> Mapping[str, Any]:
    """Half a second of hashing, before any lock is held."""
    form = SignInForm()
    if not form.validate():
        return {"form": form, "person_id": None}
    person_id = recognised(form.email.data or "", form.password.data or "")
    if person_id is None:
        form.password.errors = [_("This e-mail address and password do not belong together.")]
    return {"form": form, "person_id": person_id}


@bp.get("/sign-in", needs=Everyone.PUBLIC)
def sign_in(work: Work) -> ResponseReturnValue:
    """The sign-in page; whoever is signed in goes home."""
    if work.actor.signed_in:
        return redirect(url_for("home.show"), 303)
    return render_template("people/sign_in.html", form=SignInForm(), demo=_demo_accounts(work))


@bp.post("/sign-in", needs=Everyone.PUBLIC, before=check_password)
def take_sign_in(work: Work, *, form: SignInForm, person_id: int | None) -> ResponseReturnValue:
    """Sign in, or say that it did not work without saying why."""
    if person_id is None:
        return render_template("people/sign_in.html", form=form, demo=_demo_accounts(work)), 422
    chosen = None if work.actor.signed_in else session.get("language")  # at the sign-in page, by whoever signs in now
    _leave(work)
    days: int = current_app.config["SIGN_IN_DAYS"]
    token = sign_ins.sign_in(work, person_id, browser=request.user_agent.string, days=days)
    session.permanent = True
    if chosen in LANGUAGES:
        session["language"] = chosen  # whoever chose one in their account reads that one
    login_user(Actor(id=person_id, token=token))
    answer = redirect(inside(request.args.get("next")) or url_for("home.show"), 303)
    make_known(answer, form.email.data or "")
    return answer


@bp.post("/sign-out", needs=Everyone.PUBLIC)
def sign_out(work: Work) -> ResponseReturnValue:
    """End this sign-in on the server too: a copied cookie is worth nothing afterwards."""
    _leave(work)
    answer = redirect(url_for(".sign_in"), 303)
    # Not "storage": marks that no server has yet may be kept there, perhaps a colleague's (static/js/parts/leaving.js).
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.post("/preferences", needs=Everyone.PUBLIC)
def preferences(work: Work) -> ResponseReturnValue:
    """Another language or look, for the person or for this browser."""
    language = _chosen(request.form.get("language"), LANGUAGES)
    color_mode = _chosen(request.form.get("color_mode"), ("auto", "light", "dark"))
    if work.actor.id:
        accounts.change_preferences(work, queries.person(work, work.actor.id), language=language, color_mode=color_mode)
    session.update({key: value for key, value in (("language", language), ("color_mode", color_mode)) if value})
    return redirect(inside(request.form.get("next")) or url_for("home.show"), 303)


def recognised(email: str, password: str) -> int | None:
    """The person whose e-mail and password these are; whether or not, the attempt was counted before it was judged."""
    works, actor, attempt = current_works(), current_actor(), _attempt(email, password)
    with works.writing(actor) as work:
        counted = sign_ins.count_attempt(work, attempt)
    number = counted.id
    with works.reading(actor) as work:
        person_id = sign_ins.recognise(work, current_app.extensions["passwords"], attempt)
    if person_id is not None:
        with works.writing(actor) as work:
            sign_ins.take_back_attempt(work, number)
    return person_id


def _attempt(email: str, password: str) -> sign_ins.Attempt:
    key: str = current_app.secret_key  # type: ignore[assignment]  # always text here
    return sign_ins.Attempt(
        email=email, password=password, address=request.remote_addr or "", key=key, browser=known_browser(email)
    )


def _leave(work: Work) -> None:
    """End the sign-in of this browser, if there is one; nothing of before comes along."""
    if work.actor.id and work.actor.sign_in_id:
        sign_ins.end_sign_ins(work, work.actor.id, [queries.sign_in(work, work.actor.sign_in_id)])
    logout_user()
    session.clear()


def _chosen(value: str | None, allowed: tuple[str, ...]) -> str | None:
    return value if value in allowed else None


def _demo_accounts(work: Work) -> list[dict[str, str]]:
    accounts: list[dict[str, str]] = setting(work.db, "demo.accounts", [])
    return [{**account, "role": said(ROLE_NAMES[Role(account["role"])])} for account in accounts]
