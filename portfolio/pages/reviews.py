"""Reviews as pages show them: how far a link is, who said so and why, and what whoever looks can do about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation.messages import Message, say
from foundation.work import Work
from portfolio.actions.reviews import capacity_in
from portfolio.models import Evidence, OpenedEntry, OpenedEvidence
from portfolio.permissions import Permission
from portfolio.queries import reviews as found
from portfolio.queries.reviews import IndicatorRow, LinkReviews, ReviewRow
from portfolio.rules import Capacity, Decision, EvidenceState
from portfolio.rules.reviews import Difference, may_be_asked, may_withdraw

# Kind of templates/_parts/states.html, and the words.
STATES: Mapping[EvidenceState, tuple[str, Message]] = {
    EvidenceState.OPEN: ("open", say("Not handed in")),
    EvidenceState.WAITING: ("wait", say("Waiting for review")),
    EvidenceState.RETURNED: ("attention", say("Returned")),
    EvidenceState.ACCEPTED: ("ok", say("Accepted")),
}
SAID: Mapping[tuple[Decision, Capacity], Callable[..., Message]] = {
    (Decision.ACCEPTED, Capacity.SUPERVISOR): lambda name: say("Accepted by %(name)s, as supervisor", name=name),
    (Decision.ACCEPTED, Capacity.ASSESSOR): lambda name: say("Accepted by %(name)s, as assessor", name=name),
    (Decision.RETURNED, Capacity.SUPERVISOR): lambda name: say("Sent back by %(name)s, as supervisor", name=name),
    (Decision.RETURNED, Capacity.ASSESSOR): lambda name: say("Sent back by %(name)s, as assessor", name=name),
    (Decision.WITHDRAWN, Capacity.SUPERVISOR): lambda name: say(
        "Acceptance withdrawn by %(name)s, as supervisor", name=name
    ),
    (Decision.WITHDRAWN, Capacity.ASSESSOR): lambda name: say(
        "Acceptance withdrawn by %(name)s, as assessor", name=name
    ),
}
KINDS = {Decision.ACCEPTED: "ok", Decision.RETURNED: "attention", Decision.WITHDRAWN: "wait"}
CHANGED: Mapping[Difference, Message] = {
    Difference.TEXT: say("What the entry tells was changed."),
    Difference.FILES: say("Files were added or taken away."),
    Difference.REASONING: say("The reasoning was changed."),
    Difference.OTHER: say("It was handed in anew, or other indicators were pointed at."),
}
WHY_NOT: Mapping[EvidenceState, Message] = {
    EvidenceState.OPEN: say("The candidate has not handed this in. You can decide as soon as a review is asked for."),
    EvidenceState.RETURNED: say("This was sent back. You can decide again as soon as the candidate hands it in anew."),
    EvidenceState.ACCEPTED: say("This was accepted."),
}


@dataclass(frozen=True)
class DecisionLine:
    """A decision, as pages show it."""

    kind: str
    words: Message
    reason: str
    at: datetime
    about_earlier: bool


@dataclass(frozen=True)
class LinkReview:
    """What `portfolio/entry/_link_review.html` shows of one link."""

    kind: str
    words: Message
    asked_at: datetime | None  # while it waits
    latest: DecisionLine | None
    earlier: Sequence[DecisionLine]
    may_ask: bool
    may_take_back: bool
    may_review: bool
    may_withdraw: bool


@dataclass(frozen=True)
class ReviewsPart:
    """The reviews of an entry's links, for whoever looks."""

    of: Mapping[int, LinkReview]
    askable: int  # links that the owner can hand in
    reviewers: Sequence[str] | None  # who can review it; None for who is not the owner


@dataclass(frozen=True)
class ReviewedLink:
    """A link on the page where it is decided about."""

    evidence: Evidence
    indicators: Sequence[IndicatorRow]
    review: LinkReview
    waits: bool


def reviews_part(work: Work, opened: OpenedEntry) -> ReviewsPart:
    """The reviews of this entry's links (1 statement; for its owner 2; for who reviews what was accepted 6 at most)."""
    rows = found.reviews_of(work, opened.entry_id)
    asks = work.allows(Permission.ASK_REVIEW, opened)
    withdrawable = _withdrawable(work, opened, rows)
    links = {
        number: link_review(work, opened, row, withdrawable=number in withdrawable) for number, row in rows.items()
    }
    return ReviewsPart(
        of=links,
        askable=sum(1 for link in links.values() if link.may_ask),
        reviewers=[name for name, _capacity in found.reviewers_of(work, opened.owner_id)] if asks and links else None,
    )


def link_review(
    work: Work, opened: OpenedEntry | OpenedEvidence, link: LinkReviews, *, withdrawable: bool
) -> LinkReview:
    """How far one link is, and what whoever looks can do about it."""
    kind, words = STATES[link.state]
    lines = [decision_line(row) for row in link.rows]
    asks, reviews = work.allows(Permission.ASK_REVIEW, opened), work.allows(Permission.REVIEW, opened)
    waiting = _waits(link.state)
    return LinkReview(
        kind=kind,
        words=words,
        asked_at=link.asked_at if waiting else None,
        latest=lines[0] if lines else None,
        earlier=lines[1:],
        may_ask=asks and may_be_asked(link.state),
        may_take_back=asks and waiting,
        may_review=reviews and waiting,
        may_withdraw=withdrawable,
    )


def reviewed_links(work: Work, opened: OpenedEvidence) -> list[ReviewedLink]:
    """The link that is opened and the others of its entry that wait, the opened one first (3 to 8 statements)."""
    entry_id, opened_id = opened.evidence.entry_id, opened.evidence.id
    reviews, indicators = found.reviews_of(work, entry_id), found.indicators_shown(work, entry_id)
    withdrawable = _withdrawable(work, opened, reviews)
    links = [
        ReviewedLink(
            row,
            indicators.get(row.id, []),
            link_review(work, opened, reviews[row.id], withdrawable=row.id in withdrawable),
            _waits(row.state),
        )
        for row in found.links_in_full(work, entry_id)
        if row.id == opened_id or _waits(row.state)
    ]
    return sorted(links, key=lambda link: link.evidence.id != opened_id)


def decision_line(row: ReviewRow) -> DecisionLine:
    """A decision in words."""
    words = SAID[row.decision, row.capacity](row.reviewer)
    return DecisionLine(KINDS[row.decision], words, row.reason, row.decided_at, row.about_earlier)


def entry_of(opened: OpenedEvidence) -> OpenedEntry:
    """The entry of this link, as the same actor finds it."""
    entry = opened.evidence.entry
    return OpenedEntry(
        entry,
        entry.id,
        opened.owner_id,
        guided=opened.guided,
        kept=opened.kept,
        assessed=opened.assessed,
        frozen=entry.frozen_at is not None,
    )


def _waits(state: EvidenceState) -> bool:
    return state is EvidenceState.WAITING


def _withdrawable(work: Work, opened: OpenedEntry | OpenedEvidence, links: Mapping[int, LinkReviews]) -> frozenset[int]:
    """The links whose acceptance whoever looks may withdraw."""
    accepted = [number for number, link in links.items() if link.state is EvidenceState.ACCEPTED]
    if not accepted or not work.allows(Permission.REVIEW, opened):
        return frozenset()
    capacity = capacity_in(work, opened)
    found_as = found.accepted_as(work, accepted)
    return frozenset(number for number in accepted if may_withdraw(capacity, accepted_as=found_as[number]))
