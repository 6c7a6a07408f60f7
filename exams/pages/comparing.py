"""What differs between two forms, as it is shown: in words, word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exams.formats import Differences, ExamFormFile, design_of, differences
from exams.formats.differences import GroupDifference, StepDifference
from exams.pages.cut_score_words import lines_of
from foundation.messages import Message, say, say_many
from foundation.web.wording import lazy_gettext as _l
from qualification_files.formats.differences import Change, Edit
from qualification_files.pages.comparing import SIGNS, Line
from qualification_files.pages.words import Sign

FIELDS = {
    "title": _l("Title"),
    "code": _l("Code"),
    "colour": _l("Colour"),
    "kind": _l("Kind of exam"),
    "materials": _l("Material list"),
    "duration_minutes": _l("Duration in minutes"),
    "examiners": _l("Number of examiners"),
    "attempts": _l("Attempts allowed"),
    "attempt_that_counts": _l("Which attempt counts?"),
    "asks_global_rating": _l("Judgement of the whole"),
    "shows_standing": _l("Examiners see while marking what it comes to so far"),
    "instructions_candidate": _l("Instructions for the candidate"),
    "instructions_examiner": _l("Instructions for the examiner"),
    "number": _l("Number"),
    "name": _l("Name of the group"),
    "description": _l("Explanation"),
    "weight": _l("Weight"),
    "all_achieved": _l("All steps achieved at once"),
    "text": _l("What the examiner looks at"),
    "critical": _l("Critical step"),
    "critical_minimum": _l("Points that a critical step needs"),
    "levels": _l("Scale"),
    "parts": _l("Sub-points"),
    "remark_values": _l("Marks that ask for a remark"),
    "competences": _l("Competences"),
    "cut_score": _l("Cut score"),
}
VALUES = {
    "True": _l("yes"),
    "False": _l("no"),
    "summative": _l("Summative"),
    "formative": _l("Formative"),
    "best": _l("The best one"),
    "last": _l("The last one"),
    "red": _l("Red"),
    "orange": _l("Orange"),
    "yellow": _l("Yellow"),
    "green": _l("Green"),
    "teal": _l("Teal"),
    "blue": _l("Blue"),
    "purple": _l("Purple"),
    "grey": _l("Grey"),
}
PLAIN = ("weight", "critical")
MOST_TOLD, LONGEST_NAMED = 40, 90
IN_WORDS = (
    "critical",
    "asks_global_rating",
    "shows_standing",
    "all_achieved",
    "kind",
    "attempt_that_counts",
    "colour",
)


@dataclass(frozen=True)
class StepLines:
    """A step with what differs in it."""

    text: str
    sign: Sign | None
    moved: Message | None
    lines: Sequence[Line]


@dataclass(frozen=True)
class GroupLines:
    """A group with what differs in it."""

    number: str
    name: str
    sign: Sign | None
    moved: Message | None
    lines: Sequence[Line]
    steps: Sequence[StepLines]


@dataclass(frozen=True)
class Shown:
    """The whole comparison."""

    summary: Sequence[Message]
    told: Sequence[Message]  # each change in a sentence, the first of many
    untold: int  # how many more there are
    facts: Sequence[Line]
    groups: Sequence[GroupLines]
    cut_score: Line | None


def shown(old: ExamFormFile, new: ExamFormFile) -> Shown:
    """The comparison as the page shows it."""
    found = differences(old, new)
    told = list(_told(found))
    return Shown(
        summary=_summary(found),
        told=told[:MOST_TOLD],
        untold=max(0, len(told) - MOST_TOLD),
        facts=[_line(change) for change in found.facts],
        groups=[_group(group) for group in found.groups],
        cut_score=_cut_score(old, new) if found.cut_score else None,
    )


def _cut_score(old: ExamFormFile, new: ExamFormFile) -> Line:
    """What it takes to pass, in sentences before and now."""
    before, after = ("\n".join(lines_of(design_of(file))) for file in (old, new))
    return _line(Change("cut_score", before, after))


def _summary(found: Differences) -> list[Message]:
    said = [
        say_many("%(count)s group is added.", "%(count)s groups are added.", found.count(Edit.ADDED)),
        say_many("%(count)s group is removed.", "%(count)s groups are removed.", found.count(Edit.REMOVED)),
        say_many("%(count)s step is added.", "%(count)s steps are added.", found.steps(Edit.ADDED)),
        say_many("%(count)s step is changed.", "%(count)s steps are changed.", found.steps(Edit.CHANGED)),
        say_many("%(count)s step is removed.", "%(count)s steps are removed.", found.steps(Edit.REMOVED)),
        say_many(
            "%(count)s fact of the form is different.", "%(count)s facts of the form are different.", len(found.facts)
        ),
    ]
    told = [message for message in said if message.count]
    if found.cut_score:
        told.append(say("The cut score is different."))
    if found.groups and not told:
        told.append(say("Groups are named, weighed or placed otherwise."))
    return told


def _told(found: Differences) -> Iterator[Message]:
    """Each change of the groups and steps in a sentence, in the order of the form."""
    for group in found.groups:
        yield from _group_told(group)
        for step in group.steps:
            yield from _step_told(step, group)


def _group_told(group: GroupDifference) -> Iterator[Message]:
    if group.edit is Edit.ADDED:
        yield say("The group “%(name)s” is new.", name=group.name)
    elif group.edit is Edit.REMOVED:
        yield say("The group “%(name)s” is gone.", name=group.name)
    elif group.changes:
        yield say("The group “%(name)s” has another: %(fields)s.", name=group.name, fields=_fields(group.changes))
    elif group.moved:
        yield say("The group “%(name)s” stands in another place.", name=group.name)


def _step_told(step: StepDifference, group: GroupDifference) -> Iterator[Message]:
    text = shortened(step.text)
    if step.edit is Edit.ADDED:
        yield say("“%(step)s” is new in “%(name)s”.", step=text, name=group.name)
    elif step.edit is Edit.REMOVED:
        yield say("“%(step)s” is gone from “%(name)s”.", step=text, name=group.name)
    elif len(step.changes) == 1 and step.changes[0].field in PLAIN:
        yield _plainly(text, step.changes[0])
    elif step.changes:
        yield say("“%(step)s” has another: %(fields)s.", step=text, fields=_fields(step.changes))
    elif step.was_in:
        yield say("“%(step)s” came from “%(name)s”.", step=text, name=step.was_in)
    else:
        yield say("“%(step)s” stands in another place.", step=text)


def _plainly(text: str, change: Change) -> Message:
    if change.field == "critical":
        is_critical = change.after == "True"
        return (
            say("“%(step)s” is critical now.", step=text)
            if is_critical
            else say("“%(step)s” is critical no more.", step=text)
        )
    return say("“%(step)s” has weight %(after)s instead of %(before)s.", step=text, **_both(change))


def _both(change: Change) -> dict[str, str]:
    return {"before": change.before, "after": change.after}


def _fields(changes: Sequence[Change]) -> str:
    return ", ".join(str(FIELDS[change.field]).lower() for change in changes)


def shortened(text: str) -> str:
    """A step as a sentence names it."""
    return text if len(text) <= LONGEST_NAMED else f"{text[:LONGEST_NAMED].rstrip()}…"


def _group(group: GroupDifference) -> GroupLines:
    return GroupLines(
        number=group.number,
        name=group.name,
        sign=SIGNS.get(group.edit),
        moved=say("It stands in another place.") if group.moved else None,
        lines=[_line(change) for change in group.changes],
        steps=[_step(step) for step in group.steps],
    )


def _step(step: StepDifference) -> StepLines:
    moved = say("It stands in another place.") if step.moved else None
    if step.was_in:
        moved = say("It stood in the group “%(name)s” before.", name=step.was_in)
    return StepLines(step.text, SIGNS.get(step.edit), moved, [_line(change) for change in step.changes])


def _line(change: Change) -> Line:
    if change.field in IN_WORDS:
        change = Change(change.field, _value(change.before), _value(change.after))
    return Line(str(FIELDS[change.field]), None, change.pieces)


def _value(value: str) -> str:
    return str(VALUES.get(value, value))
