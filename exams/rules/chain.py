"""The chain of an exam: each event is tied by a hash to all before it, and by salted digests to what it wrote.

A link holds numbers, short values and digests, no names and no remarks. Whoever changes a link, takes one out, or
changes, adds or takes away something an event wrote, leaves a difference that `faults_of` names. Each link also names
the newest link of another chain, so that no chain goes or is written anew without all that were written since. A
rewrite of all chains together shows only against heads that were kept elsewhere.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from foundation.messages import Message, say

Content = Mapping[str, Any]
Contents = Mapping[str, Content]  # "mark:12" -> what it says

NOTHING = "0" * 64  # what the first link follows
OPENED = "exams.chain-opened"
REMOVED = "exams.sitting-removed"
PURGED = "exams.sitting-purged"
TAKEN_BACK = "exams.no-show-taken-back"
GOES_BY_TERM = frozenset({"mark", "agreed", "correction", "person", "file", "deed", "photo", "shelf"})
MARKED = frozenset({"mark", "sheet", "outcome", "deed", "photo"})  # whoever has one is taken off no plan any more
NEVER_CHANGES = frozenset({"form", "decision"})  # what was vouched for first stands
BEGINNING = 0  # the number of no exam: the chain that the installation began, which all others hang on
FORMAT = 1  # of links
FIELDS = (
    "sitting_id",
    "number",
    "at",
    "name",
    "actor_id",
    "facts",
    "salt",
    "commitment",
    "beside_sitting",
    "beside_number",
    "beside_hash",
    "previous",
)  # what the hash of a link covers


def canonical(value: Any) -> bytes:
    """The value as JSON in the one way it can be written."""
    return json.dumps(
        value, ensure_ascii=True, separators=(",", ":"), sort_keys=True, allow_nan=False, default=_plain
    ).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a chain.")


def digest(salt: str, thing: str, content: Content) -> str:
    """SHA-256 over the salt of the link, the name of the thing and what it says."""
    return sha256(salt.encode() + canonical([thing, content])).hexdigest()


def design_digest(design: Content) -> str:
    """SHA-256 over all that an exam is marked by."""
    return sha256(canonical(design)).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Tip:
    """The last link of a chain, or where one begins."""

    number: int = 0
    hash: str = NOTHING


@dataclass(frozen=True, kw_only=True)
class End:
    """The last link of the chain of this exam."""

    sitting_id: int
    tip: Tip


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What a link tells."""

    sitting_id: int
    name: str
    at: datetime
    actor_id: int | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Link:
    """One link as it is kept."""

    sitting_id: int
    number: int
    at: datetime
    name: str
    actor_id: int | None
    facts: Mapping[str, Any]
    salt: str
    commitment: str
    beside_sitting: int | None  # the newest link of all other chains when this one was written
    beside_number: int | None
    beside_hash: str | None
    previous: str
    hash: str

    @property
    def digests(self) -> Mapping[str, str]:
        """What it vouches for: the thing and its digest."""
        found: Mapping[str, str] = self.facts.get("of", {})
        return found


def link_after(tip: Tip, happened: Happened, contents: Contents, *, salt: str, newest: End | None = None) -> Link:
    """The link that follows: it vouches for these contents, and for the newest link of another chain."""
    facts = {"format": FORMAT, "event": _as_kept(happened.facts)}
    beside = newest if newest and newest.sitting_id != happened.sitting_id else None  # its own is the one before
    if contents:
        facts["of"] = {thing: digest(salt, thing, content) for thing, content in contents.items()}
    fields: dict[str, Any] = {
        "sitting_id": happened.sitting_id,
        "number": tip.number + 1,
        "at": happened.at,
        "name": happened.name,
        "actor_id": happened.actor_id,
        "facts": facts,
        "salt": salt,
        "commitment": _commitment(salt, facts),
        "beside_sitting": beside.sitting_id if beside else None,
        "beside_number": beside.tip.number if beside else None,
        "beside_hash": beside.tip.hash if beside else None,
        "previous": tip.hash,
    }
    return Link(**fields, hash=sha256(canonical(fields)).hexdigest())


def _as_kept(facts: Mapping[str, Any]) -> Any:
    """The facts as a JSON column gives them back."""
    return json.loads(canonical(facts))


def decisions_in(links: Iterable[Link]) -> set[int]:
    """The decisions of the board that this chain vouches for."""
    return {int(thing.partition(":")[2]) for link in links for thing in link.digests if kind_of(thing) == "decision"}


def _commitment(salt: str, facts: Mapping[str, Any]) -> str:
    return sha256(salt.encode() + canonical(facts.get("of", {}))).hexdigest()


def hash_of(link: Link) -> str:
    """The hash that a link must have."""
    return sha256(canonical({name: getattr(link, name) for name in FIELDS})).hexdigest()


class Fault(StrEnum):
    """What is wrong in one place."""

    LINK_MISSING = "link_missing"
    LINK_CHANGED = "link_changed"
    LINK_TORN = "link_torn"
    CHAIN_GONE = "chain_gone"
    CONTENT_CHANGED = "content_changed"
    CONTENT_GONE = "content_gone"
    CONTENT_ADDED = "content_added"
    LINK_EXCHANGED = "link_exchanged"
    LINK_OF_LATER = "link_of_later"
    MARKED_REMOVED = "marked_removed"
    BEGINNING_CHANGED = "beginning_changed"
    HEAD_DIFFERS = "head_differs"
    NOT_NEWEST = "not_newest"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One place where a chain is not whole."""

    fault: Fault
    number: int | None = None  # of the link
    thing: str = ""  # "mark:12"
    step: str = ""  # of a mark: the key of its step

    @property
    def message(self) -> Message:
        """What is wrong, for people."""
        if self.thing:
            return replace(CONTENT_WORDS[self.fault], gaps={"what": thing_words(self.thing, self.step)})
        return replace(LINK_WORDS[self.fault], gaps={"number": self.number or 0})


LINK_WORDS = {
    Fault.LINK_MISSING: say("Link %(number)s is missing."),
    Fault.LINK_CHANGED: say("Link %(number)s was changed after it was written."),
    Fault.LINK_TORN: say("Link %(number)s does not follow the link before it."),
    Fault.LINK_EXCHANGED: say(
        "Link %(number)s is not the one that the chain of another exam vouches for: the chain was written anew."
    ),
    Fault.LINK_OF_LATER: say("Link %(number)s was written by a later Proefstuk, which this one cannot check."),
    Fault.MARKED_REMOVED: say(
        "Link %(number)s says that the candidate was taken off the plan, who was marked by then."
    ),
    Fault.CHAIN_GONE: say("The whole chain is gone."),
    Fault.BEGINNING_CHANGED: say("The beginning of all chains, made by the installation, was changed or is gone."),
    Fault.HEAD_DIFFERS: say(
        "Link %(number)s is not the one that was noted elsewhere: the chain was written anew or cut."
    ),
}
CONTENT_WORDS = {
    Fault.CONTENT_CHANGED: say("%(what)s was changed outside the chain."),
    Fault.CONTENT_GONE: say("%(what)s is gone, although the chain vouches for it."),
    Fault.CONTENT_ADDED: say("%(what)s was added outside the chain."),
    Fault.NOT_NEWEST: say("%(what)s is not what the newest verdict says."),
}
THINGS = {
    "mark": say("Mark %(number)s"),
    "agreed": say("Agreed mark %(number)s"),
    "correction": say("Correction %(number)s"),
    "outcome": say("Verdict %(number)s"),
    "sheet": say("The signed sheet %(number)s"),
    "objection": say("Objection %(number)s"),
    "decision": say("Board decision %(number)s"),
    "exemption": say("Exemption %(number)s"),
    "file": say("File %(number)s with an objection or appeal"),
    "sample": say("Finding %(number)s of a sample"),
    "hold": say("The order %(number)s to keep the exam file"),
    "form": say("The exam form %(number)s"),
    "sitting": say("The result of the exam"),
    "plan": say("The plan of the exam (candidate, attempt, day or place)"),
    "seats": say("The choice of examiners"),
    "closings": say("The note of who closed the comparison"),
    "deed": say("Deed %(number)s on a tablet"),
    "photo": say("Photo %(number)s"),
    "shelf": say("The decision %(number)s about something that was refused"),
    "began": say("The moment at which the exam began"),
    "person": say("The name or number of the candidate"),
}
THINGS_OF_STEP = {
    "mark": say("Mark %(number)s of step %(step)s"),
    "agreed": say("Agreed mark %(number)s of step %(step)s"),
    "correction": say("Correction %(number)s of step %(step)s"),
    "photo": say("Photo %(number)s of step %(step)s"),
}


def thing_words(thing: str, step: str = "") -> Message:
    """The thing in words: "Mark 12 of step B1-K1-W1.3"."""
    kind, _, number = thing.partition(":")
    return replace((THINGS_OF_STEP if step else THINGS)[kind], gaps={"number": number, "step": step})


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What the database holds of an exam now."""

    contents: Contents
    exists: bool = True
    is_purged: bool = False
    planned_at: datetime | None = None  # when the session was planned
    renamed_at: datetime | None = None  # when the candidate was last changed, as the audit trail has it


@dataclass(frozen=True, kw_only=True)
class Witness:
    """That a link of another chain names this one."""

    sitting_id: int
    number: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """The link that the installation made: from then on each exam has a chain, from its planning on."""

    link: Link | None
    last_older: int = 0  # the number of the last exam that was there already

    @property
    def since(self) -> datetime | None:
        """When it was made."""
        return self.link.at if self.link else None

    def is_whole(self, witnesses: Iterable[Witness]) -> bool:
        """Whether it is there as the chains that name it have it."""
        if self.link is None or hash_of(self.link) != self.link.hash:
            return False
        return all(
            one.hash == self.link.hash
            for one in witnesses
            if one.sitting_id == BEGINNING and one.number == self.link.number
        )


def beginning_of(links: Sequence[Link]) -> Beginning:
    """The beginning among the links of exam 0."""
    link = links[0] if links else None
    return Beginning(link=link, last_older=int(link.facts.get("event", {}).get("sittings", 0)) if link else 0)


def faults_of(links: Sequence[Link], kept: Kept) -> list[Finding]:
    """Where this chain, in the order of its numbers, and what it vouches for are not as they were."""
    return [*_torn(links), *_removed_although_marked(links), *_differing(links, kept)]


def _removed_although_marked(links: Sequence[Link]) -> list[Finding]:
    """Proefstuk takes nobody off a plan who was marked: such a link was put there to hide that an exam is gone."""
    found, is_marked = list[Finding](), False
    for link in links:
        if link.name == REMOVED and is_marked:
            found.append(Finding(fault=Fault.MARKED_REMOVED, number=link.number))
        is_marked = link.name != REMOVED and (is_marked or any(kind_of(thing) in MARKED for thing in link.digests))
    return found


def _unlike_witnessed(links: Sequence[Link], witnesses: Iterable[Witness]) -> list[Finding]:
    """Links that other chains name and that are others, or gone from the end."""
    there, last = {link.number: link.hash for link in links}, links[-1].number if links else 0
    exchanged = {one.number for one in witnesses if there.get(one.number, one.hash) != one.hash}
    cut_off = {one.number for one in witnesses if one.number > last}
    return [
        *(Finding(fault=Fault.LINK_EXCHANGED, number=number) for number in sorted(exchanged)),
        *(Finding(fault=Fault.LINK_MISSING, number=number) for number in sorted(cut_off)),
    ]


def _torn(links: Sequence[Link]) -> list[Finding]:
    found, tip = list[Finding](), Tip()
    for link in links:
        if link.facts.get("format") != FORMAT:
            found.append(Finding(fault=Fault.LINK_OF_LATER, number=link.number))
        missing = range(tip.number + 1, link.number)
        found += [Finding(fault=Fault.LINK_MISSING, number=number) for number in missing]
        if hash_of(link) != link.hash or _commitment(link.salt, link.facts) != link.commitment:
            found.append(Finding(fault=Fault.LINK_CHANGED, number=link.number))
        elif link.previous != tip.hash and not missing:
            found.append(Finding(fault=Fault.LINK_TORN, number=link.number))
        tip = Tip(number=link.number, hash=link.hash)
    return found


def _differing(links: Sequence[Link], kept: Kept) -> list[Finding]:
    vouched = _vouched(links)
    if not kept.exists:
        return _of_removed(links)
    gone_by_term = GOES_BY_TERM if kept.is_purged and any(link.name == PURGED for link in links) else frozenset()
    found = []
    for thing, (link, expected) in vouched.items():
        content = kept.contents.get(thing)
        if content is None:
            found += [] if kind_of(thing) in gone_by_term else [_finding(Fault.CONTENT_GONE, link, thing)]
        elif digest(link.salt, thing, content) != expected and not _was_renamed(thing, link, kept):
            found.append(_finding(Fault.CONTENT_CHANGED, link, thing))
    added = [thing for thing in kept.contents if thing not in vouched and kind_of(thing) != "person"]
    return [*found, *(Finding(fault=Fault.CONTENT_ADDED, thing=thing) for thing in added)]


def _was_renamed(thing: str, link: Link, kept: Kept) -> bool:
    """People marry: another name is no fault where the audit trail tells of a change since."""
    return thing == "person" and kept.renamed_at is not None and kept.renamed_at >= link.at


def _finding(fault: Fault, link: Link, thing: str) -> Finding:
    return Finding(fault=fault, number=link.number, thing=thing)


def kind_of(thing: str) -> str:
    """ "mark" of "mark:12"."""
    return thing.partition(":")[0]


def _of_removed(links: Sequence[Link]) -> list[Finding]:
    """An exam that was taken off the plan has nothing to vouch for; any other must still be there."""
    if links and links[-1].name == REMOVED:
        return []
    return [Finding(fault=Fault.CONTENT_GONE, thing="sitting")]


def _vouched(links: Sequence[Link]) -> dict[str, tuple[Link, str]]:
    """The newest digest of each thing; what stood before an exam was taken off the plan is of another exam."""
    found = dict[str, tuple[Link, str]]()
    for link in links:
        if link.name == REMOVED:
            found.clear()
        if link.name == TAKEN_BACK:
            found.pop("sitting", None)  # it is planned again, and has no result
        found |= {thing: (link, one) for thing, one in link.digests.items() if not _stands(thing, found)}
    return found


def _stands(thing: str, vouched: Collection[str]) -> bool:
    """A decision never changes, nor a form once an exam is marked by it."""
    return kind_of(thing) in NEVER_CHANGES and thing in vouched


class Standing(StrEnum):
    """What is said of a chain as a whole."""

    WHOLE = "whole"
    FROM_BEFORE = "from_before"  # of an exam that is older than its chain, or than chains at all
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What became of checking one exam."""

    sitting_id: int
    tip: Tip
    findings: tuple[Finding, ...]
    opened_at: datetime | None = None  # the exam is older than its chain: what was before is taken as it was then
    is_purged: bool = False
    is_bare: bool = False  # nothing was marked or decided yet: a chain written anew shows only against its head

    @property
    def standing(self) -> Standing:
        """In one word."""
        if self.findings:
            return Standing.BROKEN
        return Standing.WHOLE if self.tip.number else Standing.FROM_BEFORE


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """Heads of chains as they were noted elsewhere: sitting -> the last link then."""

    heads: Mapping[int, Tip]

    def finding(self, sitting_id: int, links: Iterable[Link]) -> Finding | None:
        """That the chain is not a continuation of what was noted."""
        noted = self.heads.get(sitting_id)
        if noted is None or any(link.number == noted.number and link.hash == noted.hash for link in links):
            return None
        return Finding(fault=Fault.HEAD_DIFFERS, number=noted.number)


def report(
    sitting_id: int,
    links: Sequence[Link],
    kept: Kept,
    *,
    beginning: Beginning,
    witnesses: Collection[Witness] = (),
    anchor: Anchor | None = None,
) -> Report:
    """What checking this exam finds; `witnesses`: what other chains say of its links."""
    found = faults_of(links, kept) if links else []
    found += _unlike_newest(kept.contents)
    own = [one for one in witnesses if one.sitting_id == sitting_id]
    is_lost = kept.exists and _lost_its_chain(sitting_id, links, kept, beginning)
    if is_lost or (own and not links):
        found = [Finding(fault=Fault.CHAIN_GONE), *found]
    if links:
        found += [one for one in _unlike_witnessed(links, own) if one not in found]
    noted = anchor.finding(BEGINNING, [beginning.link] if beginning.link else []) if anchor else None
    if noted or not beginning.is_whole(witnesses):
        found.append(Finding(fault=Fault.BEGINNING_CHANGED))
    head = anchor.finding(sitting_id, links) if anchor else None
    last = links[-1] if links else None
    return Report(
        sitting_id=sitting_id,
        tip=Tip(number=last.number, hash=last.hash) if last else Tip(),
        findings=(*found, *([head] if head else [])),
        opened_at=next((link.at for link in links if link.name == OPENED), None),
        is_purged=kept.is_purged,
        is_bare=bool(links) and not any(kind_of(thing) in CAME for thing in kept.contents),
    )


def _unlike_newest(contents: Contents) -> list[Finding]:
    """The result of an exam says what its newest verdict says, with or without a chain."""
    verdicts = {int(thing.partition(":")[2]): thing for thing in contents if kind_of(thing) == "outcome"}
    if not verdicts or "sitting" not in contents:
        return []
    newest, result = contents[verdicts[max(verdicts)]], contents["sitting"]
    same = all(newest[name] == result[name] for name in ("passed", "outcome"))
    return [] if same else [Finding(fault=Fault.NOT_NEWEST, thing="sitting")]


def _lost_its_chain(sitting_id: int, links: Sequence[Link], kept: Kept, beginning: Beginning) -> bool:
    """Each exam that was planned since there are chains has one, and what came since then stands in a link of its own.

    Without this, taking away a whole chain would look like an exam from before.
    """
    since = beginning.since
    if since is None or sitting_id > beginning.last_older:
        return not links or any(link.name == OPENED for link in links)
    if not links and kept.planned_at and kept.planned_at > since:
        return True
    own = {thing for link in links if link.name != OPENED for thing in link.digests}
    opened = {thing for link in links if link.name == OPENED for thing in link.digests}
    late = (
        thing
        for thing, content in kept.contents.items()
        if thing not in own
        and any(content.get(name) and content[name] > since for name in CAME.get(kind_of(thing), ()))
    )
    return any(not links or thing in opened for thing in late)


# By the clock of the server: when a thing was written.
CAME = {
    "mark": ("received_at",),
    "agreed": ("made_at",),
    "correction": ("made_at",),
    "outcome": ("made_at",),
    "sheet": ("signed_at",),
    "hold": ("held_at",),
    "file": ("added_at",),
    "sample": ("reviewed_at",),
    "deed": ("received_at",),
    "photo": ("arrived_at", "removed_at"),
    "shelf": ("decided_at",),
    "sitting": ("signed_at", "ratified_at", "annulled_at", "purged_at"),
}


def anchor_json(tips: Mapping[int, Tip], *, made_at: datetime) -> dict[str, Any]:
    """The heads as they are written down to be kept elsewhere."""
    heads = {str(sitting): {"number": tip.number, "hash": tip.hash} for sitting, tip in sorted(tips.items())}
    return {"format": "proefstuk-exam-heads", "version": 1, "made_at": made_at.isoformat(), "heads": heads}


def anchor_from(raw: Mapping[str, Any]) -> Anchor:
    """The heads that `anchor_json` wrote; raises KeyError, TypeError or ValueError on anything else."""
    if raw["format"] != "proefstuk-exam-heads" or raw["version"] != 1:
        raise ValueError("These are no heads of exams.")
    heads = {
        int(sitting): Tip(number=int(tip["number"]), hash=str(tip["hash"])) for sitting, tip in raw["heads"].items()
    }
    return Anchor(heads=heads)


def sittings_in(heads: Anchor | None, found: Collection[int]) -> list[int]:
    """Those that were found, and those that were noted and are gone."""
    return sorted({*found, *(heads.heads if heads else ())})
