"""The queue of what waits for a decision, several at once, and the list of what was decided."""

from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from certification.actions.deciding import Chosen, Decided, decide_all
from certification.forms.approving import SeveralForm, chosen_of
from certification.pages import approvals as pages
from certification.permissions import Permission
from certification.queries import approvals as queries
from certification.queries.approvals import Key, WantedApprovals, WantedDecided
from certification.rules.approving import AT_ONCE, Answer, ApprovalKind, Turn
from certification.views.blueprint import bp
from foundation.web.forms import sent_choices
from foundation.web.guard import LARGEST_NUMBER
from foundation.work import Work
from people.rules import Role

SEE = Permission.SEE_APPROVALS
Choice = TypeVar("Choice", bound=StrEnum)


@bp.get("/approvals", needs=SEE)
def approvals(work: Work) -> ResponseReturnValue:
    """What waits for whoever asks, longest waiting first."""
    return _list(work)


@bp.post("/approvals", needs=SEE)
def decide_several(work: Work) -> ResponseReturnValue:
    """Approve or reject those that were chosen; each is checked by itself."""
    answer, chosen = _one_of(Answer, request.form.get("action", "")), _chosen(work)
    if answer is None:
        return _list(work, wrong=_("Choose first what to do with them.")), 422
    if not chosen:
        return _list(work, wrong=_("Select at least one first.")), 422
    if len(chosen) > AT_ONCE:
        return _list(work, wrong=_("At most %(most)s can be decided in one go. Choose fewer.", most=AT_ONCE)), 422
    if answer is Answer.REJECT and "reason" not in request.form:
        return _reject_page(chosen, SeveralForm(formdata=None))
    form = SeveralForm()
    if not form.validate() or (answer is Answer.REJECT and not form.reason.data):
        form.reason.errors = form.reason.errors or [_("Say why: each person corrects it with your reason.")]
        return _reject_page(chosen, form), 422
    outcome = decide_all(work, chosen, answer, form.reason.data or "" if answer is Answer.REJECT else "")
    _tell(answer, outcome)
    if outcome.not_done:
        return _list(work, outcome=outcome)
    return redirect(url_for(".approvals", **pages.place_of(wanted_approvals())), 303)


@bp.get("/approvals/next", needs=SEE)
def next_approval(work: Work) -> ResponseReturnValue:
    """The first of the queue."""
    wanted = wanted_approvals()
    page = queries.waiting(work, wanted)
    if not page.rows:
        flash(_("Nothing more waits for your decision."), "success")
        return redirect(url_for(".approvals"), 303)
    first = page.rows[0]
    return redirect(pages.item_url((first.kind, first.item_id), queue=1, **pages.place_of(wanted)), 303)


@bp.get("/approvals/decided", needs=SEE)
def decided(work: Work) -> ResponseReturnValue:
    """What was decided, by whom, when and why."""
    wanted = WantedDecided(
        words=_asked("q"),
        kind=_one_of(ApprovalKind, _asked("kind")),
        turn=_one_of(Turn, _asked("turn")),
        page=_number("page") or 1,
    )
    return render_template(
        "certification/approvals/decided.html",
        page=queries.decided(work, wanted),
        wanted=wanted,
        tabs=pages.tabs(queries.waiting_counts(work), "decided"),
        filters=pages.decided_filters(wanted),
        kinds=pages.ONE_OF,
        turns=pages.TURNS,
        item_url=pages.item_url,
    )


def wanted_approvals() -> WantedApprovals:
    """What the address narrows the queue to."""
    return WantedApprovals(
        words=_asked("q"),
        kind=_one_of(ApprovalKind, _asked("kind")),
        part_id=_number("part"),
        qualification_id=_number("qualification"),
        page=_number("page") or 1,
    )


def to_next(work: Work, at: datetime, key: Key) -> ResponseReturnValue:
    """On to what stands behind this in the queue; from the front again at the end, and to the list when it is empty."""
    wanted = wanted_approvals()
    found = queries.neighbours(work, wanted, at, key).following
    place = pages.place_of(wanted)
    if found is None:
        return redirect(url_for(".next_approval", **place), 303)
    return redirect(pages.item_url(found, queue=1, **place), 303)


def _list(work: Work, *, wrong: str = "", outcome: Decided | None = None) -> str:
    wanted = wanted_approvals()
    page = queries.waiting(work, wanted)
    administers = Role.ADMINISTRATOR in work.actor.roles
    return render_template(
        "certification/approvals/queue.html",
        page=page,
        wanted=wanted,
        tabs=pages.tabs(queries.waiting_counts(work), wanted.kind),
        filters=pages.filters(work, wanted, queries.choices(work)),
        place=pages.place_of(wanted),
        kinds=pages.ONE_OF,
        goes_to=pages.goes_to(work, [row.person_id for row in page.rows]) if administers else None,
        shown_at=work.now.isoformat(),
        item_url=pages.item_url,
        wrong=wrong,
        outcome=outcome,
    )


def _reject_page(chosen: list[Chosen], form: SeveralForm) -> str:
    return render_template(
        "certification/approvals/reject_several.html",
        form=form,
        chosen=[f"{one.kind}:{one.item_id}:{one.version}" for one in chosen],
        place=pages.place_of(wanted_approvals()),
    )


def _chosen(work: Work) -> list[Chosen]:
    if request.form.get("everything") == "1":
        shown_at = _moment(request.form.get("shown_at", ""))
        return chosen_of(queries.all_waiting(work, wanted_approvals(), shown_at=shown_at)) if shown_at else []
    return chosen_of(sent_choices("chosen"))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _tell(answer: Answer, outcome: Decided) -> None:
    if not outcome.done:
        return
    if answer is Answer.APPROVE:
        flash(ngettext("%(num)s is approved.", "%(num)s are approved.", outcome.done), "success")
    else:
        flash(ngettext("%(num)s is rejected.", "%(num)s are rejected.", outcome.done), "success")


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:200]


def _number(name: str) -> int | None:
    asked = request.args.get(name, type=int)
    return asked if asked and 0 < asked <= LARGEST_NUMBER else None


def _one_of(kind: type[Choice], text: str) -> Choice | None:
    return kind(text) if text in tuple(kind) else None
