"""Doors for what somebody has to keep: My growth, and each qualification as a path."""

from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from certification.models import QualificationUpkeep
from certification.pages.growth import (
    FILTERS,
    PROOF_SIGNS,
    GrowthFilter,
    WantedGrowth,
    certifications,
    path_of,
    shown_growing,
)
from certification.pages.growth import shown_proof as proof_words
from certification.pages.own_facts import facts_about, stages_of
from certification.pages.standing import shown_moments
from certification.permissions import Permission
from certification.queries.growth import OwnGrowing, earlier, growth, own_growing
from certification.queries.sent_in import proofs_of
from certification.queries.standings import facts_of
from certification.queries.upkeeps import upkeep_of
from certification.rules.clock import explain, timeline
from certification.rules.states import ProofState
from certification.views.blueprint import bp
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work

OWN_GROWING = Subject(load=own_growing, sees=Permission.KEEP_GROWTH)
AHEAD = timedelta(days=730)
FARTHEST = timedelta(days=40 * 366)
UNDECIDED = (ProofState.SENT, ProofState.REJECTED)  # it waits, or is corrected


@bp.get("/my-growth", needs=Permission.SEE_GROWTH)
def my_growth(work: Work) -> ResponseReturnValue:
    """What I have to keep, most pressing first, and what I had to keep."""
    show = next((one for one in GrowthFilter if one.value == request.args.get("show")), None)
    sort = "published" if request.args.get("sort") == "published" else ""
    wanted = WantedGrowth(words=request.args.get("q", "").strip()[:200], show=show, sort=sort)
    mine = growth(work, work.actor.id or 0)
    return render_template(
        "certification/growth/my_growth.html",
        rows=certifications(work, mine, wanted),
        total=len(mine.growing),
        wanted=wanted,
        filters=[(one.value, said(words)) for one, words in FILTERS.items()],
        earlier=earlier(work, mine.person_id),
    )


@bp.get("/my-growth/<int:qualification_id>", needs=Permission.KEEP_GROWTH, load=OWN_GROWING)
def growing(work: Work, own: OwnGrowing) -> ResponseReturnValue:
    """One qualification: what is done, open, and opens later; why it holds, and what happens until a day."""
    one, number = own.growing, own.growing.qualification.id
    proofs = proofs_of(work, own.person_id, number)
    upkeep, until = upkeep_of(work, [number]).get(number), _until(work.today)
    facts = facts_of(work, [own.person_id], [number]).get((own.person_id, number))
    whole = next((proof for proof in proofs if proof.activity_id is None), None)
    titles = {activity.id: activity.title for activity in own.growth.activities.values()}
    return render_template(
        "certification/growth/growing.html",
        own=own,
        qualification=one.qualification,
        shown=shown_growing(work, one, one.standing, own.growth.activities) if one.standing else None,
        stages=stages_of(path_of(one, own.growth.activities, proofs)),
        facts=facts_about(one, work.zone),
        external=_is_external(one.settings),
        whole=proof_words(whole) if whole else None,
        may_send_whole=one.standing is not None and (whole is None or whole.state not in UNDECIDED),
        proofs=proofs,
        proof_states=PROOF_SIGNS,
        why=explain(upkeep, facts, work.today) if upkeep and facts else [],
        moments=shown_moments(timeline(upkeep, facts, work.today, until, titles)) if upkeep and facts else [],
        until=until,
    )


def _is_external(settings: QualificationUpkeep | None) -> bool:
    return settings is not None and settings.external


def _until(today: date) -> date:
    """Up to which day the time line goes: two years ahead unless another day is asked, and never without end."""
    try:
        asked = date.fromisoformat(request.args.get("until", ""))
    except ValueError:
        return today + AHEAD
    return min(max(asked, today), today + FARTHEST)
