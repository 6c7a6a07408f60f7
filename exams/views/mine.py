"""Doors for the candidate: my exams, and one of them with everything that is known beforehand."""

from flask import render_template
from flask.typing import ResponseReturnValue

from exams.actions.planning import may_take_back
from exams.models import Sitting
from exams.pages.attempts import attempts_told
from exams.pages.cut_score_words import lines_of
from exams.pages.forms import numbered
from exams.pages.planning import replan_of
from exams.pages.sittings import my_exams, state_seen_by
from exams.permissions import Permission
from exams.queries.attempts import no_show_counts, replacement
from exams.queries.exemptions import exemptions_of
from exams.queries.form_documents import documents_for_candidate, is_readable
from exams.queries.results import exams_of
from exams.queries.standing_results import attempts_listed
from exams.rules import SittingState
from exams.rules.attempts import REPLACEABLE
from exams.rules.cut_scores import in_short
from exams.views.blueprint import bp
from exams.views.planning import SITTING
from foundation.work import Work


@bp.get("/mine", needs=Permission.SEE_OWN_EXAMS)
def mine(work: Work) -> ResponseReturnValue:
    """What is coming, and the results that are final."""
    sittings = exams_of(work, work.actor.id) if work.actor.id else []
    attempts = attempts_told(sittings, attempts_listed(work, sittings))
    exemptions = exemptions_of(work, work.actor.id) if work.actor.id else []
    return render_template(
        "exams/mine.html",
        page=my_exams(sittings),
        exemptions=[one for one in exemptions if one.withdrawn_at is None],
        state_of=state_seen_by(work),
        attempts=attempts,
    )


@bp.get("/sittings/<int:sitting_id>", needs=Permission.SEE_SITTING, load=SITTING)
def sitting(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """When, where, what to bring, and what will be looked at: readable beforehand (BR-15)."""
    own, form = sitting.candidate_id == work.actor.id, sitting.session.form
    shown = not own or is_readable(work, form)
    missed = sitting.state is SittingState.NO_SHOW
    follower = replacement(work, sitting.id) if sitting.state in REPLACEABLE else None
    sees_result = work.allows(Permission.SEE_RESULT, sitting)
    return render_template(
        "exams/sitting.html",
        sitting=sitting,
        groups=numbered(form) if shown else [],
        told=lines_of(form.design) if shown else [],
        in_short=in_short(form.design.cut_score, to_candidate=own) if shown else None,
        documents=documents_for_candidate(work, form) if shown else [],
        shown=shown,
        own=own,
        state=state_seen_by(work)(sitting),
        sees_result=sees_result,
        replan=None if follower else replan_of(sitting),
        follower=follower,
        takes_back=not follower and may_take_back(work, sitting),
        costs_attempt=missed and own and no_show_counts(work),
    )
