"""The chain of each exam grows with every event about it, in the transaction of the deed itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import insert

from exams.events import MarksRecorded, SittingBegan
from exams.events.board import ExemptionGiven, ExemptionWithdrawn
from exams.events.planning import SessionMoved
from exams.models import ExamEvent
from exams.queries import chain as found
from exams.rules.chain import OPENED, PURGED, Contents, End, Happened, Link, Tip, link_after
from exams.rules.vouching import ONCE, may_change
from foundation.events import Event
from foundation.secrets import new_salt
from foundation.work import Work

# They come while somebody marks, and change nothing but marks.
WHILE_MARKING = frozenset({MarksRecorded.name, SittingBegan.name})
# They come from tablets, and change nothing but what was done on them besides marking.
ON_TABLETS = frozenset(
    {
        "exams.deeds-recorded",
        "exams.photo-arrived",
        "exams.photo-added-late",
        "exams.photo-taken-away",
        "exams.shelf-decided",
    }
)
LOOKS = ("-seen", "-taken", "-read")  # how the names of events end that tell of a look
OF_MANY = frozenset({"sitting_ids", "person_ids", "mark_ids", "deed_ids"})  # lists that a link of one exam leaves out
_INSERT = insert(ExamEvent.__table__)  # type: ignore[arg-type]  # typed FromClause


@dataclass(frozen=True, kw_only=True)
class _Growing:
    """The chains that grow in this unit of work."""

    work: Work
    tips: dict[int, Tip]
    newest: End | None  # of all chains
    links: list[Link] = field(default_factory=list)

    def add(self, sitting_id: int, name: str, facts: Mapping[str, Any], contents: Contents) -> None:
        """One more link."""
        happened = Happened(
            sitting_id=sitting_id, name=name, at=self.work.now, actor_id=self.work.actor.id, facts=facts
        )
        before, newest = self.tips.get(sitting_id, Tip()), self.links[-1] if self.links else None
        end = End(sitting_id=newest.sitting_id, tip=self.tips[newest.sitting_id]) if newest else self.newest
        link = link_after(before, happened, contents, salt=new_salt(), newest=end)
        self.tips[sitting_id] = Tip(number=link.number, hash=link.hash)
        self.links.append(link)


def extend_chains(work: Work, events: Sequence[Event]) -> None:
    """A link for each exam that each of these events is about, in the transaction of the deed itself."""
    concerned = [event for event in events if event.name.startswith("exams.")]
    marks = _new_marks(work, concerned)
    happened = _by_sitting(work, concerned, marks)
    if not happened:
        return
    tips, newest = _held_tips(work, set(happened), marks)
    growing = _Growing(work=work, tips=tips, newest=newest)
    first = _open(growing, [number for number in happened if number not in tips], marks)
    things = first | _things(work, {number: about for number, about in happened.items() if number not in first})
    for number, about in happened.items():
        for place, event in enumerate(about, start=1):
            rest = things.get(number, {}) if place == len(about) else {}
            growing.add(number, event.name, _facts(event), {**_marks_in(event, marks), **rest})
    rows = [asdict(link) for link in growing.links]
    work.db.connection().execute(_INSERT, rows if len(rows) > 1 else rows[0])


def _is_light(event: Event) -> bool:
    return event.name in WHILE_MARKING | ON_TABLETS or event.name.endswith(LOOKS)


def _facts(event: Event) -> dict[str, Any]:
    return {name: value for name, value in asdict(event).items() if name not in OF_MANY}


def _by_sitting(work: Work, events: Sequence[Event], marks: found.NewMarks) -> dict[int, list[Event]]:
    """The exams these events are about, each with what happened to it in its order."""
    of_sheets = _sheets(work, events, marks)
    happened: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        for number in _sittings_of(work, event, of_sheets):
            happened[number].append(event)
    return happened


def _sheets(work: Work, events: Iterable[Event], marks: found.NewMarks) -> dict[int, int]:
    """Sheet -> exam, of events that name no more than the sheet; those with new marks are known by now."""
    known = {content["sheet_id"]: number for number, content in marks.contents.values()}
    named = {vars(event)["sheet_id"] for event in events if "sheet_id" in vars(event)} - known.keys()
    return known | (found.sittings_of_sheets(work, named) if named else {})


def _sittings_of(work: Work, event: Event, of_sheets: Mapping[int, int]) -> Sequence[int]:
    facts = vars(event)
    if "sitting_ids" in facts:
        return tuple(dict.fromkeys(facts["sitting_ids"]))
    if facts.get("sitting_id"):
        return (facts["sitting_id"],)
    if "sheet_id" in facts:
        return (of_sheets[facts["sheet_id"]],) if facts["sheet_id"] in of_sheets else ()
    if isinstance(event, ExemptionGiven | ExemptionWithdrawn):
        return found.sittings_of_exam(work, event.person_id, event.form_id)
    if "session_id" in facts and "person_ids" in facts:
        return found.sittings_of_session(work, facts["session_id"], facts["person_ids"])
    if isinstance(event, SessionMoved):
        return found.sittings_of_session(work, event.session_id)
    return ()


def _new_marks(work: Work, events: Iterable[Event]) -> found.NewMarks:
    ids = [number for event in events if isinstance(event, MarksRecorded) for number in event.mark_ids]
    return found.new_marks(work, ids) if ids else found.NewMarks()


def _held_tips(work: Work, sittings: set[int], marks: found.NewMarks) -> tuple[dict[int, Tip], End | None]:
    """Where each chain ends now, and the newest of all. Who sends marks holds the exam already, all others do here."""
    known = {number: tip for number, tip in marks.tips.items() if tip is not None}
    newest = marks.newest[0] if marks.newest else None
    if rest := sittings - marks.tips.keys():
        found.hold(work, rest)
        more, newest = found.ends(work, rest)
        known |= more
    return known, newest


def _things(work: Work, happened: Mapping[int, Sequence[Event]]) -> dict[int, Contents]:
    """What this unit of work wrote besides marks, and what its events may have changed as it stands after it."""
    begun = {number for number, about in happened.items() if any(isinstance(event, SittingBegan) for event in about)}
    forms = found.forms_of(work, begun)  # from the first mark on it is known what the exam is marked by
    sittings = {number for number, about in happened.items() if not all(_is_light(event) for event in about)}
    done = {number for number, about in happened.items() if any(event.name in ON_TABLETS for event in about)}
    if rest := done - sittings:
        for number, of_tablets in found.tablet_things_of(work, rest, made_at=work.now).items():
            forms.setdefault(number, {}).update(of_tablets)
    if not sittings:
        return dict(forms)
    purged = any(event.name == PURGED for number in sittings for event in happened[number])
    things = found.things_of(work, sittings, made_at=work.now, all_sheets=purged)
    kinds = {number: ONCE | may_change(event.name for event in happened[number]) for number in sittings}
    vouched = {number: found.of_kinds(things.get(number, {}), kinds[number]) for number in sittings}
    return {number: {**forms.get(number, {}), **vouched.get(number, {})} for number in forms.keys() | vouched.keys()}


def _open(growing: _Growing, sittings: Sequence[int], marks: found.NewMarks) -> dict[int, Contents]:
    """All there is of exams that have no chain yet, for their first link.

    One that is older than its chain has marks already: what is there is taken as it is in a link of its own.
    """
    if not sittings:
        return {}
    older, things = found.marks_of(growing.work, sittings), found.things_of(growing.work, sittings)
    first = dict[int, Contents]()
    for number in sittings:
        there = {thing: one for thing, one in older.get(number, {}).items() if _number(thing) not in marks.contents}
        if there:
            growing.add(number, OPENED, {}, {**there, **things.get(number, {})})
        else:
            first[number] = things.get(number, {})
    return first


def _number(thing: str) -> int:
    return int(thing.partition(":")[2])


def _marks_in(event: Event, marks: found.NewMarks) -> Contents:
    if not isinstance(event, MarksRecorded):
        return {}
    return {f"mark:{number}": marks.contents[number][1] for number in event.mark_ids if number in marks.contents}
