"""What counts for a candidate over all attempts at an exam: the best or the last one, or an exemption (BR-50)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select

from exams.models import ExamForm, ExamSession, Exemption, Sitting
from exams.queries.exemptions import FAMILY, standing_exemptions
from exams.rules import SittingState
from exams.rules.design import AttemptThatCounts
from exams.rules.records import Record
from exams.rules.standing_result import Attempt, attempt_that_counts
from foundation.db import numbers
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class StandingResult:
    """What counts for one exam: an attempt, or an exemption from the whole of it; nothing while there is neither."""

    attempts: tuple[Attempt, ...] = ()
    counts: Attempt | None = None
    exemption: Exemption | None = None
    exempt_parts: frozenset[str] = frozenset()  # keys of the groups that need not be done

    @property
    def passed(self) -> bool:
        """Whether the exam is done with."""
        return self.exemption is not None or (self.counts is not None and self.counts.passed)


def results_of(
    work: Work, candidate_ids: Collection[int], families: Collection[int] | None = None
) -> dict[tuple[int, int], StandingResult]:
    """(Candidate id, family of the form) -> what counts, ratified and summative alone (2 statements)."""
    attempts, which = _ratified(work, candidate_ids, families)
    exempt = {
        key: ones
        for key, ones in standing_exemptions(work, candidate_ids).items()
        if families is None or key[1] in families
    }
    whole = {key: next((one for one in ones if not one.parts), None) for key, ones in exempt.items()}
    return {
        key: StandingResult(
            attempts=tuple(attempts.get(key, ())),
            counts=attempt_that_counts(attempts.get(key, ()), which.get(key, AttemptThatCounts.BEST)),
            exemption=whole.get(key),
            exempt_parts=frozenset(str(part) for one in exempt.get(key, ()) for part in one.parts),
        )
        for key in {*attempts, *exempt}
    }


def result_of(work: Work, candidate_id: int, family: int) -> StandingResult:
    """What counts for this candidate and exam (2 statements)."""
    return results_of(work, [candidate_id], [family]).get((candidate_id, family), StandingResult())


def _ratified(
    work: Work, candidate_ids: Collection[int], families: Collection[int] | None
) -> tuple[Mapping[tuple[int, int], list[Attempt]], Mapping[tuple[int, int], AttemptThatCounts]]:
    """The attempts, and what the latest edition that was sat says of which one counts."""
    wanted = [] if families is None else [FAMILY.in_(select(numbers(work.db, families)))]
    rows = work.db.execute(
        select(
            Sitting.id,
            Sitting.candidate_id,
            Sitting.attempt,
            Sitting.passed,
            Sitting.outcome,
            FAMILY.label("family"),
            ExamForm.attempt_that_counts,
        )
        .join(Sitting.session)
        .join(ExamSession.form)
        .where(
            Sitting.candidate_id.in_(select(numbers(work.db, candidate_ids))),
            Sitting.state == SittingState.RATIFIED,
            ExamForm.formative.is_(False),
            *wanted,
        )
        .order_by(ExamForm.edition, Sitting.attempt, Sitting.id)
    )
    attempts: dict[tuple[int, int], list[Attempt]] = defaultdict(list)
    which: dict[tuple[int, int], AttemptThatCounts] = {}
    for row in rows:
        key = (row.candidate_id, row.family)
        attempts[key].append(_attempt(row.id, row.attempt, passed=bool(row.passed), outcome=row.outcome))
        which[key] = row.attempt_that_counts
    return attempts, which


def _attempt(sitting: int, number: int, *, passed: bool, outcome: Mapping[str, object] | None) -> Attempt:
    record = Record.from_json(outcome) if outcome else None
    share = Fraction(record.points) / Fraction(record.maximum) if record and record.maximum else Fraction(0)
    return Attempt(sitting=sitting, number=number, passed=passed, share=share, mark=record.rounded if record else None)


@dataclass(frozen=True, kw_only=True)
class ListedAttempt:
    """Which attempt a result is, of how many that are final, and whether it is the one that counts."""

    number: int
    total: int
    counts: bool
    is_exempt: bool = False  # from the whole exam: that counts
    exempt_parts: tuple[str, ...] = ()


def attempts_listed(work: Work, sittings: Sequence[Sitting]) -> dict[int, ListedAttempt]:
    """Sitting id -> which attempt it is, for those with more than one or with an exemption (2 statements)."""
    found = results_of(work, {sitting.candidate_id for sitting in sittings})
    listed = {}
    for sitting in sittings:
        result = found.get((sitting.candidate_id, sitting.session.form.family), StandingResult())
        if sitting.attempt > 1 or len(result.attempts) > 1 or result.exemption or result.exempt_parts:
            listed[sitting.id] = _listed(sitting, result)
    return listed


def _listed(sitting: Sitting, result: StandingResult) -> ListedAttempt:
    counts = result.counts is not None and result.counts.sitting == sitting.id and not result.exemption
    return ListedAttempt(
        number=sitting.attempt,
        total=len(result.attempts),
        counts=counts,
        is_exempt=result.exemption is not None,
        exempt_parts=tuple(sorted(result.exempt_parts)),
    )


def attempt_of(work: Work, sitting: Sitting) -> ListedAttempt | None:
    """Which attempt this is, where there is more than one (2 statements)."""
    return attempts_listed(work, [sitting]).get(sitting.id)
