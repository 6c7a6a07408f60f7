"""What is said about an entry, in threads, as its page shows it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from flask import request

from foundation.work import Work
from portfolio.models import OpenedEntry
from portfolio.permissions import Permission
from portfolio.queries.talk import CommentRow, comments_of


@dataclass(frozen=True)
class Remark:
    """A comment, as the page shows it."""

    id: int
    author: str
    organisation: str
    is_guest: bool
    about: str
    text: str  # empty where it was withdrawn and somebody else looks
    at: datetime
    withdrawn: bool
    own: bool


@dataclass(frozen=True)
class Thread:
    """A comment with what was answered."""

    first: Remark
    answers: Sequence[Remark]
    key: str  # of the form with which it is answered


@dataclass(frozen=True)
class TalkPart:
    """What `portfolio/entry/_talk.html` shows."""

    threads: Sequence[Thread]
    number: int  # of the page; the newest are on the first
    pages: int
    earlier: int  # comments on the pages after this one
    may_comment: bool
    key: str  # of the form for something new


def talk_part(
    work: Work, opened: OpenedEntry, *, may_comment: bool | None = None, guest_pass_id: int | None = None
) -> TalkPart:
    """A page of what was said about this entry, for a person or a guest who looks (2 statements)."""
    page = comments_of(work, opened.entry_id, number=request.args.get("talk", 1, type=int))
    answers: dict[int, list[CommentRow]] = defaultdict(list)
    for row in page.rows:
        if row.thread_id is not None:
            answers[row.thread_id].append(row)

    def remark(row: CommentRow) -> Remark:
        return _remark(row, own=_is_own(work, row, guest_pass_id))

    threads = [
        Thread(remark(row), [remark(answer) for answer in answers[row.id]], str(uuid4()))
        for row in page.rows
        if row.thread_id is None
    ]
    return TalkPart(
        threads=threads,
        number=page.number,
        pages=page.pages,
        earlier=page.total - page.last,
        may_comment=work.allows(Permission.COMMENT, opened) if may_comment is None else may_comment,
        key=str(uuid4()),
    )


def _is_own(work: Work, row: CommentRow, guest_pass_id: int | None) -> bool:
    if guest_pass_id is not None:
        return row.guest_pass_id == guest_pass_id
    return row.author_id is not None and row.author_id == work.actor.id


def _remark(row: CommentRow, *, own: bool) -> Remark:
    withdrawn = row.withdrawn_at is not None
    return Remark(
        id=row.id,
        author=row.author,
        organisation=row.organisation,
        is_guest=row.guest_pass_id is not None,
        about=row.about,
        text=row.text if own or not withdrawn else "",
        at=row.created_at,
        withdrawn=withdrawn,
        own=own,
    )
