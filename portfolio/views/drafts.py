"""Drafts: kept while one types, thrown away, taken back."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.messages import say
from foundation.refusals import Unreadable
from foundation.web.words import clock, said
from foundation.work import Work
from portfolio import actions
from portfolio.models import EntryDraft, OpenedDraft, OpenedEntry
from portfolio.pages.drafts import draft_url
from portfolio.permissions import Permission
from portfolio.rules import EntryKind
from portfolio.views.blueprint import DRAFT, ENTRY, KEPT_DRAFT, bp
from portfolio.views.gaps import gap_of

Answer = dict[str, Any] | tuple[dict[str, Any], int]


@bp.post("/portfolio/drafts/<uuid:form_key>", needs=Permission.KEEP_DRAFT, load=DRAFT)
def save_draft(work: Work, opened: OpenedDraft) -> ResponseReturnValue:
    """For the page itself: keep what was typed in the form of a new entry."""
    gap = gap_of(work, request.form.get("work_process", type=int))
    process, sent = gap.work_process.id if gap else None, request.form.to_dict(flat=False)
    return _answer(
        work,
        lambda: actions.save_draft(work, opened, _kind(), sent, work_process_id=process, version=_version()),
        nothing=_("This is in your portfolio already."),
        there=url_for(".new_entry", draft=opened.form_key),
    )


@bp.post("/portfolio/entries/<int:entry_id>/draft", needs=Permission.EDIT_ENTRY, load=ENTRY)
def save_change(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """For the page itself: keep what was typed in the form that changes an entry."""
    return _answer(
        work,
        lambda: actions.save_change(work, opened.entry, request.form.to_dict(flat=False), version=_version()),
        nothing=_("Nothing differs from what is saved."),
        there=url_for(".edit_entry", entry_id=opened.entry_id),
    )


@bp.post("/portfolio/drafts/<uuid:form_key>/throw-away", needs=Permission.KEEP_DRAFT, load=KEPT_DRAFT)
def throw_draft_away(work: Work, opened: OpenedDraft) -> ResponseReturnValue:
    """Throw it away; the next page offers to undo that."""
    actions.throw_draft_away(work, opened)
    return redirect(url_for(".entries", undo_draft=opened.form_key), 303)


@bp.post("/portfolio/drafts/<uuid:form_key>/take-back", needs=Permission.KEEP_DRAFT, load=KEPT_DRAFT)
def take_draft_back(work: Work, opened: OpenedDraft) -> ResponseReturnValue:
    """Take it back, and go on with it."""
    actions.take_draft_back(work, opened)
    flash(_("What you typed is back."), "success")
    return redirect(draft_url(opened.form_key, opened.draft.entry_id if opened.draft else None), 303)


def _answer(work: Work, keep: Callable[[], EntryDraft | None], *, nothing: str, there: str) -> Answer:
    try:
        kept = keep()
    except actions.TypedElsewhere as clash:
        return {"title": said(clash.message), "version": clash.version, "url": there}, clash.status
    if kept is None:
        return {"version": 0, "said": nothing}
    return {"version": kept.version, "said": _("Draft saved %(time)s", time=clock(work.now))}


def _kind() -> EntryKind:
    try:
        return EntryKind(request.form.get("draft_kind", ""))
    except ValueError as error:
        raise Unreadable(say("This form is no longer valid. Open it again.")) from error


def _version() -> int:
    return request.form.get("draft_version", 0, type=int)
