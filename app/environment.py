"""What the school sets itself: its name, what it calls things, and who makes results final."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

from flask import Response, after_this_request, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    RadioField,
    SelectChoice,
    StringField,
)
from wtforms.validators import InputRequired, Length

from app.events import EnvironmentChanged, TermsChanged
from app.permissions import Permission
from certification.queries.library import COORDINATORS_DEFINE
from exams.rules.approval import ACCOUNTABILITY_REQUIRED, ALONE, APPROVALS, THREE, TWO
from foundation.environment import NAME, EnvironmentSetting, choose, setting
from foundation.mail import MailText, MailWords
from foundation.web.database import db
from foundation.web.forms import Form
from foundation.web.guard import GuardedBlueprint
from foundation.web.wording import Lazy, speak, speaking
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import page_language
from foundation.wording import Choices, Word, Wording
from foundation.work import Work
from qualification_files.pages import LANGUAGE_NAMES
from qualification_files.pages.terms import TermsForm, terms_form, wording
from qualification_files.rules.terms import OF_THE_ENVIRONMENT, Kept, Term, read_terms, terms_of, to_keep

RATIFIED_BY = "exams.ratified_by"
TERMS = "environment.terms"
FIRST_SHOWN = {"jobs.index": "?state=trouble"}  # what a tab leads to first
FRESH_FOR = 10  # seconds; after that another process's change is seen too

bp = GuardedBlueprint("environment", __name__)


@dataclass
class EnvironmentFacts:
    """The school's name and words, read now and then and not at every request."""

    _name: str = ""
    _wording: Wording | None = None
    _mails: Mapping[tuple[str, str], MailWords] = field(default_factory=dict)
    _until: float = field(default=0.0)

    def __call__(self) -> str:
        """The name; empty where none is set yet."""
        self._read_now_and_then()
        return self._name

    def wording(self) -> Wording | None:
        """The words; None where they are the usual ones."""
        self._read_now_and_then()
        return self._wording

    def mail_words(self, mail: str, language: str) -> MailWords | None:
        """The school's own text for this mail in this language; None where it has none."""
        self._read_now_and_then()
        return self._mails.get((mail, language))

    def forget(self) -> None:
        """Read them again at the next request."""
        self._until = 0.0

    def _read_now_and_then(self) -> None:
        if monotonic() < self._until:
            return
        found, self._mails = _stored_facts()
        self._name, self._wording = str(found.get(NAME) or ""), wording(read_terms(found.get(TERMS)))
        self._until = monotonic() + FRESH_FOR


class EnvironmentForm(Form):
    """The settings of the school."""

    name = StringField(
        _l("Name of the school"), [InputRequired(_l("Fill in the name of the school.")), Length(max=120)]
    )
    ratified_by = RadioField(
        _l("Who makes an exam result final?"),
        [InputRequired(_l("Choose who makes a result final."))],
        choices=[
            SelectChoice("signature", _l("The last required signature of an examiner")),
            SelectChoice("board", _l("The exam board, after the examiners have signed")),
        ],
    )
    form_approvals = RadioField(
        _l("Who decides that an exam form may be used?"),
        [InputRequired(_l("Choose who decides that a form may be used."))],
        coerce=int,
        choices=[
            SelectChoice(ALONE, _l("Its maker alone")),
            SelectChoice(TWO, _l("A board member establishes it, who is not its maker")),
            SelectChoice(THREE, _l("A reviewer approves it and a board member establishes it: three different people")),
        ],
    )
    accountability_required = BooleanField(_l("An exam form needs an accountability document before it can be used"))
    coordinators_define = BooleanField(_l("Coordinators may define activities and how qualifications are kept"))


@bp.get("/environment", needs=Permission.SET_ENVIRONMENT)
def show(work: Work) -> ResponseReturnValue:
    """The settings of the school."""
    form = EnvironmentForm(
        name=setting(work.db, NAME, ""),
        ratified_by=setting(work.db, RATIFIED_BY, "signature"),
        form_approvals=setting(work.db, APPROVALS, ALONE),
        accountability_required=setting(work.db, ACCOUNTABILITY_REQUIRED, default=False),
        coordinators_define=setting(work.db, COORDINATORS_DEFINE, default=False),
    )
    return _settings_page(form)


@bp.post("/environment", needs=Permission.SET_ENVIRONMENT)
def save(work: Work) -> ResponseReturnValue:
    """Keep them."""
    form = EnvironmentForm()
    if not form.validate():
        return _settings_page(form), 422
    change_environment(
        work,
        name=form.name.data or "",
        ratified_by=form.ratified_by.data,
        form_approvals=form.form_approvals.data,
        accountability_required=bool(form.accountability_required.data),
        coordinators_define=bool(form.coordinators_define.data),
    )
    after_this_request(_forget)
    flash(_("The settings were saved."), "success")
    return redirect(url_for(".show"), 303)


@bp.get("/environment/terms", needs=Permission.SET_ENVIRONMENT)
def terms(work: Work) -> ResponseReturnValue:
    """What the school calls things, on every page."""
    return _terms_page(work, _terms_form(work))


@bp.post("/environment/terms", needs=Permission.SET_ENVIRONMENT)
def save_terms(work: Work) -> ResponseReturnValue:
    """Other words from now on."""
    form = _terms_form(work)
    if not form.validate():
        return _terms_page(work, form), 422
    if form.is_outdated(_chosen(work)):
        return _terms_page(work, form), 409
    change_terms(work, form.words())
    _say_so(work)
    flash(_("Every page says these words from now on."), "success")
    return redirect(url_for(".terms"), 303)


@bp.post("/environment/terms/usual", needs=Permission.SET_ENVIRONMENT)
def forget_terms(work: Work) -> ResponseReturnValue:
    """The usual words again."""
    change_terms(work, terms_of(frozenset(), OF_THE_ENVIRONMENT))
    _say_so(work)
    flash(_("The usual words are back."), "success")
    return redirect(url_for(".terms"), 303)


@bp.get("/environment/terms/preview", needs=Permission.SET_ENVIRONMENT)
def preview_terms(work: Work) -> ResponseReturnValue:
    """How some labels would read with the words in the address; words that cannot be used are passed over."""
    form = _terms_form(work, sent=request.args)
    return render_template("app/_terms_preview.html", previews=_previews(_usable(form)))


def change_environment(
    work: Work,
    *,
    name: str,
    ratified_by: str,
    form_approvals: int = ALONE,
    accountability_required: bool = False,
    coordinators_define: bool = False,
) -> None:
    """The school has another name, or other people make results final, approve forms and define from now on."""
    choose(work.db, NAME, name)
    choose(work.db, RATIFIED_BY, ratified_by)
    choose(work.db, APPROVALS, form_approvals)
    choose(work.db, ACCOUNTABILITY_REQUIRED, accountability_required)
    choose(work.db, COORDINATORS_DEFINE, coordinators_define)
    work.emit(
        EnvironmentChanged(
            ratified_by=ratified_by,
            form_approvals=form_approvals,
            accountability_required=accountability_required,
            coordinators_define=coordinators_define,
        )
    )


def change_terms(work: Work, words: Mapping[str, Mapping[Term, Word]]) -> None:
    """The school calls things so from now on; what it calls as usual is not kept."""
    before: Kept = setting(work.db, TERMS, {})
    kept = to_keep(words)
    if kept == before:
        return
    choose(work.db, TERMS, kept)
    work.emit(TermsChanged(terms=_differing(before, kept)))


def _differing(before: Kept, kept: Kept) -> tuple[str, ...]:
    return tuple(
        f"{language}:{term}"
        for language in sorted({*before, *kept})
        for term in sorted({*before.get(language, {}), *kept.get(language, {})})
        if before.get(language, {}).get(term) != kept.get(language, {}).get(term)
    )


def _stored_facts() -> tuple[dict[str, object], dict[tuple[str, str], MailWords]]:
    found = select(EnvironmentSetting.key, EnvironmentSetting.value).where(EnvironmentSetting.key.in_((NAME, TERMS)))
    mails = select(MailText.mail, MailText.language, MailText.subject, MailText.body)
    try:
        with db.engine.connect() as connection:
            facts = {row.key: row.value for row in connection.execute(found)}
            words = {row[:2]: MailWords(row.subject, row.body) for row in connection.execute(mails)}
    except (OperationalError, ProgrammingError):  # not installed yet, or out of reach: the usual words serve
        return {}, {}
    return facts, words


def _facts() -> EnvironmentFacts:
    found: EnvironmentFacts = current_app.extensions["environment_name"]
    return found


def _say_so(work: Work) -> None:
    """What this answer still says is said in the new words; others read them once they are kept."""
    after_this_request(_forget)
    speak(wording(_chosen(work)))


def _forget(response: Response) -> Response:
    _facts().forget()  # not before: until the transaction has ended, the old ones would be read again
    return response


def _chosen(work: Work) -> Choices:
    return read_terms(setting(work.db, TERMS, {}))


def _terms_form(work: Work, sent: object = ...) -> TermsForm:
    chosen = _chosen(work)
    return terms_form(
        OF_THE_ENVIRONMENT,
        terms_of(chosen, OF_THE_ENVIRONMENT),
        usual=terms_of(frozenset(), OF_THE_ENVIRONMENT),
        first=page_language(),
        now=chosen,
        formdata=sent,
    )


def _settings_page(form: EnvironmentForm) -> str:
    return render_template("app/environment.html", form=form, tabs=settings_tabs("environment.show"))


def _terms_page(work: Work, form: TermsForm) -> str:
    return render_template(
        "app/environment_terms.html",
        form=form,
        tabs=settings_tabs("environment.terms"),
        language_names=LANGUAGE_NAMES,
        previews=_previews(_usable(form)),
        has_own=bool(_chosen(work)),
    )


def _usable(form: TermsForm) -> Choices:
    """What was filled in, as far as it may be kept."""
    return read_terms(to_keep(form.words()))


def _previews(choices: Choices) -> list[tuple[Lazy, list[str]]]:
    """Per language some labels in these words: the menu, the bulk action, a button, what a list says while empty."""
    shown = []
    for language, name in LANGUAGE_NAMES.items():
        with force_locale(language), speaking(wording(choices)):
            shown.append((name, _labels()))
    return shown


def _labels() -> list[str]:
    return [
        _("Qualifications"),
        _("Portfolios"),
        _("My candidates"),
        _("Link to qualification"),
        _("Add qualification"),
        _("No active qualification yet"),
        _("Edit core tasks and work processes"),
        _("Add evidence"),
        _("No participants yet"),
    ]


def settings_tabs(current: str) -> list[tuple[str, str, bool, int | None]]:
    """The pages of settings beside each other."""
    places = (
        ("environment.show", _("Name and results")),
        ("board_settings.show", _("Exam board")),
        ("environment.terms", _("Terms")),
        ("mails.index", _("Mails")),
        ("jobs.index", _("Background work")),
    )
    return [(words, url_for(name) + FIRST_SHOWN.get(name, ""), name == current, None) for name, words in places]
