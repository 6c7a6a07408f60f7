"""How a qualification is achieved and maintained is set; what would make people lose it is foreseen before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from certification.events.upkeep import Change, UpkeepChanged
from certification.models import QualificationActivity, QualificationUpkeep
from certification.queries import settings as queries
from certification.rules.clock import standing
from certification.rules.periods import Period
from certification.rules.settings import UpkeepFacts, contradictions
from certification.rules.states import Stage
from certification.rules.upkeep import Facts, Upkeep
from exams.actions.seen import ChangedMeanwhile
from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a change does to the people who are linked now."""

    linked: int
    meets_now: int
    losing: tuple[int, ...] = ()
    gaining: tuple[int, ...] = ()

    @property
    def meets_after(self) -> int:
        """How many meet it when it is done."""
        return self.meets_now - len(self.losing) + len(self.gaining)

    @property
    def sign(self) -> str:
        """What was shown: who agrees to it agrees to this, not to whatever it has become."""
        return f"{self.linked}.{len(self.losing)}.{len(self.gaining)}"


class NotForeseen(Refusal):
    """It changes something for people who are linked, and whoever does it has not said to have seen what."""

    def __init__(self, effect: Effect) -> None:
        super().__init__(say("People keep this qualification. Look first at what this changes for them."))
        self.effect = effect


def set_upkeep(
    work: Work, qualification: Qualification, facts: UpkeepFacts, *, version: int, foreseen: str = ""
) -> None:
    """These settings from now on; refused where they contradict themselves, or are no longer what was opened (0: none).

    With people linked it is refused once, with what it does to them, until that was `foreseen`.
    """
    hold(work, qualification)
    row, lines = queries.settings_row(work, qualification.id), queries.lines_of(work, qualification.id)
    if (row.version if row else 0) != version:
        raise ChangedMeanwhile
    before = queries.facts_in(row)
    asked = tuple(map(queries.asked_in, lines))
    if not (changes := changes_between(vars(before), vars(facts))):
        return
    effect = foresee(work, qualification, now=before.upkeep(asked), then=facts.upkeep(asked), foreseen=foreseen)
    write_settings(work, qualification, row, facts)
    count_activities(work, qualification, lines, external=facts.external)
    work.emit(UpkeepChanged(qualification_id=qualification.id, changes=changes, losing=len(effect.losing)))


def foresee(
    work: Work, qualification: Qualification, *, now: Upkeep, then: Upkeep, foreseen: str, always: bool = True
) -> Effect:
    """What it does to people; refused where it contradicts itself, or was not foreseen.

    Not `always`: where nobody gains or loses by it, it needs no second look.
    """
    if wrong := contradictions(then):
        raise Unreadable(wrong[0], details=wrong[1:])
    effect = effect_of(work, qualification.id, now=now, then=then)
    is_in_use = qualification.state is not QualificationState.DRAFT and effect.linked > 0
    if is_in_use and foreseen != effect.sign and (always or effect.losing or effect.gaining):
        raise NotForeseen(effect)
    return effect


def effect_of(work: Work, qualification_id: int, *, now: Upkeep, then: Upkeep) -> Effect:
    """Who meets it now and would not any more, and the other way round (3 statements)."""
    activities = {line.activity_id for line in (*now.activities, *then.activities)}
    people = queries.facts_for(work, qualification_id, activities)
    meets_now, meets_then = _meeting(work, now, people), _meeting(work, then, people)
    return Effect(
        linked=len(people),
        meets_now=len(meets_now),
        losing=tuple(sorted(meets_now - meets_then)),
        gaining=tuple(sorted(meets_then - meets_now)),
    )


def hold(work: Work, qualification: Qualification) -> None:
    """Race: two people change what it asks; the second waits, and then sees what the first did."""
    work.db.execute(select(Qualification.id).where(Qualification.id == qualification.id).with_for_update())


def count_activities(
    work: Work, qualification: Qualification, lines: Iterable[QualificationActivity], *, external: bool
) -> None:
    """What one does to achieve it besides core tasks, as activation counts it; proof from elsewhere is one thing."""
    achieve = sum(line.stage is Stage.ACHIEVE and line.removed_at is None for line in lines)
    qualification.activity_count = achieve + int(external)


def changes_between(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Change, ...]:
    """What is different, with the old and the new value, as the record keeps it."""
    return tuple((name, _plain(before[name]), _plain(value)) for name, value in after.items() if value != before[name])


def _plain(value: object) -> str:
    if isinstance(value, Period):
        return f"{value.count} {value.unit}"
    return "" if value is None else str(value)


def _meeting(work: Work, upkeep: Upkeep, people: Mapping[int, Facts]) -> set[int]:
    known: dict[Facts, bool] = {}  # thousands did the same
    for facts in people.values():
        if facts not in known:
            known[facts] = standing(upkeep, facts, work.today).meets
    return {person for person, facts in people.items() if known[facts]}


def write_settings(
    work: Work, qualification: Qualification, row: QualificationUpkeep | None, facts: UpkeepFacts
) -> None:
    """Put these settings in the row, or in a first one."""
    if row is None:
        row = QualificationUpkeep(qualification_id=qualification.id, changed_at=work.now)
    for name, value in _columns(facts).items():
        setattr(row, name, value)
    row.changed_at, row.changed_by = work.now, work.actor.id
    try:
        with work.db.begin_nested():  # race: two make the first settings at once; the second is told
            work.db.add(row)
    except IntegrityError as error:
        raise ChangedMeanwhile from error


def _columns(facts: UpkeepFacts) -> dict[str, object]:
    told: dict[str, object] = dict(vars(facts))
    for name in ("period", "minimum"):
        told |= parts_of(name, told.pop(name))
    month, day = facts.calendar_day or (None, None)
    told.pop("calendar_day")
    return {**told, "calendar_month": month, "calendar_day": day}


def parts_of(name: str, period: object) -> dict[str, object]:
    """A length of time in its two columns."""
    found = period if isinstance(period, Period) else None
    return {f"{name}_count": found.count if found else None, f"{name}_unit": found.unit if found else None}
