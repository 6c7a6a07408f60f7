"""Comments at an entry: saying something, answering, and taking back what one said."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from foundation.refusals import TooMany, Unreadable
from foundation.web.words import said
from foundation.work import Work
from portfolio.actions import talk as actions
from portfolio.forms.reviews import CommentForm
from portfolio.models import OpenedComment, OpenedEntry
from portfolio.permissions import Permission
from portfolio.queries.talk import page_of
from portfolio.views.blueprint import COMMENT, ENTRY, bp
from portfolio.views.entries import entry_seen
from portfolio.views.entry_page import show_entry


@bp.post("/portfolio/entries/<int:entry_id>/comments", needs=Permission.COMMENT, load=ENTRY, records=entry_seen)
def comment(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Say something, or answer; what cannot be taken stays in its field."""
    form = CommentForm()
    if not form.validate():
        return show_entry(work, opened, comment_form=form), 422
    try:
        added = actions.add_comment(
            work,
            opened.entry_id,
            form.text.data or "",
            form_key=form.key,
            thread_id=form.thread_id.data,
            evidence_id=form.evidence_id.data,
        )
    except (Unreadable, TooMany) as refusal:
        form.refuse([said(refusal.message)])
        return show_entry(work, opened, comment_form=form), refusal.status
    return redirect(url_for(".entry", entry_id=opened.entry_id, _anchor=f"comment-{added.id}"), 303)


@bp.post("/portfolio/comments/<int:comment_id>/withdraw", needs=Permission.WITHDRAW_COMMENT, load=COMMENT)
def withdraw_comment(work: Work, opened: OpenedComment) -> ResponseReturnValue:
    """Take back what one said; a line stays."""
    actions.withdraw_comment(work, opened.comment_id)
    page = page_of(work, opened.entry_id, opened.comment_id)
    anchor = f"comment-{opened.comment_id}"
    place = url_for(".entry", entry_id=opened.entry_id, talk=page if page > 1 else None, _anchor=anchor)
    return redirect(place, 303)
