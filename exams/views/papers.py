"""Doors for papers of many exams at once: choosing, asking, taking, throwing away."""

from collections.abc import Iterator
from typing import BinaryIO

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams.actions import paper_runs as actions
from exams.events.records import PapersFetched
from exams.forms import chosen_in, whole
from exams.forms.inspection import PapersForm
from exams.models import ExamSession, PaperRun
from exams.pages.paper_runs import KINDS, kinds_of_exams, rows_of
from exams.pages.sittings import state_of
from exams.permissions import Permission
from exams.queries import inspection
from exams.queries import paper_runs as found
from exams.queries.choosing import exam_options, wanted_exams
from exams.rules.papers import PaperKind, RunState
from exams.views.blueprint import bp
from exams.views.chain import PIECE, ZIP
from exams.views.planning import SESSION
from foundation.files import disposition
from foundation.refusals import NotAllowed, NotFound, Refusal
from foundation.web.forms import sent_choices
from foundation.web.guard import Subject
from foundation.web.words import page_language, said
from foundation.work import Work

ROWS = 50
RUN = Subject(load=found.paper_run, sees=Permission.TAKE_PAPERS)


def fetched(_work: Work, run: PaperRun) -> PapersFetched:
    """Somebody takes them along."""
    return PapersFetched(run_id=run.id)


@bp.get("/papers", needs=Permission.MAKE_PAPERS)
def papers(work: Work) -> ResponseReturnValue:
    """What was asked for, how far it is, and exams to choose from."""
    wanted, page = wanted_exams(request.args), max(whole(request.args.get("page")) or 1, 1)
    total, rows = inspection.choosable(work, wanted, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/records/papers.html",
        form=PapersForm(),
        runs=rows_of(found.own_runs(work)),
        rows=rows,
        total=total,
        wanted=wanted,
        options=exam_options(work, wanted),
        page=page,
        pages=-(-total // ROWS),
        kinds=kinds_of_exams(work),
        state_of=state_of,
    )


@bp.post("/papers", needs=Permission.MAKE_PAPERS)
def ask_papers(work: Work) -> ResponseReturnValue:
    """Have papers of the chosen exams made."""
    kind = request.form.get("action", "")
    if kind not in set(PaperKind):
        raise NotFound
    if request.form.get("everything") == "1":
        ids = inspection.choosable_ids(work, wanted_exams(request.args))
    else:
        ids = inspection.choosable_ids(work, among=set(chosen_in(sent_choices("chosen"))))
    if not ids:
        flash(_("Choose exams first."), "warning")
        return redirect(url_for(".papers"), 303)
    _ask(work, PaperKind(kind), ids)
    return redirect(url_for(".papers"), 303)


@bp.post("/sessions/<int:session_id>/papers", needs=Permission.MAKE_PAPERS, load=SESSION)
def ask_papers_of_session(work: Work, session: ExamSession) -> ResponseReturnValue:
    """Have papers of everybody in this session made."""
    kind = request.form.get("kind", "")
    if kind not in set(PaperKind):
        raise NotFound
    _ask(work, PaperKind(kind), [sitting.id for sitting in session.sittings], session_id=session.id)
    return redirect(url_for(".papers"), 303)


def _ask(work: Work, kind: PaperKind, ids: list[int], *, session_id: int | None = None) -> None:
    form = PapersForm()
    form.validate()  # it gives the form a number where none was sent
    wanted = actions.Wanted(
        kind=kind,
        sitting_ids=ids,
        language=page_language(),
        form_key=form.form_key.data or "",
        session_id=session_id,
    )
    try:
        actions.ask_papers(work, wanted)
    except NotAllowed:
        raise
    except Refusal as refusal:
        flash(said(refusal.message), "warning")
        return
    flash(_("They are being made. You get a mail when they are ready."), "success")


@bp.get("/papers/<int:run_id>/left-out", needs=Permission.TAKE_PAPERS, load=RUN)
def papers_left_out(work: Work, run: PaperRun) -> ResponseReturnValue:
    """Of which exams there is no paper in it, and why."""
    rows = actions.left_out(work, run)
    return render_template("exams/records/left_out.html", run=run, rows=rows, label=KINDS[run.kind])


@bp.get("/papers/<int:run_id>/file", needs=Permission.TAKE_PAPERS, load=RUN, records=fetched)
def take_papers(work: Work, run: PaperRun) -> ResponseReturnValue:
    """The archive, as a download."""
    if run.file_key is None or run.ready_at is None or run.ready_at + found.KEPT <= work.now:
        raise NotFound
    actions.refuse_lost(work, run)
    answer = Response(_pieces(work.storage.open(run.file_key)), mimetype=ZIP)
    answer.content_length = work.storage.size(run.file_key)
    answer.headers["Content-Disposition"] = disposition(f"{run.kind}-{run.id}.zip")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece


@bp.post("/papers/<int:run_id>/remove", needs=Permission.TAKE_PAPERS, load=RUN)
def remove_papers(work: Work, run: PaperRun) -> ResponseReturnValue:
    """Throw them away, or stop making them."""
    was_ready = run.state is RunState.READY
    actions.remove_papers(work, run)
    flash(_("They were thrown away.") if was_ready else _("They are not made any further."), "success")
    return redirect(url_for(".papers"), 303)
