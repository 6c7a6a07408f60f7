"""What the pages show on which it is set how a qualification is achieved and maintained."""

from collections.abc import Sequence
from dataclasses import dataclass

from certification.actions.upkeep import Effect
from certification.models import QualificationActivity
from certification.pages.words import KIND_ICONS, KINDS, line_words
from certification.queries import settings as queries
from certification.rules.activities import ActivityState, state_of
from certification.rules.settings import contradictions, in_words, what_is_open
from certification.rules.states import DurationKind, Stage
from certification.rules.upkeep import Upkeep
from foundation.messages import Message, say, say_many
from foundation.web.wording import Lazy
from foundation.work import Work
from people.models import Person
from qualification_files.models import Qualification


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a list, as it is shown."""

    id: int
    activity_id: int
    title: str
    kind: Lazy
    icon: str
    words: list[Message]
    retired: bool
    first: bool
    last: bool


@dataclass(frozen=True, kw_only=True)
class UpkeepPage:
    """All that is set about a qualification."""

    upkeep: Upkeep
    sentences: list[Message]
    warnings: list[Message]
    achieve: list[Line]
    maintain: list[Line]
    has_maintain: bool  # whether there is such a list
    has_settings: bool
    issuer: str
    gives_certificate: bool
    linked: int


@dataclass(frozen=True, kw_only=True)
class EffectPage:
    """What a change does to people, in words."""

    sentences: list[Message]
    losing: int
    names: Sequence[Person]
    more: int
    sign: str


def upkeep_page(work: Work, qualification: Qualification) -> UpkeepPage:
    """Settings and lists (3 statements)."""
    row, lines = queries.settings_row(work, qualification.id), queries.lines_of(work, qualification.id)
    facts = queries.facts_in(row)
    upkeep = facts.upkeep(tuple(map(queries.asked_in, lines)))
    return UpkeepPage(
        upkeep=upkeep,
        sentences=in_words(upkeep) if upkeep.activities or upkeep.external else [],
        warnings=_warnings(upkeep, lines, has_settings=row is not None),
        achieve=_lines(work, lines, Stage.ACHIEVE),
        maintain=_lines(work, lines, Stage.MAINTAIN),
        has_maintain=upkeep.duration is DurationKind.ROLLING and upkeep.recurring,
        has_settings=row is not None,
        issuer=facts.issuer,
        gives_certificate=facts.gives_certificate,
        linked=queries.keepers(work, qualification.id),
    )


def effect_page(work: Work, effect: Effect) -> EffectPage:
    """How many meet it now and then, and who loses it (1 statement)."""
    names = queries.people_called(work, effect.losing) if effect.losing else []
    return EffectPage(
        sentences=_effect_words(effect),
        losing=len(effect.losing),
        names=names,
        more=len(effect.losing) - len(names),
        sign=effect.sign,
    )


def _effect_words(effect: Effect) -> list[Message]:
    told = [
        say_many("%(count)s person is linked now.", "%(count)s people are linked now.", effect.linked),
        say(
            "%(now)s of them meet it today. After this change that would be %(after)s.",
            now=effect.meets_now,
            after=effect.meets_after,
        ),
    ]
    if effect.losing:
        told.append(say_many("%(count)s person would lose it.", "%(count)s people would lose it.", len(effect.losing)))
    if effect.gaining:
        told.append(say_many("%(count)s person would gain it.", "%(count)s people would gain it.", len(effect.gaining)))
    if not effect.losing and not effect.gaining:
        told.append(say("Nobody loses or gains it today; what comes later may be otherwise."))
    return told


def _warnings(upkeep: Upkeep, lines: Sequence[QualificationActivity], *, has_settings: bool) -> list[Message]:
    if not has_settings and not lines:
        return []
    missing = what_is_open(upkeep)
    return [*([missing] if missing else []), *contradictions(upkeep), *_retired(lines)]


def _retired(lines: Sequence[QualificationActivity]) -> list[Message]:
    return [
        say("“%(title)s” is retired: who was busy may finish it, others cannot begin. Ask another one.", title=title)
        for title in sorted({line.activity.title for line in lines if line.activity.retired_at is not None})
    ]


def _lines(work: Work, lines: Sequence[QualificationActivity], stage: Stage) -> list[Line]:
    own = [line for line in lines if line.stage is stage]
    return [
        Line(
            id=line.id,
            activity_id=line.activity_id,
            title=line.activity.title,
            kind=KINDS[line.activity.kind],
            icon=KIND_ICONS[line.activity.kind],
            words=line_words(queries.asked_in(line)),
            retired=state_of(line.activity.published_on, line.activity.retired_at, work.today) is ActivityState.RETIRED,
            first=place == 0,
            last=place == len(own) - 1,
        )
        for place, line in enumerate(own)
    ]
