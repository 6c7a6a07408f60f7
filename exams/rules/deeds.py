"""What an examiner does with an exam besides marking steps, and where a mark came from.

A deed is made on a tablet, kept there first and sent in the same order as the marks, under an id of its own:

    {"op": "5d0c…-uuid", "sheet": 12, "deed": {"kind": "pause", "reason": "fire drill"}, "sequence": 41, "made_at": "…"}

`start`     begins the exam
`pause`     stops its clock, with a `reason`; `resume` lets it go on; `stop` ends it without ending the exam
`remark`    the overall remark as it stands, as `text`
`no-show`   the candidate did not come, with a `reason` that may be empty; `came` takes that back
`abort`     ends the exam without a result, with a `reason`
`sign`      a `name` under the sheet, with `overall_remark`, `global_rating` (0 to 4, or null) and `marks`: for each
            step the operation that stood when the examiner saw the summary, {"31": "9b2f…-uuid"}
`photo`     announces a `photo` (its id) of a `step` or, with null, of the exam as a whole, that follows by itself: its
            `sha256`, `size` in bytes and `type`; `photo-off` takes one away again

The answers are those of marks, except that no deed conflicts: "stored", "duplicate", or "refused" with a reason. A
repeat gets its first answer, even after signing. Of a refused deed nothing is done, and it is kept under its id with
the reason. Only what cannot be read, and what is of somebody else's sheet, leaves nothing behind.

What is done twice (a second pause, a start of what goes on) is stored and changes nothing: see exams.rules.turns.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from exams.rules.operations import Answer, AnswerKind
from exams.rules.reading import JsonObject, id_at, moment_at, object_in, text_at, unreadable, whole_at
from exams.rules.sittings import GLOBAL_RATINGS, SittingState, why_not_begin
from foundation.messages import Message, say
from foundation.refusals import Unreadable
from foundation.visible import has_visible

LONGEST = 2_000  # of a reason or remark
LONGEST_NAME = 260
MOST_MARKS = 2_000
LARGEST_PHOTO = 50_000_000  # bytes; what is taken of it is decided where it comes in
_SHA256 = re.compile("[0-9a-f]{64}")
_IMAGE = re.compile(r"image/[a-z0-9.+-]{1,60}")


class DeedKind(StrEnum):
    """What was done."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    REMARK = "remark"
    NO_SHOW = "no-show"
    CAME = "came"
    ABORT = "abort"
    SIGN = "sign"
    PHOTO = "photo"
    PHOTO_OFF = "photo-off"


class MarkSource(StrEnum):
    """Where a mark came from, where it was not sent by the device it was made on."""

    PAPER = "paper"  # typed in from the form on paper
    FILE = "file"  # from a file that a tablet saved
    SHELF = "shelf"  # refused when it came, and taken over by a coordinator


Content = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One deed as a tablet made it."""

    op: UUID
    sheet: int
    kind: DeedKind
    content: Content
    sequence: int
    made_at: datetime

    def is_repeated_by(self, other: "Deed") -> bool:
        """Whether the other says the same, as a repeat does."""
        return (self.sheet, self.kind, self.kept) == (other.sheet, other.kind, other.kept)

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of it: of texts that are too long, only as much as is allowed."""
        return {key: value[:LONGEST] if isinstance(value, str) else value for key, value in self.content.items()}

    @classmethod
    def from_json(cls, raw: JsonObject) -> "Deed":
        """The deed a tablet sent; raises Unreadable when it is not one."""
        kind, content = content_of(raw.get("deed"))
        return cls(
            op=id_at(raw, "op"),
            sheet=whole_at(raw, "sheet", at_least=1),
            kind=kind,
            content=content,
            sequence=whole_at(raw, "sequence", at_least=1),
            made_at=moment_at(raw, "made_at"),
        )


def is_deed(raw: JsonObject) -> bool:
    """Whether this is a deed, and no mark."""
    return "deed" in raw


def read_deed(raw: JsonObject) -> Deed | Answer:
    """The deed, or the refusal that answers for it alone when it cannot be understood."""
    try:
        return Deed.from_json(raw)
    except Unreadable as refusal:
        return refused(str(raw.get("op"))[:64], refusal.message, recorded=False)


def refused(op: UUID | str, reason: Message, *, recorded: bool = True) -> Answer:
    """The answer to a deed that was not done."""
    return Answer(op=str(op), outcome=AnswerKind.REFUSED, reason=reason, recorded=recorded)


def sent_otherwise(op: UUID) -> Answer:
    """The answer to what has the id of something else."""
    words = say("Something else was already sent under the same number. Load the page again and repeat it.")
    return refused(op, words, recorded=False)


@dataclass(frozen=True, kw_only=True)
class KnownDeed:
    """A deed that was answered before."""

    deed: Deed
    sender: int
    answer: Answer


def again(deed: Deed, earlier: KnownDeed | None, sender: int) -> Answer:
    """The first answer once more, unless this is no repeat (`earlier` None: its id is that of a mark)."""
    if earlier is None or earlier.sender != sender or not earlier.deed.is_repeated_by(deed):
        return sent_otherwise(deed.op)
    if earlier.answer.outcome is AnswerKind.STORED:
        return Answer(op=str(deed.op), outcome=AnswerKind.DUPLICATE)
    return replace(earlier.answer, recorded=False)


def content_of(raw: object) -> tuple[DeedKind, Content]:
    """The kind of a deed and what it says, without what is not known here; raises Unreadable when it is none."""
    deed = object_in(raw)
    kind = _kind_at(deed)
    if reader := _READERS.get(kind):
        return kind, reader(deed)
    return kind, {}


def _kind_at(deed: JsonObject) -> DeedKind:
    written = text_at(deed, "kind")
    try:
        return DeedKind(written)
    except ValueError:
        raise Unreadable(
            say(
                "“%(kind)s” cannot be done with an exam here. Note what it was about and tell the coordinator.",
                kind=written[:40],
            )
        ) from None


def _reason(deed: JsonObject) -> Content:
    return {"reason": text_at(deed, "reason")}


def _remark(deed: JsonObject) -> Content:
    return {"text": text_at(deed, "text")}


def _signature(deed: JsonObject) -> Content:
    rating = deed.get("global_rating")
    return {
        "name": text_at(deed, "name"),
        "overall_remark": text_at(deed, "overall_remark"),
        "global_rating": None if rating is None else whole_at(deed, "global_rating"),
        "marks": _marks(deed),
    }


def _marks(deed: JsonObject) -> dict[str, str]:
    """Step -> the operation that stood."""
    found = deed.get("marks")
    if not isinstance(found, Mapping) or len(found) > MOST_MARKS:
        raise unreadable("marks")
    return {_step(step): str(id_at(found, step)) for step in found}


def _step(written: object) -> str:
    if not isinstance(written, str) or not re.fullmatch("[1-9][0-9]{0,9}", written):
        raise unreadable("marks")
    return written


def _photo(deed: JsonObject) -> Content:
    return {
        "photo": str(id_at(deed, "photo")),
        "step": None if deed.get("step") is None else whole_at(deed, "step", at_least=1),
        "sha256": _like(_SHA256, deed, "sha256"),
        "size": _size_at(deed),
        "type": _like(_IMAGE, deed, "type"),
    }


def _photo_off(deed: JsonObject) -> Content:
    return {"photo": str(id_at(deed, "photo"))}


def _size_at(deed: JsonObject) -> int:
    size = whole_at(deed, "size", at_least=1)
    if size > LARGEST_PHOTO:
        raise unreadable("size")
    return size


def _like(pattern: re.Pattern[str], deed: JsonObject, key: str) -> str:
    written = text_at(deed, key)
    if not pattern.fullmatch(written):
        raise unreadable(key)
    return written


_READERS = MappingProxyType(
    {
        DeedKind.PAUSE: _reason,
        DeedKind.REMARK: _remark,
        DeedKind.NO_SHOW: _reason,
        DeedKind.ABORT: _reason,
        DeedKind.SIGN: _signature,
        DeedKind.PHOTO: _photo,
        DeedKind.PHOTO_OFF: _photo_off,
    }
)


class Over(StrEnum):
    """Why nothing more is done with a sheet."""

    SIGNED = "signed"
    ABORTED = "aborted"
    NO_SHOW = "no-show"
    CLOSED = "closed"  # cancelled, or anything else that happened elsewhere


@dataclass(frozen=True, kw_only=True)
class Going:
    """How a sheet stands, as far as deeds are about it; the tablet works out the same from what it did itself."""

    begun: bool = False
    over: Over | None = None
    third: bool = False  # of an examiner who marks while the other two compare

    @classmethod
    def of(cls, state: SittingState, *, signed: bool = False, third: bool = False) -> "Going":
        """How the sheet of a sitting in this state stands."""
        over = Over.SIGNED if signed else _OVER.get(state, Over.CLOSED)
        if not signed and state is (SittingState.AGREEING if third else SittingState.IN_PROGRESS):
            over = None
        begun = state not in (SittingState.PLANNED, SittingState.NO_SHOW, SittingState.CANCELLED)
        return cls(begun=begun, over=over, third=third)

    def after(self, kind: DeedKind) -> "Going":
        """How it stands once this was done."""
        match kind:
            case DeedKind.START:
                return replace(self, begun=True)
            case DeedKind.CAME:
                return replace(self, over=None)
            case DeedKind.NO_SHOW:
                return replace(self, over=Over.NO_SHOW)
            case DeedKind.ABORT:
                return replace(self, over=Over.ABORTED)
            case DeedKind.SIGN:
                return replace(self, over=Over.SIGNED)
        return self


_OVER: Mapping[SittingState, Over | None] = MappingProxyType(
    {
        SittingState.PLANNED: None,
        SittingState.NO_SHOW: Over.NO_SHOW,
        SittingState.ABORTED: Over.ABORTED,
    }
)
_CLOSED = MappingProxyType(
    {
        Over.SIGNED: say("This sheet is already signed."),
        Over.ABORTED: say("This exam was stopped."),
        Over.NO_SHOW: say("It was noted that this candidate did not come. Take that back first."),
        Over.CLOSED: say("This exam no longer takes marks."),
    }
)


def why_not_deed(
    going: Going, kind: DeedKind, content: Content, *, day: date, today: date, why_not_sign: Message | None = None
) -> Message | None:
    """The reason this cannot be done now, or None when it can; `day` of the exam and `today` in the school's zone."""
    return (
        _why_closed(going, kind)
        or _why_too_early(going, kind, day=day, today=today)
        or _why_unfit(kind, content)
        or (why_not_sign if kind is DeedKind.SIGN else None)
    )


def _why_closed(going: Going, kind: DeedKind) -> Message | None:
    if kind is DeedKind.CAME:
        missed = going.over is Over.NO_SHOW
        return None if missed else say("Only a candidate who did not come can be planned again here.")
    if going.over:
        return _CLOSED[going.over]
    if going.begun and kind is DeedKind.NO_SHOW:
        return say("Only a planned exam can be reported as not attended.")
    if going.third and kind is DeedKind.ABORT:
        return say("Only an exam in progress can be stopped.")
    return None


def _why_too_early(going: Going, kind: DeedKind, *, day: date, today: date) -> Message | None:
    if going.begun:
        return None
    match kind:
        case DeedKind.PAUSE | DeedKind.RESUME | DeedKind.STOP:
            return say("This exam has not begun.")
        case DeedKind.ABORT:
            return say("Only an exam in progress can be stopped.")
        case DeedKind.SIGN:
            return say("Only an exam in progress can be signed.")
        case DeedKind.CAME:
            return None
    return why_not_begin(SittingState.PLANNED, day=day, today=today)


def _why_unfit(kind: DeedKind, content: Content) -> Message | None:
    match kind:
        case DeedKind.PAUSE | DeedKind.ABORT | DeedKind.NO_SHOW:
            return _why_unfit_reason(content["reason"], may_be_empty=kind is DeedKind.NO_SHOW)
        case DeedKind.REMARK:
            return _why_unfit_remark(content["text"])
        case DeedKind.SIGN:
            return _why_unfit_signature(content)
    return None


def _why_unfit_reason(reason: str, *, may_be_empty: bool) -> Message | None:
    if not may_be_empty and not has_visible(reason):
        return say("Say why.")
    if len(reason) > LONGEST:
        return say("A reason is at most %(limit)s characters long.", limit=LONGEST)
    return None


def _why_unfit_remark(text: str) -> Message | None:
    return say("A remark is at most %(limit)s characters long.", limit=LONGEST) if len(text) > LONGEST else None


def _why_unfit_signature(content: Content) -> Message | None:
    if not has_visible(content["name"]):
        return say("Sign with your name.")
    if len(content["name"]) > LONGEST_NAME:
        return say("A name is at most %(limit)s characters long.", limit=LONGEST_NAME)
    if content["global_rating"] is not None and content["global_rating"] not in GLOBAL_RATINGS:
        return say("Say how you find the whole before you sign.")
    return _why_unfit_remark(content["overall_remark"])
