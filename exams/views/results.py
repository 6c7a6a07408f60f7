"""Doors for results: the list, one result and its paper."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams import queries
from exams.documents.empty_form import empty_form as print_empty_form
from exams.documents.record import official_record
from exams.documents.results_list import results_list
from exams.events import ResultSeen
from exams.events.board import OwnFormSeen
from exams.forms import whole
from exams.models import ExamForm, ExamSession, Sheet, Sitting
from exams.pages.how_marked import HowLines, how_lines
from exams.pages.objections import objecting
from exams.pages.papers import record_for
from exams.pages.results import ResultPage, result_page, told_to_candidate
from exams.pages.sittings import state_of, state_seen_by
from exams.permissions import Permission
from exams.queries import results as found
from exams.queries.annulments import annulment_of, correcting_decisions
from exams.queries.deeds import late_signatures
from exams.queries.how_marked import how_marked
from exams.queries.marking_today import next_sheet
from exams.queries.sample_findings import not_in_order
from exams.queries.standing import Source, exempt_parts, standing_of
from exams.queries.standing_results import attempt_of, attempts_listed
from exams.queries.trails import trails_of
from exams.rules import SittingState
from exams.views.blueprint import bp
from exams.views.forms import FORM
from exams.views.planning import SESSION, SITTING
from foundation.environment import setting
from foundation.files import disposition
from foundation.work import Work

ROWS = 25
LONGEST_EXPORT = 50_000
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def seen(work: Work, sitting: Sitting) -> ResultSeen | OwnFormSeen:
    """Looking at a result is put on record, the candidate's own inspection too (BR-54)."""
    kind = OwnFormSeen if sitting.candidate_id == work.actor.id else ResultSeen
    return kind(sitting_id=sitting.id, person_id=sitting.candidate_id)


def _wanted() -> dict[str, Any]:
    states = {"provisional": SittingState.SIGNED, "ratified": SittingState.RATIFIED}
    return {
        "formative": request.args.get("kind") == "formative",
        "words": request.args.get("q", ""),
        "state": states.get(request.args.get("state", "")),
        "passed": {"passed": True, "failed": False}.get(request.args.get("result", "")),
    }


@bp.get("/results", needs=Permission.SEE_RESULTS)
def results(work: Work) -> ResponseReturnValue:
    """Results that count; under another tab those of practice, which never count."""
    wanted, page = _wanted(), max(whole(request.args.get("page")) or 1, 1)
    total = found.result_count(work, **wanted)
    rows = found.results(work, **wanted, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/results.html",
        rows=rows,
        state_of=state_seen_by(work),
        attempts=attempts_listed(work, rows),
        wanted=wanted,
        total=total,
        page=page,
        pages=-(-total // ROWS),
    )


@bp.get("/results.xlsx", needs=Permission.SEE_RESULTS)
def export_results(work: Work) -> ResponseReturnValue:
    """The same list as a spreadsheet."""
    sittings = found.results(work, **_wanted(), limit=LONGEST_EXPORT)
    return as_file(
        results_list(sittings, state_seen_by(work), attempts_listed(work, sittings)), XLSX, _("results") + ".xlsx"
    )


@bp.get("/sittings/<int:sitting_id>/result", needs=Permission.SEE_RESULT, load=SITTING, records=seen)
def result(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """The verdict in one line, then why, then the steps."""
    page = _page(work, sitting)
    marked = (
        work.allows(Permission.SEE_TODAY) and sitting.sheet is not None and sitting.sheet.examiner_id == work.actor.id
    )
    return render_template(
        "exams/result.html",
        page=page,
        state=state_of(sitting),
        sitting=sitting,
        headline=told_to_candidate(page.headline) if sitting.candidate_id == work.actor.id else page.headline,
        school=school_name(work),
        marked=marked,
        next_sheet=_next_sheet(work) if marked else None,
        attempt=attempt_of(work, sitting),
        objecting=objecting(work, sitting),
        sampled=not_in_order(work, sitting) if work.allows(Permission.SEE_QUALITY) else None,
        annulment=annulment_of(work, sitting),
        corrected_by=correcting_decisions(work, sitting) if page.corrected else [],
        how=_how(work, sitting),
        seen_photos=_seen_photos(work, sitting),
        late=late_signatures(work, [sheet.id for sheet in sitting.standing_sheets]),
    )


def _how(work: Work, sitting: Sitting) -> HowLines:
    return how_lines(how_marked(work, [sitting])[sitting.id], reasons=sitting.candidate_id != work.actor.id)


def _seen_photos(work: Work, sitting: Sitting) -> set[int]:
    """The sheets of which the reader sees the photos: a candidate where what examiners wrote is open to candidates."""
    if not _reads_remarks(work, sitting):
        return set()
    return {sheet.id for sheet in sitting.standing_sheets if work.allows(Permission.SEE_PHOTO, sheet)}


def _next_sheet(work: Work) -> Sheet | None:
    """Whom the examiner marks next today."""
    midnight = datetime.combine(work.today, datetime.min.time(), tzinfo=work.zone)
    return next_sheet(work, since=midnight, until=midnight + timedelta(days=1))


def _page(work: Work, sitting: Sitting) -> ResultPage:
    stands = standing_of(work, sitting)
    came_about = any(one.source is not Source.RAW for one in stands.values())
    return result_page(
        sitting,
        stands,
        trails_of(work, sitting) if came_about else {},
        exempt=exempt_parts(work, sitting).keys(),
        remarks=_reads_remarks(work, sitting),
    )


def _reads_remarks(work: Work, sitting: Sitting) -> bool:
    return found.reads_remarks(work, sitting.candidate_id)


@bp.get("/sittings/<int:sitting_id>/result.pdf", needs=Permission.SEE_RESULT, load=SITTING, records=seen)
def result_paper(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """The official record as PDF."""
    paper = official_record(record_for(work, sitting), school=school_name(work))
    name = _("result %(name)s %(exam)s", name=sitting.candidate.name, exam=sitting.session.form.title)
    return as_file(paper, PDF, f"{name}.pdf")


@bp.get("/forms/<int:form_id>/empty.pdf", needs=Permission.SEE_FORM, load=FORM)
def empty_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """The form without a name and without marks."""
    return as_file(print_empty_form(form, school=school_name(work)), PDF, f"{form.title}.pdf")


@bp.get("/sessions/<int:session_id>/empty.pdf", needs=Permission.SEE_SESSION, load=SESSION)
def paper_of_session(work: Work, session: ExamSession) -> ResponseReturnValue:
    """An empty form for each candidate who is planned, for when there is no tablet."""
    form = queries.form(work, session.form_id)
    sittings = [sitting for sitting in session.sittings if sitting.state is SittingState.PLANNED]
    return as_file(print_empty_form(form, school=school_name(work), sittings=sittings), PDF, f"{form.title}.pdf")


def school_name(work: Work) -> str:
    """What the school is called on paper."""
    return str(setting(work.db, "environment.name", "") or "Proefstuk")


def as_file(content: bytes, kind: str, name: str) -> Response:
    """A file to keep, under this name."""
    # A title may hold a slash; in a name everything before it would be taken for a folder.
    told = disposition(name.replace("/", "-").replace("\\", "-"))
    return Response(content, mimetype=kind, headers={"Content-Disposition": told, "Cache-Control": "no-store"})
