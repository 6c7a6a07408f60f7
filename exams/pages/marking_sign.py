"""What an examiner should know before signing: the verdict that would come out, and what is open or unusual."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from exams.actions.marking import seen_of, without_remark
from exams.models import Mark, Sheet
from exams.pages.origins import origin_lines
from exams.queries.entering import CameFrom
from exams.rules import Condition, Outcome, Step, open_steps
from exams.rules.turns import Turn, paused, ran
from exams.rules.verdicts import Exempted
from foundation.messages import Message


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A step with its place on the form."""

    number: int
    step: Step


@dataclass(frozen=True, kw_only=True)
class SignPage:
    """All that is shown above the signature."""

    sheet: Sheet
    outcome: Outcome
    open: tuple[Numbered, ...]
    failed: tuple[Numbered, ...]
    lacking: tuple[Numbered, ...]  # their mark asks for a remark, and there is none
    without_reason: tuple[Numbered, ...]
    conflicting: tuple[Numbered, ...]  # marked differently on two devices, and nobody decided
    is_verdict: bool  # of one examiner; two or three see the verdict once their marks are compared
    total: int
    seen: str
    freed: tuple[str, ...]  # groups that the candidate need not do
    began: datetime | None
    minutes: int | None  # without pauses
    paused: int | None  # minutes of pauses
    came: tuple[tuple[Message, tuple[Numbered, ...]], ...] = ()  # marks that did not come from the examiner's device

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The parts of the cut score as they stand."""
        return self.outcome.reasons

    @property
    def marked(self) -> int:
        """How many steps have a mark."""
        return self.total - len(self.open)


def sign_page(
    sheet: Sheet,
    marks: Mapping[int, Mark],
    *,
    now: datetime,
    turns: Sequence[Turn] = (),
    exempt: Exempted = frozenset(),
    conflicts: Set[int] = frozenset(),
    origins: Sequence[CameFrom] = (),
) -> SignPage:
    """The summary of these marks; groups with a key in `exempt` count nowhere, as in the verdict that follows."""
    design = sheet.sitting.session.form.design
    values = {step: mark.value for step, mark in marks.items()}
    freed = {step.id for group in sheet.sitting.session.form.groups if group.key in exempt for step in group.steps}
    counting = [step for step in design.steps if step.id not in freed]
    outcome = design.judge(values, exempt=exempt)
    places = {step.id: Numbered(number=number, step=step) for number, step in enumerate(design.steps, start=1)}
    short = [id_ for one in outcome.conditions for id_ in one.steps if places[id_].step.critical]
    failed = [places[number] for number in dict.fromkeys([*outcome.failed_critical, *short])]
    lacking = without_remark(counting, marks)
    return SignPage(
        sheet=sheet,
        outcome=outcome,
        open=tuple(places[step.id] for step in open_steps(counting, values)),
        failed=tuple(failed),
        lacking=tuple(places[step] for step in lacking),
        without_reason=tuple(
            one for one in failed if one.step.id not in lacking and not marks[one.step.id].remark.strip()
        ),
        conflicting=tuple(places[step.id] for step in counting if step.id in conflicts),
        is_verdict=len(sheet.seats) == 1 and sheet.required == 1,
        total=len(counting),
        seen=seen_of(dict(marks)),
        freed=tuple(group.name for group in sheet.sitting.session.form.groups if group.key in exempt),
        began=turns[0].at if turns else None,
        minutes=_minutes(ran(turns, now)) if turns else None,
        paused=_minutes(paused(turns, now)) or None,
        came=tuple(
            (line.words, tuple(one for id_, one in places.items() if id_ in line.steps))
            for line in origin_lines(origins)
        ),
    )


def _minutes(time: timedelta) -> int:
    return int(time.total_seconds() // 60)
