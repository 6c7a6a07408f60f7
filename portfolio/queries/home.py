"""Reading what the home page tells a candidate: what came back, what is not finished, what others did and said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Integer, String, Subquery, bindparam, cast, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from foundation.work import Work
from people.models import Person
from people.rules import full_name
from portfolio.models import Comment, Entry, EntryDraft, Evidence, GuestPass, Review, WitnessStatement
from portfolio.queries.following import is_followed
from portfolio.rules import Decision, EvidenceState
from qualification_files.models import WorkProcess

NEWS = timedelta(days=14)  # how long what others did and said is new
MOST = 20  # of each sort; more than that is told as a number


class News(StrEnum):
    """What there is to tell."""

    RETURNED = "returned"
    DRAFT = "draft"
    COMMENT = "comment"
    ACCEPTED = "accepted"
    SIGNED = "signed"


@dataclass(frozen=True)
class NewsRow:
    """One thing that waits for a candidate, or that is new."""

    what: News
    entry_id: int | None
    evidence_id: int | None
    title: str
    number: str  # of the work process it is about
    words: str  # the reason or the comment; of a draft the key of its form
    at: datetime
    by: str
    total: int  # as many of this sort there are


_OWNER = bindparam("owner_id", type_=Integer)
_NO_NUMBER: ColumnElement[int] = cast(null(), Integer)
_NOTHING = literal("", String)
_SINCE = bindparam("since", type_=Comment.created_at.type)


def _decided(what: News, state: EvidenceState, decision: Decision, *more: ColumnElement[bool]) -> Subquery:
    latest = (
        select(func.max(Review.id))
        .where(Review.evidence_id == Evidence.id, Review.decision == decision)
        .correlate(Evidence)
        .scalar_subquery()
    )
    return (
        select(
            literal(what.value, String).label("what"),
            Entry.id.label("entry_id"),
            Evidence.id.label("evidence_id"),
            Entry.title.label("title"),
            WorkProcess.number.label("number"),
            func.coalesce(Review.reason, "").label("words"),
            func.coalesce(Evidence.decided_at, Evidence.updated_at).label("at"),
            func.coalesce(Person.given_name, "").label("given"),
            func.coalesce(Person.name_prefix, "").label("prefix"),
            func.coalesce(Person.family_name, "").label("family"),
            func.count().over().label("total"),
        )
        .join(Evidence.entry)
        .join(Evidence.work_process)
        .outerjoin(Review, Review.id == latest)
        .outerjoin(Person, Person.id == Review.reviewer_id)
        .where(
            Entry.owner_id == _OWNER,
            Entry.archived_at.is_(None),
            Evidence.archived_at.is_(None),
            Evidence.state == state,
            is_followed(),
            *more,
        )
        .order_by(Evidence.decided_at.desc(), Evidence.id.desc())
        .limit(MOST)
        .subquery()
    )


def _drafts() -> Subquery:
    typed = func.nullif(func.trim(EntryDraft.told[("title", 0)].as_string()), "")
    return (
        select(
            literal(News.DRAFT.value, String).label("what"),
            EntryDraft.entry_id.label("entry_id"),
            _NO_NUMBER.label("evidence_id"),
            func.coalesce(typed, Entry.title, "").label("title"),
            _NOTHING.label("number"),
            EntryDraft.form_key.label("words"),
            EntryDraft.updated_at.label("at"),
            _NOTHING.label("given"),
            _NOTHING.label("prefix"),
            _NOTHING.label("family"),
            func.count().over().label("total"),
        )
        .outerjoin(Entry, Entry.id == EntryDraft.entry_id)
        .where(EntryDraft.owner_id == _OWNER, EntryDraft.thrown_at.is_(None))
        .order_by(EntryDraft.updated_at.desc(), EntryDraft.id.desc())
        .limit(MOST)
        .subquery()
    )


def _comments() -> Subquery:
    author = aliased(Person)
    return (
        select(
            literal(News.COMMENT.value, String).label("what"),
            Entry.id.label("entry_id"),
            Comment.evidence_id.label("evidence_id"),
            Entry.title.label("title"),
            _NOTHING.label("number"),
            Comment.text.label("words"),
            Comment.created_at.label("at"),
            func.coalesce(author.given_name, GuestPass.name).label("given"),
            func.coalesce(author.name_prefix, "").label("prefix"),
            func.coalesce(author.family_name, "").label("family"),
            func.count().over().label("total"),
        )
        .join(Entry, Entry.id == Comment.entry_id)
        .outerjoin(author, author.id == Comment.author_id)
        .outerjoin(GuestPass, GuestPass.id == Comment.guest_pass_id)
        .where(
            Entry.owner_id == _OWNER,
            Entry.archived_at.is_(None),
            Comment.withdrawn_at.is_(None),
            Comment.created_at > _SINCE,
            func.coalesce(Comment.author_id, 0) != _OWNER,
        )
        .order_by(Comment.created_at.desc(), Comment.id.desc())
        .limit(MOST)
        .subquery()
    )


def _signed() -> Subquery:
    return (
        select(
            literal(News.SIGNED.value, String).label("what"),
            Entry.id.label("entry_id"),
            _NO_NUMBER.label("evidence_id"),
            Entry.title.label("title"),
            _NOTHING.label("number"),
            WitnessStatement.statement.label("words"),
            WitnessStatement.signed_at.label("at"),
            WitnessStatement.name.label("given"),
            _NOTHING.label("prefix"),
            _NOTHING.label("family"),
            func.count().over().label("total"),
        )
        .join(Entry, Entry.id == WitnessStatement.entry_id)
        .where(Entry.owner_id == _OWNER, Entry.archived_at.is_(None), WitnessStatement.signed_at > _SINCE)
        .order_by(WitnessStatement.signed_at.desc(), WitnessStatement.id.desc())
        .limit(MOST)
        .subquery()
    )


# The home page is looked at most of all: one statement, built once.
_NEWS = union_all(
    *(
        select(part)
        for part in (
            _decided(News.RETURNED, EvidenceState.RETURNED, Decision.RETURNED),
            _drafts(),
            _comments(),
            _decided(News.ACCEPTED, EvidenceState.ACCEPTED, Decision.ACCEPTED, Evidence.decided_at > _SINCE),
            _signed(),
        )
    )
)


def news(work: Work, owner_id: int) -> list[NewsRow]:
    """What came back, is not finished, was accepted, signed or said; newest first of each (1 statement)."""
    rows = work.db.connection().execute(_NEWS, {"owner_id": owner_id, "since": work.now - NEWS})
    return [
        NewsRow(
            News(what),
            entry_id,
            evidence_id,
            title,
            number,
            words,
            at,
            full_name(given, prefix, family).strip(),
            total,
        )
        for what, entry_id, evidence_id, title, number, words, at, given, prefix, family, total in rows
    ]
