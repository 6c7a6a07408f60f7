"""My growth as its pages show it: qualifications as paths, with what is done, open, and opens later."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum

from flask import url_for

from certification.models import Activity, Proof
from certification.pages.standing import ShownStanding, shown_standing
from certification.queries.growth import Growing, Growth
from certification.rules.clock import ActivityStanding, Standing, State, Status
from certification.rules.growth import opened_on, why_no_upload
from certification.rules.states import ActivityKind, ProofState, Stage
from foundation.messages import Message, say
from foundation.work import Work

KINDS: Mapping[ActivityKind, tuple[Message, str]] = {
    ActivityKind.E_LEARNING: (say("E-learning"), "document"),
    ActivityKind.EXAM: (say("Exam"), "exam"),
    ActivityKind.MEET_UP: (say("Meet-up"), "people"),
    ActivityKind.ASSIGNMENT: (say("Assignment"), "edit"),
    ActivityKind.COURSE: (say("Course"), "list"),
}
LINE_SIGNS = {
    Status.OPEN: "open",
    Status.OPTIONAL: "open",
    Status.OVERDUE: "attention",
    Status.NOT_YET: "quiet",
    Status.DONE: "ok",
}
PROOF_SIGNS: Mapping[ProofState, tuple[str, Message]] = {
    ProofState.SENT: ("wait", say("Your certificate waits for a decision")),
    ProofState.APPROVED: ("ok", say("Your certificate was approved")),
    ProofState.REJECTED: ("attention", say("Your certificate was not accepted: correct it and send it again")),
    ProofState.WITHDRAWN: ("quiet", say("You took your certificate back")),
    ProofState.TAKEN_BACK: ("stop", say("The approval of your certificate was taken back")),
}
PROOF_HISTORY: Mapping[ProofState, tuple[str, Message]] = {
    ProofState.SENT: ("wait", say("Sent")),
    ProofState.APPROVED: ("ok", say("Approved")),
    ProofState.REJECTED: ("attention", say("Not accepted")),
    ProofState.WITHDRAWN: ("quiet", say("Taken back by whoever sent it")),
    ProofState.TAKEN_BACK: ("stop", say("Approval taken back")),
}
RANKS = (
    State.EXPIRED,
    State.GRACE,
    State.EXPIRING,
    State.IN_PROGRESS,
    State.NOT_STARTED,
    State.QUALIFIED,
    State.PAUSED,
)


class GrowthFilter(StrEnum):
    """What to show of one's certifications."""

    PENDING = "pending"
    HOLDS = "holds"
    ENDED = "ended"


FILTERS: Mapping[GrowthFilter, Message] = {
    GrowthFilter.PENDING: say("Something to do"),
    GrowthFilter.HOLDS: say("Holds now"),
    GrowthFilter.ENDED: say("Expired"),
}


@dataclass(frozen=True, kw_only=True)
class ShownProof:
    """What became of the latest certificate that was sent for something."""

    sign: str
    words: Message
    url: str


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """An activity on the path."""

    activity_id: int
    title: str
    summary: str
    kind: Message
    icon: str
    minutes: int | None
    sign: str
    words: Message
    is_open: bool
    is_mandatory: bool
    stage: Stage
    url: str
    upload_url: str | None = None
    proof: ShownProof | None = None


@dataclass(frozen=True, kw_only=True)
class ShownGrowing:
    """A qualification in the list of what somebody has to keep."""

    qualification_id: int
    name: str
    standing: ShownStanding
    is_required: bool
    open_count: int
    url: str
    start_url: str | None
    is_pending: bool
    is_to_prove: bool  # Start leads to where its certificate is sent
    published_on: date | None


def line_words(line: ActivityStanding) -> Message:
    """How an activity stands, in one line."""
    if line.status is Status.DONE and line.done_on:
        return say("Done on %(day)s", day=line.done_on)
    if line.status is Status.DONE:
        return say("Done")
    if line.status is Status.OVERDUE and line.due_on:
        return say("Overdue since %(day)s", day=line.due_on)
    if line.status is Status.NOT_YET:
        return say("Opens on %(day)s", day=line.opens_on) if line.opens_on else say("Opens later")
    if line.status is Status.OPTIONAL:
        return say("Optional")
    return say("To be done before %(day)s", day=line.due_on) if line.due_on else say("Open")


def in_starting_order(growing: Growing, activities: Mapping[int, Activity], zone: tzinfo) -> list[ActivityStanding]:
    """What is open, the newest first: what opened last; of equals in the order of the list, and each activity once."""
    linked_on = growing.linked_at.astimezone(zone).date()

    def since(line: ActivityStanding) -> date:
        return opened_on(line, linked_on=linked_on, published_on=activities[line.activity_id].published_on)

    counting = [line for line in growing.lines if line.is_open and line.status is not Status.OPTIONAL]
    optional = [line for line in growing.lines if line.status is Status.OPTIONAL]
    ordered = [*sorted(counting, key=since, reverse=True), *sorted(optional, key=since, reverse=True)]
    return list({line.activity_id: line for line in reversed(ordered)}.values())[::-1]


def player_url(activity_id: int, qualification_id: int | None = None) -> str:
    """Where an activity is done, coming from this qualification."""
    return url_for("certification.do_activity", activity_id=activity_id, of=qualification_id)


def shown_line(line: ActivityStanding, activity: Activity, *, of: int | None) -> ShownLine:
    """One activity, leading to where it is done."""
    kind, icon = KINDS[activity.kind]
    return ShownLine(
        activity_id=activity.id,
        title=activity.title,
        summary=activity.summary,
        kind=kind,
        icon=icon,
        minutes=activity.minutes,
        sign=LINE_SIGNS[line.status],
        words=line_words(line),
        is_open=line.is_open,
        is_mandatory=line.mandatory,
        stage=line.stage,
        url=player_url(activity.id, of),
    )


def path_of(growing: Growing, activities: Mapping[int, Activity], proofs: Iterable[Proof]) -> list[ShownLine]:
    """The activities of a qualification in order, with where a certificate can be sent and what became of it."""
    latest: dict[int | None, Proof] = {}
    for proof in proofs:
        latest.setdefault(proof.activity_id, proof)
    number = growing.qualification.id
    shown = []
    for line in growing.lines:
        activity = activities[line.activity_id]
        sent = latest.get(activity.id)
        waits = sent is not None and sent.state in (ProofState.SENT, ProofState.REJECTED)
        accepts = not waits and why_no_upload(activity.kind, [line]) is None
        url = url_for("certification.ask_proof", qualification_id=number, activity=activity.id) if accepts else None
        one = shown_line(line, activity, of=number)
        shown.append(replace(one, upload_url=url, proof=shown_proof(sent, line) if sent else None))
    return shown


def shown_proof(proof: Proof, line: ActivityStanding | None = None) -> ShownProof | None:
    """What became of a certificate; an old one says nothing any more."""
    if line is not None and line.is_open and proof.state in (ProofState.APPROVED, ProofState.WITHDRAWN):
        return None
    sign, words = PROOF_SIGNS[proof.state]
    return ShownProof(sign=sign, words=words, url=url_for("certification.own_proof", proof_id=proof.id))


def shown_growing(work: Work, growing: Growing, standing: Standing, activities: Mapping[int, Activity]) -> ShownGrowing:
    """One qualification with where Start leads."""
    to_do = in_starting_order(growing, activities, work.zone)
    number = growing.qualification.id
    proof = waits_for_proof(growing, standing)
    proof_url = url_for("certification.growing", qualification_id=number, _anchor="proof") if proof else None
    return ShownGrowing(
        qualification_id=number,
        name=growing.qualification.name,
        standing=_shown_standing(growing, standing),
        is_pending=is_pending(growing, standing),
        is_required=growing.is_required,
        open_count=len(to_do),
        url=url_for("certification.growing", qualification_id=number),
        start_url=player_url(to_do[0].activity_id, number) if to_do else proof_url,
        is_to_prove=proof and not to_do,
        published_on=_published_at(growing).astimezone(work.zone).date(),
    )


def _shown_standing(growing: Growing, standing: Standing) -> ShownStanding:
    shown = shown_standing(standing)
    if shown.needed or standing.completed_on:
        return shown
    return replace(shown, headline=say("To be proven with a certificate"))


def _published_at(growing: Growing) -> datetime:
    return growing.qualification.activated_at or growing.qualification.created_at


@dataclass(frozen=True, kw_only=True)
class WantedGrowth:
    """What somebody wants to see of the own certifications."""

    words: str = ""
    show: GrowthFilter | None = None
    sort: str = ""


def certifications(work: Work, growth: Growth, wanted: WantedGrowth) -> list[ShownGrowing]:
    """What somebody has to keep and wants to see: most pressing first, or the latest published."""
    found = [one for one in standing_ones(growth) if _is_wanted(one, wanted)]
    if wanted.sort == "published":
        found.sort(
            key=lambda pair: pair[0].qualification.activated_at or pair[0].qualification.created_at, reverse=True
        )
    else:
        found.sort(key=relevance)
    return [shown_growing(work, one, standing, growth.activities) for one, standing in found]


def standing_ones(growth: Growth) -> Iterator[tuple[Growing, Standing]]:
    """Each qualification with where it stands."""
    for one in growth.growing:
        if one.standing:
            yield one, one.standing


def waits_for_proof(one: Growing, standing: Standing) -> bool:
    """Whether it is obtained elsewhere and has to be proven, for the first time or anew."""
    external = one.settings is not None and one.settings.external
    return external and (not standing.meets or standing.state in (State.EXPIRING, State.GRACE))


def is_pending(one: Growing, standing: Standing) -> bool:
    """Whether something is to be done for it now."""
    return standing.is_pending or waits_for_proof(one, standing)


def relevance(pair: tuple[Growing, Standing]) -> tuple[bool, bool, int, date, str]:
    """What is to be done before what is not, what is required before what is recommended, what presses most first."""
    one, standing = pair
    days = [line.due_on for line in standing.activities if line.is_open and line.due_on]
    press = RANKS.index(standing.state)
    if any(line.status is Status.OVERDUE for line in standing.activities):
        press = min(press, 1)
    first = min([*days, standing.until or date.max])
    return not is_pending(one, standing), not one.is_required, press, first, one.qualification.name.casefold()


def _is_wanted(pair: tuple[Growing, Standing], wanted: WantedGrowth) -> bool:
    one, standing = pair
    shows = {
        None: True,
        GrowthFilter.PENDING: is_pending(one, standing),
        GrowthFilter.HOLDS: standing.meets,
        GrowthFilter.ENDED: standing.state is State.EXPIRED,
    }
    return shows[wanted.show] and wanted.words.casefold() in one.qualification.name.casefold()


def others_open(work: Work, growth: Growth, of: int | None, *, but: int) -> Sequence[ShownLine]:
    """The other open activities: those of this qualification, or all of them where none is named."""
    found: dict[int, ShownLine] = {}
    for one, _standing in sorted(standing_ones(growth), key=relevance):
        if of is None or one.qualification.id == of:
            for line in in_starting_order(one, growth.activities, work.zone):
                activity = growth.activities[line.activity_id]
                found.setdefault(activity.id, shown_line(line, activity, of=one.qualification.id))
    return [line for line in found.values() if line.activity_id != but]
