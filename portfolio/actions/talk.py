"""Comments at an entry, by people and by guests."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from foundation.messages import say
from foundation.refusals import NotFound, TooMany, Unreadable
from foundation.work import Work
from portfolio import queries
from portfolio.events.reviews import CommentAdded, CommentWithdrawn
from portfolio.models import Comment
from portfolio.queries import talk as found
from portfolio.queries.guests import locked_pass
from portfolio.rules.guests import MOST_COMMENTS
from portfolio.rules.reviews import LONGEST_COMMENT, MOST_COMMENTS_AN_HOUR

HOUR = timedelta(hours=1)


def add_comment(
    work: Work,
    entry_id: int,
    text: str,
    *,
    form_key: str,
    thread_id: int | None = None,
    evidence_id: int | None = None,
    guest_pass_id: int | None = None,
) -> Comment:
    """Say something about an entry, as the actor or as a guest; the one that is there when the form comes twice.

    Whether the author may is asked before: of the actor by the guard, of a guest by the pass.
    """
    author_id = None if guest_pass_id is not None else work.actor.id
    _refuse_unreadable(text)
    earlier = _made_by(work, form_key, entry_id, author_id=author_id, guest_pass_id=guest_pass_id)
    if earlier:
        return earlier
    _refuse_elsewhere(work, entry_id, thread_id=thread_id, evidence_id=evidence_id)
    _refuse_many(work, guest_pass_id)
    comment = Comment(
        entry_id=entry_id,
        evidence_id=evidence_id,
        thread_id=thread_id,
        author_id=author_id,
        guest_pass_id=guest_pass_id,
        text=text,
        form_key=form_key,
        created_at=work.now,
    )
    try:
        with work.db.begin_nested():  # race: the same form twice at once; the key is unique, the second finds the first
            work.db.add(comment)
    except IntegrityError:
        return _made_by(work, form_key, entry_id, author_id=author_id, guest_pass_id=guest_pass_id) or _unknown_form()
    owner_id = queries.entry(work, entry_id).owner_id
    work.emit(CommentAdded(person_id=owner_id, entry_id=entry_id, comment_id=comment.id, guest_pass_id=guest_pass_id))
    return comment


def withdraw_comment(work: Work, comment_id: int, *, guest_pass_id: int | None = None) -> None:
    """Take back what one said oneself; that something stood there stays visible."""
    comment = found.locked_comment(work, comment_id)
    mine = comment.guest_pass_id == guest_pass_id if guest_pass_id is not None else comment.author_id == work.actor.id
    if not mine:
        raise NotFound
    if comment.withdrawn_at is not None:
        return
    comment.withdrawn_at = work.now
    owner_id = queries.entry(work, comment.entry_id).owner_id
    work.emit(
        CommentWithdrawn(
            person_id=owner_id, entry_id=comment.entry_id, comment_id=comment.id, guest_pass_id=guest_pass_id
        )
    )


def _refuse_unreadable(text: str) -> None:
    if not text.strip():
        raise Unreadable(say("Write something first."))
    if len(text) > LONGEST_COMMENT:
        raise Unreadable(say("A comment may be at most %(most)s characters.", most=LONGEST_COMMENT))


def _refuse_elsewhere(work: Work, entry_id: int, *, thread_id: int | None, evidence_id: int | None) -> None:
    if thread_id is not None and not found.starts_thread(work, entry_id, thread_id):
        raise Unreadable(say("What you answer is not here. Open the page again."))
    if evidence_id is not None and not found.is_linked(work, entry_id, evidence_id):
        raise Unreadable(say("Choose a work process that this is linked to."))


def _refuse_many(work: Work, guest_pass_id: int | None) -> None:
    if guest_pass_id is None:
        # Not locked: this stops a flood, and one or two more do no harm.
        if found.count_said_by_person(work, work.actor.id or 0, since=work.now - HOUR) >= MOST_COMMENTS_AN_HOUR:
            raise TooMany(say("You wrote very many comments in the last hour. Wait a while and send it again."))
        return
    locked_pass(work, guest_pass_id)  # race: many at once; each sees what the one before it said
    if found.count_said_by_guest(work, guest_pass_id) >= MOST_COMMENTS:
        raise TooMany(
            say("You wrote %(count)s comments here, and more cannot be. Mail whoever invited you.", count=MOST_COMMENTS)
        )


def _made_by(
    work: Work, form_key: str, entry_id: int, *, author_id: int | None, guest_pass_id: int | None
) -> Comment | None:
    earlier = found.comment_with_key(work, form_key)
    if earlier and (earlier.entry_id, earlier.author_id, earlier.guest_pass_id) != (entry_id, author_id, guest_pass_id):
        _unknown_form()
    return earlier


def _unknown_form() -> Comment:
    raise Unreadable(say("This form is no longer valid. Open it again."))
