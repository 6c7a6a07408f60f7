"""The doors for guests: a link from a mail, a code, and then what was opened to them and nothing else.

These pages know the guest alone: whoever is signed in in the same browser counts as nobody here. Everything that
decides what a guest may see is asked anew at each request.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from flask import Response, current_app, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, refresh

from foundation.access import ANYONE, Everyone
from foundation.messages import Message, say
from foundation.refusals import NotFound, TooMany
from foundation.secrets import token_hash
from foundation.web.guard import Subject, current_works
from foundation.web.sending import send_drawn, send_original
from foundation.web.words import LANGUAGES, page_language, said
from foundation.work import Work
from portfolio.actions import guests as actions
from portfolio.actions import witnesses
from portfolio.actions.guests import Guess, Knock
from portfolio.actions.talk import add_comment
from portfolio.events.guests import GuestLooked, GuestTookFile
from portfolio.forms.guests import OWN_NAMES, CodeForm, CommentForm, StatementForm
from portfolio.models import GuestPass
from portfolio.pages.guests import seen_part, shown_sections
from portfolio.pages.kinds import KINDS
from portfolio.queries import guests as queries
from portfolio.queries.guests import GuestGone, SeenEntry, SeenFile, SeenPage, SeenStatement, Sight
from portfolio.queries.looks import guest_has_looked, guest_has_taken
from portfolio.rules.guests import MOST_STATEMENTS, VISIT_TERM, masked
from portfolio.views.blueprint import bp
from qualification_files.pages.terms import speak_of_all

ROOT = "/guests"
AT_VISIT = f"{ROOT}/visits/<int:pass_id>"
AT_ENTRY = f"{AT_VISIT}/entries/<int:entry_id>"
AT_FILE = f"{AT_VISIT}/files/<int:file_id>"
PLAYING = timedelta(hours=1)
LANGUAGE_KEPT = timedelta(days=90)


def _sight(work: Work, pass_id: int) -> Sight:
    found = queries.sight(work, pass_id, token_hash(request.cookies.get(_cookie(pass_id), "")))
    _speak(_language(found.guest))
    return found


def _entry(work: Work, pass_id: int, entry_id: int) -> SeenEntry:
    return queries.seen_entry(work, _sight(work, pass_id), entry_id)


def _file(work: Work, pass_id: int, file_id: int) -> SeenFile:
    return queries.seen_file(work, _sight(work, pass_id), file_id)


def _page(work: Work, pass_id: int, file_id: int, number: int) -> SeenPage:
    return queries.seen_page(work, _sight(work, pass_id), file_id, number)


def _statement(work: Work, pass_id: int, statement_id: int) -> SeenStatement:
    return queries.seen_statement(work, _sight(work, pass_id), statement_id)


VISIT = Subject(load=_sight, sees=Everyone.PUBLIC)
SEEN_ENTRY = Subject(load=_entry, sees=Everyone.PUBLIC)
SEEN_FILE = Subject(load=_file, sees=Everyone.PUBLIC)
SEEN_PAGE = Subject(load=_page, sees=Everyone.PUBLIC)
SEEN_STATEMENT = Subject(load=_statement, sees=Everyone.PUBLIC)
get = partial(bp.get, needs=Everyone.PUBLIC, for_nobody=True)
post = partial(bp.post, needs=Everyone.PUBLIC, for_nobody=True)


@bp.before_app_request  # also where no page is: that answer too is for a guest
def know_nobody() -> None:
    """A refusal shows nothing of whoever is signed in."""
    if request.path.startswith(f"{ROOT}/"):
        _speak(_language(None))


@bp.after_request
def tell_nobody(response: Response) -> Response:
    """The address of a guest's page may be a secret: no site hears it, no search engine keeps it."""
    if request.path.startswith(f"{ROOT}/"):
        # Not "no-referrer": a form must be able to show that it comes from this site, without saying from which page.
        response.headers.setdefault("Referrer-Policy", "strict-origin")
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.errorhandler(GuestGone)
def guest_gone(_refused: GuestGone) -> ResponseReturnValue:
    """One and the same page, whatever is wrong with the link or the visit."""
    g.pop("work", None)  # this page asks the database nothing
    return _show("gone", None), GuestGone.status


def looked_at_portfolio(_work: Work, sight: Sight) -> GuestLooked | None:
    """A guest looks at a whole portfolio; who may see one entry alone is led there."""
    if sight.entry_id is not None:
        return None
    return GuestLooked(person_id=sight.guest.owner_id, guest_pass_id=sight.pass_id)


def looked_at_entry(_work: Work, seen: SeenEntry | SeenStatement) -> GuestLooked:
    """A guest looks at an entry."""
    guest = seen.sight.guest
    return GuestLooked(person_id=guest.owner_id, guest_pass_id=guest.id, entry_id=seen.entry.id)


def took_file(work: Work, seen: SeenFile) -> GuestTookFile | None:
    """A guest opens a file; the parts that a player asks for after that belong to the same look."""
    guest = seen.sight.guest
    taken = GuestTookFile(person_id=guest.owner_id, guest_pass_id=guest.id, file_id=seen.file_id)
    is_part = g.get("sends_part", False)  # by what is sent, never by what was asked
    return None if is_part and guest_has_taken(work, taken, since=work.now - PLAYING) else taken


def turned_page(work: Work, seen: SeenFile) -> GuestTookFile | None:
    """The page of a file that a guest has open asks for its pictures: that is the same look."""
    guest = seen.sight.guest
    taken = GuestTookFile(person_id=guest.owner_id, guest_pass_id=guest.id, file_id=seen.file_id)
    return None if guest_has_taken(work, taken, since=work.now - PLAYING) else taken


def took_face(work: Work, seen: SeenFile) -> GuestTookFile | None:
    """A page that a guest looked at shows its files small: that is the same look; asked for by itself it is one."""
    guest = seen.sight.guest
    taken = GuestTookFile(person_id=guest.owner_id, guest_pass_id=guest.id, file_id=seen.file_id)
    looked = guest_has_looked(work, taken, entry_id=seen.file.entry_id, since=work.now - PLAYING)
    return None if looked else taken


@get(f"{ROOT}/left")
def guest_left(work: Work) -> ResponseReturnValue:
    """Goodbye."""
    return _show("left", None)


@get(f"{ROOT}/<token>")
def guest(work: Work, token: str) -> ResponseReturnValue:
    """Who invites to what, without showing any of it; programs that look at links in mail use nothing up."""
    found = actions.open_link(work, _knock(token))
    return _keep_language(_show("door", found, token=token))


@post(f"{ROOT}/<token>")
def ask_guest_code(work: Work, token: str) -> ResponseReturnValue:
    """Mail a code to the guest's own address."""
    actions.ask_for_code(work, _knock(token))
    return redirect(url_for(".guest_code", token=token), 303)


@get(f"{ROOT}/<token>/code")
def guest_code(work: Work, token: str) -> ResponseReturnValue:
    """Type the code."""
    found = actions.open_link(work, _knock(token))
    return _keep_language(_show_code(found, token, CodeForm(formdata=None)))


def count_guess(token: str) -> Mapping[str, Any]:
    """Count the guess before it is judged, in work of its own; what cannot be a code is no guess."""
    form = CodeForm()
    if not form.validate():
        return {"form": form, "guess": None}
    with current_works().writing(ANYONE) as work:
        return {"form": form, "guess": actions.count_guess(work, _knock(token))}


@post(f"{ROOT}/<token>/code", before=count_guess)
def come_in(work: Work, token: str, *, form: CodeForm, guess: Guess | None) -> ResponseReturnValue:
    """The right code opens a visit in this browser, at an address that is no secret."""
    knock = _knock(token)
    found = actions.open_link(work, knock)
    if guess is None:
        return _show_code(found, token, form), 422
    browser = request.user_agent.string
    opened = actions.come_in(work, knock, guess, form.code.data or "", browser=browser)
    if opened is None:
        with force_locale(_language(found)):
            form.code.errors = [said(_wrong_code(guess))]
        form.code.data, form.code.raw_data = "", None
        return _show_code(found, token, form), 422
    came, visit_token = opened
    answer = make_response(redirect(url_for(".guest_visit", pass_id=came.id), 303))
    _give_cookie(answer, _cookie(came.id), visit_token, kept=VISIT_TERM)
    return answer


@get(AT_VISIT, load=VISIT, records=looked_at_portfolio)
def guest_visit(work: Work, sight: Sight) -> ResponseReturnValue:
    """The whole portfolio to read; who was invited to one entry goes there."""
    if sight.entry_id is not None:
        return redirect(url_for(".guest_entry", pass_id=sight.pass_id, entry_id=sight.entry_id), 303)
    sections = shown_sections(queries.shown_work_processes(work, sight.owner.id))
    page = queries.guest_entries(work, sight.owner.id, number=request.args.get("page", 1, type=int))
    speak_of_all(section.terms for section in sections)
    body = _show("portfolio", sight.guest, sight=sight, sections=sections, listed=page, kinds=KINDS)
    return _keep_language(body)


@get(AT_ENTRY, load=SEEN_ENTRY, records=looked_at_entry)
def guest_entry(work: Work, seen: SeenEntry) -> ResponseReturnValue:
    """An entry with its files, the candidate's reasoning and the conversation with this guest."""
    form = CommentForm(formdata=None)
    form.form_key.data = str(uuid4())
    return _keep_language(_show_entry(work, seen, form))


@post(f"{AT_ENTRY}/comments", load=SEEN_ENTRY, records=looked_at_entry)
def guest_comment(work: Work, seen: SeenEntry) -> ResponseReturnValue:
    """Say something about it; all that a guest says of an entry is one conversation."""
    form, guest = CommentForm(), seen.sight.guest
    if not form.validate():
        return _show_entry(work, seen, form), 422
    text, thread_id = form.text.data or "", queries.own_thread(work, seen.entry.id, guest.id)
    try:
        add_comment(work, seen.entry.id, text, form_key=form.key, thread_id=thread_id, guest_pass_id=guest.id)
    except TooMany as refusal:  # what was typed stays to be copied
        with force_locale(_language(guest)):
            form.refuse(said(refusal.message))
        return _show_entry(work, seen, form), refusal.status
    return redirect(url_for(".guest_entry", pass_id=guest.id, entry_id=seen.entry.id, _anchor="talk"), 303)


@get(f"{AT_ENTRY}/statement", load=SEEN_ENTRY, records=looked_at_entry)
def guest_statement_form(work: Work, seen: SeenEntry) -> ResponseReturnValue:
    """What is signed for, and the form to sign it with."""
    if not seen.sight.signs:
        raise NotFound
    guest = seen.sight.guest
    witnesses.refuse_many(work, guest.id)
    form = StatementForm(formdata=None, organisation=guest.organisation, function=guest.function)
    form.form_key.data = str(uuid4())
    form.before_eyes.data = witnesses.shown_now(work, seen.entry)
    return _keep_language(_show_statement_form(work, seen, form))


@post(f"{AT_ENTRY}/statement", load=SEEN_ENTRY, records=looked_at_entry)
def guest_sign(work: Work, seen: SeenEntry) -> ResponseReturnValue:
    """Sign; when the entry was changed meanwhile, show it anew and keep nothing."""
    if not seen.sight.signs:
        raise NotFound
    form, guest = StatementForm(), seen.sight.guest
    if not form.validate():
        return _show_statement_form(work, seen, form), 422
    try:
        signed = witnesses.sign(work, seen, form.told, before_eyes=form.before_eyes.data or "", form_key=form.key)
    except (witnesses.ReadAgain, TooMany) as again:
        with force_locale(_language(guest)):
            form.form_errors.append(said(again.message))
        form.before_eyes.data = witnesses.shown_now(work, seen.entry)
        form.before_eyes.raw_data = None
        return _show_statement_form(work, seen, form), again.status
    return redirect(url_for(".guest_statement", pass_id=guest.id, statement_id=signed.id), 303)


@get(f"{AT_VISIT}/statements/<int:statement_id>", load=SEEN_STATEMENT, records=looked_at_entry)
def guest_statement(work: Work, seen: SeenStatement) -> ResponseReturnValue:
    """What was signed, to keep or to print."""
    guest = seen.sight.guest
    current = witnesses.shown_now(work, seen.entry) == seen.statement.fingerprint
    part = seen_part(work, seen.entry, partial(_address, guest.id)) if current else None
    body = _show("statement", guest, sight=seen.sight, entry=seen.entry, signed=seen.statement, part=part)
    return _keep_language(body)


@get(AT_FILE, load=SEEN_FILE, records=took_file)
def guest_look(work: Work, seen: SeenFile) -> ResponseReturnValue:
    """A file on a page of its own: a photo, or a document with its pages under each other."""
    pages = queries.drawn_pages(work, seen.file_id)
    return _keep_language(_show("file", seen.sight.guest, sight=seen.sight, file=seen.file, pages=pages))


@get(f"{AT_FILE}/pages/<int:number>", load=SEEN_PAGE, records=turned_page)
def guest_file_page(work: Work, seen: SeenPage) -> ResponseReturnValue:
    """A page of a document, drawn by us."""
    return send_drawn(work, seen.key, f"{seen.file.name}.jpg")


@get(f"{AT_FILE}/picture", load=SEEN_FILE, records=turned_page)
def guest_picture(work: Work, seen: SeenFile) -> ResponseReturnValue:
    """What is shown of a photo: drawn anew, without where and when it was taken."""
    return send_drawn(work, seen.file.picture_key, f"{seen.file.name}.jpg")


@get(f"{AT_FILE}/thumbnail", load=SEEN_FILE, records=took_face)
def guest_thumbnail(work: Work, seen: SeenFile) -> ResponseReturnValue:
    """The same, small."""
    return send_drawn(work, seen.file.thumbnail_key, f"{seen.file.name}.jpg")


@get(f"{AT_FILE}/original", load=SEEN_FILE, records=took_file)
def guest_original(work: Work, seen: SeenFile) -> ResponseReturnValue:
    """A document, sound or video; never a photo, which tells where it was taken."""
    file = seen.file
    return send_original(work, file.given_key, name=file.name, media_type=file.media_type)


@post(f"{AT_VISIT}/leave", load=VISIT)
def guest_leave(work: Work, sight: Sight) -> ResponseReturnValue:
    """End the visit in this browser."""
    actions.leave(work, sight)
    answer = make_response(redirect(url_for(".guest_left"), 303))
    answer.delete_cookie(_cookie(sight.pass_id), path=_path())
    return answer


def _show_code(found: GuestPass, token: str, form: CodeForm) -> str:
    return _show("code", found, token=token, form=form, masked=masked(found.email))


def _show_entry(work: Work, seen: SeenEntry, form: CommentForm) -> str:
    guest = seen.sight.guest
    signed = queries.statements_of(work, seen.entry.id, pass_id=guest.id)
    return _show(
        "entry",
        guest,
        sight=seen.sight,
        part=seen_part(work, seen.entry, partial(_address, guest.id)),
        talk=queries.conversations(work, seen.entry.id, guest.id, number=request.args.get("talk", 1, type=int)),
        signed=signed,
        may_sign=seen.sight.signs and len(signed) < MOST_STATEMENTS,
        form=form,
    )


def _show_statement_form(work: Work, seen: SeenEntry, form: StatementForm) -> str:
    part = seen_part(work, seen.entry, partial(_address, seen.sight.pass_id))
    return _show("sign", seen.sight.guest, sight=seen.sight, part=part, form=form)


def _wrong_code(guess: Guess) -> Message:
    if guess.left == 0:
        return say("This code cannot be used any more. Ask for a new one.")
    return say("That is not the code. Look at the newest mail and try again.")


def _address(pass_id: int, what: str, file_id: int) -> str:
    return url_for(f"portfolio.guest_{what}", pass_id=pass_id, file_id=file_id)


def _knock(token: str) -> Knock:
    return Knock(token=token, address=request.remote_addr or "", key=str(current_app.secret_key))


def _show(name: str, guest: GuestPass | None, **values: Any) -> str:
    """A page in the guest's language, with nothing on it of whoever else uses this browser."""
    with force_locale(_language(guest)):
        return render_template(
            f"portfolio/guests/{name}.html",
            guest=guest,
            color_mode=session.get("color_mode", "auto"),
            languages=_languages() if guest else [],
            **values,
        )


def _language(guest: GuestPass | None) -> str:
    """What was chosen here, else what the owner thinks this guest reads, else what the browser prefers."""
    usual = guest.language if guest else page_language()
    choices = (request.args.get("language"), request.cookies.get(_language_cookie()), usual)
    return next((choice for choice in choices if choice in LANGUAGES), LANGUAGES[0])


def _speak(language: str) -> None:
    """From now on everything is said in this language, refusals too."""
    g.for_nobody = language
    refresh()  # the language that was found before is kept otherwise


def _languages() -> list[tuple[str, str, str]]:
    """This page in each language; not where a form was refused, or what was typed there would be lost."""
    if request.method != "GET" or request.endpoint is None:
        return []
    kept = {name: request.args[name] for name in ("page", "talk") if name in request.args}
    here = {**kept, **(request.view_args or {})}
    return [(code, name, url_for(request.endpoint, **{**here, "language": code})) for code, name in OWN_NAMES.items()]


def _keep_language(body: str) -> Response:
    answer = make_response(body)
    chosen = request.args.get("language")
    if chosen in LANGUAGES:
        _give_cookie(answer, _language_cookie(), str(chosen), kept=LANGUAGE_KEPT)
    return answer


def _give_cookie(answer: Response, name: str, value: str, *, kept: timedelta) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(name, value, max_age=kept, path=_path(), secure=secure, httponly=True, samesite="Lax")


def _cookie(pass_id: int) -> str:
    """A cookie for each pass: a guest of two candidates is not one and the same."""
    before = "__Secure-" if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return f"{before}proefstuk-guest-{pass_id}"


def _language_cookie() -> str:
    return "proefstuk-guest-language"


def _path() -> str:
    return f"{request.script_root}{ROOT}"
