"""A result as it is read: the verdict, why, and every step with its mark; the paper says the same."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from exams.models import ExamForm, ExamGroup, ExamStep, Sheet, Sitting
from exams.pages.forms import most_of, numbered
from exams.pages.scale_words import in_readers_words
from exams.queries.standing import Source, Stands
from exams.queries.trails import Trail
from exams.rules import Level, SittingState
from exams.rules.records import Reason, Record
from exams.rules.steps import NOT_APPLICABLE
from foundation.messages import Message, say, say_many


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn that a mark took on its way: in words, what it became, and the reason that was given."""

    words: Message
    reason: str = ""
    improvement: str = ""


@dataclass(frozen=True, kw_only=True)
class MarkedStep:
    """A step with what was given for it, and how that came about where it was not given at once."""

    number: int
    step: ExamStep
    level: Level | None
    remark: str
    source: Source = Source.RAW
    turns: tuple[Turn, ...] = ()
    exempt: bool = False
    seen: tuple[str, ...] = ()  # sub-points
    seen_by_one: tuple[str, ...] = ()  # sub-points that only one of the examiners saw

    @property
    def counts(self) -> bool:
        """Whether it counts at all: it is neither exempt nor marked as not applicable."""
        return not self.exempt and (self.level is None or self.level.value != NOT_APPLICABLE)

    @property
    def points(self) -> int | Decimal:
        """What it counted for."""
        if self.level is None or not self.counts:
            return 0
        return _plain((Decimal(self.step.weight * self.level.value) / self.step.unit).normalize())

    @property
    def most(self) -> int | Decimal:
        """What it could count for."""
        return _plain(most_of(self.step)) if self.counts else 0

    @property
    def failed(self) -> bool:
        """Whether this critical step was not achieved."""
        if not self.step.critical or self.level is None or not self.counts:
            return False
        return self.level.value < self.step.rule.critical_floor


def _plain(points: Decimal) -> int | Decimal:
    return int(points) if points == points.to_integral_value() else points


@dataclass(frozen=True, kw_only=True)
class MarkedGroup:
    """A group with its marked steps."""

    group: ExamGroup
    steps: list[MarkedStep]
    exempt: bool = False

    @property
    def points(self) -> int | Decimal:
        """What was reached in this group."""
        return sum(step.points for step in self.steps)

    @property
    def most(self) -> int | Decimal:
        """What could be reached in this group."""
        return sum(step.most for step in self.steps)


@dataclass(frozen=True, kw_only=True)
class ResultPage:
    """A result with everything behind it."""

    sitting: Sitting
    form: ExamForm
    sheet: Sheet | None
    record: Record
    groups: list[MarkedGroup]

    @property
    def provisional(self) -> bool:
        """Whether somebody still has to ratify it."""
        return self.sitting.state not in (SittingState.RATIFIED, SittingState.ANNULLED)

    @property
    def annulled(self) -> bool:
        """Whether it counts no more."""
        return self.sitting.state is SittingState.ANNULLED

    @property
    def headline(self) -> Message:
        """The verdict in one line."""
        return self.record.headline

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Each condition of the cut score."""
        return self.record.reasons

    @property
    def corrected(self) -> bool:
        """Whether marks were changed after signing."""
        return any(one.source is Source.CORRECTED for group in self.groups for one in group.steps)

    @property
    def examiners(self) -> list[str]:
        """Who examined, the first one first."""
        return [sheet.examiner.name for sheet in self.sitting.standing_sheets]

    @property
    def remark(self) -> str:
        """What the examiners say of the whole, one under the other."""
        return "\n\n".join(sheet.overall_remark for sheet in self.sitting.standing_sheets if sheet.overall_remark)


def told_to_candidate(headline: Message) -> Message:
    """The verdict in one line without the word cut score, which is of the trade."""
    if headline.text.startswith("Passed: every condition of the cut score"):
        return say("Passed: everything it takes to pass was met.")
    if headline.text.startswith("Passed with") and "label" in headline.gaps:
        return say("Passed with “%(label)s”: everything it takes to pass was met.", label=headline.gaps["label"])
    if headline.text.startswith("Failed because %(count)s condition of the cut score"):
        return say_many(
            "Failed because %(count)s condition of what it takes to pass was not met.",
            "Failed because %(count)s conditions of what it takes to pass were not met.",
            headline.count,
        )
    return headline


def result_page(
    sitting: Sitting,
    stands: Mapping[int, Stands],
    trails: Mapping[int, Trail] | None = None,
    *,
    exempt: Set[str] = frozenset(),
    remarks: bool = True,
) -> ResultPage:
    """The result of a sitting that has one, from what stands; without `remarks` those of examiners are left out."""
    if sitting.outcome is None:
        raise ValueError("This sitting has no result.")
    form, known = sitting.session.form, trails or {}
    return ResultPage(
        sitting=sitting,
        form=form,
        sheet=sitting.sheet,
        record=Record.from_json(sitting.outcome),
        groups=[
            MarkedGroup(
                group=row.group,
                steps=[
                    _marked(one.number, one.step, stands.get(one.step.id), known.get(one.step.id), remarks=remarks)
                    for one in row.steps
                ]
                if row.group.key not in exempt
                else [_exempt(one.number, one.step) for one in row.steps],
                exempt=row.group.key in exempt,
            )
            for row in numbered(form)
        ],
    )


def _exempt(number: int, step: ExamStep) -> MarkedStep:
    return MarkedStep(number=number, step=step, level=None, remark="", exempt=True)


def _marked(number: int, step: ExamStep, stands: Stands | None, trail: Trail | None, *, remarks: bool) -> MarkedStep:
    if stands is None:
        return MarkedStep(number=number, step=step, level=None, remark="")
    return MarkedStep(
        number=number,
        step=step,
        level=next((level for level in _levels(step) if level.value == stands.value), None),
        remark=stands.remark if remarks else "",
        source=stands.source,
        turns=_turns(step, trail) if trail and stands.source is not Source.RAW else (),
        seen=parts_at(step, stands.parts),
        seen_by_one=parts_at(step, stands.apart),
    )


def _levels(step: ExamStep) -> Sequence[Level]:
    """The levels as the reader knows them."""
    return in_readers_words(step.scale, step.unit)


def parts_at(step: ExamStep, places: Sequence[int]) -> tuple[str, ...]:
    """The sub-points of this step at these places, in words."""
    parts = step.parts or []
    return tuple(str(parts[place]["text"]) for place in places if place < len(parts))


def _turns(step: ExamStep, trail: Trail) -> tuple[Turn, ...]:
    """Every value there was, oldest first: both visible wherever one replaced the other (BR-33)."""
    labels = {level.value: level.label for level in _levels(step)}

    def called(value: int | None) -> str:
        return labels.get(value, str(value)) if value is not None else ""

    given = [Turn(words=say("%(name)s gave: %(mark)s", name=one.by, mark=called(one.value))) for one in trail.given]
    agreed = [
        Turn(
            words=say("%(name)s decided as the third examiner: %(mark)s", name=one.by, mark=called(one.value))
            if one.decides
            else say("%(name)s, after comparing: %(mark)s", name=one.by, mark=called(one.value)),
            reason=one.reason,
        )
        for one in trail.agreed
    ]
    corrected = [
        Turn(
            words=say(
                "Corrected on %(day)s by %(name)s, from “%(before)s” to “%(mark)s”",
                day=one.at,
                name=one.by,
                before=called(one.before),
                mark=called(one.value),
            ),
            reason=one.reason,
            improvement=one.improvement,
        )
        for one in trail.corrected
    ]
    return (*given, *agreed, *corrected)
