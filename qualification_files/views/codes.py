"""Add multiple MBO crebo codes: paste, look, choose, import, read the report."""

from collections.abc import Mapping, Sequence

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.messages import Message, say
from foundation.refusals import Unreadable
from foundation.web.forms import sent_choices
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from qualification_files.actions import codes as actions
from qualification_files.actions.codes import Choice
from qualification_files.forms import LONGEST_PASTED, CodesForm
from qualification_files.models import CodeRun
from qualification_files.pages import codes as pages
from qualification_files.permissions import Permission
from qualification_files.queries import codes as queries
from qualification_files.queries.codes import FoundCode
from qualification_files.queries.sources import sources
from qualification_files.rules.codes import MOST_CODES, Codes, pasted_codes
from qualification_files.rules.lookup import CodeState
from qualification_files.views.blueprint import bp, number_asked

NEEDS = Permission.IMPORT_QUALIFICATIONS
CODE_RUN = Subject(load=queries.code_run, sees=NEEDS)


@bp.get("/qualifications/codes", needs=NEEDS)
def new_code_run(work: Work) -> ResponseReturnValue:
    """Where codes are pasted, and what was pasted before."""
    earlier = number_asked("again")
    if earlier is None:
        return _form_page(work, CodesForm(formdata=None))
    run = queries.code_run(work, earlier)
    return _form_page(work, CodesForm(formdata=None, codes="\n".join(run.codes), cohort=run.cohort))


def read_pasted(**_url: object) -> Mapping[str, object]:
    """The codes in what was pasted, before any lock is held; of too long a text none."""
    text = request.form.get("codes", "").strip()
    return {"pasted": pasted_codes(text) if len(text) <= LONGEST_PASTED else None}


def read_typed(**_url: object) -> Mapping[str, object]:
    """The same while somebody types, and a refusal of too long a text."""
    found = read_pasted()
    if found["pasted"] is None:
        raise Unreadable(say("This is too much text to look for codes in. Paste them in parts."))
    return found


@bp.post("/qualifications/codes", needs=NEEDS, before=read_pasted)
def begin_code_run(work: Work, *, pasted: Codes | None) -> ResponseReturnValue:
    """Keep the codes and look them up."""
    form = CodesForm()
    if not form.validate() or pasted is None:
        return _form_page(work, form), 422
    try:
        run = actions.begin_code_run(work, pasted, cohort=form.cohort.data or "")
    except Unreadable as refusal:
        form.codes.errors = [said(refusal.message)]
        return _form_page(work, form, pasted), 422
    return redirect(url_for(".code_run", run_id=run.id), 303)


@bp.post("/qualifications/codes/read", needs=NEEDS, before=read_typed)
def read_codes(work: Work, *, pasted: Codes) -> ResponseReturnValue:
    """What is understood of the codes so far, for the page on which they are pasted."""
    return _understood(pasted)


@bp.get("/qualifications/codes/<int:run_id>", needs=NEEDS, load=CODE_RUN)
def code_run(work: Work, run: CodeRun) -> ResponseReturnValue:
    """How far looking up is, then the preview, then how far importing is, then the report: always at this address."""
    if run.finished_at is not None:
        return _report_page(work, run)
    if run.started_at is None and run.looked_up_at is not None:
        return _preview_page(work, run)
    return render_template(
        "qualification_files/codes_progress.html",
        run=run,
        words=_progress_words(run),
        total=len(run.chosen) if run.started_at else len(run.codes),
        trouble=queries.code_job_trouble(work, run),
    )


@bp.post("/qualifications/codes/<int:run_id>", needs=NEEDS, load=CODE_RUN)
def start_code_import(work: Work, run: CodeRun) -> ResponseReturnValue:
    """Import what was chosen."""
    choices = _choices()
    if run.started_at is None and run.looked_up_at is not None and not choices:
        return _preview_page(work, run, wrong=_("Choose at least one qualification to import.")), 422
    actions.start_code_import(work, run, choices)
    return _to(run)


@bp.get("/qualifications/codes/<int:run_id>/progress", needs=NEEDS, load=CODE_RUN)
def code_run_progress(work: Work, run: CodeRun) -> ResponseReturnValue:
    """How far it is, for the page that follows it."""
    is_done = run.finished_at if run.started_at else run.looked_up_at
    state = "done" if is_done else "failed" if queries.code_job_trouble(work, run) else "running"
    total = len(run.chosen) if run.started_at else len(run.codes)
    return jsonify(state=state, done=run.done, total=total, message=said(_progress_words(run)))


@bp.post("/qualifications/codes/<int:run_id>/again", needs=NEEDS, load=CODE_RUN)
def look_up_again(work: Work, run: CodeRun) -> ResponseReturnValue:
    """Ask the sources anew."""
    actions.look_up_again(work, run)
    return _to(run)


@bp.post("/qualifications/codes/<int:run_id>/activate", needs=Permission.MANAGE_QUALIFICATIONS, load=CODE_RUN)
def activate_imported(work: Work, run: CodeRun) -> ResponseReturnValue:
    """Activate every draft of the run that can be."""
    found = actions.activate_imported(work, queries.code_run_in_full(work, run.id, lock=True))
    count = sum(1 for one in found if one.qualification.activated_at == work.now)
    if count:
        words = ngettext("%(num)s qualification was activated.", "%(num)s qualifications were activated.", count)
        flash(words, "success")
    return _to(run)


def _choices() -> list[Choice]:
    """What was ticked, as code and state; anything else was not sent by our page."""
    pairs = (text.rpartition(".") for text in sent_choices("chosen"))
    return [(code, CodeState(state)) for code, _dot, state in pairs if code and state in tuple(CodeState)]


def _progress_words(run: CodeRun) -> Message:
    return pages.importing_words(run) if run.started_at else pages.looking_words(run)


def _to(run: CodeRun) -> ResponseReturnValue:
    return redirect(url_for(".code_run", run_id=run.id), 303)


def _understood(pasted: Codes) -> str:
    return render_template(
        "qualification_files/_codes_read.html", understood=pages.understood(pasted), limit=MOST_CODES
    )


def _form_page(work: Work, form: CodesForm, pasted: Codes | None = None) -> str:
    rows = [row for row in sources(work) if row.source.active]
    return render_template(
        "qualification_files/codes.html",
        form=form,
        understood=pages.understood(pasted) if pasted else None,
        limit=MOST_CODES,
        sources=rows,
        runs=queries.recent_code_runs(work),
    )


def _found(work: Work, run: CodeRun) -> Sequence[FoundCode]:
    full = queries.code_run_in_full(work, run.id)
    return queries.found_codes(work, actions.kept_lookups(full), cohort=full.cohort)


def _preview_page(work: Work, run: CodeRun, *, wrong: str = "") -> str:
    not_codes, doubled = pages.wrong_in(run)
    found = _found(work, run)
    there = [one.qualification_id for one in found if one.state is CodeState.ALREADY_THERE and one.qualification_id]
    here = queries.imported_by(work, there)
    return render_template(
        "qualification_files/codes_preview.html",
        run=run,
        preview=pages.code_preview(work, run, found),
        here=here,
        here_drafts=sum(1 for one in here if one.is_draft),
        can_be_activated=sum(1 for one in here if one.can_be_activated),
        not_codes_pasted=not_codes,
        doubled=doubled,
        wrong=wrong,
        has_sources=any(row.source.active for row in sources(work)),
    )


def _report_page(work: Work, run: CodeRun) -> str:
    found = _found(work, run)
    reported = pages.code_report(run)
    made = [one.qualification_id for one in reported if one.is_new and one.qualification_id]
    imported = queries.imported_by(work, made)
    not_codes, doubled = pages.wrong_in(run)
    return render_template(
        "qualification_files/codes_report.html",
        run=run,
        reported=reported,
        drafts=[one for one in imported if one.is_draft],
        can_be_activated=sum(1 for one in imported if one.can_be_activated),
        active=sum(1 for one in imported if not one.is_draft),
        left_out=pages.left_out(run, found),
        preview=pages.code_preview(work, run, found),
        not_codes_pasted=not_codes,
        doubled=doubled,
    )
