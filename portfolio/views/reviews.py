"""Reviews: asking for one, what waits, deciding, and withdrawing an acceptance that was a mistake."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.web.guard import LARGEST_NUMBER
from foundation.web.returning import flash_with_link
from foundation.web.words import said
from foundation.work import Work
from portfolio import pages
from portfolio.actions import reviews as actions
from portfolio.actions.reviews import ChangedSinceShown, StandsOtherwise, Verdict
from portfolio.events import EntrySeen
from portfolio.forms.reviews import DecisionForm, WithdrawForm
from portfolio.models import OpenedEntry, OpenedEvidence
from portfolio.pages import reviews as shown_pages
from portfolio.pages.entry_talk import talk_part
from portfolio.pages.entry_witnesses import witnesses_part
from portfolio.permissions import Permission
from portfolio.queries import reviews as queries
from portfolio.queries.reviews import WantedReviews
from portfolio.rules import Decision, EvidenceState
from portfolio.rules.reviews import Difference
from portfolio.views.blueprint import ENTRY, EVIDENCE, bp
from qualification_files.pages.terms import speak_of_all


def entry_seen(_work: Work, opened: OpenedEvidence) -> EntrySeen:
    """A reviewer looks at an entry of a candidate."""
    return EntrySeen(person_id=opened.owner_id, entry_id=opened.evidence.entry_id)


@bp.post("/portfolio/evidence/<int:evidence_id>/ask", needs=Permission.ASK_REVIEW, load=EVIDENCE)
def ask_review(work: Work, opened: OpenedEvidence) -> ResponseReturnValue:
    """Hand in one link."""
    actions.ask_review(work, opened)
    _tell_handed_in(work, opened.owner_id, 1)
    return redirect(url_for(".entry", entry_id=opened.evidence.entry_id, _anchor="evidence"), 303)


@bp.post("/portfolio/entries/<int:entry_id>/ask", needs=Permission.ASK_REVIEW, load=ENTRY)
def ask_reviews(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Hand in all links of an entry that can be handed in."""
    count = actions.ask_reviews(work, opened)
    _tell_handed_in(work, opened.owner_id, count)
    return redirect(url_for(".entry", entry_id=opened.entry_id, _anchor="evidence"), 303)


@bp.post("/portfolio/evidence/<int:evidence_id>/take-back", needs=Permission.ASK_REVIEW, load=EVIDENCE)
def take_back(work: Work, opened: OpenedEvidence) -> ResponseReturnValue:
    """No longer ask for a review."""
    actions.take_back(work, opened)
    flash(_("Nobody is asked to review this any more. Hand it in again when it is ready."), "success")
    return redirect(url_for(".entry", entry_id=opened.evidence.entry_id, _anchor="evidence"), 303)


@bp.get("/reviews", needs=Permission.SEE_TO_REVIEW)
def to_review(work: Work) -> ResponseReturnValue:
    """What waits for a review by whoever asks, longest waiting first."""
    wanted = _wanted()
    page, choices = queries.to_review(work, wanted), queries.queue_choices(work)
    return render_template(
        "portfolio/reviews/queue.html",
        page=page,
        wanted=wanted,
        choices=choices,
        kinds=pages.KINDS,
        place=_place(wanted),
        may_assess=work.allows(Permission.SEE_ASSESSED),
    )


@bp.get("/reviews/next", needs=Permission.SEE_TO_REVIEW)
def next_review(work: Work) -> ResponseReturnValue:
    """The one that waits longest, or the one after the one that was looked at."""
    return _to_next(work, after_id=_number("after"))


@bp.get("/portfolio/evidence/<int:evidence_id>/review", needs=Permission.REVIEW, load=EVIDENCE, records=entry_seen)
def review(work: Work, opened: OpenedEvidence) -> ResponseReturnValue:
    """All there is to judge, and the two buttons."""
    return _show(work, opened)


@bp.post("/portfolio/evidence/<int:evidence_id>/review", needs=Permission.REVIEW, load=EVIDENCE, records=entry_seen)
def decide(work: Work, opened: OpenedEvidence) -> ResponseReturnValue:
    """Accept or send back; when it was changed meanwhile, show what, and keep what was typed."""
    form = DecisionForm()
    if not form.validate() or form.shown is None or form.decided is None:
        return _show(work, opened, form=form), 422
    verdict = Verdict(form.decided, form.reason.data or "", form.numbers, form.returns_rest)
    try:
        actions.decide(work, opened, verdict, shown=form.shown)
    except ChangedSinceShown as changed:
        form.form_errors.append(said(changed.message))
        return _show(work, opened, form=form, changed=changed.found), 409
    except StandsOtherwise as other:
        form.form_errors.append(said(other.message))
        return _show(work, opened, form=form), 409
    _tell_decided(opened, verdict)
    if "queue" in request.args:
        return _to_next(work, after_id=opened.evidence.id)
    return redirect(url_for(".entry", entry_id=opened.evidence.entry_id, _anchor="evidence"), 303)


@bp.post("/portfolio/evidence/<int:evidence_id>/withdraw", needs=Permission.REVIEW, load=EVIDENCE, records=entry_seen)
def withdraw_acceptance(work: Work, opened: OpenedEvidence) -> ResponseReturnValue:
    """The acceptance was a mistake: it waits for a review again."""
    form = WithdrawForm()
    if not form.validate():
        return _show(work, opened, withdrawal=form), 422
    try:
        actions.withdraw_acceptance(work, opened, form.reason.data or "", version=form.version.data or 0)
    except StandsOtherwise as other:
        form.form_errors.append(said(other.message))
        return _show(work, opened, withdrawal=form), 409
    flash(
        _("The acceptance of “%(title)s” is withdrawn. It waits for a review again.", title=_title(opened)), "success"
    )
    return redirect(url_for(".entry", entry_id=opened.evidence.entry_id, _anchor="evidence"), 303)


def _show(
    work: Work,
    opened: OpenedEvidence,
    *,
    form: DecisionForm | None = None,
    withdrawal: WithdrawForm | None = None,
    changed: Sequence[Difference] = (),
) -> str:
    evidence, entry = opened.evidence, shown_pages.entry_of(opened)
    links = shown_pages.reviewed_links(work, opened)
    speak_of_all([opened.terms])
    waits = evidence.state is EvidenceState.WAITING and evidence.archived_at is None
    decision = _fresh(work, opened, links, form) if waits else None
    withdraw = _withdrawal(opened, links, withdrawal)
    # What was typed in a form that has no place any more, because somebody else was first, can still be copied.
    homeless = (form if decision is None else None) or (withdrawal if withdraw is None else None)
    return render_template(
        "portfolio/reviews/review.html",
        evidence=evidence,
        entry=evidence.entry,
        owner=evidence.entry.owner,
        own=False,
        editable=False,
        kind=pages.KINDS[evidence.entry.kind],
        told=pages.told(evidence.entry),
        files=pages.files_part(work, entry),
        links=links,
        witnesses=witnesses_part(work, entry),
        talk=talk_part(work, entry, may_comment=False),
        form=decision,
        withdrawal=withdraw,
        typed=homeless.reason.data if homeless else "",
        refused=homeless.form_errors if homeless else (),
        changed=[shown_pages.CHANGED[one] for one in changed],
        why_not=shown_pages.WHY_NOT.get(evidence.state),
        in_queue="queue" in request.args,
        place=_place(_wanted()),
    )


def _fresh(
    work: Work, opened: OpenedEvidence, links: Sequence[shown_pages.ReviewedLink], form: DecisionForm | None
) -> DecisionForm:
    """The form about what stands now, with what was typed."""
    fresh = form or DecisionForm(formdata=None)
    if form is None:
        fresh.chosen.data = [opened.evidence.id]
    waiting = [link.evidence for link in links if link.waits]
    files = queries.judged_files(work, opened.evidence.entry_id)
    fresh.stand_at(actions.shown_now(opened.evidence.entry, files, waiting))
    return fresh


def _withdrawal(
    opened: OpenedEvidence, links: Sequence[shown_pages.ReviewedLink], form: WithdrawForm | None
) -> WithdrawForm | None:
    """The form to withdraw an acceptance, for who may while there is one."""
    if not any(link.review.may_withdraw for link in links if link.evidence.id == opened.evidence.id):
        return None
    fresh = form or WithdrawForm(formdata=None)
    fresh.version.stand_at(opened.evidence.version)
    return fresh


def _to_next(work: Work, *, after_id: int | None) -> ResponseReturnValue:
    wanted = _wanted()
    place = _place(wanted)
    number = queries.next_to_review(work, wanted, after_id=after_id)
    if number is None:
        flash(_("Nothing more waits for your review."), "success")
        return redirect(url_for(".to_review"), 303)
    return redirect(url_for(".review", evidence_id=number, queue=1, **place), 303)


def _wanted() -> WantedReviews:
    return WantedReviews(
        words=request.args.get("q", "").strip(),
        candidate_id=_number("candidate"),
        qualification_id=_number("qualification"),
        page=_number("page") or 1,
    )


def _place(wanted: WantedReviews) -> dict[str, Any]:
    """What the queue is narrowed to, for addresses."""
    asked = {"q": wanted.words, "candidate": wanted.candidate_id, "qualification": wanted.qualification_id}
    return {name: value for name, value in asked.items() if value}


def _number(name: str) -> int | None:
    asked = request.args.get(name, type=int)
    return asked if asked and 0 < asked <= LARGEST_NUMBER else None


def _tell_handed_in(work: Work, owner_id: int, count: int) -> None:
    if not count:
        flash(_("There is nothing to hand in: everything is waiting or accepted."), "info")
        return
    flash(ngettext("Handed in: a review is asked for.", "Handed in: %(num)s reviews are asked for.", count), "success")
    if not queries.reviewers_of(work, owner_id):
        flash(_("Nobody is there yet to review your work. It waits until your school has chosen somebody."), "info")


def _tell_decided(opened: OpenedEvidence, verdict: Verdict) -> None:
    if verdict.decision is Decision.ACCEPTED:
        _tell_accepted(opened, verdict)
        return
    flash(_("“%(title)s” is sent back, with your reason.", title=_title(opened)), "success")


def _tell_accepted(opened: OpenedEvidence, verdict: Verdict) -> None:
    told = _("“%(title)s” is accepted.", title=_title(opened))
    if opened.evidence.id not in verdict.chosen:
        flash(told, "success")
        return
    back = url_for(".review", evidence_id=opened.evidence.id, _anchor="withdraw")
    flash_with_link(told, label=_("Withdraw the acceptance"), url=back)


def _title(opened: OpenedEvidence) -> str:
    return opened.evidence.entry.title
