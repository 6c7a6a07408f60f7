"""Portfolios: the list of participants, and linking or unlinking many of them."""

from collections.abc import Sequence

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.refusals import NotFound
from foundation.web.forms import sent_choices
from foundation.web.words import said
from foundation.work import Work
from people.pages import photo_url
from qualification_files import actions, pages, queries
from qualification_files.models import LinkRun
from qualification_files.pages.links import stayed
from qualification_files.permissions import Permission
from qualification_files.queries import Results, WantedPeople
from qualification_files.rules import LinkDeed, LinkResult
from qualification_files.views.blueprint import LINK_RUN, asked, bp, number_asked, page_asked, whole_number

LINK = Permission.LINK_PARTICIPANTS


@bp.get("/portfolios", needs=Permission.SEE_PARTICIPANTS)
def participants(work: Work) -> ResponseReturnValue:
    """The candidates, what they follow, and what can be done with many of them."""
    return _list_page(work)


@bp.post("/portfolios", needs=LINK)
def run(work: Work) -> ResponseReturnValue:
    """Keep who was chosen and go on to choosing qualifications."""
    action, wanted = request.form.get("action", ""), _wanted()
    if action not in tuple(LinkDeed):
        return _list_page(work, wrong=_("Choose first what to do with them.")), 422
    if request.form.get("everything") == "1":
        chosen = queries.participant_ids(work, wanted)
    else:
        chosen = [number for text in sent_choices("chosen") if (number := whole_number(text))]
    if not chosen:
        return _list_page(work, wrong=_("Select at least one participant first.")), 422
    begun = actions.begin_link_run(work, LinkDeed(action), chosen)
    return redirect(url_for(".link_run", run_id=begun.id), 303)


@bp.get("/portfolios/runs", needs=LINK)
def link_runs(work: Work) -> ResponseReturnValue:
    """What was linked and unlinked before, so that it can be looked at again and undone."""
    return render_template(
        "qualification_files/runs.html",
        lines=pages.run_lines(work, queries.past_link_runs(work)),
        shown=queries.PAST_RUNS,
    )


@bp.get("/portfolios/runs/<int:run_id>", needs=LINK, load=LINK_RUN)
def link_run(work: Work, run: LinkRun) -> ResponseReturnValue:
    """Choosing, then the preview, then how far it is, then the summary: always at this address."""
    if run.started_at is None:
        return _preview_page(work, run, _qualifications_asked()) if _qualifications_asked() else _choice_page(work, run)
    if run.finished_at is None:
        return render_template(
            "qualification_files/run_progress.html",
            run=run,
            words=pages.progress_words(run),
            trouble=queries.job_trouble(work, run),
        )
    return _summary_page(work, run)


@bp.post("/portfolios/runs/<int:run_id>", needs=LINK, load=LINK_RUN)
def start_link_run(work: Work, run: LinkRun) -> ResponseReturnValue:
    """Do it."""
    chosen = _numbers(sent_choices("qualification"))
    if run.started_at is None and not queries.qualifications_by_id(work, chosen):
        return _choice_page(work, run, wrong=_("Choose at least one qualification.")), 422
    actions.start_link_run(work, run, chosen)
    return redirect(url_for(".link_run", run_id=run.id), 303)


@bp.get("/portfolios/runs/<int:run_id>/progress", needs=LINK, load=LINK_RUN)
def link_run_progress(work: Work, run: LinkRun) -> ResponseReturnValue:
    """How far it is, for the page that follows it."""
    state = "done" if run.finished_at else "failed" if queries.job_trouble(work, run) else "running"
    return jsonify(state=state, done=run.done, total=run.people, message=said(pages.progress_words(run)))


@bp.get("/portfolios/runs/<int:run_id>/people", needs=LINK, load=LINK_RUN)
def link_run_people(work: Work, run: LinkRun) -> ResponseReturnValue:
    """Everyone to whom the same happens, name by name."""
    wanted, name = number_asked("qualification"), asked("result")
    results = _results(work, run, [wanted] if wanted else [])
    found = next((one for one in results if one.qualification.id == wanted), None)
    if found is None or name not in tuple(LinkResult):
        raise NotFound
    ids = found.people.get(LinkResult(name), [])
    size = 100
    number = min(page_asked(), max(1, -(-len(ids) // size)))
    people = queries.people_named(work, ids, limit=size, offset=(number - 1) * size)
    return render_template(
        "qualification_files/run_people.html",
        run=run,
        qualification=found.qualification,
        words=pages.result_words(run.deed, LinkResult(name), found, done=run.finished_at is not None),
        page=queries.Page(people, len(ids), number, size),
    )


@bp.post("/portfolios/runs/<int:run_id>/undo", needs=LINK, load=LINK_RUN)
def undo_link_run(work: Work, run: LinkRun) -> ResponseReturnValue:
    """Put it back."""
    actions.undo_link_run(work, run)
    if any(entry.get("not_back") for entry in queries.link_run_in_full(work, run.id).outcome):
        flash(_("Not everybody is put back. Below stands who, and why."), "info")
    else:
        flash(_("It is put back as it was before."), "success")
    return redirect(url_for(".link_run", run_id=run.id), 303)


def _wanted() -> WantedPeople:
    return WantedPeople(
        words=asked("q"),
        group=asked("group"),
        qualification=asked("qualification"),
        sort=asked("sort") or "name",
        page=page_asked(),
    )


def _numbers(texts: Sequence[str]) -> list[int]:
    return [number for text in texts if (number := whole_number(text))]


def _qualifications_asked() -> list[int]:
    return _numbers(request.args.getlist("qualification"))


def _list_page(work: Work, *, wrong: str = "") -> str:
    wanted = _wanted()
    return render_template(
        "qualification_files/participants.html",
        page=queries.participants(work, wanted),
        wanted=wanted,
        filters=pages.people_filters(queries.groups(work), queries.followable(work), wanted),
        wrong=wrong,
        photo_url=photo_url,
        may_link=work.allows(LINK),
    )


def _choice_page(work: Work, run: LinkRun, *, wrong: str = "") -> str:
    if run.deed is LinkDeed.LINK:
        offered = queries.active_qualifications(work)
    else:
        offered = queries.followed_by_any(work, queries.link_run_in_full(work, run.id).person_ids)
    return render_template(
        "qualification_files/run_choice.html",
        run=run,
        title=pages.deed_words(run.deed, run.people),
        offered=offered,
        chosen=_qualifications_asked(),
        today=work.today,
        identity=pages.identity,
        wrong=wrong,
    )


def _preview_page(work: Work, run: LinkRun, chosen: Sequence[int]) -> str:
    results = _results(work, run, chosen)
    return render_template(
        "qualification_files/run_preview.html",
        run=run,
        effects=pages.effects(work, run.deed, results, done=False),
        chosen=[one.qualification.id for one in results],
        doing=pages.change_words(run.deed, results),
        identity=pages.identity,
    )


def _summary_page(work: Work, run: LinkRun) -> str:
    results = _results(work, run, run.qualification_ids)
    not_back = [entry.get("not_back", {}) for entry in queries.link_run_in_full(work, run.id).outcome]
    return render_template(
        "qualification_files/run_summary.html",
        stayed=stayed(work, not_back),
        run=run,
        effects=pages.effects(work, run.deed, results, done=True),
        changes=sum(one.number(LinkResult.CHANGED) for one in results),
        identity=pages.identity,
    )


def _results(work: Work, run: LinkRun, qualification_ids: Sequence[int]) -> list[Results]:
    run = queries.link_run_in_full(work, run.id)
    qualifications = queries.qualifications_by_id(work, qualification_ids)
    if run.finished_at is not None:
        return pages.kept_results(run, qualifications)
    return queries.link_results(work, run.deed, qualifications, run.person_ids)
