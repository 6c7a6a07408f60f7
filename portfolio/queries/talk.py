"""Reading what people and guests say of an entry."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from foundation.work import Work
from people.models import Person
from people.rules import full_name
from portfolio.models import Comment, Evidence, GuestPass
from qualification_files.models import WorkProcess
from qualification_files.queries.lists import Page

TALK = 50  # comments on a page


@dataclass(frozen=True)
class CommentRow:
    """A comment, as the page of its entry shows it."""

    id: int
    thread_id: int | None  # the comment that it answers
    author_id: int | None
    author: str
    guest_pass_id: int | None
    organisation: str  # of a guest
    about: str  # number and name of the work process that it speaks of in particular
    text: str
    created_at: datetime
    withdrawn_at: datetime | None


def comments_of(work: Work, entry_id: int, *, number: int = 1) -> Page[CommentRow]:
    """One page of what was said of this entry, the newest on the first one, each page oldest first (2 statements).

    What a comment answers comes along, wherever that stands itself.
    """
    mine = Comment.entry_id == entry_id
    total = work.db.scalar(select(func.count()).select_from(Comment).where(mine)) or 0
    number = within(number, total)
    shown = (
        select(Comment.id, Comment.thread_id)
        .where(mine)
        .order_by(Comment.id.desc())
        .limit(TALK)
        .offset((number - 1) * TALK)
        .subquery()
    )
    rows = (
        select(
            Comment.id,
            Comment.thread_id,
            Comment.author_id,
            Person.given_name,
            Person.name_prefix,
            Person.family_name,
            Comment.guest_pass_id,
            GuestPass.name,
            GuestPass.organisation,
            WorkProcess.number,
            WorkProcess.name,
            Comment.text,
            Comment.created_at,
            Comment.withdrawn_at,
        )
        .outerjoin(Person, Person.id == Comment.author_id)
        .outerjoin(GuestPass, GuestPass.id == Comment.guest_pass_id)
        .outerjoin(Evidence, Evidence.id == Comment.evidence_id)
        .outerjoin(WorkProcess, WorkProcess.id == Evidence.work_process_id)
        .where(mine, or_(Comment.id.in_(select(shown.c.id)), Comment.id.in_(select(shown.c.thread_id))))
        .order_by(Comment.id)
    )
    found = [
        CommentRow(
            comment_id,
            thread_id,
            author_id,
            guest or full_name(given or "", prefix or "", family or ""),
            guest_pass_id,
            organisation or "",
            f"{process_number} {process_name}" if process_number else "",
            text,
            created_at,
            withdrawn_at,
        )
        for (
            comment_id,
            thread_id,
            author_id,
            given,
            prefix,
            family,
            guest_pass_id,
            guest,
            organisation,
            process_number,
            process_name,
            text,
            created_at,
            withdrawn_at,
        ) in work.db.execute(rows)
    ]
    return Page(found, total, number, TALK)


def page_of(work: Work, entry_id: int, comment_id: int) -> int:
    """On which page of what was said of its entry a comment stands (1 statement)."""
    newer = select(func.count()).select_from(Comment).where(Comment.entry_id == entry_id, Comment.id > comment_id)
    return (work.db.scalar(newer) or 0) // TALK + 1


def within(number: int, total: int) -> int:
    """The page that was asked for, or the nearest that there is."""
    return max(1, min(number, -(-total // TALK)))


def comment_with_key(work: Work, form_key: str) -> Comment | None:
    """The comment that this form has made already."""
    return work.db.scalars(select(Comment).where(Comment.form_key == form_key)).one_or_none()


def count_said_by_person(work: Work, person_id: int, *, since: datetime) -> int:
    """How many comments somebody made since that moment."""
    mine = (Comment.author_id == person_id, Comment.created_at > since)
    return work.db.scalar(select(func.count()).select_from(Comment).where(*mine)) or 0


def count_said_by_guest(work: Work, pass_id: int) -> int:
    """How many comments a guest made."""
    return work.db.scalar(select(func.count()).select_from(Comment).where(Comment.guest_pass_id == pass_id)) or 0


def starts_thread(work: Work, entry_id: int, comment_id: int) -> bool:
    """Whether this is the first comment of a thread at this entry."""
    first = select(Comment.id).where(
        Comment.id == comment_id, Comment.entry_id == entry_id, Comment.thread_id.is_(None)
    )
    return work.db.scalar(first) is not None


def is_linked(work: Work, entry_id: int, evidence_id: int) -> bool:
    """Whether this is a link of this entry, now."""
    link = select(Evidence.id).where(
        Evidence.id == evidence_id, Evidence.entry_id == entry_id, Evidence.archived_at.is_(None)
    )
    return work.db.scalar(link) is not None


def locked_comment(work: Work, comment_id: int) -> Comment:
    """The comment as it stands, held until the end of this work."""
    return work.db.scalars(
        select(Comment)
        .where(Comment.id == comment_id)
        .with_for_update(of=Comment)  # race: withdrawn twice at once is withdrawn once
        .execution_options(populate_existing=True)
    ).one()
