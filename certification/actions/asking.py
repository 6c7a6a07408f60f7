"""The Achieve and Maintain lists of a qualification: one more, one less, other facts, another order, taken over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from certification.actions.upkeep import changes_between, count_activities, foresee, hold, parts_of, write_settings
from certification.events.upkeep import (
    ActivityAsked,
    ActivityNoLongerAsked,
    AskedChanged,
    AskedReordered,
    UpkeepTakenOver,
)
from certification.models import Activity, QualificationActivity
from certification.queries import settings as queries
from certification.rules.periods import Period
from certification.rules.settings import UpkeepFacts, contradictions
from certification.rules.states import ActivityKind, Stage
from certification.rules.upkeep import AskedActivity, Upkeep
from exams.actions.seen import ChangedMeanwhile
from foundation.messages import say
from foundation.refusals import NotFound, Refusal, Unreadable
from foundation.work import Work
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState

MOST_LINES = 100
NEW = 0  # the number of a line that is not there yet


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """What is said of an activity in a list."""

    mandatory: bool = True
    time_frame: Period | None = None
    follow_up: Period | None = None
    upload_allowed: bool = False


def ask(
    work: Work,
    qualification: Qualification,
    activity: Activity,
    stage: Stage,
    facts: LineFacts | None = None,
    *,
    foreseen: str = "",
) -> QualificationActivity:
    """An activity more in this list, at the end; one that stands there already is given back."""
    hold(work, qualification)
    lines, settings = queries.lines_of(work, qualification.id), _settings(work, qualification)
    if there := next((line for line in lines if (line.activity_id, line.stage) == (activity.id, stage)), None):
        return there
    _refuse_new(activity, lines)
    told = facts or LineFacts()
    _refuse_upload(activity, told)
    now = settings.upkeep(tuple(map(queries.asked_in, lines)))
    asked = AskedActivity(id=NEW, activity_id=activity.id, stage=stage, **vars(told))
    then = replace(now, activities=(*now.activities, asked))
    effect = foresee(work, qualification, now=now, then=then, foreseen=foreseen, always=False)
    line = _line(work, qualification, activity.id, stage, told)
    line.position = max((one.position for one in lines if one.stage is stage), default=0) + 1
    work.db.add(line)
    work.db.flush()  # the event needs the number
    count_activities(work, qualification, [*lines, line], external=settings.external)
    _tell_asked(work, line, losing=len(effect.losing))
    return line


def change_asked(work: Work, line: QualificationActivity, facts: LineFacts, *, seen: str, foreseen: str = "") -> None:
    """Other facts for this line; refused when it is no longer what goes by the sign that was `seen`."""
    _, now = _held(work, line)
    before = facts_of_line(line)
    if sign_of(before) != seen:
        raise ChangedMeanwhile
    _refuse_upload(line.activity, facts)
    if not (changes := changes_between(vars(before), vars(facts))):
        return
    changed = tuple(replace(one, **vars(facts)) if one.id == line.id else one for one in now.activities)
    then = replace(now, activities=changed)
    effect = foresee(work, line.qualification, now=now, then=then, foreseen=foreseen, always=False)
    _write(line, facts)
    work.emit(
        AskedChanged(
            qualification_id=line.qualification_id,
            line_id=line.id,
            activity_id=line.activity_id,
            changes=changes,
            losing=len(effect.losing),
        )
    )


def stop_asking(work: Work, line: QualificationActivity, *, foreseen: str = "") -> None:
    """Out of the list; what people did stays done. Pressed twice it is out once."""
    lines, now = _held(work, line, again=True)
    if line.removed_at is not None:
        return
    then = replace(now, activities=tuple(one for one in now.activities if one.id != line.id))
    _refuse_nothing_left(work, line.qualification, then)
    effect = foresee(work, line.qualification, now=now, then=then, foreseen=foreseen, always=False)
    line.removed_at = work.now
    count_activities(work, line.qualification, lines, external=now.external)
    work.emit(
        ActivityNoLongerAsked(
            qualification_id=line.qualification_id,
            line_id=line.id,
            activity_id=line.activity_id,
            stage=line.stage,
            losing=len(effect.losing),
        )
    )


def move_asked(work: Work, line: QualificationActivity, *, up: bool) -> None:
    """One place earlier or later in its list; at the end it stays."""
    lines, _ = _held(work, line)
    own = [one for one in lines if one.stage is line.stage]
    place = own.index(line)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(own):
        return
    own[place], own[other] = own[other], own[place]
    for position, one in enumerate(own, 1):
        one.position = position
    ids = tuple(one.id for one in own)
    work.emit(AskedReordered(qualification_id=line.qualification_id, stage=line.stage, line_ids=ids))


def take_over(work: Work, qualification: Qualification, from_id: int) -> None:
    """Settings and lists as another qualification has them, where this one has no lists yet; what retired stays."""
    hold(work, qualification)
    if queries.lines_of(work, qualification.id):
        raise Refusal(say("There are activities here already. Take them out first."))
    if qualification.state is not QualificationState.DRAFT and queries.keepers(work, qualification.id):
        raise Refusal(say("People keep this qualification, so add what is asked one by one and see what it does."))
    source = queries.settings_row(work, from_id)
    lines = [line for line in queries.lines_of(work, from_id) if line.activity.retired_at is None]
    if source is None and not lines:
        raise Refusal(say("Nothing is set there, so there is nothing to take over."))
    facts = queries.facts_in(source)
    if wrong := contradictions(facts.upkeep(tuple(map(queries.asked_in, lines)))):
        raise Unreadable(wrong[0], details=wrong[1:])
    _copy_all(work, qualification, from_id, facts if source else None, lines)


def take_along(work: Work, *, qualification_id: int, predecessor_id: int) -> None:
    """A new version asks what the earlier one asked, what was retired too, as long as it has nothing of its own."""
    source, lines = queries.settings_row(work, predecessor_id), queries.lines_of(work, predecessor_id)
    if (source is None and not lines) or queries.lines_of(work, qualification_id):
        return
    new = work.db.get_one(Qualification, qualification_id)
    _copy_all(work, new, predecessor_id, queries.facts_in(source) if source else None, lines)


def _copy_all(
    work: Work,
    qualification: Qualification,
    from_id: int,
    facts: UpkeepFacts | None,
    lines: Sequence[QualificationActivity],
) -> None:
    if facts:
        write_settings(work, qualification, queries.settings_row(work, qualification.id), facts)
    made = [_copy(work, qualification, line) for line in lines]
    work.db.add_all(made)
    work.db.flush()  # the events need the numbers
    count_activities(work, qualification, made, external=bool(facts and facts.external))
    work.emit(UpkeepTakenOver(qualification_id=qualification.id, from_id=from_id, activities=len(made)))
    for line in made:
        _tell_asked(work, line)


def facts_of_line(line: QualificationActivity) -> LineFacts:
    """What the line says now."""
    asked = queries.asked_in(line)
    return LineFacts(
        mandatory=asked.mandatory,
        time_frame=asked.time_frame,
        follow_up=asked.follow_up,
        upload_allowed=asked.upload_allowed,
    )


def sign_of(facts: LineFacts) -> str:
    """What the facts of a line are known by, to whoever opened it."""
    periods = (f"{one.count} {one.unit}" if one else "" for one in (facts.time_frame, facts.follow_up))
    return "|".join((str(facts.mandatory), str(facts.upload_allowed), *periods))


def _tell_asked(work: Work, line: QualificationActivity, *, losing: int = 0) -> None:
    asked = ActivityAsked(
        qualification_id=line.qualification_id,
        line_id=line.id,
        activity_id=line.activity_id,
        stage=line.stage,
        losing=losing,
    )
    work.emit(asked)


def _settings(work: Work, qualification: Qualification) -> UpkeepFacts:
    return queries.facts_in(queries.settings_row(work, qualification.id))


def _held(
    work: Work, line: QualificationActivity, *, again: bool = False
) -> tuple[list[QualificationActivity], Upkeep]:
    """The lists and the settings as they stand, while nobody else changes them."""
    hold(work, line.qualification)
    work.db.flush()  # what was done in this unit of work is not read away
    work.db.refresh(line, ["removed_at", "position"])
    if line.removed_at is not None and not again:
        raise NotFound
    lines = queries.lines_of(work, line.qualification_id)
    return lines, _settings(work, line.qualification).upkeep(tuple(map(queries.asked_in, lines)))


def _refuse_new(activity: Activity, lines: Sequence[QualificationActivity]) -> None:
    if activity.retired_at is not None:
        raise Refusal(say("This activity is retired. Choose another one, or bring it back in the library."))
    if activity.published_on is None:
        raise Refusal(say("This activity is a draft. Publish it in the library first."))
    if len(lines) >= MOST_LINES:
        raise Refusal(say("A qualification asks for at most %(most)s activities.", most=MOST_LINES))


def _refuse_upload(activity: Activity, facts: LineFacts) -> None:
    if facts.upload_allowed and activity.kind is ActivityKind.COURSE:
        raise Unreadable(say("A certificate is uploaded for the parts of a course, not for the course itself."))


def _refuse_nothing_left(work: Work, qualification: Qualification, then: Upkeep) -> None:
    if then.achieve.lines or then.external:
        return
    if then.activities:
        raise Refusal(say("This is the last activity under Achieve. Take those under Maintain out first."))
    if qualification.state is QualificationState.ACTIVE and not queries.has_core_tasks(work, qualification.id):
        raise Refusal(say("This qualification is active, and this is all it asks. Add another activity first."))


def _line(
    work: Work, qualification: Qualification, activity_id: int, stage: Stage, facts: LineFacts
) -> QualificationActivity:
    line = QualificationActivity(
        qualification_id=qualification.id, activity_id=activity_id, stage=stage, added_at=work.now
    )
    _write(line, facts)
    return line


def _copy(work: Work, qualification: Qualification, line: QualificationActivity) -> QualificationActivity:
    copied = _line(work, qualification, line.activity_id, line.stage, facts_of_line(line))
    copied.position = line.position
    return copied


def _write(line: QualificationActivity, facts: LineFacts) -> None:
    line.mandatory, line.upload_allowed = facts.mandatory, facts.upload_allowed
    for name, period in (("frame", facts.time_frame), ("follow_up", facts.follow_up)):
        for column, value in parts_of(name, period).items():
            setattr(line, column, value)
